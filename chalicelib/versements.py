"""Versements, the payments: recorded, voided, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pydantic import Field

from chalicelib import accuses, clients, comptes, ensemble, vues
from chalicelib.aws import lecture
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import BaisseRow, ClientRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Role
from chalicelib.domaine.compte import Annulation, Compte, Mode, Versement
from chalicelib.domaine.operations import (
    AnnulerVersement,
    Archiver,
    Besoins,
    Imputer,
    Liberer,
    ModifierVersement,
    PayerNommes,
    Verser,
)
from chalicelib.domaine.operations_versement import refuse_foreign
from chalicelib.domaine.problems import Annule, Erreur, Introuvable, Rembourse, VersionPerimee
from chalicelib.programme import Deplacer, Etape
from chalicelib.reglements import (
    AnnulationInput,
    montants_avertis,
    refuse_vendeur,
    requis,
    un_client,
)
from chalicelib.vues import VERSEMENT, Objet, VersementVue
from chalicelib.web.champs import Corps, Id, JourPasse, Montant, Note, Reference, Telephone

NOMMES_MAX = 500
BAISSE_SECONDS = 31 * 86_400


class VersementInput(Corps):
    """A payment by a client named by number or id; the règlements to pay first, in order."""

    telephone: Telephone | None = None
    client: Id | None = None
    montant: Montant
    date: JourPasse | None = None
    mode: Mode = Mode.ESPECES
    reference: Reference = ""
    note: Note = ""
    reglements: list[Id] = Field(default=[], max_length=NOMMES_MAX)

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return un_client(donne)

    @classmethod
    def inconnus(cls, ctx: Context, donne: Mapping[str, Any]) -> list[Erreur]:
        return clients.inconnu(ctx, donne, cree=False)


def ajouter(ctx: Context, body: VersementInput) -> VersementVue:
    """Record a payment: the named règlements first, then the oldest (domaine.md, Operations).

    Raises ChampsInvalides. Costs 4 or 5 calls, and one transaction, or steps past 100 items.
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
    accuse = accuses.du_versement(ctx, paid)
    demarche = comptes.Demarche(
        action="ajouter versement",
        objet=Objet(VERSEMENT, paid.id),
        trouver=clients.du_corps(ctx, body.telephone, body.client),
        preparer=lambda _: operation,
        # Its id is new: it can't be there, as it may be when a step goes on.
        besoins=Besoins(reglements=operation.reglements),
        numerote=paid.id,
        avertir=lambda _: montants_avertis(ctx, [body.montant]),
        accompagner=accuse.inscrire,
        reserve=1,
    )
    shown = versement_vue(comptes.apply(ctx, demarche))
    accuse.indiquer()
    return shown


def client_of(ctx: Context, id: str) -> Callable[[], ClientRow]:
    """What finds the client of a versement. Raises Introuvable."""

    def trouver() -> ClientRow:
        row = lecture.versement_row(ctx.boutique_id, id)
        client = None
        if row is not None and row.type == "versement":
            client = lecture.proprietaire(ctx.boutique_id, row.client)
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


class VersementPatch(Corps):
    """What may be changed of a versement; what is not named stays as it is.

    Another client, or named règlements (an empty list names none): it is recorded anew.
    """

    montant: Montant | None = None
    client: Id | None = None
    reglements: list[Id] | None = Field(default=None, max_length=NOMMES_MAX)
    date: JourPasse | None = None
    mode: Mode | None = None
    reference: Reference | None = None
    note: Note | None = None
    version: int | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return requis(
            donne,
            montant="le montant versé",
            client="le client",
            date="la date",
            mode="comment il a payé",
        )


def modifier(ctx: Context, id: str, body: VersementPatch) -> VersementVue:
    """Change any field of a versement (domaine.md, modifier un versement).

    A vendeur changes what he recorded himself today; that he lowers one is shown. Raises
    Introuvable, ReserveAuGerant, VersionPerimee, Annule, Rembourse, ChampsInvalides.
    """
    trouver, objet = client_of(ctx, id), Objet(VERSEMENT, id)
    besoins = Besoins(reglements=named(body), versements=[id], payes_par=id)
    lowered = baisse(ctx, id, body) if body.montant else None
    if body.client and body.client != trouver().cle:
        depart = comptes.Depart(
            action="deplacer versement",
            objet=objet,
            trouver=trouver,
            arrivee=clients.du_corps(ctx, None, body.client),
            besoins=besoins,
            preparer=lambda before, here, other: move(
                ctx, before.versements[id], body, here, other
            ),
            accompagner=lowered,
        )
        with suppress(comptes.DejaLa):
            return versement_vue(comptes.deplacer(ctx, depart))
    demarche = comptes.Demarche(
        action="modifier versement",
        objet=objet,
        trouver=trouver,
        preparer=lambda before: change(ctx, before.versements[id], body),
        besoins=besoins,
        avertir=lambda _: montants_avertis(ctx, [body.montant] if body.montant else []),
        accompagner=lowered,
        reserve=1,
    )
    return versement_vue(comptes.apply(ctx, demarche))


def named(body: VersementPatch) -> tuple[str, ...]:
    """The règlements that a change names, each once, in the order given."""
    return tuple(dict.fromkeys(body.reglements or ()))


def change(ctx: Context, v: Versement, body: VersementPatch) -> ModifierVersement:
    """The operation that a PATCH asks for; what is not named stays as it is."""
    refuse_vendeur(ctx, v.cree_par.id, v.cree_le)
    if v.annulation:
        raise Annule("versement")
    if body.version not in (None, v.version):
        raise VersionPerimee
    given = body.model_fields_set
    wanted = ModifierVersement(
        versement=v.id,
        version=v.version,
        montant=body.montant or v.montant,
        date=body.date or v.date,
        mode=body.mode or v.mode,
        reference=(body.reference or "") if "reference" in given else v.reference,
        note=(body.note or "") if "note" in given else v.note,
        nommes=None if body.reglements is None else named(body),
    )
    return replace(wanted, version=v.version + 1) if wanted.changes(v) else wanted


def move(ctx: Context, v: Versement, body: VersementPatch, here: str, other: str) -> list[Etape]:
    """Free all, record it anew with the other client, pay what is named, *imputer* on both."""
    wanted = replace(change(ctx, v, body), version=v.version + 1, nommes=None)
    if v.rembourse:
        raise Rembourse
    theirs = Compte(reglements=lecture.reglements(ctx.boutique_id, other, named(body)))
    refuse_foreign(theirs, named(body))
    return [
        Etape(here, Liberer(versement=v.id), imputer=False),
        Etape(here, wanted, imputer=False),
        Etape(here, Deplacer(vers=other, versement=v.id)),
        Etape(other, PayerNommes(v.id, named(body)), imputer=False),
        Etape(here, Imputer()),
        Etape(other, Imputer()),
    ]


def baisse(
    ctx: Context, id: str, body: VersementPatch
) -> Callable[[Transaction, ClientRow], None] | None:
    """What tells the gérant that a vendeur lowers a versement (domaine.md, Roles)."""
    row = lecture.versement_row(ctx.boutique_id, id)
    lower = row is not None and body.montant is not None and body.montant < row.montant
    if ctx.utilisateur.role is Role.GERANT or row is None or not lower:
        return None
    shown = BaisseRow(
        ctx.boutique_id,
        f"baisse#{outside.new_id()}",
        le=instant(ctx.now),
        par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        client=row.client,
        versement=id,
        avant=row.montant,
        apres=body.montant,
        expire=int(ctx.now.timestamp()) + BAISSE_SECONDS,
    )
    return lambda transaction, _: transaction.put(shown)


class ArchivageInput(Corps):
    """Versements to put away, or to take back."""

    versements: list[Id] = Field(max_length=NOMMES_MAX)
    archive: bool


def archiver(ctx: Context, body: ArchivageInput) -> ensemble.Resultats:
    """Put versements away, or take them back; one that cannot be stops no other."""
    rows = lecture.versement_rows(ctx.boutique_id, body.versements)
    found = {row.cle: row.client for row in rows if row.type == "versement"}
    action = "archiver" if body.archive else "desarchiver"
    wanted = {id: Archiver(id, body.archive) for id in dict.fromkeys(body.versements)}
    return ensemble.apply(ctx, action, wanted, found)


def exists(ctx: Context, id: str) -> None:
    """Raise Introuvable unless the boutique has this versement."""
    client_of(ctx, id)()


def lire(ctx: Context, id: str) -> VersementVue:
    """A versement with all its imputations. Raises Introuvable. Costs 4 reads."""
    client = comptes.settled(ctx, client_of(ctx, id))
    compte = lecture.compte(client, Objet(VERSEMENT, id).besoins())
    return vues.versement(client, compte.versements[id])


def versement_vue(shown: Any) -> VersementVue:
    """The answer of an operation on a versement."""
    assert isinstance(shown, VersementVue)
    return shown
