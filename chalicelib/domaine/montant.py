"""Amounts of money: integers in the currency's minor unit, read and written (domaine.md, Money).

Never a float. XOF has no minor unit: 5000 is 5 000 F.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MONTANT_MAX = 10**12
PIECE_XOF = 5

FINE = "\u202f"
"""The narrow no-break space that separates thousands."""
INSECABLE = "\u00a0"
"""The no-break space before the currency."""

# fmt: off
_SANS_DECIMALES = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
)
# fmt: on
EXPOSANTS = {
    **dict.fromkeys(_SANS_DECIMALES, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Decimals of the currencies that have not two (ISO 4217).

Not babel's: CLDR says how many are *shown*, none for MGA, RSD or IQD, which have minor units.
"""

_CFA = frozenset({"XOF", "XAF"})
_FRANCS = _CFA | {"XPF", "GNF", "DJF", "KMF", "RWF", "BIF", "CDF"}

_NOMBRE = re.compile(
    r"(?P<entier>[1-9]\d{0,2}(?P<separateur>[ .,])\d{3}(?:(?P=separateur)\d{3})*|\d+)"
    r"(?:(?P<virgule>[.,])(?P<decimales>\d+))?"
)


class MontantInvalide(ValueError):
    """What was typed is no amount; the text is a French sentence about `sujet`."""

    def __init__(self, raison: str, sujet: str = "Le montant") -> None:
        super().__init__(f"{sujet} {raison}")


def exposant(devise: str) -> int:
    """How many decimals the currency's minor unit is worth: 0 for XOF, 2 for EUR."""
    return EXPOSANTS.get(devise, 2)


def lire(texte: str, devise: str, *, minimum: int = 1, sujet: str = "Le montant") -> int:
    """An amount as people write it -> minor units, from `minimum` to MONTANT_MAX.

    A dot, a comma or a space before exactly three digits separates thousands; the currency
    after the number is read over, decimals that are zeros too (domaine.md, Import). What
    can be read in two ways (`1234.567`, `1,250.000`, `0.500`) is refused, not guessed.
    In a currency of three decimals a comma always marks decimals.
    Raises MontantInvalide; `sujet` begins its sentence.
    """
    propre = _sans_devise(texte, devise)
    if propre.startswith("-") and re.search(r"\d", propre):
        raise MontantInvalide("ne peut pas être négatif.", sujet)
    trouve = _NOMBRE.fullmatch(propre)
    if not trouve:
        raise MontantInvalide(f"« {texte.strip()[:30]} » n'est pas un nombre.", sujet)
    entier, separateur, virgule, decimales = trouve.group(
        "entier", "separateur", "virgule", "decimales"
    )
    if exposant(devise) == 3 and separateur == "," and not virgule:
        entier, _, decimales = entier.rpartition(",")
        ambigu = "," in entier
    else:
        ambigu = virgule is not None and (
            virgule == separateur or (len(decimales) == 3 and exposant(devise) != 3)
        )
    if ambigu:
        raise MontantInvalide(f"« {texte.strip()[:30]} » peut se lire de deux façons.", sujet)
    decimales = (decimales or "").rstrip("0")
    if len(decimales) > exposant(devise):
        raise MontantInvalide(_trop_de_decimales(devise), sujet)
    valeur = Decimal(f"{re.sub('[ .,]', '', entier)}.{decimales}")
    return exact(valeur, devise, minimum=minimum, sujet=sujet)


def exact(
    valeur: Decimal | int, devise: str, *, minimum: int = 1, sujet: str = "Le montant"
) -> int:
    """A number of the currency's main unit, a typed cell of a workbook -> minor units.

    Raises MontantInvalide, as `lire` does.
    """
    if valeur < 0:
        raise MontantInvalide("ne peut pas être négatif.", sujet)
    if valeur > MONTANT_MAX:
        raise MontantInvalide(f"dépasse {afficher_sms(MONTANT_MAX, devise)}.", sujet)
    unites = Decimal(valeur).scaleb(exposant(devise))
    if unites != unites.to_integral_value():
        raise MontantInvalide(_trop_de_decimales(devise), sujet)
    if unites > MONTANT_MAX:
        raise MontantInvalide(f"dépasse {afficher_sms(MONTANT_MAX, devise)}.", sujet)
    if unites < minimum:
        raise MontantInvalide("doit être plus grand que zéro.", sujet)
    return int(unites)


def avertissement(montant: int, devise: str) -> str | None:
    """What to say of an amount that no coins can pay: in XOF, no multiple of 5 F."""
    if devise != "XOF" or montant % PIECE_XOF == 0:
        return None
    return f"{afficher(montant, devise)} n'est pas un multiple de 5 F."


def afficher(montant: int, devise: str) -> str:
    """« 15 000 F », with spaces that do not break; any integer, 0 and below too."""
    return f"{chiffres(montant, devise)}{INSECABLE}{symbole(devise)}"


def chiffres(montant: int, devise: str) -> str:
    """« 15 000 »: the same without the currency, for a column of amounts."""
    decimales = exposant(devise)
    entier, reste = divmod(abs(montant), 10**decimales)
    nombre = f"{entier:,}".replace(",", FINE)
    if decimales:
        nombre += f",{reste:0{decimales}}"
    return f"{'-' if montant < 0 else ''}{nombre}"


def afficher_sms(montant: int, devise: str) -> str:
    """« 15 000 F » with plain spaces, which do not turn an SMS into UCS-2 (domaine.md, SMS)."""
    return afficher(montant, devise).replace(FINE, " ").replace(INSECABLE, " ")


def symbole(devise: str) -> str:
    """How French writes the currency after a number: F for the CFA francs, €, GNF."""
    if devise in _CFA:
        return "F"
    from babel.numbers import get_currency_symbol

    return get_currency_symbol(devise, locale="fr")


def _trop_de_decimales(devise: str) -> str:
    if exposant(devise):
        return "a trop de décimales."
    return "a des centimes, que cette devise n'a pas."


def _sans_devise(texte: str, devise: str) -> str:
    """The number alone: ASCII digits, single plain spaces, no currency after it."""
    propre = unicodedata.normalize("NFKC", texte).replace("−", "-")
    propre = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in propre)
    propre = " ".join(propre.split()).casefold()
    noms = [devise.casefold()]
    if devise in _CFA:
        noms += ["f cfa", "fcfa", "cfa"]
    if devise in _FRANCS:
        noms.append("f")
    else:
        noms.append(symbole(devise).casefold())
    for nom in noms:
        if propre.endswith(nom):
            return propre.removesuffix(nom).rstrip()
    return propre
