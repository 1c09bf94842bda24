"""What is left of an operation past one transaction, as it is kept in its task (`op#`).

A programme is a list of étapes, done one after the other: operations of the core on one
client, or what no account knows of: a row that goes to another client, two clients that
become one, a client that is erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from chalicelib.domaine.operations import Operation


@dataclass(frozen=True)
class Deplacer:
    """A règlement or a versement, on which nothing is imputed any more, goes to a client."""

    vers: str
    reglement: str | None = None
    versement: str | None = None
    type: Literal["deplacer"] = "deplacer"


@dataclass(frozen=True)
class Absorber:
    """The rows of a client become those of the one that took it in, so many places further."""

    client: str
    decalage: int
    type: Literal["absorber"] = "absorber"


@dataclass(frozen=True)
class Effacer:
    """A hidden client's rows go, then what else is remembered of it, then the client.

    `numeros`: under which SMS were sent to it; they are gone with the task.
    """

    numeros: tuple[str, ...] = ()
    type: Literal["effacer"] = "effacer"


@dataclass(frozen=True)
class Etape:
    """One thing to do with one client. `imputer`: the core's *imputer* ends it."""

    client: str
    operation: Operation | Deplacer | Absorber | Effacer
    imputer: bool = True


PROGRAMME: TypeAdapter[list[Etape]] = TypeAdapter(list[Etape])
