"""Amounts are read to the franc, or refused; never guessed."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.montant import (
    MONTANT_MAX,
    MontantInvalide,
    afficher,
    afficher_sms,
    avertissement,
    exact,
    exposant,
    lire,
)

montants = st.integers(1, MONTANT_MAX)
devises = st.sampled_from(["XOF", "XAF", "GNF", "EUR", "USD", "MRU", "MGA", "TND"])


@pytest.mark.parametrize(
    ("texte", "francs"),
    [
        ("15000", 15_000),
        ("15 000", 15_000),
        ("15.000", 15_000),
        ("15,000", 15_000),
        ("15\u00a0000", 15_000),
        ("15\u202f000 F", 15_000),
        ("  15 000 FCFA ", 15_000),
        ("15000F", 15_000),
        ("15000 f cfa", 15_000),
        ("15000 CFA", 15_000),
        ("15000 XOF", 15_000),
        ("1.250,00", 1_250),
        ("1 250.00", 1_250),
        ("1250,0", 1_250),
        ("1 250 000 F CFA", 1_250_000),
        ("1.000.000.000.000", MONTANT_MAX),
        ("007500", 7_500),
        ("١٥٠٠٠", 15_000),
        ("1", 1),
    ],
)
def test_francs_are_read_as_people_write_them(texte: str, francs: int) -> None:
    assert lire(texte, "XOF") == francs


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("0", "Le montant doit être plus grand que zéro."),
        ("-500", "Le montant ne peut pas être négatif."),
        ("−500 F", "Le montant ne peut pas être négatif."),
        ("1000000000001", "Le montant dépasse 1 000 000 000 000 F."),
        ("9" * 100_000, "Le montant dépasse 1 000 000 000 000 F."),
        ("12,5", "Le montant a des centimes, que cette devise n'a pas."),
        ("12,50", "Le montant a des centimes, que cette devise n'a pas."),
        ("12,000001", "Le montant a des centimes, que cette devise n'a pas."),
        ("1234.567", "Le montant « 1234.567 » peut se lire de deux façons."),
        ("1,250.000", "Le montant « 1,250.000 » peut se lire de deux façons."),
        ("0,500", "Le montant « 0,500 » peut se lire de deux façons."),
        ("1.250.00", "Le montant « 1.250.00 » peut se lire de deux façons."),
        ("12 OOO", "Le montant « 12 OOO » n'est pas un nombre."),
        ("12 50", "Le montant « 12 50 » n'est pas un nombre."),
        ("1.25.000", "Le montant « 1.25.000 » n'est pas un nombre."),
        ("douze mille", "Le montant « douze mille » n'est pas un nombre."),
        ("1e6", "Le montant « 1e6 » n'est pas un nombre."),
        ("=1+1", "Le montant « =1+1 » n'est pas un nombre."),
        ("15000 €", "Le montant « 15000 € » n'est pas un nombre."),
        ("F", "Le montant « F » n'est pas un nombre."),
        ("", "Le montant «  » n'est pas un nombre."),
    ],
)
def test_what_is_no_amount_says_why(texte: str, raison: str) -> None:
    with pytest.raises(MontantInvalide) as erreur:
        lire(texte, "XOF")
    assert str(erreur.value) == raison


@pytest.mark.parametrize(
    ("texte", "devise", "unites"),
    [
        ("12,50", "EUR", 1_250),
        ("12.5 €", "EUR", 1_250),
        ("12", "EUR", 1_200),
        ("1.250,50 EUR", "EUR", 125_050),
        ("1 250", "EUR", 125_000),
        ("1.250", "EUR", 125_000),
        ("12,500", "TND", 12_500),
        ("1 250,5", "TND", 1_250_500),
        ("25 000 F", "GNF", 25_000),
    ],
)
def test_a_currency_with_decimals_is_read_in_its_minor_unit(
    texte: str, devise: str, unites: int
) -> None:
    assert lire(texte, devise) == unites


def test_thousandths_of_a_euro_are_refused() -> None:
    with pytest.raises(MontantInvalide, match="trop de décimales"):
        lire("12,3456", "EUR")
    with pytest.raises(MontantInvalide, match="trop de décimales"):
        exact(Decimal("12.345"), "EUR")


def test_zero_is_read_where_it_is_allowed() -> None:
    assert lire("0", "XOF", minimum=0) == 0


def test_a_typed_cell_needs_no_guess_about_its_separators() -> None:
    assert exact(Decimal("1.125"), "TND") == 1_125
    assert exact(15_000, "XOF") == 15_000
    with pytest.raises(MontantInvalide, match="centimes"):
        exact(Decimal("1.125"), "XOF")


@given(montants, devises)
def test_what_is_shown_is_read_again(montant: int, devise: str) -> None:
    assert lire(afficher(montant, devise), devise) == montant
    assert lire(afficher_sms(montant, devise), devise) == montant


@given(montants, st.sampled_from(["", " ", ".", ",", "\u00a0", "\u202f"]))
def test_any_separator_of_thousands_gives_the_same_francs(montant: int, separateur: str) -> None:
    assert lire(f"{montant:,}".replace(",", separateur), "XOF") == montant


@given(st.text(alphabet="0123456789 .,-FCA"), devises)
def test_no_text_gives_an_amount_out_of_range(texte: str, devise: str) -> None:
    with suppress(MontantInvalide):
        assert 1 <= lire(texte, devise) <= MONTANT_MAX


def test_an_amount_is_shown_with_spaces_that_do_not_break() -> None:
    assert afficher(1_250_000, "XOF") == "1\u202f250\u202f000\u00a0F"
    assert afficher(-500, "XOF") == "-500\u00a0F"
    assert afficher(0, "XOF") == "0\u00a0F"
    assert afficher(125_050, "EUR") == "1\u202f250,50\u00a0€"


def test_a_message_has_plain_spaces() -> None:
    assert afficher_sms(15_000, "XOF") == "15 000 F"


def test_only_an_amount_in_xof_that_coins_cannot_pay_gets_a_warning() -> None:
    assert avertissement(1_003, "XOF") == "1\u202f003\u00a0F n'est pas un multiple de 5 F."
    assert avertissement(1_005, "XOF") is None
    assert avertissement(1_003, "XAF") is None


@pytest.mark.parametrize("devise", ["XOF", "XAF", "GNF", "EUR", "USD", "CDF", "MRU", "TND", "JPY"])
def test_the_exponents_agree_with_cldr_where_all_decimals_are_shown(devise: str) -> None:
    assert exposant(devise) == get_currency_precision(devise)
