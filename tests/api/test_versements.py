"""Versements over HTTP: payments recorded, read, voided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.ventes import RIZ, TODAY, VIEUX, champs, codes, figures, ids, vendre, verser

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
MODES = ["especes", "wave", "orange_money", "free_money", "virement", "cheque", "autre"]


def reliquats(who: Personne) -> dict[str, int]:
    """What remains due of each produit."""
    return {r["produit"]: r["reliquat"] for r in who.get("/reglements")["elements"]}


def test_a_payment_is_answered_in_its_whole_shape(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    paid = awa.post(
        "/versements",
        telephone="+221 77 500 00 01",
        montant=5_000,
        date="2026-11-23",
        mode="orange_money",
        reference=" OM-12 ",
        note="apporté par\nsa fille",
    )
    assert paid == {
        "id": paid["id"],
        "numero": 1,
        "client": sale["client"],
        "montant": 5_000,
        "rembourse": 0,
        "mode": "orange_money",
        "reference": "OM-12",
        "date": "2026-11-23",
        "note": "apporté par\nsa fille",
        "etat": "en_cours",
        "imputations": [{"reglement": sale["id"], "montant": 5_000}],
        "libre": 0,
        "annulation": None,
        "cree_le": "2026-11-24T10:00:00.000Z",
        "cree_par": {"id": awa.id, "nom": "Awa Ndiaye"},
        "version": 1,
        "avertissements": [],
    }
    assert awa.get(f"/versements/{paid['id']}") == paid
    assert awa.get("/versements")["elements"] == [paid]


def test_what_is_left_out_has_its_usual_value(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    paid = awa.post("/versements", client=sale["client"]["id"], montant=5)
    assert (paid["date"], paid["mode"], paid["reference"], paid["note"]) == (
        TODAY, "especes", "", "",
    )  # fmt: skip


def test_each_mode_is_kept(awa: Personne) -> None:
    vendre(awa, "Riz", 15_000)
    assert [verser(awa, 5, mode=mode)["mode"] for mode in MODES] == MODES


def test_the_oldest_is_paid_first_by_date_then_by_recording(awa: Personne) -> None:
    vendre(awa, "récent", 1_000)
    vendre(awa, "vieux", 1_000, date="2026-11-01")
    vendre(awa, "vieux aussi", 1_000, date="2026-11-01")
    verser(awa, 1_500)
    assert reliquats(awa) == {"vieux": 0, "vieux aussi": 500, "récent": 1_000}


def test_named_ones_are_paid_first_in_the_order_given(awa: Personne) -> None:
    sales = {p: vendre(awa, p, 1_000, date="2026-11-01")["id"] for p in ("a", "b", "c", "d")}
    paid = verser(awa, 2_500, reglements=[sales["d"], sales["c"], sales["d"]])
    assert reliquats(awa) == {"a": 500, "b": 1_000, "c": 0, "d": 0}
    assert paid["imputations"] == [
        {"reglement": sales["d"], "montant": 1_000},
        {"reglement": sales["c"], "montant": 1_000},
        {"reglement": sales["a"], "montant": 500},
    ]


def test_a_named_complet_one_takes_nothing(awa: Personne) -> None:
    done, open_ = vendre(awa, "sucre", 1_000), vendre(awa, "riz", 2_000)
    verser(awa, 1_000)
    paid = verser(awa, 500, reglements=[done["id"]])
    assert paid["imputations"] == [{"reglement": open_["id"], "montant": 500}]


def test_a_named_one_that_is_void_unknown_or_another_client_s_is_refused(
    awa: Personne, fatou: Personne
) -> None:
    mine = vendre(awa, "riz", 1_000)
    void = vendre(awa, "sucre", 1_000)
    awa.post(f"/reglements/{void['id']}/annulation", expect=200, motif="Erreur")
    other = vendre(awa, "mil", 1_000, telephone="77 500 00 02", nom="Coumba Sy")
    foreign = vendre(fatou, "tissu", 1_000)
    for bad in (void, other, foreign, {"id": NOBODY}):
        refusal = awa.post(
            "/versements",
            expect=422,
            telephone=VIEUX,
            montant=500,
            reglements=[mine["id"], bad["id"]],
        )
        assert champs(refusal) == ["reglements"]
    assert awa.get("/versements")["elements"] == []
    assert verser(awa, 500)["numero"] == 1


def test_what_is_left_is_the_client_s_avoir(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    paid = verser(awa, 20_000, reglements=[sale["id"]])
    assert paid["libre"] == 5_000
    assert figures(awa, sale["client"]["id"]) == (15_000, 20_000, 0, 0, 5_000)
    assert verser(awa, 1_000)["libre"] == 1_000


def test_the_client_must_exist(awa: Personne, fatou: Personne) -> None:
    theirs = vendre(fatou, "tissu", 1_000)["client"]["id"]
    unknown = awa.post("/versements", expect=422, telephone="77 500 00 09", montant=500)
    assert champs(unknown) == ["telephone"]
    for id in (NOBODY, theirs):
        assert champs(awa.post("/versements", expect=422, client=id, montant=500)) == ["client"]
    both = awa.post("/versements", expect=422, client=NOBODY, telephone="77 500 00 09", montant=0)
    assert "montant" in champs(both)


def test_an_unknown_client_is_named_with_every_other_bad_field(awa: Personne) -> None:
    refusal = awa.post("/versements", expect=422, telephone=VIEUX, montant=0)
    assert sorted(champs(refusal)) == ["montant", "telephone"]
    refusal = awa.post("/versements", expect=422, client=NOBODY, montant=5, mode="troc")
    assert sorted(champs(refusal)) == ["client", "mode"]


def test_receipt_numbers_are_unique_and_rise(awa: Personne, fatou: Personne) -> None:
    sale = awa.post("/reglements", **RIZ, acompte={"montant": 5})
    numbers = [verser(awa, 5, date="2026-11-01")["numero"] for _ in range(3)]
    [acompte] = awa.get("/versements", du=TODAY)["elements"]
    assert [acompte["numero"], *numbers] == sorted({acompte["numero"], *numbers})
    assert awa.post("/versements", client=sale["client"]["id"], montant=5)["numero"] > numbers[-1]
    vendre(fatou, "tissu", 500)
    assert verser(fatou, 500)["numero"] == 1


@pytest.mark.parametrize(
    ("champ", "values"),
    [
        ("telephone", ["12", 775000001, ""]),
        ("montant", [0, -5, 10**12 + 1, 1.5, "5000", True, None]),
        ("date", ["2026-11-25", "24/11/2026", "2026-02-30", 5]),
        ("mode", ["troc", "", 5, None]),
        ("reference", ["x" * 101, 5]),
        ("note", ["x" * 1001, 5]),
        ("reglements", ["x", 5, None, [NOBODY]]),
        ("reglements.0", [[5], [""], ["x" * 41], [None], ["à"]]),
        ("acompte", [5]),
        ("numero", [7]),
    ],
)
def test_a_bad_field_is_refused_by_name(awa: Personne, champ: str, values: list[object]) -> None:
    awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    for value in values:
        body: dict[str, Any] = {"telephone": VIEUX, "montant": 500}
        refusal = awa.post("/versements", expect=422, **{**body, champ.partition(".")[0]: value})
        assert champs(refusal) == [champ], value
    assert awa.get("/versements")["elements"] == []


def test_every_bad_field_is_named_at_once(awa: Personne) -> None:
    assert champs(awa.post("/versements", expect=422)) == ["montant", "telephone"]
    bad: dict[str, Any] = {
        "telephone": "12", "montant": 0, "date": "hier", "mode": "troc", "reference": 5,
        "note": 5, "reglements": "x", "prix": 5,
    }  # fmt: skip
    assert sorted(champs(awa.post("/versements", expect=422, **bad))) == sorted(bad)


def test_an_odd_montant_gets_a_warning(awa: Personne) -> None:
    vendre(awa, "riz", 15_000)
    assert codes(verser(awa, 5_001)) == ["montant-multiple"]
    assert codes(verser(awa, 5_000)) == []


def test_a_void_payment_stays_visible_and_counts_in_nothing(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    paid = verser(awa, 5_000)
    void = awa.post(f"/versements/{paid['id']}/annulation", expect=200, motif="Faux billet")
    assert void == {
        **paid,
        "etat": "annule",
        "imputations": [],
        "libre": 0,
        "annulation": {
            "le": "2026-11-24T10:00:00.000Z",
            "par": {"id": awa.id, "nom": "Awa Ndiaye"},
            "motif": "Faux billet",
        },
        "version": void["version"],
    }
    assert awa.get(f"/reglements/{sale['id']}")["reliquat"] == 15_000
    assert figures(awa, sale["client"]["id"]) == (15_000, 0, 0, 15_000, 0)
    assert ids(awa.get("/versements", etat="annule")) == [paid["id"]]
    assert ids(awa.get("/versements", etat="en_cours")) == []


def test_voiding_twice_changes_nothing(awa: Personne, clock: Clock) -> None:
    vendre(awa, "riz", 15_000)
    path = f"/versements/{verser(awa, 5_000)['id']}"
    void = awa.post(f"{path}/annulation", expect=200, motif="Faux billet")
    clock.advance(days=1)
    assert awa.post(f"{path}/annulation", expect=200, motif="Autre") == void


def test_a_void_payment_leaves_abandons_and_hands_its_sales_to_an_avoir(awa: Personne) -> None:
    sale = vendre(awa, "riz", 10_000)
    first = verser(awa, 4_000)
    awa.post(f"/reglements/{sale['id']}/solde", expect=200)
    verser(awa, 1_000)
    awa.post(f"/versements/{first['id']}/annulation", expect=200, motif="Erreur")
    now = awa.get(f"/reglements/{sale['id']}")
    assert (now["verse"], now["abandonne"], now["reliquat"]) == (1_000, 6_000, 3_000)
    assert figures(awa, sale["client"]["id"]) == (10_000, 1_000, 6_000, 3_000, 0)


def test_a_bad_motif_is_refused(awa: Personne) -> None:
    vendre(awa, "riz", 15_000)
    path = f"/versements/{verser(awa, 5_000)['id']}/annulation"
    for bad in ({}, {"motif": " "}, {"motif": None}, {"motif": "x" * 201}, {"motif": 5}):
        assert champs(awa.post(path, expect=422, **bad)) == ["motif"]
    assert champs(awa.post(path, expect=422, raison="x")) == ["motif", "raison"]


def test_only_a_gerant_voids_a_payment(awa: Personne, moussa: Personne) -> None:
    vendre(moussa, "riz", 15_000)
    paid = verser(moussa, 5_000)
    for id in (paid["id"], NOBODY):
        moussa.post(f"/versements/{id}/annulation", expect=403, motif="Erreur")
    assert awa.get(f"/versements/{paid['id']}")["etat"] == "en_cours"


def test_an_unknown_one_is_404_whatever_the_body(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    paid = verser(awa, 500)
    for id in (NOBODY, sale["id"], "a" * 65, f"{paid['id']}#{sale['id']}"):
        assert awa.get(f"/versements/{id}", expect=404)["type"] == "introuvable"
        awa.post(f"/versements/{id}/annulation", expect=404)


def test_a_body_names_at_most_five_hundred(awa: Personne) -> None:
    vendre(awa, "riz", 500)
    refusal = awa.post(
        "/versements", expect=422, telephone=VIEUX, montant=5, reglements=[NOBODY] * 501
    )
    assert champs(refusal) == ["reglements"]
    assert "500" in refusal["detail"]


def test_a_payment_recorded_anew_on_a_later_day_pays_after_those_that_are_older_now(
    awa: Personne,
) -> None:
    vendre(awa, "riz", 5_000, date="2026-01-27")
    first = verser(awa, 6_000, date="2026-01-27")
    second, third = verser(awa, 4_000, date="2026-02-01"), verser(awa, 900, date="2026-02-02")
    anew = awa.patch(f"/versements/{first['id']}", date="2026-02-26", reglements=[])
    assert [i["montant"] for i in anew["imputations"]] == [100]
    assert [awa.get(f"/versements/{v['id']}")["libre"] for v in (second, third)] == [0, 0]
