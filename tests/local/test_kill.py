"""The whole stack is killed while tills write: what was acknowledged is there, once."""

from __future__ import annotations

import http.client
import itertools
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.local.boutique import post, sign_up
from tests.local.conftest import Answered, Browser
from tests.local.stacks import StackProcess

TILLS = 8
KILLS = 10
ACKNOWLEDGED_BETWEEN = 40
SALE, PAYMENT = 5_000, 3_000


class Till:
    """Sends operations one after another, each with its own key, and keeps the answers."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.sent: dict[str, tuple[str, dict[str, Any]]] = {}
        self.acknowledged: dict[str, str] = {}

    def write(self, browser: Browser, cookie: str, done: threading.Semaphore) -> None:
        """Write until the stack no longer answers."""
        try:
            for key, (path, body) in self._operations():
                self.sent[key] = path, body
                answer = post(browser, path, body, cookie=cookie, idempotency_key=key)
                assert answer.status == 201, answer.body
                self.acknowledged[key] = answer.json["id"]
                done.release()
        except (OSError, http.client.HTTPException):
            return

    def _operations(self) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
        own, shared = f"7720000{self.number:02}", "770000000"
        for count in itertools.count(len(self.sent)):
            phone = own if count % 2 else shared
            sale = {"telephone": phone, "nom": f"Client {phone}", "produit": "riz"}
            yield f"{self.number}-{count}-vente", ("/api/reglements", {**sale, "montant": SALE})
            payment = {"telephone": phone, "montant": PAYMENT}
            yield f"{self.number}-{count}-paie", ("/api/versements", payment)


def write_and_kill(stack: StackProcess, tills: list[Till], cookie: str) -> None:
    done = threading.Semaphore(0)
    threads = [
        threading.Thread(target=till.write, args=(stack.browser, cookie, done)) for till in tills
    ]
    for thread in threads:
        thread.start()
    for _ in range(ACKNOWLEDGED_BETWEEN):
        assert done.acquire(timeout=60)
    assert stack.stop(signal.SIGKILL) == -signal.SIGKILL
    for thread in threads:
        thread.join()


def every(browser: Browser, path: str, cookie: str) -> list[dict[str, Any]]:
    """All the elements of a list, page after page."""
    found: list[dict[str, Any]] = []
    curseur = ""
    while True:
        page = browser.ask("GET", f"{path}?limite=100{curseur}", cookie=cookie).json
        found += page["elements"]
        if page["curseur"] is None:
            return found
        curseur = f"&curseur={page['curseur']}"


def send_all_again(browser: Browser, tills: list[Till], cookie: str) -> Iterator[Answered]:
    for till in tills:
        for key, (path, body) in till.sent.items():
            answer = post(browser, path, body, cookie=cookie, idempotency_key=key)
            assert answer.status == 201, answer.body
            assert till.acknowledged.setdefault(key, answer.json["id"]) == answer.json["id"]
            yield answer


@pytest.mark.long
def test_ten_kills_under_eight_tills_lose_nothing_and_count_nothing_twice(tmp_path: Path) -> None:
    data = tmp_path / "donnees"
    tills = [Till(number) for number in range(TILLS)]
    stack = StackProcess(data)
    cookie = sign_up(stack.browser)
    for _ in range(KILLS):
        write_and_kill(stack, tills, cookie)
        stack = StackProcess(data)
    try:
        acknowledged = {id for till in tills for id in till.acknowledged.values()}
        there = {
            each["id"]
            for path in ("/api/reglements", "/api/versements")
            for each in every(stack.browser, path, cookie)
        }
        assert acknowledged <= there
        answers = list(send_all_again(stack.browser, tills, cookie))
        sales = every(stack.browser, "/api/reglements", cookie)
        payments = every(stack.browser, "/api/versements", cookie)
        clients = every(stack.browser, "/api/clients", cookie)
        assert len(sales) + len(payments) == len(answers)
        assert sum(client["achats"] for client in clients) == SALE * len(sales)
        assert sum(client["verse"] for client in clients) == PAYMENT * len(payments)
        for client in clients:
            assert client["du"] - client["avoir"] == client["achats"] - client["verse"]
            assert 0 in (client["du"], client["avoir"])
    finally:
        assert stack.stop() == 0
