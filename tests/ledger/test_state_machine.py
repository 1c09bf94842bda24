"""The API on our engine and the naive clerk keep the same books, whatever goes wrong meanwhile.

Three clients: rows go from one to another, two become one, one is deleted. Each request has a
key and may meet a conflict, a throttle, a lost answer (once, or for good), a death before or
after its write, or another till that writes first; old keys come back. After each step both
laws, every list, the relevé in any periods, the client's totals, the boutique's, and what is
late by age are those of the clerk.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib import reprise
from local.dynamodb import Conflict, DeadAfter, DeadBefore, Engine, LostAnswer, Throttle
from tests.api.conftest import Clock
from tests.domaine.naive import deplacer_paiement, deplacer_vente
from tests.ledger.comptoir import CLIENTS, PAYMENT, SALE, Comptoir, Fiche

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
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
days_ago = st.integers(0, 3) | st.sampled_from([0, 30, 75, 400])
deadlines = st.none() | st.integers(-10, 40)
modes = st.sampled_from(["especes", "wave", "cheque"])
tills = st.integers(0, 1)
clients = st.sampled_from([0, 0, 0, 1, 1, 2])
"""Whom the shop serves: one more than the others, so that his history grows long."""
others = st.integers(0, 1)
recents = st.integers(0, 9)
"""A thing counted from the one recorded last."""

someone = precondition(lambda self: self.known())
some_two = precondition(lambda self: len(self.known()) > 1)
some_sale = precondition(lambda self: any(f.page.ventes for f in self.fiches))
some_payment = precondition(lambda self: any(f.page.paiements for f in self.fiches))
some_history = precondition(lambda self: any(map(has_history, self.fiches)))


def has_history(fiche: Fiche) -> bool:
    return bool(fiche.page.parts) and len(fiche.page.ventes) > 1


class Livre(Comptoir, RuleBasedStateMachine):
    """What people do there, in any order."""

    def __init__(self, engine: Engine, clock: Clock, hache: str) -> None:
        RuleBasedStateMachine.__init__(self)
        Comptoir.__init__(self, engine, clock, hache)

    @initialize(montants=st.lists(payments, min_size=1, max_size=CLIENTS))
    def open_the_book(self, montants: list[int]) -> None:
        """Each client owes something already, some have paid."""
        for fiche in self.fiches:
            self.sale(self.awa, fiche, self.day(3), 12_000, None, None)
        for fiche, montant in zip(self.fiches, montants, strict=False):
            self.payment(self.moussa, fiche, self.day(2), montant, "wave", [])

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)
        self.awa.get("/session")
        self.moussa.get("/session")

    @rule(delai=st.sampled_from([0, 7, 30, 90]))
    def be_more_or_less_patient(self, delai: int) -> None:
        self.awa.patch("/boutique", delai_jours=delai)
        self.delai_jours = delai

    # Sales and payments

    @rule(qui=clients, till=tills, ago=days_ago, montant=prices, due=deadlines, mishap=mishaps)
    def sell(
        self, qui: int, till: int, ago: int, montant: int, due: int | None, mishap: Any
    ) -> None:
        echeance = None if due is None else self.day(ago) + timedelta(due)
        who, fiche = self.till(till), self.fiches[qui]
        self.sale(who, fiche, self.day(ago), montant, echeance, None, mishap)

    @rule(qui=clients, till=tills, ago=days_ago, montant=prices, acompte=payments, mishap=mishaps)
    def sell_with_acompte(
        self, qui: int, till: int, ago: int, montant: int, acompte: int, mishap: Any
    ) -> None:
        who, fiche = self.till(till), self.fiches[qui]
        self.sale(who, fiche, self.day(ago), montant, None, acompte, mishap)

    @someone
    @rule(qui=clients, till=tills, ago=days_ago, montant=payments, mode=modes, mishap=mishaps)
    def pay(self, qui: int, till: int, ago: int, montant: int, mode: str, mishap: Any) -> None:
        fiche = self.fiche(qui)
        self.payment(self.till(till), fiche, self.day(ago), montant, mode, [], mishap)

    @some_sale
    @rule(
        qui=clients,
        till=tills,
        named=st.lists(recents, min_size=1, max_size=4),
        montant=payments,
        foreign=st.sampled_from([None, None, "nobody's", "another's"]),
        mishap=mishaps,
    )
    def pay_named(
        self, qui: int, till: int, named: list[int], montant: int, foreign: str | None, mishap: Any
    ) -> None:
        fiche = self.fiche(qui, "ventes")
        ids = [fiche.page.ventes[-1 - n % len(fiche.page.ventes)].id for n in named]
        if foreign:
            theirs = [v.id for f in self.known() if f is not fiche for v in f.page.ventes]
            ids.append(theirs[-1] if theirs and foreign == "another's" else NOBODY)
        self.payment(self.till(till), fiche, self.day(0), montant, "especes", ids, mishap)

    # Règlements

    @some_sale
    @rule(
        qui=clients,
        n=recents,
        montant=st.none() | prices,
        ago=st.none() | days_ago,
        due=deadlines,
        mishap=mishaps,
    )
    def modify(
        self, qui: int, n: int, montant: int | None, ago: int | None, due: int | None, mishap: Any
    ) -> None:
        fiche, v = self.vente(qui, n)
        jour = v.date if ago is None else self.day(ago)
        echeance = None if due is None else jour + timedelta(due)
        body: dict[str, Any] = {"date": str(jour), "echeance": str(echeance) if echeance else None}
        body |= {"montant": montant} if montant else {}
        self.clerk(
            fiche,
            self.ask("PATCH", f"/reglements/{v.id}", body, fiche, mishap),
            lambda page: page.modifier(v.id, montant or v.montant, jour, v.produit, echeance),
        )

    @some_sale
    @rule(qui=clients, n=recents, less=st.integers(-3, 3), mishap=mishaps)
    def nudge(self, qui: int, n: int, less: int, mishap: Any) -> None:
        """A montant just above, at or below what is paid or let go of it."""
        fiche, v = self.vente(qui, n)
        montant = max(1, fiche.page.verse(v) + fiche.page.abandonne(v) - less)
        self.clerk(
            fiche,
            self.ask("PATCH", f"/reglements/{v.id}", {"montant": montant}, fiche, mishap),
            lambda page: page.modifier(v.id, montant, v.date, v.produit, v.echeance),
        )

    @some_sale
    @rule(qui=clients, n=recents, motif=st.sampled_from(["cede", "eponge"]), mishap=mishaps)
    def let_go(self, qui: int, n: int, motif: str, mishap: Any) -> None:
        fiche, v = self.vente(qui, n)
        today = self.day(0)
        self.clerk(
            fiche,
            self.ask("POST", f"/reglements/{v.id}/solde", {"motif": motif}, fiche, mishap),
            lambda page: page.solder(v.id, today, motif),
        )

    @some_sale
    @rule(qui=clients, n=recents, mishap=mishaps)
    def reopen(self, qui: int, n: int, mishap: Any) -> None:
        fiche, v = self.vente(qui, n)
        reply = self.ask("DELETE", f"/reglements/{v.id}/solde", {}, fiche, mishap)
        self.clerk(fiche, reply, lambda page: page.rouvrir(v.id))

    @some_sale
    @rule(ns=st.lists(st.tuples(clients, recents), max_size=6), solde=st.booleans(), mishap=mishaps)
    def let_many_go(self, ns: list[tuple[int, int]], solde: bool, mishap: Any) -> None:
        found = [self.vente(qui, n) for qui, n in ns or [(0, 0)]]
        fiches = {v.id: fiche for fiche, v in found}
        body = {"reglements": list(fiches), "solde": solde}
        first, today = found[0][0], self.day(0)
        self.clerk_each(
            fiches,
            self.ask("POST", "/soldes", body, first, before_it_begins(mishap)),
            lambda id: lambda page: page.solder(id, today, "cede") if solde else page.rouvrir(id),
        )

    @some_sale
    @rule(qui=clients, n=recents, mishap=mishaps)
    def void_sale(self, qui: int, n: int, mishap: Any) -> None:
        fiche, v = self.vente(qui, n)
        body = {"motif": "Erreur"}
        reply = self.ask("POST", f"/reglements/{v.id}/annulation", body, fiche, mishap)
        self.clerk(fiche, reply, lambda page: page.annuler_reglement(v.id))

    # Versements

    @some_payment
    @rule(qui=clients, n=recents, mishap=mishaps)
    def void_payment(self, qui: int, n: int, mishap: Any) -> None:
        fiche, p = self.paiement(qui, n)
        body = {"motif": "Erreur"}
        reply = self.ask("POST", f"/versements/{p.id}/annulation", body, fiche, mishap)
        self.clerk(fiche, reply, lambda page: page.annuler_versement(p.id))

    @some_payment
    @rule(
        qui=clients,
        n=recents,
        montant=st.none() | payments,
        ago=st.none() | days_ago,
        mode=modes,
        named=st.none() | st.lists(recents, max_size=3),
        mishap=mishaps,
    )
    def change_payment(
        self,
        qui: int,
        n: int,
        montant: int | None,
        ago: int | None,
        mode: str,
        named: list[int] | None,
        mishap: Any,
    ) -> None:
        fiche, p = self.paiement(qui, n)
        jour = p.date if ago is None else self.day(ago)
        body: dict[str, Any] = {"date": str(jour), "mode": mode}
        body |= {"montant": montant} if montant else {}
        nommes = None
        if named is not None and fiche.page.ventes:
            body["reglements"] = nommes = self.named(fiche, named)
        self.clerk(
            fiche,
            self.ask("PATCH", f"/versements/{p.id}", body, fiche, mishap),
            lambda page: page.modifier_versement(p.id, montant or p.montant, jour, mode, nommes),
        )

    @some_payment
    @rule(
        ns=st.lists(st.tuples(clients, recents), max_size=4), archive=st.booleans(), mishap=mishaps
    )
    def put_away(self, ns: list[tuple[int, int]], archive: bool, mishap: Any) -> None:
        found = [self.paiement(qui, n) for qui, n in ns or [(0, 0)]]
        fiches = {p.id: fiche for fiche, p in found}
        body = {"versements": list(fiches), "archive": archive}
        orders = before_it_begins(mishap)
        self.clerk_each(
            fiches,
            self.ask("POST", "/versements/archivage", body, found[0][0], orders),
            lambda id: lambda page: page.archiver(id, archive),
        )

    @someone
    @rule(qui=clients, montant=prices, mode=modes, all_of_it=st.booleans(), mishap=mishaps)
    def give_back(self, qui: int, montant: int, mode: str, all_of_it: bool, mishap: Any) -> None:
        fiche = self.fiche(qui)
        avoir = fiche.page.avoir()
        montant = avoir if all_of_it and avoir else montant
        today = self.day(0)
        body = {"montant": montant, "mode": mode}
        reply = self.ask("POST", f"/clients/{fiche.id}/remboursements", body, fiche, mishap)
        id = reply.json().get("id", "")
        self.clerk(
            fiche, reply, lambda page: page.rembourser(id, today, montant, mode, self.awa.id)
        )

    # From client to client

    @some_two
    @some_sale
    @rule(
        qui=clients,
        vers=others,
        n=recents,
        montant=st.none() | prices,
        ago=st.none() | days_ago,
        mishap=mishaps,
    )
    def move_sale(
        self, qui: int, vers: int, n: int, montant: int | None, ago: int | None, mishap: Any
    ) -> None:
        """It was another client's: perhaps also of another day, for another montant."""
        fiche, v = self.vente(qui, n)
        other = self.other(fiche, vers)
        jour = v.date if ago is None else self.day(ago)
        body: dict[str, Any] = {"telephone": other.telephones[0], "date": str(jour)}
        body |= {"montant": montant} if montant else {}
        self.clerk(
            fiche,
            self.ask("PATCH", f"/reglements/{v.id}", body, fiche, before_it_begins(mishap)),
            lambda page: deplacer_vente(
                page, other.page, v.id, montant or v.montant, jour, v.produit, v.echeance
            ),
        )
        self.touch(other)

    @some_two
    @some_payment
    @rule(
        qui=clients,
        vers=others,
        n=recents,
        montant=st.none() | payments,
        named=st.lists(recents, max_size=2),
        mishap=mishaps,
    )
    def move_payment(
        self, qui: int, vers: int, n: int, montant: int | None, named: list[int], mishap: Any
    ) -> None:
        """It was another client's, perhaps for named things, perhaps more or less of it."""
        fiche, p = self.paiement(qui, n)
        other = self.other(fiche, vers)
        nommes = self.named(other, named)
        body: dict[str, Any] = {"client": other.id, "reglements": nommes}
        body |= {"montant": montant} if montant else {}
        self.clerk(
            fiche,
            self.ask("PATCH", f"/versements/{p.id}", body, fiche, before_it_begins(mishap)),
            lambda page: deplacer_paiement(
                page, other.page, p.id, montant or p.montant, p.date, p.mode, nommes
            ),
        )
        self.touch(other)

    # Whole accounts

    @some_two
    @rule(qui=clients, vers=others, busy=st.booleans(), mishap=mishaps)
    def merge_two(self, qui: int, vers: int, busy: bool, mishap: Any) -> None:
        """One of them may be just buying or paying at another till."""
        reste = self.fiche(qui)
        absorbe = self.other(reste, vers)
        at_the_till = absorbe if busy else reste
        path, body = f"/clients/{reste.id}/fusion", {"client": absorbe.id}
        reply = self.ask("POST", path, body, at_the_till, before_it_begins(mishap))
        if len(reste.telephones) + len(absorbe.telephones) > 2:
            assert (reply.status, reply.json()["type"]) == (409, "trop-de-numeros")
        else:
            assert reply.status == 200, reply.body
            self.take_in(reste, absorbe)

    @precondition(lambda self: any(len(f.telephones) > 1 for f in self.fiches))
    @rule()
    def strike_out_a_second_number(self) -> None:
        fiche = next(f for f in self.fiches if len(f.telephones) > 1)
        self.awa.patch(f"/clients/{fiche.id}", telephone2=None)
        assert self.found(fiche.telephones.pop()) == []

    @some_history
    @rule(qui=clients, comes_back=st.booleans(), mishap=mishaps)
    def delete_one(self, qui: int, comes_back: bool, mishap: Any) -> None:
        """The number may be a new client's before the old one's rows have gone."""
        wanted = [f for f in self.fiches if has_history(f)]
        fiche = wanted[qui % len(wanted)]
        wrong = self.ask("DELETE", f"/clients/{fiche.id}", {"nom": "Autre"}, fiche)
        assert (wrong.status, wrong.json()["type"]) == (422, "champs-invalides")
        reply = self.ask("DELETE", f"/clients/{fiche.id}", {"nom": fiche.nom}, fiche, mishap)
        assert reply.status == 202, reply.body
        self.gone(fiche, Fiche(f"{fiche.nom} bis", fiche.telephones[:1]) if comes_back else None)

    @rule()
    def the_scheduled_job_comes_by(self) -> None:
        reprise.passer(lambda: 10**6)

    @precondition(lambda self: self.guichet.kept)
    @rule(n=st.integers(0, 99))
    def an_old_key_comes_back(self, n: int) -> None:
        self.guichet.ask_again(self.guichet.kept[-1 - n % len(self.guichet.kept)])
        self.touch(*self.known())

    # What must hold

    @invariant()
    def the_clerk_agrees(self) -> None:
        self.check_touched()
        self.check_shop()

    @invariant()
    def receipt_numbers_are_unique(self) -> None:
        replies = [kept.reply.json() for kept in self.guichet.kept if kept.path == "/versements"]
        numbers = [reply["numero"] for reply in replies]
        assert len(numbers) == len(set(numbers))

    def teardown(self) -> None:
        self.touch(*self.known())
        self.check_touched()
        debtors = [(c["id"], c["du"]) for c in self.awa.get("/clients", tri="du")["elements"]]
        owing = [(f.id, f.page.totaux()["client", "du"]) for f in self.known()]
        assert sorted(debtors) == sorted((id, du) for id, du in owing if du)
        assert [du for _, du in debtors] == sorted((du for _, du in debtors), reverse=True)


def before_it_begins(mishap: Any) -> Any:
    """What holds several clients from its first write on: another till comes before, or after."""
    return () if None in mishap and {SALE, PAYMENT} & set(mishap) else mishap


@pytest.mark.parametrize(
    ("examples", "steps"), [(7, 20), pytest.param(100, 30, marks=pytest.mark.long)]
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
