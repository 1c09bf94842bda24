"""Accusés: the SMS that tells a client what was just recorded (domaine.md, SMS).

Asked for by the operation's own transaction, then sent as a rappel is: once, or shown as not
sent. Switched on by the boutique and by the client, both.
"""

from __future__ import annotations

from datetime import date as Date

from chalicelib import files
from chalicelib.aws import rappel_rows
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.rows import instant
from chalicelib.aws.sqs import File
from chalicelib.aws.tables import ClientRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import dates
from chalicelib.domaine.compte import Reglement, Versement
from chalicelib.domaine.montant import afficher_sms
from chalicelib.domaine.rappel import EtatRappel, TypeRappel

ACCUSE_REGLEMENT = "Achat {montant}, reste {du}. {boutique}"
ACCUSE_VERSEMENT = "Recu {montant}, reste {du}. {boutique}"


class Accuse:
    """The accusé of one operation, if it is to have one."""

    def __init__(
        self, ctx: Context, jour: Date, modele: str, valeurs: dict[str, str], reglement: str | None
    ) -> None:
        self.ctx = ctx
        self.demande = ctx.boutique.accuse and jour == ctx.today()
        self.id = outside.new_id()
        self.modele = modele
        self.valeurs = valeurs
        self.reglement = reglement

    def inscrire(self, transaction: Transaction, client: ClientRow) -> None:
        """Ask for it in the operation's transaction: one item at most."""
        self.demande = self.demande and bool(client.accuse and client.telephone)
        if not self.demande:
            return
        ctx = self.ctx
        row = RappelRow(
            ctx.boutique_id,
            self.id,
            type=TypeRappel.ACCUSE.value,
            reglement=self.reglement,
            client=client.cle,
            date=str(ctx.today()),
            texte=self.modele,
            valeurs=self.valeurs,
            destinataires=[{"telephone": None, "etat": EtatRappel.PLANIFIE.value}],
            etat=EtatRappel.PLANIFIE.value,
            parties=1,
            version=1,
            maj=self.id,
            cree_le=instant(ctx.now),
            cree_par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        )
        rappel_rows.index(row, ctx.now)
        transaction.put(row)

    def indiquer(self) -> None:
        """It may leave now."""
        if self.demande:
            files.indiquer(File.RAPPELS, [(self.ctx.boutique_id, self.id)])


def du_reglement(ctx: Context, r: Reglement, acompte: Versement | None) -> Accuse:
    """The accusé of a credit sale, which tells of its acompte too."""
    verse = acompte.montant if acompte else 0
    valeurs = {
        "produit": r.produit,
        "montant": argent(ctx, r.montant),
        "verse": argent(ctx, verse),
        "echeance": dates.afficher(r.echeance) if r.echeance else "",
    }
    modele = ctx.boutique.modeles.get("accuse_reglement", ACCUSE_REGLEMENT)
    return Accuse(ctx, r.date, modele, valeurs, r.id)


def du_versement(ctx: Context, v: Versement) -> Accuse:
    """The accusé of a payment."""
    valeurs = {"montant": argent(ctx, v.montant), "verse": argent(ctx, v.montant)}
    modele = ctx.boutique.modeles.get("accuse_versement", ACCUSE_VERSEMENT)
    return Accuse(ctx, v.date, modele, valeurs, None)


def argent(ctx: Context, montant: int) -> str:
    """An amount as an SMS writes it."""
    return afficher_sms(montant, ctx.boutique.devise)
