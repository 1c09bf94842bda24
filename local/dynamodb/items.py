"""Writes to one item: what PutItem, UpdateItem, DeleteItem and a transaction's actions share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.dynamodb import grammar, updates
from local.dynamodb.call import Answer, Call, check
from local.dynamodb.conditions import Condition
from local.dynamodb.documents import Projection
from local.dynamodb.errors import ConditionFailed, Invalid, Unfit
from local.dynamodb.schema import Key, Table, refuse_large
from local.dynamodb.storage import Storage
from local.dynamodb.syntax import Placeholders
from local.dynamodb.updates import Update
from local.dynamodb.values import Item, checked_item

_EXPRESSION = "TableName ExpressionAttributeNames ExpressionAttributeValues ConditionExpression "
_TRANSACTED = _EXPRESSION + "ReturnValuesOnConditionCheckFailure "
_SINGLE = _TRANSACTED + "ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics "
_OWN = {
    "Put": ("Item", "Item"),
    "Update": ("Key UpdateExpression", "Key"),
    "Delete": ("Key", "Key"),
    "ConditionCheck": ("Key", "Key ConditionExpression"),
}


@dataclass(frozen=True)
class Action:
    """A write, or a check, ready to be applied to what stands at its key."""

    name: str
    table: Table
    key: Key
    key_item: Item
    item: Item | None
    update: Update
    condition: Condition | None
    shows_old: bool

    def after(self, before: Item | None) -> Item | None:
        """What stands at the key after it. Raises ConditionFailed, Unfit, Invalid."""
        if self.condition is not None and not self.condition.holds(before or {}):
            raise ConditionFailed(before if self.shows_old else None)
        match self.name:
            case "Put":
                return self.item
            case "Delete":
                return None
            case "ConditionCheck":
                return before
        after = self.update.applied(before or self.key_item)
        self.table.check_index_keys(after)
        refuse_large(after, "Item size to update has exceeded the maximum allowed size", Unfit)
        return after


def read(storage: Storage, name: str, request: object, *, alone: bool) -> Action:
    """The action that a request describes: a call's own, or one of a transaction's.

    Raises Unfit for keys of a wrong type, Invalid for all else that is wrong.
    """
    own, required = _OWN[name]
    allowed = (_SINGLE if alone else _TRANSACTED) + own
    where = f"{name}Item" if alone else name
    given = check(request, where, allowed, "TableName " + required)
    table = storage.table(given["TableName"])
    placeholders = Placeholders(given)
    update = Update()
    if name == "Update":
        if "UpdateExpression" in given:
            update = updates.read(given["UpdateExpression"], placeholders)
        elif not alone:
            raise Invalid("The UpdateExpression parameter is required in a transaction's Update")
    condition = None
    if "ConditionExpression" in given:
        condition = grammar.read("ConditionExpression", given["ConditionExpression"], placeholders)
    placeholders.refuse_unused()
    item, key, key_item = _target(table, name, given)
    _refuse_key_update(table, update)
    return Action(
        name, table, key, key_item, item, update, condition,
        given.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD",
    )  # fmt: skip


def _target(table: Table, name: str, given: Mapping[str, Any]) -> tuple[Item | None, Key, Item]:
    if name != "Put":
        key_item = checked_item(given["Key"])
        return None, table.lookup(key_item), key_item
    item = checked_item(given["Item"])
    key = table.place(item)
    refuse_large(item, "Item size has exceeded the maximum allowed size")
    table.check_index_keys(item)
    return item, key, table.key_item(item)


def _refuse_key_update(table: Table, update: Update) -> None:
    for path in update.paths():
        if path[0] in table.keys.names():
            raise Invalid(
                "One or more parameter values were invalid: "
                f"Cannot update attribute {path[0]}. This attribute is part of the key"
            )


def standing(storage: Storage, action: Action) -> Item | None:
    """What stands at the action's key."""
    row = storage.get(action.table, action.key)
    return row.item() if row else None


def put_item(call: Call) -> Answer:
    """PutItem."""
    return _alone(call, "Put", ("NONE", "ALL_OLD"))


def update_item(call: Call) -> Answer:
    """UpdateItem."""
    every = ("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
    return _alone(call, "Update", every)


def delete_item(call: Call) -> Answer:
    """DeleteItem."""
    return _alone(call, "Delete", ("NONE", "ALL_OLD"))


def _alone(call: Call, name: str, returns: tuple[str, ...]) -> Answer:
    wanted = call.request.get("ReturnValues", "NONE")
    action = read(call.storage, name, call.request, alone=True)
    if wanted not in returns:
        raise Invalid("Return values set to invalid value")
    before = standing(call.storage, action)
    try:
        after = action.after(before)
    except ConditionFailed:
        call.bill.write(action.table, before, before, 1)
        raise
    call.storage.write(action.table, action.key, before, after)
    call.bill.write(action.table, before, after, 1)
    shown = _returned(wanted, action.update, before, after)
    return {**({"Attributes": shown} if shown else {}), **call.consumed_by_one()}


def _returned(wanted: str, update: Update, before: Item | None, after: Item | None) -> Item:
    when, _, which = wanted.rpartition("_")
    item = (before if which == "OLD" else after if which == "NEW" else None) or {}
    return Projection(update.paths()).of(item) if when == "UPDATED" else item
