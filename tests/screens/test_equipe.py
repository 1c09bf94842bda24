"""What a gérant does for the boutique itself: her équipe, its journal, her data taken away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen


def invite(page: Page, nom: str, email: str) -> None:
    page.goto("/equipe")
    page.get_by_label("Nom complet").fill(nom)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Envoyer l'invitation").dblclick()
    expect(page.get_by_text(f"Invitation envoyée à {nom}.")).to_be_visible()


def roles(boutique: Boutique) -> dict[str, str]:
    return {m["nom"]: m["role"] for m in boutique.get("/equipe")["elements"]}


def test_somebody_is_invited_once_and_gets_the_e_mail_again(page: Page, boutique: Boutique) -> None:
    email = boutique.email.replace("mariama", "alioune")
    invite(page, "Alioune Ndiaye", email)
    line = page.get_by_role("listitem").filter(has_text="Alioune Ndiaye")
    expect(line).to_contain_text("Invité")
    expect(line).to_contain_text("Son lien marche encore")
    line.get_by_role("button", name="Renvoyer l'e-mail").click()
    expect(page.get_by_text("Invitation envoyée à Alioune Ndiaye.")).to_be_visible()
    assert roles(boutique) == {"Mariama Ndiaye": "gerant", "Alioune Ndiaye": "vendeur"}


def test_making_a_gerant_asks_and_a_vendeur_does_not(page: Page, boutique: Boutique) -> None:
    invite(page, "Alioune Ndiaye", boutique.email.replace("mariama", "alioune"))
    line = page.get_by_role("listitem").filter(has_text="Alioune Ndiaye")
    gerant = line.get_by_role("radio", name="Gérant")
    gerant.click()
    expect(page.get_by_role("dialog")).to_contain_text("Donner le rôle de gérant")
    page.keyboard.press("Escape")
    expect(gerant).not_to_be_checked()
    assert roles(boutique)["Alioune Ndiaye"] == "vendeur"
    gerant.click()
    page.get_by_role("button", name="Donner le rôle de gérant").click()
    expect(page.get_by_text("Alioune Ndiaye est maintenant gérant.")).to_be_visible()
    line.get_by_role("radio", name="Vendeur").click()
    expect(page.get_by_text("Alioune Ndiaye est maintenant vendeur.")).to_be_visible()
    assert roles(boutique)["Alioune Ndiaye"] == "vendeur"


def test_who_is_taken_away_is_named_first(page: Page, boutique: Boutique) -> None:
    invite(page, "Alioune Ndiaye", boutique.email.replace("mariama", "alioune"))
    page.get_by_role("button", name="Retirer Alioune Ndiaye").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Retirer Alioune Ndiaye de l'équipe ?")
    dialog.get_by_role("button", name="Retirer Alioune Ndiaye").click()
    expect(page.get_by_text("Alioune Ndiaye n'est plus dans l'équipe.")).to_be_visible()
    assert roles(boutique) == {"Mariama Ndiaye": "gerant"}
    expect(page.get_by_text("Dernier gérant")).to_be_visible()


def test_the_journal_says_who_did_what_and_what_was_before(page: Page, boutique: Boutique) -> None:
    sale = boutique.vendre("77 123 45 67", "Awa Diop", "Riz", 25_000)
    boutique.api.patch(
        f"/api/reglements/{sale['id']}",
        data={"montant": 30_000},
        headers={"Idempotency-Key": "plus-cher"},
    )
    boutique.post("/versements", telephone="77 123 45 67", montant=15_000)
    page.goto("/journal")
    lines = page.get_by_role("listitem")
    expect(lines.nth(0)).to_contain_text(montant("Mariama Ndiaye · versement de 15 000 F"))
    expect(lines.nth(1)).to_contain_text(montant("règlement modifié de 30 000 F"))
    expect(lines.nth(1)).to_contain_text(montant("Montant : 25 000 F → 30 000 F"))
    page.get_by_role("button", name="Mois dernier").click()
    expect(page.get_by_text("Rien n'a été fait dans cette période.")).to_be_visible()


def test_the_data_are_taken_away_as_a_file(page: Page, boutique: Boutique) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Riz", 25_000)
    page.goto("/export")
    page.get_by_role("button", name="Préparer le fichier").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.reload()
    expect(page.get_by_role("link", name="Télécharger")).to_be_visible()
