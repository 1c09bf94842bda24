"""The API on two engines, with people in it: awa is gérante, moussa her vendeur, fatou a stranger.

Whatever uses `awa`, `moussa`, `fatou` or `engine` runs on moto and on our own engine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader, create_loader
from moto import mock_aws

from app import app
from chalicelib import mots_de_passe, sessions
from chalicelib.aws import acces, dynamodb, guard, s3, ses, sns, sqs
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import boutique_row, utilisateur_row
from chalicelib.aws.quota import ouverture
from chalicelib.aws.rows import instant
from chalicelib.context import Ulids, outside
from chalicelib.domaine.boutique import Boutique, Role, Utilisateur
from local.dynamodb import Engine
from local.files import Files
from local.queues import Queues
from local.senders import Senders
from local.workers import workers
from tests.api.personne import ORIGIN, Personne

DONNEES = Path(__file__).parents[2] / "infra" / "donnees.json"
STAGE = "local"
MOT_DE_PASSE = "le riz de Richard Toll"


class Clock:
    """The time that the product is told; it stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def set(self, instant: datetime) -> None:
        self.instant = instant

    def advance(self, **by: float) -> None:
        self.instant += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def outside_world(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[None]:
    """Time, ids, secrets and clients of AWS are the test's own; nothing waits."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("EMAIL_SENDER", "ne-pas-repondre@amneubor.example")
    monkeypatch.setenv("FILES_BUCKET", "fichiers")
    for file in sqs.File:
        monkeypatch.setenv(file.value, f"https://sqs.eu-west-1.amazonaws.com/0/{file.name.lower()}")
    monkeypatch.setattr("botocore.session.create_loader", one_loader)
    for each in fields(outside):
        monkeypatch.setattr(outside, each.name, getattr(outside, each.name))
    outside.now = clock.now
    outside.new_id = Ulids(clock.now)
    outside.sleep = _no_sleep
    outside.base_url = ORIGIN
    outside.secret = b"the tests' own"
    yield
    for made in (dynamodb.client, ses.client, s3.client, sns.client, sqs.client):
        made.cache_clear()


@cache
def one_loader(data_path: str | None) -> Loader:
    """One for all tests: each client would read its service's description again (90 ms)."""
    return create_loader(data_path)


def _no_sleep(seconds: float) -> None:
    assert seconds >= 0


exact_under_threads = pytest.mark.parametrize("engine", ["engine"], indirect=True)
"""moto is not: what runs at once is told on our engine alone."""


@pytest.fixture
def files(outside_world: None, clock: Clock) -> Iterator[Queues]:
    """The queues of hints: nobody takes what is in them unless the test does (`livrer`)."""
    queues = Queues(Path(":memory:"), clock.now)
    queues.attach(sqs.client())
    yield queues
    queues.close()


@pytest.fixture(params=["moto", "engine"])
def engine(request: pytest.FixtureRequest, clock: Clock, files: Queues) -> Iterator[Engine | None]:
    """The tables, on moto (None) or on our own engine."""
    if request.param == "moto":
        with mock_aws():
            for table in tables():
                dynamodb.client().create_table(**table)
            yield None
        return
    engine = Engine(":memory:", clock.now)
    engine.create_tables(DONNEES, STAGE)
    engine.attach(dynamodb.client())
    yield engine
    engine.close()


def tables() -> Iterator[dict[str, Any]]:
    """CreateTable's parameters, out of the template."""
    template = json.loads(DONNEES.read_text(encoding="utf-8").replace("${Stage}", STAGE))
    for resource in template["Resources"].values():
        table = resource["Properties"]
        for only_cloudformation in (
            "TimeToLiveSpecification",
            "PointInTimeRecoverySpecification",
            "SSESpecification",
            "DeletionProtectionEnabled",
        ):
            table.pop(only_cloudformation, None)
        table["TableName"] = table["TableName"]["Fn::Sub"]
        yield table


@pytest.fixture
def sms(engine: Engine | None, clock: Clock) -> Iterator[Senders]:
    """The networks: what SNS and SES have accepted, and what a test orders to go wrong there."""
    senders = Senders(Path(":memory:"), clock.now)
    senders.attach(sns.client())
    senders.attach(ses.client())
    yield senders
    senders.close()


@pytest.fixture
def livrer(files: Queues, sms: Senders, clock: Clock) -> Callable[[], None]:
    """Hand over what is visible in the queues, then the networks' words on it, as Lambda would."""
    takers = workers(app, files, sms, clock.now)

    def livrer() -> None:
        while any(taker.drain() for taker in takers):
            continue

    return livrer


@pytest.fixture
def courriels(sms: Senders) -> Courriels:
    """The e-mails that were accepted."""
    return Courriels(sms)


class Courriels:
    """What lies in the mailboxes."""

    def __init__(self, senders: Senders) -> None:
        self._senders = senders

    def pour(self, email: str) -> list[str]:
        """The texts that this address was sent, the newest first."""
        return [m["texte"] for m in self._senders.messages() if m["destinataire"] == email]

    def jeton(self, email: str) -> str:
        """The token of the newest link."""
        found = re.search(r"#jeton=(\S+)$", self.pour(email)[0], re.MULTILINE)
        assert found is not None
        return found[1]


@pytest.fixture
def fichiers(engine: Engine | None, tmp_path: Path) -> None:
    """A place for files: imports and exports."""
    Files(tmp_path).attach(s3.client())


@pytest.fixture
def personne(engine: Engine | None) -> Callable[[], Personne]:
    """Makes somebody who is not signed in."""
    return Personne


@pytest.fixture(scope="session")
def hache() -> str:
    """What is kept of everybody's password."""
    return mots_de_passe.hacher(MOT_DE_PASSE)


@pytest.fixture
def awa(engine: Engine | None, hache: str) -> Personne:
    return signed_in(open_boutique("Chez Awa", "+221771234567"), "Awa Ndiaye", Role.GERANT, hache)


@pytest.fixture
def moussa(awa: Personne, hache: str) -> Personne:
    boutique = Boutique(awa.boutique, "Chez Awa", "+221771234567")
    return signed_in(boutique, "Moussa Diop", Role.VENDEUR, hache)


@pytest.fixture
def fatou(engine: Engine | None, hache: str) -> Personne:
    return signed_in(
        open_boutique("Fatou Tissus", "+221781234567"), "Fatou Sarr", Role.GERANT, hache
    )


def open_boutique(nom: str, telephone: str, **reglages: Any) -> Boutique:
    """A shop as its confirmation makes it."""
    boutique = Boutique(outside.new_id(), nom, telephone, **reglages)
    now = instant(outside.now())
    with guard.boutique(boutique.id):
        boutique_row(boutique, now).save()
        for row in ouverture(boutique.id, outside.new_id(), now, 11):
            row.save()
    return boutique


def signed_in(boutique: Boutique, nom: str, role: Role, hache: str) -> Personne:
    """Somebody of the staff, with a session."""
    email = f"{nom.split()[0].lower()}@exemple.sn"
    utilisateur = Utilisateur(outside.new_id(), nom, email, None, role)
    with guard.boutique(boutique.id):
        utilisateur_row(boutique.id, utilisateur, hache, outside.now()).save()
    AccesRow(acces.mail(email), boutique=boutique.id, utilisateur=utilisateur.id).save()
    token = sessions.nouvelle(boutique, utilisateur).token
    return Personne(boutique.id, utilisateur.id, cookies={"session": token})
