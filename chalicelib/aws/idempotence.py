"""The memory of what was done for a key, so that asking again changes nothing (api.md, Rules).

The record is written by the operation's own transaction, on condition that the key is free:
either both are there or neither. `expire` is when DynamoDB may forget; it is checked on reading.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import KeysOnlyProjection, LocalSecondaryIndex

from chalicelib import json_strict
from chalicelib.aws.attributs import Entier
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.tables import STAGE, Row
from chalicelib.context import Context
from chalicelib.domaine.problems import CleReutilisee

KEPT_SECONDS = 35 * 86_400


class ParClient(LocalSecondaryIndex["Souvenir"]):
    """The answers that show a client."""

    class Meta:
        index_name = "client"
        projection = KeysOnlyProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_client = UnicodeAttribute(range_key=True)


class Souvenir(Row):
    """One key of one boutique: what was asked (an HMAC), what was answered.

    `reponse` is absent while a long operation still runs. `par_client` lets a deletion find
    what it must empty.
    """

    class Meta:
        table_name = f"{STAGE}-idempotence"
        region = REGION

    client_index = ParClient()
    empreinte = UnicodeAttribute()
    status = Entier()
    reponse = UnicodeAttribute(null=True)
    par_client = UnicodeAttribute(null=True)
    expire = Entier()


class Jumelle(Exception):
    """The same key was written while we worked: answer as its record says."""


def put(
    ctx: Context,
    answer: BaseModel | dict[str, Any] | None,
    client: str | None = None,
    status: int | None = None,
) -> tuple[Souvenir, Condition] | None:
    """What the operation's transaction must save, and on which condition; None without a key.

    `answer` as it is sent (None: no content); `status` when it is not the route's own. When the
    condition fails, raise Jumelle.
    """
    souvenir = pending(ctx, client, status)
    if souvenir is None:
        return None
    souvenir[0].reponse = json_strict.write(answer)
    return souvenir


def pending(
    ctx: Context, client: str | None = None, status: int | None = None
) -> tuple[Souvenir, Condition] | None:
    """The same for an operation of several transactions, whose answer comes with the last."""
    if ctx.demande is None:
        return None
    now = int(ctx.now.timestamp())
    souvenir = Souvenir(
        boutique_id=ctx.boutique_id,
        cle=ctx.demande.cle,
        empreinte=ctx.demande.empreinte,
        status=status or ctx.demande.status,
        par_client=client,
        expire=now + KEPT_SECONDS,
    )
    return souvenir, Souvenir.cle.does_not_exist() | (Souvenir.expire < now)


def find(ctx: Context) -> Souvenir | None:
    """What is remembered for this request's key, read consistently.

    Raises CleReutilisee when the key has served another request.
    """
    if ctx.demande is None:
        return None
    try:
        souvenir = Souvenir.get(ctx.boutique_id, ctx.demande.cle, consistent_read=True)
    except Souvenir.DoesNotExist:
        return None
    if souvenir.expire < int(ctx.now.timestamp()):
        return None
    if souvenir.empreinte != ctx.demande.empreinte:
        raise CleReutilisee
    return souvenir
