"""The static site, as the CDN will serve it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from local.site import digest
from tests.local.conftest import Browser


@pytest.mark.parametrize("path", ["/", "/clients", "/clients/01ARZ3", "/localites", "/apiculture"])
def test_the_applications_own_addresses_give_its_page(browser: Browser, path: str) -> None:
    answer = browser.ask("GET", path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"AmneuBor" in answer.body


def test_a_file_is_itself_with_its_type(browser: Browser) -> None:
    answer = browser.ask("GET", "/locales/fr.js")
    assert answer.body == b"export default {};\n"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/rien.js",
        "/clients/a.b",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/locales/..%2f..%2fsecret.txt",
        "//etc/hostname.txt",
        "/app.js%00",
        "/locales/.",
    ],
)
def test_nothing_outside_the_site_is_served(browser: Browser, path: str) -> None:
    answer = browser.ask("GET", path)
    assert answer.status == 404
    assert answer.json["type"] == "introuvable"


def test_an_unchanged_file_is_not_sent_again(browser: Browser) -> None:
    etag = browser.ask("GET", "/app.js").headers["etag"]
    answer = browser.ask("GET", "/app.js", if_none_match=etag)
    assert answer.status == 304
    assert answer.body == b""


def test_a_changed_file_is_read_again(browser: Browser, site_root: Path) -> None:
    file = site_root / "change.js"
    file.write_text("1")
    before = browser.ask("GET", "/change.js")
    file.write_text("22")
    after = browser.ask("GET", "/change.js", if_none_match=before.headers["etag"])
    assert (before.body, after.body) == (b"1", b"22")


def test_files_are_compressed_for_who_can_read_it(browser: Browser) -> None:
    plain = browser.ask("GET", "/app.js")
    packed = browser.ask("GET", "/app.js", accept_encoding="gzip, deflate")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 10
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["vary"] == "accept-encoding"


def test_the_site_has_another_version_when_one_of_its_files_has(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("1")
    before = digest(tmp_path)
    assert digest(tmp_path) == before
    (tmp_path / "app.js").write_text("2")
    assert digest(tmp_path) != before
