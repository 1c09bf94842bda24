"""Somebody with a browser: calls the API as API Gateway would, and keeps the cookie."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from app import app
from local.events import HttpRequest, http_response, match, proxy_event
from tests.discretion import memory

ORIGIN = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass
class Personne:
    """`boutique` and `id` are empty until somebody has signed up. `bearer` is a program's clé."""

    boutique: str = ""
    id: str = ""
    address: str = "198.51.100.7"
    cookies: dict[str, str] = field(default_factory=dict)
    bearer: str = ""

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        return self.call("GET", path, expect, query=query)

    def post(self, path: str, expect: int = 201, key: str | None = None, **body: Any) -> Any:
        return self.call("POST", path, expect, body, key)

    def patch(self, path: str, expect: int = 200, key: str | None = None, **body: Any) -> Any:
        return self.call("PATCH", path, expect, body, key)

    def delete(self, path: str, expect: int = 204, key: str | None = None, **body: Any) -> Any:
        return self.call("DELETE", path, expect, body, key)

    def call(
        self,
        method: str,
        path: str,
        expect: int,
        body: dict[str, Any] | None = None,
        key: str | None = None,
        query: dict[str, Any] | None = None,
    ) -> Any:
        """The answer's JSON, whose status must be the one expected."""
        headers = {"Idempotency-Key": key} if key else {}
        raw = json.dumps(body).encode() if body else b""
        if raw:
            headers["Content-Type"] = "application/json"
        reply = self.send(method, path, raw, headers, query)
        assert reply.status == expect, f"{method} {path}: {reply.status} {reply.body.decode()}"
        return reply.json()

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        query: dict[str, Any] | str | None = None,
    ) -> Reply:
        """One request, as raw as it is given."""
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.bearer:
            sent["authorization"] = f"Bearer {self.bearer}"
        request = HttpRequest(
            method=method,
            raw_path="/api" + quote(path),
            query=query if isinstance(query, str) else urlencode(query or {}),
            headers=list(sent.items()),
            client=self.address,
            body=body,
        )
        found = match(app.routes, request.raw_path)
        event = proxy_event(request, found, app.api.binary_types, {})
        response = http_response(app(event, None), found.resource)
        kept = dict(response.headers)
        memory.sent(body, sent.items(), response.body)
        self._keep(kept.get("set-cookie", ""))
        return Reply(response.status, kept, response.body)

    def _keep(self, cookie: str) -> None:
        name, _, rest = cookie.partition("=")
        value = rest.partition(";")[0]
        if value:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)
