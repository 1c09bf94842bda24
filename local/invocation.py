"""The context object that Lambda hands to a handler with its event."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import timedelta


def never() -> bool:
    """Nothing ends this invocation before its time."""
    return False


class Invocation:
    """One call of a handler. When `ended` says so no time remains: what can stop, stops."""

    function_name = "amneubor"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:local:000000000000:function:amneubor"
    memory_limit_in_mb = 512

    def __init__(self, limit: timedelta, ended: Callable[[], bool] = never) -> None:
        self.aws_request_id = str(uuid.uuid4())
        self._ended = ended
        self._deadline = time.monotonic() + limit.total_seconds()

    def get_remaining_time_in_millis(self) -> int:
        """As Lambda's: milliseconds until the handler would be cut off."""
        if self._ended():
            return 0
        return max(0, int((self._deadline - time.monotonic()) * 1000))
