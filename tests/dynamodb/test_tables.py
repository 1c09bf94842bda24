"""The tables: made, described, removed; what expires; what is refused by its name."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.dynamodb import Engine, SchemaChanged
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, code, item, new_client

DONNEES = Path(__file__).parents[2] / "infra" / "donnees.json"


def test_a_table_is_described_as_it_was_made(carnet: Carnet) -> None:
    carnet.put("a")
    table = carnet.client.describe_table(TableName=CARNET)["Table"]
    assert table["TableStatus"] == "ACTIVE"
    assert table["KeySchema"] == DEFINITION["KeySchema"]
    assert [index["IndexName"] for index in table["LocalSecondaryIndexes"]] == [
        "client", "etat", "nom",
    ]  # fmt: skip
    assert table["GlobalSecondaryIndexes"][0]["IndexStatus"] == "ACTIVE"
    assert table["ItemCount"] == 1


def test_tables_are_listed_by_name_in_pages(carnet: Carnet) -> None:
    for name in ("zebu", "acces"):
        carnet.client.create_table(**{**DEFINITION, "TableName": name})
    first = carnet.client.list_tables(Limit=2)
    assert first == first | {"TableNames": ["acces", CARNET], "LastEvaluatedTableName": CARNET}
    rest = carnet.client.list_tables(ExclusiveStartTableName=CARNET)
    assert rest["TableNames"] == ["zebu"]


def test_a_protected_table_stays(carnet: Carnet) -> None:
    protected = {**DEFINITION, "TableName": "sure", "DeletionProtectionEnabled": True}
    carnet.client.create_table(**protected)
    with pytest.raises(ClientError, match="currently protected against deletion"):
        carnet.client.delete_table(TableName="sure")
    carnet.client.delete_table(TableName=CARNET)
    for call in (carnet.client.describe_table, carnet.client.delete_table):
        with pytest.raises(ClientError) as refused:
            call(TableName=CARNET)
        assert code(refused.value) == "ResourceNotFoundException"
    with pytest.raises(ClientError) as taken:
        carnet.client.create_table(**protected)
    assert code(taken.value) == "ResourceInUseException"


def _changed(**parts: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(DEFINITION)), "TableName": "autre", **parts}


def _index(**parts: Any) -> list[dict[str, Any]]:
    return [{**DEFINITION["LocalSecondaryIndexes"][0], **parts}]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (_changed(TableName="ab"), "length greater than or equal to 3"),
        (_changed(TableName="a b c"), "regular expression pattern"),
        (_changed(LocalSecondaryIndexes=_index(IndexName="du")), "greater than or equal to 3"),
        (_changed(LocalSecondaryIndexes=_index() * 2), "Duplicate index name: client"),
        (_changed(LocalSecondaryIndexes=_index() * 6), "LocalSecondaryIndexes"),
        (
            _changed(LocalSecondaryIndexes=_index(Projection={"ProjectionType": "INCLUDE"})),
            "INCLUDE",
        ),
        (_changed(KeySchema=DEFINITION["KeySchema"][:1]), "does not have a range key"),
        (_changed(KeySchema=DEFINITION["KeySchema"][::-1]), "Invalid KeySchema"),
        (_changed(LocalSecondaryIndexes=[]), "does not exactly match number of attributes"),
        (_changed(AttributeDefinitions=[]), "have no definition"),
    ],
)
def test_a_table_that_aws_would_refuse_is_refused(
    carnet: Carnet, definition: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ClientError) as refused:
        carnet.client.create_table(**definition)
    assert code(refused.value) == "ValidationException"
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda c: c.update_table(TableName=CARNET), "the operation UpdateTable"),
        (lambda c: c.execute_statement(Statement="SELECT"), "the operation ExecuteStatement"),
        (lambda c: c.scan(TableName=CARNET, TotalSegments=2, Segment=0), "Segment"),
        (lambda c: c.get_item(TableName=CARNET, Key={}, AttributesToGet=["a"]), "AttributesToGet"),
        (lambda c: c.put_item(TableName=CARNET, Item={}, Expected={}), "Expected in PutItem"),
        (
            lambda c: c.put_item(TableName=CARNET, Item={}, ReturnItemCollectionMetrics="SIZE"),
            "ReturnItemCollectionMetrics",
        ),
        (
            lambda c: c.create_table(**_changed(StreamSpecification={"StreamEnabled": True})),
            "StreamSpecification in CreateTable",
        ),
    ],
)
def test_what_the_engine_lacks_it_refuses_by_name(
    client: Any, ask: Callable[[Any], Any], expected: str
) -> None:
    with pytest.raises(ClientError) as refused:
        ask(client)
    assert code(refused.value) == "ValidationException"
    assert "local engine does not support" in str(refused.value)
    assert expected in str(refused.value)


def test_time_to_live_is_set_and_told(client: Any) -> None:
    on = {"Enabled": True, "AttributeName": "expire"}
    assert client.describe_time_to_live(TableName=CARNET)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "DISABLED"
    }
    client.update_time_to_live(TableName=CARNET, TimeToLiveSpecification=on)
    assert client.describe_time_to_live(TableName=CARNET)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED", "AttributeName": "expire",
    }  # fmt: skip
    with pytest.raises(ClientError, match="TimeToLive is already enabled"):
        client.update_time_to_live(TableName=CARNET, TimeToLiveSpecification=on)


def test_what_has_expired_stays_readable_until_it_is_swept(engine: Engine, carnet: Carnet) -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    on = {"Enabled": True, "AttributeName": "expire"}
    carnet.client.update_time_to_live(TableName=CARNET, TimeToLiveSpecification=on)
    at = int(now.timestamp())
    carnet.put("passe", expire=at - 1, par_client="awa")
    carnet.put("futur", expire=at + 1)
    carnet.put("mot", expire=str(at - 1))
    carnet.put("sans")
    carnet.put("ancien", expire=at - 6 * 365 * 24 * 3600)  # AWS takes it for a mistake
    assert carnet.get("passe") is not None
    assert engine.expire(now) == 1
    assert [carnet.get(cle) is None for cle in ("passe", "futur", "mot", "sans", "ancien")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    assert carnet.cles("boutique_id = :b", {"b": "dieng"}, IndexName="client") == []
    assert engine.expire(now + timedelta(seconds=1)) == 1


def test_our_tables_come_from_donnees_json_and_stay(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "tables.sqlite")
    names = engine.create_tables(DONNEES, "local")
    client = new_client()
    engine.attach(client)
    client.put_item(TableName="local-clients", Item=item(boutique_id="a", cle="b"))
    engine.close()
    again = Engine(tmp_path / "tables.sqlite")
    client = new_client()
    again.attach(client)
    assert again.create_tables(DONNEES, "local") == names
    assert sorted(names) == client.list_tables()["TableNames"]
    assert len(names) == 13
    found = client.get_item(TableName="local-clients", Key=item(boutique_id="a", cle="b"))
    assert "Item" in found
    expiring = [
        name for name in names
        if client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expire"}
    ]  # fmt: skip
    assert expiring == [
        "local-acces",
        "local-boutiques",
        "local-totaux",
        "local-idempotence",
    ]
    again.close()


def test_a_schema_that_changed_is_told_not_guessed(tmp_path: Path, engine: Engine) -> None:
    engine.create_tables(DONNEES, "local")
    template = json.loads(DONNEES.read_text())
    del template["Resources"]["Contacts"]["Properties"]["LocalSecondaryIndexes"][1]
    del template["Resources"]["Contacts"]["Properties"]["AttributeDefinitions"][-1]
    changed = tmp_path / "donnees.json"
    changed.write_text(json.dumps(template))
    with pytest.raises(SchemaChanged, match="local-contacts"):
        engine.create_tables(changed, "local")
