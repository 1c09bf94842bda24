"""Rate limits, on sign-in, sign-up, links and SMS only (architecture.md, Sign-in).

Counted in fixed windows in DynamoDB, one write each, so that every process sees the same count.
What is counted (an address, an e-mail) is kept as an HMAC. Failures count: who signs in gets
the try back, so that a carrier's address, behind which a town stands, serves all its gérants.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from chalicelib.aws.acces import AccesRow
from chalicelib.context import outside
from chalicelib.domaine.problems import TropDeDemandes


@dataclass(frozen=True)
class Limite:
    """At most so many in each window of so many seconds."""

    nom: str
    maximum: int
    secondes: int


MINUTE = 60
HEURE = 3600

CONNEXION_COMPTE = Limite("connexion", 10, 15 * MINUTE)
"""By account and address: a stranger elsewhere locks nobody out."""
CONNEXION_ADRESSE = Limite("connexion-adresse", 100, 15 * MINUTE)
INSCRIPTION_ADRESSE = Limite("inscription-adresse", 40, HEURE)
CONFIRMATION = Limite("confirmation", 10, HEURE)
"""By link: the password typed again can't be guessed."""
LIEN_COMPTE = Limite("lien", 6, HEURE)
"""By account and address; answered 429 whether there is such an account or not."""
LIEN_ADRESSE = Limite("lien-adresse", 40, HEURE)
PUBLIC = Limite("public", 100, MINUTE)
"""By address, every public call: behind a carrier's address there are many clients."""
INVITATION = Limite("invitation", 30, HEURE)
"""By boutique: nobody sends the world e-mails in our name."""
COURRIEL = Limite("courriel", 20, HEURE)
"""By account alone: nobody's mailbox is flooded from many addresses."""
MESSAGE = Limite("message", 30, MINUTE)
"""By boutique: envois asked for, whatever came of them."""


def compter(limite: Limite, *sujet: str) -> None:
    """Count one more. Raises TropDeDemandes past the limit, with the seconds to wait."""
    if not passe(limite, *sujet):
        now = int(outside.now().timestamp())
        raise TropDeDemandes(limite.secondes - now % limite.secondes)


def passe(limite: Limite, *sujet: str) -> bool:
    """Count one more: is it within the limit?"""
    row = _row(limite, sujet)
    fin = _debut(limite) + limite.secondes
    row.update([AccesRow.fois.add(1), AccesRow.expire.set(fin + HEURE)])
    return row.fois <= limite.maximum


def rendre(limite: Limite, *sujet: str) -> None:
    """Take one back: it was no failure."""
    _row(limite, sujet).update([AccesRow.fois.add(-1)])


def _row(limite: Limite, sujet: tuple[str, ...]) -> AccesRow:
    mac = hmac.new(outside.secret, "\0".join(sujet).encode(), hashlib.sha256).hexdigest()
    return AccesRow(f"limite#{limite.nom}#{mac[:32]}#{_debut(limite)}")


def _debut(limite: Limite) -> int:
    now = int(outside.now().timestamp())
    return now - now % limite.secondes
