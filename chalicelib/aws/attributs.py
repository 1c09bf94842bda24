"""What an item's attributes hold that pynamodb has no type for."""

from __future__ import annotations

import json
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.constants import MAP, NUMBER, STRING


class Entier(Attribute[int]):
    """An integer (pynamodb's NumberAttribute is a float)."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        """The integer's digits."""
        return str(int(value))

    def deserialize(self, value: str) -> int:
        """Never a float."""
        return int(value)


class Entiers(Attribute[dict[str, int]]):
    """A map of integers by name."""

    attr_type = MAP

    def serialize(self, value: dict[str, int]) -> dict[str, dict[str, str]]:
        """DynamoDB's M of N."""
        return {key: {NUMBER: str(int(n))} for key, n in value.items()}

    def deserialize(self, value: dict[str, dict[str, str]]) -> dict[str, int]:
        """Never floats."""
        return {key: int(n[NUMBER]) for key, n in value.items()}


class Json(Attribute[Any]):
    """A small nested value that no expression looks into, as JSON text."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        """Compact JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: str) -> Any:
        """The value again."""
        return json.loads(value)
