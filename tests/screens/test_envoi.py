"""+Envoi de message: the price is said while one types, asked before it leaves, and kept to."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.screens.boutique import Boutique

pytestmark = pytest.mark.screen

PROMO = "Promo : riz 25 kg à 13 000 F jusqu'au 5 décembre. Même prix livré."


def ouvrir_repertoire(boutique: Boutique) -> None:
    """Three who agreed, of whom two are Fidèles with one who did not."""
    for nom, telephone, groupe, accord in (
        ("Awa Diop", "77 123 45 67", "Fidèles", True),
        ("Cheikh Gueye", "78 410 22 19", "Fidèles", True),
        ("Ousmane Ba", "76 555 01 34", "Fidèles", False),
        ("Bineta Kane", "76 301 88 54", "Quartier", True),
    ):
        boutique.post(
            "/contacts", nom=nom, telephone=telephone, groupe=groupe, consentement_sms=accord
        )


def apercu(boutique: Boutique, texte: str) -> Any:
    return boutique.post("/messages/apercu", texte=texte, marketing=True)


def counted(page: Page, boutique: Boutique) -> None:
    """What the composer says of its text is what the service says."""
    truth = apercu(boutique, page.get_by_label("Message").input_value())
    said = f"{truth['parties']} sms · il reste {truth['restants']} caractères"
    expect(page.locator("#c-texte-aide")).to_have_text(said)


def test_a_message_goes_to_a_group_at_the_price_that_was_said(
    page: Page, boutique: Boutique
) -> None:
    ouvrir_repertoire(boutique)
    page.goto("/sms/envoi")
    page.get_by_label("Émetteur").fill("BtqNdiaye")
    expect(page.get_by_text("9 lettres sur 11.")).to_be_visible()
    page.get_by_role("button", name="Fidèles 3").click()
    expect(page.get_by_role("checkbox", name="Awa Diop")).to_be_checked()
    refused = page.get_by_role("checkbox", name="Ousmane Ba")
    expect(refused).to_be_disabled()
    expect(refused).not_to_be_checked()
    expect(page.get_by_text("n'a pas donné son accord")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Bineta Kane")).to_have_count(0)

    page.get_by_label("Message").fill(PROMO)
    counted(page, boutique)
    expect(page.get_by_text("« ê » coûte plus cher : 2 sms au lieu de 1.")).to_be_visible()
    page.get_by_role("button", name="Écrire sans ces lettres").click()
    expect(page.get_by_label("Message")).to_have_value(apercu(boutique, PROMO)["texte_gsm7"])
    counted(page, boutique)

    page.reload()
    expect(page.get_by_text("1 sms × 2 = 2 sms")).to_be_visible()
    expect(page.get_by_text("il restera 9 sms")).to_be_visible()
    page.get_by_role("button", name="Envoyer").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Envoyer à 2 personnes ?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Envoyer")).to_be_focused()
    assert boutique.get("/messages")["elements"] == []
    page.get_by_role("button", name="Envoyer").click()
    dialog.get_by_role("button", name="Envoyer 2 sms").dblclick()

    expect(page.get_by_role("heading", name="Terminé")).to_be_visible()
    line = page.get_by_role("listitem").filter(has_text="Awa Diop")
    expect(line).to_contain_text("Envoyé")
    (envoi,) = boutique.get("/messages")["elements"]
    assert (envoi["cout"], boutique.get("/quota")["sms"]) == (2, 9)
    page.get_by_role("link", name="Retour").click()
    expect(page.get_by_role("link", name="Promo")).to_contain_text("2 personnes")


def test_nothing_leaves_that_the_quota_does_not_hold(page: Page, boutique: Boutique) -> None:
    ouvrir_repertoire(boutique)
    page.goto("/sms/envoi")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Il y a 3 erreurs")
    page.get_by_label("Émetteur").fill("Wave")
    page.get_by_role("button", name="Tous 4").click()
    page.get_by_label("Autre numéro").fill("77 555 20 20")
    page.get_by_label("Autre numéro").press("Enter")
    expect(page.get_by_role("button", name="Ôter 77 555 20 20")).to_be_visible()
    page.get_by_role("checkbox", name="Awa Diop").uncheck()
    page.get_by_label("Message").fill("a" * 420)
    expect(page.get_by_text("4 sms × 3 = 12 sms")).to_be_visible()
    expect(page.get_by_text("Il manque 1 sms.")).to_be_visible()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("celui d'un opérateur")
    page.get_by_label("Émetteur").fill("BtqNdiaye")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Il manque 1 SMS")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert (boutique.get("/messages")["elements"], boutique.get("/quota")["sms"]) == ([], 11)
    page.context.set_offline(True)
    expect(page.get_by_text("L'envoi a besoin d'internet.")).to_be_visible()
    expect(page.get_by_role("button", name="Envoyer")).to_have_attribute("aria-disabled", "true")
