"""What goes on by itself: its place among what is left to do (tables.md, `taches`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from zlib import crc32

from chalicelib.aws import rows
from chalicelib.aws.tables import FILES, TacheRow

ENVOI = "envoi#"
"""What the messages' workers carry on, not the scheduled job."""


def _nobody() -> None:
    """The scheduled job finds it anyway."""


wake: Callable[[], None] = _nobody
"""A hint that there is something to do now; the one-machine stack sets it."""


def inscrire(row: TacheRow, now: datetime) -> None:
    """Put a task among what is left to do from `now` on."""
    row.file = crc32(row.boutique_id.encode()) % FILES
    row.du_a = f"{rows.instant(now)}#{row.boutique_id}#{row.cle}"


def due(row: TacheRow, now: datetime) -> bool:
    """Has the instant come that `inscrire` gave a task?"""
    return bool(row.du_a < f"{rows.instant(now)}#~")


def a_faire(now: datetime) -> Iterator[tuple[str, str]]:
    """Each (boutique, cle) that is due. 16 queries, whatever the number of boutiques."""
    for file in range(FILES):
        due = TacheRow.du_a < f"{rows.instant(now)}#~"
        for row in TacheRow.a_faire_index.query(file, due):
            yield row.boutique_id, row.cle
