"""The stack was off at 8h: who is late by hours still hears, and nobody hears a day late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.domaine.rappel import QUART
from tests.api.conftest import Clock
from tests.sms.pile import Pile, recu
from tests.sms.semis import comptes, etats, ouvert, semer

JOUR = date(2026, 11, 25)
VEILLE = datetime(2026, 11, 24, 10, tzinfo=UTC)
DIX_HEURES = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Pile]:
    pile = Pile(tmp_path / "donnees", VEILLE)
    yield pile
    pile.achever()


@pytest.mark.long
def test_what_missed_8h_leaves_at_10h_and_what_missed_20h_has_expired(
    pile: Pile, clock: Clock
) -> None:
    clock.set(VEILLE)
    with ouvert(pile.data, clock.now) as engine:
        awa = semer(engine, "Chez Awa", JOUR, 3)
        fatou = semer(engine, "Fatou Tissus", JOUR + timedelta(days=1), 3, debut=3)
    pile.eteinte(DIX_HEURES)
    pile.demarrer()
    sent = pile.attendre(lambda sms: sms if len(sms) == 3 else [])
    assert all(DIX_HEURES <= recu(each) < DIX_HEURES + QUART for each in sent)
    pile.arreter()
    pile.eteinte(DIX_HEURES + timedelta(days=1, hours=10, minutes=20))
    pile.demarrer()
    pile.regler(pile.maintenant())
    assert pile.sms() == sent
    pile.arreter()
    with ouvert(pile.data, clock.now):
        assert (etats(awa), comptes(awa)) == ({"envoye": 3}, 0)
        assert (etats(fatou), comptes(fatou)) == ({"expire": 3}, 3)
