"""Contention is no error: a lost try is read and made anew (tables.md, Concurrency)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from chalicelib.aws.transaction import ConditionsRefusees, Perdue
from chalicelib.context import outside
from chalicelib.domaine.problems import Indisponible

T = TypeVar("T")

PATIENCE = 20.0
JITTER = 0.160
"""Seconds. The pause is random x JITTER / tries: it shrinks, so that who waits gets its turn."""


def tries() -> Iterator[int]:
    """Count tries, pausing between them, until patience (20 s) is at its end.

    Raises Indisponible then: nothing was written, or nobody could tell.
    """
    until = outside.monotonic() + PATIENCE
    essai = 1
    while True:
        yield essai
        if outside.monotonic() > until:
            raise Indisponible
        outside.sleep(outside.random() * JITTER / essai)
        essai += 1


def essayer(tentative: Callable[[], T], *changeants: str) -> T:
    """The first of the `tries` that is not lost.

    `tentative` reads what it decides on; `changeants` names the conditions that fail because
    somebody else was first, so that it is worth another try. Raises what `tentative` raises,
    ConditionsRefusees for other conditions, and Indisponible.
    """
    for _ in tries():
        try:
            return tentative()
        except Perdue as lost:
            if isinstance(lost, ConditionsRefusees) and not lost.noms <= set(changeants):
                raise
    raise AssertionError("tries() ends by raising")
