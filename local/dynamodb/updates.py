"""UpdateExpression: SET, REMOVE, ADD and DELETE, read once and applied to an item."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from local.dynamodb import documents
from local.dynamodb.errors import Invalid, Unfit
from local.dynamodb.syntax import Path, Placeholders, Scanner, refuse_overlap
from local.dynamodb.values import EXACT, Item, Value, content, kind, ordered_set, plain

_CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")
_SETS = {"SS": "string", "NS": "number", "BS": "binary"}
_WRONG_TYPE = "An operand in the update expression has an incorrect data type"
_ABSENT = "The provided expression refers to an attribute that does not exist in the item"
_LONG = {
    "S": "STRING", "N": "NUMBER", "B": "BINARY", "SS": "STRING_SET", "NS": "NUMBER_SET",
    "BS": "BINARY_SET", "M": "MAP", "L": "LIST", "BOOL": "BOOLEAN", "NULL": "NULL",
}  # fmt: skip


class Expression(Protocol):
    """The right side of a SET, worked out from the item as it was before the update."""

    def of(self, item: Item) -> Value:
        """Its value. Raises Unfit."""


@dataclass(frozen=True)
class Constant:
    """A `:value`."""

    value: Value

    def of(self, _item: Item) -> Value:
        """Itself."""
        return self.value


@dataclass(frozen=True)
class Attribute:
    """What stands at a path, which must exist."""

    path: Path

    def of(self, item: Item) -> Value:
        """The value there."""
        value = documents.find(item, self.path)
        if value is None:
            raise Unfit(_ABSENT)
        return value


@dataclass(frozen=True)
class IfNotExists:
    """`if_not_exists(path, otherwise)`."""

    path: Path
    otherwise: Expression

    def of(self, item: Item) -> Value:
        """What stands there, or the other."""
        return documents.find(item, self.path) or self.otherwise.of(item)


@dataclass(frozen=True)
class ListAppend:
    """`list_append(first, second)`."""

    first: Expression
    second: Expression

    def of(self, item: Item) -> Value:
        """Both lists, one after the other."""
        first, second = self.first.of(item), self.second.of(item)
        if "L" not in first or "L" not in second:
            raise Unfit(_WRONG_TYPE)
        return {"L": [*first["L"], *second["L"]]}


@dataclass(frozen=True)
class Sum:
    """`left + right` or `left - right`."""

    left: Expression
    operator: str
    right: Expression

    def of(self, item: Item) -> Value:
        """The exact result."""
        left, right = self.left.of(item), self.right.of(item)
        if "N" not in left or "N" not in right:
            raise Unfit(_WRONG_TYPE)
        return added(left, right, -1 if self.operator == "-" else 1)


def added(left: Value, right: Value, sign: int = 1) -> Value:
    """The sum of two numbers, or their difference. Raises Unfit past 38 digits."""
    total = EXACT.fma(Decimal(sign), Decimal(right["N"]), Decimal(left["N"]))
    try:
        return {"N": plain(total)}
    except Invalid as error:
        raise Unfit(error.message) from error


@dataclass
class Update:
    """What an UpdateExpression does; none at all only creates the item."""

    sets: list[tuple[Path, Expression]] = field(default_factory=list)
    removes: list[Path] = field(default_factory=list)
    adds: list[tuple[Path, Value]] = field(default_factory=list)
    deletes: list[tuple[Path, Value]] = field(default_factory=list)

    def paths(self) -> list[Path]:
        """Every path that it writes."""
        written = [path for path, _ in (*self.sets, *self.adds, *self.deletes)]
        return [*written, *self.removes]

    def applied(self, item: Item) -> Item:
        """The item after it; each right side reads the item before it. Raises Unfit."""
        after = dict(item)
        for name in {str(path[0]) for path in self.paths()} & after.keys():
            after[name] = copy.deepcopy(after[name])
        sets = [(path, copy.deepcopy(expression.of(item))) for path, expression in self.sets]
        # Past its end a list grows in the order of the indexes; it shrinks from its end.
        for path, value in sorted(sets, key=lambda pair: _position(pair[0])):
            documents.assign(after, path, value)
        for path, value in self.adds:
            documents.assign(after, path, _union(documents.find(item, path), value))
        for path, value in self.deletes:
            _take_away(after, path, value)
        for path in sorted(self.removes, key=_position, reverse=True):
            documents.remove(after, path)
        return after


def _position(path: Path) -> list[tuple[str, int]]:
    return [(str(step), -1) if isinstance(step, str) else ("", step) for step in path]


def _union(before: Value | None, value: Value) -> Value:
    if before is None:
        return value
    if kind(before) != kind(value):
        raise Unfit(_WRONG_TYPE)
    if "N" in value:
        return added(before, value)
    members = {*content(before), *content(value)}
    return {kind(value): ordered_set(_SETS[kind(value)], members)}


def _take_away(item: Item, path: Path, value: Value) -> None:
    before = documents.find(item, path)
    if before is None:
        return
    if kind(before) != kind(value):
        raise Unfit(_WRONG_TYPE)
    left = [member for member in content(before) if member not in content(value)]
    if left:
        documents.assign(item, path, {kind(value): left})
    else:
        documents.remove(item, path)


def read(text: object, placeholders: Placeholders) -> Update:
    """The update that an expression says. Raises Invalid."""
    scanner = Scanner("UpdateExpression", text, placeholders)
    update, seen = Update(), set[str]()
    while scanner.peek():
        clause = scanner.word()
        if clause not in _CLAUSES:
            raise scanner.syntax_error()
        if clause in seen:
            raise scanner.error(
                f'The "{clause}" section can only be used once in an update expression;'
            )
        seen.add(clause)
        scanner.take()
        _READERS[clause](scanner, update)
        while scanner.accept(","):
            _READERS[clause](scanner, update)
    refuse_overlap(scanner, update.paths())
    return update


def _set(scanner: Scanner, update: Update) -> None:
    path = scanner.path()
    scanner.expect("=")
    update.sets.append((path, _sum(scanner)))


def _remove(scanner: Scanner, update: Update) -> None:
    scanner.count_operator()
    update.removes.append(scanner.path())


def _add(scanner: Scanner, update: Update) -> None:
    update.adds.append(_member(scanner, "ADD", ("N", *_SETS)))


def _delete(scanner: Scanner, update: Update) -> None:
    update.deletes.append(_member(scanner, "DELETE", tuple(_SETS)))


_READERS: dict[str, Callable[[Scanner, Update], None]] = {
    "SET": _set, "REMOVE": _remove, "ADD": _add, "DELETE": _delete,
}  # fmt: skip


def _member(scanner: Scanner, clause: str, allowed: Iterable[str]) -> tuple[Path, Value]:
    scanner.count_operator()
    path, value = scanner.path(), scanner.value()
    if kind(value) not in allowed:
        raise scanner.error(
            f"Incorrect operand type for operator or function; operator: {clause}, "
            f"operand type: {_LONG[kind(value)]}, typeSet: ALLOWED_FOR_{clause}_OPERAND"
        )
    return path, value


def _sum(scanner: Scanner) -> Expression:
    left = _operand(scanner)
    scanner.count_operator()
    if scanner.peek() not in ("+", "-"):
        return left
    operator = scanner.take()
    right = _operand(scanner)
    for operand in (left, right):
        _of_type(scanner, operator, operand, "N")
    return Sum(left, operator, right)


def _of_type(scanner: Scanner, name: str, operand: Expression, wanted: str) -> None:
    if isinstance(operand, Constant) and kind(operand.value) != wanted:
        raise scanner.error(
            "Incorrect operand type for operator or function; operator or function: "
            f"{name}, operand type: {kind(operand.value)}"
        )


def _operand(scanner: Scanner) -> Expression:
    if scanner.peek().startswith(":"):
        return Constant(scanner.value())
    if scanner.peek(1) != "(" or scanner.peek().startswith("#"):
        return Attribute(scanner.path())
    name = scanner.take()
    if name not in ("if_not_exists", "list_append"):
        raise scanner.error(f"Invalid function name; function: {name}")
    scanner.count_operator()
    scanner.expect("(")
    first = scanner.path() if name == "if_not_exists" else _operand(scanner)
    scanner.expect(",")
    second = _operand(scanner)
    scanner.expect(")")
    if isinstance(first, tuple):
        return IfNotExists(first, second)
    for operand in (first, second):
        _of_type(scanner, name, operand, "L")
    return ListAppend(first, second)
