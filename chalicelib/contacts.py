"""The répertoire: whom a boutique may write to, in groupes, with or without their consent."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.aws import contact_rows
from chalicelib.aws.contact_rows import ContactRow


def connus(boutique_id: str, telephones: Iterable[str]) -> dict[str, ContactRow]:
    """The contacts that have these numbers (E.164), by number. Two calls for each hundred."""
    return contact_rows.par_numero(boutique_id, telephones)
