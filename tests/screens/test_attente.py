"""What waits for the network: seen, corrected, taken out, put back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.test_reglements import montant
from tests.screens.test_versements import versements

pytestmark = pytest.mark.screen


@pytest.fixture
def offline(page: Page, boutique: Boutique) -> Page:
    """A versement of 8 000 F for a number nobody has, typed without a network."""
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    page.goto("/attente")
    expect(page.get_by_role("heading", name="Rien n'attend")).to_be_visible()
    page.get_by_role("link", name="Comptes Client").click()
    page.get_by_role("link", name="Les versements").click()
    expect(page.get_by_text("Aucun versement encore.")).to_be_visible()
    page.get_by_role("link", name="Faire un versement").first.click()
    page.get_by_label("Numéro de téléphone").click()
    page.context.set_offline(True)
    page.get_by_label("Numéro de téléphone").fill("77 640 81 25")
    page.get_by_label("Nom complet").fill("Modou Fall")
    page.get_by_label("Montant versé").fill("8000")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Versement de 8 000 F gardé"))).to_be_visible()
    return page


def test_a_refused_entry_is_corrected_in_its_form(offline: Page, boutique: Boutique) -> None:
    page = offline
    page.context.set_offline(False)
    page.goto("/attente")
    refused = page.get_by_role("main")
    expect(refused).to_contain_text("À corriger")
    expect(refused).to_contain_text("Ce numéro n'est pas dans vos comptes client.")
    page.get_by_role("link", name="Corriger la saisie de Modou Fall").click()
    expect(page.get_by_label("Montant versé")).to_have_value(montant("8 000"))
    expect(page.get_by_label("Nom complet")).to_have_value("Modou Fall")
    page.get_by_label("Numéro de téléphone").fill("77 123 45 67")
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Versement de 8 000 F enregistré"))).to_be_visible()
    page.goto("/attente")
    expect(page.get_by_role("heading", name="Rien n'attend")).to_be_visible()
    (versement,) = versements(boutique)
    assert (versement["montant"], versement["client"]["nom"]) == (8_000, "Awa Diop")


def test_a_correction_that_is_refused_again_is_not_lost(offline: Page) -> None:
    page = offline
    page.context.set_offline(False)
    page.goto("/attente")
    page.get_by_role("link", name="Corriger").click()
    expect(page.get_by_label("Montant versé")).to_have_value(montant("8 000"))
    page.get_by_label("Montant versé").fill("9000")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce numéro n'est pas")
    page.goto("/attente")
    expect(page.get_by_text(montant("9 000 F"))).to_be_visible()
    expect(page.get_by_text("À corriger")).to_have_count(1)


def test_what_is_taken_out_never_leaves_unless_put_back(offline: Page, boutique: Boutique) -> None:
    page = offline
    page.get_by_role("link", name="1 en attente d'envoi").click()
    expect(page.get_by_text("Rien n'est perdu si vous fermez.")).to_be_visible()
    page.get_by_role("button", name="Retirer la saisie de Modou Fall").click()
    expect(page.get_by_text("Saisie retirée")).to_be_visible()
    expect(page.get_by_role("heading", name="Rien n'attend")).to_be_visible()
    boutique.vendre("77 640 81 25", "Modou Fall", "Riz", 25_000)
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_text("1 saisie partira", exact=True)).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Rien n'attend")).to_be_visible()
    assert [v["montant"] for v in versements(boutique)] == [8_000]
