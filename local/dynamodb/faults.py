"""Faults on order: what a test has the engine do instead of, or after, a call.

A hook is asked before each call and answers with a fault, or None. What it orders happens at the
place where AWS or the network would do it; a fault that an operation can't meet does nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.dynamodb.errors import Cancelled, Refused

_CONFLICT = "Transaction is ongoing for the item"
_THROUGHPUT = (
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API."
)
_WRITES = ("PutItem", "UpdateItem", "DeleteItem")


@dataclass(frozen=True)
class Conflict:
    """Another transaction holds the item at this place of the transaction (or the one written)."""

    item: int = 0


@dataclass(frozen=True)
class Throttle:
    """The table has no capacity left; in a transaction, for the item at this place."""

    item: int = 0


@dataclass(frozen=True)
class LostAnswer:
    """The call is applied, then the connection breaks before the answer."""


@dataclass(frozen=True)
class DeadBefore:
    """The process dies before the call."""


@dataclass(frozen=True)
class DeadAfter:
    """The process dies after the commit, on the answer."""


Fault = Conflict | Throttle | LostAnswer | DeadBefore | DeadAfter
Hook = Callable[[str, Mapping[str, Any]], Fault | None]


class Dead(BaseException):
    """Stands for the death of the process, where a test lives on to look; no code catches it."""


class AnswerLost(Exception):
    """The call was applied and its answer is not given: the transport breaks the connection."""


def refuse(fault: Fault | None, operation: str, request: Mapping[str, Any]) -> None:
    """Raises what AWS answers to a conflict or without capacity, if that is the fault."""
    if not isinstance(fault, Conflict | Throttle):
        return
    conflict = isinstance(fault, Conflict)
    if operation.startswith("Transact"):
        reasons: list[dict[str, Any]] = [{"Code": "None"} for _ in request["TransactItems"]]
        reasons[fault.item] = (
            {"Code": "TransactionConflict", "Message": _CONFLICT}
            if conflict
            else {"Code": "ThrottlingError", "Message": _THROUGHPUT}
        )
        raise Cancelled(reasons)
    if not conflict:
        raise Refused("ProvisionedThroughputExceededException", _THROUGHPUT)
    if operation in _WRITES:
        raise Refused("TransactionConflictException", _CONFLICT)
