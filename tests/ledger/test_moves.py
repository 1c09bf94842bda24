"""What goes from one client to another while answers are lost, or while two people move it."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest

from local.dynamodb import Dead, DeadAfter, Engine, LostAnswer
from tests.api.personne import Personne
from tests.api.ventes import figures, vendre, verser
from tests.ledger.guichet import Order, Orders

FOR_GOOD: list[Order] = [LostAnswer(), LostAnswer(), LostAnswer()]
"""botocore sends three times; then nobody knows whether it was done."""

COUMBA = {"telephone": "78 600 00 02", "nom": "Coumba Sy"}


@pytest.fixture
def orders(engine: Engine) -> Orders:
    return Orders(engine)


@pytest.mark.parametrize("key", ["cle", None])
@pytest.mark.parametrize("version", [{}, {"version": 1}], ids=["", "version"])
def test_a_move_whose_answer_is_lost_is_done_once(
    awa: Personne, orders: Orders, key: str | None, version: dict[str, Any]
) -> None:
    sale = vendre(awa, "riz", 1_000)
    there = vendre(awa, "mil", 500, **COUMBA)["client"]["id"]
    paid = verser(awa, 700)
    orders.left.extend(FOR_GOOD)
    moved = awa.patch(f"/reglements/{sale['id']}", key=key, client=there, montant=900, **version)
    assert (moved["client"]["id"], moved["montant"], moved["version"]) == (there, 900, 2)
    assert figures(awa, sale["client"]["id"]) == (0, 700, 0, 0, 700)
    assert figures(awa, there) == (1_400, 0, 0, 1_400, 0)
    orders.left.extend(FOR_GOOD)
    named = {"reglements": [sale["id"]], "client": there}
    gone = awa.patch(f"/versements/{paid['id']}", key=key and "cle-2", **named, **version)
    assert gone["imputations"] == [{"reglement": sale["id"], "montant": 700}]
    assert figures(awa, sale["client"]["id"]) == (0, 0, 0, 0, 0)
    assert figures(awa, there) == (1_400, 700, 0, 700, 0)


def test_what_another_has_moved_there_meanwhile_is_changed_there(
    awa: Personne, orders: Orders
) -> None:
    sale = vendre(awa, "riz", 1_000)
    there = vendre(awa, "mil", 500, **COUMBA)["client"]["id"]
    path = f"/reglements/{sale['id']}"
    orders.left.append(lambda: awa.patch(path, client=there))
    moved = awa.patch(path, client=there, montant=900)
    assert (moved["client"]["id"], moved["montant"]) == (there, 900)
    assert figures(awa, sale["client"]["id"]) == (0, 0, 0, 0, 0)
    assert figures(awa, there) == (1_400, 0, 0, 1_400, 0)


def test_two_moves_at_once_lose_nothing(awa: Personne, orders: Orders) -> None:
    first, second = vendre(awa, "riz", 1_000), vendre(awa, "mil", 500, **COUMBA)
    here, there = first["client"]["id"], second["client"]["id"]
    orders.left.append(lambda: Context().run(awa.patch, f"/reglements/{second['id']}", client=here))
    awa.patch(f"/reglements/{first['id']}", client=there)
    assert figures(awa, here) == (500, 0, 0, 500, 0)
    assert figures(awa, there) == (1_000, 0, 0, 1_000, 0)


def test_the_largest_debtor_is_first_though_an_annulation_died_half_way(
    awa: Personne, orders: Orders
) -> None:
    for _ in range(60):
        largest = vendre(awa, "riz", 100)["client"]["id"]
    paid = verser(awa, 6_000)["id"]
    vendre(awa, "mil", 5_500, **COUMBA)
    orders.left.append(DeadAfter())
    with pytest.raises(Dead):
        awa.post(f"/versements/{paid}/annulation", expect=200, motif="Erreur")
    [first] = awa.get("/clients", tri="du", limite=1)["elements"]
    assert (first["id"], first["du"]) == (largest, 6_000)
