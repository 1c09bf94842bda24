"""The relevé of a client over a period (domaine.md, Relevé; tables.md, Totals).

The balance at any place is the client's months before it and that month's lines before it, so
that a statement costs what its period holds, whatever the client's history.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date as Date
from datetime import timedelta
from itertools import chain, islice
from typing import Any, Literal

from chalicelib import clients, essais, listes, vues
from chalicelib.aws import lecture, rows
from chalicelib.aws.tables import ClientRow, ReglementRow, VersementRow
from chalicelib.context import Context
from chalicelib.domaine import releve as core
from chalicelib.domaine.compte import Mode
from chalicelib.domaine.releve import Ligne, TypeLigne
from chalicelib.domaine.totaux import mois
from chalicelib.listes import LAST
from chalicelib.vues import ClientVue
from chalicelib.web import cursor
from chalicelib.web.champs import ListeQuery, Periode, Vue

Place = tuple[Date, int]
"""Before this (date, rang)."""


class ReleveQuery(ListeQuery, Periode):
    """The period, both days included; `format=pdf` is the whole of it, on paper."""

    format: Literal["pdf"] | None = None


class LigneVue(Vue):
    """A line: one of debit and credit is 0; `solde` is the balance after it, debt positive."""

    date: Date
    type: TypeLigne
    id: str
    libelle: str
    debit: int
    credit: int
    solde: int


class ReleveVue(Vue):
    """A page of a statement; ouverture and cloture are the period's."""

    client: ClientVue
    du: Date | None
    au: Date | None
    ouverture: int
    lignes: list[LigneVue]
    cloture: int
    curseur: str | None


def lire(ctx: Context, id: str, query: ReleveQuery) -> ReleveVue:
    """GET /clients/{id}/releve. Raises Introuvable. Costs 4 calls, 8 at the most.

    The most: a page that is not the last of a period that ends within a month, after a change.
    """
    for _ in essais.tries():
        client = clients.find(ctx, id)
        shown = page(ctx, client, query)
        again = lecture.client(ctx.boutique_id, id)
        if again is not None and again.maj == client.maj:
            return shown
    raise AssertionError("tries() ends by raising")


def page(ctx: Context, client: ClientRow, query: ReleveQuery) -> ReleveVue:
    """The lines from the cursor's place on, with the balances that belong to them."""
    asked, kept = listes.start(ctx, f"releve#{client.cle}", query)
    start = place_of(kept) if kept else (query.du or Date.min, 0)
    cloture: int | None
    if kept and kept["maj"] == client.maj:
        found = lignes(client, start, query.au, query.limite + 1)
        courant, ouverture, cloture = int(kept["solde"]), kept["ouverture"], kept["cloture"]
    else:
        courant, found = since(client, start, query.au, query.limite + 1)
        ouverture, cloture = before(client, query.du) if kept else courant, None
    shown = list(core.courir(courant, islice(found, query.limite)))
    more = next(found, None) is not None
    end = shown[-1][1] if shown else courant
    if cloture is None:
        cloture = closing(client, query.au) if more else end
    curseur = None
    if more:
        ligne, solde = shown[-1]
        curseur = cursor.sign(
            ctx,
            asked,
            {
                "date": str(ligne.date),
                "rang": ligne.rang,
                "solde": solde,
                "ouverture": ouverture,
                "cloture": cloture,
                "maj": client.maj,
            },
        )
    return ReleveVue(
        client=vues.client(client),
        du=query.du,
        au=query.au,
        ouverture=ouverture,
        lignes=[ligne_vue(ligne, solde) for ligne, solde in shown],
        cloture=cloture,
        curseur=curseur,
    )


def place_of(kept: dict[str, Any]) -> Place:
    """Right after the line on which the last page ended."""
    return Date.fromisoformat(kept["date"]), kept["rang"] + 1


def since(
    client: ClientRow, place: Place, au: Date | None, size: int
) -> tuple[int, Iterator[Ligne]]:
    """The balance before a place, and the lines from there on: two queries for both."""
    found = lignes(client, (place[0].replace(day=1), 0), au, size)
    balance = months_before(client, place[0])
    for ligne in found:
        if ligne.place >= place:
            return balance, chain([ligne], found)
        balance += ligne.debit - ligne.credit
    return balance, iter(())


def before(client: ClientRow, jour: Date | None) -> int:
    """The balance in the morning of a day; without one, at the very beginning."""
    return avant(client, (jour, 0)) if jour else 0


def closing(client: ClientRow, jour: Date | None) -> int:
    """The balance in the evening of a day; without one, or on the calendar's last, the account."""
    if jour is None or jour == Date.max:
        return client.du - client.avoir
    return before(client, jour + timedelta(days=1))


def avant(client: ClientRow, place: Place) -> int:
    """The balance before a place: the months before, and the month's lines up to it."""
    jour = place[0]
    first = jour.replace(day=1)
    lines: Iterator[Ligne] = iter(())
    if place != (first, 0):
        lines = lignes(client, (first, 0), None, None, until=place)
    return months_before(client, jour) + core.solde(lines)


def months_before(client: ClientRow, jour: Date) -> int:
    """By how much the months before that of a day have moved the balance."""
    months: dict[str, int] = client.mois or {}
    return sum(n for month, n in months.items() if month < mois(jour))


def lignes(
    client: ClientRow,
    start: Place,
    au: Date | None,
    limit: int | None,
    until: Place | None = None,
) -> Iterator[Ligne]:
    """The lines from a place on, oldest first, to the end of `au` or up to a place. Two queries."""
    low = f"{client.cle}#{start[0]}#{rows.rang(start[1])}"
    if until:
        high = f"{client.cle}#{until[0]}#{rows.rang(until[1] - 1)}" if until[1] else None
        high = high or f"{client.cle}#{until[0] - timedelta(days=1)}#{LAST}"
    else:
        high = f"{client.cle}#{au or ''}{'#' if au else ''}{LAST}"
    debts = ReglementRow.releve_index.query(
        client.boutique_id,
        ReglementRow.par_releve.between(low, high),
        consistent_read=True,
        page_size=limit,
    )
    payments = VersementRow.releve_index.query(
        client.boutique_id,
        VersementRow.par_releve.between(low, high),
        consistent_read=True,
        page_size=limit,
    )
    return heapq.merge(
        map(debt_line, debts), map(payment_line, payments), key=lambda ligne: ligne.place
    )


def debt_line(row: ReglementRow) -> Ligne:
    """A règlement, or an abandon of one."""
    date = Date.fromisoformat(row.date)
    if row.type == "reglement":
        return Ligne.of(TypeLigne.REGLEMENT, row.cle, date, row.rang, row.montant, row.produit)
    return Ligne.of(TypeLigne.SOLDE, row.reglement, date, row.rang, row.montant, row.libelle)


def payment_line(row: VersementRow) -> Ligne:
    """A versement, or an avoir given back."""
    date = Date.fromisoformat(row.date)
    if row.type == "remboursement":
        id, libelle = row.cle.removeprefix("b#"), core.libelle_remboursement(Mode(row.mode))
        return Ligne.of(TypeLigne.REMBOURSEMENT, id, date, row.rang, row.montant, libelle)
    libelle = core.libelle_versement(Mode(row.mode), row.reference or "")
    return Ligne.of(TypeLigne.VERSEMENT, row.cle, date, row.rang, row.montant, libelle)


def ligne_vue(ligne: Ligne, solde: int) -> LigneVue:
    """A line as it is answered."""
    return LigneVue(
        date=ligne.date,
        type=ligne.type,
        id=ligne.id,
        libelle=ligne.libelle,
        debit=ligne.debit,
        credit=ligne.credit,
        solde=solde,
    )
