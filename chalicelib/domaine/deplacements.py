"""What goes from one account to another (domaine.md: modifier, fusionner).

A règlement or a versement goes once nothing is imputed on it any more, nor let go of it; it takes
the next place of its new account. In a fusion all rows go, and take their places after those that
are there.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domaine import compte as comptes
from chalicelib.domaine.compte import Compte, Reglement, Versement


def deplacer_reglement(ancien: Compte, nouveau: Compte, id: str) -> tuple[Compte, Compte]:
    """A règlement that nothing pays, and of which nothing is let go, goes over.

    Its abandons are taken again there: see `Resolder`.
    """
    return ancien.without(id), comptes.inscrire(nouveau, ancien.reglements[id])


def deplacer_versement(ancien: Compte, nouveau: Compte, id: str) -> tuple[Compte, Compte]:
    """A versement that pays nothing goes over: it is recorded anew there."""
    return ancien.without(id), comptes.inscrire(nouveau, ancien.versements[id])


def fusionner(reste: Compte, absorbe: Compte) -> Compte:
    """One account of two: the rows of `absorbe` keep their order, after all of `reste`'s.

    Both whole. `imputer` is still to run.
    """
    return Compte(
        rang=reste.rang + absorbe.rang,
        reglements={
            **reste.reglements,
            **{id: decaler(r, reste.rang) for id, r in absorbe.reglements.items()},
        },
        versements={
            **reste.versements,
            **{id: decaler_versement(v, reste.rang) for id, v in absorbe.versements.items()},
        },
        remboursements={
            **reste.remboursements,
            **{
                id: replace(r, rang=r.rang + reste.rang) for id, r in absorbe.remboursements.items()
            },
        },
    )


def decaler(reglement: Reglement, rangs: int) -> Reglement:
    """A règlement, with its abandons, so many places further."""
    return replace(
        reglement,
        rang=reglement.rang + rangs,
        abandons=tuple(replace(a, rang=a.rang + rangs) for a in reglement.abandons),
    )


def decaler_versement(versement: Versement, rangs: int) -> Versement:
    """A versement so many places further."""
    return replace(versement, rang=versement.rang + rangs)
