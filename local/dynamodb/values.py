"""Attribute values: DynamoDB's types in the JSON of its API, checked, measured, compared, ordered.

A value is a dict of one type and its content, `{"N": "5"}`. `checked` brings it to one form
(numbers without superfluous zeros, sets sorted), so that equal values are equal dicts.
"""

import base64
import re
from collections.abc import Callable, Iterable
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from local.dynamodb.errors import Invalid, Malformed

Value = dict[str, Any]
Item = dict[str, Value]

NESTING_MAX = 32
DIGITS_MAX = 38
# Sums of numbers 256 orders of magnitude apart stay exact, then meet DIGITS_MAX.
EXACT = Context(prec=600, Emax=10_000, Emin=-10_000, traps=[InvalidOperation])
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)
_PLAIN_INTEGER = re.compile(r"-?[1-9]\d{0,37}|0", re.ASCII)
_WRONG = "One or more parameter values were invalid: "


def kind(value: Value) -> str:
    """The type of a checked value: S, N, B, SS, NS, BS, M, L, BOOL or NULL."""
    return next(iter(value))


def content(value: Value) -> Any:
    """What a checked value holds."""
    return next(iter(value.values()))


def plain(number: Decimal) -> str:
    """The one way to write a number: no exponent, no superfluous zero.

    Raises Invalid past 38 significant digits or outside 1E-130 .. 9.9E+125.
    """
    if number.is_zero():
        return "0"
    number = number.normalize(EXACT)
    if number.adjusted() > 125:
        raise Invalid(
            "Number overflow. Attempting to store a number with magnitude larger than "
            "supported range"
        )
    if number.adjusted() < -130:
        raise Invalid(
            "Number underflow. Attempting to store a number with magnitude smaller than "
            "supported range"
        )
    if len(number.as_tuple().digits) > DIGITS_MAX:
        raise Invalid("Attempting to store more than 38 significant digits in a Number")
    return format(number, "f")


def _number(text: object) -> str:
    if not isinstance(text, str):
        raise Malformed("NUMBER_VALUE cannot be converted to String")
    if _PLAIN_INTEGER.fullmatch(text):
        return text
    if not _NUMBER.fullmatch(text):
        raise Invalid(f"The parameter cannot be converted to a numeric value: {text}")
    return plain(Decimal(text))


def _string(text: object) -> str:
    if not isinstance(text, str):
        raise Malformed("Expected a string in an attribute value")
    return text


def _binary(text: object) -> str:
    try:
        return base64.b64encode(base64.b64decode(_string(text), validate=True)).decode()
    except ValueError as error:
        raise Malformed("Invalid Base64 in an attribute value") from error


def _set(name: str, check: Callable[[object], str]) -> Callable[[object, int], list[str]]:
    def checked_set(members: object, _depth: int) -> list[str]:
        if not isinstance(members, list):
            raise Malformed("Expected a list in an attribute value")
        if not members:
            raise Invalid(f"{_WRONG}An {name} set  may not be empty")
        found = [check(member) for member in members]
        if len(set(found)) != len(found):
            raise Invalid(f"{_WRONG}Input collection {found} contains duplicates.")
        return ordered_set(name, found)

    return checked_set


def ordered_set(name: str, members: Iterable[str]) -> list[str]:
    """The members of a set in the order in which the engine keeps them."""
    return sorted(members, key=Decimal) if name == "number" else sorted(members)


def _map(entries: object, depth: int) -> Item:
    if not isinstance(entries, dict):
        raise Malformed("Expected a map in an attribute value")
    return {name: checked(value, depth + 1) for name, value in entries.items()}


def _list(elements: object, depth: int) -> list[Value]:
    if not isinstance(elements, list):
        raise Malformed("Expected a list in an attribute value")
    return [checked(value, depth + 1) for value in elements]


def _boolean(flag: object, _depth: int) -> bool:
    if not isinstance(flag, bool):
        raise Malformed("Expected a boolean in an attribute value")
    return flag


_CHECKS: dict[str, Callable[[Any, int], Any]] = {
    "S": lambda text, _depth: _string(text),
    "N": lambda text, _depth: _number(text),
    "B": lambda text, _depth: _binary(text),
    "SS": _set("string", _string),
    "NS": _set("number", _number),
    "BS": _set("binary", _binary),
    "M": _map,
    "L": _list,
    "BOOL": _boolean,
    "NULL": lambda flag, depth: _boolean(flag, depth) or True,
}
TYPES = frozenset(_CHECKS)


def checked(raw: object, depth: int = 0) -> Value:
    """The value in its one form. Raises Invalid, Malformed."""
    if not isinstance(raw, dict):
        raise Malformed("Expected an attribute value")
    found = [name for name in raw if name in _CHECKS]
    if not found:
        raise Invalid(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        )
    if len(raw) > 1:
        raise Invalid(
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes"
        )
    if depth >= NESTING_MAX:
        raise Invalid("Nesting Levels have exceeded supported limits")
    return {found[0]: _CHECKS[found[0]](raw[found[0]], depth)}


def checked_item(raw: object) -> Item:
    """Each attribute of an item in its one form. Raises Invalid, Malformed."""
    if not isinstance(raw, dict):
        raise Malformed("Expected an item")
    return {name: checked(value) for name, value in raw.items()}


def _number_size(text: str) -> int:
    """Bytes of a number: its digits before and after the point, in pairs, one, one if negative."""
    whole, _, fraction = text.lstrip("-").partition(".")
    whole = whole.lstrip("0") if fraction else whole.strip("0")
    fraction = fraction if whole else fraction.lstrip("0")
    pairs = (len(whole) + 1) // 2 + (len(fraction) + 1) // 2
    return 1 + pairs + text.startswith("-")


def _text_size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _binary_size(text: str) -> int:
    return len(text) * 3 // 4 - text.count("=")


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": _text_size,
    "N": _number_size,
    "B": _binary_size,
    "SS": lambda members: sum(len(member.encode()) for member in members),
    "NS": lambda members: sum(_number_size(member) for member in members),
    "BS": lambda members: sum(_binary_size(member) for member in members),
    "M": lambda entries: (
        3 + sum(1 + len(name.encode()) + size(value) for name, value in entries.items())
    ),
    "L": lambda elements: 3 + sum(1 + size(value) for value in elements),
    "BOOL": lambda _flag: 1,
    "NULL": lambda _flag: 1,
}


def size(value: Value) -> int:
    """Bytes of a checked value, as DynamoDB counts them."""
    [(type_, held)] = value.items()
    return _SIZES[type_](held)


def item_size(item: Item) -> int:
    """Bytes of an item, names included."""
    return sum(_text_size(name) + size(value) for name, value in item.items())


def key_bytes(value: Value) -> bytes:
    """Bytes that sort as DynamoDB sorts keys: strings by UTF-8, numbers by value."""
    match kind(value), content(value):
        case "N", text:
            return _number_key(text)
        case "B", text:
            return base64.b64decode(text)
        case _, text:
            return str(text).encode()


def _number_key(text: str) -> bytes:
    number = Decimal(text)
    if number.is_zero():
        return b"\x01"
    digits = "".join(map(str, number.normalize(EXACT).as_tuple().digits))
    exponent = number.adjusted() + 1000
    if number > 0:
        return b"\x02" + exponent.to_bytes(2, "big") + digits.encode()
    # The larger the magnitude, the earlier: every byte is turned round, and the end is last.
    turned = bytes(255 - byte for byte in exponent.to_bytes(2, "big") + digits.encode())
    return b"\x00" + turned + b"\xff"


def order(value: Value) -> Decimal | bytes:
    """What `<` and its like compare within one type."""
    return Decimal(value["N"]) if "N" in value else key_bytes(value)
