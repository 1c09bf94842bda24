"""Dates are read with the day first."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.dates import DateInvalide, afficher, lire


@pytest.mark.parametrize(
    "texte",
    [
        "02/01/2025",
        "02-01-25",
        "2025-01-02",
        "02.01.2025",
        "2/1/2025",
        "2/1/25",
        "2025/1/2",
        "02 01 2025",
        " 02/01/2025 ",
        "02/01/2025 00:00:00",
        "2025-01-02T00:00:00Z",
    ],
)
def test_the_second_of_january_however_it_is_written(texte: str) -> None:
    assert lire(texte) == date(2025, 1, 2)


@pytest.mark.parametrize("texte", ["30/02/2026", "31/04/2026", "12/31/2025", "00/01/2025"])
def test_a_day_that_does_not_exist_is_refused(texte: str) -> None:
    with pytest.raises(DateInvalide) as erreur:
        lire(texte)
    assert str(erreur.value) == f"La date « {texte} » n'existe pas."


@pytest.mark.parametrize("texte", ["hier", "", "02/01", "2/1-2025", "45658", "02/01/202", "1e3"])
def test_what_is_no_date_says_how_to_write_one(texte: str) -> None:
    with pytest.raises(DateInvalide, match="écrivez-la 31/12/2026"):
        lire(texte)


def test_a_slip_in_the_year_is_refused() -> None:
    with pytest.raises(DateInvalide, match="L'échéance « 02/01/0202 » a une année impossible"):
        lire("02/01/0202", sujet="L'échéance")


def test_two_digits_of_a_year_are_of_the_century_that_they_name() -> None:
    assert lire("01/01/99") == date(1999, 1, 1)
    assert lire("01/01/30") == date(2030, 1, 1)


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)))
def test_every_way_of_writing_a_date_is_read_again(jour: date) -> None:
    for ecrit in (afficher(jour), jour.isoformat(), f"{jour:%d-%m-%y}", f"{jour:%d.%m.%Y}"):
        assert lire(ecrit) == jour


@given(st.text(alphabet="0123456789/-. T:"))
def test_no_text_gives_anything_but_a_date_or_a_reason(texte: str) -> None:
    with suppress(DateInvalide):
        assert 1900 <= lire(texte).year <= 2199
