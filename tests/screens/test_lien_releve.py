"""The relevé in the client's hand: a private link, read without signing in, taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen


def test_a_client_reads_the_releve_until_the_link_is_taken_back(
    new_page: NewPage, boutique: Boutique
) -> None:
    sale = boutique.vendre("77 123 45 67", "Awa Diop", "Riz parfumé", 25_000)
    boutique.post("/versements", telephone="77 123 45 67", montant=5_000)
    page, hers = new_page(boutique), new_page()
    page.goto(f"/clients/{sale['client']['id']}/releve")
    page.get_by_role("button", name="Lien").click()
    address = page.get_by_label("Adresse à donner au client").input_value()

    hers.goto(address)
    expect(hers.get_by_role("heading", level=1)).to_have_text("Relevé d'Awa Diop")
    main = hers.get_by_role("main")
    expect(main).to_contain_text(montant("Reste à payer20 000 F"))
    expect(main).to_contain_text("Riz parfumé")
    expect(main.get_by_role("link")).to_have_count(0)
    expect(hers.get_by_role("link", name="Appeler")).to_have_attribute("href", "tel:+221775551010")
    expect(hers.locator("meta[name=robots]")).to_have_attribute("content", "noindex")

    page.get_by_role("button", name="Fermer tous les liens de ce client").click()
    expect(page.get_by_text("Liens fermés")).to_be_visible()
    hers.reload()
    expect(hers.get_by_role("alert")).to_have_text(
        "Ce lien n'est plus valable. Demandez à la boutique."
    )
