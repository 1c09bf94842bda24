"""`/local/messages` and `/local/horloge`: what only the local stack answers (api.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib import json_strict
from chalicelib.domaine.problems import ChampsInvalides, Erreur
from local.clock import Clock, Jobs
from local.events import HttpRequest, HttpResponse
from local.senders import Senders

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
ATTENDU = "Un instant est attendu, entre 2000 et 2199, comme 2026-03-01T08:00:00Z."

Calls = Mapping[tuple[str, str], Callable[[HttpRequest], HttpResponse]]


def local_calls(senders: Senders, clock: Clock, jobs: Jobs) -> Calls:
    """The calls by method and path."""

    def messages(_: HttpRequest) -> HttpResponse:
        return ok({"elements": senders.messages()})

    def horloge(request: HttpRequest) -> HttpResponse:
        jobs.run(at=asked_instant(json_strict.read(request.body)))
        return ok({"maintenant": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")})

    return {("GET", "/local/messages"): messages, ("POST", "/local/horloge"): horloge}


def asked_instant(body: Any) -> datetime:
    """The `maintenant` of a body. Raises ChampsInvalides."""
    if not isinstance(body, dict):
        raise ChampsInvalides.of("maintenant", ATTENDU)
    errors = [Erreur(name, "Ce champ n'existe pas.") for name in body if name != "maintenant"]
    instant = parse_instant(body.get("maintenant"))
    if instant is None:
        errors.insert(0, Erreur("maintenant", ATTENDU))
    if errors or instant is None:
        raise ChampsInvalides(errors)
    return instant


def parse_instant(value: Any) -> datetime | None:
    """An RFC 3339 instant in bounds, in UTC; None for anything else."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        return None
    try:
        instant = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if EARLIEST <= instant < LATEST else None


def ok(answer: dict[str, Any]) -> HttpResponse:
    """200 with JSON that no one keeps."""
    headers = [("content-type", "application/json"), ("cache-control", "no-store")]
    return HttpResponse(200, headers, json.dumps(answer, ensure_ascii=False).encode())
