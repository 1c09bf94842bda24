"""Règlements, the credit sales: recorded, changed, let go, opened again, voided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from typing import Any

from chalicelib import clients, comptes, vues
from chalicelib.aws import lecture
from chalicelib.aws.tables import ClientRow
from chalicelib.context import Context, outside
from chalicelib.domaine import montant as montants
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
    ModifierReglement,
    Operation,
    Rouvrir,
    Solder,
)
from chalicelib.domaine.problems import Annule, Erreur, Introuvable, VersionPerimee
from chalicelib.vues import (
    REGLEMENT,
    Avertissement,
    Objet,
    PaiementVue,
    ReglementDetail,
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


class ReglementPatch(Corps):
    """What may be changed of a règlement; what is not named stays as it is."""

    produit: Produit | None = None
    montant: Montant | None = None
    date: JourPasse | None = None
    echeance: Jour | None = None
    note: Note | None = None
    version: int | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return requis(donne, produit="le produit", montant="le montant à payer", date="la date")


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
    demarche = comptes.Demarche(
        action="ajouter reglement",
        objet=Objet(REGLEMENT, sale.id),
        trouver=clients.du_corps(ctx, body.telephone, body.client, nouveau),
        preparer=lambda _: AjouterReglement(sale, acompte),
        numerote=acompte.id if acompte else None,
        avertir=avertir(ctx, body.montant, body.acompte),
        accompagner=nouveau.inscrire,
        reserve=clients.INDEX_ITEMS,
    )
    return reglement_vue(comptes.apply(ctx, demarche))


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
        client = lecture.client(ctx.boutique_id, row.client)
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

    Raises Introuvable, VersionPerimee, Annule.
    """
    given = body.model_fields_set

    def preparer(before: Compte) -> Operation:
        r = before.reglements[id]
        if r.annulation:
            raise Annule("règlement")
        if body.version not in (None, r.version):
            raise VersionPerimee
        wanted = ModifierReglement(
            reglement=id,
            version=r.version,
            montant=body.montant or r.montant,
            date=body.date or r.date,
            echeance=body.echeance if "echeance" in given else r.echeance,
            produit=body.produit or r.produit,
            note=(body.note or "") if "note" in given else r.note,
        )
        return replace(wanted, version=r.version + 1) if wanted.changes(r) else wanted

    return reglement_vue(
        comptes.apply(
            ctx,
            comptes.Demarche(
                action="modifier reglement",
                objet=Objet(REGLEMENT, id),
                trouver=client_of(ctx, id),
                preparer=preparer,
                besoins=Besoins(reglements=[id], payeurs_de=id if body.montant else None),
                avertir=avertir(ctx, body.montant),
            ),
        )
    )


def solder(ctx: Context, id: str, body: SoldeInput) -> ReglementVue:
    """Let go of what remains due on a règlement. Raises Introuvable, Annule, TropDAbandons."""
    operation = Solder(id, ctx.today(), comptes.auteur(ctx), body.motif)
    return reglement_vue(comptes.apply(ctx, demarche(ctx, id, "solder", operation)))


def rouvrir(ctx: Context, id: str) -> ReglementVue:
    """Drop all abandons of a règlement: it is due again. Raises Introuvable, Annule."""
    return reglement_vue(comptes.apply(ctx, demarche(ctx, id, "rouvrir", Rouvrir(id))))


def annuler(ctx: Context, id: str, body: AnnulationInput) -> ReglementVue:
    """Void a règlement entered by mistake. Raises Introuvable."""
    operation = AnnulerReglement(id, Annulation(ctx.now, comptes.auteur(ctx), body.motif))
    return reglement_vue(comptes.apply(ctx, demarche(ctx, id, "annuler reglement", operation)))


def exists(ctx: Context, id: str) -> None:
    """Raise Introuvable unless the boutique has this règlement."""
    client_of(ctx, id)()


def lire(ctx: Context, id: str) -> ReglementDetail:
    """A règlement with what paid it. Raises Introuvable. Costs 4 reads."""
    client = clients.find(ctx, client_of(ctx, id)().cle)
    compte = lecture.compte(client, Besoins(reglements=[id], payeurs_de=id))
    shown = vues.reglement(ctx.boutique, client, compte.reglements[id])
    paid = [
        PaiementVue(id=v.id, date=v.date, montant=v.montant, impute=v.imputations[id])
        for v in sorted(compte.versements.values(), key=lambda v: v.place)
    ]
    return ReglementDetail(**dict(shown), versements=paid, rappels=[])


def reglement_vue(shown: Any) -> ReglementVue:
    """The answer of an operation on a règlement."""
    assert isinstance(shown, ReglementVue)
    return shown
