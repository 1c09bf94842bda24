"""The browser of the screen tests, and a loud word where there is none."""

from __future__ import annotations

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "aucun navigateur Chromium : installez-le (Debian, Ubuntu : apt-get install chromium), "
    "puis relancez"
)


def find_chromium() -> str | None:
    """The path of the machine's Chromium or Chrome."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that a test marked `screen` drives."""
    path = find_chromium()
    assert path is not None, MISSING
    return path


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without a browser a screen test is passed over; in CI it fails."""
    if item.get_closest_marker("screen") and find_chromium() is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that screens went untested where nobody can overlook it."""
    passed_over = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if passed_over:
        terminalreporter.write_sep(
            "!", f"{len(passed_over)} tests d'écran N'ONT PAS TOURNÉ", red=True
        )
        terminalreporter.write_line(MISSING)
