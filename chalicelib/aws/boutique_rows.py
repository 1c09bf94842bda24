"""The boutique and its staff as rows of the table boutiques, and back."""

from __future__ import annotations

from datetime import datetime

from chalicelib.aws.rows import instant
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.domaine.boutique import Boutique, EtatUtilisateur, Role, Utilisateur

BOUTIQUE = "boutique"


def utilisateur_key(id: str) -> str:
    """Where a person of the staff is kept."""
    return f"u#{id}"


def invitation_key(email: str) -> str:
    """Where it is kept whom an invitation to this address is for."""
    return f"i#{email}"


def cle_key(id: str) -> str:
    """Where a clé is kept."""
    return f"k#{id}"


def read(boutique_id: str, cle: str) -> BoutiqueRow | None:
    """A row, read consistently, or None. One call."""
    try:
        return BoutiqueRow.get(boutique_id, cle, consistent_read=True)
    except BoutiqueRow.DoesNotExist:
        return None


def boutique_of(row: BoutiqueRow) -> Boutique:
    """The value kept in the row `boutique`."""
    return Boutique(
        id=row.boutique_id,
        nom=row.nom,
        telephone=row.telephone,
        devise=row.devise,
        fuseau=row.fuseau,
        pays=row.pays,
        pays_sms=tuple(row.pays_sms),
        emetteur=row.emetteur,
        accuse=row.accuse,
        delai_jours=row.delai_jours,
        modeles=row.modeles,
        version=row.version,
    )


def boutique_row(boutique: Boutique, cree_le: str) -> BoutiqueRow:
    """A shop as it is kept."""
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
        cree_le=cree_le,
    )


def utilisateur_of(row: BoutiqueRow) -> Utilisateur:
    """The value kept in a row `u#id`."""
    return Utilisateur(
        id=row.cle.removeprefix("u#"),
        nom=row.nom,
        email=row.email,
        telephone=row.telephone,
        role=Role(row.role),
        etat=EtatUtilisateur(row.etat),
        securite=row.securite,
        version=row.version,
    )


def utilisateur_row(
    boutique_id: str, utilisateur: Utilisateur, mot_de_passe: str | None, cree_le: datetime
) -> BoutiqueRow:
    """A new person as kept; `mot_de_passe` is the argon2id hash, None until a link sets it."""
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
        cree_le=instant(cree_le),
    )
