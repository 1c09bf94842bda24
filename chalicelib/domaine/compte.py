"""A client's account as a value, and the moves that keep its laws (domaine.md, Money).

The account holds whatever rows an operation touches: open règlements, free versements, or
all of them. A move takes an account and gives the next; each keeps

    achats - verse - abandonne = du - avoir        (conservation)

and `imputer`, which ends every operation, restores the other law: du = 0 or avoir = 0.
Moves that may be many come as a `Trail`, account after account, so that whoever writes
them down may stop after any one of them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from datetime import datetime
from enum import StrEnum

ABANDONS_MAX = 50


class Mode(StrEnum):
    """How a versement was paid."""

    ESPECES = "especes"
    WAVE = "wave"
    ORANGE_MONEY = "orange_money"
    FREE_MONEY = "free_money"
    VIREMENT = "virement"
    CHEQUE = "cheque"
    AUTRE = "autre"


class MotifAbandon(StrEnum):
    """Why a reliquat was let go: left to the client, or the debt wiped out."""

    CEDE = "cede"
    EPONGE = "eponge"


class EtatReglement(StrEnum):
    """`complet` exactly when nothing remains due."""

    INCOMPLET = "incomplet"
    COMPLET = "complet"
    ANNULE = "annule"


class EtatVersement(StrEnum):
    """`archive` is a mark that moves no money."""

    EN_COURS = "en_cours"
    ARCHIVE = "archive"
    ANNULE = "annule"


@dataclass(frozen=True)
class Auteur:
    """Who recorded a thing: the id, and the name as it was then."""

    id: str
    nom: str


@dataclass(frozen=True)
class Annulation:
    """When, by whom and why a thing was voided."""

    le: datetime
    par: Auteur
    motif: str


@dataclass(frozen=True)
class Abandon:
    """A reliquat let go: montant in minor units, on the boutique's day."""

    rang: int
    date: Date
    montant: int
    par: Auteur
    motif: MotifAbandon = MotifAbandon.CEDE


@dataclass(frozen=True)
class Reglement:
    """A credit sale. `verse` is the sum of its imputations; all sums are >= 0.

    `rappele`: a rappel was planned on it, once; whoever lets it go looks for what is left to do.
    """

    id: str
    date: Date
    montant: int
    produit: str
    cree_le: datetime
    cree_par: Auteur
    rang: int = 0
    echeance: Date | None = None
    note: str = ""
    verse: int = 0
    abandons: tuple[Abandon, ...] = ()
    annulation: Annulation | None = None
    version: int = 1
    rappele: bool = False

    @property
    def abandonne(self) -> int:
        """What was let go of it."""
        return sum(abandon.montant for abandon in self.abandons)

    @property
    def reliquat(self) -> int:
        """What remains due; 0 when void."""
        return 0 if self.annulation else self.montant - self.verse - self.abandonne

    @property
    def etat(self) -> EtatReglement:
        """Complet exactly when the reliquat is 0."""
        if self.annulation:
            return EtatReglement.ANNULE
        return EtatReglement.INCOMPLET if self.reliquat else EtatReglement.COMPLET

    @property
    def place(self) -> tuple[Date, int]:
        """Oldest first: the earliest date, then the earliest recorded."""
        return self.date, self.rang


@dataclass(frozen=True)
class Versement:
    """A payment. `impute` is the sum of all its imputations; `imputations` (règlement ->
    montant) holds every one of them when `entier`, else those that the operation touches.
    """

    id: str
    date: Date
    montant: int
    cree_le: datetime
    cree_par: Auteur
    rang: int = 0
    numero: int = 0
    mode: Mode = Mode.ESPECES
    reference: str = ""
    note: str = ""
    rembourse: int = 0
    impute: int = 0
    imputations: Mapping[str, int] = field(default_factory=dict)
    entier: bool = True
    archive: bool = False
    annulation: Annulation | None = None
    version: int = 1

    @property
    def libre(self) -> int:
        """What no règlement takes yet; 0 when void."""
        return 0 if self.annulation else self.montant - self.rembourse - self.impute

    @property
    def etat(self) -> EtatVersement:
        """En cours, unless void or put away."""
        if self.annulation:
            return EtatVersement.ANNULE
        return EtatVersement.ARCHIVE if self.archive else EtatVersement.EN_COURS

    @property
    def place(self) -> tuple[Date, int]:
        """Oldest first: the earliest date, then the earliest recorded."""
        return self.date, self.rang

    def learning(self, parts: Mapping[str, int]) -> Versement:
        """The versement that knows of these imputations, too, which it had all along."""
        return replace(self, imputations={**parts, **self.imputations})

    def imputing(self, reglement: str, montant: int) -> Versement:
        """The versement with `montant` more (or less) on a règlement."""
        there = self.imputations.get(reglement, 0) + montant
        imputations = {**self.imputations, reglement: there}
        if not there:
            del imputations[reglement]
        return replace(self, impute=self.impute + montant, imputations=imputations)


@dataclass(frozen=True)
class Remboursement:
    """An avoir given back: montant in minor units, on its day, by whom, in which mode, why."""

    id: str
    date: Date
    montant: int
    par: Auteur
    rang: int = 0
    mode: Mode = Mode.ESPECES
    motif: str = ""


Row = Reglement | Versement | Remboursement


@dataclass(frozen=True)
class Compte:
    """The account, or the part of it at hand. `rang` is the last place taken in its order."""

    rang: int = 0
    reglements: Mapping[str, Reglement] = field(default_factory=dict)
    versements: Mapping[str, Versement] = field(default_factory=dict)
    remboursements: Mapping[str, Remboursement] = field(default_factory=dict)

    def updated(self, *rows: Row) -> Compte:
        """The account with these rows in the place of their former selves."""
        reglements, versements = dict(self.reglements), dict(self.versements)
        remboursements = dict(self.remboursements)
        for row in rows:
            if isinstance(row, Reglement):
                reglements[row.id] = row
            elif isinstance(row, Versement):
                versements[row.id] = row
            else:
                remboursements[row.id] = row
        return replace(
            self, reglements=reglements, versements=versements, remboursements=remboursements
        )

    def without(self, *ids: str) -> Compte:
        """The account from which the rows of these ids are gone."""
        return replace(
            self,
            reglements={id: r for id, r in self.reglements.items() if id not in ids},
            versements={id: v for id, v in self.versements.items() if id not in ids},
            remboursements={id: r for id, r in self.remboursements.items() if id not in ids},
        )

    def knowing(self, other: Compte) -> Compte:
        """The account with the rows of `other` that it does not hold yet."""
        return replace(
            self,
            reglements={**other.reglements, **self.reglements},
            versements={**other.versements, **self.versements},
            remboursements={**other.remboursements, **self.remboursements},
        )

    def ouverts(self) -> list[Reglement]:
        """The open règlements, oldest first."""
        return sorted((r for r in self.reglements.values() if r.reliquat), key=lambda r: r.place)

    def libres(self) -> list[Versement]:
        """The versements with free money, oldest first."""
        return sorted((v for v in self.versements.values() if v.libre), key=lambda v: v.place)

    def reglements_changed(self, before: Compte) -> list[tuple[Reglement | None, Reglement]]:
        """Each règlement that is not what it was: its former self, if any, and itself."""
        olds = before.reglements
        return [(olds.get(id), r) for id, r in self.reglements.items() if olds.get(id) is not r]

    def versements_changed(self, before: Compte) -> list[tuple[Versement | None, Versement]]:
        """Each versement that is not what it was: its former self, if any, and itself."""
        olds = before.versements
        return [(olds.get(id), v) for id, v in self.versements.items() if olds.get(id) is not v]

    def gone(self, before: Compte) -> list[Row]:
        """The rows that stood there before and do no longer."""
        return [
            *(r for id, r in before.reglements.items() if id not in self.reglements),
            *(v for id, v in before.versements.items() if id not in self.versements),
            *(b for id, b in before.remboursements.items() if id not in self.remboursements),
        ]

    def remboursements_changed(
        self, before: Compte
    ) -> list[tuple[Remboursement | None, Remboursement]]:
        """Each remboursement that is not what it was: its former self, if any, and itself."""
        olds = before.remboursements
        rows = self.remboursements.items()
        return [(olds.get(id), row) for id, row in rows if olds.get(id) is not row]


Trail = Generator[Compte, None, Compte]
"""Lawful accounts, one after the other; the last one is returned, too."""


def inscrire(compte: Compte, row: Row) -> Compte:
    """Record a row at the next place of the client's order; as yet nothing pays or is paid."""
    rang = compte.rang + 1
    return replace(compte.updated(replace(row, rang=rang)), rang=rang)


def payer(compte: Compte, versement: str, reglement: str) -> Compte:
    """Pay a règlement from a versement, as far as both go; nothing where either is at its end."""
    v, r = compte.versements[versement], compte.reglements[reglement]
    montant = min(v.libre, r.reliquat)
    if not montant:
        return compte
    return compte.updated(v.imputing(r.id, montant), replace(r, verse=r.verse + montant))


def liberer(compte: Compte, versement: str, reglement: str, montant: int) -> Compte:
    """Take `montant` of an imputation back: it is free in the versement, due on the règlement."""
    v, r = compte.versements[versement], compte.reglements[reglement]
    return compte.updated(v.imputing(r.id, -montant), replace(r, verse=r.verse - montant))


def imputer(compte: Compte) -> Trail:
    """The oldest free versement pays the oldest open règlement, until one kind is at its end."""
    libres, ouverts = compte.libres(), compte.ouverts()
    while libres and ouverts:
        versement, reglement = libres[0].id, ouverts[0].id
        compte = payer(compte, versement, reglement)
        yield compte
        if not compte.versements[versement].libre:
            libres.pop(0)
        if not compte.reglements[reglement].reliquat:
            ouverts.pop(0)
    return compte


def liberer_jusqua(compte: Compte, reglement: str, montant: int) -> Trail:
    """Free a règlement until no more than `montant` of it is paid or let go.

    The abandons first, from the latest, then the imputations from the latest versement back
    (domaine.md, modifier un règlement).
    """
    r = compte.reglements[reglement]
    for abandon in sorted(r.abandons, key=lambda a: (a.date, a.rang), reverse=True):
        trop = min(abandon.montant, r.verse + r.abandonne - montant)
        if trop <= 0:
            return compte
        left = replace(abandon, montant=abandon.montant - trop)
        kept = tuple(left if a is abandon else a for a in r.abandons)
        r = replace(r, abandons=tuple(a for a in kept if a.montant))
        compte = compte.updated(r)
        yield compte
    payers = sorted(
        (v for v in compte.versements.values() if v.imputations.get(reglement)),
        key=lambda v: v.place,
        reverse=True,
    )
    for versement in payers:
        r = compte.reglements[reglement]
        trop = min(versement.imputations[reglement], r.verse + r.abandonne - montant)
        if trop <= 0:
            return compte
        compte = liberer(compte, versement.id, reglement, trop)
        yield compte
    return compte


def liberer_versement(compte: Compte, versement: str, impute: int) -> Trail:
    """Free a versement until no more than `impute` of it is imputed, from the latest règlement."""
    v = compte.versements[versement]
    paid = sorted((compte.reglements[id] for id in v.imputations), key=lambda r: r.place)
    for reglement in reversed(paid):
        v = compte.versements[versement]
        trop = min(v.imputations[reglement.id], v.impute - impute)
        if trop <= 0:
            return compte
        compte = liberer(compte, versement, reglement.id, trop)
        yield compte
    return compte


def last(trail: Trail) -> Compte:
    """Where a trail ends."""
    while True:
        try:
            next(trail)
        except StopIteration as end:
            after: Compte = end.value
            return after
