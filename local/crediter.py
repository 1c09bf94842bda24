"""`make crediter BOUTIQUE=... N=...`: SMS parts for a shop of this machine.

Also while `make run` serves: SQLite lets one process write at a time, and this one waits.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from local.run import Refus, own_environment

SCHEMA = Path(__file__).resolve().parent.parent / "infra/donnees.json"


def main() -> int:
    """Credit what BOUTIQUE and N of the environment say, in DATA_DIR."""
    os.umask(0o077)
    data = Path(os.environ.get("DATA_DIR", ".local"))
    try:
        return crediter(data, os.environ.get("BOUTIQUE", ""), os.environ.get("N", ""))
    except Refus as refus:
        print(refus, file=sys.stderr)
        return 1


def crediter(data: Path, qui: str, parties: str) -> int:
    """Credit a shop of the data in a folder; the exit status. Raises Refus."""
    own_environment()
    # The product reads its environment when it is imported.
    from chalicelib import credits
    from chalicelib.aws import dynamodb
    from chalicelib.context import Ulids, outside
    from local.clock import Clock
    from local.dynamodb import FILE, Engine, SchemaChanged

    if not (data / FILE).exists():
        raise Refus(f"DATA_DIR={data} : aucune boutique ici. Lancez d'abord make run.")
    clock = Clock(data / "horloge.json")
    engine = Engine(data / FILE, clock.now)
    try:
        engine.create_tables(SCHEMA, "local")
        engine.attach(dynamodb.client())
        outside.now = clock.now
        outside.new_id = Ulids(clock.now)
        return credits.main([qui, parties])
    except SchemaChanged as error:
        raise Refus(f"Les données de {data} sont celles d'une autre version d'AmneuBor.") from error
    finally:
        engine.close()


if __name__ == "__main__":
    sys.exit(main())
