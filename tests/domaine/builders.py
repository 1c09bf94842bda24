"""Accounts as short text, and what people do to them in one line.

A sale is written « sucre 2026-03-01 5000 »: its id (and produit), its date, its montant;
a payment likewise: « wave 2026-03-02 9000 ».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from chalicelib.domaine.compte import (
    Annulation,
    Auteur,
    Compte,
    Mode,
    MotifAbandon,
    Reglement,
    Remboursement,
    Versement,
    imputer,
)
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    AnnulerVersement,
    Archiver,
    ModifierReglement,
    ModifierVersement,
    Operation,
    Rembourser,
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


def rembourser(compte: Compte, remboursement: str) -> Compte:
    """« b1 2026-03-09 1000 » is given back of the avoir."""
    id, jour, montant = remboursement.split()
    given = Remboursement(id, date.fromisoformat(jour), int(montant), AWA)
    return jouer(compte, Rembourser(given))


def archiver(compte: Compte, id: str, *, archive: bool = True) -> Compte:
    return jouer(compte, Archiver(id, archive))


def modifier_versement(
    compte: Compte,
    id: str,
    *,
    montant: int | None = None,
    jour: str | None = None,
    mode: Mode | None = None,
    nommes: Sequence[str] | None = None,
) -> Compte:
    v = compte.versements[id]
    return jouer(
        compte,
        ModifierVersement(
            id,
            version=v.version + 1,
            montant=montant or v.montant,
            date=date.fromisoformat(jour) if jour else v.date,
            mode=mode or v.mode,
            reference=v.reference,
            note=v.note,
            nommes=None if nommes is None else tuple(nommes),
        ),
    )


def trail(compte: Compte, operation: Operation, impute: bool = True) -> Iterator[Compte]:
    """Every account on the way of an operation, *imputer* included unless it is to wait; the
    last one is its end.
    """
    here = compte
    for here in operation.play(compte):
        yield here
    if impute:
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
    check_bounds(compte)
    given = sum(b.montant for b in compte.remboursements.values())
    assert given == sum(v.rembourse for v in compte.versements.values())
    check_places(compte)


def check_bounds(compte: Compte) -> None:
    """What holds of an account of which some rows are gone for good, too."""
    ventes = [r for r in compte.reglements.values() if not r.annulation]
    paiements = [v for v in compte.versements.values() if not v.annulation]
    for r in compte.reglements.values():
        assert min(r.montant, r.verse, r.abandonne, r.reliquat) >= 0, r
        parts = [v.imputations.get(r.id, 0) for v in compte.versements.values()]
        assert r.verse == sum(parts), r
        assert all(a.montant > 0 for a in r.abandons), r
        assert not (r.annulation and (r.verse or r.abandons)), r
    for v in compte.versements.values():
        assert min(v.montant, v.impute, v.rembourse, v.libre) >= 0, v
        assert v.impute == sum(v.imputations.values()), v
        assert all(montant > 0 for montant in v.imputations.values()), v
        assert not (v.annulation and (v.imputations or v.rembourse)), v
    assert all(b.montant > 0 for b in compte.remboursements.values())
    achats = sum(r.montant for r in ventes)
    verse = sum(v.montant - v.rembourse for v in paiements)
    abandonne = sum(r.abandonne for r in ventes)
    assert achats - verse - abandonne == du(compte) - avoir(compte)


def check_places(compte: Compte) -> None:
    """No two things of a client share a place in the order of recording."""
    reglements = compte.reglements.values()
    rangs = [
        *(r.rang for r in reglements),
        *(a.rang for r in reglements for a in r.abandons),
        *(v.rang for v in compte.versements.values()),
        *(b.rang for b in compte.remboursements.values()),
    ]
    assert len(set(rangs)) == len(rangs)
    assert all(1 <= rang <= compte.rang for rang in rangs)


def check_no_idle_money(compte: Compte) -> None:
    assert du(compte) == 0 or avoir(compte) == 0
