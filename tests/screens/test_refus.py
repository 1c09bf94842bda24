"""The link at the end of a message: it refuses when its button is pressed, and not before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import NewPage

pytestmark = pytest.mark.screen

FATOU = "+221765550134"


def lien(page: Page, boutique: Boutique) -> str:
    """Where the message to Fatou leads who wants no more, once it has left."""
    boutique.post(
        "/contacts", nom="Fatou Sow", telephone=FATOU, groupe="Fidèles", consentement_sms=True
    )
    envoi = boutique.post("/messages", emetteur="BtqNdiaye", texte="Promo", groupes=["Fidèles"])
    page.goto(f"/sms/envois/{envoi['id']}")
    expect(page.get_by_role("heading", name="Terminé")).to_be_visible()
    sent = boutique.api.get("/local/messages").json()["elements"]
    text = next(one["texte"] for one in sent if one["destinataire"] == FATOU)
    found = re.search(r"(/refus/\S+)$", text)
    assert found is not None
    return found[1]


def test_a_message_is_refused_in_one_tap(page: Page, new_page: NewPage, boutique: Boutique) -> None:
    address = lien(page, boutique)
    fatou = new_page()
    fatou.goto(address)
    button = fatou.get_by_role("button", name="Ne plus recevoir")
    expect(button).to_be_visible()
    expect(fatou.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    (contact,) = boutique.get("/contacts")["elements"]
    assert not contact["refus"]
    button.dblclick()
    expect(fatou.get_by_text("C'est fait.")).to_be_visible()
    expect(fatou.get_by_role("link", name="Appeler Boutique Ndiaye")).to_be_visible()
    fatou.reload()
    expect(fatou.get_by_text("C'est fait.")).to_be_visible()

    page.goto("/sms/envoi")
    expect(page.get_by_role("checkbox", name="Fatou Sow")).to_be_disabled()
    expect(page.get_by_text("a refusé vos messages")).to_be_visible()


def test_a_dead_link_says_so(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/refus/0000000000")
    expect(page.get_by_role("alert")).to_have_text(
        "Ce lien n'est plus valable. Demandez à la boutique."
    )
    expect(page.get_by_role("button")).to_have_count(0)
