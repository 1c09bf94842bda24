"""Many règlements let go at once, many versements put away (api.md, POST /soldes, archivage)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from chalicelib import reprise, taches
from chalicelib.context import outside
from local.dynamodb import Dead, DeadAfter, DeadBefore, Engine
from local.dynamodb.faults import Fault
from tests.api.conftest import exact_under_threads
from tests.api.personne import Personne
from tests.api.ventes import vendre

RIZ: dict[str, Any] = {
    "telephone": "77 555 01 01",
    "nom": "Ali Fall",
    "produit": "riz",
    "montant": 10_000,
}
SEL: dict[str, Any] = {
    "telephone": "77 555 01 02",
    "nom": "Binta Sow",
    "produit": "sel",
    "montant": 2_000,
}


def test_one_bad_id_stops_no_other(awa: Personne, fatou: Personne) -> None:
    riz, sel = awa.post("/reglements", **RIZ)["id"], awa.post("/reglements", **SEL)["id"]
    hers = fatou.post("/reglements", **RIZ)["id"]
    void = awa.post("/reglements", **SEL)["id"]
    awa.post(f"/reglements/{void}/annulation", expect=200, motif="erreur")
    asked = [riz, hers, "inconnu", void, sel]
    answer = awa.post("/soldes", expect=200, reglements=asked, solde=True, motif="eponge")
    assert [(each["id"], each["ok"], each["type"]) for each in answer["elements"]] == [
        (riz, True, None),
        (hers, False, "introuvable"),
        ("inconnu", False, "introuvable"),
        (void, False, "annule"),
        (sel, True, None),
    ]
    assert awa.get(f"/reglements/{riz}")["abandons"][0]["motif"] == "eponge"
    assert fatou.get(f"/reglements/{hers}")["etat"] == "incomplet"


def test_many_are_let_go_and_opened_again_to_the_same_books(awa: Personne) -> None:
    ids = [awa.post("/reglements", **RIZ)["id"] for _ in range(60)]
    client = awa.get(f"/reglements/{ids[0]}")["client"]["id"]
    before = awa.get(f"/clients/{client}")
    awa.post("/soldes", expect=200, reglements=ids, solde=True, key="tout")
    soldes = awa.get(f"/clients/{client}")
    assert (soldes["du"], soldes["abandonne"]) == (0, 600_000)
    rangs = [ligne["id"] for ligne in awa.get(f"/clients/{client}/releve", limite=100)["lignes"]]
    assert rangs[60:] == ids[:40], "the abandons follow in the order of the list"
    awa.post("/soldes", expect=200, reglements=ids, solde=False)
    assert awa.get(f"/clients/{client}") == before


def test_the_same_key_lets_go_once(awa: Personne) -> None:
    riz = awa.post("/reglements", **RIZ)["id"]
    body: dict[str, Any] = {"reglements": [riz], "solde": True}
    first = awa.post("/soldes", expect=200, key="k", **body)
    awa.post("/soldes", expect=200, reglements=[riz], solde=False)
    assert awa.post("/soldes", expect=200, key="k", **body) == first
    assert awa.get(f"/reglements/{riz}")["etat"] == "incomplet"


def test_a_versement_that_follows_nothing_any_more_is_put_away_and_taken_back(
    awa: Personne,
) -> None:
    awa.post("/reglements", **RIZ)
    paid = awa.post("/versements", telephone=RIZ["telephone"], montant=4_000)["id"]
    body: dict[str, Any] = {"versements": [paid, "inconnu"], "archive": True}
    answer = awa.post("/versements/archivage", expect=200, **body)
    assert [each["type"] for each in answer["elements"]] == ["suit-encore", "introuvable"]
    awa.post("/versements", telephone=RIZ["telephone"], montant=6_000)
    assert awa.post("/versements/archivage", expect=200, **body)["elements"][0]["ok"]
    assert awa.get(f"/versements/{paid}")["etat"] == "archive"
    awa.post("/versements/archivage", expect=200, versements=[paid], archive=False)
    assert awa.get(f"/versements/{paid}")["etat"] == "en_cours"


def test_the_one_that_is_taken_in_is_found_by_its_number(awa: Personne) -> None:
    riz, sel = awa.post("/reglements", **RIZ), awa.post("/reglements", **SEL)
    reste, absorbe = riz["client"]["id"], sel["client"]["id"]
    awa.post("/versements", client=absorbe, montant=5_000)
    one = awa.post(f"/clients/{reste}/fusion", expect=200, client=absorbe)
    assert (one["achats"], one["verse"], one["du"], one["avoir"]) == (12_000, 5_000, 7_000, 0)
    awa.get(f"/clients/{absorbe}", expect=404)
    found = awa.get("/clients", telephone=SEL["telephone"])["elements"]
    assert [client["id"] for client in found] == [reste]
    listed = awa.get(f"/clients/{reste}/reglements")["elements"]
    assert {each["produit"] for each in listed} == {"riz", "sel"}
    assert awa.get(f"/clients/{reste}/releve")["cloture"] == 7_000


def test_an_avoir_is_given_back_and_no_more(awa: Personne) -> None:
    client = awa.post("/reglements", **RIZ)["client"]["id"]
    paid = awa.post("/versements", client=client, montant=15_000)["id"]
    refused = awa.post(f"/clients/{client}/remboursements", expect=422, montant=5_001)
    assert [erreur["champ"] for erreur in refused["erreurs"]] == ["montant"]
    given = awa.post(f"/clients/{client}/remboursements", montant=5_000, mode="wave")
    assert (given["montant"], given["mode"]) == (5_000, "wave")
    assert awa.get(f"/versements/{paid}")["rembourse"] == 5_000
    awa.post(f"/versements/{paid}/annulation", expect=409, motif="erreur")
    lines = awa.get(f"/clients/{client}/releve")["lignes"]
    assert (lines[-1]["type"], lines[-1]["debit"], lines[-1]["solde"]) == (
        "remboursement",
        5_000,
        0,
    )


def sell(who: Personne, combien: int) -> tuple[str, list[str]]:
    """So many règlements of 10 F of one client; its id, and theirs."""
    ids = [vendre(who, "Thé", 10)["id"] for _ in range(combien)]
    client: str = who.get(f"/reglements/{ids[0]}")["client"]["id"]
    return client, ids


class Mort:
    """Dies before or after the n-th transaction from now on."""

    def __init__(self, engine: Engine, n: int, fault: Fault) -> None:
        self.left, self.fault = n, fault
        engine.hook = self.hook

    def hook(self, operation: str, _: Any) -> Fault | None:
        self.left -= operation == "TransactWriteItems"
        return self.fault if self.left == 0 and operation == "TransactWriteItems" else None


@exact_under_threads
@pytest.mark.parametrize("combien", [100, pytest.param(300, marks=pytest.mark.long)])
def test_a_list_whose_request_dies_anywhere_is_done_by_itself(
    engine: Engine, awa: Personne, combien: int
) -> None:
    client, ids = sell(awa, combien)
    body: dict[str, Any] = {"reglements": ids, "solde": True}
    begun = 0
    for n in range(1, 2 + combien // 30):
        for fault in (DeadBefore(), DeadAfter()):
            Mort(engine, n, fault)
            with suppress(Dead):
                awa.post("/soldes", expect=200, key=f"{n}{fault}"[:12].strip("()"), **body)
            engine.hook = None
            seen = awa.get(f"/clients/{client}")
            begun += 0 < seen["du"] < 10 * combien
            assert seen["achats"] - seen["abandonne"] == seen["du"]
            assert awa.get("/tableau-de-bord")["du"] == seen["du"]
            reprise.passer(lambda: 10**6)
            assert awa.get(f"/clients/{client}")["abandonne"] == 10 * combien
            answer = awa.post("/soldes", expect=200, key=f"{n}{fault}"[:12].strip("()"), **body)
            assert [each["ok"] for each in answer["elements"]] == [True] * combien
            awa.post("/soldes", expect=200, reglements=ids, solde=False)
            assert not list(taches.a_faire(outside.now()))
    assert begun > 1


@exact_under_threads
def test_what_was_opened_again_meanwhile_is_not_let_go_by_the_rest_of_the_list(
    engine: Engine, awa: Personne
) -> None:
    _, ids = sell(awa, 80)
    Mort(engine, 1, DeadAfter())
    with suppress(Dead):
        awa.post("/soldes", expect=200, reglements=ids, solde=True)
    engine.hook = None
    awa.delete(f"/reglements/{ids[0]}/solde", expect=200)
    reprise.passer(lambda: 10**6)
    etats = [awa.get(f"/reglements/{id}")["etat"] for id in ids]
    assert etats == ["incomplet", *["complet"] * 79]


@exact_under_threads
def test_what_was_so_already_does_not_hold_a_list_up(engine: Engine, awa: Personne) -> None:
    client, ids = sell(awa, 90)
    for solde in (ids[:60], ids):
        awa.post("/soldes", expect=200, reglements=solde, solde=True)
    assert awa.get(f"/clients/{client}")["du"] == 0
    assert not list(taches.a_faire(outside.now()))
