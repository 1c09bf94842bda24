"""`kill -9`: what was answered is there, and nothing is half there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.dynamodb import FILE, Engine
from tests.dynamodb.carnet import Carnet, new_client
from tests.dynamodb.writer import TILLS

ROOT = Path(__file__).parents[2]


def killed(directory: Path, *, on_answer: int = 0, after_lines: int = 0) -> list[str]:
    """Lets eight tills sell until they are killed; the sales that were answered."""
    command = [sys.executable, "-m", "tests.dynamodb.writer", str(directory)]
    if on_answer:
        command.append(str(on_answer))
    said: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.strip())
            if after_lines and len(said) == after_lines:
                os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    return said


def check(directory: Path, answered: list[str], kills: int = 1) -> None:
    """None lost, none torn: both halves of each sale, and the total of all of them."""
    engine, client = Engine(directory / FILE), new_client()
    engine.attach(client)
    carnet = Carnet(client)
    halves = {
        half: {
            cle.partition("#")[2]
            for cle in carnet.cles(
                "boutique_id = :b AND begins_with(cle, :r)", {"b": "dieng", "r": f"{half}#"}
            )
        }
        for half in ("reglement", "versement")
    }
    indexed = carnet.cles("boutique_id = :b", {"b": "dieng"}, IndexName="client")
    total = (carnet.get("total") or {"ventes": 0})["ventes"]
    engine.close()
    assert set(answered) <= halves["reglement"]
    assert halves["reglement"] == halves["versement"]
    assert total == len(halves["reglement"])
    assert len(indexed) == 2 * total
    # At each kill each till may have had one more sale done and not yet said.
    assert len(answered) == len(set(answered)) <= total <= len(answered) + kills * TILLS


def _rounds(few: int, many: int) -> list[object]:
    return [*range(few), *(pytest.param(n, marks=pytest.mark.long) for n in range(few, many))]


@pytest.mark.parametrize("number", _rounds(2, 10))
def test_nothing_answered_is_lost_under_kill_9(number: int, tmp_path: Path) -> None:
    answered = killed(tmp_path, after_lines=150 + 40 * number)
    check(tmp_path, answered)
    answered += killed(tmp_path, after_lines=100)  # the same data goes on
    check(tmp_path, answered, kills=2)


@pytest.mark.parametrize("number", _rounds(3, 50))
def test_a_transaction_killed_on_its_answer_is_done(number: int, tmp_path: Path) -> None:
    answered = killed(tmp_path, on_answer=1 + 3 * number)
    assert answered
    check(tmp_path, answered)
