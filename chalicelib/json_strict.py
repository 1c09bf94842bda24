"""JSON as it may come in and as it goes out: one reading, one writing, one canonical form."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from chalicelib.domaine.problems import PasDuJson


def read(raw: bytes) -> Any:
    """A body as Python values.

    Raises PasDuJson for what two parsers could read in two ways: another encoding than UTF-8,
    a key twice in an object, NaN, a half of a surrogate pair, nesting or numbers without end.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_no_constant
        )
        canonical(value)
    except (ValueError, RecursionError) as error:
        raise PasDuJson from error
    return value


def canonical(value: Any) -> bytes:
    """The same bytes for the same JSON, however it was spaced and ordered."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def write(answer: BaseModel | dict[str, Any] | None) -> str:
    """An answer as it is sent, and as it is remembered for a replay. None: no content."""
    if answer is None:
        return ""
    return to_json(answer).decode("utf-8")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice in one object")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
