"""The API on our engine and the naive clerk keep the same books, whatever goes wrong meanwhile.

Each request has a key and may meet a conflict, a throttle, a lost answer (once, or for good), a
death before or after its write, or another till that writes first; old keys come back. After
each step both laws, every list, the relevé in several periods, the client's totals and the
boutique's are those of the clerk.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.domaine.boutique import Role
from local.dynamodb import Conflict, DeadAfter, DeadBefore, Engine, LostAnswer, Throttle
from tests.api.conftest import Clock, open_boutique, signed_in
from tests.api.personne import Personne, Reply
from tests.domaine.naive import Naive, Refus, deplacer_paiement, deplacer_vente
from tests.ledger.guichet import Guichet, Order, agrees, book_totals, boutique_totals

LATE_IN_FEBRUARY = datetime(2026, 2, 26, 10, tzinfo=UTC)
NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
PHONES = ["+221775000001", "+221775000002"]
SALE, PAYMENT = "another till sells", "another till cashes"
FOR_GOOD = (LostAnswer(), LostAnswer(), LostAnswer())
"""botocore sends three times; then nobody knows whether it was done."""

mishaps = st.sampled_from(
    [
        (), (), (), (Conflict(),), (Throttle(),), (LostAnswer(),), FOR_GOOD,
        (None, *FOR_GOOD), (Conflict(), Throttle(), *FOR_GOOD), (DeadBefore(),), (DeadAfter(),),
        (None, DeadBefore()), (None, DeadAfter()), (SALE,), (PAYMENT,), (SALE, PAYMENT),
        (None, SALE, Throttle()), (PAYMENT, DeadAfter()), (SALE, *FOR_GOOD),
    ]
)  # fmt: skip
prices = st.integers(1, 12).map(lambda n: n * 500) | st.integers(1, 20_000)
payments = prices | st.integers(20_000, 60_000)
days_ago = st.integers(0, 3) | st.sampled_from([0, 30, 400])
deadlines = st.none() | st.integers(-10, 40)
modes = st.sampled_from(["especes", "wave", "cheque"])
tills = st.integers(0, 1)
phones = st.sampled_from(PHONES)
recents = st.integers(0, 9)
"""A thing counted from the one recorded last."""

some_sale = precondition(lambda self: any(book.ventes for book in self.books.values()))
some_payment = precondition(lambda self: any(book.paiements for book in self.books.values()))


class Livre(RuleBasedStateMachine):
    """One shop, two tills, two clients."""

    def __init__(self, engine: Engine, clock: Clock, hache: str) -> None:
        super().__init__()
        clock.set(LATE_IN_FEBRUARY)
        self.clock = clock
        shop = open_boutique("Chez Awa", "+221771234567")
        self.awa = signed_in(shop, "Awa Ndiaye", Role.GERANT, hache)
        self.moussa = signed_in(shop, "Moussa Diop", Role.VENDEUR, hache)
        self.guichet = Guichet(engine)
        self.books = {phone: Naive() for phone in PHONES}
        self.ids: dict[str, str] = {}
        self.touched: set[str] = set()

    # What people do

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)
        self.awa.get("/session")
        self.moussa.get("/session")

    @rule(phone=phones, till=tills, ago=days_ago, montant=prices, due=deadlines, mishap=mishaps)
    def sell(
        self, phone: str, till: int, ago: int, montant: int, due: int | None, mishap: Any
    ) -> None:
        echeance = None if due is None else self.day(ago) + timedelta(due)
        self.sale(self.till(till), phone, self.day(ago), montant, echeance, None, mishap)

    @rule(phone=phones, till=tills, ago=days_ago, montant=prices, acompte=payments, mishap=mishaps)
    def sell_with_acompte(
        self, phone: str, till: int, ago: int, montant: int, acompte: int, mishap: Any
    ) -> None:
        self.sale(self.till(till), phone, self.day(ago), montant, None, acompte, mishap)

    @some_sale
    @rule(till=tills, n=recents, ago=days_ago, montant=payments, mode=modes, mishap=mishaps)
    def pay(self, till: int, n: int, ago: int, montant: int, mode: str, mishap: Any) -> None:
        phone, _ = self.vente(n)
        self.payment(self.till(till), phone, self.day(ago), montant, mode, [], mishap)

    @some_sale
    @rule(
        till=tills,
        named=st.lists(recents, min_size=1, max_size=4),
        montant=payments,
        foreign=st.sampled_from([None, None, NOBODY]),
        mishap=mishaps,
    )
    def pay_named(
        self, till: int, named: list[int], montant: int, foreign: str | None, mishap: Any
    ) -> None:
        phone, _ = self.vente(named[0])
        ids = [self.vente(n)[1] for n in named] + ([foreign] if foreign else [])
        today = self.day(0)
        self.payment(self.till(till), phone, today, montant, "especes", ids, mishap)

    @some_sale
    @rule(
        n=recents,
        montant=st.none() | prices,
        ago=st.none() | days_ago,
        due=deadlines,
        mishap=mishaps,
    )
    def modify(
        self, n: int, montant: int | None, ago: int | None, due: int | None, mishap: Any
    ) -> None:
        phone, id = self.vente(n)
        v = self.books[phone].vente(id)
        jour = v.date if ago is None else self.day(ago)
        echeance = None if due is None else jour + timedelta(due)
        body: dict[str, Any] = {
            "date": str(jour),
            "echeance": str(echeance) if echeance else None,
        }
        if montant:
            body["montant"] = montant
        self.on_sale(
            "PATCH", phone, id, "", body, mishap,
            lambda book: book.modifier(id, montant or v.montant, jour, v.produit, echeance),
        )  # fmt: skip

    @some_sale
    @rule(n=recents, less=st.integers(-3, 3), mishap=mishaps)
    def nudge(self, n: int, less: int, mishap: Any) -> None:
        """A montant just above, at or below what is paid or let go of it."""
        phone, id = self.vente(n)
        book = self.books[phone]
        v = book.vente(id)
        montant = max(1, book.verse(v) + book.abandonne(v) - less)
        self.on_sale(
            "PATCH", phone, id, "", {"montant": montant}, mishap,
            lambda book: book.modifier(id, montant, v.date, v.produit, v.echeance),
        )  # fmt: skip

    @some_sale
    @rule(n=recents, motif=st.sampled_from(["cede", "eponge"]), mishap=mishaps)
    def let_go(self, n: int, motif: str, mishap: Any) -> None:
        phone, id = self.vente(n)
        today = self.day(0)
        self.on_sale(
            "POST", phone, id, "/solde", {"motif": motif}, mishap,
            lambda book: book.solder(id, today, motif),
        )  # fmt: skip

    @some_sale
    @rule(n=recents, mishap=mishaps)
    def reopen(self, n: int, mishap: Any) -> None:
        phone, id = self.vente(n)
        self.on_sale("DELETE", phone, id, "/solde", {}, mishap, lambda book: book.rouvrir(id))

    @some_sale
    @rule(n=recents, mishap=mishaps)
    def void_sale(self, n: int, mishap: Any) -> None:
        phone, id = self.vente(n)
        self.on_sale(
            "POST", phone, id, "/annulation", {"motif": "Erreur"}, mishap,
            lambda book: book.annuler_reglement(id),
        )  # fmt: skip

    @some_payment
    @rule(n=recents, mishap=mishaps)
    def void_payment(self, n: int, mishap: Any) -> None:
        phone, id = self.paiement(n)
        reply = self.guichet.ask(
            self.awa,
            "POST",
            f"/versements/{id}/annulation",
            {"motif": "Erreur"},
            self.orders(phone, mishap),
        )
        self.clerk(phone, reply, lambda book: book.annuler_versement(id))

    @some_payment
    @rule(
        n=recents,
        montant=st.none() | payments,
        ago=st.none() | days_ago,
        mode=modes,
        named=st.none() | st.lists(recents, max_size=3),
        mishap=mishaps,
    )
    def change_payment(
        self,
        n: int,
        montant: int | None,
        ago: int | None,
        mode: str,
        named: list[int] | None,
        mishap: Any,
    ) -> None:
        phone, id = self.paiement(n)
        book = self.books[phone]
        p = book.paiement(id)
        jour = p.date if ago is None else self.day(ago)
        body: dict[str, Any] = {"date": str(jour), "mode": mode}
        if montant:
            body["montant"] = montant
        nommes = None
        if named is not None and book.ventes:
            nommes = [book.ventes[-1 - k % len(book.ventes)].id for k in named]
            body["reglements"] = nommes
            nommes = list(dict.fromkeys(nommes))
        reply = self.guichet.ask(
            self.awa, "PATCH", f"/versements/{id}", body, self.orders(phone, mishap)
        )
        self.clerk(
            phone,
            reply,
            lambda book: book.modifier_versement(id, montant or p.montant, jour, mode, nommes),
        )

    @some_payment
    @rule(n=recents, archive=st.booleans(), mishap=mishaps)
    def put_away(self, n: int, archive: bool, mishap: Any) -> None:
        phone, id = self.paiement(n)
        body = {"versements": [id], "archive": archive}
        reply = self.guichet.ask(
            self.awa, "POST", "/versements/archivage", body, self.orders(phone, mishap)
        )
        [done] = reply.json()["elements"]
        assert done["id"] == id
        self.clerk_says(phone, done["type"], lambda book: book.archiver(id, archive))

    @precondition(lambda self: self.ids)
    @rule(phone=phones, montant=prices, mode=modes, all_of_it=st.booleans(), mishap=mishaps)
    def give_back(self, phone: str, montant: int, mode: str, all_of_it: bool, mishap: Any) -> None:
        if phone not in self.ids:
            return
        avoir = self.books[phone].avoir()
        montant = avoir if all_of_it and avoir else montant
        today = self.day(0)
        body = {"montant": montant, "mode": mode}
        path = f"/clients/{self.ids[phone]}/remboursements"
        reply = self.guichet.ask(self.awa, "POST", path, body, self.orders(phone, mishap))
        id = reply.json().get("id", "")
        self.clerk(
            phone, reply, lambda book: book.rembourser(id, today, montant, mode, self.awa.id)
        )

    @precondition(lambda self: len(self.ids) == len(PHONES))
    @some_sale
    @rule(n=recents, montant=st.none() | prices, ago=st.none() | days_ago, mishap=mishaps)
    def move_sale(self, n: int, montant: int | None, ago: int | None, mishap: Any) -> None:
        """It was the other client's: perhaps also of another day, for another montant."""
        phone, id = self.vente(n)
        other = next(p for p in PHONES if p != phone)
        v = self.books[phone].vente(id)
        jour = v.date if ago is None else self.day(ago)
        body: dict[str, Any] = {"telephone": other, "date": str(jour)}
        if montant:
            body["montant"] = montant
        orders = self.orders(phone, before_it_begins(mishap))
        reply = self.guichet.ask(self.awa, "PATCH", f"/reglements/{id}", body, orders)
        self.clerk(
            phone,
            reply,
            lambda book: deplacer_vente(
                book, self.books[other], id, montant or v.montant, jour, v.produit, v.echeance
            ),
        )
        self.touched.add(other)

    @precondition(lambda self: len(self.ids) == len(PHONES))
    @some_payment
    @rule(n=recents, named=st.lists(recents, max_size=2), mishap=mishaps)
    def move_payment(self, n: int, named: list[int], mishap: Any) -> None:
        """It was the other client's, perhaps for named things."""
        phone, id = self.paiement(n)
        other = next(p for p in PHONES if p != phone)
        p, there = self.books[phone].paiement(id), self.books[other]
        nommes = [there.ventes[-1 - k % len(there.ventes)].id for k in named if there.ventes]
        nommes = list(dict.fromkeys(nommes))
        body: dict[str, Any] = {"client": self.ids[other], "reglements": nommes}
        orders = self.orders(phone, before_it_begins(mishap))
        reply = self.guichet.ask(self.awa, "PATCH", f"/versements/{id}", body, orders)
        self.clerk(
            phone,
            reply,
            lambda book: deplacer_paiement(book, there, id, p.montant, p.date, p.mode, nommes),
        )
        self.touched.add(other)

    @precondition(lambda self: self.guichet.kept)
    @rule(n=st.integers(0, 99))
    def an_old_key_comes_back(self, n: int) -> None:
        self.guichet.ask_again(self.guichet.kept[-1 - n % len(self.guichet.kept)])
        self.touched |= self.ids.keys()

    # What must hold

    @invariant()
    def the_clerk_agrees(self) -> None:
        for phone in self.touched & self.ids.keys():
            agrees(self.awa, self.ids[phone], self.books[phone])
        self.touched.clear()

    @invariant()
    def the_boutique_is_the_sum_of_its_clients(self) -> None:
        assert boutique_totals(self.awa.boutique) == book_totals(self.books.values())

    @invariant()
    def receipt_numbers_are_unique(self) -> None:
        replies = [kept.reply.json() for kept in self.guichet.kept if kept.path == "/versements"]
        numbers = [reply["numero"] for reply in replies]
        assert len(numbers) == len(set(numbers))

    def teardown(self) -> None:
        for phone, id in self.ids.items():
            agrees(self.awa, id, self.books[phone])
        debtors = [(c["id"], c["du"]) for c in self.awa.get("/clients", tri="du")["elements"]]
        owing = [(id, self.books[p].totaux()["client", "du"]) for p, id in self.ids.items()]
        assert sorted(debtors) == sorted((id, du) for id, du in owing if du)
        assert [du for _, du in debtors] == sorted((du for _, du in debtors), reverse=True)

    # How it is done

    def sale(
        self,
        who: Personne,
        phone: str,
        jour: date,
        montant: int,
        echeance: date | None,
        acompte: int | None,
        mishap: Any = (),
    ) -> None:
        body: dict[str, Any] = {
            "telephone": phone,
            "nom": f"Client {phone[-1]}",
            "produit": "riz",
            "montant": montant,
            "date": str(jour),
        }
        if echeance:
            body["echeance"] = str(echeance)
        if acompte:
            body["acompte"] = {"montant": acompte, "mode": "wave"}
        reply = self.guichet.ask(who, "POST", "/reglements", body, self.orders(phone, mishap))
        assert reply.status == 201, reply.body
        sold = reply.json()
        self.ids[phone] = sold["client"]["id"]
        paid = (self.acompte_of(phone), acompte, "wave", who.id) if acompte else None
        self.clerk(
            phone,
            reply,
            lambda book: book.ajouter_reglement(sold["id"], jour, montant, "riz", echeance, paid),
        )

    def acompte_of(self, phone: str) -> str:
        """The versement that the clerk has not written yet."""
        listed = self.awa.get("/versements", client=self.ids[phone], limite=100)["elements"]
        known = {p.id for p in self.books[phone].paiements}
        [new] = [v["id"] for v in listed if v["id"] not in known]
        return str(new)

    def payment(
        self,
        who: Personne,
        phone: str,
        jour: date,
        montant: int,
        mode: str,
        named: list[str],
        mishap: Any = (),
    ) -> None:
        body = {
            "telephone": phone,
            "montant": montant,
            "date": str(jour),
            "mode": mode,
            "reglements": named,
        }
        reply = self.guichet.ask(who, "POST", "/versements", body, self.orders(phone, mishap))
        id = reply.json().get("id", "")
        unique = list(dict.fromkeys(named))
        self.clerk(phone, reply, lambda book: book.verser(id, jour, montant, mode, who.id, unique))

    def on_sale(
        self,
        method: str,
        phone: str,
        id: str,
        suffix: str,
        body: dict[str, Any],
        mishap: Any,
        act: Callable[[Naive], None],
    ) -> None:
        path = f"/reglements/{id}{suffix}"
        reply = self.guichet.ask(self.awa, method, path, body, self.orders(phone, mishap))
        self.clerk(phone, reply, act)

    def clerk(self, phone: str, reply: Reply, act: Callable[[Naive], None]) -> None:
        """The clerk does it too, and refuses what the API refused."""
        answered = None if reply.status < 300 else json.loads(reply.body)["type"]
        self.clerk_says(phone, answered, act)

    def clerk_says(self, phone: str, answered: str | None, act: Callable[[Naive], None]) -> None:
        refusal = None
        try:
            act(self.books[phone])
        except Refus as refus:
            refusal = refus.type
        assert refusal == answered
        self.touched.add(phone)

    def orders(self, phone: str, mishap: Any) -> list[Order]:
        """The mishaps of a request; what another till does meanwhile is the same client's."""
        today = self.day(0)

        def sells() -> None:
            self.sale(self.moussa, phone, today, 700, None, None)

        def cashes() -> None:
            if phone in self.ids:
                self.payment(self.moussa, phone, today, 900, "especes", [])

        known: dict[Any, Order] = {SALE: sells, PAYMENT: cashes}
        return [known.get(order, order) for order in mishap]

    def vente(self, n: int) -> tuple[str, str]:
        every = [(phone, v.id) for phone, book in self.books.items() for v in book.ventes]
        return every[-1 - n % len(every)]

    def paiement(self, n: int) -> tuple[str, str]:
        every = [(phone, p.id) for phone, book in self.books.items() for p in book.paiements]
        return every[-1 - n % len(every)]

    def till(self, n: int) -> Personne:
        return (self.awa, self.moussa)[n]

    def day(self, ago: int) -> date:
        return self.clock.instant.date() - timedelta(ago)


def before_it_begins(mishap: Any) -> Any:
    """A move holds both clients from its first write on: another till comes before, or after."""
    return () if None in mishap and {SALE, PAYMENT} & set(mishap) else mishap


@pytest.mark.parametrize(
    ("examples", "steps"), [(12, 20), pytest.param(100, 30, marks=pytest.mark.long)]
)
def test_api_and_clerk_keep_the_same_books(
    engine: Engine, clock: Clock, hache: str, examples: int, steps: int
) -> None:
    class Here(Livre):
        def __init__(self) -> None:
            super().__init__(engine, clock, hache)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
