"""Accounts as short text, and what people do to them in one line.

A sale is written « sucre 2026-03-01 5000 »: its id (and produit), its date, its montant;
a payment likewise: « wave 2026-03-02 9000 ».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.domaine.compte import (
    Annulation,
    Auteur,
    Compte,
    Mode,
    MotifAbandon,
    Reglement,
    Versement,
    imputer,
)
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    AnnulerVersement,
    ModifierReglement,
    Operation,
    Rouvrir,
    Solder,
    Verser,
    jouer,
)

AWA = Auteur("awa", "Awa Ndiaye")
MIDI = datetime(2026, 3, 10, 12, tzinfo=UTC)
ERREUR = Annulation(MIDI, AWA, "Erreur de saisie")


def reglement(texte: str) -> Reglement:
    """A sale as it comes in, not yet recorded."""
    id, jour, montant = texte.split()
    return Reglement(id, date.fromisoformat(jour), int(montant), id, MIDI, AWA)


def versement(texte: str, mode: Mode = Mode.ESPECES, reference: str = "") -> Versement:
    """A payment as it comes in, not yet recorded."""
    id, jour, montant = texte.split()
    return Versement(
        id, date.fromisoformat(jour), int(montant), MIDI, AWA, mode=mode, reference=reference
    )


def account(*ventes: str) -> Compte:
    """The account of a client who bought these things, recorded in this order."""
    compte = Compte()
    for vente in ventes:
        compte = ajouter(compte, vente)
    return compte


def ajouter(compte: Compte, vente: str, acompte: str | None = None) -> Compte:
    paid = versement(acompte) if acompte else None
    return jouer(compte, AjouterReglement(reglement(vente), paid))


def verser(compte: Compte, paiement: str, nommes: Sequence[str] = ()) -> Compte:
    return jouer(compte, Verser(versement(paiement), tuple(nommes)))


def modification(
    compte: Compte,
    id: str,
    *,
    montant: int | None = None,
    date: date | None = None,
    produit: str | None = None,
) -> ModifierReglement:
    r = compte.reglements[id]
    return ModifierReglement(
        id,
        version=r.version + 1,
        montant=montant or r.montant,
        date=date or r.date,
        echeance=r.echeance,
        produit=produit or r.produit,
        note=r.note,
    )


def modifier(compte: Compte, id: str, *, montant: int) -> Compte:
    return jouer(compte, modification(compte, id, montant=montant))


def redater(compte: Compte, id: str, jour: str) -> Compte:
    return jouer(compte, modification(compte, id, date=date.fromisoformat(jour)))


def solder(
    compte: Compte, id: str, jour: str = "2026-03-20", motif: MotifAbandon = MotifAbandon.CEDE
) -> Compte:
    return jouer(compte, Solder(id, date.fromisoformat(jour), AWA, motif))


def rouvrir(compte: Compte, id: str) -> Compte:
    return jouer(compte, Rouvrir(id))


def annuler_reglement(compte: Compte, id: str) -> Compte:
    return jouer(compte, AnnulerReglement(id, ERREUR))


def annuler_versement(compte: Compte, id: str) -> Compte:
    return jouer(compte, AnnulerVersement(id, ERREUR))


def rembourse(compte: Compte, id: str, montant: int) -> Compte:
    """The account after `montant` of a versement's free money was given back."""
    return compte.updated(replace(compte.versements[id], rembourse=montant))


def trail(compte: Compte, operation: Operation) -> Iterator[Compte]:
    """Every account on the way of an operation, *imputer* included; the last one is its end."""
    here = compte
    for here in operation.play(compte):
        yield here
    yield from imputer(here)


def reliquats(compte: Compte) -> dict[str, int]:
    return {r.id: r.reliquat for r in compte.reglements.values()}


def libres(compte: Compte) -> dict[str, int]:
    return {v.id: v.libre for v in compte.versements.values()}


def abandons(compte: Compte, id: str) -> list[int]:
    return [a.montant for a in compte.reglements[id].abandons]


def paid_by(compte: Compte, versement: str) -> dict[str, int]:
    """What a versement pays of each règlement."""
    return dict(compte.versements[versement].imputations)


def du(compte: Compte) -> int:
    return sum(r.reliquat for r in compte.reglements.values())


def avoir(compte: Compte) -> int:
    return sum(v.libre for v in compte.versements.values())


def check_lawful(compte: Compte) -> None:
    """Bounds, imputations that agree on both sides, conservation (domaine.md, Money)."""
    ventes = [r for r in compte.reglements.values() if not r.annulation]
    paiements = [v for v in compte.versements.values() if not v.annulation]
    for r in compte.reglements.values():
        assert min(r.montant, r.verse, r.abandonne, r.reliquat) >= 0, r
        parts = [v.imputations.get(r.id, 0) for v in compte.versements.values()]
        assert r.verse == sum(parts), r
        assert all(a.montant > 0 for a in r.abandons), r
        assert not (r.annulation and (r.verse or r.abandons)), r
    for v in compte.versements.values():
        assert min(v.montant, v.impute, v.libre) >= 0, v
        assert v.impute == sum(v.imputations.values()), v
        assert all(montant > 0 for montant in v.imputations.values()), v
        assert not (v.annulation and v.imputations), v
    achats = sum(r.montant for r in ventes)
    verse = sum(v.montant - v.rembourse for v in paiements)
    abandonne = sum(r.abandonne for r in ventes)
    assert achats - verse - abandonne == du(compte) - avoir(compte)


def check_no_idle_money(compte: Compte) -> None:
    assert du(compte) == 0 or avoir(compte) == 0
