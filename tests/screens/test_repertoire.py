"""+Répertoire: contacts come in one by one, are corrected where they stand, and leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.screens.boutique import Boutique
from tests.screens.test_versements import as_vendeur

pytestmark = pytest.mark.screen


def contacts(boutique: Boutique) -> list[dict[str, Any]]:
    return list(boutique.get("/contacts")["elements"])


def test_a_contact_is_added_corrected_and_taken_away(page: Page, boutique: Boutique) -> None:
    page.goto("/sms/repertoire")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Il y a 2 erreurs")
    page.get_by_label("Nom complet").fill("Bineta Kane")
    page.get_by_label("Téléphone").fill("76 301 88 54")
    page.get_by_label("Nom du groupe").fill("Quartier")
    page.get_by_label("Accepte les sms de la boutique").check()
    page.get_by_role("button", name="Valider").dblclick()
    expect(page.get_by_text("Bineta Kane est dans votre répertoire.")).to_be_visible()
    (contact,) = contacts(boutique)
    assert (contact["telephone"], contact["groupe"]) == ("+221763018854", "Quartier")
    assert contact["consentement_sms"]["source"] == "boutique"

    page.get_by_role("link", name="Bineta Kane").click()
    expect(page.get_by_role("heading", name="+ Modifier contact")).to_be_visible()
    expect(page.get_by_text("Accord noté le")).to_be_visible()
    page.get_by_label("Accepte les sms de la boutique").uncheck()
    page.get_by_role("button", name="Modifier").click()
    expect(page.get_by_text("Contact modifié : Bineta Kane")).to_be_visible()
    expect(page.get_by_role("link", name="Bineta Kane")).to_contain_text("pas d'accord")

    page.get_by_role("link", name="Bineta Kane").click()
    page.get_by_role("button", name="+supprimer").click()
    page.get_by_role("button", name="Supprimer Bineta Kane").click()
    expect(page.get_by_role("heading", name="Votre répertoire est vide")).to_be_visible()
    assert contacts(boutique) == []


def test_a_number_stands_once_and_its_contact_is_shown(page: Page, boutique: Boutique) -> None:
    boutique.post("/contacts", nom="Awa Diop", telephone="77 123 45 67", groupe="Fidèles")
    boutique.post("/contacts", nom="Cheikh Gueye", telephone="78 410 22 19", groupe="Quartier")
    page.goto("/sms/repertoire")
    page.get_by_label("Nom complet").fill("Awa D.")
    page.get_by_label("Téléphone").fill("+221771234567")
    page.get_by_role("button", name="Fidèles").first.click()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce numéro est à Awa Diop.")
    page.get_by_role("link", name="Voir ce contact").click()
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")

    page.get_by_role("button", name="Filtrer").click()
    page.get_by_role("group", name="Groupe").get_by_role("button", name="Quartier").last.click()
    expect(page.get_by_role("link", name="Cheikh Gueye")).to_be_visible()
    expect(page.get_by_role("link", name="Awa Diop")).to_have_count(0)


def test_a_vendeur_adds_and_corrects_only(page: Page, boutique: Boutique) -> None:
    boutique.post("/contacts", nom="Awa Diop", telephone="77 123 45 67")
    page.route("**/api/session", as_vendeur)
    page.goto("/sms/repertoire")
    page.get_by_role("link", name="Awa Diop").click()
    expect(page.get_by_role("button", name="Modifier")).to_be_visible()
    expect(page.get_by_role("button", name="+supprimer")).to_have_count(0)
    expect(page.get_by_role("button", name="Importer")).to_have_count(0)
    page.goto("/sms")
    expect(page.get_by_role("link", name="+Répertoire")).to_be_visible()
    assert page.locator("a[href='/sms/envoi']").count() == 0
    page.goto("/sms/envoi")
    expect(page.get_by_text("Réservé au gérant.")).to_be_visible()


CARNET = """BEGIN:VCARD
VERSION:3.0
FN:Fatou Sow
TEL;TYPE=CELL:76 555 01 34
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Sans Numéro
END:VCARD
"""


def test_the_contacts_of_a_telephone_come_in(page: Page, boutique: Boutique) -> None:
    page.goto("/sms/repertoire")
    page.get_by_role("button", name="Importer").first.click()
    file: FilePayload = {"name": "carnet.vcf", "mimeType": "text/vcard", "buffer": CARNET.encode()}
    page.get_by_label("Choisir un fichier").set_input_files(file)
    assert contacts(boutique) == []
    page.get_by_role("button", name="Importer carnet.vcf").dblclick()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1ajouté")
    expect(dialog.get_by_role("listitem")).to_contain_text("Il manque le numéro.")
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="Télécharger les lignes refusées").click()
    assert "numéro" in Path(waiting.value.path()).read_text("utf-8-sig")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Fatou Sow")).to_contain_text("pas d'accord")
    assert [c["telephone"] for c in contacts(boutique)] == ["+221765550134"]
