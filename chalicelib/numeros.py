"""The receipt numbers of a boutique: unique and rising; one may be missing (tables.md, numero)."""

from __future__ import annotations

from chalicelib.aws.tables import BoutiqueRow


def suivant(boutique_id: str) -> int:
    """Take the next number. It is not given back: who dies with it leaves a gap."""
    counter = BoutiqueRow(boutique_id, "numero")
    counter.update(actions=[BoutiqueRow.dernier.add(1)])
    return counter.dernier
