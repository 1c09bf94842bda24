"""What is refused, in which order, and in which words, whatever comes in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from chalice.app import Request

from app import app
from chalicelib.domaine.problems import Introuvable
from chalicelib.web import route as routes
from chalicelib.web.answer import network
from chalicelib.web.champs import Corps, Jour, ListeQuery, Montant, Nom, Note, Periode
from chalicelib.web.route import route
from tests.api.personne import Personne, Reply

JSON = {"Content-Type": "application/json"}


class Detail(Corps):
    montant: Montant


class Essai(Corps):
    nom: Nom
    note: Note = ""
    date: Jour | None = None
    detail: Detail | None = None
    liste: list[Montant] = []


class Liste(ListeQuery, Periode):
    pass


@pytest.fixture(scope="module", autouse=True)
def endpoints() -> Iterator[None]:
    """Three endpoints of the tests' own, gone after them."""
    before = list(routes.endpoints)

    @route("POST", "/essais", public=True)
    def essayer(body: Essai) -> dict[str, Any]:
        return body.model_dump(mode="json")

    @route("GET", "/essais", public=True)
    def lister(query: Liste) -> dict[str, Any]:
        return query.model_dump(mode="json")

    @route("PATCH", "/essais/{id}", public=True, found=absent)
    def modifier(id: str, body: Essai) -> dict[str, Any]:
        if id == "casse":
            raise RuntimeError("Awa Ndiaye, +221771234567")
        return {"id": id, "nom": body.nom}

    yield
    routes.endpoints[:] = before
    del app.routes["/api/essais"], app.routes["/api/essais/{id}"]


def absent(ctx: object, id: str) -> None:
    if id == "absent":
        raise Introuvable


def post(body: bytes, headers: dict[str, str] | None = None) -> Reply:
    return Personne().send("POST", "/essais", body, JSON if headers is None else headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]]",
        b'{"nom": "a", "nom": "b"}',
        b'{"nom": NaN}',
        b'{"nom": Infinity}',
        b'{"nom": "\\ud800"}',
        b'{"nom": "\xff"}',
        b"\xff\xfe{}",
        "﻿{}".encode(),
        b'{"liste": ' + b"[" * 500 + b"]" * 500 + b"}",
        b"[" * 60_000,
        b'{"liste": [' + b"9" * 50_000 + b"]}",
        b'{"nom": "a", "liste": [1e400]}',
        b'{"nom": "a", "montant": 5}',
        b"null",
        b"[]",
        b'"texte"',
        b"5",
    ],
)
def test_a_body_that_is_no_lawful_json_is_told_so(body: bytes) -> None:
    reply = post(body)
    assert reply.status in (400, 422)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"]


@pytest.mark.parametrize("value", ["5", 5.0, 0, -5, True, None, 10**12 + 1, 10**30, "cinq", [5]])
def test_a_montant_is_a_json_integer_in_its_range(value: object) -> None:
    reply = Personne().post("/essais", expect=422, nom="riz", detail={"montant": value})
    assert [erreur["champ"] for erreur in reply["erreurs"]] == ["detail.montant"]


@pytest.mark.parametrize(
    "value",
    ["2026-2-1", "2026-02-30", "01/02/2026", "2026-02-01T00:00:00", 20260201, "", "0001-01-01"],
)
def test_a_date_is_written_in_one_way(value: object) -> None:
    reply = Personne().post("/essais", expect=422, nom="riz", date=value)
    assert [erreur["champ"] for erreur in reply["erreurs"]] == ["date"]


def test_every_bad_field_is_named_in_french() -> None:
    reply = Personne().post(
        "/essais", expect=422, nom="", detail={}, liste=[1, "2", 0], autre=1, note="x" * 1001
    )
    assert {erreur["champ"]: erreur["message"] for erreur in reply["erreurs"]} == {
        "nom": "Écrivez le nom.",
        "detail.montant": "Écrivez le montant.",
        "liste.1": "Écrivez un nombre entier, sans virgule.",
        "liste.2": "Écrivez un nombre d'au moins 1.",
        "autre": "Ce champ n'existe pas.",
        "note": "Écrivez 1000 caractères au plus.",
    }


def test_texts_are_trimmed_composed_and_without_control_characters() -> None:
    kept = Personne().post(
        "/essais",
        expect=200,
        nom=" Awa\x00 Nde\u0301ye\t\u202eFall\n",
        note="un\r\ndeux\x07\u2028trois ",
    )
    assert kept["nom"] == "Awa Ndéye Fall"
    assert kept["note"] == "un\ndeux\ntrois"


def test_an_emoji_of_several_parts_stays_whole() -> None:
    assert Personne().post("/essais", expect=200, nom="👩‍🌾")["nom"] == "👩‍🌾"


def test_a_hundred_accents_are_a_hundred_characters() -> None:
    Personne().post("/essais", expect=200, nom="e\u0301" * 100)
    Personne().post("/essais", expect=422, nom="é" * 101)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert post(b'{"nom": "riz"}', headers).status == 415


def test_a_charset_is_read_over() -> None:
    assert (
        post(b'{"nom": "riz"}', {"Content-Type": "Application/JSON; charset=utf-8"}).status == 200
    )


def test_a_body_too_large_is_refused_before_it_is_read() -> None:
    assert post(b"{" * (64 * 1024 + 1), {"Content-Type": "text/plain"}).status == 413


def test_what_is_not_there_is_404_whatever_the_body() -> None:
    who = Personne()
    who.patch("/essais/absent", expect=404, nom=5)
    who.patch("/essais/present", expect=422, nom=5)
    who.patch("/essais/pas un id", expect=404, nom="riz")
    assert who.send("PATCH", "/essais/absent", b"{", JSON).status == 400


def test_a_defect_of_ours_shows_nothing_and_logs_no_name(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reply = Personne().send("PATCH", "/essais/casse", b'{"nom": "riz"}', JSON)
    assert (reply.status, reply.json()["type"]) == (500, "erreur-interne")
    logged = str([vars(record) | {"exc": record.exc_info} for record in caplog.records])
    assert "RuntimeError" in logged
    assert "Awa" not in logged + reply.body.decode()
    assert "771234567" not in logged + reply.body.decode()


def test_an_unknown_path_or_method_is_said() -> None:
    who = Personne()
    who.get("/nulle-part", expect=404)
    refused = who.send("DELETE", "/essais")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, POST")


def test_nothing_is_stored_on_the_way() -> None:
    who = Personne()
    for reply in (who.send("GET", "/essais"), who.send("GET", "/nulle-part"), post(b"{")):
        assert reply.headers["cache-control"] == "no-store"


def test_head_answers_as_get_without_a_body() -> None:
    head, get = (Personne().send(method, "/essais") for method in ("HEAD", "GET"))
    assert (head.status, head.headers, head.body) == (200, get.headers, b"")


@pytest.mark.parametrize(
    ("query", "champs"),
    [
        ("limite=0", ["limite"]),
        ("limite=101", ["limite"]),
        ("limite=5.0", ["limite"]),
        ("limite=%205", ["limite"]),
        ("limite=1_0", ["limite"]),
        ("limite=", ["limite"]),
        ("limite=1&limite=2", ["limite"]),
        ("du=2026-02-30", ["du"]),
        ("du=2026-02-02&au=2026-02-01", ["au"]),
        ("page=2", ["page"]),
        ("limite=x&du=y&zz=1", ["limite", "du", "zz"]),
    ],
)
def test_a_bad_query_is_named(query: str, champs: list[str]) -> None:
    reply = Personne().send("GET", "/essais", query=query)
    assert reply.status == 422
    assert sorted(erreur["champ"] for erreur in reply.json()["erreurs"]) == sorted(champs)


def test_a_period_may_be_a_day_or_open() -> None:
    who = Personne()
    assert who.get("/essais", du="2026-02-01", au="2026-02-01")["limite"] == 50
    assert who.get("/essais", au="9999-12-31", limite=100)["du"] is None


def test_each_thread_has_its_own_request() -> None:
    all_have_set = Barrier(8)

    def keep(n: int) -> bool:
        mine = Request(event(f"essai {n}"))
        app.current_request = mine
        all_have_set.wait()
        return app.current_request is mine

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(keep, range(8)))


def event(body: str) -> dict[str, Any]:
    return {
        "multiValueQueryStringParameters": None,
        "headers": {},
        "pathParameters": None,
        "requestContext": {"httpMethod": "POST", "resourcePath": "/api/essais"},
        "stageVariables": None,
        "body": body,
    }


def test_a_route_says_who_may_call() -> None:
    with pytest.raises(TypeError, match="public=True or role="):
        route("GET", "/essais/oubli")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("196.1.2.3", "196.1.2.3"),
        ("::ffff:196.1.2.3", "196.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("nonsense", "inconnue"),
        ("", "inconnue"),
    ],
)
def test_an_address_is_that_of_its_customer(address: str, kept: str) -> None:
    assert network(address) == kept
