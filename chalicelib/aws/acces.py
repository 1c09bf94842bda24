"""What opens a door: sessions, links, e-mail addresses, and the windows of rate limits.

The one table without `boutique_id`: its keys are secrets (hashes of tokens) or say to which
boutique somebody belongs. `expire` is when DynamoDB may forget; it is checked on reading.
"""

from __future__ import annotations

import hashlib

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib.aws.attributs import Entier, Json
from chalicelib.aws.dynamodb import REGION, Shared
from chalicelib.aws.panne import code
from chalicelib.aws.tables import STAGE


class AccesRow(Shared):
    """`session#hash`, `mail#address`, `limite#...`; also under a hash `inscription#`, `lien#`,
    `releve#`, `export#`, `refus#`, whose `objet` is the number's mark, and `cle#`, whose `objet`
    is the clé's id, `utilisateur` its maker's.

    Times are seconds since 1970. `vu` is when a session was last prolonged; `securite` is the
    user's at that time: a new password raises it and so ends what is older; likewise `liens`,
    the client's, for a link to a relevé. `debit#sms`: the instant at which the senders' bucket is
    `plein`, in milliseconds. `sms#id`: of which row (`objet`, a rappel's `rang`-th
    destinataire) SNS took a message; `vu` once its delivery is written down.
    """

    class Meta:
        table_name = f"{STAGE}-acces"
        region = REGION

    cle = UnicodeAttribute(hash_key=True)
    expire = Entier(null=True)
    boutique = UnicodeAttribute(null=True)
    utilisateur = UnicodeAttribute(null=True)
    securite = Entier(null=True)
    vu = Entier(null=True)
    fois = Entier(null=True)
    inscription = Json(null=True)
    client = UnicodeAttribute(null=True)
    periode = Json(null=True)
    liens = Entier(null=True)
    objet = UnicodeAttribute(null=True)
    plein = Entier(null=True)
    rang = Entier(null=True)


def key(kind: str, token: str) -> str:
    """Where a token is kept: its hash only, so that the table opens no door by itself."""
    return f"{kind}#{hashlib.sha256(token.encode()).hexdigest()}"


def find(cle: str, now: int) -> AccesRow | None:
    """An entry, read consistently, unless it has expired."""
    try:
        row = AccesRow.get(cle, consistent_read=True)
    except AccesRow.DoesNotExist:
        return None
    return None if 0 < (row.expire or 0) <= now else row


def refused(error: PynamoDBException) -> bool:
    """Did the write's condition not hold?"""
    return code(error) == "ConditionalCheckFailedException"


def mail(email: str) -> str:
    """Where it is kept to whom an e-mail address belongs: one address, one boutique."""
    return f"mail#{email}"
