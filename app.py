"""The map of the whole surface: what is called, by whom, and which use case answers."""

from __future__ import annotations

from chalicelib.web import openapi
from chalicelib.web.application import app
from chalicelib.web.route import route

__all__ = ["app"]


@route("GET", "/sante", public=True)
def sante() -> dict[str, str]:
    """Which version serves."""
    return {"version": openapi.VERSION}


@route("GET", "/openapi.json", public=True)
def openapi_json() -> dict[str, object]:
    """This API in OpenAPI 3.1."""
    return openapi.description()
