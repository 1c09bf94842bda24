"""What goes over from client to client, or goes for good: the steps that no account knows of.

Each adds to a transaction as much as it holds, and says whether that was all. Contributions
follow the rows: a moved row leaves its past in its old client's part of a total, and the sum
is right (tables.md, Totals).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from chalicelib import json_strict
from chalicelib.aws import ecriture, envoi_rows, lecture, rappel_rows, rows
from chalicelib.aws.idempotence import Souvenir
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.tables import ClientRow, ReglementRow, VersementRow
from chalicelib.aws.transaction import Transaction
from chalicelib.domaine import compte as core
from chalicelib.domaine import deplacements, totaux
from chalicelib.domaine.besoins import Besoins
from chalicelib.domaine.compte import Compte, Versement
from chalicelib.programme import Absorber, Deplacer

ROWS_MAX = 90
"""Items that one step writes, beside the client, the task and the totals (tables.md)."""

ABANDONS_STEP = 20
"""Each abandon may move a month of its own."""

RAPPELS_STEP = 40
"""Rappels of one règlement that go with it; more go before, in steps of their own."""

PERSONAL = frozenset({"nom", "telephone", "telephone2", "note", "produit", "reference", "libelle"})


def deplacer(
    transaction: Transaction, ancien: ClientRow, nouveau: ClientRow, move: Deplacer
) -> None:
    """Put a row on its new client, at the next place; both clients' totals move.

    A règlement's abandons were dropped before, and follow it. Nothing when it is there already.
    """
    asked = Besoins(
        reglements=[move.reglement] if move.reglement else [],
        versements=[move.versement] if move.versement else [],
    )
    before, start = lecture.compte(ancien, asked), Compte(rang=nouveau.rang)
    if move.reglement in before.reglements:
        after, arrived = deplacements.deplacer_reglement(before, start, str(move.reglement))
    elif move.versement in before.versements:
        after, arrived = deplacements.deplacer_versement(before, start, str(move.versement))
    else:
        return
    ecriture.write_rows(transaction, nouveau, start, arrived)
    sums: dict[str, Counter[str]] = {}
    moves = ((ancien, totaux.moved(before, after)), (nouveau, totaux.moved(start, arrived)))
    for client, moved in moves:
        for cle, fields in ecriture.share_out(client, moved).items():
            sums.setdefault(cle, Counter()).update(fields)
    nouveau.rang = arrived.rang
    ecriture.write_sums(transaction, ancien.boutique_id, sums)


def absorber(transaction: Transaction, reste: ClientRow, fusion: Absorber) -> bool:
    """Give so many rows of an absorbed client to the one that stays; were these the last?"""
    for row in rows_of(reste.boutique_id, fusion.client):
        puts = shifted(row, reste.cle, fusion.decalage)
        if len(transaction) + len(puts) > ROWS_MAX:
            return False
        for put in puts:
            transaction.put(put)
    if len(transaction):
        return False
    stale = ReglementRow.releve_index.query(
        reste.boutique_id,
        ReglementRow.par_releve.startswith(f"{fusion.client}#"),
        consistent_read=True,
        limit=ROWS_MAX,
    )
    for left in stale:
        transaction.delete(ReglementRow(reste.boutique_id, left.cle))
    return not len(transaction)


def rows_of(boutique_id: str, client: str) -> Iterator[ReglementRow | VersementRow]:
    """The rows that bear a client's id: règlements, versements, remboursements."""
    prefix = f"{client}#"
    yield from ReglementRow.client_index.query(
        boutique_id,
        ReglementRow.par_client.startswith(prefix),
        consistent_read=True,
        page_size=ROWS_MAX,
    )
    yield from VersementRow.client_index.query(
        boutique_id,
        VersementRow.par_client.startswith(prefix),
        consistent_read=True,
        page_size=ROWS_MAX,
    )
    yield from remboursements_of(boutique_id, client)


def remboursements_of(boutique_id: str, client: str) -> Iterator[VersementRow]:
    """What was given back to a client."""
    lines = VersementRow.releve_index.query(
        boutique_id, VersementRow.par_releve.startswith(f"{client}#"), consistent_read=True
    )
    keys = [(boutique_id, line.cle) for line in lines if line.type == "remboursement"]
    if keys:
        yield from VersementRow.batch_get(keys, consistent_read=True)


def shifted(
    row: ReglementRow | VersementRow, client: str, places: int
) -> list[ReglementRow | VersementRow]:
    """A row as its new client's, so many places further; a règlement with its abandons.

    Where an abandon's old place is not another's new one, its old row is left behind.
    """
    boutique_id = row.boutique_id
    if isinstance(row, ReglementRow):
        reglement = deplacements.decaler_reglement(rows.reglement(row), places)
        return [
            rows.reglement_row(boutique_id, client, reglement),
            *(rows.abandon_row(boutique_id, client, reglement.id, a) for a in reglement.abandons),
        ]
    if row.type == "remboursement":
        given = deplacements.decaler(rows.remboursement(row), places)
        return [rows.remboursement_row(boutique_id, client, given)]
    versement = deplacements.decaler(rows.versement(row), places)
    return [rows.versement_row(boutique_id, client, versement)]


def effacer(transaction: Transaction, client: ClientRow, numeros: Sequence[str]) -> bool:
    """Take so many rows of a hidden client away, then what is remembered; was that the last?

    A versement goes with what it pays, so that each step keeps conservation; then règlements,
    each after its rappels, remboursements, accusés, and the names and numbers in remembered
    answers and in the history of SMS.
    """
    before = after = Compte(rang=client.rang)
    rappels: list[RappelRow] = []
    for row in rows_to_delete(client):
        planned = rappels_of(row)
        if len(planned) > RAPPELS_STEP:
            if after is before:
                delete_all(transaction, planned)
                return False
            break
        if isinstance(row, VersementRow) and row.type == "versement":
            known, left, whole = free(client, before, after, rows.versement(row))
        else:
            known, left, whole = with_row(before, after, row)
        if whole:
            left = left.without(row.cle.removeprefix("b#"))
        if ecriture.size(known, left) + len(rappels) + len(planned) > ROWS_MAX:
            break
        before, after = known, left
        rappels += planned
        if not whole:
            break
    if after is not before:
        ecriture.write(transaction, client, before, after)
        delete_all(transaction, rappels)
        return False
    return forget(transaction, client, numeros)


def forget(transaction: Transaction, client: ClientRow, numeros: Sequence[str]) -> bool:
    """Take away what is remembered of a client beside its rows; was that the last of it?"""
    for id in (client.cle, *(client.absorbes or ())):
        if accuses := rappel_rows.du_reglement(client.boutique_id, id):
            delete_all(transaction, accuses)
            return False
    for numero in numeros:
        room = ROWS_MAX - len(transaction)
        if not room or not envoi_rows.oublier(transaction, client.boutique_id, numero, room):
            return False
    return forget_answers(transaction, client)


def rappels_of(row: ReglementRow | VersementRow) -> list[RappelRow]:
    """What was planned on a règlement, whatever became of it."""
    if isinstance(row, ReglementRow) and row.rappele:
        return rappel_rows.du_reglement(row.boutique_id, row.cle)
    return []


def delete_all(transaction: Transaction, rappels: Sequence[RappelRow]) -> None:
    """Take rappels away, as many as one step holds."""
    for row in rappels[:ROWS_MAX]:
        transaction.delete(row)


def rows_to_delete(client: ClientRow) -> Iterator[ReglementRow | VersementRow]:
    """A hidden client's versements, then its règlements, then its remboursements."""
    prefix = f"{client.cle}#"
    paid = VersementRow.client_index.query(
        client.boutique_id,
        VersementRow.par_client.startswith(prefix),
        consistent_read=True,
        page_size=ROWS_MAX,
    )
    sold = ReglementRow.client_index.query(
        client.boutique_id,
        ReglementRow.par_client.startswith(prefix),
        consistent_read=True,
        page_size=ROWS_MAX,
    )
    yield from chain(paid, sold, remboursements_of(client.boutique_id, client.cle))


def free(
    client: ClientRow, before: Compte, after: Compte, versement: Versement
) -> tuple[Compte, Compte, bool]:
    """Both accounts with a versement, freed in the second as far as fits; is it free?"""
    limit = lecture.PAGE // 2
    parts = versement.imputations
    if not versement.entier:
        parts = lecture.imputations_par(client.boutique_id, versement.id, limit)
    parts = dict(islice(parts.items(), limit))
    known = replace(versement, imputations=parts)
    unread = [id for id in parts if id not in before.reglements]
    paid = lecture.reglements(client.boutique_id, client.cle, unread)
    more = Compte(reglements=paid, versements={known.id: known})
    before, after = before.knowing(more), after.knowing(more)
    for reglement, montant in parts.items():
        after = core.liberer(after, known.id, reglement, montant)
    return before, after, not after.versements[known.id].impute


def with_row(
    before: Compte, after: Compte, row: ReglementRow | VersementRow
) -> tuple[Compte, Compte, bool]:
    """Both accounts with a row that nothing is imputed on; has it few enough abandons to go?"""
    if isinstance(row, VersementRow):
        given = rows.remboursement(row)
        more = Compte(remboursements={given.id: given})
        return before.knowing(more), after.knowing(more), True
    value = before.reglements.get(row.cle) or rows.reglement(row)
    more = Compte(reglements={value.id: value})
    before, after = before.knowing(more), after.knowing(more)
    rest = after.reglements[value.id].abandons
    if len(rest) <= ABANDONS_STEP:
        return before, after, True
    fewer = replace(after.reglements[value.id], abandons=rest[ABANDONS_STEP:])
    return before, after.updated(fewer), False


def forget_answers(transaction: Transaction, client: ClientRow) -> bool:
    """Empty names and numbers in the answers that are kept for a client; were these the last?"""
    ids = (client.cle, *(client.absorbes or ()))
    return forget_answers_of(transaction, client.boutique_id, ids)


def forget_answers_of(transaction: Transaction, boutique_id: str, ids: Iterable[str]) -> bool:
    """The same for clients, or contacts, of these ids."""
    for id in ids:
        for row in Souvenir.client_index.query(
            boutique_id, Souvenir.par_client == id, consistent_read=True
        ):
            if len(transaction) >= ROWS_MAX:
                return False
            kept = Souvenir.get(boutique_id, row.cle, consistent_read=True)
            kept.par_client = None
            if kept.reponse:
                kept.reponse = json_strict.write(emptied(json.loads(kept.reponse)))
            transaction.put(kept)
    return True


def emptied(answer: Any) -> Any:
    """An answer in which nothing says who the client is or what it bought."""
    if isinstance(answer, list):
        return [emptied(part) for part in answer]
    if not isinstance(answer, dict):
        return answer
    author = answer.keys() == {"id", "nom"}
    return {
        key: ("" if key in PERSONAL and not author and value is not None else emptied(value))
        for key, value in answer.items()
    }
