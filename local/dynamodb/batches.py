"""BatchGetItem and BatchWriteItem."""

from typing import Any

from local.dynamodb import items, reads
from local.dynamodb.call import Answer, Call, check, check_length
from local.dynamodb.capacity import read_units
from local.dynamodb.errors import Invalid
from local.dynamodb.items import Action

GETS_MAX = 100
WRITES_MAX = 25
ANSWER_BYTES_MAX = 16 * 1024 * 1024
_DUPLICATES = "Provided list of item keys contains duplicates"


def batch_get_item(call: Call) -> Answer:
    """BatchGetItem; past 16 MB the rest is left in UnprocessedKeys."""
    requests = _requests(call, "BatchGetItem")
    allowed = "Keys ConsistentRead ProjectionExpression ExpressionAttributeNames"
    given = {
        name: check(request, "RequestItems", allowed, "Keys") for name, request in requests.items()
    }
    if sum(len(request["Keys"]) for request in given.values()) > GETS_MAX:
        raise Invalid("Too many items requested for the BatchGetItem call")
    answers: dict[str, list[Any]] = {}
    left: dict[str, Any] = {}
    room = ANSWER_BYTES_MAX
    for name, request in given.items():
        check_length("RequestItems", request["Keys"], GETS_MAX)
        answers[name], unread, room = _get(call, name, request, room)
        if unread:
            left[name] = {**request, "Keys": unread}
    return {"Responses": answers, "UnprocessedKeys": left, **call.consumed()}


def _get(call: Call, name: str, request: Any, room: int) -> tuple[list[Any], list[Any], int]:
    """The items of one table, the keys that found no more room, and the room left."""
    shared = {key: value for key, value in request.items() if key != "Keys"}
    gets = [
        reads.Get.read(call.storage, {**shared, "TableName": name, "Key": key})
        for key in request["Keys"]
    ]
    if len({get.key for get in gets}) < len(gets):
        raise Invalid(_DUPLICATES)
    found: list[Any] = []
    for done, get in enumerate(gets):
        row = call.storage.get(get.table, get.key)
        size = row.size if row else 0
        if size > room:
            return found, request["Keys"][done:], 0
        room -= size
        call.bill.read(get.table, read_units(size, consistent=request.get("ConsistentRead", False)))
        if row:
            found.append(get.shown(row.item()))
    return found, [], room


def batch_write_item(call: Call) -> Answer:
    """BatchWriteItem: here always whole; AWS may leave some in UnprocessedItems."""
    actions = [
        _action(call, name, request)
        for name, requests in _requests(call, "BatchWriteItem").items()
        for request in requests
    ]
    check_length("RequestItems", actions, WRITES_MAX)
    places = {(action.table.id, action.key) for action in actions}
    if len(places) < len(actions):
        raise Invalid(_DUPLICATES)
    for action in actions:
        before = items.standing(call.storage, action)
        after = action.after(before)
        call.storage.write(action.table, action.key, before, after)
        call.bill.write(action.table, before, after, 1)
    return {"UnprocessedItems": {}, **call.consumed()}


def _requests(call: Call, operation: str) -> dict[str, Any]:
    requests: dict[str, Any] = call.request["RequestItems"]
    if not requests:
        raise Invalid(f"The requestItems parameter is required for {operation}")
    return requests


def _action(call: Call, table: str, request: object) -> Action:
    given = check(request, "RequestItems", "PutRequest DeleteRequest")
    if len(given) != 1:
        raise Invalid("Supplied AttributeValue has more than one datatypes set")
    [(name, described)] = given.items()
    check(described, name, "Item" if name == "PutRequest" else "Key")
    kind = name.removesuffix("Request")
    return items.read(call.storage, kind, {**described, "TableName": table}, alone=False)
