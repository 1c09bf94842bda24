"""Each call × {another boutique, nobody, an ended session, a vendeur, a clé}, from the routes.

With ids in the path, the query, the body and the cursor. A call without its case fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from app import app
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.route import BASE, endpoints
from tests.api.conftest import exact_under_threads
from tests.api.matrice import (
    BOTH,
    CASES,
    GERANT,
    JSON,
    NO_CLE,
    PUBLIC,
    Case,
    Fields,
    Foreign,
    Things,
)
from tests.api.personne import Personne, Reply
from tests.api.test_cles import integrator
from tests.api.ventes import whole

pytestmark = pytest.mark.usefixtures("courriels", "fichiers")
ID = "^[A-Za-z0-9_-]{1,40}$"
BAD = {"prix": 5}


def name(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path.removeprefix(BASE)}"


SERVED = [endpoint for endpoint in endpoints if endpoint.path in app.routes]
OPEN = [endpoint for endpoint in SERVED if name(endpoint) in PUBLIC]
PRIVATE = [endpoint for endpoint in SERVED if endpoint not in OPEN]
LISTS = [e for e in SERVED if e.query is not None and "curseur" in e.query.model_fields]
FOREIGN = [(e, each) for e in SERVED for each in CASES.get(name(e), Case()).foreign]


def case_of(endpoint: Endpoint) -> Case:
    assert name(endpoint) in CASES, f"{name(endpoint)} has no case in tests/api/matrice.py"
    return CASES[name(endpoint)]


def path_of(endpoint: Endpoint, things: Things) -> str:
    parts = {part: things[thing] for part, thing in case_of(endpoint).parts.items()}
    return endpoint.path.removeprefix(BASE).format(**parts)


def ask(
    who: Personne, endpoint: Endpoint, path: str, fields: Fields, query: Fields | None = None
) -> Reply:
    """One request with these fields in its body, or with an import's file."""
    media, body = JSON, json.dumps(fields).encode()
    if (given := case_of(endpoint).raw) is not None:
        media, body = given
    sent = {"Content-Type": media} if endpoint.method != "GET" else {}
    return who.send(endpoint.method, path, body if sent else b"", sent, query)


def lawful(who: Personne, endpoint: Endpoint, things: Things) -> Reply:
    """The request that must succeed, for who may make it."""
    case = case_of(endpoint)
    return ask(who, endpoint, path_of(endpoint, things), case.body(things), case.query)


def refused(reply: Reply, status: int, type: str) -> None:
    assert (reply.status, reply.json()["type"]) == (status, type), reply.body


def lines(who: Personne) -> list[Any]:
    """All that has happened in a boutique."""
    return whole(who, "/journal", 100)


@pytest.mark.parametrize("endpoint", SERVED, ids=name)
def test_each_call_has_its_case_with_each_id_that_it_takes(endpoint: Endpoint) -> None:
    case = case_of(endpoint)
    assert case.status is None or name(endpoint) in PUBLIC
    assert set(case.parts) == {
        part[1:-1] for part in endpoint.path.split("/") if part.startswith("{")
    }
    assert {each.champ for each in case.foreign} == {
        champ for model in (endpoint.body, endpoint.query) for champ in takes_ids(model)
    }


def takes_ids(model: Any) -> Iterator[str]:
    """The fields of a body or a query that hold ids."""
    if model is None or model is bytes:
        return
    schema = TypeAdapter(model).json_schema()
    for champ, described in schema.get("properties", {}).items():
        if json.dumps(ID) in json.dumps(described):
            yield champ


@pytest.mark.parametrize("endpoint", SERVED, ids=name)
@exact_under_threads
def test_the_gerante_may(awa: Personne, endpoint: Endpoint) -> None:
    expected = case_of(endpoint).status or endpoint.status
    reply = lawful(awa, endpoint, Things(awa))
    assert reply.status == expected, reply.body


@pytest.mark.parametrize("endpoint", PRIVATE, ids=name)
@exact_under_threads
def test_nobody_and_who_has_signed_out_gets_nothing(awa: Personne, endpoint: Endpoint) -> None:
    things, case = Things(awa), case_of(endpoint)
    path, fields = path_of(endpoint, things), case.body(things)
    ended = Personne(cookies=dict(awa.cookies))
    awa.delete("/session")
    for who in (Personne(), ended):
        refused(ask(who, endpoint, path, fields, case.query), 401, "non-connecte")
        refused(ask(who, endpoint, path, BAD), 401, "non-connecte")


@pytest.mark.parametrize("endpoint", OPEN, ids=name)
@exact_under_threads
def test_nobody_may_make_a_public_call(awa: Personne, endpoint: Endpoint) -> None:
    assert lawful(Personne(), endpoint, Things(awa)).status == case_of(endpoint).status


@pytest.mark.parametrize("endpoint", PRIVATE, ids=name)
@exact_under_threads
def test_a_vendeur_may_what_is_open_to_both(
    awa: Personne, moussa: Personne, endpoint: Endpoint
) -> None:
    if name(endpoint) in BOTH:
        reply = lawful(moussa, endpoint, Things(moussa))
        assert reply.status == endpoint.status, reply.body
    else:
        things = Things(awa)
        refused(lawful(moussa, endpoint, things), 403, "reserve-au-gerant")
        refused(ask(moussa, endpoint, path_of(endpoint, things), BAD), 403, "reserve-au-gerant")


@pytest.mark.parametrize("role", ["vendeur", "gerant"])
@pytest.mark.parametrize("endpoint", PRIVATE, ids=name)
@exact_under_threads
def test_a_cle_may_what_its_role_may_but_never_manage(
    awa: Personne, endpoint: Endpoint, role: str
) -> None:
    caisse = integrator(awa, role)
    if name(endpoint) in NO_CLE:
        refused(lawful(caisse, endpoint, Things(awa)), 403, "interdit-aux-cles")
    elif name(endpoint) in GERANT and role == "vendeur":
        refused(lawful(caisse, endpoint, Things(awa)), 403, "reserve-au-gerant")
    else:
        reply = lawful(caisse, endpoint, Things(caisse))
        assert reply.status == endpoint.status, reply.body


@pytest.mark.parametrize("endpoint", [e for e in PRIVATE if "{" in e.path], ids=name)
def test_another_boutique_s_id_in_the_path_is_404(
    awa: Personne, fatou: Personne, endpoint: Endpoint
) -> None:
    things = Things(awa)
    path, fields = path_of(endpoint, things), case_of(endpoint).body(Things(fatou))
    before = lines(awa)
    refused(ask(fatou, endpoint, path, fields), 404, "introuvable")
    if endpoint.method != "GET":
        refused(ask(fatou, endpoint, path, BAD), 404, "introuvable")
    assert lines(awa) == before


@pytest.mark.parametrize(
    ("endpoint", "foreign"), FOREIGN, ids=lambda each: getattr(each, "champ", None) or name(each)
)
def test_another_boutique_s_id_in_the_body_or_the_query_finds_nothing(
    awa: Personne, fatou: Personne, endpoint: Endpoint, foreign: Foreign
) -> None:
    theirs, own = Things(awa), Things(fatou)
    fields = foreign.fields(own, theirs)
    path = path_of(endpoint, own)
    before = lines(awa), lines(fatou)
    if foreign.then == "empty":
        theirs["reglement"], theirs["versement"]
        found = fatou.send("GET", path, query=fields).json()
        assert found == {"elements": [], "curseur": None}
        return
    reply = ask(fatou, endpoint, path, fields)
    if foreign.then == "refused":
        assert [each["ok"] for each in reply.json()["elements"]] == [False]
    else:
        assert reply.status == foreign.then
        assert [erreur["champ"] for erreur in reply.json()["erreurs"]] == [foreign.champ]
    assert (lines(awa), lines(fatou)) == before


@pytest.mark.parametrize("endpoint", LISTS, ids=name)
def test_another_boutique_s_cursor_is_refused(
    awa: Personne, fatou: Personne, endpoint: Endpoint
) -> None:
    theirs, own = Things(awa), Things(fatou)
    theirs.fill()
    own.fill()
    page = awa.send("GET", path_of(endpoint, theirs), query={"limite": 1}).json()
    asked = {"limite": 1, "curseur": page["curseur"]}
    assert awa.send("GET", path_of(endpoint, theirs), query=asked).status == 200
    reply = fatou.send("GET", path_of(endpoint, own), query=asked)
    assert reply.status == 422
    assert [erreur["champ"] for erreur in reply.json()["erreurs"]] == ["curseur"]


@pytest.mark.parametrize(
    "endpoint", [e for e in PRIVATE if e.method == "GET" and "{" not in e.path], ids=name
)
def test_what_is_listed_or_summed_is_one_s_own(
    awa: Personne, fatou: Personne, endpoint: Endpoint
) -> None:
    things, path = Things(awa), path_of(endpoint, Things(fatou))
    before = fatou.send("GET", path).body
    things.fill()
    assert fatou.send("GET", path).body == before
