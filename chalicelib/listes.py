"""Lists in pages (api.md, Rules): streams of an index merged in one order, filtered, cut.

A cursor is a place in that order, not a key of a table, so that it serves merged streams.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from chalicelib import essais, etapes, json_strict
from chalicelib.aws.tables import ClientRow
from chalicelib.context import Context, outside
from chalicelib.web import cursor
from chalicelib.web.champs import ListeQuery

T = TypeVar("T")

EXAMINED_MAX = 1000
CALM_TRIES = 4
"""So many times a list is read to find a moment in which none of its clients was written."""
LAST = "~"
"""Sorts after every date, rang and id that a key holds (not after every nom: Ŋ is beyond)."""

Place = tuple[Any, ...]


@dataclass(frozen=True)
class Coupe(Generic[T]):
    """A page of rows, and the last one examined when there are more."""

    rows: list[T]
    last: T | None


def merged(streams: Sequence[Iterable[T]], place: Callable[[T], Place]) -> Iterator[T]:
    """Streams that each run from the last place to the first, as one that does."""
    return heapq.merge(*streams, key=place, reverse=True)


def coupe(rows: Iterator[T], limite: int, garder: Callable[[T], bool]) -> Coupe[T]:
    """The next `limite` rows to keep; fewer when 1 000 were examined before."""
    kept: list[T] = []
    for examined, row in enumerate(rows, 1):
        if garder(row):
            kept.append(row)
        if len(kept) == limite or examined == EXAMINED_MAX:
            more = next(rows, None) is not None
            return Coupe(kept, row if more else None)
    return Coupe(kept, None)


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk


def start(ctx: Context, name: str, query: ListeQuery) -> tuple[str, Any]:
    """What a list's cursors belong to, and the place at which this page begins."""
    filters = query.model_dump(exclude={"limite", "curseur"}, mode="json")
    asked = json_strict.canonical([name, filters]).decode()
    return asked, cursor.read(ctx, asked, query.curseur)


def clients_of(ctx: Context, ids: Iterable[str]) -> dict[str, ClientRow]:
    """The clients that rows name, read consistently; a call a hundred."""
    keys = [(ctx.boutique_id, id) for id in dict.fromkeys(ids)]
    if not keys:
        return {}
    return {row.cle: row for row in ClientRow.batch_get(keys, consistent_read=True)}


def settled(ctx: Context, read: Callable[[], tuple[T, dict[str, ClientRow]]]) -> T:
    """What is read together with its clients, once none of them has a task under way.

    What one of them did meanwhile may stand in two streams, or in none: it is read again, a few
    times, for in a shop where everybody writes there may be no quiet moment.
    """
    for essai in essais.tries():
        start = outside.new_id()
        found, clients = read()
        busy = [c.cle for c in clients.values() if c.tache or not c.present]
        if not busy and (
            essai >= CALM_TRIES or not any(c.maj and c.maj > start for c in clients.values())
        ):
            return found
        for id in busy:
            etapes.terminer(ctx.boutique_id, id)
    raise AssertionError("tries() ends by raising")
