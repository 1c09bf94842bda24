"""The morning run: who is to be sent a message now (architecture.md, Rappels and messages).

Each quarter of an hour it reads what is due, however long ago, and tells the workers. The
boutiques take turns, so that one with 5 000 rappels does not hold up another's three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest

from aws_lambda_powertools import Logger

from chalicelib import diffusion, expedition, files, taches
from chalicelib.aws import guard, rappel_rows
from chalicelib.aws.sqs import File
from chalicelib.aws.tables import FILES
from chalicelib.context import outside
from chalicelib.essais import essayer

logger = Logger(service="amneubor")

MARGIN_MS = 30_000
"""What is left of the invocation's time when nothing new is begun."""

Hint = tuple[str, str]


def distribuer(remaining_ms: Callable[[], int]) -> None:
    """Hint at every rappel and envoi that is due; without the queues, send them here.

    Costs 32 queries of the indexes `a_faire`, and a call to SQS for ten hints.
    """
    now = outside.now()

    def rappels() -> list[Hint]:
        return list(chain.from_iterable(rappel_rows.a_faire(now, n) for n in range(FILES)))

    def envois() -> list[Hint]:
        return [hint for hint in taches.a_faire(now) if hint[1].startswith(taches.ENVOI)]

    for file, due, envoyer in (
        (File.RAPPELS, rappels, expedition.envoyer),
        (File.MESSAGES, envois, diffusion.envoyer),
    ):
        turns = list(tour_a_tour(essayer(due)))
        if not files.indiquer(file, turns):
            sur_place(turns, envoyer, remaining_ms)


def tour_a_tour(hints: Iterable[Hint]) -> Iterator[Hint]:
    """The first of each boutique, then the second of each, and so on."""
    par_boutique: dict[str, list[Hint]] = {}
    for hint in hints:
        par_boutique.setdefault(hint[0], []).append(hint)
    for round_ in zip_longest(*par_boutique.values()):
        yield from (hint for hint in round_ if hint is not None)


def sur_place(
    hints: Iterable[Hint], envoyer: Callable[[str, str], None], remaining_ms: Callable[[], int]
) -> None:
    """Do the workers' work while time remains; one that fails holds up no other."""
    for boutique_id, cle in hints:
        if remaining_ms() < MARGIN_MS:
            return
        with guard.boutique(boutique_id):
            try:
                envoyer(boutique_id, cle)
            except Exception as error:  # noqa: BLE001 (each message stands for itself)
                logger.error("not sent", error=type(error).__name__)
