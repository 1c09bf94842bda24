"""DynamoDB for one machine: the part of its API that AmneuBor uses, on SQLite.

    engine = Engine(data_dir / FILE)
    engine.create_tables(Path("infra/donnees.json"), "local")
    engine.attach(client)

Rooms: `engine` (a call in, an answer out), `attach` and `http` (how calls come in), `call` (what
a request may hold), `tables`, `items`, `reads`, `batches`, `transactions` (the operations),
`syntax`, `grammar`, `conditions`, `keyconditions`, `updates`, `documents` (the expressions),
`values` (attribute values), `schema` (keys and indexes), `storage` (SQLite), `capacity` (units),
`faults` (on order, for tests), `errors`. What is not here is refused by its name.
"""

from local.dynamodb.capacity import Counters
from local.dynamodb.engine import FILE, Engine
from local.dynamodb.faults import (
    Conflict,
    Dead,
    DeadAfter,
    DeadBefore,
    Fault,
    Hook,
    LostAnswer,
    Throttle,
)
from local.dynamodb.tables import SchemaChanged

__all__ = [
    "FILE", "Conflict", "Counters", "Dead", "DeadAfter", "DeadBefore", "Engine", "Fault", "Hook",
    "LostAnswer", "SchemaChanged", "Throttle",
]  # fmt: skip
