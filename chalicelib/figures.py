"""What the journal keeps of a règlement, a versement or a remboursement: figures, dates, états.

No name, no number, no free text.
"""

from __future__ import annotations

from typing import Any

from chalicelib import vues
from chalicelib.domaine.compte import Compte, Reglement, Versement
from chalicelib.vues import Objet


def of(compte: Compte, objet: Objet) -> dict[str, Any] | None:
    """An object of an account, or None where it is not there."""
    if objet.type == vues.REMBOURSEMENT:
        given = compte.remboursements.get(objet.id)
        return {"montant": given.montant, "date": str(given.date)} if given else None
    row: Reglement | Versement | None
    if objet.type == vues.REGLEMENT:
        row = compte.reglements.get(objet.id)
    else:
        row = compte.versements.get(objet.id)
    if row is None:
        return None
    kept: dict[str, Any] = {"montant": row.montant, "date": str(row.date), "etat": row.etat.value}
    if isinstance(row, Reglement):
        echeance = str(row.echeance) if row.echeance else None
        return kept | {"verse": row.verse, "abandonne": row.abandonne, "echeance": echeance}
    return kept | {"impute": row.impute, "mode": row.mode.value}


def changed(before: Compte, after: Compte, objets: list[Objet]) -> tuple[dict[str, Any], ...]:
    """Of many objects what has changed, before and after; those that have not are left out."""
    avant: list[dict[str, Any]] = []
    apres: list[dict[str, Any]] = []
    for objet in objets:
        old, new = of(before, objet) or {}, of(after, objet) or {}
        names = [name for name in new if new[name] != old.get(name)]
        if names:
            avant.append({"id": objet.id} | {name: old.get(name) for name in names})
            apres.append({"id": objet.id} | {name: new[name] for name in names})
    return {"elements": avant}, {"elements": apres}
