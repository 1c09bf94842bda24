"""An envoi × whatever goes wrong at any of its calls: nobody twice, nobody lost, every part told.

For each call of AWS of POST /messages and of the senders, and each fault that it can meet
(pannes.py), the whole story is run: the caller asks again with the same key until it has its
answer, hints come back, the quarter's run passes.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib import diffusion, refus, taches
from chalicelib.aws import guard
from chalicelib.aws.envoi_rows import DestinataireRow
from chalicelib.aws.tables import TacheRow
from chalicelib.context import outside
from chalicelib.domaine.boutique import Role
from local.dynamodb import Engine
from local.faults import REFUSED
from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import Clock, exact_under_threads, open_boutique, signed_in
from tests.api.messages import BIENVENUE, MESSAGES, PROMO, accordes, comptes, numeros
from tests.api.personne import Personne
from tests.jobs.pannes import (
    MEURT,
    SNS,
    Call,
    Panne,
    Reseau,
    dit,
    possibles,
    sans_attente,
    survive,
)

pytestmark = exact_under_threads

MESSAGE = {**PROMO, "texte": "Arrivage de riz. " * 8}
PARTIES = 2
"""So that five of them leave a new shop less than they cost."""
DESTINATAIRES = 5
ENVOYES = 3
"""Of the five: one the network refuses, one refuses itself before the senders come to it."""
RONDES = 12
"""Quarters in which everything ends."""
QUART = timedelta(minutes=15)
JSON = {"Content-Type": "application/json", "Idempotency-Key": "k1"}


class Histoire:
    """One shop's envoi to five numbers and a contact without consent, with all that follows."""

    def __init__(self, monde: Monde, n: int) -> None:
        self.monde = monde
        self.telephones = numeros(DESTINATAIRES + 1, n * (DESTINATAIRES + 1))
        *self.bons, self.sans, self.refuse_reseau, self.refuse_lui = self.telephones
        self.awa = monde.ouvrir()
        self.awa.post("/contacts", nom="Aïda", telephone=self.sans)
        monde.reseau.toujours = {self.refuse_reseau: REFUSED}
        self.body = json.dumps({**MESSAGE, "telephones": self.telephones}).encode()
        self.envoi: Any = None

    def demander(self, plan: Mapping[int, Panne]) -> list[Call]:
        """The caller asks until there is an answer, each time with the same key; his calls."""
        self.monde.reseau.ordonner(plan)
        self.monde.reseau.encore = lambda: self.poster(replace(self.awa))
        for _ in range(5):
            if survive(lambda: self.poster(self.awa)):
                break
        asked = self.monde.reseau.calls
        assert self.monde.reseau.frappe, "the call was never made"
        self.monde.reseau.ordonner()
        with guard.boutique(self.awa.boutique):
            refus.ouvrir_liens(self.awa.boutique, [self.refuse_lui])
        jeton = refus.jeton(self.awa.boutique, self.refuse_lui)
        Personne().post(f"/public/refus/{jeton}", expect=200)
        return asked

    def poster(self, who: Personne) -> None:
        reply = who.send("POST", "/messages", self.body, JSON)
        if reply.status != 202:
            assert reply.status == 503, reply.body
            raise RuntimeError
        assert self.envoi is None or reply.json()["id"] == self.envoi["id"]
        self.envoi = reply.json()

    def diffuser(self, plan: Mapping[int, Panne]) -> list[Call]:
        """Hints go to senders; one that died comes back, as does what the index still holds."""
        self.monde.reseau.ordonner(plan)
        self.monde.reseau.encore = self.passer
        for _ in range(RONDES):
            self.monde.livrer(self.passer)
            if not self.reste():
                break
            self.monde.clock.advance(seconds=QUART.total_seconds())
            with self.monde.reseau.a_part():
                due = list(taches.a_faire(outside.now()))
            for boutique, cle in due:
                if boutique == self.awa.boutique:
                    survive(partial(self.passer, cle))
        assert len(plan) > 1 or self.monde.reseau.frappe, "the call was never made"
        return self.monde.reseau.calls

    def passer(self, cle: str | None = None) -> None:
        """A sender is given this envoi's hint."""
        with guard.boutique(self.awa.boutique):
            diffusion.envoyer(self.awa.boutique, cle or f"envoi#{self.envoi['id']}")

    def reste(self) -> list[str]:
        with guard.boutique(self.awa.boutique), self.monde.reseau.a_part():
            return [row.cle for row in TacheRow.query(self.awa.boutique)]

    def verifier(self, incertains: int) -> None:
        """Everybody has a last état, got it at most once, and the quota is what they cost."""
        self.monde.reseau.ordonner()
        assert self.reste() == []
        (shown,) = self.awa.get("/messages")["elements"]
        assert (shown["id"], shown["etat"]) == (self.envoi["id"], "termine")
        assert sorted(e["telephone"] for e in shown["resultats"]) == self.telephones
        etats = accordes(self.awa, self.monde.sms, shown)
        assert (etats["refus"], etats["sans_consentement"]) == (1, 1), etats
        assert etats["incertain"] <= incertains, etats
        assert etats["envoye"] + etats["echec"] + etats["incertain"] == ENVOYES + 1, etats
        left = BIENVENUE - PARTIES * (etats["envoye"] + etats["incertain"])
        assert comptes(self.awa) == left
        with guard.boutique(self.awa.boutique):
            kept = list(DestinataireRow.query(self.awa.boutique, DestinataireRow.cle >= "dest#"))
        assert sum(row.cle.startswith("dest#") for row in kept) == DESTINATAIRES + 1


class Monde:
    """The engine, the networks and the clock; each story has a shop and numbers of its own."""

    def __init__(
        self, engine: Engine, sms: Senders, files: Queues, clock: Clock, hache: str
    ) -> None:
        self.sms, self.files, self.clock, self._hache = sms, files, clock, hache
        self.reseau = Reseau(engine, sms, files)
        self._stories = 0

    def ouvrir(self) -> Personne:
        shop = open_boutique("Chez Awa", "+221771234567")
        return signed_in(shop, "Awa Ndiaye", Role.GERANT, self._hache)

    def livrer(self, passer: Any) -> None:
        """Hand over the hints that are visible; who dies on one leaves it hidden for a while."""
        while taken := self.files.receive(MESSAGES, 1):
            cle = json.loads(taken[0].corps)["cle"]
            if survive(partial(passer, cle)):
                self.files.delete(taken)

    def raconter(
        self, asked: Mapping[int, Panne], sent: Mapping[int, Panne], incertains: int = 0
    ) -> tuple[list[Call], list[Call]]:
        """A story in which these calls go wrong: the request's calls, and the senders'.

        At most so many recipients may end `incertain`.
        """
        self._stories += 1
        story = Histoire(self, self._stories)
        told = story.demander(asked), story.diffuser(sent)
        story.verifier(incertains)
        return told


@pytest.fixture
def monde(
    engine: Engine,
    sms: Senders,
    files: Queues,
    clock: Clock,
    hache: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Monde:
    sans_attente(monkeypatch)
    monkeypatch.setattr(diffusion, "TRANCHE", 2)
    # Nobody waits for the network's rate: the same calls each time.
    monkeypatch.setenv("SMS_PARTIES_SECONDE", "100000")
    outside.sleep = lambda seconds: clock.advance(seconds=seconds)
    return Monde(engine, sms, files, clock, hache)


def balayer(monde: Monde, un_sur: int) -> str:
    """Run the story of each pair, or of one in so many; says how many there were."""
    asked, sent = monde.raconter({}, {})
    pairs: Counter[Call] = Counter()
    faults: Counter[str] = Counter()
    every = [
        (phase, n, panne)
        for phase, calls in (("asked", asked), ("sent", sent))
        for n, call in enumerate(calls)
        for panne in possibles(call)
    ]
    for phase, n, panne in every[::un_sur]:
        plan = {n: panne}
        call = (asked if phase == "asked" else sent)[n]
        try:
            if phase == "asked":
                monde.raconter(plan, {})
            else:
                monde.raconter({}, plan, incertains=int(panne in MEURT or call[0] == SNS))
        except AssertionError as error:
            raise AssertionError(f"{phase} {n} {call}: {panne.nom}") from error
        pairs[call] += 1
        faults[panne.nom] += 1
    return dit(pairs, faults)


def test_nobody_twice_and_nobody_lost_whatever_goes_wrong_here_or_there(monde: Monde) -> None:
    print(balayer(monde, un_sur=17))


@pytest.mark.long
def test_nobody_twice_and_nobody_lost_whatever_goes_wrong(monde: Monde) -> None:
    print(balayer(monde, un_sur=1))


@pytest.mark.long
def test_nobody_twice_and_nobody_lost_when_two_things_go_wrong(monde: Monde) -> None:
    _, sent = monde.raconter({}, {})
    chance = random.Random(2)
    told = 0
    for _ in range(400):
        first, second = sorted(chance.sample(range(len(sent)), 2))
        plan = {n: chance.choice(list(possibles(sent[n]))) for n in (first, second)}
        try:
            monde.raconter({}, plan, sum(panne.fois for panne in plan.values()))
        except AssertionError as error:
            wrong = {n: (sent[n], panne.nom) for n, panne in plan.items()}
            raise AssertionError(f"{wrong}: {error}") from error
        told += 1
    print(f"{told} stories of two faults each, of {len(sent)} calls")
