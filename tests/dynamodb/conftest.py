"""An engine in memory with one table like ours, and two clients on it."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.dynamodb import Engine
from tests.dynamodb.carnet import DEFINITION, Carnet, new_client


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(":memory:")
    engine.call("CreateTable", DEFINITION)
    yield engine
    engine.close()


@pytest.fixture
def client(engine: Engine) -> Any:
    client = new_client()
    engine.attach(client)
    return client


@pytest.fixture
def carnet(client: Any) -> Carnet:
    return Carnet(client)
