"""What a person does to a versement or to free money (domaine.md, Operations)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import Literal

from chalicelib.domaine import compte as comptes
from chalicelib.domaine.besoins import Besoins
from chalicelib.domaine.compte import Annulation, Compte, Mode, Remboursement, Trail, Versement
from chalicelib.domaine.problems import Annule, ChampsInvalides, Rembourse, SuitEncore


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
class ModifierVersement:
    """Change any field of a versement; `version` is the one that it has afterwards.

    With `nommes` it is recorded anew: all its imputations are freed, it takes the next place,
    and the règlements named are paid first; an empty list names none.
    """

    versement: str
    version: int
    montant: int
    date: Date
    mode: Mode
    reference: str
    note: str
    nommes: tuple[str, ...] | None = None
    type: Literal["modifier_versement"] = "modifier_versement"

    def changes(self, versement: Versement) -> bool:
        """Is any field other than it was?"""
        return self.nommes is not None or any(
            getattr(self, name) != getattr(versement, name)
            for name in ("montant", "date", "mode", "reference", "note")
        )

    def besoins(self) -> Besoins:
        return Besoins(
            versements=[self.versement], payes_par=self.versement, reglements=self.nommes or ()
        )

    def recorded(self, compte: Compte) -> bool:
        """Are the fields set, so that only the named règlements may be left to pay?"""
        return compte.versements[self.versement].version >= self.version

    def done(self, compte: Compte) -> bool:
        return self.recorded(compte) and (
            not compte.versements[self.versement].libre
            or not any(compte.reglements[id].reliquat for id in self.nommes or ())
        )

    def play(self, compte: Compte) -> Trail:
        versement = compte.versements[self.versement]
        if versement.annulation:
            raise Annule("versement")
        if not self.recorded(compte):
            if self.montant < versement.rembourse:
                message = "Une partie a été remboursée : écrivez au moins ce montant."
                raise ChampsInvalides.of("montant", message)
            refuse_foreign(compte, self.nommes or ())
            kept = 0 if self.nommes is not None else self.montant - versement.rembourse
            compte = yield from comptes.liberer_versement(compte, self.versement, kept)
            versement = compte.versements[self.versement]
            if versement.impute > kept:
                return compte
            compte = self.record(compte, versement)
            yield compte
        for id in self.nommes or ():
            paid = comptes.payer(compte, self.versement, id)
            if paid is not compte:
                compte = paid
                yield compte
        return compte

    def record(self, compte: Compte, versement: Versement) -> Compte:
        """Set the fields, and with `nommes` the place."""
        changed = replace(
            versement,
            montant=self.montant,
            date=self.date,
            mode=self.mode,
            reference=self.reference,
            note=self.note,
            version=self.version,
        )
        return compte.updated(changed) if self.nommes is None else comptes.inscrire(compte, changed)


@dataclass(frozen=True)
class Archiver:
    """Put a versement away, or take it back: a mark that moves no money.

    Raises SuitEncore when the versement is free in part or pays an open règlement.
    """

    versement: str
    archive: bool
    type: Literal["archiver"] = "archiver"

    def besoins(self) -> Besoins:
        return Besoins(versements=[self.versement], payes_par=self.versement)

    def done(self, compte: Compte) -> bool:
        return compte.versements[self.versement].archive == self.archive

    def play(self, compte: Compte) -> Trail:
        versement = compte.versements[self.versement]
        if versement.annulation:
            raise Annule("versement")
        if self.done(compte):
            return compte
        follows = any(compte.reglements[id].reliquat for id in versement.imputations)
        if self.archive and (versement.libre or follows):
            raise SuitEncore
        compte = compte.updated(replace(versement, archive=self.archive))
        yield compte
        return compte


@dataclass(frozen=True)
class Rembourser:
    """Give an avoir back, from the free versements, the latest first."""

    remboursement: Remboursement
    type: Literal["rembourser"] = "rembourser"

    def besoins(self) -> Besoins:
        return Besoins(remboursements=[self.remboursement.id], libres=True)

    def left(self, compte: Compte) -> int:
        """What is still to be given back."""
        there = compte.remboursements.get(self.remboursement.id)
        return self.remboursement.montant - (there.montant if there else 0)

    def done(self, compte: Compte) -> bool:
        return not self.left(compte)

    def play(self, compte: Compte) -> Trail:
        if self.remboursement.id not in compte.remboursements:
            compte = comptes.inscrire(compte, replace(self.remboursement, montant=0))
        for versement in reversed(compte.libres()):
            part = min(versement.libre, self.left(compte))
            if not part:
                return compte
            given = compte.remboursements[self.remboursement.id]
            compte = compte.updated(
                replace(versement, rembourse=versement.rembourse + part),
                replace(given, montant=given.montant + part),
            )
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
