"""A règlement whole: what paid it, and the rappels planned on it."""

from __future__ import annotations

from chalicelib import comptes, reglements, vues, vues_rappel
from chalicelib.aws import lecture, rappel_rows
from chalicelib.aws.tables import ClientRow
from chalicelib.aws.transaction import Perdue
from chalicelib.context import Context
from chalicelib.domaine.besoins import Besoins
from chalicelib.domaine.compte import Reglement
from chalicelib.essais import essayer
from chalicelib.vues import PaiementVue, ReglementVue
from chalicelib.vues_rappel import RappelVue


class ReglementDetail(ReglementVue):
    """A règlement with what paid it, oldest first, and its rappels, the latest day first."""

    versements: list[PaiementVue]
    rappels: list[RappelVue]


def lire(ctx: Context, id: str) -> ReglementDetail:
    """A règlement with what paid it, all of one moment. Raises Introuvable.

    Costs 5 reads, one more where a rappel was ever planned on it.
    """
    trouver = reglements.client_of(ctx, id)
    return essayer(lambda: detail(ctx, comptes.settled(ctx, trouver), id))


def detail(ctx: Context, client: ClientRow, id: str) -> ReglementDetail:
    """A règlement and what pays it, as read. Raises Perdue when that is not of one moment."""
    compte = lecture.compte(client, Besoins(reglements=[id], payeurs_de=id))
    parts = [v.imputations[id] for v in compte.versements.values()]
    if id not in compte.reglements or sum(parts) != compte.reglements[id].verse:
        raise Perdue
    sold = compte.reglements[id]
    paid = [
        PaiementVue(id=v.id, date=v.date, montant=v.montant, impute=v.imputations[id])
        for v in sorted(compte.versements.values(), key=lambda v: v.place)
    ]
    shown = vues.reglement(ctx.boutique, client, sold)
    return ReglementDetail(**dict(shown), versements=paid, rappels=rappels(ctx, client, sold))


def rappels(ctx: Context, client: ClientRow, sold: Reglement) -> list[RappelVue]:
    """What was planned on a règlement, the latest day first."""
    if not sold.rappele:
        return []
    rows = rappel_rows.du_reglement(ctx.boutique_id, sold.id)
    return [
        vues_rappel.rappel(ctx, row, client, sold)
        for row in sorted(rows, key=lambda row: row.par_date, reverse=True)
    ]
