"""Phone numbers: the client's identity, kept in E.164 (domaine.md, the word *client*).

What is valid is the `phonenumbers` library's to say, never a list of prefixes: the numbering
plan of Senegal has mobile ranges (71 0x, 72 1x, 79 0x) that such lists refuse.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_USUEL = re.compile(r"\+?[\d\s().\-/\[\]]*")
_ABREGE = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)


class TelephoneInvalide(ValueError):
    """What was typed is no phone number; the text of the error says why, in French."""


@lru_cache(maxsize=4096)
def normaliser(texte: str, pays: str) -> str:
    """Any usual way of writing a number -> E.164 (`+221771234567`).

    `pays` (ISO 3166, two letters) is where a number without country code is dialled.
    Spaces of all kinds, dots, dashes, brackets, `00`, `+` and other scripts' digits are
    read. Raises TelephoneInvalide.
    """
    import phonenumbers

    compose = _compose(texte)
    try:
        numero = phonenumbers.parse(compose, pays)
    except phonenumbers.NumberParseException as erreur:
        raise TelephoneInvalide(_pourquoi_illisible(erreur.error_type)) from None
    if not phonenumbers.is_valid_number(numero):
        raise TelephoneInvalide(_pourquoi_faux(numero))
    return phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164)


def afficher(e164: str, pays: str) -> str:
    """« 77 123 45 67 » at home, « +33 6 12 34 56 78 » from elsewhere."""
    import phonenumbers

    numero = phonenumbers.parse(e164)
    chez_nous = numero.country_code == phonenumbers.country_code_for_region(pays)
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        numero, formats.NATIONAL if chez_nous else formats.INTERNATIONAL
    )


def pays_de(e164: str) -> str | None:
    """The country of a number (ISO 3166), or None where it belongs to none (`+800...`)."""
    import phonenumbers

    pays = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    return pays if pays and pays.isalpha() else None


def mobile(e164: str) -> bool:
    """Can this number be a mobile phone's: does it take an SMS?"""
    import phonenumbers

    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)


def _compose(texte: str) -> str:
    """What would be dialled: ASCII digits, a leading + for 00, no invisible character."""
    visible = "".join(c for c in texte if unicodedata.category(c) != "Cf")
    propre = unicodedata.normalize("NFKC", visible).translate(_TIRETS).strip()
    if not any(c.isdecimal() for c in propre):
        raise TelephoneInvalide("Le numéro n'a pas de chiffres.")
    if _ABREGE.fullmatch(propre):
        raise TelephoneInvalide(
            "Le tableur a abrégé le numéro : mettez cette colonne au format Texte."
        )
    if not _USUEL.fullmatch(propre):
        raise TelephoneInvalide("Le numéro ne doit avoir que des chiffres.")
    chiffres = "".join(str(unicodedata.decimal(c)) for c in propre if c.isdecimal())
    if propre.startswith("+"):
        return "+" + chiffres
    return "+" + chiffres[2:] if chiffres.startswith("00") else chiffres


_TIRETS = {ord(c): "-" for c in "‐‑‒–—―−"}


def _pourquoi_illisible(code: int) -> str:
    from phonenumbers import NumberParseException as Erreur

    return {
        Erreur.INVALID_COUNTRY_CODE: "L'indicatif du pays n'existe pas.",
        Erreur.TOO_LONG: "Le numéro est trop long.",
    }.get(code, "Le numéro est trop court.")


def _pourquoi_faux(numero: PhoneNumber) -> str:
    import phonenumbers

    raison = phonenumbers.is_possible_number_with_reason(numero)
    return {
        phonenumbers.ValidationResult.TOO_SHORT: "Le numéro est trop court.",
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "Le numéro est trop court.",
        phonenumbers.ValidationResult.TOO_LONG: "Le numéro est trop long.",
    }.get(raison, "Ce numéro n'existe pas.")
