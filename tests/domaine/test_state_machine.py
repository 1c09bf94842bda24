"""The core and the naive clerk keep the same book, whatever people do in whatever order.

Three clients: rows go from one to another, two clients become one, one is deleted. After each
step: every imputation, reliquat, état, libre, abandon and remboursement agrees, both laws and
all bounds hold, totals moved by difference are those added up anew, what is late agrees for
four delays, and every relevé chains. Each operation is also cut after every account of its
trail and taken up again there, with all rows at hand, and with only those that it asks for.

Ids and clocks run backwards, so that nothing but the client's counter can give the order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.domaine import compte as core
from chalicelib.domaine.compte import (
    Annulation,
    Auteur,
    Compte,
    Mode,
    MotifAbandon,
    Reglement,
    Remboursement,
    Versement,
)
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    AnnulerVersement,
    Archiver,
    Imputer,
    Liberer,
    ModifierReglement,
    ModifierVersement,
    PayerNommes,
    Rembourser,
    Resolder,
    Rouvrir,
    Solder,
    Verser,
)
from chalicelib.domaine.operations_versement import refuse_foreign
from chalicelib.domaine.problems import Annule, Rembourse
from chalicelib.domaine.releve import courir, lignes, ouverture
from chalicelib.domaine.totaux import CLIENT_MOIS, Totaux
from chalicelib.programme import Deplacer, Etape
from tests.domaine import naive
from tests.domaine.builders import AWA, avoir, check_no_idle_money, du
from tests.domaine.cahiers import Cahiers, of_boutique
from tests.domaine.naive import Naive

LATE_IN_FEBRUARY = date(2026, 2, 26)
NOBODY = "inconnu"

prices = st.integers(1, 24).map(lambda n: n * 500) | st.integers(1, 20_000)
small = st.integers(1, 8).map(lambda n: n * 500) | st.integers(1, 2_000)
payments = st.one_of(small, small, small, st.integers(1, 40_000))
"""Mostly parts of a sale: an account that is always in credit shows nothing."""
days_ago = st.integers(0, 3) | st.sampled_from([0, 30, 400])
deadlines = st.none() | st.integers(-10, 40)
modes = st.sampled_from(Mode)
auteurs = st.sampled_from([AWA, Auteur("moussa", "Moussa Fall")])
recents = st.integers(0, 9)
"""A thing counted from the one recorded last; 9 counts all, else those wanted."""
clients = st.sampled_from([0, 0, 0, 1, 1, 2])
"""Whom the shop serves: one more than the others, so that his history grows long."""
others = st.integers(0, 1)
named = st.lists(st.integers(0, 8), min_size=1, max_size=4)

some_reglement = precondition(lambda self: any(c.reglements for c in self.comptes.values()))
some_versement = precondition(lambda self: any(c.versements for c in self.comptes.values()))
some_avoir = precondition(lambda self: any(map(avoir, self.comptes.values())))


def is_void(r: Reglement) -> bool:
    return r.annulation is not None


def is_not_void(r: Reglement) -> bool:
    return r.annulation is None


def is_open(r: Reglement) -> bool:
    return r.reliquat > 0


def is_let_go(r: Reglement) -> bool:
    return bool(r.abandons)


def is_voided(v: Versement) -> bool:
    return v.annulation is not None


def is_not_voided(v: Versement) -> bool:
    return v.annulation is None


def has_some_given_back(v: Versement) -> bool:
    return v.rembourse > 0


def has_reglements(compte: Compte) -> bool:
    return bool(compte.reglements)


def is_at_rest(compte: Compte, v: Versement) -> bool:
    """Nothing of it is free, and all that it pays is complete."""
    return not v.libre and not any(compte.reglements[id].reliquat for id in v.imputations)


def has_versements(compte: Compte) -> bool:
    return bool(compte.versements)


def has_rows(compte: Compte) -> bool:
    return len(compte.reglements) + len(compte.versements) > 1


class Comptes(Cahiers, RuleBasedStateMachine):
    """What people do, in any order, to the clients of a shop."""

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        Cahiers.__init__(self)
        self.today = LATE_IN_FEBRUARY
        self.made = 0

    # Sales and payments

    @rule(qui=clients, days=st.integers(1, 20))
    def wait(self, qui: int, days: int) -> None:
        self.serve(qui)
        self.today += timedelta(days)
        if days == 1:
            self.both(Imputer(), self.naive.imputer)

    @rule(qui=clients, ago=days_ago, montant=prices, deadline=deadlines, par=auteurs)
    def sell(self, qui: int, ago: int, montant: int, deadline: int | None, par: Auteur) -> None:
        self.serve(qui)
        self.ajouter(self.new_reglement(ago, montant, deadline, par), None)

    @rule(qui=clients, ago=days_ago, montant=prices, acompte=payments, mode=modes, par=auteurs)
    def sell_with_acompte(
        self, qui: int, ago: int, montant: int, acompte: int, mode: Mode, par: Auteur
    ) -> None:
        self.serve(qui)
        self.ajouter(
            self.new_reglement(ago, montant, None, par), self.new_versement(ago, acompte, mode, par)
        )

    @rule(qui=clients, ago=days_ago, montant=payments, mode=modes, par=auteurs)
    def pay(self, qui: int, ago: int, montant: int, mode: Mode, par: Auteur) -> None:
        self.serve(qui)
        self.verser(self.new_versement(ago, montant, mode, par), [])

    @rule(qui=clients, ago=days_ago, more=st.lists(payments, min_size=1, max_size=3), par=auteurs)
    def pay_too_much(self, qui: int, ago: int, more: list[int], par: Auteur) -> None:
        self.serve(qui)
        due = du(self.compte)
        self.verser(self.new_versement(ago, due + more[0], Mode.WAVE, par), [])
        for montant in more[1:]:
            self.verser(self.new_versement(ago, montant, Mode.ESPECES, par), [])

    @some_reglement
    @rule(qui=clients, ago=days_ago, montant=payments, par=auteurs, nommes=named)
    def pay_named(self, qui: int, ago: int, montant: int, par: Auteur, nommes: list[int]) -> None:
        self.serve(qui, has_reglements)
        v = self.new_versement(ago, montant, Mode.ESPECES, par)
        self.verser(v, [self.reglement(n) for n in nommes])

    @some_reglement
    @rule(qui=clients, bad=st.integers(0, 2), nommes=named, par=auteurs)
    def pay_named_badly(self, qui: int, bad: int, nommes: list[int], par: Auteur) -> None:
        self.serve(qui, has_reglements)
        v = self.new_versement(0, 5_000, Mode.ESPECES, par)
        self.verser(v, [*(self.reglement(n) for n in nommes), self.stranger(bad)])

    # Règlements

    @some_reglement
    @rule(
        qui=clients,
        n=recents,
        montant=st.none() | prices,
        ago=st.none() | days_ago,
        deadline=deadlines,
    )
    def modify(
        self, qui: int, n: int, montant: int | None, ago: int | None, deadline: int | None
    ) -> None:
        self.serve(qui, has_reglements)
        self.modifier(self.corrected(self.reglement(n), montant, ago, deadline))

    @some_reglement
    @rule(qui=clients, n=recents, less=st.integers(-2, 2) | st.integers(1, 3_000))
    def nudge(self, qui: int, n: int, less: int) -> None:
        """A montant just above, at or below what is paid or let go, best where some was let go."""
        self.serve(qui, has_reglements)
        r = self.compte.reglements[self.reglement(n, is_let_go)]
        self.modifier(replace(r, montant=max(1, r.verse + r.abandonne - less)))

    @some_reglement
    @rule(qui=clients, n=recents, par=auteurs, motif=st.sampled_from(MotifAbandon))
    def let_go(self, qui: int, n: int, par: Auteur, motif: MotifAbandon) -> None:
        self.serve(qui, has_reglements)
        self.solder(self.reglement(n, is_open), par, motif)

    @some_reglement
    @rule(qui=clients, n=recents, more=st.integers(1, 900), par=auteurs, days=st.integers(0, 2))
    def let_go_twice(self, qui: int, n: int, more: int, par: Auteur, days: int) -> None:
        self.serve(qui, has_reglements)
        id = self.reglement(n)
        self.solder(id, par, MotifAbandon.CEDE)
        r = self.compte.reglements[id]
        self.modifier(replace(r, montant=r.montant + more))
        self.today += timedelta(days)
        self.solder(id, par, MotifAbandon.EPONGE)

    @some_reglement
    @rule(qui=clients, n=recents)
    def reopen(self, qui: int, n: int) -> None:
        self.serve(qui, has_reglements)
        self.rouvrir(self.reglement(n, is_let_go))

    @some_reglement
    @rule(qui=clients, n=recents, par=auteurs)
    def void_reglement(self, qui: int, n: int, par: Auteur) -> None:
        self.serve(qui, has_reglements)
        self.annuler_reglement(self.reglement(n), par)

    @some_reglement
    @rule(
        qui=clients,
        vers=others,
        n=recents,
        rather=st.sampled_from([is_not_void, is_let_go, is_void]),
        montant=st.none() | prices,
        ago=st.none() | days_ago,
    )
    def move_reglement(
        self,
        qui: int,
        vers: int,
        n: int,
        rather: Callable[[Reglement], bool],
        montant: int | None,
        ago: int | None,
    ) -> None:
        self.serve(qui, lambda c: any(map(rather, c.reglements.values())))
        if has_reglements(self.compte):
            r = self.corrected(self.reglement(n, rather), montant, ago, None)
            self.deplacer_reglement(r, self.other(vers))

    @some_reglement
    @rule(qui=clients, vers=others, n=recents, more=st.integers(1, 900), less=st.integers(0, 1_500))
    def move_one_let_go_twice(self, qui: int, vers: int, n: int, more: int, less: int) -> None:
        self.let_go_twice(qui, n, more, AWA, 1)
        r = self.compte.reglements[self.reglement(n)]
        self.deplacer_reglement(replace(r, montant=max(1, r.montant - less)), self.other(vers))

    # Versements

    @some_versement
    @rule(
        qui=clients,
        n=recents,
        montant=st.none() | payments,
        ago=st.none() | days_ago,
        mode=st.none() | modes,
        nommes=st.none() | st.lists(st.integers(0, 8), max_size=4),
    )
    def modify_versement(
        self,
        qui: int,
        n: int,
        montant: int | None,
        ago: int | None,
        mode: Mode | None,
        nommes: list[int] | None,
    ) -> None:
        self.serve(qui, has_versements)
        v = self.rewritten(self.versement(n), montant, ago, mode)
        self.modifier_versement(v, None if nommes is None else self.reglements(nommes))

    @some_versement
    @rule(
        qui=clients,
        n=recents,
        bad=st.integers(0, 2),
        nommes=st.lists(st.integers(0, 8), max_size=2),
    )
    def rename_badly(self, qui: int, n: int, bad: int, nommes: list[int]) -> None:
        self.serve(qui, has_versements)
        v = self.compte.versements[self.versement(n)]
        self.modifier_versement(v, [*self.reglements(nommes), self.stranger(bad)])

    @some_versement
    @rule(
        qui=clients,
        n=recents,
        less=st.integers(-2, 2) | st.integers(-3_000, 3_000),
        given=st.booleans(),
    )
    def nudge_versement(self, qui: int, n: int, less: int, given: bool) -> None:
        """A montant just above, at or below what is used of it, or what was given back of it."""
        rather = has_some_given_back if given else is_not_voided
        self.serve(qui, lambda c: any(map(rather, c.versements.values())))
        if has_versements(self.compte):
            v = self.compte.versements[self.versement(n, rather)]
            used = v.rembourse + (0 if given else v.impute)
            self.modifier_versement(replace(v, montant=max(1, used - less)), None)

    @some_versement
    @rule(qui=clients, n=recents, par=auteurs)
    def void_versement(self, qui: int, n: int, par: Auteur) -> None:
        self.serve(qui, has_versements)
        self.annuler_versement(self.versement(n), par)

    @some_versement
    @rule(qui=clients, n=recents, archive=st.booleans())
    def put_away(self, qui: int, n: int, archive: bool) -> None:
        """It changes something, where it can, and most often may."""

        def changes(compte: Compte) -> list[Versement]:
            found = [v for v in compte.versements.values() if v.archive != archive]
            return [v for v in found if is_not_voided(v) and (is_at_rest(compte, v) or n < 3)]

        self.serve(qui, changes)
        if has_versements(self.compte):
            wanted = changes(self.compte)
            self.archiver(self.versement(n, lambda v: v in wanted), archive)

    @some_versement
    @rule(
        qui=clients,
        vers=others,
        n=recents,
        montant=st.none() | payments,
        ago=st.none() | days_ago,
        mode=st.none() | modes,
        nommes=st.lists(st.integers(0, 8), max_size=3),
        bad=st.integers(0, 5),
    )
    def move_versement(
        self,
        qui: int,
        vers: int,
        n: int,
        montant: int | None,
        ago: int | None,
        mode: Mode | None,
        nommes: list[int],
        bad: int,
    ) -> None:
        """To another client; seldom also one of this client's règlements is named (bad = 5)."""
        here, there = self.serve(qui, has_versements), self.other(vers, du)
        v = self.rewritten(self.versement(n), montant, ago, mode)
        strangers = [self.reglement(0)] if bad == 5 and self.compte.reglements else []
        self.client = there
        wanted = [*self.reglements(nommes, is_open), *strangers]
        self.client = here
        self.deplacer_versement(v, there, wanted)

    @some_versement
    @rule(qui=clients, vers=others, n=recents, prix=st.lists(prices, min_size=1, max_size=3))
    def move_where_it_is_due(self, qui: int, vers: int, n: int, prix: list[int]) -> None:
        """It was another client who paid: what he bought since is named, the last first."""
        here, there = self.serve(qui, has_versements), self.other(vers)
        self.client = there
        for montant in prix:
            self.ajouter(self.new_reglement(0, montant, None, AWA), None)
        bought = list(self.compte.reglements)[-len(prix) :]
        self.client = here
        self.deplacer_versement(self.compte.versements[self.versement(n)], there, bought[::-1])

    @some_avoir
    @rule(qui=clients, ago=days_ago, less=st.integers(-1, 3_000), mode=modes, par=auteurs)
    def give_back(self, qui: int, ago: int, less: int, mode: Mode, par: Auteur) -> None:
        """All of the avoir or less of it; one above is refused."""
        self.serve(qui, avoir)
        jour, montant = self.today - timedelta(ago), max(1, avoir(self.compte) - less)
        self.rembourser(Remboursement(self.new_id("b"), jour, montant, par, mode=mode))

    @precondition(lambda self: any(v.annulation for v in self.all_versements()))
    @rule(
        act=st.sampled_from(["modifier", "nommer", "archiver", "désarchiver", "déplacer"]),
        par=auteurs,
    )
    def touch_a_void_versement(self, act: str, par: Auteur) -> None:
        self.serve(0, lambda c: any(map(is_voided, c.versements.values())))
        v = self.compte.versements[self.versement(0, is_voided)]
        if act == "modifier":
            self.modifier_versement(replace(v, montant=1), None)
        elif act == "nommer":
            self.modifier_versement(v, [])
        elif act == "déplacer":
            self.deplacer_versement(v, self.other(0), [])
        else:
            self.archiver(v.id, act == "archiver")

    @precondition(lambda self: any(r.annulation for r in self.all_reglements()))
    @rule(
        act=st.sampled_from(["modifier", "solder", "rouvrir", "annuler"]),
        par=auteurs,
        motif=st.sampled_from(MotifAbandon),
    )
    def touch_a_void_reglement(self, act: str, par: Auteur, motif: MotifAbandon) -> None:
        self.serve(0, lambda c: any(map(is_void, c.reglements.values())))
        id = self.reglement(0, is_void)
        if act == "modifier":
            self.modifier(replace(self.compte.reglements[id], montant=1))
        elif act == "solder":
            self.solder(id, par, motif)
        elif act == "rouvrir":
            self.rouvrir(id)
        else:
            self.annuler_reglement(id, par)

    # Whole accounts

    @precondition(lambda self: sum(map(has_rows, self.comptes.values())) > 1)
    @rule(qui=st.integers(0, 2), vers=others)
    def merge_two(self, qui: int, vers: int) -> None:
        self.serve(qui, has_rows)
        self.merge(self.other(vers, has_rows))

    @precondition(lambda self: any(len(c.versements) > 3 for c in self.comptes.values()))
    @rule(qui=st.integers(0, 2))
    def delete_one(self, qui: int) -> None:
        self.serve(qui, lambda c: len(c.versements) > 3)
        self.delete()

    # What must hold

    @invariant()
    def both_books_are_the_same(self) -> None:
        for client in sorted(self.touched):
            if client in self.comptes:
                self.check_rows(self.comptes[client], self.pages[client])
                self.check_releves(self.comptes[client], self.pages[client], self.totaux[client])
        self.touched.clear()
        self.check_totals()
        self.check_lateness()

    def check_rows(self, compte: Compte, page: Naive) -> None:
        check_no_idle_money(compte)
        assert [
            (r.id, r.rang, r.date, r.montant, r.produit, r.echeance, r.verse, r.reliquat, r.etat)
            for r in sorted(compte.reglements.values(), key=lambda r: r.rang)
        ] == [
            (v.id, v.rang, v.date, v.montant, v.produit, v.echeance, page.verse(v),
             page.reliquat(v), page.etat(v))
            for v in sorted(page.ventes, key=lambda v: v.rang)
        ]  # fmt: skip
        assert [
            (v.id, v.rang, v.date, v.montant, v.mode, v.rembourse, v.libre, v.etat)
            for v in sorted(compte.versements.values(), key=lambda v: v.rang)
        ] == [
            (p.id, p.rang, p.date, p.montant, p.mode, page.rendu(p), page.libre(p),
             page.etat_paiement(p))
            for p in sorted(page.paiements, key=lambda p: p.rang)
        ]  # fmt: skip
        assert {
            (v.id, reglement): montant
            for v in compte.versements.values()
            for reglement, montant in v.imputations.items()
        } == page.imputations()
        assert [
            (r.id, a.rang, a.date, a.montant, a.motif)
            for r in sorted(compte.reglements.values(), key=lambda r: r.rang)
            for a in r.abandons
        ] == [
            (c.vente.id, c.rang, c.jour, c.montant, c.motif)
            for vente in sorted(page.ventes, key=lambda v: v.rang)
            for c in page.cessions
            if c.vente is vente
        ]
        assert [
            (b.id, b.rang, b.date, b.montant, b.mode) for b in compte.remboursements.values()
        ] == [(r.id, r.rang, r.jour, r.montant, r.mode) for r in page.remises]
        assert compte.rang == page.rang

    def check_totals(self) -> None:
        """Each client's, and the shop's by month and day: those of whom is still there."""
        added_up = {client: Totaux(page.totaux()) for client, page in self.pages.items()}
        assert self.totaux == added_up
        whole = Totaux()
        for totaux in added_up.values():
            whole.update(of_boutique(totaux))
        assert self.boutique == whole

    def check_lateness(self) -> None:
        """What is late, for how many days: read off the shop's totals of each day."""
        for delai in (0, 7, 30, 90):
            late: Counter[int] = Counter()
            for (item, field), montant in self.boutique.items():
                if item.startswith("mois#") and field[0] in "es" and field[1:].isdecimal():
                    last = date.fromisoformat(f"{item[5:]}-{field[1:]}")
                    last += timedelta(delai if field[0] == "s" else 0)
                    late[(self.today - last).days] += montant
            assert late == naive.en_retard(self.pages.values(), self.today, delai)

    def check_releves(self, compte: Compte, page: Naive, totaux: Totaux) -> None:
        """Every line; then one period after the other, cut on any days."""
        lines = lignes(compte)
        found = [(i.date, i.rang, i.type.value, i.id, i.debit, i.credit) for i in lines]
        assert found == page.releve()
        par_mois = {month: n for (item, month), n in totaux.items() if item == CLIENT_MOIS}
        assert {month for month, n in par_mois.items() if n} <= {str(i.date)[:7] for i in lines}
        tomorrow = self.today + timedelta(1)
        first = min([self.today, *(ligne.date for ligne in lines)])
        dice = Random(self.made * 1_000 + len(lines))
        days = [first + timedelta(dice.randrange((tomorrow - first).days + 1)) for _ in range(5)]
        days += dice.sample([i.date for i in lines], min(5, len(lines)))
        closing = 0
        for start, end in pairwise(sorted({first, *days, tomorrow})):
            opening = ouverture(par_mois, lines, start)
            assert opening == closing == page.solde_avant(start)
            period = [ligne for ligne in lines if start <= ligne.date < end]
            closing = [opening, *(solde for _, solde in courir(opening, period))][-1]
        assert ouverture(par_mois, lines, tomorrow) == closing
        assert closing == du(compte) - avoir(compte)

    # How it is asked for

    def ajouter(self, r: Reglement, acompte: Versement | None) -> None:
        paid = (
            (acompte.id, acompte.montant, acompte.mode.value, acompte.cree_par.id)
            if acompte
            else None
        )
        self.both(
            AjouterReglement(r, acompte),
            lambda: self.naive.ajouter_reglement(
                r.id, r.date, r.montant, r.produit, r.echeance, paid
            ),
        )

    def verser(self, v: Versement, nommes: list[str]) -> None:
        self.both(
            Verser(v, tuple(nommes)),
            lambda: self.naive.verser(v.id, v.date, v.montant, v.mode, v.cree_par.id, nommes),
        )

    def modifier(self, r: Reglement) -> None:
        self.both(
            modification(r),
            lambda: self.naive.modifier(r.id, r.montant, r.date, r.produit, r.echeance),
        )

    def solder(self, id: str, par: Auteur, motif: MotifAbandon) -> None:
        today = self.today
        self.both(Solder(id, today, par, motif), lambda: self.naive.solder(id, today, motif))

    def rouvrir(self, id: str) -> None:
        self.both(Rouvrir(id), lambda: self.naive.rouvrir(id))

    def annuler_reglement(self, id: str, par: Auteur) -> None:
        self.both(
            AnnulerReglement(id, self.annulation(par)), lambda: self.naive.annuler_reglement(id)
        )

    def annuler_versement(self, id: str, par: Auteur) -> None:
        self.both(
            AnnulerVersement(id, self.annulation(par)), lambda: self.naive.annuler_versement(id)
        )

    def modifier_versement(self, v: Versement, nommes: Sequence[str] | None) -> None:
        self.both(
            modification_versement(v, nommes),
            lambda: self.naive.modifier_versement(v.id, v.montant, v.date, v.mode, nommes),
        )

    def archiver(self, id: str, archive: bool) -> None:
        self.both(Archiver(id, archive), lambda: self.naive.archiver(id, archive))

    def rembourser(self, b: Remboursement) -> None:
        def clerk() -> None:
            self.naive.rembourser(b.id, b.date, b.montant, b.mode, b.par.id)

        if b.montant > avoir(self.compte):  # refused before the core is asked
            with pytest.raises(naive.Refus, match="champs-invalides"):
                clerk()
        else:
            self.both(Rembourser(b), clerk)

    def deplacer_reglement(self, r: Reglement, vers: str) -> None:
        """Montant and date first, then the client, then *imputer* on both."""
        here, before = self.client, self.compte

        def plan() -> list[Etape]:
            wanted = modification(r)
            abandons = core.last(wanted.play(before)).reglements[r.id].abandons
            return [
                Etape(here, wanted, imputer=False),
                Etape(here, Liberer(reglement=r.id), imputer=False),
                Etape(here, Rouvrir(r.id), imputer=False),
                Etape(here, Deplacer(vers=vers, reglement=r.id)),
                Etape(vers, Resolder(r.id, abandons), imputer=False),
                Etape(here, Imputer()),
                Etape(vers, Imputer()),
            ]

        self.elsewhere(
            plan,
            lambda: naive.deplacer_vente(
                self.naive, self.pages[vers], r.id, r.montant, r.date, r.produit, r.echeance
            ),
        )

    def deplacer_versement(self, v: Versement, vers: str, nommes: Sequence[str]) -> None:
        """Free all, record it anew with the other client, pay what is named, *imputer*."""
        here = self.client

        def plan() -> list[Etape]:
            wanted = modification_versement(v, None)
            if v.annulation:
                raise Annule("versement")
            if v.rembourse:
                raise Rembourse
            refuse_foreign(self.comptes[vers], nommes)
            return [
                Etape(here, Liberer(versement=v.id), imputer=False),
                Etape(here, wanted, imputer=False),
                Etape(here, Deplacer(vers=vers, versement=v.id)),
                Etape(vers, PayerNommes(v.id, tuple(nommes)), imputer=False),
                Etape(here, Imputer()),
                Etape(vers, Imputer()),
            ]

        self.elsewhere(
            plan,
            lambda: naive.deplacer_paiement(
                self.naive, self.pages[vers], v.id, v.montant, v.date, v.mode, nommes
            ),
        )

    # What is picked and made up

    def all_reglements(self) -> list[Reglement]:
        return [r for compte in self.comptes.values() for r in compte.reglements.values()]

    def all_versements(self) -> list[Versement]:
        return [v for compte in self.comptes.values() for v in compte.versements.values()]

    def reglement(self, n: int, rather: Callable[[Reglement], bool] = is_not_void) -> str:
        """The nth règlement, of those that are as wanted if there are any."""
        every = self.compte.reglements.values()
        wanted = [r.id for r in every if rather(r)]
        ids = wanted if wanted and n < 9 else list(self.compte.reglements)
        return ids[-1 - n % len(ids)]

    def reglements(
        self, ns: Sequence[int], rather: Callable[[Reglement], bool] = is_not_void
    ) -> list[str]:
        """Some règlements of the client who is served; none where there is none."""
        return [self.reglement(n, rather) for n in ns] if self.compte.reglements else []

    def versement(self, n: int, rather: Callable[[Versement], bool] = is_not_voided) -> str:
        """The nth versement, of those that are as wanted if there are any."""
        every = self.compte.versements.values()
        wanted = [v.id for v in every if rather(v)]
        ids = wanted if wanted and n < 9 else list(self.compte.versements)
        return ids[-1 - n % len(ids)]

    def stranger(self, n: int) -> str:
        """A règlement that cannot be named: a void one, another client's, or nobody's."""
        void = [r.id for r in self.compte.reglements.values() if r.annulation]
        theirs = list(self.comptes[self.other(n)].reglements)
        strangers = [*theirs[:1], *void[:1], NOBODY]
        return strangers[n % len(strangers)]

    def corrected(
        self, id: str, montant: int | None, ago: int | None, deadline: int | None
    ) -> Reglement:
        r = self.compte.reglements[id]
        jour = r.date if ago is None else self.today - timedelta(ago)
        return replace(
            r,
            montant=montant or r.montant,
            date=jour,
            echeance=self.echeance(jour, deadline),
            produit=f"{r.produit} bis",
            note="corrigé",
        )

    def rewritten(
        self, id: str, montant: int | None, ago: int | None, mode: Mode | None
    ) -> Versement:
        v = self.compte.versements[id]
        jour = v.date if ago is None else self.today - timedelta(ago)
        return replace(
            v, montant=montant or v.montant, date=jour, mode=mode or v.mode, reference="TX-88"
        )

    def new_reglement(self, ago: int, montant: int, deadline: int | None, par: Auteur) -> Reglement:
        id, jour = self.new_id("r"), self.today - timedelta(ago)
        echeance = self.echeance(jour, deadline)
        return Reglement(id, jour, montant, f"sac {id}", self.now(), par, echeance=echeance)

    def new_versement(self, ago: int, montant: int, mode: Mode, par: Auteur) -> Versement:
        jour = self.today - timedelta(ago)
        return Versement(self.new_id("v"), jour, montant, self.now(), par, mode=mode)

    def new_id(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{9999 - self.made}"

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) - timedelta(minutes=self.made)

    def annulation(self, par: Auteur) -> Annulation:
        return Annulation(self.now(), par, "Erreur de saisie")

    def echeance(self, jour: date, deadline: int | None) -> date | None:
        return None if deadline is None else jour + timedelta(deadline)


def modification(r: Reglement) -> ModifierReglement:
    """The règlement as it is to be."""
    return ModifierReglement(r.id, r.version + 1, r.montant, r.date, r.echeance, r.produit, r.note)


def modification_versement(v: Versement, nommes: Sequence[str] | None) -> ModifierVersement:
    """The versement as it is to be."""
    named = None if nommes is None else tuple(nommes)
    return ModifierVersement(
        v.id, v.version + 1, v.montant, v.date, v.mode, v.reference, v.note, named
    )


@pytest.mark.parametrize("examples", [400, pytest.param(2_000, marks=pytest.mark.long)])
def test_core_and_clerk_keep_the_same_book(examples: int) -> None:
    run_state_machine_as_test(
        Comptes, settings=settings(max_examples=examples, stateful_step_count=30)
    )
