"""An answer that needs more than a body: another status, a cookie, a file; and who asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """`value` as JSON (or bytes as they are), with a status other than the route's, or headers."""

    value: T
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass(frozen=True)
class Visitor:
    """Who calls, before we know whether they have an account.

    `token` is the session's, out of the cookie; `bearer` the Authorization header as sent.
    """

    address: str
    token: str | None = None
    bearer: str | None = None


def network(address: str) -> str:
    """The address to which a rate limit applies: an IPv6 customer holds a whole /64."""
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return "inconnue"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)
