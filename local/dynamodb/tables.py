"""The tables themselves: made, described, listed, removed; and what expires in them."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from local.dynamodb import schema
from local.dynamodb.call import Answer, Call, check
from local.dynamodb.errors import Invalid, Refused, not_found, unsupported
from local.dynamodb.schema import Table
from local.dynamodb.storage import Storage

CREATE = (
    "TableName AttributeDefinitions KeySchema LocalSecondaryIndexes GlobalSecondaryIndexes "
    "BillingMode ProvisionedThroughput DeletionProtectionEnabled"
)
EXPIRY_YEARS_MAX = 5
_EXPIRY = "TimeToLive"
_ARN = "arn:aws:dynamodb:local:000000000000:table/"
# Of CloudFormation's properties, those that are no part of CreateTable: TimeToLive is set by a
# call of its own, backups and encryption are the cloud's.
_CLOUD = ("TimeToLiveSpecification", "PointInTimeRecoverySpecification", "SSESpecification")


class SchemaChanged(Exception):
    """A table stands in the file with other keys or indexes than donnees.json gives it."""


def create_table(call: Call) -> Answer:
    """CreateTable: at once ACTIVE."""
    request = call.request
    name = schema.check_name("tableName", request["TableName"])
    if any(table.name == name for table in call.storage.tables()):
        raise Refused("ResourceInUseException", f"Table already exists: {name}")
    schema.table(0, name, request)
    table = call.storage.create(name, {**request, "CreationDateTime": call.now.timestamp()})
    return {"TableDescription": _described(call.storage, table)}


def describe_table(call: Call) -> Answer:
    """DescribeTable, with counts of this moment."""
    return {"Table": _described(call.storage, _named(call))}


def delete_table(call: Call) -> Answer:
    """DeleteTable: refused while it is protected."""
    table = _named(call)
    if table.description.get("DeletionProtectionEnabled"):
        raise Invalid(
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first."
        )
    described = _described(call.storage, table) | {"TableStatus": "DELETING"}
    call.storage.drop(table)
    return {"TableDescription": described}


def list_tables(call: Call) -> Answer:
    """ListTables, by name, in pages."""
    start = call.request.get("ExclusiveStartTableName", "")
    names = [table.name for table in call.storage.tables() if table.name > start]
    limit = call.request.get("Limit", 100)
    more = {"LastEvaluatedTableName": names[limit - 1]} if len(names) > limit else {}
    return {"TableNames": names[:limit], **more}


def update_time_to_live(call: Call) -> Answer:
    """UpdateTimeToLive."""
    table, given = _named(call), call.request["TimeToLiveSpecification"]
    check(given, "TimeToLiveSpecification", "Enabled AttributeName", "Enabled AttributeName")
    if '"' in given["AttributeName"]:
        raise unsupported("an expiry attribute with a quotation mark in its name")
    enabled = _EXPIRY in table.description
    if given["Enabled"] == enabled:
        raise Invalid(f"TimeToLive is already {'enabled' if enabled else 'disabled'}")
    description = {key: value for key, value in table.description.items() if key != _EXPIRY}
    if given["Enabled"]:
        description[_EXPIRY] = given["AttributeName"]
    call.storage.describe(table, description)
    return {"TimeToLiveSpecification": given}


def describe_time_to_live(call: Call) -> Answer:
    """DescribeTimeToLive."""
    attribute = _named(call).description.get(_EXPIRY)
    if attribute is None:
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
    shown = {"TimeToLiveStatus": "ENABLED", "AttributeName": attribute}
    return {"TimeToLiveDescription": shown}


def _named(call: Call) -> Table:
    name = call.request["TableName"]
    try:
        return call.storage.table(name)
    except Refused as error:
        raise not_found(f"Requested resource not found: Table: {name} not found") from error


def _described(storage: Storage, table: Table) -> Answer:
    request, (count, size) = dict(table.description), storage.measure(table)
    request.pop(_EXPIRY, None)
    mode = request.pop("BillingMode", "PROVISIONED")
    throughput = request.pop("ProvisionedThroughput", {})
    shown = {
        **request,
        "TableStatus": "ACTIVE",
        "TableArn": _ARN + table.name,
        "ItemCount": count,
        "TableSizeBytes": size,
        "BillingModeSummary": {"BillingMode": mode},
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0,
            **throughput,
        },
    }  # fmt: skip
    for arm in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        if arm in request:
            status = {"IndexStatus": "ACTIVE"} if arm.startswith("Global") else {}
            shown[arm] = [
                {**index, "IndexArn": f"{_ARN}{table.name}/index/{index['IndexName']}", **status}
                for index in request[arm]
            ]
    return shown


def create_all(storage: Storage, template: Path, stage: str, now: datetime) -> list[str]:
    """Makes the tables of a CloudFormation template that are not there yet; the names of all.

    Raises SchemaChanged where one is there with another shape.
    """
    resources = json.loads(template.read_text(encoding="utf-8"))["Resources"]
    standing = {table.name: table for table in storage.tables()}
    names = []
    for resource in resources.values():
        if resource["Type"] != "AWS::DynamoDB::Table":
            continue
        properties = resource["Properties"]
        name = properties["TableName"]["Fn::Sub"].replace("${Stage}", stage)
        wanted = {key: value for key, value in properties.items() if key not in _CLOUD}
        request = check({**wanted, "TableName": name}, "donnees.json", CREATE)
        if expiry := properties.get("TimeToLiveSpecification"):
            request[_EXPIRY] = expiry["AttributeName"]
        names.append(name)
        if name not in standing:
            create_table(Call(storage, request, now))
        elif _shape(standing[name].description) != _shape(request):
            raise SchemaChanged(
                f"{name} stands in the local data with other keys or indexes than {template.name}"
            )
    return names


def _shape(description: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in description.items() if key != "CreationDateTime"}


def expire(storage: Storage, now: datetime) -> int:
    """Removes what has expired, as AWS does within some days; how many items that were.

    Like AWS it leaves alone what would have expired more than five years ago.
    """
    until = int(now.timestamp())
    from_ = until - EXPIRY_YEARS_MAX * 365 * 24 * 3600
    removed = 0
    for table in storage.tables():
        attribute = table.description.get(_EXPIRY)
        if attribute is not None:
            for item in storage.expired(table, attribute, from_, until):
                storage.write(table, table.place(item), item, None)
                removed += 1
    return removed
