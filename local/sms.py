"""SNS's Publish to a telephone: what it takes, what it says, and its delivery log.

It takes what SNS documents and nothing more lenient: E.164 numbers, its rule for an émetteur,
1 600 bytes. Its protocol is the query protocol: a form asks, XML answers.
https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSPreparedRequest

from chalicelib.domaine import sms
from local.faults import Failed, Undelivered
from local.standin import Reply

E164 = re.compile(r"\+[1-9]\d{7,14}")
SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}")
TYPES = ("Promotional", "Transactional")
BYTES_MAX = 1600
NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
ACCEPTED = "Message has been accepted by phone carrier"


class Invalide(Exception):
    """SNS does not take the message: InvalidParameter."""


@dataclass(frozen=True)
class Sms:
    """One message, as it was asked for. `prix_max` in USD."""

    destinataire: str
    texte: str
    emetteur: str
    genre: str
    prix_max: str


def form(request: AWSPreparedRequest) -> dict[str, str]:
    """The fields of a request in the query protocol, attributes under their own names."""
    body = request.body
    text = body if isinstance(body, str) else body.decode()
    fields = dict(parse_qsl(text, keep_blank_values=True))
    entry = "MessageAttributes.entry."
    for name in [name for name in fields if name.startswith(entry) and name.endswith(".Name")]:
        value = name.removesuffix("Name") + "Value.StringValue"
        fields[fields.pop(name)] = fields.pop(value, "")
    return {name: value for name, value in fields.items() if not name.startswith(entry)}


def asked(fields: Mapping[str, str]) -> Sms:
    """The message that a Publish asks for. Raises Invalide."""
    message = Sms(
        destinataire=fields.get("PhoneNumber", ""),
        texte=fields.get("Message", ""),
        emetteur=fields.get("AWS.SNS.SMS.SenderID", ""),
        genre=fields.get("AWS.SNS.SMS.SMSType", "Promotional"),
        prix_max=fields.get("AWS.SNS.SMS.MaxPrice", ""),
    )
    if not E164.fullmatch(message.destinataire):
        raise Invalide("Invalid parameter: PhoneNumber")
    if not message.texte:
        raise Invalide("Invalid parameter: Empty message")
    if len(message.texte.encode()) > BYTES_MAX:
        raise Invalide("Invalid parameter: Message too long")
    if message.emetteur and not SENDER.fullmatch(message.emetteur):
        raise Invalide("Invalid parameter: SenderID")
    if message.genre not in TYPES:
        raise Invalide("Invalid parameter: SMSType")
    if message.prix_max and not price(message.prix_max):
        raise Invalide("Invalid parameter: MaxPrice")
    return message


def price(text: str) -> bool:
    """Is it an amount above 0?"""
    try:
        return Decimal(text) > 0
    except InvalidOperation:
        return False


def accepted(message_id: str) -> Reply:
    """SNS has taken the message."""
    return xml(
        200,
        f'<PublishResponse xmlns="{NAMESPACE}"><PublishResult>'
        f"<MessageId>{message_id}</MessageId></PublishResult></PublishResponse>",
    )


def failed(fault: Failed, why: str = "") -> Reply:
    """SNS's error."""
    blame = "Sender" if fault.status < 500 else "Receiver"
    return xml(
        fault.status,
        f'<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>{blame}</Type>'
        f"<Code>{escape(fault.code)}</Code><Message>{escape(why or fault.code)}</Message>"
        "</Error></ErrorResponse>",
    )


def xml(status: int, content: str) -> Reply:
    """An answer of the query protocol."""
    return Reply(status, content.encode(), "text/xml")


def delivery(message_id: str, message: Sms, now: datetime, fault: object) -> dict[str, Any]:
    """What SNS writes to CloudWatch Logs of a message that it took.

    https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
    """
    failed = isinstance(fault, Undelivered)
    return {
        "notification": {
            "messageId": message_id,
            "timestamp": now.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
        },
        "delivery": {
            "numberOfMessageParts": sms.parties(message.texte),
            "destination": message.destinataire,
            "smsType": message.genre,
            "providerResponse": fault.reponse if isinstance(fault, Undelivered) else ACCEPTED,
        },
        "status": "FAILURE" if failed else "SUCCESS",
    }
