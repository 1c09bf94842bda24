"""The one way to write the ledger (architecture.md, Layers).

Read the client with its lock, and the rows that the operation touches; let the pure core make
the next account; write every change in one transaction, on condition that the lock is still
the one read. On conflict, begin anew. What exceeds a transaction goes on in steps (etapes.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pynamodb.exceptions import PynamoDBException

from chalicelib import essais, etapes, figures, journal, numeros, vues
from chalicelib.aws import ecriture, idempotence, lecture
from chalicelib.aws.panne import passing
from chalicelib.aws.tables import ClientRow, JournalRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.compte import Auteur, Compte
from chalicelib.domaine.operations import Besoins, Operation
from chalicelib.programme import Etape
from chalicelib.vues import Avertissement, LedgerVue, Objet

NOTHING = Besoins()

T = TypeVar("T")

LEDGER_AGAIN = frozenset({"client", "telephone", "rappel"})
"""Somebody else wrote the client or its rappel, or took the number, first: read and plan anew."""


class DejaLa(Exception):
    """What should go to another client has come there meanwhile, by somebody else's hand."""


@dataclass(frozen=True)
class Demarche:
    """A change of one account: what it reads, what makes it, what it shows.

    `trouver` reads the client, or makes a new one, at each try. `preparer` makes the operation
    from the account as it was read: a change of some fields keeps the others as they are now.
    `accompagner` adds up to `reserve` items (a new client's number, an import's mark).
    `verifier` refuses what the client as a whole does not allow. `numerote` names the new
    versement that takes a receipt number.
    """

    action: str
    objet: Objet
    trouver: Callable[[], ClientRow]
    preparer: Callable[[Compte], Operation]
    besoins: Besoins = NOTHING
    verifier: Callable[[ClientRow], None] = lambda _: None
    numerote: str | None = None
    avertir: Callable[[ClientRow], Sequence[Avertissement]] = lambda _: ()
    accompagner: Callable[[Transaction, ClientRow], None] | None = None
    reserve: int = 0
    journal: bool = True


@dataclass(frozen=True)
class Depart:
    """A change that ends on another client's account: always done in steps.

    `preparer` makes the programme from the first account, as read, and the two clients' ids.
    `accompagner` adds an item to the transaction that begins it.
    """

    action: str
    objet: Objet
    trouver: Callable[[], ClientRow]
    arrivee: Callable[[], ClientRow]
    besoins: Besoins
    preparer: Callable[[Compte, str, str], list[Etape]]
    accompagner: Callable[[Transaction, ClientRow], None] | None = None


@dataclass
class Essai:
    """What an operation keeps over its retries: its id, its locks, its receipt number."""

    id: str
    locks: set[str] = field(default_factory=set)
    numero: int | None = None


def auteur(ctx: Context) -> Auteur:
    """Who asks, as kept beside what is recorded."""
    return Auteur(ctx.utilisateur.id, ctx.utilisateur.nom)


def without_key(ctx: Context) -> Context:
    """The same request as one of many: its answer is not what its key asks for."""
    return replace(ctx, demande=None)


def apply(ctx: Context, demarche: Demarche) -> LedgerVue:
    """Write a change of a client's account, and give the answer that shows its object.

    Raises what the core refuses, and what `persist` raises.
    """
    return persist(lambda essai: attempt(ctx, demarche, essai), lambda: reread(ctx, demarche))


def persist(attempt: Callable[[Essai], T], reread: Callable[[], T]) -> T:
    """Try until it is written, under one id; `reread` answers for what was written already.

    Raises what `attempt` refuses; Indisponible when what lies below, not contention, kept it
    from being written; idempotence.Jumelle when the same request was applied meanwhile.
    """
    essai = Essai(outside.new_id())
    for _ in essais.tries():
        try:
            return attempt(essai)
        except ConditionsRefusees as refused:
            if "demande" in refused.noms:
                raise idempotence.Jumelle from refused
            if "journal" in refused.noms:
                return reread()
            if not refused.noms <= LEDGER_AGAIN:
                raise
        except Perdue:
            continue
        except PynamoDBException as error:
            if not passing(error):
                raise
    raise AssertionError("tries() ends by raising")


def attempt(ctx: Context, demarche: Demarche, essai: Essai) -> LedgerVue:
    """Read, plan, write once. Raises Perdue where it must be done again."""
    client = demarche.trouver()
    if client.tache:
        etapes.terminer(ctx.boutique_id, client.cle)
        raise Perdue
    if client.maj in essai.locks:
        return reread(ctx, demarche)
    pas = plan(ctx, client, demarche, essai)
    transaction = Transaction()
    if demarche.accompagner or ecriture.size(pas.before, pas.after):
        write_ledger(transaction, ctx, client, demarche, pas, essai)
    avertissements = demarche.avertir(client)
    shown = vues.objet(ctx.boutique, client, pas.after, demarche.objet, avertissements)
    if pas.reste:
        souvenir = idempotence.pending(ctx, client.cle)
    else:
        souvenir = idempotence.put(ctx, shown, client.cle)
    if souvenir:
        transaction.put(*souvenir, "demande")
    if len(transaction):
        transaction.commit()
    if pas.reste:
        etapes.terminer(ctx.boutique_id, client.cle)
        if souvenir:
            raise idempotence.Jumelle
        return reread(ctx, demarche)
    return shown


def plan(ctx: Context, client: ClientRow, demarche: Demarche, essai: Essai) -> etapes.Pas:
    """The first transaction's worth of a change. Raises what the core refuses."""
    demarche.verifier(client)
    before = lecture.compte(client, demarche.besoins)
    pas = etapes.avancer(client, before, demarche.preparer(before), demarche.reserve)
    return numbered(ctx, pas, demarche.numerote, essai) if demarche.numerote else pas


def write_ledger(
    transaction: Transaction,
    ctx: Context,
    client: ClientRow,
    demarche: Demarche,
    pas: etapes.Pas,
    essai: Essai,
) -> None:
    """The rows and totals, the client under its lock, the journal, and what is left as a task."""
    condition = etapes.lock(client)
    essai.locks.add(client.maj)
    ecriture.write(transaction, client, pas.before, pas.after)
    if pas.reste:
        left = [Etape(client.cle, pas.reste)]
        etapes.remember(
            transaction,
            ctx,
            essai.id,
            left,
            demarche.objet,
            client,
            avertissements=demarche.avertir(client),
        )
    if demarche.accompagner:
        demarche.accompagner(transaction, client)
    transaction.put(client, condition, "client")
    if demarche.journal:
        line = journal_row(ctx, essai.id, client, demarche, pas)
        transaction.put(line, JournalRow.cle.does_not_exist(), "journal")


def reread(ctx: Context, demarche: Demarche) -> LedgerVue:
    """The answer of an operation that is written already: its object as it is now."""
    client = settled(ctx, demarche.trouver)
    compte = lecture.compte(client, demarche.objet.besoins())
    return vues.objet(ctx.boutique, client, compte, demarche.objet, demarche.avertir(client))


def deplacer(ctx: Context, depart: Depart) -> LedgerVue:
    """Write a change that moves a row to another client. Raises as `apply` does, and DejaLa."""

    def attempt(essai: Essai) -> LedgerVue:
        client, other = settled(ctx, depart.trouver), settled(ctx, depart.arrivee)
        if client.cle == other.cle:
            if journal.ecrite(ctx, essai.id):
                return told()
            raise DejaLa
        if client.tache or other.tache:
            raise Perdue
        transaction = begun(ctx, depart, essai, client, other)
        if souvenir := idempotence.pending(ctx, other.cle):
            transaction.put(*souvenir, "demande")
        transaction.commit()
        etapes.terminer(ctx.boutique_id, other.cle)
        return told()

    def told() -> LedgerVue:
        if ctx.demande:
            raise idempotence.Jumelle
        return shown()

    def shown() -> LedgerVue:
        client = settled(ctx, depart.arrivee)
        compte = lecture.compte(client, depart.objet.besoins())
        return vues.objet(ctx.boutique, client, compte, depart.objet)

    return persist(attempt, shown)


def begun(
    ctx: Context, depart: Depart, essai: Essai, client: ClientRow, other: ClientRow
) -> Transaction:
    """What begins a move: both clients under its task, and the journal's line."""
    before = lecture.compte(client, depart.besoins)
    programme = depart.preparer(before, client.cle, other.cle)
    transaction = Transaction()
    locks = [(row, etapes.lock(row)) for row in (client, other)]
    etapes.remember(transaction, ctx, essai.id, programme, depart.objet, client, other)
    for row, condition in locks:
        transaction.put(row, condition, "client")
    if depart.accompagner:
        depart.accompagner(transaction, client)
    avant = {"client": client.cle, **(figures.of(before, depart.objet) or {})}
    line = journal.ligne(
        ctx, essai.id, depart.action, objet=depart.objet.id, client=other.cle, avant=avant
    )
    transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
    return transaction


def settled(ctx: Context, trouver: Callable[[], ClientRow]) -> ClientRow:
    """A client with nothing under way."""
    client = trouver()
    if client.tache:
        etapes.terminer(ctx.boutique_id, client.cle)
        client = trouver()
    return client


def numbered(ctx: Context, pas: etapes.Pas, versement: str, essai: Essai) -> etapes.Pas:
    """Give a new versement its receipt number, taken once the core has accepted it."""
    if versement in pas.before.versements:
        return pas
    if essai.numero is None:
        essai.numero = numeros.suivant(ctx.boutique_id)
    row = replace(pas.after.versements[versement], numero=essai.numero)
    return replace(pas, after=pas.after.updated(row))


def journal_row(
    ctx: Context, id: str, client: ClientRow, demarche: Demarche, pas: etapes.Pas
) -> JournalRow:
    """Who did what, when, with figures, dates and états before and after.

    What is done in steps learns its figures after at their end (etapes.end).
    """
    return journal.ligne(
        ctx,
        id,
        demarche.action,
        objet=demarche.objet.id,
        client=client.cle,
        avant=figures.of(pas.before, demarche.objet),
        apres=figures.of(pas.after, demarche.objet),
    )
