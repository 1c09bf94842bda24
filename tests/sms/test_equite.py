"""A large shop holds up no small one, and marketing no rappel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib import tournee
from chalicelib.context import outside
from chalicelib.domaine.rappel import QUART
from local.workers import Worker, workers
from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.sms.matin import Matin
from tests.sms.pile import Pile, recu
from tests.sms.semis import numero, ouvert, semer, semer_groupe
from tests.sms.temps import Temps

JOUR = date(2026, 11, 25)
VEILLE = datetime(2026, 11, 24, 10, tzinfo=UTC)
HUIT_HEURES = datetime(2026, 11, 25, 8, tzinfo=UTC)
GROUPE = "Fidèles"
TEXTE = "Riz 25 kg a 13 000 F."
PROMO: dict[str, Any] = {"emetteur": "ChezAwa", "texte": TEXTE, "groupes": [GROUPE]}


def taker(matin: Matin, file: str) -> Worker:
    """Who takes from a queue."""
    [found] = [w for w in workers(app, matin.files, matin.sms, matin.clock.now) if w.file == file]
    return found


@pytest.mark.parametrize("combien", [100, pytest.param(5000, marks=pytest.mark.long)])
def test_three_rappels_leave_among_the_first_beside_thousands(matin: Matin, combien: int) -> None:
    matin.clock.set(VEILLE)
    semer(matin.engine, "Fatou Tissus", JOUR, combien)
    small = semer(matin.engine, "Chez Awa", JOUR, 3, debut=combien)
    matin.clock.set(HUIT_HEURES)
    tournee.distribuer(lambda: 10**6)
    taker(matin, "rappels").deliver()
    first = [each["destinataire"] for each in matin.sms.published()][:6]
    assert set(small.numeros) < set(first)


class Marche:
    """A shop whose envoi waits for the network, and another with a rappel for 8h."""

    def __init__(self, matin: Matin, combien: int) -> None:
        matin.clock.set(VEILLE)
        self.fatou = semer(matin.engine, "Fatou Tissus", JOUR, 0, credit=combien)
        semer_groupe(matin.engine, self.fatou, GROUPE, combien, debut=1)
        self.awa = semer(matin.engine, "Chez Awa", JOUR, 1)
        self.matin = matin
        self.temps = Temps(matin.clock)
        self.marketing = [taker(matin, "messages") for _ in range(2)]
        self.rappels = taker(matin, "rappels")

    def vendre(self) -> None:
        """The envoi is accepted: what it costs is paid, and all of it waits."""
        who = Personne(self.fatou.boutique.id, cookies={"session": self.fatou.token})
        who.post("/messages", expect=202, **PROMO)

    def passer(self, seconds: float) -> list[dict[str, Any]]:
        """What was accepted until so many seconds after 8h; two senders have the envoi."""

        def huit_heures() -> None:
            self.temps.dormir((HUIT_HEURES - outside.now()).total_seconds())
            tournee.distribuer(lambda: 10**6)
            self.rappels.drain()
            self.temps.dormir(seconds)
            for each in self.marketing:
                each.end()

        def expediteur(worker: Worker) -> Callable[[], None]:
            def travail() -> None:
                worker.drain()

            return travail

        self.temps.courir(huit_heures, *map(expediteur, self.marketing))
        return self.matin.sms.published()


@pytest.mark.parametrize(
    ("combien", "rate"), [(100, 10), pytest.param(5000, 20, marks=pytest.mark.long)]
)
def test_a_rappel_leaves_at_once_while_marketing_waits(
    matin: Matin, monkeypatch: pytest.MonkeyPatch, combien: int, rate: int
) -> None:
    monkeypatch.setenv("SMS_PARTIES_SECONDE", str(rate))
    market = Marche(matin, combien)
    matin.clock.set(HUIT_HEURES - timedelta(seconds=2))
    market.vendre()
    sent = market.passer(seconds=1)
    before = [each["destinataire"] for each in sent].index(market.awa.numeros[0])
    waited = (recu(sent[before]) - HUIT_HEURES).total_seconds()
    assert rate < before < len(sent) - 1 < combien
    assert 0 <= waited <= 1
    print(f"\nà {rate} parties/s, parti {waited:.0f} s après 8 h, après {before} sur {combien}")


@pytest.mark.long
def test_on_one_machine_a_rappel_leaves_within_its_quarter_while_five_thousand_wait(
    tmp_path: Path, clock: Clock
) -> None:
    combien = 5000
    pile = Pile(tmp_path / "donnees", HUIT_HEURES - timedelta(minutes=14))
    clock.set(VEILLE)
    with ouvert(pile.data, clock.now) as engine:
        fatou = semer(engine, "Fatou Tissus", JOUR, 0, credit=combien)
        semer_groupe(engine, fatou, GROUPE, combien, debut=1)
        awa = semer(engine, "Chez Awa", JOUR, 1)
    try:
        pile.demarrer()
        envoi = pile.demander("POST", "/api/messages", PROMO, token=fatou.token)
        assert envoi["cout"] == combien
        pile.attendre_sms(20)
        with pile.reglee(HUIT_HEURES):
            [rappel] = pile.attendre(lambda sms: [m for m in sms if m["destinataire"] == numero(0)])
            sent = len(pile.sms())
            pile.tuer()
    finally:
        pile.achever()
    assert awa.numeros == [numero(0)]
    assert HUIT_HEURES <= recu(rappel) < HUIT_HEURES + QUART
    assert 20 < sent < combien
    waited = (recu(rappel) - HUIT_HEURES).total_seconds()
    print(f"\nparti {waited:.0f} s après 8 h ; {sent - 1} sur {combien} de l'envoi")
