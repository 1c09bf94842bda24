"""An address book comes into the répertoire: each contact once, whatever dies on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib import contacts_import
from chalicelib.context import outside
from local.dynamodb import Conflict, DeadAfter, DeadBefore, Engine, LostAnswer, Throttle
from local.dynamodb.faults import Dead, Fault
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import Personne, Reply
from tests.api.test_contacts import groupes, noms
from tests.api.ventes import champs, whole

CSV = "text/csv"
LISTE = """Nom;Téléphone;Groupe;Accord
Aïda Sarr;77 500 00 11;Fidèles;oui
Coumba Sy;76 500 00 12;fideles;
Bineta;12;;
Aïda Sarr;+221775000011;Fidèles;oui
"""
CARNET = "\r\n".join(
    ["BEGIN:VCARD", "VERSION:3.0", "FN:Aïda Ba", "TEL;TYPE=CELL:+221 77 500 00 11", "END:VCARD"]
)


def send(who: Personne, content: str | bytes, media: str = CSV, key: str | None = None) -> Reply:
    octets = content if isinstance(content, bytes) else content.encode()
    headers = {"Content-Type": media} | ({"Idempotency-Key": key} if key else {})
    return who.send("POST", "/contacts/import", octets, headers)


def bring(who: Personne, content: str | bytes, media: str = CSV, key: str | None = None) -> Any:
    reply = send(who, content, media, key)
    assert reply.status == 200, reply.body
    return reply.json()


def counted(answer: Any) -> tuple[int, int, int]:
    return answer["crees"], answer["modifies"], len(answer["refuses"])


def liste(n: int, groupe: str = "VIP") -> str:
    """A file of so many contacts."""
    rangs = [f"Contact Numéro {i};77 500 {i // 100:02d} {i % 100:02d};{groupe}" for i in range(n)]
    return "\n".join(["Nom;Téléphone;Groupe", *rangs])


def test_a_list_comes_in_and_what_is_bad_is_told(awa: Personne) -> None:
    assert bring(awa, LISTE) == {
        "crees": 2,
        "modifies": 0,
        "refuses": [{"ligne": 4, "message": "le numéro est trop court."}],
    }
    aida, coumba = awa.get("/contacts")["elements"]
    assert aida == {
        "id": aida["id"],
        "nom": "Aïda Sarr",
        "telephone": "+221775000011",
        "groupe": "Fidèles",
        "consentement_sms": {"le": "2026-11-24T10:00:00.000Z", "source": "import"},
        "refus": False,
        "version": 1,
    }
    assert (coumba["nom"], coumba["consentement_sms"]) == ("Coumba Sy", None)
    assert noms(awa.get("/contacts", q="5000012")) == ["Coumba Sy"]
    assert groupes(awa) == {"fideles": 2}


def test_the_same_file_again_brings_nothing_and_a_changed_one_changes(
    awa: Personne, clock: Clock
) -> None:
    bring(awa, LISTE)
    before = awa.get("/contacts")
    clock.advance(days=1)
    assert counted(bring(awa, LISTE)) == (0, 0, 1)
    assert awa.get("/contacts") == before
    changed = "Nom;Numéro;Accord\nAïda Ba;775000011;non\nCoumba Sy;765000012;oui\nBineta;785000013;"
    assert counted(bring(awa, changed)) == (1, 2, 0)
    aida, bineta, coumba = awa.get("/contacts")["elements"]
    assert (aida["nom"], aida["groupe"], aida["version"]) == ("Aïda Ba", "Fidèles", 2)
    assert aida["consentement_sms"]["le"] == "2026-11-24T10:00:00.000Z"
    assert coumba["consentement_sms"] == {"le": "2026-11-25T10:00:00.000Z", "source": "import"}
    assert (bineta["groupe"], bineta["consentement_sms"]) == (None, None)
    assert noms(awa.get("/contacts", q="sarr")) == []


def test_a_phone_s_address_book_comes_in(awa: Personne) -> None:
    bring(awa, LISTE)
    assert counted(bring(awa, CARNET, "text/vcard; charset=utf-8")) == (0, 1, 0)
    assert noms(awa.get("/contacts")) == ["Aïda Ba", "Coumba Sy"]
    ansi = CARNET.encode("cp1252").replace(b"00 11", b"00 14")
    assert counted(bring(awa, ansi, "text/vcard")) == (1, 0, 0)
    assert noms(awa.get("/contacts")) == ["Aïda Ba", "Aïda Ba", "Coumba Sy"]


def test_a_contact_s_number_may_be_a_client_s_and_is_one_boutique_s(
    awa: Personne, fatou: Personne
) -> None:
    client = awa.post("/clients", nom="Aïda", telephone="77 500 00 11")
    assert counted(bring(awa, LISTE)) == counted(bring(fatou, LISTE)) == (2, 0, 1)
    assert awa.get(f"/clients/{client['id']}") == client


@exact_under_threads
def test_what_is_no_file_of_contacts_is_refused(awa: Personne, moussa: Personne) -> None:
    assert send(moussa, LISTE).json()["type"] == "reserve-au-gerant"
    assert send(awa, LISTE, "text/plain").status == 415
    assert send(awa, b"x" * (4 * 1024 * 1024 + 1)).status == 413
    bad: list[tuple[str | bytes, str]] = [
        (b"", "Le fichier est vide."),
        (b"\x00", "Ce fichier n'est pas un tableau : enregistrez-le en CSV ou en .xlsx."),
        ("nom;ville\nAïda;Thiès", "Il manque des colonnes au fichier : téléphone."),
        (liste(2_001), "Le fichier a plus de 2 000 contacts : coupez-le en plusieurs."),
    ]
    for content, detail in bad:
        refusal = send(awa, content).json()
        assert (champs(refusal), refusal["detail"]) == (["fichier"], detail)
    assert awa.get("/contacts")["elements"] == []
    assert whole(awa, "/journal", 100) == []


@exact_under_threads
def test_hundreds_of_contacts_come_in_by_the_lot(awa: Personne, engine: Engine) -> None:
    calls: list[str] = []
    items: list[int] = []

    def count(call: str, request: Any) -> None:
        calls.append(call)
        if call == "TransactWriteItems":
            items.append(len(request["TransactItems"]))

    engine.hook = count
    assert counted(bring(awa, liste(300))) == (300, 0, 0)
    assert max(items) <= 100
    assert len(items) <= 300 / 6
    calls.clear()
    assert counted(bring(awa, liste(300))) == (0, 0, 0)
    assert calls.count("BatchGetItem") == 6 + 1
    assert "TransactWriteItems" not in calls
    engine.hook = None
    assert groupes(awa) == {"VIP": 300}


@exact_under_threads
@pytest.mark.parametrize("fault", [LostAnswer(), Conflict(2), Throttle()], ids=repr)
@pytest.mark.parametrize("key", ["k1", None])
def test_what_goes_wrong_below_brings_no_contact_twice(
    awa: Personne, engine: Engine, fault: Fault, key: str | None
) -> None:
    bring(awa, liste(5, "Marché"))
    every = iter([None, *[fault] * 4, None, *[fault] * 4])
    engine.hook = lambda call, _: next(every, None) if call == "TransactWriteItems" else None
    answer = bring(awa, liste(40), key=key)
    assert next(every, "spent") == "spent"
    engine.hook = None
    assert counted(answer) == (35, 5, 0)
    assert groupes(awa) == {"VIP": 40}
    line = whole(awa, "/journal", 100)[0]
    assert (line["action"], line["apres"]) == ("import contacts", {"crees": 35, "modifies": 5})
    if key:
        assert bring(awa, liste(40), key=key) == answer
        assert send(awa, liste(41), key=key).json()["type"] == "cle-reutilisee"


@exact_under_threads
@pytest.mark.parametrize("fault", [DeadBefore(), DeadAfter()], ids=repr)
@pytest.mark.parametrize("key", ["k1", None])
def test_killed_half_way_the_same_file_again_completes_it(
    awa: Personne, engine: Engine, fault: Fault, key: str | None
) -> None:
    third = iter([None, None, fault])
    engine.hook = lambda call, _: next(third, None) if call == "TransactWriteItems" else None
    with pytest.raises(Dead):
        send(awa, liste(40), key=key)
    engine.hook = None
    there = len(whole(awa, "/contacts", 100))
    assert 0 < there < 40
    assert whole(awa, "/journal", 100)[0]["apres"] == {"crees": there, "modifies": 0}
    answer = bring(awa, liste(40), key=key)
    assert counted(answer) == ((40 if key else 40 - there), 0, 0)
    assert (len(whole(awa, "/contacts", 100)), groupes(awa)) == (40, {"VIP": 40})


@exact_under_threads
def test_twins_at_the_same_time_bring_each_contact_once_and_get_one_answer(awa: Personne) -> None:
    def one(_: int) -> Any:
        who = Personne(awa.boutique, awa.id, cookies=dict(awa.cookies))
        return bring(who, liste(30), key="k1")

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(one, range(3)))
    assert answers == [{"crees": 30, "modifies": 0, "refuses": []}] * 3
    assert (len(whole(awa, "/contacts", 100)), groupes(awa)) == (30, {"VIP": 30})


@exact_under_threads
def test_a_contact_that_a_person_changes_meanwhile_is_kept(awa: Personne, engine: Engine) -> None:
    bring(awa, liste(3))
    path = f"/contacts/{awa.get('/contacts')['elements'][0]['id']}"

    def meanwhile(call: str, _: Any) -> None:
        if call == "TransactWriteItems":
            engine.hook = None
            awa.patch(path, consentement_sms=True)

    engine.hook = meanwhile
    assert counted(bring(awa, liste(3, "Gros"))) == (0, 3, 0)
    changed = awa.get(path)
    assert (changed["groupe"], changed["version"]) == ("Gros", 3)
    assert changed["consentement_sms"]["source"] == "boutique"


@exact_under_threads
def test_what_time_does_not_allow_is_told_and_comes_in_with_the_same_file(
    awa: Personne, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 1.0])
    monkeypatch.setattr(outside, "monotonic", lambda: next(seconds, 30.0))
    first = bring(awa, liste(150))
    assert (first["crees"], len(first["refuses"])) == (100, 50)
    assert first["refuses"][0] == {
        "ligne": 102,
        "message": "le temps a manqué : envoyez de nouveau ce fichier.",
    }
    monkeypatch.setattr(contacts_import, "SECONDES", 60.0)
    assert counted(bring(awa, liste(150))) == (50, 0, 0)
