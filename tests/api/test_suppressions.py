"""A long account is deleted in steps, none of which is more than a transaction holds."""

from __future__ import annotations

from typing import Any

from chalicelib import reprise
from chalicelib.domaine.compte import Auteur
from local.dynamodb import Engine
from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import exact_under_threads
from tests.api.messages import crediter, diffuser, envoyer
from tests.api.personne import Personne
from tests.api.taille import MONTANT, semer
from tests.api.ventes import RIZ, VIEUX, verser


@exact_under_threads
def test_a_versement_that_does_not_fit_any_more_waits_for_the_next_step(
    engine: Engine, awa: Personne
) -> None:
    for small in range(36, 60, 2):
        par = Auteur(awa.id, "Awa Ndiaye")
        client = semer(engine, awa.boutique, par, [small])[0].id
        verser(awa, 10 * MONTANT, client=client)
        awa.delete(f"/clients/{client}", expect=202, nom="Vieux Faye")
        reprise.passer(lambda: 10**6)
        assert awa.get("/reglements")["elements"] == []
        assert awa.get("/versements")["elements"] == []


@exact_under_threads
def test_the_history_of_sms_and_what_was_planned_lose_the_client(
    engine: Engine, awa: Personne, sms: Senders, files: Queues
) -> None:
    vente = awa.post("/reglements", **RIZ)
    client, id = vente["client"]["id"], vente["id"]
    awa.patch(f"/clients/{client}", consentement_sms=True, telephone2="77 500 00 02")
    crediter(awa, 200)
    envois = [envoyer(awa, VIEUX, "77 500 00 02", "77 500 00 03")["id"] for _ in range(25)]
    for day in range(1, 8):
        body: dict[str, Any] = {"date": f"2026-12-0{day}", "texte": "Il reste {reliquat}"}
        rappel = awa.post(f"/reglements/{id}/rappels", **body)["id"]
    diffuser(files)
    awa.delete(f"/clients/{client}", expect=202, nom="Vieux Faye")
    awa.get("/tableau-de-bord")
    for envoi in envois:
        shown = [r["telephone"] for r in awa.get(f"/messages/{envoi}")["resultats"]]
        assert sorted(shown) == ["", "", "+221775000003"]
    awa.get(f"/rappels/{rappel}", expect=404)
    assert awa.get("/rappels")["elements"] == []
    assert "77500000" not in awa.send("GET", "/journal").body.decode()
