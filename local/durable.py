"""Writing a file so that it is there whole after a power cut, or not at all.

A half-written one has a name that begins with a dot. What grows line by line is a `Database`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Database:
    """A SQLite file (or `:memory:`) for all threads, one at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        self._lock = threading.Lock()
        self._sql = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._sql.row_factory = sqlite3.Row
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = FULL")
        self._sql.executescript(schema)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Alone with the data; on disk when the block ends without raising."""
        with self._lock:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield self._sql
                self._sql.execute("COMMIT")
            finally:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")

    def read(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """The rows of a SELECT."""
        with self._lock:
            return self._sql.execute(sql, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._sql.close()


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace `path` by `content`, on disk when this returns."""
    fresh = path.with_name(f".{os.urandom(8).hex()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
