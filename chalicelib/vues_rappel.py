"""Rappels as they are shown: with their règlement's produit and the client of now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Date

from chalicelib import vues
from chalicelib.aws import lecture
from chalicelib.aws import rows as reading
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.tables import ClientRow, ReglementRow
from chalicelib.context import Context
from chalicelib.domaine.compte import Reglement
from chalicelib.domaine.emetteur import EMETTEUR
from chalicelib.domaine.rappel import EtatRappel, TypeRappel
from chalicelib.domaine.reponse import en_francais
from chalicelib.listes import clients_of
from chalicelib.vues import ClientRef
from chalicelib.web.champs import Vue


class DestinataireVue(Vue):
    """One number, and what became of its message; `reponse` is the operator's word on it."""

    telephone: str | None
    etat: EtatRappel
    envoye_le: str | None
    reponse: str | None


class RappelVue(Vue):
    """A reminder, or an accusé; `parties`: what one message costs at most.

    `produit` and `reliquat` are its règlement's of now.
    """

    id: str
    type: TypeRappel
    reglement: str | None
    client: ClientRef | None
    produit: str | None
    reliquat: int | None
    date: Date
    texte: str
    emetteur: str
    destinataires: list[DestinataireVue]
    etat: EtatRappel
    parties: int
    version: int


def rappel(
    ctx: Context, row: RappelRow, client: ClientRow | None, reglement: Reglement | None
) -> RappelVue:
    """A rappel; where it goes to the client, the number is the one of now."""
    own = client.telephone if client else None
    return RappelVue(
        id=row.cle,
        type=TypeRappel(row.type),
        reglement=row.reglement,
        client=vues.client_ref(client) if client else None,
        produit=reglement.produit if reglement else None,
        reliquat=reglement.reliquat if reglement else None,
        date=Date.fromisoformat(row.date),
        texte=row.texte,
        emetteur=row.emetteur or ctx.boutique.emetteur or EMETTEUR,
        destinataires=[
            DestinataireVue(
                telephone=d["telephone"] or own,
                etat=EtatRappel(d["etat"]),
                envoye_le=d.get("envoye_le"),
                reponse=en_francais(d.get("reponse")),
            )
            for d in row.destinataires
        ],
        etat=EtatRappel(row.etat),
        parties=row.parties,
        version=row.version,
    )


def rappels(ctx: Context, rows: Sequence[RappelRow]) -> list[RappelVue]:
    """Rappels with their règlements and clients: two calls for a hundred, three after a merge."""
    sold = lecture.reglement_rows(ctx.boutique_id, (r.reglement for r in rows if r.reglement))
    par_id = {row.cle: row for row in sold}
    owners = {row.cle: owner(row, par_id.get(row.reglement)) for row in rows}
    known = merged(ctx, [id for id in owners.values() if id])
    return [
        rappel(
            ctx,
            row,
            known.get(owners[row.cle] or ""),
            reading.reglement(par_id[row.reglement]) if row.reglement in par_id else None,
        )
        for row in rows
    ]


def owner(row: RappelRow, reglement: ReglementRow | None) -> str | None:
    """Whose a rappel is: its règlement's client's; an accusé says it itself."""
    own: str | None = row.client
    return own or (reglement.client if reglement else None)


def merged(ctx: Context, ids: Iterable[str]) -> dict[str, ClientRow]:
    """Clients by the ids under which they are named; one that was merged, by the one it is now."""
    found = clients_of(ctx, ids)
    moved = {id: row.client for id, row in found.items() if row.client}
    into = clients_of(ctx, moved.values())
    seen = {**found, **{id: into[other] for id, other in moved.items() if other in into}}
    return {id: row for id, row in seen.items() if row.present}
