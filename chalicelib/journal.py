"""Who did what, when: one line for every change, written by the change's own transaction.

It holds ids, figures, dates and états before and after; a changed name or number only as
changed, so that a deletion leaves nothing personal behind.
"""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import listes
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import JournalRow
from chalicelib.context import Context, first_id
from chalicelib.vues import AuteurVue
from chalicelib.web import cursor
from chalicelib.web.champs import ListeQuery, Page, Periode, Vue


class JournalQuery(ListeQuery, Periode):
    """The days, the boutique's."""


class LigneVue(Vue):
    """Who did what, when. `objet` is what was changed, `client` whose account it is.

    `avant` and `apres` hold what changed, by the names of the contract; true stands for a name
    or a number. They are null where there was nothing before, or is nothing after.
    """

    id: str
    le: str
    par: AuteurVue
    action: str
    objet: str | None
    client: str | None
    avant: dict[str, Any] | None
    apres: dict[str, Any] | None


def ligne(
    ctx: Context,
    id: str,
    action: str,
    *,
    objet: str,
    client: str | None = None,
    avant: dict[str, Any] | None = None,
    apres: dict[str, Any] | None = None,
) -> JournalRow:
    """A line under the operation's own id."""
    return JournalRow(
        ctx.boutique_id,
        id,
        le=instant(ctx.now),
        par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        action=action,
        objet=objet,
        client=client,
        avant=avant,
        apres=apres,
    )


def ecrite(ctx: Context, operation: str) -> bool:
    """Is this operation's line there? One call."""
    return any(JournalRow.batch_get([(ctx.boutique_id, operation)], consistent_read=True))


def lister(ctx: Context, query: JournalQuery) -> Page[LigneVue]:
    """GET /journal, newest first. One call; a line's id says when it was begun."""
    asked, after = listes.start(ctx, "journal", query)
    end = after or (first_id(midnight(ctx, query.au, 1)) if query.au else listes.LAST)
    begin = first_id(midnight(ctx, query.du)) if query.du else ""
    if begin > end:
        return Page(elements=[])
    found = JournalRow.query(
        ctx.boutique_id,
        JournalRow.cle.between(begin or "0", end),
        consistent_read=True,
        scan_index_forward=False,
        page_size=query.limite + 2,
    )
    rest = (row for row in found if row.cle != end)
    coupe = listes.coupe(rest, query.limite, lambda _: True)
    curseur = cursor.sign(ctx, asked, coupe.last.cle) if coupe.last else None
    return Page(elements=[vue(row) for row in coupe.rows], curseur=curseur)


def vue(row: JournalRow) -> LigneVue:
    """A line as it is shown."""
    return LigneVue(
        id=row.cle,
        le=row.le,
        par=AuteurVue(**row.par),
        action=row.action,
        objet=row.objet,
        client=row.client,
        avant=row.avant,
        apres=row.apres,
    )


def midnight(ctx: Context, day: Date, days: int = 0) -> datetime:
    """When a day of the boutique begins, or one so many days later."""
    later = Date.fromordinal(min(day.toordinal() + days, Date.max.toordinal()))
    return datetime.combine(later, time(), ZoneInfo(ctx.boutique.fuseau))
