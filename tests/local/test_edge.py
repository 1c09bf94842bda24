"""What the edge makes of a request, and of an answer: as CloudFront and API Gateway do."""

from __future__ import annotations

import base64
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest

from chalicelib.web.application import PDF
from local.server import BODY_LIMIT
from tests.local.conftest import Browser, served, toy


def test_the_event_is_api_gateways(browser: Browser) -> None:
    path = "/api/echo/a%20b?x=1&x=2&vide=&caf%C3%A9=cr%C3%A8me"
    event = browser.ask("GET", path, cookie="session=1").json["event"]
    assert event["resource"] == event["requestContext"]["resourcePath"] == "/api/echo/{id}"
    assert event["path"] == "/api/echo/a b"
    assert event["pathParameters"] == {"id": "a b"}
    assert event["multiValueQueryStringParameters"] == {
        "x": ["1", "2"],
        "vide": [""],
        "café": ["crème"],
    }
    assert event["queryStringParameters"]["x"] == "2"
    assert event["multiValueHeaders"]["cookie"] == ["session=1"]
    assert event["body"] is None
    assert event["isBase64Encoded"] is False


def test_what_is_absent_is_null(browser: Browser) -> None:
    event = browser.ask("GET", "/api/echo").json["event"]
    assert event["pathParameters"] is None
    assert event["queryStringParameters"] is None
    assert event["multiValueQueryStringParameters"] is None


def test_a_literal_resource_wins_over_any(browser: Browser) -> None:
    assert browser.ask("GET", "/api/echo/fixe").json["parts"] == {"fixe": "oui"}
    assert browser.ask("GET", "/api/echo/autre/").json["parts"] == {"id": "autre"}
    assert browser.ask("GET", "/api/echo/fixe/x").json["parts"] == {"id": "fixe", "autre": "x"}


def test_an_escaped_slash_stays_in_its_part(browser: Browser) -> None:
    assert browser.ask("GET", "/api/echo/a%2Fb").json["parts"] == {"id": "a/b"}
    assert browser.ask("GET", "/api/echo/..%2f..").json["parts"] == {"id": "../.."}


def test_the_address_of_the_caller_is_the_sockets(browser: Browser) -> None:
    answer = browser.ask("GET", "/api/echo", true_client_ip="8.8.8.8", x_forwarded_for="8.8.8.8")
    event = answer.json["event"]
    assert event["headers"]["true-client-ip"] == "127.0.0.1"
    assert event["multiValueHeaders"]["true-client-ip"] == ["127.0.0.1"]
    assert "x-forwarded-for" not in event["headers"]
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"


def test_localhost_is_the_same_origin(browser: Browser) -> None:
    origin = f"http://localhost:{browser.port}"
    event = browser.ask("POST", "/api/echo", b"{}", origin=origin).json["event"]
    assert event["headers"]["origin"] == f"http://127.0.0.1:{browser.port}"
    event = browser.ask("POST", "/api/echo", b"{}", origin="http://pirate.test").json["event"]
    assert event["headers"]["origin"] == "http://pirate.test"


def test_a_body_of_a_binary_type_comes_in_base64(browser: Browser) -> None:
    event = browser.ask("POST", "/api/echo", b"\x00\xff", content_type=PDF).json["event"]
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\x00\xff"


@pytest.mark.parametrize("content_type", ["text/csv", "application/json"])
def test_a_body_that_is_no_utf8_comes_whole(browser: Browser, content_type: str) -> None:
    answer = browser.ask("POST", "/api/echo", "café".encode("cp1252"), content_type=content_type)
    assert answer.json["text"] == "caf\\xe9"


def test_a_binary_answer_comes_as_it_is(browser: Browser) -> None:
    answer = browser.ask("GET", "/api/fichier")
    assert answer.body == b"\x00\xff%PDF"
    assert answer.headers["content-type"] == PDF


def test_each_cookie_has_its_own_line(browser: Browser) -> None:
    with socket.create_connection(("127.0.0.1", browser.port), timeout=10) as raw:
        raw.sendall(b"GET /api/cookies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        text = read_all(raw).decode()
    assert "set-cookie: a=1\r\n" in text
    assert "set-cookie: b=2\r\n" in text
    assert "x-un: un\r\n" in text


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/rien", "/api/echo/{id}/a/b", "/local/x"])
def test_an_unknown_path_is_a_404_problem(browser: Browser, path: str) -> None:
    answer = browser.ask("GET", path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["type"] == "introuvable"


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/api/echo"), ("POST", "/"), ("OPTIONS", "/api/echo")]
)
def test_an_unknown_method_is_a_405_problem(browser: Browser, method: str, path: str) -> None:
    answer = browser.ask(method, path)
    assert answer.status == 405
    assert answer.json["type"] == "methode-refusee"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("host", ["amneubor.test", "127.0.0.1.pirate.test", "[::1]", "localhost:x"])
def test_another_host_is_refused(browser: Browser, host: str) -> None:
    for path in ("/", "/api/echo", "/local/messages"):
        answer = browser.ask("GET", path, host=host)
        assert answer.status == 403
        assert answer.json["type"] == "origine-refusee"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST:1", "127.0.0.1"])
def test_this_machine_is_a_good_host_on_any_port(browser: Browser, host: str) -> None:
    assert browser.ask("GET", "/api/echo", host=host).status == 200


def test_six_megabytes_pass(browser: Browser) -> None:
    answer = browser.ask("POST", "/api/echo", b"a" * BODY_LIMIT)
    assert answer.status == 200
    assert len(answer.json["text"]) == BODY_LIMIT


def test_more_is_a_413_problem_that_reaches_the_caller(browser: Browser) -> None:
    answer = browser.ask("POST", "/api/echo", b"a" * (3 * BODY_LIMIT))
    assert answer.status == 413
    assert answer.json["type"] == "trop-grand"


def test_an_announced_body_too_large_is_refused_before_it_is_sent(browser: Browser) -> None:
    with socket.create_connection(("127.0.0.1", browser.port), timeout=10) as raw:
        raw.sendall(
            b"POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"
        )
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_without_a_length_is_counted_as_it_comes(browser: Browser) -> None:
    with socket.create_connection(("127.0.0.1", browser.port), timeout=10) as raw:
        raw.sendall(
            b"POST /api/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
        for _ in range(7):
            raw.sendall(chunk)
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_a_broken_handler_is_a_500_that_says_nothing(browser: Browser) -> None:
    answer = browser.ask("GET", "/api/panne")
    assert answer.status == 500
    assert b"77 123" not in answer.body


def test_head_has_the_headers_and_no_body(browser: Browser) -> None:
    whole = browser.ask("GET", "/")
    head = browser.ask("HEAD", "/")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]


def test_every_answer_bears_the_security_headers(browser: Browser) -> None:
    for path in ("/", "/app.js", "/rien.js", "/api/echo", "/api/rien"):
        headers = browser.ask("GET", path).headers
        assert headers["content-security-policy"] == "default-src 'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_sixteen_callers_at_once_each_get_their_own_answer(site_root: Path) -> None:
    app = toy()
    all_inside = threading.Barrier(16)

    def together() -> dict[str, Any]:
        all_inside.wait(20)
        request = app.current_request
        assert request is not None
        return {"event": request.to_original_event()}

    app.route("/api/ensemble", methods=["POST"], content_types=[])(together)

    def call(browser: Browser, number: int) -> list[str]:
        asked = str(number)
        answer = browser.ask("POST", f"/api/ensemble?n={asked}", asked.encode())
        event = answer.json["event"]
        return [event["queryStringParameters"]["n"], event["body"]]

    with served(app, site_root) as browser, ThreadPoolExecutor(16) as pool:
        numbers = range(16 * 20)
        answers = list(pool.map(call, [browser] * len(numbers), numbers))
    assert answers == [[str(number)] * 2 for number in numbers]


def test_http2_is_spoken_to_who_knows(browser: Browser) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    connection.initiate_connection()
    request = {
        ":method": "GET",
        ":path": "/api/echo",
        ":scheme": "http",
        ":authority": f"localhost:{browser.port}",
    }
    cookies = [("cookie", "a=1"), ("cookie", "b=2")]
    connection.send_headers(1, [*request.items(), *cookies], end_stream=True)
    seen: list[object] = []
    with socket.create_connection(("127.0.0.1", browser.port), timeout=10) as raw:
        while not any(isinstance(event, h2.events.StreamEnded) for event in seen):
            raw.sendall(connection.data_to_send())
            seen += connection.receive_data(raw.recv(65536))
    body = b"".join(event.data for event in seen if isinstance(event, h2.events.DataReceived))
    headers = json.loads(body)["event"]["headers"]
    assert headers["host"] == f"localhost:{browser.port}"
    assert headers["cookie"] == "a=1; b=2"


def test_a_stop_finishes_what_is_in_flight(site_root: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()
    app = toy()

    def slow() -> dict[str, str]:
        begun.set()
        assert go_on.wait(20)
        return {"fini": "oui"}

    def finish_once_closed(port: int) -> None:
        while accepts(port):
            go_on.wait(0.01)
        go_on.set()

    app.route("/api/lent", methods=["GET"])(slow)
    with ThreadPoolExecutor(2) as pool:
        with served(app, site_root) as browser:
            answer = pool.submit(browser.ask, "GET", "/api/lent")
            assert begun.wait(20)
            pool.submit(finish_once_closed, browser.port)
        assert answer.result().json == {"fini": "oui"}


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def read_all(raw: socket.socket) -> bytes:
    parts = []
    while part := raw.recv(65536):
        parts.append(part)
    return b"".join(parts)
