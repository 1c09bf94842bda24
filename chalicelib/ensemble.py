"""One operation on many rows at once (POST /soldes, /versements/archivage): client by client.

As many as a transaction holds go together, in the order of the list; each transaction is
complete by itself, and one bad id stops no other. Doing again what is so already changes nothing.
What is left of a long list is kept as a task (`liste#`), which each transaction moves on: when the
request dies, the scheduled job does the rest, and nothing of it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import takewhile
from typing import Any

from chalicelib import comptes, essais, etapes, figures, journal, taches
from chalicelib.aws import ecriture, idempotence, lecture
from chalicelib.aws.tables import ClientRow, JournalRow, TacheRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context, Demande, outside
from chalicelib.domaine.compte import Compte
from chalicelib.domaine.operations import Operation
from chalicelib.domaine.problems import Introuvable, Problem
from chalicelib.programme import PROGRAMME, Etape
from chalicelib.vues import REGLEMENT, VERSEMENT, Objet
from chalicelib.web.champs import Vue

LISTE = "liste#"
SEUL = 10
"""So many operations on one client go in one transaction: no task is kept for them."""


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
    by_client: dict[str, dict[str, Etape]] = defaultdict(dict)
    for id, operation in wanted.items():
        if id in client_of:
            by_client[client_of[id]][id] = Etape(client_of[id], operation)
    refused: dict[str, str] = {id: Introuvable.type for id in wanted if id not in client_of}
    ordered = {id: etape for some in by_client.values() for id, etape in some.items()}
    liste = Liste(ctx, action, list(wanted), ordered, refused)
    if len(ordered) > SEUL or len(by_client) > 1:
        liste.inscrire()
    return liste.finir()


def continuer(ctx: Context, task: TacheRow) -> None:
    """Do the rest of a list whose request has died; its answer is kept for who asks again."""
    left = task.operation
    programme = PROGRAMME.validate_python(left["programme"])
    ordered = dict(zip(left["ids"], programme, strict=True))
    asked = replace(ctx, demande=Demande(**task.demande) if task.demande else None)
    liste = Liste(asked, left["action"], left["voulus"], ordered, task.avertissements or {})
    liste.tache, liste.place, liste.gardee = task.cle, task.place, task.place
    try:
        liste.finir()
    except idempotence.Jumelle:
        liste.clore()


class Liste:
    """A list that is being done. `place`: so many of its operations are, in their order;
    `gardee`: as many as its task knows of, for what changes nothing is not written down.
    """

    def __init__(
        self,
        ctx: Context,
        action: str,
        voulus: Sequence[str],
        ordered: Mapping[str, Etape],
        refused: Mapping[str, str],
    ) -> None:
        self.ctx = ctx
        self.action = action
        self.voulus = voulus
        self.ordered = ordered
        self.refused = dict(refused)
        self.place = self.gardee = 0
        self.tache: str | None = None

    def inscrire(self) -> None:
        """Keep it as a task, before anything of it is done. One call."""
        ctx, par = self.ctx, self.ctx.utilisateur
        task = TacheRow(
            ctx.boutique_id,
            f"{LISTE}{outside.new_id()}",
            par={"id": par.id, "nom": par.nom},
            operation={
                "action": self.action,
                "voulus": list(self.voulus),
                "ids": list(self.ordered),
                "programme": PROGRAMME.dump_python(list(self.ordered.values()), mode="json"),
            },
            demande=asdict(ctx.demande) if ctx.demande else None,
            avertissements=self.refused,
            place=0,
        )
        taches.inscrire(task, ctx.now)
        essais.essayer(task.save)
        self.tache = task.cle

    def finir(self) -> Resultats:
        """Do what is left; what became of each. Raises Jumelle."""
        while self.place < len(self.ordered):
            some = self.partie()
            try:
                done, bad = comptes.persist(some.attempt, some.written)
            except ConditionsRefusees as refused:
                if "tache" not in refused.noms:
                    raise
                self.rejoindre()
                continue
            self.refused |= bad
            self.place += len(done) + len(bad)
            if some.ecrite:
                self.gardee = self.place
        shown = Resultats(
            elements=[
                Resultat(id=id, ok=id not in self.refused, type=self.refused.get(id))
                for id in self.voulus
            ]
        )
        keep(self.ctx, shown)
        self.clore()
        return shown

    def partie(self) -> Partie:
        """What is left for the next client."""
        left = list(self.ordered.items())[self.place :]
        client = left[0][1].client
        same = takewhile(lambda item: item[1].client == client, left)
        return Partie(self, client, {id: etape.operation for id, etape in same})

    def avancer(self, transaction: Transaction, done: set[str], bad: Mapping[str, str]) -> None:
        """Move the task on by what a transaction does, unless another hand has."""
        if self.tache is None:
            return
        row = TacheRow(self.ctx.boutique_id, self.tache)
        further = [
            TacheRow.place.set(self.place + len(done) + len(bad)),
            TacheRow.avertissements.set({**self.refused, **bad}),
        ]
        transaction.update(row, further, TacheRow.place == self.gardee, "tache")

    def rejoindre(self) -> None:
        """Go on from where another hand has come to. Raises Jumelle where that has ended it."""
        task = lecture.tache(self.ctx.boutique_id, str(self.tache))
        if task is None and self.ctx.demande:
            raise idempotence.Jumelle
        self.place = self.gardee = task.place if task else len(self.ordered)
        self.refused |= (task.avertissements or {}) if task else {}

    def clore(self) -> None:
        """The task goes."""
        if self.tache is not None:
            essais.essayer(TacheRow(self.ctx.boutique_id, self.tache).delete)


class Partie:
    """The next operations on one client: as many as one transaction holds."""

    def __init__(self, liste: Liste, client: str, todo: Mapping[str, Any]) -> None:
        self.liste = liste
        self.ctx = liste.ctx
        self.action = liste.action
        self.client = client
        self.todo = todo
        self.ecrite = False
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
            self.liste.avancer(transaction, self.done, self.bad)
            transaction.commit()
            self.ecrite = True
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
