"""Conditions and filters: a tree that is asked of items; `grammar` reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any, Protocol

from local.dynamodb import documents
from local.dynamodb.syntax import Path
from local.dynamodb.values import Item, Value, content, kind, order

ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True)
class Constant:
    """A `:value`."""

    value: Value

    def of(self, _item: Item) -> Value | None:
        """Itself, whatever the item."""
        return self.value


@dataclass(frozen=True)
class Attribute:
    """A document path."""

    path: Path

    def of(self, item: Item) -> Value | None:
        """What stands there, or None."""
        return documents.find(item, self.path)


@dataclass(frozen=True)
class Size:
    """`size(path)`: characters, bytes or elements; None of what has no size."""

    path: Path

    def of(self, item: Item) -> Value | None:
        """A number."""
        value = documents.find(item, self.path)
        if value is None or kind(value) in ("N", "BOOL", "NULL"):
            return None
        length = len(content(value))
        if kind(value) == "B":
            length = length * 3 // 4 - content(value).count("=")
        return {"N": str(length)}


Operand = Constant | Attribute | Size


class Condition(Protocol):
    """Something that holds of an item or does not."""

    def holds(self, item: Item) -> bool:
        """Whether it does."""


@dataclass(frozen=True)
class All:
    """Conditions joined by AND."""

    terms: Sequence[Condition]

    def holds(self, item: Item) -> bool:
        """Each one does."""
        return all(term.holds(item) for term in self.terms)


@dataclass(frozen=True)
class Either:
    """Conditions joined by OR."""

    terms: Sequence[Condition]

    def holds(self, item: Item) -> bool:
        """At least one does."""
        return any(term.holds(item) for term in self.terms)


@dataclass(frozen=True)
class Not:
    """The contrary."""

    term: Condition

    def holds(self, item: Item) -> bool:
        """It does not."""
        return not self.term.holds(item)


@dataclass(frozen=True)
class Grouped:
    """A condition in parentheses; kept so that doubled ones can be refused, as AWS does."""

    term: Condition

    def holds(self, item: Item) -> bool:
        """What is inside does."""
        return self.term.holds(item)


@dataclass(frozen=True)
class Comparison:
    """`left operator right`. Values of unlike types differ, and neither is the smaller."""

    operator: str
    left: Operand
    right: Operand

    def holds(self, item: Item) -> bool:
        """The comparison is true; a missing attribute is only ever different."""
        left, right = self.left.of(item), self.right.of(item)
        if self.operator == "=":
            return left is not None and left == right
        if self.operator == "<>":
            return left is None or left != right
        return in_order(self.operator, left, right)


@dataclass(frozen=True)
class Between:
    """`operand BETWEEN low AND high`, both included."""

    operand: Operand
    low: Operand
    high: Operand

    def holds(self, item: Item) -> bool:
        """It lies between."""
        value = self.operand.of(item)
        return in_order(">=", value, self.low.of(item)) and in_order(
            "<=", value, self.high.of(item)
        )


@dataclass(frozen=True)
class Within:
    """`operand IN (a, b, ...)`."""

    operand: Operand
    members: Sequence[Operand]

    def holds(self, item: Item) -> bool:
        """It equals one of them."""
        value = self.operand.of(item)
        return value is not None and any(value == member.of(item) for member in self.members)


@dataclass(frozen=True)
class Function:
    """`attribute_exists(path)` and its like."""

    name: str
    operands: Sequence[Operand]

    def holds(self, item: Item) -> bool:
        """What the function says; false of a missing attribute but for attribute_not_exists."""
        values = [operand.of(item) for operand in self.operands]
        if self.name == "attribute_not_exists":
            return values[0] is None
        if any(value is None for value in values):
            return False
        return FUNCTIONS[self.name](*values)


def attributes(condition: object) -> set[str]:
    """The top-level attributes that a condition, or an operand, names."""
    match condition:
        case Attribute(path) | Size(path):
            return {str(path[0])}
        case All(parts) | Either(parts) | Function(_, parts):
            inner: Sequence[object] = parts
        case Within(operand, members):
            inner = [operand, *members]
        case Between(operand, low, high):
            inner = [operand, low, high]
        case Comparison(_, left, right):
            inner = [left, right]
        case Not(term) | Grouped(term):
            inner = [term]
        case _:
            inner = []
    return set().union(*(attributes(part) for part in inner))


def in_order(operator: str, left: Value | None, right: Value | None) -> bool:
    """Whether `left operator right`; never of a missing value or of unlike types."""
    if left is None or right is None or kind(left) != kind(right):
        return False
    if kind(left) not in ("S", "N", "B"):
        return False
    return ORDERINGS[operator](order(left), order(right))


def _begins_with(value: Value, prefix: Value) -> bool:
    if kind(value) != kind(prefix) or kind(value) not in ("S", "B"):
        return False
    whole, start = order(value), order(prefix)
    return isinstance(whole, bytes) and isinstance(start, bytes) and whole.startswith(start)


def _contains(value: Value, part: Value) -> bool:
    match kind(value):
        case "L":
            return part in content(value)
        case "SS" | "NS" | "BS" as sets:
            return kind(part) == sets[0] and content(part) in content(value)
        case "S" | "B" as text:
            whole, inner = order(value), order(part) if kind(part) == text else None
            return isinstance(whole, bytes) and isinstance(inner, bytes) and inner in whole
    return False


FUNCTIONS: dict[str, Callable[..., bool]] = {
    "attribute_exists": lambda _value: True,
    "attribute_not_exists": lambda _value: False,
    "attribute_type": lambda value, name: kind(value) == content(name),
    "begins_with": _begins_with,
    "contains": _contains,
}
