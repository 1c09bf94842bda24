"""The notebook kept by a slow and honest clerk: the second model (domaine.md alone).

Plain lists of what was written down, a page for each client; every figure is added up anew
each time it is asked for. It shares no line with the core, only the words of the domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta


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
    range: bool = False


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


@dataclass
class Remise:
    """Money handed back to the client."""

    id: str
    rang: int
    jour: Date
    montant: int
    mode: str
    par: str


@dataclass
class Rendu:
    """So much of a paiement was handed back."""

    paiement: Paiement
    montant: int


class Naive:
    """One client's page."""

    def __init__(self) -> None:
        self.rang = 0
        self.ventes: list[Vente] = []
        self.paiements: list[Paiement] = []
        self.parts: list[Part] = []
        self.cessions: list[Cession] = []
        self.remises: list[Remise] = []
        self.rendus: list[Rendu] = []

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
        paid = sum(p.montant for p in self.parts if p.paiement is paiement)
        return paiement.montant - self.rendu(paiement) - paid

    def rendu(self, paiement: Paiement) -> int:
        return sum(rendu.montant for rendu in self.rendus if rendu.paiement is paiement)

    def avoir(self) -> int:
        return sum(self.libre(paiement) for paiement in self.paiements)

    def etat(self, vente: Vente) -> str:
        if vente.annulee:
            return "annule"
        return "complet" if self.reliquat(vente) == 0 else "incomplet"

    def etat_paiement(self, paiement: Paiement) -> str:
        if paiement.annule:
            return "annule"
        return "archive" if paiement.range else "en_cours"

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
        self.refuse_strangers(nommes)
        paiement = Paiement(id, self.next(), jour, montant, mode, par)
        self.paiements.append(paiement)
        for nomme in nommes:
            self.pay(paiement, self.vente(nomme))
        self.imputer()

    def modifier(
        self, id: str, montant: int, jour: Date, produit: str, echeance: Date | None
    ) -> None:
        self.corriger(id, montant, jour, produit, echeance)
        self.imputer()

    def corriger(
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

    def modifier_versement(
        self, id: str, montant: int, jour: Date, mode: str, nommes: Sequence[str] | None
    ) -> None:
        paiement = self.paiement_not_void(id)
        if montant < self.rendu(paiement):
            raise Refus("champs-invalides")
        if nommes is not None:
            self.refuse_strangers(nommes)
            self.parts = [p for p in self.parts if p.paiement is not paiement]
            paiement.rang = self.next()
        paid = sum(p.montant for p in self.parts if p.paiement is paiement)
        trop = self.rendu(paiement) + paid - montant
        while trop > 0:
            parts = [p for p in self.parts if p.paiement is paiement]
            last = max(parts, key=lambda p: (p.vente.date, p.vente.rang))
            back = min(trop, last.montant)
            last.montant -= back
            trop -= back
            self.parts = [p for p in self.parts if p.montant]
        paiement.montant, paiement.date, paiement.mode = montant, jour, mode
        for nomme in nommes or ():
            self.pay(paiement, self.vente(nomme))
        self.imputer()

    def archiver(self, id: str, archive: bool) -> None:
        paiement = self.paiement_not_void(id)
        paid = [part.vente for part in self.parts if part.paiement is paiement]
        follows = self.libre(paiement) or any(self.etat(v) != "complet" for v in paid)
        if archive and not paiement.range and follows:
            raise Refus("suit-encore")
        paiement.range = archive
        self.imputer()

    def rembourser(self, id: str, jour: Date, montant: int, mode: str, par: str) -> None:
        if montant > self.avoir():
            raise Refus("champs-invalides")
        self.remises.append(Remise(id, self.next(), jour, montant, mode, par))
        while montant:
            free = [p for p in self.paiements if self.libre(p)]
            latest = max(free, key=lambda p: (p.date, p.rang))
            self.rendus.append(Rendu(latest, min(montant, self.libre(latest))))
            montant -= self.rendus[-1].montant
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
        if self.rendu(paiement):
            raise Refus("rembourse")
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

    def paiement_not_void(self, id: str) -> Paiement:
        paiement = self.paiement(id)
        if paiement.annule:
            raise Refus("annule")
        return paiement

    def refuse_strangers(self, nommes: Sequence[str]) -> None:
        for nomme in nommes:
            if all(v.id != nomme or v.annulee for v in self.ventes):
                raise Refus("champs-invalides")

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
            sums["client", "verse"] += paiement.montant - self.rendu(paiement)
            sums["client", "avoir"] += self.libre(paiement)
            sums[f"mois#{month(paiement.date)}", "encaisse"] += paiement.montant
            sums[f"jour#{paiement.date}#{paiement.par}", paiement.mode] += paiement.montant
        for cession in self.cessions:
            sums["client", "abandonne"] += cession.montant
            sums[f"mois#{month(cession.jour)}", "cede"] += cession.montant
        for remise in self.remises:
            cashed = f"jour#{remise.jour}#{remise.par}"
            sums[f"mois#{month(remise.jour)}", "encaisse"] -= remise.montant
            sums[cashed, remise.mode] -= remise.montant
            sums[cashed, "rembourse"] += remise.montant
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
                *((r.jour, r.rang, "remboursement", r.id, r.montant, 0) for r in self.remises),
            ]
        )

    def solde_avant(self, jour: Date) -> int:
        """What was owed in the morning of a day."""
        return sum(debit - credit for d, _, _, _, debit, credit in self.releve() if d < jour)


# What goes from page to page


def deplacer_vente(
    ancien: Naive,
    nouveau: Naive,
    id: str,
    montant: int,
    jour: Date,
    produit: str,
    echeance: Date | None,
) -> None:
    """A vente is another client's: what paid it is the old one's again."""
    ancien.corriger(id, montant, jour, produit, echeance)
    vente = ancien.vente(id)
    ancien.parts = [p for p in ancien.parts if p.vente is not vente]
    ancien.ventes.remove(vente)
    nouveau.ventes.append(vente)
    vente.rang = nouveau.next()
    gone = sorted((c for c in ancien.cessions if c.vente is vente), key=lambda c: c.rang)
    for cession in gone:
        ancien.cessions.remove(cession)
        nouveau.cessions.append(cession)
        cession.rang = nouveau.next()
    ancien.imputer()
    nouveau.imputer()


def deplacer_paiement(
    ancien: Naive,
    nouveau: Naive,
    id: str,
    montant: int,
    jour: Date,
    mode: str,
    nommes: Sequence[str],
) -> None:
    """A paiement is another client's: recorded anew there."""
    paiement = ancien.paiement_not_void(id)
    if ancien.rendu(paiement):
        raise Refus("rembourse")
    nouveau.refuse_strangers(nommes)
    ancien.parts = [p for p in ancien.parts if p.paiement is not paiement]
    ancien.paiements.remove(paiement)
    nouveau.paiements.append(paiement)
    paiement.rang = nouveau.next()
    paiement.montant, paiement.date, paiement.mode = montant, jour, mode
    for nomme in nommes:
        nouveau.pay(paiement, nouveau.vente(nomme))
    ancien.imputer()
    nouveau.imputer()


def fusionner(reste: Naive, absorbe: Naive) -> None:
    """All that is written on one page is copied after all that is on the other."""
    ranged: list[Vente | Paiement | Cession | Remise] = [
        *absorbe.ventes, *absorbe.paiements, *absorbe.cessions, *absorbe.remises,
    ]  # fmt: skip
    for thing in ranged:
        thing.rang += reste.rang
    reste.rang += absorbe.rang
    reste.ventes += absorbe.ventes
    reste.paiements += absorbe.paiements
    reste.parts += absorbe.parts
    reste.cessions += absorbe.cessions
    reste.remises += absorbe.remises
    reste.rendus += absorbe.rendus
    reste.imputer()


def en_retard(pages: Iterable[Naive], today: Date, delai: int) -> Counter[int]:
    """Days late -> what is due since then, over all clients; what is not late yet is below 1.

    A vente is late from its échéance on; without one, so many days after its date.
    """
    sums: Counter[int] = Counter()
    for page in pages:
        for vente in page.ventes:
            last = vente.echeance or vente.date + timedelta(delai)
            sums[(today - last).days] += page.reliquat(vente)
    return sums


def month(jour: Date) -> str:
    return f"{jour.year}-{jour.month:02}"
