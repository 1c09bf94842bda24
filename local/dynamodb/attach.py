"""The engine under a botocore client: no port, no process; botocore's own retries on top."""

import io
import json
import uuid
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError

from local.dynamodb.faults import AnswerLost

CONTENT_TYPE = "application/x-amz-json-1.0"


class _Raw(io.BytesIO):
    """What botocore reads an answer's bytes from."""

    def stream(self, **_options: Any) -> Iterator[bytes]:
        """All of them at once."""
        yield self.read()


def encoded(answer: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """An answer's bytes and its headers, with the checksum that clients verify."""
    body = json.dumps(answer, separators=(",", ":")).encode()
    return body, {
        "Content-Type": CONTENT_TYPE,
        "Content-Length": str(len(body)),
        "x-amz-crc32": str(zlib.crc32(body)),
        "x-amzn-RequestId": uuid.uuid4().hex,
    }


def attach(answer: Callable[[str, bytes], tuple[int, dict[str, Any]]], client: Any) -> None:
    """Has an engine's `answer` serve all that a boto3 or botocore DynamoDB client sends."""

    def send(request: AWSPreparedRequest, event_name: str, **_context: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        body = request.body if isinstance(request.body, bytes) else request.body.encode()
        try:
            status, said = answer(operation, body)
        except AnswerLost as lost:
            raise ConnectionClosedError(endpoint_url=request.url, request=request) from lost
        payload, headers = encoded(said)
        return AWSResponse(request.url, status, headers, _Raw(payload))

    client.meta.events.register("before-send.dynamodb", send)
