"""What a request costs does not grow with the shop: calls to DynamoDB, and capacity units.

The same requests in a small shop and in a large one, in which the client asked about has a long
history; who signs in is counted apart (architecture.md, What a request costs).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from local.dynamodb import Counters, Engine
from tests.api.personne import Personne
from tests.api.ventes import VIEUX, vendre, verser

READ_MAX, SEARCH_MAX, TABLEAU_MAX = 5, 25, 7
RECORD_MAX, CHANGE_MAX = 6, 9
"""Five calls and a transaction; of what is changed, also what pays it, and whom it pays."""
TABLEAU_UNITS = 40
"""Its months and its oldest open règlements, as far as it looks at them."""
FEW = 5


@dataclass(frozen=True)
class Cost:
    """Calls and units of one request, signing in left out."""

    calls: int
    read: float
    write: float


def fill(awa: Personne, size: int) -> str:
    """`size` sales: half of them Vieux's, of other years and paid; a few of this month, open."""
    for n in range(size):
        if n % 2:
            telephone = f"77 600 {n % 100:02} {n % 7:02}"
            vendre(awa, f"riz {n}", 500, telephone=telephone, nom=f"Client {n % 100} {n % 7}")
        else:
            date = f"20{20 + n % 6}-{1 + n % 12:02}-{1 + n % 28:02}"
            vendre(awa, f"mil {n}", 500, date=date, acompte={"montant": 500})
    for n in range(FEW):
        vendre(awa, f"sucre {n}", 1_000, date=f"2026-11-0{n + 1}")
    return str(awa.get("/clients", telephone=VIEUX)["elements"][0]["id"])


def writes(awa: Personne, client: str) -> dict[str, Callable[[], Any]]:
    """One of each change, with its key; what each needs is there before."""
    sale: dict[str, Any] = {"produit": "thé", "montant": 400}
    opened = vendre(awa, "lait", 900, client=client)["id"]
    left = vendre(awa, "sel", 900, client=client)["id"]
    let_go = vendre(awa, "café", 900, client=client)["id"]
    awa.post(f"/reglements/{let_go}/solde", expect=200)
    doomed = vendre(awa, "pain", 900, client=client)["id"]
    paid = verser(awa, 50, client=client, reglements=[opened])["id"]
    made = awa.post("/clients", nom="Coumba Sy")["id"]
    keys = (f"cle-{n}" for n in count())

    def post(path: str, expect: int = 201, **body: Any) -> Callable[[], Any]:
        return lambda: awa.post(path, expect, key=next(keys), **body)

    def patch(path: str, **body: Any) -> Callable[[], Any]:
        return lambda: awa.patch(path, key=next(keys), **body)

    new: dict[str, Any] = {"telephone": "78 111 22 33", "nom": "Modou Fall"}
    erreur: dict[str, Any] = {"motif": "Erreur"}
    return {
        "POST /reglements": post("/reglements", telephone=VIEUX, **sale),
        "POST /reglements, nouveau client": post("/reglements", **new, **sale),
        "POST /reglements, acompte": post(
            "/reglements", telephone=VIEUX, acompte={"montant": 100}, **sale
        ),
        "POST /versements": post("/versements", telephone=VIEUX, montant=100),
        "POST /versements, 1 nommé": post(
            "/versements", telephone=VIEUX, montant=100, reglements=[opened]
        ),
        "PATCH /reglements, note": patch(f"/reglements/{opened}", note="x"),
        "PATCH /reglements, montant": patch(f"/reglements/{opened}", montant=20),
        "POST solde": post(f"/reglements/{left}/solde", 200),
        "DELETE solde": lambda: awa.delete(f"/reglements/{let_go}/solde", 200, key=next(keys)),
        "POST /reglements annulation": post(f"/reglements/{doomed}/annulation", 200, **erreur),
        "POST /versements annulation": post(f"/versements/{paid}/annulation", 200, **erreur),
        "POST /clients": post("/clients", nom="Awa Sarr", telephone="78 111 22 44"),
        "PATCH /clients": patch(f"/clients/{made}", nom="Coumba Sy Ba", note="x"),
    }


def reads(awa: Personne, client: str) -> dict[str, Callable[[], Any]]:
    """One of each question, of pages as long in a small shop as in a large one."""
    sale = awa.get("/reglements", client=client, limite=1)["elements"][0]["id"]
    paid = awa.get("/versements", client=client, limite=1)["elements"][0]["id"]

    def listed(path: str, **query: Any) -> Callable[[], Any]:
        return lambda: awa.get(path, limite=FEW, **query)

    month = {"du": "2026-11-01", "au": "2026-11-30"}
    return {
        "GET /reglements": listed("/reglements"),
        "GET /reglements ?etat": listed("/reglements", etat="incomplet"),
        "GET /reglements ?client": listed("/reglements", client=client),
        "GET /reglements ?du&au": listed("/reglements", **month),
        "GET /reglements/{id}": lambda: awa.get(f"/reglements/{sale}"),
        "GET /versements": listed("/versements"),
        "GET /versements ?client": listed("/versements", client=client),
        "GET /versements/{id}": lambda: awa.get(f"/versements/{paid}"),
        "GET /clients": listed("/clients"),
        "GET /clients ?tri=du": listed("/clients", tri="du"),
        "GET /clients ?telephone": listed("/clients", telephone=VIEUX),
        "GET /clients/{id}": lambda: awa.get(f"/clients/{client}"),
        "GET releve, un mois": listed(f"/clients/{client}/releve", **month),
        "GET releve, depuis le 3": listed(f"/clients/{client}/releve", du="2026-11-03"),
        "GET /tableau-de-bord": lambda: awa.get("/tableau-de-bord"),
        "GET /caisse": lambda: awa.get("/caisse"),
    }


def searches(awa: Personne, client: str) -> dict[str, Callable[[], Any]]:
    def listed(path: str, **query: Any) -> Callable[[], Any]:
        return lambda: awa.get(path, limite=FEW, **query)

    return {
        "GET /clients ?q=nom": listed("/clients", q="vieux"),
        "GET /clients ?q=numéro": listed("/clients", q="500 00 01"),
        "GET /reglements ?q=client": listed("/reglements", q="vieux"),
        "GET /reglements ?q=produit": listed("/reglements", q="mil"),
        "GET /reglements ?q, trop de clients": listed("/reglements", q="client"),
        "GET /reglements ?en_retard": listed("/reglements", en_retard="true"),
        "GET /versements ?q=client": listed("/versements", q="vieux"),
    }


def costs(engine: Engine, awa: Personne, asked: dict[str, Callable[[], Any]]) -> dict[str, Cost]:
    """What each request costs beyond who signs in."""
    sign_in = cost(engine, lambda: awa.get("/session"))
    found = {}
    for name, act in asked.items():
        spent = cost(engine, act)
        calls = sum((spent.calls - sign_in.calls).values())
        read = spent.read_units - sign_in.read_units
        found[name] = Cost(calls, read, spent.write_units - sign_in.write_units)
    return found


def cost(engine: Engine, act: Callable[[], Any]) -> Counters:
    before = engine.counters()
    act()
    return engine.counters() - before


def limit(name: str) -> int:
    if "tableau" in name:
        return TABLEAU_MAX
    if "?q" in name or "en_retard" in name:
        return SEARCH_MAX
    if name.startswith("GET"):
        return READ_MAX
    return CHANGE_MAX if name.startswith("PATCH") or "annulation" in name else RECORD_MAX


@pytest.mark.parametrize("size", [200, pytest.param(2_000, marks=pytest.mark.long)])
def test_no_request_costs_more_in_a_larger_shop(
    engine: Engine,
    awa: Personne,
    fatou: Personne,
    capsys: pytest.CaptureFixture[str],
    size: int,
) -> None:
    found: list[dict[str, Cost]] = []
    for who, sales in ((fatou, 10), (awa, size)):
        client = fill(who, sales)
        asked = costs(engine, who, {**reads(who, client), **searches(who, client)})
        found.append(asked | costs(engine, who, writes(who, client)))
    small, large = found
    with capsys.disabled():
        print(table(small, large, f"10 sales, {size} sales"))
    for name, spent in large.items():
        assert spent.calls <= limit(name), name
        if limit(name) != SEARCH_MAX:
            assert spent.calls <= small[name].calls, name
            grown = TABLEAU_UNITS if "tableau" in name else 1.5 * small[name].read + 4
            assert spent.read <= grown, name
        assert spent.write <= 1.2 * small[name].write + 2, name


def table(small: dict[str, Cost], large: dict[str, Cost], title: str) -> str:
    """Calls, read and write units of each request, small and large."""
    head = f"\n{title:38}  calls        RCU          WCU\n"
    return head + "\n".join(
        f"{name:38} {was.calls:3} {now.calls:3}  {was.read:6.1f}{now.read:6.1f}"
        f"  {was.write:5.0f} {now.write:5.0f}"
        for name, was, now in ((name, small[name], large[name]) for name in large)
    )
