"""All of a shop's data, for its gérant to take away: asked for, made, fetched, forgotten.

The file is made by itself after the answer (a task, like an import) and waits an hour in S3.
Who asks for it gets an address that opens it for five minutes. In the cloud the answer of a
Lambda carries no more than 4.5 MB: a bigger file is fetched from S3 itself, by an address that
S3 signs for a minute. So there is one way to ask for a file, one clock that ends it, and its end
looks the same everywhere (404); and the local stack needs no S3 that a browser can reach.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pynamodb.expressions.update import Action

from chalicelib import comptes, inventaire, journal, limites, taches
from chalicelib.aws import acces, guard, idempotence, lecture, rows, s3
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.tables import JournalRow, TacheRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.problems import Introuvable
from chalicelib.feuille import FORMATS
from chalicelib.imports import Etat
from chalicelib.intitules import FEUILLES
from chalicelib.web.answer import Answer, Visitor
from chalicelib.web.champs import Corps, Vue

ADRESSE_SECONDES = 300
FICHIER = timedelta(hours=1)
"""How long a file waits: it holds every client's data, also of one deleted meanwhile."""
S3_SECONDES = 60
ESSAIS_MAX = 5
"""Runs that did not come to the end, after which an export is given up."""

TYPES = {
    "csv": ("zip", "application/zip"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""For each format the file's suffix and media type: the CSVs come in a zip."""


class ExportInput(Corps):
    """For which kind of program."""

    format: Literal["csv", "xlsx"]


class ExportId(Vue):
    """The export that was begun."""

    id: str


class ExportVue(Vue):
    """How far an export is; `url` when its file can be fetched, within five minutes."""

    id: str
    etat: Etat
    url: str | None


def commencer(ctx: Context, body: ExportInput) -> ExportId:
    """Ask for an export; its file follows by itself. Costs a transaction."""
    begun = ExportId(id=outside.new_id())
    task = TacheRow(
        ctx.boutique_id,
        cle(begun.id),
        etat=Etat.RECU.value,
        par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        cree_le=rows.instant(ctx.now),
        format=body.format,
        essais=0,
    )
    taches.inscrire(task, ctx.now)
    line = journal.ligne(ctx, begun.id, "export", objet=begun.id, apres={"format": body.format})

    def attempt(_: comptes.Essai) -> ExportId:
        transaction = Transaction()
        transaction.put(task)
        transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
        if souvenir := idempotence.put(ctx, begun):
            transaction.put(*souvenir, "demande")
        transaction.commit()
        return begun

    comptes.persist(attempt, lambda: begun)
    taches.wake()
    return begun


def lire(ctx: Context, id: str) -> ExportVue:
    """GET /exports/{id}. Raises Introuvable. Costs a read, and a write when there is a file."""
    task = lecture.tache(ctx.boutique_id, cle(id))
    if task is None or forgotten(task, ctx.now):
        raise Introuvable("Cet export n'existe pas ou n'existe plus : demandez-en un autre.")
    etat = Etat(task.etat)
    return ExportVue(id=id, etat=etat, url=adresse(task) if etat is Etat.TERMINE else None)


def adresse(task: TacheRow) -> str:
    """A new address of a file. What opens it is kept as a hash, and ends by itself."""
    jeton = outside.token()
    AccesRow(
        acces.key("export", jeton),
        boutique=task.boutique_id,
        objet=task.cle,
        expire=int(outside.now().timestamp()) + ADRESSE_SECONDES,
    ).save()
    return f"{outside.base_url}/api/public/exports/{jeton}"


def ouvrir(visitor: Visitor, jeton: str) -> AccesRow:
    """What a jeton opens. Raises Introuvable, TropDeDemandes."""
    limites.compter(limites.PUBLIC, visitor.address)
    found = acces.find(acces.key("export", jeton), int(outside.now().timestamp()))
    if found is None:
        raise Introuvable("Ce lien n'est plus valable : ouvrez l'export de nouveau.")
    return found


def telecharger(visitor: Visitor, jeton: str) -> Answer[bytes | None]:
    """GET /public/exports/{jeton}: the file, or where S3 gives it. Raises as `ouvrir` does."""
    found = ouvrir(visitor, jeton)
    with guard.boutique(found.boutique):
        task = lecture.tache(found.boutique, found.objet)
    if task is None or forgotten(task, outside.now()):
        raise Introuvable("Ce fichier n'existe plus : demandez un autre export.")
    suffix, media = TYPES[task.format]
    disposition = f'attachment; filename="amneubor-{task.cree_le[:10]}.{suffix}"'
    if task.octets > s3.ANSWER_MAX_BYTES:
        url = s3.signed_url(file_key(task), S3_SECONDES, disposition, media)
        return Answer(None, status=303, headers={"Location": url})
    content = s3.get(file_key(task))
    if content is None:
        raise Introuvable("Ce fichier n'existe plus : demandez un autre export.")
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return Answer(content, headers=headers, content_type=media)


def cle(id: str) -> str:
    """Where an export's task is kept."""
    return f"export#{id}"


def file_key(task: TacheRow) -> str:
    """Where its file waits."""
    id = task.cle.removeprefix("export#")
    return f"{task.boutique_id}/exports/{id}.{TYPES[task.format][0]}"


def forgotten(task: TacheRow, now: datetime) -> bool:
    """Has the hour passed since it came to its end?"""
    return over(task) and taches.due(task, now)


def over(task: TacheRow) -> bool:
    """Has it come to its end, this way or that?"""
    return task.etat in (Etat.TERMINE.value, Etat.ECHEC.value)


def continuer(ctx: Context, task: TacheRow, ended: Callable[[], bool]) -> None:
    """Make an export's file, or take away one whose hour has passed.

    A file that time does not suffice for, or that dies with its process, is begun anew: nothing
    but the file was written.
    """
    if over(task):
        s3.delete(file_key(task))
        task.delete()
        return
    if task.essais >= ESSAIS_MAX:
        clore(task, Etat.ECHEC, 0)
        return
    task.update([TacheRow.essais.add(1), TacheRow.etat.set(Etat.EN_COURS.value)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        if not write(ctx, task.format, path, ended):
            return
        with path.open("rb") as file:
            s3.put(file_key(task), file)
        clore(task, Etat.TERMINE, path.stat().st_size)


def write(ctx: Context, format: str, path: Path, ended: Callable[[], bool]) -> bool:
    """Write the shop's rows to a file; False when time was up before the end."""
    classeur = FORMATS[format](path, FEUILLES, ctx.boutique.devise)
    try:
        for place, (feuille, cellules) in enumerate(inventaire.lignes(ctx)):
            if place % 100 == 0 and ended():
                return False
            classeur.ligne(feuille, cellules)
    finally:
        classeur.fermer()
    return True


def clore(task: TacheRow, etat: Etat, octets: int) -> None:
    """An export has come to its end: it is taken away in an hour."""
    taches.inscrire(task, outside.now() + FICHIER)
    actions: list[Action] = [
        TacheRow.etat.set(etat.value),
        TacheRow.octets.set(octets),
        TacheRow.file.set(task.file),
        TacheRow.du_a.set(task.du_a),
    ]
    task.update(actions, TacheRow.cle.exists())
