"""One botocore client for all tables, with the guard on it.

pynamodb would make a client for each model (170 ms of cold start each); here they share one,
to which the local engine and the tests attach.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import botocore.config
import botocore.session
from pynamodb.models import Model

from chalicelib.aws import guard

REGION = os.environ.get("AWS_REGION", "eu-west-1")
CONFIG = botocore.config.Config(
    connect_timeout=1,
    read_timeout=3,
    max_pool_connections=32,
    retries={"total_max_attempts": 3, "mode": "standard"},
    parameter_validation=False,
)


@cache
def client() -> Any:
    """The process's DynamoDB client. Its calls are guarded (guard.py)."""
    made = botocore.session.get_session().create_client(
        "dynamodb", region_name=REGION, config=CONFIG
    )
    made.meta.events.register("before-call.dynamodb", guard.check)
    return made


class Shared(Model):
    """A pynamodb model on the one client."""

    @classmethod
    def _get_connection(cls) -> Any:
        table = super()._get_connection()
        table.connection._client = client()
        return table


def connection() -> Any:
    """A pynamodb connection on the one client, for transactions over several tables."""
    from pynamodb.connection import Connection

    made = Connection(region=REGION)
    made._client = client()
    return made
