"""Who wants no more marketing from a boutique, and the short link that says so.

A reply « STOP » cannot reach us in Senegal, so each marketing message ends in a link of its
recipient's own. A refusal is the boutique's, not AmneuBor's, and outlives contact and client:
what is kept is an HMAC of the number under our secret, of which nobody can make the number
(domaine.md, the word *refus*).
"""

from __future__ import annotations

import hashlib
import hmac
import string
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from chalicelib import essais, limites
from chalicelib.aws import acces, contact_rows, guard
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.aws.transaction import ConditionsRefusees, Transaction
from chalicelib.context import outside
from chalicelib.domaine.problems import Introuvable
from chalicelib.web.answer import Answer, Visitor
from chalicelib.web.champs import Vue

BASE62 = string.digits + string.ascii_letters
JETON_MAX = 10
"""Characters of a jeton: 59 bits, which nobody guesses at 100 calls a minute."""
VIE = timedelta(days=400)
"""A link in a message that was kept still takes the refusal a year later."""


class BoutiqueRefus(Vue):
    """Whose messages are refused."""

    nom: str
    telephone: str


class RefusVue(Vue):
    """Does the number to which the link was sent refuse this boutique's messages?"""

    boutique: BoutiqueRefus
    refus: bool


class LienInconnu(Introuvable):
    """No such link, or not any more: the same answer (404)."""

    def __init__(self) -> None:
        super().__init__("Ce lien n'est plus valable. Demandez à la boutique.")


def marque(boutique_id: str, telephone: str) -> str:
    """A number (E.164) as a refusal keeps it: the boutique's own HMAC of it."""
    return _mac("refus", boutique_id, telephone).hex()


def jeton(boutique_id: str, telephone: str) -> str:
    """What a number's link ends in: 10 letters and digits, the same each time."""
    rest, found = int.from_bytes(_mac("lien-refus", boutique_id, telephone), "big"), ""
    for _ in range(JETON_MAX):
        rest, place = divmod(rest, len(BASE62))
        found += BASE62[place]
    return found


def _mac(*text: str) -> bytes:
    return hmac.new(outside.secret, "\0".join(text).encode(), hashlib.sha256).digest()


def lien(jeton: str) -> str:
    """The address that takes a refusal."""
    return f"{outside.base_url}/refus/{jeton}"


def pied(jeton: str) -> str:
    """The last line of a marketing message, of the same length for every number; GSM 03.38."""
    return f"\nStop : {lien(jeton)}"


def ouvrir_liens(boutique_id: str, telephones: Iterable[str]) -> None:
    """Have the links of these numbers open for 400 days from now. A call for each 25."""
    expire = int((outside.now() + VIE).timestamp())
    with AccesRow.batch_write() as batch:
        for telephone in dict.fromkeys(telephones):
            cle = acces.key("refus", jeton(boutique_id, telephone))
            mark = marque(boutique_id, telephone)
            batch.save(AccesRow(cle, boutique=boutique_id, objet=mark, expire=expire))


def refuses(boutique_id: str, telephones: Iterable[str]) -> set[str]:
    """Which of these numbers (E.164) want no marketing from this boutique. A call a hundred."""
    marks = {_cle(marque(boutique_id, number)): number for number in telephones}
    return {marks[cle] for cle in contact_rows.rows(boutique_id, marks)}


def _cle(marque: str) -> str:
    return f"refus#{marque}"


def lire(visitor: Visitor, jeton: str) -> Answer[RefusVue]:
    """GET /public/refus/{jeton}. Raises LienInconnu, TropDeDemandes. A write and 3 reads."""
    lien = ouvrir(visitor, jeton)
    with guard.boutique(lien.boutique):
        return vue(lien, bool(contact_rows.rows(lien.boutique, [_cle(lien.objet)])))


def enregistrer(visitor: Visitor, jeton: str) -> Answer[RefusVue]:
    """POST /public/refus/{jeton}: from now on nothing of this boutique; once more changes nothing.

    Raises LienInconnu, TropDeDemandes. Costs 2 writes and 2 reads.
    """
    lien = ouvrir(visitor, jeton)
    with guard.boutique(lien.boutique):
        row = ContactRow(lien.boutique, _cle(lien.objet), le=instant(outside.now()))

        def tentative() -> None:
            made = Transaction()
            made.put(row, ContactRow.cle.does_not_exist(), "refus")
            made.commit()

        with suppress(ConditionsRefusees):  # it keeps the day on which it was first said
            essais.essayer(tentative)
        return vue(lien, refus=True)


def vue(lien: AccesRow, refus: bool) -> Answer[RefusVue]:
    """What the page shows; no search engine keeps it."""
    shop = boutique_of(BoutiqueRow.get(lien.boutique, BOUTIQUE, consistent_read=True))
    shown = RefusVue(boutique=BoutiqueRefus(nom=shop.nom, telephone=shop.telephone), refus=refus)
    return Answer(shown, headers={"X-Robots-Tag": "noindex"})


def ouvrir(visitor: Visitor, jeton: str) -> AccesRow:
    """The link that a jeton opens. Raises LienInconnu, TropDeDemandes."""
    limites.compter(limites.PUBLIC, visitor.address)
    lien = acces.find(acces.key("refus", jeton), int(outside.now().timestamp()))
    if lien is None:
        raise LienInconnu
    return lien
