"""What is known of an endpoint: what answers it, what it takes, what describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.context import Context
from chalicelib.domaine.boutique import Role
from chalicelib.web.champs import Corps, Requete


@dataclass(frozen=True)
class Endpoint:
    """All that is known of a route: what answers it and what describes it."""

    method: str
    path: str
    handler: Callable[..., Any]
    role: Role | None
    cles: bool
    status: int
    also: tuple[int, ...]
    found: Callable[..., Any] | None
    body: type[Corps] | type[bytes] | None
    query: type[Requete] | None
    answer: Any
    content_types: tuple[str, ...]
    files: tuple[str, ...]
    recall: Callable[[Context, str], Any] | None
    limit: int
    takes: frozenset[str]

    @property
    def public(self) -> bool:
        """No session is needed."""
        return self.role is None

    @property
    def name(self) -> str:
        """The use case: the operation's id."""
        return self.handler.__name__
