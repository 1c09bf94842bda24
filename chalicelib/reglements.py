"""Règlements, the credit sales: recorded, changed, let go, opened again, voided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date as Date
from datetime import datetime
from typing import Any

from pydantic import Field

from chalicelib import accuses, clients, comptes, ensemble
from chalicelib.aws import lecture, rappel_rows
from chalicelib.aws.tables import ClientRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import compte as core
from chalicelib.domaine import montant as montants
from chalicelib.domaine.boutique import Role
from chalicelib.domaine.compte import (
    Annulation,
    Compte,
    Mode,
    MotifAbandon,
    Reglement,
    Versement,
)
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    Besoins,
    Imputer,
    Liberer,
    ModifierReglement,
    Operation,
    Resolder,
    Rouvrir,
    Solder,
)
from chalicelib.domaine.problems import (
    Annule,
    Erreur,
    Introuvable,
    ReserveAuGerant,
    VersionPerimee,
)
from chalicelib.programme import Deplacer, Etape
from chalicelib.vues import (
    REGLEMENT,
    Avertissement,
    Objet,
    ReglementVue,
)
from chalicelib.web.champs import (
    Corps,
    Id,
    Jour,
    JourPasse,
    Montant,
    Motif,
    Nom,
    Note,
    Produit,
    Reference,
    Telephone,
)


class AcompteInput(Corps):
    """What is paid at once."""

    montant: Montant
    mode: Mode = Mode.ESPECES
    reference: Reference = ""


class ReglementInput(Corps):
    """A credit sale to a client named by number or id; `nom` for a new number."""

    telephone: Telephone | None = None
    client: Id | None = None
    nom: Nom | None = None
    produit: Produit
    montant: Montant
    date: JourPasse | None = None
    echeance: Jour | None = None
    note: Note = ""
    acompte: AcompteInput | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return un_client(donne)

    @classmethod
    def inconnus(cls, ctx: Context, donne: Mapping[str, Any]) -> list[Erreur]:
        return clients.inconnu(ctx, donne, cree=True)


class ReglementPatch(Corps):
    """What may be changed of a règlement; what is not named stays as it is."""

    telephone: Telephone | None = None
    client: Id | None = None
    produit: Produit | None = None
    montant: Montant | None = None
    date: JourPasse | None = None
    echeance: Jour | None = None
    note: Note | None = None
    version: int | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        erreurs = requis(donne, produit="le produit", montant="le montant à payer", date="la date")
        if {"telephone", "client"} & donne.keys():
            erreurs += un_client(donne)
        return erreurs


class AnnulationInput(Corps):
    """Why a thing is voided."""

    motif: Motif


class SoldeInput(Corps):
    """Why a reliquat is let go."""

    motif: MotifAbandon = MotifAbandon.CEDE


def un_client(donne: Mapping[str, Any]) -> list[Erreur]:
    """Exactly one of `telephone` and `client` names the client."""
    named = [champ for champ in ("telephone", "client") if donne.get(champ) is not None]
    if not named:
        return [Erreur("telephone", "Écrivez le numéro de téléphone du client.")]
    if len(named) > 1:
        return [Erreur("client", "Donnez le numéro ou le client, pas les deux.")]
    return []


def requis(donne: Mapping[str, Any], **noms: str) -> list[Erreur]:
    """The fields that a change may leave out, but not empty."""
    return [
        Erreur(champ, f"Écrivez {nom}.")
        for champ, nom in noms.items()
        if champ in donne and donne[champ] is None
    ]


def ajouter(ctx: Context, body: ReglementInput) -> ReglementVue:
    """Record a credit sale, with its acompte; the client is made when its number is new.

    Raises ChampsInvalides. Costs 2 or 3 reads, and one transaction.
    """
    sale = reglement_of(ctx, body)
    acompte = acompte_of(ctx, body.acompte, sale.date)
    nouveau = clients.Nouveau(body.nom, body.telephone)
    accuse = accuses.du_reglement(ctx, sale, acompte)

    def accompagner(transaction: Transaction, client: ClientRow) -> None:
        nouveau.inscrire(transaction, client)
        accuse.inscrire(transaction, client)

    demarche = comptes.Demarche(
        action="ajouter reglement",
        objet=Objet(REGLEMENT, sale.id),
        trouver=clients.du_corps(ctx, body.telephone, body.client, nouveau),
        preparer=lambda _: AjouterReglement(sale, acompte),
        numerote=acompte.id if acompte else None,
        avertir=avertir(ctx, body.montant, body.acompte),
        accompagner=accompagner,
        reserve=clients.INDEX_ITEMS + 1,
    )
    shown = reglement_vue(comptes.apply(ctx, demarche))
    accuse.indiquer()
    return shown


def reglement_of(ctx: Context, body: ReglementInput) -> Reglement:
    """The règlement that a body asks for, under a new id."""
    return Reglement(
        id=outside.new_id(),
        date=body.date or ctx.today(),
        montant=body.montant,
        produit=body.produit,
        cree_le=ctx.now,
        cree_par=comptes.auteur(ctx),
        echeance=body.echeance,
        note=body.note,
    )


def acompte_of(ctx: Context, body: AcompteInput | None, date: Date) -> Versement | None:
    """The versement that comes with a règlement, of its date."""
    if body is None:
        return None
    return Versement(
        id=outside.new_id(),
        date=date,
        montant=body.montant,
        cree_le=ctx.now,
        cree_par=comptes.auteur(ctx),
        mode=body.mode,
        reference=body.reference,
    )


def avertir(
    ctx: Context, montant: int | None, acompte: AcompteInput | None = None
) -> Callable[[ClientRow], Sequence[Avertissement]]:
    """The warnings of a sale: its montants, its acompte, the client's plafond."""
    plafond = clients.avertir_plafond(ctx.boutique.devise)

    def warnings(client: ClientRow) -> Sequence[Avertissement]:
        amounts = [m for m in (montant, acompte.montant if acompte else None) if m]
        found = montants_avertis(ctx, amounts)
        if acompte and montant and acompte.montant > montant:
            message = "L'acompte dépasse le montant à payer : le reste sert aux autres règlements."
            found.append(Avertissement(code="acompte-superieur", message=message))
        return [*found, *plafond(client)]

    return warnings


def montants_avertis(ctx: Context, amounts: Sequence[int]) -> list[Avertissement]:
    """One warning when a montant is no multiple of the smallest coin."""
    messages = (montants.avertissement(m, ctx.boutique.devise) for m in amounts)
    message = next((m for m in messages if m), None)
    return [Avertissement(code="montant-multiple", message=message)] if message else []


def client_of(ctx: Context, id: str) -> Callable[[], ClientRow]:
    """What finds the client of a règlement. Raises Introuvable."""

    def trouver() -> ClientRow:
        row = lecture.reglement_row(ctx.boutique_id, id)
        if row is None or row.type != "reglement":
            raise Introuvable("Ce règlement n'existe pas ou n'existe plus.")
        client = lecture.proprietaire(ctx.boutique_id, row.client)
        if client is None:
            raise Introuvable("Ce règlement n'existe pas ou n'existe plus.")
        return client

    return trouver


def demarche(ctx: Context, id: str, action: str, operation: Operation) -> comptes.Demarche:
    """A change of a règlement that stands already."""
    return comptes.Demarche(
        action=action,
        objet=Objet(REGLEMENT, id),
        trouver=client_of(ctx, id),
        preparer=lambda _: operation,
        besoins=operation.besoins(),
    )


def modifier(ctx: Context, id: str, body: ReglementPatch) -> ReglementVue:
    """Change any field of a règlement (domaine.md, modifier un règlement).

    A vendeur changes what he recorded himself today. Raises Introuvable, ReserveAuGerant,
    VersionPerimee, Annule, ChampsInvalides (an unknown client).
    """
    besoins = Besoins(reglements=[id], payeurs_de=id if body.montant else None)
    trouver = client_of(ctx, id)
    objet = Objet(REGLEMENT, id)
    if body.telephone or body.client:
        arrivee = clients.du_corps(ctx, body.telephone, body.client)
        depart = comptes.Depart(
            action="deplacer reglement",
            objet=objet,
            trouver=trouver,
            arrivee=arrivee,
            besoins=besoins,
            preparer=lambda before, here, other: move(ctx, before, id, body, here, other),
        )
        if arrivee().cle != trouver().cle:
            with suppress(comptes.DejaLa):
                return reglement_vue(comptes.deplacer(ctx, depart))
    demarche = comptes.Demarche(
        action="modifier reglement",
        objet=objet,
        trouver=trouver,
        preparer=lambda before: change(ctx, before.reglements[id], body),
        besoins=besoins,
        avertir=avertir(ctx, body.montant),
    )
    return reglement_vue(comptes.apply(ctx, demarche))


def change(ctx: Context, r: Reglement, body: ReglementPatch) -> ModifierReglement:
    """The operation that a PATCH asks for; what is not named stays as it is."""
    refuse_vendeur(ctx, r.cree_par.id, r.cree_le)
    if r.annulation:
        raise Annule("règlement")
    if body.version not in (None, r.version):
        raise VersionPerimee
    given = body.model_fields_set
    wanted = ModifierReglement(
        reglement=r.id,
        version=r.version,
        montant=body.montant or r.montant,
        date=body.date or r.date,
        echeance=body.echeance if "echeance" in given else r.echeance,
        produit=body.produit or r.produit,
        note=(body.note or "") if "note" in given else r.note,
    )
    return replace(wanted, version=r.version + 1) if wanted.changes(r) else wanted


def move(
    ctx: Context, before: Compte, id: str, body: ReglementPatch, here: str, other: str
) -> list[Etape]:
    """Montant and date first, then the client, then *imputer* on both."""
    r = before.reglements[id]
    wanted = replace(change(ctx, r, body), version=r.version + 1)
    abandons = core.last(wanted.play(before)).reglements[id].abandons
    return [
        Etape(here, wanted, imputer=False),
        Etape(here, Liberer(reglement=id), imputer=False),
        Etape(here, Rouvrir(id), imputer=False),
        Etape(here, Deplacer(vers=other, reglement=id)),
        Etape(other, Resolder(id, abandons), imputer=False),
        Etape(here, Imputer()),
        Etape(other, Imputer()),
    ]


def refuse_vendeur(ctx: Context, auteur: str, cree_le: datetime) -> None:
    """A vendeur modifies what he himself recorded the same day (domaine.md, Roles)."""
    if ctx.utilisateur.role is Role.GERANT:
        return
    if auteur != ctx.utilisateur.id or ctx.boutique.today(cree_le) != ctx.today():
        raise ReserveAuGerant("Seul le gérant change ce qu'un autre a noté, ou un autre jour.")


def solder(ctx: Context, id: str, body: SoldeInput) -> ReglementVue:
    """Let go of what remains due on a règlement. Raises Introuvable, Annule, TropDAbandons."""
    operation = Solder(id, ctx.today(), comptes.auteur(ctx), body.motif)
    change = demarche(ctx, id, "solder", operation)
    change = replace(change, avertir=lambda _: rappels_annules(ctx, id))
    return reglement_vue(comptes.apply(ctx, change))


def rappels_annules(ctx: Context, id: str) -> list[Avertissement]:
    """What letting a règlement go says of the rappels that are planned on it."""
    planned = len(rappel_rows.planifies(ctx.boutique_id, id))
    if not planned:
        return []
    message = f"{planned} rappels annulés." if planned > 1 else "1 rappel annulé."
    return [Avertissement(code="rappels-annules", message=message)]


def rouvrir(ctx: Context, id: str) -> ReglementVue:
    """Drop all abandons of a règlement: it is due again. Raises Introuvable, Annule."""
    return reglement_vue(comptes.apply(ctx, demarche(ctx, id, "rouvrir", Rouvrir(id))))


class SoldesInput(Corps):
    """Règlements to let go of, or to open again."""

    reglements: list[Id] = Field(max_length=500)
    solde: bool
    motif: MotifAbandon = MotifAbandon.CEDE


def solder_ensemble(ctx: Context, body: SoldesInput) -> ensemble.Resultats:
    """Let go of règlements, or open them again; one that cannot be stops no other."""
    rows = lecture.reglement_rows(ctx.boutique_id, body.reglements)
    found = {row.cle: row.client for row in rows if row.type == "reglement"}
    today, par = ctx.today(), comptes.auteur(ctx)
    wanted: dict[str, Operation] = {
        id: Solder(id, today, par, body.motif) if body.solde else Rouvrir(id)
        for id in dict.fromkeys(body.reglements)
    }
    return ensemble.apply(ctx, "solder" if body.solde else "rouvrir", wanted, found)


def annuler(ctx: Context, id: str, body: AnnulationInput) -> ReglementVue:
    """Void a règlement entered by mistake. Raises Introuvable."""
    operation = AnnulerReglement(id, Annulation(ctx.now, comptes.auteur(ctx), body.motif))
    return reglement_vue(comptes.apply(ctx, demarche(ctx, id, "annuler reglement", operation)))


def exists(ctx: Context, id: str) -> None:
    """Raise Introuvable unless the boutique has this règlement."""
    client_of(ctx, id)()


def reglement_vue(shown: Any) -> ReglementVue:
    """The answer of an operation on a règlement."""
    assert isinstance(shown, ReglementVue)
    return shown
