"""One message on its way: what the network says, the lease, the person who sends it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import expedition, rappels, reprise
from chalicelib.aws import guard, quota
from chalicelib.boutiques import BoutiquePatch, modifier
from chalicelib.context import Context
from chalicelib.domaine.problems import DejaParti
from chalicelib.vues_rappel import RappelVue
from local.dynamodb.faults import Dead, DeadAfter, LostAnswer
from local.faults import BROKEN, REFUSED, THROTTLED, Failed, TimedOut
from tests.api.tournee import passer
from tests.sms.matin import Matin, a_huit_heures

VIEUX, FRERE = "+221775000001", "+221771234567"


class Rue:
    """One shop with one rappel for 8h, and it is 8h."""

    def __init__(self, matin: Matin, *autres: str) -> None:
        matin.clock.set(a_huit_heures() - timedelta(hours=2))
        self.matin = matin
        self.awa: Context = matin.boutique("Chez Awa", FRERE)
        self.id = matin.rappel(self.awa, "Vieux Faye", VIEUX, *autres)
        matin.clock.set(a_huit_heures())

    def envoyer(self) -> None:
        with guard.boutique(self.awa.boutique_id):
            expedition.envoyer(self.awa.boutique_id, self.id)

    def reseau(self, *answers: Any) -> None:
        """What the network does with the next messages."""
        rest = iter(answers)
        self.matin.sms.faults.hook = lambda *_: next(rest, None)

    def etats(self) -> list[str]:
        return [d["etat"] for _, d in self.matin.destinataires(self.awa)]

    def renvoyer(self) -> RappelVue:
        ctx = Context(self.awa.boutique, self.awa.utilisateur, self.matin.clock.now())
        with guard.boutique(ctx.boutique_id):
            return rappels.renvoyer(ctx, self.id)

    def reste(self) -> int:
        with guard.boutique(self.awa.boutique_id):
            return quota.lire(self.awa.boutique_id)


@pytest.fixture
def rue(matin: Matin) -> Rue:
    return Rue(matin)


def test_a_refusal_of_the_network_gives_the_parts_back(rue: Rue) -> None:
    rue.reseau(REFUSED)
    rue.envoyer()
    assert (rue.etats(), rue.reste()) == (["echec"], 11)
    rue.matin.verifier(rue.awa)


@pytest.mark.parametrize("busy", [THROTTLED, Failed(403, "AuthorizationError")])
def test_a_network_that_takes_nothing_now_is_asked_again_later(rue: Rue, busy: Failed) -> None:
    rue.reseau(busy)
    rue.envoyer()
    assert (rue.etats(), rue.reste()) == (["planifie"], 11)
    rue.envoyer()
    assert rue.matin.sms.requests() == 1
    rue.matin.relever(1)
    assert (rue.etats(), rue.reste()) == (["envoye"], 10)
    rue.matin.verifier(rue.awa)


@pytest.mark.parametrize("silence", [LostAnswer(), TimedOut(), BROKEN])
def test_without_a_clear_answer_it_is_uncertain_and_paid(rue: Rue, silence: Any) -> None:
    rue.reseau(silence)
    rue.envoyer()
    rue.matin.relever(2)
    assert (rue.etats(), rue.reste()) == (["incertain"], 10)
    assert rue.matin.sms.requests() == 1


def test_what_hangs_becomes_uncertain_after_its_lease_and_is_never_sent_again(rue: Rue) -> None:
    rue.reseau(DeadAfter())
    with pytest.raises(Dead):
        rue.envoyer()
    assert rue.etats() == ["en_cours"]
    rue.matin.clock.advance(minutes=14)
    passer(rue.matin.files)
    assert rue.etats() == ["en_cours"]
    rue.matin.relever(2)
    assert rue.etats() == ["incertain"]
    assert rue.matin.sms.requests() == 1
    rue.matin.verifier(rue.awa)


def test_one_uncertain_number_does_not_keep_the_next_from_its_message(matin: Matin) -> None:
    rue = Rue(matin, FRERE)
    rue.reseau(DeadAfter())
    with pytest.raises(Dead):
        rue.envoyer()
    matin.relever(2)
    assert rue.etats() == ["incertain", "envoye"]


def test_a_person_may_send_an_uncertain_one_again_and_only_that(matin: Matin) -> None:
    rue = Rue(matin, FRERE)
    rue.reseau(TimedOut())
    rue.envoyer()
    assert rue.etats() == ["incertain", "envoye"]
    again = rue.renvoyer()
    assert (again.etat, again.version) == ("planifie", 2)
    with pytest.raises(DejaParti):
        rue.renvoyer()
    matin.relever(1)
    assert rue.etats() == ["envoye", "envoye"]
    assert (matin.sms.requests(VIEUX), matin.sms.requests(FRERE)) == (2, 1)
    assert rue.reste() == 8


def test_sent_again_in_the_evening_it_leaves_the_next_morning(rue: Rue) -> None:
    rue.reseau(REFUSED)
    rue.envoyer()
    rue.matin.clock.set(a_huit_heures() + timedelta(hours=13))
    assert str(rue.renvoyer().date) == "2026-11-26"
    passer(rue.matin.files)
    assert rue.etats() == ["planifie"]
    rue.matin.clock.set(a_huit_heures() + timedelta(days=1))
    passer(rue.matin.files)
    assert rue.etats() == ["envoye"]


def test_an_outcome_that_comes_after_the_lease_still_counts(rue: Rue) -> None:
    def late(*_: Any) -> Failed:
        rue.matin.sms.faults.hook = None
        rue.matin.clock.advance(minutes=20)
        passer(rue.matin.files)
        assert rue.etats() == ["incertain"]
        return REFUSED

    rue.matin.sms.faults.hook = late
    rue.envoyer()
    assert (rue.etats(), rue.reste()) == (["echec"], 11)
    rue.matin.verifier(rue.awa)


def test_two_workers_at_once_send_it_once(rue: Rue) -> None:
    def other(*_: Any) -> None:
        rue.matin.sms.faults.hook = None
        rue.envoyer()

    rue.matin.sms.faults.hook = other
    rue.envoyer()
    assert rue.matin.sms.requests() == 1
    rue.matin.verifier(rue.awa)


@pytest.mark.parametrize(
    ("fuseau", "depart"),
    [("Asia/Kathmandu", timedelta(hours=-5.75)), ("America/Lima", timedelta(hours=5))],
)
def test_a_new_time_zone_moves_what_is_planned(
    matin: Matin, fuseau: str, depart: timedelta
) -> None:
    rue = Rue(matin)
    matin.clock.set(a_huit_heures() - timedelta(hours=12))
    ctx = Context(rue.awa.boutique, rue.awa.utilisateur, matin.clock.now())
    with guard.boutique(ctx.boutique_id):
        modifier(ctx, BoutiquePatch(fuseau=fuseau))
    reprise.passer(lambda: 10**6)
    matin.clock.set(a_huit_heures() + depart - timedelta(seconds=1))
    passer(matin.files)
    assert rue.etats() == ["planifie"]
    matin.clock.set(a_huit_heures() + depart)
    passer(matin.files)
    assert rue.etats() == ["envoye"]


def test_without_its_queue_the_run_sends_by_itself(rue: Rue) -> None:
    rue.matin.files.faults.hook = lambda *_: Failed(503, "ServiceUnavailable")
    passer(rue.matin.files)
    assert rue.etats() == ["envoye"]
