"""Whatever is sent to whichever call, it answers as its description says, and never a 5xx."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from chalicelib.web import openapi
from tests.api.conftest import exact_under_threads
from tests.api.personne import ORIGIN, Personne, Reply

SCHEMA = schemathesis.openapi.from_dict(openapi.description())
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
ENDS_THE_SESSION = "se_deconnecter"


def calls() -> Iterator[tuple[Any, GenerationMode]]:
    """Each operation with lawful and, where it takes anything, with unlawful input."""
    for operation in OPERATIONS:
        described = operation.definition.raw
        if described["operationId"] == ENDS_THE_SESSION:
            continue
        yield operation, GenerationMode.POSITIVE
        if described["parameters"] or "requestBody" in described:
            yield operation, GenerationMode.NEGATIVE


def label(value: object) -> str:
    return str(getattr(value, "label", getattr(value, "value", value)))


@exact_under_threads
@pytest.mark.usefixtures("courriels", "fichiers")
@pytest.mark.parametrize("examples", [5, pytest.param(100, marks=pytest.mark.long)])
@pytest.mark.parametrize(("operation", "mode"), list(calls()), ids=label)
def test_a_call_keeps_its_word(
    awa: Personne, operation: Any, mode: GenerationMode, examples: int
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def holds(case: Case[Any]) -> None:
        case.validate_response(answer(awa, case), checks=CHECKS)

    holds()


def answer(who: Personne, case: Case[Any]) -> requests.Response:
    """The API's answer to a generated request."""
    query, headers, body = wire(case)
    path = case.formatted_path.removeprefix("/api")
    return as_requests(case, who.send(case.method, path, body, headers, query))


def wire(case: Case[Any]) -> tuple[str, dict[str, str], bytes]:
    """A generated request's query, headers and body, as they are sent.

    Without the clé that the description's security makes up: all would be 401.
    """
    headers = {name: str(value) for name, value in dict(case.headers or {}).items()}
    headers.pop("Authorization", None)
    body = b""
    if not isinstance(case.body, NotSet):
        raw = case.body
        body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
        headers.setdefault("Content-Type", case.media_type or "application/json")
    return urlencode(dict(case.query or {}), doseq=True), headers, body


def as_requests(case: Case[Any], reply: Reply) -> requests.Response:
    """The same answer, as schemathesis knows answers."""
    made = requests.Response()
    made.raw = HTTPResponse(headers=reply.headers, status=reply.status)
    made.status_code = reply.status
    made._content = reply.body
    made.request = requests.Request(case.method, ORIGIN + case.formatted_path).prepare()
    made.url = made.request.url or ""
    return made
