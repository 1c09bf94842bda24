"""An operation cut into steps, each a transaction that keeps the laws (tables.md, Past one
transaction).

The first one leaves a task (`op#`) on the client; whoever meets the client, and the scheduled
job, carries it on by `terminer`. The rows say how far it is, the client's lock lets two
finishers apply no step twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from chalicelib import json_strict, taches, vues
from chalicelib.aws import ecriture, idempotence, lecture
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.panne import passing
from chalicelib.aws.tables import BoutiqueRow, ClientRow, TacheRow
from chalicelib.aws.transaction import ITEMS_MAX, Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import compte as core
from chalicelib.domaine import totaux
from chalicelib.domaine.compte import Compte, Trail
from chalicelib.domaine.operations import Imputer, Operation
from chalicelib.domaine.problems import Indisponible
from chalicelib.vues import Objet

PATIENCE = 20.0
JITTER = 0.160
"""Seconds. The pause is random x JITTER / tries: it shrinks, so that who waits gets its turn."""

OWN_ITEMS = 4
"""Beside its rows a transaction writes the client, a journal line, a record, a task."""

OPERATIONS: TypeAdapter[Operation] = TypeAdapter(Operation)


@dataclass(frozen=True)
class Pas:
    """One transaction's worth of an operation, and what is left of it."""

    before: Compte
    after: Compte
    reste: Operation | None


def tries() -> Iterator[int]:
    """Count tries, pausing between them, until patience (20 s) is at its end.

    Raises Indisponible then: nothing was written, or nobody could tell.
    """
    until = outside.monotonic() + PATIENCE
    essai = 1
    while True:
        yield essai
        if outside.monotonic() > until:
            raise Indisponible
        outside.sleep(outside.random() * JITTER / essai)
        essai += 1


def avancer(
    client: ClientRow,
    before: Compte,
    operation: Operation,
    reserve: int = 0,
    start: Compte | None = None,
) -> Pas:
    """As much of an operation as fits one transaction: its own changes, then *imputer*.

    `reserve` items are left free. Reads what *imputer* needs; raises what the core refuses.
    It begins at `start`, where changes to be written by the same transaction have led already.
    """
    limit = ITEMS_MAX - OWN_ITEMS - reserve
    start = start or before
    after, whole = fitting(before, operation.play(start), limit, start)
    if not whole or not operation.done(after):
        return Pas(before, after, operation)
    du, avoir = balances(client, before, after)
    if not (du and avoir):
        return Pas(before, after, None)
    more, enough = lecture.a_imputer(client, after, du=du, avoir=avoir)
    if not enough and not isinstance(operation, Imputer):
        return Pas(before, after, Imputer())
    before, start = learn(client, before.knowing(more), after.knowing(more))
    after, _ = fitting(before, core.imputer(start), limit, start)
    du, avoir = balances(client, before, after)
    return Pas(before, after, Imputer() if du and avoir else None)


def learn(client: ClientRow, before: Compte, after: Compte) -> tuple[Compte, Compte]:
    """Both accounts, whose versements know what they pay already of the open règlements.

    Only one that pays more than its row's copy holds does not know: an imputation that is there
    must be raised, not written over.
    """
    ouverts = [r.id for r in after.ouverts()]
    for known in before.versements.values():
        if known.entier:
            continue
        unknown = [id for id in ouverts if id not in known.imputations]
        parts = lecture.parts(client.boutique_id, known.id, unknown)
        told, now = known.learning(parts), after.versements[known.id]
        before = before.updated(told)
        after = after.updated(told if now is known else now.learning(parts))
    return before, after


def fitting(
    before: Compte, trail: Trail, limit: int, start: Compte | None = None
) -> tuple[Compte, bool]:
    """The last account of a trail that `limit` items can write, and whether it is its end.

    The trail begins at `start`, which fits.
    """
    after = start or before
    while True:
        try:
            candidate = next(trail)
        except StopIteration as end:
            return end.value, True
        if ecriture.size(before, candidate) > limit:
            return after, False
        after = candidate


def balances(client: ClientRow, before: Compte, after: Compte) -> tuple[int, int]:
    """The client's dû and avoir once `after` is written."""
    moved = totaux.moved(before, after)
    return client.du + moved[totaux.CLIENT, "du"], client.avoir + moved[totaux.CLIENT, "avoir"]


def lock(client: ClientRow) -> Condition:
    """The client is as it was read; a new one is not there. Its next lock is set."""
    read: str | None = client.maj
    client.maj = outside.new_id()
    return ClientRow.maj == read if read else ClientRow.cle.does_not_exist()


def remember(
    transaction: Transaction,
    ctx: Context,
    client: ClientRow,
    essai: str,
    reste: Operation,
    objet: Objet,
) -> None:
    """Leave what is left of an operation as the client's task, with whom to answer."""
    client.tache = f"op#{essai}"
    task = TacheRow(
        client.boutique_id,
        client.tache,
        client=client.cle,
        operation=OPERATIONS.dump_python(reste, mode="json"),
        objet=f"{objet.type}#{objet.id}",
        demande=ctx.demande.cle if ctx.demande else None,
    )
    taches.inscrire(task, ctx.now)
    transaction.put(task)


def terminer(boutique_id: str, client_id: str) -> None:
    """Carry a client's task on to its end, and keep the answer for who asks again.

    Nothing where there is none. Raises Indisponible after 20 s.
    """
    for _ in tries():
        try:
            client = lecture.client(boutique_id, client_id)
            if client is None or not client.tache:
                return
            step(client)
        except Perdue:
            continue
        except PynamoDBException as error:
            if not passing(error):
                raise


def step(client: ClientRow) -> None:
    """Write the next step of a client's task, or its end when no row is left to change.

    Raises Perdue.
    """
    try:
        task = TacheRow.get(client.boutique_id, client.tache, consistent_read=True)
    except TacheRow.DoesNotExist as gone:
        raise Perdue from gone
    operation = OPERATIONS.validate_python(task.operation)
    before = lecture.compte(client, operation.besoins())
    pas = avancer(client, before, operation)
    transaction = Transaction()
    condition = lock(client)
    if ecriture.size(pas.before, pas.after):
        ecriture.write(transaction, client, pas.before, pas.after)
        task.operation = OPERATIONS.dump_python(pas.reste or Imputer(), mode="json")
        transaction.put(task)
    else:
        client.tache = None
        transaction.delete(task)
        keep_answer(transaction, client, task)
    transaction.put(client, condition, "client")
    transaction.commit()


def keep_answer(transaction: Transaction, client: ClientRow, task: TacheRow) -> None:
    """Keep the answer of an operation that has come to its end, where a key asks for it."""
    if not task.demande:
        return
    shop = BoutiqueRow.get(client.boutique_id, BOUTIQUE)
    objet = Objet(*task.objet.split("#"))
    shown = vues.objet(boutique_of(shop), client, lecture.compte(client, objet.besoins()), objet)
    transaction.update(
        idempotence.Souvenir(client.boutique_id, task.demande),
        [idempotence.Souvenir.reponse.set(json_strict.write(shown))],
        idempotence.Souvenir.empreinte.exists(),
    )
