"""SQS on one machine: what was sent is taken at least once, then dies in view."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from chalicelib.aws import sqs
from chalicelib.aws.sqs import File
from local.faults import (
    THROTTLED,
    Dead,
    DeadAfter,
    DeadBefore,
    Fault,
    Lost,
    LostAnswer,
    Twice,
)
from local.queues import HIDDEN, RECEIVED_MAX, Queues

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Bench:
    """Queues whose clock the test moves, under the product's own client."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = NOON
        self.queues = self.open()

    def open(self) -> Queues:
        return Queues(self.path, lambda: self.now)

    def take(self) -> list[str]:
        return [json.loads(message.corps)["cle"] for message in self.queues.receive("rappels")]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Bench]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    for file in File:
        monkeypatch.setenv(file.value, f"https://sqs.eu-west-1.amazonaws.com/0/{file.name.lower()}")
    sqs.client.cache_clear()
    made = Bench(tmp_path / "files.sqlite")
    made.queues.attach(sqs.client())
    yield made
    made.queues.close()
    sqs.client.cache_clear()


def send(*cles: str) -> None:
    sqs.send(File.RAPPELS, [("boutique", cle) for cle in cles])


def test_messages_are_taken_in_their_order_ten_at_a_time(bench: Bench) -> None:
    cles = [f"{n:02}" for n in range(12)]
    send(*cles)
    assert bench.take() == cles[:10]
    assert bench.take() == cles[10:]
    assert bench.take() == []


def test_queues_do_not_mix(bench: Bench) -> None:
    send("un")
    sqs.send(File.MESSAGES, [("boutique", "deux")])
    assert bench.take() == ["un"]
    assert [json.loads(m.corps)["cle"] for m in bench.queues.receive("messages")] == ["deux"]


def test_what_is_not_deleted_comes_back_after_the_timeout(bench: Bench) -> None:
    send("un", "deux")
    [un, _] = bench.queues.receive("rappels")
    bench.queues.delete([un])
    assert bench.queues.next_visible("rappels") == NOON + HIDDEN
    bench.now += HIDDEN - timedelta(seconds=1)
    assert bench.take() == []
    bench.now += timedelta(seconds=1)
    [again] = bench.queues.receive("rappels")
    assert (json.loads(again.corps)["cle"], again.recu) == ("deux", 2)


def test_a_clock_set_back_hides_nothing_for_longer(bench: Bench) -> None:
    send("un")
    bench.take()
    bench.now -= timedelta(days=30)
    visible = bench.queues.next_visible("rappels")
    assert visible is not None
    assert visible < bench.now
    assert bench.take() == ["un"]


def test_what_was_taken_too_often_is_a_dead_letter(bench: Bench) -> None:
    send("un")
    for _ in range(RECEIVED_MAX):
        assert bench.take() == ["un"]
        bench.now += HIDDEN
    assert bench.take() == []
    assert bench.queues.next_visible("rappels") is None
    assert bench.queues.waiting("rappels") == []
    assert [json.loads(body)["cle"] for body in bench.queues.dead_letters("rappels")] == ["un"]


def test_after_a_crash_what_was_in_hand_is_there_at_once(bench: Bench) -> None:
    send("un", "deux")
    [un, _] = bench.queues.receive("rappels")
    bench.queues.delete([un])
    bench.queues.close()
    bench.queues = bench.open()
    assert bench.take() == ["deux"]


@pytest.mark.parametrize(
    ("fault", "heard", "taken"),
    [
        (DeadBefore(), Dead, []),
        (DeadAfter(), Dead, ["un"]),
        (THROTTLED, ClientError, []),
        (LostAnswer(), ConnectionClosedError, ["un", "un"]),
    ],
)
def test_a_send_that_fails_may_have_gone(
    bench: Bench, fault: Fault, heard: type[BaseException], taken: list[str]
) -> None:
    bench.queues.faults.hook = lambda operation, asked: fault
    with pytest.raises(heard):
        send("un")
    assert bench.take() == taken


@pytest.mark.parametrize(("fault", "taken"), [(Lost(), []), (Twice(), ["un", "un"])])
def test_a_send_that_succeeds_may_be_lost_or_doubled(
    bench: Bench, fault: Fault, taken: list[str]
) -> None:
    bench.queues.faults.hook = lambda operation, asked: fault
    send("un")
    messages = bench.queues.receive("rappels")
    assert [json.loads(message.corps)["cle"] for message in messages] == taken
    assert len({message.id for message in messages}) == min(1, len(taken))
