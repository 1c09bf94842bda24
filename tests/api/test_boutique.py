"""The shop's settings, and what every change does: a version, a journal line, a memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.aws import guard
from chalicelib.aws.tables import JournalRow
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import Personne


def test_the_gerante_changes_what_she_names_and_nothing_else(awa: Personne) -> None:
    before = awa.get("/boutique")
    after = awa.patch(
        "/boutique",
        nom="  Chez Awa et filles ",
        emetteur="ChezAwa",
        delai_jours=15,
        pays_sms=["SN", "GM", "SN"],
        modeles={"rappel": "Bonjour {nom}, il reste {reliquat}."},
    )
    assert after == {
        **before,
        "nom": "Chez Awa et filles",
        "emetteur": "ChezAwa",
        "delai_jours": 15,
        "pays_sms": ["SN", "GM"],
        "modeles": {"rappel": "Bonjour {nom}, il reste {reliquat}."},
        "version": 2,
    }
    assert awa.get("/boutique") == after


def test_a_vendeur_reads_the_settings_and_changes_none(moussa: Personne) -> None:
    assert moussa.get("/boutique")["nom"] == "Chez Awa"
    assert moussa.patch("/boutique", expect=403, nom="")["type"] == "reserve-au-gerant"


def test_a_stale_version_is_refused(awa: Personne) -> None:
    awa.patch("/boutique", accuse=True, version=1)
    assert awa.patch("/boutique", expect=409, accuse=False, version=1)["type"] == "version-perimee"
    assert awa.get("/boutique")["accuse"] is True


def test_changing_nothing_raises_no_version(awa: Personne) -> None:
    assert awa.patch("/boutique", nom="Chez Awa")["version"] == 1


def test_each_change_is_one_line_of_the_journal(awa: Personne) -> None:
    awa.patch("/boutique", delai_jours=15, telephone="78 123 45 67")
    with guard.boutique(awa.boutique):
        (line,) = JournalRow.query(awa.boutique)
    assert (line.action, line.avant["delai_jours"], line.apres["delai_jours"]) == (
        "modifier boutique",
        30,
        15,
    )
    assert line.apres["telephone"] is True
    assert line.par["nom"] == "Awa Ndiaye"


@pytest.mark.parametrize(
    ("champ", "value"),
    [
        ("nom", None),
        ("nom", "x" * 101),
        ("emetteur", "ab"),
        ("emetteur", "12345"),
        ("emetteur", "Chez Awa"),
        ("emetteur", "OrangeMoney"),
        ("emetteur", "Wave-Dakar"),
        ("fuseau", "Europe/Nulle-Part"),
        ("devise", "EURO"),
        ("pays_sms", "SN"),
        ("delai_jours", "30"),
        ("delai_jours", 30.0),
        ("delai_jours", -1),
        ("delai_jours", True),
        ("accuse", 1),
        ("telephone", "77"),
        ("version", 0),
        ("couleur", "rouge"),
    ],
)
def test_a_bad_setting_is_named(awa: Personne, champ: str, value: Any) -> None:
    refusal = awa.patch("/boutique", expect=422, **{champ: value})
    assert [erreur["champ"] for erreur in refusal["erreurs"]] == [champ]


def test_bad_settings_are_all_named_each_by_its_path(awa: Personne) -> None:
    refusal = awa.patch(
        "/boutique",
        expect=422,
        nom=None,
        pays_sms=["SN", "XX"],
        modeles={"rappel": "Bonjour {prenom}", "autre": "Bonjour"},
        accuse="oui",
    )
    assert sorted(erreur["champ"] for erreur in refusal["erreurs"]) == [
        "accuse",
        "modeles.autre",
        "modeles.rappel",
        "nom",
        "pays_sms.1",
    ]


def test_the_same_key_and_request_change_nothing_again(awa: Personne, clock: Clock) -> None:
    first = awa.patch("/boutique", key="k1", delai_jours=15)
    awa.patch("/boutique", delai_jours=20)
    for _ in range(2):
        clock.advance(days=15)
        awa.get("/session")
    assert awa.patch("/boutique", key="k1", delai_jours=15) == first
    assert awa.get("/boutique")["delai_jours"] == 20


def test_the_spacing_of_the_json_makes_no_other_request(awa: Personne) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k1"}
    one = awa.send("PATCH", "/boutique", b'{"accuse": true, "delai_jours": 9}', headers)
    two = awa.send("PATCH", "/boutique", b'{"delai_jours":9,"accuse":true}', headers)
    assert (one.status, one.body) == (two.status, two.body)
    assert one.status == 200


def test_a_key_that_served_another_request_is_refused(awa: Personne) -> None:
    awa.patch("/boutique", key="k1", delai_jours=15)
    refusal = awa.patch("/boutique", expect=422, key="k1", delai_jours=16)
    assert refusal["type"] == "cle-reutilisee"


def test_a_refusal_frees_the_key(awa: Personne) -> None:
    awa.patch("/boutique", expect=409, key="k1", delai_jours=15, version=7)
    awa.patch("/boutique", expect=422, key="k1", delai_jours=-1)
    assert awa.patch("/boutique", key="k1", delai_jours=16)["delai_jours"] == 16


def test_keys_are_forgotten_after_five_weeks(awa: Personne, clock: Clock) -> None:
    awa.patch("/boutique", key="k1", delai_jours=15)
    for _ in range(2):
        clock.advance(days=18)
        awa.get("/session")
    assert awa.patch("/boutique", key="k1", delai_jours=16)["delai_jours"] == 16


def test_a_key_belongs_to_its_boutique(awa: Personne, fatou: Personne) -> None:
    awa.patch("/boutique", key="k1", delai_jours=15)
    assert fatou.patch("/boutique", key="k1", delai_jours=16)["nom"] == "Fatou Tissus"


def test_rights_are_checked_before_a_remembered_answer(awa: Personne, moussa: Personne) -> None:
    awa.patch("/boutique", key="k1", delai_jours=15)
    moussa.patch("/boutique", expect=403, key="k1", delai_jours=15)


@pytest.mark.parametrize("key", ["", "x" * 65, "clé", "a b"])
def test_a_bad_key_is_a_bad_field(awa: Personne, key: str) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    reply = awa.send("PATCH", "/boutique", b'{"delai_jours": -1}', headers)
    named = {erreur["champ"] for erreur in reply.json()["erreurs"]}
    assert (reply.status, named) == (422, {"delai_jours", "Idempotency-Key"})


@exact_under_threads
def test_twins_in_flight_get_one_answer(awa: Personne) -> None:
    def send(_: int) -> Any:
        twin = Personne(cookies=dict(awa.cookies))
        return twin.patch("/boutique", key="k1", delai_jours=15)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert awa.get("/boutique")["version"] == 2


@exact_under_threads
def test_two_changes_at_once_both_count(awa: Personne) -> None:
    def send(change: dict[str, Any]) -> Any:
        return Personne(cookies=dict(awa.cookies)).patch("/boutique", **change)

    changes: list[dict[str, Any]] = [
        {"delai_jours": 15},
        {"accuse": True},
        {"nom": "Awa"},
        {"emetteur": "Awa-Riz"},
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, changes))
    boutique = awa.get("/boutique")
    assert boutique == {**boutique, **{k: v for each in changes for k, v in each.items()}}
    assert boutique["version"] == 5
