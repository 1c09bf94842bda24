"""Whatever goes wrong at whichever call of AWS: once, or shown as uncertain; and the quota holds.

The calls of the quarter's run and of the worker are counted as they come; at each of them each
thing goes wrong that can, then the next quarters pass in peace.
"""

from __future__ import annotations

from itertools import product

import pytest

from chalicelib import expedition
from chalicelib.aws import guard
from chalicelib.context import Context
from tests.api.tournee import passer
from tests.sms.matin import QUOI, Matin, Panne, a_huit_heures

SAMPLE = 23
"""Of the faults, so many are left out of the quick run."""


class Scene:
    """Shops with rappels for 8h, and what sends them."""

    def __init__(self, matin: Matin) -> None:
        self.matin = matin
        self.boutiques: list[Context] = []
        self.rappel = ""

    def deux(self) -> None:
        """Two shops: one reminds a client and itself, the other a client."""
        awa = self._boutique("Chez Awa", "+221771234567")
        self.rappel = self.matin.rappel(awa, "Vieux Faye", "+221775000001", "+221771234567")
        fatou = self._boutique("Fatou Tissus", "+221781234567")
        self.matin.rappel(fatou, "Astou Ba", "+221776000002")
        self.matin.clock.set(a_huit_heures())

    def une(self) -> None:
        """One shop, which reminds a client."""
        self.rappel = self.matin.rappel(
            self._boutique("Chez Awa", "+221771234567"), "Vieux Faye", "+221775000001"
        )
        self.matin.clock.set(a_huit_heures())

    def _boutique(self, nom: str, telephone: str) -> Context:
        if not self.boutiques:
            self.matin.clock.set(a_huit_heures().replace(hour=6))
            self.matin.commencer()
        self.boutiques.append(self.matin.boutique(nom, telephone))
        return self.boutiques[-1]

    def passer(self) -> None:
        """The quarter's run, and its workers."""
        passer(self.matin.files)

    def envoyer(self) -> None:
        """The worker alone, for the first shop's rappel."""
        shop = self.boutiques[0].boutique_id
        with guard.boutique(shop):
            expedition.envoyer(shop, self.rappel)

    def finir(self) -> None:
        """The next quarters pass in peace; then everything must be true."""
        self.matin.relever()
        self.matin.verifier(*self.boutiques)


def calls_of(matin: Matin) -> int:
    """AWS calls of a run in which nothing goes wrong."""
    scene = Scene(matin)
    scene.deux()
    with matin.avec():
        scene.passer()
    calls = matin.calls
    scene.finir()
    assert len(matin.nouveaux()) == 3
    return calls


def balayer(matin: Matin, pannes: list[Panne]) -> int:
    """Run each fault in a scene of its own; how many of them really happened."""
    happened = 0
    for panne in pannes:
        scene = Scene(matin)
        scene.deux()
        with matin.avec(panne, encore=scene.passer):
            scene.passer()
        happened += matin.happened > 0
        try:
            scene.finir()
        except AssertionError as error:
            pytest.fail(f"{panne} : {error}")
    return happened


def test_a_fault_at_some_calls_sends_nothing_twice_and_loses_nothing(matin: Matin) -> None:
    last = calls_of(matin)
    every = [Panne(n, quoi) for n, quoi in product(range(1, last + 1), QUOI)]
    assert balayer(matin, every[::SAMPLE]) > len(every) // SAMPLE // 2


@pytest.mark.long
def test_a_fault_at_any_call_sends_nothing_twice_and_loses_nothing(matin: Matin) -> None:
    last = calls_of(matin)
    happened = balayer(matin, [Panne(n, quoi) for n, quoi in product(range(1, last + 1), QUOI)])
    print(f"{last} appels, {happened} paires (appel, panne)")
    assert happened >= 4 * last


@pytest.mark.long
def test_two_faults_of_the_worker_send_nothing_twice_and_lose_nothing(matin: Matin) -> None:
    scene = Scene(matin)
    scene.une()
    with matin.avec():
        scene.envoyer()
    last, pairs = matin.calls, 0
    faults = [Panne(n, quoi) for n, quoi in product(range(1, last + 1), QUOI)]
    for first, second in product([p for p in faults if happens(matin, p)], faults):
        scene = Scene(matin)
        scene.une()
        for panne in (first, second):
            with matin.avec(panne, encore=scene.envoyer):
                scene.envoyer()
            matin.clock.advance(minutes=16)
        pairs += matin.happened > 0
        for _ in range(2):
            scene.envoyer()
            matin.clock.advance(minutes=16)
        try:
            matin.verifier(*scene.boutiques)
        except AssertionError as error:
            pytest.fail(f"{first}, puis {second} : {error}")
    print(f"{last} appels, {pairs} paires de deux pannes")
    assert pairs > last * last


def happens(matin: Matin, panne: Panne) -> bool:
    """Can this go wrong there at all?"""
    scene = Scene(matin)
    scene.une()
    with matin.avec(panne, encore=scene.envoyer):
        scene.envoyer()
    return matin.happened > 0
