"""The networks and the ledger on our own engine, where faults come on order and nothing waits."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from chalicelib.aws import dynamodb
from local.dynamodb import Engine
from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import (
    DONNEES,
    STAGE,
    Clock,
    awa,
    clock,
    fatou,
    files,
    hache,
    moussa,
    outside_world,
    sms,
)
from tests.sms.matin import Matin

__all__ = ["awa", "clock", "fatou", "files", "hache", "moussa", "outside_world", "sms"]


@pytest.fixture
def engine(clock: Clock, files: Queues, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Our engine, empty; botocore's own pauses between tries take no time either."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    engine = Engine(":memory:", clock.now)
    engine.create_tables(DONNEES, STAGE)
    engine.attach(dynamodb.client())
    yield engine
    engine.close()


@pytest.fixture
def matin(engine: Engine, sms: Senders, files: Queues, clock: Clock) -> Matin:
    """Shops with rappels, and the morning that sends them."""
    return Matin(engine, sms, files, clock)
