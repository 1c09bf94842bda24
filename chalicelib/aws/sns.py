"""SMS, through SNS: one attempt, and what an error means.

Publish to a phone has no idempotency: with botocore's default of several attempts a dropped
connection reached the server three times (architecture.md, Rappels and messages).
"""

from __future__ import annotations

import os
from enum import StrEnum
from functools import cache
from typing import Any

MAX_PRICE = os.environ.get("SMS_PRIX_MAX", "0.20")
"""USD for one SMS: a destination dearer than that is refused by SNS itself."""

PLUS_TARD = frozenset(
    {
        "AuthorizationError",
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSecurity",
        "KMSThrottling",
        "KMSThrottlingException",
        "MissingAuthenticationToken",
        "OptInRequired",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "UnrecognizedClientException",
    }
)
"""Not sent, and not for the message's sake: too many at once, or our own access is not in order."""


class Genre(StrEnum):
    """What the operators are told that a message is."""

    RAPPEL = "Transactional"
    MARKETING = "Promotional"


class Refuse(Exception):
    """SNS refuses the message for good: certainly not sent."""


class PlusTard(Exception):
    """SNS takes nothing at the moment: certainly not sent."""


class Inconnu(Exception):
    """No answer, or one that says nothing: it may be on its way."""


@cache
def client() -> Any:
    """The process's SNS client, to which the local stand-in attaches."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "sns",
        region_name=os.environ.get("AWS_REGION", "eu-west-1"),
        config=Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1}),
    )


def publish(telephone: str, texte: str, emetteur: str, genre: Genre) -> str:
    """Hand one SMS to SNS, once; its message id. Raises Refuse, PlusTard, Inconnu."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConnectTimeoutError,
        EndpointConnectionError,
        NoCredentialsError,
        ParamValidationError,
    )

    try:
        answer = client().publish(
            PhoneNumber=telephone,
            Message=texte,
            MessageAttributes={
                "AWS.SNS.SMS.SenderID": text(emetteur),
                "AWS.SNS.SMS.SMSType": text(genre.value),
                "AWS.SNS.SMS.MaxPrice": {"DataType": "Number", "StringValue": MAX_PRICE},
            },
        )
    except ClientError as error:
        raise meaning(error) from error
    except ParamValidationError as error:
        raise Refuse(type(error).__name__) from error
    except (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError) as error:
        raise PlusTard(type(error).__name__) from error
    except BotoCoreError as error:
        raise Inconnu(type(error).__name__) from error
    message: str = answer["MessageId"]
    return message


def text(value: str) -> dict[str, str]:
    """A message attribute."""
    return {"DataType": "String", "StringValue": value}


def meaning(error: Any) -> Exception:
    """What SNS's error says of the message: a 4xx was not sent, a 5xx may have been.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors and
    https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
    """
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in PLUS_TARD or status == 429:
        return PlusTard(code)
    return Refuse(code) if 400 <= status < 500 else Inconnu(code)
