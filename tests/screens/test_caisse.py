"""Caisse du jour and Aide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.test_reglements import montant
from tests.screens.test_versements import as_vendeur

pytestmark = pytest.mark.screen


def test_the_till_says_how_it_was_paid_and_who_took_it(page: Page, boutique: Boutique) -> None:
    sale = boutique.vendre("77 123 45 67", "Awa Diop", "Riz", 45_000)
    client = sale["client"]["id"]
    boutique.post("/versements", client=client, montant=48_500)
    boutique.post("/versements", client=client, montant=33_000, mode="wave")
    boutique.post(f"/clients/{client}/remboursements", montant=2_500)
    page.goto("/caisse")
    main = page.get_by_role("main")
    expect(main).to_contain_text(montant("Encaissé aujourd'hui79 000 F"))
    expect(main).to_contain_text(montant("Dont espèces46 000 F"))
    modes = page.get_by_role("region", name="Par mode de paiement").get_by_role("listitem")
    expect(modes.filter(has_text="Wave")).to_contain_text(montant("33 000 F"))
    expect(modes.filter(has_text="Remboursé")).to_contain_text(montant("\u22122 500 F"))
    expect(modes.filter(has_text="Total")).to_contain_text(montant("79 000 F"))
    people = page.get_by_role("region", name="Par personne")
    expect(people).to_contain_text(montant("79 000 F"))
    expect(people).to_contain_text("Mariama Ndiaye")


def test_another_day_stays_in_the_address(page: Page) -> None:
    page.goto("/caisse")
    page.get_by_role("button", name="Autre jour").click()
    page.get_by_role("textbox", name="Jour").fill("2025-11-10")
    expect(page.get_by_text("Encaissé le 10 nov. 2025")).to_be_visible()
    expect(page.get_by_text("Aucun versement ce jour-là.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Jour")).to_have_value("2025-11-10")


def test_the_help_tells_each_only_what_he_may_do(page: Page) -> None:
    page.goto("/aide")
    page.get_by_text("Solder un compte").click()
    expect(page.get_by_text("Cochez « changer situation »")).to_be_visible()
    page.get_by_role("link", name="Y aller").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Solder compte")
    page.route("**/api/session", as_vendeur)
    page.goto("/aide")
    expect(page.get_by_text("Faire un versement", exact=True)).to_be_visible()
    expect(page.get_by_text("Solder un compte")).to_have_count(0)
