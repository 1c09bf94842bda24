"""Reading expressions: tokens, placeholders, paths.

Own parsers, not moto's: those decide nothing about operand types, reserved words in paths or
redundant parentheses, compare unlike types by raising, and would put a test library on the
shopkeeper's machine.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path as File
from typing import Any

from local.dynamodb.errors import Invalid
from local.dynamodb.values import Value, checked_item

Path = tuple[str | int, ...]

LENGTH_MAX = 4096
OPERATORS_MAX = 300
_TOKEN = re.compile(r"\s*([A-Za-z_]\w*|[#:]\w+|\d+|<>|<=|>=|[-=<>(),.\[\]+])", re.ASCII)
_RESERVED = frozenset(File(__file__).with_name("reserved.txt").read_text().split())
_END = "<EOF>"


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[str, ...] | int:
    """The tokens of an expression, or the place of the first character that begins none."""
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return place
        found.append(match[1])
        place = match.end()
    return tuple(found)


class Placeholders:
    """`#name` and `:value` of one request, shared by its expressions; each must be used."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._names = self._given(request, "ExpressionAttributeNames", "#")
        self._values = checked_item(self._given(request, "ExpressionAttributeValues", ":"))
        self._unused_names, self._unused_values = set(self._names), set(self._values)

    @staticmethod
    def _given(request: Mapping[str, Any], parameter: str, sign: str) -> Mapping[str, Any]:
        given = request.get(parameter)
        if given is None:
            return {}
        if not any(name.endswith("Expression") for name in request):
            raise Invalid(f"{parameter} can only be specified when using expressions")
        if not given:
            raise Invalid(f"{parameter} must not be empty")
        for key in given:
            if not re.fullmatch(rf"{sign}\w+", key, re.ASCII):
                raise Invalid(f'{parameter} contains invalid key: Syntax error; key: "{key}"')
        return dict(given)

    def name(self, expression: str, token: str) -> str:
        """The attribute that `#token` stands for."""
        if token not in self._names:
            raise Invalid(
                f"Invalid {expression}: An expression attribute name used in the document path "
                f"is not defined; attribute name: {token}"
            )
        self._unused_names.discard(token)
        return str(self._names[token])

    def value(self, expression: str, token: str) -> Value:
        """The value that `:token` stands for."""
        if token not in self._values:
            raise Invalid(
                f"Invalid {expression}: An expression attribute value used in expression "
                f"is not defined; attribute value: {token}"
            )
        self._unused_values.discard(token)
        return self._values[token]

    def refuse_unused(self) -> None:
        """Called when every expression has been read. Raises Invalid for what none has used."""
        for parameter, unused in (
            ("ExpressionAttributeNames", self._unused_names),
            ("ExpressionAttributeValues", self._unused_values),
        ):
            if unused:
                keys = ", ".join(sorted(unused))
                raise Invalid(
                    f"Value provided in {parameter} unused in expressions: keys: {{{keys}}}"
                )


class Scanner:
    """The tokens of one expression, read from left to right."""

    def __init__(self, kind: str, text: object, placeholders: Placeholders) -> None:
        self.kind, self._placeholders = kind, placeholders
        if not isinstance(text, str) or not text.strip():
            raise self.error("The expression can not be empty;")
        if len(text.encode()) > LENGTH_MAX:
            raise self.error(
                "Expression size has exceeded the maximum allowed size; "
                f"expression size: {len(text.encode())}"
            )
        tokens = _tokens(text)
        if isinstance(tokens, int):
            near = text[max(0, tokens - 2) : tokens + 3].strip()
            raise self.error(f'Syntax error; token: "{text[tokens:].strip()[:1]}", near: "{near}"')
        self._tokens, self._place, self._operators = tokens, 0, 0

    def error(self, message: str) -> Invalid:
        """The refusal of this expression, to be raised."""
        return Invalid(f"Invalid {self.kind}: {message}")

    def syntax_error(self) -> Invalid:
        """The refusal at the token that comes next."""
        token = self.peek() or _END
        near = " ".join(self._tokens[max(0, self._place - 1) : self._place + 2])
        return self.error(f'Syntax error; token: "{token}", near: "{near}"')

    def peek(self, ahead: int = 0) -> str:
        """The next token, or "" at the end."""
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else ""

    def word(self) -> str:
        """The next token as a keyword: upper case."""
        return self.peek().upper()

    def take(self) -> str:
        """The next token, read."""
        if not self.peek():
            raise self.syntax_error()
        self._place += 1
        return self._tokens[self._place - 1]

    def accept(self, keyword: str) -> bool:
        """Reads the next token if it is this one."""
        if self.word() != keyword:
            return False
        self._place += 1
        return True

    def expect(self, keyword: str) -> None:
        """Reads the next token, which must be this one."""
        if not self.accept(keyword):
            raise self.syntax_error()

    def end(self) -> None:
        """Nothing may follow."""
        if self.peek():
            raise self.syntax_error()

    def count_operator(self) -> None:
        """One operator or function more, of 300 at most."""
        self._operators += 1
        if self._operators > OPERATORS_MAX:
            raise self.error(
                f"The expression contains too many operators; operator count: {self._operators}"
            )

    def value(self) -> Value:
        """A `:value`."""
        if not self.peek().startswith(":"):
            raise self.syntax_error()
        return self._placeholders.value(self.kind, self.take())

    def path(self) -> Path:
        """A document path: `a`, `#a.b[3].#c`."""
        path: list[str | int] = [self._name()]
        while True:
            if self.accept("."):
                path.append(self._name())
            elif self.accept("["):
                index = self.take()
                if not index.isdigit():
                    self._place -= 1
                    raise self.syntax_error()
                path.append(int(index))
                self.expect("]")
            else:
                return tuple(path)

    def _name(self) -> str:
        token = self.peek()
        if not re.match(r"[A-Za-z_#]", token):
            raise self.syntax_error()
        self.take()
        if token.startswith("#"):
            return self._placeholders.name(self.kind, token)
        if token.upper() in _RESERVED:
            raise self.error(f"Attribute name is a reserved keyword; reserved keyword: {token}")
        return token


def refuse_overlap(scanner: Scanner, paths: list[Path]) -> None:
    """Two paths of which one holds the other can't both be meant. Raises Invalid."""
    ordered = sorted(paths, key=lambda path: [str(step) for step in path])
    for one, other in pairwise(ordered):
        if other[: len(one)] == one:
            raise scanner.error(
                "Two document paths overlap with each other; must remove or rewrite one of these "
                f"paths; path one: {shown(one)}, path two: {shown(other)}"
            )


def shown(path: Path) -> str:
    """A path as AWS writes it in its messages: `[a, b, [3]]`."""
    return "[" + ", ".join(f"[{step}]" if isinstance(step, int) else step for step in path) + "]"
