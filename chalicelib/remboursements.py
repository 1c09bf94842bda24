"""An avoir given back to its client (domaine.md, rembourser)."""

from __future__ import annotations

from chalicelib import clients, comptes, vues
from chalicelib.aws.tables import ClientRow
from chalicelib.context import Context, outside
from chalicelib.domaine.compte import Mode, Remboursement
from chalicelib.domaine.montant import afficher
from chalicelib.domaine.operations import Rembourser
from chalicelib.domaine.problems import ChampsInvalides
from chalicelib.vues import Objet, RemboursementVue
from chalicelib.web.champs import Corps, JourPasse, Montant, Motif


class RemboursementInput(Corps):
    """How much is given back, when, how and why."""

    montant: Montant
    date: JourPasse | None = None
    mode: Mode = Mode.ESPECES
    motif: Motif | None = None


def ajouter(ctx: Context, id: str, body: RemboursementInput) -> RemboursementVue:
    """Give an avoir back, from the latest free versement on.

    Raises Introuvable, ChampsInvalides (a montant above the avoir).
    """
    given = Remboursement(
        id=outside.new_id(),
        date=body.date or ctx.today(),
        montant=body.montant,
        par=comptes.auteur(ctx),
        mode=body.mode,
        motif=body.motif or "",
    )
    operation = Rembourser(given)

    def verifier(client: ClientRow) -> None:
        if client.avoir < body.montant:
            avoir = afficher(client.avoir, ctx.boutique.devise)
            message = f"L'avoir de ce client est de {avoir} : écrivez ce montant au plus."
            raise ChampsInvalides.of("montant", message)

    shown = comptes.apply(
        ctx,
        comptes.Demarche(
            action="rembourser",
            objet=Objet(vues.REMBOURSEMENT, given.id),
            trouver=lambda: clients.find(ctx, id),
            preparer=lambda _: operation,
            besoins=operation.besoins(),
            verifier=verifier,
        ),
    )
    assert isinstance(shown, RemboursementVue)
    return shown
