"""Faults on order at the stand-ins of SES, SNS and SQS (for DynamoDB's: local/dynamodb/faults.py).

A hook is asked before each call, with the operation's name and what was asked, and answers with
a fault or None. What it orders happens where AWS or the network would do it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from local.dynamodb.faults import Dead, DeadAfter, DeadBefore, LostAnswer
from local.standin import Reply

__all__ = [
    "BROKEN", "REFUSED", "THROTTLED", "Dead", "DeadAfter", "DeadBefore", "Failed", "Fault",
    "Faults", "Hook", "Lost", "LostAnswer", "TimedOut", "Twice", "Undelivered",
]  # fmt: skip


@dataclass(frozen=True)
class Failed:
    """The service answers with an error, and has done nothing."""

    status: int
    code: str


THROTTLED = Failed(400, "Throttling")
REFUSED = Failed(400, "InvalidParameter")
BROKEN = Failed(500, "InternalError")


@dataclass(frozen=True)
class TimedOut:
    """The call is applied, and its answer does not come in time."""


@dataclass(frozen=True)
class Undelivered:
    """SNS accepts a message and its delivery log says later why it was not delivered."""

    reponse: str = "Phone is currently unreachable/unavailable"


@dataclass(frozen=True)
class Lost:
    """SQS accepts messages and never delivers them."""


@dataclass(frozen=True)
class Twice:
    """SQS delivers what it is sent a second time, under the same id."""


Fault = DeadBefore | DeadAfter | LostAnswer | Failed | TimedOut | Undelivered | Lost | Twice
Hook = Callable[[str, Mapping[str, Any]], Fault | None]


def dead() -> NoReturn:
    """Death as a test sees it that lives on. Raises Dead."""
    raise Dead


class Faults:
    """What a test orders of one stand-in.

    `die` is what the death of the process is: it raises Dead unless a test has it exit for good.
    """

    def __init__(self) -> None:
        self.hook: Hook | None = None
        self.die: Callable[[], NoReturn] = dead

    def order(self, operation: str, asked: Mapping[str, Any]) -> Fault | None:
        """The fault of this call; it does not come back from one that dies before it."""
        fault = self.hook(operation, asked) if self.hook else None
        if isinstance(fault, DeadBefore):
            self.die()
        return fault

    def answer(self, fault: Fault | None, request: AWSPreparedRequest, reply: Reply) -> Reply:
        """The answer of a call that was applied, unless it is lost on its way.

        Raises what botocore raises then.
        """
        if isinstance(fault, DeadAfter):
            self.die()
        if isinstance(fault, LostAnswer):
            raise ConnectionClosedError(endpoint_url=request.url, request=request)
        if isinstance(fault, TimedOut):
            raise ReadTimeoutError(endpoint_url=request.url)
        return reply
