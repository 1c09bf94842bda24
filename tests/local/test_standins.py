"""E-mail, SMS and files on one machine: through the product's own clients, over a restart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.aws import s3, ses, sns
from chalicelib.aws.sns import Genre, Inconnu, PlusTard, Refuse
from local.faults import (
    BROKEN,
    REFUSED,
    THROTTLED,
    Dead,
    DeadAfter,
    DeadBefore,
    Fault,
    LostAnswer,
    TimedOut,
    Undelivered,
)
from local.files import Files
from local.senders import Senders
from local.standin import OperationInconnue

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AWA = "+221771234567"


@pytest.fixture(autouse=True)
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients of this test alone: a stand-in stays attached to its client for good."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    monkeypatch.setenv("EMAIL_SENDER", "AmneuBor <boutique@amneubor.localhost>")
    monkeypatch.setenv("FILES_BUCKET", "local-fichiers")
    for client in (s3.client, ses.client, sns.client):
        client.cache_clear()
    yield
    for client in (s3.client, ses.client, sns.client):
        client.cache_clear()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "fichiers"
    Files(folder).attach(s3.client())
    return folder


def senders(path: Path) -> Senders:
    made = Senders(path / "messages.sqlite", lambda: NOON)
    made.attach(ses.client())
    made.attach(sns.client())
    return made


def publish(telephone: str = AWA, texte: str = "Bonjour", emetteur: str = "CHEZAWA") -> str:
    return sns.publish(telephone, texte, emetteur, Genre.RAPPEL)


def test_an_accepted_email_is_shown_as_the_contract_says(tmp_path: Path) -> None:
    boite = senders(tmp_path)
    ses.send("awa@exemple.sn", "Votre boutique", "Ouvrez\nhttp://127.0.0.1:8000/#jeton=abc")
    assert boite.messages() == [
        {
            "type": "email",
            "destinataire": "awa@exemple.sn",
            "emetteur": "AmneuBor <boutique@amneubor.localhost>",
            "sujet": "Votre boutique",
            "texte": "Ouvrez\nhttp://127.0.0.1:8000/#jeton=abc",
            "accepte_le": "2026-03-01T12:00:00Z",
        }
    ]
    boite.close()


def test_messages_come_newest_first_also_after_a_restart(tmp_path: Path) -> None:
    boite = senders(tmp_path)
    ses.send("awa@exemple.sn", "un", "1")
    ses.send("fatou@exemple.sn", "deux", "2")
    again = Senders(tmp_path / "messages.sqlite", lambda: NOON)
    assert [message["texte"] for message in again.messages()] == ["2", "1"]
    boite.close()
    again.close()


def test_an_accepted_sms_is_shown_as_the_contract_says(tmp_path: Path) -> None:
    boite = senders(tmp_path)
    texte = "Déjà 15 000 F & l’ami <Awa> {} ñ 🙂\nMerci"
    publish(texte=texte)
    assert boite.messages() == [
        {
            "type": "sms",
            "destinataire": AWA,
            "emetteur": "CHEZAWA",
            "texte": texte,
            "accepte_le": "2026-03-01T12:00:00Z",
        }
    ]
    boite.close()


def test_an_accepted_sms_is_kept_over_a_restart_with_what_was_asked(tmp_path: Path) -> None:
    boite = senders(tmp_path)
    id = publish()
    sns.publish("+221770000002", "Promo", "CHEZAWA", Genre.MARKETING)
    again = Senders(tmp_path / "messages.sqlite", lambda: NOON)
    first, second = again.published()
    assert (first["id"], first["genre"], first["prix_max"]) == (id, "Transactional", sns.MAX_PRICE)
    assert (second["destinataire"], second["genre"]) == ("+221770000002", "Promotional")
    assert again.requests() == 2
    boite.close()
    again.close()


@pytest.mark.parametrize(
    "asked",
    [
        {"telephone": "771234567"},
        {"telephone": "+22177"},
        {"telephone": "+0771234567"},
        {"telephone": "+221 77 123 45 67"},
        {"emetteur": "AB"},
        {"emetteur": "DOUZELETTRES"},
        {"emetteur": "CHEZ AWA"},
        {"emetteur": "221771"},
        {"emetteur": "Échoppe"},
        {"texte": ""},
        {"texte": "é" * 801},
    ],
)
def test_what_sns_does_not_take_is_refused_and_was_asked_for(
    tmp_path: Path, asked: dict[str, str]
) -> None:
    boite = senders(tmp_path)
    with pytest.raises(Refuse):
        publish(**asked)
    assert (boite.published(), boite.requests()) == ([], 1)
    boite.close()


def test_the_longest_text_and_the_shortest_emetteur_are_taken(tmp_path: Path) -> None:
    boite = senders(tmp_path)
    publish(texte="é" * 800, emetteur="A-1")
    assert len(boite.published()) == 1
    boite.close()


@pytest.mark.parametrize(
    ("fault", "heard", "accepted", "requests"),
    [
        (DeadBefore(), Dead, 0, 0),
        (THROTTLED, PlusTard, 0, 1),
        (REFUSED, Refuse, 0, 1),
        (BROKEN, Inconnu, 0, 1),
        (LostAnswer(), Inconnu, 1, 1),
        (TimedOut(), Inconnu, 1, 1),
        (DeadAfter(), Dead, 1, 1),
    ],
)
def test_a_fault_on_order_is_one_request_and_no_second_attempt(
    tmp_path: Path, fault: Fault, heard: type[BaseException], accepted: int, requests: int
) -> None:
    boite = senders(tmp_path)
    boite.faults.hook = lambda operation, asked: fault if asked["PhoneNumber"] == AWA else None
    with pytest.raises(heard):
        publish()
    assert (len(boite.published()), boite.requests(AWA)) == (accepted, requests)
    publish("+221770000002")
    assert boite.requests() == requests + 1
    boite.close()


def test_the_delivery_log_is_read_once_and_survives_a_restart(tmp_path: Path) -> None:
    boite = senders(tmp_path)
    id = publish(texte="é" * 161)
    boite.faults.hook = lambda operation, asked: Undelivered("Phone has blocked SMS")
    publish()
    again = Senders(tmp_path / "messages.sqlite", lambda: NOON)
    [(place, first), (_, second)] = again.deliveries(10)
    assert first["notification"] == {"messageId": id, "timestamp": "2026-03-01 12:00:00.000"}
    assert (first["status"], first["delivery"]["numberOfMessageParts"]) == ("SUCCESS", 2)
    assert second["status"] == "FAILURE"
    assert second["delivery"]["providerResponse"] == "Phone has blocked SMS"
    again.delivered([place])
    assert [line for _, line in again.deliveries(10)] == [second]
    boite.close()
    again.close()


@pytest.mark.parametrize("content", [b"", b"\x00\xff\r\n", b"date;client\n" * 100_000])
def test_a_file_is_given_back_as_it_came(files: Path, content: bytes) -> None:
    s3.put("boutique/import/01ARZ", content)
    assert s3.get("boutique/import/01ARZ") == content


def test_a_file_is_replaced_then_forgotten(files: Path) -> None:
    s3.put("b/1", b"un")
    s3.put("b/1", b"deux")
    assert s3.get("b/1") == b"deux"
    s3.delete("b/1")
    s3.delete("b/1")
    assert s3.get("b/1") is None


def test_keys_stay_apart_and_in_their_folder(files: Path) -> None:
    keys = ["a/b", "a%2Fb", "a b", "../../a", "é", "a/b/c"]
    for key in keys:
        s3.put(key, key.encode())
    assert [s3.get(key) for key in keys] == [key.encode() for key in keys]
    assert len(list(files.iterdir())) == len(keys)


def test_a_half_written_file_is_swept_away_at_the_start(files: Path) -> None:
    s3.put("b/1", b"un")
    (files / ".0123456789abcdef").write_bytes(b"la moit")
    Files(files)
    assert len(list(files.iterdir())) == 1
    assert s3.get("b/1") == b"un"


def test_what_has_no_standin_is_refused_by_name(files: Path) -> None:
    client: Any = s3.client()
    with pytest.raises(OperationInconnue, match=r"s3\.ListBuckets"):
        client.list_buckets()
