"""The API beside what it can't be faster than: `make bench`, or `python -m bench.api [ROUNDS]`.

Three things are timed in turns, so that what slows the machine slows all of them: a request over
HTTP, a ping over HTTP, and the bare DynamoDB calls that the request makes (the session's
included), sent by botocore alone to an engine of its own. The ratio is the request's time by the
sum of the other two. Then: requests a second with eight clients, and the relevé of one month of
clients whose histories are short and long.

The bare calls are those that the product made for the same requests in the same order, on a copy
of the same data: their conditions hold, and they write as much.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import botocore.session

from app import app
from bench.boutique import Shop, open_shop
from chalicelib.aws import dynamodb
from local.caller import Caller
from local.dynamodb import FILE, Engine
from local.run import ENVIRONMENT

ROUNDS = 150
WARM_UP = 10
TILLS = 8
SECONDS = 5.0
ROOT = Path(__file__).parents[1]
DONNEES = ROOT / "infra" / "donnees.json"


class Asked(NamedTuple):
    """A request."""

    method: str
    path: str
    body: dict[str, Any] | None = None


PING = Asked("GET", "/sante")


def commonest(shop: Shop) -> dict[str, Iterator[Asked]]:
    """What a shop asks for all day, each time of the next client."""

    def of(make: Callable[[str], Asked]) -> Iterator[Asked]:
        return (make(client) for client in itertools.cycle(shop.clients))

    sale, paid = {"produit": "Riz brisé 25 kg", "montant": 10_500}, {"montant": 2_000}
    return {
        "POST /reglements": of(lambda id: Asked("POST", "/reglements", {"client": id, **sale})),
        "POST /versements": of(lambda id: Asked("POST", "/versements", {"client": id, **paid})),
        "GET /clients/{id}": of(lambda id: Asked("GET", f"/clients/{id}")),
        "GET /clients?q=": of(lambda _: Asked("GET", "/clients?q=client%20007")),
        "GET /tableau-de-bord": of(lambda _: Asked("GET", "/tableau-de-bord")),
        "GET /reglements (50)": of(lambda _: Asked("GET", "/reglements")),
    }


class Till:
    """A connection that stays open, signed in."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._token = token
        self._keys = itertools.count()

    def ask(self, asked: Asked) -> None:
        """Send it and read the whole answer, which must be a success."""
        headers = {"Cookie": f"session={self._token}"}
        if asked.body is not None:
            key = f"{id(self)}-{next(self._keys)}"
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        body = None if asked.body is None else json.dumps(asked.body)
        self._connection.request(asked.method, f"/api{asked.path}", body, headers)
        answer = self._connection.getresponse()
        read = answer.read()
        assert answer.status < 400, (asked, answer.status, read)


@contextmanager
def stack(data: Path) -> Iterator[int]:
    """The whole of AmneuBor on a folder, in a process of its own; its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "local.run"],
        cwd=ROOT,
        env={**os.environ, "PORT": "0", "DATA_DIR": str(data), "DEMO": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline().rsplit(":", 1)[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


Call = tuple[str, dict[str, Any]]


def recorded(data: Path, shop: Shop, rounds: int) -> list[dict[str, list[Call]]]:
    """The DynamoDB calls of each request of each round, made by the product in this process."""
    engine = Engine(data / FILE)
    engine.attach(dynamodb.client())
    calls: list[Call] = []
    engine.hook = lambda operation, request: calls.append((operation, dict(request)))
    who = Caller(app, f"session={shop.token}")
    asked = commonest(shop)
    found = []
    for turn in range(rounds):
        seen: dict[str, list[Call]] = {}
        for name, requests in asked.items():
            calls.clear()
            method, path, body = next(requests)
            raw = json.dumps(body).encode() if body else b""
            bare, _, query = path.partition("?")
            key = f"bench-{turn}-{method}-{len(seen)}" if body else ""
            who.call(method, bare, raw, key=key, query=dict(parse_qsl(query)))
            seen[name] = list(calls)
        found.append(seen)
    engine.close()
    return found


class Bare:
    """The calls alone: a botocore client of its own, on an engine of its own."""

    def __init__(self, data: Path) -> None:
        self._engine = Engine(data / FILE)
        session = botocore.session.get_session()
        self._client = session.create_client(
            "dynamodb", region_name=dynamodb.REGION, config=dynamodb.CONFIG
        )
        self._engine.attach(self._client)
        self._methods = {
            operation: getattr(self._client, name)
            for name, operation in self._client.meta.method_to_api_mapping.items()
        }

    def send(self, calls: list[Call]) -> None:
        """One after the other, as a request makes them."""
        for operation, request in calls:
            self._methods[operation](**request)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.close()


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


class Times(NamedTuple):
    """What was measured of one kind of request, in milliseconds."""

    http: list[float]
    ping: list[float]
    bare: list[float]


def in_turns(
    till: Till, bare: Bare, shop: Shop, calls: list[dict[str, list[Call]]]
) -> dict[str, Times]:
    """Request, ping, bare calls, and again; the first turns are not counted."""
    asked = commonest(shop)
    times = {name: Times([], [], []) for name in asked}
    for turn, seen in enumerate(calls):
        for name, requests in asked.items():
            one = next(requests)
            took = (
                timed(partial(till.ask, one)),
                timed(partial(till.ask, PING)),
                timed(partial(bare.send, seen[name])),
            )
            if turn >= WARM_UP:
                for kept, value in zip(times[name], took, strict=True):
                    kept.append(value)
    return times


def percentile(values: list[float], n: int) -> float:
    """The n-th percentile."""
    return statistics.quantiles(values, n=100)[n - 1]


def show(times: dict[str, Times], calls: dict[str, list[Call]]) -> None:
    """A line for each kind of request; the ratio is of equal percentiles."""
    print(f"{'ms':22} calls  p50  p95   ping p50 p95   bare p50 p95   ratio p50  p95")
    for name, (requests, pings, bares) in times.items():
        cells = []
        for n in (50, 95):
            http, ping, bare = (percentile(values, n) for values in (requests, pings, bares))
            cells.append((http, ping, bare, http / (ping + bare)))
        (h, p, b, r), (h95, p95, b95, r95) = cells
        print(
            f"{name:22} {len(calls[name]):5} {h:5.1f} {h95:5.1f} {p:7.1f} {p95:5.1f}"
            f" {b:8.1f} {b95:5.1f} {r:9.2f} {r95:5.2f}"
        )


def throughput(port: int, shop: Shop) -> float:
    """Requests a second of eight clients who each ask the five commonest in turn."""
    until = time.perf_counter() + SECONDS

    def work(first: int) -> int:
        till, done = Till(port, shop.token), 0
        requests = itertools.cycle(list(commonest(shop).values())[:5])
        for one in itertools.islice(requests, first, None):
            if time.perf_counter() > until:
                return done
            till.ask(next(one))
            done += 1
        return done

    with ThreadPoolExecutor(TILLS) as pool:
        return sum(pool.map(work, range(TILLS))) / SECONDS


def releves(till: Till, shop: Shop, rounds: int) -> dict[int, float]:
    """The median of the relevé of a month of eight lines, by the règlements of the client."""
    times: dict[int, list[float]] = {size: [] for size in shop.releves}
    for turn in range(rounds):
        for size, client in shop.releves.items():
            asked = Asked("GET", f"/clients/{client}/releve?du=2026-06-01&au=2026-06-30")
            took = timed(partial(till.ask, asked))
            if turn >= WARM_UP:
                times[size].append(took)
    return {size: statistics.median(values) for size, values in times.items()}


def main() -> None:
    """Fill a folder, copy it twice, measure, report."""
    os.environ.update(ENVIRONMENT)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        served, product, alone = (Path(folder) / name for name in ("served", "product", "alone"))
        served.mkdir()
        engine = Engine(served / FILE)
        engine.create_tables(DONNEES, "local")
        engine.attach(dynamodb.client())
        shop = open_shop(engine)
        engine.close()
        dynamodb.client.cache_clear()
        for copy in (product, alone):
            shutil.copytree(served, copy)
        calls = recorded(product, shop, rounds + WARM_UP)
        bare = Bare(alone)
        with stack(served) as port:
            till = Till(port, shop.token)
            show(in_turns(till, bare, shop, calls), calls[-1])
            bare.close()
            print(f"{TILLS} clients: {throughput(port, shop):.0f} requests a second")
            medians = releves(Till(port, shop.token), shop, rounds + WARM_UP)
            worst = max(medians.values()) / min(medians.values())
            told = ", ".join(f"{n:,} règlements {ms:.1f} ms" for n, ms in medians.items())
            print(f"relevé of a month: {told}; the slowest by the fastest {worst:.2f}")


if __name__ == "__main__":
    main()
