"""Dates as people write them: the day first, as in French (domaine.md, Import)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_JOUR_D_ABORD = re.compile(r"(?P<j>\d{1,2})(?P<s>[/.\- ])(?P<m>\d{1,2})(?P=s)(?P<a>\d{4}|\d{2})")
_ANNEE_D_ABORD = re.compile(r"(?P<a>\d{4})(?P<s>[/.\-])(?P<m>\d{1,2})(?P=s)(?P<j>\d{1,2})")
_HEURE = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$", re.IGNORECASE)

ANNEE_MIN, ANNEE_MAX = 1900, 2199
"""Years outside are slips of the pen: 0202, 20226."""

_PIVOT = 69
"""Two digits from here on are of the last century, as in POSIX: 68 is 2068, 69 is 1969."""


class DateInvalide(ValueError):
    """What was typed is no date; the text is a French sentence about `sujet`."""

    def __init__(self, raison: str, sujet: str = "La date") -> None:
        super().__init__(f"{sujet} {raison}")


def lire(texte: str, *, sujet: str = "La date") -> date:
    """02/01/2025, 02-01-25, 02.01.2025, 8/1/2026 or 2025-01-02 -> the date.

    An hour after it, which spreadsheets add, is read over. Raises DateInvalide for what is
    no date or does not exist; `sujet` begins its sentence.
    """
    propre = " ".join(unicodedata.normalize("NFKC", texte).split())
    sans_heure = _HEURE.sub("", propre)
    trouve = _JOUR_D_ABORD.fullmatch(sans_heure) or _ANNEE_D_ABORD.fullmatch(sans_heure)
    if not trouve:
        raise DateInvalide(f"« {propre[:30]} » ne se lit pas : écrivez-la 31/12/2026.", sujet)
    annee = int(trouve["a"])
    if len(trouve["a"]) == 2:
        annee += 1900 if annee >= _PIVOT else 2000
    try:
        lue = date(annee, int(trouve["m"]), int(trouve["j"]))
    except ValueError:
        raise DateInvalide(f"« {propre[:30]} » n'existe pas.", sujet) from None
    if not ANNEE_MIN <= lue.year <= ANNEE_MAX:
        raise DateInvalide(f"« {propre[:30]} » a une année impossible.", sujet)
    return lue


def afficher(jour: date) -> str:
    """02/01/2025."""
    return f"{jour:%d/%m}/{jour.year:04}"
