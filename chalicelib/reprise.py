"""The scheduled job: whatever goes on by itself, and what a crash left (tables.md, `taches`)."""

from __future__ import annotations

from collections.abc import Callable

from aws_lambda_powertools import Logger

from chalicelib import ensemble, etapes, exports, fuseaux, imports, taches
from chalicelib.aws import guard, lecture
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.tables import BoutiqueRow, TacheRow
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Role, Utilisateur

logger = Logger(service="amneubor")

MARGIN_MS = 20_000
"""What is left of the invocation's time when nothing new is begun."""


def passer(remaining_ms: Callable[[], int]) -> None:
    """Carry on everything that is due, one boutique's task at a time, while time remains.

    One that fails stays due: the next run takes it up, and the others are not held up.
    """
    for boutique_id, cle in list(taches.a_faire(outside.now())):
        if cle.startswith(taches.ENVOI):
            continue
        if remaining_ms() < MARGIN_MS:
            return
        with guard.boutique(boutique_id):
            try:
                carry_on(boutique_id, cle, lambda: remaining_ms() < MARGIN_MS)
            except Exception as error:  # noqa: BLE001 (each task stands for itself)
                logger.error("task failed", kind=cle.split("#")[0], error=type(error).__name__)


def carry_on(boutique_id: str, cle: str, ended: Callable[[], bool]) -> None:
    """Carry one task on."""
    task = lecture.tache(boutique_id, cle)
    if task is None:
        return
    if cle.startswith("op#"):
        etapes.terminer(boutique_id, task.client)
    elif cle.startswith("import#"):
        imports.continuer(context_of(task), task, ended)
    elif cle.startswith("export#"):
        exports.continuer(context_of(task), task, ended)
    elif cle.startswith(ensemble.LISTE):
        ensemble.continuer(context_of(task), task)
    elif cle.startswith(fuseaux.FUSEAU):
        fuseaux.continuer(task, ended)


def context_of(task: TacheRow) -> Context:
    """The boutique, in the name of who began the task, though he may have left since."""
    shop = boutique_of(BoutiqueRow.get(task.boutique_id, BOUTIQUE, consistent_read=True))
    par = Utilisateur(task.par["id"], task.par["nom"], "", None, Role.GERANT)
    return Context(shop, par, outside.now())
