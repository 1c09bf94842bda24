"""Eight tills at once on the whole stack, over HTTP: operations a second, and how long one takes.

`python -m bench.ledger [OPERATIONS]`: each till does so many (100) of a sale, a payment, a
reliquat let go and opened again, a lower montant, an annulation; on one client, then on a client
each. The books are checked after.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.jobs.tills import Till, check_books
from tests.local.boutique import sign_up
from tests.local.conftest import Browser
from tests.local.stacks import StackProcess

TILLS = 8


class TimedTill(Till):
    """A till that notes how long each operation took, in seconds."""

    def __init__(self, number: int, cookie: str, shared: bool) -> None:
        super().__init__(number, cookie, many=False)
        self.own = 0 if shared else number
        self.took: list[float] = []

    def send(self, browser: Browser, key: str) -> None:
        started = time.perf_counter()
        super().send(browser, key)
        self.took.append(time.perf_counter() - started)

    def phone(self, shared: bool) -> str:
        """One client for all the tills, or one for each."""
        return f"77100{self.own:04}"


def measured(stack: StackProcess, cookie: str, name: str, shared: bool, operations: int) -> None:
    """All tills write; print what they got through."""
    first = 0 if shared else TILLS
    tills = [TimedTill(first + number, cookie, shared) for number in range(TILLS)]
    done = threading.Semaphore(0)
    threads = [
        threading.Thread(target=till.write, args=(stack.browser, done, operations))
        for till in tills
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    took = sorted(1000 * each for till in tills for each in till.took)
    p99 = statistics.quantiles(took, n=100)[98]
    print(
        f"{name:24} {len(took) / seconds:6.0f} operations/s   "
        f"p50 {statistics.median(took):5.0f} ms   p99 {p99:5.0f} ms   longest {took[-1]:5.0f} ms"
    )


def main() -> None:
    """Start a stack of its own in a temporary folder, and measure."""
    operations = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        stack = StackProcess(Path(folder) / "donnees")
        try:
            cookie = sign_up(stack.browser)
            measured(stack, cookie, "8 tills, one client", True, operations)
            measured(stack, cookie, "8 tills, a client each", False, operations)
            check_books(stack.browser, cookie)
            print("books checked: every total is the sum of its rows, both laws hold")
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
