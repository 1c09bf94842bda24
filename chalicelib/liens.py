"""A forgotten password, and the links that set another (architecture.md, Sign-in)."""

from __future__ import annotations

from chalicelib import boutiques, courriels, journal, limites, mots_de_passe
from chalicelib.aws import acces, guard
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import invitation_key, utilisateur_key
from chalicelib.aws.tables import BoutiqueRow, JournalRow
from chalicelib.aws.transaction import ConditionsRefusees, Transaction
from chalicelib.boutiques import Staff
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import EtatUtilisateur, Utilisateur
from chalicelib.domaine.problems import ChampsInvalides
from chalicelib.essais import essayer
from chalicelib.mots_de_passe import MotDePasse
from chalicelib.web.answer import Visitor
from chalicelib.web.champs import Corps, Email, Jeton

LIEN_SECONDES = 3600
REPONSE_SECONDES = 0.6
"""An answer to « oublié » takes so long at least: that an e-mail was sent can't be timed."""


class OubliInput(Corps):
    """Whose password is forgotten."""

    email: Email


class MotDePasseInput(Corps):
    """The link's token and the new password."""

    jeton: Jeton
    mot_de_passe: MotDePasse


def oublier(visitor: Visitor, body: OubliInput) -> None:
    """Send the link, if there is such an account; the answer is the same. Raises TropDeDemandes."""
    limites.compter(limites.LIEN_ADRESSE, visitor.address)
    limites.compter(limites.LIEN_COMPTE, "oubli", body.email, visitor.address)
    since = outside.monotonic()
    _envoyer(body.email)
    outside.sleep(max(0.0, REPONSE_SECONDES - (outside.monotonic() - since)))


def _envoyer(email: str) -> None:
    now = int(outside.now().timestamp())
    mail = acces.find(acces.mail(email), now)
    staff = boutiques.find(mail.boutique, mail.utilisateur) if mail else None
    if staff is None or not limites.passe(limites.COURRIEL, email):
        return
    jeton = nouveau(staff, now + LIEN_SECONDES)
    courriels.nouveau_mot_de_passe(email, jeton)


def nouveau(staff: Staff, expire: int) -> str:
    """A single-use token that sets this person's password, until `expire` (seconds, UTC).

    It dies with the next password, like a session.
    """
    jeton = outside.token()
    ligne(staff.boutique.id, staff.utilisateur, jeton, expire).save()
    return jeton


def ligne(boutique_id: str, utilisateur: Utilisateur, jeton: str, expire: int) -> AccesRow:
    """What a link is kept as: its hash, whose password it sets, until when."""
    return AccesRow(
        acces.key("lien", jeton),
        boutique=boutique_id,
        utilisateur=utilisateur.id,
        securite=utilisateur.securite,
        expire=expire,
    )


def changer(visitor: Visitor, body: MotDePasseInput) -> None:
    """Set the password by a link; ends every other session and link of this person.

    Who was invited is now in the équipe, and their address is taken. Raises ChampsInvalides for
    a link that has served or expired, or an address that was taken meanwhile.
    """
    lien = acces.find(acces.key("lien", body.jeton), int(outside.now().timestamp()))
    if lien is None:
        raise _lien_perdu()
    hache = mots_de_passe.hacher(body.mot_de_passe)
    operation = outside.new_id()

    def tentative() -> None:
        staff = boutiques.find(lien.boutique, lien.utilisateur)
        if staff is None:
            raise _lien_perdu()
        made = _changement(lien, staff, hache, operation)
        _garder(visitor, staff, made)
        made.commit()

    with guard.boutique(lien.boutique):
        try:
            essayer(tentative, "session")
        except ConditionsRefusees as error:
            if "journal" not in error.noms:
                raise (_adresse_prise() if "mail" in error.noms else _lien_perdu()) from error
            # Its line is in the journal: a try whose answer was lost has done it.


def _changement(lien: AccesRow, staff: Staff, hache: str, operation: str) -> Transaction:
    """One transaction: the link goes, the password and the counter change."""
    utilisateur = staff.utilisateur
    invite = utilisateur.etat is EtatUtilisateur.INVITE
    row = BoutiqueRow(staff.boutique.id, utilisateur_key(utilisateur.id))
    made = Transaction()
    made.delete(lien, AccesRow.cle.exists(), "lien")
    made.update(
        row,
        [
            BoutiqueRow.mot_de_passe.set(hache),
            BoutiqueRow.securite.set(lien.securite + 1),
            BoutiqueRow.etat.set(EtatUtilisateur.ACTIF.value),
            BoutiqueRow.expire.remove(),
        ],
        BoutiqueRow.securite == lien.securite,
        "securite",
    )
    if invite:
        mail = AccesRow(acces.mail(utilisateur.email))
        mail.boutique, mail.utilisateur = staff.boutique.id, utilisateur.id
        made.put(mail, AccesRow.cle.does_not_exist(), "mail")
        made.delete(BoutiqueRow(staff.boutique.id, invitation_key(utilisateur.email)))
    line = journal.ligne(
        Context(staff.boutique, utilisateur, outside.now()),
        operation,
        "accepter invitation" if invite else "changer mot de passe",
        objet=utilisateur.id,
    )
    made.put(line, JournalRow.cle.does_not_exist(), "journal")
    return made


def _garder(visitor: Visitor, staff: Staff, made: Transaction) -> None:
    """The session from which the password is changed goes on, if it is this person's."""
    if visitor.token is None:
        return
    row = acces.find(acces.key("session", visitor.token), int(outside.now().timestamp()))
    if row is None or row.utilisateur != staff.utilisateur.id:
        return
    if row.securite == staff.utilisateur.securite:
        made.update(row, [AccesRow.securite.add(1)], AccesRow.securite == row.securite, "session")


def _lien_perdu() -> ChampsInvalides:
    return ChampsInvalides.of(
        "jeton", "Ce lien a déjà servi ou n'est plus valable. Demandez-en un autre."
    )


def _adresse_prise() -> ChampsInvalides:
    return ChampsInvalides.of(
        "jeton",
        "Cette adresse a déjà un compte AmneuBor. Donnez-en une autre à la boutique.",
    )
