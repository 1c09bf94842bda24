"""What a gérant may do to an account or a versement: change, put away, give back, merge, delete."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.test_reglements import montant
from tests.screens.test_versements import reliquats, versements

pytestmark = pytest.mark.screen


@pytest.fixture
def paid(boutique: Boutique) -> Any:
    """Awa Diop owes 17 500 F after this versement of 5 000 F on her sugar."""
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500, date="2025-10-02")
    boutique.vendre("77 123 45 67", "Awa Diop", "Lait", 15_000, date="2025-10-17")
    return boutique.post("/versements", telephone="77 123 45 67", montant=5_000, mode="wave")


def test_a_versement_is_modified(page: Page, boutique: Boutique, paid: Any) -> None:
    page.goto(f"/versements/{paid['id']}")
    page.get_by_role("link", name="Modifier").click()
    expect(page.get_by_label("Montant versé")).to_have_value(montant("5 000"))
    page.get_by_label("Montant versé").fill("10000")
    expect(page.get_by_text(montant("Il restera 12 500 F"))).to_be_visible()
    page.get_by_role("radio", name="Espèces").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Versement modifié")).to_be_visible()
    (after,) = versements(boutique)
    assert (after["montant"], after["mode"], after["date"]) == (10_000, "especes", paid["date"])
    assert reliquats(boutique) == {"Sucre": 0, "Lait": 12_500}


def test_another_reglement_may_be_paid_instead(page: Page, boutique: Boutique, paid: Any) -> None:
    page.goto(f"/versements/{paid['id']}/modifier")
    page.get_by_role("button", name="Choisir les règlements").click()
    page.get_by_role("checkbox", name="Lait").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Versement modifié")).to_be_visible()
    assert reliquats(boutique) == {"Sucre": 7_500, "Lait": 10_000}


def test_a_versement_moves_to_its_true_client(page: Page, boutique: Boutique, paid: Any) -> None:
    boutique.vendre("78 640 11 92", "Fatou Sow", "Huile", 9_000)
    page.goto(f"/versements/{paid['id']}/modifier")
    page.get_by_label("Numéro de téléphone").fill("78 640 11 92")
    expect(page.get_by_label("Nom complet")).to_have_value("Fatou Sow")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("link", name="Fatou Sow")).to_be_visible()
    assert reliquats(boutique) == {"Sucre": 7_500, "Lait": 15_000, "Huile": 4_000}


def test_a_versement_is_put_away_and_back(page: Page, boutique: Boutique, paid: Any) -> None:
    page.goto(f"/versements/{paid['id']}")
    page.get_by_role("button", name="Archiver").click()
    expect(page.get_by_role("alert")).to_contain_text("Suit encore un règlement")
    boutique.post("/versements", telephone="77 123 45 67", montant=2_500)
    page.get_by_role("button", name="Archiver").click()
    expect(page.get_by_text("Versement archivé")).to_be_visible()
    expect(page.get_by_text("Archivé", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remettre en cours").click()
    expect(page.get_by_text("Versement remis en cours")).to_be_visible()
    assert boutique.get(f"/versements/{paid['id']}")["etat"] == "en_cours"


def test_an_avoir_is_given_back_up_to_its_sum(page: Page, boutique: Boutique, paid: Any) -> None:
    client = paid["client"]["id"]
    boutique.post("/versements", client=client, montant=20_000)
    page.goto(f"/clients/{client}")
    page.get_by_role("button", name="Rembourser").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Montant rendu")).to_have_value(montant("2 500"))
    dialog.get_by_label("Montant rendu").fill("3000")
    dialog.get_by_role("button", name="Rembourser").click()
    expect(dialog.get_by_role("alert")).to_contain_text("C'est plus que l'avoir.")
    dialog.get_by_label("Montant rendu").fill("2000")
    dialog.get_by_role("button", name="Rembourser").dblclick()
    expect(page.get_by_text(montant("2 000 F remboursés"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(montant("Avoir500 F"))
    assert boutique.get(f"/clients/{client}")["avoir"] == 500


def test_two_accounts_become_one(page: Page, boutique: Boutique, paid: Any) -> None:
    client = paid["client"]["id"]
    other = boutique.vendre("78 640 11 92", "Awa D.", "Huile", 9_000)["client"]["id"]
    page.goto(f"/clients/{client}/modifier")
    page.get_by_label("2e numéro").fill("78 640 11 92")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce numéro est à Awa D.")
    page.get_by_role("button", name="Fusionner").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Les règlements et versements de Awa D. passent chez Awa Diop.")
    dialog.get_by_role("button", name="Fusionner").click()
    expect(page.get_by_text("Comptes fusionnés")).to_be_visible()
    expect(page.get_by_text("Huile")).to_be_visible()
    after = boutique.get(f"/clients/{client}")
    assert (after["du"], after["telephone2"]) == (26_500, "+221786401192")
    assert boutique.api.get(f"/api/clients/{other}").status == 404


def test_an_account_goes_only_after_its_name(page: Page, boutique: Boutique, paid: Any) -> None:
    client = paid["client"]["id"]
    page.goto(f"/clients/{client}")
    page.get_by_role("button", name="Supprimer le compte client").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(montant("Il vous doit17 500 F"))
    dialog.get_by_role("button", name="Supprimer le compte client").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Ce n'est pas le nom de ce client.")
    dialog.get_by_label("Écrivez son nom").fill("awa diop")
    dialog.get_by_role("button", name="Supprimer le compte client").click()
    expect(page.get_by_text("Compte d'Awa Diop supprimé")).to_be_visible()
    expect(page.get_by_role("heading", name="Aucun compte client")).to_be_visible()
    assert boutique.api.get(f"/api/clients/{client}").status == 404
    kept = page.evaluate(
        """async () => {
            const { readAll } = await import("/store.js");
            const all = await Promise.all(["clients", "reglements", "lectures"].map(readAll));
            return JSON.stringify(all);
        }"""
    )
    assert "Awa" not in kept
