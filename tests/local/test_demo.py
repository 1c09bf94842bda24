"""The demo boutique: a year of trade that obeys the laws, and never stands in anybody's way."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib import taches
from chalicelib.aws import dynamodb, s3, ses, sns, sqs
from chalicelib.context import outside
from local.caller import Caller
from local.demo import EMAIL, MOT_DE_PASSE, Demo, Stopped, signed_in
from local.demo_cahier import CLIENTS, LAST_DAYS, lignes
from local.demo_semaine import VENTES, VERSEMENTS
from local.demo_sms import CONTACTS, RAPPELS
from local.run import ENVIRONMENT
from local.stack import Stack
from tests.local.boutique import post, sign_up
from tests.local.stacks import StackProcess

TODAY = date(2026, 11, 24)
CALLS_BEFORE_THE_STOP = 20


def test_the_notebook_is_the_same_for_the_same_day_and_moves_with_it() -> None:
    assert lignes(TODAY) == lignes(TODAY)
    assert lignes(TODAY) != lignes(TODAY + timedelta(days=1))


def test_the_notebook_is_a_year_of_round_amounts_that_end_before_the_last_week() -> None:
    lines = lignes(TODAY)
    days = [ligne.date for ligne in lines]
    assert days == sorted(days)
    assert TODAY - days[0] > timedelta(days=330)
    assert TODAY - days[-1] >= timedelta(days=LAST_DAYS)
    amounts = [m for ligne in lines for m in (ligne.montant, ligne.verse) if m is not None]
    assert all(amount > 0 and amount % 25 == 0 for amount in amounts)


def test_nobody_in_the_notebook_has_paid_more_than_he_bought() -> None:
    du: Counter[str] = Counter()
    for ligne in lignes(TODAY):
        du[ligne.client.nom] += (ligne.montant or 0) - (ligne.verse or 0)
        assert du[ligne.client.nom] >= 0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of this process; nothing runs by itself."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        for each in fields(outside):
            patch.setattr(outside, each.name, getattr(outside, each.name))
        patch.setattr(taches, "wake", taches.wake)
        made = Stack(tmp_path_factory.mktemp("demo"), "http://127.0.0.1:8000", b"the tests' own")
        made.clock.set(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))
        yield made
        made.engine.close()
        made.senders.close()
        made.queues.close()
        for client in (dynamodb.client, ses.client, s3.client, sns.client, sqs.client):
            client.cache_clear()


class ClosesInTheMiddle(threading.Event):
    """The shop closes at the so manyth call."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self._left = calls

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0


@pytest.fixture(scope="module")
def astou(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Caller:
    """The gérante of a demo that was cut short once."""
    data = tmp_path_factory.mktemp("demo")
    demo = Demo(data, app, stack.senders, stack.clock, stack.jobs)
    demo.closing = ClosesInTheMiddle(CALLS_BEFORE_THE_STOP)
    with pytest.raises(Stopped):
        demo.make()
    Demo(data, app, stack.senders, stack.clock, stack.jobs).make()
    who = Caller(app)
    assert signed_in(who, EMAIL)
    return who


def every(who: Caller, path: str, **query: Any) -> list[dict[str, Any]]:
    """All pages of a list."""
    page = who.get(path, limite=100, **query)
    found: list[dict[str, Any]] = page["elements"]
    while page["curseur"]:
        page = who.get(path, limite=100, curseur=page["curseur"], **query)
        found += page["elements"]
    return found


def test_what_was_cut_short_is_taken_up_and_repeats_nothing(astou: Caller) -> None:
    lines = lignes(TODAY)
    sold = sum(ligne.montant is not None for ligne in lines)
    paid = sum(ligne.verse is not None for ligne in lines)
    acomptes = sum("acompte" in more for *_, more in VENTES)
    assert len(every(astou, "/clients")) == len(CLIENTS)
    assert len(every(astou, "/reglements")) == sold + len(VENTES) + 1
    assert len(every(astou, "/versements")) == paid + len(VERSEMENTS) + acomptes + 4


def test_each_client_of_the_demo_obeys_both_laws(astou: Caller) -> None:
    for client in every(astou, "/clients"):
        moved = client["achats"] - client["verse"] - client["abandonne"]
        assert moved == client["du"] - client["avoir"]
        assert 0 in (client["du"], client["avoir"])


def test_the_demo_shows_every_etat(astou: Caller) -> None:
    assert {r["etat"] for r in every(astou, "/reglements")} == {"complet", "incomplet", "annule"}
    assert {v["etat"] for v in every(astou, "/versements")} == {"en_cours", "archive", "annule"}
    clients = every(astou, "/clients")
    assert sum(client["avoir"] > 0 for client in clients) >= 2
    assert sum(client["abandonne"] > 0 for client in clients) == 2


def test_the_tableau_de_bord_of_the_demo_is_worth_a_look(astou: Caller) -> None:
    shown = astou.get("/tableau-de-bord")
    assert all(tranche["montant"] > 0 for tranche in shown["en_retard"]["tranches"])
    assert shown["par_mois"][0]["mois"] == f"{TODAY:%Y-%m}"
    assert len(shown["par_mois"]) >= 12
    assert len(shown["debiteurs"]) == 5
    caisse = astou.get("/caisse")
    assert len({mode["mode"] for mode in caisse["modes"]}) >= 3
    assert {one["nom"] for one in caisse["utilisateurs"]} == {"Astou Diop", "Modou Fall"}


def test_the_e_mails_of_the_demo_lie_in_no_mailbox(stack: Stack, astou: Caller) -> None:
    assert stack.senders.messages() == []


def test_the_demo_has_a_repertoire_and_rappels_that_leave_another_day(
    stack: Stack, astou: Caller
) -> None:
    assert len(every(astou, "/contacts")) == len(CONTACTS)
    planned = every(astou, "/rappels")
    assert [r["etat"] for r in planned] == ["planifie"] * len(RAPPELS)
    assert astou.get("/quota")["sms"] == 11
    assert stack.senders.published() == []


def test_the_terminal_shows_a_sign_in_that_works(tmp_path: Path) -> None:
    process = StackProcess(tmp_path / "donnees", demo=True)
    try:
        assert process.first_line.startswith("AmneuBor est prêt")
        line = process.next_line()
        assert line == f"Boutique de démonstration : {EMAIL}, mot de passe : {MOT_DE_PASSE}\n"
        identity = {"email": EMAIL, "mot_de_passe": MOT_DE_PASSE}
        assert post(process.browser, "/api/session", identity).status == 200
        sign_up(process.browser)
    finally:
        assert process.stop() == 0
    assert "Traceback" not in process.logged()
    assert "incomplète" not in process.logged()


def test_there_is_none_when_none_is_wanted(tmp_path: Path) -> None:
    process = StackProcess(tmp_path / "donnees")
    try:
        identity = {"email": EMAIL, "mot_de_passe": MOT_DE_PASSE}
        assert post(process.browser, "/api/session", identity).status == 401
    finally:
        assert process.stop() == 0
    assert not (tmp_path / "donnees" / "demo.json").exists()
