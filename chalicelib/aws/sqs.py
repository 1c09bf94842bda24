"""Hints, through SQS, that there is something to send now (architecture.md, Rappels and messages).

The indexes hold the truth: a hint that is lost costs a quarter of an hour, one that comes twice
finds nothing to do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any

BATCH = 10
"""Messages that SQS takes in one call."""


class File(StrEnum):
    """A queue, and the environment's name for its URL."""

    RAPPELS = "RAPPELS_QUEUE_URL"
    MESSAGES = "MESSAGES_QUEUE_URL"


@cache
def client() -> Any:
    """The process's SQS client, to which the local stand-in attaches."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "sqs",
        region_name=os.environ.get("AWS_REGION", "eu-west-1"),
        config=Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2}),
    )


def send(file: File, hints: Iterable[tuple[str, str]]) -> None:
    """Tell a queue's workers of each (boutique, cle). A call for ten.

    Raises botocore's ClientError and BotoCoreError: then some may have gone.
    """
    for batch in batches(hints):
        client().send_message_batch(
            QueueUrl=os.environ[file.value],
            Entries=[
                {
                    "Id": str(n),
                    "MessageBody": json.dumps({"boutique": boutique_id, "cle": cle}),
                }
                for n, (boutique_id, cle) in enumerate(batch)
            ],
        )


def batches(hints: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The hints, ten at a time."""
    rest = iter(hints)
    while batch := list(islice(rest, BATCH)):
        yield batch
