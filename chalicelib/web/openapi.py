"""The API's description in OpenAPI 3.1, made from the routes and their models."""

from __future__ import annotations

import os
import types
from collections import defaultdict
from functools import cache, reduce
from operator import or_
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter

from chalicelib.web.answer import Answer
from chalicelib.web.endpoint import Endpoint

VERSION = os.environ.get("VERSION", "0.1.0")
REFERENCE = "#/components/schemas/{model}"
Mode = Literal["validation", "serialization"]
Schemas = dict[tuple[Any, Mode], dict[str, Any]]

REFUSALS = {
    400: "Le corps n'est pas du JSON lisible",
    401: "Pas de session",
    403: "Droit insuffisant, ou origine refusée",
    404: "Introuvable",
    409: "L'état actuel ne le permet pas",
    413: "Envoi trop grand",
    415: "Format refusé",
    422: "Des champs sont à corriger : tous sont nommés",
    429: "Trop de demandes : Retry-After dit quand recommencer",
    503: "Rien n'a été écrit : recommencez",
}

PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "erreurs"],
    "properties": {
        "type": {"type": "string", "examples": ["champs-invalides"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "erreurs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["champ", "message"],
                "properties": {"champ": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}

SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
    "cle": {"type": "http", "scheme": "bearer"},
}

KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "La même clé et la même demande : la même réponse, sans second effet.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
}


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    from chalicelib.web.route import endpoints

    schemas, definitions = json_schemas(endpoints)
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for endpoint in endpoints:
        paths[endpoint.path][endpoint.method.lower()] = operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "AmneuBor", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": {**definitions, "Probleme": PROBLEM},
            "securitySchemes": SECURITY,
        },
    }


def json_schemas(endpoints: list[Endpoint]) -> tuple[Schemas, dict[str, Any]]:
    """The schema of each body, query and answer, and the definitions that they share."""
    asked: dict[tuple[Any, Mode], TypeAdapter[Any]] = {}
    for endpoint in endpoints:
        for model in (endpoint.body, endpoint.query):
            if model is not None and model is not bytes:
                asked[model, "validation"] = TypeAdapter(model)
        value = answered(endpoint.answer)
        if value not in (None, type(None), bytes):
            asked[value, "serialization"] = TypeAdapter(value)
    schemas, shared = TypeAdapter.json_schemas(
        [(key, mode, adapter) for (key, mode), adapter in asked.items()], ref_template=REFERENCE
    )
    return {(key, mode): schema for (key, mode), schema in schemas.items()}, shared.get("$defs", {})


def operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    """One call."""
    found: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": (endpoint.handler.__doc__ or "").strip().split("\n")[0],
        "parameters": parameters(endpoint, schemas),
        "responses": responses(endpoint, schemas),
        "security": security(endpoint),
    }
    if endpoint.role is not None:
        found["description"] = f"Rôle : {endpoint.role.value}."
    if endpoint.body is not None:
        found["requestBody"] = {
            "required": endpoint.body is bytes or requires(endpoint.body),
            "content": {
                content_type: {"schema": body_schema(endpoint, schemas)}
                for content_type in endpoint.content_types
            },
        }
    return found


def security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    """What opens the call: a session, or for most a clé; nothing for a public one."""
    if endpoint.public:
        return []
    return [{"session": []}, {"cle": []}] if endpoint.cles else [{"session": []}]


def requires(model: Any) -> bool:
    """Has the body a field without which it is refused?"""
    return bool(TypeAdapter(model).json_schema(mode="validation").get("required"))


def body_schema(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    """The body, or bytes as they are."""
    if endpoint.body is bytes:
        return {"type": "string", "contentMediaType": "application/octet-stream"}
    return schemas[endpoint.body, "validation"]


def parameters(endpoint: Endpoint, schemas: Schemas) -> list[dict[str, Any]]:
    """What stands in the path, the query and the headers."""
    found: list[dict[str, Any]] = [
        {
            "name": part[1:-1],
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
        }
        for part in endpoint.path.split("/")
        if part.startswith("{")
    ]
    if endpoint.query is not None:
        schema = TypeAdapter(endpoint.query).json_schema(ref_template=REFERENCE)
        found += [
            {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "schema": each,
            }
            for name, each in schema.get("properties", {}).items()
        ]
    if not endpoint.public and endpoint.method != "GET":
        found.append(KEY_PARAMETER)
    return found


def responses(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    """The success, and every refusal that the call may give."""
    value = answered(endpoint.answer)
    content: dict[str, Any] = {}
    if value not in (None, type(None), bytes):
        content["application/json"] = {"schema": schemas[value, "serialization"]}
    for media in endpoint.files:
        content[media] = {"schema": {"type": "string", "contentMediaType": media}}
    success: dict[str, Any] = {"description": "Fait"} | ({"content": content} if content else {})
    found = {str(status): success for status in (endpoint.status, *endpoint.also)}
    if 303 in endpoint.also:
        found["303"] = {"description": "Ailleurs : Location dit où, pour une minute"}
    for status in refusals(endpoint):
        found[str(status)] = {
            "description": REFUSALS[status],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleme"}}
            },
        }
    return found


def refusals(endpoint: Endpoint) -> list[int]:
    """The statuses with which this call may be refused."""
    found = {422, 503}
    if endpoint.method != "GET":
        found |= {400, 403, 413, 415}
    if endpoint.public:
        found |= {429} if endpoint.method == "POST" or "/public/" in endpoint.path else set()
    else:
        found |= {401, 403} | ({409} if endpoint.method != "GET" else set())
    if "{" in endpoint.path:
        found.add(404)
    if endpoint.path == "/api/equipe" and endpoint.method == "POST":
        found.add(429)
    if endpoint.path == "/api/session" and endpoint.method == "POST":
        found.add(401)
    return sorted(found)


def answered(annotation: Any) -> Any:
    """What a handler gives back, without the Answer round it."""
    if get_origin(annotation) is Answer:
        return answered(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [answered(each) for each in get_args(annotation)]
        return reduce(or_, [each for each in kept if each is not bytes])
    return annotation
