"""The tenant and its staff, as values (domaine.md, the table of words)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Role(StrEnum):
    """What a person of the staff, or a key, may do (domaine.md, Roles)."""

    GERANT = "gerant"
    VENDEUR = "vendeur"


class EtatUtilisateur(StrEnum):
    """`invite` until the e-mail's link has set a password."""

    ACTIF = "actif"
    INVITE = "invite"


@dataclass(frozen=True)
class Boutique:
    """A shop: currency (ISO 4217), time zone (IANA), countries (ISO 3166), lateness in days."""

    id: str
    nom: str
    telephone: str
    devise: str = "XOF"
    fuseau: str = "Africa/Dakar"
    pays: str = "SN"
    pays_sms: tuple[str, ...] = ("SN",)
    emetteur: str | None = None
    accuse: bool = False
    delai_jours: int = 30
    modeles: dict[str, str] = field(default_factory=dict)
    version: int = 1

    def today(self, now: datetime) -> date:
        """The boutique's local date at an instant (domaine.md, Time)."""
        return now.astimezone(ZoneInfo(self.fuseau)).date()


@dataclass(frozen=True)
class Utilisateur:
    """A person who signs in; `securite` rises with each password and ends older sessions."""

    id: str
    nom: str
    email: str
    telephone: str | None
    role: Role
    etat: EtatUtilisateur = EtatUtilisateur.ACTIF
    securite: int = 1
    version: int = 1
