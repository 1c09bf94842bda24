"""The shop's règlements and versements, listed newest first (tables.md, Search).

By client: that client's streams, one for each état; else the shop's, one for each état. With
`q` the streams of the clients that match, up to 20; where there are more, the shop's, filtered;
where no client matches, the règlements by the words of their produit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date
from typing import Any, Generic, TypeVar

from chalicelib import clients, listes, recherche, vues
from chalicelib.aws import rows
from chalicelib.aws.tables import ClientRow, ReglementRow, VersementRow
from chalicelib.context import Context
from chalicelib.domaine import nom as noms
from chalicelib.domaine.compte import EtatReglement, EtatVersement
from chalicelib.listes import LAST, Place
from chalicelib.vues import ReglementVue, VersementVue
from chalicelib.web import cursor
from chalicelib.web.champs import Id, ListeQuery, Page, Periode, Recherche, Vrai

R = TypeVar("R", ReglementRow, VersementRow)

CLIENTS_MAX = 20


class VersementsQuery(ListeQuery, Periode):
    """Filters of GET /versements."""

    client: Id | None = None
    q: Recherche | None = None
    etat: EtatVersement | None = None


class ReglementsQuery(ListeQuery, Periode):
    """Filters of GET /reglements."""

    client: Id | None = None
    q: Recherche | None = None
    etat: EtatReglement | None = None
    en_retard: Vrai | None = None


class Registre(Generic[R]):
    """One kind of row in its order: a stream for each état, from a place back to the first."""

    def __init__(
        self, ctx: Context, model: type[R], etats: Sequence[str], du: Date | None, au: Date | None
    ) -> None:
        self.ctx = ctx
        self.model: type[R] = model
        self.etats = etats
        self.du = str(du) if du else ""
        self.au = str(au) if au else ""

    def of_shop(self, after: Place | None, limit: int) -> Iterator[R]:
        """The whole shop's, by (date, id)."""
        index, key = self.model.etat_index, self.model.par_etat
        streams = [self._stream(index, key, f"{e}#", after, limit) for e in self.etats]
        return self._after(listes.merged(streams, by_id), by_id, after)

    def of_client(self, client: str, after: Place | None, limit: int) -> Iterator[R]:
        """One client's, by (date, rang)."""
        return self._after(
            listes.merged(self._of_client(client, after, limit), by_rang), by_rang, after
        )

    def of_clients(self, ids: Sequence[str], after: Place | None, limit: int) -> Iterator[R]:
        """Several clients', by (date, id)."""
        streams = [listes.merged(self._of_client(id, after, limit), by_id) for id in ids]
        return self._after(listes.merged(streams, by_id), by_id, after)

    def _of_client(self, client: str, after: Place | None, limit: int) -> list[Iterator[R]]:
        index, key = self.model.client_index, self.model.par_client
        return [self._stream(index, key, f"{client}#{e}#", after, limit) for e in self.etats]

    def _stream(
        self, index: Any, key: Any, prefix: str, after: Place | None, limit: int
    ) -> Iterator[R]:
        until = min(after[0] if after else LAST, self.au or LAST)
        found: Iterator[R] = index.query(
            self.ctx.boutique_id,
            key.between(prefix + self.du, f"{prefix}{until}#{LAST}"),
            scan_index_forward=False,
            consistent_read=True,
            page_size=limit + 1,
        )
        return found

    @staticmethod
    def _after(
        stream: Iterator[R], place: Callable[[R], Place], after: Place | None
    ) -> Iterator[R]:
        return (row for row in stream if after is None or place(row) < after)


def by_id(row: ReglementRow | VersementRow) -> Place:
    """The shop's order: date, then recording, which ids follow."""
    return row.date, row.cle


def by_rang(row: ReglementRow | VersementRow) -> Place:
    """A client's order: date, then its own counter."""
    return row.date, row.rang


def reglements(ctx: Context, query: ReglementsQuery) -> Page[ReglementVue]:
    """GET /reglements. 2 to 4 calls; with `q` at most 25."""
    etat = EtatReglement.INCOMPLET if query.en_retard == "true" else query.etat
    if query.en_retard == "true" and query.etat not in (None, EtatReglement.INCOMPLET):
        return Page(elements=[])
    etats = [rows.REGLEMENT_E[etat]] if etat else list(rows.REGLEMENT_E.values())
    registre = Registre(ctx, ReglementRow, etats, query.du, query.au)
    today = ctx.today()

    def garder(row: ReglementRow) -> bool:
        if query.en_retard != "true":
            return True
        late = vues.retard_des(ctx.boutique, rows.reglement(row))
        return late is not None and late <= today

    def montrer(row: ReglementRow, client: ClientRow) -> ReglementVue:
        return vues.reglement(ctx.boutique, client, rows.reglement(row))

    return listes.settled(ctx, lambda: page(ctx, query, registre, garder, montrer, by_produit))


def versements(ctx: Context, query: VersementsQuery) -> Page[VersementVue]:
    """GET /versements. 2 to 4 calls; with `q` at most 25."""
    etats = [rows.VERSEMENT_E[query.etat]] if query.etat else list(rows.VERSEMENT_E.values())
    registre = Registre(ctx, VersementRow, etats, query.du, query.au)

    def montrer(row: VersementRow, client: ClientRow) -> VersementVue:
        return vues.versement(client, vues.entier(ctx.boutique_id, rows.versement(row)))

    return listes.settled(ctx, lambda: page(ctx, query, registre, lambda _: True, montrer, None))


def by_produit(row: ReglementRow, q: str) -> bool:
    """Does any word of the produit begin with each word of `q`?"""
    return noms.correspond(q, row.produit or "")


V = TypeVar("V", ReglementVue, VersementVue)


def page(
    ctx: Context,
    query: ReglementsQuery | VersementsQuery,
    registre: Registre[R],
    garder: Callable[[R], bool],
    montrer: Callable[[R, ClientRow], V],
    by_words: Callable[[R, str], bool] | None,
) -> tuple[Page[V], dict[str, ClientRow]]:
    """One page of a register, and the clients that it names."""
    asked, read = listes.start(ctx, registre.model.Meta.table_name, query)
    after: Place | None = tuple(read) if read else None
    known: dict[str, ClientRow] = {}
    place = by_rang if query.client else by_id
    if query.client:
        stream = registre.of_client(query.client, after, query.limite)
        if query.q:
            stream = matching(ctx, stream, query.q, known)
    elif query.q:
        stream = by_query(ctx, registre, query.q, after, query.limite, known, by_words)
    else:
        stream = registre.of_shop(after, query.limite)
    coupe = listes.coupe(stream, query.limite, garder)
    missing = {row.client for row in coupe.rows} - known.keys()
    known.update(listes.clients_of(ctx, missing))
    shown = [montrer(row, known[row.client]) for row in coupe.rows if row.client in known]
    curseur = cursor.sign(ctx, asked, place(coupe.last)) if coupe.last else None
    named = {row.client: known[row.client] for row in coupe.rows if row.client in known}
    return Page(elements=shown, curseur=curseur), named


def by_query(
    ctx: Context,
    registre: Registre[R],
    q: str,
    after: Place | None,
    limit: int,
    known: dict[str, ClientRow],
    by_words: Callable[[R, str], bool] | None,
) -> Iterator[R]:
    """The rows of the clients that match `q`; where none does, by words, if the rows have any."""
    found = recherche.correspondants(ctx, q, CLIENTS_MAX + 1)
    if len(found) > CLIENTS_MAX:
        return matching(ctx, registre.of_shop(after, limit), q, known)
    if found or by_words is None:
        return registre.of_clients([client.cle for client in found], after, limit)
    words = by_words
    return (row for row in registre.of_shop(after, listes.EXAMINED_MAX) if words(row, q))


def matching(ctx: Context, stream: Iterator[R], q: str, known: dict[str, ClientRow]) -> Iterator[R]:
    """The rows of a stream whose client matches `q`; clients are read a hundred rows at a time."""
    for chunk in listes.chunks(stream, recherche.JOIN):
        known.update(listes.clients_of(ctx, {row.client for row in chunk} - known.keys()))
        for row in chunk:
            client = known.get(row.client)
            if client and noms.correspond(q, client.nom, clients.numeros(client)):
                yield row
