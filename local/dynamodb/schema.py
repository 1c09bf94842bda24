"""A table's shape: its keys, its indexes, what they project, and what an item must respect."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from local.dynamodb.errors import Invalid, Unfit, unsupported
from local.dynamodb.values import Item, Value, content, item_size, key_bytes, kind, size

HASH_BYTES_MAX = 2048
RANGE_BYTES_MAX = 1024
ITEM_BYTES_MAX = 400 * 1024
LOCAL_INDEXES_MAX = 5
GLOBAL_INDEXES_MAX = 20
PROJECTED_MAX = 100
_NAME = re.compile(r"[a-zA-Z0-9_.-]+")
_WRONG = "One or more parameter values were invalid: "

Key = tuple[bytes, bytes]


@dataclass(frozen=True)
class Keys:
    """A hash attribute, a range attribute perhaps, and the type of each."""

    hash: str
    range: str | None
    types: Mapping[str, str]

    def names(self) -> list[str]:
        """Hash, then range."""
        return [self.hash, self.range] if self.range else [self.hash]

    def of(self, item: Item) -> Key | None:
        """Where an item stands, in sortable bytes; None when it lacks one of the attributes."""
        if any(name not in item for name in self.names()):
            return None
        return key_bytes(item[self.hash]), key_bytes(item[self.range]) if self.range else b""


@dataclass(frozen=True, eq=False)
class Index:
    """A secondary index; `projected` is None when it holds all attributes."""

    number: int
    name: str
    keys: Keys
    projected: frozenset[str] | None
    is_global: bool

    def entry(self, item: Item) -> Item | None:
        """What the index holds of an item; None when the item is not in it."""
        if self.keys.of(item) is None:
            return None
        if self.projected is None:
            return item
        return {name: value for name, value in item.items() if name in self.projected}

    def holds(self, attributes: Iterable[str]) -> bool:
        """Whether each of these attributes can be read from the index itself."""
        return self.projected is None or self.projected.issuperset(attributes)


@dataclass(frozen=True, eq=False)
class Table:
    """A table as the engine works with it; `description` is the CreateTable request."""

    id: int
    name: str
    keys: Keys
    indexes: tuple[Index, ...]
    description: Mapping[str, Any]

    def index(self, name: str) -> Index:
        """The index of this name. Raises Invalid."""
        for index in self.indexes:
            if index.name == name:
                return index
        raise Invalid(f"The table does not have the specified index: {name}")

    def key_item(self, item: Item) -> Item:
        """The key attributes of an item."""
        return {name: item[name] for name in self.keys.names()}

    def lookup(self, key: Item) -> Key:
        """The place that a `Key` parameter names. Raises Invalid, Unfit."""
        if set(key) != set(self.keys.names()):
            raise Invalid("The provided key element does not match the schema")
        for name, value in key.items():
            if kind(value) != self.keys.types[name]:
                raise Unfit("The provided key element does not match the schema")
        return self._place(key)

    def place(self, item: Item) -> Key:
        """The place of a whole item. Raises Invalid, Unfit."""
        for name in self.keys.names():
            if name not in item:
                raise Invalid(f"{_WRONG}Missing the key {name} in the item")
            if kind(item[name]) != self.keys.types[name]:
                raise Unfit(
                    f"{_WRONG}Type mismatch for key {name} "
                    f"expected: {self.keys.types[name]} actual: {kind(item[name])}"
                )
        return self._place(item)

    def _place(self, item: Item) -> Key:
        for name in self.keys.names():
            refuse_empty(name, item[name])
        refuse_long(self.keys, item)
        place = self.keys.of(item)
        assert place is not None
        return place

    def check_index_keys(self, item: Item) -> None:
        """The attributes that indexes are keyed by have their types and sizes. Raises Invalid."""
        for index in self.indexes:
            for name in index.keys.names():
                if name in item and name not in self.keys.names():
                    _check_index_key(index, name, item[name])
            refuse_long(index.keys, item)


def _check_index_key(index: Index, name: str, value: Value) -> None:
    if kind(value) != index.keys.types[name]:
        raise Unfit(
            f"{_WRONG}Type mismatch for Index Key {name} Expected: {index.keys.types[name]} "
            f"Actual: {kind(value)} IndexName: {index.name}"
        )
    if content(value) == "":
        raise Invalid(
            "One or more parameter values are not valid. A value specified for a secondary index "
            f"key is not supported. The AttributeValue for a key attribute cannot contain an empty "
            f"{_long(value)} value. IndexName: {index.name}, IndexKey: {name}"
        )


def _long(value: Value) -> str:
    return "string" if "S" in value else "binary"


def refuse_empty(name: str, value: Value) -> None:
    """A key holds no empty string. Raises Invalid."""
    if content(value) == "":
        raise Invalid(
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            f"cannot contain an empty {_long(value)} value. Key: {name}"
        )


def refuse_long(keys: Keys, item: Item) -> None:
    """A hash key has 2 048 bytes at most, a range key 1 024. Raises Invalid."""
    if keys.hash in item and size(item[keys.hash]) > HASH_BYTES_MAX:
        raise Invalid(
            f"{_WRONG}Size of hashkey has exceeded the maximum size limit of{HASH_BYTES_MAX} bytes"
        )
    if keys.range in item and size(item[keys.range]) > RANGE_BYTES_MAX:
        raise Invalid(
            f"{_WRONG}Aggregated size of all range keys has exceeded the size limit of "
            f"{RANGE_BYTES_MAX} bytes"
        )


def refuse_large(item: Item, message: str, refusal: type[Invalid] = Invalid) -> int:
    """An item has 400 KB at most; its bytes. Raises the refusal."""
    found = item_size(item)
    if found > ITEM_BYTES_MAX:
        raise refusal(message)
    return found


@lru_cache(maxsize=512)
def parsed(id_: int, name: str, description: str) -> Table:
    """The table of a stored description. Raises Invalid where it contradicts itself."""
    return table(id_, name, json.loads(description))


def table(id_: int, name: str, request: Mapping[str, Any]) -> Table:
    """The table that a CreateTable request describes. Raises Invalid."""
    types = {}
    for definition in request["AttributeDefinitions"]:
        if definition["AttributeType"] not in ("S", "N", "B"):
            raise Invalid(
                f"1 validation error detected: Value '{definition['AttributeType']}' at "
                "'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: "
                "Member must satisfy enum value set: [B, N, S]"
            )
        types[definition["AttributeName"]] = definition["AttributeType"]
    keys = _keys(request["KeySchema"], types)
    locals_ = request.get("LocalSecondaryIndexes") or []
    globals_ = request.get("GlobalSecondaryIndexes") or []
    indexes = tuple(
        _index(number, described, keys, types, is_global=number >= len(locals_))
        for number, described in enumerate([*locals_, *globals_])
    )
    _check_indexes(keys, indexes, len(locals_), len(globals_))
    used = {name for each in (keys, *(index.keys for index in indexes)) for name in each.names()}
    if used != set(types):
        raise Invalid(
            f"{_WRONG}Number of attributes in KeySchema does not exactly match number of "
            "attributes defined in AttributeDefinitions"
        )
    return Table(id_, name, keys, indexes, request)


def _keys(schema: list[Mapping[str, str]], types: Mapping[str, str]) -> Keys:
    if len(schema) > 2:
        raise unsupported("keys of more than two attributes")
    if [key["KeyType"] for key in schema] != ["HASH", "RANGE"][: len(schema)] or not schema:
        raise Invalid(f"{_WRONG}Invalid KeySchema: a HASH key, then a RANGE key perhaps")
    names = [key["AttributeName"] for key in schema]
    if len(set(names)) < len(names) or not set(names) <= set(types):
        raise Invalid("Invalid KeySchema: Some index key attribute have no definition")
    return Keys(names[0], names[1] if len(names) > 1 else None, {n: types[n] for n in names})


def _index(
    number: int, described: Mapping[str, Any], table_keys: Keys, types: Mapping[str, str],
    *, is_global: bool,
) -> Index:  # fmt: skip
    check_name("indexName", described["IndexName"])
    keys = _keys(described["KeySchema"], types)
    projection = described["Projection"]
    extra = projection.get("NonKeyAttributes", [])
    match projection.get("ProjectionType"), bool(extra):
        case "ALL", False:
            projected = None
        case ("KEYS_ONLY", False) | ("INCLUDE", True):
            projected = frozenset([*table_keys.names(), *keys.names(), *extra])
        case _:
            raise Invalid(
                f"{_WRONG}ProjectionType {projection.get('ProjectionType')} does not go with "
                f"NonKeyAttributes {extra}"
            )
    return Index(number, described["IndexName"], keys, projected, is_global)


def _check_indexes(keys: Keys, indexes: tuple[Index, ...], locals_: int, globals_: int) -> None:
    if locals_ > LOCAL_INDEXES_MAX or globals_ > GLOBAL_INDEXES_MAX:
        raise Invalid(f"{_WRONG}Number of LocalSecondaryIndexes or GlobalSecondaryIndexes exceeds "
                      f"{LOCAL_INDEXES_MAX} or {GLOBAL_INDEXES_MAX}")  # fmt: skip
    if locals_ and keys.range is None:
        raise Invalid(
            f"{_WRONG}Table KeySchema does not have a range key, which is required when "
            "specifying a LocalSecondaryIndex"
        )
    seen = set[str]()
    for index in indexes:
        if index.name in seen:
            raise Invalid(f"{_WRONG}Duplicate index name: {index.name}")
        seen.add(index.name)
        if not index.is_global and (index.keys.hash != keys.hash or index.keys.range is None):
            raise Invalid(
                f"{_WRONG}Index KeySchema does not have the table's hash key and a range key: "
                f"{index.name}"
            )
    own = [len(index.projected) - 3 for index in indexes if index.projected is not None]
    if sum(max(0, count) for count in own) > PROJECTED_MAX:
        raise Invalid(f"{_WRONG}Too many projected attributes; the limit is {PROJECTED_MAX}")


def check_name(parameter: str, name: object) -> str:
    """A table's or an index's name: 3 to 255 of `[a-zA-Z0-9_.-]`. Raises Invalid."""
    start = f"1 validation error detected: Value '{name}' at '{parameter}' failed to satisfy "
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Invalid(
            f"{start}constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        )
    if not 3 <= len(name) <= 255:
        side = "greater than or equal to 3" if len(name) < 3 else "less than or equal to 255"
        raise Invalid(f"{start}constraint: Member must have length {side}")
    return name
