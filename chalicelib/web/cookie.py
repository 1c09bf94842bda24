"""The session's cookie (api.md, Rules)."""

from __future__ import annotations

from chalicelib.context import outside

MAX_AGE_SECONDS = 30 * 86_400


def name() -> str:
    """`__Host-` over https: the browser then takes it from our very host alone."""
    return "__Host-session" if _secure() else "session"


def read(header: str) -> str | None:
    """The session's token out of a Cookie header."""
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name() and value:
            return value
    return None


def keep(token: str) -> str:
    """The Set-Cookie header that opens or prolongs a session by 30 days."""
    return _header(token, MAX_AGE_SECONDS)


def drop() -> str:
    """The Set-Cookie header that ends a session in the browser."""
    return _header("", 0)


def _header(value: str, max_age: int) -> str:
    secure = "; Secure" if _secure() else ""
    return f"{name()}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}"


def _secure() -> bool:
    return outside.base_url.startswith("https:")
