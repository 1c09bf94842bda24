"""The answers that open and end a session in the browser."""

from __future__ import annotations

from chalicelib.sessions import Ouverte, SessionView
from chalicelib.web import cookie
from chalicelib.web.answer import Answer


def signed_in(ouverte: Ouverte) -> Answer[SessionView]:
    """Who is signed in, with the session's cookie."""
    return Answer(ouverte.view, headers={"Set-Cookie": cookie.keep(ouverte.token)})


def signed_out() -> Answer[None]:
    """Nothing, and the cookie goes."""
    return Answer(None, headers={"Set-Cookie": cookie.drop()})
