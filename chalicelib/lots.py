"""The lines of a notebook, written by the lot: as many as one transaction holds.

A line goes in together with the mark that says so, so that whatever dies, and whoever runs
beside, no line counts twice: after a lost answer the marks are read again. A line that is too
much for a transaction goes the way of every operation (comptes.py), in steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.update import Action

from chalicelib import clients, comptes, essais, etapes, listes, numeros
from chalicelib.aws import ecriture, lecture
from chalicelib.aws.panne import passing
from chalicelib.aws.tables import ClientRow, TacheRow
from chalicelib.aws.transaction import ITEMS_MAX, ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import nom
from chalicelib.domaine.cahier import Ligne, Refus
from chalicelib.domaine.compte import Compte, Reglement, Versement
from chalicelib.domaine.operations import AjouterReglement, Operation, Verser
from chalicelib.vues import REGLEMENT, VERSEMENT, Objet

CHUNK = 100
PROGRESS_ITEMS = 1


class Depasse(Exception):
    """Another run of the same import is further than this one: leave it to that."""


@dataclass
class Dossier:
    """One client's part of a lot: as read, and as it will be."""

    client: ClientRow
    before: Compte
    after: Compte
    nouveau: clients.Nouveau | None

    def items(self) -> int:
        """How many items write it, its totals counted though others may move them, too."""
        index = len(clients.entries(self.client)) + 1 if self.nouveau else 0
        return ecriture.size(self.before, self.after) + 1 + index


def opened(client: ClientRow, nouveau: clients.Nouveau | None = None) -> Dossier:
    """A client of whose account nothing is touched yet."""
    compte = Compte(rang=client.rang)
    return Dossier(client, compte, compte, nouveau)


def poursuivre(
    ctx: Context, task: TacheRow, lines: Iterable[Ligne | Refus], ended: Callable[[], bool]
) -> bool:
    """Bring the lines in from the import's place on; True when all of them are.

    False when time is up, or when another run is further.
    """
    ctx = replace(ctx, demande=None)
    place = 0
    for chunk in listes.chunks(lines, CHUNK):
        place += len(chunk)
        if place <= task.place:
            continue
        if ended():
            return False
        try:
            write_chunk(ctx, task, chunk)
            avancer(task, place)
        except Depasse:
            return False
    return True


def avancer(task: TacheRow, place: int) -> None:
    """The import is done up to a place, once. Raises Depasse when it is not where we think."""
    done: list[Action] = [TacheRow.place.set(place), TacheRow.faites.set(place)]
    for _ in essais.tries():
        try:
            task.update(done, TacheRow.place == task.place)
        except PynamoDBException as error:
            read = lecture.tache(task.boutique_id, task.cle)
            if read is not None and read.place == place:
                task.place = place
                return
            if not passing(error):
                raise Depasse from error
        else:
            return


def write_chunk(ctx: Context, task: TacheRow, chunk: Sequence[Ligne | Refus]) -> None:
    """Keep what is refused, and bring in what is not in yet."""
    with TacheRow.batch_write() as batch:
        for refus in chunk:
            if isinstance(refus, Refus):
                batch.save(refus_row(task, refus))
    lines = [ligne for ligne in chunk if isinstance(ligne, Ligne)]
    known = marked(ctx.boutique_id, lines)
    while todo := [ligne for ligne in lines if ligne.cle not in known]:
        known |= write_lot(ctx, task, todo)


def refus_row(task: TacheRow, refus: Refus) -> TacheRow:
    """Why a line stays out."""
    cle = f"{task.cle}#refus#{refus.numero:06d}"
    return TacheRow(task.boutique_id, cle, ligne=refus.numero, message=refus.message)


def marked(boutique_id: str, lines: Sequence[Ligne]) -> set[str]:
    """The clés of the lines that are in already. A call for each hundred."""
    keys = [(boutique_id, mark(ligne)) for ligne in lines]
    found = TacheRow.batch_get(keys, consistent_read=True) if keys else ()
    return {row.cle.removeprefix("ligne#") for row in found}


def mark(ligne: Ligne) -> str:
    """Where it stands that a line is in."""
    return f"ligne#{ligne.cle}"


def write_lot(ctx: Context, task: TacheRow, todo: Sequence[Ligne]) -> set[str]:
    """Bring in as many of the next lines as a transaction holds; the clés of those that are in."""
    for _ in essais.tries():
        try:
            lot = Lot(ctx, task)
            lot.fill(todo)
            if not lot.lines:
                write_alone(ctx, task, todo[0])
                return {todo[0].cle}
            lot.commit()
        except Perdue:
            if known := marked(ctx.boutique_id, todo):
                return known
        except PynamoDBException as error:
            if not passing(error):
                raise
        else:
            return {ligne.cle for ligne in lot.lines}
    raise AssertionError("tries() ends by raising")


def write_alone(ctx: Context, task: TacheRow, ligne: Ligne) -> None:
    """Bring in a line that moves more than one transaction holds."""
    nouveau = clients.Nouveau(ligne.nom, ligne.telephone)
    operation, objet = operation_of(ctx, ligne)

    def accompagner(transaction: Transaction, client: ClientRow) -> None:
        if client.cle == nouveau.id:
            nouveau.inscrire(transaction, client)
        put_mark(transaction, ctx.boutique_id, ligne)
        progress(transaction, task, [ligne], new=int(client.cle == nouveau.id))

    try:
        comptes.apply(
            ctx,
            comptes.Demarche(
                action="import",
                objet=objet,
                trouver=lambda: trouver(ctx, ligne) or nouveau.row(ctx),
                preparer=lambda _: operation,
                besoins=operation.besoins(),
                numerote=versement_of(operation),
                accompagner=accompagner,
                reserve=clients.INDEX_ITEMS + 2,
                journal=False,
            ),
        )
    except ConditionsRefusees as refused:
        if "marque" not in refused.noms:
            raise


class Lot:
    """One transaction in the making: lines of several clients, each client under its lock."""

    def __init__(self, ctx: Context, task: TacheRow) -> None:
        self.ctx = ctx
        self.task = task
        self.lines: list[Ligne] = []
        self.dossiers: dict[str, Dossier] = {}
        self.by_client: dict[str, str] = {}

    def fill(self, todo: Sequence[Ligne]) -> None:
        """Take lines in until the next one would be too much."""
        self.read(todo)
        for ligne in todo:
            if not self.take(ligne):
                return

    def read(self, todo: Sequence[Ligne]) -> None:
        """The clients of these lines, by two calls; those without number one by one."""
        numbers = {ligne.telephone for ligne in todo[:ITEMS_MAX] if ligne.telephone}
        keys = [(self.ctx.boutique_id, f"tel#{number}") for number in numbers]
        for row in ClientRow.batch_get(keys, consistent_read=True) if keys else ():
            self.by_client[row.cle.removeprefix("tel#")] = row.client
        for client in listes.clients_of(self.ctx, self.by_client.values()).values():
            self.dossiers[client.cle] = opened(client)

    def take(self, ligne: Ligne) -> bool:
        """Take a line in, if the transaction holds it with the others."""
        dossier = self.dossier(ligne)
        if dossier.client.tache:
            etapes.terminer(self.ctx.boutique_id, dossier.client.cle)
            raise Perdue
        operation, _ = operation_of(self.ctx, ligne)
        pas = etapes.avancer(dossier.client, dossier.before, operation, 0, dossier.after)
        taken = replace(dossier, before=pas.before, after=pas.after)
        others = (d for d in self.dossiers.values() if d is not dossier and d.after is not d.before)
        marks = len(self.lines) + 1
        size = taken.items() + sum(d.items() for d in others) + marks + PROGRESS_ITEMS
        if pas.reste or size > ITEMS_MAX:
            return False
        self.dossiers[dossier.client.cle] = taken
        self.by_client[ligne.client] = dossier.client.cle
        self.lines.append(ligne)
        return True

    def dossier(self, ligne: Ligne) -> Dossier:
        """The part of the lot that is this line's client's."""
        id = self.by_client.get(ligne.client)
        if id:
            return self.dossiers[id]
        client = None if ligne.telephone else trouver(self.ctx, ligne)
        if client:
            return opened(client)
        nouveau = clients.Nouveau(ligne.nom, ligne.telephone)
        return opened(nouveau.row(self.ctx), nouveau)

    def commit(self) -> None:
        """Write it. Raises Perdue: read the marks, and begin anew."""
        changed = [d for d in self.dossiers.values() if d.after is not d.before]
        self.number(changed)
        transaction = Transaction()
        sums: dict[str, Counter[str]] = {}
        for dossier in changed:
            client = dossier.client
            condition = etapes.lock(client)
            ecriture.write_rows(transaction, client, dossier.before, dossier.after)
            for cle, fields in ecriture.move_totals(client, dossier.before, dossier.after).items():
                sums.setdefault(cle, Counter()).update(fields)
            transaction.put(client, condition, "client")
            if dossier.nouveau:
                dossier.nouveau.inscrire(transaction, client)
        ecriture.write_sums(transaction, self.ctx.boutique_id, sums)
        for ligne in self.lines:
            put_mark(transaction, self.ctx.boutique_id, ligne)
        progress(transaction, self.task, self.lines, new=sum(bool(d.nouveau) for d in changed))
        transaction.commit()

    def number(self, changed: Sequence[Dossier]) -> None:
        """Give the new versements their receipt numbers, in the order of the lines."""
        fresh = [(d, v) for d in changed for v in d.after.versements.values() if not v.numero]
        if not fresh:
            return
        numero = numeros.suivant(self.ctx.boutique_id, len(fresh)) - len(fresh)
        for dossier, versement in sorted(fresh, key=lambda pair: pair[1].id):
            numero += 1
            dossier.after = dossier.after.updated(replace(versement, numero=numero))


def put_mark(transaction: Transaction, boutique_id: str, ligne: Ligne) -> None:
    """A line is in, once."""
    row = TacheRow(boutique_id, mark(ligne))
    transaction.put(row, TacheRow.cle.does_not_exist(), "marque")


def progress(transaction: Transaction, task: TacheRow, lines: Sequence[Ligne], new: int) -> None:
    """Count what lines bring, in the import's own item."""
    actions = [
        TacheRow.faites.add(len(lines)),
        TacheRow.reglements.add(sum(ligne.montant is not None for ligne in lines)),
        TacheRow.versements.add(sum(ligne.verse is not None for ligne in lines)),
        TacheRow.clients.add(new),
        TacheRow.etat.set("en_cours"),
    ]
    transaction.update(TacheRow(task.boutique_id, task.cle), actions)


def trouver(ctx: Context, ligne: Ligne) -> ClientRow | None:
    """The client of a line: by its number, else by its exact nom among those without one."""
    if ligne.telephone:
        id = lecture.client_du_numero(ctx.boutique_id, ligne.telephone)
    else:
        id = lecture.client_du_nom(ctx.boutique_id, nom.normaliser(ligne.nom))
    return lecture.client(ctx.boutique_id, id) if id else None


def operation_of(ctx: Context, ligne: Ligne) -> tuple[Operation, Objet]:
    """What a line records, and what that is about."""
    par = comptes.auteur(ctx)
    sale_id, paid_id = outside.new_id(), outside.new_id()
    paid = None
    if ligne.verse is not None:
        paid = Versement(paid_id, ligne.date, ligne.verse, ctx.now, par)
    if ligne.montant is not None:
        sale = Reglement(
            sale_id,
            ligne.date,
            ligne.montant,
            ligne.produit,
            ctx.now,
            par,
            echeance=ligne.echeance,
        )
        return AjouterReglement(sale, paid), Objet(REGLEMENT, sale_id)
    assert paid is not None, "a line has a montant or a versé (cahier.Ligne)"
    return Verser(paid), Objet(VERSEMENT, paid_id)


def versement_of(operation: Operation) -> str | None:
    """The new versement of an operation, which takes a receipt number."""
    if isinstance(operation, Verser):
        return operation.versement.id
    if isinstance(operation, AjouterReglement) and operation.acompte:
        return operation.acompte.id
    return None
