"""The boutique and its staff: reading them for each request, changing the shop's settings."""

from __future__ import annotations

from datetime import datetime

from chalicelib.aws import guard
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.domaine.boutique import Boutique, EtatUtilisateur, Role, Utilisateur

BOUTIQUE = "boutique"


def utilisateur_key(id: str) -> str:
    """Where a person of the staff is kept."""
    return f"u#{id}"


def find(boutique_id: str, utilisateur_id: str) -> tuple[Boutique, Utilisateur] | None:
    """The shop and one of its people, or None when either is gone. One consistent read."""
    cles = (BOUTIQUE, utilisateur_key(utilisateur_id))
    with guard.boutique(boutique_id):
        rows = BoutiqueRow.batch_get([(boutique_id, cle) for cle in cles], consistent_read=True)
        by_cle = {row.cle: row for row in rows}
    if not all(cle in by_cle for cle in cles):
        return None
    return boutique_of(by_cle[cles[0]]), utilisateur_of(by_cle[cles[1]])


def boutique_of(row: BoutiqueRow) -> Boutique:
    """The value kept in the row `boutique`."""
    return Boutique(
        id=row.boutique_id,
        nom=row.nom or "",
        telephone=row.telephone or "",
        devise=row.devise or "XOF",
        fuseau=row.fuseau or "Africa/Dakar",
        pays=row.pays or "SN",
        pays_sms=tuple(row.pays_sms or ()),
        emetteur=row.emetteur,
        accuse=bool(row.accuse),
        delai_jours=row.delai_jours,
        modeles=row.modeles or {},
        version=row.version or 1,
    )


def boutique_row(boutique: Boutique, cree_le: datetime) -> BoutiqueRow:
    """A new shop as it is kept."""
    return BoutiqueRow(
        boutique_id=boutique.id,
        cle=BOUTIQUE,
        nom=boutique.nom,
        telephone=boutique.telephone,
        devise=boutique.devise,
        fuseau=boutique.fuseau,
        pays=boutique.pays,
        pays_sms=list(boutique.pays_sms),
        emetteur=boutique.emetteur,
        accuse=boutique.accuse,
        delai_jours=boutique.delai_jours,
        modeles=boutique.modeles,
        version=boutique.version,
        cree_le=cree_le.isoformat(),
    )


def utilisateur_of(row: BoutiqueRow) -> Utilisateur:
    """The value kept in a row `u#id`."""
    return Utilisateur(
        id=row.cle.removeprefix("u#"),
        nom=row.nom or "",
        email=row.email or "",
        telephone=row.telephone,
        role=Role(row.role),
        etat=EtatUtilisateur(row.etat),
        securite=row.securite or 1,
        version=row.version or 1,
    )


def utilisateur_row(
    boutique_id: str, utilisateur: Utilisateur, mot_de_passe: str | None, cree_le: datetime
) -> BoutiqueRow:
    """A person as kept; `mot_de_passe` is the argon2id hash, None until the invitation's link."""
    return BoutiqueRow(
        boutique_id=boutique_id,
        cle=utilisateur_key(utilisateur.id),
        nom=utilisateur.nom,
        email=utilisateur.email,
        telephone=utilisateur.telephone,
        role=utilisateur.role.value,
        etat=utilisateur.etat.value,
        securite=utilisateur.securite,
        version=utilisateur.version,
        mot_de_passe=mot_de_passe,
        cree_le=cree_le.isoformat(),
    )
