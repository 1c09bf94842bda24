"""The API's people and networks, for jobs that are told in one process."""

from __future__ import annotations

from tests.api.conftest import (
    awa,
    clock,
    engine,
    fatou,
    files,
    hache,
    livrer,
    moussa,
    outside_world,
    sms,
)

__all__ = [
    "awa", "clock", "engine", "fatou", "files", "hache", "livrer", "moussa", "outside_world",
    "sms",
]  # fmt: skip
