"""What a message will cost, and say, before anybody sends it (api.md, SMS)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from chalicelib import refus
from chalicelib.aws import lecture, rows
from chalicelib.context import Context
from chalicelib.domaine import rappel, sms
from chalicelib.domaine.problems import ChampsInvalides, Erreur
from chalicelib.domaine.sms import Encodage
from chalicelib.web.champs import Corps, Id, Vue, net_lignes, refuser


def _texte(value: str) -> str:
    texte = net_lignes(value)
    if not texte:
        refuser("Écrivez le message.")
    return texte


TexteLibre = Annotated[str, Field(max_length=4 * sms.OCTETS_MAX), AfterValidator(_texte)]
"""The words of a message; what it may weigh is known when all of it is (`trop_long`)."""


class ApercuInput(Corps):
    """A message as it is being written; `reglement`: whose values fill in what is in braces."""

    texte: TexteLibre
    marketing: bool = False
    reglement: Id | None = None


class ApercuVue(Vue):
    """The message filled in, what it costs, and the same for less.

    The refusal link of a marketing message is counted, and shown in neither text.
    """

    texte: str
    encodage: Encodage
    parties: int
    restants: int
    caracteres_ucs2: list[str]
    texte_gsm7: str


def pied() -> str:
    """The last line of a marketing message, as long as everybody's."""
    return refus.pied("0" * refus.JETON_MAX)


def trop_long(texte: str) -> str | None:
    """What to say of a message that one publish does not take."""
    trop = len(texte.encode()) - sms.OCTETS_MAX
    return f"Ce message est trop long : enlevez {trop} octets." if trop > 0 else None


def apercevoir(ctx: Context, body: ApercuInput) -> ApercuVue:
    """POST /messages/apercu. No call, or 2 for a règlement's values.

    Raises ChampsInvalides (texte, reglement).
    """
    texte = rempli(ctx, body.texte, body.reglement) if body.reglement else body.texte
    whole = texte + pied() if body.marketing else texte
    if why := trop_long(whole):
        raise ChampsInvalides.of("texte", why)
    found = sms.apercevoir(whole)
    return ApercuVue(
        texte=texte,
        encodage=found.encodage,
        parties=found.parties,
        restants=found.restants,
        caracteres_ucs2=list(found.caracteres_ucs2),
        texte_gsm7=sms.simplifier(texte),
    )


def rempli(ctx: Context, texte: str, reglement: str) -> str:
    """The text with a règlement's values of now. Raises ChampsInvalides (texte, reglement)."""
    row = lecture.reglement_row(ctx.boutique_id, reglement)
    client = lecture.proprietaire(ctx.boutique_id, row.client) if row else None
    erreurs = []
    if row is None or client is None:
        erreurs.append(Erreur("reglement", "Ce règlement n'existe pas ou n'existe plus."))
    if unknown := rappel.inconnus(texte):
        erreurs.append(Erreur("texte", f"On ne sait pas remplir {', '.join(unknown)}."))
    if row is None or client is None or erreurs:
        raise ChampsInvalides(erreurs)
    valeurs = rappel.valeurs(ctx.boutique, client.nom, client.du, rows.reglement(row))
    return rappel.remplir(texte, valeurs)
