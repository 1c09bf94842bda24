"""The statement: it agrees with the account, goes to WhatsApp and to paper."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen


@pytest.fixture
def awa(boutique: Boutique) -> str:
    """Awa Diop's story: 20 500 F bought in 2025, a cession, a versement and a sale today."""
    old = boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 20_500, date="2025-10-02")
    boutique.post(
        "/versements", client=old["client"]["id"], montant=17_500, mode="wave", date="2025-10-12"
    )
    boutique.post(f"/reglements/{old['id']}/solde", motif="cede")
    boutique.vendre("77 123 45 67", "Awa Diop", "Riz parfumé", 25_000)
    return str(old["client"]["id"])


def test_the_lines_lead_to_what_the_account_owes(page: Page, boutique: Boutique, awa: str) -> None:
    page.goto(f"/clients/{awa}")
    page.get_by_role("link", name="Relevé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relevé d'Awa Diop")
    rows = page.get_by_role("row")
    expect(rows.nth(1)).to_contain_text(montant("3 000"))
    page.get_by_role("button", name="Tout").click()
    expect(rows).to_contain_text(
        [
            "Opération",
            montant("+ 20 500 F à payer"),
            montant("\u2212 17 500 F versé"),
            montant("\u2212 3 000 F cédé"),
            montant("+ 25 000 F à payer"),
            "Reste à payer",
        ]
    )
    du = boutique.get(f"/clients/{awa}")["du"]
    expect(rows.last).to_contain_text(montant(f"{du // 1000} 000 F"))


def test_the_same_stands_in_columns_on_wide_windows(
    new_page: NewPage, boutique: Boutique, awa: str
) -> None:
    page = new_page(boutique, viewport=BUREAU)
    page.goto(f"/clients/{awa}/releve?periode=tout")
    headings = ["Date", "Opération", "À payer", "Versé", "Cédé", "Solde"]
    expect(page.get_by_role("columnheader")).to_have_text(headings)
    total = page.get_by_role("row").filter(has_text="Reste à payer")
    for figure in ("45 500", "17 500", "3 000", "25 000 F"):
        expect(total).to_contain_text(montant(figure))


def test_whatsapp_takes_the_releve_as_plain_text(page: Page, awa: str) -> None:
    page.goto(f"/clients/{awa}/releve?periode=tout")
    href = page.get_by_role("link", name="WhatsApp").get_attribute("href")
    assert href is not None
    address, text = unquote(href).split("?text=")
    assert address == "https://wa.me/221771234567"
    lines = text.split("\n")
    assert lines[0].startswith("Bonjour Awa Diop, voici votre relevé chez Boutique Ndiaye")
    assert "02/10 Sucre + 20 500 F" in lines
    assert "12/10 Versement, Wave \u2212 17 500 F" in lines
    assert lines[-1] == "Reste à payer : 25 000 F. Merci."


def test_paper_holds_the_lines_and_no_buttons(page: Page, awa: str) -> None:
    page.goto(f"/clients/{awa}/releve?periode=tout")
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.evaluate("() => { globalThis.print = () => { document.title = 'imprimé'; }; }")
    page.get_by_role("button", name="Imprimer").click()
    expect(page).to_have_title("imprimé")
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_text("Boutique Ndiaye")).to_be_visible()
    expect(page.get_by_role("row").last).to_contain_text(montant("25 000 F"))


def test_the_same_comes_as_a_pdf(page: Page, awa: str) -> None:
    page.goto(f"/clients/{awa}/releve?periode=tout")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")


def test_a_long_releve_is_whole_on_paper(page: Page, boutique: Boutique) -> None:
    for n in range(103):
        sold = boutique.vendre("77 123 45 67", "Awa Diop", f"Article {n}", 100)
    page.goto(f"/clients/{sold['client']['id']}/releve")
    expect(page.get_by_role("row").last).to_contain_text(montant("10 300 F"))
    expect(page.get_by_role("row")).to_have_count(103 + 3)
    href = page.get_by_role("link", name="WhatsApp").get_attribute("href")
    assert href is not None
    assert "et 88 autres lignes avant" in unquote(href)


def test_a_period_without_anything_says_so(page: Page, boutique: Boutique) -> None:
    client = boutique.post("/clients", nom="Aminata Mbaye")
    page.goto(f"/clients/{client['id']}/releve?periode=mois-dernier")
    expect(page.get_by_text("Rien sur cette période.")).to_be_visible()
    expect(page.get_by_role("link", name="WhatsApp")).to_have_count(0)
