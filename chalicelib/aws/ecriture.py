"""The difference between two accounts as the writes of one transaction.

Rows as they are now, each total moved by what its rows moved (domaine/totaux.py), and the
client on condition that nobody has written it since it was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sized
from zlib import crc32

from chalicelib.aws import rappel_rows, rows
from chalicelib.aws.tables import ClientRow, ReglementRow, TotalRow, VersementRow
from chalicelib.aws.transaction import Transaction
from chalicelib.domaine import nom as noms
from chalicelib.domaine import rappel, totaux
from chalicelib.domaine.compte import Compte, Reglement, Row, Versement

EPARTS = 4
"""Each total of a boutique is kept in so many parts, so that tills do not meet on one item."""


def size(before: Compte, after: Compte) -> int:
    """How many items a transaction from one account to the other writes, the client left out."""
    count = 0
    for old, new in after.reglements_changed(before):
        was = old.abandons if old else ()
        count += 1 + len(set(was) ^ set(new.abandons))
        if rappel.abandonne(old, new):
            count += rappel.PLANIFIES_MAX
    for paid, paying in after.versements_changed(before):
        count += 1 + len(parts_changed(paid, paying))
    count += len(after.remboursements_changed(before))
    for row in after.gone(before):
        count += 1 + len(below(row))
    return count + len(boutique_sums(totaux.moved(before, after)))


def below(row: Row) -> Sized:
    """What stands under a row: a règlement's abandons, a versement's imputations."""
    if isinstance(row, Reglement):
        return row.abandons
    return row.imputations if isinstance(row, Versement) else ()


def write(transaction: Transaction, client: ClientRow, before: Compte, after: Compte) -> None:
    """Add the rows and totals to the transaction, and move the client's own totals.

    The client itself is put by the caller, who knows its lock.
    """
    write_rows(transaction, client, before, after)
    write_sums(transaction, client.boutique_id, move_totals(client, before, after))


def write_rows(transaction: Transaction, client: ClientRow, before: Compte, after: Compte) -> None:
    """Add the rows that changed."""
    boutique_id = client.boutique_id
    for old, new in after.reglements_changed(before):
        write_reglement(transaction, boutique_id, client.cle, old, new)
        if rappel.abandonne(old, new):
            for planned in rappel_rows.planifies(boutique_id, new.id):
                rappel_rows.annuler(transaction, planned)
    for paid, paying in after.versements_changed(before):
        transaction.put(rows.versement_row(boutique_id, client.cle, paying))
        write_imputations(transaction, boutique_id, paid, paying)
    for row in after.gone(before):
        write_gone(transaction, boutique_id, client.cle, row)
    for _, given in after.remboursements_changed(before):
        transaction.put(rows.remboursement_row(boutique_id, client.cle, given))


Sums = Mapping[str, Mapping[str, int]]
"""cle of a total -> field -> by how much."""


def move_totals(client: ClientRow, before: Compte, after: Compte) -> Sums:
    """Move the client's own totals, and say by how much the boutique's move."""
    client.rang = after.rang
    return share_out(client, totaux.moved(before, after))


def share_out(client: ClientRow, moved: totaux.Totaux) -> Sums:
    """Move the client's own totals; the boutique's go to the client's part of each."""
    move_client(client, moved)
    part = crc32(client.cle.encode()) % EPARTS
    return {f"{item}#{part}": sums for item, sums in boutique_sums(moved).items()}


def write_sums(transaction: Transaction, boutique_id: str, sums: Sums) -> None:
    """Add the boutique's totals."""
    for cle, fields in sums.items():
        transaction.add(TotalRow(boutique_id, cle), fields)


def write_gone(transaction: Transaction, boutique_id: str, client: str, row: Row) -> None:
    """A row that is no more; nothing was imputed on it or by it."""
    if isinstance(row, Reglement):
        transaction.delete(ReglementRow(boutique_id, row.id))
        for abandon in row.abandons:
            transaction.delete(rows.abandon_row(boutique_id, client, row.id, abandon))
    elif isinstance(row, Versement):
        transaction.delete(VersementRow(boutique_id, row.id))
        for reglement in row.imputations:
            transaction.delete(VersementRow(boutique_id, f"{row.id}#{reglement}"))
    else:
        transaction.delete(VersementRow(boutique_id, f"b#{row.id}"))


def write_reglement(
    transaction: Transaction, boutique_id: str, client: str, old: Reglement | None, new: Reglement
) -> None:
    """A règlement with its abandons: those that changed are put, those dropped are deleted."""
    transaction.put(rows.reglement_row(boutique_id, client, new))
    was = {a.rang: a for a in old.abandons} if old else {}
    now = {a.rang: a for a in new.abandons}
    for rang, abandon in now.items():
        if was.get(rang) != abandon:
            transaction.put(rows.abandon_row(boutique_id, client, new.id, abandon))
    for rang in was.keys() - now.keys():
        transaction.delete(rows.abandon_row(boutique_id, client, new.id, was[rang]))


def parts_changed(old: Versement | None, new: Versement) -> dict[str, int]:
    """règlement -> montant (0: no longer paid) of each imputation that is not what it was."""
    was, now = old.imputations if old else {}, new.imputations
    ids = dict.fromkeys((*was, *now))
    return {id: now.get(id, 0) for id in ids if was.get(id) != now.get(id)}


def write_imputations(
    transaction: Transaction, boutique_id: str, old: Versement | None, new: Versement
) -> None:
    """Each imputation that changed."""
    for reglement, montant in parts_changed(old, new).items():
        row = rows.imputation_row(boutique_id, new.id, reglement, montant)
        if montant:
            transaction.put(row)
        else:
            transaction.delete(row)


def boutique_sums(moved: totaux.Totaux) -> dict[str, dict[str, int]]:
    """item -> field -> by how much, of the boutique's totals."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for (item, field), value in moved.items():
        if item not in (totaux.CLIENT, totaux.CLIENT_MOIS):
            sums[item][str(field)] = value
    return sums


def move_client(client: ClientRow, moved: totaux.Totaux) -> None:
    """Move the client's totals and months in place; a month that comes to 0 goes."""
    mois = dict(client.mois or {})
    for (item, field), value in moved.items():
        if item == totaux.CLIENT:
            setattr(client, field, getattr(client, field) + value)
        elif item == totaux.CLIENT_MOIS:
            mois[field] = mois.get(field, 0) + value
    client.mois = {month: value for month, value in mois.items() if value}
    rows.client_keys(client, noms.cle(client.nom or ""))
