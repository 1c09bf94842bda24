"""The pure modules, run in the page as the browser loads them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.screen


@pytest.fixture(scope="module")
def blank(browser: Browser, stack: str) -> Any:
    """A page of our origin that runs nothing by itself."""
    page = browser.new_context(base_url=stack).new_page()
    page.goto("/icon.svg")
    yield page
    page.context.close()


def run(page: Page, module: str, name: str, *arguments: Any) -> Any:
    """What a function of a module answers."""
    return page.evaluate(
        "async ([module, name, args]) => (await import(module))[name](...args)",
        [f"/{module}.js", name, list(arguments)],
    )


@pytest.mark.parametrize(
    ("montant", "shown"),
    [
        (0, "0\u00a0F"),
        (500, "500\u00a0F"),
        (15_000, "15\u202f000\u00a0F"),
        (1_245_000, "1\u202f245\u202f000\u00a0F"),
        (-3_000, "\u22123\u202f000\u00a0F"),
    ],
)
def test_money_is_written_as_people_read_it(blank: Page, montant: int, shown: str) -> None:
    assert run(blank, "format", "money", montant) == shown


def test_a_currency_with_cents_shows_them(blank: Page) -> None:
    assert run(blank, "format", "money", 123_405, "EUR") == "1\u202f234,05\u00a0€"
    assert run(blank, "format", "parseAmount", "1 234,5", "EUR") == 123_450


def test_a_message_has_plain_spaces_only(blank: Page) -> None:
    assert run(blank, "format", "plainMoney", 15_000) == "15 000 F"


@pytest.mark.parametrize(
    ("typed", "montant"),
    [
        ("15000", 15_000),
        ("15 000", 15_000),
        ("15\u202f000\u00a0F", 15_000),
        ("15.000", 15_000),
        ("1,245,000 FCFA", 1_245_000),
        ("15000,50", None),
        ("15.00", None),
        ("-5", None),
        ("", None),
        ("riz", None),
        ("9" * 20, None),
    ],
)
def test_an_amount_is_read_as_people_type_it(blank: Page, typed: str, montant: int | None) -> None:
    assert run(blank, "format", "parseAmount", typed) == montant


@pytest.mark.parametrize(
    ("montant", "words"),
    [
        (1, "Un franc."),
        (21, "Vingt et un francs."),
        (71, "Soixante et onze francs."),
        (80, "Quatre-vingts francs."),
        (81, "Quatre-vingt-un francs."),
        (95, "Quatre-vingt-quinze francs."),
        (200, "Deux cents francs."),
        (250, "Deux cent cinquante francs."),
        (1_000, "Mille francs."),
        (15_000, "Quinze mille francs."),
        (80_000, "Quatre-vingt mille francs."),
        (200_000, "Deux cent mille francs."),
        (1_000_000, "Un million de francs."),
        (2_500_300, "Deux millions cinq cent mille trois cents francs."),
        (280_000_000, "Deux cent quatre-vingts millions de francs."),
        (10**12, "Un billion de francs."),
    ],
)
def test_an_amount_is_said_in_words(blank: Page, montant: int, words: str) -> None:
    assert run(blank, "format", "amountInWords", montant) == words


@pytest.mark.parametrize(
    "typed", ["77 123 45 67", "771234567", "+221 77 123 45 67", "00221771234567", "221771234567"]
)
def test_a_number_is_the_same_however_it_is_typed(blank: Page, typed: str) -> None:
    assert run(blank, "format", "e164", typed) == "+221771234567"
    assert run(blank, "format", "isComplete", typed)


def test_a_number_is_read_in_its_countrys_groups(blank: Page) -> None:
    assert run(blank, "format", "phone", "+221771234567") == "77 123 45 67"
    assert run(blank, "format", "phone", "+33612345678") == "+33 6 12 34 56 78"
    assert not run(blank, "format", "isComplete", "77 123 45 6")


def test_days_are_named_as_people_say_them(blank: Page) -> None:
    today = "2026-11-28"
    assert run(blank, "format", "listDate", today, today) == "Aujourd'hui"
    assert run(blank, "format", "listDate", "2026-11-27", today) == "Hier"
    assert run(blank, "format", "listDate", "2026-10-02", today) == "02/10"
    assert run(blank, "format", "listDate", "2025-10-02", today) == "02/10/2025"
    assert run(blank, "format", "textDate", "2026-10-01") == "1er oct. 2026"
    assert run(blank, "format", "dayAndMonth", "2026-10-01") == "1er octobre"
    assert run(blank, "format", "endOfMonth", "2028-02-10") == "2028-02-29"


def test_periods_are_inclusive(blank: Page) -> None:
    today = "2026-01-28"
    assert run(blank, "compte", "period", "mois", today) == {"du": "2026-01-01", "au": "2026-01-31"}
    assert run(blank, "compte", "period", "mois-dernier", today) == {
        "du": "2025-12-01",
        "au": "2025-12-31",
    }
    assert run(blank, "compte", "period", "tout", today) == {}


def test_the_first_late_day_is_one_day_late(blank: Page) -> None:
    late = {"retard_des": "2026-10-25", "reliquat": 120_000}
    assert run(blank, "compte", "daysLate", late, "2026-11-28") == 35
    assert run(blank, "compte", "daysLate", late, "2026-10-25") == 1
    assert run(blank, "compte", "daysLate", late, "2026-10-24") == 0
    assert run(blank, "compte", "daysLate", {**late, "reliquat": 0}, "2026-11-28") == 0


def test_a_versement_pays_what_is_named_then_the_oldest(blank: Page) -> None:
    open_ones = [
        {"id": "sucre", "reliquat": 7_500, "date": "2026-10-02"},
        {"id": "lait", "reliquat": 15_000, "date": "2026-10-17"},
        {"id": "riz", "reliquat": 25_000, "date": "2026-11-28"},
    ]
    oldest = run(blank, "compte", "payment", open_ones, 15_000)
    assert [p["impute"] for p in oldest["parts"]] == [7_500, 7_500, 0]
    named = run(blank, "compte", "payment", open_ones, 30_000, ["riz"])
    assert [p["impute"] for p in named["parts"]] == [5_000, 0, 25_000]
    assert run(blank, "compte", "payment", open_ones, 50_000)["libre"] == 2_500


def test_after_signing_in_nobody_is_led_to_another_site(blank: Page) -> None:
    assert run(blank, "state", "safePath", "/reglements") == "/reglements"
    for bad in ("//mal.example", "/\\mal.example", "https://mal.example", None):
        assert run(blank, "state", "safePath", bad) == "/"
