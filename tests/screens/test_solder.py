"""Solder compte: let go by a tick, made due again by another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen


@pytest.fixture
def aminata(boutique: Boutique) -> str:
    """Aminata Mbaye owes 6 000 F since 2025 and 3 500 F of today; her id."""
    old = boutique.vendre("78 222 06 40", "Aminata Mbaye", "Tissu bazin", 20_000, date="2025-10-15")
    boutique.post("/versements", client=old["client"]["id"], montant=14_000)
    boutique.vendre("78 222 06 40", "Aminata Mbaye", "Savon", 3_500)
    return str(old["client"]["id"])


def states(boutique: Boutique) -> dict[str, tuple[int, int]]:
    return {r["produit"]: (r["reliquat"], r["abandonne"]) for r in boutique.reglements()}


@pytest.mark.usefixtures("aminata")
def test_a_tick_lets_go_at_once_and_an_untick_reopens(page: Page, boutique: Boutique) -> None:
    page.goto("/clients")
    page.get_by_role("link", name="Solder compte").click()
    page.get_by_label("Numéro de téléphone").fill("782220640")
    expect(page.get_by_label("Nom complet")).to_have_value("Aminata Mbaye")
    page.get_by_role("button", name="Tout", exact=True).click()
    page.get_by_role("button", name="Valider").click()
    title = "Les Résultats obtenus suivant la période indiquée"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("radio", name="Dette épongée").check()
    box = page.get_by_role("checkbox", name="changer situation : Tissu bazin")
    box.check()
    expect(page.get_by_text("Tissu bazin : soldé")).to_be_visible()
    expect(page.get_by_text("Complet · soldé")).to_be_visible()
    assert states(boutique) == {"Savon": (3_500, 0), "Tissu bazin": (0, 6_000)}
    assert boutique.reglements()[1]["abandons"][0]["motif"] == "eponge"

    page.reload()
    expect(box).to_be_checked()
    box.uncheck()
    expect(page.get_by_text("Tissu bazin : rouvert")).to_be_visible()
    assert states(boutique)["Tissu bazin"] == (6_000, 0)


def test_the_period_chooses_what_is_shown(page: Page, aminata: str) -> None:
    page.goto(f"/solder?client={aminata}")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    expect(page.get_by_text("Savon")).to_be_visible()
    page.get_by_role("button", name="Mois dernier").click()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Rien à solder sur cette période.")).to_be_visible()


def test_wide_windows_sum_what_was_let_go(
    new_page: NewPage, boutique: Boutique, aminata: str
) -> None:
    page = new_page(boutique, viewport=BUREAU)
    page.goto(f"/solder?client={aminata}&periode=tout")
    page.get_by_role("checkbox", name="Savon").check()
    foot = page.get_by_role("row").filter(has_text="1 règlement soldé")
    expect(foot).to_contain_text(montant("3 500 F cédés"))
    expect(foot).to_contain_text(montant("6 000"))


def test_without_network_nothing_is_let_go_and_it_says_so(
    page: Page, boutique: Boutique, aminata: str
) -> None:
    page.goto(f"/solder?client={aminata}")
    page.route("**/solde", lambda route: route.abort())
    page.get_by_role("checkbox").click()
    expect(page.get_by_role("alert")).to_contain_text("Cette action a besoin d'internet.")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    assert states(boutique)["Savon"] == (3_500, 0)


def test_a_client_must_be_found_first(page: Page) -> None:
    page.goto("/solder")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Écrivez le numéro de téléphone.")


def test_tout_solder_asks_then_lets_everything_go(
    page: Page, boutique: Boutique, aminata: str
) -> None:
    page.goto(f"/solder?client={aminata}&periode=tout")
    page.get_by_role("button", name="Tout solder").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(montant("2 règlements : 9 500 F ne seront plus dus."))
    dialog.get_by_role("button", name="Tout solder").click()
    expect(page.get_by_text("2 règlements soldés")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    assert states(boutique) == {"Savon": (0, 3_500), "Tissu bazin": (0, 6_000)}
