"""What became of an SMS: SNS's delivery-status log, read back (domaine.md, SMS).

CloudWatch Logs hands its lines over at least once, in any order. A line is taken in by one
transaction with the mark that it was (`vu` of `sms#id`): a second time changes nothing. Parts
are only ever given back: none is charged for more than was announced.

https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger

from chalicelib.aws import acces, envoi_rows, guard, quota, rappel_rows
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.envoi_rows import DestinataireRow, EnvoiRow, Sort
from chalicelib.aws.quota import Motif
from chalicelib.aws.rows import instant
from chalicelib.aws.transaction import ConditionsRefusees, Transaction
from chalicelib.context import outside
from chalicelib.domaine.rappel import EtatRappel
from chalicelib.essais import essayer

NON_PARTI = frozenset(
    {
        "Destination is on a blocked list",
        "Invalid phone number",
        "Message body is invalid",
        "No quota left for account",
        "Phone is on a blocked list",
        "Phone number is opted out",
        "This delivery would exceed max price",
    }
)
"""Failures of which SNS itself is the author: the message never left, and costs nothing.

The others that it documents come from the carrier or the telephone: blocked as spam, out of
reach, unknown. There the message was sent.
"""

REPONSE_MAX = 200
"""Characters kept of the operator's word."""

JEUNE = timedelta(minutes=5)
"""So long a message may be unknown because its sender has not written it down yet."""

logger = Logger(service="amneubor")


class PasEncoreConnu(Exception):
    """A line came before its message was written down: Lambda is to hand it over again."""


@dataclass(frozen=True)
class Livraison:
    """One line of the log. `parties`: what the network counted, None where it does not say."""

    message: str
    le: datetime
    remis: bool
    reponse: str
    parties: int | None

    def comptees(self, prises: int) -> int:
        """The parts that are owed of those taken: never more."""
        if not self.remis and self.reponse in NON_PARTI:
            return 0
        return min(prises, self.parties or prises)


def recevoir(event: Mapping[str, Any]) -> None:
    """Write down what became of each message of an event of CloudWatch Logs.

    What is not known, and not young, is another's. Raises PasEncoreConnu, or the last error,
    once all others are written.
    """
    failed: Exception | None = None
    for livraison in lire(event):
        try:
            noter(livraison)
        except Exception as error:  # noqa: BLE001 (each line stands for itself)
            logger.warning("delivery not written", error=type(error).__name__)
            failed = error
    if failed is not None:
        raise failed


def lire(event: Mapping[str, Any]) -> Iterator[Livraison]:
    """The lines of an event that tell of a delivery."""
    content = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    for line in content.get("logEvents", ()):
        try:
            yield ligne(json.loads(line["message"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            logger.warning("delivery not understood", error=type(error).__name__)


def ligne(written: Mapping[str, Any]) -> Livraison:
    """One line. Raises KeyError, TypeError, ValueError, AttributeError for any other JSON."""
    parties = written["delivery"].get("numberOfMessageParts")
    return Livraison(
        message=str(written["notification"]["messageId"]),
        le=datetime.fromisoformat(written["notification"]["timestamp"]).replace(tzinfo=UTC),
        remis=written["status"] == "SUCCESS",
        reponse=str(written["delivery"]["providerResponse"]).strip()[:REPONSE_MAX],
        parties=int(parties) if parties else None,
    )


def noter(livraison: Livraison) -> None:
    """Write one delivery down, once. Raises PasEncoreConnu, Indisponible.

    Costs 2 reads and a transaction; one read more where parts are given back, or for an envoi.
    """
    now = outside.now()
    lien = acces.find(f"sms#{livraison.message}", int(now.timestamp()))
    if lien is None:
        if now - livraison.le < JEUNE:
            raise PasEncoreConnu
        return
    if lien.vu:
        return
    with guard.boutique(lien.boutique):
        try:
            essayer(lambda: ecrire(lien, livraison), "rappel", "destinataire", "quota")
        except ConditionsRefusees as written:
            # Another was first, or this one was and its answer is lost.
            if "lien" not in written.noms:
                raise


def ecrire(lien: AccesRow, livraison: Livraison) -> None:
    """One try, from what is there now. Raises Perdue."""
    now = outside.now()
    transaction = Transaction()
    transaction.update(
        lien,
        [AccesRow.vu.set(int(now.timestamp()))],
        AccesRow.boutique.exists() & AccesRow.vu.does_not_exist(),
        "lien",
    )
    ecrite = envoi if lien.objet.startswith("dest#") else rappel
    rendues = ecrite(transaction, lien, livraison)
    if rendues:
        quota.mouvoir(
            transaction,
            lien.boutique,
            quota.lire(lien.boutique),
            rendues,
            Motif.RENDU,
            id=outside.new_id(),
            le=instant(now),
        )
    transaction.commit()


def rappel(transaction: Transaction, lien: AccesRow, livraison: Livraison) -> int:
    """A destinataire of a rappel hears; how many parts are given back.

    Nothing where it is gone, or was sent another message since.
    """
    row = rappel_rows.un(lien.boutique, lien.objet)
    if row is None:
        return 0
    d = row.destinataires[lien.rang]
    if (d.get("message"), d["etat"]) != (livraison.message, EtatRappel.ENVOYE):
        return 0
    prises = d.get("parties") or 0
    parties = livraison.comptees(prises)
    etat = EtatRappel.ENVOYE if livraison.remis else EtatRappel.ECHEC
    noted = {**d, "etat": etat.value, "parties": parties, "reponse": livraison.reponse}
    row.destinataires = [
        noted if rang == lien.rang else each for rang, each in enumerate(row.destinataires)
    ]
    again = datetime.fromisoformat(row.du_a.partition("#")[0]) if row.du_a else None
    rappel_rows.ecrire(transaction, row, again)
    return prises - parties


def envoi(transaction: Transaction, lien: AccesRow, livraison: Livraison) -> int:
    """A recipient of an envoi hears; how many parts are given back."""
    try:
        row = DestinataireRow.get(lien.boutique, lien.objet, consistent_read=True)
    except DestinataireRow.DoesNotExist:
        return 0
    if (row.message, row.etat) != (livraison.message, Sort.ENVOYE):
        return 0
    cle = envoi_rows.envoi_cle(row.cle.split("#")[1])
    prises: int = row.parties or EnvoiRow.get(lien.boutique, cle, consistent_read=True).parties
    parties = livraison.comptees(prises)
    transaction.update(
        DestinataireRow(row.boutique_id, row.cle),
        [
            DestinataireRow.etat.set((Sort.ENVOYE if livraison.remis else Sort.ECHEC).value),
            DestinataireRow.parties.set(parties),
            DestinataireRow.reponse.set(livraison.reponse),
        ],
        (DestinataireRow.message == livraison.message) & (DestinataireRow.etat == row.etat),
        "destinataire",
    )
    return prises - parties
