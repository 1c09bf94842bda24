"""Is it DynamoDB that did not answer, or is it us?"""

from __future__ import annotations

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from pynamodb.exceptions import PynamoDBException

PASSING = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


def code(error: PynamoDBException) -> str | None:
    """DynamoDB's error code, or None when it gave no answer at all.

    pynamodb's own `cause_response_code` breaks there: a lost connection has a `response`, None.
    """
    cause = error.cause
    return cause.response["Error"]["Code"] if isinstance(cause, ClientError) else None


def passing(error: BaseException | None) -> bool:
    """Will the same call probably succeed a little later? Looks at the causes too."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        if isinstance(error, (HTTPClientError, NoConnection)):
            return True
        if isinstance(error, ClientError) and error.response["Error"]["Code"] in PASSING:
            return True
        if isinstance(error, PynamoDBException) and code(error) in PASSING:
            return True
        seen.append(error)
        error = error.__cause__ or getattr(error, "cause", None)
    return False
