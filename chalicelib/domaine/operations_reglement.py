"""What a person does to a règlement (domaine.md, Operations)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as Date
from typing import Literal

from chalicelib.domaine import compte as comptes
from chalicelib.domaine.besoins import Besoins
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
from chalicelib.domaine.problems import Annule, TropDAbandons


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
