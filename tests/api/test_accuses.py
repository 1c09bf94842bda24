"""Accusés: what a client is told of what was just recorded (domaine.md, SMS)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chalicelib.domaine import sms as texte
from local.faults import THROTTLED, Failed
from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.tournee import hints, livrer, passer
from tests.api.ventes import RIZ, vendre, verser


@pytest.fixture
def abonne(awa: Personne) -> str:
    """Vieux Faye, who owes 17 000 F, in a shop that tells its clients; he wants to be told."""
    client: str = awa.post("/reglements", **{**RIZ, "montant": 17_000})["client"]["id"]
    awa.patch("/boutique", accuse=True)
    awa.patch(f"/clients/{client}", accuse=True)
    return client


def test_a_versement_is_acknowledged_at_once(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    verser(awa, 5_000)
    assert livrer(files) == 1
    [sent] = sms.published()
    assert sent["texte"] == "Recu 5 000 F, reste 12 000 F. Chez Awa"
    assert texte.parties(sent["texte"]) == 1
    [shown] = awa.get("/rappels")["elements"]
    assert (shown["type"], shown["etat"], shown["reglement"]) == ("accuse", "envoye", None)
    assert shown["texte"] == sent["texte"]
    assert awa.get("/quota")["mouvements"][0]["motif"] == "accuse"


def test_a_reglement_is_acknowledged_with_its_acompte_in_one_message(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    vendre(awa, "Sucre", 2_000, acompte={"montant": 500})
    livrer(files)
    assert [m["texte"] for m in sms.published()] == ["Achat 2 000 F, reste 18 500 F. Chez Awa"]


def test_it_is_one_part_whatever_the_shop_writes(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    words = "Merci {nom} ! Reçu {montant} ; vous devez {du}… " + "ê" * 400
    awa.patch("/boutique", modeles={"accuse_versement": words})
    verser(awa, 5_000)
    livrer(files)
    [sent] = sms.published()
    assert sent["texte"].startswith("Merci Vieux Faye ! Recu 5 000 F ; vous devez 12 000 F... eee")
    assert texte.parties(sent["texte"]) == 1


@pytest.mark.parametrize("who", ["boutique", "client"])
def test_none_unless_both_want_it(
    awa: Personne, abonne: str, sms: Senders, files: Queues, who: str
) -> None:
    awa.patch("/boutique" if who == "boutique" else f"/clients/{abonne}", accuse=False)
    verser(awa, 5_000)
    assert passer(files) == 0
    assert awa.get("/rappels")["elements"] == []


def test_none_for_a_day_that_is_past(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    verser(awa, 5_000, date="2026-11-23")
    vendre(awa, "Sucre", 2_000, date="2026-11-23")
    assert passer(files) == 0


def test_without_quota_the_operation_passes_and_the_accuse_says_so(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    for _ in range(12):
        verser(awa, 100)
    livrer(files)
    listed = awa.get("/rappels")["elements"]
    assert sorted(r["etat"] for r in listed) == ["envoye"] * 11 + ["quota_insuffisant"]
    assert len(sms.published()) == 11
    assert awa.get(f"/clients/{abonne}")["verse"] == 1_200


def test_a_lost_hint_costs_a_quarter_of_an_hour_and_no_more(
    awa: Personne, abonne: str, sms: Senders, files: Queues, clock: Clock
) -> None:
    files.faults.hook = lambda *_: Failed(503, "ServiceUnavailable")
    verser(awa, 5_000)
    files.faults.hook = None
    assert hints(files, "rappels") == []
    clock.advance(minutes=15)
    passer(files)
    assert len(sms.published()) == 1


def test_a_shop_with_braces_in_its_name_is_acknowledged_when_the_network_is_back(
    awa: Personne, abonne: str, sms: Senders, files: Queues, clock: Clock
) -> None:
    awa.patch("/boutique", nom="Chez {Awa} et {nom}")
    sms.faults.hook = lambda *_: THROTTLED
    verser(awa, 5_000)
    livrer(files)
    sms.faults.hook = None
    clock.advance(minutes=15)
    passer(files)
    [sent] = sms.published()
    assert sent["texte"] == "Recu 5 000 F, reste 12 000 F. Chez {Awa} et {nom}"


def test_it_leaves_in_the_evening_too_but_not_the_next_day(
    awa: Personne, abonne: str, sms: Senders, files: Queues, clock: Clock
) -> None:
    clock.set(datetime(2026, 11, 24, 21, 30, tzinfo=UTC))
    verser(awa, 5_000)
    livrer(files)
    assert len(sms.published()) == 1
    verser(awa, 5_000)
    clock.advance(hours=2)
    passer(files)
    assert awa.get("/rappels")["elements"][0]["etat"] == "expire"


def test_asked_for_again_with_the_same_key_it_is_sent_once(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    for _ in range(2):
        verser(awa, 5_000, key="encore")
    passer(files)
    assert len(sms.published()) == 1


def test_it_goes_with_its_client(awa: Personne, abonne: str, files: Queues, sms: Senders) -> None:
    verser(awa, 5_000)
    livrer(files)
    awa.delete(f"/clients/{abonne}", expect=202, nom="Vieux Faye")
    awa.get("/tableau-de-bord")
    assert awa.get("/rappels")["elements"] == []


def test_an_accuse_stays_its_client_s_though_the_reglement_goes_to_another(
    awa: Personne, abonne: str, sms: Senders, files: Queues
) -> None:
    vente = vendre(awa, "Sucre", 2_000)["id"]
    awa.post("/clients", nom="Astou Ba", telephone="77 600 00 02")
    awa.patch(f"/reglements/{vente}", telephone="77 600 00 02")
    livrer(files)
    assert [m["destinataire"] for m in sms.published()] == ["+221775000001"]
    [shown] = awa.get("/rappels")["elements"]
    assert shown["client"]["id"] == abonne
    assert shown["destinataires"][0]["telephone"] == "+221775000001"
