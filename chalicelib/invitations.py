"""Invitations into the équipe (api.md, Sign-up and session).

An invitation is a person's row with an expiry, `i#email`, which leads to it, and a link. The
address is taken (`mail#`, in acces) only when the link sets the password (liens.py): nobody is
kept from a shop of their own, and that an address is taken is told to its owner alone.
"""

from __future__ import annotations

from pynamodb.expressions.condition import Condition

from chalicelib import courriels, equipe, journal, liens, limites
from chalicelib.aws import acces
from chalicelib.aws.boutique_rows import (
    invitation_key,
    read,
    utilisateur_key,
    utilisateur_of,
    utilisateur_row,
)
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.aws.transaction import Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import EtatUtilisateur, Role, Utilisateur
from chalicelib.equipe import MembreVue
from chalicelib.essais import conclure, ecrire
from chalicelib.web.champs import Corps, Email, Nom, Telephone

VIE_SECONDES = 7 * 86_400


class MembreInput(Corps):
    """Somebody to invite."""

    email: Email
    nom: Nom
    role: Role
    telephone: Telephone | None = None


def inviter(ctx: Context, body: MembreInput) -> MembreVue:
    """Invite somebody for 7 days; who is invited already gets another link and 7 days more.

    Who is in the équipe is answered as they are. Whose address has an account elsewhere is
    answered as invited, like anybody. Raises TropDeDemandes. Costs 1 to 3 reads, a transaction
    and two writes of the limits.
    """
    limites.compter(limites.INVITATION, ctx.boutique_id)
    invitation = Invitation(ctx, body)
    shown = ecrire(invitation.tenter, invitation.relire, "invitation")
    if shown.etat is EtatUtilisateur.INVITE:
        invitation.envoyer()
    return shown


class Invitation:
    """One invitation, with what it keeps over its tries."""

    def __init__(self, ctx: Context, body: MembreInput) -> None:
        self.ctx = ctx
        self.body = body
        self.operation = outside.new_id()
        self.id = outside.new_id()
        self.jeton = outside.token()
        self.expire = int(ctx.now.timestamp()) + VIE_SECONDES
        self.ailleurs = False

    def tenter(self) -> MembreVue:
        """Read, and write once. Raises Perdue."""
        mail = acces.find(acces.mail(self.body.email), int(self.ctx.now.timestamp()))
        if mail is not None and mail.boutique == self.ctx.boutique_id:
            return self.deja_la(mail.utilisateur)
        self.ailleurs = mail is not None
        boutique_id = self.ctx.boutique_id
        pointer = read(boutique_id, invitation_key(self.body.email))
        old = read(boutique_id, utilisateur_key(pointer.utilisateur)) if pointer else None
        row = self.row(old)
        utilisateur = utilisateur_of(row)
        self.id = utilisateur.id
        made = Transaction()
        made.put(row, equipe.inchange(old) if old else _absent(), "invitation")
        leads = BoutiqueRow.utilisateur == pointer.utilisateur if pointer else _absent()
        made.put(self.pointer(), leads, "invitation")
        made.put(liens.ligne(boutique_id, utilisateur, self.jeton, self.expire))
        again = old is not None and equipe.present(self.ctx, old)
        action = "renvoyer invitation" if again else "inviter utilisateur"
        line = journal.ligne(
            self.ctx, self.operation, action, objet=self.id, apres=equipe.etat(utilisateur)
        )
        shown = equipe.vue(row)
        conclure(made, self.ctx, shown, line)
        return shown

    def deja_la(self, id: str) -> MembreVue:
        """Somebody who is in the équipe, as they are. Raises Perdue: gone since it was read."""
        row = equipe.chercher(self.ctx, id)
        if row is None:
            raise Perdue
        shown = equipe.vue(row)
        conclure(Transaction(), self.ctx, shown, None)
        return shown

    def row(self, old: BoutiqueRow | None) -> BoutiqueRow:
        """The person as invited now: a new one, or the one whom an invitation is for already."""
        body = self.body
        asked = Utilisateur(
            self.id, body.nom, body.email, body.telephone, body.role, EtatUtilisateur.INVITE
        )
        if old is not None:
            named = body.model_dump(exclude={"email"}, exclude_unset=True)
            asked = equipe.MembrePatch(**named).applied(utilisateur_of(old))
        row = utilisateur_row(self.ctx.boutique_id, asked, None, self.ctx.now)
        row.expire = self.expire
        return row

    def pointer(self) -> BoutiqueRow:
        """What leads from the address to the person."""
        return BoutiqueRow(
            self.ctx.boutique_id,
            invitation_key(self.body.email),
            utilisateur=self.id,
            expire=self.expire,
        )

    def relire(self) -> MembreVue:
        """The person as they are, once a try whose answer was lost has written them."""
        return equipe.vue(equipe.find(self.ctx, self.id))

    def envoyer(self) -> None:
        """The e-mail, unless that mailbox has had too many."""
        body = self.body
        if not limites.passe(limites.COURRIEL, body.email):
            return
        boutique = self.ctx.boutique.nom
        if self.ailleurs:
            courriels.invite_ailleurs(body.email, boutique)
        else:
            courriels.inviter(body.email, body.nom, boutique, self.jeton)


def _absent() -> Condition:
    absent: Condition = BoutiqueRow.cle.does_not_exist()
    return absent
