"""How many SMS parts a boutique may still send: the item `quota` of the table envois.

Every change writes a mouvement in the same transaction, on condition that the quota is the one
read: the sum of the mouvements is the quota, always, and it is never negative.
"""

from __future__ import annotations

from enum import StrEnum

from pynamodb.attributes import UnicodeAttribute

from chalicelib.aws.attributs import Entier
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.tables import STAGE, Row
from chalicelib.aws.transaction import Transaction

QUOTA = "quota"


class Motif(StrEnum):
    """Why parts came or went."""

    BIENVENUE = "bienvenue"
    CREDIT = "credit"
    RAPPEL = "rappel"
    ACCUSE = "accuse"
    ENVOI = "envoi"
    RENDU = "rendu"


class QuotaRow(Row):
    """`quota`: what is left, in `sms`; `mouvement#ulid`: what came or went, and why."""

    class Meta:
        table_name = f"{STAGE}-envois"
        region = REGION

    sms = Entier(null=True)
    le = UnicodeAttribute(null=True)
    parties = Entier(null=True)
    motif = UnicodeAttribute(null=True)
    solde = Entier(null=True)


def mouvement_cle(id: str) -> str:
    """Where a mouvement is kept; ids order them."""
    return f"mouvement#{id}"


def ouverture(boutique_id: str, id: str, le: str, parties: int) -> tuple[QuotaRow, QuotaRow]:
    """The rows of a new shop: its quota, and the mouvement that says where it comes from."""
    return (
        QuotaRow(boutique_id, QUOTA, sms=parties),
        _mouvement(boutique_id, id, le, parties, Motif.BIENVENUE, parties),
    )


def lire(boutique_id: str) -> int:
    """SMS parts left, read consistently. One call."""
    left: int = QuotaRow.get(boutique_id, QUOTA, consistent_read=True).sms
    return left


def mouvoir(
    transaction: Transaction,
    boutique_id: str,
    lu: int,
    parties: int,
    motif: Motif,
    *,
    id: str,
    le: str,
) -> None:
    """Add `parties` (taken: below 0) to a quota that was read as `lu`, with the mouvement `id`.

    The transaction fails on `quota` when somebody else has moved it meanwhile, and on
    `mouvement` when this very one is written already. `lu + parties` must not be negative.
    """
    assert lu + parties >= 0
    transaction.update(
        QuotaRow(boutique_id, QUOTA),
        [QuotaRow.sms.set(lu + parties)],
        QuotaRow.sms == lu,
        "quota",
    )
    transaction.put(
        _mouvement(boutique_id, id, le, parties, motif, lu + parties),
        QuotaRow.cle.does_not_exist(),
        "mouvement",
    )


def _mouvement(
    boutique_id: str, id: str, le: str, parties: int, motif: Motif, solde: int
) -> QuotaRow:
    return QuotaRow(
        boutique_id, mouvement_cle(id), le=le, parties=parties, motif=motif.value, solde=solde
    )
