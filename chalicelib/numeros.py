"""The receipt numbers of a boutique: unique and rising; one may be missing (tables.md, numero)."""

from __future__ import annotations

from chalicelib.aws.tables import BoutiqueRow


def suivant(boutique_id: str, combien: int = 1) -> int:
    """Take the next number, or so many: the last of them. Who dies with it leaves a gap."""
    counter = BoutiqueRow(boutique_id, "numero")
    counter.update(actions=[BoutiqueRow.dernier.add(combien)])
    return counter.dernier
