"""Sessions: who is signed in (architecture.md, Sign-in)."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.exceptions import UpdateError

from chalicelib import boutiques, limites, mots_de_passe
from chalicelib.aws import acces
from chalicelib.aws.acces import AccesRow
from chalicelib.boutiques import BoutiqueView, UtilisateurView
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Boutique, EtatUtilisateur, Utilisateur
from chalicelib.domaine.problems import IdentifiantsIncorrects, NonConnecte
from chalicelib.mots_de_passe import MotDePasseTape
from chalicelib.web.answer import Visitor
from chalicelib.web.champs import Corps, Email, Vue

LIFE_SECONDS = 30 * 86_400
TOUCH_SECONDS = 60
"""A session is prolonged at most so often: not each request is a write."""


class SessionInput(Corps):
    """A sign-in."""

    email: Email
    mot_de_passe: MotDePasseTape


class SessionView(Vue):
    """Who is signed in, and in which shop."""

    utilisateur: UtilisateurView
    boutique: BoutiqueView


@dataclass(frozen=True)
class Connexion:
    """An open session; `prolongee` when it has just got its 30 days anew; or a `cle`."""

    ctx: Context
    prolongee: bool
    cle: bool = False


@dataclass(frozen=True)
class Ouverte:
    """A new session: its token, for the cookie alone, and whose it is."""

    token: str
    view: SessionView


def ouvrir(visitor: Visitor) -> Connexion:
    """Who calls. Raises NonConnecte. Costs two reads, once a minute also a write.

    Role, état and `securite` are read each time: who leaves the équipe, or changes the
    password, is out at once.
    """
    if visitor.token is None:
        raise NonConnecte
    now = outside.now()
    row = acces.find(acces.key("session", visitor.token), int(now.timestamp()))
    if row is None:
        raise NonConnecte
    staff = boutiques.find(row.boutique, row.utilisateur)
    if staff is None:
        raise NonConnecte
    if staff.utilisateur.etat is not EtatUtilisateur.ACTIF:
        raise NonConnecte
    if staff.utilisateur.securite != row.securite:
        raise NonConnecte
    prolongee = _prolonger(row, int(now.timestamp()))
    return Connexion(Context(staff.boutique, staff.utilisateur, now), prolongee)


def connecter(visitor: Visitor, body: SessionInput) -> Ouverte:
    """Sign in. Raises IdentifiantsIncorrects, TropDeDemandes.

    The password is hashed after the limit was asked, and for nobody's account as well.
    """
    limites.compter(limites.CONNEXION_ADRESSE, visitor.address)
    limites.compter(limites.CONNEXION_COMPTE, body.email, visitor.address)
    mail = acces.find(acces.mail(body.email), int(outside.now().timestamp()))
    staff = boutiques.find(mail.boutique, mail.utilisateur) if mail else None
    hache = staff.mot_de_passe if staff else None
    if not mots_de_passe.verifier(body.mot_de_passe, hache) or staff is None:
        raise IdentifiantsIncorrects
    if staff.utilisateur.etat is not EtatUtilisateur.ACTIF:
        raise IdentifiantsIncorrects
    limites.rendre(limites.CONNEXION_ADRESSE, visitor.address)
    limites.rendre(limites.CONNEXION_COMPTE, body.email, visitor.address)
    return nouvelle(staff.boutique, staff.utilisateur)


def nouvelle(boutique: Boutique, utilisateur: Utilisateur) -> Ouverte:
    """Open a session for somebody who has proved who they are."""
    token = outside.token()
    now = int(outside.now().timestamp())
    AccesRow(
        acces.key("session", token),
        boutique=boutique.id,
        utilisateur=utilisateur.id,
        securite=utilisateur.securite,
        vu=now,
        expire=now + LIFE_SECONDS,
    ).save()
    return Ouverte(token, view(boutique, utilisateur))


def fermer(visitor: Visitor) -> None:
    """End the session, if there is one."""
    if visitor.token is not None:
        AccesRow(acces.key("session", visitor.token)).delete()


def view(boutique: Boutique, utilisateur: Utilisateur) -> SessionView:
    """Who is signed in, and in which shop."""
    return SessionView(
        utilisateur=boutiques.utilisateur_view(utilisateur),
        boutique=boutiques.boutique_view(boutique),
    )


def _prolonger(row: AccesRow, now: int) -> bool:
    """Give the session 30 days from now. Raises NonConnecte when it has ended meanwhile."""
    if 0 <= now - row.vu < TOUCH_SECONDS:
        return False
    try:
        row.update(
            [AccesRow.vu.set(now), AccesRow.expire.set(now + LIFE_SECONDS)],
            condition=AccesRow.cle.exists(),
        )
    except UpdateError as error:
        if acces.refused(error):
            raise NonConnecte from error
        raise
    return True
