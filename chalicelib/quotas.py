"""The quota as it is shown: what is left, and each time that parts came or went (api.md, SMS)."""

from __future__ import annotations

import os

from chalicelib import listes
from chalicelib.aws import quota
from chalicelib.aws.quota import Motif, QuotaRow
from chalicelib.context import Context
from chalicelib.web import cursor
from chalicelib.web.champs import ListeQuery, Vue


class MouvementVue(Vue):
    """Parts that came (above 0) or went, why, and what was left then."""

    id: str
    le: str
    parties: int
    motif: Motif
    solde: int


class QuotaVue(Vue):
    """SMS parts left, the mouvements newest first, and the number to call for more."""

    sms: int
    mouvements: list[MouvementVue]
    curseur: str | None
    appeler: str | None


def lire(ctx: Context, query: ListeQuery) -> QuotaVue:
    """GET /quota. Two calls."""
    asked, after = listes.start(ctx, "quota", query)
    end = quota.mouvement_cle(after or listes.LAST)
    found = QuotaRow.query(
        ctx.boutique_id,
        QuotaRow.cle.between(quota.mouvement_cle(""), end),
        consistent_read=True,
        scan_index_forward=False,
        page_size=query.limite + 2,
    )
    rest = (row for row in found if row.cle != end)
    coupe = listes.coupe(rest, query.limite, lambda _: True)
    shown = [mouvement(row) for row in coupe.rows]
    return QuotaVue(
        sms=quota.lire(ctx.boutique_id),
        mouvements=shown,
        curseur=cursor.sign(ctx, asked, shown[-1].id) if coupe.last else None,
        appeler=os.environ.get("OPERATEUR_TELEPHONE") or None,
    )


def mouvement(row: QuotaRow) -> MouvementVue:
    """A mouvement as it is shown."""
    return MouvementVue(
        id=row.cle.removeprefix(quota.mouvement_cle("")),
        le=row.le,
        parties=row.parties,
        motif=Motif(row.motif),
        solde=row.solde,
    )
