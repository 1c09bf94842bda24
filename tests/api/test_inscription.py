"""Signing up: a link, then a shop; and nothing that tells who has an account."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.aws import guard
from chalicelib.aws.quota import QuotaRow
from tests.api.conftest import MOT_DE_PASSE, Clock, Courriels, exact_under_threads
from tests.api.personne import Personne

IBOU: dict[str, Any] = {
    "boutique": "Quincaillerie Ibou",
    "nom": "Ibou Fall",
    "email": "ibou@exemple.sn",
    "telephone": "77 654 32 10",
    "mot_de_passe": MOT_DE_PASSE,
}


def test_a_shop_opens_from_the_link(personne: Callable[[], Personne], courriels: Courriels) -> None:
    ibou = personne()
    assert ibou.post("/inscription", expect=202, **IBOU) is None
    jeton = courriels.jeton("ibou@exemple.sn")
    opened = ibou.post(
        "/inscription/confirmation", expect=200, jeton=jeton, mot_de_passe=MOT_DE_PASSE
    )
    assert opened["boutique"]["nom"] == "Quincaillerie Ibou"
    assert opened["boutique"]["telephone"] == "+221776543210"
    assert (opened["boutique"]["devise"], opened["boutique"]["fuseau"]) == ("XOF", "Africa/Dakar")
    assert opened["utilisateur"]["role"] == "gerant"
    assert ibou.get("/session") == opened


def test_a_new_shop_is_given_eleven_sms(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    ibou = signed_up(personne(), courriels)
    boutique = ibou.get("/boutique")["id"]
    with guard.boutique(boutique):
        assert QuotaRow.get(boutique, "quota").sms == 11


def test_the_link_serves_once(personne: Callable[[], Personne], courriels: Courriels) -> None:
    ibou = signed_up(personne(), courriels)
    jeton = courriels.jeton("ibou@exemple.sn")
    refusal = ibou.post(
        "/inscription/confirmation", expect=422, jeton=jeton, mot_de_passe=MOT_DE_PASSE
    )
    assert champs(refusal) == ["jeton"]


def test_the_link_lives_a_day(
    personne: Callable[[], Personne], courriels: Courriels, clock: Clock
) -> None:
    ibou = personne()
    ibou.post("/inscription", expect=202, **IBOU)
    clock.advance(hours=24)
    jeton = courriels.jeton("ibou@exemple.sn")
    ibou.post("/inscription/confirmation", expect=422, jeton=jeton, mot_de_passe=MOT_DE_PASSE)


def test_who_did_not_choose_the_password_opens_nothing(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    personne().post("/inscription", expect=202, **IBOU)
    jeton = courriels.jeton("ibou@exemple.sn")
    victim = personne()
    refusal = victim.post(
        "/inscription/confirmation", expect=422, jeton=jeton, mot_de_passe="autre chose ici"
    )
    assert champs(refusal) == ["mot_de_passe"]
    victim.get("/session", expect=401)


def test_the_password_behind_a_link_can_t_be_guessed(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    ibou = personne()
    ibou.post("/inscription", expect=202, **IBOU)
    jeton = courriels.jeton("ibou@exemple.sn")
    for n in range(10):
        ibou.post("/inscription/confirmation", expect=422, jeton=jeton, mot_de_passe=f"essai {n}")
    ibou.post("/inscription/confirmation", expect=429, jeton=jeton, mot_de_passe=MOT_DE_PASSE)


def test_a_taken_address_gets_the_same_answer_and_another_e_mail(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    signed_up(personne(), courriels)
    other = personne()
    assert other.post("/inscription", expect=202, **{**IBOU, "nom": "Un autre"}) is None
    assert "a déjà un compte" in courriels.pour("ibou@exemple.sn")[0]


@exact_under_threads
def test_two_confirmations_at_once_open_one_shop(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    personne().post("/inscription", expect=202, **IBOU)
    jeton = courriels.jeton("ibou@exemple.sn")

    def confirm(who: Personne) -> int:
        body = f'{{"jeton": "{jeton}", "mot_de_passe": "{MOT_DE_PASSE}"}}'.encode()
        headers = {"Content-Type": "application/json"}
        return who.send("POST", "/inscription/confirmation", body, headers).status

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(confirm, [personne() for _ in range(4)]))
    assert statuses == [200, 422, 422, 422]


def test_two_links_of_one_address_open_one_shop(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    ibou = personne()
    ibou.post("/inscription", expect=202, **IBOU)
    first = courriels.jeton("ibou@exemple.sn")
    signed_up(ibou, courriels)
    refusal = personne().post(
        "/inscription/confirmation", expect=422, jeton=first, mot_de_passe=MOT_DE_PASSE
    )
    assert champs(refusal) == ["jeton"]


def test_a_shop_elsewhere_gets_its_own_currency_and_time(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    ibou = signed_up(personne(), courriels, pays="GN", telephone="621 00 00 00")
    boutique = ibou.get("/boutique")
    assert (boutique["devise"], boutique["fuseau"]) == ("GNF", "Africa/Conakry")
    assert boutique["telephone"] == "+224621000000"
    assert boutique["pays_sms"] == ["GN"]


@pytest.mark.parametrize(
    ("champ", "value"),
    [
        ("mot_de_passe", "court"),
        ("mot_de_passe", "azertyuiop"),
        ("mot_de_passe", "Motdepasse1"),
        ("mot_de_passe", "aaaaaaaaaaaa"),
        ("mot_de_passe", "x" * 129),
        ("email", "ibou"),
        ("email", "ibou@exemple.sn\nbcc: tous@exemple.sn"),
        ("telephone", "12"),
        ("pays", "ZZ"),
        ("devise", "FCF"),
        ("fuseau", "Dakar"),
        ("nom", "  \u200b "),
        ("boutique", 5),
    ],
)
def test_a_bad_field_is_named(personne: Callable[[], Personne], champ: str, value: Any) -> None:
    refusal = personne().post("/inscription", expect=422, **{**IBOU, champ: value})
    assert champs(refusal) == [champ]


def test_every_missing_field_is_named(personne: Callable[[], Personne]) -> None:
    refusal = personne().post("/inscription", expect=422)
    assert champs(refusal) == ["boutique", "nom", "email", "telephone", "mot_de_passe"]
    assert refusal["erreurs"][0]["message"] == "Écrivez le nom de la boutique."


def test_twenty_sign_ups_an_hour_pass_from_one_address(
    personne: Callable[[], Personne], courriels: Courriels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.mots_de_passe.hacher", lambda password: "kept")
    who = personne()
    for n in range(40):
        who.post("/inscription", expect=202, **{**IBOU, "email": f"ibou{n}@exemple.sn"})
    who.post("/inscription", expect=429, **{**IBOU, "email": "ibou40@exemple.sn"})
    elsewhere = personne()
    elsewhere.address = "203.0.113.9"
    elsewhere.post("/inscription", expect=202, **{**IBOU, "email": "ibou40@exemple.sn"})


def signed_up(who: Personne, courriels: Courriels, **other: Any) -> Personne:
    """Somebody whose shop is open."""
    who.post("/inscription", expect=202, **{**IBOU, **other})
    jeton = courriels.jeton("ibou@exemple.sn")
    who.post("/inscription/confirmation", expect=200, jeton=jeton, mot_de_passe=MOT_DE_PASSE)
    return who


def champs(refusal: Any) -> list[str]:
    """The fields that a refusal names."""
    return [erreur["champ"] for erreur in refusal["erreurs"]]
