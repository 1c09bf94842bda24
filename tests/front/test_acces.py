"""Each screen for everybody: axe finds nothing, nothing overflows, targets are large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Request, expect

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
SMALLEST = {"width": 320, "height": 640}
TARGET_PX = 44

PAINTED = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => done())))"""
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


class Visit:
    """A page, and what it still waits for: each address is loaded once, then looked at in sizes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: set[Request] = set()
        page.on("request", self._asks)
        page.on("requestfinished", self._has)
        page.on("requestfailed", self._has)

    def _asks(self, request: Request) -> None:
        self.asked.add(request)

    def _has(self, request: Request) -> None:
        self.asked.discard(request)

    def open(self, address: str) -> None:
        """Load an address, and all that it shows."""
        self.page.goto(address)
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is asked for any more, and what came is painted."""
        quiet = 0
        while quiet < 2:
            self.page.evaluate(PAINTED)
            quiet = 0 if self.asked else quiet + 1

    def sizes(self, *sizes: Mapping[str, int]) -> Iterator[int]:
        """The page in one width after the other, as on a device that is that wide."""
        for size in sizes:
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            self.settle()
            yield size["width"]

    def schemes(self) -> Iterator[str]:
        """The page by day and by night."""
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme)
            self.settle()
            yield scheme


def violations(page: Page, scheme: str) -> list[Any]:
    """What axe finds; by night only what has to do with colours can be another than by day."""
    page.evaluate("(axe) => { if (!window.axe) (0, eval)(axe); }", AXE)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if scheme == "dark":
        options["runOnly"] = {"type": "tag", "values": ["cat.color"]}
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]]


def axe_finds(visit: Visit) -> dict[str, Any]:
    """What axe finds on the page, by width and scheme."""
    return {
        f"{width} {scheme}": some
        for width in visit.sizes(TELEPHONE, BUREAU)
        for scheme in visit.schemes()
        if (some := violations(visit.page, scheme))
    }


def test_axe_finds_nothing(new_page: NewPage, boutique: Boutique) -> None:
    signed_out, signed_in = (Visit(new_page(*who, bypass_csp=True)) for who in ((), (boutique,)))
    signed_in.open("/")
    assert axe_finds(signed_in) == {}
    ids = cahier(boutique)
    found = {}
    for visit, addresses in ((signed_out, PUBLIC), (signed_in, SIGNED_IN)):
        for address in addresses:
            visit.open(address.format(**ids))
            found[address] = axe_finds(visit)
    assert {address: some for address, some in found.items() if some} == {}


def test_nothing_overflows_and_targets_are_large(new_page: NewPage, boutique: Boutique) -> None:
    ids = cahier(boutique)
    signed_out, signed_in = Visit(new_page()), Visit(new_page(boutique))
    for visit, addresses in ((signed_out, PUBLIC), (signed_in, SIGNED_IN)):
        for address in addresses:
            visit.open(address.format(**ids))
            for width in visit.sizes(SMALLEST, TELEPHONE, BUREAU):
                over = visit.page.evaluate(
                    "() => document.documentElement.scrollWidth - innerWidth"
                )
                assert over <= 0, (address, width)
                assert visit.page.evaluate(SMALL_TARGETS, TARGET_PX) == [], (address, width)
                assert visit.page.locator("[style]").count() == 0, (address, width)
