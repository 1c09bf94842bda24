"""What a phone exports of its address book: vCard 2.1, 3.0 or 4.0 (RFC 2426, 6350) -> cards.

Phones disagree on what the standards say: lines folded within a character, quoted-printable with
its own way of going on, ANSI bytes under any charset, a card that is never closed. Everything is
read as far as it can be; whoever takes the cards says what is missing. Nothing is raised here.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

NUMEROS_MAX = 20
"""Numbers of one card that are looked at."""
TEXTE_MAX = 4_000
"""Bytes of a name, a number or a list of categories that are looked at."""
TETE_MAX = 1_000
"""Bytes in which a property's name and parameters end."""

_DEBUT = re.compile(rb"\s*BEGIN\s*:\s*VCARD\b", re.IGNORECASE)
_NOMS = ("FN", "N", "NICKNAME", "ORG")
"""Where somebody's name may stand, best first."""
_ECHAPPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Numero:
    """A number as it is written, and what the card says of it: CELL, HOME, FAX..."""

    texte: str
    types: frozenset[str]


@dataclass
class Carte:
    """A card: the number of its first line in the file, and what it says of somebody."""

    ligne: int
    noms: dict[str, str] = field(default_factory=dict)
    numeros: list[Numero] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)

    @property
    def nom(self) -> str:
        """The name as it is shown, else as it is composed, a nickname or a firm's; or nothing."""
        return next((nom for champ in _NOMS if (nom := self.noms.get(champ))), "")


def reconnaitre(octets: bytes) -> bool:
    """Does a file begin as a vCard does?"""
    return _DEBUT.match(_utf8(octets[:1_000])) is not None


def lire(octets: bytes) -> Iterator[Carte]:
    """The cards of a file, in order; one that is not closed ends where the next begins."""
    carte: Carte | None = None
    for ligne, morceaux in _lignes(_utf8(octets)):
        tete, valeur = _separer(b"".join(morceaux))
        nom, *params = tete.decode("ascii", errors="replace").upper().split(";")
        nom = nom.rpartition(".")[2].strip()
        if nom in ("BEGIN", "END") and valeur.strip().upper() == b"VCARD":
            if carte is not None:
                yield carte
            carte = Carte(ligne) if nom == "BEGIN" else None
        elif carte is not None and nom in (*_NOMS, "TEL", "CATEGORIES"):
            words = (w.strip(' "') for p in params for w in p.rpartition("=")[2].split(","))
            _noter(carte, nom, frozenset(words), valeur[:TEXTE_MAX])
    if carte is not None:
        yield carte


def _utf8(octets: bytes) -> bytes:
    """The bytes without a byte order mark; UTF-16, which some exports are, as UTF-8."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        octets = octets.decode("utf-16", errors="replace").encode(errors="replace")
    return octets.removeprefix(b"\xef\xbb\xbf")


def _lignes(octets: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Each property with the number of its first line, in the pieces that it was cut into.

    3.0 and 4.0 cut anywhere and add a space; 2.1 cuts before a space, which stays, and within
    quoted-printable after a `=`.
    """
    debut, morceaux = 0, list[bytes]()
    suit = ancien = False
    for numero, ligne in enumerate(octets.splitlines(), 1):
        if suit:
            morceaux.append(ligne)
        elif ligne[:1] in (b" ", b"\t") and morceaux:
            morceaux.append(ligne if ancien else ligne[1:])
        else:
            if morceaux:
                yield debut, morceaux
            debut, morceaux = numero, [ligne]
            if ligne[:8].upper() == b"VERSION:":
                ancien = ligne[8:].strip() == b"2.1"
        suit = morceaux[-1].endswith(b"=") and _en_quoted_printable(morceaux[0])
        if suit:
            morceaux[-1] = morceaux[-1][:-1]
    if morceaux:
        yield debut, morceaux


def _en_quoted_printable(ligne: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in _separer(ligne)[0].upper()


def _separer(ligne: bytes) -> tuple[bytes, bytes]:
    """What stands before the first colon that is not in quotes, and after it."""
    quoted = False
    for signe in re.finditer(rb'[":]', ligne[:TETE_MAX]):
        if signe[0] == b'"':
            quoted = not quoted
        elif not quoted:
            return ligne[: signe.start()], ligne[signe.end() :]
    tete, _, valeur = ligne.partition(b":")
    return tete, valeur


def _noter(carte: Carte, nom: str, params: frozenset[str], valeur: bytes) -> None:
    """Keep what a property says; of several, the first name that is not empty."""
    texte = _decode(valeur, params)
    if nom == "TEL":
        if len(carte.numeros) < NUMEROS_MAX:
            carte.numeros.append(Numero(_compose(texte), params))
    elif nom == "CATEGORIES":
        carte.categories += [c for c in _parties(texte, ",") if c]
    elif not carte.noms.get(nom):
        carte.noms[nom] = _nom(nom, texte)


def _nom(champ: str, texte: str) -> str:
    """A name as it is said: N and ORG stand in parts."""
    if champ == "N":
        famille, prenom = [*_parties(texte, ";"), ""][:2]
        return f"{prenom} {famille}".strip()
    if champ == "ORG":
        return _parties(texte, ";")[0]
    return _net(texte)


def _compose(texte: str) -> str:
    """The digits of a number, out of the address (`tel:`) that 4.0 makes of it."""
    adresse = texte.strip()
    if adresse[:4].lower() == "tel:":
        adresse = adresse[4:].partition(";")[0]
    return _net(adresse)


def _parties(texte: str, signe: str) -> list[str]:
    """The parts of a value that stand between signs which are not escaped."""
    return [_net(partie) for partie in re.split(rf"(?<!\\){signe}", texte)]


def _net(texte: str) -> str:
    """A value as it is read: nothing escaped, single spaces."""
    plain = _ECHAPPE.sub(lambda m: " " if m[1] in "nN" else m[1], texte)
    return " ".join(plain.split())


def _decode(valeur: bytes, params: frozenset[str]) -> str:
    """The text: UTF-8 if it can be, whatever is declared, else what Windows calls ANSI."""
    if "QUOTED-PRINTABLE" in params:
        valeur = binascii.a2b_qp(valeur)
    try:
        return valeur.decode("utf-8")
    except UnicodeDecodeError:
        ansi = "iso-8859-15" if "ISO-8859-15" in params else "cp1252"
        return valeur.decode(ansi, errors="replace")
