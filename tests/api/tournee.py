"""The morning, in a test: the quarter's run, then every hint handed to its worker."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app import app
from chalicelib import tournee
from local.queues import Queues

HUIT_HEURES = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
"""In Dakar, the day after the tests' own."""

HANDLERS: dict[str, Callable[[Any, Any], Any]] = {
    "rappels": app.handler_map["envoyer_rappels"],
    "messages": app.handler_map["envoyer_messages"],
}


def passer(files: Queues) -> int:
    """One run of the quarter, and all that follows from it; how many hints there were."""
    tournee.distribuer(lambda: 10**6)
    return livrer(files)


def livrer(files: Queues) -> int:
    """Hand every hint to its worker, as Lambda does; how many there were."""
    seen = 0
    for file, handler in HANDLERS.items():
        while taken := files.receive(file):
            seen += len(taken)
            records = [
                {
                    "messageId": each.id,
                    "receiptHandle": each.id,
                    "body": each.corps,
                    "attributes": {},
                    "messageAttributes": {},
                    "eventSource": "aws:sqs",
                    "eventSourceARN": f"arn:aws:sqs:eu-west-1:000000000000:{file}",
                    "awsRegion": "eu-west-1",
                }
                for each in taken
            ]
            answer = handler({"Records": records}, None)
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            files.delete([each for each in taken if each.id not in failed])
    return seen


def hints(files: Queues, file: str) -> list[str]:
    """The ids that a queue's hints name, oldest first."""
    return [json.loads(body)["cle"] for body in files.waiting(file)]
