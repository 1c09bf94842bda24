"""Signing up, in and out, and a forgotten password."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import MOT_DE_PASSE, Boutique, last_link
from tests.screens.conftest import NewPage

pytestmark = pytest.mark.screen


def sign_in(page: Page, email: str, password: str = MOT_DE_PASSE) -> None:
    page.goto("/connexion")
    page.get_by_label("Login (votre e-mail)").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()


def test_a_shopkeeper_signs_up_and_finds_an_empty_notebook(
    new_page: NewPage, boutique: Boutique
) -> None:
    page = new_page()
    page.goto("/")
    page.get_by_role("link", name="Créer ma boutique").click()
    page.get_by_label("Nom de la boutique").fill("Chez Fatou")
    page.get_by_label("Votre nom complet").fill("Fatou Sow")
    page.get_by_label("Numéro de téléphone").fill("76 555 01 34")
    email = f"fatou-{boutique.email}"
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Créer ma boutique").click()
    expect(page.get_by_role("heading", name="Ouvrez l'e-mail envoyé")).to_be_visible()

    page.goto(last_link(boutique.api, email))
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ouvrir ma boutique").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chez Fatou")
    expect(page.get_by_role("heading", name="Votre cahier est vide")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_text("11 sms")).to_be_visible()


def test_what_is_missing_is_listed_and_leads_to_its_field(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/inscription")
    page.get_by_role("button", name="Créer ma boutique").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("Il y a 5 erreurs")
    summary.get_by_role("link", name="Écrivez le nom de la boutique.").click()
    expect(page.get_by_label("Nom de la boutique")).to_be_focused()


def test_the_login_opens_the_tableau_de_bord(new_page: NewPage, boutique: Boutique) -> None:
    page = new_page()
    sign_in(page, boutique.email)
    expect(page).to_have_url("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Boutique Ndiaye")


def test_a_wrong_password_says_no_more_than_that(new_page: NewPage, boutique: Boutique) -> None:
    page = new_page()
    sign_in(page, boutique.email, "le mil de Richard Toll")
    expect(page.get_by_role("alert")).to_contain_text("Login ou mot de passe incorrect.")
    expect(page.get_by_label("Login (votre e-mail)")).to_have_value(boutique.email)


def test_who_was_sent_to_sign_in_comes_back_to_where_he_was(
    new_page: NewPage, boutique: Boutique
) -> None:
    page = new_page()
    page.goto("/reglements/nouveau")
    expect(page).to_have_url("/connexion?suite=%2Freglements%2Fnouveau")
    page.get_by_label("Login (votre e-mail)").fill(boutique.email)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("+Ajouter un règlement")


def test_a_forgotten_password_is_replaced_by_the_link(
    new_page: NewPage, boutique: Boutique
) -> None:
    page = new_page()
    page.goto("/connexion")
    page.get_by_role("link", name="Mot de passe oublié ?").click()
    page.get_by_label("Login (votre e-mail)").fill(boutique.email)
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_role("heading", name="Ouvrez l'e-mail envoyé")).to_be_visible()

    page.goto(last_link(boutique.api, boutique.email))
    page.get_by_label("Nouveau mot de passe").fill("le mil de Podor, 2026")
    page.get_by_role("button", name="Changer le mot de passe").click()
    expect(page.get_by_text("Mot de passe changé.")).to_be_visible()
    sign_in(page, boutique.email, "le mil de Podor, 2026")
    expect(page.get_by_role("heading", level=1)).to_have_text("Boutique Ndiaye")


def test_signed_out_nothing_of_the_boutique_stays(page: Page, boutique: Boutique) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Riz", 25_000)
    page.goto("/reglements")
    expect(page.get_by_text("Awa Diop")).to_be_visible()
    page.get_by_role("link", name="Menu").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    kept = page.evaluate(
        """async () => {
            const { readAll } = await import("/store.js");
            const stores = ["lectures", "clients", "reglements", "attente", "meta"];
            return (await Promise.all(stores.map(readAll))).flat().length;
        }"""
    )
    assert kept == 0
    page.goto("/reglements")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
