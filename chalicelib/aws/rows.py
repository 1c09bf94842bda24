"""Rows to values and back: how the ledger's things are kept (tables.md, Tables)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from chalicelib.aws.tables import ClientRow, ReglementRow, VersementRow
from chalicelib.domaine.compte import (
    Abandon,
    Annulation,
    Auteur,
    EtatReglement,
    EtatVersement,
    Mode,
    MotifAbandon,
    Reglement,
    Remboursement,
    Versement,
)
from chalicelib.domaine.releve import SOLDES

REGLEMENT_E = {
    EtatReglement.INCOMPLET: "I",
    EtatReglement.COMPLET: "C",
    EtatReglement.ANNULE: "A",
}
VERSEMENT_E = {
    EtatVersement.EN_COURS: "E",
    EtatVersement.ARCHIVE: "A",
    EtatVersement.ANNULE: "N",
}
COPIE_MAX = 100
"""A versement keeps a copy of so many imputations; beyond, a read queries `id#`."""


def instant(value: datetime) -> str:
    """RFC 3339, UTC, to the millisecond."""
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def rang(n: int) -> str:
    """A place in a client's order, as a part of a key."""
    return f"{n:08d}"


def place(row: Reglement | Versement | Abandon | Remboursement) -> str:
    """`date#rang`: the order in which things are paid and shown."""
    return f"{row.date}#{rang(row.rang)}"


def jour(text: str | None) -> date | None:
    """A date, if there is one."""
    return date.fromisoformat(text) if text else None


def annulation_json(annulation: Annulation | None) -> dict[str, Any] | None:
    """When, by whom and why, as kept and as shown."""
    if annulation is None:
        return None
    return {
        "le": instant(annulation.le),
        "par": asdict(annulation.par),
        "motif": annulation.motif,
    }


def annulation_value(kept: dict[str, Any] | None) -> Annulation | None:
    """The value again."""
    if kept is None:
        return None
    return Annulation(datetime.fromisoformat(kept["le"]), Auteur(**kept["par"]), kept["motif"])


def reglement_row(boutique_id: str, client: str, r: Reglement) -> ReglementRow:
    """A règlement as it is kept; the index keys follow from its état."""
    e = REGLEMENT_E[r.etat]
    return ReglementRow(
        boutique_id,
        r.id,
        type="reglement",
        client=client,
        par_client=f"{client}#{e}#{place(r)}",
        par_etat=f"{e}#{r.date}#{r.id}",
        par_releve=None if r.annulation else f"{client}#{place(r)}",
        rang=r.rang,
        date=str(r.date),
        montant=r.montant,
        produit=r.produit,
        echeance=str(r.echeance) if r.echeance else None,
        note=r.note or None,
        verse=r.verse,
        abandons=[abandon_json(a) for a in r.abandons] or None,
        annulation=annulation_json(r.annulation),
        cree_le=instant(r.cree_le),
        cree_par=asdict(r.cree_par),
        version=r.version,
        rappele=r.rappele or None,
    )


def abandon_json(a: Abandon) -> dict[str, Any]:
    """The règlement's own copy of an abandon."""
    return {
        "rang": a.rang,
        "date": str(a.date),
        "montant": a.montant,
        "par": asdict(a.par),
        "motif": a.motif.value,
    }


def reglement(row: ReglementRow) -> Reglement:
    """The value that a row keeps."""
    return Reglement(
        id=row.cle,
        date=date.fromisoformat(row.date),
        montant=row.montant,
        produit=row.produit,
        cree_le=datetime.fromisoformat(row.cree_le),
        cree_par=Auteur(**row.cree_par),
        rang=row.rang,
        echeance=jour(row.echeance),
        note=row.note or "",
        verse=row.verse,
        abandons=tuple(
            Abandon(
                a["rang"],
                date.fromisoformat(a["date"]),
                a["montant"],
                Auteur(**a["par"]),
                MotifAbandon(a["motif"]),
            )
            for a in row.abandons or ()
        ),
        annulation=annulation_value(row.annulation),
        version=row.version,
        rappele=bool(row.rappele),
    )


def abandon_row(boutique_id: str, client: str, reglement: str, a: Abandon) -> ReglementRow:
    """An abandon as a line of the relevé."""
    return ReglementRow(
        boutique_id,
        f"{reglement}#a#{rang(a.rang)}",
        type="solde",
        reglement=reglement,
        par_releve=f"{client}#{place(a)}",
        rang=a.rang,
        date=str(a.date),
        montant=a.montant,
        libelle=SOLDES[a.motif],
    )


def versement_row(boutique_id: str, client: str, v: Versement) -> VersementRow:
    """A versement as it is kept; with free money it stands in the index `lien`."""
    e = VERSEMENT_E[v.etat]
    copied = v.entier and len(v.imputations) <= COPIE_MAX
    return VersementRow(
        boutique_id,
        v.id,
        type="versement",
        client=client,
        par_client=f"{client}#{e}#{place(v)}",
        par_etat=f"{e}#{v.date}#{v.id}",
        par_releve=None if v.annulation else f"{client}#{place(v)}",
        par_lien=f"l#{client}#{place(v)}" if v.libre else None,
        rang=v.rang,
        date=str(v.date),
        montant=v.montant,
        numero=v.numero,
        mode=v.mode.value,
        reference=v.reference or None,
        note=v.note or None,
        rembourse=v.rembourse,
        impute=v.impute,
        imputations=dict(v.imputations) if copied else None,
        archive=v.archive,
        annulation=annulation_json(v.annulation),
        cree_le=instant(v.cree_le),
        cree_par=asdict(v.cree_par),
        version=v.version,
    )


def versement(row: VersementRow) -> Versement:
    """The value that a row keeps."""
    return Versement(
        id=row.cle,
        date=date.fromisoformat(row.date),
        montant=row.montant,
        cree_le=datetime.fromisoformat(row.cree_le),
        cree_par=Auteur(**row.cree_par),
        rang=row.rang,
        numero=row.numero,
        mode=Mode(row.mode),
        reference=row.reference or "",
        note=row.note or "",
        rembourse=row.rembourse,
        impute=row.impute,
        imputations=row.imputations or {},
        entier=row.imputations is not None,
        archive=row.archive,
        annulation=annulation_value(row.annulation),
        version=row.version,
    )


def imputation_row(boutique_id: str, versement: str, reglement: str, montant: int) -> VersementRow:
    """The part of a versement that pays a règlement, found from both."""
    return VersementRow(
        boutique_id,
        f"{versement}#{reglement}",
        type="imputation",
        reglement=reglement,
        montant=montant,
        par_lien=f"r#{reglement}#{versement}",
    )


def remboursement_row(boutique_id: str, client: str, r: Remboursement) -> VersementRow:
    """An avoir given back, a line of the relevé."""
    return VersementRow(
        boutique_id,
        f"b#{r.id}",
        type="remboursement",
        client=client,
        par_releve=f"{client}#{place(r)}",
        rang=r.rang,
        date=str(r.date),
        montant=r.montant,
        mode=r.mode.value,
        note=r.motif or None,
        cree_par=asdict(r.par),
    )


def remboursement(row: VersementRow) -> Remboursement:
    """The value that a row keeps."""
    return Remboursement(
        id=row.cle.removeprefix("b#"),
        date=date.fromisoformat(row.date),
        montant=row.montant,
        par=Auteur(**row.cree_par),
        rang=row.rang,
        mode=Mode(row.mode),
        motif=row.note or "",
    )


def client_keys(row: ClientRow, nom: str) -> None:
    """Set the index keys that follow from a client's normalised nom and what it owes.

    A client that is being deleted stands in no list.
    """
    if not row.present:
        row.par_nom = row.par_du = None
        return
    row.par_nom = f"{nom}#{row.cle}"
    row.par_du = f"{row.du:019d}#{row.cle}" if row.du else None
