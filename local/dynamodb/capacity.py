"""What a call costs, by AWS's published rule, and what all calls have cost so far.

Reads: one unit for each started 4 KB, half of it when eventually consistent; a Query or Scan is
rounded once, over all that it examined. Writes: one for each started 1 KB of the larger of old
and new item. Transactions double both. An index costs one write (by its entry's size) where its
entry comes, goes or changes, two where the entry moves, none where nothing it holds changes;
no published figure says that transactions double these, and the engine does not.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.dynamodb.schema import Index, Table
from local.dynamodb.values import Item, item_size

READ_BYTES = 4096
WRITE_BYTES = 1024


def read_units(size: int, *, consistent: bool) -> float:
    """Units of a read of so many bytes; nothing costs as much as something."""
    return max(1, -(-size // READ_BYTES)) * (1 if consistent else 0.5)


def write_units(size: int) -> int:
    """Units of a write of so many bytes."""
    return max(1, -(-size // WRITE_BYTES))


@dataclass
class Counters:
    """Calls by operation, and units; `after - before` tells what lay between."""

    calls: Counter[str] = field(default_factory=Counter)
    read_units: float = 0
    write_units: float = 0

    def __sub__(self, before: "Counters") -> "Counters":
        return Counters(
            self.calls - before.calls,
            self.read_units - before.read_units,
            self.write_units - before.write_units,
        )


class Bill:
    """The units of one call, by table and index."""

    def __init__(self) -> None:
        self._units: dict[tuple[Table, Index | None], list[float]] = {}

    def read(self, table: Table, units: float, index: Index | None = None) -> None:
        """Adds read units."""
        self._units.setdefault((table, index), [0, 0])[0] += units

    def write(self, table: Table, before: Item | None, after: Item | None, factor: int) -> None:
        """Adds the units of a write: the table's times the factor, and its indexes'."""
        largest = max(item_size(item) if item else 0 for item in (before, after))
        self._units.setdefault((table, None), [0, 0])[1] += factor * write_units(largest)
        for index in table.indexes:
            units = _index_units(index, before, after)
            if units:
                self._units.setdefault((table, index), [0, 0])[1] += units

    def total(self) -> tuple[float, float]:
        """Read and write units."""
        units = self._units.values()
        return sum(read for read, _ in units), sum(write for _, write in units)

    def shown(self, mode: str, *, split: bool = False) -> list[dict[str, Any]]:
        """ConsumedCapacity of each table, as ReturnConsumedCapacity asks for it."""
        if mode == "NONE":
            return []
        return [
            self._table(table, mode, split=split)
            for table in dict.fromkeys(table for table, _ in self._units)
        ]

    def _table(self, table: Table, mode: str, *, split: bool) -> dict[str, Any]:
        own = {index: units for (owner, index), units in self._units.items() if owner is table}
        shown = {"TableName": table.name, **_capacity(own.values(), split=split)}
        if mode == "INDEXES":
            shown["Table"] = _capacity([own.get(None, [0, 0])], split=split)
            for index, units in own.items():
                if index is not None:
                    arm = "GlobalSecondaryIndexes" if index.is_global else "LocalSecondaryIndexes"
                    shown.setdefault(arm, {})[index.name] = _capacity([units], split=split)
        return shown


def _capacity(units: Any, *, split: bool) -> dict[str, Any]:
    read, write = (sum(column) for column in zip(*units, strict=True))
    shown = {"CapacityUnits": float(read + write)}
    if split:
        name, units = ("WriteCapacityUnits", write) if write else ("ReadCapacityUnits", read)
        shown[name] = float(units)
    return shown


def _index_units(index: Index, before: Item | None, after: Item | None) -> int:
    old = index.entry(before) if before else None
    new = index.entry(after) if after else None
    sizes: Mapping[bool, Item | None] = {False: old, True: new}
    if old == new:
        return 0
    if old is not None and new is not None and index.keys.of(old) == index.keys.of(new):
        return write_units(max(item_size(old), item_size(new)))
    return sum(write_units(item_size(entry)) for entry in sizes.values() if entry is not None)
