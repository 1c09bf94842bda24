"""The edge of the local stack: what CloudFront, API Gateway and Lambda are in the cloud.

/api/...   an API Gateway event, given to the Chalice app in a thread of its own
/local/... what only the local stack has (its clock, the messages it has accepted)
the rest   the static site
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from chalice.app import Chalice

from chalicelib.domaine.problems import (
    CorpsTropGrand,
    Introuvable,
    MethodeRefusee,
    OrigineRefusee,
    Problem,
)
from chalicelib.web.application import problem
from local.events import HttpRequest, HttpResponse, Match, http_response, match, proxy_event
from local.invocation import Invocation
from local.site import Site

BODY_LIMIT = 6 * 1024 * 1024
LINGER_BYTES = 64 * 1024 * 1024
LINGER_SECONDS = 5.0
API_LIMIT = timedelta(seconds=29)
HOSTS = {"127.0.0.1", "localhost"}

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Local = Mapping[tuple[str, str], Callable[[HttpRequest], HttpResponse]]

log = logging.getLogger("local.server")


class ErreurInattendue(Problem):
    """The handler itself broke (500); in the cloud API Gateway answers so."""

    type, status, title = "erreur-interne", 500, "Erreur inattendue"


class TropLong(Exception):
    """The body exceeds what Lambda can be given."""


class Parti(Exception):
    """The caller hung up before the whole request had come."""


class Edge:
    """The ASGI application."""

    def __init__(
        self,
        app: Chalice,
        site: Site,
        local: Local,
        headers: Mapping[str, str],
        base_url: str,
        pool: ThreadPoolExecutor,
        now: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._site = site
        self._local = local
        self._headers = [(name.lower(), value) for name, value in headers.items()]
        port = base_url.rsplit(":", 1)[-1]
        self._origins = {f"http://{host}:{port}": base_url for host in HOSTS}
        self._pool = pool
        self._now = now

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One connection of hypercorn's: a request, or the life of the server."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        try:
            request = await read_request(scope, receive)
        except TropLong:
            await self._reply(send, scope, refusal(CorpsTropGrand()), receive)
            return
        except Parti:
            return
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._pool, Context().run, self._answer, request)
        if response.route:
            spent = (time.monotonic() - started) * 1000
            log.info("%s %s %d %d ms", request.method, response.route, response.status, spent)
        await self._reply(send, scope, response)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._dispatch(request)
        except Problem as error:
            return refusal(error)
        except Exception:
            log.exception("une demande a échoué")
            return refusal(ErreurInattendue("Une erreur est survenue. Réessayez dans un instant."))

    def _dispatch(self, request: HttpRequest) -> HttpResponse:
        host, _, port = request.header("host").partition(":")
        if host.lower() not in HOSTS or not (port.isdecimal() or port == ""):
            raise OrigineRefusee
        path = request.raw_path
        if path == "/api" or path.startswith("/api/"):
            return self._api(request)
        if path == "/local" or path.startswith("/local/"):
            return self._local_call(request)
        if request.method not in ("GET", "HEAD"):
            return refusal(MethodeRefusee(), Allow="GET, HEAD")
        response = self._site.answer(request)
        if response is None:
            raise Introuvable("Cette adresse n'existe pas.")
        return response

    def _api(self, request: HttpRequest) -> HttpResponse:
        found: Match = match(self._app.routes, request.raw_path)
        event = proxy_event(request, found, self._app.api.binary_types, self._origins)
        answer = self._app(event, Invocation(API_LIMIT))
        return http_response(answer, found.resource or "/api/…")

    def _local_call(self, request: HttpRequest) -> HttpResponse:
        methods = [method for method, path in self._local if path == request.raw_path]
        if not methods:
            raise Introuvable("Cette adresse n'existe pas.")
        if request.method not in methods:
            return refusal(MethodeRefusee(), Allow=", ".join(methods))
        origin = request.header("origin")
        if origin and origin not in self._origins:
            raise OrigineRefusee
        return self._local[request.method, request.raw_path](request)

    async def _reply(
        self, send: Send, scope: Message, response: HttpResponse, unread: Receive | None = None
    ) -> None:
        """Send the answer, then let the caller finish `unread`, or it would miss the answer."""
        date = format_datetime(self._now(), usegmt=True)
        headers = [*response.headers, *self._headers, ("date", date)]
        if response.status not in (204, 304):
            headers.append(("content-length", str(len(response.body))))
        if unread is not None and scope["http_version"].startswith("1"):
            headers.append(("connection", "close"))
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": response.status, "headers": encoded})
        await send(
            {"type": "http.response.body", "body": response.body, "more_body": unread is not None}
        )
        if unread is not None:
            await linger(unread)
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def refusal(error: Problem, **headers: str) -> HttpResponse:
    """A problem as a whole response."""
    return http_response(problem(error, **headers).to_dict(), "")


async def read_request(scope: Message, receive: Receive) -> HttpRequest:
    """The request with its body. Raises TropLong as soon as that is known, and Parti."""
    headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]]
    client = scope["client"][0] if scope["client"] else ""
    announced = next((v for n, v in headers if n == "content-length"), "0")
    if int(announced) > BODY_LIMIT:
        raise TropLong
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Parti
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise TropLong
        more = message.get("more_body", False)
    return HttpRequest(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        client=client,
        body=bytes(body),
    )


async def linger(receive: Receive) -> None:
    """Drop what the caller still sends, within bounds: a reset would lose our answer on its way."""
    dropped = 0
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while dropped < LINGER_BYTES:
                message = await receive()
                dropped += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def lifespan(receive: Receive, send: Send) -> None:
    """Nothing to do at start and stop: the stack is wired before and taken down after."""
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
