"""The tables on SQLite: items by key, index entries beside them, one SQL transaction a call.

WAL with `synchronous=FULL`: what COMMIT has returned from is on the disk. Each table is an SQL
table ordered by key; each index another, of index key and table key. Keys are `key_bytes`, so
that SQLite's order of blobs is DynamoDB's.
"""

import json
import sqlite3
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.dynamodb import schema
from local.dynamodb.errors import not_found
from local.dynamodb.keyconditions import Stretch
from local.dynamodb.schema import Index, Key, Table
from local.dynamodb.values import Item, item_size

VERSION = 1
BUSY_SECONDS = 30
_SETUP = f"""
CREATE TABLE IF NOT EXISTS tables (id INTEGER PRIMARY KEY, name TEXT UNIQUE, description TEXT);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, request BLOB, expires REAL);
CREATE INDEX IF NOT EXISTS tokens_by_expiry ON tokens (expires);
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True)
class Row:
    """An item as a page reads it: where it stands, its bytes there, its JSON."""

    place: tuple[bytes, ...]
    size: int
    json: str

    def item(self) -> Item:
        """The whole item."""
        found: Item = json.loads(self.json)
        return found


class Storage:
    """One SQLite file, or `:memory:`, for all threads of a process, one at a time."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.Lock()
        self._sql = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = FULL")
        (version,) = self._sql.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            self._sql.close()
            raise RuntimeError(f"{path} was written by another version of the engine ({version})")
        self._sql.executescript(_SETUP)

    def close(self) -> None:
        """Folds the log into the file and lets go of it."""
        with self._lock:
            self._sql.close()

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[None]:
        """Alone with the data; committed, and on the disk, when the block ends without raising."""
        with self._lock:
            self._sql.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield
                self._sql.execute("COMMIT")
            finally:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")

    def table(self, name: object) -> Table:
        """The table of this name. Raises ResourceNotFoundException."""
        row = self._sql.execute(
            "SELECT id, name, description FROM tables WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            raise not_found()
        return schema.parsed(*row)

    def tables(self) -> list[Table]:
        """All tables, by name."""
        rows = self._sql.execute("SELECT id, name, description FROM tables ORDER BY name")
        return [schema.parsed(*row) for row in rows.fetchall()]

    def create(self, name: str, description: dict[str, Any]) -> Table:
        """Adds a table that must be new and a description that must be sound."""
        text = json.dumps(description)
        cursor = self._sql.execute(
            "INSERT INTO tables (name, description) VALUES (?, ?)", (name, text)
        )
        table = schema.parsed(cursor.lastrowid or 0, name, text)
        self._sql.execute(
            f"CREATE TABLE t{table.id} (h BLOB, r BLOB, size INTEGER, item TEXT, "
            "PRIMARY KEY (h, r)) WITHOUT ROWID"
        )
        for index in table.indexes:
            self._sql.execute(
                f"CREATE TABLE {_sql_name(table, index)} (h BLOB, r BLOB, bh BLOB, br BLOB, "
                "size INTEGER, PRIMARY KEY (h, r, bh, br)) WITHOUT ROWID"
            )
        return table

    def describe(self, table: Table, description: dict[str, Any]) -> None:
        """Replaces the description of a table whose keys and indexes stay."""
        self._sql.execute(
            "UPDATE tables SET description = ? WHERE id = ?", (json.dumps(description), table.id)
        )

    def drop(self, table: Table) -> None:
        """Removes a table and all that it holds."""
        for index in table.indexes:
            self._sql.execute(f"DROP TABLE {_sql_name(table, index)}")
        self._sql.execute(f"DROP TABLE t{table.id}")
        self._sql.execute("DELETE FROM tables WHERE id = ?", (table.id,))

    def measure(self, table: Table) -> tuple[int, int]:
        """How many items a table holds, and their bytes."""
        count, size = self._sql.execute(
            f"SELECT count(*), coalesce(sum(size), 0) FROM t{table.id}"
        ).fetchone()
        return count, size

    def get(self, table: Table, key: Key) -> Row | None:
        """The item at a key."""
        row = self._sql.execute(
            f"SELECT size, item FROM t{table.id} WHERE h = ? AND r = ?", key
        ).fetchone()
        return Row(key, *row) if row else None

    def write(self, table: Table, key: Key, before: Item | None, after: Item | None) -> None:
        """Makes `after` the item at a key where `before` stood; None is no item."""
        if after is None:
            self._sql.execute(f"DELETE FROM t{table.id} WHERE h = ? AND r = ?", key)
        else:
            text = json.dumps(after, ensure_ascii=False, separators=(",", ":"))
            self._sql.execute(
                f"INSERT OR REPLACE INTO t{table.id} VALUES (?, ?, ?, ?)",
                (*key, item_size(after), text),
            )
        for index in table.indexes:
            self._write_index(table, index, key, before, after)

    def _write_index(
        self, table: Table, index: Index, key: Key, before: Item | None, after: Item | None
    ) -> None:
        old = index.keys.of(before) if before else None
        new = index.keys.of(after) if after else None
        if old is not None and old != new:
            self._sql.execute(
                f"DELETE FROM {_sql_name(table, index)} "
                "WHERE h = ? AND r = ? AND bh = ? AND br = ?",
                (*old, *key),
            )
        if new is not None and after is not None:
            entry = index.entry(after) or {}
            self._sql.execute(
                f"INSERT OR REPLACE INTO {_sql_name(table, index)} VALUES (?, ?, ?, ?, ?)",
                (*new, *key, item_size(entry)),
            )

    def rows(
        self, table: Table, index: Index | None, stretch: Stretch | None,
        after: tuple[bytes, ...] | None, *, forward: bool,
    ) -> Generator[Row, None, None]:  # fmt: skip
        """The items of a table or an index in its order, of a stretch or all, `after` a place."""
        columns = ("h", "r") if index is None else ("h", "r", "bh", "br")
        named = [f"k.{column}" for column in columns]
        where, values = _stretch_sql(stretch)
        if after is not None:
            where.append(f"({', '.join(named)}) {'>' if forward else '<'} ({_marks(after)})")
            values.extend(after)
        source = (
            f"t{table.id} AS k"
            if index is None
            else f"{_sql_name(table, index)} AS k CROSS JOIN t{table.id} AS i "
            "ON i.h = k.bh AND i.r = k.br"
        )
        item = "k.item" if index is None else "i.item"
        cursor = self._sql.execute(
            f"SELECT {', '.join(named)}, k.size, {item} FROM {source} "
            f"WHERE {' AND '.join(where) or '1'} "
            f"ORDER BY {', '.join(name + ('' if forward else ' DESC') for name in named)}",
            values,
        )
        try:
            for *place, size, text in cursor:
                yield Row(tuple(place), size, text)
        finally:
            cursor.close()

    def expired(self, table: Table, attribute: str, from_: int, until: int) -> list[Item]:
        """The items whose number `attribute` lies between two instants, in epoch seconds."""
        found = self._sql.execute(
            f"SELECT item FROM t{table.id} "
            "WHERE CAST(json_extract(item, ?) AS REAL) BETWEEN ? AND ?",
            (f'$."{attribute}".N', from_, until),
        )
        return [json.loads(text) for (text,) in found.fetchall()]

    def token(self, token: str) -> tuple[bytes, float] | None:
        """The digest of the request that a token stood for, and the instant of its end."""
        row: tuple[bytes, float] | None = self._sql.execute(
            "SELECT request, expires FROM tokens WHERE token = ?", (token,)
        ).fetchone()
        return row

    def remember(self, token: str, request: bytes, now: float, expires: float) -> None:
        """Keeps a token until an instant, and forgets those past theirs."""
        self._sql.execute("DELETE FROM tokens WHERE expires <= ?", (now,))
        self._sql.execute(
            "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)", (token, request, expires)
        )


def _sql_name(table: Table, index: Index) -> str:
    return f"t{table.id}_{index.number}"


def _marks(values: tuple[bytes, ...]) -> str:
    return ", ".join("?" for _ in values)


def _stretch_sql(stretch: Stretch | None) -> tuple[list[str], list[Any]]:
    if stretch is None:
        return [], []
    where, values = ["k.h = ?"], [stretch.partition]
    for sign, bound in ((">", stretch.low), ("<", stretch.high)):
        if bound is not None:
            where.append(f"k.r {sign}{'=' if bound.included else ''} ?")
            values.append(bound.at)
    return where, values
