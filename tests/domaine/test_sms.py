"""What a text costs (domaine.md, SMS): the boundaries, to the septet and to the code unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.sms import BASE, EXTENSION, Encodage, apercevoir, simplifier


@pytest.mark.parametrize(
    ("texte", "parties", "restants"),
    [
        ("a" * 160, 1, 0),
        ("a" * 161, 2, 145),
        ("a" * 306, 2, 0),
        ("a" * 307, 3, 152),
        ("€" * 80, 1, 0),
        ("a" * 152 + "€" + "a" * 8, 2, 143),
        ("ê" * 70, 1, 0),
        ("ê" * 71, 2, 63),
        ("😀" * 35, 1, 0),
        ("a" * 66 + "😀" * 3, 2, 61),
    ],
)
def test_the_parts_at_each_boundary(texte: str, parties: int, restants: int) -> None:
    apercu = apercevoir(texte)
    assert (apercu.parties, apercu.restants) == (parties, restants)


def test_what_makes_a_text_dear_is_named_and_the_same_is_offered_without() -> None:
    apercu = apercevoir("Reçu 15\u202f000\u00a0F, c’est « fête »…")
    assert apercu.encodage is Encodage.UCS2
    assert apercu.caracteres_ucs2 == ("ç", "\u202f", "\u00a0", "’", "«", "ê", "»", "…")
    assert apercu.texte_gsm7 == 'Recu 15 000 F, c\'est " fete "...'


@given(st.text())
def test_the_text_that_is_offered_is_never_dear(texte: str) -> None:
    assert apercevoir(simplifier(texte)).encodage is Encodage.GSM7


@given(st.text(st.sampled_from(sorted(BASE | EXTENSION)), max_size=700))
def test_no_part_holds_more_than_153_septets_nor_half_a_character(texte: str) -> None:
    """Written once more, from the front: fill a part, begin the next."""
    septets = [2 if c in EXTENSION else 1 for c in texte]
    parts = [0]
    for size in septets:
        if parts[-1] + size > 153:
            parts.append(0)
        parts[-1] += size
    apercu = apercevoir(texte)
    if sum(septets) <= 160:
        assert (apercu.parties, apercu.restants) == (1, 160 - sum(septets))
    else:
        assert (apercu.parties, apercu.restants) == (len(parts), 153 - parts[-1])
