"""Taking money in, seeing what it pays, and taking it back when it was a slip."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen

NEW = "/versements/nouveau"


@pytest.fixture
def awa(boutique: Boutique) -> str:
    """Awa Diop owes 47 500 F on three règlements; her id."""
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre 10 kg", 7_500, date="2025-10-02")
    boutique.vendre("77 123 45 67", "Awa Diop", "Lait, café", 15_000, date="2025-10-17")
    last = boutique.vendre("77 123 45 67", "Awa Diop", "Riz parfumé", 25_000, date="2025-10-28")
    return str(last["client"]["id"])


def versements(boutique: Boutique) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", boutique.get("/versements")["elements"])


def type_number(page: Page, number: str = "771234567") -> None:
    page.get_by_label("Numéro de téléphone").fill(number)
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")


def reliquats(boutique: Boutique) -> dict[str, int]:
    return {r["produit"]: r["reliquat"] for r in boutique.reglements()}


def as_vendeur(route: Route) -> None:
    session = route.fetch().json()
    session["utilisateur"] |= {"role": "vendeur", "id": "autre"}
    route.fulfill(json=session)


@pytest.mark.usefixtures("awa")
def test_the_number_gives_the_name_and_the_money_goes_to_the_oldest(
    page: Page, boutique: Boutique
) -> None:
    page.goto("/")
    page.get_by_role("link", name="Faire un versement").click()
    type_number(page)
    expect(page.get_by_text("Doit, sur 3 règlements")).to_be_visible()
    page.get_by_label("Montant versé").fill("15000")
    expect(page.get_by_text("Quinze mille francs.")).to_be_visible()
    expect(page.get_by_text(montant("Il restera 32 500 F"))).to_be_visible()
    page.get_by_role("button", name="Valider").click()

    expect(page).to_have_url("/versements")
    expect(page.get_by_text(montant("Versement de 15 000 F enregistré"))).to_be_visible()
    expect(page.get_by_text(montant("Awa Diop doit encore 32 500 F."))).to_be_visible()
    expect(page.get_by_role("link").filter(has_text="Awa Diop")).to_contain_text("enregistré")
    assert reliquats(boutique) == {"Sucre 10 kg": 0, "Lait, café": 7_500, "Riz parfumé": 25_000}


@pytest.mark.usefixtures("awa")
def test_a_name_fills_the_number_and_tout_pays_all(page: Page, boutique: Boutique) -> None:
    page.goto(NEW)
    page.get_by_label("Nom complet").fill("awa")
    page.get_by_role("button", name="Awa Diop").click()
    expect(page.get_by_label("Numéro de téléphone")).to_have_value("77 123 45 67")
    page.get_by_role("button", name="Tout :").click()
    expect(page.get_by_text("Il ne restera rien à payer.")).to_be_visible()
    page.get_by_role("radio", name="Autre", exact=True).check()
    page.get_by_role("radio", name="Chèque").check()
    page.get_by_label("Référence").fill("n° 0042")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Awa Diop ne doit plus rien.")).to_be_visible()
    (versement,) = versements(boutique)
    assert (versement["montant"], versement["mode"], versement["reference"]) == (
        47_500,
        "cheque",
        "n° 0042",
    )


@pytest.mark.usefixtures("awa")
def test_ticked_reglements_are_paid_first(page: Page, boutique: Boutique) -> None:
    page.goto(NEW)
    type_number(page)
    page.get_by_label("Montant versé").fill("26000")
    page.get_by_role("button", name="Choisir les règlements").click()
    page.get_by_role("checkbox", name="Riz parfumé").check()
    expect(page.get_by_text("devient Complet")).to_have_count(1)
    page.get_by_role("button", name="Valider").click()
    expect(page).to_have_url("/versements")
    assert reliquats(boutique) == {
        "Sucre 10 kg": 6_500,
        "Lait, café": 15_000,
        "Riz parfumé": 0,
    }


@pytest.mark.usefixtures("awa")
def test_wide_windows_show_what_it_pays_beside(new_page: NewPage, boutique: Boutique) -> None:
    page = new_page(boutique, viewport=BUREAU)
    page.goto(NEW)
    type_number(page)
    page.get_by_label("Montant versé").fill("15000")
    paid = page.get_by_role("region", name="Ce que ce versement paie").get_by_role("listitem")
    expect(paid).to_contain_text([montant("7 500 F"), montant("7 500 F"), montant("0 F")])
    expect(paid.first).to_contain_text("devient Complet")
    page.get_by_label("Montant versé").press("Enter")
    expect(page.get_by_role("row").filter(has_text="Awa Diop")).to_contain_text(montant("15 000"))


def test_what_exceeds_the_debt_stays_as_an_avoir(page: Page, boutique: Boutique, awa: str) -> None:
    page.goto(f"{NEW}?client={awa}")
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    page.get_by_label("Montant versé").fill("50000")
    expect(page.get_by_text(montant("2 500 F resteront en avoir."))).to_be_visible()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Awa Diop a 2 500 F en avoir."))).to_be_visible()
    assert boutique.get(f"/clients/{awa}")["avoir"] == 2_500


@pytest.mark.usefixtures("awa")
def test_the_panel_sends_a_receipt_and_undoes_once(page: Page, boutique: Boutique) -> None:
    page.goto(NEW)
    type_number(page)
    page.get_by_label("Montant versé").fill("15000")
    page.get_by_role("button", name="Valider").dblclick()
    receipt = page.get_by_role("link", name="Envoyer le reçu").get_attribute("href")
    assert receipt is not None
    assert receipt.startswith("https://wa.me/221771234567?text=")
    assert "reçu n° 1 : 15 000 F versés" in unquote(receipt)
    assert "Reste à payer : 32 500 F." in unquote(receipt)

    page.get_by_role("button", name="Annuler").dblclick()
    expect(page.get_by_text(montant("Versement de 15 000 F annulé"))).to_be_visible()
    expect(page.get_by_text(montant("Awa Diop doit encore 47 500 F."))).to_be_visible()
    (versement,) = versements(boutique)
    assert (versement["etat"], versement["annulation"]["motif"]) == ("annule", "Erreur de saisie")


def test_what_is_still_owed_is_never_said_from_an_old_copy(page: Page, awa: str) -> None:
    page.goto(NEW)
    type_number(page)
    page.get_by_label("Montant versé").fill("15000")
    expect(page.get_by_text(montant("Il restera 32 500 F"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.route(f"**/api/clients/{awa}", lambda route: route.abort())
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Versement de 15 000 F enregistré"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("doit encore")).to_have_count(0)
    expect(page.get_by_role("link", name="Envoyer le reçu")).to_have_count(0)


def test_an_unknown_number_is_said_and_leads_to_a_sale(page: Page) -> None:
    page.goto(NEW)
    page.get_by_label("Numéro de téléphone").fill("77 640 81 25")
    link = page.get_by_role("link", name="Ajouter un règlement pour ce numéro")
    expect(link).to_be_visible()
    page.get_by_role("button", name="Valider").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Il y a 2 erreurs")
    expect(summary).to_contain_text("Ce numéro n'est pas dans vos comptes client.")
    summary.get_by_role("link", name="Écrivez le montant versé.").click()
    expect(page.get_by_label("Montant versé")).to_be_focused()
    link.click()
    expect(page.get_by_label("Numéro de téléphone")).to_have_value("77 640 81 25")


@pytest.mark.usefixtures("awa")
def test_a_reload_keeps_the_versement_that_was_begun(page: Page) -> None:
    page.goto(NEW)
    type_number(page)
    page.get_by_label("Montant versé").fill("15 000")
    page.get_by_role("button", name="Hier").click()
    page.reload()
    expect(page.get_by_label("Nom complet")).to_have_value("Awa Diop")
    expect(page.get_by_text("Quinze mille francs.")).to_be_visible()
    expect(page.get_by_role("button", name="Hier")).to_have_attribute("aria-pressed", "true")


@pytest.mark.usefixtures("awa")
def test_without_network_it_waits_and_can_be_taken_back(page: Page, boutique: Boutique) -> None:
    page.goto("/versements")
    expect(page.get_by_text("Aucun versement encore.")).to_be_visible()
    page.get_by_role("link", name="Faire un versement").first.click()
    type_number(page)
    page.get_by_label("Montant versé").fill("5000")
    page.context.set_offline(True)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(montant("Versement de 5 000 F gardé"))).to_be_visible()
    expect(page.get_by_text("En attente d'envoi")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text(montant("Versement de 5 000 F retiré"))).to_be_visible()
    page.context.set_offline(False)
    page.goto("/versements")
    expect(page.get_by_text("Aucun versement encore.")).to_be_visible()
    assert versements(boutique) == []


def test_the_filter_by_name_stays_in_the_address(page: Page, boutique: Boutique, awa: str) -> None:
    boutique.post("/versements", client=awa, montant=5_000)
    boutique.vendre("78 640 11 92", "Fatou Sow", "Lait", 2_000, acompte={"montant": 500})
    page.goto("/versements")
    page.get_by_role("searchbox").fill("fatou")
    expect(page).to_have_url("/versements?q=fatou")
    expect(page.get_by_text("Awa Diop")).to_have_count(0)
    expect(page.get_by_text("Fatou Sow")).to_be_visible()
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("fatou")
    expect(page.get_by_text("Awa Diop")).to_have_count(0)
    page.get_by_role("searchbox").fill("moussa")
    expect(page.get_by_text("Aucun versement pour ce filtre.")).to_be_visible()


def test_a_versement_tells_what_it_paid_and_is_annule(
    page: Page, boutique: Boutique, awa: str
) -> None:
    paid = boutique.post("/versements", client=awa, montant=9_000, mode="wave", reference="TX-9")
    page.goto(f"/versements/{paid['id']}")
    expect(page.get_by_role("link").filter(has_text="Sucre 10 kg")).to_contain_text("Complet")
    expect(page.get_by_role("link").filter(has_text="Lait, café")).to_contain_text(
        montant("1 500 F")
    )
    expect(page.get_by_text("TX-9")).to_be_visible()
    page.get_by_role("button", name="Annuler le versement").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Motif").fill("")
    dialog.get_by_role("button", name="Annuler le versement").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Écrivez le motif.")
    dialog.get_by_label("Motif").fill("Compté deux fois")
    dialog.get_by_role("button", name="Annuler le versement").click()
    expect(page.get_by_text(montant("Versement de 9 000 F annulé"))).to_be_visible()
    expect(page.get_by_text("Compté deux fois")).to_be_visible()
    assert reliquats(boutique)["Sucre 10 kg"] == 7_500


def test_the_vendeur_takes_money_but_cannot_void_it(
    page: Page, boutique: Boutique, awa: str
) -> None:
    paid = boutique.post("/versements", client=awa, montant=9_000)
    page.route("**/api/session", as_vendeur)
    page.goto(f"/versements/{paid['id']}")
    expect(page.get_by_text("Sucre 10 kg")).to_be_visible()
    expect(page.get_by_role("button", name="Annuler le versement")).to_have_count(0)
    for address in ("/solder", "/archiver", "/import"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Réservé au gérant.")
