"""Contention is no error: a lost try is read and made anew (tables.md, Concurrency)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from pydantic import BaseModel
from pynamodb.exceptions import PynamoDBException

from chalicelib.aws import idempotence
from chalicelib.aws.panne import passing
from chalicelib.aws.tables import JournalRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context, outside
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
        except PynamoDBException as error:
            if not passing(error):
                raise
    raise AssertionError("tries() ends by raising")


def ecrire(tentative: Callable[[], T], relire: Callable[[], T], *changeants: str) -> T:
    """`essayer` for what a request writes once, with its journal line and its record.

    `relire` answers where the line is there already: a try whose answer was lost has done it.
    Raises idempotence.Jumelle when the same request was applied meanwhile.
    """
    try:
        return essayer(tentative, *changeants)
    except ConditionsRefusees as refused:
        if "journal" in refused.noms:
            return relire()
        if "demande" in refused.noms:
            raise idempotence.Jumelle from refused
        raise


def conclure(
    made: Transaction,
    ctx: Context,
    answer: BaseModel | None,
    line: JournalRow | None,
    de: str | None = None,
) -> None:
    """Commit with the journal's line, unless nothing changes, and the idempotency record.

    `de`: the client or the contact whom the answer shows, so that a deletion empties it.
    """
    if line is not None:
        made.put(line, JournalRow.cle.does_not_exist(), "journal")
    if souvenir := idempotence.put(ctx, answer, de):
        made.put(*souvenir, "demande")
    if len(made):
        made.commit()
