"""SNS's word on what became of a message reaches the screen, and the quota, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app import app
from chalicelib.aws.acces import AccesRow
from chalicelib.domaine.reponse import en_francais
from chalicelib.livraisons import NON_PARTI, PasEncoreConnu, ligne
from local.dynamodb import Engine, LostAnswer
from local.faults import Undelivered
from local.invocation import Invocation
from local.queues import Message, Queues
from local.senders import Senders
from local.sms import ACCEPTED
from local.workers import LIMIT, logs_event
from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.tournee import HUIT_HEURES, passer
from tests.api.ventes import RIZ

Line = dict[str, Any]
OUT_OF_REACH = "Phone is currently unreachable/unavailable"
ARRIVE, ETEINT = en_francais(ACCEPTED), en_francais(OUT_OF_REACH)
LONG = "Bonjour {nom}, il reste {reliquat}. " + "Merci de passer. " * 10
BIENVENUE = 11

on_our_engine = pytest.mark.parametrize("engine", ["engine"], indirect=True)
"""What takes no other calls than the tests that run on both: moto is slow to start."""


def envoyer(
    who: Personne, clock: Clock, files: Queues, texte: str = "Bonjour", **other: Any
) -> str:
    """A rappel that has left this morning; its id."""
    sale = who.post("/reglements", **RIZ)["id"]
    body = {"date": "2026-11-25", "texte": texte, **other}
    id: str = who.post(f"/reglements/{sale}/rappels", **body)["id"]
    clock.set(HUIT_HEURES)
    passer(files)
    assert who.get(f"/rappels/{id}")["etat"] == "envoye"
    return id


def recevoir(*lines: Line | str) -> None:
    """What CloudWatch Logs hands over in one go."""
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    batch = [Message(n, str(n), body, 0.0, 1) for n, body in enumerate(written)]
    app.handler_map["livraisons"](logs_event(batch), Invocation(LIMIT))


def lines(sms: Senders) -> list[Line]:
    """The log, in the order of the messages."""
    return [line for _, line in sms.deliveries(1000)]


def failed(line: Line, reponse: str) -> Line:
    return {
        **line,
        "status": "FAILURE",
        "delivery": {"destination": "+221", "providerResponse": reponse},
    }


def counted(line: Line, parties: int) -> Line:
    return {**line, "delivery": {**line["delivery"], "numberOfMessageParts": parties}}


def destinataires(who: Personne, rappel: str) -> list[tuple[str, str | None]]:
    shown = who.get(f"/rappels/{rappel}")["destinataires"]
    return [(d["etat"], d["reponse"]) for d in shown]


def quota(who: Personne) -> int:
    """What is left, which is the sum of the mouvements."""
    shown = who.get("/quota", limite=100)
    assert sum(m["parties"] for m in shown["mouvements"]) == shown["sms"]
    left: int = shown["sms"]
    return left


def test_the_operators_word_is_shown_and_a_second_time_changes_nothing(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files)
    assert destinataires(awa, rappel) == [("envoye", None)]
    [line] = lines(sms)
    recevoir(line, line)
    once = awa.get(f"/rappels/{rappel}")
    recevoir(line)
    assert awa.get(f"/rappels/{rappel}") == once
    assert destinataires(awa, rappel) == [("envoye", ARRIVE)]
    assert quota(awa) == BIENVENUE - 1


@on_our_engine
def test_what_did_not_arrive_is_an_echec_and_was_paid_for(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files)
    [line] = lines(sms)
    recevoir(failed(line, OUT_OF_REACH))
    recevoir(line)
    assert destinataires(awa, rappel) == [("echec", ETEINT)]
    assert awa.get(f"/rappels/{rappel}")["etat"] == "echec"
    assert quota(awa) == BIENVENUE - 1


def test_what_never_left_costs_nothing(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files, LONG)
    assert quota(awa) == BIENVENUE - 2
    [line] = lines(sms)
    for _ in range(2):
        recevoir(failed(line, "No quota left for account"))
    assert destinataires(awa, rappel) == [("echec", en_francais("No quota left for account"))]
    assert quota(awa) == BIENVENUE
    assert awa.get("/quota")["mouvements"][0]["motif"] == "rendu"


@on_our_engine
def test_fewer_parts_than_taken_are_given_back(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    envoyer(awa, clock, files, LONG)
    [line] = lines(sms)
    recevoir(counted(line, 1))
    recevoir(counted(line, 0))
    assert quota(awa) == BIENVENUE - 1


LINE = {
    "notification": {"messageId": "m", "timestamp": "2026-11-25 08:00:00.51"},
    "delivery": {"numberOfMessageParts": 2, "providerResponse": ACCEPTED},
    "status": "SUCCESS",
}


@pytest.mark.parametrize(("parts", "owed"), [(1, 1), (2, 2), (3, 2), (0, 2), (None, 2)])
def test_no_more_parts_are_owed_than_were_taken(parts: int, owed: int) -> None:
    assert ligne(counted(LINE, parts)).comptees(2) == owed


@pytest.mark.parametrize("reponse", sorted(NON_PARTI))
def test_nothing_is_owed_for_what_sns_held_back(reponse: str) -> None:
    assert ligne(failed(LINE, reponse)).comptees(2) == 0
    assert ligne(failed(LINE, f" {reponse} ")).comptees(2) == 0
    assert ligne({**failed(LINE, reponse), "status": "SUCCESS"}).comptees(2) == 2


@pytest.mark.parametrize(
    "reponse", ["Blocked as spam by phone carrier", "Phone has blocked SMS", OUT_OF_REACH, "?"]
)
def test_what_the_carrier_did_not_deliver_is_owed(reponse: str) -> None:
    assert ligne(failed(LINE, reponse)).comptees(2) == 2


@on_our_engine
def test_lines_come_in_any_order_each_to_its_destinataire(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files, destinataires=["77 500 00 01", "77 123 45 67"])
    first, second = lines(sms)
    recevoir(failed(second, OUT_OF_REACH))
    assert destinataires(awa, rappel) == [("envoye", None), ("echec", ETEINT)]
    recevoir(first)
    assert destinataires(awa, rappel) == [("envoye", ARRIVE), ("echec", ETEINT)]
    assert awa.get(f"/rappels/{rappel}")["etat"] == "envoye"


@on_our_engine
def test_the_first_word_on_a_message_stands(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files)
    [line] = lines(sms)
    recevoir(line)
    recevoir(failed(line, "Invalid phone number"))
    assert destinataires(awa, rappel) == [("envoye", ARRIVE)]
    assert quota(awa) == BIENVENUE - 1


@on_our_engine
def test_a_word_on_another_message_to_the_same_destinataire_changes_nothing(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files)
    [line] = lines(sms)
    AccesRow("sms#autre", boutique=awa.boutique, objet=rappel, rang=0).save()
    other = {**line, "notification": {**line["notification"], "messageId": "autre"}}
    recevoir(failed(other, "Invalid phone number"))
    assert destinataires(awa, rappel) == [("envoye", None)]
    assert quota(awa) == BIENVENUE - 1


@on_our_engine
def test_a_late_word_on_a_message_that_was_sent_again_is_not_that_of_the_new_one(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files)
    [line] = lines(sms)
    recevoir(failed(line, OUT_OF_REACH))
    awa.post(f"/rappels/{rappel}/renvoi", expect=200)
    passer(files)
    recevoir(failed(line, "Invalid phone number"))
    assert [etat for etat, _ in destinataires(awa, rappel)] == ["envoye"]
    recevoir(lines(sms)[1])
    assert destinataires(awa, rappel) == [("envoye", ARRIVE)]
    assert quota(awa) == BIENVENUE - 2


@on_our_engine
def test_a_young_message_that_nobody_knows_is_asked_for_again_after_the_others(
    awa: Personne, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = envoyer(awa, clock, files)
    [line] = lines(sms)
    unknown = {**line, "notification": {**line["notification"], "messageId": "inconnu"}}
    with pytest.raises(PasEncoreConnu):
        recevoir(unknown, "pas du JSON", "[]", '{"status": "SUCCESS"}', line)
    assert destinataires(awa, rappel) == [("envoye", ARRIVE)]
    clock.set(HUIT_HEURES + timedelta(minutes=6))
    recevoir(unknown)


def test_the_recipient_of_an_envoi_hears_too(
    awa: Personne, sms: Senders, files: Queues, livrer: Callable[[], None]
) -> None:
    sms.faults.hook = lambda _, asked: (
        Undelivered("Phone number is opted out") if asked["PhoneNumber"][-1] == "2" else None
    )
    body: dict[str, Any] = {
        "emetteur": "CHEZAWA",
        "texte": "Promo",
        "telephones": ["775000001", "775000002"],
    }
    envoi = awa.post("/messages", expect=202, **body)
    livrer()
    shown = awa.get(f"/messages/{envoi['id']}")
    assert [r["etat"] for r in shown["resultats"]] == ["envoye", "echec"]
    assert quota(awa) == BIENVENUE - shown["parties"]


@on_our_engine
def test_a_lost_answer_gives_nothing_back_twice(
    awa: Personne, clock: Clock, sms: Senders, files: Queues, engine: Engine
) -> None:
    envoyer(awa, clock, files, LONG)
    [line] = lines(sms)
    lost = iter([LostAnswer()])
    engine.hook = lambda operation, _: (
        next(lost, None) if operation == "TransactWriteItems" else None
    )
    recevoir(failed(line, "Invalid phone number"))
    engine.hook = None
    assert quota(awa) == BIENVENUE
