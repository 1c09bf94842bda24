"""The private link by which a client sees the relevé, without signing in (screens.md, 20).

What opens it is a jeton of 256 bits, of which only the hash is kept, with the client's id and the
period. It lives 30 days. A client counts how often its links were taken back, and a link keeps
the count of its day: raising it ends them all, with no list of them.

The jeton is an HMAC of the link's id, so that a request sent again is answered with the same
link though no record holds it (api.md, Idempotency: secrets are never remembered).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import date as Date
from datetime import timedelta

from pynamodb.expressions.condition import Condition

from chalicelib import clients, comptes, etapes, journal, limites, releve
from chalicelib.aws import acces, guard, idempotence, lecture, rows
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.tables import BoutiqueRow, ClientRow, JournalRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Role, Utilisateur
from chalicelib.domaine.problems import Introuvable
from chalicelib.releve import LigneVue, ReleveQuery
from chalicelib.vues import ClientRef
from chalicelib.web.answer import Answer, Visitor
from chalicelib.web.champs import Corps, DernierJour, JourQuelconque, ListeQuery, Vue

VIE = timedelta(days=30)
PERSONNE = Utilisateur("", "", "", None, Role.VENDEUR)
"""Who opens a link: nobody of the staff, and nothing is written in this name."""


class LienInput(Corps):
    """The period that the link shows; null leaves an end open, as in GET /releve."""

    du: JourQuelconque | None
    au: DernierJour


class LienVue(Vue):
    """The link, shown to who makes it."""

    id: str
    url: str | None
    expire_le: str


class BoutiquePublique(Vue):
    """Whom the client may call."""

    nom: str
    telephone: str
    devise: str
    pays: str


class RelevePublic(Vue):
    """A page of the statement, and nothing else of the client's account."""

    boutique: BoutiquePublique
    client: ClientRef
    du: Date | None
    au: Date | None
    ouverture: int
    lignes: list[LigneVue]
    cloture: int
    curseur: str | None


class LienMort(Introuvable):
    """No such link, or not any more: the same answer (404)."""

    def __init__(self) -> None:
        super().__init__("Ce lien n'est plus valable. Demandez à la boutique.")


def creer(ctx: Context, id: str, body: LienInput) -> LienVue:
    """Make a link to a client's relevé. Raises Introuvable. Costs a read and a transaction."""
    lien = outside.new_id()
    expire = ctx.now + VIE
    shown = LienVue(id=lien, url=None, expire_le=rows.instant(expire))

    def attempt(essai: comptes.Essai) -> LienVue:
        client = clients.find(ctx, id)
        transaction = Transaction()
        transaction.put(
            AccesRow(
                acces.key("releve", jeton(ctx.boutique_id, lien)),
                boutique=ctx.boutique_id,
                client=client.cle,
                periode=body.model_dump(mode="json"),
                liens=client.liens,
                expire=int(expire.timestamp()),
            )
        )
        transaction.check(client, still(client), "client")
        send(transaction, ctx, essai, client, "partager releve", shown)
        return shown

    return ouvrable(ctx, comptes.persist(attempt, lambda: shown))


def revoquer(ctx: Context, id: str) -> None:
    """End every link of a client at once. Raises Introuvable. Costs a read and a transaction."""

    def attempt(essai: comptes.Essai) -> None:
        client = clients.find(ctx, id)
        condition = etapes.lock(client)
        client.liens = (client.liens or 0) + 1
        transaction = Transaction()
        transaction.put(client, condition, "client")
        send(transaction, ctx, essai, client, "retirer liens", None)

    comptes.persist(attempt, lambda: None)


def still(client: ClientRow) -> Condition:
    """The client is there, and none of its links was taken back since it was read."""
    liens: int | None = client.liens
    same = ClientRow.liens == liens if liens else ClientRow.liens.does_not_exist()
    both: Condition = ClientRow.nom.exists() & same
    return both


def send(
    transaction: Transaction,
    ctx: Context,
    essai: comptes.Essai,
    client: ClientRow,
    action: str,
    answer: LienVue | None,
) -> None:
    """Commit with the journal's line and the idempotency record."""
    line = journal.ligne(ctx, essai.id, action, objet=client.cle, client=client.cle)
    transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
    if souvenir := idempotence.put(ctx, answer, client.cle):
        transaction.put(*souvenir, "demande")
    transaction.commit()


def retrouver(ctx: Context, reponse: str) -> LienVue:
    """A remembered answer as it was given: with the address, which is not in the record."""
    return ouvrable(ctx, LienVue.model_validate_json(reponse))


def ouvrable(ctx: Context, lien: LienVue) -> LienVue:
    """The link with its address, for who made it."""
    url = f"{outside.base_url}/r#jeton={jeton(ctx.boutique_id, lien.id)}"
    return lien.model_copy(update={"url": url})


def jeton(boutique_id: str, lien: str) -> str:
    """What opens a link: 43 characters that nobody can make without our secret."""
    text = "\0".join(("lien-releve", boutique_id, lien)).encode()
    mac = hmac.new(outside.secret, text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def lire(visitor: Visitor, jeton: str, query: ListeQuery) -> Answer[RelevePublic]:
    """GET /public/releves/{jeton}. Raises LienMort, TropDeDemandes.

    Costs a write (the limit) and 2 reads beside those of the relevé.
    """
    lien = ouvrir(visitor, jeton)
    with guard.boutique(lien.boutique):
        shop = BoutiqueRow.get(lien.boutique, BOUTIQUE, consistent_read=True)
        ctx = Context(boutique_of(shop), PERSONNE, outside.now())
        asked = ReleveQuery(**lien.periode, limite=query.limite, curseur=query.curseur)
        try:
            found = releve.lire(ctx, lien.client, asked)
        except Introuvable as gone:
            raise LienMort from gone
    shown = RelevePublic(
        **found.model_dump(exclude={"client"}),
        boutique=BoutiquePublique.model_validate(ctx.boutique, from_attributes=True),
        client=ClientRef(
            id=found.client.id, nom=found.client.nom, telephone=found.client.telephone
        ),
    )
    return Answer(shown, headers={"X-Robots-Tag": "noindex"})


def ouvrir(visitor: Visitor, jeton: str) -> AccesRow:
    """The link that a jeton opens, if it still opens one. Raises LienMort, TropDeDemandes."""
    limites.compter(limites.PUBLIC, visitor.address)
    lien = acces.find(acces.key("releve", jeton), int(outside.now().timestamp()))
    if lien is None:
        raise LienMort
    with guard.boutique(lien.boutique):
        client = lecture.client(lien.boutique, lien.client)
    if client is None or (client.liens or 0) != (lien.liens or 0):
        raise LienMort
    return lien
