"""10 000 rappels of 200 shops: each from 8h of its own shop on, and how long they take to leave.

On the running stack they are of five time zones, on the day on which Paris changes its hour. How
long they take is told by virtual time, as many parts a second as an account of AWS has at first.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib import tournee
from local.dynamodb import Engine
from tests.api.conftest import Clock
from tests.api.tournee import livrer
from tests.sms.matin import Matin
from tests.sms.pile import Pile, recu
from tests.sms.semis import Semee, comptes, etats, ouvert, semer
from tests.sms.temps import Temps

JOUR = date(2027, 3, 28)
"""At 01:00 UTC Paris goes from UTC+1 to UTC+2."""
VEILLE = datetime(2027, 3, 27, 10, tzinfo=UTC)
HUIT_HEURES = {
    "Asia/Kathmandu": datetime(2027, 3, 28, 2, 15, tzinfo=UTC),
    "Indian/Mauritius": datetime(2027, 3, 28, 4, tzinfo=UTC),
    "Europe/Paris": datetime(2027, 3, 28, 6, tzinfo=UTC),
    "Africa/Casablanca": datetime(2027, 3, 28, 7, tzinfo=UTC),
    "Africa/Dakar": datetime(2027, 3, 28, 8, tzinfo=UTC),
}
BOUTIQUES = 200
CHACUNE = 50

RATE = 20
LATENCES = {
    "GetItem": 0.005,
    "Query": 0.005,
    "UpdateItem": 0.008,
    "TransactWriteItems": 0.025,
    "Publish": 0.1,
}
"""Seconds that a call takes in the cloud, about."""


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Pile]:
    pile = Pile(tmp_path / "donnees", VEILLE)
    yield pile
    pile.achever()


def semer_partout(engine: Engine, boutiques: int, chacune: int) -> list[Semee]:
    """So many shops, as many in each time zone."""
    zones = list(HUIT_HEURES)
    return [
        semer(
            engine, f"Boutique {n}", JOUR, chacune, debut=n * chacune, fuseau=zones[n % len(zones)]
        )
        for n in range(boutiques)
    ]


@pytest.mark.long
def test_each_gets_its_message_once_from_8h_of_its_own_shop_on(pile: Pile, clock: Clock) -> None:
    clock.set(VEILLE)
    with ouvert(pile.data, clock.now) as engine:
        shops = semer_partout(engine, BOUTIQUES, CHACUNE)
    pile.demarrer()
    sent, seconds = 0, 0.0
    for fuseau, huit_heures in HUIT_HEURES.items():
        pile.regler(huit_heures - timedelta(minutes=10))
        assert len(pile.sms()) == sent, fuseau
        start = time.perf_counter()
        pile.regler(huit_heures)
        seconds += time.perf_counter() - start
        sent += BOUTIQUES * CHACUNE // len(HUIT_HEURES)
        assert len(pile.sms()) == sent, fuseau
    fuseaux = {numero: shop.boutique.fuseau for shop in shops for numero in shop.numeros}
    messages = pile.sms()
    assert Counter(each["destinataire"] for each in messages) == dict.fromkeys(fuseaux, 1)
    late = Counter[int]()
    for each in messages:
        zone = ZoneInfo(fuseaux[each["destinataire"]])
        local = recu(each).astimezone(zone)
        assert (local.date(), local.hour) == (JOUR, 8), each
        late[local.minute] += 1
    pile.arreter()
    with ouvert(pile.data, clock.now):
        assert etats(*shops) == {"envoye": len(fuseaux)}
        assert [comptes(shop) for shop in shops] == [0] * BOUTIQUES
    print(
        f"\n{len(messages)} rappels en {seconds:.0f} s, {len(messages) / seconds:.0f}/s ; "
        f"minutes après 8 h : {dict(sorted(late.items()))}"
    )


class Ecoulement:
    """A morning of two shops, whose rappels all wait in the queue, and the senders' time."""

    def __init__(self, matin: Matin, combien: int) -> None:
        self.matin = matin
        self.combien = combien
        self.temps = Temps(matin.clock)
        self.partis: list[float] = []
        matin.clock.set(VEILLE)
        self.shops = [
            semer(matin.engine, f"Boutique {n}", JOUR, combien // 2, debut=n * combien)
            for n in range(2)
        ]
        matin.clock.set(HUIT_HEURES["Africa/Dakar"])
        tournee.distribuer(lambda: 10**6)
        self.before = matin.engine.counters()

    def durer(self, facteur: float) -> None:
        """Each call takes its time, now less, now more; then the others have their turn."""
        chance = Random(1)

        def hook(operation: str, _: Any) -> None:
            self.temps.dormir(LATENCES[operation] * facteur * chance.uniform(0.5, 1.5))

        self.matin.engine.hook = hook
        self.matin.sms.faults.hook = hook

    def ecouler(self, senders: int) -> float:
        """Seconds until so many senders have sent them all, each once."""

        def travail() -> None:
            livrer(self.matin.files)

        seconds = self.temps.courir(*[travail] * senders)
        self.matin.engine.hook = None
        numbers = [numero for shop in self.shops for numero in shop.numeros]
        sent = [each["destinataire"] for each in self.matin.sms.published()]
        assert sorted(sent) == sorted(numbers)
        assert etats(*self.shops) == {"envoye": self.combien}
        return seconds

    @property
    def cout(self) -> str:
        """What the engine counted for one rappel, from its hint on."""
        spent = self.matin.engine.counters() - self.before
        calls = {name: n / self.combien for name, n in sorted(spent.calls.items())}
        return (
            f"{sum(calls.values()):.1f} appels à DynamoDB ({calls}), "
            f"{spent.read_units / self.combien:.1f} unités de lecture, "
            f"{spent.write_units / self.combien:.1f} d'écriture par rappel"
        )


@pytest.fixture
def debit_de_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PARTIES_SECONDE", str(RATE))


@pytest.mark.usefixtures("debit_de_base")
def test_two_senders_send_at_the_rate_of_the_network(matin: Matin) -> None:
    morning = Ecoulement(matin, 60)
    assert morning.ecouler(2) == pytest.approx((60 - RATE) / RATE, rel=0.05)


@pytest.mark.long
@pytest.mark.usefixtures("debit_de_base")
@pytest.mark.parametrize(
    ("senders", "facteur"), [(1, 0), (2, 0.1), (2, 1), (4, 1), (6, 1)], ids=str
)
def test_how_long_ten_thousand_take(matin: Matin, senders: int, facteur: float) -> None:
    """A thousand are sent: the others would take as long each.

    `facteur`: of the time that calls take in the cloud.
    """
    combien = 1000
    morning = Ecoulement(matin, combien)
    if facteur:
        morning.durer(facteur)
    seconds = morning.ecouler(senders)
    assert seconds >= (combien - RATE) / RATE - 0.1
    if facteur < 1:
        assert seconds == pytest.approx((combien - RATE) / RATE, rel=0.03)
    print(
        f"\n{senders} expéditeurs, {facteur} fois la durée des appels : "
        f"{combien / seconds:.1f} parties/s, 10 000 en {10_000 * seconds / combien:.0f} s "
        f"(prévu {10_000 / RATE:.0f} s) ; {morning.cout}"
    )
