"""Conditions, updates and projections, by what AWS documents of them."""

from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.dynamodb.carnet import CARNET, Carnet, code, item, message, plain

RIZ: dict[str, Any] = {
    "montant": 5000,
    "etat": "I",
    "vide": "",
    "mots": {"riz", "sac"},
    "prix": {1, 2},
    "suite": ["a", {"b": 2}, None],
    "mois": {"2026-11": 12, "notes": ["x", "y"]},
    "octets": b"\x01\x02\x03",
    "ouvert": True,
    "rien": None,
}


@pytest.fixture
def riz(carnet: Carnet) -> Carnet:
    carnet.put("riz", **RIZ)
    return carnet


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("montant = :v", {"v": 5000}, True),
        ("montant = :v", {"v": Decimal("5000.0")}, True),
        ("montant = :v", {"v": "5000"}, False),
        ("montant <> :v", {"v": "5000"}, True),
        ("absent = :v", {"v": 1}, False),
        ("absent <> :v", {"v": 1}, True),
        ("NOT absent = :v", {"v": 1}, True),
        ("montant > :v", {"v": 900}, True),  # not as text
        ("montant < :v", {"v": "9"}, False),  # unlike types have no order
        ("absent < :v", {"v": 9}, False),
        ("etat >= :v", {"v": "I"}, True),
        (":v <= etat", {"v": "H"}, True),
        ("octets > :v", {"v": b"\x01\x02"}, True),
        ("montant BETWEEN :v AND :w", {"v": 5000, "w": 5000}, True),
        ("montant BETWEEN :v AND :w", {"v": 5001, "w": 6000}, False),
        ("etat IN (:v, :w)", {"v": "C", "w": "I"}, True),
        ("absent IN (:v)", {"v": "C"}, False),
        ("ouvert = :v AND rien = :w", {"v": True, "w": None}, True),
        ("mots = :v", {"v": {"sac", "riz"}}, True),  # a set has no order
        ("mois.notes[1] = :v", {"v": "y"}, True),
        ("suite[7] = :v", {"v": "y"}, False),
        ("suite[1].b = :v", {"v": 2}, True),
        ("begins_with(etat, :v)", {"v": ""}, True),
        ("begins_with(octets, :v)", {"v": b"\x01"}, True),
        ("begins_with(montant, :v)", {"v": "5"}, False),
        ("contains(mots, :v)", {"v": "riz"}, True),
        ("contains(prix, :v)", {"v": 2}, True),
        ("contains(prix, :v)", {"v": "2"}, False),
        ("contains(suite, :v)", {"v": {"b": 2}}, True),
        ("contains(octets, :v)", {"v": b"\x02\x03"}, True),
        ("attribute_type(mois, :v)", {"v": "M"}, True),
        ("attribute_type(mois, :v)", {"v": "L"}, False),
        ("size(mots) = :v AND size(mois) = :v AND size(octets) > :v", {"v": 2}, True),
        ("size(suite) = :v", {"v": 3}, True),
        ("size(vide) = :v", {"v": 0}, True),
        ("size(montant) > :v OR size(absent) > :v", {"v": 0}, False),
        ("attribute_exists(rien) AND attribute_not_exists(absent)", {}, True),
        ("attribute_exists(mois.absent) OR attribute_exists(suite[9])", {}, False),
        # OR binds less than AND, AND less than NOT.
        ("etat = :v OR etat = :w AND montant = :x", {"v": "I", "w": "C", "x": 1}, True),
        ("(etat = :v OR etat = :w) AND montant = :x", {"v": "I", "w": "C", "x": 1}, False),
        ("NOT etat = :v AND montant = :x", {"v": "C", "x": 5000}, True),
        ("NOT (etat = :v OR montant = :x)", {"v": "C", "x": 5000}, False),
        ("not etat = :v and NoT montant = :x", {"v": "C", "x": 1}, True),
    ],
)
def test_a_condition_holds_as_documented(
    riz: Carnet, condition: str, values: dict[str, Any], expected: bool
) -> None:
    assert riz.holds("riz", condition, values) is expected


def test_a_condition_on_an_item_that_is_not_there_sees_no_attribute(carnet: Carnet) -> None:
    assert carnet.holds("riz", "attribute_not_exists(cle)")
    assert not carnet.holds("riz", "montant = :v", {"v": 1})


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("", {"v": 1}, "The expression can not be empty;"),
        ("montant = ", {"v": 1}, 'Syntax error; token: "<EOF>", near: "="'),
        ("montant == :v", {"v": 1}, 'Syntax error; token: "=", near: "= = :v"'),
        ("montant = :v)", {"v": 1}, 'Syntax error; token: ")", near: ":v )"'),
        ("montant ! :v", {"v": 1}, 'Syntax error; token: "!"'),
        ("nom = :v", {"v": 1, "w": 1}, "unused in expressions: keys: {:w}"),
        ("montant = :w", {"v": 1}, "value used in expression is not defined; attribute value: :w"),
        ("#m = :v", {"v": 1}, "used in the document path is not defined; attribute name: #m"),
        ("name = :v", {"v": 1}, "Attribute name is a reserved keyword; reserved keyword: name"),
        ("((montant = :v))", {"v": 1}, "The expression has redundant parentheses;"),
        ("montant < :v", {"v": True}, "operator or function: <, operand type: BOOL"),
        ("begins_with(etat, :v)", {"v": 1}, "operator or function: begins_with, operand type: N"),
        ("attribute_type(etat, :v)", {"v": "X"}, "Invalid attribute type name found; type: X"),
        ("attribute_exists(:v)", {"v": 1}, "Operator or function requires a document path"),
        ("attribute_exists(a, :v)", {"v": 1}, "Incorrect number of operands"),
        ("exists(a)", {"v": 1}, "Invalid function name; function: exists"),
        ("etat = etat OR a = :v", {"v": 1}, "The first operand must be distinct"),
        ("a BETWEEN :w AND :v", {"v": 1, "w": 2}, "upper bound to be greater than or equal to"),
        ("a IN (" + ":v, " * 100 + ":v)", {"v": 1}, "too many operands"),
        ("a = :v" + " OR a = :v" * 200, {"v": 1}, "too many operators"),
        ("a = :v OR " + "b" * 4096 + " = :v", {"v": 1}, "exceeded the maximum allowed size"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_reason(
    riz: Carnet, condition: str, values: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ClientError) as refused:
        riz.holds("riz", condition, values)
    assert code(refused.value) == "ValidationException"
    assert expected in message(refused.value)


@pytest.mark.parametrize(
    ("expression", "values", "attribute", "expected"),
    [
        ("SET montant = montant + :v", {"v": Decimal("0.1")}, "montant", Decimal("5000.1")),
        ("SET montant = montant - :v", {"v": 6000}, "montant", -1000),
        ("SET montant = :v - montant", {"v": 6000}, "montant", 1000),
        ("SET neuf = if_not_exists(montant, :v)", {"v": 1}, "neuf", 5000),
        ("SET neuf = if_not_exists(absent, :v) + :v", {"v": 1}, "neuf", 2),
        ("SET suite = list_append(:v, suite)", {"v": [0]}, "suite", [0, "a", {"b": 2}, None]),
        ("SET mois.notes[0] = :v", {"v": "z"}, "mois", {"2026-11": 12, "notes": ["z", "y"]}),
        ("SET suite[9] = :v, suite[7] = :w", {"v": 9, "w": 7}, "suite",
         ["a", {"b": 2}, None, 7, 9]),
        ("SET suite[1].b = montant", {}, "suite", ["a", {"b": 5000}, None]),
        ("REMOVE suite[0], suite[2]", {}, "suite", [{"b": 2}]),
        ("REMOVE suite[9], absent", {}, "suite", RIZ["suite"]),
        ("REMOVE mois.notes", {}, "mois", {"2026-11": 12}),
        ("REMOVE mois.absent", {}, "mois", RIZ["mois"]),
        ("ADD montant :v", {"v": -1}, "montant", 4999),
        ("ADD absent :v", {"v": 3}, "absent", 3),
        ("ADD mots :v", {"v": {"riz", "mil"}}, "mots", {"riz", "sac", "mil"}),
        ("ADD prix :v", {"v": {Decimal("2.0"), 3}}, "prix", {1, 2, 3}),
        ("DELETE mots :v", {"v": {"riz", "mil"}}, "mots", {"sac"}),
        ("DELETE mots :v", {"v": {"riz", "sac"}}, "mots", None),  # no empty set
        ("SET a = montant REMOVE montant ADD b :v DELETE mots :w", {"v": 1, "w": {"riz"}}, "a",
         5000),
    ],
)  # fmt: skip
def test_an_update_does_as_documented(
    riz: Carnet, expression: str, values: dict[str, Any], attribute: str, expected: Any
) -> None:
    riz.update("riz", expression, values)
    assert (riz.get("riz") or {}).get(attribute) == expected


def test_every_right_side_reads_the_item_before_the_update(carnet: Carnet) -> None:
    carnet.put("riz", a=1, b=2)
    carnet.update("riz", "SET a = b, b = a")
    assert carnet.get("riz") == {"a": 2, "b": 1}


def test_an_update_creates_the_item_that_is_not_there(carnet: Carnet) -> None:
    carnet.update("riz", "REMOVE montant")
    carnet.update("mil", "ADD maj :v", {"v": 1})
    carnet.client.update_item(TableName=CARNET, Key=carnet.key("sel"))
    assert (carnet.get("riz"), carnet.get("mil"), carnet.get("sel")) == ({}, {"maj": 1}, {})


@pytest.mark.parametrize(
    ("expression", "values", "expected"),
    [
        ("SET montant = absent + :v", {"v": 1}, "refers to an attribute that does not exist"),
        ("SET montant = etat + :v", {"v": 1}, "has an incorrect data type"),
        ("SET a.b = :v", {"v": 1}, "path provided in the update expression is invalid for update"),
        ("REMOVE a.b", {}, "path provided in the update expression is invalid for update"),
        ("ADD a.b :v", {"v": 1}, "path provided in the update expression is invalid for update"),
        ("SET etat[0] = :v", {"v": 1}, "path provided in the update expression is invalid"),
        ("ADD etat :v", {"v": 1}, "has an incorrect data type"),
        ("ADD etat :v", {"v": "x"}, "operator: ADD, operand type: STRING"),
        ("DELETE mots :v", {"v": "riz"}, "operator: DELETE, operand type: STRING"),
        ("SET a = :v + etat", {"v": "x"}, "operator or function: +, operand type: S"),
        ("SET cle = :v", {"v": "x"}, "Cannot update attribute cle. This attribute is part of"),
        ("SET a = :v, a = :v", {"v": 1}, "Two document paths overlap with each other"),
        ("SET a = :v REMOVE a.b", {"v": 1}, "path one: [a], path two: [a, b]"),
        ("SET a = :v SET b = :v", {"v": 1}, 'The "SET" section can only be used once'),
        ("POSER a = :v", {"v": 1}, 'Syntax error; token: "POSER", near: "POSER a"'),
        ("SET status = :v", {"v": 1}, "reserved keyword: status"),
        ("SET a = max(:v, :v)", {"v": 1}, "Invalid function name; function: max"),
        ("SET par_etat = :v", {"v": 1}, "Type mismatch for Index Key par_etat Expected: S"),
        ("SET par_etat = :v", {"v": ""}, "cannot contain an empty string value"),
    ],
)
def test_a_wrong_update_is_refused_and_changes_nothing(
    riz: Carnet, expression: str, values: dict[str, Any], expected: str
) -> None:
    before = riz.get("riz")
    with pytest.raises(ClientError) as refused:
        riz.update("riz", expression, values)
    assert code(refused.value) == "ValidationException"
    assert expected in message(refused.value)
    assert riz.get("riz") == before


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ("NONE", None),
        ("ALL_OLD", {"boutique_id": "dieng", "cle": "sel", "m": {"a": 1, "b": 2}, "n": 5}),
        ("ALL_NEW", {"boutique_id": "dieng", "cle": "sel", "m": {"a": 3, "b": 2}, "p": 1}),
        ("UPDATED_OLD", {"m": {"a": 1}, "n": 5}),
        ("UPDATED_NEW", {"m": {"a": 3}, "p": 1}),
    ],
)
def test_an_update_returns_what_is_asked_for(
    carnet: Carnet, returns: str, expected: dict[str, Any] | None
) -> None:
    carnet.put("sel", m={"a": 1, "b": 2}, n=5)
    answer = carnet.update(
        "sel", "SET m.a = :v, p = :w REMOVE n", {"v": 3, "w": 1}, ReturnValues=returns
    )
    assert plain(answer.get("Attributes")) == expected


def test_put_and_delete_return_what_stood_there(carnet: Carnet) -> None:
    assert "Attributes" not in carnet.put("sel", n=1, ReturnValues="ALL_OLD")
    old = carnet.put("sel", n=2, ReturnValues="ALL_OLD")["Attributes"]
    gone = carnet.client.delete_item(
        TableName=CARNET, Key=carnet.key("sel"), ReturnValues="ALL_OLD"
    )["Attributes"]
    assert (plain(old) or {})["n"] == 1
    assert (plain(gone) or {})["n"] == 2
    with pytest.raises(ClientError, match="Return values set to invalid value"):
        carnet.put("sel", ReturnValues="ALL_NEW")


def test_a_failed_condition_shows_the_item_when_asked(carnet: Carnet) -> None:
    carnet.put("sel", n=1)
    condition = {"ConditionExpression": "attribute_not_exists(cle)"}
    for shows in ({}, {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}):
        with pytest.raises(ClientError) as refused:
            carnet.put("sel", n=2, **condition, **shows)
        assert code(refused.value) == "ConditionalCheckFailedException"
        assert message(refused.value) == "The conditional request failed"
        assert bool(refused.value.response.get("Item")) is bool(shows)
    assert carnet.get("sel") == {"n": 1}


def test_a_projection_keeps_the_paths_it_names(riz: Carnet) -> None:
    answer = riz.client.get_item(
        TableName=CARNET,
        Key=riz.key("riz"),
        ProjectionExpression="suite[2], suite[0], mois.#m, absent, mois.notes[9], cle",
        ExpressionAttributeNames={"#m": "2026-11"},
    )
    assert plain(answer["Item"]) == {
        "suite": ["a", None], "mois": {"2026-11": 12}, "cle": "riz",
    }  # fmt: skip
    with pytest.raises(ClientError, match="Two document paths overlap"):
        riz.client.get_item(
            TableName=CARNET, Key=riz.key("riz"), ProjectionExpression="mois, mois.notes"
        )


def test_placeholders_are_checked_before_anything_else(carnet: Carnet) -> None:
    key = {"TableName": CARNET, "Key": carnet.key("sel")}
    for parameters, expected in (
        ({"ExpressionAttributeNames": {"#m": "a"}}, "can only be specified when using expressions"),
        ({"UpdateExpression": "REMOVE a", "ExpressionAttributeNames": {}}, "must not be empty"),
        ({"UpdateExpression": "REMOVE a", "ExpressionAttributeNames": {"m": "a"}}, "invalid key"),
        ({"UpdateExpression": "REMOVE a", "ExpressionAttributeNames": {"#m": "a"}}, "{#m}"),
        ({"UpdateExpression": "REMOVE a", "ExpressionAttributeValues": item(v=1)}, "invalid key"),
    ):
        with pytest.raises(ClientError, match=expected):
            carnet.client.update_item(**key, **parameters)
