"""The stack is killed while it sends: nobody gets it twice, and what is not known is shown.

On one machine one thread sends rappels and one sends envois, a message at a time: a kill leaves
at most one message in its hands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Clock
from tests.sms.pile import Pile
from tests.sms.semis import Semee, comptes, etats, numero, ouvert, semer

JOUR = date(2026, 11, 25)
VEILLE = datetime(2026, 11, 24, 10, tzinfo=UTC)
HUIT_HEURES = datetime(2026, 11, 25, 8, tzinfo=UTC)
COMBIEN = 500
KILLS = 5
SENDERS = 1
AU_MOINS = COMBIEN // (KILLS + 1)
"""So many are sent between one kill and the next."""


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Pile]:
    pile = Pile(tmp_path / "donnees", VEILLE)
    yield pile
    pile.achever()


def semer_une(pile: Pile, clock: Clock, rappels: int, credit: int) -> Semee:
    clock.set(VEILLE)
    with ouvert(pile.data, clock.now) as engine:
        return semer(engine, "Chez Awa", JOUR, rappels, credit=credit)


def tuer_en_route(pile: Pile) -> None:
    """Kill it five times, each time in the middle; then it finishes, also what hung."""
    for kill in range(1, KILLS + 1):
        pile.attendre_sms(kill * AU_MOINS)
        assert len(pile.sms()) < COMBIEN
        pile.tuer()
        pile.demarrer()
    for _ in range(2):
        pile.regler(pile.maintenant() + timedelta(minutes=16))


def verifier(sorts: Counter[str], numeros: list[str], messages: list[dict[str, Any]]) -> None:
    """Each ends `envoye`, `incertain` or refused; nobody twice; few are uncertain."""
    accepted = Counter(each["destinataire"] for each in messages)
    assert set(accepted) <= set(numeros)
    assert max(accepted.values()) == 1
    assert set(sorts) <= {"envoye", "incertain", "echec"}
    assert sorts["envoye"] <= len(messages) <= sorts["envoye"] + sorts["incertain"]
    assert sorts["incertain"] <= KILLS * SENDERS
    print(f"\n{len(messages)} acceptés ; {dict(sorts)}")


@pytest.mark.long
def test_five_kills_in_the_middle_of_five_hundred_rappels(pile: Pile, clock: Clock) -> None:
    awa = semer_une(pile, clock, COMBIEN, credit=COMBIEN + 100)
    pile.demarrer()
    with pile.reglee(HUIT_HEURES):
        tuer_en_route(pile)
    messages = pile.sms()
    pile.arreter()
    with ouvert(pile.data, clock.now):
        sorts = etats(awa)
        assert sorts.total() == COMBIEN
        verifier(sorts, awa.numeros, messages)
        assert comptes(awa) == awa.credit - sorts["envoye"] - sorts["incertain"]


@pytest.mark.long
def test_five_kills_in_the_middle_of_an_envoi_to_five_hundred(pile: Pile, clock: Clock) -> None:
    awa = semer_une(pile, clock, 0, credit=COMBIEN + 100)
    pile.demarrer()
    numeros = [numero(n) for n in range(COMBIEN)]
    body = {"emetteur": "ChezAwa", "texte": "Riz 25 kg a 13 000 F.", "telephones": numeros}
    envoi = pile.demander("POST", "/api/messages", body, token=awa.token)
    assert envoi["cout"] == COMBIEN
    tuer_en_route(pile)
    shown = pile.demander("GET", f"/api/messages/{envoi['id']}", token=awa.token)
    assert shown["etat"] == "termine"
    sorts = Counter(each["etat"] for each in shown["resultats"])
    messages = pile.sms()
    pile.arreter()
    assert sorts.total() == COMBIEN
    verifier(sorts, numeros, messages)
    with ouvert(pile.data, clock.now):
        assert comptes(awa) == awa.credit - sorts["envoye"] - sorts["incertain"]
