"""Quota: what is left, and each thing that moved it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique

pytestmark = pytest.mark.screen


def test_each_movement_is_said_with_what_was_left_after_it(page: Page, boutique: Boutique) -> None:
    boutique.post("/messages", emetteur="BtqNdiaye", texte="Promo", telephones=["77 123 45 67"])
    page.goto("/sms")
    expect(page.get_by_text("10 sms", exact=True).last).to_be_visible()
    page.get_by_role("link", name="Voir les mouvements").click()
    expect(page.get_by_role("heading", name="Quota", level=1)).to_be_visible()
    lines = page.get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("Envoi de message")
    expect(lines.nth(0)).to_contain_text("\u22121 sms")
    expect(lines.nth(0)).to_contain_text("reste 10")
    expect(lines.nth(1)).to_contain_text("Offerts à l'ouverture")
    expect(lines.nth(1)).to_contain_text("+11 sms")
