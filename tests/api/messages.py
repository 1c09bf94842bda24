"""Bulk messages in a test: parts to pay them with, the senders at work, what must hold after."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from chalicelib import diffusion
from chalicelib.aws import guard, quota
from chalicelib.aws.quota import Motif
from chalicelib.aws.rows import instant
from chalicelib.aws.transaction import Transaction
from chalicelib.context import outside
from local.queues import Queues
from local.senders import Senders
from tests.api.personne import Personne

MESSAGES = "messages"
BIENVENUE = 11
PROMO: dict[str, Any] = {"emetteur": "ChezAwa", "texte": "Riz 25 kg a 13 000 F jusqu'au 5."}
"""One part, with its refusal link."""


def numero(n: int) -> str:
    """The n-th of a row of numbers in Senegal."""
    return f"+22177600{n:04d}"


def numeros(n: int, debut: int = 1) -> list[str]:
    return [numero(debut + k) for k in range(n)]


def crediter(who: Personne, parties: int) -> None:
    """Give a boutique so many parts, as the operator does."""
    with guard.boutique(who.boutique):
        made = Transaction()
        quota.mouvoir(
            made,
            who.boutique,
            quota.lire(who.boutique),
            parties,
            Motif.CREDIT,
            id=outside.new_id(),
            le=instant(outside.now()),
        )
        made.commit()


def envoyer(who: Personne, *telephones: str, **other: Any) -> Any:
    """An envoi that is accepted, to numbers typed by hand and to whom `other` says."""
    return who.post("/messages", expect=202, telephones=list(telephones), **{**PROMO, **other})


def diffuser(files: Queues) -> int:
    """Hand every hint to a sender, as Lambda does; how many there were."""
    seen = 0
    while taken := files.receive(MESSAGES):
        for each in taken:
            hint = json.loads(each.corps)
            with guard.boutique(hint["boutique"]):
                diffusion.envoyer(hint["boutique"], hint["cle"])
            seen += 1
        files.delete(taken)
    return seen


def sorts(who: Personne, envoi: Any) -> dict[str, str]:
    """What became of each number of an envoi."""
    shown = who.get(f"/messages/{envoi['id']}")["resultats"]
    return {each["telephone"]: each["etat"] for each in shown}


def comptes(who: Personne) -> int:
    """What is left of the quota, which is the sum of the mouvements, each in its order."""
    shown = who.get("/quota", limite=100)
    mouvements = shown["mouvements"]
    curseur = shown["curseur"]
    while curseur:
        page = who.get("/quota", limite=100, curseur=curseur)
        mouvements += page["mouvements"]
        curseur = page["curseur"]
    assert sum(m["parties"] for m in mouvements) == shown["sms"] >= 0
    solde = 0
    for mouvement in reversed(mouvements):
        solde += mouvement["parties"]
        assert mouvement["solde"] == solde
    return int(shown["sms"])


def accordes(who: Personne, sms: Senders, envoi: Any) -> Counter[str]:
    """Nobody got it twice, who is `envoye` got it, and what is charged is what may have gone.

    How many recipients there are of each état.
    """
    shown = who.get(f"/messages/{envoi['id']}")
    got = Counter(each["destinataire"] for each in sms.published())
    asked = {each["telephone"]: sms.requests(each["telephone"]) for each in shown["resultats"]}
    for each in shown["resultats"]:
        number, etat = each["telephone"], each["etat"]
        assert got[number] <= 1, number
        assert got[number] == 1 if etat == "envoye" else got[number] == 0 or etat == "incertain"
        assert etat in ("envoye", "echec", "incertain") or asked[number] == 0, (number, etat)
    return Counter(each["etat"] for each in shown["resultats"])
