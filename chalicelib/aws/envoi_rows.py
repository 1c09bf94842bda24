"""Envois as they are kept: one bulk message, and each of its recipients (tables.md, `envois`).

The recipients stand apart from the envois, so that a list of envois reads none of them. Those
that are to get the message come first (`destinataires` of them), then those that are only shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import KeysOnlyProjection, LocalSecondaryIndex

from chalicelib.aws.attributs import Entier, Json
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.tables import STAGE, Row
from chalicelib.aws.transaction import Transaction
from chalicelib.context import first_id


class EtatEnvoi(StrEnum):
    """How far an envoi is."""

    EN_COURS = "en_cours"
    TERMINE = "termine"


class Sort(StrEnum):
    """What becomes of a recipient. `en_cours` (a sender has it) is shown as `a_envoyer`."""

    A_ENVOYER = "a_envoyer"
    EN_COURS = "en_cours"
    ENVOYE = "envoye"
    ECHEC = "echec"
    INCERTAIN = "incertain"
    REFUS = "refus"
    SANS_CONSENTEMENT = "sans_consentement"


class EnvoiRow(Row):
    """`envoi#ulid`: what was asked, what it cost.

    `destinataires` were to get it, `tous` are shown; `parties`: of one message; `cout`: parts
    taken from the quota.
    """

    class Meta:
        table_name = f"{STAGE}-envois"
        region = REGION

    emetteur = UnicodeAttribute()
    texte = UnicodeAttribute()
    etat = UnicodeAttribute()
    parties = Entier()
    destinataires = Entier()
    tous = Entier()
    cout = Entier()
    cree_le = UnicodeAttribute()
    cree_par = Json()


class ParTel(LocalSecondaryIndex["DestinataireRow"]):
    """`telephone#cle`: a deletion finds the number."""

    class Meta:
        index_name = "tel"
        projection = KeysOnlyProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_tel = UnicodeAttribute(range_key=True)


class DestinataireRow(Row):
    """`dest#ulid#00001`: a recipient; its number is empty once a deletion has taken it away.

    `prise`: the claim of the sender who took it up, an id that says when; it stays when all is
    over, and is absent where nothing was ever to be sent. `message`: SNS's id; `parties`: as
    they were charged, by the network's own word; `reponse`: the operator's.
    """

    class Meta:
        table_name = f"{STAGE}-envois"
        region = REGION

    tel_index = ParTel()
    par_tel = UnicodeAttribute(null=True)
    telephone = UnicodeAttribute(null=True)
    etat = UnicodeAttribute()
    prise = UnicodeAttribute(null=True)
    envoye_le = UnicodeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    parties = Entier(null=True)
    reponse = UnicodeAttribute(null=True)


def envoi_cle(id: str) -> str:
    """Where an envoi is kept."""
    return f"envoi#{id}"


def destinataire_cle(id: str, n: int) -> str:
    """Where the n-th recipient of an envoi is kept."""
    return f"dest#{id}#{n:05d}"


def destinataires(boutique_id: str, id: str, debut: int, fin: int) -> Iterator[DestinataireRow]:
    """The recipients of an envoi from the `debut`-th on, the `fin`-th left out. A call for 1 MB."""
    if debut >= fin:
        return iter(())
    return iter(
        DestinataireRow.query(
            boutique_id,
            DestinataireRow.cle.between(destinataire_cle(id, debut), destinataire_cle(id, fin - 1)),
            consistent_read=True,
        )
    )


def tous(boutique_id: str, id: str) -> Iterator[DestinataireRow]:
    """Every recipient of an envoi. A call for 1 MB."""
    return iter(
        DestinataireRow.query(
            boutique_id, DestinataireRow.cle.startswith(f"dest#{id}#"), consistent_read=True
        )
    )


def de(boutique_id: str, premier: str, dernier: str) -> Iterator[DestinataireRow]:
    """The recipients of all envois from one to another, in order. A call for 1 MB."""
    span = DestinataireRow.cle.between(f"dest#{premier}#", f"dest#{dernier}#~")
    return iter(DestinataireRow.query(boutique_id, span, consistent_read=True))


def numero(row: DestinataireRow) -> int:
    """Its place among the recipients of its envoi."""
    return int(row.cle.rpartition("#")[2])


def prise_avant(row: DestinataireRow, instant: datetime) -> bool:
    """Was it taken up before then?"""
    return bool(row.prise < first_id(instant))


def oublier(transaction: Transaction, boutique_id: str, telephone: str, n: int) -> bool:
    """Empty a number (E.164) in up to `n` recipients of envois; were these the last of it?

    One that was still to be sent is not: the sender finds no number, and gives its parts back.
    A query of the index `tel`; the transaction fails on `destinataire` when such a row has gone
    meanwhile.
    """
    found = DestinataireRow.tel_index.query(
        boutique_id,
        DestinataireRow.par_tel.startswith(f"{telephone}#"),
        consistent_read=True,
        limit=n + 1,
    )
    rows = list(found)
    for row in rows[:n]:
        transaction.update(
            DestinataireRow(boutique_id, row.cle),
            [DestinataireRow.telephone.remove(), DestinataireRow.par_tel.remove()],
            DestinataireRow.cle.exists(),
            "destinataire",
        )
    return len(rows) <= n
