"""Rappels as they are kept: a reminder, or an accusé, with its recipients inside (tables.md)."""

from __future__ import annotations

from datetime import datetime
from zlib import crc32

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)

from chalicelib.aws.attributs import Entier, Json
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import FILES, STAGE, Row
from chalicelib.aws.transaction import Transaction
from chalicelib.context import outside
from chalicelib.domaine.rappel import PLANIFIES_MAX, EtatRappel, ensemble


class ParReglement(LocalSecondaryIndex["RappelRow"]):
    """`reglement#etat#date#id` of a rappel, `client#etat#date#id` of an accusé."""

    class Meta:
        index_name = "reglement"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_reglement = UnicodeAttribute(range_key=True)


class ParEtat(LocalSecondaryIndex["RappelRow"]):
    """`etat#date#id`."""

    class Meta:
        index_name = "etat"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_etat = UnicodeAttribute(range_key=True)


class ParDate(LocalSecondaryIndex["RappelRow"]):
    """`date#id`."""

    class Meta:
        index_name = "date"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_date = UnicodeAttribute(range_key=True)


class RappelsAFaire(GlobalSecondaryIndex["RappelRow"]):
    """What is to be sent, or to be looked after, by when."""

    class Meta:
        index_name = "a_faire"
        projection = KeysOnlyProjection()

    file = Entier(hash_key=True)
    du_a = UnicodeAttribute(range_key=True)


class RappelRow(Row):
    """A rappel under its id; `maj` is its lock.

    A destinataire is `{telephone, etat, envoye_le, prise, parties, message, reponse}`; its
    number is null where it is the client's own, which is looked up when it is sent; `prise` is
    the lock under which a sender took it. `client` and `valeurs` (what fills the text in) are an
    accusé's; a rappel's client is its règlement's. `parties`: announced for one message.
    """

    class Meta:
        table_name = f"{STAGE}-rappels"
        region = REGION

    reglement_index = ParReglement()
    etat_index = ParEtat()
    date_index = ParDate()
    a_faire_index = RappelsAFaire()
    type = UnicodeAttribute()
    reglement = UnicodeAttribute(null=True)
    client = UnicodeAttribute(null=True)
    date = UnicodeAttribute()
    texte = UnicodeAttribute()
    valeurs = Json(null=True)
    emetteur = UnicodeAttribute(null=True)
    destinataires = Json()
    etat = UnicodeAttribute()
    parties = Entier()
    version = Entier()
    maj = UnicodeAttribute()
    cree_le = UnicodeAttribute()
    cree_par = Json()
    par_reglement = UnicodeAttribute()
    par_etat = UnicodeAttribute()
    par_date = UnicodeAttribute()
    file = Entier(null=True)
    du_a = UnicodeAttribute(null=True)


def index(row: RappelRow, le: datetime | None) -> None:
    """Set the keys that follow from état and date; `le`: when to look at it next, if ever."""
    row.par_reglement = f"{row.client or row.reglement}#{row.etat}#{row.date}#{row.cle}"
    row.par_etat = f"{row.etat}#{row.date}#{row.cle}"
    row.par_date = f"{row.date}#{row.cle}"
    row.file = row.du_a = None
    if le is not None:
        row.file = crc32(row.cle.encode()) % FILES
        row.du_a = f"{instant(le)}#{row.boutique_id}#{row.cle}"


def etat(row: RappelRow) -> EtatRappel:
    """The état of the whole, from its destinataires'."""
    return ensemble(EtatRappel(d["etat"]) for d in row.destinataires)


def ecrire(transaction: Transaction, row: RappelRow, le: datetime | None) -> None:
    """Write a rappel as it is now, if nobody has since it was read; `le`: when to look next.

    The transaction fails on `rappel` otherwise.
    """
    lu = row.maj
    row.maj = outside.new_id()
    row.etat = etat(row).value
    index(row, le)
    transaction.put(row, RappelRow.maj == lu, "rappel")


def decider(row: RappelRow, etat: EtatRappel) -> None:
    """Give what is still planned of a rappel its last état."""
    row.destinataires = [
        {**d, "etat": etat.value} if d["etat"] == EtatRappel.PLANIFIE else d
        for d in row.destinataires
    ]


def annuler(transaction: Transaction, row: RappelRow) -> None:
    """Nobody gets what is still planned of it."""
    decider(row, EtatRappel.ANNULE)
    ecrire(transaction, row, None)


def un(boutique_id: str, id: str) -> RappelRow | None:
    """A rappel, read consistently, or None."""
    try:
        return RappelRow.get(boutique_id, id, consistent_read=True)
    except RappelRow.DoesNotExist:
        return None


def du_reglement(boutique_id: str, reglement: str) -> list[RappelRow]:
    """Every rappel of a règlement, or accusé of a client. One query."""
    return _par_reglement(boutique_id, f"{reglement}#", None)


def planifies(boutique_id: str, reglement: str) -> list[RappelRow]:
    """What is planned on a règlement: 20 at most. One query."""
    return _par_reglement(boutique_id, f"{reglement}#{EtatRappel.PLANIFIE}#", PLANIFIES_MAX)


def _par_reglement(boutique_id: str, debut: str, limit: int | None) -> list[RappelRow]:
    found = RappelRow.reglement_index.query(
        boutique_id, RappelRow.par_reglement.startswith(debut), consistent_read=True, limit=limit
    )
    return list(found)


def a_faire(now: datetime, file: int) -> list[tuple[str, str]]:
    """Each (boutique, id) of one of the 16 files that is due. One query."""
    due = RappelRow.du_a < f"{instant(now)}#~"
    return [(row.boutique_id, row.cle) for row in RappelRow.a_faire_index.query(file, due)]
