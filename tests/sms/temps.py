"""Time that passes only when all sleep: senders at once, one step of one after the other.

Each runs in a thread of its own until it sleeps; then whoever is to wake first has the turn, and
the clock is what it slept until. Ten minutes of a morning pass in the time of their work, and
the same way each time.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.context import outside
from tests.api.conftest import Clock

PATIENCE = 600.0


class Temps:
    """The product's sleep and monotonic clock are this time's from now on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turn = threading.local()
        self._waiting: list[tuple[datetime, int, threading.Semaphore]] = []
        self._count = itertools.count()
        self._ended = threading.Semaphore(0)
        self._errors: list[BaseException] = []
        outside.sleep = self.dormir
        outside.monotonic = lambda: clock.now().timestamp()

    def dormir(self, seconds: float) -> None:
        """Let others have their turn for so long."""
        mine: threading.Semaphore | None = getattr(self._turn, "mine", None)
        until = self._clock.now() + timedelta(seconds=seconds)
        if mine is None:
            self._clock.set(until)
            return
        heapq.heappush(self._waiting, (until, next(self._count), mine))
        self._next()
        assert mine.acquire(timeout=PATIENCE)

    def courir(self, *travaux: Callable[[], None]) -> float:
        """Run these beside each other until all have ended; how many seconds that took.

        Raises the first error of one of them.
        """
        start = self._clock.now()
        threads = [threading.Thread(target=self._run, args=(travail,)) for travail in travaux]
        for thread in threads:
            thread.start()
            assert self._ended.acquire(timeout=PATIENCE)
        self._next()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        if self._errors:
            raise self._errors[0]
        return (self._clock.now() - start).total_seconds()

    def _run(self, travail: Callable[[], None]) -> None:
        self._turn.mine = mine = threading.Semaphore(0)
        heapq.heappush(self._waiting, (self._clock.now(), next(self._count), mine))
        self._ended.release()
        assert mine.acquire(timeout=PATIENCE)
        try:
            travail()
        except BaseException as error:  # noqa: BLE001 (raised in the test's own thread)
            self._errors.append(error)
        self._next()

    def _next(self) -> None:
        if self._waiting:
            until, _, turn = heapq.heappop(self._waiting)
            self._clock.set(max(until, self._clock.now()))
            turn.release()
