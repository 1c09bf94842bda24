"""The parts of an SMS once more, from the standard's own tables and not from ours.

3GPP TS 23.038, 6.2.1: each character by its place in the default alphabet, an extension by the
escape 0x1B before it. Here a text becomes the bytes that go over the air; a part is cut where
the next byte pair, or septet sequence, would no longer fit.
"""

from __future__ import annotations

DEFAUT = (
    "@ £ $ ¥ è é ù ì ò Ç \n Ø ø \r Å å "
    "Δ _ Φ Γ Λ Ω Π Ψ Σ Θ Ξ \x1b Æ æ ß É "
    "\x20 ! \" # ¤ % & ' ( ) * + , - . / "
    "0 1 2 3 4 5 6 7 8 9 : ; < = > ? "
    "¡ A B C D E F G H I J K L M N O "
    "P Q R S T U V W X Y Z Ä Ö Ñ Ü § "
    "¿ a b c d e f g h i j k l m n o "
    "p q r s t u v w x y z ä ö ñ ü à "
)[::2]
"""128 characters, by their codes: the table, whose columns stand here as rows."""

EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\",
    0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
ESCAPE = 0x1B


def septets(caractere: str) -> bytes | None:
    """What a character is in the default alphabet; None where it has no place in it."""
    for code, other in EXTENSION.items():
        if caractere == other:
            return bytes((ESCAPE, code))
    code = DEFAUT.find(caractere)
    return None if code in (-1, ESCAPE) else bytes((code,))


def units(texte: str) -> tuple[list[int], int, int]:
    """The sizes of what may not be cut, and what one part holds: alone, and among others."""
    coded = [septets(c) for c in texte]
    if all(code is not None for code in coded):
        return [len(code or b"") for code in coded], 160, 153
    return [len(c.encode("utf-16-be", "surrogatepass")) // 2 for c in texte], 70, 67


def parts(texte: str) -> tuple[str, int, int]:
    """Encoding, parts, and room in the last one."""
    sizes, alone, among = units(texte)
    name = "gsm7" if alone == 160 else "ucs2"
    if sum(sizes) <= alone:
        return name, 1, alone - sum(sizes)
    full: list[list[int]] = [[]]
    for size in sizes:
        if sum(full[-1]) + size > among:
            full.append([])
        full[-1].append(size)
    return name, len(full), among - sum(full[-1])
