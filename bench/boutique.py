"""The shop that is measured: written into a DATA_DIR before a stack starts on it."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib import sessions
from chalicelib.aws import guard, quota
from chalicelib.aws.boutique_rows import boutique_row, utilisateur_row
from chalicelib.aws.rows import instant
from chalicelib.context import outside
from chalicelib.domaine.boutique import Boutique, Role, Utilisateur
from chalicelib.domaine.compte import Auteur
from local.dynamodb import Engine
from tests.api.taille import semer

CLIENTS = 40
REGLEMENTS_EACH = 50
RELEVES = (10, 1_000, 10_000)
"""Règlements of the clients whose statement of one month is asked for."""


@dataclass(frozen=True)
class Shop:
    """The session's token, those who buy and pay, and those whose relevé is read, by size."""

    token: str
    clients: list[str]
    releves: dict[int, str]


def open_shop(engine: Engine) -> Shop:
    """A shop of 2,000 règlements of forty clients, and three whose history differs."""
    shop = Boutique(outside.new_id(), "Chez Awa", "+221771234567")
    awa = Utilisateur(outside.new_id(), "Awa Ndiaye", "awa@exemple.sn", None, Role.GERANT)
    now = outside.now()
    with guard.boutique(shop.id):
        boutique_row(shop, instant(now)).save()
        utilisateur_row(shop.id, awa, None, now).save()
        for row in quota.ouverture(shop.id, outside.new_id(), instant(now), 11):
            row.save()
        tailles = [*[REGLEMENTS_EACH] * CLIENTS, *RELEVES]
        sown = semer(engine, shop.id, Auteur(awa.id, awa.nom), tailles)
        token = sessions.nouvelle(shop, awa).token
    ids = [one.id for one in sown]
    return Shop(token, ids[:CLIENTS], dict(zip(RELEVES, ids[CLIENTS:], strict=True)))
