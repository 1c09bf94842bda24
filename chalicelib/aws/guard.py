"""No DynamoDB call leaves the boutique that it is made for (architecture.md, What a request costs).

Hooked on botocore's `before-call`, so that it sees what is sent, whoever asked for it. The
exceptions are the table `acces`, whose keys are secrets, and the indexes `a_faire`, which say
what goes on by itself and for whom.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

tenant: ContextVar[str | None] = ContextVar("tenant", default=None)

KEY = "boutique_id"
SCHEMA = frozenset({"KeySchema", "TimeToLiveSpecification"})
EQUALS = re.compile(r"([#\w]+)\s*=\s*(:\w+)")


class ForeignKey(Exception):
    """A call would have touched another boutique's data: a defect of ours, never an answer."""


@contextmanager
def boutique(id: str) -> Iterator[None]:
    """Within the block, only this boutique's keys can be read or written."""
    token = tenant.set(id)
    try:
        yield
    finally:
        tenant.reset(token)


def check(params: dict[str, Any], **_: Any) -> None:
    """Refuse the call (a `before-call` handler) unless each of its keys is the tenant's.

    Raises ForeignKey.
    """
    body = json.loads(params["body"])
    for table, key in keys(body):
        if not table.endswith("-acces") and key != tenant.get():
            raise ForeignKey(table)


def keys(body: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Each (table, boutique_id) that a request touches; None where it bears no such key."""
    if "TransactItems" in body:
        for action in body["TransactItems"]:
            for part in action.values():
                yield part["TableName"], of_item(part)
    elif "RequestItems" in body:
        yield from of_batch(body["RequestItems"])
    elif "KeyConditionExpression" in body:
        if body.get("IndexName") != "a_faire":
            yield body["TableName"], of_query(body)
    elif "TableName" in body and not SCHEMA.intersection(body):
        yield body["TableName"], of_item(body)


def of_batch(requests: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Each (table, boutique_id) of a batch of reads, or of writes."""
    for table, asked in requests.items():
        if "Keys" in asked:
            for key in asked["Keys"]:
                yield table, of_item({"Key": key})
        else:
            for request in asked:
                for part in request.values():
                    yield table, of_item(part)


def of_item(part: dict[str, Any]) -> str | None:
    """The boutique_id of a key or an item."""
    item = part.get("Key") or part.get("Item") or {}
    value: str | None = item.get(KEY, {}).get("S")
    return value


def of_query(body: dict[str, Any]) -> str | None:
    """The boutique_id that a query's key condition asks for."""
    names = body.get("ExpressionAttributeNames", {})
    for name, value in EQUALS.findall(body["KeyConditionExpression"]):
        if names.get(name, name) == KEY:
            found: str | None = body["ExpressionAttributeValues"][value].get("S")
            return found
    return None
