"""Who did what, when: one line for every change, written by the change's own transaction.

It holds ids, figures, dates and états before and after; a changed name or number only as
changed, so that a deletion leaves nothing personal behind.
"""

from __future__ import annotations

from typing import Any

from chalicelib.aws.rows import instant
from chalicelib.aws.tables import JournalRow
from chalicelib.context import Context


def ligne(
    ctx: Context,
    id: str,
    action: str,
    *,
    objet: str,
    client: str | None = None,
    avant: dict[str, Any] | None = None,
    apres: dict[str, Any] | None = None,
) -> JournalRow:
    """A line under the operation's own id."""
    return JournalRow(
        ctx.boutique_id,
        id,
        le=instant(ctx.now),
        par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        action=action,
        objet=objet,
        client=client,
        avant=avant,
        apres=apres,
    )
