"""What belongs to another boutique is not there: 404 in a path, 422 in a body, empty in a list."""

from __future__ import annotations

from typing import Any

from tests.api.personne import Personne
from tests.api.ventes import RIZ, VIEUX, champs, figures, ids, vendre, verser


def test_another_boutique_s_things_are_404_in_a_path(awa: Personne, fatou: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    paid = verser(awa, 500)
    client = sale["client"]["id"]
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"/reglements/{sale['id']}", {}),
        ("PATCH", f"/reglements/{sale['id']}", {"produit": "Mil"}),
        ("POST", f"/reglements/{sale['id']}/annulation", {"motif": "Erreur"}),
        ("POST", f"/reglements/{sale['id']}/solde", {}),
        ("DELETE", f"/reglements/{sale['id']}/solde", {}),
        ("GET", f"/versements/{paid['id']}", {}),
        ("POST", f"/versements/{paid['id']}/annulation", {"motif": "Erreur"}),
        ("GET", f"/clients/{client}", {}),
        ("PATCH", f"/clients/{client}", {"nom": "Autre"}),
        ("GET", f"/clients/{client}/releve", {}),
    ]
    before = (awa.get(f"/reglements/{sale['id']}"), awa.get(f"/versements/{paid['id']}"))
    for method, path, body in calls:
        refusal = fatou.call(method, path, 404, body)
        assert refusal["type"] == "introuvable", path
        if method != "GET":
            assert fatou.call(method, path, 404, {"prix": 5})["type"] == "introuvable"
    assert (awa.get(f"/reglements/{sale['id']}"), awa.get(f"/versements/{paid['id']}")) == before
    assert figures(awa, client) == (15_000, 500, 0, 14_500, 0)


def test_another_boutique_s_things_are_422_in_a_body(awa: Personne, fatou: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    client = sale["client"]["id"]
    own = vendre(fatou, "tissu", 500)["client"]["id"]
    bodies: list[tuple[str, dict[str, Any], str]] = [
        ("/reglements", {"client": client, "produit": "x", "montant": 5}, "client"),
        ("/versements", {"client": client, "montant": 5}, "client"),
        ("/versements", {"client": own, "montant": 5, "reglements": [sale["id"]]}, "reglements"),
    ]
    for path, body, champ in bodies:
        assert champs(fatou.post(path, expect=422, **body)) == [champ]
    assert fatou.get("/versements")["elements"] == []


def test_lists_and_searches_hold_one_s_own_alone(awa: Personne, fatou: Personne) -> None:
    vendre(awa, "riz", 500)
    hers = vendre(fatou, "riz", 700)
    verser(awa, 500)
    queries: list[dict[str, Any]] = [{}, {"q": "vieux"}, {"q": "riz"}, {"q": "775"}]
    for query in queries:
        assert ids(fatou.get("/reglements", **query)) == [hers["id"]]
    assert ids(fatou.get("/clients", telephone=VIEUX)) == [hers["client"]["id"]]
    assert ids(fatou.get("/clients", q="vieux")) == [hers["client"]["id"]]
    assert ids(fatou.get("/clients", tri="du")) == [hers["client"]["id"]]
    assert fatou.get("/versements")["elements"] == []


def test_who_is_not_signed_in_gets_nothing(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    stranger = Personne(cookies={"session": "x" * 43})
    for path in ("/reglements", f"/reglements/{sale['id']}", "/versements", "/clients"):
        assert stranger.get(path, expect=401)["type"] == "non-connecte"
    stranger.post("/reglements", expect=401, montant=0)
