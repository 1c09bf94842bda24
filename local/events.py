"""An HTTP request as the event that API Gateway (REST, Lambda proxy) would make of it."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

STAGE = "local"
DROPPED = {"true-client-ip", "x-forwarded-for"}


@dataclass(frozen=True)
class HttpRequest:
    """What came over the wire; names of headers in lower case, the path not decoded."""

    method: str
    raw_path: str
    query: str
    headers: Sequence[tuple[str, str]]
    client: str
    body: bytes = b""

    def header(self, name: str) -> str:
        """The last value of a header, "" when there is none."""
        return next((value for key, value in reversed(self.headers) if key == name), "")


@dataclass(frozen=True)
class HttpResponse:
    """What goes back; `route` is the pattern that answered, for the log."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    route: str = ""


@dataclass(frozen=True)
class Match:
    """The resource that answers a path, and the values of its parts; none answers ""."""

    resource: str = ""
    parts: Mapping[str, str] | None = None


def match(resources: Iterable[str], raw_path: str) -> Match:
    """Find the resource for a path. A literal part wins over `{any}`, a last `/` is ignored."""
    path = raw_path.rstrip("/").split("/")
    fitting = [resource for resource in resources if fits(resource.split("/"), path)]
    if not fitting:
        return Match()
    resource = min(fitting, key=lambda each: [is_part(segment) for segment in each.split("/")])
    values = {
        segment[1:-1]: unquote(value)
        for segment, value in zip(resource.split("/"), path, strict=True)
        if is_part(segment)
    }
    return Match(resource, values or None)


def fits(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether each segment is the pattern's own, or anything where it has a `{part}`."""
    return len(pattern) == len(path) and all(
        mine == theirs or (is_part(mine) and theirs != "")
        for mine, theirs in zip(pattern, path, strict=True)
    )


def is_part(segment: str) -> bool:
    """Whether a segment of a resource stands for any value."""
    return segment.startswith("{")


def proxy_event(
    request: HttpRequest, found: Match, binary_types: Sequence[str], origins: Mapping[str, str]
) -> dict[str, Any]:
    """The event. `origins`: what an Origin is called inside (our own has several names here)."""
    headers = multi_headers(request, origins)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    body, encoded = event_body(request, binary_types)
    path = unquote(request.raw_path)
    return {
        "resource": found.resource,
        "path": path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": found.parts,
        "stageVariables": None,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "resourcePath": found.resource,
            "httpMethod": request.method,
            "path": path,
            "stage": STAGE,
            "protocol": "HTTP/1.1",
            "requestId": str(uuid.uuid4()),
            "requestTimeEpoch": int(time.time() * 1000),
            "identity": {
                "sourceIp": request.client,
                "userAgent": request.header("user-agent") or None,
            },
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def multi_headers(request: HttpRequest, origins: Mapping[str, str]) -> dict[str, list[str]]:
    """Every header's values; the client's address is the socket's, whatever it claims."""
    headers: dict[str, list[str]] = {}
    for name, value in request.headers:
        if name not in DROPPED:
            headers.setdefault(name, []).append(value)
    if "origin" in headers:
        headers["origin"] = [origins.get(each, each) for each in headers["origin"]]
    headers["true-client-ip"] = [request.client]
    return headers


def event_body(request: HttpRequest, binary_types: Sequence[str]) -> tuple[str | None, bool]:
    """The body as text, or in base64 when its type is listed as binary, or is no UTF-8."""
    if not request.body:
        return None, False
    media_type = request.header("content-type").split(";")[0].strip().lower()
    if media_type not in binary_types:
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def http_response(answer: Mapping[str, Any], route: str) -> HttpResponse:
    """What API Gateway would send for the answer of a Lambda function."""
    headers = [(name.lower(), str(value)) for name, value in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers.extend((name.lower(), str(value)) for value in values)
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return HttpResponse(int(answer["statusCode"]), headers, content, route)
