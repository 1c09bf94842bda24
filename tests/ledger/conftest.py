"""The ledger on our own engine, where faults come on order and nothing waits."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from chalicelib.aws import dynamodb
from local.dynamodb import Engine
from tests.api.conftest import (
    DONNEES,
    STAGE,
    Clock,
    awa,
    clock,
    fatou,
    hache,
    moussa,
    outside_world,
)

__all__ = ["awa", "clock", "fatou", "hache", "moussa", "outside_world"]


@pytest.fixture
def engine(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Our engine, empty; botocore's own pauses between tries take no time either."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    engine = Engine(":memory:", clock.now)
    engine.create_tables(DONNEES, STAGE)
    engine.attach(dynamodb.client())
    yield engine
    engine.close()
