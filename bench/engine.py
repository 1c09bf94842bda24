"""The embedded DynamoDB engine, by a boto3 client on a file: milliseconds a call.

`python -m bench.engine [ITEMS]`: gets, puts, index queries over 5 000 items in one partition
and transactions of seven.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.dynamodb import FILE, Engine

DONNEES = Path(__file__).parents[1] / "infra" / "donnees.json"
TABLE = "bench-reglements"
TIMES = 400


def row(number: int) -> dict[str, Any]:
    """A règlement like ours: 425 bytes, in three indexes."""
    place = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}#{number:08}"
    return {
        "boutique_id": {"S": "01JDDIENG"}, "cle": {"S": f"01JD{number:020}"},
        "par_client": {"S": f"client-{number % 200}#I#{place}"}, "par_etat": {"S": f"I#{place}"},
        "par_releve": {"S": f"client-{number % 200}#{place}"}, "produit": {"S": "riz brisé 25 kg"},
        "montant": {"N": str(5000 + number)}, "verse": {"N": "0"}, "note": {"S": "x" * 150},
        "version": {"N": "1"},
    }  # fmt: skip


def measured(name: str, call: Callable[[int], Any], times: int = TIMES) -> None:
    """Prints the median and the 99th percentile of a call."""
    took = []
    for number in range(times):
        start = time.perf_counter()
        call(number)
        took.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(took, n=100)
    print(f"{name:42} p50 {statistics.median(took):6.2f} ms   p99 {cuts[98]:6.2f} ms")


def seven(client: Any, number: int) -> None:
    """One transaction of seven: six rows put, one of them on condition, and one update."""
    puts = [{"Put": {"TableName": TABLE, "Item": row(10**6 + 6 * number + n)}} for n in range(6)]
    puts[0]["Put"]["ConditionExpression"] = "attribute_not_exists(cle)"
    update = {
        "TableName": TABLE, "Key": {"boutique_id": {"S": "01JDDIENG"}, "cle": {"S": "total"}},
        "UpdateExpression": "ADD montant :n", "ExpressionAttributeValues": {":n": {"N": "1"}},
    }  # fmt: skip
    client.transact_write_items(TransactItems=[*puts, {"Update": update}])


def main() -> None:
    """Fills a table in a temporary folder and measures."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder) / FILE)
        engine.create_tables(DONNEES, "bench")
        client = boto3.client(
            "dynamodb", region_name="eu-west-1", aws_access_key_id="x",
            aws_secret_access_key="x", config=Config(parameter_validation=False),
        )  # fmt: skip
        engine.attach(client)
        start = time.perf_counter()
        for at in range(0, items, 25):
            requests = [{"PutRequest": {"Item": row(n)}} for n in range(at, min(at + 25, items))]
            client.batch_write_item(RequestItems={TABLE: requests})
        filled = time.perf_counter() - start
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(f"{items} items in batches of 25: {items / filled:.0f}/s, {size:.1f} MB on the disk")
        report(client)
        engine.close()


def report(client: Any) -> None:
    """Measures each kind of call."""

    def key(number: int) -> dict[str, Any]:
        return {name: row(number)[name] for name in ("boutique_id", "cle")}

    def query(index: str, attribute: str, limit: int) -> Callable[[int], Any]:
        return lambda number: client.query(
            TableName=TABLE, IndexName=index, ConsistentRead=True, Limit=limit,
            KeyConditionExpression=f"boutique_id = :b AND begins_with({attribute}, :c)",
            ExpressionAttributeValues={
                ":b": {"S": "01JDDIENG"}, ":c": {"S": f"client-{number % 200}#"},
            },
        )  # fmt: skip

    measured("get", lambda n: client.get_item(TableName=TABLE, Key=key(n), ConsistentRead=True))
    measured("put, three indexes", lambda n: client.put_item(TableName=TABLE, Item=row(n)))
    measured("local index query, 10 rows", query("client", "par_client", 10))
    measured("local index query, all 25 rows of a client", query("releve", "par_releve", 50))
    measured("transaction of seven", lambda n: seven(client, n))


if __name__ == "__main__":
    main()
