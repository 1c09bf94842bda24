"""What the ledger answers: its things in the shapes of api.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import timedelta
from typing import Any

from chalicelib.aws import lecture, rows
from chalicelib.aws.tables import ClientRow
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.compte import (
    Compte,
    EtatReglement,
    EtatVersement,
    Mode,
    MotifAbandon,
    Reglement,
    Remboursement,
    Versement,
)
from chalicelib.domaine.operations import Besoins
from chalicelib.web.champs import Vue

REGLEMENT, VERSEMENT = "reglement", "versement"
REMBOURSEMENT, CLIENT = "remboursement", "client"


class Avertissement(Vue):
    """A warning that comes with a 2xx: nothing is refused for it."""

    code: str
    message: str


class AuteurVue(Vue):
    """Who recorded a thing."""

    id: str
    nom: str


class AnnulationVue(Vue):
    """When, by whom and why a thing was voided."""

    le: str
    par: AuteurVue
    motif: str


class ClientRef(Vue):
    """The client of a règlement or a versement."""

    id: str
    nom: str
    telephone: str | None


class ClientVue(ClientRef):
    """A client with its totals."""

    telephone2: str | None
    note: str
    achats: int
    verse: int
    abandonne: int
    du: int
    avoir: int
    plafond: int | None
    accuse: bool
    consentement_sms: dict[str, Any] | None
    cree_le: str
    version: int
    avertissements: tuple[Avertissement, ...] = ()


class AbandonVue(Vue):
    """A part that was let go."""

    montant: int
    date: Date
    par: AuteurVue
    motif: MotifAbandon


class ReglementVue(Vue):
    """A credit sale; `retard_des` is the day from which it is late, while something is due."""

    id: str
    client: ClientRef
    produit: str
    montant: int
    verse: int
    abandonne: int
    abandons: list[AbandonVue]
    reliquat: int
    etat: EtatReglement
    date: Date
    echeance: Date | None
    retard_des: Date | None
    note: str
    annulation: AnnulationVue | None
    cree_le: str
    cree_par: AuteurVue
    version: int
    avertissements: tuple[Avertissement, ...] = ()


class PaiementVue(Vue):
    """A versement as it pays one règlement."""

    id: str
    date: Date
    montant: int
    impute: int


class ImputationVue(Vue):
    """The part of a versement that pays a règlement."""

    reglement: str
    montant: int


class VersementVue(Vue):
    """A payment."""

    id: str
    numero: int
    client: ClientRef
    montant: int
    rembourse: int
    mode: Mode
    reference: str
    date: Date
    note: str
    etat: EtatVersement
    imputations: list[ImputationVue]
    libre: int
    annulation: AnnulationVue | None
    cree_le: str
    cree_par: AuteurVue
    version: int
    avertissements: tuple[Avertissement, ...] = ()


class RemboursementVue(Vue):
    """An avoir given back."""

    id: str
    montant: int
    date: Date
    mode: Mode
    motif: str
    par: AuteurVue


@dataclass(frozen=True)
class Objet:
    """The row that an operation is about, which its answer shows."""

    type: str
    id: str

    def besoins(self) -> Besoins:
        """What must be read to show it."""
        if self.type == REGLEMENT:
            return Besoins(reglements=[self.id])
        if self.type == VERSEMENT:
            return Besoins(versements=[self.id], payes_par=self.id)
        return Besoins(remboursements=[self.id])


LedgerVue = ReglementVue | VersementVue | RemboursementVue


def objet(
    boutique: Boutique,
    client: ClientRow,
    compte: Compte,
    objet: Objet,
    avertissements: Sequence[Avertissement] = (),
) -> LedgerVue:
    """The object of an operation, from the account after it."""
    if objet.type == REGLEMENT:
        return reglement(boutique, client, compte.reglements[objet.id], avertissements)
    if objet.type == VERSEMENT:
        return versement(client, compte.versements[objet.id], avertissements)
    return remboursement(compte.remboursements[objet.id])


def remboursement(r: Remboursement) -> RemboursementVue:
    """An avoir given back."""
    return RemboursementVue(
        id=r.id,
        montant=r.montant,
        date=r.date,
        mode=r.mode,
        motif=r.motif,
        par=AuteurVue(id=r.par.id, nom=r.par.nom),
    )


def client_ref(row: ClientRow) -> ClientRef:
    """The client, as others name it."""
    return ClientRef(id=row.cle, nom=row.nom, telephone=row.telephone)


def client(row: ClientRow, avertissements: Sequence[Avertissement] = ()) -> ClientVue:
    """The client, whole."""
    return ClientVue(
        id=row.cle,
        nom=row.nom,
        telephone=row.telephone,
        telephone2=row.telephone2,
        note=row.note or "",
        achats=row.achats,
        verse=row.verse,
        abandonne=row.abandonne,
        du=row.du,
        avoir=row.avoir,
        plafond=row.plafond,
        accuse=bool(row.accuse),
        consentement_sms=row.consentement_sms,
        cree_le=row.cree_le,
        version=row.version,
        avertissements=tuple(avertissements),
    )


def retard_des(boutique: Boutique, reglement: Reglement) -> Date | None:
    """The first day on which a reliquat is late (domaine.md, « en retard »)."""
    if not reglement.reliquat:
        return None
    if reglement.echeance:
        return reglement.echeance + timedelta(days=1)
    return reglement.date + timedelta(days=boutique.delai_jours + 1)


def reglement(
    boutique: Boutique,
    client: ClientRow,
    r: Reglement,
    avertissements: Sequence[Avertissement] = (),
) -> ReglementVue:
    """The règlement in its full shape; a void one shows 0 paid, let go and due."""
    annulation = rows.annulation_json(r.annulation)
    return ReglementVue(
        id=r.id,
        client=client_ref(client),
        produit=r.produit,
        montant=r.montant,
        verse=r.verse,
        abandonne=r.abandonne,
        abandons=[
            AbandonVue(
                montant=a.montant,
                date=a.date,
                par=AuteurVue(id=a.par.id, nom=a.par.nom),
                motif=a.motif,
            )
            for a in r.abandons
        ],
        reliquat=r.reliquat,
        etat=r.etat,
        date=r.date,
        echeance=r.echeance,
        retard_des=retard_des(boutique, r),
        note=r.note,
        annulation=AnnulationVue.model_validate(annulation) if annulation else None,
        cree_le=rows.instant(r.cree_le),
        cree_par=AuteurVue(id=r.cree_par.id, nom=r.cree_par.nom),
        version=r.version,
        avertissements=tuple(avertissements),
    )


def entier(boutique_id: str, v: Versement) -> Versement:
    """The versement with all its imputations: one that pays more than its copy holds is asked."""
    if v.entier:
        return v
    return replace(v, imputations=lecture.imputations_par(boutique_id, v.id), entier=True)


def versement(
    client: ClientRow, v: Versement, avertissements: Sequence[Avertissement] = ()
) -> VersementVue:
    """The versement in its full shape."""
    annulation = rows.annulation_json(v.annulation)
    return VersementVue(
        id=v.id,
        numero=v.numero,
        client=client_ref(client),
        montant=v.montant,
        rembourse=v.rembourse,
        mode=v.mode,
        reference=v.reference,
        date=v.date,
        note=v.note,
        etat=v.etat,
        imputations=[
            ImputationVue(reglement=id, montant=montant) for id, montant in v.imputations.items()
        ],
        libre=v.libre,
        annulation=AnnulationVue.model_validate(annulation) if annulation else None,
        cree_le=rows.instant(v.cree_le),
        cree_par=AuteurVue(id=v.cree_par.id, nom=v.cree_par.nom),
        version=v.version,
        avertissements=tuple(avertissements),
    )
