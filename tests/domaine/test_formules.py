"""What looks like a formula is shown as the text it is, and read as that text again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.formules import desarmer, rearmer

SIGNS = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", "''", " ", "a", ""])


@given(st.builds(lambda start, rest: start + rest, SIGNS, st.text(max_size=20)))
def test_a_text_comes_back_as_it_was_and_no_cell_begins_like_a_formula(texte: str) -> None:
    cellule = desarmer(texte)
    assert rearmer(cellule) == texte
    assert cellule[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize(
    ("texte", "cellule"),
    [
        ("=1+1", "'=1+1"),
        ("+221771234567", "'+221771234567"),
        ("-20 % savon", "'-20 % savon"),
        ("'=1+1", "''=1+1"),
        ("Riz", "Riz"),
        ("L'oignon", "L'oignon"),
        ("'ndambe", "'ndambe"),
        ("", ""),
    ],
)
def test_only_what_begins_like_a_formula_is_touched(texte: str, cellule: str) -> None:
    assert desarmer(texte) == cellule
