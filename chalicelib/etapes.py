"""An operation cut into steps, each a transaction that keeps the laws (tables.md, Past one
transaction).

The first one leaves a task (`op#`) on the client; whoever meets the client, and the scheduled
job, carries it on by `terminer`. The rows say how far it is, the client's lock lets two
finishers apply no step twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from chalicelib import figures, json_strict, taches, transferts, vues
from chalicelib.aws import ecriture, idempotence, lecture
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.panne import passing
from chalicelib.aws.tables import BoutiqueRow, ClientRow, JournalRow, TacheRow
from chalicelib.aws.transaction import ITEMS_MAX, Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import compte as core
from chalicelib.domaine import totaux
from chalicelib.domaine.compte import Compte, Trail
from chalicelib.domaine.operations import Imputer, Operation
from chalicelib.domaine.problems import Indisponible
from chalicelib.essais import PATIENCE, tries
from chalicelib.programme import PROGRAMME, Absorber, Deplacer, Effacer, Etape
from chalicelib.vues import Avertissement, Objet
from chalicelib.web.champs import Vue

OWN_ITEMS = 4
"""Beside its rows a transaction writes the client, a journal line, a record, a task."""


@dataclass(frozen=True)
class Pas:
    """One transaction's worth of an operation, and what is left of it."""

    before: Compte
    after: Compte
    reste: Operation | None


def avancer(
    client: ClientRow,
    before: Compte,
    operation: Operation,
    reserve: int = 0,
    start: Compte | None = None,
    impute: bool = True,
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
    if not (impute and du and avoir):
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


def calme(client: ClientRow) -> ClientRow:
    """The client, if nothing is under way; else that is carried on. Raises Perdue: read again."""
    if client.tache:
        terminer(client.boutique_id, client.cle)
        raise Perdue
    return client


def remember(
    transaction: Transaction,
    ctx: Context,
    essai: str,
    programme: list[Etape],
    objet: Objet,
    *clients: ClientRow,
    avertissements: Sequence[Avertissement] = (),
) -> None:
    """Leave what is left of an operation as its clients' task, with what and whom to answer."""
    task = TacheRow(
        ctx.boutique_id,
        f"op#{essai}",
        client=clients[0].cle,
        autres=[client.cle for client in clients[1:]],
        operation=PROGRAMME.dump_python(programme, mode="json"),
        objet=f"{objet.type}#{objet.id}",
        demande=ctx.demande.cle if ctx.demande else None,
        avertissements=[dict(a) for a in avertissements] or None,
    )
    for client in clients:
        client.tache = task.cle
    taches.inscrire(task, ctx.now)
    transaction.put(task)


def deletes(task: TacheRow) -> bool:
    """Is it a client that goes, with all its rows?"""
    programme = PROGRAMME.validate_python(task.operation)
    return bool(programme) and isinstance(programme[0].operation, Effacer)


def terminer(boutique_id: str, client_id: str, until: float | None = None) -> None:
    """Carry a client's task on to its end, and keep the answer for who asks again.

    Nothing where there is none. Raises Indisponible after 20 s, or at `until` (monotonic).
    """
    until = outside.monotonic() + PATIENCE if until is None else until
    for _ in tries():
        try:
            while step(boutique_id, client_id):
                if outside.monotonic() > until:
                    raise Indisponible
        except Perdue:
            continue
        except PynamoDBException as error:
            if not passing(error):
                raise
        else:
            return


def terminer_tout(boutique_id: str) -> None:
    """Carry on what is under way, for 20 s, so that no total is read half-way.

    A deletion may go on beyond: the totals count what is not deleted yet (domaine.md, supprimer).
    Raises Indisponible when it is anything else that takes longer.
    """
    until = outside.monotonic() + PATIENCE
    under_way = TacheRow.query(boutique_id, TacheRow.cle.startswith("op#"), consistent_read=True)
    for task in sorted(under_way, key=deletes):
        try:
            terminer(boutique_id, task.client, until)
        except Indisponible:
            if not deletes(task):
                raise
            return


def step(boutique_id: str, client_id: str) -> bool:
    """Write the next step of a client's task, or its end; False where there is none.

    A client that was merged has the task of the one that took it in. Raises Perdue.
    """
    client = lecture.client_row(boutique_id, client_id)
    if client is not None and client.client:
        client = lecture.client_row(boutique_id, client.client)
    if client is None or not client.tache:
        return False
    task = lecture.tache(boutique_id, client.tache)
    if task is None:
        raise Perdue
    programme = PROGRAMME.validate_python(task.operation)
    transaction = Transaction()
    if not programme:
        end(transaction, task)
    elif isinstance(effacer := programme[0].operation, Effacer):
        erase(transaction, task, effacer)
    else:
        task.operation = PROGRAMME.dump_python(perform(transaction, task, programme), mode="json")
        transaction.put(task)
    transaction.commit()
    return True


def perform(transaction: Transaction, task: TacheRow, programme: list[Etape]) -> list[Etape]:
    """Write what fits of the first étape; what is left of the programme."""
    etape, *rest = programme
    client = owner(task, etape.client)
    if isinstance(etape.operation, Deplacer):
        arrival = owner(task, etape.operation.vers)
        locks = [(client, lock(client)), (arrival, lock(arrival))]
        transferts.deplacer(transaction, client, arrival, etape.operation)
        for row, condition in locks:
            transaction.put(row, condition, "client")
        return rest
    condition = lock(client)
    if isinstance(etape.operation, Absorber):
        left = None if transferts.absorber(transaction, client, etape.operation) else etape
    else:
        assert not isinstance(etape.operation, Effacer)
        left = play(transaction, client, etape, etape.operation)
    transaction.put(client, condition, "client")
    return [left, *rest] if left else rest


def owner(task: TacheRow, id: str) -> ClientRow:
    """A client of a task, which is under its task still. Raises Perdue when it is not."""
    client = lecture.client_row(task.boutique_id, id)
    if client is None or client.tache != task.cle:
        raise Perdue
    return client


def play(
    transaction: Transaction, client: ClientRow, etape: Etape, operation: Operation
) -> Etape | None:
    """Write what fits of an operation of the core; what is left of it."""
    before = lecture.compte(client, operation.besoins())
    pas = avancer(client, before, operation, impute=etape.imputer)
    ecriture.write(transaction, client, pas.before, pas.after)
    return replace(etape, operation=pas.reste) if pas.reste else None


def erase(transaction: Transaction, task: TacheRow, effacer: Effacer) -> None:
    """Write the next step of a deletion; the last one takes the client itself away."""
    client = owner(task, task.client)
    condition = lock(client)
    if not transferts.effacer(transaction, client, effacer.numeros):
        transaction.put(client, condition, "client")
        return
    transaction.delete(client, condition, "client")
    for id in client.absorbes or ():
        transaction.delete(ClientRow(client.boutique_id, id))
    transaction.delete(task)


def end(transaction: Transaction, task: TacheRow) -> None:
    """The task is done: its clients are free again, and what came of it is kept."""
    for id in (task.client, *task.autres):
        client = owner(task, id)
        condition = lock(client)
        client.tache = None
        transaction.put(client, condition, "client")
    transaction.delete(task)
    shown, apres = outcome(task)
    if task.demande:
        transaction.update(
            idempotence.Souvenir(task.boutique_id, task.demande),
            [idempotence.Souvenir.reponse.set(json_strict.write(shown))],
            idempotence.Souvenir.empreinte.exists(),
        )
    line = (task.boutique_id, task.cle.removeprefix("op#"))
    if apres is not None and any(JournalRow.batch_get([line], consistent_read=True)):
        transaction.update(JournalRow(*line), [JournalRow.apres.set(apres)])


def outcome(task: TacheRow) -> tuple[Vue, dict[str, Any] | None]:
    """What a task shows at its end: of a fusion the client, else a row of it, with its figures."""
    objet = Objet(*task.objet.split("#"))
    client = owner(task, task.autres[-1] if task.autres else task.client)
    if objet.type == vues.CLIENT:
        return vues.client(client), None
    shop = BoutiqueRow.get(task.boutique_id, BOUTIQUE)
    compte = lecture.compte(client, objet.besoins())
    avertissements = [Avertissement(**a) for a in task.avertissements or ()]
    shown = vues.objet(boutique_of(shop), client, compte, objet, avertissements)
    moved = {"client": client.cle} if task.autres else {}
    return shown, {**moved, **(figures.of(compte, objet) or {})}
