"""Clés: shown once, good for what their role allows, gone at once."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.aws.acces import AccesRow
from local.dynamodb import Conflict, Engine, LostAnswer
from tests.api.conftest import exact_under_threads
from tests.api.personne import Personne
from tests.api.test_pannes import strike
from tests.api.ventes import RIZ, champs, ids


def integrator(who: Personne, role: str = "vendeur", nom: str = "Caisse") -> Personne:
    """A program with a clé that this gérant has made for it."""
    made = who.post("/cles", nom=nom, role=role)
    return Personne(who.boutique, made["id"], bearer=made["cle"])


def test_a_cle_is_shown_once(awa: Personne) -> None:
    made = awa.post("/cles", nom="Caisse", role="vendeur")
    assert made == {
        "id": made["id"],
        "nom": "Caisse",
        "role": "vendeur",
        "cree_le": "2026-11-24T10:00:00.000Z",
        "cree_par": {"id": awa.id, "nom": "Awa Ndiaye"},
        "cle": made["cle"],
    }
    assert len(made["cle"]) > 40
    del made["cle"]
    assert awa.get("/cles") == {"elements": [made], "curseur": None}
    for row in AccesRow.scan():
        assert "amneubor_" not in str(row.attribute_values)


def test_what_a_cle_records_bears_its_name(awa: Personne) -> None:
    caisse = integrator(awa)
    sale = caisse.post("/reglements", **RIZ)
    assert sale["cree_par"] == {"id": caisse.id, "nom": "Caisse"}
    caisse.post("/versements", client=sale["client"]["id"], montant=500)
    assert awa.get("/caisse")["utilisateurs"] == [
        {"id": caisse.id, "nom": "Caisse", "montant": 500}
    ]
    assert {line["par"]["nom"] for line in awa.get("/journal")["elements"]} == {
        "Awa Ndiaye",
        "Caisse",
    }


def test_the_role_of_a_cle_counts(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)["id"]
    annulation = f"/reglements/{sale}/annulation"
    integrator(awa).post(annulation, expect=403, motif="Erreur")
    integrator(awa, "gerant").post(annulation, expect=200, motif="Erreur")


def test_a_cle_does_no_more_than_who_made_it_may_now(awa: Personne, moussa: Personne) -> None:
    awa.patch(f"/equipe/{moussa.id}", role="gerant")
    caisse = integrator(moussa, "gerant")
    caisse.get("/journal")
    awa.patch(f"/equipe/{moussa.id}", role="vendeur")
    caisse.get("/journal", expect=403)
    caisse.get("/clients")


def test_a_cle_modifies_what_it_recorded_itself(awa: Personne) -> None:
    caisse, other = integrator(awa), integrator(awa)
    sale = caisse.post("/reglements", **RIZ)["id"]
    other.patch(f"/reglements/{sale}", expect=403, montant=5_000)
    caisse.patch(f"/reglements/{sale}", montant=5_000)


def test_a_revoked_cle_is_out_at_once(awa: Personne) -> None:
    caisse = integrator(awa)
    caisse.get("/clients")
    awa.delete(f"/cles/{caisse.id}")
    assert caisse.get("/clients", expect=401)["type"] == "non-connecte"
    awa.delete(f"/cles/{caisse.id}", expect=404)
    assert awa.get("/cles")["elements"] == []


def test_who_leaves_takes_their_cles_along(awa: Personne, moussa: Personne) -> None:
    awa.patch(f"/equipe/{moussa.id}", role="gerant")
    his, hers = integrator(moussa), integrator(awa)
    awa.delete(f"/equipe/{moussa.id}")
    his.get("/clients", expect=401)
    hers.get("/clients")
    assert ids(awa.get("/cles")) == [hers.id]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/session"),
        ("PATCH", "/boutique"),
        ("GET", "/equipe"),
        ("POST", "/equipe"),
        ("GET", "/cles"),
        ("POST", "/cles"),
        ("DELETE", "/cles/x"),
        ("DELETE", "/clients/x"),
    ],
)
def test_a_cle_never_manages_the_boutique(awa: Personne, method: str, path: str) -> None:
    caisse = integrator(awa, "gerant")
    refusal = caisse.call(method, path, 403, {"nom": 5} if method != "GET" else None)
    assert refusal["type"] == "interdit-aux-cles"


@pytest.mark.parametrize("header", ["Bearer {}x", "Basic {}", "{}", "Bearer", "Bearer  "])
def test_what_is_no_cle_opens_nothing_whatever_the_cookie(awa: Personne, header: str) -> None:
    cle = awa.post("/cles", nom="Caisse", role="gerant")["cle"]
    sent = {"Authorization": header.format(cle)}
    assert awa.send("GET", "/clients", headers=sent).status == 401


def test_a_replay_shows_no_secret(awa: Personne) -> None:
    made = awa.post("/cles", key="k1", nom="Caisse", role="vendeur")
    assert made["cle"]
    assert awa.post("/cles", key="k1", nom="Caisse", role="vendeur") == {**made, "cle": None}
    assert len(awa.get("/cles")["elements"]) == 1


@exact_under_threads
@pytest.mark.parametrize("fault", [Conflict(), LostAnswer()], ids=repr)
@pytest.mark.parametrize("key", ["k1", None])
def test_whatever_happens_to_its_transaction_the_cle_is_shown_and_opens(
    engine: Engine, awa: Personne, fault: Any, key: str | None
) -> None:
    strike(engine, "TransactWriteItems", fault, times=3)
    made = awa.post("/cles", key=key, nom="Caisse", role="vendeur")
    Personne(bearer=made["cle"]).get("/clients")
    strike(engine, "TransactWriteItems", fault, times=3)
    awa.delete(f"/cles/{made['id']}")
    assert len(awa.get("/journal")["elements"]) == 2


def test_a_boutique_has_twenty_cles_at_most(awa: Personne) -> None:
    for _ in range(20):
        made = awa.post("/cles", nom="Caisse", role="vendeur")
    assert awa.post("/cles", expect=409, nom="Caisse", role="vendeur")["type"] == "trop-de-cles"
    awa.delete(f"/cles/{made['id']}")
    awa.post("/cles", nom="Caisse", role="vendeur")


def test_every_bad_field_is_named(awa: Personne) -> None:
    assert champs(awa.post("/cles", expect=422)) == ["nom", "role"]
    assert champs(awa.post("/cles", expect=422, nom="x" * 101, role="chef")) == ["nom", "role"]
