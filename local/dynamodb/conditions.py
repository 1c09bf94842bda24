"""Conditions and filters: read once into a tree, then asked of items."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any, Protocol

from local.dynamodb import documents
from local.dynamodb.syntax import Path, Placeholders, Scanner, shown
from local.dynamodb.values import TYPES, Item, Value, content, kind, order

MEMBERS_MAX = 100
_ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
COMPARATORS = ("=", "<>", *_ORDERINGS)


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
        return _ordered(self.operator, left, right)


@dataclass(frozen=True)
class Between:
    """`operand BETWEEN low AND high`, both included."""

    operand: Operand
    low: Operand
    high: Operand

    def holds(self, item: Item) -> bool:
        """It lies between."""
        value = self.operand.of(item)
        return _ordered(">=", value, self.low.of(item)) and _ordered(
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
        return _FUNCTIONS[self.name](*values)


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


def _ordered(operator: str, left: Value | None, right: Value | None) -> bool:
    if left is None or right is None or kind(left) != kind(right):
        return False
    if kind(left) not in ("S", "N", "B"):
        return False
    return _ORDERINGS[operator](order(left), order(right))


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


_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "attribute_exists": lambda _value: True,
    "attribute_not_exists": lambda _value: False,
    "attribute_type": lambda value, name: kind(value) == content(name),
    "begins_with": _begins_with,
    "contains": _contains,
}
_ARITY = {"attribute_exists": 1, "attribute_not_exists": 1}


def read(kind_: str, text: object, placeholders: Placeholders) -> Condition:
    """The condition that an expression says; `kind_` is its parameter's name. Raises Invalid."""
    scanner = Scanner(kind_, text, placeholders)
    condition = _either(scanner)
    scanner.end()
    return condition


def _either(scanner: Scanner) -> Condition:
    terms = [_all(scanner)]
    while scanner.accept("OR"):
        scanner.count_operator()
        terms.append(_all(scanner))
    return Either(terms) if len(terms) > 1 else terms[0]


def _all(scanner: Scanner) -> Condition:
    terms = [_negatable(scanner)]
    while scanner.accept("AND"):
        scanner.count_operator()
        terms.append(_negatable(scanner))
    return All(terms) if len(terms) > 1 else terms[0]


def _negatable(scanner: Scanner) -> Condition:
    if scanner.accept("NOT"):
        scanner.count_operator()
        return Not(_negatable(scanner))
    if scanner.peek() == "(":
        return _grouped(scanner)
    if scanner.peek() in _FUNCTIONS and scanner.peek(1) == "(":
        return _function(scanner)
    return _comparison(scanner)


def _grouped(scanner: Scanner) -> Condition:
    scanner.take()
    doubled = scanner.peek() == "("
    condition = _either(scanner)
    scanner.expect(")")
    if doubled and isinstance(condition, Grouped):
        raise scanner.error("The expression has redundant parentheses;")
    return Grouped(condition)


def _function(scanner: Scanner) -> Condition:
    name = scanner.take()
    scanner.count_operator()
    scanner.expect("(")
    operands = [_operand(scanner)]
    while scanner.accept(","):
        operands.append(_operand(scanner))
    scanner.expect(")")
    if len(operands) != _ARITY.get(name, 2):
        raise scanner.error(
            "Incorrect number of operands for operator or function; operator or function: "
            f"{name}, number of operands: {len(operands)}"
        )
    _refuse_types(scanner, name, operands)
    return Function(name, operands)


def _refuse_types(scanner: Scanner, name: str, operands: Sequence[Operand]) -> None:
    first, *rest = operands
    if name in ("attribute_exists", "attribute_not_exists") and not isinstance(first, Attribute):
        raise scanner.error(
            f"Operator or function requires a document path; operator or function: {name}"
        )
    _distinct(scanner, name, first, rest)
    if name == "begins_with":
        for operand in operands:
            _of_type(scanner, name, operand, ("S", "B"))
    if name == "attribute_type":
        _of_type(scanner, name, rest[0], ("S",))
        if isinstance(rest[0], Constant) and content(rest[0].value) not in TYPES:
            raise scanner.error(
                f"Invalid attribute type name found; type: {content(rest[0].value)}, "
                f"valid types: {{{','.join(sorted(TYPES))}}}"
            )


def _of_type(scanner: Scanner, name: str, operand: Operand, allowed: tuple[str, ...]) -> None:
    found = "N" if isinstance(operand, Size) else None
    if isinstance(operand, Constant):
        found = kind(operand.value)
    if found and found not in allowed:
        raise scanner.error(
            "Incorrect operand type for operator or function; operator or function: "
            f"{name}, operand type: {found}"
        )


def _distinct(scanner: Scanner, name: str, first: Operand, rest: Sequence[Operand]) -> None:
    if isinstance(first, Attribute) and first in rest:
        raise scanner.error(
            "The first operand must be distinct from the remaining operands for this operator "
            f"or function; operator: {name}, first operand: {shown(first.path)}"
        )


def _comparison(scanner: Scanner) -> Condition:
    left = _operand(scanner)
    if scanner.accept("BETWEEN"):
        scanner.count_operator()
        return _between(scanner, left)
    if scanner.accept("IN"):
        scanner.count_operator()
        return _within(scanner, left)
    if scanner.peek() not in COMPARATORS:
        raise scanner.syntax_error()
    operator = scanner.take()
    scanner.count_operator()
    right = _operand(scanner)
    _distinct(scanner, operator, left, [right])
    if operator in _ORDERINGS:
        _of_type(scanner, operator, left, ("S", "N", "B"))
        _of_type(scanner, operator, right, ("S", "N", "B"))
    return Comparison(operator, left, right)


def _between(scanner: Scanner, operand: Operand) -> Condition:
    low = _operand(scanner)
    scanner.expect("AND")
    high = _operand(scanner)
    for bound in (operand, low, high):
        _of_type(scanner, "BETWEEN", bound, ("S", "N", "B"))
    if isinstance(low, Constant) and isinstance(high, Constant):
        refuse_turned_bounds(scanner, low.value, high.value)
    return Between(operand, low, high)


def refuse_turned_bounds(scanner: Scanner, low: Value, high: Value) -> None:
    """A BETWEEN of constants needs bounds of one type, the lower one first. Raises Invalid."""
    described = (
        f"lower bound operand: AttributeValue: {{{kind(low)}:{content(low)}}}, "
        f"upper bound operand: AttributeValue: {{{kind(high)}:{content(high)}}}"
    )
    if kind(low) != kind(high):
        raise scanner.error(
            f"The BETWEEN operator requires same data type for lower and upper bounds; {described}"
        )
    if _ordered(">", low, high):
        raise scanner.error(
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
            + described
        )


def _within(scanner: Scanner, operand: Operand) -> Condition:
    scanner.expect("(")
    members = [_operand(scanner)]
    while scanner.accept(","):
        members.append(_operand(scanner))
    scanner.expect(")")
    if len(members) > MEMBERS_MAX:
        raise scanner.error(
            "The IN operator is provided with too many operands; "
            f"number of operands: {len(members)}"
        )
    return Within(operand, members)


def _operand(scanner: Scanner) -> Operand:
    if scanner.peek().startswith(":"):
        return Constant(scanner.value())
    if scanner.peek() == "size" and scanner.peek(1) == "(":
        scanner.take()
        scanner.count_operator()
        scanner.expect("(")
        path = scanner.path()
        scanner.expect(")")
        return Size(path)
    if scanner.peek(1) == "(" and not scanner.peek().startswith("#"):
        raise scanner.error(f"Invalid function name; function: {scanner.peek()}")
    return Attribute(scanner.path())
