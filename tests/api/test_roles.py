"""What a vendeur may, beyond the matrix: his own of the day, and what the gérante sees of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.ventes import vendre, verser


@pytest.fixture
def client(awa: Personne) -> str:
    """Somebody who owes."""
    id: str = vendre(awa, "riz", 20_000)["client"]["id"]
    return id


def test_a_vendeur_corrects_his_own_payment_of_the_day(
    awa: Personne, moussa: Personne, client: str, clock: Clock
) -> None:
    his, hers = verser(moussa, 5_000)["id"], verser(awa, 5_000)["id"]
    moussa.patch(f"/versements/{his}", montant=6_000)
    assert moussa.patch(f"/versements/{hers}", expect=403, montant=1)["type"] == "reserve-au-gerant"
    clock.advance(hours=14)
    moussa.patch(f"/versements/{his}", expect=403, montant=1)
    awa.patch(f"/versements/{his}", montant=5_000)


def test_the_right_is_asked_before_the_etat(awa: Personne, moussa: Personne, client: str) -> None:
    paid, sold = verser(awa, 500)["id"], vendre(awa, "mil", 500)["id"]
    for path in (f"/versements/{paid}", f"/reglements/{sold}"):
        awa.post(f"{path}/annulation", expect=200, motif="Erreur")
        moussa.patch(path, expect=403, montant=400)
        assert awa.patch(path, expect=409, montant=400)["type"] == "annule"


def test_a_payment_that_a_vendeur_lowers_shows_in_the_tableau_de_bord(
    awa: Personne, moussa: Personne, client: str, clock: Clock
) -> None:
    paid = verser(moussa, 5_000)["id"]
    moussa.patch(f"/versements/{paid}", montant=6_000)
    moussa.patch(f"/versements/{paid}", note="le matin")
    assert baisses(awa) == []
    moussa.patch(f"/versements/{paid}", montant=4_000)
    assert baisses(awa) == [
        {
            "le": "2026-11-24T10:00:00.000Z",
            "par": {"id": moussa.id, "nom": "Moussa Diop"},
            "client": client,
            "versement": paid,
            "avant": 6_000,
            "apres": 4_000,
        }
    ]
    awa.patch(f"/versements/{paid}", montant=1_000)
    assert len(baisses(awa)) == 1
    for _ in range(2):
        clock.advance(days=15, hours=12)
        awa.get("/session")
    assert baisses(awa) == []


def test_a_payment_lowered_while_it_is_moved_shows_as_well(
    awa: Personne, moussa: Personne, client: str
) -> None:
    other = awa.post("/clients", nom="Autre")["id"]
    paid = verser(moussa, 5_000)["id"]
    moussa.patch(f"/versements/{paid}", montant=3_000, client=other)
    (shown,) = baisses(awa)
    assert (shown["versement"], shown["avant"], shown["apres"]) == (paid, 5_000, 3_000)


def test_the_newest_twenty_are_shown(awa: Personne, moussa: Personne, client: str) -> None:
    paid = verser(moussa, 5_000)["id"]
    for montant in range(4_000, 3_978, -1):
        moussa.patch(f"/versements/{paid}", montant=montant)
    assert [shown["apres"] for shown in baisses(awa)] == list(range(3_979, 3_999))


def test_a_vendeur_keeps_a_client_s_consent_and_numbers(
    awa: Personne, moussa: Personne, client: str
) -> None:
    shown = moussa.patch(f"/clients/{client}", consentement_sms=True, telephone2="77 100 00 00")
    assert shown["consentement_sms"]["source"] == "boutique"
    moussa.patch(f"/clients/{client}", expect=403, plafond=5)
    moussa.patch(f"/clients/{client}", expect=403, plafond=None)
    moussa.patch(f"/clients/{client}", expect=403, accuse=True)


def baisses(who: Personne) -> Any:
    return who.get("/tableau-de-bord")["versements_baisses"]
