"""The whole local stack as a process of its own, as `make run` starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from tests.local.conftest import Browser

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"AmneuBor est prêt : http://127\.0\.0\.1:(\d+)\n")


class StackProcess:
    """One `python -m local.run`, its demo left out unless asked for.

    `browser` speaks to it once it is ready.
    """

    def __init__(self, data: Path, port: int = 0, *, demo: bool = False) -> None:
        self.log = data.with_suffix(".log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.run"],
                cwd=ROOT,
                env={
                    **os.environ,
                    "PORT": str(port),
                    "DATA_DIR": str(data),
                    "DEMO": "1" if demo else "0",
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        self.lines: SimpleQueue[str] = SimpleQueue()
        self.ear = Thread(target=self._hear, daemon=True)
        self.ear.start()
        self.first_line = self.next_line()
        ready = READY.fullmatch(self.first_line)
        self.browser = Browser(int(ready[1]) if ready else 0)

    def _hear(self) -> None:
        """Keep what it says on the terminal, beside its log, so that it is never held up."""
        assert self.process.stdout is not None
        path = self.log.with_suffix(".out.log")
        with self.process.stdout as said, path.open("a", encoding="utf-8") as kept:
            for line in said:
                kept.write(line)
                kept.flush()
                self.lines.put(line)
        self.lines.put("")

    def next_line(self) -> str:
        """What it says next on the terminal; empty when it has ended."""
        return self.lines.get()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; the exit status, negative when the signal killed it."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        status = self.process.wait(60)
        self.ear.join()
        return status

    def logged(self) -> str:
        """All that it has written to standard error."""
        return self.log.read_text(encoding="utf-8")
