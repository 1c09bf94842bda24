"""Attribute values, keys, and the limits of an item."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import example, given
from hypothesis import strategies as st

from local.dynamodb import Engine
from local.dynamodb.values import checked, item_size, key_bytes, size
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, code, item, message, new_client

numbers = st.decimals(
    allow_nan=False, allow_infinity=False, places=8, min_value=-(10**20), max_value=10**20
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0042.1200", "42.12"), ("-0", "0"), ("1.5E2", "150"), ("1e-3", "0.001"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
        ("1E125", "1" + "0" * 125), (".5", "0.5"), ("-12.50", "-12.5"),
    ],
)  # fmt: skip
def test_a_number_is_kept_in_its_one_form(carnet: Carnet, written: str, kept: str) -> None:
    carnet.client.put_item(TableName=CARNET, Item={**carnet.key("n"), "n": {"N": written}})
    found = carnet.client.get_item(TableName=CARNET, Key=carnet.key("n"))["Item"]
    assert found["n"] == {"N": kept}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"N": "123456789012345678901234567890123456789"}, "more than 38 significant digits"),
        ({"N": "1E126"}, "Number overflow"),
        ({"N": "-1E126"}, "Number overflow"),
        ({"N": "1E-131"}, "Number underflow"),
        ({"N": "douze"}, "cannot be converted to a numeric value: douze"),
        ({"N": "NaN"}, "cannot be converted to a numeric value"),
        ({"N": "١٢"}, "cannot be converted to a numeric value"),
        ({"SS": []}, "An string set  may not be empty"),
        ({"SS": ["a", "a"]}, "contains duplicates"),
        ({"NS": ["1", "1.0"]}, "contains duplicates"),
        ({}, "must contain exactly one of the supported datatypes"),
        ({"S": "a", "N": "1"}, "has more than one datatypes set"),
    ],
)
def test_a_wrong_value_is_refused(engine: Engine, value: Any, expected: str) -> None:
    status, answer = _put(engine, value)
    assert (status, answer["__type"].rpartition("#")[2]) == (400, "ValidationException")
    assert expected in answer["message"]


@pytest.mark.parametrize("value", ['{"S": 5}', '{"BOOL": "oui"}', '{"L": {}}', '"a"', '{"B": "é"}'])
def test_a_body_of_other_types_is_a_serialization_error(engine: Engine, value: str) -> None:
    body = f'{{"TableName": "carnet", "Item": {{"boutique_id": {{"S": "a"}}, "v": {value}}}}}'
    status, answer = engine.answer("PutItem", body.encode())
    assert (status, answer["__type"].rpartition("#")[2]) == (400, "SerializationException")


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"\xff", b'{"TableName": "\\ud800"}'])
def test_a_body_that_is_no_request_is_a_serialization_error(engine: Engine, body: bytes) -> None:
    status, answer = engine.answer("GetItem", body)
    assert (status, answer["__type"].rpartition("#")[2]) == (400, "SerializationException")


def _put(engine: Engine, value: Any) -> tuple[int, dict[str, Any]]:
    request = {"TableName": CARNET, "Item": {**item(boutique_id="a", cle="b"), "v": value}}
    return engine.answer("PutItem", json.dumps(request).encode())


def test_values_nest_32_levels_deep(engine: Engine) -> None:
    value: Any = {"S": "x"}
    for _ in range(31):
        value = {"L": [value]}
    assert _put(engine, value)[0] == 200
    status, answer = _put(engine, {"L": [value]})
    assert (status, answer["message"]) == (400, "Nesting Levels have exceeded supported limits")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # Seen on the service (paritysuite, August 2026): digits in pairs on either side of the
        # point, one byte more, one for the sign.
        ({"N": "1"}, 2), ({"N": "123456"}, 4), ({"N": "3.14159"}, 5), ({"N": "1E125"}, 2),
        ({"N": "-12"}, 3), ({"N": "0"}, 1),
        ({"S": "é"}, 2), ({"B": "AQID"}, 3), ({"BOOL": True}, 1), ({"NULL": True}, 1),
        ({"SS": ["ab", "é"]}, 4), ({"NS": ["1", "12"]}, 4),
        ({"L": [{"S": "ab"}]}, 3 + 1 + 2), ({"M": {"é": {"N": "1"}}}, 3 + 1 + 2 + 2),
    ],
)  # fmt: skip
def test_a_value_measures_what_aws_counts(value: Any, expected: int) -> None:
    assert size(checked(value)) == expected


@given(numbers, numbers)
@example(Decimal("-1.2"), Decimal("-1.23"))
@example(Decimal("1.2"), Decimal("1.23"))
@example(Decimal(0), Decimal("-1E-130"))
def test_number_keys_sort_by_value(one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    low_key, high_key = (key_bytes(checked({"N": str(each)})) for each in (low, high))
    assert (low_key < high_key) is (low < high)
    assert (low_key == high_key) is (low == high)


@given(st.text(), st.text())
def test_string_keys_sort_by_their_utf_8_bytes(one: str, other: str) -> None:
    one_key, other_key = (key_bytes({"S": each}) for each in (one, other))
    assert (one_key < other_key) is (one.encode() < other.encode())


def test_an_item_holds_400_kb_and_no_byte_more(carnet: Carnet) -> None:
    room = 400 * 1024 - item_size(carnet.key("gros")) - len("texte")
    carnet.put("gros", texte="x" * room)
    with pytest.raises(ClientError, match="Item size has exceeded the maximum allowed size"):
        carnet.put("gros", texte="x" * (room + 1))
    with pytest.raises(ClientError, match="Item size to update has exceeded"):
        carnet.update("gros", "SET a = :v", {"v": 1})
    assert carnet.get("gros") == {"texte": "x" * room}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ({"boutique_id": "", "cle": "a"}, "cannot contain an empty string value. Key: boutique_id"),
        ({"boutique_id": "a", "cle": ""}, "cannot contain an empty string value. Key: cle"),
        ({"boutique_id": "a" * 2049, "cle": "a"}, "maximum size limit of2048 bytes"),
        ({"boutique_id": "a", "cle": "é" * 513}, "size limit of 1024 bytes"),
        ({"boutique_id": "a", "cle": 5}, "Type mismatch for key cle expected: S actual: N"),
        ({"boutique_id": "a"}, "Missing the key cle in the item"),
        ({"boutique_id": "a", "cle": "a", "par_nom": 1}, "Type mismatch for Index Key par_nom"),
        ({"boutique_id": "a", "cle": "a", "par_nom": ""}, "IndexName: nom, IndexKey: par_nom"),
        ({"boutique_id": "a", "cle": "a", "par_nom": "x" * 1025}, "size limit of 1024 bytes"),
        ({"boutique_id": "a", "cle": "a", "file": "x"}, "Type mismatch for Index Key file"),
    ],
)
def test_a_key_that_aws_would_refuse_is_refused(
    carnet: Carnet, key: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ClientError) as refused:
        carnet.client.put_item(TableName=CARNET, Item=item(**key))
    assert code(refused.value) == "ValidationException"
    assert expected in message(refused.value)


def test_keys_of_the_largest_sizes_are_taken(carnet: Carnet) -> None:
    boutique, cle = "a" * 2048, "é" * 512
    carnet.put(cle, boutique, par_nom="x" * 1024)
    assert carnet.get(cle, boutique) == {"par_nom": "x" * 1024}


@pytest.mark.parametrize(
    "key",
    [
        {"boutique_id": "a"},
        {"boutique_id": "a", "cle": 1},
        {"boutique_id": "a", "cle": "b", "c": "d"},
    ],
)
def test_a_lookup_needs_the_whole_key_and_nothing_else(carnet: Carnet, key: Any) -> None:
    for method in ("get_item", "delete_item", "update_item"):
        with pytest.raises(ClientError, match="key element does not match the schema"):
            getattr(carnet.client, method)(TableName=CARNET, Key=item(**key))


@pytest.fixture(scope="module")
def standing() -> Iterator[Carnet]:
    engine, client = Engine(":memory:"), new_client()
    engine.call("CreateTable", DEFINITION)
    engine.attach(client)
    yield Carnet(client)
    engine.close()


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(-(10**37), 10**37)
        | st.sets(st.text(), min_size=1) | st.sets(st.integers(-9, 9), min_size=1),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)  # fmt: skip
def test_any_value_comes_back_as_it_was(standing: Carnet, value: Any) -> None:
    standing.put("tout", v=value)
    assert standing.get("tout") == {"v": value}
    assert standing.holds("tout", "v = :v", {"v": value})
