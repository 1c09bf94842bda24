"""The map of the whole surface: what is called, by whom, and which use case answers."""

from __future__ import annotations

from chalicelib import boutiques, inscriptions, liens, sessions
from chalicelib.boutiques import BoutiquePatch, BoutiqueView
from chalicelib.context import Context
from chalicelib.inscriptions import ConfirmationInput, InscriptionInput
from chalicelib.liens import MotDePasseInput, OubliInput
from chalicelib.sessions import SessionInput, SessionView
from chalicelib.web import openapi
from chalicelib.web.answer import Answer, Visitor
from chalicelib.web.application import app
from chalicelib.web.route import GERANT, VENDEUR, route
from chalicelib.web.signed import signed_in, signed_out

__all__ = ["app"]


@route("GET", "/sante", public=True)
def sante() -> dict[str, str]:
    """Which version serves."""
    return {"version": openapi.VERSION}


@route("GET", "/openapi.json", public=True)
def openapi_json() -> dict[str, object]:
    """This API in OpenAPI 3.1."""
    return openapi.description()


@route("POST", "/inscription", public=True, status=202)
def s_inscrire(visitor: Visitor, body: InscriptionInput) -> None:
    """Ask for a shop; a link comes by e-mail."""
    inscriptions.demander(visitor, body)


@route("POST", "/inscription/confirmation", public=True)
def confirmer_inscription(visitor: Visitor, body: ConfirmationInput) -> Answer[SessionView]:
    """Open the shop by the e-mail's link, and sign in."""
    return signed_in(inscriptions.confirmer(visitor, body))


@route("POST", "/session", public=True)
def se_connecter(visitor: Visitor, body: SessionInput) -> Answer[SessionView]:
    """Sign in."""
    return signed_in(sessions.connecter(visitor, body))


@route("GET", "/session", role=VENDEUR)
def lire_session(ctx: Context) -> SessionView:
    """Who is signed in."""
    return sessions.view(ctx.boutique, ctx.utilisateur)


@route("DELETE", "/session", public=True, status=204)
def se_deconnecter(visitor: Visitor) -> Answer[None]:
    """Sign out."""
    sessions.fermer(visitor)
    return signed_out()


@route("POST", "/mot-de-passe/oubli", public=True, status=202)
def oublier_mot_de_passe(visitor: Visitor, body: OubliInput) -> None:
    """Ask for the link that sets another password."""
    liens.oublier(visitor, body)


@route("POST", "/mot-de-passe", public=True, status=204)
def changer_mot_de_passe(visitor: Visitor, body: MotDePasseInput) -> None:
    """Set the password by a link; every other session ends."""
    liens.changer(visitor, body)


@route("GET", "/boutique", role=VENDEUR)
def lire_boutique(ctx: Context) -> BoutiqueView:
    """The shop and its settings."""
    return boutiques.lire(ctx)


@route("PATCH", "/boutique", role=GERANT)
def modifier_boutique(ctx: Context, body: BoutiquePatch) -> BoutiqueView:
    """Change the shop's settings."""
    return boutiques.modifier(ctx, body)
