"""The real stack, a real browser, and a boutique of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.local.stacks import StackProcess
from tests.screens.boutique import Boutique

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TELEPHONE = {"width": 360, "height": 740}
BUREAU = {"width": 1280, "height": 800}
PATIENCE_MS = 15_000
"""How long a screen may take before a test gives up: the machine may be busy."""

expect.set_options(timeout=PATIENCE_MS)

NewPage = Callable[..., Page]


@cache
def started(config: pytest.Config) -> Playwright:
    """Playwright, once for the whole run: the tests of `front` have fixtures of their own."""
    running = sync_playwright().start()
    config.add_cleanup(running.stop)
    return running


@cache
def served(config: pytest.Config, data: Path) -> str:
    """The whole of AmneuBor, once for the whole run; where it answers."""
    process = StackProcess(data)
    assert process.browser.port, f"{process.first_line}{process.logged()}"

    def stop() -> None:
        process.stop()

    config.add_cleanup(stop)
    return f"http://127.0.0.1:{process.browser.port}"


@cache
def launched(config: pytest.Config, chromium: str) -> Browser:
    """The machine's Chromium, once for the whole run."""
    browser = started(config).chromium.launch(executable_path=chromium, args=ARGS)
    config.add_cleanup(browser.close)
    return browser


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the whole of AmneuBor answers."""
    return served(pytestconfig, tmp_path_factory.getbasetemp() / "pile")


@pytest.fixture(scope="session")
def playwright(pytestconfig: pytest.Config) -> Playwright:
    """Playwright itself."""
    return started(pytestconfig)


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config, chromium: str) -> Browser:
    """The machine's Chromium."""
    return launched(pytestconfig, chromium)


@pytest.fixture
def boutique(playwright: Playwright, stack: str) -> Iterator[Boutique]:
    """Mariama's new boutique, empty."""
    hers = Boutique.ouvrir(playwright, stack)
    yield hers
    hers.api.dispose()


def complain(said: list[str]) -> Callable[[ConsoleMessage], None]:
    """Keep what the browser objects to; an answer that is no 2xx is the test's own affair."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            said.append(message.text)

    return hear


@pytest.fixture
def new_page(browser: Browser, stack: str) -> Iterator[NewPage]:
    """Opens pages; fails the test when one of them reported an error."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def opened(boutique: Boutique | None = None, **options: Any) -> Page:
        chosen = {
            "viewport": TELEPHONE,
            "locale": "fr-FR",
            "service_workers": "block",
            "storage_state": boutique.session() if boutique else None,
            **options,
        }
        context = browser.new_context(base_url=stack, **chosen)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain(said))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in said if "Service Worker" not in one] == []


@pytest.fixture
def page(new_page: NewPage, boutique: Boutique) -> Page:
    """Mariama's telephone, signed in."""
    return new_page(boutique)
