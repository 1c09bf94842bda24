"""Who is in, for how long, and what puts them out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.aws import guard
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import utilisateur_key
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.context import outside
from tests.api.conftest import MOT_DE_PASSE, Clock, Courriels
from tests.api.personne import ORIGIN, Personne, Reply

AWA = {"email": "awa@exemple.sn", "mot_de_passe": MOT_DE_PASSE}


def test_signing_in_shows_the_shop_and_keeps_it_in_the_cookie(
    awa: Personne, personne: Callable[[], Personne]
) -> None:
    browser = personne()
    shown = browser.post("/session", expect=200, **AWA)
    assert shown["boutique"]["nom"] == "Chez Awa"
    assert shown["utilisateur"] == {
        "id": awa.id,
        "nom": "Awa Ndiaye",
        "email": "awa@exemple.sn",
        "telephone": None,
        "role": "gerant",
        "etat": "actif",
        "version": 1,
    }
    assert browser.get("/session") == shown


def test_the_cookie_is_for_the_server_alone(
    awa: Personne, personne: Callable[[], Personne]
) -> None:
    cookie = sign_in(personne()).headers["set-cookie"]
    assert cookie.startswith("session=")
    assert cookie.endswith("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict")


def test_over_https_the_cookie_is_bound_to_our_host(
    awa: Personne, personne: Callable[[], Personne]
) -> None:
    outside.base_url = "https://amneubor.example"
    browser = personne()
    cookie = sign_in(browser).headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert cookie.endswith("; Secure")
    browser.get("/session")


def test_only_hashes_of_tokens_are_kept(awa: Personne) -> None:
    token = awa.cookies["session"]
    for row in AccesRow.scan():
        assert token not in row.cle


@pytest.mark.parametrize(
    ("email", "mot_de_passe"),
    [("awa@exemple.sn", "un autre mot"), ("inconnue@exemple.sn", MOT_DE_PASSE)],
)
def test_which_of_the_two_is_wrong_is_not_said(
    awa: Personne, personne: Callable[[], Personne], email: str, mot_de_passe: str
) -> None:
    refusal = personne().post("/session", expect=401, email=email, mot_de_passe=mot_de_passe)
    assert refusal == {
        "type": "identifiants-incorrects",
        "title": "Connexion refusée",
        "status": 401,
        "detail": "Login ou mot de passe incorrect.",
        "erreurs": [],
    }


def test_the_address_is_read_over_case_and_spaces(
    awa: Personne, personne: Callable[[], Personne]
) -> None:
    personne().post("/session", expect=200, email=" AWA@Exemple.sn ", mot_de_passe=MOT_DE_PASSE)


def test_signing_out_ends_the_session_itself(awa: Personne) -> None:
    token = awa.cookies["session"]
    awa.delete("/session")
    assert awa.cookies == {}
    awa.cookies["session"] = token
    awa.get("/session", expect=401)
    awa.delete("/session")


def test_a_session_lives_thirty_days_from_its_last_use(awa: Personne, clock: Clock) -> None:
    for _ in range(3):
        clock.advance(days=29)
        assert "set-cookie" in awa.send("GET", "/session").headers
    clock.advance(days=30)
    awa.get("/session", expect=401)


def test_a_session_is_prolonged_once_a_minute_at_most(awa: Personne, clock: Clock) -> None:
    assert "set-cookie" not in awa.send("GET", "/session").headers
    clock.advance(seconds=60)
    assert "set-cookie" in awa.send("GET", "/session").headers
    assert "set-cookie" not in awa.send("GET", "/session").headers


def test_a_clock_that_is_put_back_ends_no_session(awa: Personne, clock: Clock) -> None:
    clock.advance(days=-3)
    awa.get("/session")


@pytest.mark.parametrize("header", ["Bearer nope", "Basic YTpi", ""])
def test_a_bad_key_is_refused_whatever_the_cookie(awa: Personne, header: str) -> None:
    assert awa.send("GET", "/session", headers={"Authorization": header}).status == 401


def test_who_left_the_equipe_is_out_at_once(moussa: Personne) -> None:
    with guard.boutique(moussa.boutique):
        BoutiqueRow(moussa.boutique, utilisateur_key(moussa.id)).delete()
    moussa.get("/session", expect=401)


def test_a_new_role_counts_at_the_next_request(moussa: Personne) -> None:
    moussa.patch("/boutique", expect=403, nom="Chez Moussa")
    with guard.boutique(moussa.boutique):
        row = BoutiqueRow(moussa.boutique, utilisateur_key(moussa.id))
        row.update([BoutiqueRow.role.set("gerant")])
    moussa.patch("/boutique", nom="Chez Moussa")


def test_a_forgotten_password_is_replaced_by_the_link(
    awa: Personne, personne: Callable[[], Personne], courriels: Courriels
) -> None:
    browser = personne()
    assert browser.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn") is None
    jeton = courriels.jeton("awa@exemple.sn")
    browser.post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe="un tout nouveau mot")
    browser.post("/session", expect=401, **AWA)
    browser.post("/session", expect=200, **{**AWA, "mot_de_passe": "un tout nouveau mot"})


def test_a_new_password_ends_every_other_session(
    awa: Personne, personne: Callable[[], Personne], courriels: Courriels
) -> None:
    elsewhere = personne()
    sign_in(elsewhere)
    awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")
    jeton = courriels.jeton("awa@exemple.sn")
    awa.post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe="un tout nouveau mot")
    elsewhere.get("/session", expect=401)
    awa.get("/session")


def test_a_link_serves_once_and_older_links_die_with_it(
    awa: Personne, courriels: Courriels
) -> None:
    awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")
    older = courriels.jeton("awa@exemple.sn")
    awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")
    jeton = courriels.jeton("awa@exemple.sn")
    awa.post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe="un tout nouveau mot")
    for dead in (jeton, older, "inconnu"):
        refusal = awa.post("/mot-de-passe", expect=422, jeton=dead, mot_de_passe="encore un autre")
        assert [erreur["champ"] for erreur in refusal["erreurs"]] == ["jeton"]


def test_a_link_lives_an_hour(awa: Personne, courriels: Courriels, clock: Clock) -> None:
    awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")
    jeton = courriels.jeton("awa@exemple.sn")
    clock.advance(hours=1)
    awa.post("/mot-de-passe", expect=422, jeton=jeton, mot_de_passe="un tout nouveau mot")


def test_nobody_s_address_gets_the_same_answer_and_no_e_mail(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    assert personne().post("/mot-de-passe/oubli", expect=202, email="x@exemple.sn") is None
    assert courriels.pour("x@exemple.sn") == []


def test_links_are_limited_and_say_when_to_come_back(
    awa: Personne, courriels: Courriels, clock: Clock
) -> None:
    for _ in range(6):
        awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")
    body = b'{"email": "awa@exemple.sn"}'
    json = {"Content-Type": "application/json"}
    refused = awa.send("POST", "/mot-de-passe/oubli", body, json)
    assert refused.status == 429
    clock.advance(seconds=int(refused.headers["retry-after"]))
    awa.post("/mot-de-passe/oubli", expect=202, email="awa@exemple.sn")


def test_guessing_is_stopped_where_it_comes_from_and_nowhere_else(
    awa: Personne, personne: Callable[[], Personne]
) -> None:
    thief, owner = personne(), personne()
    owner.address = "203.0.113.9"
    for n in range(10):
        thief.post("/session", expect=401, email="awa@exemple.sn", mot_de_passe=f"essai {n}")
    thief.post("/session", expect=429, **AWA)
    owner.post("/session", expect=200, **AWA)


def test_who_knows_the_password_is_never_limited(
    awa: Personne, personne: Callable[[], Personne]
) -> None:
    for _ in range(15):
        personne().post("/session", expect=200, **AWA)


def test_an_ipv6_customer_is_one_address(awa: Personne, personne: Callable[[], Personne]) -> None:
    thief = personne()
    for n in range(10):
        thief.address = f"2001:db8:1:2::{n:x}"
        thief.post("/session", expect=401, email="awa@exemple.sn", mot_de_passe="essai")
    thief.address = "2001:db8:1:2:ffff::1"
    thief.post("/session", expect=429, **AWA)
    thief.address = "2001:db8:1:3::1"
    thief.post("/session", expect=200, **AWA)


def test_a_change_from_another_site_is_refused(awa: Personne) -> None:
    json = {"Content-Type": "application/json"}
    ours = {**json, "Origin": ORIGIN}
    assert awa.send("PATCH", "/boutique", b'{"accuse": true}', ours).status == 200
    for origin in ("https://ailleurs.example", "null", ORIGIN + ".example"):
        theirs = {**json, "Origin": origin}
        assert awa.send("PATCH", "/boutique", b'{"accuse": false}', theirs).status == 403
        assert awa.send("GET", "/boutique", headers=theirs).status == 200
    assert awa.get("/boutique")["accuse"] is True


def test_a_request_costs_two_reads_to_know_who_asks(awa: Personne, clock: Clock) -> None:
    calls: list[str] = []
    events = AccesRow._get_connection().connection.client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    awa.get("/session")
    assert calls == ["GetItem", "BatchGetItem"]
    clock.advance(minutes=2)
    awa.get("/session")
    assert calls[2:] == ["GetItem", "BatchGetItem", "UpdateItem"]


def sign_in(browser: Personne) -> Reply:
    body = f'{{"email": "awa@exemple.sn", "mot_de_passe": "{MOT_DE_PASSE}"}}'.encode()
    return browser.send("POST", "/session", body, {"Content-Type": "application/json"})
