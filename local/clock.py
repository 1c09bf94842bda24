"""The stack's clock, which a test may set, and the jobs that run by it.

The jobs are the schedules of app.py. They run at start (what a crash left is taken up), at
each quarter of an hour of this clock, when a use case has left work for them, and when the
clock is set. What they put into the queues is taken by the workers.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chalice.app import Chalice, ScheduledEventConfig

from chalicelib.context import utc_now
from local import durable
from local.invocation import Invocation
from local.workers import Worker

QUARTER = timedelta(minutes=15)
EACH_QUARTER = "cron(0/15 * * * ? *)"
LAMBDA_LIMIT = timedelta(minutes=15)

log = logging.getLogger("local.jobs")


class Clock:
    """Real time plus an offset that outlives the process."""

    def __init__(self, path: Path, real: Callable[[], datetime] = utc_now) -> None:
        self._path = path
        self._real = real
        self._offset = timedelta()
        if path.exists():
            self._offset = timedelta(seconds=json.loads(path.read_bytes())["decalage"])

    def now(self) -> datetime:
        """The instant that the whole stack lives in, UTC."""
        return self._real() + self._offset

    def set(self, instant: datetime) -> None:
        """Make it `instant` now; time runs on from there. Durable when this returns."""
        offset = instant.astimezone(UTC) - self._real()
        durable.write(self._path, json.dumps({"decalage": offset.total_seconds()}).encode())
        self._offset = offset


class ScheduleInconnu(Exception):
    """app.py has a schedule that this runner does not know how to keep."""


class Jobs:
    """Runs the schedules of a Chalice app, one run at a time, and has the queues emptied."""

    def __init__(self, app: Chalice, clock: Clock, workers: Sequence[Worker] = ()) -> None:
        self._clock = clock
        self._handlers = schedules(app)
        self._workers = workers
        self._running = threading.Lock()
        self._changed = threading.Condition()
        self._woken = False
        self._stopping = False
        self._ran_at = clock.now()
        self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)

    def start(self) -> None:
        """Run once in the background, then by the clock."""
        self.wake()
        self._thread.start()
        for worker in self._workers:
            worker.start()

    def wake(self) -> None:
        """Run as soon as may be: there is work."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def run(self, at: datetime | None = None) -> None:
        """Run each schedule once, empty the queues, and wait for it all; first set the clock `at`.

        A failure is left to the next run, and what comes back into a queue later to later.
        """
        with self._running:
            if at is not None:
                self._clock.set(at)
            self._run_schedules()
        while any(worker.drain() for worker in self._workers):
            continue
        self._look_at_the_clock()

    def end(self) -> None:
        """Begin no job any more, and ask those that run to stop where they can be resumed."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        for worker in self._workers:
            worker.end()

    def ended(self, patience_seconds: float) -> bool:
        """Wait for the jobs in hand; False when they have not stopped in time."""
        self.end()
        until = time.monotonic() + patience_seconds
        self._thread.join(patience_seconds)
        ended = [worker.ended(max(0.0, until - time.monotonic())) for worker in self._workers]
        return not self._thread.is_alive() and all(ended)

    def _run_schedules(self) -> None:
        self._ran_at = self._clock.now()
        for name, handler in self._handlers.items():
            if self._stopping:
                return
            try:
                Context().run(handler, scheduled_event(name, self._ran_at), self._invocation())
            except Exception:
                log.exception("la tâche %s a échoué, elle reprendra", name)

    def _look_at_the_clock(self) -> None:
        """It may have been set: how long each waits is another time now."""
        with self._changed:
            self._changed.notify()
        for worker in self._workers:
            worker.wake()

    def _loop(self) -> None:
        while self._wait():
            with self._running:
                self._run_schedules()

    def _wait(self) -> bool:
        with self._changed:
            while not self._stopping and not self._woken:
                left = next_quarter(self._ran_at) - self._clock.now()
                if left <= timedelta():
                    break
                self._changed.wait(left.total_seconds())
            self._woken = False
            return not self._stopping

    def _invocation(self) -> Invocation:
        return Invocation(LAMBDA_LIMIT, ended=lambda: self._stopping)


def schedules(app: Chalice) -> dict[str, Callable[[Any, Any], Any]]:
    """The scheduled handlers of the app, by name. Raises ScheduleInconnu."""
    found = {}
    for source in app.event_sources:
        if not isinstance(source, ScheduledEventConfig):
            continue
        expression = source.schedule_expression
        written = expression if isinstance(expression, str) else expression.to_string()
        if written != EACH_QUARTER:
            raise ScheduleInconnu(f"{source.name}: {written}, only {EACH_QUARTER} is known here")
        found[source.name] = app.handler_map[source.name]
    return found


def scheduled_event(name: str, now: datetime) -> dict[str, Any]:
    """What EventBridge hands to Lambda."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "local",
        "resources": [f"arn:aws:events:local:000000000000:rule/{name}"],
        "detail": {},
    }


def next_quarter(instant: datetime) -> datetime:
    """The first full quarter of an hour after `instant`."""
    start = instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)
    return start + QUARTER
