"""What is declared for the cloud, as JSON, and what app.py has to be declared.

`infra/app.json` is merged into what Chalice writes for app.py and `.chalice/config.json`: a
resource of it without a type is a function of Chalice's, or its API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalice.app import ScheduledEventConfig, SQSEventConfig
from chalice.utils import to_cfn_resource_name

from app import app

ROOT = Path(__file__).parents[2]
API = "api_handler"
TEMPLATE: dict[str, Any] = json.loads((ROOT / "infra/app.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
TABLES: dict[str, Any] = json.loads((ROOT / "infra/donnees.json").read_text(encoding="utf-8"))[
    "Resources"
]
CONFIG: dict[str, Any] = json.loads((ROOT / ".chalice/config.json").read_text(encoding="utf-8"))
FUNCTIONS: dict[str, Any] = CONFIG["stages"]["prod"]["lambda_functions"]

SCHEDULES = [e.name for e in app.event_sources if isinstance(e, ScheduledEventConfig)]
CONSUMERS: dict[str, SQSEventConfig] = {
    e.name: e for e in app.event_sources if isinstance(e, SQSEventConfig)
}
PURE = [f.name for f in app.pure_lambda_functions]
ASYNCHRONOUS = [*SCHEDULES, *PURE]
"""Invoked without anybody who waits: what fails must end somewhere."""


def logical_id(name: str) -> str:
    """What Chalice calls a function in the template."""
    return "APIHandler" if name == API else str(to_cfn_resource_name(name))


def function(name: str) -> dict[str, Any]:
    """What infra/app.json adds to a function."""
    properties: dict[str, Any] = RESOURCES[logical_id(name)]["Properties"]
    return properties


def timeout(name: str) -> int:
    """Seconds that a function may take."""
    seconds: int = FUNCTIONS[name]["lambda_timeout"]
    return seconds


def policy(name: str) -> list[dict[str, Any]]:
    """What a function may do."""
    path = ROOT / ".chalice" / FUNCTIONS[name]["iam_policy_file"]
    statements: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["Statement"]
    return statements


def of_type(type: str) -> dict[str, dict[str, Any]]:
    """The properties of the template's resources of a type, by their ids."""
    return {id: r["Properties"] for id, r in RESOURCES.items() if r.get("Type") == type}


def queue_of(consumer: str) -> tuple[str, dict[str, Any]]:
    """The queue whose messages a handler gets, and its id."""
    source = function(consumer)["Events"][f"{logical_id(consumer)}SqsEventSource"]["Properties"]
    id = source["Queue"]["Fn::Sub"].removeprefix("${").removesuffix(".Arn}")
    return id, of_type("AWS::SQS::Queue")[id]


def listed(value: Any) -> list[Any]:
    """IAM writes one thing as itself, several as a list."""
    return value if isinstance(value, list) else [value]


def arn_of(reference: Any) -> str:
    """The id of the resource whose ARN is meant."""
    id, attribute = reference["Fn::GetAtt"]
    assert attribute == "Arn"
    return str(id)


def references(value: Any) -> Iterator[str]:
    """Every id that a part of a template names by Ref or GetAtt."""
    if isinstance(value, dict):
        if set(value) == {"Ref"}:
            yield value["Ref"]
        elif set(value) == {"Fn::GetAtt"}:
            yield value["Fn::GetAtt"][0]
        else:
            for part in value.values():
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)
