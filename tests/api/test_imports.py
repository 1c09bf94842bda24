"""The paper notebook goes in over HTTP, to the franc, once, whatever dies (domaine.md, Import)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import reprendre
from local.clock import scheduled_event
from local.dynamodb import DeadAfter, Engine, LostAnswer
from local.dynamodb.faults import Dead
from local.invocation import Invocation
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import Personne

DATA = Path(__file__).parents[1] / "data"
ENTETE = "Date;Client;Téléphone;Produit / Service;Montant à payer;Versé;Échéance\n"
TOTALS = ("achats", "verse", "abandonne", "du", "avoir")

pytestmark = pytest.mark.usefixtures("fichiers")


def envoyer(qui: Personne, octets: bytes, *, apercu: bool = False, expect: int = 202) -> Any:
    query = {"apercu": "true"} if apercu else None
    reply = qui.send("POST", "/imports", octets, {"Content-Type": "text/csv"}, query)
    assert reply.status == expect, reply.body.decode()
    return reply.json()


def passer(clock: Clock) -> None:
    """The scheduled job comes by."""
    from datetime import timedelta

    reprendre(scheduled_event("reprendre", clock.now()), Invocation(timedelta(minutes=15)))


def importer(qui: Personne, octets: bytes, clock: Clock) -> Any:
    id = envoyer(qui, octets)["id"]
    passer(clock)
    return qui.get(f"/imports/{id}")


def totaux(qui: Personne) -> dict[str, int]:
    found = qui.get("/clients", limite=100)
    elements = list(found["elements"])
    while found["curseur"]:
        found = qui.get("/clients", limite=100, curseur=found["curseur"])
        elements += found["elements"]
    sums = {name: sum(client[name] for client in elements) for name in TOTALS}
    return {"clients": len(elements)} | sums


def attendus(nom: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / f"{nom}.totaux.json").read_bytes())
    return read


@exact_under_threads
@pytest.mark.parametrize("nom", ["cahier", "cahier-difficile"])
def test_a_notebook_goes_in_to_the_franc(nom: str, awa: Personne, clock: Clock) -> None:
    octets, wanted = (DATA / f"{nom}.csv").read_bytes(), attendus(nom)
    apercu = envoyer(awa, octets, apercu=True, expect=200)
    assert apercu["id"] is None
    assert awa.get("/clients")["elements"] == [], "a preview writes nothing"
    done = importer(awa, octets, clock)
    assert done["etat"] == "termine"
    assert done["faites"] == done["lignes"]
    for shown in (apercu, done):
        assert {name: shown[name] for name in ("clients", "reglements", "versements")} == {
            name: wanted[name] for name in ("clients", "reglements", "versements")
        }
        assert [refus["ligne"] for refus in shown["refusees"]] == wanted["refusees"]
    found = totaux(awa)
    assert (found["clients"], found["achats"], found["verse"]) == (
        wanted["clients"],
        wanted["achats"],
        wanted["verse"],
    )
    assert found["achats"] - found["verse"] == found["du"] - found["avoir"]


def test_the_same_file_again_changes_nothing(awa: Personne, clock: Clock) -> None:
    octets = (DATA / "cahier-difficile.csv").read_bytes()
    importer(awa, octets, clock)
    before = totaux(awa)
    again = importer(awa, octets, clock)
    assert (again["reglements"], again["versements"], again["clients"]) == (0, 0, 0)
    assert len(again["refusees"]) == len(attendus("cahier-difficile")["refusees"])
    assert totaux(awa) == before
    apercu = envoyer(awa, octets, apercu=True, expect=200)
    assert (apercu["reglements"], apercu["clients"]) == (0, 0)


def test_two_equal_lines_are_two_sales_and_a_grown_file_brings_what_is_new(
    awa: Personne, clock: Clock
) -> None:
    ligne = "24/11/2026;Awa Diop;77 123 45 67;Pain;1 000;;\n"
    importer(awa, (ENTETE + ligne).encode(), clock)
    grown = importer(awa, (ENTETE + ligne * 3).encode(), clock)
    assert grown["reglements"] == 2
    assert totaux(awa)["achats"] == 3_000


def test_an_acompte_above_the_montant_pays_the_older_line(awa: Personne, clock: Clock) -> None:
    lignes = (
        "01/11/2026;Awa Diop;77 123 45 67;Riz;5000;;\n02/11/2026;;77 123 45 67;Sel;1000;4000;\n"
    )
    importer(awa, (ENTETE + lignes).encode(), clock)
    reliquats = {r["produit"]: r["reliquat"] for r in awa.get("/reglements")["elements"]}
    assert reliquats == {"Sel": 0, "Riz": 2_000}


def test_a_client_without_number_is_found_by_exactly_that_name(awa: Personne, clock: Clock) -> None:
    lignes = "".join(
        f"24/11/2026;{nom};;Pain;1000;;\n" for nom in ("Awa#1", "awa", "AWA", "Awa #1", "àwa")
    )
    importer(awa, (ENTETE + lignes).encode(), clock)
    du = {client["nom"]: client["du"] for client in awa.get("/clients")["elements"]}
    assert du == {"Awa#1": 1_000, "awa": 3_000, "Awa #1": 1_000}


def test_one_import_at_a_time(awa: Personne, clock: Clock) -> None:
    octets = (ENTETE + "24/11/2026;Awa;77 123 45 67;Pain;1000;;\n").encode()
    first = envoyer(awa, octets)["id"]
    refused = envoyer(awa, octets, expect=409)
    assert (refused["type"], refused["id"]) == ("import-en-cours", first)
    passer(clock)
    envoyer(awa, octets)


def test_a_file_that_is_no_table_has_one_clear_message(awa: Personne) -> None:
    for octets in (b"", b"\x00\x01\x02", b"bonjour\nla boutique\n", b"PK\x03\x04 abime"):
        refused = envoyer(awa, octets, expect=422)
        assert [erreur["champ"] for erreur in refused["erreurs"]] == ["fichier"]
        assert envoyer(awa, octets, apercu=True, expect=422)["type"] == refused["type"]


def test_a_vendeur_brings_no_notebook_in(awa: Personne, moussa: Personne) -> None:
    assert envoyer(moussa, b"x", expect=403)["type"] == "reserve-au-gerant"


def test_another_boutique_does_not_see_an_import(
    awa: Personne, fatou: Personne, clock: Clock
) -> None:
    octets = (ENTETE + "24/11/2026;Awa;77 123 45 67;Pain;1000;;\n").encode()
    id = envoyer(awa, octets)["id"]
    fatou.get(f"/imports/{id}", expect=404)


def test_the_same_key_begins_one_import(awa: Personne, clock: Clock) -> None:
    octets = (ENTETE + "24/11/2026;Awa;77 123 45 67;Pain;1000;;\n").encode()
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "cahier-1"}
    first = awa.send("POST", "/imports", octets, headers)
    passer(clock)
    again = awa.send("POST", "/imports", octets, headers)
    assert (again.status, again.json()) == (first.status, first.json())
    assert awa.send("POST", "/imports", octets + b"\n", headers).status == 422


@exact_under_threads
@pytest.mark.parametrize("fault", [LostAnswer, DeadAfter])
def test_an_import_killed_at_every_transaction_ends_with_the_same_totals(
    fault: Any, awa: Personne, clock: Clock, engine: Engine
) -> None:
    octets, wanted = (DATA / "cahier-difficile.csv").read_bytes(), attendus("cahier-difficile")
    id = envoyer(awa, octets)["id"]

    struck: list[str] = []

    def once(operation: str, request: Any) -> Any:
        if operation != "TransactWriteItems" or struck:
            return None
        struck.append(operation)
        return fault()

    for _ in range(60):
        struck.clear()
        engine.hook = once
        try:
            passer(clock)
        except Dead:
            pass
        finally:
            engine.hook = None
        if awa.get(f"/imports/{id}")["etat"] == "termine":
            break
    done = awa.get(f"/imports/{id}")
    assert (done["etat"], done["reglements"], done["clients"]) == (
        "termine",
        wanted["reglements"],
        wanted["clients"],
    )
    assert totaux(awa)["achats"] == wanted["achats"]
    assert totaux(awa)["verse"] == wanted["verse"]
