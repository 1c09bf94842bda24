"""What a message costs is said before it leaves (api.md, SMS)."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib import apercus
from tests.api.conftest import exact_under_threads
from tests.api.messages import PROMO, envoyer, numero
from tests.api.personne import Personne
from tests.api.ventes import champs, vendre, verser

pytestmark = exact_under_threads


def apercu(who: Personne, texte: str, **other: Any) -> Any:
    return who.post("/messages/apercu", expect=200, texte=texte, **other)


def test_a_vendeur_sees_what_a_message_costs_and_the_same_for_less(moussa: Personne) -> None:
    assert apercu(moussa, "  C’est la fête à 15\u202f000 F  ") == {
        "texte": "C’est la fête à 15\u202f000 F",
        "encodage": "ucs2",
        "parties": 1,
        "restants": 46,
        "caracteres_ucs2": ["’", "ê", "\u202f"],
        "texte_gsm7": "C'est la fete à 15 000 F",
    }
    assert (apercu(moussa, "a" * 161)["parties"], apercu(moussa, "a" * 161)["restants"]) == (2, 145)


def test_the_refusal_link_is_counted_and_not_shown(awa: Personne) -> None:
    alone, marketing = apercu(awa, "a" * 110), apercu(awa, "a" * 110, marketing=True)
    assert (alone["parties"], alone["restants"]) == (1, 50)
    pied = len(apercus.pied())
    assert (marketing["parties"], marketing["restants"]) == (1, 50 - pied)
    assert marketing["texte"] == marketing["texte_gsm7"] == "a" * 110
    seam = "a" * (161 - pied)
    assert [apercu(awa, seam, marketing=each)["parties"] for each in (False, True)] == [1, 2]


@pytest.mark.parametrize("texte", ["a" * 100, "ê" * 60, "a" * 160, "ê" * 160 + "€"])
def test_what_is_announced_is_what_is_charged(awa: Personne, texte: str) -> None:
    announced = apercu(awa, texte, marketing=True)["parties"]
    assert envoyer(awa, numero(1), **{**PROMO, "texte": texte})["cout"] == announced


def test_a_reglement_s_values_fill_it_in(awa: Personne, moussa: Personne) -> None:
    riz = vendre(awa, "Riz", 15_000, echeance="2026-12-05")
    verser(awa, 3_000)
    texte = "{nom}, {boutique} : {reliquat} sur {montant} ({produit}), {verse} le {echeance} {du}"
    shown = apercu(moussa, texte, reglement=riz["id"])
    assert shown["texte"] == shown["texte_gsm7"] == (
        "Vieux Faye, Chez Awa : 12 000 F sur 15 000 F (Riz), 3 000 F le 05/12/2026 12 000 F"
    )  # fmt: skip
    assert shown["encodage"] == "gsm7"


def test_what_cannot_be_filled_in_or_sent_is_said(awa: Personne, fatou: Personne) -> None:
    theirs = vendre(fatou, "Tissu", 5_000)["id"]
    own = vendre(awa, "Riz", 5_000)["id"]

    def refused(**body: Any) -> list[str]:
        return champs(awa.post("/messages/apercu", expect=422, **body))

    assert refused(texte="Bonjour", reglement=theirs) == ["reglement"]
    assert refused(texte="{prenom}", reglement=theirs) == ["reglement", "texte"]
    assert refused(texte="{prenom}", reglement=own) == ["texte"]
    assert refused(texte=" \n ") == ["texte"]
    assert refused(marketing="oui") == ["texte", "marketing"]
    assert apercu(awa, "{prenom}")["texte"] == "{prenom}"


def test_a_message_is_at_most_1_600_bytes_with_its_refusal_link(awa: Personne) -> None:
    room = 1600 - len(apercus.pied().encode())
    assert apercu(awa, "a" * 1600)["parties"] == 11
    awa.post("/messages/apercu", expect=422, texte="a" * 1601)
    awa.post("/messages/apercu", expect=422, texte="é" * 801)
    assert apercu(awa, "a" * room, marketing=True)["parties"] == 11
    awa.post("/messages/apercu", expect=422, texte="a" * (room + 1), marketing=True)
    body = {**PROMO, "telephones": [numero(1)]}
    assert champs(awa.post("/messages", expect=422, **{**body, "texte": "a" * (room + 1)})) == [
        "texte"
    ]
    assert envoyer(awa, numero(1), **{**PROMO, "texte": "a" * room})["cout"] == 11
