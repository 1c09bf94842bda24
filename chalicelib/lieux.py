"""Countries, currencies and time zones: which exist, and which belong together."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from chalicelib.web.champs import refuser

USUELS = {
    "SN": ("XOF", "Africa/Dakar"),
    "CI": ("XOF", "Africa/Abidjan"),
    "ML": ("XOF", "Africa/Bamako"),
    "BF": ("XOF", "Africa/Ouagadougou"),
    "BJ": ("XOF", "Africa/Porto-Novo"),
    "TG": ("XOF", "Africa/Lome"),
    "NE": ("XOF", "Africa/Niamey"),
    "GW": ("XOF", "Africa/Bissau"),
    "GN": ("GNF", "Africa/Conakry"),
    "GM": ("GMD", "Africa/Banjul"),
    "MR": ("MRU", "Africa/Nouakchott"),
    "CM": ("XAF", "Africa/Douala"),
    "GA": ("XAF", "Africa/Libreville"),
    "CG": ("XAF", "Africa/Brazzaville"),
    "TD": ("XAF", "Africa/Ndjamena"),
    "FR": ("EUR", "Europe/Paris"),
}
"""Country -> its currency and its only time zone, for a shop that did not say."""

SENEGAL = USUELS["SN"]


def devise_de(pays: str) -> str:
    """The currency of a shop that named none."""
    return USUELS.get(pays, SENEGAL)[0]


def fuseau_de(pays: str) -> str:
    """The time zone of a shop that named none."""
    return USUELS.get(pays, SENEGAL)[1]


def _pays(code: str) -> str:
    import phonenumbers

    if code not in phonenumbers.SUPPORTED_REGIONS:
        refuser("Choisissez un pays de la liste (deux lettres, comme SN).")
    return code


def _devise(code: str) -> str:
    if code not in _devises():
        refuser("Choisissez une devise de la liste (trois lettres, comme XOF).")
    return code


def _fuseau(nom: str) -> str:
    if nom not in _fuseaux():
        refuser("Choisissez un fuseau horaire de la liste, comme Africa/Dakar.")
    return nom


@cache
def _devises() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@cache
def _fuseaux() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


Pays = Annotated[str, AfterValidator(_pays), Field(examples=["SN"])]
Devise = Annotated[str, AfterValidator(_devise), Field(examples=["XOF"])]
Fuseau = Annotated[str, AfterValidator(_fuseau), Field(examples=["Africa/Dakar"])]
