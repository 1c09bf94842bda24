"""What a gérant takes away: every row of the shop, account after account.

Each account is read whole at one instant (its `maj` before and after agrees), so that the laws
of money hold in it: its achats, versé, cédé, dû and avoir are those of the rows beside them. The
accounts of a shop that goes on trading are read one after the other, not at one instant.
No password, no session, no link: what opens a door is not taken away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import clients, equipe, essais, inventaire_sms, vues
from chalicelib import intitules as i
from chalicelib.aws import lecture, rows
from chalicelib.aws.boutique_rows import utilisateur_key, utilisateur_of
from chalicelib.aws.tables import BoutiqueRow, ClientRow, JournalRow, ReglementRow, VersementRow
from chalicelib.context import Context
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.compte import Annulation, Reglement, Remboursement, Versement
from chalicelib.domaine.problems import Introuvable
from chalicelib.domaine.releve import MODES, SOLDES
from chalicelib.feuille import Cellule, Ligne, local


@dataclass(frozen=True)
class Compte:
    """A client and all that was ever recorded for it, by date and recording."""

    client: ClientRow
    reglements: list[Reglement]
    versements: list[Versement]
    remboursements: list[Remboursement]


def lignes(ctx: Context) -> Iterator[Ligne]:
    """Every row of the shop: the accounts by nom, then the shop itself.

    Costs 4 calls an account, 6 where an avoir was given back. What is under way on an account is
    finished first.
    """
    zone = ZoneInfo(ctx.boutique.fuseau)
    for id in clients_by_nom(ctx.boutique_id):
        compte = read(ctx, id)
        if compte is not None:
            yield from du_compte(compte, zone)
    yield from inventaire_sms.lignes(ctx)
    yield from de_l_equipe(ctx)
    yield from de_la_boutique(ctx.boutique)
    yield from du_journal(ctx.boutique_id, zone)


def clients_by_nom(boutique_id: str) -> list[str]:
    """The clients' ids in the order of their noms, as it is now."""
    return [
        row.cle
        for row in ClientRow.nom_index.query(
            boutique_id, consistent_read=True, attributes_to_get=["cle"]
        )
    ]


def read(ctx: Context, id: str) -> Compte | None:
    """An account as it was at one instant; None when the client is gone meanwhile."""
    for _ in essais.tries():
        try:
            client = clients.find(ctx, id)
        except Introuvable:
            return None
        paid = versements_of(client)
        compte = Compte(client, reglements_of(client), paid, given_back(client, paid))
        again = lecture.client(ctx.boutique_id, id)
        if again is not None and again.maj == client.maj:
            return compte
    raise AssertionError("tries() ends by raising")


def reglements_of(client: ClientRow) -> list[Reglement]:
    """A client's règlements of every état."""
    found = ReglementRow.client_index.query(
        client.boutique_id,
        ReglementRow.par_client.startswith(f"{client.cle}#"),
        consistent_read=True,
    )
    return sorted((rows.reglement(row) for row in found), key=lambda r: r.place)


def versements_of(client: ClientRow) -> list[Versement]:
    """A client's versements of every état, with all that they pay."""
    found = VersementRow.client_index.query(
        client.boutique_id,
        VersementRow.par_client.startswith(f"{client.cle}#"),
        consistent_read=True,
    )
    whole = (vues.entier(client.boutique_id, rows.versement(row)) for row in found)
    return sorted(whole, key=lambda v: v.place)


def given_back(client: ClientRow, paid: Sequence[Versement]) -> list[Remboursement]:
    """A client's remboursements; no call where nothing was given back."""
    if not any(v.rembourse for v in paid):
        return []
    found = VersementRow.releve_index.query(
        client.boutique_id,
        VersementRow.par_releve.startswith(f"{client.cle}#"),
        consistent_read=True,
    )
    ids = [row.cle.removeprefix("b#") for row in found if row.type == "remboursement"]
    given = lecture.remboursements(client.boutique_id, client.cle, ids)
    return [given[id] for id in ids]


def du_compte(compte: Compte, zone: ZoneInfo) -> Iterator[Ligne]:
    """The rows of an account."""
    client = compte.client
    who = (client.nom, client.telephone)
    yield i.CLIENTS, client_cells(client, zone)
    for r in compte.reglements:
        yield from du_reglement(r, who, zone)
    for v in compte.versements:
        yield from du_versement(v, who, zone)
    for b in compte.remboursements:
        yield (
            i.REMBOURSEMENTS,
            (b.date, *who, b.montant, MODES[b.mode], b.motif, b.par.nom),
        )


def client_cells(client: ClientRow, zone: ZoneInfo) -> Sequence[Cellule]:
    """A client with its totals."""
    return (
        client.nom,
        client.telephone,
        client.telephone2,
        client.achats,
        client.verse,
        client.abandonne,
        client.du,
        client.avoir,
        client.plafond,
        client.note,
        local(client.cree_le, zone),
        client.cle,
    )


def du_reglement(r: Reglement, who: tuple[str, str | None], zone: ZoneInfo) -> Iterator[Ligne]:
    """A règlement with its abandons; a void one stands apart, so that columns add up."""
    saisie = (r.note, local(r.cree_le, zone), r.cree_par.nom, r.id)
    if r.annulation:
        void = annulation_cells(r.annulation, zone)
        yield i.REGLEMENTS_ANNULES, (r.date, *who, r.produit, r.montant, *void, *saisie)
        return
    sums = (r.montant, r.verse, r.echeance, r.abandonne, r.reliquat)
    yield i.REGLEMENTS, (r.date, *who, r.produit, *sums, r.etat.value, *saisie)
    for a in r.abandons:
        yield i.ABANDONS, (a.date, *who, a.montant, SOLDES[a.motif], a.par.nom, r.id)


def du_versement(v: Versement, who: tuple[str, str | None], zone: ZoneInfo) -> Iterator[Ligne]:
    """A versement with what it pays; a void one stands apart."""
    recu = (v.numero, MODES[v.mode], v.reference)
    saisie = (v.note, local(v.cree_le, zone), v.cree_par.nom, v.id)
    if v.annulation:
        void = annulation_cells(v.annulation, zone)
        yield i.VERSEMENTS_ANNULES, (v.date, *who, *recu, v.montant, *void, *saisie)
        return
    sums = (v.montant, v.impute, v.rembourse, v.libre)
    yield i.VERSEMENTS, (v.date, *who, *recu, *sums, v.etat.value, *saisie)
    for reglement, montant in v.imputations.items():
        yield i.IMPUTATIONS, (*who, v.numero, montant, v.id, reglement)


def annulation_cells(annulation: Annulation, zone: ZoneInfo) -> Sequence[Cellule]:
    """When, by whom and why."""
    return local(annulation.le, zone), annulation.par.nom, annulation.motif


def de_l_equipe(ctx: Context) -> Iterator[Ligne]:
    """The staff, and who is invited."""
    for row in BoutiqueRow.query(
        ctx.boutique_id, BoutiqueRow.cle.startswith(utilisateur_key("")), consistent_read=True
    ):
        u = utilisateur_of(row)
        if equipe.present(ctx, row):
            yield i.EQUIPE, (u.nom, u.email, u.telephone, u.role.value, u.etat.value)


def de_la_boutique(boutique: Boutique) -> Iterator[Ligne]:
    """The shop's settings, one a row."""
    reglages: list[tuple[str, str | None]] = [
        ("Nom de la boutique", boutique.nom),
        ("Numéro de la boutique", boutique.telephone),
        ("Devise", boutique.devise),
        ("Pays", boutique.pays),
        ("Fuseau horaire", boutique.fuseau),
        ("Pays des SMS", ", ".join(boutique.pays_sms)),
        ("Émetteur", boutique.emetteur),
        ("Accusé par SMS", "oui" if boutique.accuse else "non"),
        ("En retard après (jours)", str(boutique.delai_jours)),
        *((f"Message : {nom}", texte) for nom, texte in sorted(boutique.modeles.items())),
    ]
    for reglage in reglages:
        yield i.BOUTIQUE, reglage


def du_journal(boutique_id: str, zone: ZoneInfo) -> Iterator[Ligne]:
    """Who did what, when; the figures as JSON."""
    for row in JournalRow.query(boutique_id, consistent_read=True):
        yield (
            i.JOURNAL,
            (
                local(row.le, zone),
                row.par["nom"],
                row.action,
                row.objet,
                row.client,
                figures(row.avant),
                figures(row.apres),
            ),
        )


def figures(kept: Any) -> str | None:
    """What a line of the journal holds, as text."""
    return json.dumps(kept, ensure_ascii=False) if kept else None
