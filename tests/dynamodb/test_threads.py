"""Sixteen threads on one account: every transaction counts once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from local.dynamodb import Engine
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, item, new_client

THREADS = 16
TIMES = 50


def test_sixteen_threads_on_one_versioned_account_are_exact(tmp_path: Path) -> None:
    engine, client = Engine(tmp_path / "tables.sqlite"), new_client()
    engine.call("CreateTable", DEFINITION)
    engine.attach(client)
    carnet = Carnet(client)
    carnet.put("compte", solde=0, maj=0)
    ready = threading.Barrier(THREADS)

    def sell(till: int) -> int:
        """Adds one franc, fifty times, each under the account's lock; how many tries it took."""
        ready.wait()
        return sum(_once(carnet, f"{till:02}-{time:02}") for time in range(TIMES))

    with ThreadPoolExecutor(THREADS) as pool:
        tries = sum(pool.map(sell, range(THREADS)))
    assert carnet.get("compte") == {"solde": THREADS * TIMES, "maj": THREADS * TIMES}
    lines = carnet.cles("boutique_id = :b AND begins_with(cle, :r)", {"b": "dieng", "r": "ligne#"})
    assert len(lines) == THREADS * TIMES
    assert engine.counters().calls["TransactWriteItems"] == tries
    engine.close()


def test_two_processes_on_one_file_wait_for_each_other(tmp_path: Path) -> None:
    engines = [Engine(tmp_path / "tables.sqlite") for _ in range(2)]
    engines[0].call("CreateTable", DEFINITION)
    add = {
        "TableName": CARNET, "Key": item(boutique_id="dieng", cle="n"),
        "UpdateExpression": "ADD n :un", "ExpressionAttributeValues": {":un": {"N": "1"}},
    }  # fmt: skip

    def count(engine: Engine) -> None:
        for _ in range(TIMES):
            engine.call("UpdateItem", add)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count, engines))
    found = engines[0].call("GetItem", {"TableName": CARNET, "Key": add["Key"]})
    assert found["Item"]["n"] == {"N": str(2 * TIMES)}
    for engine in engines:
        engine.close()


def _once(carnet: Carnet, line: str) -> int:
    tries = 0
    while True:
        tries += 1
        account = carnet.get("compte") or {}
        after = item(boutique_id="dieng", cle="compte", solde=account["solde"] + 1,
                     maj=account["maj"] + 1)  # fmt: skip
        lock: dict[str, Any] = {
            "TableName": CARNET, "Item": after, "ConditionExpression": "maj = :maj",
            "ExpressionAttributeValues": {":maj": {"N": str(account["maj"])}},
        }  # fmt: skip
        row = {
            "TableName": CARNET, "Item": item(boutique_id="dieng", cle=f"ligne#{line}"),
            "ConditionExpression": "attribute_not_exists(cle)",
        }  # fmt: skip
        try:
            carnet.client.transact_write_items(TransactItems=[{"Put": lock}, {"Put": row}])
        except carnet.client.exceptions.TransactionCanceledException as cancelled:
            codes = [each["Code"] for each in cancelled.response["CancellationReasons"]]
            assert codes == ["ConditionalCheckFailed", "None"]
        else:
            return tries
