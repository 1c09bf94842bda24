"""Names as they are compared and searched (api.md, GET /clients; tables.md, Search).

A client without number *is* its normalised name, so that « VIEUX  FAYE » is « Vieux Faye ».
The search reads one stream of an index whose entries are three characters long, and keeps
what `correspond` says: whatever matches is therefore found under `fragment(q)`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOTS_MAX = 10
FORMES_MAX = 2
"""What can be searched for in one word: itself, and what follows its first apostrophe."""
TAILLE = 3
"""Characters of an entry of the search index."""
ENTREES_MAX = 20
"""Of a name. A change of name or number writes them all anew in one transaction, with the 13
of each number: whoever is named by rows of digits is found by the first of them only."""
CLE_MAX = 200
"""Characters of a name in a key, at most 4 bytes each: some letters normalise to a sentence."""

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′ʹ＇"), "'")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_MOT = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NUMERO = re.compile(r"\+?[\d\s().\-/]+")


def normaliser(nom: str) -> str:
    """The name as it is compared: no accents, lower case, single spaces, one apostrophe."""
    plat = nom.translate(_APOSTROPHES)
    for _ in range(2):  # lower case can bring an accent of its own: İ
        plat = unicodedata.normalize("NFKD", plat).casefold()
    sans_accents = "".join(_ascii(c) for c in plat if not unicodedata.combining(c))
    return " ".join(sans_accents.translate(_LIGATURES).translate(_APOSTROPHES).split())


def cle(nom: str) -> str:
    """The normalised name as a part of a key: in its order, and short enough (1 024 bytes)."""
    return normaliser(nom)[:CLE_MAX]


def mots(nom: str) -> tuple[str, ...]:
    """The first ten words of a name, normalised, with what can be searched for in each.

    « N'Diaye » is found as « ndiaye » and as « diaye », for both are written.
    """
    formes: dict[str, None] = {}
    for mot in _MOT.findall(normaliser(nom))[:MOTS_MAX]:
        parties = mot.split("'")
        for depuis in range(len(parties))[:FORMES_MAX]:
            formes["".join(parties[depuis:])] = None
    return tuple(formes)


def fragments(nom: str) -> frozenset[str]:
    """The index entries of a name: the first three characters of each word.

    A word of digits (« Boutique 2000 ») also has each window of three: a query of digits
    may be a number, and is looked for by its last three.
    """
    presents = mots(nom)
    entrees = {mot[:TAILLE]: None for mot in presents if len(mot) >= TAILLE}
    for mot in presents:
        chiffres = re.match(r"\d*", mot)
        entrees |= dict.fromkeys(_fenetres(chiffres.group() if chiffres else ""))
    return frozenset(list(entrees)[:ENTREES_MAX])


def fragments_numero(e164: str) -> frozenset[str]:
    """The index entries of a number: each window of three digits."""
    return frozenset(_fenetres(e164.removeprefix("+")))


def fragment(q: str) -> str | None:
    """The index entry under which all that matches `q` stands; None for too short a query."""
    chiffres = _chiffres(q)
    if chiffres:
        return chiffres[-TAILLE:]
    return next((mot[:TAILLE] for mot in _cherches(q) if len(mot) >= TAILLE), None)


def correspond(q: str, nom: str, numeros: Iterable[str] = ()) -> bool:
    """Each word of `q` begins a word of the name, or its digits stand in a row in a number.

    Three digits or more make a number; accents, case and the way of writing are ignored.
    A query of nothing but signs finds nothing, an empty one everything.
    """
    if not q.strip():
        return True
    chiffres = _chiffres(q)
    international = chiffres.removeprefix("00")
    sous = {c for c in (chiffres, international) if len(c) >= TAILLE}
    if any(c in numero for numero in numeros for c in sous):
        return True
    cherches = _cherches(q)
    if not cherches or (chiffres and len(cherches) > 1):
        return False
    if chiffres and fragment(q) not in fragments(nom):
        return False
    presents = mots(nom)
    return all(any(mot.startswith(cherche) for mot in presents) for cherche in cherches)


def _cherches(q: str) -> list[str]:
    """The words of a query, written as `mots` writes those of a name."""
    return [mot.replace("'", "") for mot in _MOT.findall(normaliser(q))[:MOTS_MAX]]


def _chiffres(q: str) -> str:
    """The digits of a query that can be a part of a number, else nothing."""
    propre = unicodedata.normalize("NFKC", q).strip()
    if not _NUMERO.fullmatch(propre):
        return ""
    chiffres = "".join(_ascii(c) for c in propre if c.isdecimal())
    return chiffres if len(chiffres) >= TAILLE else ""


def _fenetres(chiffres: str) -> list[str]:
    return [chiffres[i : i + TAILLE] for i in range(len(chiffres) - TAILLE + 1)]


def _ascii(c: str) -> str:
    return str(unicodedata.decimal(c)) if c.isdecimal() else c
