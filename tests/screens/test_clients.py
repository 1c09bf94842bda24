"""The accounts: found, read, corrected; their règlements and versements by period."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage
from tests.screens.test_reglements import montant
from tests.screens.test_versements import as_vendeur

pytestmark = pytest.mark.screen


@pytest.fixture
def awa(boutique: Boutique) -> str:
    """Awa Diop bought for 32 500 F, paid 10 000 F and was let 2 500 F go; her id."""
    old = boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500, date="2025-10-02")
    boutique.post("/versements", telephone="77 123 45 67", montant=5_000)
    boutique.post(f"/reglements/{old['id']}/solde", motif="cede")
    boutique.vendre("77 123 45 67", "Awa Diop", "Riz parfumé", 25_000)
    boutique.post("/versements", telephone="77 123 45 67", montant=5_000, mode="wave")
    return str(old["client"]["id"])


@pytest.mark.usefixtures("awa")
def test_the_list_says_what_each_owes_and_how_late(page: Page, boutique: Boutique) -> None:
    boutique.vendre("77 900 31 11", "Moussa Ndiaye", "Tôles", 9_000, date="2025-01-15")
    boutique.post("/clients", nom="Aminata Mbaye", telephone="78 222 06 40")
    page.goto("/clients")
    lines = page.get_by_role("listitem")
    expect(lines).to_contain_text(["Aminata Mbaye", "Awa Diop", "Moussa Ndiaye"])
    expect(lines.nth(0)).to_contain_text("Rien à payer")
    expect(lines.nth(1)).to_contain_text(montant("20 000 F"))
    expect(lines.nth(2)).to_contain_text("jours de retard")
    page.get_by_role("button", name="Doit le plus").click()
    expect(lines).to_contain_text(["Awa Diop", "Moussa Ndiaye"])
    expect(page).to_have_url("/clients?tri=du")
    page.get_by_role("searchbox").fill("moussa")
    expect(page).to_have_url("/clients?q=moussa&tri=du")
    expect(lines).to_have_count(1)
    lines.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compte client")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("moussa")


def test_scrolling_reads_page_after_page(page: Page, boutique: Boutique) -> None:
    for n in range(60):
        boutique.post("/clients", nom=f"Client {n:02}")
    page.goto("/clients")
    lines = page.get_by_role("listitem")
    expect(lines).to_have_count(50)
    expect(page.get_by_text("50 premiers comptes client")).to_be_visible()
    lines.last.scroll_into_view_if_needed()
    expect(lines).to_have_count(60)
    expect(page.get_by_text("60 comptes client")).to_be_visible()


def test_an_empty_book_has_something_to_do(page: Page) -> None:
    page.goto("/clients")
    expect(page.get_by_role("heading", name="Aucun compte client")).to_be_visible()
    page.get_by_role("link", name="Importer un cahier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Importer un cahier")


def test_an_account_shows_its_totals_and_its_open_reglements(page: Page, awa: str) -> None:
    page.goto(f"/clients/{awa}")
    main = page.get_by_role("main")
    expect(main).to_contain_text(montant("Total dues"))
    for figure in ("20 000 F", "32 500 F", "10 000 F", "2 500 F"):
        expect(main.get_by_text(montant(figure)).first).to_be_visible()
    expect(page.get_by_role("link", name="Appeler")).to_have_attribute("href", "tel:+221771234567")
    expect(page.get_by_role("link").filter(has_text="Riz parfumé")).to_contain_text("Incomplet")
    page.get_by_role("button", name="Relancer").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(montant("il vous reste 20 000 F à payer chez Boutique Ndiaye"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Faire un versement").click()
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")


def test_wide_windows_show_the_account_beside_its_fiche(
    new_page: NewPage, boutique: Boutique, awa: str
) -> None:
    page = new_page(boutique, viewport=BUREAU)
    page.goto(f"/clients/{awa}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Awa Diop")
    expect(page.get_by_role("row").filter(has_text="Riz parfumé")).to_contain_text(
        montant("20 000")
    )
    expect(page.get_by_role("link", name="WhatsApp · gratuit")).to_be_visible()
    expect(page.get_by_text("Client depuis")).to_be_visible()


def test_the_account_is_corrected(page: Page, boutique: Boutique, awa: str) -> None:
    page.goto(f"/clients/{awa}")
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Nom complet").fill("Awa Diop Fall")
    page.get_by_label("2e numéro").fill("78 640 11 92")
    page.get_by_label("Note").fill("Paie en fin de mois")
    page.get_by_label("Plafond").fill("60 000")
    page.get_by_label("Le client accepte les SMS de la boutique").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Compte modifié")).to_be_visible()
    expect(page.get_by_text("Paie en fin de mois")).to_be_visible()
    after = boutique.get(f"/clients/{awa}")
    assert (after["nom"], after["telephone2"], after["plafond"]) == (
        "Awa Diop Fall",
        "+221786401192",
        60_000,
    )
    assert after["consentement_sms"]["source"] == "boutique"
    assert after["telephone"] == "+221771234567"


def test_a_number_of_another_leads_to_his_account(page: Page, boutique: Boutique, awa: str) -> None:
    modou = boutique.post("/clients", nom="Modou Fall", telephone="77 640 81 25")
    page.goto(f"/clients/{awa}/modifier")
    page.get_by_label("Numéro de téléphone").fill("77 640 81 25")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce numéro est à Modou Fall.")
    page.get_by_role("link", name="Voir ce compte").click()
    expect(page).to_have_url(f"/clients/{modou['id']}")


def test_a_correction_on_an_old_copy_is_asked_again(
    page: Page, boutique: Boutique, awa: str
) -> None:
    page.goto(f"/clients/{awa}/modifier")
    page.get_by_label("Note").fill("Voisine")
    assert boutique.api.patch(f"/api/clients/{awa}", data={"nom": "Awa D."}).ok
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Relisez, puis validez.")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Compte modifié")).to_be_visible()
    after = boutique.get(f"/clients/{awa}")
    assert (after["nom"], after["note"]) == ("Awa D.", "Voisine")


def test_the_period_comes_first_and_stays_in_the_address(page: Page, awa: str) -> None:
    page.goto(f"/clients/{awa}")
    page.get_by_role("link", name="+Afficher les règlements").click()
    lines = page.get_by_role("link").filter(has_text="Incomplet")
    expect(lines).to_have_count(1)
    expect(page.get_by_text("Sucre")).to_have_count(0)
    page.get_by_role("button", name="Tout").click()
    expect(page.get_by_text("Sucre")).to_be_visible()
    expect(page).to_have_url(f"/clients/{awa}/reglements?periode=tout")
    page.get_by_role("button", name="Du… au…").click()
    page.get_by_label("Du", exact=True).fill("2025-10-01")
    page.get_by_label("Au", exact=True).fill("2025-10-31")
    expect(page.get_by_text("Riz parfumé")).to_have_count(0)
    expect(page.get_by_text("Sucre")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Du", exact=True)).to_have_value("2025-10-01")

    page.goto(f"/clients/{awa}/versements")
    expect(page.get_by_role("link").filter(has_text="Wave")).to_contain_text(montant("5 000 F"))
    page.get_by_role("button", name="Mois dernier").click()
    expect(page.get_by_text("Aucun versement sur cette période.")).to_be_visible()


def test_without_network_the_copy_is_read_and_says_so(page: Page, awa: str) -> None:
    page.goto(f"/clients/{awa}")
    expect(page.get_by_text("Riz parfumé")).to_be_visible()
    page.route("**/api/**", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("Riz parfumé")).to_be_visible()
    expect(page.get_by_text("Pas de réseau. Voici la dernière copie.").first).to_be_visible()


def test_the_plafond_is_the_gerants(page: Page, awa: str) -> None:
    page.route("**/api/session", as_vendeur)
    page.goto(f"/clients/{awa}/modifier")
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    expect(page.get_by_label("Plafond")).to_have_count(0)
    page.goto("/clients")
    for name in ("Solder compte", "+Archiver versement"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
