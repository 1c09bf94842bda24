"""Rappels over HTTP: planned, changed, sent in the morning, and taken out of the run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.tournee import HUIT_HEURES, passer
from tests.api.ventes import RIZ, TODAY, VIEUX, champs, codes, vendre, verser

DEMAIN = "2026-11-25"
TEXTE = "Bonjour {nom}, il reste {reliquat} sur {produit}. {boutique}"
E164 = "+221775000001"


@pytest.fixture
def vente(awa: Personne) -> str:
    """A sale of 15 000 F of rice to Vieux Faye."""
    id: str = awa.post("/reglements", **RIZ)["id"]
    return id


def planifier(who: Personne, reglement: str, expect: int = 201, **other: Any) -> Any:
    body = {"date": DEMAIN, "texte": TEXTE, **other}
    return who.post(f"/reglements/{reglement}/rappels", expect=expect, **body)


def etats(who: Personne, rappel: str) -> list[str]:
    shown = who.get(f"/rappels/{rappel}")
    return [shown["etat"], *(d["etat"] for d in shown["destinataires"])]


def test_a_rappel_goes_to_the_client_at_8h_and_costs_its_parts(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = planifier(awa, vente)
    assert rappel["etat"] == "planifie"
    assert rappel["parties"] == 1
    assert rappel["client"]["nom"] == "Vieux Faye"
    clock.set(datetime(2026, 11, 25, 7, 59, 59, tzinfo=UTC))
    assert passer(files) == 0
    clock.set(HUIT_HEURES)
    passer(files)
    passer(files)
    [sent] = sms.published()
    assert sent["destinataire"] == E164
    assert sent["texte"] == "Bonjour Vieux Faye, il reste 15 000 F sur Riz 25 kg. Chez Awa"
    assert sent["emetteur"] == "AmneuBor"
    shown = awa.get(f"/rappels/{rappel['id']}")
    assert shown["etat"] == "envoye"
    assert shown["destinataires"][0]["envoye_le"] == "2026-11-25T08:00:00.000Z"
    assert awa.get("/tableau-de-bord")["quota"]["sms"] == 10


def test_what_is_paid_by_the_morning_is_reminded_of_nobody(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = planifier(awa, vente)
    verser(awa, 15_000)
    clock.set(HUIT_HEURES)
    passer(files)
    assert etats(awa, rappel["id"]) == ["sans_objet", "sans_objet"]
    assert sms.requests() == 0
    assert awa.get("/tableau-de-bord")["quota"]["sms"] == 11


def test_what_is_paid_in_part_is_reminded_of_the_rest(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    planifier(awa, vente, texte="Reste {reliquat}, versé {verse}, doit {du}")
    vendre(awa, "Sucre", 2_000)
    verser(awa, 5_000)
    clock.set(HUIT_HEURES)
    passer(files)
    assert sms.published()[0]["texte"] == "Reste 10 000 F, versé 5 000 F, doit 12 000 F"


def test_solder_takes_the_rappels_away_and_rouvrir_gives_none_back(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    one, two = planifier(awa, vente), planifier(awa, vente, date="2026-11-26")
    answer = awa.post(f"/reglements/{vente}/solde", expect=200)
    assert codes(answer) == ["rappels-annules"]
    assert answer["avertissements"][0]["message"] == "2 rappels annulés."
    awa.delete(f"/reglements/{vente}/solde", expect=200)
    clock.set(HUIT_HEURES)
    passer(files)
    assert etats(awa, one["id"]) == etats(awa, two["id"]) == ["annule", "annule"]
    assert sms.requests() == 0


def test_solder_by_many_and_annuler_take_the_rappels_away_too(
    awa: Personne, vente: str, files: Queues
) -> None:
    other = vendre(awa, "Sucre", 2_000)["id"]
    third = vendre(awa, "Huile", 3_000)["id"]
    rappels = [planifier(awa, id)["id"] for id in (vente, other, third)]
    awa.post("/soldes", expect=200, reglements=[vente, other], solde=True)
    awa.post(f"/reglements/{third}/annulation", expect=200, motif="Erreur")
    assert [etats(awa, id)[0] for id in rappels] == ["annule"] * 3


def test_a_payment_alone_takes_none_away(awa: Personne, vente: str) -> None:
    rappel = planifier(awa, vente)
    paid = verser(awa, 15_000)
    assert etats(awa, rappel["id"])[0] == "planifie"
    awa.post(f"/versements/{paid['id']}/annulation", expect=200, motif="Erreur")
    assert etats(awa, rappel["id"])[0] == "planifie"


def test_a_client_that_is_deleted_is_reminded_of_nothing(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = planifier(awa, vente)
    client = awa.get(f"/reglements/{vente}")["client"]["id"]
    awa.delete(f"/clients/{client}", expect=202, nom="Vieux Faye")
    clock.set(HUIT_HEURES)
    passer(files)
    assert sms.requests() == 0
    awa.get("/tableau-de-bord")
    awa.get(f"/rappels/{rappel['id']}", expect=404)


def test_a_moved_reglement_takes_its_rappels_with_it(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = planifier(awa, vente)
    awa.post("/clients", nom="Astou Ba", telephone="77 600 00 02")
    awa.patch(f"/reglements/{vente}", telephone="77 600 00 02")
    assert awa.get(f"/rappels/{rappel['id']}")["client"]["nom"] == "Astou Ba"
    clock.set(HUIT_HEURES)
    passer(files)
    assert [m["destinataire"] for m in sms.published()] == ["+221776000002"]


def test_the_client_s_number_is_looked_up_when_it_is_sent(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    planifier(awa, vente)
    client = awa.get(f"/reglements/{vente}")["client"]["id"]
    awa.patch(f"/clients/{client}", telephone="77 700 00 03")
    clock.set(HUIT_HEURES)
    passer(files)
    assert [m["destinataire"] for m in sms.published()] == ["+221777000003"]


def test_a_missed_morning_is_caught_up_until_20h_and_then_is_over(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    one, two = planifier(awa, vente), planifier(awa, vente, date="2026-11-26")
    clock.set(datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    passer(files)
    assert etats(awa, one["id"])[0] == "envoye"
    clock.set(datetime(2026, 11, 26, 20, 15, tzinfo=UTC))
    passer(files)
    assert etats(awa, two["id"]) == ["expire", "expire"]
    assert sms.requests() == 1


def test_one_for_today_leaves_at_the_next_run(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    clock.set(datetime(2026, 11, 24, 19, 50, tzinfo=UTC))
    planifier(awa, vente, date=TODAY)
    assert sms.requests() == 0
    clock.set(datetime(2026, 11, 24, 20, 0, 20, tzinfo=UTC))
    passer(files)
    assert sms.requests() == 1


def test_a_day_that_is_past_or_too_late_is_refused(awa: Personne, vente: str, clock: Clock) -> None:
    assert champs(planifier(awa, vente, 422, date="2026-11-23")) == ["date"]
    clock.set(datetime(2026, 11, 24, 20, 0, 1, tzinfo=UTC))
    assert champs(planifier(awa, vente, 422, date=TODAY)) == ["date"]
    planifier(awa, vente)


def test_the_same_day_and_number_twice_is_refused(awa: Personne, vente: str) -> None:
    planifier(awa, vente)
    assert planifier(awa, vente, 409)["type"] == "deja-planifie"
    assert planifier(awa, vente, 409, destinataires=[VIEUX])["type"] == "deja-planifie"
    planifier(awa, vente, destinataires=["77 123 45 67"])


def test_at_most_20_are_planned_on_a_reglement(awa: Personne, vente: str) -> None:
    for day in range(1, 21):
        planifier(awa, vente, date=f"2026-12-{day:02}")
    planifier(awa, vente, 422, date="2026-12-21")


def test_it_goes_to_the_client_the_shop_its_staff_and_its_repertoire(
    awa: Personne, moussa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    awa.post("/contacts", nom="Le frère", telephone="76 111 22 33", consentement_sms=False)
    rappel = planifier(moussa, vente, destinataires=[VIEUX, "77 123 45 67", "76 111 22 33"])
    refusal = planifier(moussa, vente, 422, destinataires=["70 999 88 77", "+33612345678"])
    assert champs(refusal) == ["destinataires", "destinataires"]
    clock.set(HUIT_HEURES)
    passer(files)
    assert etats(awa, rappel["id"]) == ["envoye"] * 4
    assert {m["destinataire"] for m in sms.published()} == {
        E164, "+221771234567", "+221761112233",
    }  # fmt: skip


def test_a_name_in_braces_that_nothing_fills_in_is_refused(awa: Personne, vente: str) -> None:
    for texte in ("Cher {prenom}", "Payez { vite", "", "x" * 1601):
        assert champs(planifier(awa, vente, 422, texte=texte)) == ["texte"]


def test_a_number_that_cannot_be_read_is_named(awa: Personne, vente: str) -> None:
    refusal = planifier(awa, vente, 422, date="hier", destinataires=["12", VIEUX, "x"])
    assert champs(refusal) == ["date", "destinataires"]
    assert refusal["erreurs"][1]["message"].startswith("12 : ")
    assert "x : " in refusal["erreurs"][1]["message"]


def test_every_bad_field_is_named_at_once(awa: Personne, vente: str) -> None:
    refusal = planifier(
        awa, vente, 422, date="2026-11-01", texte="Bonjour", destinataires=["70 999 88 77"]
    )
    assert champs(refusal) == ["date", "destinataires"]


def test_a_client_without_a_number_can_t_be_reminded(awa: Personne) -> None:
    client = awa.post("/clients", nom="Sans Numéro")["id"]
    vente = awa.post("/reglements", client=client, produit="Riz", montant=1_000)["id"]
    assert champs(planifier(awa, vente, 422)) == ["destinataires"]


def test_none_is_planned_on_what_is_void(awa: Personne, vente: str) -> None:
    awa.post(f"/reglements/{vente}/annulation", expect=200, motif="Erreur")
    assert planifier(awa, vente, 409)["type"] == "annule"


def test_it_can_be_changed_or_taken_away_while_it_is_planned(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    rappel = planifier(awa, vente)
    path = f"/rappels/{rappel['id']}"
    assert awa.patch(path, texte=TEXTE)["version"] == 1
    changed = awa.patch(path, date="2026-11-26", version=1)
    assert (changed["date"], changed["version"]) == ("2026-11-26", 2)
    assert awa.patch(path, expect=409, texte="Autre", version=1)["type"] == "version-perimee"
    other = planifier(awa, vente)
    assert awa.patch(path, expect=409, date=DEMAIN)["type"] == "deja-planifie"
    awa.delete(f"/rappels/{other['id']}")
    awa.get(f"/rappels/{other['id']}", expect=404)
    clock.set(datetime(2026, 11, 26, 8, 0, tzinfo=UTC))
    passer(files)
    assert sms.requests() == 1
    assert awa.patch(path, expect=409, texte="Autre")["type"] == "deja-parti"
    assert awa.delete(path, expect=409)["type"] == "deja-parti"


def test_without_quota_nothing_leaves_and_nothing_is_owed(
    awa: Personne, vente: str, clock: Clock, sms: Senders, files: Queues
) -> None:
    long = "Voici un long message pour {nom}. " * 12
    first = planifier(awa, vente, texte=long)["id"]
    second = planifier(awa, vente, texte=long, destinataires=["77 123 45 67"])["id"]
    third = planifier(awa, vente, texte=long, date="2026-11-26")["id"]
    assert awa.get(f"/rappels/{first}")["parties"] == 4
    for day in (25, 26):
        clock.set(datetime(2026, 11, day, 8, 0, tzinfo=UTC))
        passer(files)
    assert [etats(awa, id)[0] for id in (first, second, third)] == [
        "envoye", "envoye", "quota_insuffisant",
    ]  # fmt: skip
    assert awa.get("/tableau-de-bord")["quota"]["sms"] == 3


def test_they_are_listed_by_day_and_shown_on_their_reglement(awa: Personne, vente: str) -> None:
    days = ["2026-11-25", "2026-11-26", "2026-11-27"]
    ids = [planifier(awa, vente, date=day)["id"] for day in days]
    listed = awa.get("/rappels")["elements"]
    assert [r["id"] for r in listed] == ids[::-1]
    assert listed == awa.get(f"/reglements/{vente}")["rappels"]
    page = awa.get("/rappels", limite=2)
    rest = awa.get("/rappels", limite=2, curseur=page["curseur"])
    assert page["elements"] + rest["elements"] == listed
    assert awa.get("/rappels", etat="planifie", du="2026-11-26", au="2026-11-26")["elements"] == [
        listed[1]
    ]
    assert awa.get("/rappels", etat="envoye")["elements"] == []
    awa.call(
        "GET", "/rappels", 422, query={"curseur": page["curseur"], "limite": 2, "etat": "annule"}
    )


def test_another_boutique_sees_none(awa: Personne, fatou: Personne, vente: str) -> None:
    rappel = planifier(awa, vente)["id"]
    assert fatou.get("/rappels")["elements"] == []
    for call in (fatou.get, fatou.patch, fatou.delete):
        call(f"/rappels/{rappel}", expect=404)
    fatou.post(f"/rappels/{rappel}/renvoi", expect=404)
    planifier(fatou, vente, 404)
