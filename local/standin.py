"""How a stand-in takes the place of an AWS service: before botocore sends, it answers.

Nothing listens on a port. An operation that no stand-in knows is refused by name, so that a
local stack never reaches the real AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse


class OperationInconnue(Exception):
    """The code calls an operation of AWS that the local stack does not have."""


@dataclass(frozen=True)
class Reply:
    """What the service would answer."""

    status: int
    content: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Raw(BytesIO):
    """The body, read whole or in parts as from a socket."""

    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        """The chunks left, as urllib3 gives them."""
        while chunk := self.read(amount):
            yield chunk


Operation = Callable[[AWSPreparedRequest], Reply]


def attach(client: Any, operations: Mapping[str, Operation]) -> None:
    """Have `operations` (by their AWS names) answer every call of this botocore client."""
    service = client.meta.service_model.service_id.hyphenize()

    def before_send(request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        name = event_name.rsplit(".", 1)[-1]
        if name not in operations:
            raise OperationInconnue(f"{service}.{name}: the local stack has no stand-in for it")
        reply = operations[name](request)
        headers = {
            "Content-Type": reply.content_type,
            "Content-Length": str(len(reply.content)),
            **reply.headers,
        }
        return AWSResponse(request.url, reply.status, headers, Raw(reply.content))

    client.meta.events.register(f"before-send.{service}", before_send)
