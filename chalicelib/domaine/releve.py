"""The statement of an account (domaine.md, Relevé): what a client owes, line after line.

A line raises (débit) or lowers (crédit) the solde, which is `du - avoir`: debt is positive.
Lines come in the order of date, then of recording. They are made from an account that holds
everything, or read a page at a time; `courir` goes on from any balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from enum import StrEnum

from chalicelib.domaine.compte import Compte, Mode, MotifAbandon
from chalicelib.domaine.totaux import mois

MODES = {
    Mode.ESPECES: "espèces",
    Mode.WAVE: "Wave",
    Mode.ORANGE_MONEY: "Orange Money",
    Mode.FREE_MONEY: "Free Money",
    Mode.VIREMENT: "virement",
    Mode.CHEQUE: "chèque",
    Mode.AUTRE: "autre",
}
"""Each mode as it is read inside a sentence."""

SOLDES = {MotifAbandon.CEDE: "Reliquat cédé", MotifAbandon.EPONGE: "Dette épongée"}
"""What the line of an abandon says."""


class TypeLigne(StrEnum):
    """What a line stands for; `solde` is an abandon, not a balance."""

    REGLEMENT = "reglement"
    VERSEMENT = "versement"
    SOLDE = "solde"
    REMBOURSEMENT = "remboursement"


DEBITS = frozenset({TypeLigne.REGLEMENT, TypeLigne.REMBOURSEMENT})


@dataclass(frozen=True)
class Ligne:
    """A line: `debit` or `credit` is its montant in minor units, the other one is 0.

    `id` is the règlement's, also on an abandon; else the versement's or the remboursement's.
    """

    date: Date
    rang: int
    type: TypeLigne
    id: str
    libelle: str
    debit: int
    credit: int

    @classmethod
    def of(
        cls, type: TypeLigne, id: str, date: Date, rang: int, montant: int, libelle: str
    ) -> Ligne:
        """The line with its montant on the side that its type says."""
        debit = montant if type in DEBITS else 0
        return cls(date, rang, type, id, libelle, debit, montant - debit)

    @property
    def place(self) -> tuple[Date, int]:
        """Where it stands: by date, then by recording. No two lines of a client share it."""
        return self.date, self.rang


def libelle_versement(mode: Mode, reference: str = "") -> str:
    """« Versement, espèces » or « Versement, Wave (TX-88) »: the mode, the reference if any."""
    return f"Versement, {MODES[mode]}" + (f" ({reference})" if reference else "")


def libelle_remboursement(mode: Mode) -> str:
    """« Remboursement, espèces »."""
    return f"Remboursement, {MODES[mode]}"


def lignes(compte: Compte) -> list[Ligne]:
    """The lines of the rows at hand, in order; void things do not appear."""
    found: list[Ligne] = []
    for r in compte.reglements.values():
        if not r.annulation:
            found.append(Ligne.of(TypeLigne.REGLEMENT, r.id, r.date, r.rang, r.montant, r.produit))
            found += (
                Ligne.of(TypeLigne.SOLDE, r.id, a.date, a.rang, a.montant, SOLDES[a.motif])
                for a in r.abandons
            )
    for v in compte.versements.values():
        if not v.annulation:
            libelle = libelle_versement(v.mode, v.reference)
            found.append(Ligne.of(TypeLigne.VERSEMENT, v.id, v.date, v.rang, v.montant, libelle))
    for b in compte.remboursements.values():
        libelle = libelle_remboursement(b.mode)
        found.append(Ligne.of(TypeLigne.REMBOURSEMENT, b.id, b.date, b.rang, b.montant, libelle))
    return sorted(found, key=lambda ligne: ligne.place)


def solde(lignes: Iterable[Ligne]) -> int:
    """By how much these lines move the balance."""
    return sum(ligne.debit - ligne.credit for ligne in lignes)


def ouverture(par_mois: Mapping[str, int], debut: Iterable[Ligne], du: Date) -> int:
    """The balance in the morning of `du`, at the cost of one month (tables.md, Totals).

    `par_mois` maps a month (`2026-11`) to its debits less its credits; `debut` holds at least
    the lines of the month of `du` that come before it.
    """
    before = sum(montant for month, montant in par_mois.items() if month < mois(du))
    return before + solde(
        ligne for ligne in debut if mois(ligne.date) == mois(du) and ligne.date < du
    )


def courir(ouverture: int, lignes: Iterable[Ligne]) -> Iterator[tuple[Ligne, int]]:
    """Each line with the balance after it, from the balance before the first one."""
    courant = ouverture
    for ligne in lignes:
        courant += ligne.debit - ligne.credit
        yield ligne, courant
