"""The émetteur: the SMS sender id shown on the phone (domaine.md, SMS)."""

from __future__ import annotations

import re

EMETTEUR = "AmneuBor"
"""Of a shop that has chosen none."""

FORME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}")
"""What SNS takes: 3 to 11 letters, digits or hyphens, at least one letter."""

RESERVES = frozenset(
    re.findall(
        r"[a-z]+",
        """
        orange free expresso promobile yas tigo sonatel mtn moov airtel
        wave orangemoney om freemoney wizall joni emoney kpay paydunya wari
        westernunion moneygram ria paypal visa mastercard
        banque bank cbao bicis sgbs ecobank boa bhs bnde bis uba bceao coris orabank nsia lba brm
        etat gouv gouvsn gouvernement dgid douane police gendarmerie presidence ministere
        impots tresor cdp artp
        """,
    )
)
"""Banks, operators, payment services, the State: whose name would deceive."""

LONG = 5
"""A reserved name of so many letters is refused wherever it stands in the émetteur."""


class EmetteurInvalide(ValueError):
    """What was typed can't be an émetteur; the text says why, in French."""


def verifier(texte: str) -> str:
    """The émetteur as it is. Raises EmetteurInvalide."""
    if not FORME.fullmatch(texte):
        raise EmetteurInvalide(
            "Écrivez 3 à 11 lettres sans accent, chiffres ou tirets, avec au moins une lettre."
        )
    petit = texte.lower()
    mots = {*petit.split("-"), petit.replace("-", "")}
    if mots & RESERVES or any(
        nom in petit.replace("-", "") for nom in RESERVES if len(nom) >= LONG
    ):
        raise EmetteurInvalide("Ce nom est celui d'un opérateur, d'une banque ou de l'État.")
    return texte
