"""A place in a list, as the caller carries it: opaque, and good for one boutique and one query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any, NoReturn

from chalicelib import json_strict
from chalicelib.context import Context, outside
from chalicelib.domaine.problems import ChampsInvalides, PasDuJson

MAC_BYTES = 16


def sign(ctx: Context, query: str, place: Any) -> str:
    """The cursor for a place (any JSON value) of the list that `query` describes.

    `query` holds all that chooses and orders the list, without limite and curseur.
    """
    text = json_strict.canonical(place)
    return _encode(_mac(ctx, query, text) + text)


def read(ctx: Context, query: str, curseur: str | None) -> Any:
    """The place, or None at the beginning.

    Raises ChampsInvalides for what was changed, or comes from another boutique or query.
    """
    if curseur is None:
        return None
    try:
        signed = base64.b64decode(curseur + "=" * (-len(curseur) % 4), altchars="-_", validate=True)
        mac, text = signed[:MAC_BYTES], signed[MAC_BYTES:]
        if _encode(signed) != curseur or not hmac.compare_digest(mac, _mac(ctx, query, text)):
            _refuse()
        return json_strict.read(text)
    except (binascii.Error, ValueError, PasDuJson):
        _refuse()


def _encode(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def _mac(ctx: Context, query: str, text: bytes) -> bytes:
    asked = "\0".join(("curseur", ctx.boutique_id, query, "")).encode()
    return hmac.new(outside.secret, asked + text, hashlib.sha256).digest()[:MAC_BYTES]


def _refuse() -> NoReturn:
    raise ChampsInvalides.of("curseur", "Ce curseur n'est pas celui de cette liste.")
