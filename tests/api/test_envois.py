"""Bulk messages: who gets one, once, who does not and why, and what it costs (domaine.md, SMS)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import diffusion, envois, limites, refus, reprise
from chalicelib.aws import envoi_rows, guard
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.envoi_rows import DestinataireRow
from chalicelib.aws.tables import TacheRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import outside
from local.dynamodb import Engine, LostAnswer
from local.faults import BROKEN, REFUSED, THROTTLED, Failed, TimedOut
from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import Clock, exact_under_threads
from tests.api.messages import (
    BIENVENUE,
    PROMO,
    accordes,
    comptes,
    crediter,
    diffuser,
    envoyer,
    numero,
    numeros,
    sorts,
)
from tests.api.personne import Personne
from tests.api.test_pannes import strike
from tests.api.ventes import champs

A, B, C = numeros(3)
FRANCE = "+33612345678"

on_our_engine = exact_under_threads
"""Where moto would tell the same, and slower."""


@pytest.fixture(autouse=True)
def patient(sms: Senders, clock: Clock) -> None:
    """Who waits for the network's rate gets its turn: the time passes."""
    outside.sleep = lambda seconds: clock.advance(seconds=seconds)


def refuser(who: Personne, telephone: str) -> None:
    """A number says by its link that it wants no more."""
    jeton = refus.jeton(who.boutique, telephone)
    Personne().post(f"/public/refus/{jeton}", expect=200)


def contact(who: Personne, telephone: str, consent: bool = True, **other: Any) -> str:
    body: Any = {"telephone": telephone, "consentement_sms": consent, **other}
    return str(who.post("/contacts", nom=f"Contact {telephone[-4:]}", **body)["id"])


def test_a_message_leaves_for_each_number_once_and_is_paid_before(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    envoi = envoyer(awa, A, "77 600 00 02", A)
    assert (envoi["etat"], envoi["parties"], envoi["destinataires"], envoi["cout"]) == (
        "en_cours", 1, 2, 2,
    )  # fmt: skip
    assert envoi["resultats"] == [{"telephone": n, "etat": "a_envoyer"} for n in (A, B)]
    assert (envoi["emetteur"], envoi["texte"]) == (PROMO["emetteur"], PROMO["texte"])
    assert envoi["cree_par"] == {"id": awa.id, "nom": "Awa Ndiaye"}
    assert awa.get(f"/messages/{envoi['id']}") == envoi
    assert comptes(awa) == BIENVENUE - 2
    diffuser(files)
    done = awa.get(f"/messages/{envoi['id']}")
    assert done == {
        **envoi, "etat": "termine",
        "resultats": [{"telephone": n, "etat": "envoye"} for n in (A, B)],
    }  # fmt: skip
    assert [m["destinataire"] for m in sms.published()] == [A, B]
    assert {m["genre"] for m in sms.published()} == {"Promotional"}
    assert {m["emetteur"] for m in sms.published()} == {"ChezAwa"}
    assert comptes(awa) == BIENVENUE - 2
    assert diffuser(files) == 0


def test_each_message_ends_in_its_recipient_s_own_refusal_link(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    envoyer(awa, A, B)
    diffuser(files)
    first, second = (m["texte"] for m in sms.published())
    assert first.startswith(f"{PROMO['texte']}\nStop : http")
    jeton = first.rpartition("/")[2]
    assert jeton != second.rpartition("/")[2]
    Personne().post(f"/public/refus/{jeton}", expect=200)
    again = envoyer(awa, A, B)
    assert sorts(awa, again) == {B: "a_envoyer", A: "refus"}
    assert (again["destinataires"], again["cout"]) == (1, 1)
    diffuser(files)
    assert sorts(awa, again) == {B: "envoye", A: "refus"}
    assert sms.requests(A) == 1
    assert comptes(awa) == BIENVENUE - 3


@on_our_engine
def test_a_refusal_is_of_one_boutique(
    awa: Personne, fatou: Personne, files: Queues, sms: Senders
) -> None:
    envoyer(awa, A)
    diffuser(files)
    refuser(awa, A)
    envoi = envoyer(fatou, A)
    diffuser(files)
    assert sorts(fatou, envoi) == {A: "envoye"}
    assert awa.post("/messages", expect=422, telephones=[A], **PROMO)["type"] == (
        "aucun-destinataire"
    )
    assert comptes(awa) == BIENVENUE - 1


@on_our_engine
def test_who_refuses_while_it_waits_is_not_sent_to_and_is_given_back(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    envoi = envoyer(awa, A, B)
    refuser(awa, B)
    diffuser(files)
    assert sorts(awa, envoi) == {A: "envoye", B: "refus"}
    assert (sms.requests(B), comptes(awa)) == (0, BIENVENUE - 1)


def test_contacts_and_clients_without_consent_are_shown_and_cost_nothing(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    with_it, without = contact(awa, A), contact(awa, B, consent=False)
    client = awa.post("/clients", nom="Vieux Faye", telephone=C)["id"]
    envoi = envoyer(awa, C, numero(4), contacts=[with_it, without])
    assert sorts(awa, envoi) == {
        A: "a_envoyer", numero(4): "a_envoyer", B: "sans_consentement", C: "sans_consentement",
    }  # fmt: skip
    assert (envoi["destinataires"], envoi["cout"]) == (2, 2)
    awa.patch(f"/clients/{client}", consentement_sms=True)
    assert sorts(awa, envoyer(awa, C)) == {C: "a_envoyer"}
    awa.post("/clients", nom="Aïda", telephone=B, expect=201)
    assert awa.post("/messages", expect=422, telephones=[B], **PROMO)["type"] == (
        "aucun-destinataire"
    )


@on_our_engine
def test_the_consent_of_the_contact_or_of_the_client_is_enough(awa: Personne) -> None:
    client = awa.post("/clients", nom="Vieux Faye", telephone=A)["id"]
    contact(awa, A)
    contact(awa, B, consent=False)
    other = awa.post("/clients", nom="Aïda", telephone=B)["id"]
    awa.patch(f"/clients/{other}", consentement_sms=True)
    assert sorts(awa, envoyer(awa, A, B)) == {A: "a_envoyer", B: "a_envoyer"}
    awa.patch(f"/clients/{client}", consentement_sms=True)
    assert sorts(awa, envoyer(awa, A)) == {A: "a_envoyer"}


@on_our_engine
def test_a_groupe_is_written_to_whole_however_its_name_is_written(awa: Personne) -> None:
    one = contact(awa, A, groupe="Fidèles")
    contact(awa, B, groupe="fideles")
    contact(awa, C, groupe="Quartier")
    assert sorts(awa, envoyer(awa, groupes=["FIDELES"], contacts=[one])) == dict.fromkeys(
        (A, B), "a_envoyer"
    )
    both = envoyer(awa, A, groupes=["Fidèles", "Quartier"])
    assert sorts(awa, both) == dict.fromkeys((A, B, C), "a_envoyer")


def test_a_contact_of_an_undeclared_country_is_shown_and_a_typed_number_refused(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    abroad = contact(awa, FRANCE)
    envoi = envoyer(awa, A, contacts=[abroad])
    assert sorts(awa, envoi) == {A: "a_envoyer", FRANCE: "echec"}
    refused = awa.post("/messages", expect=422, telephones=[FRANCE, A], **PROMO)
    assert champs(refused) == ["telephones"]
    assert FRANCE in refused["detail"]
    diffuser(files)
    assert (sms.requests(FRANCE), comptes(awa)) == (0, BIENVENUE - 1)
    awa.patch("/boutique", pays_sms=["SN", "FR"])
    assert sorts(awa, envoyer(awa, FRANCE)) == {FRANCE: "a_envoyer"}


@on_our_engine
def test_every_bad_field_is_named(awa: Personne, fatou: Personne) -> None:
    theirs = contact(fatou, A, groupe="Fidèles")
    body: Any = {"emetteur": "Orange", "texte": "é" * 800, "telephones": ["12", A, "abc"],
            "contacts": [theirs], "groupes": ["Fidèles"]}  # fmt: skip
    refused = awa.post("/messages", expect=422, **body)
    assert sorted(champs(refused)) == ["contacts", "emetteur", "groupes", "telephones", "texte"]
    for champ, value in (("contacts", [theirs]), ("groupes", ["Fidèles"]), ("groupes", [""])):
        body = {**PROMO, champ: value}
        refused = awa.post("/messages", expect=422, **body)
        assert champs(refused) == [champ]
    assert champs(awa.post("/messages", expect=422, telephones=[FRANCE])) == [
        "emetteur", "texte", "telephones",
    ]  # fmt: skip
    assert champs(awa.post("/messages", expect=422, telephones=[A] * 501, **PROMO)) == [
        "telephones"
    ]
    assert awa.get("/messages") == {"elements": [], "curseur": None}
    assert comptes(awa) == BIENVENUE


@on_our_engine
def test_without_anybody_left_nothing_is_sent(awa: Personne, files: Queues) -> None:
    refused = awa.post("/messages", expect=422, **PROMO)
    assert refused["type"] == "aucun-destinataire"
    refuser_links(awa, A)
    refused = awa.post("/messages", expect=422, telephones=[A], **PROMO)
    assert refused["type"] == "aucun-destinataire"
    assert (files.waiting("messages"), comptes(awa)) == ([], BIENVENUE)


def refuser_links(who: Personne, telephone: str) -> None:
    """A number refuses by a link that it got before."""
    with guard.boutique(who.boutique):
        refus.ouvrir_liens(who.boutique, [telephone])
    refuser(who, telephone)


def test_what_is_missing_of_the_quota_is_said_and_nothing_changes(
    awa: Personne, files: Queues
) -> None:
    two_parts = {**PROMO, "texte": "a" * 160}
    refused = awa.post("/messages", expect=409, telephones=numeros(6), **two_parts)
    assert refused["type"] == "quota-insuffisant"
    assert refused["detail"] == "Il manque 1 SMS : cet envoi en coûte 12, il en reste 11."
    assert (refused["manque"], refused["cout"], refused["sms"]) == (1, 12, 11)
    assert (comptes(awa), awa.get("/messages")["elements"]) == (BIENVENUE, [])
    assert (files.waiting("messages"), left_over(awa)) == ([], ([], 0))
    crediter(awa, 1)
    assert envoyer(awa, *numeros(6), **two_parts)["cout"] == 12
    assert comptes(awa) == 0


def left_over(who: Personne) -> tuple[list[str], int]:
    """The tasks and the recipients that a boutique has."""
    with guard.boutique(who.boutique):
        tasks = [row.cle for row in TacheRow.query(who.boutique)]
        return tasks, sum(1 for _ in DestinataireRow.query(
            who.boutique, DestinataireRow.cle.startswith("dest#")
        ))  # fmt: skip


def test_a_message_that_is_sent_again_with_its_key_is_answered_as_it_was(
    awa: Personne, files: Queues, sms: Senders, clock: Clock
) -> None:
    body = {**PROMO, "telephones": [A, B, C], "contacts": [contact(awa, FRANCE)]}
    sms.faults.hook = lambda _, asked: REFUSED if asked["PhoneNumber"] == B else None
    first = awa.post("/messages", expect=202, key="k1", **body)
    refuser(awa, C)
    diffuser(files)
    for _ in range(2):
        clock.advance(days=15)
        awa.get("/session")
    assert sorts(awa, first) == {A: "envoye", B: "echec", C: "refus", FRANCE: "echec"}
    assert awa.post("/messages", expect=202, key="k1", **body) == first
    assert comptes(awa) == BIENVENUE - 1
    assert diffuser(files) == 0
    assert len(awa.get("/messages")["elements"]) == 1


@exact_under_threads
def test_twins_at_the_same_time_are_one_envoi(awa: Personne, files: Queues, sms: Senders) -> None:
    raw = json.dumps({**PROMO, "telephones": [A, B]}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k1"}
    with ThreadPoolExecutor(4) as pool:
        replies = list(
            pool.map(lambda _: replace(awa).send("POST", "/messages", raw, headers), range(4))
        )
    assert {reply.status for reply in replies} == {202}
    assert len({reply.body for reply in replies}) == 1
    assert comptes(awa) == BIENVENUE - 2
    assert left_over(awa)[1] == 2
    diffuser(files)
    assert accordes(awa, sms, replies[0].json()) == {"envoye": 2}


@exact_under_threads
def test_fifty_envois_at_once_on_a_quota_for_ten(
    awa: Personne, files: Queues, sms: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limites, "MESSAGE", replace(limites.MESSAGE, maximum=50))
    crediter(awa, 20 - BIENVENUE)
    raw = [json.dumps({**PROMO, "telephones": numeros(2, 2 * n)}).encode() for n in range(50)]
    headers = {"Content-Type": "application/json"}
    with ThreadPoolExecutor(50) as pool:
        replies = list(
            pool.map(lambda body: replace(awa).send("POST", "/messages", body, headers), raw)
        )
    assert sorted(reply.status for reply in replies) == [202] * 10 + [409] * 40
    assert comptes(awa) == 0
    assert left_over(awa)[1] == 20
    assert len(left_over(awa)[0]) == 10
    diffuser(files)
    for reply in replies:
        if reply.status == 202:
            assert accordes(awa, sms, reply.json()) == {"envoye": 2}
    assert (comptes(awa), sms.requests()) == (0, 20)
    assert left_over(awa) == ([], 20)


@on_our_engine
def test_an_answer_that_was_lost_is_no_lack_of_quota(
    awa: Personne, engine: Engine, files: Queues, sms: Senders
) -> None:
    """Also without a key, and though what is left would not pay it a second time."""
    strike(engine, "TransactWriteItems", LostAnswer(), times=3)
    envoi = envoyer(awa, *numeros(10))
    assert comptes(awa) == BIENVENUE - 10
    diffuser(files)
    assert accordes(awa, sms, envoi) == {"envoye": 10}


@on_our_engine
def test_thirty_a_minute_pass(awa: Personne, moussa: Personne, clock: Clock) -> None:
    for _ in range(30):
        awa.post("/messages", expect=422, **PROMO)
        assert moussa.send("POST", "/messages", b"{}", {}).status in (403, 415)
    reply = awa.send(
        "POST", "/messages", json.dumps(PROMO).encode(), {"Content-Type": "application/json"}
    )
    assert (reply.status, reply.json()["type"]) == (429, "trop-de-demandes")
    assert reply.headers["retry-after"] == "60"
    clock.advance(seconds=60)
    assert envoyer(awa, A)["cout"] == 1


def test_envois_are_listed_newest_first_and_a_page_ends_before_it_is_too_long(
    awa: Personne, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [envoyer(awa, *numeros(n)) for n in (1, 3, 2, 1)]
    newest = [envoi["id"] for envoi in reversed(made)]
    assert awa.get("/messages") == {"elements": made[::-1], "curseur": None}
    page = awa.get("/messages", limite=3)
    rest = awa.get("/messages", limite=3, curseur=page["curseur"])
    assert [e["id"] for e in page["elements"] + rest["elements"]] == newest
    assert rest["curseur"] is None
    monkeypatch.setattr(envois, "MONTRES_MAX", 2)
    sizes, curseur = [], None
    while True:
        page = awa.get("/messages", **({"curseur": curseur} if curseur else {}))
        sizes.append([len(e["resultats"]) for e in page["elements"]])
        if (curseur := page["curseur"]) is None:
            break
    assert sizes == [[1], [2], [3], [1]]


@on_our_engine
def test_an_envoi_of_another_boutique_is_not_there(awa: Personne, fatou: Personne) -> None:
    envoi = envoyer(awa, A)
    assert fatou.get(f"/messages/{envoi['id']}", expect=404)["type"] == "introuvable"
    assert fatou.get("/messages") == {"elements": [], "curseur": None}


@on_our_engine
def test_the_journal_tells_of_an_envoi_without_its_words_and_numbers(awa: Personne) -> None:
    envoi = envoyer(awa, A, B)
    line = awa.get("/journal")["elements"][0]
    assert (line["action"], line["objet"]) == ("envoi", envoi["id"])
    assert line["apres"] == {"destinataires": 2, "parties": 1, "cout": 2}


@on_our_engine
@pytest.mark.parametrize(
    ("fault", "sort", "left"),
    [
        (REFUSED, "echec", BIENVENUE - 1),
        (BROKEN, "incertain", BIENVENUE - 2),
        (LostAnswer(), "incertain", BIENVENUE - 2),
        (TimedOut(), "incertain", BIENVENUE - 2),
    ],
    ids=repr,
)
def test_the_network_s_answer_says_what_became_of_it(
    awa: Personne, files: Queues, sms: Senders, fault: Any, sort: str, left: int
) -> None:
    sms.faults.hook = lambda _, asked: fault if asked["PhoneNumber"] == A else None
    envoi = envoyer(awa, A, B)
    diffuser(files)
    assert sorts(awa, envoi) == {A: sort, B: "envoye"}
    assert awa.get(f"/messages/{envoi['id']}")["etat"] == "termine"
    assert (comptes(awa), sms.requests(A) <= 1) == (left, True)


@on_our_engine
@pytest.mark.parametrize("fault", [THROTTLED, Failed(403, "AuthorizationError")], ids=repr)
def test_what_the_network_does_not_take_now_leaves_later(
    awa: Personne, files: Queues, sms: Senders, clock: Clock, fault: Failed
) -> None:
    sms.faults.hook = lambda _, asked: fault if asked["PhoneNumber"] == B else None
    envoi = envoyer(awa, A, B, C)
    diffuser(files)
    assert sorts(awa, envoi) == {A: "envoye", B: "a_envoyer", C: "a_envoyer"}
    assert (due(awa, envoi), comptes(awa)) == (False, BIENVENUE - 3)
    sms.faults.hook = None
    clock.advance(minutes=1)
    assert due(awa, envoi)
    carry_on(awa, envoi)
    assert accordes(awa, sms, envoi) == {"envoye": 3}


def due(who: Personne, envoi: Any) -> bool:
    """Will the quarter's run hint at it?"""
    from chalicelib import taches

    found = list(taches.a_faire(outside.now()))
    return (who.boutique, f"envoi#{envoi['id']}") in found


def carry_on(who: Personne, envoi: Any) -> None:
    """A hint of the quarter's run arrives."""
    with guard.boutique(who.boutique):
        diffusion.envoyer(who.boutique, f"envoi#{envoi['id']}")


@on_our_engine
def test_what_a_dead_sender_had_in_hand_is_uncertain_after_a_quarter_of_an_hour(
    awa: Personne, files: Queues, sms: Senders, clock: Clock
) -> None:
    envoi = envoyer(awa, A, B)
    with guard.boutique(awa.boutique):
        (row, _) = envoi_rows.tous(awa.boutique, envoi["id"])
        assert diffusion.prendre(row) is not None
    diffuser(files)
    assert sorts(awa, envoi) == {A: "a_envoyer", B: "envoye"}
    assert awa.get(f"/messages/{envoi['id']}")["etat"] == "en_cours"
    carry_on(awa, envoi)
    assert (sorts(awa, envoi)[A], due(awa, envoi)) == ("a_envoyer", False)
    clock.advance(minutes=15, seconds=1)
    assert due(awa, envoi)
    carry_on(awa, envoi)
    assert sorts(awa, envoi) == {A: "incertain", B: "envoye"}
    assert awa.get(f"/messages/{envoi['id']}")["etat"] == "termine"
    assert (sms.requests(A), comptes(awa), left_over(awa)[0]) == (0, BIENVENUE - 2, [])


@on_our_engine
def test_a_hint_that_comes_twice_or_after_the_end_does_nothing(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    envoi = envoyer(awa, A, B)
    for _ in range(3):
        carry_on(awa, envoi)
    assert accordes(awa, sms, envoi) == {"envoye": 2}
    assert comptes(awa) == BIENVENUE - 2


@on_our_engine
def test_the_scheduled_job_leaves_envois_to_their_own(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    envoi = envoyer(awa, A)
    reprise.passer(lambda: 10**6)
    assert sorts(awa, envoi) == {A: "a_envoyer"}
    assert due(awa, envoi)


@on_our_engine
def test_two_envois_take_turns(awa: Personne, fatou: Personne, files: Queues, sms: Senders) -> None:
    crediter(awa, 40)
    envoyer(awa, *numeros(45))
    envoyer(fatou, *numeros(5, 100))
    diffuser(files)
    order = [m["destinataire"] for m in sms.published()]
    theirs = [order.index(number) for number in numeros(5, 100)]
    assert theirs == list(range(20, 25))
    assert len(order) == 50


@on_our_engine
def test_an_envoi_goes_on_while_the_queue_is_away(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    crediter(awa, 40)
    files.faults.hook = lambda _, asked: Failed(500, "ServiceUnavailable")
    envoi = envoyer(awa, *numeros(45))
    assert files.waiting("messages") == []
    carry_on(awa, envoi)
    assert accordes(awa, sms, envoi) == {"envoye": 45}


def test_the_network_can_tell_later_what_became_of_a_message(
    awa: Personne, files: Queues, sms: Senders, clock: Clock
) -> None:
    envoi = envoyer(awa, A)
    diffuser(files)
    (message,) = sms.published()
    link = AccesRow.get(f"sms#{message['id']}")
    assert link.boutique == awa.boutique
    assert link.objet == envoi_rows.destinataire_cle(envoi["id"], 0)
    assert link.expire == int((clock.now() + timedelta(days=7)).timestamp())


def test_a_number_can_be_forgotten_and_is_not_written_to_any_more(
    awa: Personne, files: Queues, sms: Senders
) -> None:
    old = envoyer(awa, A, key="k1")
    diffuser(files)
    waiting = envoyer(awa, A, B)
    assert forget(awa, A, 1) is False
    assert forget(awa, A, 1) is True
    assert sorts(awa, old) == {"": "envoye"}
    assert sorts(awa, waiting) == {"": "a_envoyer", B: "a_envoyer"}
    replayed = awa.post("/messages", expect=202, key="k1", telephones=[A], **PROMO)
    assert replayed == {**old, "resultats": [{"telephone": "", "etat": "a_envoyer"}]}
    diffuser(files)
    assert sorts(awa, waiting) == {"": "echec", B: "envoye"}
    assert (sms.requests(A), comptes(awa)) == (1, BIENVENUE - 2)


def forget(who: Personne, telephone: str, n: int) -> bool:
    with guard.boutique(who.boutique):
        made = Transaction()
        last = envoi_rows.oublier(made, who.boutique, telephone, n)
        made.commit()
    return last


def test_what_was_prepared_and_never_accepted_is_taken_away(
    awa: Personne, files: Queues, clock: Clock, engine: Engine | None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(envois, "ecrire", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        awa.post("/messages", telephones=[A, B], **PROMO)
    (task,), recipients = left_over(awa)
    assert (recipients, awa.get("/messages")["elements"]) == (2, [])
    carry_on(awa, {"id": task.removeprefix("envoi#")})
    assert left_over(awa)[1] == 2
    clock.advance(hours=1)
    carry_on(awa, {"id": task.removeprefix("envoi#")})
    assert (left_over(awa), comptes(awa)) == (([], 0), BIENVENUE)
