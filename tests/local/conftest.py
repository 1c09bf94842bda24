"""A toy application behind the real edge, on a real socket."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Response

from chalicelib.context import utc_now
from chalicelib.web.application import PDF, Application
from local import serving
from local.server import Edge, Local
from local.site import Site
from tests.discretion import memory

HEADERS = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}


@dataclass
class Answered:
    """What a browser got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """A caller that sends exactly what it is told to."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    patience_seconds: float = 20

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answered:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.patience_seconds
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {**self.headers, **named})
            response = connection.getresponse()
            got = {name.lower(): value for name, value in response.getheaders()}
            answered = Answered(response.status, got, response.read())
            memory.sent(body, [*named.items(), *got.items()], answered.body)
            return answered
        finally:
            connection.close()


def toy() -> Application:
    """Answers with the event it was given, so that a test can look at it."""
    app = Application("jouet")

    def echo(**parts: str) -> Any:
        request = app.current_request
        assert request is not None
        return {"event": request.to_original_event(), "parts": parts, "text": texte(request)}

    def texte(request: Any) -> str:
        return str(request.raw_body.decode("utf-8", "backslashreplace"))

    def file() -> Any:
        return Response(b"\x00\xff%PDF", headers={"Content-Type": PDF})

    def cookies() -> Any:
        return Response({}, headers={"Set-Cookie": ["a=1", "b=2"], "X-Un": "un"})

    def broken() -> Any:
        raise ValueError("Awa 77 123 45 67")

    app.route("/api/echo", methods=["GET", "POST"], content_types=[])(echo)
    app.route("/api/echo/{id}", methods=["GET"])(lambda id: echo(id=id))
    app.route("/api/echo/fixe", methods=["GET"])(lambda: echo(fixe="oui"))
    app.route("/api/echo/{id}/{autre}", methods=["GET"])(lambda id, autre: echo(id=id, autre=autre))
    app.route("/api/fichier", methods=["GET"])(file)
    app.route("/api/cookies", methods=["GET"])(cookies)
    app.route("/api/panne", methods=["GET"])(broken)
    return app


@contextmanager
def served(app: Application, root: Path, local: Local | None = None) -> Iterator[Browser]:
    """The edge in front of `app` and the files under `root`, until the block ends."""
    listener = serving.listen(0)
    url = serving.base_url(listener)
    loop = asyncio.new_event_loop()
    told = asyncio.Event()
    with ThreadPoolExecutor(16) as pool:
        edge = Edge(app, Site(root), local or {}, HEADERS, url, pool, utc_now)
        thread = threading.Thread(
            target=loop.run_until_complete, args=(serving.serve(edge, listener, told.wait),)
        )
        thread.start()
        try:
            yield Browser(int(url.rsplit(":", 1)[-1]))
        finally:
            loop.call_soon_threadsafe(told.set)
            thread.join()
            loop.close()


@pytest.fixture(scope="module")
def site_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("depot") / "static_site"
    (root / "locales").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>AmneuBor</title>" + " " * 500)
    (root / "app.js").write_text("export const dix = 10;\n" * 200)
    (root / "locales/fr.js").write_text("export default {};\n")
    (root.parent / "secret.txt").write_text("secret")
    return root


@pytest.fixture(scope="module")
def browser(site_root: Path) -> Iterator[Browser]:
    with served(toy(), site_root) as browser:
        yield browser
