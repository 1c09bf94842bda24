"""The whole stack is killed under eight tills that do everything: nothing is lost, nothing twice.

Also what goes in steps is under way then: one till pays and voids sixty règlements at once.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from tests.jobs.tills import Till, ask, at_once, check_books, recorded
from tests.local.boutique import sign_up
from tests.local.stacks import StackProcess

TILLS = 8
ACKNOWLEDGED_BETWEEN = 60
MANY = 60


def open_shop(stack: StackProcess, many: int) -> list[Till]:
    """A shop where one client owes for many things already."""
    cookie = sign_up(stack.browser)
    for _ in range(many):
        body = {"telephone": "780000000", "nom": "Gros", "produit": "riz", "montant": 100}
        assert ask(stack.browser, cookie, "POST", "/api/reglements", body).status == 201
    return [Till(number, cookie, many=many > 0) for number in range(TILLS)]


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.long)])
def test_killed_under_eight_tills_nothing_is_lost_or_done_twice(tmp_path: Path, kills: int) -> None:
    data = tmp_path / "donnees"
    stack = StackProcess(data)
    tills = open_shop(stack, MANY)
    for _ in range(kills):
        done = threading.Semaphore(0)
        threads = [threading.Thread(target=t.write, args=(stack.browser, done)) for t in tills]
        for thread in threads:
            thread.start()
        for _ in range(ACKNOWLEDGED_BETWEEN):
            assert done.acquire(timeout=60)
        assert stack.stop(signal.SIGKILL) == -signal.SIGKILL
        for thread in threads:
            thread.join()
        stack = StackProcess(data)
        for till in tills:
            for key in till.sent:
                till.send(stack.browser, key)
    try:
        there = check_books(stack.browser, tills[0].cookie)
        assert recorded(tills) <= there
        assert len(there) == len(recorded(tills)) + MANY
    finally:
        assert stack.stop() == 0


@pytest.mark.parametrize("operations", [8, pytest.param(60, marks=pytest.mark.long)])
def test_eight_tills_at_once_get_nothing_but_success(tmp_path: Path, operations: int) -> None:
    stack = StackProcess(tmp_path / "donnees")
    try:
        tills = open_shop(stack, 0)
        at_once(stack.browser, tills, operations)
        assert [len(till.answers) for till in tills] == [operations] * TILLS
        assert recorded(tills) == check_books(stack.browser, tills[0].cookie)
    finally:
        assert stack.stop() == 0
