"""What SES and SNS have accepted, kept in DATA_DIR: the stand-in answers once it is on disk.

A new kind of message is one method here and one line in `attach`.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSPreparedRequest

from local import sms, standin
from local.durable import Database
from local.faults import REFUSED, Failed, Faults
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
);
CREATE TABLE IF NOT EXISTS sms (
    id TEXT PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages,
    genre TEXT NOT NULL,
    prix_max TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS livraisons (
    numero INTEGER PRIMARY KEY AUTOINCREMENT,
    ligne TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS demandes (
    numero INTEGER PRIMARY KEY AUTOINCREMENT,
    destinataire TEXT NOT NULL
);
"""


class Senders:
    """The messages that this stack has accepted, in the order in which it did.

    `faults` is where a test orders what goes wrong; `on_delivery` is told of each new line of
    SNS's delivery log.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.faults = Faults()
        self.on_delivery: Callable[[], None] = lambda: None
        self._now = now
        self._db = Database(path, SCHEMA)
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

    def attach(self, client: Any) -> None:
        """Answer in place of SES or SNS on this client."""
        standin.attach(client, {"SendEmail": self.send_email, "Publish": self.publish})

    def send_email(self, request: AWSPreparedRequest) -> Reply:
        """SESv2 SendEmail with simple content: one row for each address."""
        asked = json.loads(request.body)
        message = asked["Content"]["Simple"]
        for address in asked["Destination"]["ToAddresses"]:
            email = {
                "type": "email",
                "destinataire": address,
                "emetteur": asked["FromEmailAddress"],
                "sujet": message["Subject"]["Data"],
                "texte": message["Body"]["Text"]["Data"],
            }
            if not self._kept_aside(email["texte"]):
                with self._db.transaction() as db:
                    self._keep(db, email)
        return Reply(200, json.dumps({"MessageId": uuid.uuid4().hex}).encode())

    def publish(self, request: AWSPreparedRequest) -> Reply:
        """SNS Publish to a telephone number."""
        fields = sms.form(request)
        fault = self.faults.order("Publish", fields)
        try:
            message = sms.asked(fields)
        except sms.Invalide as why:
            self._refused(fields)
            return sms.failed(REFUSED, str(why))
        if isinstance(fault, Failed):
            self._refused(fields)
            return sms.failed(fault)
        id = str(uuid.uuid4())
        if not self._kept_aside(message.texte):
            self._publish(id, message, fault)
        return self.faults.answer(fault, request, sms.accepted(id))

    def messages(self) -> list[dict[str, Any]]:
        """All of them, newest first, as `GET /local/messages` shows them (api.md)."""
        rows = self._db.read(
            "SELECT type, destinataire, emetteur, sujet, texte, accepte_le"
            " FROM messages ORDER BY numero DESC"
        )
        return [
            {name: value for name, value in dict(row).items() if value is not None} for row in rows
        ]

    def published(self) -> list[dict[str, Any]]:
        """The SMS accepted, oldest first, with SNS's id and what was asked of the network."""
        rows = self._db.read(
            "SELECT id, destinataire, emetteur, texte, genre, prix_max, accepte_le"
            " FROM sms JOIN messages ON message = messages.numero ORDER BY message"
        )
        return [dict(row) for row in rows]

    def requests(self, destinataire: str | None = None) -> int:
        """How many calls of Publish reached the network, accepted or not; to whom, or to all."""
        [(count,)] = self._db.read(
            "SELECT count(*) FROM demandes WHERE destinataire = ifnull(?, destinataire)",
            destinataire,
        )
        return int(count)

    def deliveries(self, most: int) -> list[tuple[int, dict[str, Any]]]:
        """The oldest lines of SNS's delivery log that nobody has read yet, each with its place."""
        rows = self._db.read("SELECT numero, ligne FROM livraisons ORDER BY numero LIMIT ?", most)
        return [(numero, json.loads(ligne)) for numero, ligne in rows]

    def delivered(self, places: list[int]) -> None:
        """These lines of the delivery log were read."""
        with self._db.transaction() as db:
            db.executemany("DELETE FROM livraisons WHERE numero = ?", [(n,) for n in places])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _publish(self, id: str, message: sms.Sms, fault: object) -> None:
        line = sms.delivery(id, message, self._now(), fault)
        with self._db.transaction() as db:
            db.execute("INSERT INTO demandes VALUES (NULL, ?)", (message.destinataire,))
            kept = self._keep(
                db,
                {
                    "type": "sms",
                    "destinataire": message.destinataire,
                    "emetteur": message.emetteur,
                    "sujet": None,
                    "texte": message.texte,
                },
            )
            asked = (id, kept, message.genre, message.prix_max)
            db.execute("INSERT INTO sms VALUES (?, ?, ?, ?)", asked)
            db.execute("INSERT INTO livraisons VALUES (NULL, ?)", (json.dumps(line),))
        self.on_delivery()

    def _refused(self, fields: dict[str, str]) -> None:
        with self._db.transaction() as db:
            db.execute("INSERT INTO demandes VALUES (NULL, ?)", (fields.get("PhoneNumber", ""),))

    def _kept_aside(self, texte: str) -> bool:
        aside = self._aside.get()
        if aside is not None:
            aside.append(texte)
        return aside is not None

    def _keep(self, db: sqlite3.Connection, message: dict[str, str | None]) -> int:
        accepte_le = self._now().isoformat(timespec="seconds").replace("+00:00", "Z")
        kept = db.execute(
            "INSERT INTO messages (type, destinataire, emetteur, sujet, texte, accepte_le)"
            " VALUES (:type, :destinataire, :emetteur, :sujet, :texte, :accepte_le)",
            {**message, "accepte_le": accepte_le},
        ).lastrowid
        return kept or 0
