"""One call to the API: its request, checked against what the engine knows, and its bill."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from local.dynamodb.capacity import Bill
from local.dynamodb.errors import Invalid, Malformed, unsupported
from local.dynamodb.storage import Storage

Answer = dict[str, Any]

_TYPES: dict[str, type] = {
    "TableName": str, "IndexName": str, "Key": dict, "Item": dict,
    "ConditionExpression": str, "UpdateExpression": str, "FilterExpression": str,
    "KeyConditionExpression": str, "ProjectionExpression": str,
    "ExpressionAttributeNames": dict, "ExpressionAttributeValues": dict,
    "ReturnValues": str, "ReturnValuesOnConditionCheckFailure": str,
    "ReturnConsumedCapacity": str, "ReturnItemCollectionMetrics": str, "ConsistentRead": bool,
    "Limit": int, "Select": str, "ScanIndexForward": bool, "ExclusiveStartKey": dict,
    "RequestItems": dict, "TransactItems": list, "ClientRequestToken": str, "Keys": list,
    "PutRequest": dict, "DeleteRequest": dict, "Get": dict, "Put": dict, "Update": dict,
    "Delete": dict, "ConditionCheck": dict, "ExclusiveStartTableName": str,
    "AttributeDefinitions": list, "KeySchema": list, "LocalSecondaryIndexes": list,
    "GlobalSecondaryIndexes": list, "BillingMode": str, "ProvisionedThroughput": dict,
    "DeletionProtectionEnabled": bool, "TimeToLiveSpecification": dict, "Enabled": bool,
    "AttributeName": str,
}  # fmt: skip
_ENUMS = {
    "Select": ("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"),
    "ReturnConsumedCapacity": ("INDEXES", "TOTAL", "NONE"),
    "ReturnValues": ("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"),
    "ReturnValuesOnConditionCheckFailure": ("ALL_OLD", "NONE"),
}


@dataclass
class Call:
    """What a handler is given."""

    storage: Storage
    request: dict[str, Any]
    now: datetime
    bill: Bill = field(default_factory=Bill)

    def consumed(self, *, split: bool = False) -> Answer:
        """`ConsumedCapacity` of a call that may touch several tables, when asked for."""
        shown = self.bill.shown(self.request.get("ReturnConsumedCapacity", "NONE"), split=split)
        return {"ConsumedCapacity": shown} if shown else {}

    def consumed_by_one(self) -> Answer:
        """`ConsumedCapacity` of a call on one table, when asked for."""
        shown = self.bill.shown(self.request.get("ReturnConsumedCapacity", "NONE"))
        return {"ConsumedCapacity": shown[0]} if shown else {}


def check(request: object, where: str, allowed: str, required: str = "") -> dict[str, Any]:
    """A request, or a structure in it, that holds nothing else than what is allowed.

    Names are given as one string with spaces between. Raises Invalid, Malformed.
    """
    if not isinstance(request, dict):
        raise Malformed(f"Expected a structure: {where}")
    given = {name: value for name, value in request.items() if value is not None}
    for name, value in given.items():
        if name not in allowed.split():
            raise unsupported(f"{name} in {where}")
        if not isinstance(value, _TYPES[name]) or (
            isinstance(value, bool) and _TYPES[name] is not bool
        ):
            raise Malformed(f"{type(value).__name__} cannot be converted to {name} in {where}")
        if name in _ENUMS and value not in _ENUMS[name]:
            raise _constraint(
                f"Value '{value}' at '{_member(name)}'",
                f"satisfy enum value set: [{', '.join(_ENUMS[name])}]",
            )
    for name in required.split():
        if name not in given:
            raise _constraint(f"Value null at '{_member(name)}'", "not be null")
    if given.get("Limit", 1) < 1:
        raise _constraint("Value at 'Limit'", "have value greater than or equal to 1")
    if given.get("ReturnItemCollectionMetrics", "NONE") != "NONE":
        raise unsupported("ReturnItemCollectionMetrics")
    return given


def _member(name: str) -> str:
    return name[0].lower() + name[1:]


def _constraint(value: str, constraint: str) -> Invalid:
    return Invalid(
        f"1 validation error detected: {value} failed to satisfy constraint: Member must "
        f"{constraint}"
    )


def check_length(parameter: str, members: list[Any] | Mapping[str, Any], most: int) -> None:
    """A list has 1 to `most` members. Raises Invalid."""
    if not members:
        raise _constraint(f"Value at '{parameter}'", "have length greater than or equal to 1")
    if len(members) > most:
        raise _constraint(f"Value at '{parameter}'", f"have length less than or equal to {most}")
