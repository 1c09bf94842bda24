"""Files that outlive a request: a notebook while it is imported, an export until it is fetched.

They stand in the bucket named by FILES_BUCKET. A key begins with its boutique's id.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any, BinaryIO

ANSWER_MAX_BYTES = int(os.environ.get("ANSWER_MAX_BYTES", 4_000_000))
"""What an answer of ours may carry: a Lambda's no more than 6 MB, in base64."""


@cache
def client() -> Any:
    """The process's S3 client, to which the local stand-in attaches."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        region_name=os.environ.get("AWS_REGION", "eu-west-1"),
        config=Config(
            connect_timeout=2,
            read_timeout=10,
            retries={"total_max_attempts": 3, "mode": "standard"},
            # TLS already holds the bytes together; a trailing checksum would chunk the body.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def put(key: str, content: bytes | BinaryIO) -> None:
    """Store `content`, in place of what the key held. Durable when this returns.

    Raises botocore's ClientError or BotoCoreError: then it may or may not be stored.
    """
    client().put_object(Bucket=bucket(), Key=key, Body=content)


def get(key: str) -> bytes | None:
    """What the key holds, None when nothing does. Raises as `put` does."""
    try:
        answer = client().get_object(Bucket=bucket(), Key=key)
    except client().exceptions.NoSuchKey:
        return None
    content: bytes = answer["Body"].read()
    return content


def delete(key: str) -> None:
    """Forget the key; it may be gone already. Raises as `put` does."""
    client().delete_object(Bucket=bucket(), Key=key)


def signed_url(key: str, seconds: int, disposition: str, media_type: str) -> str:
    """An address at which S3 itself gives the key to whoever asks within so many seconds."""
    asked = {
        "Bucket": bucket(),
        "Key": key,
        "ResponseContentDisposition": disposition,
        "ResponseContentType": media_type,
    }
    url: str = client().generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
    return url


def bucket() -> str:
    """The bucket of this stage."""
    return os.environ["FILES_BUCKET"]
