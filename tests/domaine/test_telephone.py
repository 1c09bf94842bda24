"""A number is the same however it is typed."""

from __future__ import annotations

from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.telephone import TelephoneInvalide, afficher, normaliser, pays_de

AWA = "+221771234567"


@pytest.mark.parametrize(
    "texte",
    [
        "771234567",
        "77 123 45 67",
        "77.123.45.67",
        "77-123-45-67",
        "77\u00a0123\u202f45\u200767",
        "(77) 123 45 67",
        "77/123/45/67",
        "77‑123–45−67",
        "+221 77 123 45 67",
        "00221771234567",
        "00 221 77 123 45 67",
        "221771234567",
        "＋２２１７７１２３４５６７",
        "٧٧١٢٣٤٥٦٧",
        "\u202a+221 77 123 45 67\u202c",
        "  771234567\t",
    ],
)
def test_any_usual_form_is_the_same_number(texte: str) -> None:
    assert normaliser(texte, "SN") == AWA


@pytest.mark.parametrize("texte", ["71 012 34 56", "72 123 45 67", "79 012 34 56", "33 821 00 00"])
def test_the_library_knows_ranges_that_a_list_of_prefixes_would_refuse(texte: str) -> None:
    assert normaliser(texte, "SN") == "+221" + texte.replace(" ", "")


def test_a_number_of_another_country_keeps_its_own_code() -> None:
    assert normaliser("+33 6 12 34 56 78", "SN") == "+33612345678"
    assert normaliser("06 12 34 56 78", "FR") == "+33612345678"
    assert normaliser("00 221 77 123 45 67", "US") == AWA


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("77 12", "Le numéro est trop court."),
        ("7", "Le numéro est trop court."),
        ("77 123 45 67 89", "Le numéro est trop long."),
        ("771234567/760001122", "Le numéro est trop long."),
        ("50 123 45 67", "Ce numéro n'existe pas."),
        ("+999 77 123 45 67", "L'indicatif du pays n'existe pas."),
        ("", "Le numéro n'a pas de chiffres."),
        ("néant", "Le numéro n'a pas de chiffres."),
        ("77 ABC 45 67", "Le numéro ne doit avoir que des chiffres."),
        ("77 123 45 67 ext 5", "Le numéro ne doit avoir que des chiffres."),
        ("2,21772E+11", "Le tableur a abrégé le numéro : mettez cette colonne au format Texte."),
    ],
)
def test_a_bad_number_says_what_is_wrong_with_it(texte: str, raison: str) -> None:
    with pytest.raises(TelephoneInvalide) as erreur:
        normaliser(texte, "SN")
    assert str(erreur.value) == raison


def test_a_number_is_shown_as_it_is_dialled_from_the_shop() -> None:
    assert afficher(AWA, "SN") == "77 123 45 67"
    assert afficher(AWA, "FR") == "+221 77 123 45 67"
    assert afficher("+33612345678", "SN") == "+33 6 12 34 56 78"


def test_a_number_tells_its_country() -> None:
    assert pays_de(AWA) == "SN"
    assert pays_de("+33612345678") == "FR"
    assert pays_de("+80012345678") is None


@given(st.sampled_from(["SN", "CI", "ML", "GN", "FR", "MR", "US"]))
def test_what_is_shown_is_read_again(pays: str) -> None:
    exemple = phonenumbers.example_number(pays)
    assert exemple
    e164 = phonenumbers.format_number(exemple, phonenumbers.PhoneNumberFormat.E164)
    assert normaliser(afficher(e164, pays), pays) == e164
    assert normaliser(afficher(e164, "IN"), "IN") == e164


@given(st.text())
def test_no_text_gives_anything_but_a_number_or_a_reason(texte: str) -> None:
    with suppress(TelephoneInvalide):
        e164 = normaliser(texte, "SN")
        assert normaliser(e164, "SN") == e164
