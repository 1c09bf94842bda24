"""What each call costs: DynamoDB calls and capacity units, as docs/couts.md shows them.

`COUTS=1` writes the document anew: `COUTS=1 python -m pytest -m long tests/api/test_couts.py`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from chalicelib import diffusion, expedition, reprise, taches
from chalicelib.aws import ecriture, guard
from chalicelib.context import outside
from chalicelib.domaine.boutique import Role
from chalicelib.domaine.compte import Auteur
from chalicelib.web.route import endpoints
from local.dynamodb import Engine
from tests.api.conftest import Courriels, exact_under_threads, open_boutique, signed_in
from tests.api.couts import (
    ACCES,
    ECRITURES,
    LECTURES,
    MESSAGES,
    RAPPELS,
    REPERTOIRE,
    SENDER,
    Asked,
    Cas,
    Scene,
)
from tests.api.taille import semer

DOCUMENT = Path(__file__).parents[2] / "docs" / "couts.md"
PETIT = 10
OTHERS_EACH = 50
ROOMS = {
    "Reads": LECTURES,
    "Rappels": RAPPELS,
    "Writes": ECRITURES,
    "Répertoire": REPERTOIRE,
    "Messages": MESSAGES,
    "Door and settings": ACCES,
}
CASES = [cas for cases in ROOMS.values() for cas in cases]


@dataclass(frozen=True)
class Cout:
    """Calls, items of transactions, read and write units."""

    calls: int
    items: int
    lus: float
    ecrits: float

    def __sub__(self, other: Cout) -> Cout:
        return Cout(
            self.calls - other.calls,
            self.items - other.items,
            self.lus - other.lus,
            self.ecrits - other.ecrits,
        )


RIEN = Cout(0, 0, 0, 0)
Table = Mapping[Cas, tuple[Cout, Cout, Cout]]


class Compteur:
    """Counts what an engine is asked between two looks at it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._items = 0
        engine.hook = self._see

    def _see(self, operation: str, request: Mapping[str, Any]) -> None:
        if operation == "TransactWriteItems":
            self._items += len(request["TransactItems"])

    def now(self) -> Cout:
        counted = self._engine.counters()
        return Cout(
            sum(counted.calls.values()), self._items, counted.read_units, counted.write_units
        )


def ask(scene: Scene, asked: Asked, key: str) -> None:
    """Send it as a browser would: what changes something bears a key."""
    if asked.method == "JOB":
        reprise.passer(lambda: 10**6)
        return
    if asked.method == SENDER:
        with guard.boutique(scene.awa.boutique):
            sender = diffusion if asked.path.startswith(taches.ENVOI) else expedition
            sender.envoyer(scene.awa.boutique, asked.path)
        return
    body = asked.fichier or (b"" if asked.body is None else json.dumps(asked.body).encode())
    headers = {} if asked.method == "GET" else {"idempotency-key": key}
    if body:
        headers["content-type"] = "text/csv" if asked.fichier else "application/json"
    who = asked.who or scene.awa
    reply = who.send(asked.method, asked.path, body, headers, asked.query)
    assert reply.status < 400, f"{asked.method} {asked.path}: {reply.status} {reply.body.decode()}"


def count(compteur: Compteur, scene: Scene) -> Iterator[Cout]:
    """The cost of each case, the session's left out."""
    before = compteur.now()
    scene.awa.get("/session")
    session = compteur.now() - before
    assert session.calls == 2
    for place, cas in enumerate(CASES):
        asked = cas.preparer(scene)
        before = compteur.now()
        ask(scene, asked, f"cout-{place}")
        spent = compteur.now() - before
        yield spent if asked.who or asked.method in ("JOB", SENDER) else spent - session


class Ids:
    """Ids in a row, the same in each run.

    Each falls on the same part of the totals (aws/ecriture.py): whether two clients share one
    is chance, and moves the figures by an item.
    """

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> str:
        while True:
            self._last += 1
            id = f"01M86FYZ80{self._last:016d}"
            if crc32(id.encode()) % ecriture.EPARTS == 0:
                return id


Mesurer = Callable[[int], Table]


@pytest.fixture
def mesurer(
    engine: Engine,
    courriels: Courriels,
    fichiers: None,
    hache: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Mesurer:
    """Measures in three shops: small, of so many règlements, with a client of so many."""

    outside.new_id = Ids()
    # Nobody waits for the network's rate.
    monkeypatch.setenv("SMS_PARTIES_SECONDE", "100000")
    # A job leaves what takes it 20 s to its next run: on a busy machine the figures would be
    # those of a part.
    outside.monotonic = lambda: 0.0

    def table(grand: int) -> Table:
        compteur = Compteur(engine)
        columns = []
        others = [OTHERS_EACH] * (grand // OTHERS_EACH)
        for tailles in ([PETIT], [PETIT, *others], [grand]):
            shop = open_boutique("Chez Awa", "+221771234567")
            awa = signed_in(shop, "Awa Ndiaye", Role.GERANT, hache)
            par = Auteur(awa.id, "Awa Ndiaye")
            seme = semer(engine, shop.id, par, tailles)[0]
            columns.append(list(count(compteur, Scene(awa, seme, courriels))))
        return dict(zip(CASES, zip(*columns, strict=True), strict=True))

    return table


def test_each_call_has_its_case() -> None:
    routes = {f"{each.method} {each.path.removeprefix('/api')}" for each in endpoints}
    assert routes == {cas.route for cas in CASES} - {"scheduled job", "sender"}


@exact_under_threads
def test_no_call_grows_but_with_what_it_returns(mesurer: Mesurer) -> None:
    table = mesurer(1_200)
    refuse_growth(table)
    told = DOCUMENT.read_text(encoding="utf-8")
    constant = [line(cas, costs) for cas, costs in table.items() if not cas.grandit]
    assert [one for one in constant if one not in told] == []


@pytest.mark.long
@exact_under_threads
def test_no_call_grows_at_ten_thousand_reglements(mesurer: Mesurer) -> None:
    table = mesurer(10_000)
    refuse_growth(table)
    if os.environ.get("COUTS"):
        DOCUMENT.write_text(document(table), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == document(table)


def refuse_growth(table: Table) -> None:
    """Fail for a call that grows without an excuse, has one that it does not need, or costs
    more calls than it may."""
    grown = {
        c.route + c.quoi: costs
        for c, costs in table.items()
        if (len({*costs}) > 1) != bool(c.grandit)
    }
    assert grown == {}
    dear = {
        c.route + c.quoi: costs[0].calls for c, costs in table.items() if costs[0].calls > c.most
    }
    assert dear == {}


def document(table: Table) -> str:
    """docs/couts.md."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("\n## Reads")[0]
    rooms = [text]
    for room, cases in ROOMS.items():
        lines = "\n".join(line(cas, table[cas]) for cas in cases)
        rooms.append(f"## {room}\n\n{HEAD}\n{lines}\n")
    return "\n".join(rooms)


HEAD = "| call | calls | items | read units | write units | grows |\n|---|---|---|---|---|---|"


def line(cas: Cas, costs: tuple[Cout, Cout, Cout]) -> str:
    """A row of the table: one figure where the three shops agree."""
    name = f"`{cas.route}` {cas.quoi}".strip()
    figures = [
        spread([c.calls for c in costs]),
        spread([c.items for c in costs]),
        spread([c.lus for c in costs]),
        spread([c.ecrits for c in costs]),
    ]
    return f"| {name} | {' | '.join(figures)} | {cas.grandit} |"


def spread(figures: list[int] | list[float]) -> str:
    """One figure, or the three of them."""
    shown = [f"{figure:g}" if figure < 10**5 else f"{figure:.0f}" for figure in figures]
    return shown[0] if len({*shown}) == 1 else " · ".join(shown)
