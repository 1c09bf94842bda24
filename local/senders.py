"""What SES has accepted, kept in DATA_DIR: the stand-in answers once the message is on disk.

A new kind of message is one method here and one line in `attach`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSPreparedRequest

from local import standin
from local.standin import Reply

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    numero INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    destinataire TEXT NOT NULL,
    emetteur TEXT NOT NULL,
    sujet TEXT,
    texte TEXT NOT NULL,
    accepte_le TEXT NOT NULL
)
"""


class Senders:
    """The messages that this stack has accepted, in the order in which it did."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(SCHEMA)
        self._aside: ContextVar[list[str] | None] = ContextVar("aside", default=None)

    @contextmanager
    def aside(self) -> Iterator[list[str]]:
        """What this thread has sent meanwhile: the texts, kept nowhere else."""
        texts: list[str] = []
        token = self._aside.set(texts)
        try:
            yield texts
        finally:
            self._aside.reset(token)

    def attach(self, ses: Any) -> None:
        """Answer in place of SES on this client."""
        standin.attach(ses, {"SendEmail": self.send_email})

    def send_email(self, request: AWSPreparedRequest) -> Reply:
        """SESv2 SendEmail with simple content: one row for each address."""
        asked = json.loads(request.body)
        message = asked["Content"]["Simple"]
        for address in asked["Destination"]["ToAddresses"]:
            self._accept(
                type="email",
                destinataire=address,
                emetteur=asked["FromEmailAddress"],
                sujet=message["Subject"]["Data"],
                texte=message["Body"]["Text"]["Data"],
            )
        return Reply(200, json.dumps({"MessageId": uuid.uuid4().hex}).encode())

    def messages(self) -> list[dict[str, Any]]:
        """All of them, newest first, as `GET /local/messages` shows them (api.md)."""
        with self._lock:
            rows = self._db.execute(
                "SELECT type, destinataire, emetteur, sujet, texte, accepte_le"
                " FROM messages ORDER BY numero DESC"
            ).fetchall()
        return [dict(row) for row in rows]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _accept(self, **message: str) -> None:
        aside = self._aside.get()
        if aside is not None:
            aside.append(message["texte"])
            return
        message["accepte_le"] = self._now().isoformat(timespec="seconds").replace("+00:00", "Z")
        names = ", ".join(message)
        values = ", ".join(f":{name}" for name in message)
        with self._lock:
            self._db.execute(f"INSERT INTO messages ({names}) VALUES ({values})", message)
