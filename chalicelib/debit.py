"""The rate of the network: so many SMS parts a second for all senders together.

A token bucket in DynamoDB, kept as the instant at which it will be full again: taking `n` parts
moves that instant by n / rate. Rappels may empty the bucket, marketing only half of it: while
rappels wait, the bucket never fills so far that marketing gets anything (architecture.md).
"""

from __future__ import annotations

import os
from enum import Enum

from pynamodb.exceptions import PynamoDBException

from chalicelib.aws import acces
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.panne import passing
from chalicelib.aws.sns import Genre, PlusTard
from chalicelib.context import outside
from chalicelib.essais import JITTER

CLE = "debit#sms"
PATIENCE_MS = 10_000
"""So long a sender waits for its turn; then it leaves the message for another time."""


class Rafale(Enum):
    """How much may leave at once after a pause, in milliseconds of the rate."""

    RAPPEL = 1000
    MARKETING = 500


def parties_par_seconde() -> int:
    """The account's rate: 20 unless AWS has raised it."""
    return int(os.environ.get("SMS_PARTIES_SECONDE", "20"))


def prendre(parties: int, genre: Genre) -> None:
    """Wait for the turn of a message of so many parts. Raises PlusTard after 10 s.

    A read and a write; more when other senders take theirs at the same moment.
    """
    rafale = Rafale.RAPPEL if genre is Genre.RAPPEL else Rafale.MARKETING
    waited = 0
    while waited <= PATIENCE_MS:
        try:
            pause = essayer(parties, rafale.value)
        except PynamoDBException as error:
            if not (acces.refused(error) or passing(error)):
                raise
            pause = 1 + int(outside.random() * JITTER * 100)
        if not pause:
            return
        outside.sleep(pause / 1000)
        waited += pause
    raise PlusTard("debit")


def essayer(parties: int, rafale: int) -> int:
    """Take so many parts, or say in how many milliseconds they may be there.

    Raises PynamoDBException when another sender was first.
    """
    now = int(outside.now().timestamp() * 1000)
    row = acces.find(CLE, 0)
    full = row.plein if row and row.plein else None
    start = now if full is None or full < now else full
    if start > now + PATIENCE_MS:
        # The clock was set back.
        start = now
    cost = -(-parties * 1000 // parties_par_seconde())
    pause = start + cost - now - max(rafale, cost)
    if pause > 0:
        return pause
    condition = AccesRow.plein == full if full else AccesRow.plein.does_not_exist()
    AccesRow(CLE).update([AccesRow.plein.set(start + cost)], condition=condition)
    return 0
