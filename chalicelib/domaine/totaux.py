"""Every total is a sum of contributions of rows (tables.md, Totals).

No operation has totals code of its own: what it writes moves each total by the contribution
of the row after, less that of the row before.
"""

from __future__ import annotations

from collections import Counter
from datetime import date as Date

from chalicelib.domaine.compte import Abandon, Compte, Reglement, Remboursement, Row, Versement

CLIENT = "client"
CLIENT_MOIS = "client.mois"

Totaux = Counter[tuple[str, str]]
"""(item, field) -> montant; an item is `client`, `client.mois`, `mois#2026-11` or
`jour#2026-11-24#utilisateur`."""


def mois(jour: Date) -> str:
    """The month of a day, as `2026-11`; four digits of year, so that months sort as texts."""
    return jour.isoformat()[:7]


def of_reglement(reglement: Reglement) -> Totaux:
    """Sold in its month; due, and while open its reliquat under the day that makes it late."""
    if reglement.annulation:
        return Totaux()
    totaux = Totaux(
        {
            (CLIENT, "achats"): reglement.montant,
            (CLIENT, "du"): reglement.reliquat,
            (CLIENT_MOIS, mois(reglement.date)): reglement.montant,
            (f"mois#{mois(reglement.date)}", "vendu"): reglement.montant,
        }
    )
    day, letter = (reglement.echeance, "e") if reglement.echeance else (reglement.date, "s")
    totaux[f"mois#{mois(day)}", f"{letter}{day:%d}"] += reglement.reliquat
    for abandon in reglement.abandons:
        totaux.update(of_abandon(abandon))
    return totaux


def of_abandon(abandon: Abandon) -> Totaux:
    """Let go on its day."""
    return Totaux(
        {
            (CLIENT, "abandonne"): abandon.montant,
            (CLIENT_MOIS, mois(abandon.date)): -abandon.montant,
            (f"mois#{mois(abandon.date)}", "cede"): abandon.montant,
        }
    )


def of_versement(versement: Versement) -> Totaux:
    """Cashed on its date, by who recorded it; free money is the client's avoir."""
    if versement.annulation:
        return Totaux()
    return Totaux(
        {
            (CLIENT, "verse"): versement.montant,
            (CLIENT, "avoir"): versement.montant - versement.impute,
            (CLIENT_MOIS, mois(versement.date)): -versement.montant,
            (f"mois#{mois(versement.date)}", "encaisse"): versement.montant,
            (f"jour#{versement.date}#{versement.cree_par.id}", versement.mode): versement.montant,
        }
    )


def of_remboursement(remboursement: Remboursement) -> Totaux:
    """Given back on its day, by who gave it: it takes back what the versements brought."""
    r = remboursement
    cashed = f"jour#{r.date}#{r.par.id}"
    return Totaux(
        {
            (CLIENT, "verse"): -r.montant,
            (CLIENT, "avoir"): -r.montant,
            (CLIENT_MOIS, mois(r.date)): r.montant,
            (f"mois#{mois(r.date)}", "encaisse"): -r.montant,
            (cashed, r.mode): -r.montant,
            (cashed, "rembourse"): r.montant,
        }
    )


def of_row(row: Row) -> Totaux:
    """What a row contributes, whatever it is."""
    if isinstance(row, Reglement):
        return of_reglement(row)
    return of_versement(row) if isinstance(row, Versement) else of_remboursement(row)


def moved(before: Compte, after: Compte) -> Totaux:
    """By how much each total moves from one account to the next; zeros are left out."""
    totaux = Totaux()
    for old, new in after.reglements_changed(before):
        totaux.update(of_reglement(new))
        if old:
            totaux.subtract(of_reglement(old))
    for paid, paying in after.versements_changed(before):
        totaux.update(of_versement(paying))
        if paid:
            totaux.subtract(of_versement(paid))
    for less, more in after.remboursements_changed(before):
        totaux.update(of_remboursement(more))
        if less:
            totaux.subtract(of_remboursement(less))
    for row in after.gone(before):
        totaux.subtract(of_row(row))
    return Totaux({key: value for key, value in totaux.items() if value})
