"""The shop's règlements and versements, listed newest first (tables.md, Search).

By client: that client's streams, one for each état; else the shop's, one for each état. With
`q` the streams of the clients that match, up to 20 streams; where there are more, the shop's,
filtered; where no client matches, the règlements by the words of their produit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date
from itertools import groupby
from typing import Any, Generic, TypeVar

from chalicelib import clients, listes, recherche, vues
from chalicelib.aws import lecture, rows
from chalicelib.aws.tables import ClientRow, ReglementRow, VersementRow
from chalicelib.context import Context
from chalicelib.domaine import nom as noms
from chalicelib.domaine.compte import EtatReglement, EtatVersement
from chalicelib.listes import LAST, Place
from chalicelib.vues import ReglementVue, VersementVue
from chalicelib.web import cursor
from chalicelib.web.champs import Id, ListeQuery, Page, Periode, Recherche, Vrai

R = TypeVar("R", ReglementRow, VersementRow)

CLIENT_STREAMS_MAX = 20
"""The rows of few clients are read apart, a stream for each état; of more, out of the shop's."""
DAY_SIZE = 50
"""Rows read in one call where those of one client's day are sorted together."""
FILTERED_SIZE = 250
"""Rows read in one call where a filter may leave most of them out."""


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


class VersementsDuClient(ListeQuery, Periode):
    """Filters of GET /clients/{id}/versements."""

    etat: EtatVersement | None = None


class ReglementsDuClient(ListeQuery, Periode):
    """Filters of GET /clients/{id}/reglements."""

    etat: EtatReglement | None = None


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

    def of_shop(self, after: Place | None, size: int) -> Iterator[R]:
        """The whole shop's, by (date, id), read `size` at a time."""
        index, key = self.model.etat_index, self.model.par_etat
        until = f"{after[0]}#{after[1]}" if after else self._end()
        streams = [self._stream(index, key, f"{e}#", until, size) for e in self.etats]
        return self._after(listes.merged(streams, by_id), by_id, after)

    def of_client(self, client: str, after: Place | None, size: int) -> Iterator[R]:
        """One client's, by (date, rang)."""
        until = f"{after[0]}#{rows.rang(after[1])}" if after else self._end()
        return self._after(self._of_client(client, until, size), by_rang, after)

    def of_clients(self, ids: Sequence[str], after: Place | None, size: int) -> Iterator[R]:
        """Several clients', by (date, id)."""
        until = f"{after[0]}#{LAST}" if after else self._end()
        streams = [by_id_within_days(self._of_client(id, until, size)) for id in ids]
        return self._after(listes.merged(streams, by_id), by_id, after)

    def _of_client(self, client: str, until: str, size: int) -> Iterator[R]:
        index, key = self.model.client_index, self.model.par_client
        prefixes = [f"{client}#{e}#" for e in self.etats]
        streams = [self._stream(index, key, prefix, until, size) for prefix in prefixes]
        return listes.merged(streams, by_rang)

    def _end(self) -> str:
        return f"{self.au or LAST}#{LAST}"

    def _stream(self, index: Any, key: Any, prefix: str, until: str, size: int) -> Iterator[R]:
        found: Iterator[R] = index.query(
            self.ctx.boutique_id,
            key.between(prefix + self.du, prefix + until),
            scan_index_forward=False,
            consistent_read=True,
            page_size=size,
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


def by_id_within_days(stream: Iterator[R]) -> Iterator[R]:
    """One client's rows in the shop's order: of one day, two tills' ids may not follow rang."""
    for _, day in groupby(stream, key=lambda row: row.date):
        yield from sorted(day, key=by_id, reverse=True)


def reglements(ctx: Context, query: ReglementsQuery) -> Page[ReglementVue]:
    """GET /reglements. 2 to 4 calls; with `q` at most 25."""
    etat = EtatReglement.INCOMPLET if query.en_retard == "true" else query.etat
    if query.en_retard == "true" and query.etat not in (None, EtatReglement.INCOMPLET):
        return Page(elements=[])
    etats = [rows.REGLEMENT_E[etat]] if etat else list(rows.REGLEMENT_E.values())
    registre = Registre(ctx, ReglementRow, etats, query.du, query.au)
    today = ctx.today()

    def en_retard(row: ReglementRow) -> bool:
        late = vues.retard_des(ctx.boutique, rows.reglement(row))
        return late is not None and late <= today

    def montrer(row: ReglementRow, client: ClientRow) -> ReglementVue:
        return vues.reglement(ctx.boutique, client, rows.reglement(row))

    garder = en_retard if query.en_retard == "true" else None
    return listes.settled(ctx, lambda: page(ctx, query, registre, garder, montrer, by_produit))


def reglements_du_client(ctx: Context, id: str, query: ReglementsDuClient) -> Page[ReglementVue]:
    """GET /clients/{id}/reglements. Raises Introuvable."""
    clients.find(ctx, id)
    return reglements(ctx, ReglementsQuery(client=id, **dict(query)))


def versements_du_client(ctx: Context, id: str, query: VersementsDuClient) -> Page[VersementVue]:
    """GET /clients/{id}/versements. Raises Introuvable."""
    clients.find(ctx, id)
    return versements(ctx, VersementsQuery(client=id, **dict(query)))


def versements(ctx: Context, query: VersementsQuery) -> Page[VersementVue]:
    """GET /versements. 2 to 4 calls; with `q` at most 25."""
    etats = [rows.VERSEMENT_E[query.etat]] if query.etat else list(rows.VERSEMENT_E.values())
    registre = Registre(ctx, VersementRow, etats, query.du, query.au)

    def montrer(row: VersementRow, client: ClientRow) -> VersementVue:
        return vues.versement(client, vues.entier(ctx.boutique_id, rows.versement(row)))

    return listes.settled(ctx, lambda: page(ctx, query, registre, None, montrer, None))


def by_produit(row: ReglementRow, q: str) -> bool:
    """Does any word of the produit begin with each word of `q`?"""
    return noms.correspond(q, row.produit or "")


V = TypeVar("V", ReglementVue, VersementVue)
Garder = Callable[[R], bool]


def page(
    ctx: Context,
    query: ReglementsQuery | VersementsQuery,
    registre: Registre[R],
    garder: Garder[R] | None,
    montrer: Callable[[R, ClientRow], V],
    by_words: Callable[[R, str], bool] | None,
) -> tuple[Page[V], dict[str, ClientRow]]:
    """One page of a register, and the clients that it names."""
    asked, read = listes.start(ctx, registre.model.Meta.table_name, query)
    after: Place | None = tuple(read) if read else None
    known: dict[str, ClientRow] = {}
    size = FILTERED_SIZE if garder else query.limite + 1
    if query.q:
        stream, fits = searched(ctx, query, registre, after, known, by_words)
    elif query.client:
        stream, fits = registre.of_client(query.client, after, size), every
    else:
        stream, fits = registre.of_shop(after, size), every
    coupe = listes.coupe(
        once(stream), query.limite, lambda row: fits(row) and (garder is None or garder(row))
    )
    missing = {row.client for row in coupe.rows} - known.keys()
    known.update(listes.clients_of(ctx, missing))
    whole = [row for row in coupe.rows if row.client in known and known[row.client].present]
    shown = [montrer(row, known[row.client]) for row in whole]
    place = by_rang if query.client else by_id
    curseur = cursor.sign(ctx, asked, place(coupe.last)) if coupe.last else None
    named = {row.client: known[row.client] for row in coupe.rows if row.client in known}
    return Page(elements=shown, curseur=curseur), named


def once(stream: Iterator[R]) -> Iterator[R]:
    """A row whose état changed between two streams is read in both: it is shown once."""
    seen: set[str] = set()
    for row in stream:
        if row.cle not in seen:
            seen.add(row.cle)
            yield row


def every(_: ReglementRow | VersementRow) -> bool:
    """Nothing is left out."""
    return True


def searched(
    ctx: Context,
    query: ReglementsQuery | VersementsQuery,
    registre: Registre[R],
    after: Place | None,
    known: dict[str, ClientRow],
    by_words: Callable[[R, str], bool] | None,
) -> tuple[Iterator[R], Garder[R]]:
    """The rows to go through for `q`, in order, and which of them it means."""
    q = query.q or ""
    most = CLIENT_STREAMS_MAX // len(registre.etats)
    found = recherche.correspondants(ctx, q, most + 1)
    if query.client:
        owner = lecture.client(ctx.boutique_id, query.client)
        whole = registre.of_client(query.client, after, FILTERED_SIZE)
        if found:
            return whole if recherche.meant(q, owner) else iter(()), every
    else:
        whole = registre.of_shop(after, FILTERED_SIZE)
        if len(found) > most:
            return joined(ctx, whole, known), lambda row: recherche.meant(q, known.get(row.client))
        if found:
            ids = [client.cle for client in found]
            return registre.of_clients(ids, after, max(DAY_SIZE, query.limite + 1)), every
    return whole, lambda row: by_words is not None and by_words(row, q)


def joined(ctx: Context, stream: Iterator[R], known: dict[str, ClientRow]) -> Iterator[R]:
    """The rows of a stream, whose clients are `known` when they come; a call a hundred rows."""
    for chunk in listes.chunks(stream, recherche.JOIN):
        known.update(listes.clients_of(ctx, {row.client for row in chunk} - known.keys()))
        yield from chunk
