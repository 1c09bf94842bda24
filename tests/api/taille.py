"""A boutique of a given size, written straight into the tables: seconds for 10,000 règlements.

The rows are the product's own (aws/rows.py), the totals their sums (aws/ecriture.py). Half of
each client's règlements are paid, the oldest ones, a versement each. Whatever the size they lie
in the same three months: four in June, the other paid ones in October, the open ones in
November; what is asked of June returns as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from chalicelib import clients, listes
from chalicelib.aws import ecriture, rows
from chalicelib.aws.dynamodb import Shared
from chalicelib.aws.tables import ClientRow, RechercheRow, TotalRow
from chalicelib.context import outside
from chalicelib.domaine import nom as noms
from chalicelib.domaine.compte import Auteur, Compte, Reglement, Versement
from local.dynamodb import Engine

MONTANT = 5_000
JUNE = 4
CREE_LE = datetime(2026, 6, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Seme:
    """A client as sown: its id, and its règlements and versements, oldest first."""

    id: str
    payes: list[str]
    ouverts: list[str]
    versements: list[str]


def semer(engine: Engine, boutique: str, par: Auteur, tailles: Sequence[int]) -> list[Seme]:
    """A client for each of so many règlements; the first one is Vieux Faye."""
    sums: dict[str, Counter[str]] = {}
    sown = []
    for number, taille in enumerate(tailles):
        nom, telephone = f"Autre Client {number:03d}", f"+22176600{number:04d}"
        if number == 0:
            nom, telephone = "Vieux Faye", "+221775000001"
        account = compte(taille, par)
        sown.append(semer_client(engine, boutique, nom, telephone, account, sums))
    put(engine, (total(boutique, cle, fields) for cle, fields in sums.items()))
    return sown


def jour(place: int, count: int) -> date:
    """The day of a règlement, in the order of its place."""
    paid = count // 2
    if place < JUNE:
        return date(2026, 6, 1 + place)
    if place < paid:
        return date(2026, 10, 1 + (place - JUNE) * 30 // (paid - JUNE))
    return date(2026, 11, 1 + (place - paid) * 20 // (count - paid))


def compte(count: int, par: Auteur) -> Compte:
    """An account of so many règlements."""
    reglements, versements = {}, {}
    for place in range(count):
        day, paid = jour(place, count), place < count // 2
        sale = Reglement(
            outside.new_id(), day, MONTANT, "Riz brisé 25 kg", CREE_LE, par,
            rang=2 * place + 1, verse=MONTANT if paid else 0,
        )  # fmt: skip
        reglements[sale.id] = sale
        if paid:
            versement = Versement(
                outside.new_id(), day, MONTANT, CREE_LE, par, rang=2 * place + 2,
                numero=place + 1, impute=MONTANT, imputations={sale.id: MONTANT},
            )  # fmt: skip
            versements[versement.id] = versement
    return Compte(rang=2 * count, reglements=reglements, versements=versements)


def semer_client(
    engine: Engine,
    boutique: str,
    nom: str,
    telephone: str,
    account: Compte,
    sums: dict[str, Counter[str]],
) -> Seme:
    """A client with its number, search entries and rows; the boutique's sums are added up."""
    client = ClientRow(
        boutique, outside.new_id(), nom=nom, telephone=telephone, maj=outside.new_id(),
        version=1, mois={}, cree_le=rows.instant(CREE_LE),
    )  # fmt: skip
    for cle, fields in ecriture.move_totals(client, Compte(), account).items():
        sums.setdefault(cle, Counter()).update(fields)
    rows.client_keys(client, noms.cle(nom))
    put(engine, [client, ClientRow(boutique, f"tel#{telephone}", client=client.cle)])
    put(engine, [RechercheRow(boutique, cle) for cle in clients.entries(client)])
    put(engine, (rows.reglement_row(boutique, client.cle, r) for r in account.reglements.values()))
    put(engine, (rows.versement_row(boutique, client.cle, v) for v in account.versements.values()))
    put(
        engine,
        (
            rows.imputation_row(boutique, v.id, reglement, montant)
            for v in account.versements.values()
            for reglement, montant in v.imputations.items()
        ),
    )
    payes = [r.id for r in account.reglements.values() if not r.reliquat]
    ouverts = [r.id for r in account.reglements.values() if r.reliquat]
    return Seme(client.cle, payes, ouverts, list(account.versements))


def total(boutique: str, cle: str, fields: Counter[str]) -> dict[str, object]:
    """A total as its updates would have made it."""
    values = {name: {"N": str(value)} for name, value in fields.items()}
    return {"boutique_id": {"S": boutique}, "cle": {"S": cle}, **values}


def put(engine: Engine, found: Iterable[Shared | dict[str, object]]) -> None:
    """Write items, past botocore: a batch of 25 at a time."""
    for batch in listes.chunks(found, 25):
        first = batch[0]
        table = TotalRow.Meta.table_name if isinstance(first, dict) else first.Meta.table_name
        requests = [
            {"PutRequest": {"Item": row if isinstance(row, dict) else row.serialize()}}
            for row in batch
        ]
        engine.call("BatchWriteItem", {"RequestItems": {table: requests}})
