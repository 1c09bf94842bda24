"""What goes from one account to another (domaine.md: modifier, fusionner).

A règlement or a versement goes once nothing is imputed on it any more, nor let go of it; it takes
the next place of its new account. In a fusion all rows go, and take their places after those that
are there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from chalicelib.domaine import compte as comptes
from chalicelib.domaine.compte import Compte, Reglement, Remboursement, Versement

R = TypeVar("R", Versement, Remboursement)


def deplacer_reglement(ancien: Compte, nouveau: Compte, id: str) -> tuple[Compte, Compte]:
    """A règlement that nothing pays, and of which nothing is let go, goes over.

    Its abandons are taken again there: see `Resolder`.
    """
    return ancien.without(id), comptes.inscrire(nouveau, ancien.reglements[id])


def deplacer_versement(ancien: Compte, nouveau: Compte, id: str) -> tuple[Compte, Compte]:
    """A versement that pays nothing goes over: it is recorded anew there."""
    return ancien.without(id), comptes.inscrire(nouveau, ancien.versements[id])


def decaler_reglement(reglement: Reglement, rangs: int) -> Reglement:
    """A règlement, with its abandons, so many places further: see `decaler`."""
    return replace(
        reglement,
        rang=reglement.rang + rangs,
        abandons=tuple(replace(a, rang=a.rang + rangs) for a in reglement.abandons),
    )


def decaler(row: R, rangs: int) -> R:
    """A row of the client that is taken in, past all places of the one that stays."""
    return replace(row, rang=row.rang + rangs)
