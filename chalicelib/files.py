"""Queues of hints: what there is to send now (architecture.md, Rappels and messages).

A hint is only a hint: one that cannot be sent is logged, and the next quarter finds the work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from aws_lambda_powertools import Logger

from chalicelib.aws import guard, sqs
from chalicelib.aws.sqs import File

logger = Logger(service="amneubor")


def indiquer(file: File, hints: Iterable[tuple[str, str]]) -> bool:
    """Tell the workers of each (boutique, cle); False when the queue could not be reached."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        sqs.send(file, hints)
    except (BotoCoreError, ClientError) as error:
        logger.warning("hint not sent", queue=file.name, error=type(error).__name__)
        return False
    return True


def traiter(event: dict[str, Any], envoyer: Callable[[str, str], None]) -> dict[str, Any]:
    """Hand each hint of an SQS event to `envoyer`, within its boutique.

    What fails comes back later, by itself (partial failures): the others are done.
    """
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

    def one(record: Any) -> None:
        hint = json.loads(record.body)
        try:
            with guard.boutique(hint["boutique"]):
                envoyer(hint["boutique"], hint["cle"])
        except Exception as error:
            logger.warning("hint comes back", error=type(error).__name__)
            raise

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(event["Records"], one):
        processor.process()
    return dict(processor.response())
