"""+Archiver versement: what follows no open règlement is put away, and comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.test_reglements import montant
from tests.screens.test_versements import versements

pytestmark = pytest.mark.screen


@pytest.fixture
def awa(boutique: Boutique) -> str:
    """Awa Diop paid her sugar with two versements and a part of her rice with a third; her id."""
    sale = boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    boutique.vendre("77 123 45 67", "Awa Diop", "Riz", 25_000)
    for sum in (3_500, 4_000, 6_000):
        boutique.post("/versements", telephone="77 123 45 67", montant=sum)
    return str(sale["client"]["id"])


def etats(boutique: Boutique) -> dict[int, str]:
    return {v["montant"]: v["etat"] for v in versements(boutique)}


@pytest.mark.usefixtures("awa")
def test_ticked_versements_are_put_away_and_brought_back(page: Page, boutique: Boutique) -> None:
    page.goto("/clients")
    page.get_by_role("link", name="+Archiver versement").click()
    page.get_by_label("Numéro de téléphone").fill("771234567")
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    page.get_by_role("button", name="Valider").click()
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    following = page.get_by_role("listitem").filter(has_text="Suit encore un règlement")
    expect(following).to_contain_text(montant("6 000 F"))

    expect(page.get_by_role("button", name="Archiver", exact=True)).to_be_disabled()
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Archiver 2").dblclick()
    expect(page.get_by_text("2 versements archivés")).to_be_visible()
    expect(boxes).to_have_count(0)
    assert etats(boutique) == {3_500: "archive", 4_000: "archive", 6_000: "en_cours"}

    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("2 versements remis en cours")).to_be_visible()
    expect(boxes).to_have_count(2)
    assert set(etats(boutique).values()) == {"en_cours"}


def test_a_versement_that_keeps_an_avoir_has_no_box(
    page: Page, boutique: Boutique, awa: str
) -> None:
    boutique.post("/versements", client=awa, montant=20_000)
    page.goto(f"/archiver?client={awa}&periode=tout")
    kept = page.get_by_role("listitem").filter(has_text="Garde un avoir")
    expect(kept).to_contain_text(montant("20 000 F"))
    expect(kept.get_by_role("checkbox")).to_have_count(0)


def test_what_changed_meanwhile_is_refused_in_words(
    page: Page, boutique: Boutique, awa: str
) -> None:
    page.goto(f"/archiver?client={awa}")
    page.get_by_role("checkbox").first.check()
    sucre = next(r for r in boutique.reglements() if r["produit"] == "Sucre")
    assert boutique.api.patch(f"/api/reglements/{sucre['id']}", data={"montant": 50_000}).ok
    page.get_by_role("button", name="Archiver 1").click()
    expect(page.get_by_role("alert")).to_contain_text("1 versement suit encore un règlement.")
    assert set(etats(boutique).values()) == {"en_cours"}
