"""Paramètres: each card is saved by itself; a clé is shown once and revoked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique

pytestmark = pytest.mark.screen


def test_a_card_is_indigo_once_changed_and_saves_only_itself(
    page: Page, boutique: Boutique
) -> None:
    page.goto("/parametres")
    credit, shop = (
        page.get_by_role("region", name="Crédit"),
        page.get_by_role("region", name="Boutique"),
    )
    save = credit.get_by_role("button", name="Enregistrer")
    expect(save).not_to_have_class(re.compile("action"))
    credit.get_by_role("button", name="60 jours").click()
    expect(save).to_have_class(re.compile("action"))
    expect(credit.get_by_text("Modifié, pas encore enregistré")).to_be_visible()
    shop.get_by_label("Nom de la boutique").fill("Chez Mariama")
    save.click()
    expect(page.get_by_text("Paramètres enregistrés")).to_be_visible()
    assert (boutique.get("/boutique")["delai_jours"], boutique.get("/boutique")["nom"]) == (
        60,
        "Boutique Ndiaye",
    )
    shop.get_by_role("button", name="Enregistrer").click()
    expect(shop.get_by_text("Modifié, pas encore enregistré")).to_have_count(0)
    assert boutique.get("/boutique")["nom"] == "Chez Mariama"


def test_the_time_zone_is_found_by_typing(page: Page, boutique: Boutique) -> None:
    page.goto("/parametres")
    page.get_by_role("button", name="Heure de : Africa, Dakar").click()
    page.get_by_role("dialog").get_by_role("searchbox").fill("bamako")
    page.get_by_role("dialog").get_by_role("button", name="Africa, Bamako").click()
    page.get_by_role("region", name="Boutique").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Paramètres enregistrés")).to_be_visible()
    assert boutique.get("/boutique")["fuseau"] == "Africa/Bamako"


def test_a_cle_is_shown_once_and_revoked(page: Page, boutique: Boutique) -> None:
    page.goto("/parametres")
    page.get_by_role("button", name="Créer une clé").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("À quoi sert-elle").fill("Comptable")
    dialog.get_by_role("button", name="Créer une clé").click()
    expect(dialog.get_by_label("Votre clé")).to_have_value(re.compile("^amneubor_"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Révoquer Comptable").click()
    dialog.get_by_role("button", name="Révoquer Comptable").click()
    expect(page.get_by_text("Comptable")).to_have_count(0)
    assert boutique.get("/cles")["elements"] == []
