"""A boutique on the running stack, as its gérante and her browser know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from playwright.sync_api import APIRequestContext, StorageState

MOT_DE_PASSE = "le riz de Richard Toll"


def last_link(api: APIRequestContext, email: str) -> str:
    """The link of the newest e-mail to this address, from the stack's own post box."""
    messages = api.get("/local/messages").json()["elements"]
    texts = (m["texte"] for m in messages if m["destinataire"] == email)
    found = re.search(r"https?://\S+#jeton=\S+", next(texts))
    assert found is not None
    return found[0]


@dataclass
class Boutique:
    """Mariama keeps it; `api` bears her session."""

    api: APIRequestContext
    email: str

    @classmethod
    def ouvrir(cls, api: APIRequestContext) -> Boutique:
        """Sign up by e-mail link, as anybody does."""
        email = f"mariama-{uuid4().hex[:10]}@ndiaye.example"
        boutique = cls(api, email)
        boutique.post(
            "/inscription",
            boutique="Boutique Ndiaye",
            nom="Mariama Ndiaye",
            email=email,
            telephone="77 555 10 10",
            mot_de_passe=MOT_DE_PASSE,
        )
        jeton = last_link(api, email).split("#jeton=")[1]
        boutique.post("/inscription/confirmation", jeton=jeton, mot_de_passe=MOT_DE_PASSE)
        return boutique

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
