"""What the proofs sow is what the product itself would have written."""

from __future__ import annotations

from typing import Any

from chalicelib.aws import guard
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.tables import ClientRow, ReglementRow
from tests.api.personne import Personne
from tests.sms.matin import JOUR, Matin
from tests.sms.semis import TEXTE, Semee, numero, semer, semer_groupe

MODELS = (ClientRow, ReglementRow, RappelRow, ContactRow)


def shapes(semee: Semee) -> list[set[tuple[str, str]]]:
    """Of each kind of row: its attributes, with what they are."""
    found: list[set[tuple[str, str]]] = []
    with guard.boutique(semee.boutique.id):
        for model in MODELS:
            rows: list[Any] = sorted(
                (row.serialize() for row in model.query(semee.boutique.id)),
                key=lambda item: item["cle"]["S"],
            )
            found += [{(name, *value) for name, value in row.items()} for row in rows]
    return found


def test_the_rows_are_those_of_the_use_cases(matin: Matin) -> None:
    sown = semer(matin.engine, "Chez Awa", JOUR, 1)
    semer_groupe(matin.engine, sown, "Fidèles", 1, debut=1)
    asked = semer(matin.engine, "Fatou Tissus", JOUR, 0)
    fatou = Personne(asked.boutique.id, cookies={"session": asked.token})
    sold = fatou.post(
        "/reglements", telephone=numero(2), nom="Client 0000", produit="Riz brisé", montant=5_000
    )
    fatou.post(f"/reglements/{sold['id']}/rappels", date=str(JOUR), texte=TEXTE)
    fatou.post(
        "/contacts", nom="Contact 0000", telephone=numero(3), groupe="Fidèles",
        consentement_sms=True,
    )  # fmt: skip
    assert shapes(sown) == shapes(asked)
