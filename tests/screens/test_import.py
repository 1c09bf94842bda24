"""The paper notebook comes in: previewed, imported, followed, its bad lines taken away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage

pytestmark = pytest.mark.screen

DATA = Path(__file__).resolve().parents[1] / "data"
HEADING = "date;client;téléphone;produit/service;montant à payer;versé;échéance"


def cahier(*lines: str) -> FilePayload:
    text = "\n".join([HEADING, *lines])
    return {"name": "cahier.csv", "mimeType": "text/csv", "buffer": text.encode()}


def choose(page: Page, file: Path | FilePayload) -> None:
    page.get_by_label("Choisir").set_input_files(file)


def test_nothing_is_written_before_the_button(page: Page, boutique: Boutique) -> None:
    page.goto("/import")
    choose(
        page,
        cahier(
            "02/01/2025;Awa Diop;771234567;Sucre;7 500;2 500;",
            "03/01/2025;Fatou Sow;7712;Riz;25 000;;",
        ),
    )
    expect(page.get_by_text("2 lignes lues")).to_be_visible()
    expect(page.get_by_text("1 ligne à corriger")).to_be_visible()
    expect(page.get_by_role("listitem")).to_contain_text("Ligne 3")
    assert boutique.reglements() == []

    page.get_by_role("button", name="Importer 1 ligne").dblclick()
    expect(page.get_by_role("heading", name="Import terminé")).to_be_visible()
    expect(page.get_by_text("Ligne 3")).to_be_visible()
    (reglement,) = boutique.reglements()
    assert (reglement["produit"], reglement["reliquat"]) == ("Sucre", 5_000)
    page.get_by_role("link", name="Voir les comptes client").click()
    expect(page.get_by_text("Awa Diop")).to_be_visible()


def test_the_difficult_notebook_comes_in_to_the_franc(
    new_page: NewPage, boutique: Boutique
) -> None:
    expected: Any = json.loads((DATA / "cahier-difficile.totaux.json").read_text("utf-8"))
    page = new_page(boutique, viewport=BUREAU)
    page.goto("/import")
    choose(page, DATA / "cahier-difficile.csv")
    refused = page.get_by_role("listitem").filter(has_text="Ligne")
    expect(refused).to_have_count(len(expected["refusees"]))
    page.get_by_role("button", name="Importer ").click()
    expect(page.get_by_role("heading", name="Import terminé")).to_be_visible()
    address = page.url
    clients = boutique.get("/clients?limite=100")["elements"]
    assert sum(client["achats"] for client in clients) == expected["achats"]
    assert sum(client["verse"] for client in clients) == expected["verse"]

    page.goto("/import")
    choose(page, DATA / "cahier-difficile.csv")
    expect(page.get_by_text("Aucune ligne nouvelle à importer.")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="Import terminé")).to_be_visible()


def test_an_import_on_its_way_is_found_again_by_its_address(page: Page, boutique: Boutique) -> None:
    page.goto("/import")
    choose(page, DATA / "cahier.csv")
    page.get_by_role("button", name="Importer ").click()
    expect(page.get_by_text("Vous pouvez fermer. L'import continue.")).to_be_visible()
    address = page.url
    page.goto("/import")
    choose(page, cahier("02/01/2025;Awa Diop;771234567;Sucre;7 500;;"))
    page.get_by_role("button", name="Importer 1 ligne").click()
    expect(page.get_by_role("alert")).to_contain_text("Un import est déjà en cours.")
    page.get_by_role("link", name="Suivre l'import en cours").click()
    expect(page).to_have_url(address)
    expect(page.get_by_role("progressbar")).to_have_attribute("max", "1500")
    page.route("**/api/imports/*", lambda route: route.abort(), times=1)
    before = int(page.get_by_role("progressbar").get_attribute("value") or 0)
    expect(page.get_by_role("progressbar")).not_to_have_attribute("value", str(before))
    assert boutique.reglements()


def test_the_refused_lines_are_taken_away_without_a_formula(page: Page) -> None:
    page.goto("/import")
    choose(page, cahier("02/01/2025;Awa Diop;7712;Sucre;7 500;;"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger les lignes refusées").click()
    assert waiting.value.suggested_filename == "lignes-refusees.csv"
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert text.splitlines()[0] == '"Ligne";"Motif"'
    assert text.splitlines()[1].startswith('"2";"')
    cells = page.evaluate(
        """async () => {
            const { csv } = await import("/components/csv.js");
            return csv([["=1+1", "+221", "-5", "@a", "\\tx", 'il dit "oui"; puis non', "riz"]]);
        }"""
    )
    assert cells == (
        '\ufeff"\'=1+1";"\'+221";"\'-5";"\'@a";"\'\tx";"il dit ""oui""; puis non";"riz"\r\n'
    )


def test_a_file_that_is_no_table_is_said_in_one_sentence(page: Page) -> None:
    page.goto("/import")
    choose(page, {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\x00\x00"})
    expect(page.get_by_role("alert")).to_be_visible()
    choose(page, {"name": "gros.csv", "mimeType": "text/csv", "buffer": b"x" * 4_000_001})
    expect(page.get_by_role("alert")).to_contain_text("Ce fichier dépasse 4 Mo.")
    expect(page.get_by_role("button", name="Importer")).to_have_count(0)
