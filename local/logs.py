"""Logs of the local stack: one line each, and nothing in it that tells of a person.

Of an error only its class and where it came from: its words may hold a name or a number.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path


class OneLine(logging.Formatter):
    """The hour, what happened, and for an error its class and its three innermost places."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        line = f"{self.formatTime(record, self.datefmt)} {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" [{place(record.exc_info[1])}]"
        return " ".join(line.split())


def place(error: BaseException) -> str:
    """The class of an error and the innermost lines that it came through."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(
        [type(error).__qualname__, *(f"{Path(f.filename).name}:{f.lineno}" for f in frames[::-1])]
    )


def configure() -> None:
    """Send our own lines, and the warnings of others, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("local").setLevel(logging.INFO)
