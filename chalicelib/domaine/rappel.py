"""A rappel's words, its états and its hours (domaine.md, Rappels)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domaine import dates, sms
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.compte import Reglement
from chalicelib.domaine.montant import afficher_sms

NOMS = ("nom", "boutique", "produit", "montant", "verse", "reliquat", "du", "echeance")
"""What may stand in braces in a text; filled in when it is sent."""

BRACES = re.compile(r"\{([^{}]*)\}")
DESTINATAIRES_MAX = 5
PLANIFIES_MAX = 20
BAIL = timedelta(minutes=15)
"""How long a sender may take to say what became of a message, before it is `incertain`."""
HUIT_HEURES = time(8)
VINGT_HEURES = time(20)


class TypeRappel(StrEnum):
    """A reminder that a person planned, or the receipt of an operation."""

    RAPPEL = "rappel"
    ACCUSE = "accuse"


class EtatRappel(StrEnum):
    """Of a destinataire, and of the rappel as a whole."""

    PLANIFIE = "planifie"
    EN_COURS = "en_cours"
    ENVOYE = "envoye"
    ECHEC = "echec"
    INCERTAIN = "incertain"
    SANS_OBJET = "sans_objet"
    QUOTA_INSUFFISANT = "quota_insuffisant"
    ANNULE = "annule"
    EXPIRE = "expire"


def ensemble(etats: Iterable[EtatRappel]) -> EtatRappel:
    """The rappel's état: uncertain if one is, else sent if one was accepted, else the first's.

    While one is still to be done, the rappel is.
    """
    each = list(etats)
    for first in (
        EtatRappel.EN_COURS,
        EtatRappel.PLANIFIE,
        EtatRappel.INCERTAIN,
        EtatRappel.ENVOYE,
    ):
        if first in each:
            return first
    return each[0]


def inconnus(texte: str) -> list[str]:
    """The names in braces that nothing fills in, and lone braces."""
    unknown = [f"{{{nom}}}" for nom in BRACES.findall(texte) if nom not in NOMS]
    if set("{}") & set(BRACES.sub("", texte)):
        unknown.append("{ }")
    return unknown


def remplir(texte: str, valeurs: Mapping[str, str]) -> str:
    """The text with each name in braces filled in; what is filled in is not looked at again."""
    return BRACES.sub(lambda found: valeurs[found[1]], texte)


def valeurs(boutique: Boutique, nom: str, du: int, reglement: Reglement) -> dict[str, str]:
    """What stands for each name in braces, amounts with plain spaces.

    A règlement without échéance shows the last day on which it is not late.
    """

    def argent(montant: int) -> str:
        return afficher_sms(montant, boutique.devise)

    return {
        "nom": nom,
        "boutique": boutique.nom,
        "produit": reglement.produit,
        "montant": argent(reglement.montant),
        "verse": argent(reglement.verse),
        "reliquat": argent(reglement.reliquat),
        "du": argent(du),
        "echeance": dates.afficher(
            reglement.echeance or reglement.date + timedelta(days=boutique.delai_jours)
        ),
    }


def tenir(texte: str, annonce: int) -> str:
    """The text, written without dear letters where it would be more parts than announced.

    It is cut at the 1 600 bytes that one publish takes.
    """
    if sms.parties(texte) > annonce:
        texte = sms.simplifier(texte)
    return texte.encode()[: sms.OCTETS_MAX].decode(errors="ignore")


def depart(jour: date, fuseau: str) -> datetime:
    """8h of a day in a time zone (IANA), as a UTC instant."""
    return datetime.combine(jour, HUIT_HEURES, ZoneInfo(fuseau)).astimezone(UTC)


def limite(jour: date, fuseau: str) -> datetime:
    """20h of a day in a time zone, after which nobody gets that day's reminder."""
    return datetime.combine(jour, VINGT_HEURES, ZoneInfo(fuseau)).astimezone(UTC)


def passe(jour: date, fuseau: str, now: datetime) -> bool:
    """Is it after 20h of that day? 20:00:00 itself is not."""
    return now.replace(microsecond=0) > limite(jour, fuseau)
