"""The notebook kept by a slow and honest clerk: the second model (domaine.md alone).

Plain lists of what was written down; every figure is added up anew each time it is asked
for. It shares no line with the core, only the words of the domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date


class Refus(Exception):
    """The clerk refuses; `type` is the slug of the problem."""

    def __init__(self, type: str) -> None:
        super().__init__(type)
        self.type = type


@dataclass
class Vente:
    id: str
    rang: int
    date: Date
    montant: int
    produit: str
    echeance: Date | None
    annulee: bool = False


@dataclass
class Paiement:
    id: str
    rang: int
    date: Date
    montant: int
    mode: str
    par: str
    annule: bool = False


@dataclass
class Part:
    """So much of a paiement went to a vente; several lines may tell of the same pair."""

    paiement: Paiement
    vente: Vente
    montant: int


@dataclass
class Cession:
    vente: Vente
    rang: int
    jour: Date
    montant: int
    motif: str


class Naive:
    def __init__(self) -> None:
        self.rang = 0
        self.ventes: list[Vente] = []
        self.paiements: list[Paiement] = []
        self.parts: list[Part] = []
        self.cessions: list[Cession] = []

    # What is read off the lists

    def vente(self, id: str) -> Vente:
        return next(v for v in self.ventes if v.id == id)

    def paiement(self, id: str) -> Paiement:
        return next(p for p in self.paiements if p.id == id)

    def verse(self, vente: Vente) -> int:
        return sum(part.montant for part in self.parts if part.vente is vente)

    def abandonne(self, vente: Vente) -> int:
        return sum(cession.montant for cession in self.cessions if cession.vente is vente)

    def reliquat(self, vente: Vente) -> int:
        if vente.annulee:
            return 0
        return vente.montant - self.verse(vente) - self.abandonne(vente)

    def libre(self, paiement: Paiement) -> int:
        if paiement.annule:
            return 0
        return paiement.montant - sum(p.montant for p in self.parts if p.paiement is paiement)

    def etat(self, vente: Vente) -> str:
        if vente.annulee:
            return "annule"
        return "complet" if self.reliquat(vente) == 0 else "incomplet"

    def imputations(self) -> Counter[tuple[str, str]]:
        """(versement, règlement) -> montant."""
        sums: Counter[tuple[str, str]] = Counter()
        for part in self.parts:
            sums[part.paiement.id, part.vente.id] += part.montant
        return sums

    # What people do

    def ajouter_reglement(
        self,
        id: str,
        jour: Date,
        montant: int,
        produit: str,
        echeance: Date | None,
        acompte: tuple[str, int, str, str] | None,
    ) -> None:
        vente = Vente(id, self.next(), jour, montant, produit, echeance)
        self.ventes.append(vente)
        if acompte:
            paiement_id, somme, mode, par = acompte
            paiement = Paiement(paiement_id, self.next(), jour, somme, mode, par)
            self.paiements.append(paiement)
            self.pay(paiement, vente)
        self.imputer()

    def verser(
        self, id: str, jour: Date, montant: int, mode: str, par: str, nommes: Sequence[str]
    ) -> None:
        for nomme in nommes:
            if all(v.id != nomme or v.annulee for v in self.ventes):
                raise Refus("champs-invalides")
        paiement = Paiement(id, self.next(), jour, montant, mode, par)
        self.paiements.append(paiement)
        for nomme in nommes:
            self.pay(paiement, self.vente(nomme))
        self.imputer()

    def modifier(
        self, id: str, montant: int, jour: Date, produit: str, echeance: Date | None
    ) -> None:
        vente = self.not_void(id)
        trop = self.verse(vente) + self.abandonne(vente) - montant
        while trop > 0:
            cessions = [c for c in self.cessions if c.vente is vente]
            parts = [p for p in self.parts if p.vente is vente]
            last: Cession | Part
            if cessions:
                last = max(cessions, key=lambda c: (c.jour, c.rang))
            else:
                last = max(parts, key=lambda p: (p.paiement.date, p.paiement.rang))
            back = min(trop, last.montant)
            last.montant -= back
            trop -= back
            self.parts = [p for p in self.parts if p.montant]
            self.cessions = [c for c in self.cessions if c.montant]
        vente.montant, vente.date = montant, jour
        vente.produit, vente.echeance = produit, echeance
        self.imputer()

    def solder(self, id: str, today: Date, motif: str) -> None:
        vente = self.not_void(id)
        if self.reliquat(vente):
            if sum(c.vente is vente for c in self.cessions) == 50:
                raise Refus("trop-d-abandons")
            cession = Cession(vente, self.next(), today, self.reliquat(vente), motif)
            self.cessions.append(cession)
        self.imputer()

    def rouvrir(self, id: str) -> None:
        vente = self.not_void(id)
        self.cessions = [c for c in self.cessions if c.vente is not vente]
        self.imputer()

    def annuler_reglement(self, id: str) -> None:
        vente = self.vente(id)
        self.parts = [p for p in self.parts if p.vente is not vente]
        self.cessions = [c for c in self.cessions if c.vente is not vente]
        vente.annulee = True
        self.imputer()

    def annuler_versement(self, id: str) -> None:
        paiement = self.paiement(id)
        self.parts = [p for p in self.parts if p.paiement is not paiement]
        paiement.annule = True
        self.imputer()

    def imputer(self) -> None:
        while True:
            free = [p for p in self.paiements if self.libre(p)]
            due = [v for v in self.ventes if self.reliquat(v)]
            if not free or not due:
                return
            oldest_free = min(free, key=lambda p: (p.date, p.rang))
            oldest_due = min(due, key=lambda v: (v.date, v.rang))
            self.pay(oldest_free, oldest_due)

    def next(self) -> int:
        self.rang += 1
        return self.rang

    def not_void(self, id: str) -> Vente:
        vente = self.vente(id)
        if vente.annulee:
            raise Refus("annule")
        return vente

    def pay(self, paiement: Paiement, vente: Vente) -> None:
        montant = min(self.libre(paiement), self.reliquat(vente))
        if montant:
            self.parts.append(Part(paiement, vente, montant))

    # What the shopkeeper asks for (domaine.md, Money and Relevé; tables.md, Totals)

    def totaux(self) -> Counter[tuple[str, str]]:
        """(item, field) -> montant, added up over everything that is not void."""
        sums: Counter[tuple[str, str]] = Counter()
        for vente in self.ventes:
            if vente.annulee:
                continue
            sums["client", "achats"] += vente.montant
            sums["client", "du"] += self.reliquat(vente)
            sums[f"mois#{month(vente.date)}", "vendu"] += vente.montant
            late, letter = (vente.echeance, "e") if vente.echeance else (vente.date, "s")
            sums[f"mois#{month(late)}", f"{letter}{late.day:02}"] += self.reliquat(vente)
        for paiement in self.paiements:
            if paiement.annule:
                continue
            sums["client", "verse"] += paiement.montant
            sums["client", "avoir"] += self.libre(paiement)
            sums[f"mois#{month(paiement.date)}", "encaisse"] += paiement.montant
            sums[f"jour#{paiement.date}#{paiement.par}", paiement.mode] += paiement.montant
        for cession in self.cessions:
            sums["client", "abandonne"] += cession.montant
            sums[f"mois#{month(cession.jour)}", "cede"] += cession.montant
        for jour, _, _, _, debit, credit in self.releve():
            sums["client.mois", month(jour)] += debit - credit
        return sums

    def releve(self) -> list[tuple[Date, int, str, str, int, int]]:
        """Every line that there is: Date, rang, type, id, débit, crédit."""
        return sorted(
            [
                *(
                    (v.date, v.rang, "reglement", v.id, v.montant, 0)
                    for v in self.ventes
                    if not v.annulee
                ),
                *(
                    (p.date, p.rang, "versement", p.id, 0, p.montant)
                    for p in self.paiements
                    if not p.annule
                ),
                *((c.jour, c.rang, "solde", c.vente.id, 0, c.montant) for c in self.cessions),
            ]
        )

    def solde_avant(self, jour: Date) -> int:
        """What was owed in the morning of a day."""
        return sum(debit - credit for d, _, _, _, debit, credit in self.releve() if d < jour)


def month(jour: Date) -> str:
    return f"{jour.year}-{jour.month:02}"
