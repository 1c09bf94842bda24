"""The queues of SQS, kept in DATA_DIR: what was sent is on disk before it is acknowledged.

A message that is taken is hidden for a while, then there again unless it was deleted; after
five times it goes to the dead letters. The product only sends; `workers` takes, as Lambda's
poller does.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSPreparedRequest

from local import standin
from local.durable import Database
from local.faults import Failed, Fault, Faults, Lost, Twice
from local.standin import Reply

HIDDEN = timedelta(minutes=6)
"""The visibility timeout: longer than a handler may take. In the cloud it is six times as long."""
RECEIVED_MAX = 5
BATCH = 10
JSON = "application/x-amz-json-1.0"
SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    numero INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL,
    id TEXT NOT NULL,
    corps TEXT NOT NULL,
    envoye_le REAL NOT NULL,
    visible_le REAL NOT NULL,
    recu INTEGER NOT NULL DEFAULT 0,
    mort INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS visibles ON messages (file, mort, visible_le);
"""
VISIBLE = "file = :file AND NOT mort AND (visible_le <= :now OR visible_le > :beyond)"
"""A clock that was set back hides nothing for longer than the timeout."""


@dataclass(frozen=True)
class Message:
    """One message as it is delivered; `recu`: the how-manieth time this is."""

    numero: int
    id: str
    corps: str
    envoye_le: float
    recu: int


class Queues:
    """All queues of one file, each known by the last part of its URL.

    `faults` is where a test orders what goes wrong; `on_send` is told which queue has got
    something.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.faults = Faults()
        self.on_send: Callable[[str], None] = lambda file: None
        self._now = now
        self._db = Database(path, SCHEMA)
        # Who had taken something is dead: it need not stay hidden until the timeout.
        with self._db.transaction() as db:
            db.execute("UPDATE messages SET visible_le = ? WHERE recu", (self._seconds(),))

    def attach(self, sqs: Any) -> None:
        """Answer in place of SQS on this client."""
        standin.attach(
            sqs, {"SendMessage": self.send_message, "SendMessageBatch": self.send_message_batch}
        )

    def send_message(self, request: AWSPreparedRequest) -> Reply:
        """SQS SendMessage."""
        asked = json.loads(request.body)
        fault = self.faults.order("SendMessage", asked)
        if isinstance(fault, Failed):
            return failed(fault)
        [sent] = self.put(queue_of(asked), [asked["MessageBody"]], fault)
        return self.faults.answer(fault, request, ok(sent))

    def send_message_batch(self, request: AWSPreparedRequest) -> Reply:
        """SQS SendMessageBatch: up to ten, under ids of the caller's."""
        asked = json.loads(request.body)
        fault = self.faults.order("SendMessageBatch", asked)
        if isinstance(fault, Failed):
            return failed(fault)
        entries = asked["Entries"]
        if not 0 < len(entries) <= BATCH:
            return failed(Failed(400, "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"))
        sent = self.put(queue_of(asked), [entry["MessageBody"] for entry in entries], fault)
        successful = [
            {"Id": entry["Id"], **each} for entry, each in zip(entries, sent, strict=True)
        ]
        return self.faults.answer(fault, request, ok({"Successful": successful}))

    def put(self, file: str, bodies: list[str], fault: Fault | None = None) -> list[dict[str, str]]:
        """Add messages; what SQS says of each."""
        sent = [(str(uuid.uuid4()), body) for body in bodies]
        now = self._seconds()
        with self._db.transaction() as db:
            db.executemany(
                "INSERT INTO messages (file, id, corps, envoye_le, visible_le)"
                " VALUES (?, ?, ?, ?, ?)",
                [(file, id, body, now, now) for id, body in sent * copies(fault)],
            )
        self.on_send(file)
        return [
            {"MessageId": id, "MD5OfMessageBody": hashlib.md5(body.encode()).hexdigest()}
            for id, body in sent
        ]

    def receive(self, file: str, most: int = BATCH) -> list[Message]:
        """Take what is visible, oldest first, and hide it. What was taken too often dies."""
        now = self._seconds()
        asked = {"file": file, "now": now, "beyond": now + HIDDEN.total_seconds(), "most": most}
        with self._db.transaction() as db:
            db.execute(
                f"UPDATE messages SET mort = 1 WHERE {VISIBLE} AND recu >= {RECEIVED_MAX}", asked
            )
            rows = db.execute(
                "SELECT numero, id, corps, envoye_le, recu + 1 FROM messages"
                f" WHERE {VISIBLE} ORDER BY numero LIMIT :most",
                asked,
            ).fetchall()
            db.executemany(
                "UPDATE messages SET recu = recu + 1, visible_le = ? WHERE numero = ?",
                [(asked["beyond"], numero) for numero, *_ in rows],
            )
        return [Message(*row) for row in rows]

    def delete(self, messages: list[Message]) -> None:
        """These are done with."""
        with self._db.transaction() as db:
            db.executemany(
                "DELETE FROM messages WHERE numero = ?", [(each.numero,) for each in messages]
            )

    def next_visible(self, file: str) -> datetime | None:
        """When the next message is visible, in the past when one is; None when there is none."""
        [(at,)] = self._db.read(
            "SELECT min(CASE WHEN visible_le > ? THEN 0 ELSE visible_le END)"
            " FROM messages WHERE file = ? AND NOT mort",
            self._seconds() + HIDDEN.total_seconds(),
            file,
        )
        return datetime.fromtimestamp(at, UTC) if at is not None else None

    def waiting(self, file: str) -> list[str]:
        """The bodies of what is in a queue, hidden or not, oldest first."""
        return self._bodies(file, dead=False)

    def dead_letters(self, file: str) -> list[str]:
        """The bodies of what was taken too often."""
        return self._bodies(file, dead=True)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _bodies(self, file: str, *, dead: bool) -> list[str]:
        rows = self._db.read(
            "SELECT corps FROM messages WHERE file = ? AND mort = ? ORDER BY numero", file, dead
        )
        return [body for (body,) in rows]

    def _seconds(self) -> float:
        return self._now().timestamp()


def queue_of(asked: Mapping[str, Any]) -> str:
    """The queue that a request names."""
    name: str = asked["QueueUrl"].rpartition("/")[2]
    return name


def copies(fault: Fault | None) -> int:
    """How often a message that is sent will be delivered."""
    return 0 if isinstance(fault, Lost) else 2 if isinstance(fault, Twice) else 1


def ok(answer: dict[str, Any]) -> Reply:
    """SQS has done it."""
    return Reply(200, json.dumps(answer).encode(), JSON)


def failed(fault: Failed) -> Reply:
    """SQS's error."""
    content = {"__type": f"com.amazonaws.sqs#{fault.code}", "message": fault.code}
    return Reply(fault.status, json.dumps(content).encode(), JSON)
