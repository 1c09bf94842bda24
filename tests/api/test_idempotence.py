"""The same key and request again: the same answer, no second effect (api.md, Rules)."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import Personne, Reply
from tests.api.ventes import RIZ, VIEUX, champs, figures, ids, vendre, verser

JSON = {"Content-Type": "application/json"}


def keyed(who: Personne, method: str, path: str, key: str, **body: Any) -> Reply:
    raw = json.dumps(body).encode() if body else b""
    return who.send(method, path, raw, {**(JSON if raw else {}), "Idempotency-Key": key})


Call = tuple[str, str, dict[str, Any], int]


def calls(who: Personne) -> list[Call]:
    """One of each call that changes the ledger: method, path, body, status."""
    sale = who.post("/reglements", **RIZ)
    doomed = vendre(who, "mil", 4_000)
    paid = verser(who, 1_000)
    client = sale["client"]["id"]
    return [
        ("POST", "/reglements", {**RIZ, "montant": 15_001, "acompte": {"montant": 500}}, 201),
        ("PATCH", f"/reglements/{sale['id']}", {"montant": 14_000, "version": 1}, 200),
        ("POST", f"/reglements/{sale['id']}/solde", {}, 200),
        ("DELETE", f"/reglements/{sale['id']}/solde", {}, 200),
        ("POST", f"/reglements/{doomed['id']}/annulation", {"motif": "Erreur"}, 200),
        ("POST", "/versements", {"client": client, "montant": 2_000}, 201),
        ("POST", f"/versements/{paid['id']}/annulation", {"motif": "Erreur"}, 200),
        ("POST", "/clients", {"nom": "Coumba Sy", "telephone": "78 600 00 02"}, 201),
        ("PATCH", f"/clients/{client}", {"note": "paie le vendredi", "version": 1}, 200),
    ]


def test_each_call_is_answered_again_as_it_was_and_done_once(awa: Personne, clock: Clock) -> None:
    first = []
    asked = calls(awa)
    for n, (method, path, body, status) in enumerate(asked):
        reply = keyed(awa, method, path, f"cle-{n}", **body)
        assert reply.status == status, (method, path, reply.body)
        first.append(reply)
    client = asked[5][2]["client"]
    before = (figures(awa, client), ids(awa.get("/reglements")), ids(awa.get("/versements")))
    for _ in range(2):
        clock.advance(days=15)
        awa.get("/session")
    awa.patch("/boutique", nom="Chez Awa et fils")
    for n, (method, path, body, status) in enumerate(asked):
        again = keyed(awa, method, path, f"cle-{n}", **body)
        assert (again.status, again.body) == (status, first[n].body), (method, path)
        assert again.headers["content-type"] == first[n].headers["content-type"]
    after = (figures(awa, client), ids(awa.get("/reglements")), ids(awa.get("/versements")))
    assert after == before


def test_another_request_under_a_used_key_is_refused(awa: Personne) -> None:
    sale = json.loads(keyed(awa, "POST", "/reglements", "cle", **RIZ).body)
    others: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/reglements", {**RIZ, "montant": 500}),
        ("POST", "/reglements", {**RIZ, "note": ""}),
        ("POST", "/reglements", {**RIZ, "montant": -1}),
        ("POST", "/versements", {"telephone": VIEUX, "montant": 500}),
        ("POST", f"/reglements/{sale['id']}/solde", {}),
        ("DELETE", f"/reglements/{sale['id']}/solde", {}),
        ("PATCH", f"/reglements/{sale['id']}", {"note": "x"}),
    ]
    for method, path, body in others:
        reply = keyed(awa, method, path, "cle", **body)
        assert (reply.status, json.loads(reply.body)["type"]) == (422, "cle-reutilisee"), path
    assert ids(awa.get("/reglements")) == [sale["id"]]
    assert awa.get("/versements")["elements"] == []


def test_the_same_json_is_the_same_request_however_it_is_written(awa: Personne) -> None:
    first = keyed(awa, "POST", "/reglements", "cle", **RIZ)
    raw = json.dumps(dict(reversed(RIZ.items())), indent=2).encode()
    again = awa.send("POST", "/reglements", raw, {**JSON, "Idempotency-Key": "cle"})
    assert (again.status, again.body) == (201, first.body)


def test_a_refusal_frees_the_key(awa: Personne) -> None:
    for body in ({}, {**RIZ, "montant": 0}, {"telephone": VIEUX, "produit": "x", "montant": 5}):
        assert keyed(awa, "POST", "/reglements", "cle", **body).status == 422
    assert keyed(awa, "POST", "/versements", "cle", telephone=VIEUX, montant=5).status == 422
    assert keyed(awa, "POST", "/reglements", "cle", **RIZ).status == 201
    taken = keyed(awa, "POST", "/clients", "cle-2", nom="Autre", telephone=VIEUX)
    assert taken.status == 409
    assert keyed(awa, "POST", "/clients", "cle-2", nom="Autre").status == 201


def test_a_key_is_the_boutique_s_own(awa: Personne, moussa: Personne, fatou: Personne) -> None:
    first = keyed(awa, "POST", "/reglements", "cle", **RIZ)
    assert keyed(moussa, "POST", "/reglements", "cle", **RIZ).body == first.body
    hers = keyed(fatou, "POST", "/reglements", "cle", **RIZ)
    assert hers.status == 201
    assert json.loads(hers.body)["id"] != json.loads(first.body)["id"]


def test_rights_are_checked_before_a_key(awa: Personne, moussa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    path = f"/reglements/{sale['id']}/solde"
    assert keyed(awa, "POST", path, "cle").status == 200
    assert keyed(moussa, "POST", path, "cle").status == 403
    assert keyed(Personne(), "POST", path, "cle").status == 401


def test_a_key_that_is_no_key_is_a_bad_field(awa: Personne) -> None:
    for bad in ("", "à", "x" * 65, "a b", "a/b"):
        reply = keyed(awa, "POST", "/reglements", bad, **RIZ)
        assert reply.status == 422
        assert champs(json.loads(reply.body)) == ["Idempotency-Key"]
    for good in ("a", "Z-9_" * 16):
        assert keyed(awa, "POST", "/reglements", good, **RIZ).status == 201


def test_a_replay_needs_no_longer_be_possible(awa: Personne) -> None:
    """What was done stays answered, though the same request would now be refused."""
    sale = awa.post("/reglements", **RIZ)
    path = f"/reglements/{sale['id']}"
    changed = keyed(awa, "PATCH", path, "cle", produit="Mil", version=1)
    awa.patch(path, produit="Riz", version=2)
    awa.post(f"{path}/annulation", expect=200, motif="Erreur")
    assert keyed(awa, "PATCH", path, "cle", produit="Mil", version=1).body == changed.body
    assert awa.get(path)["produit"] == "Riz"


def at_once(n: int, act: Callable[[int], Reply]) -> list[Reply]:
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(act, range(n)))


@exact_under_threads
def test_twins_at_the_same_time_get_one_answer(awa: Personne) -> None:
    for n, (method, path, body, status) in enumerate(calls(awa)):

        def ask(
            _: int, n: int = n, method: str = method, path: str = path, body: Any = body
        ) -> Reply:
            return keyed(replace(awa), method, path, f"cle-{n}", **body)

        replies = at_once(6, ask)
        assert {r.status for r in replies} == {status}, (path, [r.body for r in replies])
        assert len({r.body for r in replies}) == 1, (path, [r.body for r in replies])
    assert len(awa.get("/reglements")["elements"]) == 3
    assert len(awa.get("/clients")["elements"]) == 2


@exact_under_threads
def test_of_different_requests_under_one_key_at_once_one_is_done(awa: Personne) -> None:
    def ask(n: int) -> Reply:
        return keyed(replace(awa), "POST", "/reglements", "cle", **{**RIZ, "montant": 500 + n})

    replies = at_once(6, ask)
    assert sorted(r.status for r in replies) == [201] + [422] * 5
    assert len(awa.get("/reglements")["elements"]) == 1


@exact_under_threads
def test_a_new_number_at_several_tills_at_once_is_one_client(awa: Personne) -> None:
    def ask(n: int) -> Reply:
        return keyed(replace(awa), "POST", "/reglements", f"cle-{n}", **{**RIZ, "nom": f"Nom {n}"})

    replies = at_once(8, ask)
    assert {r.status for r in replies} == {201}
    assert len({json.loads(r.body)["client"]["id"] for r in replies}) == 1
    [client] = awa.get("/clients")["elements"]
    assert client["du"] == 8 * 15_000


@exact_under_threads
def test_one_number_given_to_several_clients_at_once_is_one_s(awa: Personne) -> None:
    clients = [awa.post("/clients", nom=f"Nom {n}")["id"] for n in range(6)]

    def ask(n: int) -> Reply:
        return keyed(replace(awa), "PATCH", f"/clients/{clients[n]}", f"c{n}", telephone=VIEUX)

    replies = at_once(6, ask)
    assert sorted(r.status for r in replies) == [200] + [409] * 5
    [owner] = ids(awa.get("/clients", telephone=VIEUX))
    assert {json.loads(r.body)["client"] for r in replies if r.status == 409} == {owner}
