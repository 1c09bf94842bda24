"""The browser of the screen tests, a loud word where there is none, and no word of anybody.

At the end of a run nothing in any log may be a name, a number or a secret (discretion.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests import discretion

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "aucun navigateur Chromium : installez-le (Debian, Ubuntu : apt-get install chromium), "
    "puis relancez"
)


def find_chromium() -> str | None:
    """The path of the machine's Chromium or Chrome."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


INDISCREET = pytest.StashKey[set[str]]()


@pytest.fixture(scope="session", autouse=True)
def every_log_is_read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of whom the tests tell stands in a log."""
    discretion.listen()
    yield
    discretion.memory.read(tmp_path_factory.getbasetemp())


def pytest_configure(config: pytest.Config) -> None:
    config.stash[INDISCREET] = set()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What the run's other processes found."""
    node.config.stash[INDISCREET].update(getattr(node, "workeroutput", {}).get("indiscreet", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run whose logs tell of somebody has failed."""
    found = session.config.stash[INDISCREET]
    found.update(discretion.memory.indiscreet())
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["indiscreet"] = sorted(found)
    elif found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
    """Say which log is indiscreet, and that screens went untested, where nobody can overlook it."""
    if found := terminalreporter.config.stash[INDISCREET]:
        terminalreporter.write_sep("!", "des journaux parlent de quelqu'un", red=True)
        terminalreporter.write_line("\n".join(sorted(found)))
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
