"""Envois as they are kept: one bulk message, and each of its recipients (tables.md, `envois`).

The recipients stand apart from the envois, so that a list of envois reads none of them.
"""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import KeysOnlyProjection, LocalSecondaryIndex

from chalicelib.aws.attributs import Entier, Json
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.tables import STAGE, Row


class EnvoiRow(Row):
    """`envoi#ulid`: what was asked, what it cost; `cout`: parts taken from the quota."""

    class Meta:
        table_name = f"{STAGE}-envois"
        region = REGION

    emetteur = UnicodeAttribute()
    texte = UnicodeAttribute()
    etat = UnicodeAttribute()
    parties = Entier()
    destinataires = Entier()
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

    `pris_le`: when a sender took it up (`en_cours`); `message`: SNS's id; `reponse`: the
    operator's word.
    """

    class Meta:
        table_name = f"{STAGE}-envois"
        region = REGION

    tel_index = ParTel()
    par_tel = UnicodeAttribute(null=True)
    telephone = UnicodeAttribute(null=True)
    etat = UnicodeAttribute()
    pris_le = UnicodeAttribute(null=True)
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
