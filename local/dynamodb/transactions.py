"""TransactWriteItems and TransactGetItems: all of it or nothing, and why nothing."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from local.dynamodb import items, reads
from local.dynamodb.call import Answer, Call, check, check_length
from local.dynamodb.capacity import read_units
from local.dynamodb.errors import Cancelled, ConditionFailed, Invalid, Refused, Unfit
from local.dynamodb.items import Action
from local.dynamodb.values import Item, item_size

ITEMS_MAX = 100
BYTES_MAX = 4 * 1024 * 1024
TOKEN_LASTS = timedelta(minutes=10)
_ACTIONS = "Put Update Delete ConditionCheck"
_TOO_LARGE = "The aggregate size of the items in the transaction exceeds 4 MB"

Reason = dict[str, Any]
Change = tuple[Action, Item | None, Item | None]


def transact_write_items(call: Call) -> Answer:
    """TransactWriteItems. Raises Cancelled with a reason for each action."""
    requests = call.request["TransactItems"]
    check_length("TransactItems", requests, ITEMS_MAX)
    token = call.request.get("ClientRequestToken")
    if token is not None and _replayed(call, token, requests):
        return call.consumed(split=True)
    actions, reasons = _read(call, requests)
    changes = list(_changes(call, actions, reasons))
    if sum(item_size(after or before or action.key_item) for action, before, after in changes) > (
        BYTES_MAX
    ):
        raise Invalid(_TOO_LARGE)
    for action, before, after in changes:
        call.bill.write(action.table, before, after, 2)
    if any(reason["Code"] != "None" for reason in reasons):
        raise Cancelled(reasons)
    for action, before, after in changes:
        if action.name != "ConditionCheck":
            call.storage.write(action.table, action.key, before, after)
    if token is not None:
        ends = (call.now + TOKEN_LASTS).timestamp()
        call.storage.remember(token, _digest(requests), call.now.timestamp(), ends)
    return call.consumed(split=True)


def _replayed(call: Call, token: str, requests: list[Any]) -> bool:
    """Whether this token has done its work within ten minutes; a replay costs a read."""
    if not 1 <= len(token) <= 36:
        raise Invalid("ClientRequestToken must have 1 to 36 characters")
    known = call.storage.token(token)
    if known is None or known[1] <= call.now.timestamp():
        return False
    if known[0] != _digest(requests):
        raise Refused(
            "IdempotentParameterMismatchException",
            "Request with the same client request token has different parameters",
        )
    for action in _read(call, requests)[0]:
        if action is not None:
            item = items.standing(call.storage, action)
            units = 2 * read_units(item_size(item or {}), consistent=True)
            call.bill.read(action.table, units)
    return True


def _digest(requests: list[Any]) -> bytes:
    return hashlib.sha256(json.dumps(requests, sort_keys=True).encode()).digest()


def _read(call: Call, requests: list[Any]) -> tuple[list[Action | None], list[Reason]]:
    """Each action, or the reason why its key can't be one. Raises Invalid for all else."""
    actions: list[Action | None] = []
    reasons: list[Reason] = []
    for request in requests:
        given = check(request, "TransactItems", _ACTIONS)
        if len(given) != 1:
            raise Invalid("TransactItems can only contain one of Check, Put, Update or Delete")
        [(name, described)] = given.items()
        try:
            actions.append(items.read(call.storage, name, described, alone=False))
            reasons.append({"Code": "None"})
        except Unfit as error:
            actions.append(None)
            reasons.append({"Code": "ValidationError", "Message": error.message})
    places = [(action.table.id, action.key) for action in actions if action is not None]
    if len(set(places)) < len(places):
        raise Invalid("Transaction request cannot include multiple operations on one item")
    return actions, reasons


def _changes(call: Call, actions: list[Action | None], reasons: list[Reason]) -> Iterator[Change]:
    """What each action would change; where one can't, its reason is set and nothing changes."""
    for place, action in enumerate(actions):
        if action is None:
            continue
        before = items.standing(call.storage, action)
        after = before
        try:
            after = action.after(before)
        except ConditionFailed as error:
            reasons[place] = {
                "Code": "ConditionalCheckFailed", "Message": error.message, **error.extra,
            }  # fmt: skip
        except Unfit as error:
            reasons[place] = {"Code": "ValidationError", "Message": error.message}
        yield action, before, after


def transact_get_items(call: Call) -> Answer:
    """TransactGetItems."""
    requests = call.request["TransactItems"]
    check_length("TransactItems", requests, ITEMS_MAX)
    allowed = "TableName Key ProjectionExpression ExpressionAttributeNames"
    found: list[Answer] = []
    places, total = set(), 0
    for request in requests:
        given = check(request, "TransactItems", "Get", "Get")
        get = reads.Get.read(call.storage, check(given["Get"], "Get", allowed, "TableName Key"))
        places.add((get.table.id, get.key))
        row = call.storage.get(get.table, get.key)
        total += row.size if row else 0
        call.bill.read(get.table, 2 * read_units(row.size if row else 0, consistent=True))
        found.append({"Item": get.shown(row.item())} if row else {})
    if len(places) < len(requests):
        raise Invalid("Transaction request cannot include multiple operations on one item")
    if total > BYTES_MAX:
        raise Invalid(_TOO_LARGE)
    return {"Responses": found, **call.consumed(split=True)}
