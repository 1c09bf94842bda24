"""What a request holds: who sends it, its body, its query, its idempotency key."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from chalice.app import Request
from pydantic import ValidationError

from chalicelib import json_strict
from chalicelib.context import Context, outside
from chalicelib.domaine.problems import (
    CorpsTropGrand,
    Erreur,
    OrigineRefusee,
    PasDuJson,
    TypeRefuse,
)
from chalicelib.web import cookie, messages
from chalicelib.web.answer import Visitor, network
from chalicelib.web.champs import Corps, Requete
from chalicelib.web.endpoint import Endpoint

PART = re.compile(r"[A-Za-z0-9_-]{1,64}")
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
KEY_HEADER = "Idempotency-Key"


def visitor(request: Request) -> Visitor:
    """Who calls. The address comes from the edge alone, which drops an incoming header."""
    bearer = request.headers.get("authorization")
    return Visitor(
        address=network(request.headers.get("true-client-ip", "")),
        token=cookie.read(request.headers.get("cookie", "")),
        bearer=bearer,
    )


def check_origin(request: Request) -> None:
    """A change asked by a page must be asked by one of ours. Raises OrigineRefusee."""
    origin = request.headers.get("origin")
    if origin is None or request.method in ("GET", "HEAD"):
        return
    if origin != outside.base_url:
        raise OrigineRefusee


def raw(endpoint: Endpoint, request: Request) -> bytes:
    """The body's bytes. Raises CorpsTropGrand, TypeRefuse; a GET's body is not looked at."""
    if endpoint.method == "GET":
        return b""
    body = request.raw_body
    body = body.encode("utf-8") if isinstance(body, str) else body
    if len(body) > endpoint.limit:
        raise CorpsTropGrand
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media not in endpoint.content_types:
        raise TypeRefuse(f"Envoyez : {', '.join(endpoint.content_types)}.")
    return body


def given(body: bytes) -> Any:
    """The body's JSON; no body is an empty object. Raises PasDuJson."""
    return json_strict.read(body) if body else {}


def key(request: Request) -> str | None:
    """The idempotency key, when it is lawful."""
    cle = request.headers.get(KEY_HEADER)
    return cle if cle is not None and KEY.fullmatch(cle) else None


def pairs(request: Request) -> list[tuple[str, list[str]]]:
    """The query's parameters, in one order."""
    found = request.query_params
    return [] if found is None else sorted((name, found.getlist(name)) for name in found)


class Fields:
    """The fields of one request, read as the endpoint's models say; every bad one is kept."""

    def __init__(
        self, endpoint: Endpoint, request: Request, ctx: Context | None, now: datetime
    ) -> None:
        self.endpoint = endpoint
        self.request = request
        self.values: dict[str, Any] = {}
        self.erreurs: list[Erreur] = []
        self.ctx = ctx
        self.donne: dict[str, Any] = {}
        self.context: dict[str, Any] = {"today": now.date()}
        if ctx is not None:
            boutique = ctx.boutique
            self.context |= {
                "today": ctx.today(),
                "pays": boutique.pays,
                "devise": boutique.devise,
            }

    def read_query(self) -> None:
        """The query string: each parameter once."""
        once: dict[str, str] = {}
        for name, values in pairs(self.request):
            once[name] = values[-1]
            if len(values) > 1:
                self.erreurs.append(Erreur(name, "Donnez ce paramètre une seule fois."))
        try:
            model = self.endpoint.query or Requete
            self.values["query"] = model.model_validate(once, context=self.context)
        except ValidationError as error:
            self._keep(messages.erreurs(error))

    def read_body(self, body: bytes) -> None:
        """The body, as the endpoint's model or, for an import, as bytes.

        Raises PasDuJson.
        """
        model = self.endpoint.body or Corps
        if not issubclass(model, Corps):
            self.values["body"] = body
            return
        if self.endpoint.method == "GET":
            return
        donne = given(body)
        try:
            self.values["body"] = model.model_validate_json(body or b"{}", context=self.context)
        except ValidationError as error:
            if error.errors(include_url=False)[0]["type"] == "json_invalid":
                raise PasDuJson from error
            self._keep(messages.erreurs(error))
        if isinstance(donne, dict):
            self.donne = donne
            self._keep(model.ensemble(donne))

    def read_names(self) -> None:
        """What the body names and the boutique does not have, beside what is bad already."""
        model = self.endpoint.body or Corps
        if self.ctx is not None and issubclass(model, Corps):
            self._keep(model.inconnus(self.ctx, self.donne))

    def read_key(self) -> None:
        """An idempotency key that is no key is a bad field like any other."""
        if key(self.request) is None and self.request.headers.get(KEY_HEADER) is not None:
            self.erreurs.append(
                Erreur(KEY_HEADER, "Donnez 1 à 64 lettres sans accent, chiffres, - ou _.")
            )

    def _keep(self, erreurs: list[Erreur]) -> None:
        named = {erreur.champ for erreur in self.erreurs}
        self.erreurs += [erreur for erreur in erreurs if erreur.champ not in named]
