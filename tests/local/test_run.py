"""`make run`: one process, one folder, a clear word when it can't."""

from __future__ import annotations

import json
import signal
import socket
import stat
from pathlib import Path

import pytest

from tests.local.stacks import StackProcess


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "donnees"


def horloge(stack: StackProcess, instant: str) -> str:
    body = json.dumps({"maintenant": instant}).encode()
    answer = stack.browser.ask("POST", "/local/horloge", body)
    assert answer.status == 200
    return str(answer.json["maintenant"])


def test_it_serves_the_site_and_the_api_once_it_says_so(data: Path) -> None:
    stack = StackProcess(data)
    try:
        assert stack.browser.ask("GET", "/api/sante").status == 200
        assert stack.browser.ask("GET", "/clients").headers["content-type"].startswith("text/html")
        assert stack.browser.ask("GET", "/local/messages").json == {"elements": []}
    finally:
        assert stack.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_clean_also_with_connections_open(data: Path, number: int) -> None:
    stack = StackProcess(data)
    address = ("127.0.0.1", stack.browser.port)
    with (
        socket.create_connection(address, timeout=10) as idle,
        socket.create_connection(address, timeout=10) as silent,
    ):
        idle.sendall(b"GET /api/sante HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(100).startswith(b"HTTP/1.1 200")
        silent.sendall(b"GET /api/sante HT")
        assert stack.stop(number) == 0
    assert "Traceback" not in stack.logged()
    assert "Error" not in stack.logged()


def test_the_clock_outlives_a_kill(data: Path) -> None:
    stack = StackProcess(data)
    assert horloge(stack, "2031-05-01T08:00:00Z") == "2031-05-01T08:00:00Z"
    assert stack.stop(signal.SIGKILL) == -signal.SIGKILL
    stack = StackProcess(data)
    try:
        bad = stack.browser.ask("POST", "/local/horloge", b'{"maintenant": "hier"}')
        assert bad.status == 422
        assert bad.json["erreurs"][0]["champ"] == "maintenant"
    finally:
        assert stack.stop() == 0
    offset = json.loads((data / "horloge.json").read_bytes())["decalage"]
    assert offset > 86400


def test_the_secret_is_made_once_and_for_its_owner_alone(data: Path) -> None:
    secrets = []
    for _ in range(2):
        stack = StackProcess(data)
        assert stack.stop() == 0
        secrets.append((data / "secret").read_bytes())
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 32
    for path in (data, *data.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_two_stacks_do_not_share_their_data(data: Path) -> None:
    stack = StackProcess(data)
    try:
        second = StackProcess(data)
        assert second.ended() == 1
        assert "tourne déjà sur les données" in second.logged()
    finally:
        assert stack.stop() == 0


def test_a_taken_port_is_one_clear_line(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stack = StackProcess(data, port)
        assert stack.first_line == ""
        assert stack.ended() == 1
    assert stack.logged().count("\n") == 1
    assert f"Le port {port} est déjà pris" in stack.logged()


def test_a_page_of_another_site_cannot_set_the_clock(data: Path) -> None:
    stack = StackProcess(data)
    try:
        body = b'{"maintenant": "2031-05-01T08:00:00Z"}'
        answer = stack.browser.ask("POST", "/local/horloge", body, origin="http://pirate.test")
        assert answer.status == 403
    finally:
        assert stack.stop() == 0
    assert not (data / "horloge.json").exists()


def test_the_log_names_nobody(data: Path) -> None:
    stack = StackProcess(data)
    stack.browser.ask("GET", "/api/clients/01ARZ3NDEKTSV4RRFFQ69G5FAV?telephone=%2B221771234567")
    stack.browser.ask("GET", "/api/nulle-part/awa@exemple.sn")
    assert stack.stop() == 0
    logged = stack.logged()
    assert "GET /api/… 404" in logged
    for word in ("01ARZ3", "77123", "awa", "?"):
        assert word not in logged
