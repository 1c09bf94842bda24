"""Who takes from the queues and hands to the app, as Lambda's poller does.

One thread for each queue, so that 5 000 messages of one hold nothing up in the other. What a
handler has done is deleted; what it failed on comes back after the visibility timeout.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any

from chalice.app import Chalice, SQSEventConfig

from local.invocation import Invocation
from local.queues import BATCH, Message, Queues
from local.senders import Senders

LIMIT = timedelta(seconds=270)
"""What a queue's handler may take, the longest of .chalice/config.json."""
DELIVERIES = "livraisons"
"""The handler of SNS's delivery log, and the queue in which its lines wait for it."""
REGION = "eu-west-1"
ACCOUNT = "000000000000"

Handler = Callable[[Any, Any], Any]

log = logging.getLogger("local.workers")


class Worker:
    """One queue, emptied as soon as something is in it."""

    def __init__(
        self, queues: Queues, file: str, handler: Handler, now: Callable[[], datetime]
    ) -> None:
        self.file = file
        self.hand = threading.Lock()
        self._queues = queues
        self._handler = handler
        self._now = now
        self._changed = threading.Condition()
        self._woken = False
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name=file, daemon=True)

    def start(self) -> None:
        """Empty the queue in the background, from now on."""
        self._thread.start()

    def wake(self) -> None:
        """Look into the queue as soon as may be."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def drain(self) -> bool:
        """Hand over all that is visible, also what comes meanwhile; was there anything?

        When this returns, nothing of the queue is in hand either. What failed and is hidden is
        not waited for.
        """
        found = False
        while not self._stopping and self.deliver():
            found = True
        return found

    def deliver(self) -> bool:
        """Hand one batch over; False when nothing is visible."""
        with self.hand:
            batch = self._queues.receive(self.file)
            if batch:
                self._queues.delete(self._done(batch))
        return bool(batch)

    def event(self, batch: Sequence[Message]) -> dict[str, Any]:
        """What the handler is given."""
        return sqs_event(self.file, batch)

    def end(self) -> None:
        """Take nothing any more, and ask the handler that runs to stop where it can."""
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def ended(self, patience_seconds: float) -> bool:
        """Wait for the batch in hand; False when it has not ended in time."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join(patience_seconds)
        return not self._thread.is_alive()

    def _done(self, batch: Sequence[Message]) -> list[Message]:
        """Call the handler; the messages that need not come back."""
        invocation = Invocation(LIMIT, ended=lambda: self._stopping)
        try:
            answer = Context().run(self._handler, self.event(batch), invocation)
        except Exception:
            log.exception("la file %s a échoué, elle reprendra", self.file)
            return []
        return succeeded(batch, answer)

    def _loop(self) -> None:
        while self._wait():
            self.drain()

    def _wait(self) -> bool:
        with self._changed:
            while not self._stopping and not self._woken:
                visible = self._queues.next_visible(self.file)
                left = (visible - self._now()).total_seconds() if visible else None
                if left is not None and left <= 0:
                    break
                self._changed.wait(left)
            self._woken = False
            return not self._stopping


class DeliveryWorker(Worker):
    """SNS's delivery log, read back by way of CloudWatch Logs.

    Its lines are handed over while no sender has a message in hand: what a line is about is
    written by then, as it is in the cloud, where a line takes seconds.
    """

    def __init__(
        self,
        queues: Queues,
        handler: Handler,
        now: Callable[[], datetime],
        senders: Senders,
        others: Sequence[Worker],
    ) -> None:
        super().__init__(queues, DELIVERIES, handler, now)
        self._senders = senders
        self._others = others
        senders.on_delivery = self.wake

    def deliver(self) -> bool:
        """Hand over some lines; False when there are none."""
        if lines := self._senders.deliveries(BATCH):
            self._queues.put(self.file, [json.dumps(line) for _, line in lines])
            self._senders.delivered([place for place, _ in lines])
        with ExitStack() as stack:
            # The rappels' hand last: they do not stand still while a slice of an envoi ends.
            for other in reversed(self._others):
                stack.enter_context(other.hand)
            return super().deliver()

    def event(self, batch: Sequence[Message]) -> dict[str, Any]:
        """What CloudWatch Logs hands to a function that has subscribed to a log."""
        return logs_event(batch)


def workers(
    app: Chalice, queues: Queues, senders: Senders, now: Callable[[], datetime]
) -> list[Worker]:
    """One worker for each queue of the app, and one for SNS's delivery log."""
    takers = [
        Worker(queues, source.queue, app.handler_map[source.name], now)
        for source in app.event_sources
        if isinstance(source, SQSEventConfig) and source.queue
    ]
    every = list(takers)
    if DELIVERIES in app.handler_map:
        every.append(DeliveryWorker(queues, app.handler_map[DELIVERIES], now, senders, takers))
    by_file = {worker.file: worker for worker in every}

    def sent(file: str) -> None:
        if file in by_file:
            by_file[file].wake()

    queues.on_send = sent
    return every


def succeeded(batch: Sequence[Message], answer: Any) -> list[Message]:
    """The messages that a handler's answer does not report as failed.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: an id that is
    not in the batch means that all of it has failed.
    """
    reported = (answer or {}).get("batchItemFailures") or []
    failed = {each.get("itemIdentifier") for each in reported}
    if not failed <= {message.id for message in batch}:
        return []
    return [message for message in batch if message.id not in failed]


def sqs_event(file: str, batch: Sequence[Message]) -> dict[str, Any]:
    """What Lambda makes of a batch of SQS."""
    return {
        "Records": [
            {
                "messageId": message.id,
                "receiptHandle": f"{message.numero}-{message.recu}",
                "body": message.corps,
                "attributes": {
                    "ApproximateReceiveCount": str(message.recu),
                    "SentTimestamp": str(int(message.envoye_le * 1000)),
                    "SenderId": ACCOUNT,
                    "ApproximateFirstReceiveTimestamp": str(int(message.envoye_le * 1000)),
                },
                "messageAttributes": {},
                "md5OfBody": hashlib.md5(message.corps.encode()).hexdigest(),
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{file}",
                "awsRegion": REGION,
            }
            for message in batch
        ]
    }


def logs_event(batch: Sequence[Message]) -> dict[str, Any]:
    """What CloudWatch Logs makes of lines of a log."""
    content = {
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": f"sns/{REGION}/{ACCOUNT}/DirectPublishToPhoneNumber",
        "logStream": "local",
        "subscriptionFilters": [DELIVERIES],
        "logEvents": [
            {
                "id": message.id,
                "timestamp": int(message.envoye_le * 1000),
                "message": message.corps,
            }
            for message in batch
        ],
    }
    return {
        "awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(content).encode())).decode()}
    }
