"""A first day, whole: sign-up, the notebook, a sale, a versement; the relevé agrees."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Playwright, expect

from tests.screens.boutique import MOT_DE_PASSE, Boutique, last_link
from tests.screens.conftest import NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen

CAHIER = Path(__file__).resolve().parents[1] / "data" / "cahier-difficile.csv"


def test_a_shop_opens_and_the_releve_agrees_with_the_account(
    new_page: NewPage, playwright: Playwright, stack: str
) -> None:
    page = new_page()
    email = f"awa-{uuid4().hex[:10]}@boutique.example"
    page.goto("/inscription")
    page.get_by_label("Nom de la boutique").fill("Boutique Ndiaye")
    page.get_by_label("Votre nom complet").fill("Mariama Ndiaye")
    page.get_by_label("Numéro de téléphone").fill("77 555 10 10")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Créer ma boutique").click()
    expect(page.get_by_role("heading", name="Ouvrez l'e-mail envoyé")).to_be_visible()
    outside = playwright.request.new_context(base_url=stack)
    page.goto(last_link(outside, email))
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ouvrir ma boutique").click()

    page.get_by_role("link", name="Importer un cahier").click()
    page.get_by_label("Choisir").set_input_files(CAHIER)
    page.get_by_role("button", name="Importer ").click()
    expect(page.get_by_role("heading", name="Import terminé")).to_be_visible()
    page.get_by_role("link", name="Voir les comptes client").click()
    page.get_by_role("button", name="Doit le plus").click()
    debtor = page.get_by_role("listitem").first
    expect(page).to_have_url("/clients?tri=du")
    expect(debtor).to_contain_text(re.compile("doit|jours de retard"))
    debtor.get_by_role("link").click()

    page.get_by_role("link", name="+Ajouter un règlement").click()
    page.get_by_label("Produit/service").fill("Riz parfumé 25 kg")
    page.get_by_label("Montant à payer").fill("25000")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Règlement de 25 000 F enregistré"))).to_be_visible()
    client = Boutique(page.context.request, email).reglements()[0]["client"]["id"]

    page.goto(f"/clients/{client}")
    page.get_by_role("link", name="Faire un versement").click()
    page.get_by_label("Montant versé").fill("10000")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Versement de 10 000 F enregistré"))).to_be_visible()

    page.goto(f"/clients/{client}/releve?periode=tout")
    account = Boutique(page.context.request, email).get(f"/clients/{client}")
    rest = page.get_by_role("row").filter(has_text="Reste à payer")
    expect(rest).to_contain_text(montant(f"{account['du']:,} F".replace(",", " ")))
    outside.dispose()
