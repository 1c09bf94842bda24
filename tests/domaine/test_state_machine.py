"""The core and the naive clerk keep the same book, whatever people do in whatever order.

After each step: every imputation, reliquat, état, libre and abandon agree, both laws and all
bounds hold, totals moved by difference are those added up anew, and every relevé chains. Each
operation is also cut after every account of its trail and taken up again there, with all rows
at hand, and with only those that it asks for.

Ids and clocks run backwards, so that nothing but the client's counter can give the order.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

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

from chalicelib.domaine.compte import (
    Annulation,
    Auteur,
    Compte,
    Mode,
    MotifAbandon,
    Reglement,
    Versement,
    imputer,
    last,
)
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    AnnulerVersement,
    Besoins,
    Imputer,
    ModifierReglement,
    Operation,
    Rouvrir,
    Solder,
    Verser,
    jouer,
)
from chalicelib.domaine.problems import Problem
from chalicelib.domaine.releve import courir, lignes, ouverture
from chalicelib.domaine.totaux import CLIENT_MOIS, Totaux, moved
from tests.domaine.builders import avoir, check_lawful, check_no_idle_money, du, trail
from tests.domaine.naive import Naive, Refus

LATE_IN_FEBRUARY = date(2026, 2, 26)
NOBODY = "inconnu"

prices = st.integers(1, 24).map(lambda n: n * 500) | st.integers(1, 20_000)
small = st.integers(1, 8).map(lambda n: n * 500) | st.integers(1, 2_000)
payments = st.one_of(small, small, small, st.integers(1, 40_000))
"""Mostly parts of a sale: an account that is always in credit shows nothing."""
days_ago = st.integers(0, 3) | st.sampled_from([0, 30, 400])
deadlines = st.none() | st.integers(-10, 40)
modes = st.sampled_from(Mode)
auteurs = st.sampled_from([Auteur("awa", "Awa Ndiaye"), Auteur("moussa", "Moussa Fall")])
recents = st.integers(0, 9)
"""A thing counted from the one recorded last; 9 counts all, else those wanted."""
named = st.lists(st.integers(0, 8), min_size=1, max_size=4)

some_reglement = precondition(lambda self: self.compte.reglements)
some_versement = precondition(lambda self: self.compte.versements)


def is_void(r: Reglement) -> bool:
    return r.annulation is not None


def is_not_void(r: Reglement) -> bool:
    return r.annulation is None


def is_open(r: Reglement) -> bool:
    return r.reliquat > 0


def is_let_go(r: Reglement) -> bool:
    return bool(r.abandons)


class Cahier(RuleBasedStateMachine):
    """One client's account, kept twice."""

    def __init__(self) -> None:
        super().__init__()
        self.compte = Compte()
        self.naive = Naive()
        self.totaux = Totaux()
        self.today = LATE_IN_FEBRUARY
        self.made = 0

    # What people do

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.today += timedelta(days)
        if days == 1:
            self.both(Imputer(), self.naive.imputer)

    @rule(ago=days_ago, montant=prices, deadline=deadlines, par=auteurs)
    def sell(self, ago: int, montant: int, deadline: int | None, par: Auteur) -> None:
        self.ajouter(self.new_reglement(ago, montant, deadline, par), None)

    @rule(ago=days_ago, montant=prices, acompte=payments, mode=modes, par=auteurs)
    def sell_with_acompte(
        self, ago: int, montant: int, acompte: int, mode: Mode, par: Auteur
    ) -> None:
        self.ajouter(
            self.new_reglement(ago, montant, None, par), self.new_versement(ago, acompte, mode, par)
        )

    @rule(ago=days_ago, montant=payments, mode=modes, par=auteurs)
    def pay(self, ago: int, montant: int, mode: Mode, par: Auteur) -> None:
        self.verser(self.new_versement(ago, montant, mode, par), [])

    @some_reglement
    @rule(ago=days_ago, montant=payments, par=auteurs, nommes=named)
    def pay_named(self, ago: int, montant: int, par: Auteur, nommes: list[int]) -> None:
        v = self.new_versement(ago, montant, Mode.ESPECES, par)
        self.verser(v, [self.reglement(n) for n in nommes])

    @some_reglement
    @rule(void=st.booleans(), nommes=named, par=auteurs)
    def pay_named_badly(self, void: bool, nommes: list[int], par: Auteur) -> None:
        v = self.new_versement(0, 5_000, Mode.ESPECES, par)
        bad = self.reglement(0, is_void) if void else NOBODY
        self.verser(v, [*(self.reglement(n) for n in nommes), bad])

    @some_reglement
    @rule(n=recents, montant=st.none() | prices, ago=st.none() | days_ago, deadline=deadlines)
    def modify(self, n: int, montant: int | None, ago: int | None, deadline: int | None) -> None:
        r = self.compte.reglements[self.reglement(n)]
        jour = r.date if ago is None else self.today - timedelta(ago)
        self.modifier(
            replace(
                r,
                montant=montant or r.montant,
                date=jour,
                echeance=self.echeance(jour, deadline),
                produit=f"{r.produit} bis",
                note="corrigé",
            )
        )

    @some_reglement
    @rule(n=recents, less=st.integers(-2, 2) | st.integers(1, 3_000))
    def nudge(self, n: int, less: int) -> None:
        """A montant just above, at or below what is paid or let go, best where some was let go."""
        r = self.compte.reglements[self.reglement(n, is_let_go)]
        self.modifier(replace(r, montant=max(1, r.verse + r.abandonne - less)))

    @some_reglement
    @rule(n=recents, par=auteurs, motif=st.sampled_from(MotifAbandon))
    def let_go(self, n: int, par: Auteur, motif: MotifAbandon) -> None:
        self.solder(self.reglement(n, is_open), par, motif)

    @some_reglement
    @rule(n=recents, more=st.integers(1, 900), par=auteurs, days=st.integers(0, 2))
    def let_go_twice(self, n: int, more: int, par: Auteur, days: int) -> None:
        id = self.reglement(n)
        self.solder(id, par, MotifAbandon.CEDE)
        r = self.compte.reglements[id]
        self.modifier(replace(r, montant=r.montant + more))
        self.today += timedelta(days)
        self.solder(id, par, MotifAbandon.EPONGE)

    @some_reglement
    @rule(n=recents)
    def reopen(self, n: int) -> None:
        self.rouvrir(self.reglement(n, is_let_go))

    @some_reglement
    @rule(n=recents, par=auteurs)
    def void_reglement(self, n: int, par: Auteur) -> None:
        self.annuler_reglement(self.reglement(n), par)

    @some_versement
    @rule(n=recents, par=auteurs)
    def void_versement(self, n: int, par: Auteur) -> None:
        ids = list(self.compte.versements)
        id = ids[-1 - n % len(ids)]
        self.both(
            AnnulerVersement(id, self.annulation(par)), lambda: self.naive.annuler_versement(id)
        )

    @precondition(lambda self: any(r.annulation for r in self.compte.reglements.values()))
    @rule(
        act=st.sampled_from(["modifier", "solder", "rouvrir", "annuler"]),
        par=auteurs,
        motif=st.sampled_from(MotifAbandon),
    )
    def touch_a_void_one(self, act: str, par: Auteur, motif: MotifAbandon) -> None:
        id = self.reglement(0, is_void)
        if act == "modifier":
            self.modifier(replace(self.compte.reglements[id], montant=1))
        elif act == "solder":
            self.solder(id, par, motif)
        elif act == "rouvrir":
            self.rouvrir(id)
        else:
            self.annuler_reglement(id, par)

    # What must hold

    @invariant()
    def the_account_is_lawful(self) -> None:
        check_lawful(self.compte)
        check_no_idle_money(self.compte)

    @invariant()
    def the_clerk_agrees(self) -> None:
        core, naive = self.compte, self.naive
        assert [
            (r.id, r.rang, r.date, r.montant, r.produit, r.echeance, r.reliquat, r.etat)
            for r in core.reglements.values()
        ] == [
            (v.id, v.rang, v.date, v.montant, v.produit, v.echeance, naive.reliquat(v),
             naive.etat(v))
            for v in naive.ventes
        ]  # fmt: skip
        assert [(v.id, v.rang, v.montant, v.libre) for v in core.versements.values()] == [
            (p.id, p.rang, p.montant, naive.libre(p)) for p in naive.paiements
        ]
        assert {
            (v.id, reglement): montant
            for v in core.versements.values()
            for reglement, montant in v.imputations.items()
        } == naive.imputations()
        assert [
            (r.id, a.rang, a.date, a.montant, a.motif)
            for r in core.reglements.values()
            for a in r.abandons
        ] == [
            (c.vente.id, c.rang, c.jour, c.montant, c.motif)
            for vente in naive.ventes
            for c in naive.cessions
            if c.vente is vente
        ]
        assert core.rang == naive.rang

    @invariant()
    def totals_moved_are_totals_added_up_anew(self) -> None:
        assert self.totaux == self.naive.totaux()

    @invariant()
    def every_releve_chains(self) -> None:
        """Between any two days on which anything happened; the last one closes at du - avoir."""
        lines = lignes(self.compte)
        found = [(i.date, i.rang, i.type.value, i.id, i.debit, i.credit) for i in lines]
        assert found == self.naive.releve()
        par_mois = {month: n for (item, month), n in self.totaux.items() if item == CLIENT_MOIS}
        closing = 0
        tomorrow = self.today + timedelta(1)
        for start, end in pairwise([*sorted({ligne.date for ligne in lines}), tomorrow]):
            opening = ouverture(par_mois, lines, start)
            assert opening == closing == self.naive.solde_avant(start)
            period = [ligne for ligne in lines if start <= ligne.date < end]
            *_, (_, closing) = courir(opening, period)
        assert ouverture(par_mois, lines, tomorrow) == closing
        assert closing == du(self.compte) - avoir(self.compte)

    # How it is done

    def both(self, operation: Operation, clerk: Callable[[], None]) -> None:
        """The core's operation and the clerk's; they agree on a refusal, too."""
        before = self.compte
        after = outcome(lambda: jouer(before, operation))
        assert outcome(lambda: by_parts(before, operation)) == after
        refusal = refused(clerk)
        if isinstance(after, Compte):
            assert refusal is None
            self.follow(operation, after)
            self.compte = after
        else:
            assert refusal == after

    def follow(self, operation: Operation, after: Compte) -> None:
        """Each account on the way is lawful, moves the totals, and can be taken up again."""
        here = self.compte
        for step in trail(self.compte, operation):
            check_lawful(step)
            self.totaux.update(moved(here, step))
            assert self.totaux == moved(Compte(), step)
            assert jouer(step, operation) == after
            assert by_parts(step, Imputer() if operation.done(step) else operation) == after
            here = step
        assert here == after
        assert operation.done(after)

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
            ModifierReglement(
                r.id, r.version + 1, r.montant, r.date, r.echeance, r.produit, r.note
            ),
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

    def reglement(self, n: int, rather: Callable[[Reglement], bool] = is_not_void) -> str:
        """The nth règlement, of those that are as wanted if there are any."""
        every = self.compte.reglements.values()
        wanted = [r.id for r in every if rather(r)]
        ids = wanted if wanted and n < 9 else list(self.compte.reglements)
        return ids[-1 - n % len(ids)]

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


def outcome(act: Callable[[], Compte]) -> Compte | str:
    """The account after, or the slug of the refusal."""
    try:
        return act()
    except Problem as problem:
        return problem.type


def refused(clerk: Callable[[], None]) -> str | None:
    """Why the clerk did nothing, if so."""
    try:
        clerk()
    except Refus as refus:
        return refus.type
    return None


def by_parts(compte: Compte, operation: Operation) -> Compte:
    """The operation as the shell does it: on the rows that it asks for, a few at a time; then
    *imputer* on what is open and what is free.
    """
    part = at_hand(compte, operation.besoins())
    while not operation.done(after := last(operation.play(part))):
        assert after != part, "no step forward, and not at its end"
        compte = written(compte, part, after)
        part = at_hand(compte, operation.besoins())
    compte = written(compte, part, after)
    part = at_hand(compte, Besoins())
    return written(compte, part, last(imputer(part)))


def at_hand(compte: Compte, besoins: Besoins) -> Compte:
    """What is open, what is free, and what is asked for; of a first part, a single row."""
    few = 1 if besoins.premiers else None
    paid_by = compte.versements[besoins.payes_par].imputations if besoins.payes_par else ()
    payers = [
        v.id for v in compte.versements.values() if v.imputations.get(besoins.payeurs_de or "")
    ]
    reglements = {
        r.id: r
        for r in compte.reglements.values()
        if r.reliquat or r.id in besoins.reglements or r.id in [*paid_by][:few]
    }
    versements = {
        v.id: knowing_only(v, reglements)
        for v in compte.versements.values()
        if v.libre or v.id in besoins.versements or v.id in payers[:few]
    }
    return Compte(compte.rang, reglements, versements)


def knowing_only(v: Versement, reglements: Container[str]) -> Versement:
    """A versement whose imputations are too many to be read: only those at hand are known."""
    known = {id: montant for id, montant in v.imputations.items() if id in reglements}
    return replace(v, imputations=known, entier=False)


def written(compte: Compte, before: Compte, after: Compte) -> Compte:
    """The whole account once the difference of a part of it is written."""
    rows: list[Reglement | Versement] = [r for _, r in after.reglements_changed(before)]
    for old, v in after.versements_changed(before):
        parts = dict(compte.versements[v.id].imputations) if old else {}
        for id in {**v.imputations, **(old.imputations if old else {})}:
            parts.pop(id, None)
        rows.append(replace(v, imputations=parts | dict(v.imputations), entier=True))
    return replace(compte.updated(*rows), rang=after.rang)


@pytest.mark.parametrize("examples", [400, pytest.param(2_000, marks=pytest.mark.long)])
def test_core_and_clerk_keep_the_same_book(examples: int) -> None:
    run_state_machine_as_test(
        Cahier, settings=settings(max_examples=examples, stateful_step_count=30)
    )
