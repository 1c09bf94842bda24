"""What a text costs as an SMS: its encoding, its parts, and the same text for less.

GSM 03.38 (3GPP TS 23.038, 6.2.1) holds 160 septets alone or 153 a part; a character of its
extension table is two septets and is not cut in half. Any other character makes the whole
text UCS-2: 70 code units alone or 67 a part, a surrogate pair not cut (domaine.md, SMS).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

OCTETS_MAX = 1600
"""UTF-8 bytes that one SNS publish takes."""

BASE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")

SUBSTITUTS = str.maketrans(
    {
        "’": "'", "‘": "'", "‚": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "•": "-", "·": "-",
        "…": "...", "œ": "oe", "Œ": "OE", "ŋ": "ng", "Ŋ": "NG", "Đ": "D", "đ": "d",
        "ł": "l", "Ł": "L", "°": "o", "º": "o", "ª": "a", "×": "x", "÷": "/", "ẞ": "SS",
        "©": "(c)", "®": "(r)", "™": "(tm)", "₣": "F", "½": "1/2", "¼": "1/4", "¾": "3/4",
        "\t": " ",
    }
)  # fmt: skip


class Encodage(StrEnum):
    """What the network carries a text in."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


LONGUEURS = {Encodage.GSM7: (160, 153), Encodage.UCS2: (70, 67)}
"""How much an SMS holds alone, and how much each of several parts."""


@dataclass(frozen=True)
class Apercu:
    """A text as it would leave; `restants`: characters left before one part more."""

    encodage: Encodage
    parties: int
    restants: int
    caracteres_ucs2: tuple[str, ...]
    texte_gsm7: str


def apercevoir(texte: str) -> Apercu:
    """What a text costs, which characters make it dear, and the same text without them."""
    dear = tuple(dict.fromkeys(c for c in texte if c not in BASE and c not in EXTENSION))
    encodage = Encodage.UCS2 if dear else Encodage.GSM7
    parties, restants = mesurer([taille(c, encodage) for c in texte], *LONGUEURS[encodage])
    return Apercu(encodage, parties, restants, dear, simplifier(texte))


def parties(texte: str) -> int:
    """How many SMS a text is; at least one."""
    return apercevoir(texte).parties


def taille(caractere: str, encodage: Encodage) -> int:
    """Septets, or UTF-16 code units."""
    if encodage is Encodage.GSM7:
        return 2 if caractere in EXTENSION else 1
    return 2 if ord(caractere) > 0xFFFF else 1


def mesurer(tailles: list[int], seul: int, partie: int) -> tuple[int, int]:
    """Parts and what is left in the last one, no character cut in half."""
    total = sum(tailles)
    if total <= seul:
        return 1, seul - total
    count, used = 1, 0
    for size in tailles:
        if used + size > partie:
            count, used = count + 1, 0
        used += size
    return count, partie - used


def couper(texte: str, maximum: int) -> str:
    """The text in at most so many parts: without dear letters if need be, then cut short."""
    if parties(texte) > maximum:
        texte = simplifier(texte)
    while parties(texte) > maximum:
        texte = texte[:-1].rstrip()
    return texte


def simplifier(texte: str) -> str:
    """The nearest text that GSM 03.38 can carry: ê -> e, ’ -> ', a sign without likeness goes."""
    return "".join(_simples(texte))


def _simples(texte: str) -> Iterator[str]:
    for caractere in texte:
        if caractere in BASE or caractere in EXTENSION:
            yield caractere
            continue
        plat = caractere.translate(SUBSTITUTS)
        if plat == caractere:
            plat = unicodedata.normalize("NFKD", caractere)
        yield from (c for c in plat if c in BASE or c in EXTENSION)
