"""Somebody who calls the API from within the process, as a browser would from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalice.app import Chalice

from local.events import HttpRequest, http_response, match, proxy_event

ADDRESS = "192.0.2.1"
"""Nobody's (RFC 5737): the rate limits of whoever calls from outside are not touched."""


class Refused(Exception):
    """The API refused a call; names the call and the status, nothing of what was sent."""

    def __init__(self, method: str, path: str, status: int) -> None:
        super().__init__(f"{method} {path} : {status}")
        self.status = status


class Caller:
    """One person, whose session is kept from one call to the next."""

    def __init__(self, app: Chalice, cookie: str = "") -> None:
        self._app = app
        self._cookie = cookie

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a read below `/api`. Raises Refused."""
        return self.call("GET", path, query=query)

    def post(self, path: str, key: str = "", **body: Any) -> Any:
        """The JSON of a write below `/api`, once for each key. Raises Refused."""
        return self.call("POST", path, json.dumps(body).encode(), key=key)

    def patch(self, path: str, key: str = "", **body: Any) -> Any:
        """The JSON of a change below `/api`, once for each key. Raises Refused."""
        return self.call("PATCH", path, json.dumps(body).encode(), key=key)

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        media_type: str = "application/json",
        key: str = "",
        query: Mapping[str, Any] | None = None,
    ) -> Any:
        """The JSON of any call below `/api`. Raises Refused."""
        headers = {"cookie": self._cookie}
        if body:
            headers["content-type"] = media_type
        if key:
            headers["idempotency-key"] = key
        request = HttpRequest(
            method, f"/api{path}", urlencode(query or {}), list(headers.items()), ADDRESS, body
        )
        found = match(self._app.routes, request.raw_path)
        event = proxy_event(request, found, self._app.api.binary_types, {})
        response = http_response(self._app(event, None), found.resource)
        if response.status >= 400:
            raise Refused(method, found.resource, response.status)
        for name, value in response.headers:
            if name == "set-cookie":
                self._cookie = value.partition(";")[0]
        return json.loads(response.body) if response.body else None
