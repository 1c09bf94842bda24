"""What is read of an account, consistently, before something is decided (tables.md, Operations)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from chalicelib.aws import rows
from chalicelib.aws.tables import ClientRow, ReglementRow, TacheRow, VersementRow
from chalicelib.domaine import nom as noms
from chalicelib.domaine.compte import Compte, Reglement, Remboursement, Versement
from chalicelib.domaine.operations import Besoins

R = TypeVar("R", ClientRow, ReglementRow, VersementRow, TacheRow)

PAGE = 48
"""So many pairs of a règlement and what pays it fit into a transaction at the very most."""


def client(boutique_id: str, id: str) -> ClientRow | None:
    """A client with its lock and totals; one that was merged or deleted is none. One call."""
    row = one(ClientRow, boutique_id, id)
    return row if row is not None and row.present else None


def client_row(boutique_id: str, id: str) -> ClientRow | None:
    """A client's item, also of one that was merged (it points to `client`) or is being deleted."""
    return one(ClientRow, boutique_id, id)


def proprietaire(boutique_id: str, id: str) -> ClientRow | None:
    """The client whose a row is: of one that was merged, the one that took it in."""
    row = one(ClientRow, boutique_id, id)
    if row is not None and row.client:
        row = one(ClientRow, boutique_id, row.client)
    return row if row is not None and row.present else None


def client_du_numero(boutique_id: str, telephone: str) -> str | None:
    """The id of the client whose number this is (E.164). One call."""
    row = one(ClientRow, boutique_id, f"tel#{telephone}")
    return row.client if row else None


def client_du_nom(boutique_id: str, nom: str) -> str | None:
    """The id of the client without a number of exactly that normalised nom. One call."""
    found = ClientRow.nom_index.query(
        boutique_id, ClientRow.par_nom.startswith(f"{noms.cle(nom)}#"), consistent_read=True
    )
    same = (row for row in found if not row.telephone and noms.normaliser(row.nom) == nom)
    return next((row.cle for row in same), None)


def reglement_row(boutique_id: str, id: str) -> ReglementRow | None:
    """A règlement's row, which names its client. One call."""
    return one(ReglementRow, boutique_id, id)


def versement_row(boutique_id: str, id: str) -> VersementRow | None:
    """A versement's row, which names its client. One call."""
    return one(VersementRow, boutique_id, id)


def tache(boutique_id: str, cle: str) -> TacheRow | None:
    """A task, or an import. One call."""
    return one(TacheRow, boutique_id, cle)


def reglement_rows(boutique_id: str, ids: Iterable[str]) -> list[ReglementRow]:
    """The rows of these règlements, whoever's. A call for each hundred."""
    keys = [(boutique_id, id) for id in dict.fromkeys(ids)]
    return list(ReglementRow.batch_get(keys, consistent_read=True)) if keys else []


def versement_rows(boutique_id: str, ids: Iterable[str]) -> list[VersementRow]:
    """The rows of these versements, whoever's. A call for each hundred."""
    keys = [(boutique_id, id) for id in dict.fromkeys(ids)]
    return list(VersementRow.batch_get(keys, consistent_read=True)) if keys else []


def one(model: type[R], boutique_id: str, cle: str) -> R | None:
    """A row, read consistently, or None."""
    try:
        return model.get(boutique_id, cle, consistent_read=True)
    except model.DoesNotExist:
        return None


def compte(client: ClientRow, besoins: Besoins) -> Compte:
    """The part of an account that an operation touches; rows of other clients are left out.

    Of what a versement pays, or of what pays a règlement, a first part is enough where it is
    long: the operation is then done in steps.
    """
    boutique_id = client.boutique_id
    read = Compte(
        rang=client.rang,
        reglements=reglements(boutique_id, client.cle, besoins.reglements),
        versements=versements(boutique_id, client.cle, besoins.versements),
        remboursements=remboursements(boutique_id, client.cle, besoins.remboursements),
    )
    if besoins.payeurs_de and besoins.payeurs_de in read.reglements:
        read = with_payers(client, read, besoins.payeurs_de, besoins.premiers)
    if besoins.payes_par and besoins.payes_par in read.versements:
        read = with_paid(client, read, besoins.payes_par, besoins.premiers)
    if besoins.libres:
        read = read.updated(*latest_free(client))
    return read


def reglements(boutique_id: str, client: str, ids: Iterable[str]) -> dict[str, Reglement]:
    """The client's règlements among these ids. A call for each hundred."""
    keys = [(boutique_id, id) for id in dict.fromkeys(ids)]
    found = ReglementRow.batch_get(keys, consistent_read=True) if keys else ()
    return {row.cle: rows.reglement(row) for row in found if row.client == client}


def versements(boutique_id: str, client: str, ids: Iterable[str]) -> dict[str, Versement]:
    """The client's versements among these ids. A call for each hundred."""
    keys = [(boutique_id, id) for id in dict.fromkeys(ids)]
    found = VersementRow.batch_get(keys, consistent_read=True) if keys else ()
    return {row.cle: rows.versement(row) for row in found if row.client == client}


def remboursements(boutique_id: str, client: str, ids: Iterable[str]) -> dict[str, Remboursement]:
    """The client's remboursements among these ids."""
    keys = [(boutique_id, f"b#{id}") for id in dict.fromkeys(ids)]
    found = VersementRow.batch_get(keys, consistent_read=True) if keys else ()
    return {
        row.cle.removeprefix("b#"): rows.remboursement(row) for row in found if row.client == client
    }


def latest_free(client: ClientRow) -> list[Versement]:
    """A page of the versements with free money, the latest first."""
    found = VersementRow.lien_index.query(
        client.boutique_id,
        VersementRow.par_lien.startswith(f"l#{client.cle}#"),
        consistent_read=True,
        scan_index_forward=False,
        limit=PAGE,
    )
    return [rows.versement(row) for row in found]


def with_payers(client: ClientRow, compte: Compte, reglement: str, premiers: bool) -> Compte:
    """The account with the versements that pay a règlement, and how much each does."""
    parts = imputations_de(client.boutique_id, reglement, PAGE if premiers else None)
    payers = versements(client.boutique_id, client.cle, parts)
    known = (
        replace(v, imputations={**v.imputations, reglement: parts[v.id]}) for v in payers.values()
    )
    return compte.updated(*known)


def imputations_de(boutique_id: str, reglement: str, limit: int | None = None) -> dict[str, int]:
    """versement -> montant: what pays a règlement, or the first `limit` of it."""
    found = VersementRow.lien_index.query(
        boutique_id,
        VersementRow.par_lien.startswith(f"r#{reglement}#"),
        consistent_read=True,
        limit=limit,
    )
    return {row.cle.split("#")[0]: row.montant for row in found}


def with_paid(client: ClientRow, compte: Compte, versement: str, premiers: bool) -> Compte:
    """The account with the règlements that a versement pays."""
    v = compte.versements[versement]
    if not v.entier:
        parts = imputations_par(client.boutique_id, versement, PAGE if premiers else None)
        v = replace(v, imputations=parts)
    paid = reglements(client.boutique_id, client.cle, list(v.imputations))
    return compte.updated(v, *paid.values())


def imputations_par(boutique_id: str, versement: str, limit: int | None = None) -> dict[str, int]:
    """règlement -> montant: what a versement pays, or the first `limit` of it."""
    found = VersementRow.query(
        boutique_id,
        VersementRow.cle.startswith(f"{versement}#"),
        consistent_read=True,
        limit=limit,
    )
    return {row.reglement: row.montant for row in found}


def a_imputer(client: ClientRow, known: Compte, *, du: int, avoir: int) -> tuple[Compte, bool]:
    """The oldest open règlements that `avoir` can pay, the oldest free versements that `du` takes.

    What is `known` already counts as it is there. False where more is needed than a page of
    each: those further on are not here. A client that owes nothing, as it was read, has no open
    règlement to be looked for, and one without an avoir no free versement.
    """
    nothing: tuple[list[Any], bool] = [], True
    ouverts, all_open = oldest_open(client, known, avoir) if client.du else nothing
    libres, all_free = oldest_free(client, known, du) if client.avoir else nothing
    more = Compte(reglements={r.id: r for r in ouverts}, versements={v.id: v for v in libres})
    return more, all_open and all_free


def oldest_open(client: ClientRow, known: Compte, avoir: int) -> tuple[list[Reglement], bool]:
    """A page of open règlements, oldest first, until `avoir` is covered; was that enough?

    One that is known covers nothing: its place may be another by now.
    """
    found: list[Reglement] = []
    read = 0
    for row in ReglementRow.client_index.query(
        client.boutique_id,
        ReglementRow.par_client.startswith(f"{client.cle}#I#"),
        consistent_read=True,
        limit=PAGE,
        page_size=PAGE,
    ):
        read += 1
        if row.cle in known.reglements:
            continue
        found.append(rows.reglement(row))
        avoir -= found[-1].reliquat
        if avoir <= 0:
            return found, True
    return found, read < PAGE


def oldest_free(client: ClientRow, known: Compte, du: int) -> tuple[list[Versement], bool]:
    """A page of versements with free money, oldest first, until `du` is taken; was that enough?

    One that is known takes nothing: its place may be another by now.
    """
    found: list[Versement] = []
    read = 0
    for row in VersementRow.lien_index.query(
        client.boutique_id,
        VersementRow.par_lien.startswith(f"l#{client.cle}#"),
        consistent_read=True,
        limit=PAGE,
        page_size=PAGE,
    ):
        read += 1
        if row.cle in known.versements:
            continue
        found.append(rows.versement(row))
        du -= found[-1].libre
        if du <= 0:
            return found, True
    return found, read < PAGE


def parts(boutique_id: str, versement: str, reglements: Sequence[str]) -> dict[str, int]:
    """règlement -> montant: what a versement pays of these. A call for each hundred."""
    keys = [(boutique_id, f"{versement}#{id}") for id in reglements]
    found = VersementRow.batch_get(keys, consistent_read=True) if keys else ()
    return {row.reglement: row.montant for row in found}
