"""E-mail and files on one machine: through the product's own clients, over a restart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.aws import s3, ses
from local.files import Files
from local.senders import Senders
from local.standin import OperationInconnue

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients of this test alone: a stand-in stays attached to its client for good."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    monkeypatch.setenv("EMAIL_SENDER", "AmneuBor <boutique@amneubor.localhost>")
    monkeypatch.setenv("FILES_BUCKET", "local-fichiers")
    for client in (s3.client, ses.client):
        client.cache_clear()
    yield
    for client in (s3.client, ses.client):
        client.cache_clear()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "fichiers"
    Files(folder).attach(s3.client())
    return folder


def senders(path: Path) -> Senders:
    made = Senders(path / "messages.sqlite", lambda: NOON)
    made.attach(ses.client())
    return made


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
