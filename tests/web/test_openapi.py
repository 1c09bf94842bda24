"""The description says what is served, no more and no less."""

from __future__ import annotations

import json
import re
from typing import Any

from app import app
from tests.api.personne import Personne

HORS = {"HEAD"}


def test_each_route_is_described_and_nothing_else() -> None:
    described = {
        (path, method.upper())
        for path, methods in document()["paths"].items()
        for method in methods
    }
    served = {
        (path, method)
        for path, methods in app.routes.items()
        for method in methods
        if method not in HORS
    }
    assert described == served


def test_each_call_names_its_refusals() -> None:
    for path, methods in document()["paths"].items():
        for method, call in methods.items():
            refusals = [status for status in call["responses"] if status >= "400"]
            assert "422" in refusals, f"{method} {path}"
            assert ("401" in refusals) or not call["security"], f"{method} {path}"
            assert call["summary"], f"{method} {path}"


def test_each_reference_leads_somewhere() -> None:
    found = document()
    for name in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(found)):
        assert name in found["components"]["schemas"]


def test_operations_have_names_of_their_own() -> None:
    calls = [call for methods in document()["paths"].values() for call in methods.values()]
    names = [call["operationId"] for call in calls]
    assert len(names) == len(set(names))


def document() -> dict[str, Any]:
    found: dict[str, Any] = Personne().get("/openapi.json")
    assert found["openapi"] == "3.1.0"
    return found
