"""The paper notebook comes in: previewed, begun, followed, ended (domaine.md, Import)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Date
from enum import StrEnum

from chalicelib import essais, journal, lots, taches
from chalicelib.aws import idempotence, lecture, rows, s3
from chalicelib.aws.tables import ClientRow, TacheRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import cahier
from chalicelib.domaine.cahier import Ligne, Refus, Regles
from chalicelib.domaine.problems import ImportEnCours, Introuvable
from chalicelib.web.champs import Requete, Vrai, Vue

VERROU = "import"
ESSAIS_MAX = 5
"""Runs in a row without a line more, after which an import is given up."""


class Etat(StrEnum):
    """How far something is that goes on by itself."""

    RECU = "recu"
    EN_COURS = "en_cours"
    TERMINE = "termine"
    ECHEC = "echec"


class ImportQuery(Requete):
    """`apercu=true` writes nothing."""

    apercu: Vrai = "false"


class RefusVue(Vue):
    """A line that stays out: its number in the file, and why."""

    ligne: int
    message: str


class ImportVue(Vue):
    """How far an import is; `id` is null in a preview."""

    id: str | None
    etat: Etat
    lignes: int
    faites: int
    reglements: int
    versements: int
    clients: int
    refusees: list[RefusVue]


class ImportId(Vue):
    """The import that was begun."""

    id: str


def lire_fichier(octets: bytes) -> cahier.Cahier:
    """The notebook in a file. Raises FichierIllisible (422)."""
    return cahier.lire(octets, "")


def regles(ctx: Context, jour: Date) -> Regles:
    """How this boutique reads a notebook on that day."""
    return Regles(ctx.boutique.pays, ctx.boutique.devise, jour, outside.secret)


def connu(ctx: Context) -> Callable[[str], bool]:
    """Does the boutique have a client with that number?"""
    return lambda numero: lecture.client_du_numero(ctx.boutique_id, numero) is not None


def apercevoir(ctx: Context, octets: bytes) -> ImportVue:
    """What an import of this file would bring; writes nothing. Raises FichierIllisible."""
    read = list(lire_fichier(octets).lignes(regles(ctx, ctx.today()), connu(ctx)))
    lines = [ligne for ligne in read if isinstance(ligne, Ligne)]
    known = lots.marked(ctx.boutique_id, lines)
    fresh = [ligne for ligne in lines if ligne.cle not in known]
    return ImportVue(
        id=None,
        etat=Etat.RECU,
        lignes=len(read),
        faites=0,
        reglements=sum(ligne.montant is not None for ligne in fresh),
        versements=sum(ligne.verse is not None for ligne in fresh),
        clients=len(new_clients(ctx, fresh)),
        refusees=[refus_vue(refus) for refus in read if isinstance(refus, Refus)],
    )


def new_clients(ctx: Context, lines: list[Ligne]) -> set[str]:
    """The clients that these lines would make."""
    named = {ligne.client: ligne for ligne in lines}
    numbers = [(ctx.boutique_id, f"tel#{n}") for n, ligne in named.items() if ligne.telephone]
    there = {row.cle.removeprefix("tel#") for row in ClientRow.batch_get(numbers)}
    for name, ligne in named.items():
        if not ligne.telephone and lecture.client_du_nom(ctx.boutique_id, name):
            there.add(name)
    return named.keys() - there


def commencer(ctx: Context, octets: bytes) -> ImportId:
    """Take a file in; its lines follow by themselves. Raises FichierIllisible, ImportEnCours."""
    count = len(lire_fichier(octets).rangs)
    id = outside.new_id()
    s3.put(file_key(ctx.boutique_id, id), octets)
    task = TacheRow(
        ctx.boutique_id,
        f"import#{id}",
        etat=Etat.RECU.value,
        par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        cree_le=rows.instant(ctx.now),
        jour=str(ctx.today()),
        lignes=count,
        faites=0,
        place=0,
        reglements=0,
        versements=0,
        clients=0,
        essais=0,
    )
    taches.inscrire(task, ctx.now)
    for _ in essais.tries():
        if start(ctx, id, task):
            break
    taches.wake()
    return ImportId(id=id)


def start(ctx: Context, id: str, task: TacheRow) -> bool:
    """Write the import with the lock that lets one run at a time. False: try again."""
    transaction = Transaction()
    lock = TacheRow(ctx.boutique_id, VERROU, objet=id)
    transaction.put(lock, TacheRow.cle.does_not_exist(), "verrou")
    transaction.put(task)
    transaction.put(journal.ligne(ctx, id, "import", objet=id, apres={"lignes": task.lignes}))
    souvenir = idempotence.put(ctx, ImportId(id=id))
    if souvenir:
        transaction.put(*souvenir, "demande")
    try:
        transaction.commit()
    except ConditionsRefusees as refused:
        if "demande" in refused.noms:
            raise idempotence.Jumelle from refused
        running = running_import(ctx.boutique_id)
        if running not in (None, id):
            s3.delete(file_key(ctx.boutique_id, id))
            raise ImportEnCours(str(running)) from refused
        return running == id
    except Perdue:
        return False
    return True


def running_import(boutique_id: str) -> str | None:
    """The id of the import under way."""
    lock = lecture.tache(boutique_id, VERROU)
    return lock.objet if lock else None


def lire(ctx: Context, id: str) -> ImportVue:
    """GET /imports/{id}. Raises Introuvable."""
    task = lecture.tache(ctx.boutique_id, f"import#{id}")
    if task is None:
        raise Introuvable("Cet import n'existe pas ou n'existe plus.")
    refused = TacheRow.query(
        ctx.boutique_id, TacheRow.cle.startswith(f"import#{id}#refus#"), consistent_read=True
    )
    return ImportVue(
        id=id,
        etat=Etat(task.etat),
        lignes=task.lignes,
        faites=task.faites,
        reglements=task.reglements,
        versements=task.versements,
        clients=task.clients,
        refusees=[RefusVue(ligne=row.ligne, message=row.message) for row in refused],
    )


def refus_vue(refus: Refus) -> RefusVue:
    """A refused line as it is answered."""
    return RefusVue(ligne=refus.numero, message=refus.message)


def file_key(boutique_id: str, id: str) -> str:
    """Where the file waits."""
    return f"{boutique_id}/imports/{id}"


def continuer(ctx: Context, task: TacheRow, ended: Callable[[], bool]) -> None:
    """Carry an import on, as far as time allows; the scheduled job calls it again."""
    octets = s3.get(file_key(ctx.boutique_id, task.cle.removeprefix("import#")))
    if octets is None or not worth_trying(task):
        clore(task, Etat.ECHEC)
        return
    jour = Date.fromisoformat(task.jour)
    lines = lire_fichier(octets).lignes(regles(ctx, jour), connu(ctx))
    if lots.poursuivre(ctx, task, lines, ended):
        clore(task, Etat.TERMINE)


def worth_trying(task: TacheRow) -> bool:
    """Count the runs that brought no line more, and give up after some."""
    stuck = task.essais if task.depart == task.place else 0
    task.update([TacheRow.essais.set(stuck + 1), TacheRow.depart.set(task.place)])
    return stuck < ESSAIS_MAX


def clore(task: TacheRow, etat: Etat) -> None:
    """The import has ended: nothing of it is left to do, and the next one may begin."""
    id = task.cle.removeprefix("import#")
    for _ in essais.tries():
        transaction = Transaction()
        actions = [TacheRow.etat.set(etat.value), TacheRow.file.remove(), TacheRow.du_a.remove()]
        transaction.update(task, actions)
        lock = TacheRow(task.boutique_id, VERROU)
        transaction.delete(lock, (TacheRow.objet == id) | TacheRow.cle.does_not_exist())
        try:
            transaction.commit()
        except Perdue:
            continue
        break
    s3.delete(file_key(task.boutique_id, id))
