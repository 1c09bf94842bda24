"""Query, Scan and the batches: order, pages, indexes, projections."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from local.dynamodb import Engine
from tests.dynamodb.carnet import CARNET, DEFINITION, Carnet, code, item, message, new_client, pages

B = "boutique_id = :b"


@pytest.fixture
def shelf(carnet: Carnet) -> Carnet:
    for number, cle in enumerate(["a#1", "a#2", "b#1", "b#2", "é", "z"]):
        carnet.put(
            cle, par_client=f"awa#{9 - number}", par_etat="I", montant=number, note="x" * 10,
            file=1 if number % 2 else 2, du_a=f"t{number}",
        )  # fmt: skip
    carnet.put("c", note="sparse")
    carnet.put("a#1", "fall", par_client="awa#0")
    return carnet


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (B, {}, ["a#1", "a#2", "b#1", "b#2", "c", "z", "é"]),  # by UTF-8 bytes
        (f"{B} AND cle = :r", {"r": "c"}, ["c"]),
        (f"{B} AND cle < :r", {"r": "a#2"}, ["a#1"]),
        (f"{B} AND cle <= :r", {"r": "a#2"}, ["a#1", "a#2"]),
        (f"{B} AND cle > :r", {"r": "z"}, ["é"]),
        (f"{B} AND cle >= :r", {"r": "z"}, ["z", "é"]),
        (f"{B} AND :r >= cle", {"r": "a#2"}, ["a#1", "a#2"]),
        (f"cle BETWEEN :r AND :s AND {B}", {"r": "a#2", "s": "b#1"}, ["a#2", "b#1"]),
        (f"({B}) AND (begins_with(cle, :r))", {"r": "b#"}, ["b#1", "b#2"]),
        (f"({B} AND begins_with(cle, :r))", {"r": "é"}, ["é"]),
    ],
)
def test_a_query_reads_a_stretch_of_a_partition_in_its_order(
    shelf: Carnet, condition: str, values: dict[str, Any], expected: list[str]
) -> None:
    given_ = {"b": "dieng", **values}
    assert shelf.cles(condition, given_) == expected
    assert shelf.cles(condition, given_, ScanIndexForward=False) == expected[::-1]
    for limit in (1, 2, 3):
        assert shelf.cles(condition, given_, Limit=limit) == expected
        assert shelf.cles(condition, given_, Limit=limit, ScanIndexForward=False) == expected[::-1]


def test_a_prefix_ends_before_the_next_one(carnet: Carnet) -> None:
    for cle in ("b\U0010ffff", "b$", "b#", "b#\U0010ffff", "b"):
        carnet.put(cle)
    found = carnet.cles(f"{B} AND begins_with(cle, :r)", {"b": "dieng", "r": "b#"})
    assert found == ["b#", "b#\U0010ffff"]


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("cle = :b", {}, "Query condition missed key schema element: boutique_id"),
        ("montant = :b", {}, "Query condition missed key schema element: boutique_id"),
        (f"{B} AND montant = :r", {"r": "1"}, "Query condition missed key schema element: cle"),
        (f"{B} AND cle > :r AND cle < :r", {"r": "1"}, "must only contain one condition per key"),
        (f"{B} AND cle > :r AND a = :r", {"r": "1"}, "number of query conditions (3) exceeds"),
        ("boutique_id > :b", {}, "Query key condition not supported"),
        (f"{B} OR cle = :r", {"r": "1"}, "Invalid operator used in KeyConditionExpression"),
        (f"{B} AND cle <> :r", {"r": "1"}, "Invalid operator used in KeyConditionExpression: <>"),
        (f"{B} AND contains(cle, :r)", {"r": "1"}, "KeyConditionExpression: contains"),
        (f"{B} AND cle = :r", {"r": 1}, "parameter type does not match schema type"),
        (f"{B} AND begins_with(cle, :r)", {"r": 1}, "function: begins_with, operand type: N"),
        (f"{B} AND cle.a = :r", {"r": "1"}, "cannot have conditions on nested attributes"),
        (f"{B} AND cle BETWEEN :s AND :r", {"r": "1", "s": "2"}, "upper bound to be greater"),
    ],
)
def test_a_key_condition_that_is_none_is_refused(
    shelf: Carnet, condition: str, values: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ClientError) as refused:
        shelf.query(condition, {"b": "dieng", **values})
    assert code(refused.value) == "ValidationException"
    assert expected in message(refused.value)


def test_number_keys_sort_by_value(carnet: Carnet) -> None:
    for number in (10, 9, -1, -20):
        carnet.put(f"n{number}", file=number, du_a="t")
    page = carnet.client.scan(TableName=CARNET, IndexName="a_faire")
    assert [each["file"]["N"] for each in page["Items"]] == ["-20", "-1", "9", "10"]


def test_an_index_holds_what_has_its_attribute_in_its_order(shelf: Carnet) -> None:
    given_ = {"b": "dieng"}
    assert shelf.cles(B, given_, IndexName="client") == ["z", "é", "b#2", "b#1", "a#2", "a#1"]
    shelf.update("z", "REMOVE par_client")
    shelf.update("é", "SET par_client = :v", {"v": "awa#99"})
    shelf.client.delete_item(TableName=CARNET, Key=shelf.key("b#2"))
    assert shelf.cles(B, given_, IndexName="client") == ["b#1", "a#2", "a#1", "é"]


def test_equal_index_keys_are_told_apart_by_the_tables_key(shelf: Carnet) -> None:
    found = list(
        pages(lambda **at: shelf.query(B, {"b": "dieng"}, IndexName="etat", Limit=2, **at))
    )
    assert [each["cle"]["S"] for page in found for each in page["Items"]] == [
        "a#1", "a#2", "b#1", "b#2", "z", "é",
    ]  # fmt: skip
    assert set(found[0]["LastEvaluatedKey"]) == {"boutique_id", "cle", "par_etat"}


def test_a_page_goes_on_though_the_item_of_its_cursor_is_gone(shelf: Carnet) -> None:
    first = shelf.query(B, {"b": "dieng"}, IndexName="client", Limit=2)
    shelf.client.delete_item(TableName=CARNET, Key=shelf.key("é"))
    rest = shelf.query(
        B, {"b": "dieng"}, IndexName="client", ExclusiveStartKey=first["LastEvaluatedKey"]
    )
    assert [each["cle"]["S"] for each in rest["Items"]] == ["b#2", "b#1", "a#2", "a#1"]


def test_a_full_page_says_where_it_ended_even_if_nothing_follows(shelf: Carnet) -> None:
    page = shelf.query(f"{B} AND begins_with(cle, :r)", {"b": "dieng", "r": "b#"}, Limit=2)
    assert page["LastEvaluatedKey"]["cle"] == {"S": "b#2"}


@pytest.mark.parametrize(
    ("index", "shown"),
    [
        ("client", {"boutique_id", "cle", "par_client", "par_etat", "montant", "note", "file",
                    "du_a"}),
        ("etat", {"boutique_id", "cle", "par_etat", "montant"}),
        ("nom", {"boutique_id", "cle", "par_nom"}),
    ],
)  # fmt: skip
def test_an_index_shows_its_projection(shelf: Carnet, index: str, shown: set[str]) -> None:
    shelf.update("a#1", "SET par_nom = :v", {"v": "awa"})
    page = shelf.query(B, {"b": "dieng"}, IndexName=index, ConsistentRead=True)
    found = next(each for each in page["Items"] if each["cle"]["S"] == "a#1")
    assert set(found) - ({"par_nom"} if index == "client" else set()) == shown


def test_a_local_index_fetches_what_it_does_not_hold_for_a_price(shelf: Carnet) -> None:
    given_: dict[str, Any] = {"IndexName": "etat", "ReturnConsumedCapacity": "INDEXES"}
    own = shelf.query(B, {"b": "dieng"}, **given_)
    whole = shelf.query(B, {"b": "dieng"}, **given_, Select="ALL_ATTRIBUTES")
    part = shelf.query(B, {"b": "dieng"}, **given_, ProjectionExpression="note")
    assert "note" not in own["Items"][0]
    assert whole["Items"][0]["note"] == {"S": "x" * 10}
    assert part["Items"][0] == {"note": {"S": "x" * 10}}
    assert own["ConsumedCapacity"]["CapacityUnits"] == 0.5
    assert whole["ConsumedCapacity"]["Table"]["CapacityUnits"] == 3.0  # six items, half a unit each
    assert whole["ConsumedCapacity"]["LocalSecondaryIndexes"]["etat"]["CapacityUnits"] == 0.5


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"ConsistentRead": True}, "Consistent reads are not supported on global secondary"),
        ({"Select": "ALL_ATTRIBUTES"}, "Select type ALL_ATTRIBUTES is not supported for global"),
        ({"ProjectionExpression": "montant"}, "a_faire does not project [montant]"),
    ],
)
def test_a_global_index_gives_only_what_it_holds(
    shelf: Carnet, parameters: dict[str, Any], expected: str
) -> None:
    due = {
        "IndexName": "a_faire", "KeyConditionExpression": "#f = :f AND du_a <= :t",
        "ExpressionAttributeNames": {"#f": "file"},
        "ExpressionAttributeValues": {":f": {"N": "1"}, ":t": {"S": "t3"}}, "TableName": CARNET,
    }  # fmt: skip
    page = shelf.client.query(**due)
    assert [set(each) for each in page["Items"]] == [{"boutique_id", "cle", "file", "du_a"}] * 2
    with pytest.raises(ClientError) as refused:
        shelf.client.query(**due, **parameters)
    assert expected in message(refused.value)


def test_a_filter_comes_after_the_limit(shelf: Carnet) -> None:
    values = {"b": "dieng", "m": 3}
    page = shelf.query(B, values, FilterExpression="montant >= :m", Limit=4)
    assert (page["Count"], page["ScannedCount"], page["Items"][0]["cle"]["S"]) == (1, 4, "b#2")
    count = shelf.query(B, values, FilterExpression="montant >= :m", Select="COUNT")
    assert (count["Count"], count["ScannedCount"], "Items" in count) == (3, 7, False)
    with pytest.raises(ClientError, match="can only contain non-primary key attributes"):
        shelf.query(B, {"b": "dieng", "m": "a"}, FilterExpression="NOT (cle = :m)")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"Limit": 0}, "Member must have value greater than or equal to 1"),
        ({"Select": "TOUT"}, "Member must satisfy enum value set"),
        ({"Select": "SPECIFIC_ATTRIBUTES"}, "Must specify the ProjectionExpression"),
        ({"Select": "ALL_PROJECTED_ATTRIBUTES"}, "only when Querying using an IndexName"),
        ({"Select": "COUNT", "ProjectionExpression": "a"}, "Cannot specify the ProjectionExpre"),
        ({"IndexName": "absent"}, "The table does not have the specified index: absent"),
        ({"ExclusiveStartKey": item(boutique_id="dieng")}, "starting key is invalid"),
        ({"ExclusiveStartKey": item(boutique_id="dieng", cle=1)}, "starting key is invalid"),
        ({"ExclusiveStartKey": item(boutique_id="fall", cle="a")}, "outside query boundaries"),
        ({"IndexName": "etat", "ExclusiveStartKey": item(boutique_id="dieng", cle="a")},
         "starting key is invalid"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_of_a_query_is_refused(
    shelf: Carnet, parameters: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ClientError) as refused:
        shelf.query(B, {"b": "dieng"}, **parameters)
    assert code(refused.value) == "ValidationException"
    assert expected in message(refused.value)


def test_a_page_holds_one_megabyte(carnet: Carnet) -> None:
    for number in range(7):
        carnet.put(f"gros{number}", texte="x" * 300_000, par_client=f"{number}")
    for index in ({}, {"IndexName": "client"}):
        sizes = [
            len(page["Items"])
            for page in pages(lambda **at: carnet.query(B, {"b": "dieng"}, **index, **at))  # noqa: B023
        ]
        assert sizes == [3, 3, 1]


def test_a_scan_reads_everything_once(shelf: Carnet) -> None:
    found = [
        (each["boutique_id"]["S"], each["cle"]["S"])
        for page in pages(lambda **at: shelf.client.scan(TableName=CARNET, Limit=3, **at))
        for each in page["Items"]
    ]
    assert len(found) == len(set(found)) == 8
    assert ("fall", "a#1") in found
    indexed = [
        each["cle"]["S"]
        for page in pages(
            lambda **at: shelf.client.scan(TableName=CARNET, IndexName="a_faire", Limit=2, **at)
        )
        for each in page["Items"]
    ]
    assert sorted(indexed) == ["a#1", "a#2", "b#1", "b#2", "z", "é"]


@given(
    cles=st.sets(st.text(alphabet="ab#é", min_size=1, max_size=3), max_size=12),
    low=st.text(alphabet="ab#é", min_size=1, max_size=2),
    limit=st.integers(1, 4),
    forward=st.booleans(),
)
def test_pages_of_any_size_make_the_same_list(
    cles: set[str], low: str, limit: int, forward: bool
) -> None:
    engine, client = Engine(":memory:"), new_client()
    engine.call("CreateTable", DEFINITION)
    engine.attach(client)
    carnet = Carnet(client)
    for cle in cles:
        carnet.put(cle, par_client=cle[0])
    wanted = [cle for cle in sorted(cles, key=str.encode) if cle.encode() >= low.encode()]
    values = {"b": "dieng", "r": low}
    options: dict[str, Any] = {"Limit": limit, "ScanIndexForward": forward}
    found = carnet.cles(f"{B} AND cle >= :r", values, **options)
    assert found == (wanted if forward else wanted[::-1])
    by_client = carnet.cles(B, {"b": "dieng"}, IndexName="client", **options)
    expected = sorted(cles, key=lambda cle: (cle[0].encode(), cle.encode()), reverse=not forward)
    assert by_client == expected
    engine.close()


def test_a_batch_reads_up_to_a_hundred_items(shelf: Carnet) -> None:
    keys = [shelf.key(cle) for cle in ("a#1", "absent", "z")]
    answer = shelf.client.batch_get_item(
        RequestItems={CARNET: {"Keys": keys, "ProjectionExpression": "cle"}}
    )
    assert sorted(each["cle"]["S"] for each in answer["Responses"][CARNET]) == ["a#1", "z"]
    assert answer["UnprocessedKeys"] == {}
    for wrong, expected in (
        (keys + keys, "contains duplicates"),
        ([shelf.key(f"{n}") for n in range(101)], "Too many items requested"),
    ):
        with pytest.raises(ClientError, match=expected):
            shelf.client.batch_get_item(RequestItems={CARNET: {"Keys": wrong}})


def test_a_batch_of_reads_leaves_what_passes_16_megabytes(carnet: Carnet) -> None:
    for number in range(45):
        carnet.put(f"{number}", texte="x" * 390_000)
    request: dict[str, Any] = {CARNET: {"Keys": [carnet.key(f"{n}") for n in range(45)]}}
    counts = []
    while request:
        answer = carnet.client.batch_get_item(RequestItems=request)
        counts.append(len(answer["Responses"][CARNET]))
        request = answer["UnprocessedKeys"]
    assert counts == [43, 2]


def test_a_batch_writes_up_to_25_items(carnet: Carnet) -> None:
    carnet.put("vieux")
    puts = [{"PutRequest": {"Item": item(boutique_id="dieng", cle=f"{n}")}} for n in range(24)]
    gone = {"DeleteRequest": {"Key": carnet.key("vieux")}}
    answer = carnet.client.batch_write_item(RequestItems={CARNET: [*puts, gone]})
    assert answer["UnprocessedItems"] == {}
    assert len(carnet.cles(B, {"b": "dieng"})) == 24
    for wrong, expected in (
        ([*puts, gone, {"PutRequest": {"Item": carnet.key("x")}}], "less than or equal to 25"),
        ([puts[0], puts[0]], "contains duplicates"),
    ):
        with pytest.raises(ClientError, match=expected):
            carnet.client.batch_write_item(RequestItems={CARNET: wrong})
