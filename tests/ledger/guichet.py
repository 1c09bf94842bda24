"""A shop's counter: what is asked there, what goes wrong meanwhile, and the clerk's own book.

Each client's account is kept a second time by `Naive`; `agrees` holds all that the API shows
of it against that book.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from chalicelib.aws import guard
from chalicelib.aws.tables import TotalRow
from chalicelib.context import outside
from local.dynamodb import Dead, Engine
from local.dynamodb.faults import Fault
from tests.api.personne import Personne, Reply
from tests.api.ventes import whole
from tests.domaine.naive import Naive

REMEMBERED = timedelta(days=30)
WRITES = ("TransactWriteItems", "UpdateItem")
PERSONAL = {"nom", "telephone", "telephone2", "note", "produit", "reference"}

Order = Fault | Callable[[], None] | None
"""What happens at a write: a fault, something at another till first, or nothing."""


class Orders:
    """The engine's hook: each write takes the next order, as long as there are any."""

    def __init__(self, engine: Engine) -> None:
        self.left: deque[Order] = deque()
        engine.hook = self

    def __call__(self, operation: str, request: Mapping[str, Any]) -> Fault | None:
        if operation not in WRITES or not self.left:
            return None
        order = self.left.popleft()
        if not callable(order):
            return order
        later, self.left = self.left, deque()
        Context().run(order)
        self.left = later
        return None


@dataclass(frozen=True)
class Kept:
    """A request that succeeded, and its answer; `efface` when the client of it has gone since."""

    who: Personne
    method: str
    path: str
    body: dict[str, Any]
    key: str
    reply: Reply
    le: datetime
    efface: bool = False


class Guichet:
    """Asks with a key each time; whoever dies over it asks again, as an outbox does."""

    def __init__(self, engine: Engine) -> None:
        self.orders = Orders(engine)
        self.kept: list[Kept] = []
        self.asked = 0

    def ask(
        self,
        who: Personne,
        method: str,
        path: str,
        body: dict[str, Any],
        orders: Iterable[Order] = (),
    ) -> Reply:
        self.asked += 1
        key = f"cle-{self.asked}"
        self.orders.left = deque(orders)
        try:
            reply = send(who, method, path, body, key)
        except Dead:
            reply = None
        self.orders.left = deque()
        if reply is None:
            reply = send(who, method, path, body, key)
        assert reply.status < 500, reply.body
        if reply.status < 300:
            self.kept.append(Kept(who, method, path, body, key, reply, outside.now()))
        return reply

    def ask_again(self, kept: Kept) -> None:
        """The same key and request, 30 days later at the most: the same answer."""
        if outside.now() - kept.le > REMEMBERED:
            return
        again = send(kept.who, kept.method, kept.path, kept.body, kept.key)
        assert again.status == kept.reply.status
        if kept.efface:
            assert nameless(kept.reply.json(), again.json())
        else:
            assert again.body == kept.reply.body

    def forget(self, clients: Collection[str]) -> None:
        """Clients are gone: what was answered of them says no name and no number any more."""
        for n, kept in enumerate(self.kept):
            if any(id.encode() in kept.reply.body for id in clients):
                self.kept[n] = replace(kept, efface=True)


def nameless(before: Any, after: Any) -> bool:
    """Is it the same answer, but that nothing says who the client was or what it bought?"""
    if isinstance(before, list):
        return len(before) == len(after) and all(map(nameless, before, after))
    if not isinstance(before, dict):
        return bool(before == after)
    author = before.keys() == {"id", "nom"}
    return before.keys() == after.keys() and all(
        not after[name] if name in PERSONAL and not author else nameless(value, after[name])
        for name, value in before.items()
    )


def send(who: Personne, method: str, path: str, body: dict[str, Any], key: str) -> Reply:
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return who.send(method, path, json.dumps(body).encode(), headers)


def agrees(who: Personne, client: str, naive: Naive) -> None:
    """Totals, laws, lists and relevé of a client are those of the clerk's book."""
    totals = naive.totaux()
    shown = who.get(f"/clients/{client}")
    names = ("achats", "verse", "abandonne", "du", "avoir")
    assert {name: shown[name] for name in names} == {name: totals["client", name] for name in names}
    assert shown["achats"] - shown["verse"] - shown["abandonne"] == shown["du"] - shown["avoir"]
    assert shown["du"] == 0 or shown["avoir"] == 0
    sales_agree(who, client, naive)
    payments_agree(who, client, naive)
    releve_agrees(who, client, naive, shown["du"] - shown["avoir"])


def sales_agree(who: Personne, client: str, naive: Naive) -> None:
    found = [
        (r["id"], r["date"], r["montant"], r["verse"], r["abandonne"], r["reliquat"], r["etat"],
         r["echeance"], [(a["date"], a["montant"], a["motif"]) for a in r["abandons"]])
        for r in whole(who, "/reglements", 100, client=client)
    ]  # fmt: skip
    assert found == [
        (v.id, str(v.date), v.montant, naive.verse(v), naive.abandonne(v), naive.reliquat(v),
         naive.etat(v), str(v.echeance) if v.echeance else None,
         [(str(c.jour), c.montant, c.motif) for c in naive.cessions if c.vente is v])
        for v in sorted(naive.ventes, key=lambda v: (v.date, v.rang), reverse=True)
    ]  # fmt: skip
    if found:
        detail = who.get(f"/reglements/{found[0][0]}")
        parts = {v["id"]: v["impute"] for v in detail["versements"]}
        assert parts == {
            versement: montant
            for (versement, vente), montant in naive.imputations().items()
            if vente == detail["id"] and montant
        }


def payments_agree(who: Personne, client: str, naive: Naive) -> None:
    parts = naive.imputations()
    found = [
        (v["id"], v["date"], v["montant"], v["rembourse"], v["libre"], v["mode"], v["etat"],
         {i["reglement"]: i["montant"] for i in v["imputations"]})
        for v in whole(who, "/versements", 100, client=client)
    ]  # fmt: skip
    assert found == [
        (p.id, str(p.date), p.montant, naive.rendu(p), naive.libre(p), p.mode,
         naive.etat_paiement(p),
         {r: montant for (v, r), montant in parts.items() if v == p.id and montant})
        for p in sorted(naive.paiements, key=lambda p: (p.date, p.rang), reverse=True)
    ]  # fmt: skip


def releve_agrees(who: Personne, client: str, naive: Naive, solde: int) -> None:
    """Whole, and in three periods that chain, cut on any two days, one of them in short pages."""
    expected = [
        (str(jour), type, id, debit, credit) for jour, _, type, id, debit, credit in naive.releve()
    ]
    opening, every, closing = statement(who, client, 100)
    assert lines(every) == expected
    assert (opening, closing) == (0, solde)
    running = 0
    for line in every:
        running += line["debit"] - line["credit"]
        assert line["solde"] == running
    if not expected:
        return
    start, end = two_days(expected)
    eve, next_day = start - timedelta(1), end + timedelta(1)
    _, first, before = statement(who, client, 100, au=str(eve))
    after, second, between = statement(
        who, client, 4 if len(expected) < 50 else 40, du=str(start), au=str(end)
    )
    last, third, closing = statement(who, client, 100, du=str(next_day))
    assert before == after == naive.solde_avant(start)
    assert between == last == naive.solde_avant(next_day)
    assert lines(first) + lines(second) + lines(third) == expected
    assert closing == solde


def two_days(expected: list[tuple[str, str, str, int, int]]) -> tuple[date, date]:
    """The first and the last day of a period: near any two lines, always the same two."""
    dice = Random(sum(debit - credit for *_, debit, credit in expected) + len(expected))
    days = [date.fromisoformat(dice.choice(expected)[0]) for _ in range(2)]
    first, last = sorted(day + timedelta(dice.choice([-1, 0, 0, 0, 1])) for day in days)
    return first, last


def statement(
    who: Personne, client: str, limite: int, **period: Any
) -> tuple[int, list[dict[str, Any]], int]:
    """The opening, all the lines and the closing of a period; every page bears the same two."""
    path = f"/clients/{client}/releve"
    page = who.get(path, limite=limite, **period)
    found = page["lignes"]
    while page["curseur"]:
        more = who.get(path, limite=limite, curseur=page["curseur"], **period)
        assert (more["ouverture"], more["cloture"]) == (page["ouverture"], page["cloture"])
        found += more["lignes"]
        page = more
    return page["ouverture"], found, page["cloture"]


def lines(found: Iterable[dict[str, Any]]) -> list[tuple[str, str, str, int, int]]:
    return [(i["date"], i["type"], i["id"], i["debit"], i["credit"]) for i in found]


def boutique_totals(boutique: str) -> Counter[tuple[str, str]]:
    """(item, field) -> the boutique's sum over the parts of the item."""
    sums: Counter[tuple[str, str]] = Counter()
    with guard.boutique(boutique):
        for row in TotalRow.query(boutique, consistent_read=True):
            for name, value in row.sums.items():
                sums[row.cle.rsplit("#", 1)[0], name] += value
    return Counter({key: value for key, value in sums.items() if value})


def book_totals(books: Iterable[Naive]) -> Counter[tuple[str, str]]:
    """The same, added up over the clerk's books."""
    sums: Counter[tuple[str, str]] = Counter()
    for naive in books:
        for (item, name), value in naive.totaux().items():
            if not item.startswith("client"):
                sums[item, name] += value
    return Counter({key: value for key, value in sums.items() if value})
