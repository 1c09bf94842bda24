"""`python -m local.dynamodb --port P [--data DIR]`: look into the data of the local stack."""

import argparse
import os
from pathlib import Path

from local.dynamodb.engine import FILE, Engine
from local.dynamodb.http import Server


def main() -> None:
    """Serves until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m local.dynamodb", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0: a free one")
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("DATA_DIR", ".local")),
        help="folder of the data (default: DATA_DIR, else .local)",
    )  # fmt: skip
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    engine = Engine(options.data / FILE)
    server = Server(engine, options.port)
    print(f"DynamoDB: {server.url}  ({options.data / FILE})", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
        engine.close()


if __name__ == "__main__":
    main()
