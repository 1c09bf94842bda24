"""The équipe: invited, let in by the link, given another role, taken out at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.dynamodb import Conflict, Engine, LostAnswer
from tests.api.conftest import MOT_DE_PASSE, Clock, Courriels, exact_under_threads
from tests.api.personne import Personne
from tests.api.test_pannes import strike
from tests.api.ventes import RIZ, champs, ids, whole

BINTA: dict[str, Any] = {"email": "binta@exemple.sn", "nom": "Binta Sow", "role": "vendeur"}


def enter(who: Personne, courriels: Courriels, email: str = BINTA["email"]) -> Personne:
    """Follow the link of an invitation, and sign in."""
    jeton = courriels.jeton(email)
    who.post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe=MOT_DE_PASSE)
    opened = who.post("/session", expect=200, email=email, mot_de_passe=MOT_DE_PASSE)
    who.id = opened["utilisateur"]["id"]
    return who


def test_an_invited_person_enters_by_the_link(
    awa: Personne, personne: Callable[[], Personne], courriels: Courriels
) -> None:
    invited = awa.post("/equipe", **BINTA)
    assert invited == {
        **BINTA,
        "id": invited["id"],
        "telephone": None,
        "etat": "invite",
        "version": 1,
        "expire_le": "2026-12-01T10:00:00.000Z",
    }
    binta = enter(personne(), courriels)
    assert binta.get("/session")["boutique"]["nom"] == "Chez Awa"
    binta.post("/reglements", **RIZ)
    assert awa.get("/equipe")["elements"][1] == {**invited, "etat": "actif", "expire_le": None}


def test_the_invitation_is_plain_text_that_names_the_boutique(
    awa: Personne, courriels: Courriels
) -> None:
    awa.post("/equipe", **BINTA)
    (text,) = courriels.pour("binta@exemple.sn")
    assert "Bonjour Binta Sow" in text
    assert "La boutique Chez Awa vous invite" in text


def test_who_is_only_invited_can_t_sign_in_nor_ask_for_another_password(
    awa: Personne, personne: Callable[[], Personne], courriels: Courriels
) -> None:
    awa.post("/equipe", **BINTA)
    who = personne()
    who.post("/session", expect=401, email="binta@exemple.sn", mot_de_passe=MOT_DE_PASSE)
    who.post("/mot-de-passe/oubli", expect=202, email="binta@exemple.sn")
    assert len(courriels.pour("binta@exemple.sn")) == 1


def test_an_invitation_lives_seven_days(awa: Personne, courriels: Courriels, clock: Clock) -> None:
    invited = awa.post("/equipe", **BINTA)
    jeton = courriels.jeton("binta@exemple.sn")
    clock.advance(days=7, seconds=-1)
    assert ids(awa.get("/equipe")) == [awa.id, invited["id"]]
    clock.advance(seconds=1)
    assert ids(awa.get("/equipe")) == [awa.id]
    awa.patch(f"/equipe/{invited['id']}", expect=404, nom="Binta")
    refusal = awa.post("/mot-de-passe", expect=422, jeton=jeton, mot_de_passe=MOT_DE_PASSE)
    assert champs(refusal) == ["jeton"]


def test_inviting_again_sends_another_link_to_the_same_person(
    awa: Personne, personne: Callable[[], Personne], courriels: Courriels, clock: Clock
) -> None:
    first = awa.post("/equipe", telephone="77 100 00 00", **BINTA)
    clock.advance(days=5)
    again = awa.post("/equipe", **BINTA)
    assert again == {**first, "expire_le": "2026-12-06T10:00:00.000Z"}
    assert len(courriels.pour("binta@exemple.sn")) == 2
    clock.advance(days=5)
    enter(personne(), courriels)
    assert ids(awa.get("/equipe")) == [awa.id, first["id"]]


def test_an_invitation_that_ran_out_can_be_made_anew(
    awa: Personne, personne: Callable[[], Personne], courriels: Courriels, clock: Clock
) -> None:
    awa.post("/equipe", **BINTA)
    clock.advance(days=8)
    awa.get("/session")
    awa.post("/equipe", **{**BINTA, "role": "gerant"})
    assert enter(personne(), courriels).get("/session")["utilisateur"]["role"] == "gerant"


def test_who_is_in_the_equipe_already_is_answered_as_they_are(
    awa: Personne, moussa: Personne, courriels: Courriels
) -> None:
    shown = awa.post("/equipe", email="moussa@exemple.sn", nom="Un autre", role="gerant")
    assert (shown["id"], shown["role"], shown["etat"]) == (moussa.id, "vendeur", "actif")
    assert courriels.pour("moussa@exemple.sn") == []
    assert len(awa.get("/equipe")["elements"]) == 2


def test_an_address_of_another_boutique_gets_the_same_answer(
    awa: Personne, fatou: Personne, courriels: Courriels
) -> None:
    taken = awa.post("/equipe", email="fatou@exemple.sn", nom="Fatou", role="vendeur")
    free = awa.post("/equipe", **BINTA)
    assert taken.keys() == free.keys()
    assert (taken["etat"], taken["expire_le"]) == (free["etat"], free["expire_le"])
    assert "a déjà un" in courriels.pour("fatou@exemple.sn")[0]
    assert fatou.get("/session")["boutique"]["nom"] == "Fatou Tissus"
    assert [each["etat"] for each in awa.get("/equipe")["elements"]] == ["actif", *["invite"] * 2]


def test_one_address_enters_one_boutique(
    awa: Personne, fatou: Personne, personne: Callable[[], Personne], courriels: Courriels
) -> None:
    awa.post("/equipe", **BINTA)
    late = courriels.jeton("binta@exemple.sn")
    fatou.post("/equipe", **BINTA)
    enter(personne(), courriels)
    refusal = personne().post(
        "/mot-de-passe", expect=422, jeton=late, mot_de_passe="un tout nouveau mot"
    )
    assert "déjà un compte" in refusal["detail"]
    assert awa.get("/equipe")["elements"][1]["etat"] == "invite"
    assert fatou.get("/equipe")["elements"][1]["etat"] == "actif"


def test_who_leaves_is_out_at_once_and_may_come_back(
    awa: Personne, moussa: Personne, personne: Callable[[], Personne], courriels: Courriels
) -> None:
    awa.delete(f"/equipe/{moussa.id}")
    moussa.get("/session", expect=401)
    personne().post("/session", expect=401, email="moussa@exemple.sn", mot_de_passe=MOT_DE_PASSE)
    awa.delete(f"/equipe/{moussa.id}", expect=404)
    awa.post("/equipe", email="moussa@exemple.sn", nom="Moussa Diop", role="vendeur")
    back = enter(personne(), courriels, "moussa@exemple.sn")
    assert ids(awa.get("/equipe")) == [awa.id, back.id]


def test_an_invitation_can_be_taken_back(awa: Personne, courriels: Courriels) -> None:
    invited = awa.post("/equipe", **BINTA)
    jeton = courriels.jeton("binta@exemple.sn")
    awa.delete(f"/equipe/{invited['id']}")
    awa.post("/mot-de-passe", expect=422, jeton=jeton, mot_de_passe=MOT_DE_PASSE)
    assert awa.post("/equipe", **BINTA)["id"] != invited["id"]


def test_a_new_role_counts_at_the_next_request(awa: Personne, moussa: Personne) -> None:
    moussa.get("/equipe", expect=403)
    shown = awa.patch(f"/equipe/{moussa.id}", role="gerant", version=1)
    assert (shown["role"], shown["version"]) == ("gerant", 2)
    assert len(moussa.get("/equipe")["elements"]) == 2
    refusal = awa.patch(f"/equipe/{moussa.id}", expect=409, role="vendeur", version=1)
    assert refusal["type"] == "version-perimee"


def test_a_name_and_a_number_are_changed_and_cleared(awa: Personne, moussa: Personne) -> None:
    path = f"/equipe/{moussa.id}"
    assert awa.patch(path, telephone="77 100 00 00")["telephone"] == "+221771000000"
    assert awa.patch(path, nom=" Moussa  Diop ", telephone=None)["telephone"] is None
    assert awa.patch(path)["version"] == 3
    assert champs(awa.patch(path, expect=422, nom=None, role=None)) == ["nom", "role"]


def test_the_last_gerant_stays(awa: Personne, moussa: Personne, courriels: Courriels) -> None:
    awa.post("/equipe", **{**BINTA, "role": "gerant"})
    calls: list[Callable[[], Any]] = [
        lambda: awa.patch(f"/equipe/{awa.id}", expect=409, role="vendeur"),
        lambda: awa.delete(f"/equipe/{awa.id}", expect=409),
    ]
    for call in calls:
        assert call()["type"] == "dernier-gerant"
    awa.patch(f"/equipe/{moussa.id}", role="gerant")
    awa.delete(f"/equipe/{awa.id}")
    awa.get("/session", expect=401)
    assert moussa.delete(f"/equipe/{moussa.id}", expect=409)["type"] == "dernier-gerant"


@exact_under_threads
@pytest.mark.parametrize("leave", [True, False], ids=["leave", "step down"])
def test_of_two_gerants_who_go_at_once_one_stays(
    awa: Personne, moussa: Personne, leave: bool
) -> None:
    awa.patch(f"/equipe/{moussa.id}", role="gerant")

    def go(who: Personne) -> int:
        path = f"/equipe/{who.id}"
        if leave:
            return who.send("DELETE", path).status
        json = {"Content-Type": "application/json"}
        return who.send("PATCH", path, b'{"role": "vendeur"}', json).status

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            statuses = sorted(pool.map(go, [awa, moussa]))
        assert statuses == [204 if leave else 200, 409]
        stayed = awa if awa.send("GET", "/equipe").status == 200 else moussa
        if leave:
            return
        for each in stayed.get("/equipe")["elements"]:
            stayed.patch(f"/equipe/{each['id']}", role="gerant")


@exact_under_threads
def test_one_address_invited_at_once_is_one_person(awa: Personne, courriels: Courriels) -> None:
    def invite(_: int) -> Any:
        return awa.post("/equipe", **BINTA)["id"]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(invite, range(4)))) == 1
    assert len(awa.get("/equipe")["elements"]) == 2


@exact_under_threads
@pytest.mark.parametrize("fault", [Conflict(), LostAnswer()], ids=repr)
@pytest.mark.parametrize("key", ["k1", None])
def test_whatever_happens_to_its_transaction_each_change_is_made_once(
    engine: Engine, awa: Personne, courriels: Courriels, fault: Any, key: str | None
) -> None:
    def suffix(name: str) -> str | None:
        return f"{key}-{name}" if key else None

    strike(engine, "TransactWriteItems", fault, times=3)
    invited = awa.post("/equipe", key=suffix("a"), **BINTA)
    strike(engine, "TransactWriteItems", fault, times=3)
    assert awa.patch(f"/equipe/{invited['id']}", key=suffix("b"), nom="Binta")["version"] == 2
    strike(engine, "TransactWriteItems", fault, times=3)
    awa.delete(f"/equipe/{invited['id']}", key=suffix("c"))
    assert len(courriels.pour("binta@exemple.sn")) == 1
    assert ids(awa.get("/equipe")) == [awa.id]
    assert len(awa.get("/journal")["elements"]) == 3


def test_the_same_key_invites_once(awa: Personne, courriels: Courriels) -> None:
    invited = awa.post("/equipe", key="k1", **BINTA)
    assert awa.post("/equipe", key="k1", **BINTA) == invited
    assert len(courriels.pour("binta@exemple.sn")) == 1
    awa.delete(f"/equipe/{invited['id']}", key="k2")
    awa.delete(f"/equipe/{invited['id']}", key="k2")


def test_where_no_e_mail_can_be_sent_the_invitation_stands(awa: Personne) -> None:
    awa.post("/equipe", **BINTA)
    assert awa.get("/equipe")["elements"][1]["etat"] == "invite"


def test_invitations_are_limited(awa: Personne, courriels: Courriels) -> None:
    for n in range(30):
        awa.post("/equipe", **{**BINTA, "email": f"binta{n}@exemple.sn"})
    assert awa.post("/equipe", expect=429, **BINTA)["type"] == "trop-de-demandes"
    assert len(whole(awa, "/equipe", 7)) == 31


def test_every_bad_field_is_named(awa: Personne) -> None:
    assert champs(awa.post("/equipe", expect=422)) == ["email", "nom", "role"]
    refusal = awa.post("/equipe", expect=422, email="binta", nom="", role="patron", age=5)
    assert sorted(champs(refusal)) == ["age", "email", "nom", "role"]
