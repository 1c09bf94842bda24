"""KeyConditionExpression: one partition, and a stretch of its range key."""

from dataclasses import dataclass

from local.dynamodb import grammar
from local.dynamodb.conditions import (
    All,
    Attribute,
    Between,
    Comparison,
    Condition,
    Constant,
    Function,
    Grouped,
)
from local.dynamodb.errors import Invalid
from local.dynamodb.schema import Keys, refuse_empty
from local.dynamodb.syntax import Placeholders
from local.dynamodb.values import Value, key_bytes, kind

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Bound:
    """One end of a stretch, and whether it belongs to it."""

    at: bytes
    included: bool


@dataclass(frozen=True)
class Stretch:
    """The partition and the part of it that a Query reads, in the bytes of `key_bytes`."""

    partition: bytes
    low: Bound | None = None
    high: Bound | None = None


@dataclass(frozen=True)
class _Term:
    attribute: str
    operator: str
    values: tuple[Value, ...]


def read(text: object, placeholders: Placeholders, keys: Keys) -> Stretch:
    """The stretch that a KeyConditionExpression asks for. Raises Invalid."""
    terms = [
        _term(condition)
        for condition in _flat(grammar.read("KeyConditionExpression", text, placeholders))
    ]
    names = {term.attribute for term in terms}
    if len(names) < len(terms):
        raise _refusal("KeyConditionExpressions must only contain one condition per key")
    if len(terms) > len(keys.names()):
        raise Invalid(
            f"The number of query conditions ({len(terms)}) exceeds the number of key "
            f"attributes defined in the schema ({len(keys.names())})"
        )
    for name in keys.names()[: len(terms)]:
        if name not in names:
            raise Invalid(f"Query condition missed key schema element: {name}")
    partition, *ranges = sorted(terms, key=lambda term: term.attribute != keys.hash)
    if partition.operator != "=":
        raise Invalid("Query key condition not supported")
    for term in terms:
        if any(kind(value) != keys.types[term.attribute] for value in term.values):
            raise Invalid(
                "One or more parameter values were invalid: "
                "Condition parameter type does not match schema type"
            )
    refuse_empty(keys.hash, partition.values[0])
    at = key_bytes(partition.values[0])
    return Stretch(at, *_bounds(ranges[0])) if ranges else Stretch(at)


def _refusal(message: str) -> Invalid:
    return Invalid(f"Invalid KeyConditionExpression: {message}")


def _flat(condition: Condition) -> list[Condition]:
    match condition:
        case Grouped(term):
            return _flat(term)
        case All(terms):
            return [flat for term in terms for flat in _flat(term)]
    return [condition]


def _term(condition: Condition) -> _Term:
    match condition:
        case Comparison(operator, Attribute(path), Constant(value)) if operator != "<>":
            return _Term(_top(path), operator, (value,))
        case Comparison(operator, Constant(value), Attribute(path)) if operator != "<>":
            return _Term(_top(path), _TURNED.get(operator, operator), (value,))
        case Between(Attribute(path), Constant(low), Constant(high)):
            return _Term(_top(path), "BETWEEN", (low, high))
        case Function("begins_with", [Attribute(path), Constant(prefix)]):
            return _Term(_top(path), "begins_with", (prefix,))
        case Comparison("<>") | Function():
            name = "<>" if isinstance(condition, Comparison) else condition.name
            raise _refusal(f"Invalid operator used in KeyConditionExpression: {name}")
    raise Invalid(f"Invalid operator used in KeyConditionExpression: {type(condition).__name__}")


def _top(path: tuple[str | int, ...]) -> str:
    if len(path) > 1:
        raise _refusal("KeyConditionExpressions cannot have conditions on nested attributes")
    return str(path[0])


def _bounds(term: _Term) -> tuple[Bound | None, Bound | None]:
    at = key_bytes(term.values[0])
    match term.operator:
        case "=":
            return Bound(at, True), Bound(at, True)
        case "<" | "<=" as operator:
            return None, Bound(at, operator == "<=")
        case ">" | ">=" as operator:
            return Bound(at, operator == ">="), None
        case "BETWEEN":
            return Bound(at, True), Bound(key_bytes(term.values[1]), True)
    return Bound(at, True), _after(at)


def _after(prefix: bytes) -> Bound | None:
    """The first bytes that sort after all that begin with a prefix."""
    kept = prefix.rstrip(b"\xff")
    return Bound(kept[:-1] + bytes([kept[-1] + 1]), False) if kept else None
