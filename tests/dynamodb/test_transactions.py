"""TransactWriteItems and TransactGetItems."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.dynamodb import Engine
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, code, item, message, new_client


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def engine(hands: Hands) -> Iterator[Engine]:
    engine = Engine(":memory:", hands)
    engine.call("CreateTable", DEFINITION)
    yield engine
    engine.close()


@pytest.fixture
def carnet(engine: Engine) -> Carnet:
    client = new_client()
    engine.attach(client)
    return Carnet(client)


def put(cle: str, **attributes: Any) -> dict[str, Any]:
    held = item(boutique_id="dieng", cle=cle, **attributes)
    return {"Put": {"TableName": CARNET, "Item": held}}


def new(cle: str, **attributes: Any) -> dict[str, Any]:
    action = put(cle, **attributes)
    action["Put"]["ConditionExpression"] = "attribute_not_exists(cle)"
    return action


def on(kind: str, cle: Any, **parameters: Any) -> dict[str, Any]:
    key = item(boutique_id="dieng", cle=cle)
    return {kind: {"TableName": CARNET, "Key": key, **parameters}}


def add(cle: str, number: int) -> dict[str, Any]:
    values = {":n": {"N": str(number)}}
    return on("Update", cle, UpdateExpression="ADD n :n", ExpressionAttributeValues=values)


def transact(carnet: Carnet, *actions: Any, **parameters: Any) -> Any:
    return carnet.client.transact_write_items(TransactItems=list(actions), **parameters)


def reasons(carnet: Carnet, *actions: Any, **parameters: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(carnet.client.exceptions.TransactionCanceledException) as cancelled:
        transact(carnet, *actions, **parameters)
    found = cancelled.value.response["CancellationReasons"]
    codes = ", ".join(reason["Code"] for reason in found)
    assert message(cancelled.value).endswith(f"for specific reasons [{codes}]")
    return [(reason["Code"], reason.get("Message")) for reason in found]


def test_all_is_done_at_once(carnet: Carnet) -> None:
    carnet.put("b", n=1)
    carnet.put("c", n=1)
    absent = on("ConditionCheck", "d", ConditionExpression="attribute_not_exists(cle)")
    transact(carnet, new("a", n=1), add("b", 2), on("Delete", "c"), absent)
    assert [carnet.get(cle) for cle in "abcd"] == [{"n": 1}, {"n": 3}, None, None]


def test_one_failed_condition_undoes_all_and_each_action_has_its_reason(carnet: Carnet) -> None:
    carnet.put("b", n=1)
    shown = new("b")
    shown["Put"]["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    found = reasons(
        carnet, put("a"), shown, add("c", 1),
        on("Delete", "d", ConditionExpression="attribute_exists(cle)"),
    )  # fmt: skip
    failed = ("ConditionalCheckFailed", "The conditional request failed")
    assert found == [("None", None), failed, ("None", None), failed]
    assert [carnet.get(cle) for cle in "abcd"] == [None, {"n": 1}, None, None]


def test_a_failed_condition_shows_the_item_when_asked(carnet: Carnet) -> None:
    carnet.put("b", n=1)
    shown = new("b")
    shown["Put"]["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    with pytest.raises(ClientError) as cancelled:
        transact(carnet, shown, new("b2"))
    first, second = cancelled.value.response["CancellationReasons"]
    assert (first["Item"]["n"], "Item" in second) == ({"N": "1"}, False)


def test_what_only_the_item_can_tell_is_a_reason(carnet: Carnet) -> None:
    carnet.put("mot", n="un")
    carnet.put("gros", texte="x" * 400_000)
    large = on("Update", "gros", UpdateExpression="SET a = :a",
               ExpressionAttributeValues=item(**{":a": "x" * 20_000}))  # fmt: skip
    nested = on("Update", "mot", UpdateExpression="REMOVE a.b")
    assert reasons(carnet, put("a"), add("mot", 1), large) == [
        ("None", None),
        ("ValidationError", "An operand in the update expression has an incorrect data type"),
        ("ValidationError", "Item size to update has exceeded the maximum allowed size"),
    ]
    assert reasons(carnet, nested)[0][0] == "ValidationError"
    # Seen on the service: the type of a key too, but neither an empty one nor a put too large.
    assert reasons(carnet, on("Delete", 5)) == [
        ("ValidationError", "The provided key element does not match the schema")
    ]
    assert reasons(carnet, put("a", par_nom=5))[0][0] == "ValidationError"
    for top_level in (put(""), put("a", par_nom=""), put("a", texte="x" * 420_000)):
        with pytest.raises(ClientError) as refused:
            transact(carnet, top_level)
        assert code(refused.value) == "ValidationException"
    assert carnet.get("a") is None


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([], "greater than or equal to 1"),
        ([put(f"{n}") for n in range(101)], "less than or equal to 100"),
        ([put("a"), on("Delete", "a")], "multiple operations on one item"),
        ([{**put("a"), **on("Delete", "b")}], "can only contain one of"),
        ([on("ConditionCheck", "a")], "Member must not be null"),
        ([on("Update", "a")], "UpdateExpression"),
        ([put(f"{n}", texte="x" * 380_000) for n in range(12)], "exceeds 4 MB"),
    ],
)
def test_a_transaction_beyond_its_limits_is_refused(
    carnet: Carnet, actions: Any, expected: str
) -> None:
    with pytest.raises(ClientError, match=expected):
        transact(carnet, *actions)
    assert carnet.client.scan(TableName=CARNET)["Count"] == 0


def test_a_hundred_actions_are_taken(carnet: Carnet) -> None:
    transact(carnet, *(put(f"{n}") for n in range(100)))
    assert carnet.client.scan(TableName=CARNET, Select="COUNT")["Count"] == 100


def test_the_same_token_within_ten_minutes_applies_once(carnet: Carnet, hands: Hands) -> None:
    for _ in range(3):
        transact(carnet, add("a", 1), ClientRequestToken="jeton")
        hands.now += timedelta(minutes=3)
    assert carnet.get("a") == {"n": 1}
    hands.now += timedelta(minutes=2)
    transact(carnet, add("a", 1), ClientRequestToken="jeton")
    assert carnet.get("a") == {"n": 2}


def test_the_same_token_with_another_request_is_a_mismatch(carnet: Carnet) -> None:
    transact(carnet, add("a", 1), ClientRequestToken="jeton")
    with pytest.raises(ClientError) as refused:
        transact(carnet, add("a", 2), ClientRequestToken="jeton")
    assert code(refused.value) == "IdempotentParameterMismatchException"
    assert carnet.get("a") == {"n": 1}


def test_a_cancelled_transaction_leaves_its_token_free(carnet: Carnet) -> None:
    carnet.put("a", n=1)
    reasons(carnet, new("a", n=5), ClientRequestToken="jeton")
    carnet.client.delete_item(TableName=CARNET, Key=carnet.key("a"))
    transact(carnet, new("a", n=5), ClientRequestToken="jeton")
    assert carnet.get("a") == {"n": 5}


def test_items_are_read_as_of_one_moment(carnet: Carnet) -> None:
    carnet.put("a", n=1, m=2)
    gets = [
        on("Get", "a", ProjectionExpression="n"), on("Get", "absent"),
    ]  # fmt: skip
    answer = carnet.client.transact_get_items(TransactItems=gets)
    assert answer["Responses"] == [{"Item": {"n": {"N": "1"}}}, {}]
    for wrong, expected in (
        ([on("Get", "a")] * 2, "multiple operations on one item"),
        ([on("Get", f"{n}") for n in range(101)], "less than or equal to 100"),
    ):
        with pytest.raises(ClientError, match=expected):
            carnet.client.transact_get_items(TransactItems=wrong)
