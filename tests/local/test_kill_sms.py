"""The stack is killed in the middle of the morning run: nobody gets a message twice."""

from __future__ import annotations

import http.client
import json
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.domaine.reponse import en_francais
from local.sms import ACCEPTED
from tests.local.boutique import post, sign_up
from tests.local.conftest import Browser
from tests.local.stacks import StackProcess

RAPPELS = 9
HUIT_HEURES = "2031-05-06T08:00:00Z"
LEASE_OVER = "2031-05-06T08:45:00Z"


def set_clock(browser: Browser, instant: str) -> None:
    body = json.dumps({"maintenant": instant}).encode()
    patient = replace(browser, patience_seconds=600)
    assert patient.ask("POST", "/local/horloge", body).status == 200


def plan(browser: Browser, cookie: str) -> None:
    """Some règlements, each with a rappel for tomorrow that says which it is."""
    for i in range(RAPPELS):
        sale = {"telephone": "780000000", "nom": "Vieux", "produit": f"sac {i}", "montant": 100}
        id = post(browser, "/api/reglements", sale, cookie=cookie).json["id"]
        rappel = {"date": "2031-05-06", "texte": "{produit}"}
        answer = post(browser, f"/api/reglements/{id}/rappels", rappel, cookie=cookie)
        assert answer.status == 201, answer.body


def accepted(browser: Browser) -> Counter[str]:
    """How often the network took each text."""
    messages = browser.ask("GET", "/local/messages").json["elements"]
    return Counter(each["texte"] for each in messages if each["type"] == "sms")


def kill_after(stack: StackProcess, sent: int) -> None:
    """Let the morning begin, or go on, and kill the stack once so many messages are gone."""

    def morning() -> None:
        try:
            set_clock(stack.browser, HUIT_HEURES)
        except (OSError, http.client.HTTPException):
            return

    running = threading.Thread(target=morning)
    running.start()
    while accepted(stack.browser).total() < sent:
        assert stack.process.poll() is None
    assert stack.stop(signal.SIGKILL) == -signal.SIGKILL
    running.join()


def every(
    browser: Browser, path: str, cookie: str, name: str = "elements"
) -> Iterator[dict[str, Any]]:
    """All that a list has under `name`, page after page."""
    curseur = ""
    while True:
        page = browser.ask("GET", f"{path}?limite=100{curseur}", cookie=cookie).json
        yield from page[name]
        if page["curseur"] is None:
            return
        curseur = f"&curseur={page['curseur']}"


def test_killed_in_the_middle_of_the_morning_every_rappel_leaves_once_at_most(
    tmp_path: Path,
) -> None:
    data = tmp_path / "donnees"
    stack = StackProcess(data)
    set_clock(stack.browser, "2031-05-05T10:00:00Z")
    cookie = sign_up(stack.browser)
    plan(stack.browser, cookie)
    before = stack.browser.ask("GET", "/api/quota", cookie=cookie).json["sms"]
    kill_after(stack, RAPPELS // 2)
    stack = StackProcess(data)
    try:
        set_clock(stack.browser, LEASE_OVER)
        every_one = list(every(stack.browser, "/api/rappels", cookie))
        count = Counter(each["etat"] for each in every_one)
        gone = accepted(stack.browser)
        assert set(count) <= {"envoye", "incertain"}, count
        assert count.total() == RAPPELS
        assert max(gone.values()) == 1
        assert count["envoye"] <= gone.total() <= RAPPELS
        assert count["incertain"] <= 1
        heard = [d["reponse"] for r in every_one for d in r["destinataires"] if d["envoye_le"]]
        assert heard == [en_francais(ACCEPTED)] * count["envoye"]
        mouvements = list(every(stack.browser, "/api/quota", cookie, "mouvements"))
        left = stack.browser.ask("GET", "/api/quota", cookie=cookie).json["sms"]
        assert left == before - RAPPELS == sum(m["parties"] for m in mouvements)
    finally:
        assert stack.stop() == 0
