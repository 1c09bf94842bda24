"""Faults on order: what the client hears, and what has been done."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local.dynamodb import (
    FILE,
    Conflict,
    Dead,
    DeadAfter,
    DeadBefore,
    Engine,
    Fault,
    LostAnswer,
    Throttle,
)
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, code, new_client

PUT = {"Put": {"TableName": CARNET, "Item": {"boutique_id": {"S": "dieng"}, "cle": {"S": "a"}}}}
OTHER = {"Delete": {"TableName": CARNET, "Key": {"boutique_id": {"S": "dieng"}, "cle": {"S": "b"}}}}


class Once:
    """A hook that orders one fault at the first call of an operation."""

    def __init__(self, operation: str, fault: Fault) -> None:
        self._operation, self._fault = operation, fault
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def __call__(self, operation: str, request: Mapping[str, Any]) -> Fault | None:
        self.asked.append((operation, request))
        if operation != self._operation:
            return None
        self._operation = ""
        return self._fault


def test_a_conflict_cancels_the_transaction_for_the_item_it_names(
    engine: Engine, carnet: Carnet
) -> None:
    engine.hook = Once("TransactWriteItems", Conflict(item=1))
    with pytest.raises(ClientError) as cancelled:
        carnet.client.transact_write_items(TransactItems=[PUT, OTHER])
    assert [each["Code"] for each in cancelled.value.response["CancellationReasons"]] == [
        "None", "TransactionConflict",
    ]  # fmt: skip
    assert carnet.get("a") is None
    carnet.client.transact_write_items(TransactItems=[PUT, OTHER])
    assert carnet.get("a") == {}


def test_a_single_write_meets_a_conflict_too(engine: Engine, carnet: Carnet) -> None:
    engine.hook = Once("PutItem", Conflict())
    with pytest.raises(ClientError) as refused:
        carnet.put("a")
    assert code(refused.value) == "TransactionConflictException"
    assert carnet.get("a") is None


def test_throttling_is_told_as_aws_tells_it(engine: Engine, carnet: Carnet) -> None:
    engine.hook = Once("Query", Throttle())
    with pytest.raises(ClientError) as refused:
        carnet.query("boutique_id = :b", {"b": "dieng"})
    assert code(refused.value) == "ProvisionedThroughputExceededException"
    engine.hook = Once("TransactWriteItems", Throttle())
    with pytest.raises(ClientError) as cancelled:
        carnet.client.transact_write_items(TransactItems=[PUT])
    (reason,) = cancelled.value.response["CancellationReasons"]
    assert reason["Code"] == "ThrottlingError"
    assert carnet.get("a") is None


def test_a_lost_answer_was_applied(engine: Engine, carnet: Carnet) -> None:
    engine.hook = Once("PutItem", LostAnswer())
    with pytest.raises(ConnectionClosedError):
        carnet.put("a", n=1)
    assert carnet.get("a") == {"n": 1}


def test_a_client_that_tries_again_after_a_lost_answer_applies_once(engine: Engine) -> None:
    client = new_client(config=Config(retries={"total_max_attempts": 3, "mode": "standard"}))
    engine.attach(client)
    hook = Once("TransactWriteItems", LostAnswer())
    engine.hook = hook
    key = {"boutique_id": {"S": "dieng"}, "cle": {"S": "n"}}
    add = {"TableName": CARNET, "Key": key, "UpdateExpression": "ADD n :n",
           "ExpressionAttributeValues": {":n": {"N": "1"}}}  # fmt: skip
    client.transact_write_items(TransactItems=[{"Update": add}])
    # botocore gave the call a token; the second try found it.
    assert [operation for operation, _ in hook.asked] == ["TransactWriteItems"] * 2
    assert Carnet(client).get("n") == {"n": 1}


@pytest.mark.parametrize(("fault", "applied"), [(DeadBefore(), None), (DeadAfter(), {"n": 1})])
def test_death_comes_before_the_call_or_after_its_commit(
    engine: Engine, carnet: Carnet, fault: Fault, applied: Any
) -> None:
    engine.hook = Once("PutItem", fault)
    with pytest.raises(Dead):
        carnet.put("a", n=1)
    assert carnet.get("a") == applied


def test_the_hook_sees_each_call_before_it_is_made(engine: Engine, carnet: Carnet) -> None:
    hook = Once("", LostAnswer())
    engine.hook = hook
    carnet.put("a", n=1)
    ((operation, request),) = hook.asked
    assert (operation, request["Item"]["n"]) == ("PutItem", {"N": "1"})


def test_a_full_disk_is_a_server_error_and_does_nothing(tmp_path: Path) -> None:
    engine, client = Engine(tmp_path / FILE), new_client()
    engine.call("CreateTable", DEFINITION)
    engine.attach(client)
    carnet = Carnet(client)
    carnet.put("a", n=1)
    engine._storage._sql.execute("PRAGMA max_page_count = 40")
    big = [{"Put": {"TableName": CARNET, "Item": {**carnet.key(f"{n}"), "t": {"S": "x" * 90_000}}}}
           for n in range(4)]  # fmt: skip
    with pytest.raises(ClientError) as failed:
        client.transact_write_items(TransactItems=big)
    assert code(failed.value) == "InternalServerError"
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert [carnet.get(cle) for cle in ("a", "0", "3")] == [{"n": 1}, None, None]
    carnet.put("b", n=2)
    assert carnet.get("b") == {"n": 2}
    engine.close()
