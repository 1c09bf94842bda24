"""Versements, the payments: recorded, voided, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib import clients, comptes, vues
from chalicelib.aws import lecture
from chalicelib.aws.tables import ClientRow
from chalicelib.context import Context, outside
from chalicelib.domaine.compte import Annulation, Mode, Versement
from chalicelib.domaine.operations import AnnulerVersement, Verser
from chalicelib.domaine.problems import Erreur, Introuvable
from chalicelib.reglements import AnnulationInput, montants_avertis, un_client
from chalicelib.vues import VERSEMENT, Objet, VersementVue
from chalicelib.web.champs import Corps, Id, JourPasse, Montant, Note, Reference, Telephone

NOMMES_MAX = 500


class VersementInput(Corps):
    """A payment by a client named by number or id; the règlements to pay first, in order."""

    telephone: Telephone | None = None
    client: Id | None = None
    montant: Montant
    date: JourPasse | None = None
    mode: Mode = Mode.ESPECES
    reference: Reference = ""
    note: Note = ""
    reglements: list[Id] = []

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return un_client(donne)


def ajouter(ctx: Context, body: VersementInput) -> VersementVue:
    """Record a payment: the named règlements first, then the oldest (domaine.md, Operations).

    Raises ChampsInvalides. Costs 3 to 5 reads, and one transaction, or steps past 100 items.
    """
    paid = Versement(
        id=outside.new_id(),
        date=body.date or ctx.today(),
        montant=body.montant,
        cree_le=ctx.now,
        cree_par=comptes.auteur(ctx),
        mode=body.mode,
        reference=body.reference,
        note=body.note,
    )
    operation = Verser(paid, tuple(dict.fromkeys(body.reglements)))
    demarche = comptes.Demarche(
        action="ajouter versement",
        objet=Objet(VERSEMENT, paid.id),
        trouver=clients.du_corps(ctx, body.telephone, body.client),
        preparer=lambda _: operation,
        besoins=operation.besoins(),
        numerote=paid.id,
        avertir=lambda _: montants_avertis(ctx, [body.montant]),
    )
    return versement_vue(comptes.apply(ctx, demarche))


def client_of(ctx: Context, id: str) -> Callable[[], ClientRow]:
    """What finds the client of a versement. Raises Introuvable."""

    def trouver() -> ClientRow:
        row = lecture.versement_row(ctx.boutique_id, id)
        client = None
        if row is not None and row.type == "versement":
            client = lecture.client(ctx.boutique_id, row.client)
        if client is None:
            raise Introuvable("Ce versement n'existe pas ou n'existe plus.")
        return client

    return trouver


def annuler(ctx: Context, id: str, body: AnnulationInput) -> VersementVue:
    """Void a versement entered by mistake. Raises Introuvable, Rembourse."""
    operation = AnnulerVersement(id, Annulation(ctx.now, comptes.auteur(ctx), body.motif))
    demarche = comptes.Demarche(
        action="annuler versement",
        objet=Objet(VERSEMENT, id),
        trouver=client_of(ctx, id),
        preparer=lambda _: operation,
        besoins=operation.besoins(),
    )
    return versement_vue(comptes.apply(ctx, demarche))


def exists(ctx: Context, id: str) -> None:
    """Raise Introuvable unless the boutique has this versement."""
    client_of(ctx, id)()


def lire(ctx: Context, id: str) -> VersementVue:
    """A versement with all its imputations. Raises Introuvable. Costs 4 reads."""
    client = clients.find(ctx, client_of(ctx, id)().cle)
    compte = lecture.compte(client, Objet(VERSEMENT, id).besoins())
    return vues.versement(client, compte.versements[id])


def versement_vue(shown: Any) -> VersementVue:
    """The answer of an operation on a versement."""
    assert isinstance(shown, VersementVue)
    return shown
