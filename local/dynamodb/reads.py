"""GetItem, Query and Scan."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from local.dynamodb import conditions, grammar, keyconditions
from local.dynamodb.call import Answer, Call
from local.dynamodb.capacity import read_units
from local.dynamodb.conditions import Condition
from local.dynamodb.documents import Projection
from local.dynamodb.errors import Invalid
from local.dynamodb.keyconditions import Stretch
from local.dynamodb.schema import Index, Key, Keys, Table
from local.dynamodb.storage import Row, Storage
from local.dynamodb.syntax import Placeholders
from local.dynamodb.values import Item, checked_item, item_size, kind

PAGE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Get:
    """One item to read, and what to show of it."""

    table: Table
    key: Key
    projection: Projection | None

    @classmethod
    def read(cls, storage: Storage, given: dict[str, Any]) -> "Get":
        """Of GetItem's parameters. Raises Invalid."""
        table = storage.table(given["TableName"])
        placeholders = Placeholders(given)
        projection = _projection(given, placeholders)
        placeholders.refuse_unused()
        return cls(table, table.lookup(checked_item(given["Key"])), projection)

    def shown(self, item: Item) -> Item:
        """What is asked for of the item."""
        return self.projection.of(item) if self.projection else item


def _projection(given: dict[str, Any], placeholders: Placeholders) -> Projection | None:
    if "ProjectionExpression" not in given:
        return None
    return Projection.read(given["ProjectionExpression"], placeholders)


def get_item(call: Call) -> Answer:
    """GetItem."""
    get = Get.read(call.storage, call.request)
    row = call.storage.get(get.table, get.key)
    consistent = call.request.get("ConsistentRead", False)
    call.bill.read(get.table, read_units(row.size if row else 0, consistent=consistent))
    found = {"Item": get.shown(row.item())} if row else {}
    return {**found, **call.consumed_by_one()}


def query(call: Call) -> Answer:
    """Query."""
    return _Page(call, by_key=True).answer()


def scan(call: Call) -> Answer:
    """Scan."""
    return _Page(call, by_key=False).answer()


class _Page:
    """One page of a Query or a Scan."""

    def __init__(self, call: Call, *, by_key: bool) -> None:
        self._call, given = call, call.request
        self._table: Table = call.storage.table(given["TableName"])
        self._index: Index | None = None
        if "IndexName" in given:
            self._index = self._table.index(given["IndexName"])
        self._keys: Keys = (self._index or self._table).keys
        self._consistent = given.get("ConsistentRead", False)
        if self._consistent and self._index is not None and self._index.is_global:
            raise Invalid("Consistent reads are not supported on global secondary indexes")
        placeholders = Placeholders(given)
        self._stretch: Stretch | None = None
        if by_key:
            self._stretch = keyconditions.read(
                given.get("KeyConditionExpression"), placeholders, self._keys
            )
        self._filter: Condition | None = None
        if "FilterExpression" in given:
            self._filter = grammar.read("FilterExpression", given["FilterExpression"], placeholders)
            if by_key:
                self._refuse_keys(conditions.attributes(self._filter))
        self._projection = _projection(given, placeholders)
        placeholders.refuse_unused()
        self._select = self._selected(given.get("Select"))
        self._fetches = self._reaches_past_index()
        self._start = self._starting_place(given.get("ExclusiveStartKey"))

    def _refuse_keys(self, filtered: set[str]) -> None:
        for name in self._keys.names():
            if name in filtered:
                raise Invalid(
                    "Filter Expression can only contain non-primary key attributes: "
                    f"Primary key attribute: {name}"
                )

    def _selected(self, select: str | None) -> str:
        if select is None:
            default = "ALL_PROJECTED_ATTRIBUTES" if self._index else "ALL_ATTRIBUTES"
            return "SPECIFIC_ATTRIBUTES" if self._projection else default
        if self._projection and select != "SPECIFIC_ATTRIBUTES":
            raise Invalid(f"Cannot specify the ProjectionExpression when choosing to get {select}")
        if select == "SPECIFIC_ATTRIBUTES" and not self._projection:
            raise Invalid("Must specify the ProjectionExpression when choosing SPECIFIC_ATTRIBUTES")
        if select == "ALL_PROJECTED_ATTRIBUTES" and self._index is None:
            raise Invalid(
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
            )
        return select

    def _reaches_past_index(self) -> bool:
        """Whether whole items are fetched beside the index. Raises Invalid for a global one."""
        index = self._index
        if index is None or index.projected is None:
            return False
        wanted = set(self._projection.attributes()) if self._projection else set()
        if index.is_global:
            if self._select == "ALL_ATTRIBUTES":
                raise Invalid(
                    "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not "
                    f"supported for global secondary index {index.name} because its projection "
                    "type is not ALL"
                )
            if not index.holds(wanted):
                missing = ", ".join(sorted(wanted - index.projected))
                raise Invalid(
                    "One or more parameter values were invalid: Global secondary index "
                    f"{index.name} does not project [{missing}]"
                )
            return False
        if self._filter is not None:
            wanted |= conditions.attributes(self._filter)
        return self._select == "ALL_ATTRIBUTES" or not index.holds(wanted)

    def _starting_place(self, raw: dict[str, Any] | None) -> tuple[bytes, ...] | None:
        if raw is None:
            return None
        start, table = checked_item(raw), self._table.keys
        types = {**table.types, **self._keys.types}
        own, base = self._keys.of(start), table.of(start)
        if own is None or base is None or {n: kind(v) for n, v in start.items()} != types:
            raise Invalid("The provided starting key is invalid")
        if self._stretch is not None and not _lies_in(self._stretch, own):
            raise Invalid(
                "The provided starting key is outside query boundaries based on provided conditions"
            )
        return base if self._index is None else (*own, *base)

    def answer(self) -> Answer:
        """The page, its counts, and where the next one starts."""
        shown: list[Item] = []
        scanned, size, fetched = 0, 0, 0.0
        last: Item | None = None
        limit = self._call.request.get("Limit")
        forward = self._call.request.get("ScanIndexForward", True)
        rows = self._call.storage.rows(
            self._table, self._index, self._stretch, self._start, forward=forward
        )
        with closing(rows):
            for row in rows:
                if scanned and size + row.size > PAGE_BYTES:
                    break
                whole, part = self._read(row)
                scanned, size, last = scanned + 1, size + row.size, whole
                fetched += read_units(item_size(whole), consistent=True) if self._fetches else 0
                if self._filter is None or self._filter.holds(part):
                    shown.append(self._projection.of(part) if self._projection else part)
                if scanned == limit:
                    break
            else:
                last = None
        self._charge(size, fetched)
        answer: Answer = {"Count": len(shown), "ScannedCount": scanned}
        if self._select != "COUNT":
            answer["Items"] = shown
        if last is not None:
            names = {*self._table.keys.names(), *self._keys.names()}
            answer["LastEvaluatedKey"] = {name: last[name] for name in sorted(names)}
        return {**answer, **self._call.consumed_by_one()}

    def _read(self, row: Row) -> tuple[Item, Item]:
        """The whole item, and what of it this page can see."""
        whole = row.item()
        if self._index is None or self._fetches:
            return whole, whole
        return whole, self._index.entry(whole) or {}

    def _charge(self, size: int, fetched: float) -> None:
        bill, units = self._call.bill, read_units(size, consistent=self._consistent)
        bill.read(self._table, units, self._index)
        if fetched:
            bill.read(self._table, fetched * (1 if self._consistent else 0.5))


def _lies_in(stretch: Stretch, place: Key) -> bool:
    partition, at = place
    low, high = stretch.low, stretch.high
    return (
        partition == stretch.partition
        and (low is None or at > low.at or (low.included and at == low.at))
        and (high is None or at < high.at or (high.included and at == high.at))
    )
