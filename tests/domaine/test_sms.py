"""What a text costs (domaine.md, SMS): the boundaries, to the septet and to the code unit."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.sms import BASE, EXTENSION, Encodage, apercevoir, simplifier
from tests.domaine import seconde

EMOJI = "😀"


@pytest.mark.parametrize(
    ("texte", "parties", "restants"),
    [
        ("a" * 160, 1, 0),
        ("a" * 161, 2, 145),
        ("a" * 306, 2, 0),
        ("a" * 307, 3, 152),
        ("€" * 80, 1, 0),
        ("a" * 152 + "€" + "a" * 8, 2, 143),
        ("a" * 158 + "€", 1, 0),
        ("a" * 159 + "€", 2, 145),
        ("€" * 81, 2, 143),
        ("a" * 151 + "€" * 77, 2, 1),
        ("a" * 152 + "€" * 77, 3, 151),
        ("[{|}]~^\\€\f" * 8, 1, 0),
        ("ê" * 70, 1, 0),
        ("ê" * 71, 2, 63),
        ("ê" * 134, 2, 0),
        ("ê" * 135, 3, 66),
        ("ê" * 201, 3, 0),
        ("ê" * 202, 4, 66),
        ("😀" * 35, 1, 0),
        ("😀" * 36, 2, 61),
        ("😀" * 66, 2, 1),
        ("😀" * 67, 3, 65),
        ("a" * 66 + "😀" * 3, 2, 61),
    ],
)
def test_the_parts_at_each_boundary(texte: str, parties: int, restants: int) -> None:
    apercu = apercevoir(texte)
    assert (apercu.parties, apercu.restants) == (parties, restants)


@pytest.mark.parametrize("caractere", sorted(BASE | EXTENSION))
def test_each_character_of_both_tables_is_as_many_septets_as_the_standard_says(
    caractere: str,
) -> None:
    code = seconde.septets(caractere)
    assert code is not None
    apercu = apercevoir(caractere)
    assert (apercu.encodage, apercu.restants) == (Encodage.GSM7, 160 - len(code))


def test_both_tables_are_the_standard_s() -> None:
    assert set(seconde.DEFAUT) - {"\x1b"} == BASE
    assert set(seconde.EXTENSION.values()) == EXTENSION
    assert (len(BASE), len(EXTENSION)) == (127, 10)


def random_text(chance: random.Random) -> str:
    """Any length up to four parts, any mix: plain, extended, accented, beyond 16 bits."""
    rooms = ["abc 123,.àéèñ", "^{}[]~|\\€", "êçœŋ’«\u202f", EMOJI + "𝒳🇸"]
    weights = [chance.choice((1, 1, 3, 60)), chance.choice((0, 1, 5)), 0, 0]
    if chance.random() < 0.5:
        weights[2:] = [chance.choice((0, 1, 9)), chance.choice((0, 1, 9))]
    near = chance.choice((70, 134, 160, 201, 306, 459))
    length = chance.choice((chance.randint(0, 640), near + chance.randint(-3, 3)))
    return "".join(chance.choice(room) for room in chance.choices(rooms, weights, k=max(0, length)))


def test_two_thousand_random_texts_cost_what_a_second_implementation_says() -> None:
    chance = random.Random(338)
    seen = set()
    for _ in range(2_000):
        texte = random_text(chance)
        apercu = apercevoir(texte)
        assert (str(apercu.encodage), apercu.parties, apercu.restants) == seconde.parts(texte), (
            repr(texte)
        )
        seen.add((str(apercu.encodage), min(apercu.parties, 4)))
    assert len(seen) == 8


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
