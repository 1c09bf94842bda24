"""What `make run` serves keeps the word of the description that it serves.

3,000 requests made from /api/openapi.json, lawful and unlawful, go to a real process over HTTP
with a gérante's session; every second one that names a thing names one that is there.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok

from tests.api.test_contrat import CHECKS, ENDS_THE_SESSION, label, wire
from tests.local.boutique import post, sign_up
from tests.local.stacks import StackProcess

CASES = 3_000
EACH = 12
"""So many of a call, then the next one: what one has made, another finds."""


class Gerante:
    """Her session on the stack; what is there to be named, by the path that lists it."""

    def __init__(self, stack: StackProcess) -> None:
        self.browser, self.url = stack.browser, f"http://127.0.0.1:{stack.browser.port}"
        self.http = requests.Session()
        self.http.headers["Cookie"] = self.cookie = sign_up(stack.browser)
        self.ids: dict[str, list[str]] = {}

    def fill(self) -> None:
        """Something to be found."""
        for n in range(8):
            who = {"telephone": f"77500000{n}", "nom": f"Client {n}"}
            sold = {**who, "produit": "riz", "montant": 5_000}
            paid = {**who, "montant": 1_000 + 1_000 * n}
            del paid["nom"]
            for path, body in (("reglements", sold), ("versements", paid)):
                made = post(self.browser, f"/api/{path}", body, cookie=self.cookie)
                assert made.status == 201, made.body

    def learn(self, paths: list[str]) -> None:
        """The ids of what each list shows."""
        for path in paths:
            answer = self.http.get(f"{self.url}{path}")
            if answer.status_code == 200 and isinstance(elements := answer.json(), dict):
                found = [e.get("id") for e in elements.get("elements", []) if isinstance(e, dict)]
                self.ids[path] = [id for id in found if id]

    def send(self, case: Case[Any], turn: int) -> requests.Response:
        """A generated request."""
        known = self.ids.get(case.path.partition("/{")[0])
        if known and turn % 2 and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = known[turn // 2 % len(known)]
        query, headers, body = wire(case)
        path = quote(case.formatted_path, safe="/%:@!$&'()*+,;=~")
        url = f"{self.url}{path}" + (f"?{query}" if query else "")
        sent = requests.Request(case.method, url, headers, data=body).prepare()
        sent.headers["Cookie"] = self.cookie
        return self.http.send(sent, timeout=60, allow_redirects=False)


def calls(description: Any) -> Iterator[tuple[Any, GenerationMode]]:
    """Each operation of the description, with lawful and with unlawful input."""
    for found in description.get_all_operations():
        if isinstance(found, Ok) and (operation := found.ok()):
            described = operation.definition.raw
            if described["operationId"] != ENDS_THE_SESSION:
                yield operation, GenerationMode.POSITIVE
                if described["parameters"] or "requestBody" in described:
                    yield operation, GenerationMode.NEGATIVE


@pytest.mark.long
def test_the_running_stack_keeps_its_word(tmp_path: Path) -> None:
    stack = StackProcess(tmp_path / "donnees")
    try:
        awa = Gerante(stack)
        awa.fill()
        description = schemathesis.openapi.from_url(f"{awa.url}/api/openapi.json")
        every = list(calls(description))
        lists = [o.path for o, mode in every if o.method == "get" and "{" not in o.path]
        answers: Counter[int] = Counter()
        failures: dict[str, str] = {}
        for turn in count():
            awa.learn(sorted(set(lists)))
            for operation, mode in every:
                told = try_out(awa, operation, mode, turn, answers)
                if told:
                    failures[f"{label(operation)} {label(mode)}"] = told
            if answers.total() >= CASES:
                break
        assert awa.http.get(f"{awa.url}/api/session", headers={"Cookie": awa.cookie}).ok
        assert awa.ids["/api/reglements"]
    finally:
        assert stack.stop() == 0
    print(f"\n{len(every)} calls: {dict(sorted(answers.items()))}", file=sys.stderr)
    assert failures == {}
    assert "Traceback" not in stack.logged()


def try_out(
    awa: Gerante, operation: Any, mode: GenerationMode, turn: int, answers: Counter[int]
) -> str:
    """Some requests of one call; what was wrong with an answer, if anything was."""

    @seed(turn)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def holds(case: Case[Any]) -> None:
        answered = awa.send(case, answers.total())
        answers[answered.status_code] += 1
        case.validate_response(answered, checks=CHECKS)

    try:
        holds()
    except (Failure, FailureGroup) as failure:
        return str(failure)
    return ""
