"""An envoi on its way: each recipient claimed, sent to once, and what became of it written down.

The recipients' rows hold the truth. A sender takes the next twenty, claims one by a conditional
write, asks the network once, writes the outcome; then its hint goes to the end of the queue, so
that another shop's envoi has its turn. The task says from where on nobody has looked yet; that
all is over is read from the rows. What a sender left `en_cours` for more than 15 minutes is
`incertain`: shown, paid, and never sent again by itself (domaine.md, Rappels).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import debit, files, refus, taches
from chalicelib.aws import acces, envoi_rows, lecture, quota, sns
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.envoi_rows import DestinataireRow, EnvoiRow, EtatEnvoi, Sort
from chalicelib.aws.quota import Motif
from chalicelib.aws.rows import instant
from chalicelib.aws.sns import Genre
from chalicelib.aws.sqs import File
from chalicelib.aws.tables import TacheRow
from chalicelib.aws.transaction import ConditionsRefusees, Transaction
from chalicelib.context import outside
from chalicelib.domaine.rappel import BAIL
from chalicelib.essais import essayer
from chalicelib.imports import Etat

TRANCHE = 20
"""Recipients that a sender takes before another envoi has its turn."""
PATIENCE = 15.0
"""Seconds after which a sender begins nobody new: what waits for the network's rate is not held."""
PLUS_TARD = timedelta(minutes=1)
"""When an envoi that the network does not take now is looked at again."""
ACCES_GARDE = timedelta(days=7)
"""So long the network may tell what became of a message."""


def envoyer(boutique_id: str, cle: str) -> None:
    """Carry an envoi (its task's `cle`) on by a slice, and hint at the next.

    Nothing where it has ended, or is not begun. Goes on by itself, up to 15 s, while the queue
    can't be reached. Raises Indisponible.
    """
    until = outside.monotonic() + PATIENCE
    while passer(boutique_id, cle, lambda: outside.monotonic() > until):
        if files.indiquer(File.MESSAGES, [(boutique_id, cle)]) or outside.monotonic() > until:
            return


def passer(boutique_id: str, cle: str, ended: Callable[[], bool]) -> bool:
    """Send the next slice, or end what has none; is there more to do now?"""
    task = lecture.tache(boutique_id, cle)
    if task is None:
        return False
    if task.etat != Etat.EN_COURS.value:
        if taches.due(task, outside.now()):
            abandonner(task)
        return False
    expediteur = Expediteur(task)
    end = min(task.place + TRANCHE, task.lignes)
    place = expediteur.tranche(task.place, end, ended)
    if expediteur.plus_tard:
        reprendre(task, place, PLUS_TARD)
        return False
    return avancer(task, place)


class Expediteur:
    """One sender of one envoi. `plus_tard`: the network takes nothing at the moment."""

    def __init__(self, task: TacheRow) -> None:
        self.boutique_id: str = task.boutique_id
        self.id = id_of(task)
        cle = envoi_rows.envoi_cle(self.id)
        self.envoi = EnvoiRow.get(self.boutique_id, cle, consistent_read=True)
        self.plus_tard = False

    def tranche(self, place: int, end: int, ended: Callable[[], bool]) -> int:
        """Send to the recipients from `place` to `end`; up to where nobody is left to be begun."""
        rows = list(envoi_rows.destinataires(self.boutique_id, self.id, place, end))
        numbers = [row.telephone for row in rows if row.etat == Sort.A_ENVOYER and row.telephone]
        refused = refus.refuses(self.boutique_id, numbers)
        for row in rows:
            if ended():
                return envoi_rows.numero(row)
            try:
                self.servir(row, row.telephone in refused)
            except sns.PlusTard:
                self.plus_tard = True
                return envoi_rows.numero(row)
        return end

    def servir(self, row: DestinataireRow, refused: bool) -> None:
        """Send to one, unless that is done, or another sender's. Raises sns.PlusTard."""
        if row.etat != Sort.A_ENVOYER:
            return
        if refused or not row.telephone:
            # Without a number: its client was deleted meanwhile.
            sort = Sort.REFUS if refused else Sort.ECHEC
            self.rendre(row, sort, DestinataireRow.etat == Sort.A_ENVOYER.value)
            return
        debit.prendre(self.envoi.parties, Genre.MARKETING)
        prise = prendre(row)
        if prise is not None:
            self.publier(row, prise)

    def publier(self, row: DestinataireRow, prise: str) -> None:
        """Ask the network, once, and write down what came of it. Raises sns.PlusTard."""
        texte = self.envoi.texte + refus.pied(refus.jeton(self.boutique_id, row.telephone))
        etat, mine = DestinataireRow.etat, tenu(prise)
        try:
            message = sns.publish(row.telephone, texte, self.envoi.emetteur, Genre.MARKETING)
        except sns.Refuse:
            late = (Sort.EN_COURS.value, Sort.INCERTAIN.value)
            self.rendre(row, Sort.ECHEC, (DestinataireRow.prise == prise) & etat.is_in(*late))
        except sns.PlusTard:
            noter(row, [etat.set(Sort.A_ENVOYER.value), DestinataireRow.prise.remove()], mine)
            raise
        except sns.Inconnu:
            noter(row, [etat.set(Sort.INCERTAIN.value)], mine)
        else:
            # Even where it took so long that it was held for incertain.
            sent = [
                etat.set(Sort.ENVOYE.value),
                DestinataireRow.envoye_le.set(instant(outside.now())),
                DestinataireRow.message.set(message),
            ]
            noter(row, sent, DestinataireRow.prise == prise)
            self.lier(row, message)

    def lier(self, row: DestinataireRow, message: str) -> None:
        """Let the network's word on a message find its recipient."""
        until = outside.now() + ACCES_GARDE
        link = AccesRow(
            f"sms#{message}",
            boutique=self.boutique_id,
            objet=row.cle,
            expire=int(until.timestamp()),
        )
        essayer(link.save)

    def rendre(self, row: DestinataireRow, sort: Sort, condition: Condition) -> None:
        """It certainly did not go: its last état and its parts back, in one transaction.

        Nothing where the condition does not hold: another has written what became of it.
        """
        now = outside.now()

        def tentative() -> None:
            reste = quota.lire(self.boutique_id)
            # An id later than that of whatever moved the quota to what was read.
            mouvement = outside.new_id()
            made = Transaction()
            made.update(
                DestinataireRow(row.boutique_id, row.cle),
                [
                    DestinataireRow.etat.set(sort.value),
                    DestinataireRow.prise.set(row.prise or mouvement),
                ],
                condition,
                "destinataire",
            )
            quota.mouvoir(
                made,
                self.boutique_id,
                reste,
                self.envoi.parties,
                Motif.RENDU,
                id=mouvement,
                le=instant(now),
            )
            made.commit()

        try:
            essayer(tentative, "quota")
        except ConditionsRefusees as written:
            if "destinataire" not in written.noms:
                raise


def tenu(prise: str) -> Condition:
    """The recipient is still in the hands of the sender of this claim."""
    mine = DestinataireRow.prise == prise
    held: Condition = mine & (DestinataireRow.etat == Sort.EN_COURS.value)
    return held


def prendre(row: DestinataireRow) -> str | None:
    """Claim a recipient; None where another was first, or its number is gone."""
    prise = outside.new_id()
    free = (DestinataireRow.etat == Sort.A_ENVOYER.value) & DestinataireRow.telephone.exists()
    taken = [DestinataireRow.etat.set(Sort.EN_COURS.value), DestinataireRow.prise.set(prise)]
    if noter(row, taken, free):
        return prise
    # An answer that was lost: was it we who took it?
    read = essayer(lambda: DestinataireRow.get(row.boutique_id, row.cle, consistent_read=True))
    return prise if read.prise == prise else None


def noter(row: DestinataireRow | TacheRow, actions: Sequence[Action], condition: Condition) -> bool:
    """Write what becomes of a row; False where the condition does not hold (any more)."""

    def tentative() -> bool:
        try:
            type(row)(row.boutique_id, row.cle).update(list(actions), condition)
        except PynamoDBException as error:
            if not acces.refused(error):
                raise
            return False
        return True

    return essayer(tentative)


def finir(task: TacheRow) -> bool:
    """End an envoi of which nothing is left to do; is there, and now?

    What hangs beyond its lease is `incertain`; for what another sender has still, it waits.
    """
    now = outside.now()
    waiting = False
    for row in envoi_rows.destinataires(task.boutique_id, id_of(task), 0, task.lignes):
        if row.etat == Sort.A_ENVOYER:
            return avancer(task, envoi_rows.numero(row))
        if row.etat != Sort.EN_COURS:
            continue
        if envoi_rows.prise_avant(row, now - BAIL):
            noter(row, [DestinataireRow.etat.set(Sort.INCERTAIN.value)], tenu(row.prise))
        else:
            waiting = True
    if waiting:
        reprendre(task, task.place, BAIL)
    else:
        clore(task)
    return False


def clore(task: TacheRow) -> None:
    """The envoi has ended, and its task goes."""

    def tentative() -> None:
        made = Transaction()
        made.delete(TacheRow(task.boutique_id, task.cle))
        envoi = EnvoiRow(task.boutique_id, envoi_rows.envoi_cle(id_of(task)))
        made.update(envoi, [EnvoiRow.etat.set(EtatEnvoi.TERMINE.value)], EnvoiRow.cle.exists())
        made.commit()

    essayer(tentative)


def avancer(task: TacheRow, place: int) -> bool:
    """Nobody has looked at the recipients from `place` on yet: is there more to do now?

    When another sender is further, the rest is that one's: two that met go on as one.
    """
    if not situer(task, [TacheRow.place.set(place)]):
        return False
    task.place = place
    return place < task.lignes or finir(task)


def reprendre(task: TacheRow, place: int, delai: timedelta) -> None:
    """Go on from `place`, some time later."""
    taches.inscrire(task, outside.now() + delai)
    later = [TacheRow.file.set(task.file), TacheRow.du_a.set(task.du_a)]
    situer(task, [TacheRow.place.set(place), *later])


def situer(task: TacheRow, actions: Sequence[Action]) -> bool:
    """Change an envoi's task, unless another sender did since it was read."""
    unmoved = (TacheRow.place == task.place) & (TacheRow.etat == Etat.EN_COURS.value)
    return noter(task, actions, unmoved)


def abandonner(task: TacheRow) -> None:
    """Take away what an envoi that was never accepted has written; nothing of one that was.

    From the first write on it can't be accepted any more, whatever is still on its way.
    """
    given_up: list[Action] = [TacheRow.etat.set(Etat.ECHEC.value)]
    try:
        TacheRow(task.boutique_id, task.cle).update(
            given_up, TacheRow.etat.is_in(Etat.RECU.value, Etat.ECHEC.value)
        )
    except PynamoDBException as error:
        if not acces.refused(error):
            raise
        return
    with DestinataireRow.batch_write() as batch:
        for row in envoi_rows.tous(task.boutique_id, id_of(task)):
            batch.delete(row)
    TacheRow(task.boutique_id, task.cle).delete()


def id_of(task: TacheRow) -> str:
    """The envoi whose task it is."""
    return str(task.cle).removeprefix(taches.ENVOI)
