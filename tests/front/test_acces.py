"""Each screen for everybody: axe finds nothing, nothing overflows, targets are large."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, TELEPHONE, NewPage

pytestmark = pytest.mark.screen

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
PUBLIC = ["/connexion", "/inscription", "/confirmation#jeton=x", "/mot-de-passe"]
PUBLIC += ["/refus/0000000000"]
SIGNED_IN = ["/", "/reglements", "/reglements/nouveau", "/reglements/{id}"]
SIGNED_IN += ["/reglements/{id}/modifier", "/menu", "/sms"]
SIGNED_IN += ["/versements", "/versements/nouveau?client={client}", "/versements/{versement}"]
SIGNED_IN += ["/versements/{versement}/modifier", "/clients", "/clients?tri=du"]
SIGNED_IN += ["/clients/{client}", "/clients/{client}/modifier", "/clients/{client}/releve"]
SIGNED_IN += ["/clients/{client}/releve?periode=tout", "/clients/{client}/reglements?periode=tout"]
SIGNED_IN += ["/clients/{client}/versements?periode=tout", "/solder", "/archiver", "/import"]
SIGNED_IN += ["/solder?client={client}&periode=tout", "/archiver?client={client}&periode=tout"]
SIGNED_IN += ["/attente", "/caisse", "/aide", "/equipe", "/journal", "/export"]
SIGNED_IN += ["/parametres", "/rappels", "/reglements/{id}/rappel"]
SIGNED_IN += ["/sms/repertoire/{contact}", "/sms/envoi", "/sms/envois/{envoi}"]
SMALLEST: ViewportSize = {"width": 320, "height": 640}
TARGET_PX = 44

SMALL_TARGETS = """(least) => [...document.querySelectorAll("a, button, input, textarea")]
    .filter((e) => e.checkVisibility() && !e.closest("p, .evitement, td"))
    .map((e) => [e.type === "radio" || e.type === "checkbox" ? e.closest("label") : e, e])
    .filter(([box]) => box.getBoundingClientRect().height < least)
    .map(([, e]) => e.outerHTML.slice(0, 90))"""


def cahier(boutique: Boutique) -> dict[str, str]:
    """Sales of every état; the ids of one that is late, of its client and of what paid it."""
    late = boutique.vendre(
        "77 900 31 11", "Moussa Ndiaye", "Tôles ondulées", 150_000, date="2025-10-15"
    )
    paid = boutique.post("/versements", telephone="77 900 31 11", montant=30_000)
    boutique.vendre("77 123 45 67", "Awa Diop", "Sucre 10 kg", 7_500, acompte={"montant": 7_500})
    solde = boutique.vendre("78 222 06 40", "Aminata Mbaye", "Tissu bazin 3 m", 8_000)
    boutique.post(f"/reglements/{solde['id']}/solde", motif="cede")
    void = boutique.vendre("76 555 01 34", "Fatou Sow", "Huile 5 L, savon", 18_500)
    boutique.post(f"/reglements/{void['id']}/annulation", motif="Erreur de saisie")
    day = datetime.now(UTC).date() + timedelta(days=2)
    rappel = {"date": str(day), "texte": "Bonjour {nom}, il vous reste {reliquat}."}
    boutique.post(f"/reglements/{late['id']}/rappels", **rappel)
    ids = {"id": late["id"], "client": late["client"]["id"], "versement": paid["id"]}
    return ids | repertoire(boutique, "Bineta Kane")


def repertoire(boutique: Boutique, *noms: str) -> dict[str, str]:
    """Contacts, of whom the last has a message; the ids of both."""
    for n, nom in enumerate(noms):
        contact = boutique.post(
            "/contacts", nom=nom, telephone=f"76 301 88 {50 + n}", groupe="Quartier"
        )
    numbers = [contact["telephone"], "77 555 20 20"]
    envoi = boutique.post("/messages", emetteur="BtqNdiaye", texte="Promo", telephones=numbers)
    return {"contact": contact["id"], "envoi": envoi["id"]}


def settle(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.wait_for_load_state("networkidle")


def violations(page: Page) -> list[Any]:
    page.evaluate("(axe) => { (0, eval)(axe); }", AXE)
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [TELEPHONE, BUREAU], ids=["360", "1280"])
def test_axe_finds_nothing(
    new_page: NewPage, boutique: Boutique, size: ViewportSize, scheme: str
) -> None:
    options = {"viewport": size, "color_scheme": scheme, "bypass_csp": True}
    signed_out, signed_in = new_page(**options), new_page(boutique, **options)
    settle(signed_in, "/")
    assert violations(signed_in) == []
    ids = cahier(boutique)
    found = {}
    for page, addresses in ((signed_out, PUBLIC), (signed_in, SIGNED_IN)):
        for address in addresses:
            settle(page, address.format(**ids))
            found[address] = violations(page)
    assert {address: some for address, some in found.items() if some} == {}


@pytest.mark.parametrize("size", [SMALLEST, TELEPHONE, BUREAU], ids=["320", "360", "1280"])
def test_nothing_overflows_and_targets_are_large(
    new_page: NewPage, boutique: Boutique, size: ViewportSize
) -> None:
    ids = cahier(boutique)
    signed_out, signed_in = new_page(viewport=size), new_page(boutique, viewport=size)
    for page, addresses in ((signed_out, PUBLIC), (signed_in, SIGNED_IN)):
        for address in addresses:
            settle(page, address.format(**ids))
            over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, address
            assert page.evaluate(SMALL_TARGETS, TARGET_PX) == [], address
            assert page.locator("[style]").count() == 0, address
