"""How many SMS parts a boutique may still send: the item `quota` of the table envois."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from chalicelib.aws.attributs import Entier
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.tables import STAGE, Row


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


def ouverture(boutique_id: str, id: str, le: str, parties: int) -> tuple[QuotaRow, QuotaRow]:
    """The rows of a new shop: its quota, and the mouvement that says where it comes from."""
    return (
        QuotaRow(boutique_id, "quota", sms=parties),
        QuotaRow(
            boutique_id,
            f"mouvement#{id}",
            le=le,
            parties=parties,
            motif="bienvenue",
            solde=parties,
        ),
    )
