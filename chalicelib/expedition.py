"""A rappel, or an accusé, on its way: claimed, sent once, and what became of it written down.

The claim is a transaction: the destinataire `en_cours` under a lease, its parts off the quota,
the client as it was read. Whoever comes second finds it taken. What hangs beyond its lease died
between asking the network and hearing back: it is `incertain`, shown, and never sent again by
itself (domaine.md, Rappels).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any

from chalicelib import debit, essais, etapes
from chalicelib.aws import lecture, quota, rappel_rows, rows, sns
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.quota import Motif
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.rows import instant
from chalicelib.aws.sns import Genre
from chalicelib.aws.tables import BoutiqueRow, ClientRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import outside
from chalicelib.domaine import rappel as core
from chalicelib.domaine import sms
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.compte import Reglement
from chalicelib.domaine.emetteur import EMETTEUR
from chalicelib.domaine.rappel import EtatRappel, TypeRappel
from chalicelib.domaine.telephone import pays_de

PLUS_TARD = timedelta(minutes=1)
"""When a message that the network did not take is looked at again."""
ACCES_GARDE = timedelta(days=7)
"""So long the network may tell what became of a message."""


@dataclass(frozen=True)
class Faits:
    """What is true now of a rappel: the shop, whose debt it is, and how much may be sent."""

    boutique: Boutique
    client: ClientRow | None
    reglement: Reglement | None
    quota: int


@dataclass(frozen=True)
class Prise:
    """A destinataire claimed: the message as it leaves, and the claim's lock."""

    boutique_id: str
    id: str
    rang: int
    maj: str
    numero: str
    texte: str
    emetteur: str
    parties: int


@dataclass
class Tour:
    """What one sender has tried: its claims, of which an answer may have been lost."""

    prises: dict[str, Prise] = field(default_factory=dict)
    permises: int = 0


def envoyer(boutique_id: str, id: str) -> None:
    """Send what is due of a rappel, one destinataire after the other.

    Nothing where nothing is due, or another sender has it. Raises Indisponible; sns.PlusTard
    when it is not this message's turn within 10 s.
    """
    while (prise := suivante(boutique_id, id)) is not None:
        if not publier(prise):
            return


def suivante(boutique_id: str, id: str) -> Prise | None:
    """The next claim, tried until it is had or there is none."""
    tour = Tour()
    return essais.essayer(lambda: prendre(boutique_id, id, tour), "rappel", "client", "quota")


def prendre(boutique_id: str, id: str, tour: Tour) -> Prise | None:
    """Claim the next destinataire that is to get a message; None where there is none.

    What needs none is decided on the way. 5 reads, the rate's 2 calls, one transaction. Raises
    Perdue.
    """
    row = rappel_rows.un(boutique_id, id)
    if row is None:
        return None
    if row.maj in tour.prises:
        return tour.prises[row.maj]
    now = outside.now()
    if not row.du_a or row.du_a > f"{instant(now)}#~":
        return None
    faits = lire(row)
    if faits.client is not None and faits.client.tache:
        etapes.terminer(boutique_id, faits.client.cle)
        raise Perdue
    balayer(row)
    transaction = Transaction()
    sort = destin(row, faits, now)
    if isinstance(sort, datetime):
        rappel_rows.ecrire(transaction, row, sort)
    elif sort is not None:
        rappel_rows.decider(row, sort)
        rappel_rows.ecrire(transaction, row, None)
    elif (prise := reclamer(transaction, row, faits, tour, now)) is not None:
        transaction.commit()
        return prise
    transaction.commit()
    return None


def lire(row: RappelRow) -> Faits:
    """Read what a message depends on, consistently."""
    boutique_id = row.boutique_id
    reglement = None
    owner: str | None = row.client
    if row.type == TypeRappel.RAPPEL:
        reglement = lecture.reglement_row(boutique_id, row.reglement)
        owner = reglement.client if reglement else None
    return Faits(
        boutique=boutique_of(BoutiqueRow.get(boutique_id, BOUTIQUE, consistent_read=True)),
        client=lecture.proprietaire(boutique_id, owner) if owner else None,
        reglement=rows.reglement(reglement) if reglement else None,
        quota=quota.lire(boutique_id),
    )


def balayer(row: RappelRow) -> None:
    """What is `en_cours` beyond its lease may have gone, or not."""
    row.destinataires = [
        {**d, "etat": EtatRappel.INCERTAIN.value} if d["etat"] == EtatRappel.EN_COURS else d
        for d in row.destinataires
    ]


def destin(row: RappelRow, faits: Faits, now: datetime) -> EtatRappel | datetime | None:
    """What becomes of all that is planned: a last état, another hour, or to be sent (None)."""
    jour, fuseau = Date.fromisoformat(row.date), faits.boutique.fuseau
    if faits.client is None:
        return EtatRappel.ANNULE
    if row.type == TypeRappel.ACCUSE:
        late = core.accuse_passe(jour, fuseau, datetime.fromisoformat(row.cree_le), now)
        return EtatRappel.EXPIRE if late else None
    if faits.reglement is None or faits.reglement.annulation:
        return EtatRappel.ANNULE
    if core.passe(jour, fuseau, datetime.fromisoformat(row.du_a.split("#")[0]), now):
        return EtatRappel.EXPIRE
    if (depart := core.depart(jour, fuseau)) > now:
        return depart
    return None if faits.reglement.reliquat else EtatRappel.SANS_OBJET


def reclamer(
    transaction: Transaction, row: RappelRow, faits: Faits, tour: Tour, now: datetime
) -> Prise | None:
    """Add the claim of the next destinataire who can be reached; who can't is decided.

    Waits for the message's turn. None where there is nobody to send to: then what was decided
    is in the transaction.
    """
    assert faits.client is not None
    texte = redige(row, faits)
    parties = min(sms.parties(texte), row.parties)
    for rang, d in enumerate(row.destinataires):
        if d["etat"] != EtatRappel.PLANIFIE:
            continue
        numero = d["telephone"] or faits.client.telephone
        if numero is None or pays_de(numero) not in faits.boutique.pays_sms:
            noter(row, rang, etat=EtatRappel.ECHEC.value)
        elif faits.quota < parties:
            noter(row, rang, etat=EtatRappel.QUOTA_INSUFFISANT.value)
        else:
            break
    else:
        rappel_rows.ecrire(transaction, row, None)
        return None
    if tour.permises < parties:
        debit.prendre(parties, Genre.RAPPEL)
        tour.permises = parties
    transaction.check(faits.client, ClientRow.maj == faits.client.maj, "client")
    motif = Motif.RAPPEL
    if row.type == TypeRappel.ACCUSE:
        # From now on it shows what it said.
        motif, row.texte, row.valeurs = Motif.ACCUSE, texte, None
    quota.mouvoir(
        transaction,
        row.boutique_id,
        faits.quota,
        -parties,
        motif,
        id=outside.new_id(),
        le=instant(now),
    )
    noter(row, rang, etat=EtatRappel.EN_COURS.value, parties=parties)
    rappel_rows.ecrire(transaction, row, now + core.BAIL)
    noter(row, rang, prise=row.maj)
    prise = Prise(
        boutique_id=row.boutique_id,
        id=row.cle,
        rang=rang,
        maj=row.maj,
        numero=numero,
        texte=texte,
        emetteur=row.emetteur or faits.boutique.emetteur or EMETTEUR,
        parties=parties,
    )
    tour.prises[row.maj] = prise
    return prise


def redige(row: RappelRow, faits: Faits) -> str:
    """The text from what is true now, in no more parts than were announced."""
    assert faits.client is not None
    du = faits.client.du
    if row.type == TypeRappel.ACCUSE:
        if row.valeurs is None:
            return row.texte
        valeurs: Mapping[str, str] = core.valeurs_d_accuse(
            faits.boutique, faits.client.nom, du, row.valeurs
        )
        return sms.couper(core.remplir(row.texte, valeurs), row.parties)
    assert faits.reglement is not None
    valeurs = core.valeurs(faits.boutique, faits.client.nom, du, faits.reglement)
    return core.tenir(core.remplir(row.texte, valeurs), row.parties)


def noter(row: RappelRow, rang: int, **quoi: Any) -> None:
    """Change what is known of one destinataire."""
    row.destinataires = [{**d, **quoi} if n == rang else d for n, d in enumerate(row.destinataires)]


def publier(prise: Prise) -> bool:
    """Ask the network, once, and write down what came of it; is there another to be sent?"""
    try:
        message = sns.publish(prise.numero, prise.texte, prise.emetteur, Genre.RAPPEL)
    except sns.Refuse:
        return conclure(prise, EtatRappel.ECHEC, rendre=True)
    except sns.PlusTard:
        conclure(prise, EtatRappel.PLANIFIE, rendre=True)
        return False
    except sns.Inconnu:
        return conclure(prise, EtatRappel.INCERTAIN)
    return conclure(prise, EtatRappel.ENVOYE, message=message)


def conclure(
    prise: Prise, etat: EtatRappel, *, message: str | None = None, rendre: bool = False
) -> bool:
    """Write the outcome of a claim, and give its parts back where it certainly did not go.

    Is another destinataire still planned? A read and a transaction.
    """
    mouvement, le = outside.new_id(), outside.now()
    lien = lien_de(prise, message, le) if message else None

    def tentative() -> bool:
        transaction = Transaction()
        row = rappel_rows.un(prise.boutique_id, prise.id)
        if row is not None and row.destinataires[prise.rang].get("prise") == prise.maj:
            envoye = {"envoye_le": instant(le), "message": message} if message else {}
            noter(row, prise.rang, etat=etat.value, prise=None, **envoye)
            rappel_rows.ecrire(transaction, row, suite(row, etat, le))
        elif not rendre:
            return row is not None
        if lien is not None:
            transaction.put(lien)
        if rendre:
            quota.mouvoir(
                transaction,
                prise.boutique_id,
                quota.lire(prise.boutique_id),
                prise.parties,
                Motif.RENDU,
                id=mouvement,
                le=instant(le),
            )
        transaction.commit()
        return row is not None and row.du_a is not None

    try:
        return essais.essayer(tentative, "rappel", "quota")
    except ConditionsRefusees as written:
        if "mouvement" not in written.noms:
            raise
        return True


def suite(row: RappelRow, etat: EtatRappel, now: datetime) -> datetime | None:
    """When to look at a rappel next: at once while a destinataire waits."""
    if not any(d["etat"] == EtatRappel.PLANIFIE for d in row.destinataires):
        return None
    return now + PLUS_TARD if etat is EtatRappel.PLANIFIE else now


def lien_de(prise: Prise, message: str, now: datetime) -> AccesRow:
    """By which the network's word on a message finds its destinataire."""
    return AccesRow(
        f"sms#{message}",
        boutique=prise.boutique_id,
        objet=prise.id,
        rang=prise.rang,
        expire=int((now + ACCES_GARDE).timestamp()),
    )
