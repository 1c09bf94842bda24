"""Which rows an operation reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Besoins:
    """The rows to read: by id, and all that pays a règlement or that a versement pays.

    Where `premiers`, a first part of these is enough for a first step. `libres`: the versements
    with free money, the latest first.
    """

    reglements: Sequence[str] = ()
    versements: Sequence[str] = ()
    payeurs_de: str | None = None
    payes_par: str | None = None
    premiers: bool = False
    remboursements: Sequence[str] = ()
    libres: bool = False
