"""Who asks, for which boutique, and what comes in from outside: time, ids, secrets.

`outside` is replaced by the local stack (its clock can be set) and by the tests.
"""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from chalicelib.domaine.boutique import Boutique, Utilisateur

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Ulids:
    """Ids that sort by the instant they were made, never twice the same (ULID).

    Within a process each one is greater than the last, even when the clock stands still
    or goes back: lists that order by id then show things as they were recorded.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        stamp = int(self._now().timestamp() * 1000) << 80
        with self._lock:
            fresh = stamp | secrets.randbits(80)
            self._last = fresh if fresh > self._last else self._last + 1 + secrets.randbits(40)
            value = self._last
        return _written(value)


def first_id(instant: datetime) -> str:
    """The least id that can be made at an instant, or in 1970 for what was before."""
    return _written(max(0, int(instant.timestamp() * 1000)) << 80)


def _written(value: int) -> str:
    return "".join(CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))


def utc_now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def configured(name: str, locally: str) -> str:
    """A setting of the environment; only the local stage may do without. Raises KeyError."""
    if os.environ.get("STAGE", "local") == "local":
        return os.environ.get(name, locally)
    return os.environ[name]


@dataclass
class Outside:
    """What a use case may not make up itself, so that tests can set it.

    `secret` signs cursors and hashes refus; `base_url` is our own origin, without a slash.
    """

    now: Callable[[], datetime] = utc_now
    new_id: Callable[[], str] = field(default_factory=lambda: Ulids(utc_now))
    token: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    random: Callable[[], float] = random.random
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    base_url: str = field(default_factory=lambda: configured("BASE_URL", "http://127.0.0.1"))
    secret: bytes = field(default_factory=lambda: configured("SECRET", "").encode())


outside = Outside()


@dataclass(frozen=True)
class Demande:
    """The idempotency of a request: its key, the HMAC of what was asked, the status to answer."""

    cle: str
    empreinte: str
    status: int


@dataclass(frozen=True)
class Context:
    """One request of one person (or key) in one boutique, at one instant."""

    boutique: Boutique
    utilisateur: Utilisateur
    now: datetime
    demande: Demande | None = None

    @property
    def boutique_id(self) -> str:
        """The partition key of everything that this request may touch."""
        return self.boutique.id

    def today(self) -> date:
        """The boutique's local date."""
        return self.boutique.today(self.now)
