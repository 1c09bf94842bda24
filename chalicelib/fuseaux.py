"""A new time zone of the boutique moves what is planned (domaine.md, Rappels).

The task is written with the new zone. A rappel that would leave too early by the old one puts
itself off when its turn comes; this brings those forward whose 8h comes sooner now.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Date

from chalicelib import taches
from chalicelib.aws import rappel_rows
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.tables import BoutiqueRow, TacheRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context
from chalicelib.domaine.rappel import EtatRappel, TypeRappel, depart
from chalicelib.essais import essayer

FUSEAU = "fuseau#"
PAGE = 100


def demander(transaction: Transaction, ctx: Context, operation: str) -> None:
    """Have what is planned moved, once the transaction is written."""
    task = TacheRow(ctx.boutique_id, f"{FUSEAU}{operation}")
    taches.inscrire(task, ctx.now)
    transaction.put(task)


def continuer(task: TacheRow, ended: Callable[[], bool]) -> None:
    """Move every planned rappel to 8h of the zone of now; where it stops it goes on next time."""
    shop = BoutiqueRow.get(task.boutique_id, BOUTIQUE, consistent_read=True)
    fuseau = boutique_of(shop).fuseau
    for row in RappelRow.etat_index.query(
        task.boutique_id,
        RappelRow.par_etat.startswith(f"{EtatRappel.PLANIFIE}#"),
        consistent_read=True,
        page_size=PAGE,
    ):
        if ended():
            return
        if row.type == TypeRappel.RAPPEL:
            avancer(row.boutique_id, row.cle, fuseau)
    task.delete()


def avancer(boutique_id: str, id: str, fuseau: str) -> None:
    """Move one rappel, unless a sender has it, or a person has taken it away."""

    def tentative() -> None:
        row = rappel_rows.un(boutique_id, id)
        if row is None or row.etat != EtatRappel.PLANIFIE:
            return
        was = row.du_a
        transaction = Transaction()
        rappel_rows.ecrire(transaction, row, depart(Date.fromisoformat(row.date), fuseau))
        if row.du_a != was:
            transaction.commit()

    essayer(tentative, "rappel")
