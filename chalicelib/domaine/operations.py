"""What a person does to an account (domaine.md, Operations), each as a value that can wait.

An operation says which rows it touches (`besoins`), makes its own changes as a trail of
lawful accounts (`play`), and knows whether they are all made (`done`). It can be played again
on what an interrupted run left behind: the rows say how far it is. `imputer` then ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from chalicelib.domaine import compte as comptes
from chalicelib.domaine.besoins import Besoins
from chalicelib.domaine.compte import Abandon, Compte, Trail
from chalicelib.domaine.operations_reglement import (
    AjouterReglement,
    AnnulerReglement,
    ModifierReglement,
    Rouvrir,
    Solder,
)
from chalicelib.domaine.operations_versement import (
    AnnulerVersement,
    Archiver,
    ModifierVersement,
    Rembourser,
    Verser,
)

__all__ = [
    "AjouterReglement",
    "AnnulerReglement",
    "AnnulerVersement",
    "Archiver",
    "Besoins",
    "Imputer",
    "Liberer",
    "ModifierReglement",
    "ModifierVersement",
    "Operation",
    "PayerNommes",
    "Rembourser",
    "Resolder",
    "Rouvrir",
    "Solder",
    "Verser",
    "jouer",
]


@dataclass(frozen=True)
class Liberer:
    """Free all that pays a règlement, or all that a versement pays, before it goes elsewhere."""

    reglement: str | None = None
    versement: str | None = None
    type: Literal["liberer"] = "liberer"

    def besoins(self) -> Besoins:
        if self.reglement:
            return Besoins([self.reglement], payeurs_de=self.reglement, premiers=True)
        versements = [self.versement] if self.versement else []
        return Besoins((), versements, payes_par=self.versement, premiers=True)

    def done(self, compte: Compte) -> bool:
        if self.reglement:
            return not compte.reglements[self.reglement].verse
        return not self.versement or not compte.versements[self.versement].impute

    def play(self, compte: Compte) -> Trail:
        for versement in list(compte.versements.values()):
            for reglement, montant in versement.imputations.items():
                if self.reglement == reglement or self.versement == versement.id:
                    compte = comptes.liberer(compte, versement.id, reglement, montant)
                    yield compte
        return compte


@dataclass(frozen=True)
class Resolder:
    """A règlement that came from another client takes its abandons again, in their order."""

    reglement: str
    abandons: tuple[Abandon, ...]
    type: Literal["resolder"] = "resolder"

    def besoins(self) -> Besoins:
        return Besoins([self.reglement])

    def done(self, compte: Compte) -> bool:
        return len(compte.reglements[self.reglement].abandons) == len(self.abandons)

    def play(self, compte: Compte) -> Trail:
        while not self.done(compte):
            reglement = compte.reglements[self.reglement]
            rang = compte.rang + 1
            abandon = replace(self.abandons[len(reglement.abandons)], rang=rang)
            compte = compte.updated(replace(reglement, abandons=(*reglement.abandons, abandon)))
            compte = replace(compte, rang=rang)
            yield compte
        return compte


@dataclass(frozen=True)
class PayerNommes:
    """A versement that came from another client pays the règlements that it names."""

    versement: str
    reglements: tuple[str, ...]
    type: Literal["payer_nommes"] = "payer_nommes"

    def besoins(self) -> Besoins:
        return Besoins(self.reglements, [self.versement])

    def done(self, compte: Compte) -> bool:
        return not compte.versements[self.versement].libre or not any(
            compte.reglements[id].reliquat for id in self.reglements if id in compte.reglements
        )

    def play(self, compte: Compte) -> Trail:
        for id in self.reglements:
            if id in compte.reglements:
                paid = comptes.payer(compte, self.versement, id)
                if paid is not compte:
                    compte = paid
                    yield compte
        return compte


@dataclass(frozen=True)
class Imputer:
    """Nothing of its own: what is left of an operation whose own changes are all made."""

    type: Literal["imputer"] = "imputer"

    def besoins(self) -> Besoins:
        return Besoins()

    def done(self, compte: Compte) -> bool:
        return True

    def play(self, compte: Compte) -> Trail:
        yield from ()
        return compte


Operation = (
    AjouterReglement
    | Verser
    | ModifierReglement
    | Solder
    | Rouvrir
    | AnnulerReglement
    | AnnulerVersement
    | ModifierVersement
    | Archiver
    | Rembourser
    | Liberer
    | Resolder
    | PayerNommes
    | Imputer
)


def jouer(compte: Compte, operation: Operation) -> Compte:
    """The account after the whole operation, when all that it needs is at hand."""
    return comptes.last(comptes.imputer(comptes.last(operation.play(compte))))
