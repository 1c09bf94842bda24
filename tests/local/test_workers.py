"""The queues are emptied by the app's handlers as Lambda would, and the clock waits for it."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.aws import sns
from local.calls import local_calls
from local.clock import Clock, Jobs
from local.events import HttpRequest
from local.queues import HIDDEN, RECEIVED_MAX, Queues
from local.senders import Senders
from local.workers import succeeded, workers

MONDAY = datetime(2026, 3, 2, 8, 7, 30, tzinfo=UTC)
TUESDAY = "2026-03-03T08:00:00Z"
PATIENCE = 20
SOON = 0.3
"""Seconds in which what must not happen would have happened."""
A_MOMENT = timedelta(milliseconds=50)


def nothing(_: Any) -> None:
    """What a handler does that no test has told otherwise."""


class Bench:
    """A toy app with a schedule, two queues and a reader of the delivery log."""

    def __init__(self, folder: Path) -> None:
        self.time = MONDAY
        self.clock = Clock(folder / "horloge.json", lambda: self.time)
        self.queues = Queues(folder / "files.sqlite", self.clock.now)
        self.senders = Senders(folder / "messages.sqlite", self.clock.now)
        self.done: list[str] = []
        self.happened = threading.Semaphore(0)
        self.inside: dict[str, Callable[[Any], Any]] = defaultdict(lambda: nothing)
        app = Chalice("jouet", configure_logs=False)
        app.schedule("cron(0/15 * * * ? *)", name="tournee")(self.tournee)
        app.on_sqs_message("rappels", name="rappels")(self.rappels)
        app.on_sqs_message("messages", name="messages")(self.messages)
        app.lambda_function(name="livraisons")(self.livraisons)
        takers = workers(app, self.queues, self.senders, self.clock.now)
        self.jobs = Jobs(app, self.clock, takers)
        self.calls = local_calls(self.senders, self.clock, self.jobs)

    def tournee(self, event: Any) -> None:
        self._note("tournee", event)

    def rappels(self, event: Any) -> Any:
        return self._taken("rappels", event)

    def messages(self, event: Any) -> Any:
        return self._taken("messages", event)

    def livraisons(self, event: Any, context: Any) -> None:
        lines = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        for line in lines["logEvents"]:
            self._note(json.loads(line["message"])["delivery"]["destination"], event)

    def _taken(self, file: str, event: Any) -> Any:
        for record in event:
            self._note(record.body, event)
        return self.inside[file](event)

    def _note(self, what: str, event: Any) -> None:
        self.done.append(what)
        self.happened.release()
        self.inside[what](event)

    def has_happened(self) -> bool:
        return self.happened.acquire(timeout=PATIENCE)

    def set_to(self, instant: str) -> Any:
        body = json.dumps({"maintenant": instant}).encode()
        request = HttpRequest("POST", "/local/horloge", "", [], "127.0.0.1", body)
        return json.loads(self.calls["POST", "/local/horloge"](request).body)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.queues.close()
    made.senders.close()


@pytest.fixture
def running(bench: Bench) -> Iterator[Bench]:
    bench.jobs.start()
    assert bench.has_happened()
    yield bench
    assert bench.jobs.ended(PATIENCE)


@pytest.fixture
def network(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    sns.client.cache_clear()
    bench.senders.attach(sns.client())
    yield
    sns.client.cache_clear()


def bodies(n: int) -> list[str]:
    return [f"{i:02}" for i in range(n)]


def test_a_send_is_taken_at_once(running: Bench) -> None:
    running.queues.put("rappels", ["accusé"])
    assert running.has_happened()
    assert running.done == ["tournee", "accusé"]


def test_what_waits_from_before_is_taken_at_the_start(bench: Bench) -> None:
    bench.queues.put("messages", ["promo"])
    bench.jobs.start()
    assert bench.has_happened()
    assert bench.has_happened()
    assert bench.jobs.ended(PATIENCE)
    assert sorted(bench.done) == ["promo", "tournee"]


def test_setting_the_clock_waits_for_the_queues_and_what_they_send(bench: Bench) -> None:
    bench.inside["tournee"] = lambda _: bench.queues.put("rappels", bodies(12))
    bench.inside["11"] = lambda _: bench.queues.put("messages", ["promo"])
    bench.inside["promo"] = lambda _: bench.queues.put("rappels", ["dernier"])
    assert bench.set_to(TUESDAY) == {"maintenant": TUESDAY}
    assert bench.done == ["tournee", *bodies(12), "promo", "dernier"]


def test_setting_the_clock_waits_for_the_message_in_hand(running: Bench) -> None:
    entered, let_go = threading.Event(), threading.Event()

    def hold(_: Any) -> None:
        entered.set()
        assert let_go.wait(PATIENCE)

    running.inside["lent"] = hold
    running.queues.put("messages", ["lent"])
    assert entered.wait(PATIENCE)
    setter = threading.Thread(target=running.set_to, args=(TUESDAY,))
    setter.start()
    while running.done.count("tournee") < 2:
        assert running.has_happened()
    setter.join(SOON)
    assert setter.is_alive()
    let_go.set()
    setter.join(PATIENCE)
    assert not setter.is_alive()


def test_a_queue_that_is_held_up_holds_up_no_other(running: Bench) -> None:
    let_go = threading.Event()
    running.inside["lent"] = lambda _: let_go.wait(PATIENCE)
    running.queues.put("messages", ["lent"])
    assert running.has_happened()
    running.queues.put("rappels", ["urgent"])
    assert running.has_happened()
    assert running.done[-1] == "urgent"
    let_go.set()


def test_only_what_failed_comes_back_and_is_not_waited_for(bench: Bench) -> None:
    def fail_one(event: Any) -> Any:
        failed = [r.to_dict()["messageId"] for r in event if r.body == "01"]
        return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}

    bench.inside["rappels"] = fail_one
    bench.queues.put("rappels", bodies(3))
    bench.set_to(TUESDAY)
    assert bench.queues.waiting("rappels") == ["01"]
    del bench.inside["rappels"]
    bench.set_to("2026-03-03T08:05:59Z")
    assert bench.done.count("01") == 1
    bench.set_to("2026-03-03T08:06:00Z")
    assert bench.done.count("01") == 2
    assert bench.queues.waiting("rappels") == []


def test_a_failed_message_comes_back_by_itself(running: Bench) -> None:
    def fail_once(_: Any) -> None:
        del running.inside["un"]
        running.time += HIDDEN - A_MOMENT
        raise ValueError("Awa 77 123 45 67")

    running.inside["un"] = fail_once
    running.queues.put("rappels", ["un"])
    assert running.has_happened()
    running.time += A_MOMENT
    assert running.has_happened()
    assert running.done == ["tournee", "un", "un"]


def test_a_handler_that_raises_has_failed_on_all_until_they_are_dead(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Any) -> None:
        raise ValueError("Awa 77 123 45 67")

    bench.inside["rappels"] = fail
    bench.queues.put("rappels", bodies(2))
    for n in range(RECEIVED_MAX + 2):
        bench.clock.set(MONDAY + n * HIDDEN)
        bench.jobs.run()
    assert bench.done.count("00") == bench.done.count("01") == RECEIVED_MAX
    assert bench.queues.dead_letters("rappels") == bodies(2)
    assert "la file rappels a échoué" in caplog.text


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (None, ""),
        ({}, ""),
        ({"batchItemFailures": []}, ""),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, "b"),
        ({"batchItemFailures": [{"itemIdentifier": "?"}]}, "abc"),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, "abc"),
        ({"batchItemFailures": [{}]}, "abc"),
    ],
)
def test_a_handlers_answer_means_what_it_means_to_lambda(
    bench: Bench, answer: Any, left: str
) -> None:
    bench.queues.put("rappels", ["a", "b", "c"])
    batch = bench.queues.receive("rappels")
    ids = {"b": batch[1].id}
    for failure in (answer or {}).get("batchItemFailures", []):
        if failure.get("itemIdentifier") in ids:
            failure["itemIdentifier"] = ids[failure["itemIdentifier"]]
    bench.queues.delete(succeeded(batch, answer))
    assert "".join(bench.queues.waiting("rappels")) == left


@pytest.mark.usefixtures("network")
def test_the_delivery_log_is_read_when_no_sender_has_a_message_in_hand(running: Bench) -> None:
    early: list[bool] = []

    def send(_: Any) -> None:
        sns.publish("+221771234567", "Bonjour", "CHEZAWA", sns.Genre.RAPPEL)
        early.append(running.happened.acquire(timeout=SOON))

    running.inside["un"] = send
    running.queues.put("rappels", ["un"])
    assert running.has_happened()
    assert running.has_happened()
    assert running.done == ["tournee", "un", "+221771234567"]
    assert early == [False]


@pytest.mark.usefixtures("network")
def test_setting_the_clock_waits_for_the_delivery_log(bench: Bench) -> None:
    def send(_: Any) -> None:
        sns.publish("+221771234567", "Bonjour", "CHEZAWA", sns.Genre.RAPPEL)

    bench.inside["rappels"] = send
    bench.queues.put("rappels", bodies(11))
    bench.set_to(TUESDAY)
    assert bench.done == ["tournee", *bodies(11), "+221771234567", "+221771234567"]
    bench.jobs.run()
    assert bench.done.count("+221771234567") == 2


def test_at_the_end_the_message_in_hand_is_finished_and_the_rest_kept(bench: Bench) -> None:
    entered = threading.Event()

    def until_told(event: Any) -> None:
        entered.set()
        while event.context.get_remaining_time_in_millis():
            continue
        bench.done.append("fini")

    bench.inside["rappels"] = until_told
    bench.queues.put("rappels", bodies(11))
    bench.jobs.start()
    assert entered.wait(PATIENCE)
    assert bench.jobs.ended(PATIENCE)
    assert "fini" in bench.done
    assert bench.queues.waiting("rappels") == bodies(11)[10:]


def test_a_message_in_the_future_of_a_clock_set_back_is_still_taken(bench: Bench) -> None:
    bench.clock.set(MONDAY + timedelta(days=30))
    bench.queues.put("rappels", ["demain"])
    bench.set_to("2026-03-02T09:00:00Z")
    assert bench.done == ["tournee", "demain"]
