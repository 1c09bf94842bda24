"""Shops with thousands of rappels, written straight into the tables, and read there again.

The rows are the product's own; search entries and the boutique's totals, which nothing that is
sent looks at, are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from chalicelib import destinataires, sessions
from chalicelib.aws import contact_rows, dynamodb, ecriture, guard, quota, rappel_rows, rows
from chalicelib.aws.boutique_rows import boutique_row, utilisateur_row
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.aws.quota import QuotaRow
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import STAGE, ClientRow
from chalicelib.context import outside
from chalicelib.domaine import nom as noms
from chalicelib.domaine import rappel as core
from chalicelib.domaine.boutique import Boutique, Role, Utilisateur
from chalicelib.domaine.compte import Auteur, Compte, Reglement
from chalicelib.domaine.rappel import EtatRappel, TypeRappel
from local.dynamodb import FILE, Engine
from tests.api.taille import put

DONNEES = Path(__file__).parents[2] / "infra" / "donnees.json"
AWA = Utilisateur("u", "Awa Ndiaye", "awa@exemple.sn", None, Role.GERANT)
PAR = Auteur(AWA.id, AWA.nom)
TEXTE = "Bonjour {nom}, il reste {reliquat}."
DU = 5_000


@dataclass(frozen=True)
class Semee:
    """A shop as it was sown: its session's token, what it was credited, whom it reminds."""

    boutique: Boutique
    token: str
    credit: int
    numeros: list[str]


def numero(n: int) -> str:
    """The n-th of ten million numbers in Senegal."""
    return f"+22177{n:07d}"


def semer(
    engine: Engine,
    nom: str,
    jour: date,
    rappels: int,
    *,
    debut: int = 0,
    credit: int | None = None,
    fuseau: str = "Africa/Dakar",
) -> Semee:
    """A shop, a gérante who is signed in, and so many clients who are to be reminded on a day.

    Their numbers are the `debut`-th and those after it. `credit`: one part for each.
    """
    shop = Boutique(outside.new_id(), nom, "+221338210000", fuseau=fuseau)
    paid = rappels if credit is None else credit
    now = outside.now()
    with guard.boutique(shop.id):
        boutique_row(shop, instant(now)).save()
        utilisateur_row(shop.id, AWA, None, now).save()
        for row in quota.ouverture(shop.id, outside.new_id(), instant(now), paid):
            row.save()
    token = sessions.nouvelle(shop, AWA).token
    numbers = [numero(debut + n) for n in range(rappels)]
    owing = [client(shop, f"Client {n:04d}", number, now) for n, number in enumerate(numbers)]
    put(engine, (row for row, _ in owing))
    put(engine, (ClientRow(shop.id, f"tel#{r.telephone}", client=r.cle) for r, _ in owing))
    put(engine, (rows.reglement_row(shop.id, row.cle, sold) for row, sold in owing))
    put(engine, (rappel(shop, row, sold, jour, now) for row, sold in owing))
    return Semee(shop, token, paid, numbers)


def client(shop: Boutique, nom: str, number: str, now: datetime) -> tuple[ClientRow, Reglement]:
    """A client, and what it owes."""
    row = ClientRow(
        shop.id, outside.new_id(), nom=nom, telephone=number, maj=outside.new_id(), version=1,
        mois={}, cree_le=instant(now),
    )  # fmt: skip
    sold = Reglement(
        outside.new_id(), shop.today(now), DU, "Riz brisé", now, PAR, rang=1, rappele=True
    )
    ecriture.move_totals(row, Compte(), Compte(rang=1, reglements={sold.id: sold}))
    rows.client_keys(row, noms.cle(nom))
    return row, sold


def rappel(
    shop: Boutique, owner: ClientRow, sold: Reglement, jour: date, now: datetime
) -> RappelRow:
    """A rappel to the client, planned for a day."""
    id = outside.new_id()
    row = RappelRow(
        shop.id, id, type=TypeRappel.RAPPEL.value, reglement=sold.id, date=str(jour), texte=TEXTE,
        destinataires=[destinataires.planifie(None)], etat=EtatRappel.PLANIFIE.value, parties=1,
        version=1, maj=id, cree_le=instant(now), cree_par={"id": PAR.id, "nom": PAR.nom},
    )  # fmt: skip
    rappel_rows.index(row, core.depart(jour, shop.fuseau))
    return row


def semer_groupe(engine: Engine, semee: Semee, groupe: str, combien: int, debut: int) -> None:
    """So many contacts of a groupe, who have agreed to marketing."""
    shop, now = semee.boutique.id, outside.now()
    members = [
        ContactRow(
            shop,
            outside.new_id(),
            nom=f"Contact {n:04d}",
            telephone=numero(debut + n),
            groupe=groupe,
            consentement_sms={"le": instant(now), "source": "boutique"},
            version=1,
        )
        for n in range(combien)
    ]
    for row in members:
        contact_rows.index(row)
    put(engine, members)
    found = ((contact_rows.number_cle(row.telephone), row.cle) for row in members)
    put(engine, (ContactRow(shop, number, contact=id) for number, id in found))
    cle = f"groupe#{contact_rows.groupe_cle(groupe)}"
    put(engine, [ContactRow(shop, cle, nom=groupe, contacts=combien)])


@contextmanager
def ouvert(data: Path, now: Callable[[], datetime]) -> Iterator[Engine]:
    """The tables of a DATA_DIR on which no stack is running, for the product's own rows."""
    data.mkdir(exist_ok=True)
    engine = Engine(data / FILE, now)
    engine.create_tables(DONNEES, STAGE)
    dynamodb.client.cache_clear()
    engine.attach(dynamodb.client())
    try:
        yield engine
    finally:
        engine.close()
        dynamodb.client.cache_clear()


def etats(*boutiques: Semee) -> Counter[str]:
    """How many destinataires of rappels there are of each état."""
    found: Counter[str] = Counter()
    for each in boutiques:
        with guard.boutique(each.boutique.id):
            for row in RappelRow.query(each.boutique.id, consistent_read=True):
                found.update(d["etat"] for d in row.destinataires)
    return found


def comptes(semee: Semee) -> int:
    """What is left of the quota: the sum of its mouvements, none of them below 0."""
    id = semee.boutique.id
    with guard.boutique(id):
        moved = QuotaRow.query(id, QuotaRow.cle.startswith("mouvement#"), consistent_read=True)
        solde = 0
        for row in moved:
            solde += row.parties
            assert solde == row.solde >= 0
        assert solde == quota.lire(id)
    return solde
