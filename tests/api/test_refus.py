"""The link that ends a marketing message: one tap, and this boutique writes no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib import limites, refus
from chalicelib.aws import guard
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.context import outside
from chalicelib.domaine import sms
from local.dynamodb import Conflict, Engine, LostAnswer, Throttle
from local.dynamodb.faults import Fault
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import ORIGIN, Personne, Reply
from tests.api.test_pannes import strike
from tests.api.ventes import champs

AIDA, COUMBA = "+221775000011", "+221775000012"
AWA = {"nom": "Chez Awa", "telephone": "+221771234567"}


def link(who: Personne, telephone: str = AIDA) -> str:
    """The jeton of the link in a message of this boutique to a number."""
    with guard.boutique(who.boutique):
        refus.ouvrir_liens(who.boutique, [telephone])
    return refus.jeton(who.boutique, telephone)


def refused(who: Personne, *telephones: str) -> set[str]:
    with guard.boutique(who.boutique):
        return refus.refuses(who.boutique, telephones or (AIDA, COUMBA))


def anybody(method: str, jeton: str, body: bytes = b"", media: str = "") -> Reply:
    headers = {"Content-Type": media} if media else {}
    return Personne(address="203.0.113.9").send(method, f"/public/refus/{jeton}", body, headers)


def tap(jeton: str) -> Any:
    reply = anybody("POST", jeton)
    assert reply.status == 200, reply.body
    return reply.json()


def test_one_tap_refuses_and_another_changes_nothing(awa: Personne, clock: Clock) -> None:
    jeton = link(awa)
    assert anybody("GET", jeton).json() == {"boutique": AWA, "refus": False}
    assert refused(awa) == set()
    assert tap(jeton) == {"boutique": AWA, "refus": True}
    clock.advance(days=1)
    assert tap(jeton) == anybody("GET", jeton).json() == {"boutique": AWA, "refus": True}
    assert refused(awa) == {AIDA}
    with guard.boutique(awa.boutique):
        (row,) = ContactRow.query(awa.boutique)
    assert row.le == "2026-11-24T10:00:00.000Z"


def test_a_refusal_is_one_boutique_s_and_one_number_s(awa: Personne, fatou: Personne) -> None:
    mine, hers = link(awa), link(fatou)
    assert len({mine, hers, link(awa, COUMBA)}) == 3
    tap(mine)
    assert (refused(awa), refused(fatou)) == ({AIDA}, set())
    assert anybody("GET", hers).json()["boutique"]["nom"] == "Fatou Tissus"
    assert anybody("GET", hers).json()["refus"] is False


@exact_under_threads
def test_the_page_is_kept_from_search_engines_and_caches(awa: Personne) -> None:
    jeton = link(awa)
    for method in ("GET", "POST"):
        reply = anybody(method, jeton)
        assert reply.headers["x-robots-tag"] == "noindex"
        assert reply.headers["cache-control"] == "no-store"
        assert "set-cookie" not in reply.headers


@exact_under_threads
def test_the_link_is_short_of_one_length_and_cheap_to_send(awa: Personne) -> None:
    jetons = [refus.jeton(awa.boutique, f"+2217750{n:05d}") for n in range(500)]
    assert len(set(jetons)) == 500
    assert all(len(each) == 10 and each.isascii() and each.isalnum() for each in jetons)
    feet = [refus.pied(each) for each in jetons]
    assert {len(foot) for foot in feet} == {len(f"\nStop : {ORIGIN}/refus/") + 10}
    assert feet[0] == f"\nStop : {ORIGIN}/refus/{jetons[0]}"
    assert sms.apercevoir("".join(feet)).encodage is sms.Encodage.GSM7


@exact_under_threads
def test_nobody_makes_a_link_or_reads_a_number_without_our_secret(
    awa: Personne, fatou: Personne
) -> None:
    jeton, mark = refus.jeton(awa.boutique, AIDA), refus.marque(awa.boutique, AIDA)
    assert refus.marque(fatou.boutique, AIDA) != mark
    assert refus.jeton(awa.boutique, AIDA) == jeton
    outside.secret = b"another"
    assert refus.jeton(awa.boutique, AIDA) != jeton
    assert refus.marque(awa.boutique, AIDA) != mark


def test_neither_the_number_nor_the_link_is_kept(awa: Personne) -> None:
    jeton = link(awa)
    tap(jeton)
    with guard.boutique(awa.boutique):
        kept = [row.to_simple_dict() for row in ContactRow.query(awa.boutique)]
    kept += [row.to_simple_dict() for row in AccesRow.scan()]
    text = json.dumps(kept)
    assert refus.marque(awa.boutique, AIDA) in text
    for secret in (jeton, AIDA, AIDA[4:]):
        assert secret not in text


@exact_under_threads
@pytest.mark.parametrize("jeton", ["x" * 10, "x", "x" * 65, "riz sucré", "../session"])
def test_an_unknown_link_is_404_whatever_is_sent(awa: Personne, jeton: str) -> None:
    bodies = [(b"", ""), (b"{", "application/json"), (b'{"x": 1}', "application/json")]
    bodies += [(b"x", "text/plain"), (b"x" * 70_000, "application/json")]
    for body, media in bodies:
        reply = anybody("POST", jeton, body, media)
        assert (reply.status, reply.json()["type"]) == (404, "introuvable"), body[:9]
    assert anybody("GET", jeton).status == 404


@exact_under_threads
def test_of_a_known_link_a_bad_body_is_refused_and_none_is_needed(awa: Personne) -> None:
    jeton = link(awa)
    assert anybody("POST", jeton, b"{", "application/json").status == 400
    assert anybody("POST", jeton, b"x", "text/plain").status == 415
    assert champs(anybody("POST", jeton, b'{"x": 1}', "application/json").json()) == ["x"]
    assert refused(awa) == set()
    assert anybody("POST", jeton, b"{}", "application/json").status == 200


def test_a_link_lives_four_hundred_days_from_the_last_message(awa: Personne, clock: Clock) -> None:
    jeton = link(awa)
    clock.advance(days=300)
    assert link(awa) == jeton
    clock.advance(days=399)
    tap(jeton)
    clock.advance(days=1)
    assert anybody("GET", jeton).json()["detail"].startswith("Ce lien n'est plus valable")
    assert refused(awa) == {AIDA}


@exact_under_threads
def test_an_address_may_not_ask_without_end(awa: Personne) -> None:
    jeton = link(awa)
    for _ in range(limites.PUBLIC.maximum):
        assert anybody("GET", "x").status == 404
    for method in ("GET", "POST"):
        reply = anybody(method, jeton)
        assert reply.status == 429
        assert 0 < int(reply.headers["retry-after"]) <= 60
    assert refused(awa) == set()


@exact_under_threads
def test_another_site_s_page_refuses_for_nobody(awa: Personne) -> None:
    jeton = link(awa)
    who = Personne()
    reply = who.send("POST", f"/public/refus/{jeton}", b"", {"Origin": "https://example.com"})
    assert reply.status == 403
    assert refused(awa) == set()


@exact_under_threads
@pytest.mark.parametrize("fault", [LostAnswer(), Conflict(), Throttle()], ids=repr)
def test_a_refusal_is_taken_whatever_happens_to_its_write(
    awa: Personne, engine: Engine, fault: Fault
) -> None:
    jeton = link(awa)
    strike(engine, "TransactWriteItems", fault, times=4)
    assert tap(jeton)["refus"] is True
    assert refused(awa) == {AIDA}


@exact_under_threads
def test_many_numbers_are_asked_and_linked_by_the_batch(awa: Personne, engine: Engine) -> None:
    numbers = [f"+2217750{n:05d}" for n in range(230)]
    calls: list[str] = []

    def count(call: str, _: object) -> None:
        calls.append(call)

    with guard.boutique(awa.boutique):
        engine.hook = count
        refus.ouvrir_liens(awa.boutique, numbers + numbers)
        assert calls == ["BatchWriteItem"] * 10
        calls.clear()
        assert refus.refuses(awa.boutique, numbers) == set()
        assert calls == ["BatchGetItem"] * 3
        engine.hook = None
    tap(refus.jeton(awa.boutique, numbers[7]))
    tap(refus.jeton(awa.boutique, numbers[229]))
    assert refused(awa, *numbers) == {numbers[7], numbers[229]}
