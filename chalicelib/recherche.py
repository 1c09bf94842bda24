"""Clients, listed and searched (tables.md, Search): one stream, already in the list's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from chalicelib import clients, etapes, listes, vues
from chalicelib.aws import lecture
from chalicelib.aws.tables import ClientRow, RechercheRow
from chalicelib.context import Context
from chalicelib.domaine import nom as noms
from chalicelib.domaine.telephone import TelephoneInvalide, normaliser
from chalicelib.vues import ClientVue
from chalicelib.web import cursor
from chalicelib.web.champs import ListeQuery, Page, Recherche

JOIN = 100
"""Clients read in one call."""
FILTERED_SIZE = 250
"""Clients read in one call where a filter may leave most of them out."""


class ClientsQuery(ListeQuery):
    """`q`: name or number; `telephone`: exactly; `tri=du`: debtors, the largest first."""

    q: Recherche | None = None
    telephone: Recherche | None = None
    tri: Literal["nom", "du"] = "nom"


def chercher(ctx: Context, query: ClientsQuery) -> Page[ClientVue]:
    """GET /clients. Costs 1 call, for debtors 2, or with `q` at most 21 for 1 000 examined."""
    if query.telephone is not None:
        return Page(elements=par_telephone(ctx, query.telephone))
    if query.tri == "du":
        # Half-way, an operation may hide a debtor, or show one who is none.
        etapes.terminer_tout(ctx.boutique_id)
    return listes.settled(ctx, lambda: page(ctx, query))


def page(ctx: Context, query: ClientsQuery) -> tuple[Page[ClientVue], dict[str, ClientRow]]:
    """One page of clients, and their rows."""
    asked, after = listes.start(ctx, "clients", query)
    par_du = query.tri == "du"
    size = FILTERED_SIZE if query.q else query.limite + 1
    if par_du:
        rows = par_dette(ctx, after, size)
    elif query.q and noms.fragment(query.q):
        rows = par_fragment(ctx, query.q, after)
    else:
        rows = par_nom(ctx, after, size)

    def place(row: ClientRow) -> str:
        return str(row.par_du if par_du else row.par_nom)

    coupe = listes.coupe(rows, query.limite, lambda row: meant(query.q or "", row))
    curseur = cursor.sign(ctx, asked, place(coupe.last)) if coupe.last else None
    shown = Page(elements=[vues.client(row) for row in coupe.rows], curseur=curseur)
    return shown, {row.cle: row for row in coupe.rows}


def par_telephone(ctx: Context, texte: str) -> list[ClientVue]:
    """The client whose number this is; nobody's, or not a whole one: an empty list."""
    try:
        telephone = normaliser(texte, ctx.boutique.pays)
    except TelephoneInvalide:
        return []
    id = lecture.client_du_numero(ctx.boutique_id, telephone)
    return [vues.client(clients.find(ctx, id))] if id else []


def par_nom(ctx: Context, after: str | None, size: int) -> Iterator[ClientRow]:
    """All clients by nom, after a place, read `size` at a time."""
    condition = ClientRow.par_nom > after if after else None
    return iter(
        ClientRow.nom_index.query(ctx.boutique_id, condition, consistent_read=True, page_size=size)
    )


def par_dette(ctx: Context, after: str | None, size: int) -> Iterator[ClientRow]:
    """The debtors, the largest dû first, after a place, read `size` at a time."""
    condition = ClientRow.par_du < after if after else None
    return iter(
        ClientRow.du_index.query(
            ctx.boutique_id,
            condition,
            consistent_read=True,
            scan_index_forward=False,
            page_size=size,
        )
    )


def par_fragment(ctx: Context, q: str, after: str | None) -> Iterator[ClientRow]:
    """The clients that stand under the query's three characters, by nom, after a place."""
    for chunk in listes.chunks(ids_sous(ctx, f"c#{noms.fragment(q)}", after), JOIN):
        found = listes.clients_of(ctx, chunk)
        yield from (found[id] for id in chunk if id in found)


def ids_sous(ctx: Context, entry: str, after: str | None) -> Iterator[str]:
    """The ids that stand under an entry of the search (`c#abc`), by nom, after a place."""
    start = f"{entry}#{after or ''}"
    # `$` follows `#`: whatever letter a nom begins with, it stands before.
    entries = RechercheRow.query(
        ctx.boutique_id,
        RechercheRow.cle.between(start, f"{entry}$"),
        consistent_read=True,
        page_size=listes.EXAMINED_MAX,
    )
    return (row.cle.rsplit("#", 1)[1] for row in entries if row.cle != start)


def correspondants(ctx: Context, q: str, limit: int) -> list[ClientRow]:
    """The first clients that match `q`, in the order of their noms; examines 1 000 at most."""
    rows = par_fragment(ctx, q, None) if noms.fragment(q) else par_nom(ctx, None, FILTERED_SIZE)
    return listes.coupe(rows, limit, lambda row: meant(q, row)).rows


def meant(q: str, client: ClientRow | None) -> bool:
    """Does `q` mean this client, by name or by number? An empty one means everybody."""
    return client is not None and noms.correspond(q, client.nom, clients.numeros(client))
