"""Règlements over HTTP: credit sales, changed, let go, opened again, voided."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.ventes import RIZ, TODAY, VIEUX, champs, codes, figures, vendre, verser

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
OPAQUE = re.compile(r"[A-Za-z0-9_-]{1,40}")


def test_a_sale_is_answered_in_its_whole_shape(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ, date="2026-11-20", echeance="2026-12-05", note="2 sacs")
    assert OPAQUE.fullmatch(sale["id"])
    assert OPAQUE.fullmatch(sale["client"]["id"])
    assert sale == {
        "id": sale["id"],
        "client": {
            "id": sale["client"]["id"],
            "nom": "Vieux Faye",
            "telephone": "+221775000001",
        },
        "produit": "Riz 25 kg",
        "montant": 15_000,
        "verse": 0,
        "abandonne": 0,
        "abandons": [],
        "reliquat": 15_000,
        "etat": "incomplet",
        "date": "2026-11-20",
        "echeance": "2026-12-05",
        "retard_des": "2026-12-06",
        "note": "2 sacs",
        "annulation": None,
        "cree_le": "2026-11-24T10:00:00.000Z",
        "cree_par": {"id": awa.id, "nom": "Awa Ndiaye"},
        "version": 1,
        "avertissements": [],
    }
    assert awa.get(f"/reglements/{sale['id']}") == {**sale, "versements": [], "rappels": []}


def test_what_is_left_out_has_its_usual_value(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    assert (sale["date"], sale["echeance"], sale["note"]) == (TODAY, None, "")


def test_the_first_sale_makes_the_client_and_later_ones_find_it(awa: Personne) -> None:
    first = awa.post("/reglements", **RIZ)["client"]
    for typed in ("775000001", "+221 77 500 00 01", "00221775000001", "77-500-00-01"):
        again = awa.post(
            "/reglements", telephone=typed, nom="Un autre nom", produit="Sucre", montant=500
        )
        assert again["client"] == first
    by_id = awa.post("/reglements", client=first["id"], produit="Huile", montant=1_000)
    assert by_id["client"] == first
    assert figures(awa, first["id"]) == (18_000, 0, 0, 18_000, 0)


def test_a_new_number_needs_a_nom_and_writes_nothing_without(awa: Personne) -> None:
    refusal = awa.post("/reglements", expect=422, telephone=VIEUX, produit="Riz", montant=500)
    assert champs(refusal) == ["nom"]
    assert awa.get("/clients")["elements"] == []


def test_a_new_number_without_nom_is_named_with_every_other_bad_field(awa: Personne) -> None:
    refusal = awa.post("/reglements", expect=422, telephone=VIEUX, produit=" ", montant=0)
    assert sorted(champs(refusal)) == ["montant", "nom", "produit"]
    vendre(awa, "Riz", 500)
    refusal = awa.post("/reglements", expect=422, telephone=VIEUX, produit=" ", montant=0)
    assert sorted(champs(refusal)) == ["montant", "produit"]


def test_an_unknown_client_is_named_with_every_other_bad_field(awa: Personne) -> None:
    refusal = awa.post("/reglements", expect=422, client=NOBODY, produit="Riz", montant=0)
    assert sorted(champs(refusal)) == ["client", "montant"]


def test_an_acompte_pays_its_sale_at_once(awa: Personne) -> None:
    acompte = {"montant": 5_000, "mode": "wave", "reference": "TX-88"}
    sale = awa.post("/reglements", **RIZ, date="2026-11-20", acompte=acompte)
    assert (sale["verse"], sale["reliquat"], sale["etat"]) == (5_000, 10_000, "incomplet")
    [paid] = awa.get("/versements")["elements"]
    assert (paid["montant"], paid["mode"], paid["reference"]) == (5_000, "wave", "TX-88")
    assert (paid["date"], paid["numero"]) == ("2026-11-20", 1)
    assert paid["imputations"] == [{"reglement": sale["id"], "montant": 5_000}]
    assert awa.get(f"/reglements/{sale['id']}")["versements"] == [
        {"id": paid["id"], "date": "2026-11-20", "montant": 5_000, "impute": 5_000}
    ]


def test_an_acompte_pays_before_an_older_avoir_does(awa: Personne) -> None:
    vendre(awa, "Sucre", 1_000)
    old = verser(awa, 4_000)
    assert old["libre"] == 3_000
    sale = awa.post("/reglements", **RIZ, acompte={"montant": 14_000})
    assert sale["etat"] == "complet"
    assert awa.get(f"/versements/{old['id']}")["libre"] == 2_000
    assert figures(awa, sale["client"]["id"]) == (16_000, 18_000, 0, 0, 2_000)


def test_what_an_acompte_exceeds_pays_the_oldest_then_stays_as_avoir(awa: Personne) -> None:
    old = vendre(awa, "Sucre", 1_000, date="2026-11-01")
    sale = awa.post("/reglements", **RIZ, acompte={"montant": 17_000})
    assert sale["etat"] == "complet"
    assert awa.get(f"/reglements/{old['id']}")["etat"] == "complet"
    assert figures(awa, sale["client"]["id"]) == (16_000, 17_000, 0, 0, 1_000)


def test_an_avoir_pays_the_next_sale(awa: Personne) -> None:
    client = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)["id"]
    verser(awa, 20_000)
    sale = awa.post("/reglements", **RIZ)
    assert (sale["verse"], sale["etat"]) == (15_000, "complet")
    assert figures(awa, client) == (15_000, 20_000, 0, 0, 5_000)


def test_warnings_refuse_nothing(awa: Personne) -> None:
    sale = awa.post("/reglements", **{**RIZ, "montant": 15_001}, acompte={"montant": 15_002})
    assert sorted(codes(sale)) == ["acompte-superieur", "montant-multiple"]
    assert all(a["message"] for a in sale["avertissements"])
    assert codes(awa.post("/reglements", **RIZ)) == []
    client = sale["client"]["id"]
    awa.patch(f"/clients/{client}", plafond=20_000)
    assert codes(awa.post("/reglements", **{**RIZ, "montant": 5_000})) == []
    assert codes(awa.post("/reglements", **RIZ)) == ["plafond"]


@pytest.mark.parametrize(
    ("champ", "values"),
    [
        ("telephone", ["12", "77 000", "lettres", 775000001, "+33 1", "7" * 70]),
        ("produit", ["", "  ", "\u200b\n", "x" * 201, 5, None]),
        ("montant", [0, -5, 10**12 + 1, 1.5, 5000.0, "5000", True, None, 10**30]),
        ("date", ["2026-11-25", "24/11/2026", "2026-02-30", "2026-11-24T00:00:00Z", 20261124]),
        ("echeance", ["demain", "2026-13-01", "9999-12-31", "0001-01-01", ""]),
        ("note", ["x" * 1001, 5]),
        ("acompte", [5000, []]),
        ("acompte.montant", [{}, {"montant": 0}, {"montant": "1"}]),
        ("acompte.mode", [{"montant": 5, "mode": "troc"}, {"montant": 5, "mode": None}]),
        ("acompte.reference", [{"montant": 5, "reference": "x" * 101}]),
        ("acompte.date", [{"montant": 5, "date": TODAY}]),
        ("nom", ["x" * 101, 7]),
        ("prix", [5]),
        ("client", [NOBODY, "à l'œil", "x" * 41, 5]),
    ],
)
def test_a_bad_field_is_refused_by_name(awa: Personne, champ: str, values: list[object]) -> None:
    for value in values:
        body = {**RIZ, champ.partition(".")[0]: value}
        if champ == "client":
            del body["telephone"]
        refusal = awa.post("/reglements", expect=422, **body)
        assert champs(refusal) == [champ], value
    assert awa.get("/reglements")["elements"] == []


def test_every_bad_field_is_named_at_once(awa: Personne) -> None:
    refusal = awa.post("/reglements", expect=422)
    assert champs(refusal) == ["produit", "montant", "telephone"]
    refusal = awa.post(
        "/reglements",
        expect=422,
        telephone="12",
        client=NOBODY,
        produit="",
        montant=0,
        date="hier",
        echeance="demain",
        acompte={"montant": 0, "mode": "troc"},
        prix=5,
    )
    assert set(champs(refusal)) >= {
        "telephone", "produit", "montant", "date", "echeance", "acompte.montant", "acompte.mode",
        "prix",
    }  # fmt: skip


def test_texts_are_trimmed_composed_and_cleaned(awa: Personne) -> None:
    sale = awa.post(
        "/reglements", **{**RIZ, "produit": "  Cafe\u0301\u0000 moulu\n ", "note": " a\nb\u0007 "}
    )
    assert (sale["produit"], sale["note"]) == ("Café moulu", "a\nb")


def test_the_largest_montant_passes(awa: Personne) -> None:
    for _ in range(3):
        sale = awa.post("/reglements", **{**RIZ, "montant": 10**12})
    assert figures(awa, sale["client"]["id"])[3] == 3 * 10**12


def test_today_is_the_boutique_s(awa: Personne, clock: Clock) -> None:
    awa.patch("/boutique", fuseau="Pacific/Auckland")
    clock.set(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert awa.post("/reglements", **RIZ)["date"] == "2026-11-25"
    awa.post("/reglements", **RIZ, date="2026-11-25")
    assert champs(awa.post("/reglements", expect=422, **RIZ, date="2026-11-26")) == ["date"]
    awa.patch("/boutique", fuseau="America/New_York")
    clock.set(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert awa.post("/reglements", **RIZ)["date"] == "2026-11-24"


def test_late_is_the_day_after_its_echeance_or_after_the_delai(awa: Personne, clock: Clock) -> None:
    due = awa.post("/reglements", **RIZ, date="2026-10-01", echeance="2026-11-24")
    plain = vendre(awa, "Sucre", 1_000, date="2026-10-25")
    assert (due["retard_des"], plain["retard_des"]) == ("2026-11-25", "2026-11-25")
    assert awa.get("/reglements", en_retard="true")["elements"] == []
    clock.advance(days=1)
    late = awa.get("/reglements", en_retard="true")["elements"]
    assert [r["id"] for r in late] == [plain["id"], due["id"]]
    awa.patch("/boutique", delai_jours=60)
    assert awa.get(f"/reglements/{plain['id']}")["retard_des"] == "2026-12-25"
    assert [r["id"] for r in awa.get("/reglements", en_retard="true")["elements"]] == [due["id"]]
    assert awa.get("/reglements", en_retard="true", etat="complet")["elements"] == []
    verser(awa, 15_000, reglements=[due["id"]])
    paid = awa.get(f"/reglements/{due['id']}")
    assert paid["retard_des"] is None
    assert awa.get("/reglements", en_retard="true")["elements"] == []


def test_any_field_can_be_changed_and_raises_the_version(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    path = f"/reglements/{sale['id']}"
    changed = awa.patch(
        path,
        produit="Riz brisé",
        montant=14_000,
        date="2026-11-01",
        echeance="2026-12-01",
        note="corrigé",
        version=1,
    )
    assert changed == {
        **sale,
        "produit": "Riz brisé",
        "montant": 14_000,
        "reliquat": 14_000,
        "date": "2026-11-01",
        "echeance": "2026-12-01",
        "retard_des": "2026-12-02",
        "note": "corrigé",
        "version": 2,
    }
    assert awa.patch(path, echeance=None, note=None)["echeance"] is None
    assert awa.get(path)["note"] == ""
    assert codes(awa.patch(path, montant=14_001)) == ["montant-multiple"]
    assert awa.get(path)["version"] == 4


def test_changing_nothing_raises_no_version(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    assert awa.patch(f"/reglements/{sale['id']}") == sale
    assert awa.patch(f"/reglements/{sale['id']}", produit="Riz 25 kg", version=1) == sale


def test_a_stale_version_is_refused(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    path = f"/reglements/{sale['id']}"
    awa.patch(path, produit="Riz brisé")
    assert awa.patch(path, expect=409, produit="Mil", version=1)["type"] == "version-perimee"
    assert awa.get(path)["produit"] == "Riz brisé"
    verser(awa, 1_000)
    assert awa.patch(path, produit="Mil", version=2)["version"] == 3


def test_a_bad_change_is_refused_by_name(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    path = f"/reglements/{sale['id']}"
    bad: dict[str, Any] = {
        "produit": None, "montant": 0, "date": "2026-11-25", "echeance": "demain",
        "note": "x" * 1001, "version": "1", "etat": "complet", "acompte": {"montant": 5},
    }  # fmt: skip
    assert sorted(champs(awa.patch(path, expect=422, **bad))) == sorted(bad)
    assert sorted(champs(awa.patch(path, expect=422, montant=None, date=None))) == [
        "date",
        "montant",
    ]
    assert awa.get(path)["version"] == 1


def test_a_lower_montant_frees_the_latest_first(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    early = verser(awa, 4_000, date="2026-11-01")
    late = verser(awa, 6_000)
    awa.post(f"/reglements/{sale['id']}/solde", expect=200)
    changed = awa.patch(f"/reglements/{sale['id']}", montant=7_000)
    assert (changed["verse"], changed["abandonne"], changed["etat"]) == (7_000, 0, "complet")
    assert awa.get(f"/versements/{early['id']}")["libre"] == 0
    assert awa.get(f"/versements/{late['id']}")["libre"] == 3_000
    assert figures(awa, sale["client"]["id"]) == (7_000, 10_000, 0, 0, 3_000)


def test_a_higher_montant_reopens_and_an_avoir_pays_it(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    verser(awa, 17_000)
    changed = awa.patch(f"/reglements/{sale['id']}", montant=20_000)
    assert (changed["verse"], changed["reliquat"], changed["etat"]) == (17_000, 3_000, "incomplet")


def test_a_void_sale_stays_visible_and_counts_in_nothing(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ, acompte={"montant": 5_000})
    other = vendre(awa, "Sucre", 2_000)
    void = awa.post(f"/reglements/{sale['id']}/annulation", expect=200, motif=" Saisi deux fois ")
    assert void == {
        **sale,
        "verse": 0,
        "reliquat": 0,
        "etat": "annule",
        "retard_des": None,
        "annulation": {
            "le": "2026-11-24T10:00:00.000Z",
            "par": {"id": awa.id, "nom": "Awa Ndiaye"},
            "motif": "Saisi deux fois",
        },
        "version": void["version"],
    }
    assert awa.get(f"/reglements/{other['id']}")["etat"] == "complet"
    assert figures(awa, sale["client"]["id"]) == (2_000, 5_000, 0, 0, 3_000)
    assert [r["id"] for r in awa.get("/reglements", etat="annule")["elements"]] == [sale["id"]]


def test_voiding_a_void_sale_changes_nothing_and_all_else_is_refused(
    awa: Personne, clock: Clock
) -> None:
    sale = awa.post("/reglements", **RIZ)
    path = f"/reglements/{sale['id']}"
    void = awa.post(f"{path}/annulation", expect=200, motif="Erreur")
    clock.advance(days=1)
    assert awa.post(f"{path}/annulation", expect=200, motif="Autre motif") == void
    assert awa.patch(path, expect=409, produit="Mil")["type"] == "annule"
    assert awa.post(f"{path}/solde", expect=409)["type"] == "annule"
    assert awa.delete(f"{path}/solde", expect=409)["type"] == "annule"
    assert champs(awa.post(f"{path}/annulation", expect=422)) == ["motif"]


def test_solder_lets_the_reliquat_go_and_rouvrir_makes_it_due_again(
    awa: Personne, clock: Clock
) -> None:
    sale = awa.post("/reglements", **RIZ, acompte={"montant": 5_000})
    path = f"/reglements/{sale['id']}"
    clock.advance(days=2)
    solde = awa.post(f"{path}/solde", expect=200)
    abandon = {
        "montant": 10_000,
        "date": "2026-11-26",
        "par": {"id": awa.id, "nom": "Awa Ndiaye"},
        "motif": "cede",
    }
    assert solde == {
        **sale,
        "abandonne": 10_000,
        "abandons": [abandon],
        "reliquat": 0,
        "etat": "complet",
        "retard_des": None,
    }
    assert figures(awa, sale["client"]["id"]) == (15_000, 5_000, 10_000, 0, 0)
    assert awa.post(f"{path}/solde", expect=200, motif="eponge") == solde
    assert awa.delete(f"{path}/solde", expect=200) == sale
    assert awa.delete(f"{path}/solde", expect=200) == sale
    assert awa.post(f"{path}/solde", expect=200, motif="eponge")["abandons"][0]["motif"] == "eponge"
    assert champs(awa.post(f"{path}/solde", expect=422, motif="oublie")) == ["motif"]


def test_a_reopened_sale_takes_an_avoir(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    awa.post(f"/reglements/{sale['id']}/solde", expect=200)
    verser(awa, 6_000)
    assert figures(awa, sale["client"]["id"]) == (15_000, 6_000, 15_000, 0, 6_000)
    opened = awa.delete(f"/reglements/{sale['id']}/solde", expect=200)
    assert (opened["verse"], opened["reliquat"]) == (6_000, 9_000)


def test_only_a_gerant_voids_lets_go_and_reopens(awa: Personne, moussa: Personne) -> None:
    sale = moussa.post("/reglements", **RIZ)
    for id in (sale["id"], NOBODY):
        for suffix in ("annulation", "solde"):
            refusal = moussa.post(f"/reglements/{id}/{suffix}", expect=403, prix=5)
            assert refusal["type"] == "reserve-au-gerant"
        moussa.delete(f"/reglements/{id}/solde", expect=403)
    assert awa.get(f"/reglements/{sale['id']}")["etat"] == "incomplet"


def test_a_vendeur_changes_what_he_recorded_the_same_day(
    awa: Personne, moussa: Personne, clock: Clock
) -> None:
    hers, his = awa.post("/reglements", **RIZ), moussa.post("/reglements", **RIZ)
    refusal = moussa.patch(f"/reglements/{hers['id']}", expect=403, produit="Mil")
    assert refusal["type"] == "reserve-au-gerant"
    assert moussa.patch(f"/reglements/{his['id']}", produit="Mil")["produit"] == "Mil"
    moussa.patch(f"/reglements/{NOBODY}", expect=404, produit="Mil")
    clock.advance(hours=14)
    moussa.patch(f"/reglements/{his['id']}", expect=403, produit="Riz")
    assert awa.patch(f"/reglements/{his['id']}", produit="Riz")["produit"] == "Riz"


def test_an_unknown_one_is_404_whatever_the_body(awa: Personne) -> None:
    for id in (NOBODY, "x", "%", "a" * 65, f"{NOBODY}#a#00000001"):
        assert awa.get(f"/reglements/{id}", expect=404)["type"] == "introuvable"
        awa.patch(f"/reglements/{id}", expect=404, montant=0)
        awa.post(f"/reglements/{id}/annulation", expect=404)
        awa.post(f"/reglements/{id}/solde", expect=404, motif="oublie")
        awa.delete(f"/reglements/{id}/solde", expect=404)
    paid = awa.post("/reglements", **RIZ, acompte={"montant": 5})
    [versement] = awa.get("/versements")["elements"]
    awa.get(f"/reglements/{versement['id']}", expect=404)
    awa.get(f"/reglements/{paid['client']['id']}", expect=404)


def test_what_can_t_be_read_is_refused_before_its_fields(awa: Personne) -> None:
    json = {"Content-Type": "application/json"}
    for raw in (b"{", b"[]", b"null", b'"x"', b'{"montant": NaN}', b"\xff", b'{"a":1,"a":2}'):
        reply = awa.send("POST", "/reglements", raw, json)
        assert (reply.status, raw) in ((400, raw), (422, raw))
        assert reply.headers["content-type"] == "application/problem+json"
    for media in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert awa.send("POST", "/reglements", b"{}", {"Content-Type": media}).status == 415
    assert awa.send("POST", "/reglements", b" " * 70_000, json).status == 413
    assert awa.send("PUT", "/reglements").status == 405
    assert Personne().send("POST", "/reglements", b"{", json).status == 401
