"""Contention is no error: a lost try is read and made anew (tables.md, Concurrency)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from chalicelib.aws.transaction import ConditionsRefusees, Perdue
from chalicelib.context import outside
from chalicelib.domaine.problems import Indisponible

T = TypeVar("T")

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.160


def essayer(tentative: Callable[[], T], *changeants: str) -> T:
    """The first try that is not lost, for at most 20 s; the pauses shrink.

    `tentative` reads what it decides on; `changeants` names the conditions that fail because
    somebody else was first, so that it is worth another try. Raises what `tentative` raises,
    ConditionsRefusees for other conditions, and Indisponible.
    """
    until = outside.monotonic() + PATIENCE_SECONDS
    tries = 0
    while True:
        try:
            return tentative()
        except Perdue as lost:
            if isinstance(lost, ConditionsRefusees) and not lost.noms <= set(changeants):
                raise
            tries += 1
            if outside.monotonic() > until:
                raise Indisponible from lost
            outside.sleep(outside.random() * PAUSE_SECONDS / tries)
