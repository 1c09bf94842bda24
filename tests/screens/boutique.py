"""A boutique on the running stack, as its gérante and her browser know it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from random import randint
from typing import Any, cast
from uuid import uuid4

from playwright.sync_api import APIRequestContext, Playwright, StorageState, StorageStateCookie

from tests.discretion import memory

MOT_DE_PASSE = "le riz de Richard Toll"


def last_link(api: APIRequestContext, email: str) -> str:
    """The link of the newest e-mail to this address, from the stack's own post box."""
    messages = api.get("/local/messages").json()["elements"]
    texts = (m["texte"] for m in messages if m["destinataire"] == email)
    found = re.search(r"https?://\S+#jeton=\S+", next(texts))
    assert found is not None
    return found[0]


class Voisine:
    """Somebody at another address of this machine: sign-ups are counted by address."""

    def __init__(self, stack: str) -> None:
        self.host = stack.removeprefix("http://")
        self.address = f"127.{randint(1, 254)}.{randint(0, 254)}.{randint(1, 254)}"

    def connection(self) -> HTTPConnection:
        """From her address, or where the system has but one (macOS) from that."""
        hers = HTTPConnection(self.host, timeout=20, source_address=(self.address, 0))
        try:
            hers.connect()
        except OSError:
            return HTTPConnection(self.host, timeout=20)
        return hers

    def post(self, path: str, **body: str) -> StorageStateCookie:
        """Write below `/api`; the session cookie that came with the answer."""
        connection = self.connection()
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/api{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        assert answer.status < 300, answer.read()
        memory.sent(json.dumps(body), answer.getheaders())
        morsel = SimpleCookie(answer.getheader("set-cookie", "")).get("session")
        connection.close()
        return {
            "name": "session",
            "value": morsel.value if morsel else "",
            "domain": "127.0.0.1",
            "path": "/",
            "expires": -1,
            "httpOnly": True,
            "secure": False,
            "sameSite": "Strict",
        }


@dataclass
class Boutique:
    """Mariama keeps it; `api` bears her session."""

    api: APIRequestContext
    email: str

    @classmethod
    def ouvrir(cls, playwright: Playwright, stack: str) -> Boutique:
        """Sign up by e-mail link, as anybody does."""
        email = f"mariama-{uuid4().hex[:10]}@ndiaye.example"
        voisine = Voisine(stack)
        voisine.post(
            "/inscription",
            boutique="Boutique Ndiaye",
            nom="Mariama Ndiaye",
            email=email,
            telephone="77 555 10 10",
            mot_de_passe=MOT_DE_PASSE,
        )
        api = playwright.request.new_context(base_url=stack)
        jeton = last_link(api, email).split("#jeton=")[1]
        api.dispose()
        cookie = voisine.post("/inscription/confirmation", jeton=jeton, mot_de_passe=MOT_DE_PASSE)
        state: StorageState = {"cookies": [cookie], "origins": []}
        return cls(playwright.request.new_context(base_url=stack, storage_state=state), email)

    def get(self, path: str) -> Any:
        """The JSON of a read below `/api`."""
        answer = self.api.get(f"/api{path}")
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        """The JSON of a write below `/api`."""
        headers = {"Idempotency-Key": uuid4().hex}
        answer = self.api.post(f"/api{path}", data=body, headers=headers)
        assert answer.ok, answer.text()
        memory.sent(json.dumps(body), (), answer.body())
        return answer.json() if answer.body() else None

    def vendre(self, telephone: str, nom: str, produit: str, montant: int, **more: Any) -> Any:
        """A règlement."""
        return self.post(
            "/reglements", telephone=telephone, nom=nom, produit=produit, montant=montant, **more
        )

    def reglements(self) -> list[dict[str, Any]]:
        """All règlements, newest first."""
        return cast("list[dict[str, Any]]", self.get("/reglements")["elements"])

    def session(self) -> StorageState:
        """What a browser needs to be signed in as her."""
        return self.api.storage_state()
