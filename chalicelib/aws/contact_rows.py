"""The répertoire as it is kept: contacts, their numbers, their groupes, and who refused.

A groupe is known by its normalised name, so that « Fidèles » and « fideles » are one: whoever
writes to a groupe reaches all of it. How many contacts it has is a sum of contributions, moved
by the transaction that writes the contact (tables.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, LocalSecondaryIndex

from chalicelib.aws.attributs import Entier, Json
from chalicelib.aws.dynamodb import REGION
from chalicelib.aws.tables import STAGE, RechercheRow, Row
from chalicelib.aws.transaction import Transaction
from chalicelib.domaine import nom as noms

GROUPE_CLE_MAX = 100
"""Characters of a groupe, and of a nom beside it, in one key: 4 bytes each, 1 024 in all."""


class ParNom(LocalSecondaryIndex["ContactRow"]):
    """`nom#id`: contacts in the order of their names."""

    class Meta:
        index_name = "nom"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_nom = UnicodeAttribute(range_key=True)


class ParGroupe(LocalSecondaryIndex["ContactRow"]):
    """`groupe#nom#id`: the contacts of a groupe in the order of their names."""

    class Meta:
        index_name = "groupe"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_groupe = UnicodeAttribute(range_key=True)


class ContactRow(Row):
    """A contact under its id; `tel#<E.164>`, which points to its `contact`; `groupe#<cle>`, its
    `nom` as it was last written and how many `contacts` it has; `refus#<marque>`, since `le`.

    `version` is the lock: whoever changes a contact raises it. `origine` is the import that
    wrote it last, so that one that is sent again knows what it has done.
    """

    class Meta:
        table_name = f"{STAGE}-contacts"
        region = REGION

    nom_index = ParNom()
    groupe_index = ParGroupe()
    par_nom = UnicodeAttribute(null=True)
    par_groupe = UnicodeAttribute(null=True)
    nom = UnicodeAttribute(null=True)
    telephone = UnicodeAttribute(null=True)
    groupe = UnicodeAttribute(null=True)
    consentement_sms = Json(null=True)
    version = Entier(null=True)
    origine = UnicodeAttribute(null=True)
    contact = UnicodeAttribute(null=True)
    contacts = Entier(null=True)
    le = UnicodeAttribute(null=True)


FIELDS = ("nom", "telephone", "groupe", "consentement_sms", "version", "origine")


def changed(row: ContactRow, **changes: Any) -> ContactRow:
    """A contact with some fields changed, of the next version; the row that was read stays."""
    values = {name: getattr(row, name) for name in FIELDS} | {"version": row.version + 1}
    return ContactRow(row.boutique_id, row.cle, **(values | changes))


def number_cle(telephone: str) -> str:
    """Where it is kept whose number this is."""
    return f"tel#{telephone}"


def groupe_cle(groupe: str) -> str:
    """What a groupe is known by: accents, case, spaces and # read over."""
    return " ".join(noms.normaliser(groupe).replace("#", " ").split())[:GROUPE_CLE_MAX]


def entries(row: ContactRow) -> set[str]:
    """The keys of `recherche` under which a contact is found (tables.md, Search)."""
    fragments = noms.fragments(row.nom) | noms.fragments_numero(row.telephone)
    return {f"k#{fragment}#{noms.cle(row.nom)}#{row.cle}" for fragment in fragments}


@dataclass(frozen=True)
class Changement:
    """A contact as it was read and as it is to be: new without `avant`, gone without `apres`."""

    avant: ContactRow | None
    apres: ContactRow | None

    @property
    def items(self) -> int:
        """How many items write it, beside its groupes."""
        same_number = self.avant and self.apres and self.avant.telephone == self.apres.telephone
        numbers = 0 if same_number else bool(self.avant) + bool(self.apres)
        return 1 + numbers + sum(map(len, self._moved))

    @property
    def groupes(self) -> set[str]:
        """The groupes that it leaves and joins, by what they are known by."""
        both = (row for row in (self.avant, self.apres) if row is not None)
        return {groupe_cle(row.groupe) for row in both if row.groupe}

    @cached_property
    def _moved(self) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """The search entries that go, and those that come."""
        old, new = self._entries(self.avant), self._entries(self.apres)
        return old - new, new - old

    def write(self, transaction: Transaction) -> None:
        """The contact, its number and its search entries; groupes are counted by `compter`.

        The transaction fails on `contact` when it was changed meanwhile, on `telephone` when
        the new number is another's.
        """
        avant, apres = self.avant, self.apres
        if apres is not None:
            index(apres)
            free = ContactRow.cle.does_not_exist()
            same = ContactRow.version == avant.version if avant else free
            transaction.put(apres, same, "contact")
        elif avant is not None:
            transaction.delete(avant, ContactRow.version == avant.version, "contact")
        self._write_number(transaction)
        gone, come = self._moved
        for boutique_id, cle in sorted(gone):
            transaction.delete(RechercheRow(boutique_id, cle))
        for boutique_id, cle in sorted(come):
            transaction.put(RechercheRow(boutique_id, cle))

    def _write_number(self, transaction: Transaction) -> None:
        avant, apres = self.avant, self.apres
        if avant and apres and avant.telephone == apres.telephone:
            return
        if avant is not None:
            transaction.delete(ContactRow(avant.boutique_id, number_cle(avant.telephone)))
        if apres is not None:
            cle = number_cle(apres.telephone)
            number = ContactRow(apres.boutique_id, cle, contact=apres.cle)
            transaction.put(number, ContactRow.cle.does_not_exist(), "telephone")

    @staticmethod
    def _entries(row: ContactRow | None) -> set[tuple[str, str]]:
        return {(row.boutique_id, cle) for cle in entries(row)} if row else set()


def index(row: ContactRow) -> None:
    """Set the keys that follow from nom and groupe."""
    row.par_nom = f"{noms.cle(row.nom)}#{row.cle}"
    row.par_groupe = None
    if row.groupe:
        nom = noms.cle(row.nom)[:GROUPE_CLE_MAX]
        row.par_groupe = f"{groupe_cle(row.groupe)}#{nom}#{row.cle}"


def compter(transaction: Transaction, changements: Iterable[Changement]) -> None:
    """Move how many contacts each groupe has by what these changes take and bring."""
    moved: Counter[tuple[str, str]] = Counter()
    noms_de: dict[tuple[str, str], str] = {}
    for changement in changements:
        for row, by in ((changement.avant, -1), (changement.apres, 1)):
            if row is not None and row.groupe:
                groupe = (row.boutique_id, groupe_cle(row.groupe))
                moved[groupe] += by
                if by > 0:
                    noms_de[groupe] = row.groupe
    for (boutique_id, cle), by in sorted(moved.items()):
        actions: list[Action] = [ContactRow.contacts.add(by)] if by else []
        if nom := noms_de.get((boutique_id, cle)):
            actions.append(ContactRow.nom.set(nom))
        transaction.update(ContactRow(boutique_id, f"groupe#{cle}"), actions)


def rows(boutique_id: str, cles: Iterable[str]) -> dict[str, ContactRow]:
    """The rows of these keys, read consistently. A call for each hundred."""
    keys = [(boutique_id, cle) for cle in dict.fromkeys(cles)]
    found = ContactRow.batch_get(keys, consistent_read=True) if keys else ()
    return {row.cle: row for row in found}


def par_numero(boutique_id: str, telephones: Iterable[str]) -> dict[str, ContactRow]:
    """The contacts that have these numbers (E.164). Two calls for each hundred."""
    numbers = rows(boutique_id, map(number_cle, telephones))
    contacts = rows(boutique_id, (number.contact for number in numbers.values()))
    by_number = {row.telephone: row for row in contacts.values() if row.telephone}
    return {n: by_number[n] for cle in numbers if (n := cle.removeprefix("tel#")) in by_number}
