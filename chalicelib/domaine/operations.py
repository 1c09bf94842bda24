"""What a person does to an account (domaine.md, Operations), each as a value that can wait.

An operation says which rows it touches (`besoins`), makes its own changes as a trail of
lawful accounts (`play`), and knows whether they are all made (`done`). It can be played again
on what an interrupted run left behind: the rows say how far it is. `imputer` then ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import Literal

from chalicelib.domaine import compte as comptes
from chalicelib.domaine.compte import (
    ABANDONS_MAX,
    Abandon,
    Annulation,
    Auteur,
    Compte,
    MotifAbandon,
    Reglement,
    Trail,
    Versement,
)
from chalicelib.domaine.problems import Annule, ChampsInvalides, Rembourse, TropDAbandons


@dataclass(frozen=True)
class Besoins:
    """The rows to read: by id, and all that pays a règlement or that a versement pays.

    Where `premiers`, a first part of these is enough for a first step.
    """

    reglements: Sequence[str] = ()
    versements: Sequence[str] = ()
    payeurs_de: str | None = None
    payes_par: str | None = None
    premiers: bool = False


@dataclass(frozen=True)
class AjouterReglement:
    """Record a credit sale; its acompte names it and pays it before any avoir does."""

    reglement: Reglement
    acompte: Versement | None = None
    type: Literal["ajouter_reglement"] = "ajouter_reglement"

    def besoins(self) -> Besoins:
        return Besoins()

    def done(self, compte: Compte) -> bool:
        return self.reglement.id in compte.reglements

    def play(self, compte: Compte) -> Trail:
        if self.done(compte):
            return compte
        compte = comptes.inscrire(compte, self.reglement)
        if self.acompte:
            compte = comptes.inscrire(compte, self.acompte)
            compte = comptes.payer(compte, self.acompte.id, self.reglement.id)
        yield compte
        return compte


@dataclass(frozen=True)
class Verser:
    """Record a payment; the règlements that it names are paid first, in the order given."""

    versement: Versement
    reglements: tuple[str, ...] = ()
    type: Literal["verser"] = "verser"

    def besoins(self) -> Besoins:
        return Besoins(reglements=self.reglements, versements=[self.versement.id])

    def done(self, compte: Compte) -> bool:
        versement = compte.versements.get(self.versement.id)
        return versement is not None and (
            not versement.libre or not any(compte.reglements[id].reliquat for id in self.reglements)
        )

    def play(self, compte: Compte) -> Trail:
        if self.versement.id not in compte.versements:
            refuse_foreign(compte, self.reglements)
            compte = comptes.inscrire(compte, self.versement)
            yield compte
        for id in self.reglements:
            paid = comptes.payer(compte, self.versement.id, id)
            if paid is not compte:
                compte = paid
                yield compte
        return compte


@dataclass(frozen=True)
class ModifierReglement:
    """Change any field of a règlement; `version` is the one that it has afterwards."""

    reglement: str
    version: int
    montant: int
    date: Date
    echeance: Date | None
    produit: str
    note: str
    type: Literal["modifier_reglement"] = "modifier_reglement"

    def changes(self, reglement: Reglement) -> bool:
        """Is any field other than it was?"""
        return any(
            getattr(self, name) != getattr(reglement, name)
            for name in ("montant", "date", "echeance", "produit", "note")
        )

    def besoins(self) -> Besoins:
        return Besoins(reglements=[self.reglement], payeurs_de=self.reglement)

    def done(self, compte: Compte) -> bool:
        return compte.reglements[self.reglement].version >= self.version

    def play(self, compte: Compte) -> Trail:
        reglement = not_void(compte.reglements[self.reglement])
        if self.done(compte):
            return compte
        compte = yield from comptes.liberer_jusqua(compte, self.reglement, self.montant)
        reglement = compte.reglements[self.reglement]
        if reglement.verse + reglement.abandonne <= self.montant:
            compte = compte.updated(
                replace(
                    reglement,
                    montant=self.montant,
                    date=self.date,
                    echeance=self.echeance,
                    produit=self.produit,
                    note=self.note,
                    version=self.version,
                )
            )
            yield compte
        return compte


@dataclass(frozen=True)
class Solder:
    """Let go of what remains due on a règlement; nothing where nothing remains."""

    reglement: str
    date: Date
    par: Auteur
    motif: MotifAbandon = MotifAbandon.CEDE
    type: Literal["solder"] = "solder"

    def besoins(self) -> Besoins:
        return Besoins(reglements=[self.reglement])

    def done(self, compte: Compte) -> bool:
        return not compte.reglements[self.reglement].reliquat

    def play(self, compte: Compte) -> Trail:
        reglement = not_void(compte.reglements[self.reglement])
        if not reglement.reliquat:
            return compte
        if len(reglement.abandons) >= ABANDONS_MAX:
            raise TropDAbandons
        rang = compte.rang + 1
        abandon = Abandon(rang, self.date, reglement.reliquat, self.par, self.motif)
        solde = replace(reglement, abandons=(*reglement.abandons, abandon))
        compte = replace(compte.updated(solde), rang=rang)
        yield compte
        return compte


@dataclass(frozen=True)
class Rouvrir:
    """Drop all abandons of a règlement: what was let go is due again."""

    reglement: str
    type: Literal["rouvrir"] = "rouvrir"

    def besoins(self) -> Besoins:
        return Besoins(reglements=[self.reglement])

    def done(self, compte: Compte) -> bool:
        return not compte.reglements[self.reglement].abandons

    def play(self, compte: Compte) -> Trail:
        not_void(compte.reglements[self.reglement])
        return (yield from drop_abandons(compte, self.reglement))


@dataclass(frozen=True)
class AnnulerReglement:
    """Void a règlement: its imputations are free again, its abandons are dropped, void last."""

    reglement: str
    annulation: Annulation
    type: Literal["annuler_reglement"] = "annuler_reglement"

    def besoins(self) -> Besoins:
        return Besoins(reglements=[self.reglement], payeurs_de=self.reglement, premiers=True)

    def done(self, compte: Compte) -> bool:
        return compte.reglements[self.reglement].annulation is not None

    def play(self, compte: Compte) -> Trail:
        if self.done(compte):
            return compte
        payers = [v for v in compte.versements.values() if v.imputations.get(self.reglement)]
        for versement in payers:
            montant = versement.imputations[self.reglement]
            compte = comptes.liberer(compte, versement.id, self.reglement, montant)
            yield compte
        compte = yield from drop_abandons(compte, self.reglement)
        reglement = compte.reglements[self.reglement]
        if not reglement.verse:
            compte = compte.updated(
                replace(reglement, annulation=self.annulation, version=reglement.version + 1)
            )
            yield compte
        return compte


@dataclass(frozen=True)
class AnnulerVersement:
    """Void a versement: what it paid is due again, abandons stay as they are, void last."""

    versement: str
    annulation: Annulation
    type: Literal["annuler_versement"] = "annuler_versement"

    def besoins(self) -> Besoins:
        return Besoins(versements=[self.versement], payes_par=self.versement, premiers=True)

    def done(self, compte: Compte) -> bool:
        return compte.versements[self.versement].annulation is not None

    def play(self, compte: Compte) -> Trail:
        if self.done(compte):
            return compte
        versement = compte.versements[self.versement]
        if versement.rembourse:
            raise Rembourse
        for reglement, montant in versement.imputations.items():
            compte = comptes.liberer(compte, self.versement, reglement, montant)
            yield compte
        versement = compte.versements[self.versement]
        if not versement.impute:
            compte = compte.updated(
                replace(versement, annulation=self.annulation, version=versement.version + 1)
            )
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
    | Imputer
)


def jouer(compte: Compte, operation: Operation) -> Compte:
    """The account after the whole operation, when all that it needs is at hand."""
    return comptes.last(comptes.imputer(comptes.last(operation.play(compte))))


def not_void(reglement: Reglement) -> Reglement:
    """The règlement itself. Raises Annule when it is void."""
    if reglement.annulation:
        raise Annule("règlement")
    return reglement


def drop_abandons(compte: Compte, reglement: str) -> Trail:
    """Drop a règlement's abandons, one at a time."""
    while abandons := compte.reglements[reglement].abandons:
        compte = compte.updated(replace(compte.reglements[reglement], abandons=abandons[:-1]))
        yield compte
    return compte


def refuse_foreign(compte: Compte, nommes: Sequence[str]) -> None:
    """Raise ChampsInvalides unless each named règlement is the client's own and not void."""
    for id in nommes:
        reglement = compte.reglements.get(id)
        if reglement is None:
            raise ChampsInvalides.of("reglements", "Ce règlement n'est pas à ce client.")
        if reglement.annulation:
            raise ChampsInvalides.of("reglements", "Ce règlement est annulé.")
