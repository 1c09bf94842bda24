"""What DynamoDB does badly at times is retried inside, or said: nothing is half-written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import botocore.session
import pytest

from chalicelib.aws import dynamodb
from local.dynamodb import Conflict, Dead, DeadAfter, Engine, LostAnswer, Throttle
from local.dynamodb.faults import Fault
from tests.api.conftest import MOT_DE_PASSE, Courriels, exact_under_threads
from tests.api.personne import Personne
from tests.api.test_inscription import IBOU

FAULTS = [Conflict(), Throttle(), LostAnswer()]

on_our_engine = exact_under_threads


def strike(engine: Engine, operation: str, fault: Fault, times: int) -> None:
    """Have so many calls of an operation fail."""
    left = [fault] * times

    def hook(called: str, _: Mapping[str, Any]) -> Fault | None:
        return left.pop() if called == operation and left else None

    engine.hook = hook


@on_our_engine
@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_a_shop_opens_once_whatever_happens_to_its_transaction(
    engine: Engine, personne: Callable[[], Personne], courriels: Courriels, fault: Fault
) -> None:
    ibou = personne()
    ibou.post("/inscription", expect=202, **IBOU)
    jeton = courriels.jeton("ibou@exemple.sn")
    strike(engine, "TransactWriteItems", fault, times=5)
    opened = ibou.post(
        "/inscription/confirmation", expect=200, jeton=jeton, mot_de_passe=MOT_DE_PASSE
    )
    assert ibou.get("/session") == opened
    assert count(engine, "boutiques", "boutique") == 1


@on_our_engine
@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_a_password_is_changed_whatever_happens_to_its_transaction(
    engine: Engine, awa: Personne, courriels: Courriels, fault: Fault
) -> None:
    awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")
    jeton = courriels.jeton("awa@exemple.sn")
    strike(engine, "TransactWriteItems", fault, times=5)
    awa.post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe="un tout nouveau mot")
    awa.get("/session")


@on_our_engine
@pytest.mark.parametrize("fault", FAULTS, ids=repr)
@pytest.mark.parametrize("key", ["k1", None])
def test_a_setting_is_changed_once_whatever_happens_to_its_transaction(
    engine: Engine, awa: Personne, fault: Fault, key: str | None
) -> None:
    strike(engine, "TransactWriteItems", fault, times=5)
    assert awa.patch("/boutique", key=key, delai_jours=15)["version"] == 2
    assert awa.get("/boutique")["version"] == 2
    assert count(engine, "journal", "") == 1


@on_our_engine
def test_a_database_without_capacity_is_said_with_when_to_come_back(
    engine: Engine, awa: Personne
) -> None:
    strike(engine, "BatchGetItem", Throttle(), times=100)
    reply = awa.send("GET", "/session")
    assert (reply.status, reply.json()["type"]) == (503, "indisponible")
    assert reply.headers["retry-after"] == "1"


def count(engine: Engine, table: str, cle: str) -> int:
    """How many items of a table have a range key that begins so, in all boutiques."""
    unguarded = botocore.session.get_session().create_client(
        "dynamodb", region_name=dynamodb.REGION
    )
    engine.attach(unguarded)
    items = unguarded.scan(TableName=f"local-{table}")["Items"]
    return sum(item["cle"]["S"].startswith(cle) for item in items)


@on_our_engine
def test_the_same_key_finishes_what_a_dead_process_began(engine: Engine, awa: Personne) -> None:
    for _ in range(60):
        vente = awa.post(
            "/reglements", telephone="77 000 00 01", nom="Modou", produit="riz", montant=1_000
        )
    paying = {"client": vente["client"]["id"], "montant": 61_000}
    strike(engine, "TransactWriteItems", DeadAfter(), times=1)
    with pytest.raises(Dead):
        awa.post("/versements", key="k1", **paying)
    paid = awa.post("/versements", key="k1", **paying)
    assert (len(paid["imputations"]), paid["libre"]) == (60, 1_000)
    assert awa.post("/versements", key="k1", **paying) == paid
    assert awa.get(f"/clients/{vente['client']['id']}")["avoir"] == 1_000
