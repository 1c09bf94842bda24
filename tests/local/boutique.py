"""A shop on a running stack: signed up through the e-mail's link, as a person does."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.local.conftest import Answered, Browser

PASSWORD = "une longue phrase de passe"


def sign_up(browser: Browser, email: str = "awa@exemple.sn") -> str:
    """Open a shop; the session's cookie."""
    form = {
        "boutique": "Chez Awa",
        "nom": "Awa Ndiaye",
        "email": email,
        "telephone": "771234567",
        "mot_de_passe": PASSWORD,
    }
    assert post(browser, "/api/inscription", form).status == 202
    newest = browser.ask("GET", "/local/messages").json["elements"][0]
    jeton = re.search(r"#jeton=(\S+)$", newest["texte"], re.MULTILINE)
    assert jeton is not None
    confirmation = {"jeton": jeton[1], "mot_de_passe": PASSWORD}
    answer = post(browser, "/api/inscription/confirmation", confirmation)
    assert answer.status == 200, answer.body
    return answer.headers["set-cookie"].partition(";")[0]


def post(browser: Browser, path: str, body: Any, **headers: str) -> Answered:
    """POST JSON."""
    raw = json.dumps(body).encode()
    return browser.ask("POST", path, raw, content_type="application/json", **headers)
