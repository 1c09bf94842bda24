"""Clients over HTTP: added, changed, found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.ventes import RIZ, VIEUX, champs, ids, vendre, verser, whole

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def noms(page: Any) -> list[str]:
    return [client["nom"] for client in page["elements"]]


def test_a_client_is_answered_in_its_whole_shape(awa: Personne) -> None:
    client = awa.post(
        "/clients", nom=" Vieux  Faye", telephone=VIEUX, note="en face", plafond=50_000
    )
    assert client == {
        "id": client["id"],
        "nom": client["nom"],
        "telephone": "+221775000001",
        "telephone2": None,
        "note": "en face",
        "achats": 0,
        "verse": 0,
        "abandonne": 0,
        "du": 0,
        "avoir": 0,
        "plafond": 50_000,
        "accuse": False,
        "consentement_sms": None,
        "cree_le": "2026-11-24T10:00:00.000Z",
        "version": 1,
        "avertissements": [],
    }
    assert awa.get(f"/clients/{client['id']}") == client
    assert awa.get("/clients") == {"elements": [client], "curseur": None}


def test_a_client_may_have_no_number_and_share_its_name(awa: Personne) -> None:
    first = awa.post("/clients", nom="Coumba Sy")
    second = awa.post("/clients", nom="Coumba Sy", telephone=None)
    assert first["telephone"] is None
    assert first["id"] != second["id"]
    assert sorted(ids(awa.get("/clients", q="coumba"))) == sorted([first["id"], second["id"]])


def test_a_taken_number_names_the_client_that_has_it(awa: Personne, fatou: Personne) -> None:
    vieux = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    coumba = awa.post("/clients", nom="Coumba Sy")
    refusals = [
        awa.post("/clients", expect=409, nom="Autre", telephone="+221775000001"),
        awa.patch(f"/clients/{coumba['id']}", expect=409, telephone=VIEUX),
        awa.patch(f"/clients/{coumba['id']}", expect=409, telephone2=VIEUX),
    ]
    for refusal in refusals:
        assert (refusal["type"], refusal["client"]) == ("numero-pris", vieux["id"])
    assert noms(awa.get("/clients")) == ["Coumba Sy", "Vieux Faye"]
    assert fatou.post("/clients", nom="Vieux aussi", telephone=VIEUX)["id"] != vieux["id"]


@pytest.mark.parametrize(
    ("champ", "values"),
    [
        ("nom", ["", " \u200b", "x" * 101, 5, None]),
        ("telephone", ["12", 775000001, "77 5", ""]),
        ("note", ["x" * 1001, 5]),
        ("plafond", [0, -5, "5", 1.5, 10**12 + 1]),
        ("du", [5]),
    ],
)
def test_a_bad_field_is_refused_by_name(awa: Personne, champ: str, values: list[object]) -> None:
    for value in values:
        body: dict[str, Any] = {"nom": "Vieux", champ: value}
        refusal = awa.post("/clients", expect=422, **body)
        assert champs(refusal) == [champ], value
    assert awa.get("/clients")["elements"] == []


def test_every_bad_field_is_named_at_once(awa: Personne) -> None:
    assert champs(awa.post("/clients", expect=422)) == ["nom"]
    bad: dict[str, Any] = {
        "nom": "", "telephone": "12", "note": 5, "plafond": 0, "accuse": True,
    }  # fmt: skip
    assert sorted(champs(awa.post("/clients", expect=422, **bad))) == sorted(bad)
    client = awa.post("/clients", nom="Vieux Faye")["id"]
    bad = {
        "nom": None, "telephone": "12", "telephone2": "13", "note": 5, "plafond": 0,
        "accuse": "oui", "consentement_sms": {"le": "hier"}, "version": "1", "du": 0,
    }  # fmt: skip
    assert sorted(champs(awa.patch(f"/clients/{client}", expect=422, **bad))) == sorted(bad)


def test_any_field_can_be_changed_and_raises_the_version(awa: Personne) -> None:
    client = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    changed = awa.patch(
        f"/clients/{client['id']}",
        nom="Vieux Faye Ndiaye",
        telephone="78 500 00 01",
        telephone2="76 500 00 01",
        note="paie le vendredi",
        plafond=50_000,
        accuse=True,
        consentement_sms=True,
        version=1,
    )
    assert changed == {
        **client,
        "nom": "Vieux Faye Ndiaye",
        "telephone": "+221785000001",
        "telephone2": "+221765000001",
        "note": "paie le vendredi",
        "plafond": 50_000,
        "accuse": True,
        "consentement_sms": {"le": "2026-11-24T10:00:00.000Z", "source": "boutique"},
        "version": 2,
    }
    assert awa.get(f"/clients/{client['id']}") == changed
    cleared = awa.patch(
        f"/clients/{client['id']}",
        telephone2=None,
        note=None,
        plafond=None,
        accuse=False,
        consentement_sms=False,
    )
    assert cleared == {
        **changed,
        "telephone2": None,
        "note": "",
        "plafond": None,
        "accuse": False,
        "consentement_sms": None,
        "version": 3,
    }


def test_changing_nothing_raises_no_version_and_a_stale_one_is_refused(awa: Personne) -> None:
    client = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    path = f"/clients/{client['id']}"
    assert awa.patch(path) == client
    assert awa.patch(path, nom="Vieux Faye", telephone=VIEUX, version=1) == client
    awa.patch(path, note="x")
    assert awa.patch(path, expect=409, note="y", version=1)["type"] == "version-perimee"
    vendre(awa, "riz", 500)
    verser(awa, 500)
    assert awa.patch(path, note="y", version=2)["version"] == 3


def test_consent_keeps_its_first_date(awa: Personne, clock: Clock) -> None:
    path = f"/clients/{awa.post('/clients', nom='Vieux Faye')['id']}"
    given = awa.patch(path, consentement_sms=True)["consentement_sms"]
    clock.advance(days=1)
    assert awa.patch(path, consentement_sms=True, note="x")["consentement_sms"] == given


def test_a_new_number_finds_the_client_and_the_old_one_is_free(awa: Personne) -> None:
    client = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)["id"]
    awa.patch(f"/clients/{client}", telephone="78 500 00 01", telephone2="76 500 00 01")
    for number in ("78 500 00 01", "76 500 00 01"):
        assert vendre(awa, "riz", 500, telephone=number)["client"]["id"] == client
        assert ids(awa.get("/clients", telephone=number)) == [client]
    assert awa.get("/clients", telephone=VIEUX)["elements"] == []
    other = awa.post("/clients", nom="Coumba Sy", telephone=VIEUX)["id"]
    assert ids(awa.get("/clients", telephone=VIEUX)) == [other]
    awa.patch(f"/clients/{client}", telephone="76 500 00 01", telephone2="78 500 00 01")
    assert ids(awa.get("/clients", telephone="78 500 00 01")) == [client]


def test_a_new_name_shows_on_what_was_sold_before(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    awa.patch(f"/clients/{sale['client']['id']}", nom="Vieux Faye fils")
    assert awa.get(f"/reglements/{sale['id']}")["client"]["nom"] == "Vieux Faye fils"
    assert awa.get("/reglements")["elements"][0]["client"]["nom"] == "Vieux Faye fils"


def test_a_vendeur_adds_clients_but_sets_no_plafond_nor_accuse(
    awa: Personne, moussa: Personne
) -> None:
    client = moussa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    path = f"/clients/{client['id']}"
    assert moussa.patch(path, note="paie le vendredi")["version"] == 2
    moussa.post("/clients", expect=403, nom="Coumba Sy", plafond=5)
    fields: list[dict[str, Any]] = [{"plafond": 5}, {"accuse": True}, {"plafond": None}]
    for field in fields:
        assert moussa.patch(path, expect=403, **field)["type"] == "reserve-au-gerant"
    assert awa.get(path)["note"] == "paie le vendredi"


def test_an_unknown_one_is_404_whatever_the_body(awa: Personne) -> None:
    awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    for id in (NOBODY, "a" * 65, "tel#+221775000001"):
        assert awa.get(f"/clients/{id}", expect=404)["type"] == "introuvable"
        awa.patch(f"/clients/{id}", expect=404, nom="")
        awa.get(f"/clients/{id}/releve", expect=404)


def test_clients_are_listed_by_nom_and_debtors_by_what_they_owe(awa: Personne) -> None:
    for n, nom in enumerate(["Élimane Ba", "Zeynab Fall", "abdou Sow", "Ngoné Diop", "Éva Sy"]):
        vendre(awa, "riz", 1_000 * (1 + n % 3), telephone=f"77 500 00 1{n}", nom=nom)
    verser(awa, 5_000, telephone="77 500 00 11")
    assert noms(awa.get("/clients")) == [
        "abdou Sow", "Élimane Ba", "Éva Sy", "Ngoné Diop", "Zeynab Fall",
    ]  # fmt: skip
    debtors = awa.get("/clients", tri="du")
    assert debtors["elements"][0]["nom"] == "abdou Sow"
    assert [c["du"] for c in debtors["elements"]] == [3_000, 2_000, 1_000, 1_000]
    for limite in (1, 2, 4):
        assert whole(awa, "/clients", limite) == awa.get("/clients")["elements"]
        assert whole(awa, "/clients", limite, tri="du") == debtors["elements"]
        assert whole(awa, "/clients", limite, q="e") == awa.get("/clients", q="e")["elements"]
    assert noms(awa.get("/clients", tri="du", q="eva")) == ["Éva Sy"]


def test_names_are_found_by_the_beginning_of_any_word(awa: Personne) -> None:
    for nom in ("Ndèye Coumba N'Diaye", "Demba Ndao", "Boutique 2000 Sandaga", "Ɓalla Ŋom"):
        awa.post("/clients", nom=nom)
    found = {
        "n": ["Demba Ndao", "Ndèye Coumba N'Diaye"],
        "nd": ["Demba Ndao", "Ndèye Coumba N'Diaye"],
        "NDÈYE": ["Ndèye Coumba N'Diaye"],
        "ndeye": ["Ndèye Coumba N'Diaye"],
        "coum": ["Ndèye Coumba N'Diaye"],
        "diaye": ["Ndèye Coumba N'Diaye"],
        "n'diaye": ["Ndèye Coumba N'Diaye"],
        "nd dem": ["Demba Ndao"],
        "ndao demba": ["Demba Ndao"],
        "oumba": [],
        "demba ndeye": [],
        "2000": ["Boutique 2000 Sandaga"],
        "sand": ["Boutique 2000 Sandaga"],
        "ɓal": ["Ɓalla Ŋom"],
        "ŋom": ["Ɓalla Ŋom"],
        "Ɓa": ["Ɓalla Ŋom"],
        "%": [],
        "'": [],
    }
    assert {q: noms(awa.get("/clients", q=q)) for q in found} == found
    assert len(noms(awa.get("/clients", q=" "))) == 4


def test_numbers_are_found_by_three_digits_in_a_row(awa: Personne) -> None:
    vieux = awa.post("/clients", nom="Vieux Faye", telephone="77 512 34 56")["id"]
    awa.post("/clients", nom="Coumba Sy", telephone="78 600 00 00")
    awa.patch(f"/clients/{vieux}", telephone2="76 999 88 77")
    for q in ("775123456", "77 512", "512", "+221775", "00221 77 512 34 56", "999", "34 56"):
        assert ids(awa.get("/clients", q=q)) == [vieux], q
    for q in ("51", "775124", "56 34"):
        assert awa.get("/clients", q=q)["elements"] == [], q


def test_a_whole_number_finds_exactly_and_an_incomplete_one_nobody(awa: Personne) -> None:
    vieux = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    for typed in (VIEUX, "+221775000001", "00221 775000001"):
        assert awa.get("/clients", telephone=typed)["elements"] == [vieux]
    for typed in ("77 500", "77 500 00 02", "", "lettres", "77 500 00 01 0"):
        assert awa.get("/clients", telephone=typed) == {"elements": [], "curseur": None}


def test_many_matches_come_in_pages_in_the_order_of_noms(awa: Personne) -> None:
    for n in range(25):
        awa.post("/clients", nom=f"Fatim {chr(97 + n * 7 % 25)} Ndiaye")
    every = noms(awa.get("/clients", q="ndi", limite=100))
    assert every == sorted(every)
    assert len(every) == 25
    assert [c["nom"] for c in whole(awa, "/clients", 4, q="ndi")] == every
    assert [c["nom"] for c in whole(awa, "/clients", 4, q="n")] == every


@pytest.mark.parametrize(
    "nom",
    [
        "\ufdfa" * 100,
        "'".join("azertyuiop" * 5),
        "31415926535897932384" * 5,
        "\U0010ffff#~",
        "😀" * 100,
    ],
    ids=["a sentence a letter", "apostrophes", "digits", "signs", "emoji"],
)
def test_the_oddest_name_is_kept_found_and_changed(awa: Personne, nom: str) -> None:
    sale = vendre(awa, "riz", 500, telephone="+8801712345678", nom=nom, acompte={"montant": 600})
    client = sale["client"]["id"]
    awa.post("/clients", nom=nom)
    assert len(awa.get("/clients")["elements"]) == 2
    assert ids(awa.get("/clients", q="456")) == [client]
    awa.patch(
        f"/clients/{client}",
        nom=nom[::-1],
        telephone="+4915212345678",
        telephone2="+4915112345678",
    )
    assert ids(awa.get("/clients", q="456")) == [client]
    assert awa.get(f"/clients/{client}")["avoir"] == 100
