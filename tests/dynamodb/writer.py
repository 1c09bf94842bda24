"""Eight tills in a process of their own, to be killed: prints each sale once it is answered.

`python -m tests.dynamodb.writer DIR` writes until it is killed.
`python -m tests.dynamodb.writer DIR N` is killed on the very answer of its Nth transaction:
committed, said to be answered, and dead before anything else runs.
"""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from local.dynamodb import FILE, DeadAfter, Engine, Fault
from tests.dynamodb.carnet import CARNET, DEFINITION, item, new_client

TILLS = 8
_out = threading.Lock()


def sale(till: int, number: int) -> list[dict[str, Any]]:
    """Three items that only make sense together: a sale, its payment, and the total."""
    name = f"{till}-{number:05}"
    new = {"TableName": CARNET, "ConditionExpression": "attribute_not_exists(cle)"}
    halves = [
        {"Put": {**new, "Item": item(boutique_id="dieng", cle=f"{half}#{name}", par_client=name)}}
        for half in ("reglement", "versement")
    ]
    total = {
        "TableName": CARNET, "Key": item(boutique_id="dieng", cle="total"),
        "UpdateExpression": "ADD ventes :un", "ExpressionAttributeValues": {":un": {"N": "1"}},
    }  # fmt: skip
    return [*halves, {"Update": total}]


def say(name: str) -> None:
    """One write, so that no line is ever half there."""
    with _out:
        os.write(1, f"{name}\n".encode())


def main() -> None:
    """Opens the data that is there, and sells."""
    directory, *limits = sys.argv[1:]
    engine, client = Engine(Path(directory) / FILE), new_client()
    if not engine.call("ListTables", {})["TableNames"]:
        engine.call("CreateTable", DEFINITION)
    engine.attach(client)
    start = len(engine.call("Scan", {"TableName": CARNET})["Items"])
    if limits:
        _kill_on_answer(engine, int(limits[0]))

    def sell(till: int) -> None:
        for number in range(start, start + 100_000):
            client.transact_write_items(TransactItems=sale(till, number))
            say(f"{till}-{number:05}")

    for till in range(TILLS):
        threading.Thread(target=sell, args=(till,)).start()


def _kill_on_answer(engine: Engine, last: int) -> None:
    local, calls = threading.local(), iter(range(1, 1_000_000))

    def hook(operation: str, request: Mapping[str, Any]) -> Fault | None:
        if operation != "TransactWriteItems":
            return None
        local.name = request["TransactItems"][0]["Put"]["Item"]["par_client"]["S"]
        return DeadAfter() if next(calls) == last else None

    def die() -> NoReturn:
        say(local.name)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    engine.hook, engine.die = hook, die


if __name__ == "__main__":
    main()
