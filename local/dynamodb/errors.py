"""Every way in which the engine refuses a call, by AWS's own names and words.

The texts are those of the DynamoDB API reference, or seen on the service where it says nothing.
"""

from collections.abc import Mapping
from typing import Any

_PREFIX = "com.amazonaws.dynamodb.v20120810#"
_VALIDATION = "com.amazon.coral.validate#"
_SERIALIZATION = "com.amazon.coral.service#"


class Refused(Exception):
    """A call answered with HTTP 400: `code` and `message` as AWS gives them, `extra` beside."""

    prefix = _PREFIX

    def __init__(self, code: str, message: str, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.extra = code, message, dict(extra or {})

    def body(self) -> dict[str, Any]:
        """The JSON of the answer. AWS spells the key both ways; botocore reads either."""
        return {"__type": self.prefix + self.code, "message": self.message, **self.extra}


class Invalid(Refused):
    """A request that is wrong whatever the tables hold."""

    prefix = _VALIDATION

    def __init__(self, message: str) -> None:
        super().__init__("ValidationException", message)


class Unfit(Invalid):
    """A ValidationException that a transaction reports as the reason of its cancellation."""


class Malformed(Refused):
    """A body whose JSON types are not those of the API."""

    prefix = _SERIALIZATION

    def __init__(self, message: str) -> None:
        super().__init__("SerializationException", message)


class ConditionFailed(Refused):
    """The condition of a write is not met; `item` is what stood there, when asked for."""

    def __init__(self, item: Mapping[str, Any] | None) -> None:
        extra = {"Item": item} if item else {}
        super().__init__("ConditionalCheckFailedException", "The conditional request failed", extra)


class Cancelled(Refused):
    """A transaction that did nothing; one reason for each of its items, in their order."""

    def __init__(self, reasons: list[dict[str, Any]]) -> None:
        codes = ", ".join(reason["Code"] for reason in reasons)
        super().__init__(
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            f"[{codes}]",
            {"CancellationReasons": reasons},
        )


def unsupported(what: str) -> Invalid:
    """What AWS has and this engine has not, refused by its name."""
    return Invalid(f"The local engine does not support {what}")


def not_found(message: str = "Requested resource not found") -> Refused:
    """No table of that name."""
    return Refused("ResourceNotFoundException", message)
