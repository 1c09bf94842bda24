"""One thing that goes wrong at one call of AWS, whichever: DynamoDB's, SNS's or SQS's.

A scenario is run once to number its calls; then once for each (call, fault).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from local.dynamodb import Conflict, Dead, DeadAfter, DeadBefore, Engine, LostAnswer, Throttle
from local.faults import BROKEN, REFUSED, THROTTLED, Failed, Lost, TimedOut, Twice
from local.queues import Queues
from local.senders import Senders

DYNAMODB, SNS, SQS = "DynamoDB", "SNS", "SQS"


@dataclass(frozen=True)
class Panne:
    """What goes wrong, at so many calls of the same operation in a row.

    Without a fault, the same work is delivered a second time while the first is at this call.
    """

    nom: str
    fault: Any = None
    fois: int = 1


TROIS = 3
"""As often as botocore asks DynamoDB again by itself: then our code must."""
DEUX_FOIS = Panne("delivered twice")
MEURT = (Panne("dies before", DeadBefore()), Panne("dies after", DeadAfter()))
PANNES: Mapping[str, tuple[Panne, ...]] = {
    DYNAMODB: (
        *MEURT,
        Panne("applied, answer lost", LostAnswer()),
        Panne("applied, answer lost thrice", LostAnswer(), TROIS),
        Panne("throttled", Throttle(), TROIS),
        Panne("conflict", Conflict(), TROIS),
        DEUX_FOIS,
    ),
    SNS: (
        *MEURT,
        Panne("applied, answer lost", LostAnswer()),
        Panne("applied, timed out", TimedOut()),
        Panne("throttled", THROTTLED),
        Panne("refused", REFUSED),
        Panne("broken", BROKEN),
        DEUX_FOIS,
    ),
    SQS: (
        *MEURT,
        Panne("applied, answer lost", LostAnswer(), 2),
        Panne("throttled", Failed(400, "RequestThrottled"), 2),
        Panne("hint lost", Lost()),
        Panne("hint delivered twice", Twice()),
        DEUX_FOIS,
    ),
}
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")
Call = tuple[str, str]
"""Service and operation."""


def possibles(call: Call) -> Iterator[Panne]:
    """What can go wrong at a call: nothing conflicts with a read."""
    service, operation = call
    for panne in PANNES[service]:
        if panne.nom != "conflict" or operation in WRITES:
            yield panne


class Reseau:
    """All calls to the three services, counted; the one that is to go wrong does.

    `encore`: what a second delivery is. `toujours`: what SNS answers to a number each time.
    """

    def __init__(self, engine: Engine, sms: Senders, files: Queues) -> None:
        self.calls: list[Call] = []
        self.encore: Callable[[], object] = lambda: None
        self.toujours: dict[str, Any] = {}
        self._plan: dict[int, Panne] = {}
        self._struck: tuple[Call, Panne] | None = None
        self._left = 0
        self._aside = False
        engine.hook = lambda operation, _: self._ask((DYNAMODB, operation))
        sms.faults.hook = self._publish
        files.faults.hook = lambda operation, _: self._ask((SQS, operation))

    def ordonner(self, plan: Mapping[int, Panne] | None = None) -> None:
        """Count anew; at these calls something goes wrong."""
        self.calls, self._plan = [], dict(plan or {})
        self._struck, self._left = None, 0

    @property
    def frappe(self) -> bool:
        """Has all that was ordered gone wrong?"""
        return not self._plan

    def _publish(self, operation: str, asked: Mapping[str, Any]) -> Any:
        return self._ask((SNS, operation)) or self.toujours.get(asked["PhoneNumber"])

    @contextmanager
    def a_part(self) -> Iterator[None]:
        """What the test itself reads is not counted, and goes well."""
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    def _ask(self, call: Call) -> Any:
        if self._aside:
            return None
        self.calls.append(call)
        panne = self._plan.pop(len(self.calls) - 1, None)
        if panne is not None:
            self._struck, self._left = (call, panne), panne.fois
        elif not (self._left and self._struck and self._struck[0] == call):
            return None
        assert self._struck is not None
        self._left -= 1
        panne = self._struck[1]
        if panne is DEUX_FOIS:
            self._twice()
        return panne.fault

    def _twice(self) -> None:
        """Another process has the same to do, and does it all before this one goes on."""
        other = threading.Thread(target=Context().run, args=(self._survive,))
        other.start()
        other.join()

    def _survive(self) -> None:
        survive(self.encore)


def survive(work: Callable[[], object]) -> bool:
    """Do it, and live on when its process dies or gives up."""
    try:
        work()
    except (Dead, Exception):  # noqa: BLE001 (whatever it is, the work is done another time)
        return False
    return True


def dit(pairs: Counter[Call], faults: Counter[str]) -> str:
    """How many pairs there were, by operation and by what went wrong."""
    calls = ", ".join(f"{service}.{op} {n}" for (service, op), n in sorted(pairs.items()))
    wrong = ", ".join(f"{nom} {n}" for nom, n in sorted(faults.items()))
    return f"{sum(pairs.values())} pairs of (call, fault): {calls}; {wrong}"


def sans_attente(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore asks again at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
