"""From a request to its answer, refusing in the order of api.md."""

from __future__ import annotations

import hashlib
import hmac
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger
from chalice.app import Request, Response
from pydantic import ValidationError

from chalicelib import cles, etapes, json_strict, sessions
from chalicelib.aws import guard, idempotence
from chalicelib.aws.panne import passing
from chalicelib.context import Context, Demande, outside
from chalicelib.domaine.boutique import Role
from chalicelib.domaine.problems import (
    ChampsInvalides,
    CorpsTropGrand,
    Indisponible,
    InterditAuxCles,
    Introuvable,
    PasDuJson,
    Problem,
    ReserveAuGerant,
    TypeRefuse,
)
from chalicelib.web import cookie, incoming
from chalicelib.web.answer import Answer, Visitor
from chalicelib.web.application import NO_STORE, problem
from chalicelib.web.endpoint import Endpoint

TWIN_SECONDS = 20.0

logger = Logger(service="amneubor")


class Unexpected(Problem):
    """A defect of ours (500): nothing of it is shown."""

    type, status, title = "erreur-interne", 500, "Erreur inattendue"


def respond(endpoint: Endpoint, request: Request, parts: Mapping[str, str]) -> Response:
    """The answer to one request; never an exception, and no trace in it."""
    try:
        response = answer(endpoint, request, parts)
    except Problem as refusal:
        response = problem(refusal)
    except Exception as error:  # noqa: BLE001 (the last resort: whatever it is, it is answered)
        response = problem(unexpected(endpoint, error))
    if request.method == "HEAD":
        response.body = b"" if isinstance(response.body, bytes) else ""
    return response


def unexpected(endpoint: Endpoint, error: Exception) -> Problem:
    """Log the class and the place of an error, never its words: they may hold a name."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "unhandled",
        route=f"{endpoint.method} {endpoint.path}",
        error=type(error).__qualname__,
        file=place.filename,
        line=place.lineno,
    )
    if passing(error):
        return Indisponible()
    return Unexpected("Une erreur est survenue de notre côté. Réessayez dans un instant.")


def answer(endpoint: Endpoint, request: Request, parts: Mapping[str, str]) -> Response:
    """The answer to one request. Raises Problem."""
    visitor = incoming.visitor(request)
    if endpoint.role is None:
        incoming.check_origin(request)
        values = {"visitor": visitor, **read_public(endpoint, request, parts, visitor)}
        return sent(endpoint, call(endpoint, values))
    connexion = opened(visitor)
    if connexion.cle and not endpoint.cles:
        raise InterditAuxCles
    with guard.boutique(connexion.ctx.boutique_id):
        response = answer_in_boutique(endpoint, request, parts, connexion.ctx, visitor)
    if connexion.prolongee and visitor.token:
        response.headers.setdefault("Set-Cookie", cookie.keep(visitor.token))
    return response


def opened(visitor: Visitor) -> sessions.Connexion:
    """Who calls: by a clé where one is given, whatever the cookie. Raises NonConnecte."""
    if visitor.bearer is not None:
        return cles.ouvrir(visitor.bearer)
    return sessions.ouvrir(visitor)


def answer_in_boutique(
    endpoint: Endpoint,
    request: Request,
    parts: Mapping[str, str],
    ctx: Context,
    visitor: Visitor,
) -> Response:
    """The answer to somebody whom we know. A replay, or a twin's answer, is a success like any."""
    if endpoint.role is Role.GERANT and ctx.utilisateur.role is not Role.GERANT:
        raise ReserveAuGerant
    incoming.check_origin(request)
    ctx = replace(ctx, demande=demande(endpoint, request, parts))
    if (souvenir := idempotence.find(ctx)) is not None:
        return replay(endpoint, ctx, souvenir)
    try:
        values = {"ctx": ctx, "visitor": visitor, **read(endpoint, request, parts, ctx)}
        return sent(endpoint, call(endpoint, values))
    except (Problem, idempotence.Jumelle) as refusal:
        # A twin may have done it meanwhile, and what it did be the reason of our refusal.
        if (souvenir := idempotence.find(ctx)) is not None:
            return replay(endpoint, ctx, souvenir)
        if isinstance(refusal, idempotence.Jumelle):
            raise Indisponible from refusal
        raise


def demande(endpoint: Endpoint, request: Request, parts: Mapping[str, str]) -> Demande | None:
    """The request's idempotency, when it has a lawful key. Refuses the body that can't be read."""
    raw = incoming.raw(endpoint, request)
    given = raw if endpoint.body is bytes else json_strict.canonical(incoming.given(raw))
    cle = incoming.key(request)
    if cle is None or endpoint.method == "GET":
        return None
    asked = [endpoint.method, endpoint.path.format(**parts), incoming.pairs(request)]
    mac = hmac.new(outside.secret, json_strict.canonical(asked), hashlib.sha256)
    mac.update(given)
    return Demande(cle, mac.hexdigest(), endpoint.status)


def read(
    endpoint: Endpoint, request: Request, parts: Mapping[str, str], ctx: Context | None
) -> dict[str, Any]:
    """What the handler takes besides who asks. Raises Introuvable, ChampsInvalides."""
    raw = incoming.raw(endpoint, request)
    fields = incoming.Fields(endpoint, request, ctx, outside.now())
    fields.read_query()
    fields.read_body(raw)
    if ctx is not None:
        fields.read_key()
    if not all(incoming.PART.fullmatch(part) for part in parts.values()):
        raise Introuvable
    if fields.erreurs:
        if endpoint.found is not None:
            endpoint.found(ctx or incoming.visitor(request), **parts)
        fields.read_names()
        raise ChampsInvalides(fields.erreurs)
    return {**fields.values, **parts}


def read_public(
    endpoint: Endpoint, request: Request, parts: Mapping[str, str], visitor: Visitor
) -> dict[str, Any]:
    """What a public handler takes. An unknown jeton is 404 whatever the body is (api.md, SMS)."""
    try:
        return read(endpoint, request, parts, None)
    except (CorpsTropGrand, PasDuJson, TypeRefuse):
        if endpoint.found is not None and "jeton" in parts:
            endpoint.found(visitor, **parts)
        raise


def call(endpoint: Endpoint, values: Mapping[str, Any]) -> Any:
    """Call the handler with what it takes.

    A ValidationError there is a defect of ours: it is not the caller's field that is bad.
    """
    try:
        return endpoint.handler(**{name: values[name] for name in endpoint.takes})
    except ValidationError as error:
        raise RuntimeError(error.title) from None


def sent(endpoint: Endpoint, value: Any) -> Response:
    """What a handler returned, as a response."""
    answer = value if isinstance(value, Answer) else Answer(value)
    status = answer.status or endpoint.status
    headers: dict[str, str | list[str]] = {**NO_STORE, **answer.headers}
    if answer.value is None:
        return Response("", headers=headers, status_code=status)
    headers["Content-Type"] = answer.content_type
    body = answer.value
    if not isinstance(body, (bytes, str)):
        body = json_strict.write(body)
    return Response(body, headers=headers, status_code=status)


def replay(endpoint: Endpoint, ctx: Context, souvenir: idempotence.Souvenir) -> Response:
    """The answer that was given to the same request before.

    One whose operation is still under way is finished first, by whoever asks (tables.md).
    """
    until = outside.monotonic() + TWIN_SECONDS
    while souvenir.reponse is None:
        if outside.monotonic() > until:
            raise Indisponible
        if souvenir.par_client:
            etapes.terminer(ctx.boutique_id, souvenir.par_client)
        fresh = idempotence.find(ctx)
        if fresh is None:
            raise Indisponible
        if fresh.reponse is None:
            outside.sleep(0.05 + 0.1 * outside.random())
        souvenir = fresh
    headers: dict[str, str | list[str]] = {**NO_STORE}
    body = souvenir.reponse
    if body:
        headers["Content-Type"] = "application/json"
        body = json_strict.write(endpoint.recall(ctx, body)) if endpoint.recall else body
    return Response(body, headers=headers, status_code=souvenir.status)
