"""E-mail, through SES. boto3 is imported where it sends: that costs a cold start 17 ms.

One attempt: who asks for a link again gets a new one, and nobody gets the same e-mail twice
because an answer was late.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def client() -> Any:
    """The process's SES client (API version 2), to which the local stand-in attaches."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "sesv2",
        region_name=os.environ.get("AWS_REGION", "eu-west-1"),
        config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}),
    )


def send(to: str, subject: str, text: str) -> None:
    """Hand one plain text e-mail to SES, from the address in EMAIL_SENDER.

    Returns when SES has accepted it. Raises botocore's ClientError when SES refuses, and its
    BotoCoreError (HTTPClientError) when no answer came: it may or may not have been sent.
    """
    client().send_email(
        FromEmailAddress=os.environ["EMAIL_SENDER"],
        Destination={"ToAddresses": [to]},
        Content={
            "Simple": {
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
            }
        },
    )
