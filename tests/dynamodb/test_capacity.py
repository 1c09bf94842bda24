"""What calls cost. The figures of index writes, transactions, checks and replays were measured on
the service by others (paritysuite, martinhicks.dev, July and August 2026)."""

from typing import Any

import pytest

from local.dynamodb import Engine
from tests.dynamodb.carnet import CARNET, Carnet, item


def units(answer: dict[str, Any]) -> tuple[float, float, dict[str, float]]:
    """Total, the table's, and each index's."""
    consumed = answer["ConsumedCapacity"]
    indexes = {
        name: arm["CapacityUnits"]
        for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
        for name, arm in consumed.get(kind, {}).items()
    }
    return consumed["CapacityUnits"], consumed["Table"]["CapacityUnits"], indexes


INDEXED: dict[str, Any] = {
    "par_etat": "I",
    "par_nom": "awa",
    "file": 1,
    "du_a": "t",
    "montant": 5,
    "note": "n",
}


@pytest.mark.parametrize(
    ("expression", "values", "indexes"),
    [
        ("SET note = :v", {"v": "autre"}, {}),  # no index holds it
        ("SET montant = :v", {"v": 6}, {"etat": 1}),
        ("SET montant = :v", {"v": 5}, {}),  # nothing changed
        ("SET par_etat = :v", {"v": "C"}, {"etat": 2}),  # the entry moves
        ("REMOVE par_etat", {}, {"etat": 1}),
        ("SET par_client = :v", {"v": "awa"}, {"client": 1}),
        ("SET du_a = :v", {"v": "u"}, {"a_faire": 2}),
        ("REMOVE par_nom, du_a", {}, {"nom": 1, "a_faire": 1}),
    ],
)
def test_an_index_write_costs_by_what_changes_in_it(
    carnet: Carnet, expression: str, values: dict[str, Any], indexes: dict[str, float]
) -> None:
    first = carnet.put("a", **INDEXED, ReturnConsumedCapacity="INDEXES")
    assert units(first) == (4, 1, {"etat": 1, "nom": 1, "a_faire": 1})
    answer = carnet.update("a", expression, values, ReturnConsumedCapacity="INDEXES")
    assert units(answer) == (1 + sum(indexes.values()), 1, indexes)


def test_a_write_costs_a_unit_for_each_started_kilobyte_of_the_larger(carnet: Carnet) -> None:
    def total(answer: dict[str, Any]) -> float:
        return float(answer["ConsumedCapacity"]["CapacityUnits"])

    room = 1024 - len("boutique_iddiengclea") - len("t")
    assert total(carnet.put("a", t="x" * room, ReturnConsumedCapacity="TOTAL")) == 1
    assert total(carnet.put("a", t="x" * (room + 1), ReturnConsumedCapacity="TOTAL")) == 2
    assert total(carnet.put("a", ReturnConsumedCapacity="TOTAL")) == 2
    gone = {"TableName": CARNET, "Key": carnet.key("a"), "ReturnConsumedCapacity": "TOTAL"}
    assert total(carnet.client.delete_item(**gone)) == 1
    assert total(carnet.client.delete_item(**gone)) == 1


def test_reads_cost_by_four_kilobytes_and_half_when_eventual(carnet: Carnet) -> None:
    carnet.put("a", t="x" * 5000)
    for number in range(8):
        carnet.put(f"b{number}", t="x" * 1003)

    def get(cle: str, *, consistent: bool) -> float:
        answer = carnet.client.get_item(
            TableName=CARNET, Key=carnet.key(cle), ConsistentRead=consistent,
            ReturnConsumedCapacity="TOTAL",
        )  # fmt: skip
        return float(answer["ConsumedCapacity"]["CapacityUnits"])

    assert [get("a", consistent=True), get("a", consistent=False)] == [2, 1]
    assert [get("z", consistent=True), get("z", consistent=False)] == [1, 0.5]
    page = carnet.query(
        "boutique_id = :b AND begins_with(cle, :r)", {"b": "dieng", "r": "b", "v": 1},
        FilterExpression="absent = :v", ConsistentRead=True, ReturnConsumedCapacity="TOTAL",
    )  # fmt: skip
    assert page["Count"] == 0
    assert page["ConsumedCapacity"]["CapacityUnits"] == 3  # 8 x 1 025 bytes, rounded once


def test_a_transaction_doubles_and_a_replay_reads(carnet: Carnet) -> None:
    key = item(boutique_id="dieng", cle="a")
    check = {"TableName": CARNET, "Key": key, "ConditionExpression": "attribute_not_exists(cle)"}
    actions = [
        {"Put": {"TableName": CARNET, "Item": item(boutique_id="dieng", cle="b", t="x" * 1500)}},
        {"ConditionCheck": check},
    ]
    request: dict[str, Any] = {
        "TransactItems": actions, "ClientRequestToken": "jeton", "ReturnConsumedCapacity": "TOTAL",
    }  # fmt: skip
    (first,) = carnet.client.transact_write_items(**request)["ConsumedCapacity"]
    (again,) = carnet.client.transact_write_items(**request)["ConsumedCapacity"]
    assert (first["CapacityUnits"], first["WriteCapacityUnits"]) == (4 + 2, 4 + 2)
    assert (again["CapacityUnits"], again["ReadCapacityUnits"]) == (2 + 2, 2 + 2)


def test_the_engine_counts_calls_and_units(engine: Engine, carnet: Carnet) -> None:
    before = engine.counters()
    carnet.put("a", par_client="awa")
    carnet.get("a")
    with pytest.raises(carnet.client.exceptions.ConditionalCheckFailedException):
        carnet.put("a", ConditionExpression="attribute_not_exists(cle)")
    spent = engine.counters() - before
    assert dict(spent.calls) == {"PutItem": 2, "GetItem": 1}
    # A condition that fails costs the write it did not make.
    assert (spent.read_units, spent.write_units) == (1, 2 + 1)
