"""The browser's counter of SMS parts is the server's, to the character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from random import Random

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.domaine.sms import BASE, EXTENSION, Apercu, apercevoir
from chalicelib.web.champs import net_lignes

pytestmark = pytest.mark.screen

GSM = sorted(BASE)
GRANDS = sorted(EXTENSION)
ACCENTS = list("êâîôûçëïœŒÊÇ’‘«»“”…–—°½•ŋ\u00a0\u202f\tÀÁñ×€")
EMOJI = ["😀", "🎉", "👍🏾", "❤️", "🇸🇳", "🛵"]
LONGUEURS = [0, 1, 69, 70, 71, 133, 134, 135, 152, 153, 154, 159, 160, 161, 305, 306, 307, 458, 460]
"""On both sides of each boundary, alone and in parts, of both encodings."""


@pytest.fixture
def blank(browser: Browser, stack: str) -> Iterator[Page]:
    """A page of our origin that runs nothing by itself."""
    context = browser.new_context(base_url=stack)
    page = context.new_page()
    page.goto("/icon.svg")
    yield page
    context.close()


def textes(count: int) -> list[str]:
    """Random texts: plain, with characters of two septets, dear ones, and all of them mixed."""
    draw = Random(160)
    families = [
        GSM,
        GSM + GRANDS * 4,
        GSM + ACCENTS,
        GSM + EMOJI * 3,
        GSM + GRANDS + ACCENTS + EMOJI,
    ]
    found = []
    for i in range(count):
        wanted = draw.choice([*LONGUEURS, draw.randint(0, 500)])
        found.append("".join(draw.choices(families[i % len(families)], k=wanted)))
    return found


def seen(apercu: Apercu) -> dict[str, object]:
    """As the browser says it."""
    return {**asdict(apercu), "caracteres_ucs2": list(apercu.caracteres_ucs2)}


def test_a_thousand_texts_are_counted_as_the_server_counts_them(blank: Page) -> None:
    all_of_them = textes(1_000)
    counted = blank.evaluate(
        """async (textes) => {
            const { apercevoir } = await import("/sms.js");
            return textes.map(apercevoir);
        }""",
        all_of_them,
    )
    expected = [seen(apercevoir(texte)) for texte in all_of_them]
    wrong = [
        (texte, browser, server)
        for texte, browser, server in zip(all_of_them, counted, expected, strict=True)
        if browser != server
    ]
    assert wrong == []
    assert {(a["encodage"], a["parties"]) for a in expected} >= {
        ("gsm7", 1), ("gsm7", 2), ("gsm7", 3), ("ucs2", 1), ("ucs2", 2), ("ucs2", 3),
    }  # fmt: skip


def test_what_was_typed_is_cleaned_as_the_api_cleans_it(blank: Page) -> None:
    typed = [
        "  fe\u0302te\r\n\u202esoldes\u200b\t5 %\x00\u2028 \u00a0",
        "\ufeffriz",
        "👍🏾\u0085",
        "",
    ]
    cleaned = blank.evaluate(
        """async (textes) => {
            const { nettoyer } = await import("/sms.js");
            return textes.map(nettoyer);
        }""",
        typed,
    )
    assert cleaned == [net_lignes(texte) for texte in typed]
