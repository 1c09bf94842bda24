"""Sessions: who is signed in (architecture.md, Sign-in)."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.exceptions import UpdateError

from chalicelib import boutiques
from chalicelib.aws import acces
from chalicelib.aws.acces import AccesRow
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import EtatUtilisateur
from chalicelib.domaine.problems import NonConnecte
from chalicelib.web.answer import Visitor

LIFE_SECONDS = 30 * 86_400
TOUCH_SECONDS = 60
"""A session is prolonged at most so often: not each request is a write."""


@dataclass(frozen=True)
class Connexion:
    """An open session; `prolongee` when it has just got its 30 days anew."""

    ctx: Context
    prolongee: bool


def ouvrir(visitor: Visitor) -> Connexion:
    """Who calls. Raises NonConnecte. Costs two reads, once a minute also a write.

    Role, état and `securite` are read each time: who leaves the équipe, or changes the
    password, is out at once.
    """
    if visitor.bearer is not None or visitor.token is None:
        raise NonConnecte
    now = outside.now()
    row = acces.find(acces.key("session", visitor.token), int(now.timestamp()))
    if row is None:
        raise NonConnecte
    staff = boutiques.find(row.boutique, row.utilisateur)
    if staff is None:
        raise NonConnecte
    boutique, utilisateur = staff
    if utilisateur.etat is not EtatUtilisateur.ACTIF or utilisateur.securite != row.securite:
        raise NonConnecte
    return Connexion(Context(boutique, utilisateur, now), _prolonger(row, int(now.timestamp())))


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
