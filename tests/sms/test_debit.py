"""The rate of the network: no more than it takes, rappels before marketing, no standstill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

import pytest

from chalicelib import debit
from chalicelib.aws.sns import Genre, PlusTard
from chalicelib.context import outside
from local.dynamodb import Engine
from local.dynamodb.faults import Conflict, Throttle
from tests.api.conftest import Clock
from tests.sms.temps import Temps

RATE = 10
EN_RAFALE = {Genre.RAPPEL: RATE, Genre.MARKETING: RATE // 2}


class Reseau:
    """What was let through, by instant, in parts."""

    def __init__(self, clock: Clock, temps: Temps) -> None:
        self.clock = clock
        self.temps = temps
        self.passes: list[tuple[float, int]] = []

    def prendre(self, parties: int, genre: Genre = Genre.RAPPEL) -> None:
        debit.prendre(parties, genre)
        self.passes.append((self.clock.now().timestamp(), parties))

    def sender(self, messages: Sequence[int], genre: Genre = Genre.RAPPEL) -> Callable[[], None]:
        """Who wants to send messages of so many parts."""

        def travail() -> None:
            for parties in messages:
                self.prendre(parties, genre)

        return travail

    def dans_la_limite(self, rafale: int) -> None:
        """In no window more than its seconds x the rate, and what may leave at once."""
        sums = [0, *accumulate(parties for _, parties in self.passes)]
        for first, (start, _) in enumerate(self.passes):
            for last, (end, _) in enumerate(self.passes[first:], first):
                passed = sums[last + 1] - sums[first]
                assert passed <= RATE * (end - start) + rafale + 1e-3, (start, end, passed)


@pytest.fixture
def reseau(clock: Clock, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Reseau:
    monkeypatch.setenv("SMS_PARTIES_SECONDE", str(RATE))
    return Reseau(clock, Temps(clock))


@pytest.mark.parametrize("genre", Genre)
@pytest.mark.parametrize("messages", [[1] * 30, [3, 1, 2] * 6, [4, 1] * 6, [25, 1, 25]], ids=str)
def test_one_sender_gets_the_rate_and_no_more(
    reseau: Reseau, genre: Genre, messages: list[int]
) -> None:
    took = reseau.temps.courir(reseau.sender(messages, genre))
    rafale = max(EN_RAFALE[genre], *messages)
    reseau.dans_la_limite(rafale)
    assert took == pytest.approx(
        max(0, sum(messages) - rafale) / RATE, abs=(max(messages) - 1) / RATE + 0.01
    )


def test_many_senders_together_get_the_rate_and_no_more(reseau: Reseau) -> None:
    took = reseau.temps.courir(*[reseau.sender([1, 2, 3] * 2) for _ in range(5)])
    assert sum(parties for _, parties in reseau.passes) == 5 * 12
    reseau.dans_la_limite(RATE)
    assert took == pytest.approx((5 * 12 - RATE) / RATE, rel=0.05)


def test_senders_who_meet_at_any_call_take_each_part_once(reseau: Reseau, engine: Engine) -> None:
    def others_first(operation: str, _: Any) -> None:
        reseau.temps.dormir(0.004)

    engine.hook = others_first
    took = reseau.temps.courir(*[reseau.sender([1] * 8) for _ in range(4)])
    assert len(reseau.passes) == 32
    reseau.dans_la_limite(RATE)
    assert took < 1.5 * (32 - RATE) / RATE


def test_marketing_gets_half_the_bucket_then_nothing_while_rappels_wait(reseau: Reseau) -> None:
    ended: dict[Genre, float] = {}

    def last(genre: Genre, messages: int) -> Callable[[], None]:
        def travail() -> None:
            reseau.sender([1] * messages, genre)()
            ended[genre] = reseau.clock.now().timestamp()

        return travail

    start = reseau.clock.now().timestamp()
    reseau.temps.courir(last(Genre.MARKETING, 20), last(Genre.RAPPEL, 80))
    reseau.dans_la_limite(RATE)
    before = sum(at <= ended[Genre.RAPPEL] for at, _ in reseau.passes) - 80
    assert before == RATE // 2
    assert ended[Genre.RAPPEL] - start == pytest.approx((80 + before - RATE) / RATE, rel=0.05)


def test_after_a_pause_no_more_than_a_second_of_the_rate_leaves_at_once(reseau: Reseau) -> None:
    reseau.temps.courir(reseau.sender([1] * RATE))
    reseau.clock.advance(hours=1)
    assert reseau.temps.courir(reseau.sender([1] * 30)) == pytest.approx((30 - RATE) / RATE)


def test_who_does_not_get_its_turn_in_ten_seconds_is_told_to_come_later(reseau: Reseau) -> None:
    told: list[str] = []

    def marketing() -> None:
        with pytest.raises(PlusTard):
            debit.prendre(1, Genre.MARKETING)
        told.append("plus tard")

    reseau.temps.courir(reseau.sender([1] * 140), marketing)
    assert told


def test_a_clock_that_was_set_back_stops_nobody(reseau: Reseau) -> None:
    reseau.temps.courir(reseau.sender([1] * 20))
    reseau.clock.set(reseau.clock.now() - timedelta(days=1))
    reseau.passes.clear()
    assert reseau.temps.courir(reseau.sender([1] * 20)) == pytest.approx(1, rel=0.05)
    reseau.dans_la_limite(RATE)


@pytest.mark.parametrize("seconds", [0.3, 2, 9])
def test_a_clock_that_was_set_back_by_seconds_costs_no_more_than_those(
    reseau: Reseau, seconds: float
) -> None:
    reseau.temps.courir(reseau.sender([1] * 20))
    reseau.clock.set(reseau.clock.now() - timedelta(seconds=seconds))
    assert reseau.temps.courir(reseau.sender([1] * 10)) <= 1 + seconds + 0.05


@pytest.mark.parametrize("fault", [Throttle(), Conflict()], ids=["throttled", "conflict"])
def test_a_table_that_is_busy_for_a_while_is_asked_again(
    reseau: Reseau, engine: Engine, fault: Any
) -> None:
    left = 12

    def busy(operation: str, _: Any) -> Any:
        nonlocal left
        left -= 1
        return fault if left >= 0 and (operation == "UpdateItem" or fault == Throttle()) else None

    engine.hook = busy
    reseau.temps.courir(reseau.sender([1]))
    assert len(reseau.passes) == 1


def test_a_table_that_stays_busy_leaves_the_message_for_later(
    reseau: Reseau, engine: Engine
) -> None:
    outside.random = lambda: 1.0
    engine.hook = lambda *_: Throttle()
    with pytest.raises(PlusTard):
        debit.prendre(1, Genre.RAPPEL)
