"""The engine: one call in, its answer out, after the commit."""

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from local.dynamodb import attach, batches, faults, items, reads, tables, transactions
from local.dynamodb.call import Answer, Call, check
from local.dynamodb.capacity import Counters
from local.dynamodb.errors import Malformed, Refused, unsupported
from local.dynamodb.faults import Dead, DeadAfter, DeadBefore, Hook, LostAnswer
from local.dynamodb.storage import Storage

FILE = "tables.sqlite"

_EXPRESSION = "ExpressionAttributeNames ExpressionAttributeValues "
_CONDITION = _EXPRESSION + "ConditionExpression ReturnValuesOnConditionCheckFailure "
_WRITE = _CONDITION + "TableName ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics "
_PAGE = (
    _EXPRESSION + "TableName IndexName ConsistentRead ExclusiveStartKey FilterExpression Limit "
    "ProjectionExpression ReturnConsumedCapacity Select "
)
_GET = "TableName Key ConsistentRead ProjectionExpression ExpressionAttributeNames "
_BATCH = "RequestItems ReturnConsumedCapacity ReturnItemCollectionMetrics"


@dataclass(frozen=True)
class _Operation:
    answer: Callable[[Call], Answer]
    writes: bool
    allowed: str
    required: str = "TableName"


_OPERATIONS = {
    "CreateTable": _Operation(
        tables.create_table, True, tables.CREATE, "TableName AttributeDefinitions KeySchema"
    ),
    "DescribeTable": _Operation(tables.describe_table, False, "TableName"),
    "ListTables": _Operation(tables.list_tables, False, "Limit ExclusiveStartTableName", ""),
    "DeleteTable": _Operation(tables.delete_table, True, "TableName"),
    "UpdateTimeToLive": _Operation(
        tables.update_time_to_live, True, "TableName TimeToLiveSpecification",
        "TableName TimeToLiveSpecification",
    ),
    "DescribeTimeToLive": _Operation(tables.describe_time_to_live, False, "TableName"),
    "GetItem": _Operation(
        reads.get_item, False, _GET + "ReturnConsumedCapacity", "TableName Key"
    ),
    "PutItem": _Operation(items.put_item, True, _WRITE + "Item", "TableName Item"),
    "UpdateItem": _Operation(
        items.update_item, True, _WRITE + "Key UpdateExpression", "TableName Key"
    ),
    "DeleteItem": _Operation(items.delete_item, True, _WRITE + "Key", "TableName Key"),
    "Query": _Operation(reads.query, False, _PAGE + "KeyConditionExpression ScanIndexForward"),
    "Scan": _Operation(reads.scan, False, _PAGE),
    "BatchGetItem": _Operation(batches.batch_get_item, False, _BATCH, "RequestItems"),
    "BatchWriteItem": _Operation(batches.batch_write_item, True, _BATCH, "RequestItems"),
    "TransactWriteItems": _Operation(
        transactions.transact_write_items, True,
        "TransactItems ClientRequestToken ReturnConsumedCapacity ReturnItemCollectionMetrics",
        "TransactItems",
    ),
    "TransactGetItems": _Operation(
        transactions.transact_get_items, False, "TransactItems ReturnConsumedCapacity",
        "TransactItems",
    ),
}  # fmt: skip


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _dead() -> NoReturn:
    raise Dead


class Engine:
    """DynamoDB for one machine, on one SQLite file (or `:memory:`), for all threads.

    `hook` is asked before each call for a fault (faults.py); `die` is what the death of the
    process is: it raises Dead unless a test has it exit for good.
    """

    def __init__(self, path: Path | str, now: Callable[[], datetime] | None = None) -> None:
        self._storage = Storage(path)
        self._now = now or _utc_now
        self._counters, self._counting = Counters(), threading.Lock()
        self.hook: Hook | None = None
        self.die: Callable[[], NoReturn] = _dead

    def close(self) -> None:
        """Lets go of the file."""
        self._storage.close()

    def attach(self, client: Any) -> None:
        """Answers all that a boto3 or botocore DynamoDB client sends, from now on."""
        attach.attach(self.answer, client)

    def create_tables(self, template: Path, stage: str) -> list[str]:
        """Makes what donnees.json describes and is not there yet; the names of its tables.

        Raises SchemaChanged when one is there with other keys or indexes.
        """
        with self._storage.transaction(writes=True):
            return tables.create_all(self._storage, template, stage, self._now())

    def expire(self, now: datetime | None = None) -> int:
        """Removes the items past their expiry at an instant; how many."""
        with self._storage.transaction(writes=True):
            return tables.expire(self._storage, now or self._now())

    def counters(self) -> Counters:
        """Calls and units since the start, as of this moment."""
        with self._counting:
            return deepcopy(self._counters)

    def answer(self, operation: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """HTTP status and JSON for the body of a request. Raises AnswerLost, Dead."""
        try:
            return 200, self.call(operation, _parsed(body))
        except Refused as refused:
            return 400, refused.body()
        except sqlite3.Error as error:  # a full disk: nothing was done, clients try again
            return 500, Refused("InternalServerError", f"SQLite: {error}").body()

    def call(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """One call. Raises Refused; AnswerLost and Dead where the hook orders it."""
        known = _OPERATIONS.get(operation)
        if known is None:
            raise unsupported(f"the operation {operation}")
        with self._counting:
            self._counters.calls[operation] += 1
        fault = self.hook(operation, request) if self.hook else None
        if isinstance(fault, DeadBefore):
            self.die()
        given = check(request, operation, known.allowed, known.required)
        faults.refuse(fault, operation, given)
        call = Call(self._storage, given, self._now())
        try:
            with self._storage.transaction(writes=known.writes):
                answer = known.answer(call)
        finally:
            self._count(call)
        if isinstance(fault, DeadAfter):
            self.die()
        if isinstance(fault, LostAnswer):
            raise faults.AnswerLost
        return answer

    def _count(self, call: Call) -> None:
        read, write = call.bill.total()
        with self._counting:
            self._counters.read_units += read
            self._counters.write_units += write


def _parsed(body: bytes) -> Any:
    """The JSON of a body, whose strings are all text that UTF-8 can hold. Raises Malformed."""
    try:
        request = json.loads(body)
        if b"\\ud" in body.lower():
            json.dumps(request, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed("The request is not JSON in UTF-8") from error
    return request
