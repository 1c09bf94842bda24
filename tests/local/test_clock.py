"""The stack's clock and what runs by it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.domaine.problems import ChampsInvalides, PasDuJson
from local.calls import local_calls
from local.clock import Clock, Jobs, ScheduleInconnu, next_quarter
from local.events import HttpRequest, HttpResponse
from local.senders import Senders

MONDAY = datetime(2026, 3, 2, 8, 7, 30, tzinfo=UTC)


class Watch:
    """Real time, which the test moves."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


class Bench:
    """A toy app with one schedule, and what happened in it."""

    def __init__(self, folder: Path) -> None:
        self.watch = Watch()
        self.clock = Clock(folder / "horloge.json", self.watch)
        self.ran: list[str] = []
        self.happened = threading.Semaphore(0)
        self.inside: Callable[[Any], None] = lambda event: None
        app = Chalice("jouet", configure_logs=False)
        app.schedule("cron(0/15 * * * ? *)", name="reprendre")(self._job)
        self.jobs = Jobs(app, self.clock)
        self.senders = Senders(folder / "messages.sqlite", self.clock.now)
        self.calls = local_calls(self.senders, self.clock, self.jobs)

    def _job(self, event: Any) -> None:
        self.ran.append(event.time)
        self.happened.release()
        self.inside(event)

    def ran_again(self) -> bool:
        return self.happened.acquire(timeout=20)

    def post(self, body: bytes) -> HttpResponse:
        request = HttpRequest("POST", "/local/horloge", "", [], "127.0.0.1", body)
        return self.calls["POST", "/local/horloge"](request)

    def set_to(self, instant: str) -> Any:
        return json.loads(self.post(json.dumps({"maintenant": instant}).encode()).body)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.senders.close()


@pytest.fixture
def running(bench: Bench) -> Iterator[Bench]:
    bench.jobs.start()
    assert bench.ran_again()
    yield bench
    assert bench.jobs.ended(20)


def test_the_set_clock_runs_on(bench: Bench) -> None:
    bench.clock.set(MONDAY + timedelta(days=30))
    bench.watch.now += timedelta(seconds=5)
    assert bench.clock.now() == MONDAY + timedelta(days=30, seconds=5)


def test_the_set_clock_lasts_over_a_restart_and_may_go_back(bench: Bench, tmp_path: Path) -> None:
    bench.clock.set(MONDAY + timedelta(days=30))
    bench.clock.set(MONDAY - timedelta(days=365))
    again = Clock(tmp_path / "horloge.json", bench.watch)
    assert again.now() == MONDAY - timedelta(days=365)


def test_setting_the_clock_answers_when_the_jobs_have_run_once(bench: Bench) -> None:
    assert bench.set_to("2026-06-01T06:00:00Z") == {"maintenant": "2026-06-01T06:00:00Z"}
    assert bench.ran == ["2026-06-01T06:00:00Z"]


def test_an_instant_of_another_zone_is_understood(bench: Bench) -> None:
    assert bench.set_to("2026-06-01T06:00:00.5+05:45") == {"maintenant": "2026-06-01T00:15:00Z"}


def test_a_jump_waits_for_the_job_in_hand_and_runs_it_again(running: Bench) -> None:
    overlapping: list[bool] = []
    setter = threading.Thread(target=running.set_to, args=("2026-06-01T06:00:00Z",))

    def set_the_clock_meanwhile(event: Any) -> None:
        running.inside = lambda event: None
        assert running.ran_again()
        setter.start()
        overlapping.append(running.happened.acquire(timeout=0.5))

    running.inside = set_the_clock_meanwhile
    running.jobs.run()
    setter.join(20)
    assert overlapping == [False]
    assert running.ran[2:] == ["2026-06-01T06:00:00Z"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"maintenant": None},
        {"maintenant": 1_700_000_000},
        {"maintenant": "demain"},
        {"maintenant": "2026-06-01"},
        {"maintenant": "2026-06-01T06:00:00"},
        {"maintenant": "2026-02-30T06:00:00Z"},
        {"maintenant": "1999-12-31T23:59:59Z"},
        {"maintenant": "9999-12-31T23:59:59-12:00"},
        {"maintenant": "2026-06-01T06:00:00Z", "autre": 1},
        [],
    ],
)
def test_a_bad_instant_is_refused_and_nothing_runs(bench: Bench, body: Any) -> None:
    with pytest.raises(ChampsInvalides) as refused:
        bench.post(json.dumps(body).encode())
    assert refused.value.erreurs
    assert bench.clock.now() == MONDAY
    assert bench.ran == []


def test_what_is_no_json_is_refused(bench: Bench) -> None:
    with pytest.raises(PasDuJson):
        bench.post(b"maintenant")


def test_the_jobs_run_at_start_and_when_woken(running: Bench) -> None:
    running.jobs.wake()
    assert running.ran_again()
    assert len(running.ran) == 2


def test_the_jobs_run_at_each_quarter(bench: Bench) -> None:
    bench.watch.now = MONDAY.replace(minute=14, second=59, microsecond=900_000)
    bench.jobs.start()
    assert bench.ran_again()
    bench.watch.now += timedelta(seconds=1)
    assert bench.ran_again()
    assert bench.jobs.ended(20)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ((8, 7, 30), (8, 15)),
        ((8, 15, 0), (8, 30)),
        ((8, 59, 59), (9, 0)),
    ],
)
def test_quarters_are_those_of_the_hour(at: tuple[int, int, int], then: tuple[int, int]) -> None:
    hour, minute, second = at
    instant = MONDAY.replace(hour=hour, minute=minute, second=second)
    expected = MONDAY.replace(hour=then[0], minute=then[1], second=0)
    assert next_quarter(instant) == expected


def test_a_job_that_fails_is_left_to_the_next_run(
    running: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: Any) -> None:
        raise ValueError("Awa 77 123 45 67")

    running.inside = fail
    with caplog.at_level(logging.ERROR):
        running.jobs.run()
    assert "reprendre" in caplog.text
    running.inside = lambda event: None
    running.jobs.run()
    assert len(running.ran) == 3


def test_a_job_sees_that_it_must_stop(running: Bench) -> None:
    left: list[int] = []

    def work_until_told(event: Any) -> None:
        while remaining := event.context.get_remaining_time_in_millis():
            left.append(remaining)

    running.inside = work_until_told
    running.jobs.wake()
    assert running.ran_again()
    assert running.jobs.ended(20)
    assert max(left, default=900_000) > 800_000


def test_a_schedule_that_is_not_each_quarter_is_refused_at_the_start(bench: Bench) -> None:
    app = Chalice("jouet", configure_logs=False)
    app.schedule("rate(1 day)", name="menage")(lambda event: None)
    with pytest.raises(ScheduleInconnu, match=r"menage: rate\(1 day\)"):
        Jobs(app, bench.clock)
