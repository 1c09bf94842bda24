"""The tables' template, read as JSON: what CloudFormation and the engine are both given."""

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint

TEMPLATE = Path(__file__).parents[2] / "infra" / "donnees.json"
RESOURCES: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))["Resources"]

# table: (range attribute by local index, tables.md)
LOCAL = {
    "acces": {},
    "boutiques": {},
    "clients": {"nom": "par_nom", "par_du": "par_du"},
    "recherche": {},
    "reglements": {"client": "par_client", "etat": "par_etat", "releve": "par_releve"},
    "versements": {
        "client": "par_client",
        "etat": "par_etat",
        "releve": "par_releve",
        "lien": "par_lien",
    },
    "totaux": {},
    "journal": {},
    "idempotence": {"client": "par_client"},
    "rappels": {"reglement": "par_reglement", "etat": "par_etat", "date": "par_date"},
    "envois": {"tel": "par_tel"},
    "contacts": {"nom": "par_nom", "groupe": "par_groupe"},
    "taches": {},
}


def tables() -> dict[str, dict[str, Any]]:
    """Properties of each table by its name without the stage."""
    found = {}
    for resource in RESOURCES.values():
        name = resource["Properties"]["TableName"]["Fn::Sub"]
        assert name.startswith("${Stage}-")
        found[name.removeprefix("${Stage}-")] = resource["Properties"]
    return found


def keys(holder: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key["AttributeName"], key["KeyType"]) for key in holder["KeySchema"]]


def test_the_thirteen_tables_are_there() -> None:
    assert set(tables()) == set(LOCAL)


@pytest.mark.parametrize("logical_id", RESOURCES)
def test_a_table_outlives_its_stack_and_can_be_restored(logical_id: str) -> None:
    resource = RESOURCES[logical_id]
    properties = resource["Properties"]
    assert resource["Type"] == "AWS::DynamoDB::Table"
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    assert properties["DeletionProtectionEnabled"] is True
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True,
        "RecoveryPeriodInDays": 35,
    }


@pytest.mark.parametrize("name", LOCAL)
def test_a_shops_data_is_keyed_by_its_boutique(name: str) -> None:
    expected = [("boutique_id", "HASH"), ("cle", "RANGE")]
    assert keys(tables()[name]) == ([("cle", "HASH")] if name == "acces" else expected)


@pytest.mark.parametrize(("name", "expected"), LOCAL.items())
def test_local_indexes_are_those_of_the_design(name: str, expected: dict[str, str]) -> None:
    indexes = tables()[name].get("LocalSecondaryIndexes", [])
    assert len(indexes) <= 5
    assert {index["IndexName"]: keys(index) for index in indexes} == {
        index: [("boutique_id", "HASH"), (attribute, "RANGE")]
        for index, attribute in expected.items()
    }


def test_what_is_to_be_done_is_found_across_boutiques_by_file_and_instant() -> None:
    globals_ = {
        name: properties["GlobalSecondaryIndexes"]
        for name, properties in tables().items()
        if "GlobalSecondaryIndexes" in properties
    }
    assert set(globals_) == {"rappels", "taches"}
    for (index,) in globals_.values():
        assert index["IndexName"] == "a_faire"
        assert keys(index) == [("file", "HASH"), ("du_a", "RANGE")]


def test_what_expires_expires_by_one_attribute() -> None:
    expiring = {
        name: properties["TimeToLiveSpecification"]
        for name, properties in tables().items()
        if "TimeToLiveSpecification" in properties
    }
    assert set(expiring) == {"acces", "boutiques", "idempotence", "totaux"}
    assert all(spec == {"AttributeName": "expire", "Enabled": True} for spec in expiring.values())


def test_a_clients_months_stay_out_of_its_indexes() -> None:
    for index in tables()["clients"]["LocalSecondaryIndexes"]:
        assert "mois" not in index["Projection"]["NonKeyAttributes"]


def test_cfn_lint_finds_nothing() -> None:
    assert lint(TEMPLATE.read_text(encoding="utf-8"), regions=["eu-west-1"]) == []
