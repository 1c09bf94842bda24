"""The Chalice application, made safe under threads, which answers errors as api.md says.

Chalice keeps the current request in one attribute: with 16 threads 799 of 800 answers were
wrong. Here it lives in a ContextVar, one for each thread and task.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Request, Response

from chalicelib import json_strict
from chalicelib.domaine.problems import Introuvable, MethodeRefusee, Problem, TropDeDemandes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
ZIP = "application/zip"
CSV = "text/csv"
VCARD = "text/vcard"
BINARY = [XLSX, PDF, ZIP, CSV, VCARD]
"""What API Gateway hands over byte by byte; of a text it would replace what is no UTF-8."""
NO_STORE = {"Cache-Control": "no-store"}

_request: ContextVar[Request | None] = ContextVar("request", default=None)
_lambda: ContextVar[Any] = ContextVar("lambda_context", default=None)


class Application(Chalice):
    """Chalice, with a request for each thread and problem+json for what no route answers."""

    def __init__(self, app_name: str) -> None:
        super().__init__(app_name, configure_logs=False)
        self.api.binary_types = BINARY

    @property
    def current_request(self) -> Request | None:
        """The request that this thread or task answers."""
        return _request.get()

    @current_request.setter
    def current_request(self, value: Request | None) -> None:
        _request.set(value)

    @property
    def lambda_context(self) -> Any:
        """What Lambda says of this invocation."""
        return _lambda.get()

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        _lambda.set(value)

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer one API Gateway REST proxy event."""
        resource = event.get("requestContext", {}).get("resourcePath")
        if resource not in self.routes:
            return self._sent(problem(Introuvable("Cette adresse n'existe pas.")))
        methods = self.routes[resource]
        if event["requestContext"]["httpMethod"] not in methods:
            return self._sent(problem(MethodeRefusee(), Allow=", ".join(sorted(methods))))
        # A binary answer is refused by Chalice unless Accept names it; ours always may come.
        headers = {k: v for k, v in event["headers"].items() if k.lower() != "accept"}
        return super().__call__({**event, "headers": {**headers, "accept": PDF}}, context)

    def _sent(self, response: Response) -> dict[str, Any]:
        return response.to_dict(self.api.binary_types)

    def map(self, path: str, methods: list[str], view: Callable[..., Response]) -> None:
        """Register a view. The media type is judged in our own order, not by Chalice (415)."""
        self.route(path, methods=methods, content_types=[])(view)


def problem(error: Problem, **headers: str) -> Response:
    """A refusal as the caller gets it (RFC 9457)."""
    if isinstance(error, TropDeDemandes):
        headers["Retry-After"] = str(error.secondes)
    elif error.status == 503:
        headers["Retry-After"] = "1"
    elif error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        body=json_strict.write(error.body()),
        status_code=error.status,
        headers={"Content-Type": "application/problem+json", **NO_STORE, **headers},
    )


def time_left(event: CloudWatchEvent) -> Callable[[], int]:
    """How many milliseconds Lambda leaves this run of a scheduled job, whenever it asks.

    Chalice sets no `lambda_context` for schedules, and has the type of `event.context` wrong.
    """
    context: Any = event.context
    left: Callable[[], int] = context.get_remaining_time_in_millis
    return left


app = Application("amneubor")
