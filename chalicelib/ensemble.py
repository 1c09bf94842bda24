"""One operation on many rows at once (POST /soldes, /versements/archivage): client by client.

As many as a transaction holds go together, in the order of the list; each transaction is
complete by itself, and one bad id stops no other. Doing again what is so already changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from chalicelib import comptes, essais, etapes, figures, journal
from chalicelib.aws import ecriture, idempotence, lecture
from chalicelib.aws.tables import ClientRow, JournalRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context
from chalicelib.domaine.compte import Compte
from chalicelib.domaine.operations import Operation
from chalicelib.domaine.problems import Introuvable, Problem
from chalicelib.vues import REGLEMENT, VERSEMENT, Objet
from chalicelib.web.champs import Vue


class Resultat(Vue):
    """What became of one id; `type` is the problem's where it could not be."""

    id: str
    ok: bool
    type: str | None = None


class Resultats(Vue):
    """What became of each id, in the order given."""

    elements: list[Resultat]


def apply(
    ctx: Context, action: str, wanted: Mapping[str, Operation], client_of: Mapping[str, str]
) -> Resultats:
    """Do each operation (by the id of its row) on the account of the row's client."""
    by_client: dict[str, dict[str, Operation]] = defaultdict(dict)
    for id, operation in wanted.items():
        if id in client_of:
            by_client[client_of[id]][id] = operation
    refused: dict[str, str] = {id: Introuvable.type for id in wanted if id not in client_of}
    for client, operations in by_client.items():
        todo = dict(operations)
        while todo:
            some = Partie(ctx, action, client, todo)
            done, bad = comptes.persist(some.attempt, some.written)
            refused |= bad
            todo = {id: op for id, op in todo.items() if id not in done and id not in bad}
    shown = Resultats(
        elements=[Resultat(id=id, ok=id not in refused, type=refused.get(id)) for id in wanted]
    )
    keep(ctx, shown)
    return shown


class Partie:
    """The next operations on one client: as many as one transaction holds."""

    def __init__(
        self, ctx: Context, action: str, client: str, todo: Mapping[str, Operation]
    ) -> None:
        self.ctx = ctx
        self.action = action
        self.client = client
        self.todo = todo
        self.done: set[str] = set()
        self.bad: dict[str, str] = {}

    def attempt(self, essai: comptes.Essai) -> tuple[set[str], dict[str, str]]:
        """Write them; the ids of those that are done, and the refusals. Raises Perdue."""
        client = lecture.proprietaire(self.ctx.boutique_id, self.client)
        if client is None:
            return set(), dict.fromkeys(self.todo, Introuvable.type)
        if client.tache:
            etapes.terminer(self.ctx.boutique_id, client.cle)
            raise Perdue
        before, after = self.plan(client)
        if not self.done and not self.bad:
            id, operation = next(iter(self.todo.items()))
            alone(self.ctx, self.action, self.client, id, operation)
            return {id}, {}
        if ecriture.size(before, after):
            transaction = Transaction()
            condition = etapes.lock(client)
            ecriture.write(transaction, client, before, after)
            transaction.put(client, condition, "client")
            objets = [Objet(kind(self.todo[id]), id) for id in sorted(self.done)]
            avant, apres = figures.changed(before, after, objets)
            line = journal.ligne(
                self.ctx,
                essai.id,
                self.action,
                objet=client.cle,
                client=client.cle,
                avant=avant,
                apres=apres,
            )
            transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
            transaction.commit()
        return self.written()

    def plan(self, client: ClientRow) -> tuple[Compte, Compte]:
        """The account before and after as many operations as fit."""
        self.done, self.bad = set(), {}
        before = after = Compte(rang=client.rang)
        for id, operation in self.todo.items():
            more = lecture.compte(client, operation.besoins())
            before, after = before.knowing(more), after.knowing(more)
            try:
                pas = etapes.avancer(client, before, operation, 0, after)
            except Problem as refusal:
                self.bad[id] = refusal.type
                continue
            if pas.reste:
                break
            before, after = pas.before, pas.after
            self.done.add(id)
        return before, after

    def written(self) -> tuple[set[str], dict[str, str]]:
        """What was planned, once it is written."""
        return self.done, self.bad


def alone(ctx: Context, action: str, client_id: str, id: str, operation: Operation) -> None:
    """Do one operation that is more than a transaction holds, in steps."""

    def trouver() -> ClientRow:
        client = lecture.proprietaire(ctx.boutique_id, client_id)
        if client is None:
            raise Introuvable
        return client

    demarche = comptes.Demarche(
        action=action,
        objet=Objet(kind(operation), id),
        trouver=trouver,
        preparer=lambda _: operation,
        besoins=operation.besoins(),
    )
    comptes.apply(comptes.without_key(ctx), demarche)


def kind(operation: Operation) -> str:
    """What an operation of a list is about."""
    return REGLEMENT if operation.besoins().reglements else VERSEMENT


def keep(ctx: Context, shown: Resultats) -> None:
    """Remember the answer for the request's key. Raises Jumelle when a twin's is kept already."""
    souvenir = idempotence.put(ctx, shown)
    if souvenir is None:
        return
    for _ in essais.tries():
        transaction = Transaction()
        transaction.put(*souvenir, "demande")
        try:
            transaction.commit()
        except ConditionsRefusees as refused:
            raise idempotence.Jumelle from refused
        except Perdue:
            continue
        return
