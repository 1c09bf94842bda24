"""The operator's: SMS parts for a shop that has paid for them.

    STAGE=prod python -m chalicelib.credits BOUTIQUE N

BOUTIQUE is the shop's id or a gérant's e-mail. In the cloud with the operator's own AWS
credentials; on one machine it is `make crediter`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib import boutiques, journal
from chalicelib.aws import acces, guard, quota
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of, read
from chalicelib.aws.quota import Motif
from chalicelib.aws.rows import instant
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Boutique, Role, Utilisateur
from chalicelib.essais import conclure, ecrire

PARTIES_MAX = 1_000_000
OPERATEUR = Utilisateur("operateur", "Opérateur", "", None, Role.GERANT)
"""Who the journal says it was."""


class Refus(Exception):
    """Nothing was credited; the message says in one French line why."""


@dataclass(frozen=True)
class Credit:
    """A shop, and how many parts it may send now."""

    boutique: Boutique
    sms: int


def crediter(qui: str, parties: str) -> Credit:
    """Add parts to a shop's quota: the mouvement and the journal's line in one transaction.

    Each call adds. Raises Refus. Costs up to 4 reads, one transaction.
    """
    n = nombre(parties)
    boutique = trouver(qui)
    ctx = Context(boutique, OPERATEUR, outside.now())
    operation = outside.new_id()

    def tentative() -> int:
        lu = quota.lire(boutique.id)
        made = Transaction()
        quota.mouvoir(made, boutique.id, lu, n, Motif.CREDIT, id=operation, le=instant(ctx.now))
        line = journal.ligne(
            ctx,
            operation,
            "crediter sms",
            objet=boutique.id,
            avant={"sms": lu},
            apres={"sms": lu + n},
        )
        conclure(made, ctx, None, line)
        return lu + n

    with guard.boutique(boutique.id):
        # The journal's line is there: a try whose answer was lost has done it.
        return Credit(boutique, ecrire(tentative, lambda: quota.lire(boutique.id), "quota"))


def nombre(parties: str) -> int:
    """How many parts. Raises Refus."""
    n = int(parties) if parties.isascii() and parties.isdigit() and len(parties) < 9 else 0
    if not 1 <= n <= PARTIES_MAX:
        raise Refus("N : un nombre de SMS de 1 à 1 000 000 est attendu.")
    return n


def trouver(qui: str) -> Boutique:
    """The shop of an id or a gérant's e-mail. Raises Refus."""
    if not qui:
        raise Refus(
            "BOUTIQUE : l'identifiant de la boutique ou l'e-mail de son gérant est attendu."
        )
    if "@" in qui:
        return trouver_par_email(qui.strip().lower())
    with guard.boutique(qui):
        row = read(qui, BOUTIQUE)
    if row is None:
        raise Refus(f"BOUTIQUE={qui} : cette boutique n'existe pas.")
    return boutique_of(row)


def trouver_par_email(email: str) -> Boutique:
    """The shop whose gérant signs in by this address. Raises Refus."""
    found = acces.find(acces.mail(email), int(outside.now().timestamp()))
    staff = boutiques.find(found.boutique, found.utilisateur) if found else None
    if staff is None or staff.utilisateur.role is not Role.GERANT:
        raise Refus(f"BOUTIQUE={email} : aucun gérant n'a cette adresse.")
    return staff.boutique


def main(arguments: Sequence[str]) -> int:
    """Credit, and say what is left. The exit status: 1 when nothing was credited."""
    try:
        if len(arguments) != 2:
            raise Refus("Attendu : BOUTIQUE (identifiant ou e-mail du gérant) et N (SMS).")
        credit = crediter(*arguments)
    except Refus as refus:
        sys.stderr.write(f"{refus}\n")
        return 1
    sys.stdout.write(
        f"{credit.boutique.nom} : {arguments[1]} SMS crédités, quota : {credit.sms} SMS.\n"
    )
    return 0


def in_the_cloud(arguments: Sequence[str]) -> int:
    """`main` on the tables of STAGE: an AWS that refuses or is not there is one line, too."""
    from botocore.exceptions import BotoCoreError, ClientError
    from pynamodb.exceptions import PynamoDBException

    if "STAGE" not in os.environ:
        sys.stderr.write("STAGE : l'étape est attendue, comme STAGE=prod.\n")
        return 1
    try:
        return main(arguments)
    except (BotoCoreError, ClientError, PynamoDBException) as error:
        cause = error.cause if isinstance(error, PynamoDBException) else error
        sys.stderr.write(f"AWS ne l'a pas permis : {cause or error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(in_the_cloud(sys.argv[1:]))
