"""Without a network the notebook opens, reads, and takes what is sold."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen

WORKER_IS_READY = "async () => (await navigator.serviceWorker.ready).active.state === 'activated'"
COPY_IS_MADE = """async () => {
    const { readAll } = await import("/store.js");
    return (await readAll("meta")).some(({ nom }) => nom === "copie");
}"""


@pytest.fixture
def installed(new_page: NewPage, boutique: Boutique) -> Page:
    """A page whose shell and clients are on the device."""
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    page = new_page(boutique, service_workers="allow")
    page.goto("/reglements")
    expect(page.get_by_text("Awa Diop")).to_be_visible()
    page.wait_for_function(COPY_IS_MADE)
    page.wait_for_function(WORKER_IS_READY)
    return page


def test_the_notebook_opens_without_network(installed: Page) -> None:
    page = installed
    page.context.set_offline(True)
    page.goto("/reglements")
    expect(page.get_by_text("Awa Diop")).to_be_visible()
    expect(page.get_by_text("Pas de réseau.").first).to_be_visible()


def test_a_sale_waits_for_the_network_over_a_closed_page(
    installed: Page, boutique: Boutique
) -> None:
    page = installed
    page.context.set_offline(True)
    page.goto("/reglements/nouveau")
    page.get_by_label("Numéro de téléphone").fill("771234567")
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    page.get_by_label("Produit/service").fill("Huile 5 L")
    page.get_by_label("Montant à payer").fill("8000")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Règlement de 8 000 F gardé"))).to_be_visible()
    context = page.context
    page.close()
    assert [r["produit"] for r in boutique.reglements()] == ["Sucre"]

    context.set_offline(False)
    again = context.new_page()
    again.goto("/reglements")
    expect(again.get_by_text("Huile 5 L")).to_be_visible()
    expect(again.get_by_text("En attente d'envoi")).to_have_count(0)
    assert [r["produit"] for r in boutique.reglements()] == ["Huile 5 L", "Sucre"]


def test_a_refusal_holds_back_what_follows_for_the_same_client(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate(
        """() => (async () => {
            const { submit } = await import("/outbox.js");
            const { write, readAll } = await import("/store.js");
            const { state } = await import("/app.js");
            const utilisateur = state.value.session.utilisateur.id;
            const bad = { path: "/versements", method: "POST", body: { telephone: "77 000 00 01",
                montant: 5 }, compte: "+221770000001", quoi: {}, cle: "k1", utilisateur };
            await write("attente", bad);
            const follow = (telephone, key) => submit({ path: "/reglements", key,
                body: { telephone, nom: "Awa", produit: "Riz", montant: 500 },
                compte: telephone, quoi: {} });
            const same = await follow("+221770000001", "k2");
            const other = await follow("+221771234567", "k3");
            const left = (await readAll("attente")).map((e) => [e.cle, Boolean(e.refus)]);
            window.sent = [Boolean(same.waiting), Boolean(other.answer), left];
        })() && null"""
    )
    assert page.wait_for_function("() => window.sent").json_value() == [
        True,
        True,
        [["k1", True], ["k2", False]],
    ]
