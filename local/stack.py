"""What stands behind the edge: the product, and a stand-in for each service of AWS."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app import app
from chalicelib import taches
from chalicelib.aws import dynamodb, s3, ses, sns, sqs
from chalicelib.context import Ulids, outside, utc_now
from local.calls import local_calls
from local.clock import Clock, Jobs
from local.demo import Demo
from local.dynamodb import FILE, Engine
from local.files import Files
from local.queues import Queues
from local.senders import Senders
from local.server import Edge
from local.site import Site
from local.workers import workers

ROOT = Path(__file__).resolve().parent.parent
STAGE = "local"


class Stack:
    """Everything of one DATA_DIR, wired into the modules of the product.

    Raises SchemaChanged when the data there are another version's.
    """

    def __init__(self, data: Path, base_url: str, secret: bytes) -> None:
        self.clock = Clock(data / "horloge.json")
        self.engine = Engine(data / FILE, self.clock.now)
        self.engine.create_tables(ROOT / "infra/donnees.json", STAGE)
        # A clock set ahead makes nothing disappear: it may be set back.
        self.engine.expire(min(self.clock.now(), utc_now()))
        self.engine.attach(dynamodb.client())
        self.senders = Senders(data / "messages.sqlite", self.clock.now)
        self.senders.attach(ses.client())
        self.senders.attach(sns.client())
        self.queues = Queues(data / "files.sqlite", self.clock.now)
        self.queues.attach(sqs.client())
        Files(data / "fichiers").attach(s3.client())
        outside.now = self.clock.now
        outside.new_id = Ulids(self.clock.now)
        outside.base_url = base_url
        outside.secret = secret
        takers = workers(app, self.queues, self.senders, self.clock.now)
        self.jobs = Jobs(app, self.clock, takers)
        taches.wake = self.jobs.wake
        self.demo = Demo(data, app, self.senders, self.clock, self.jobs)
        self._base_url = base_url

    def edge(self, pool: ThreadPoolExecutor) -> Edge:
        """The server's application, answering in the threads of `pool`."""
        return Edge(
            app,
            Site(ROOT / "static_site"),
            local_calls(self.senders, self.clock, self.jobs),
            json.loads((ROOT / "infra/en-tetes.json").read_bytes()),
            self._base_url,
            pool,
            self.clock.now,
        )

    def end(self) -> None:
        """Begin nothing any more that goes on by itself."""
        self.demo.end()
        self.jobs.end()

    def close(self, patience_seconds: float) -> None:
        """Let the job in hand come to a stop, then let go of the files.

        A job that does not stop in time is cut off, as by a crash: it is resumed at the start.
        """
        if self.demo.ended(patience_seconds) and self.jobs.ended(patience_seconds):
            self.engine.close()
            self.senders.close()
            self.queues.close()
