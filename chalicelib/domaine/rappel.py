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
QUART = timedelta(minutes=15)
DERNIER_PASSAGE = timedelta(minutes=2)
"""How long the run of 20:00 may take to come to what was planned in the quarter before."""
ACCUSE_TARD = timedelta(hours=1)
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


def valeurs_d_accuse(
    boutique: Boutique, nom: str, du: int, gardees: Mapping[str, str]
) -> dict[str, str]:
    """What stands for each name in an accusé: the operation's own values, and what is true now."""
    reste = afficher_sms(du, boutique.devise)
    known = {"nom": nom, "boutique": boutique.nom, "du": reste, "reliquat": reste}
    return {**dict.fromkeys(NOMS, ""), **known, **gardees}


def abandonne(avant: Reglement | None, apres: Reglement) -> bool:
    """Does this change take the règlement's planned rappels away (domaine.md, solder, annuler)?

    What is paid takes none away: the morning finds it paid, or not paid any more.
    """
    if avant is None or not apres.rappele:
        return False
    voided = apres.annulation is not None and avant.annulation is None
    let_go = avant.reliquat > 0 and apres.reliquat == 0 and apres.abandonne > avant.abandonne
    return voided or let_go


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


def passe(jour: date, fuseau: str, prevu: datetime, now: datetime) -> bool:
    """Is it too late for a rappel of that day? 20:00:00 itself is not.

    What was planned in the last quarter of an hour (`prevu`: from when on it may leave) has the
    run of 20:00 to leave with.
    """
    fin = limite(jour, fuseau)
    if prevu > fin - QUART:
        fin += DERNIER_PASSAGE
    return now.replace(microsecond=0) > fin


def accuse_passe(jour: date, fuseau: str, cree_le: datetime, now: datetime) -> bool:
    """Is it too late for an accusé? It leaves until 20h, or within an hour of its operation."""
    return now > max(limite(jour, fuseau), cree_le + ACCUSE_TARD)
