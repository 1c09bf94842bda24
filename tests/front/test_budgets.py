"""What the web UI weighs (front.md, Budgets): bytes are counted compressed."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.screens.boutique import Boutique
from tests.screens.conftest import NewPage

SITE = Path(__file__).resolve().parents[2] / "static_site"
KB = 1024
SIGN_IN, CSS, SCREEN, PRECACHE = 30 * KB, 5 * KB, 8 * KB, 150 * KB
MODULES_BEFORE_SIGN_IN, MODULES = 15, 40
IMPORT = re.compile(r'(?:^|\n)(?:import|export)[^;]*?from "(\.[^"]+)"|(?:^|\n)import "(\.[^"]+)"')


@cache
def weight(name: str) -> int:
    return len(gzip.compress((SITE / name).read_bytes(), 9))


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+/|\?.*$", "", url) or "index.html"


def loaded(page: Page, address: str) -> list[str]:
    """The files of ours that a browser asks for to show an address."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    names = {path_of(r.url) for r in asked if "/api/" not in r.url}
    return sorted(name if (SITE / name).is_file() else "index.html" for name in names)


@pytest.mark.screen
@pytest.mark.parametrize("address", ["/", "/connexion"])
def test_the_way_to_sign_in_is_light(new_page: NewPage, address: str) -> None:
    names = loaded(new_page(), address)
    assert "screens/connexion.js" in names
    assert sum(map(weight, names)) <= SIGN_IN
    assert len([name for name in names if name.endswith(".js")]) <= MODULES_BEFORE_SIGN_IN


@pytest.mark.screen
@pytest.mark.parametrize("address", ["/", "/reglements", "/reglements/nouveau"])
def test_no_path_takes_too_many_modules(
    new_page: NewPage, boutique: Boutique, address: str
) -> None:
    names = loaded(new_page(boutique), address)
    assert len([name for name in names if name.endswith(".js")]) <= MODULES


def test_the_style_sheet_is_small() -> None:
    assert weight("style.css") <= CSS


@pytest.mark.parametrize("screen", sorted(p.name for p in (SITE / "screens").glob("*.js")))
def test_each_screen_is_small(screen: str) -> None:
    assert weight(f"screens/{screen}") <= SCREEN


def precached() -> set[str]:
    listed = re.search(r"const FILES = \[(.*?)\]", (SITE / "sw.js").read_text("utf-8"), re.DOTALL)
    assert listed is not None
    return set(re.findall(r'"([^"]+)"', listed[1]))


ONLINE = {
    *(f"screens/{name}.js" for name in ("confirmation", "envoi", "equipe", "export", "import")),
    *(f"screens/{name}.js" for name in ("importer", "inscription", "mot-de-passe", "parametres")),
    *("components/rappel-form.js", "screens/planifier.js"),
    *(f"screens/{name}.js" for name in ("refus", "releve-public", "solder")),
    *(f"components/{name}.js" for name in ("cles", "country", "csv", "import", "no-index")),
    *(f"components/{name}.js" for name in ("picker", "sms-destinataires", "sms-import")),
    *("components/sms-message.js", "locales/fr-inscription.js", "locales/fr-refus.js"),
}
"""What is of no use without a network, and so is not kept on the device."""


def test_the_precache_holds_every_file_of_use_offline_and_is_small() -> None:
    apart = {"sw.js", "index.html", "manifest.webmanifest", "vendor/VENDOR.json"}
    files = {str(p.relative_to(SITE)) for p in SITE.rglob("*") if p.is_file()} - apart
    assert precached() == files - ONLINE
    assert sum(map(weight, precached() | {"index.html"})) <= PRECACHE


def test_what_is_precached_needs_nothing_that_is_not() -> None:
    for name in {name for name in precached() if name.endswith(".js")}:
        file = SITE / name
        found = (one or other for one, other in IMPORT.findall(file.read_text("utf-8")))
        needed = {str((file.parent / path).resolve().relative_to(SITE)) for path in found}
        assert needed <= precached(), name


def test_what_is_preloaded_exists() -> None:
    page = (SITE / "index.html").read_text("utf-8")
    for name in re.findall(r'(?:href|src)="/([^"]+)"', page):
        assert (SITE / name).is_file(), name


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = (SITE / "vendor/icons.svg").read_text("utf-8")
    known = set(re.findall(r'symbol id="([^"]+)"', sprite))
    wanted = (Path(__file__).resolve().parents[2] / "tools/vendor/icons.txt").read_text("utf-8")
    assert known == set(wanted.split())
    source = "\n".join(
        p.read_text("utf-8") for p in SITE.rglob("*.js") if p.parent.name != "vendor"
    )
    used = set(re.findall(r'\$\{Icon\} name="([a-z0-9-]+)"', source))
    assert used - known == set()


def test_no_style_and_no_script_stands_in_the_page() -> None:
    page = (SITE / "index.html").read_text("utf-8")
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    source = [p for p in SITE.rglob("*.js") if p.parent.name != "vendor"]
    assert [p.name for p in source if re.search(r"\bstyle=|\.style\.", p.read_text("utf-8"))] == []
