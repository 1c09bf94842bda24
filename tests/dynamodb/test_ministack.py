"""The same random history on the engine and on MiniStack, call by call.

MiniStack lives in a virtual environment of its own: MINISTACK_VENV names one, else one is made in
pytest's cache, once, from PyPI.
"""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from local.dynamodb import Engine
from tests.dynamodb.carnet import CARNET, DEFINITION, new_client
from tests.dynamodb.operations import Generator, outcome, state

MINISTACK = "ministack==1.5.33"
CALLS = 4_000
PATIENT = Config(retries={"total_max_attempts": 12, "mode": "standard"})

pytestmark = pytest.mark.long


def _executable(cache: Path) -> Path:
    """MiniStack's command; made if need be. Fails the test loudly where it can't be had."""
    venv = Path(os.environ.get("MINISTACK_VENV") or cache / "venv")
    command = venv / "bin" / "ministack"
    if command.exists():
        return command
    if "MINISTACK_VENV" in os.environ:
        pytest.fail(f"MiniStack is not where MINISTACK_VENV says: {command}")
    make = [[sys.executable, "-m", "venv", str(venv)],
            [str(venv / "bin" / "pip"), "install", "--quiet", MINISTACK]]  # fmt: skip
    for step in make:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(
                f"MiniStack can't be had, so the engine was held against nothing: {MINISTACK} "
                f"from PyPI, once, needs a network.\n{done.stderr}"
            )
    return command


@pytest.fixture(scope="module")
def ministack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    command = _executable(Path(request.config.cache.mkdir("ministack")))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("ministack")
    environment = {**os.environ, "GATEWAY_PORT": str(port), "PERSIST_STATE": "0"}
    with subprocess.Popen(
        [str(command)], cwd=home, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        client = new_client(config=PATIENT, endpoint_url=f"http://127.0.0.1:{port}")
        client.list_tables()  # botocore tries again until it listens
        yield client
        process.terminate()


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_random_history_ends_in_the_same_state(ministack: Any, seed: int) -> None:
    engine, client = Engine(":memory:"), new_client()
    engine.call("CreateTable", DEFINITION)
    engine.attach(client)
    if CARNET in ministack.list_tables()["TableNames"]:
        ministack.delete_table(TableName=CARNET)
    ministack.create_table(**DEFINITION)
    history, met = Generator(seed), Counter[str]()
    for number in range(CALLS):
        call = history.next()
        ours, theirs = outcome(client, call), outcome(ministack, call)
        assert ours == theirs, f"call {number} of seed {seed}: {call}"
        met[f"{call[0]} {ours.get('error', '')}".strip()] += 1
        if number % 100 == 99:
            assert state(client) == state(ministack), f"after call {number} of seed {seed}"
    engine.close()
    print(f"seed {seed}: {CALLS} calls alike; {dict(met)}")
