"""Paths into an item: read, set, remove, and keep only what a projection names."""

from collections.abc import Iterable
from typing import Any

from local.dynamodb.errors import Unfit
from local.dynamodb.syntax import Path, Placeholders, Scanner, refuse_overlap
from local.dynamodb.values import Item, Value

_MISPLACED = "The document path provided in the update expression is invalid for update"


def step(value: Value, key: str | int) -> Value | None:
    """What a map holds under a name, or a list at an index."""
    if isinstance(key, int):
        elements: list[Value] = value.get("L", [])
        return elements[key] if key < len(elements) else None
    entries: Item = value.get("M", {})
    return entries.get(key)


def find(item: Item, path: Path) -> Value | None:
    """The value at a path, or None."""
    return _at({"M": item}, path)


def _at(value: Value | None, path: Path) -> Value | None:
    for key in path:
        if value is None:
            return None
        value = step(value, key)
    return value


def _holder(item: Item, path: Path) -> Any:
    """The dict or list that holds the last step of a path."""
    holder = _at({"M": item}, path[:-1])
    wanted = "L" if isinstance(path[-1], int) else "M"
    if holder is None or wanted not in holder:
        raise Unfit(_MISPLACED)
    return holder[wanted]


def assign(item: Item, path: Path, value: Value) -> None:
    """Puts a value at a path; past the end of a list it is appended. Raises Unfit."""
    holder, last = _holder(item, path), path[-1]
    if isinstance(last, int) and last >= len(holder):
        holder.append(value)
    else:
        holder[last] = value


def remove(item: Item, path: Path) -> None:
    """Takes away what stands at a path, if something does. Raises Unfit when its holder is none."""
    holder, last = _holder(item, path), path[-1]
    if isinstance(last, str):
        holder.pop(last, None)
    elif last < len(holder):
        del holder[last]


class Projection:
    """What a ProjectionExpression keeps of an item."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._tree: dict[str | int, Any] = {}
        for path in paths:
            branch = self._tree
            for key in path:
                branch = branch.setdefault(key, {})

    @classmethod
    def read(cls, text: object, placeholders: Placeholders) -> "Projection":
        """Parses `a, b.c, d[0]`. Raises Invalid."""
        scanner = Scanner("ProjectionExpression", text, placeholders)
        paths = [scanner.path()]
        while scanner.accept(","):
            paths.append(scanner.path())
        scanner.end()
        refuse_overlap(scanner, paths)
        return cls(paths)

    def attributes(self) -> set[str]:
        """The top-level attributes that it names."""
        return {str(name) for name in self._tree}

    def of(self, item: Item) -> Item:
        """The part of an item; lists close up in their order."""
        kept = _kept({"M": item}, self._tree)
        return kept["M"] if kept else {}


def _kept(value: Value, tree: dict[str | int, Any]) -> Value | None:
    if not tree:
        return value
    found = {key: step(value, key) for key in tree}
    parts = {
        key: part
        for key, inner in found.items()
        if inner is not None and (part := _kept(inner, tree[key])) is not None
    }
    if not parts:
        return None
    if "L" in value:
        return {"L": [parts[key] for key in sorted(parts)]}
    return {"M": parts}
