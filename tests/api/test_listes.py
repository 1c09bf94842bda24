"""Lists: one order, pages that miss and repeat nothing, filters, cursors that serve one query."""

from __future__ import annotations

import base64
from typing import Any

from local.dynamodb import Engine
from tests.api.conftest import exact_under_threads
from tests.api.personne import Personne
from tests.api.ventes import TODAY, champs, dates, ids, vendre, verser, whole

DAYS = ["2026-11-24", "2026-11-03", "2026-11-03", "2025-01-31", "2026-10-31", "2026-11-03"]


def a_hundred_and_twenty_sales(who: Personne) -> list[str]:
    """Sales of few days and two clients, the older ones recorded late; newest first."""
    sales = []
    for n in range(120):
        client = {"telephone": f"77 500 00 0{n % 2}", "nom": f"Client {n % 2}"}
        sale = vendre(who, f"produit {n}", 500 + 5 * n, date=DAYS[n % 6], **client)
        sales.append((sale["date"], n, sale["id"]))
    return [id for _, _, id in sorted(sales, reverse=True)]


def test_pages_follow_date_then_recording_and_miss_nothing(awa: Personne) -> None:
    newest_first = a_hundred_and_twenty_sales(awa)
    for limite in (17, 100):
        assert [r["id"] for r in whole(awa, "/reglements", limite)] == newest_first
    assert len(awa.get("/reglements")["elements"]) == 50
    period = whole(awa, "/reglements", 9, du="2026-10-31", au="2026-11-03")
    assert {r["date"] for r in period} == {"2026-10-31", "2026-11-03"}
    assert len(period) == 80
    day = whole(awa, "/reglements", 13, du="2026-11-03", au="2026-11-03")
    assert [r["id"] for r in day] == [i for i in newest_first if i in {r["id"] for r in day}]
    assert len(day) == 60
    [client] = {r["client"]["id"] for r in day if r["client"]["nom"] == "Client 1"}
    hers = whole(awa, "/reglements", 8, client=client)
    assert [r["id"] for r in hers] == [id for id in newest_first if id in {r["id"] for r in hers}]
    assert len(hers) == 60
    assert whole(awa, "/reglements", 11, q="client 1") == hers
    assert len(whole(awa, "/reglements", 17, q="client")) == 120
    assert len(whole(awa, "/reglements", 17, q="PRODUIT 1")) == 31
    late = whole(awa, "/reglements", 9, en_retard="true")
    assert {r["date"] for r in late} == {"2025-01-31"}


def test_a_page_keeps_its_place_while_things_are_recorded(awa: Personne) -> None:
    sales = [vendre(awa, f"produit {n}", 500, date="2026-11-03")["id"] for n in range(5)]
    first = awa.get("/reglements", limite=2)
    vendre(awa, "récent", 500)
    vendre(awa, "ancien", 500, date="2026-10-01")
    verser(awa, 700)
    second = awa.get("/reglements", limite=10, curseur=first["curseur"])
    assert ids(first) == sales[:2:-1]
    assert [r["produit"] for r in second["elements"]] == [
        "produit 2", "produit 1", "produit 0", "ancien",
    ]  # fmt: skip


def test_the_last_full_page_says_that_it_is_the_last(awa: Personne) -> None:
    for n in range(4):
        vendre(awa, f"produit {n}", 500)
    assert awa.get("/reglements", limite=4)["curseur"] is None
    first = awa.get("/reglements", limite=2)
    assert awa.get("/reglements", limite=2, curseur=first["curseur"])["curseur"] is None


def test_etats_are_listed_apart_and_together(awa: Personne) -> None:
    done, open_, void = (vendre(awa, p, 1_000) for p in ("sucre", "riz", "mil"))
    awa.post(f"/reglements/{void['id']}/annulation", expect=200, motif="Erreur")
    paid, gone = verser(awa, 1_000), verser(awa, 1)
    awa.post(f"/versements/{gone['id']}/annulation", expect=200, motif="Erreur")
    for etat, id in (("complet", done["id"]), ("incomplet", open_["id"]), ("annule", void["id"])):
        assert ids(awa.get("/reglements", etat=etat)) == [id]
        assert ids(awa.get("/reglements", etat=etat, client=done["client"]["id"])) == [id]
        assert ids(awa.get("/reglements", etat=etat, q="vieux")) == [id]
        assert awa.get("/reglements", etat=etat, au="2026-11-23")["elements"] == []
    assert ids(awa.get("/reglements")) == [void["id"], open_["id"], done["id"]]
    assert ids(awa.get("/versements")) == [gone["id"], paid["id"]]
    assert ids(awa.get("/versements", etat="en_cours")) == [paid["id"]]
    assert ids(awa.get("/versements", etat="annule")) == [gone["id"]]
    assert ids(awa.get("/versements", etat="archive")) == []


def test_elements_have_the_shape_of_the_thing_itself(awa: Personne) -> None:
    sale = vendre(awa, "riz", 1_000, acompte={"montant": 400})
    [listed] = awa.get("/reglements")["elements"]
    assert listed == sale
    [paid] = awa.get("/versements")["elements"]
    assert paid == awa.get(f"/versements/{paid['id']}")


def test_versements_come_newest_first_too(awa: Personne) -> None:
    vendre(awa, "riz", 100_000, date="2026-01-01")
    paid = [verser(awa, 500 + n, date=DAYS[n % 6]) for n in range(13)]
    newest_first = [
        v["id"]
        for _, _, v in sorted(
            ((v["date"], n, v) for n, v in enumerate(paid)), key=lambda p: p[:2], reverse=True
        )
    ]
    client = paid[0]["client"]["id"]
    other: list[dict[str, Any]] = [{}, {"client": client}, {"q": "faye"}, {"etat": "en_cours"}]
    for query in other:
        assert [v["id"] for v in whole(awa, "/versements", 4, **query)] == newest_first
    assert dates(awa.get("/versements", du="2026-10-31", au="2026-11-02")) == ["2026-10-31"] * 2


def test_q_is_a_client_s_name_or_number_else_a_word_of_the_produit(awa: Personne) -> None:
    vendre(awa, "Riz parfumé", 500)
    vendre(awa, "Faye dafa", 500, telephone="78 600 00 02", nom="Coumba Sy")
    verser(awa, 500)
    by = {
        "faye": ["Riz parfumé"],
        "VIEUX": ["Riz parfumé"],
        "77500": ["Riz parfumé"],
        "0002": ["Faye dafa"],
        "parf": ["Riz parfumé"],
        "PARFUME riz": ["Riz parfumé"],
        "rfum": [],
        "s": ["Faye dafa"],
        "%": [],
        " ": ["Faye dafa", "Riz parfumé"],
    }
    found = {q: [r["produit"] for r in awa.get("/reglements", q=q)["elements"]] for q in by}
    assert found == by
    assert len(awa.get("/versements", q="faye")["elements"]) == 1
    assert len(awa.get("/versements", q="500 00 01")["elements"]) == 1
    assert awa.get("/versements", q="coumba")["elements"] == []
    assert awa.get("/versements", q="parf")["elements"] == []


def test_q_and_client_together_search_one_client_s_sales(awa: Personne) -> None:
    hers = vendre(awa, "Riz parfumé", 500)
    vendre(awa, "Sucre", 500)
    vendre(awa, "Riz brisé", 500, telephone="78 600 00 02", nom="Coumba Sy")
    client = hers["client"]["id"]
    assert ids(awa.get("/reglements", client=client, q="riz")) == [hers["id"]]
    assert len(ids(awa.get("/reglements", client=client, q="faye"))) == 2
    assert ids(awa.get("/reglements", client=client, q="coumba")) == []


def test_an_unknown_client_in_a_filter_is_an_empty_list(awa: Personne, fatou: Personne) -> None:
    hers = vendre(fatou, "tissu", 500)["client"]["id"]
    vendre(awa, "riz", 500)
    verser(awa, 500)
    for id in (hers, "01ARZ3NDEKTSV4RRFFQ69G5FAV"):
        assert awa.get("/reglements", client=id) == {"elements": [], "curseur": None}
        assert awa.get("/versements", client=id) == {"elements": [], "curseur": None}


def test_a_bad_question_is_refused_by_name(awa: Personne) -> None:
    bad: dict[str, list[dict[str, Any]]] = {
        "limite": [{"limite": n} for n in (0, 101, -1, "", "x", "1.5", "٣", "1e1", 10**20)],
        "curseur": [{"curseur": c} for c in ("", "x", "AAAA", "é" * 3, "x" * 2001)],
        "du": [{"du": d} for d in ("", "hier", "2026-02-30", "2026-11-24T00:00:00Z")],
        "au": [{"au": "x"}, {"du": "2026-11-02", "au": "2026-11-01"}],
        "etat": [{"etat": "ouvert"}, {"etat": ""}],
        "q": [{"q": "x" * 101}],
        "page": [{"page": 2}],
    }
    for path in ("/reglements", "/versements", "/clients"):
        for champ, queries in bad.items():
            for query in queries:
                refusal = awa.get(path, expect=422, **query)
                if path != "/clients":
                    assert champs(refusal) == [champ], (path, query)
    assert champs(awa.get("/reglements", expect=422, en_retard="oui")) == ["en_retard"]
    assert champs(awa.get("/reglements", expect=422, client="à")) == ["client"]
    assert champs(awa.get("/clients", expect=422, tri="avoir")) == ["tri"]
    reply = awa.send("GET", "/reglements", query="limite=5&limite=6")
    assert reply.status == 422
    every = awa.get("/versements", expect=422, limite=0, curseur="x", du="hier", page=2)
    assert sorted(champs(every)) == ["du", "limite", "page"]


def test_a_cursor_serves_its_own_query_and_boutique_alone(
    awa: Personne, fatou: Personne, moussa: Personne
) -> None:
    for who in (awa, fatou):
        for n in range(3):
            vendre(who, f"produit {n}", 500)
            verser(who, 5)
            who.post("/clients", nom=f"Client {n}")
    for path in ("/reglements", "/versements", "/clients"):
        curseur = awa.get(path, limite=1)["curseur"]
        assert awa.get(path, limite=2, curseur=curseur)["elements"]
        assert moussa.get(path, limite=2, curseur=curseur)["elements"]
        assert champs(fatou.get(path, expect=422, curseur=curseur)) == ["curseur"]
        assert champs(awa.get(path, expect=422, curseur=curseur, q="vieux")) == ["curseur"]
        for other in {"/reglements", "/versements", "/clients"} - {path}:
            assert champs(awa.get(other, expect=422, curseur=curseur)) == ["curseur"]
        for place in range(0, len(curseur), 5):
            letter = "A" if curseur[place] != "A" else "B"
            changed = curseur[:place] + letter + curseur[place + 1 :]
            assert champs(awa.get(path, expect=422, curseur=changed)) == ["curseur"]
        for bent in (curseur + "=", curseur + "A", curseur[:-1], f" {curseur}", curseur * 2):
            assert champs(awa.get(path, expect=422, curseur=bent)) == ["curseur"], bent
    curseur = awa.get("/reglements", limite=1, etat="incomplet")["curseur"]
    assert champs(awa.get("/reglements", expect=422, curseur=curseur)) == ["curseur"]


def test_a_cursor_shows_no_other_boutique_s_data(awa: Personne) -> None:
    for n in range(2):
        vendre(awa, f"produit {n}", 500)
    curseur = awa.get("/reglements", limite=1)["curseur"]
    plain = base64.urlsafe_b64decode(curseur + "=" * (-len(curseur) % 4))
    assert awa.boutique.encode() not in plain


@exact_under_threads
def test_a_page_in_the_middle_of_a_busy_day_costs_what_the_first_one_does(
    awa: Personne, engine: Engine
) -> None:
    sale = vendre(awa, "produit 0", 500, date=TODAY, acompte={"montant": 5})
    for n in range(60):
        vendre(awa, f"produit {n + 1}", 500, date=TODAY, acompte={"montant": 5})
    queries: list[dict[str, Any]] = [{}, {"client": sale["client"]["id"]}]
    for path in ("/reglements", "/versements"):
        for query in queries:
            units: list[float] = []
            seen: list[str] = []
            curseur: dict[str, Any] = {}
            while True:
                before = engine.counters()
                page = awa.get(path, limite=10, **query, **curseur)
                units.append((engine.counters() - before).read_units)
                seen += ids(page)
                if page["curseur"] is None:
                    break
                curseur = {"curseur": page["curseur"]}
            assert len(set(seen)) == len(seen) == 61
            assert max(units) <= units[0] + 2, (path, query)
