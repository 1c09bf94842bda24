"""Names are compared and found without their accents, case and spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.nom import (
    CLE_MAX,
    ENTREES_MAX,
    cle,
    correspond,
    fragment,
    fragments,
    fragments_numero,
    mots,
    normaliser,
)

AWA = "+221771234567"

textes = st.text() | st.text(alphabet="aAéÉœ'’ -0123٣İß")


@pytest.mark.parametrize(
    ("nom", "normalise"),
    [
        ("VIEUX  FAYE ", "vieux faye"),
        ("Éléonore Traoré", "eleonore traore"),
        ("N’Diaye", "n'diaye"),
        ("Bœuf", "boeuf"),
        ("Awa\u00a0Diop", "awa diop"),
        ("Cafe\u0301", "cafe"),
    ],
)
def test_a_name_is_compared_flat(nom: str, normalise: str) -> None:
    assert normaliser(nom) == normalise


@given(textes)
def test_a_flat_name_is_flat_already(nom: str) -> None:
    assert normaliser(normaliser(nom)) == normaliser(nom)


@pytest.mark.parametrize(
    "q", ["awa", "AWA", "di", "diop aw", "Dïop", "771234567", "77 123", "234", "+221 77", "0022177"]
)
def test_awa_is_found(q: str) -> None:
    assert correspond(q, "Awa Diop", [AWA])


@pytest.mark.parametrize("q", ["wa", "awa fall", "77 124", "67", "!", "awad"])
def test_awa_is_not_found(q: str) -> None:
    assert not correspond(q, "Awa Diop", [AWA])


@pytest.mark.parametrize("q", ["n'diaye", "ndiaye", "N’D", "diaye", "jean pierre", "pier"])
def test_apostrophes_and_hyphens_hide_nobody(q: str) -> None:
    assert correspond(q, "Jean-Pierre N'Diaye")


def test_an_empty_query_finds_everybody() -> None:
    assert correspond(" ", "Awa Diop")


def test_a_second_number_finds_its_client() -> None:
    assert correspond("760001122", "Awa Diop", [AWA, "+221760001122"])


def test_only_the_first_ten_words_count() -> None:
    nom = "a b c d e f g h i dernier perdu"
    assert mots(nom)[-1] == "dernier"
    assert correspond("dernier", nom)
    assert not correspond("perdu", nom)


def test_a_name_stands_in_the_index_under_the_beginning_of_each_word() -> None:
    assert fragments("Awa Diop de Thiès") == {"awa", "dio", "thi"}
    assert fragments("N'Diaye") == {"ndi", "dia"}
    assert fragments("Boutique 2000") == {"bou", "200", "000"}


@pytest.mark.parametrize("nom", ["0123456789" * 10, "a'b'c'd'e'f" * 9, "\ufdfa" * 100, "12'" * 33])
def test_no_name_fills_the_index_or_a_key(nom: str) -> None:
    assert len(fragments(nom)) <= ENTREES_MAX
    assert len(cle(nom)) <= CLE_MAX


def test_a_name_of_many_digits_is_found_by_its_first_words() -> None:
    nom = "771234567890123456789012345678 awa"
    assert correspond("awa", nom)
    assert correspond("771234567890", nom)


def test_a_number_stands_in_the_index_under_each_three_digits() -> None:
    assert fragments_numero("+221771") == {"221", "217", "177", "771"}


def test_a_query_is_looked_for_where_it_is_rarest() -> None:
    assert fragment("Di Awa") == "awa"
    assert fragment("77 123 45 67") == "567"
    assert fragment("di") is None


@given(textes, textes, st.sampled_from([AWA, "+33612345678", "+221700020022"]))
def test_whatever_matches_stands_under_the_fragment_of_the_query(
    q: str, nom: str, numero: str
) -> None:
    cherche = fragment(q)
    if cherche and correspond(q, nom, [numero]):
        assert cherche in fragments(nom) | fragments_numero(numero)


@given(textes, st.data())
def test_the_beginning_of_each_word_finds_the_name(nom: str, data: st.DataObject) -> None:
    presents = mots(nom)
    if presents and len(fragments(nom)) < ENTREES_MAX:
        mot = data.draw(st.sampled_from(presents))
        q = mot[: data.draw(st.integers(1, len(mot)))]
        assert correspond(q, nom)
        cherche = fragment(q)
        assert cherche is None or cherche in fragments(nom)
