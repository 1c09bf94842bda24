"""Whom a rappel may go to: the client, the boutique, its staff, its répertoire (domaine.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from chalicelib import clients, contacts
from chalicelib.aws.boutique_rows import utilisateur_key
from chalicelib.aws.tables import BoutiqueRow, ClientRow
from chalicelib.context import Context
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.problems import Erreur
from chalicelib.domaine.rappel import EtatRappel
from chalicelib.domaine.telephone import pays_de

CHAMP = "destinataires"


def planifie(telephone: str | None) -> dict[str, Any]:
    """A destinataire to be sent to; without a number, the client by the number of that day."""
    return {"telephone": telephone, "etat": EtatRappel.PLANIFIE.value}


def choisir(
    ctx: Context, boutique: Boutique, client: ClientRow, numeros: Sequence[str] | None
) -> tuple[list[dict[str, Any]], list[Erreur]]:
    """The destinataires of these numbers (None: the client), and what is wrong with them.

    One or two calls for numbers that are not the client's or the shop's.
    """
    if numeros is None:
        if client.telephone is None:
            return [], [Erreur(CHAMP, "Ce client n'a pas de numéro.")]
        numeros = [client.telephone]
    numeros = list(dict.fromkeys(numeros))
    known = {*clients.numeros(client), boutique.telephone}
    strangers = [numero for numero in numeros if numero not in known]
    if strangers:
        strangers = etrangers(ctx, strangers)
    erreurs = [
        Erreur(CHAMP, f"{numero} n'est pas un numéro du client, de l'équipe ou du répertoire.")
        for numero in strangers
    ]
    erreurs += [
        Erreur(CHAMP, f"{numero} : votre boutique n'envoie pas de SMS dans ce pays.")
        for numero in numeros
        if numero not in strangers and pays_de(numero) not in boutique.pays_sms
    ]
    return [planifie(None if n == client.telephone else n) for n in numeros], erreurs


def etrangers(ctx: Context, numeros: Iterable[str]) -> list[str]:
    """The numbers that neither the staff nor the répertoire has. Two calls."""
    staff = BoutiqueRow.query(
        ctx.boutique_id, BoutiqueRow.cle.startswith(utilisateur_key("")), consistent_read=True
    )
    known = {row.telephone for row in staff}
    rest = [numero for numero in numeros if numero not in known]
    found = contacts.connus(ctx.boutique_id, rest) if rest else {}
    return [numero for numero in rest if numero not in found]
