"""One endpoint of the API: its signature is its contract.

    @route("POST", "/versements", role=VENDEUR, status=201)
    def ajouter_versement(ctx: Context, body: VersementInput) -> VersementView:
        return versements.ajouter(ctx, body)

A handler may take `ctx` (who asks), `visitor` (public calls), `body` (a Corps, or bytes for an
import), `query` (a Requete), and each `{part}` of the path by its name. What is refused is
refused in the order of api.md: 401, 403, 413, 415, 400, then an answer that is remembered,
404, 422, 409.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

from chalicelib.context import Context
from chalicelib.domaine.boutique import Role
from chalicelib.web import answering
from chalicelib.web.application import CSV, VCARD, XLSX, app
from chalicelib.web.endpoint import Endpoint

BASE = "/api"
KB = 1024
BODY_LIMIT = 64 * KB
IMPORT_LIMIT = 4 * KB * KB
JSON = ("application/json",)
IMPORTS = (CSV, XLSX)
CARNETS = (CSV, VCARD, XLSX)

GERANT = Role.GERANT
VENDEUR = Role.VENDEUR

Handler = TypeVar("Handler", bound=Callable[..., Any])


endpoints: list[Endpoint] = []


def route(
    method: str,
    path: str,
    *,
    role: Role | None = None,
    public: bool = False,
    cles: bool = True,
    status: int = 200,
    also: tuple[int, ...] = (),
    found: Callable[..., Any] | None = None,
    limit: int | None = None,
    content_types: tuple[str, ...] = JSON,
    files: tuple[str, ...] = (),
    recall: Callable[[Context, str], Any] | None = None,
) -> Callable[[Handler], Handler]:
    """Register a handler. `role` is the least that may call; `public` needs no session.
    `cles=False` refuses integrators' clés.

    `found(ctx, **path)`, or `found(visitor, **path)` in a public call, raises Introuvable: asked
    before bad fields are named, so that what belongs to another boutique is 404 whatever the
    body. `limit` is the body's, in bytes. `also` names the other successes, given as
    Answer(..., status=). `files` are the media types of the bytes that it may answer. `recall`
    gives a remembered answer (JSON) what no record may hold.
    """
    if public == (role is not None):
        raise TypeError(f"{method} {path}: say either public=True or role=")

    def register(handler: Handler) -> Handler:
        hints = get_type_hints(handler, include_extras=True)
        answer = hints.pop("return")
        body = hints.get("body")
        endpoint = Endpoint(
            method=method,
            path=BASE + path,
            handler=handler,
            role=role,
            cles=cles and not public,
            status=status,
            also=also,
            found=found,
            body=body,
            query=hints.get("query"),
            answer=answer,
            content_types=content_types,
            files=files,
            recall=recall,
            limit=limit or (IMPORT_LIMIT if body is bytes else BODY_LIMIT),
            takes=frozenset(inspect.signature(handler).parameters),
        )
        endpoints.append(endpoint)
        serve(endpoint)
        return handler

    return register


def serve(endpoint: Endpoint) -> None:
    """Have the application answer by it; what may be read may be asked for its headers."""

    def view(**parts: str) -> Any:
        request = app.current_request
        assert request is not None, "a view is called by the application only"
        return answering.respond(endpoint, request, parts)

    view.__name__ = endpoint.name
    methods = ["GET", "HEAD"] if endpoint.method == "GET" else [endpoint.method]
    app.map(endpoint.path, methods, view)
