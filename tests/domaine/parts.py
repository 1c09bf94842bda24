"""An operation as the shell does it: on the rows that it asks for, a few at a time."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from chalicelib.domaine.compte import Compte, Reglement, Versement, imputer, last
from chalicelib.domaine.operations import Besoins, Operation
from tests.domaine.builders import avoir, du

FEW = 2
"""So many rows make a page, which is much longer in the shell."""


def by_parts(compte: Compte, operation: Operation, impute: bool = True) -> Compte:
    """The whole account after an operation; then *imputer*, a page of both kinds at a time."""
    part = at_hand(compte, operation.besoins())
    while not operation.done(after := last(operation.play(part))):
        assert after != part, "no step forward, and not at its end"
        compte = written(compte, part, after)
        part = at_hand(compte, operation.besoins())
    compte = written(compte, part, after)
    while impute and du(compte) and avoir(compte):
        part = oldest(compte)
        compte = written(compte, part, last(imputer(part)))
    return compte


def at_hand(compte: Compte, besoins: Besoins) -> Compte:
    """What is asked for, and nothing else; of a first part, a single row."""
    few = 1 if besoins.premiers else None
    paid_by = compte.versements[besoins.payes_par].imputations if besoins.payes_par else ()
    payers = [
        v.id for v in compte.versements.values() if v.imputations.get(besoins.payeurs_de or "")
    ]
    latest = [v.id for v in compte.libres()[-FEW:]] if besoins.libres else []
    return part_of(
        compte,
        [*besoins.reglements, *[*paid_by][:few]],
        [*besoins.versements, *payers[:few], *latest],
        besoins.remboursements,
    )


def oldest(compte: Compte) -> Compte:
    """A page of what is open, and of what is free."""
    open_ones = [r.id for r in compte.ouverts()[:FEW]]
    return part_of(compte, open_ones, [v.id for v in compte.libres()[:FEW]])


def part_of(
    compte: Compte,
    reglements: Container[str],
    versements: Container[str],
    remboursements: Container[str] = (),
) -> Compte:
    """The rows of these ids."""
    sold = {id: r for id, r in compte.reglements.items() if id in reglements}
    return Compte(
        compte.rang,
        sold,
        {id: knowing_only(v, sold) for id, v in compte.versements.items() if id in versements},
        {id: b for id, b in compte.remboursements.items() if id in remboursements},
    )


def knowing_only(v: Versement, reglements: Container[str]) -> Versement:
    """A versement whose imputations are too many to be read: only those at hand are known."""
    known = {id: montant for id, montant in v.imputations.items() if id in reglements}
    return replace(v, imputations=known, entier=False)


def written(compte: Compte, before: Compte, after: Compte) -> Compte:
    """The whole account once the difference of a part of it is written."""
    rows: list[Reglement | Versement] = [r for _, r in after.reglements_changed(before)]
    for old, v in after.versements_changed(before):
        parts = dict(compte.versements[v.id].imputations) if old else {}
        for id in {**v.imputations, **(old.imputations if old else {})}:
            parts.pop(id, None)
        rows.append(replace(v, imputations=parts | dict(v.imputations), entier=True))
    given = [b for _, b in after.remboursements_changed(before)]
    return replace(compte.updated(*rows, *given), rang=after.rang)
