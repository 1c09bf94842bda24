"""A shop's clients, whose accounts are kept twice: by the core, and by the naive clerk.

What people do goes through `both` (one client) or `elsewhere` (a row goes to another); every
account on the way is lawful, moves the totals by its difference, and can be taken up again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from chalicelib.domaine import deplacements
from chalicelib.domaine.compte import Compte, last, liberer
from chalicelib.domaine.deplacements import decaler, decaler_reglement
from chalicelib.domaine.operations import Imputer, Operation, jouer
from chalicelib.domaine.problems import Problem
from chalicelib.domaine.totaux import CLIENT, CLIENT_MOIS, Totaux, moved
from chalicelib.programme import Absorber, Deplacer, Effacer, Etape
from tests.domaine import naive
from tests.domaine.builders import check_bounds, check_lawful, trail
from tests.domaine.naive import Naive, Refus
from tests.domaine.parts import by_parts

T = TypeVar("T")

CLIENTS = 3


def anyone(compte: Compte) -> bool:
    """Whatever the account."""
    return True


class Cahiers:
    """The accounts of three clients; one that is merged or deleted makes room for a new one.

    `totaux` are each client's, moved by difference since ever; `boutique` those of the months
    and the days, over all of them. `client` is whom the shop serves just now.
    """

    def __init__(self) -> None:
        self.seen = CLIENTS
        self.clients = [f"c{n}" for n in range(CLIENTS)]
        self.client = self.clients[0]
        self.comptes = {id: Compte() for id in self.clients}
        self.pages = {id: Naive() for id in self.clients}
        self.totaux = {id: Totaux() for id in self.clients}
        self.boutique = Totaux()
        self.touched = set(self.clients)

    @property
    def compte(self) -> Compte:
        """The account of the client who is served."""
        return self.comptes[self.client]

    @property
    def naive(self) -> Naive:
        """That client's page."""
        return self.pages[self.client]

    def serve(self, n: int, rather: Callable[[Compte], object] = anyone) -> str:
        """The nth client, of those with such an account if there are any."""
        wanted = [id for id in self.clients if rather(self.comptes[id])]
        self.client = (wanted or self.clients)[n % len(wanted or self.clients)]
        return self.client

    def other(self, n: int, rather: Callable[[Compte], object] = anyone) -> str:
        """Another client than the one who is served, of those with such an account if any."""
        others = [id for id in self.clients if id != self.client]
        wanted = [id for id in others if rather(self.comptes[id])]
        return (wanted or others)[n % len(wanted or others)]

    # What is done to one account

    def both(self, operation: Operation, clerk: Callable[[], None]) -> None:
        """The core's operation and the clerk's; they agree on a refusal, too."""
        before = self.compte
        after = outcome(lambda: jouer(before, operation))
        refusal = refused(clerk)
        if isinstance(after, Compte):
            assert refusal is None
            self.follow(self.client, operation)
            assert self.compte == after
        else:
            assert outcome(lambda: by_parts(before, operation)) == after
            assert refusal == after

    def follow(self, client: str, operation: Operation, impute: bool = True) -> None:
        """Each account on the way is lawful, moves the totals, and can be taken up again."""

        def whole(compte: Compte) -> Compte:
            return jouer(compte, operation) if impute else last(operation.play(compte))

        before = self.comptes[client]
        after = whole(before)
        assert by_parts(before, operation, impute) == after
        for step in trail(before, operation, impute):
            self.put(client, step)
            assert whole(step) == after
            left = Imputer() if operation.done(step) else operation
            assert by_parts(step, left, impute) == after
        assert self.comptes[client] == after
        assert operation.done(after)

    def put(self, client: str, compte: Compte) -> None:
        """An account is another from now on."""
        check_lawful(compte)
        self.move_totals(client, compte)
        self.comptes[client] = compte

    def move_totals(self, client: str, compte: Compte) -> None:
        """Each total moves by the difference of the rows; it is the sum of all rows' parts."""
        difference = moved(self.comptes[client], compte)
        self.totaux[client].update(difference)
        self.boutique.update(of_boutique(difference))
        self.touched.add(client)
        totaux = self.totaux[client]
        assert totaux == moved(Compte(), compte)
        achats, verse, abandonne, du, avoir = (
            totaux[CLIENT, name] for name in ("achats", "verse", "abandonne", "du", "avoir")
        )
        assert achats - verse - abandonne == du - avoir

    # What goes from account to account

    def elsewhere(self, plan: Callable[[], list[Etape]], clerk: Callable[[], None]) -> None:
        """A row goes to another client, étape after étape; refused before the first one."""
        programme = outcome(plan)
        refusal = refused(clerk)
        if isinstance(programme, str):
            assert refusal == programme
            return
        assert refusal is None
        for etape in programme:
            if isinstance(etape.operation, Deplacer):
                self.hand_over(etape.client, etape.operation)
            else:
                assert not isinstance(etape.operation, Absorber | Effacer)
                self.follow(etape.client, etape.operation, etape.imputer)

    def hand_over(self, client: str, move: Deplacer) -> None:
        """One transaction moves the row on both accounts."""
        here, there = self.comptes[client], self.comptes[move.vers]
        if move.reglement:
            here, there = deplacements.deplacer_reglement(here, there, move.reglement)
        else:
            here, there = deplacements.deplacer_versement(here, there, str(move.versement))
        self.put(client, here)
        self.put(move.vers, there)

    def merge(self, absorbed: str) -> None:
        """The client who is served takes another in: totals and places first, then the rows,
        which move no total of the two together, then *imputer*.
        """
        reste, absorbe = self.compte, self.comptes[absorbed]
        whole = replace(reste, rang=reste.rang + absorbe.rang).updated(
            *(decaler_reglement(r, reste.rang) for r in absorbe.reglements.values()),
            *(decaler(v, reste.rang) for v in absorbe.versements.values()),
            *(decaler(b, reste.rang) for b in absorbe.remboursements.values()),
        )
        check_lawful(whole)
        self.totaux[self.client].update(self.totaux[absorbed])
        assert self.totaux[self.client] == moved(Compte(), whole)
        self.comptes[self.client] = whole
        self.touched.add(self.client)
        page = self.pages[absorbed]
        self.forget(absorbed)
        self.both(Imputer(), lambda: naive.fusionner(self.naive, page))

    def delete(self) -> None:
        """The client who is served goes for good: versements with what they pay, the rest."""
        gone = self.client
        for v in list(self.compte.versements.values()):
            for reglement, montant in v.imputations.items():
                self.take_away(liberer(self.compte, v.id, reglement, montant))
            self.take_away(self.compte.without(v.id))
        for r in list(self.compte.reglements.values()):
            unpaid = self.compte.reglements[r.id]
            self.take_away(self.compte.updated(replace(unpaid, abandons=r.abandons[1:])))
            self.take_away(self.compte.without(r.id))
        for b in self.compte.remboursements:
            self.take_away(self.compte.without(b))
        assert self.totaux[gone] == Totaux()
        self.forget(gone)

    def take_away(self, compte: Compte) -> None:
        """An account from which some rows are gone; *imputer* does not run on it any more."""
        check_bounds(compte)
        self.move_totals(self.client, compte)
        self.comptes[self.client] = compte

    def forget(self, client: str) -> None:
        """A client is not found any more; a new one comes."""
        for kept in (self.comptes, self.pages, self.totaux):
            del kept[client]
        new = f"c{self.seen}"
        self.seen += 1
        self.clients[self.clients.index(client)] = new
        self.comptes[new], self.pages[new], self.totaux[new] = Compte(), Naive(), Totaux()


def of_boutique(totaux: Totaux) -> Totaux:
    """The totals of months and days."""
    return Totaux({key: n for key, n in totaux.items() if key[0] not in (CLIENT, CLIENT_MOIS)})


def outcome(act: Callable[[], T]) -> T | str:
    """What comes of it, or the slug of the refusal."""
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
