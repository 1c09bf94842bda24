"""Tills that write at the same time over HTTP, and what must be true of the books after."""

from __future__ import annotations

import http.client
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.local.conftest import Answered, Browser

Request = tuple[str, str, dict[str, Any]]
SHARED = "770000000"


@dataclass
class Till:
    """One till: sends operations one after another, each with its own key, and keeps the answers.

    It sells to a client of its own and to one that all share, cashes, lets go, opens again,
    lowers, voids; the last till also pays and voids a great many règlements at once.
    """

    number: int
    cookie: str
    many: bool = True
    sent: dict[str, Request] = field(default_factory=dict)
    answers: dict[str, Answered] = field(default_factory=dict)

    def write(self, browser: Browser, done: threading.Semaphore, most: int = 10_000) -> None:
        """Write until the stack no longer answers, or `most` operations are done."""
        try:
            for _ in range(most):
                key = f"{self.number}-{len(self.sent)}"
                self.sent[key] = self.next(len(self.sent))
                self.send(browser, key)
                done.release()
        except (OSError, http.client.HTTPException):
            return

    def send(self, browser: Browser, key: str) -> None:
        """Send a request, perhaps again; an answer that was given is given again."""
        answer = ask(browser, self.cookie, *self.sent[key], idempotency_key=key)
        assert 200 <= answer.status < 300, (self.sent[key], answer.body)
        first = self.answers.setdefault(key, answer)
        assert (answer.status, answer.body) == (first.status, first.body)

    def next(self, count: int) -> Request:
        turn = count % 8
        if self.number == 7 and self.many:
            if turn % 2 == 0:
                return "POST", "/api/versements", {"telephone": "780000000", "montant": 1_000_000}
            return "POST", f"{self.last('/api/versements')}/annulation", {"motif": "Erreur"}
        if turn in (0, 1):
            phone = self.phone(shared=turn == 0)
            body = {"telephone": phone, "nom": f"Client {phone}", "produit": "riz"}
            return "POST", "/api/reglements", {**body, "montant": 5_000}
        if turn in (2, 3):
            phone = self.phone(shared=turn == 3)
            return "POST", "/api/versements", {"telephone": phone, "montant": 700}
        sale = self.last("/api/reglements")
        if turn == 4:
            return "POST", f"{sale}/solde", {}
        if turn == 5:
            return "DELETE", f"{sale}/solde", {}
        if turn == 6:
            return "PATCH", sale, {"montant": 3_000}
        return "POST", f"{self.last('/api/versements')}/annulation", {"motif": "Erreur"}

    def phone(self, shared: bool) -> str:
        """The client that all tills share, or this one's own."""
        return SHARED if shared else f"7720000{self.number:02}"

    def last(self, path: str) -> str:
        """Where the newest of what this till has recorded is found."""
        key = next(k for k in reversed(self.sent) if self.sent[k][1] == path)
        return f"{path}/{self.answers[key].json['id']}"


def ask(
    browser: Browser, cookie: str, method: str, path: str, body: Any, **headers: str
) -> Answered:
    raw = json.dumps(body).encode()
    return browser.ask(method, path, raw, cookie=cookie, content_type="application/json", **headers)


def at_once(browser: Browser, tills: list[Till], most: int) -> None:
    """All tills write so many operations each."""
    done = threading.Semaphore(0)
    threads = [threading.Thread(target=t.write, args=(browser, done, most)) for t in tills]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def every(browser: Browser, cookie: str, path: str) -> Iterator[dict[str, Any]]:
    """All the elements of a list, page after page."""
    curseur = ""
    while True:
        page = browser.ask("GET", f"{path}?limite=100{curseur}", cookie=cookie).json
        yield from page["elements"]
        if page["curseur"] is None:
            return
        curseur = f"&curseur={page['curseur']}"


def check_books(browser: Browser, cookie: str) -> set[str]:
    """Every total is the sum of its rows, both sides of each imputation agree, both laws hold.

    Gives the ids of all that was recorded.
    """
    sales = list(every(browser, cookie, "/api/reglements"))
    payments = list(every(browser, cookie, "/api/versements"))
    assert len({r["id"] for r in sales}) == len(sales)
    assert len({v["numero"] for v in payments}) == len(payments)
    paid: dict[str, int] = defaultdict(int)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for v in payments:
        for part in v["imputations"]:
            paid[part["reglement"]] += part["montant"]
        if v["etat"] != "annule":
            sums[v["client"]["id"]]["verse"] += v["montant"]
            sums[v["client"]["id"]]["avoir"] += v["libre"]
    for r in sales:
        assert r["verse"] == paid[r["id"]], r
        if r["etat"] != "annule":
            assert r["montant"] == r["verse"] + r["abandonne"] + r["reliquat"], r
            of_client = sums[r["client"]["id"]]
            of_client["achats"] += r["montant"]
            of_client["abandonne"] += r["abandonne"]
            of_client["du"] += r["reliquat"]
    du = 0
    for client in every(browser, cookie, "/api/clients"):
        names = ("achats", "verse", "abandonne", "du", "avoir")
        assert {n: client[n] for n in names} == {n: sums[client["id"]][n] for n in names}
        assert client["achats"] - client["verse"] - client["abandonne"] == (
            client["du"] - client["avoir"]
        )
        assert 0 in (client["du"], client["avoir"])
        releve = browser.ask("GET", f"/api/clients/{client['id']}/releve?limite=1", cookie=cookie)
        assert releve.json["cloture"] == client["du"] - client["avoir"]
        du += client["du"]
    assert browser.ask("GET", "/api/tableau-de-bord", cookie=cookie).json["du"] == du
    return {each["id"] for each in (*sales, *payments)}


def recorded(tills: list[Till]) -> set[str]:
    """The ids that the tills were answered for what they recorded."""
    return {
        till.answers[key].json["id"]
        for till in tills
        for key, (_, path, _) in till.sent.items()
        if path in ("/api/reglements", "/api/versements")
    }
