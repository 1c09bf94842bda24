"""Recording, finding and changing credit sales."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage

pytestmark = pytest.mark.screen

F = "[\u202f\u00a0 ]"
"""Whatever space stands in an amount."""


def montant(text: str) -> re.Pattern[str]:
    """« 25 000 F » with whatever spaces."""
    return re.compile(re.escape(text).replace(r"\ ", F))


def test_a_sale_to_a_new_client_stands_in_the_list(page: Page, boutique: Boutique) -> None:
    page.goto("/")
    page.get_by_role("link", name="+Ajouter un règlement").click()
    page.get_by_label("Numéro de téléphone").fill("771234567")
    page.get_by_label("Nom complet").fill("Awa Diop")
    page.get_by_label("Produit/service").fill("Riz parfumé 25 kg")
    page.get_by_label("Montant à payer").fill("25000")
    expect(page.get_by_text("Vingt-cinq mille francs.")).to_be_visible()
    page.get_by_role("button", name="Valider").click()

    expect(page).to_have_url("/reglements")
    expect(page.get_by_text(montant("Règlement de 25 000 F enregistré"))).to_be_visible()
    expect(page.get_by_text(montant("Awa Diop doit 25 000 F."))).to_be_visible()
    line = page.get_by_role("link").filter(has_text="Riz parfumé 25 kg")
    expect(line).to_contain_text("Incomplet")
    assert [(r["montant"], r["client"]["telephone"]) for r in boutique.reglements()] == [
        (25_000, "+221771234567")
    ]


def test_a_known_number_shows_the_name_at_its_right(page: Page, boutique: Boutique) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    page.goto("/reglements/nouveau")
    page.get_by_label("Numéro de téléphone").fill("+221 77 123 45 67")
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    expect(page.get_by_text("Doit déjà, sur 1 règlement")).to_be_visible()
    page.get_by_label("Montant à payer").fill("2500")
    expect(page.get_by_text(montant("Awa Diop devra 10 000 F."))).to_be_visible()


def test_a_name_offers_the_clients_who_bear_it(page: Page, boutique: Boutique) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    boutique.vendre("78 640 11 92", "Awa Ndiaye", "Lait", 2_000)
    boutique.vendre("77 900 31 11", "Moussa Ndiaye", "Tôles", 9_000)
    page.goto("/reglements/nouveau")
    page.get_by_label("Nom complet").fill("awa")
    expect(page.get_by_text("2 clients trouvés")).to_be_visible()
    expect(page.get_by_role("button", name="Nouveau client")).to_be_visible()
    page.get_by_role("button", name="Awa Ndiaye").click()
    expect(page.get_by_label("Numéro de téléphone")).to_have_value("78 640 11 92")


def test_an_acompte_with_its_mode_is_recorded(page: Page, boutique: Boutique) -> None:
    page.goto("/reglements/nouveau")
    page.get_by_label("Numéro de téléphone").fill("77 123 45 67")
    page.get_by_label("Nom complet").fill("Awa Diop")
    page.get_by_label("Produit/service").fill("Tissu bazin 3 m")
    page.get_by_label("Montant à payer").fill("20 000")
    page.get_by_text("Acompte, date, échéance, note").click()
    page.get_by_label("Acompte versé maintenant").fill("5 000")
    page.get_by_role("radio", name="Wave").check()
    page.get_by_role("button", name="Hier").click()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("5 000 versés sur 20 000 F"))).to_be_visible()
    (versement,) = boutique.get("/versements")["elements"]
    assert (versement["montant"], versement["mode"]) == (5_000, "wave")


def test_two_taps_are_one_sale(page: Page, boutique: Boutique) -> None:
    page.goto("/reglements/nouveau")
    page.get_by_label("Numéro de téléphone").fill("77 123 45 67")
    page.get_by_label("Nom complet").fill("Awa Diop")
    page.get_by_label("Produit/service").fill("Riz")
    page.get_by_label("Montant à payer").fill("25000")
    page.get_by_role("button", name="Valider").dblclick()
    expect(page).to_have_url("/reglements")
    assert len(boutique.reglements()) == 1


def test_every_error_is_said_at_once(page: Page) -> None:
    page.goto("/reglements/nouveau")
    page.get_by_role("button", name="Valider").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Il y a 3 erreurs")
    expect(page.get_by_label("Montant à payer")).to_have_attribute("aria-invalid", "true")


def test_a_reload_keeps_what_was_typed(page: Page) -> None:
    page.goto("/reglements/nouveau")
    page.get_by_label("Produit/service").fill("Ciment 10 sacs")
    page.reload()
    expect(page.get_by_label("Produit/service")).to_have_value("Ciment 10 sacs")


def test_a_sale_without_network_waits_and_leaves_by_itself_once(
    page: Page, boutique: Boutique
) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    page.goto("/reglements")
    expect(page.get_by_text("Awa Diop")).to_be_visible()
    page.get_by_role("link", name="+Ajouter un règlement").click()
    page.get_by_label("Nom complet").fill("awa")
    page.get_by_role("button", name="Awa Diop").click()
    page.get_by_label("Produit/service").fill("Huile 5 L")
    page.get_by_label("Montant à payer").fill("8000")
    page.context.set_offline(True)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Règlement de 8 000 F gardé"))).to_be_visible()
    expect(page.get_by_text("En attente d'envoi")).to_be_visible()
    expect(page.get_by_text("Pas de réseau. Continuez : 1 saisie")).to_be_visible()
    assert len(boutique.reglements()) == 1

    page.context.set_offline(False)
    expect(page.get_by_text("En attente d'envoi")).to_have_count(0)
    assert [r["produit"] for r in boutique.reglements()] == ["Huile 5 L", "Sucre"]


def test_an_answer_that_was_lost_is_asked_for_again_not_done_again(
    page: Page, boutique: Boutique
) -> None:
    page.goto("/reglements/nouveau")
    page.get_by_label("Numéro de téléphone").fill("77 123 45 67")
    page.get_by_label("Nom complet").fill("Awa Diop")
    page.get_by_label("Produit/service").fill("Riz")
    page.get_by_label("Montant à payer").fill("25000")
    lost: list[APIResponse] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/api/reglements", lose)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Valider").click()
        expect(page.get_by_text("gardé")).to_be_visible()
    assert [answer.status for answer in lost] == [201]
    expect(page.get_by_text("En attente d'envoi")).to_have_count(0)
    assert len(boutique.reglements()) == 1


def test_the_address_keeps_the_filter(page: Page, boutique: Boutique) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    boutique.vendre("78 640 11 92", "Fatou Sow", "Lait", 2_000, acompte={"montant": 2_000})
    page.goto("/reglements")
    page.get_by_role("button", name="Complet", exact=True).click()
    expect(page.get_by_text("Awa Diop")).to_have_count(0)
    expect(page).to_have_url("/reglements?etat=complet")
    page.get_by_role("link").filter(has_text="Lait").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Règlement")
    page.go_back()
    expect(page.get_by_role("button", name="Complet", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("searchbox").fill("moussa")
    expect(page.get_by_text("Aucun règlement pour ce filtre.")).to_be_visible()
    page.get_by_role("link", name="Tout voir").click()
    expect(page.get_by_text("Awa Diop")).to_be_visible()


def test_back_finds_its_place_in_a_long_list(page: Page, boutique: Boutique) -> None:
    for n in range(20):
        boutique.vendre("77 123 45 67", "Awa Diop", f"Article {n}", 1_000 + 5 * n)
    page.goto("/reglements")
    line = page.get_by_role("link").filter(has_text="Article 3")
    line.scroll_into_view_if_needed()
    before = page.evaluate("() => scrollY")
    assert before > 0
    line.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Règlement")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(line).to_be_in_viewport()
    assert page.evaluate("() => scrollY") == before


def test_wide_windows_show_a_table_with_its_totals(new_page: NewPage, boutique: Boutique) -> None:
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    boutique.vendre("78 640 11 92", "Fatou Sow", "Lait", 2_000, acompte={"montant": 500})
    page = new_page(boutique, viewport=BUREAU)
    page.goto("/reglements")
    first, last = ["Date", "Client", "Produit/service"], ["Échéance", "État"]
    headings = [*first, "Montant à payer", "Versé", "Reliquat", *last]
    expect(page.get_by_role("columnheader")).to_have_text(headings)
    total = page.get_by_role("row").filter(has_text="montants en F CFA")
    expect(total).to_contain_text(montant("9 500"))
    expect(total).to_contain_text(montant("9 000"))


def test_a_reglement_is_modified_solde_reopened_and_annule(page: Page, boutique: Boutique) -> None:
    vente = boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500, acompte={"montant": 2_500})
    here = f"/reglements/{vente['id']}"
    page.goto(here)
    expect(page.get_by_text(montant("Versé 2 500 F"))).to_be_visible()

    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Montant à payer").fill("8000")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Règlement modifié")).to_be_visible()
    expect(page.get_by_text(montant("Montant à payer 8 000 F"))).to_be_visible()

    page.get_by_role("button", name="Solder").click()
    page.get_by_role("radio", name="Dette épongée").check()
    page.get_by_role("dialog").get_by_role("button", name="Solder").click()
    expect(page.get_by_text("Complet · soldé")).to_be_visible()
    expect(page.get_by_text("Dette épongée")).to_be_visible()

    page.get_by_role("button", name="Rouvrir").click()
    expect(page.get_by_text("Incomplet")).to_be_visible()

    page.get_by_role("button", name="Annuler le règlement").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler le règlement").click()
    expect(page.get_by_text("Règlement annulé")).to_be_visible()
    assert boutique.get(here)["annulation"]["motif"] == "Erreur de saisie"


def test_who_changes_what_another_just_changed_is_told(page: Page, boutique: Boutique) -> None:
    vente = boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)
    here = f"/reglements/{vente['id']}"
    page.goto(f"{here}/modifier")
    page.get_by_label("Produit/service").fill("Sucre 10 kg")
    assert boutique.api.patch(f"/api{here}", data={"montant": 7_000}).ok
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Relisez, puis validez.")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Règlement modifié")).to_be_visible()
    after = boutique.get(here)
    assert (after["produit"], after["montant"]) == ("Sucre 10 kg", 7_000)


def test_the_vendeur_finds_nothing_that_is_the_gerants(page: Page, boutique: Boutique) -> None:
    vente = boutique.vendre("77 123 45 67", "Awa Diop", "Sucre", 7_500)

    def as_vendeur(route: Route) -> None:
        session = route.fetch().json()
        session["utilisateur"] |= {"role": "vendeur", "id": "autre"}
        route.fulfill(json=session)

    page.route("**/api/session", as_vendeur)
    page.goto(f"/reglements/{vente['id']}")
    expect(page.get_by_text("Sucre")).to_be_visible()
    for name in ("Solder", "Annuler le règlement", "Rouvrir"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("link", name="Modifier")).to_have_count(0)
