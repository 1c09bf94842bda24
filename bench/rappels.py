"""A morning of rappels on this machine: `python -m bench.rappels [RAPPELS]` (1 000).

Of 20 shops, on a disk as `make run` has them, one sender for them all, the network faster than
it. Told is what each of the three stages takes and costs for one rappel: the quarter's run, the
sending, and the network's word on what was sent.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import app
from chalicelib import tournee
from chalicelib.context import Ulids, outside
from chalicelib.domaine import rappel
from local.clock import Clock
from local.run import ENVIRONMENT
from local.stack import Stack
from local.workers import DELIVERIES, workers
from tests.sms.semis import ouvert, semer

SHOPS = 20
ONE_DAY = timedelta(days=1)


def measured(name: str, stack: Stack, rappels: int, stage: Callable[[], Any]) -> None:
    """Run a stage; print what it takes and costs, by rappel."""
    before = stack.engine.counters()
    start = time.perf_counter()
    stage()
    seconds = time.perf_counter() - start
    spent = stack.engine.counters() - before
    calls = ", ".join(f"{n / rappels:.2f} {call}" for call, n in spent.calls.most_common())
    print(
        f"{name:9} {seconds:6.1f} s {rappels / seconds:6.0f}/s "
        f"{spent.read_units / rappels:6.2f} read units {spent.write_units / rappels:6.2f} write "
        f"units   {calls}"
    )


def main() -> None:
    """Sow a folder, let its morning come, measure, report."""
    os.environ.update(ENVIRONMENT)
    each = (int(sys.argv[1]) if len(sys.argv) > 1 else 1000) // SHOPS
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        clock = Clock(data / "horloge.json")
        outside.now, outside.new_id = clock.now, Ulids(clock.now)
        tomorrow = (clock.now() + ONE_DAY).date()
        with ouvert(data, clock.now) as engine:
            for n in range(SHOPS):
                semer(engine, f"Boutique {n}", tomorrow, each, debut=n * each)
        clock.set(rappel.depart(tomorrow, "Africa/Dakar"))
        stack = Stack(data, "http://127.0.0.1", b"bench")
        takers = {w.file: w for w in workers(app, stack.queues, stack.senders, stack.clock.now)}
        count = SHOPS * each
        measured("run", stack, count, lambda: tournee.distribuer(lambda: 10**6))
        measured("sending", stack, count, takers["rappels"].drain)
        measured("delivery", stack, count, takers[DELIVERIES].drain)
        assert len(stack.senders.published()) == count
        for kept in (stack.engine, stack.senders, stack.queues):
            kept.close()


if __name__ == "__main__":
    main()
