"""Rappels: planned from a règlement, gone at 8 h, shown as what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, NewPage
from tests.screens.test_reglements import montant

pytestmark = pytest.mark.screen

JOUR = datetime.now(UTC).date() + timedelta(days=1)
"""The day on which all this happens, in Dakar: tomorrow, for sessions are of today."""


def at(boutique: Boutique, hour: str, day: int = 0) -> None:
    """It is that hour of that day; what is due by then is done."""
    instant = f"{JOUR + timedelta(days=day)}T{hour}:00Z"
    assert boutique.api.post("/local/horloge", data={"maintenant": instant}).ok


@pytest.fixture(autouse=True)
def _clock(boutique: Boutique) -> Iterator[None]:
    """Ten in the morning; the other screens have the time of this machine again."""
    at(boutique, "10:00")
    yield
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    assert boutique.api.post("/local/horloge", data={"maintenant": now}).ok


@pytest.fixture
def tissu(boutique: Boutique) -> dict[str, Any]:
    """Awa owes 20 000 F for cloth, and 3 500 F for what she bought since."""
    old = boutique.vendre("77 123 45 67", "Awa Diop", "Tissu bazin", 20_000, date="2026-10-15")
    boutique.vendre("77 123 45 67", "Awa Diop", "Savon", 3_500)
    return dict(old)


def rappels(boutique: Boutique) -> list[tuple[str, str, str]]:
    """Day, produit and état of each, the latest day first."""
    found = boutique.get("/rappels")["elements"]
    return [(r["date"], r["produit"], r["etat"]) for r in found]


def planned(boutique: Boutique, reglement: dict[str, Any], day: int = 1) -> Any:
    path = f"/reglements/{reglement['id']}/rappels"
    return boutique.post(path, date=str(JOUR + timedelta(days=day)), texte="Il reste {reliquat}.")


def test_what_is_planned_on_a_reglement_leaves_at_8_h(
    page: Page, boutique: Boutique, tissu: dict[str, Any]
) -> None:
    page.goto(f"/reglements/{tissu['id']}")
    page.get_by_role("link", name="+Planifier l'envoi du sms").click()
    expect(page.get_by_role("heading", name="Planifier l'envoi du sms")).to_be_focused()
    expect(page.get_by_text("1 sms en tout, sur 11")).to_be_visible()
    page.get_by_role("checkbox", name="Moi, 77 555 10 10").check()
    expect(page.get_by_text("2 sms en tout, sur 11")).to_be_visible()
    words = page.get_by_label("Message", exact=True)
    words.fill("Awa, pour : il reste {reliquat}.")
    words.press("Control+Home")
    for _ in "Awa, pour ":
        words.press("ArrowRight")
    page.get_by_role("button", name="{produit}").click()
    expect(words).to_be_focused()
    page.keyboard.type(" ")
    read = page.get_by_text("Awa, pour Tissu bazin : il reste 20\u00a0000\u00a0F.")
    expect(read).to_be_visible()
    page.get_by_role("button", name="Enregistrer planning").click()
    expect(page.get_by_role("status")).to_contain_text(["Planning enregistré : ", ""])
    expect(page.get_by_text("Planifié", exact=True)).to_have_count(2)

    at(boutique, "08:00", day=1)
    page.goto("/rappels")
    expect(page.get_by_text("Envoyé à 8 h 00")).to_have_count(2)
    sent = boutique.api.get("/local/messages").json()["elements"]
    received = {m["destinataire"] for m in sent if m["texte"].startswith("Awa, pour Tissu bazin :")}
    assert received == {"+221771234567", "+221775551010"}


def test_a_rappel_is_modified_removed_and_put_back(
    page: Page, boutique: Boutique, tissu: dict[str, Any]
) -> None:
    planned(boutique, tissu)
    page.goto("/rappels?etat=planifie")
    page.get_by_role("link", name="Modifier le rappel d'Awa Diop").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Il reste {reliquat}.")
    later = JOUR + timedelta(days=5)
    page.get_by_role("button", name="Autre jour").click()
    page.get_by_label("Jour").fill(str(later))
    page.get_by_role("button", name="Enregistrer planning").click()
    expect(page.get_by_text("Rappel modifié : ")).to_be_visible()
    assert rappels(boutique) == [(str(later), "Tissu bazin", "planifie")]

    page.get_by_role("button", name="Supprimer le rappel d'Awa Diop").click()
    expect(page.get_by_text("Rappel supprimé")).to_be_visible()
    assert rappels(boutique) == []
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_text("Rappel remis : ")).to_be_visible()
    assert rappels(boutique) == [(str(later), "Tissu bazin", "planifie")]


@pytest.mark.usefixtures("tissu")
def test_an_sms_to_who_owes_is_a_rappel_of_today_on_the_oldest_reglement(
    page: Page, boutique: Boutique
) -> None:
    page.goto("/")
    page.get_by_role("button", name="Relancer Awa Diop").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="SMS dans le quart d'heure · 1 sms sur 11").click()
    expect(dialog.get_by_text("Planning enregistré : dans le quart d'heure.")).to_be_visible()
    assert rappels(boutique) == [(str(JOUR), "Tissu bazin", "planifie")]
    dialog.get_by_role("button", name="Annuler").click()
    expect(dialog.get_by_text("Planning annulé")).to_be_visible()
    assert rappels(boutique) == []

    at(boutique, "20:30")
    page.goto("/")
    page.get_by_role("button", name="Relancer Awa Diop").click()
    dialog.get_by_role("button", name="SMS demain vers 8 h · 1 sms sur 11").click()
    expect(dialog.get_by_role("button", name="Annuler")).to_be_visible()
    at(boutique, "08:15", day=1)
    page.goto("/")
    expect(page.get_by_text("1 sms parti.")).to_be_visible()
    (sms,) = [
        m
        for m in boutique.api.get("/local/messages").json()["elements"]
        if m["destinataire"] == "+221771234567" and m["texte"].startswith("Bonjour")
    ][:1]
    assert "il vous reste 23 500 F à payer chez Boutique Ndiaye" in sms["texte"]


def test_to_solder_says_that_its_rappel_is_cancelled(
    page: Page, boutique: Boutique, tissu: dict[str, Any]
) -> None:
    planned(boutique, tissu)
    page.goto(f"/solder?client={tissu['client']['id']}&periode=tout")
    page.get_by_role("checkbox", name="changer situation : Tissu bazin").check()
    expect(page.get_by_text("Tissu bazin : soldé. 1 rappel annulé.")).to_be_visible()


def test_on_wide_windows_it_is_a_dialog_that_names_every_error(
    new_page: NewPage, boutique: Boutique, tissu: dict[str, Any]
) -> None:
    page = new_page(boutique, viewport=BUREAU)
    page.goto(f"/reglements/{tissu['id']}")
    page.get_by_role("link", name="+Planifier l'envoi du sms").click()
    dialog = page.get_by_role("dialog", name="Planifier l'envoi du sms")
    expect(dialog).to_contain_text(montant("20 000 F"))
    dialog.get_by_role("checkbox", name="Awa Diop").uncheck()
    dialog.get_by_role("checkbox", name="Autre numéro").check()
    dialog.get_by_label("Autre numéro").last.fill("77 12")
    dialog.get_by_label("Message", exact=True).fill("Il reste {solde}.")
    expect(dialog.get_by_role("status")).to_contain_text("On ne sait pas remplir {solde}.")
    dialog.get_by_role("button", name="Enregistrer planning").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Ce numéro est incomplet.")
    dialog.get_by_label("Autre numéro").last.fill("76 000 00 00")
    dialog.get_by_label("Message", exact=True).fill("Il reste {reliquat}.")
    dialog.get_by_role("button", name="Enregistrer planning").click()
    expect(dialog.get_by_role("alert")).to_contain_text("n'est pas un numéro du client")
    page.route("**/rappels", lambda route: route.abort())
    dialog.get_by_role("checkbox", name="Awa Diop").check()
    dialog.get_by_role("checkbox", name="Autre numéro").uncheck()
    dialog.get_by_role("button", name="Enregistrer planning").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Cette action a besoin d'internet.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(f"/reglements/{tissu['id']}")
    assert rappels(boutique) == []
