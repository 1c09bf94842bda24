"""The relevé over HTTP: lines in order, balances that chain, pages that agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.api.conftest import Clock
from tests.api.personne import Personne
from tests.api.ventes import RIZ, TODAY, champs, vendre, verser

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def lines(releve: Any) -> list[tuple[str, str, int, int, int]]:
    """date, type, débit, crédit, solde of each line."""
    return [(i["date"], i["type"], i["debit"], i["credit"], i["solde"]) for i in releve["lignes"]]


def a_history(who: Personne) -> str:
    """Sales and payments of three months, recorded in another order; the client's id."""
    vendre(who, "mil", 4_000, date="2026-10-05", acompte={"montant": 1_000})
    sale = vendre(who, "riz", 10_000, date="2026-09-10")
    verser(who, 2_000, date="2026-09-30", mode="wave", reference="TX-88")
    vendre(who, "sucre", 500, date="2026-11-01")
    void = vendre(who, "thé", 9_000, date="2026-10-07")
    who.post(f"/reglements/{void['id']}/annulation", expect=200, motif="Erreur")
    gone = verser(who, 700, date="2026-10-08")
    who.post(f"/versements/{gone['id']}/annulation", expect=200, motif="Erreur")
    who.post(f"/reglements/{sale['id']}/solde", expect=200, motif="eponge")
    return str(sale["client"]["id"])


def test_a_statement_is_answered_in_its_whole_shape(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ, date="2026-11-20")
    client = sale["client"]["id"]
    paid = verser(awa, 5_000, date="2026-11-21", mode="wave", reference="TX-88")
    awa.post(f"/reglements/{sale['id']}/solde", expect=200)
    assert awa.get(f"/clients/{client}/releve") == {
        "client": awa.get(f"/clients/{client}"),
        "du": None,
        "au": None,
        "ouverture": 0,
        "lignes": [
            {
                "date": "2026-11-20",
                "type": "reglement",
                "id": sale["id"],
                "libelle": "Riz 25 kg",
                "debit": 15_000,
                "credit": 0,
                "solde": 15_000,
            },
            {
                "date": "2026-11-21",
                "type": "versement",
                "id": paid["id"],
                "libelle": "Versement, Wave (TX-88)",
                "debit": 0,
                "credit": 5_000,
                "solde": 10_000,
            },
            {
                "date": TODAY,
                "type": "solde",
                "id": sale["id"],
                "libelle": "Reliquat cédé",
                "debit": 0,
                "credit": 10_000,
                "solde": 0,
            },
        ],
        "cloture": 0,
        "curseur": None,
    }


def test_lines_come_by_date_then_by_recording_and_void_ones_not_at_all(awa: Personne) -> None:
    client = a_history(awa)
    releve = awa.get(f"/clients/{client}/releve")
    assert lines(releve) == [
        ("2026-09-10", "reglement", 10_000, 0, 10_000),
        ("2026-09-30", "versement", 0, 2_000, 8_000),
        ("2026-10-05", "reglement", 4_000, 0, 12_000),
        ("2026-10-05", "versement", 0, 1_000, 11_000),
        ("2026-11-01", "reglement", 500, 0, 11_500),
        (TODAY, "solde", 0, 8_000, 3_500),
    ]
    assert releve["lignes"][-1]["libelle"] == "Dette épongée"
    account = awa.get(f"/clients/{client}")
    assert releve["cloture"] == account["du"] - account["avoir"] == 3_500


def test_the_closing_of_a_period_is_the_opening_of_the_next(awa: Personne) -> None:
    client = a_history(awa)
    every = lines(awa.get(f"/clients/{client}/releve"))
    for length in (9, 30, 31):
        found, closing = [], 0
        start = date(2026, 9, 1)
        while start <= date(2026, 11, 24):
            end = start + timedelta(length - 1)
            period = awa.get(f"/clients/{client}/releve", du=str(start), au=str(end), limite=1)
            assert (period["du"], period["au"]) == (str(start), str(end))
            assert period["ouverture"] == closing
            closing = period["cloture"]
            while True:
                found += lines(period)
                if period["curseur"] is None:
                    break
                period = awa.get(
                    f"/clients/{client}/releve",
                    du=str(start),
                    au=str(end),
                    limite=1,
                    curseur=period["curseur"],
                )
            start = end + timedelta(1)
        assert found == every
        assert closing == 3_500


def test_each_page_bears_the_period_s_balances(awa: Personne) -> None:
    client = a_history(awa)
    path = f"/clients/{client}/releve"
    every = awa.get(path, du="2026-09-30", au="2026-11-01")
    assert (every["ouverture"], every["cloture"]) == (10_000, 11_500)
    for limite in (1, 2, 3, 4):
        found: list[Any] = []
        curseur: dict[str, Any] = {}
        while True:
            page = awa.get(path, du="2026-09-30", au="2026-11-01", limite=limite, **curseur)
            assert (page["ouverture"], page["cloture"]) == (10_000, 11_500)
            found += page["lignes"]
            if page["curseur"] is None:
                break
            curseur = {"curseur": page["curseur"]}
        assert found == every["lignes"]


def test_an_open_period_begins_at_nothing_and_ends_at_the_account(awa: Personne) -> None:
    client = a_history(awa)
    path = f"/clients/{client}/releve"
    until = awa.get(path, au="2026-10-05", limite=1)
    assert (until["ouverture"], until["cloture"]) == (0, 11_000)
    since = awa.get(path, du="2026-10-06", limite=1)
    assert (since["ouverture"], since["cloture"]) == (11_000, 3_500)
    nothing = awa.get(path, du="2026-10-06", au="2026-10-31")
    assert (nothing["ouverture"], nothing["lignes"], nothing["cloture"]) == (11_000, [], 11_000)


def test_any_year_of_the_calendar_is_a_period(awa: Personne) -> None:
    client = a_history(awa)
    path = f"/clients/{client}/releve"
    every = awa.get(path)
    for du in ("0001-01-01", "0003-02-05", "0999-12-31", "2026-09-10"):
        for au in (TODAY, "2027-01-01", "9999-12-31"):
            for limite in (1, 50):
                page = awa.get(path, du=du, au=au, limite=limite)
                assert (page["ouverture"], page["cloture"]) == (0, 3_500), (du, au)
                assert page["lignes"] == every["lignes"][:limite]
    late = awa.get(path, du="9999-12-31")
    assert (late["ouverture"], late["lignes"], late["cloture"]) == (3_500, [], 3_500)
    early = awa.get(path, au="0001-01-01")
    assert (early["ouverture"], early["lignes"], early["cloture"]) == (0, [], 0)


def test_what_happens_between_two_pages_is_counted(awa: Personne) -> None:
    client = a_history(awa)
    path = f"/clients/{client}/releve"
    first = awa.get(path, limite=3)
    vendre(awa, "oublié", 100, date="2026-09-01")
    vendre(awa, "oublié aussi", 20, date="2026-10-20")
    second = awa.get(path, limite=3, curseur=first["curseur"])
    assert second["cloture"] == 3_620
    assert [i["solde"] for i in second["lignes"]] == [11_100, 11_120, 11_620]
    last = awa.get(path, limite=3, curseur=second["curseur"])
    assert lines(last) == [(TODAY, "solde", 0, 8_000, 3_620)]


def test_a_sale_moved_to_another_day_moves_its_line(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ, date="2026-09-10")
    path = f"/clients/{sale['client']['id']}/releve"
    verser(awa, 5_000, date="2026-10-01")
    awa.patch(f"/reglements/{sale['id']}", date="2026-10-15", montant=14_000)
    assert awa.get(path, du="2026-10-01")["ouverture"] == 0
    assert lines(awa.get(path)) == [
        ("2026-10-01", "versement", 0, 5_000, -5_000),
        ("2026-10-15", "reglement", 14_000, 0, 9_000),
    ]
    awa.delete(f"/reglements/{sale['id']}/solde", expect=200)
    assert awa.get(path, du="2026-10-02", au="2026-10-14")["ouverture"] == -5_000


def test_today_s_closing_is_the_account_on_the_first_of_a_month(
    awa: Personne, clock: Clock
) -> None:
    client = a_history(awa)
    clock.advance(days=7)
    vendre(awa, "lait", 250)
    page = awa.get(f"/clients/{client}/releve", du="2026-12-01", au="2026-12-01")
    assert (page["ouverture"], page["cloture"]) == (3_500, 3_750)
    assert awa.get(f"/clients/{client}/releve", du="2026-12-02")["ouverture"] == 3_750


def test_a_bad_question_is_refused_by_name(awa: Personne) -> None:
    client = a_history(awa)
    path = f"/clients/{client}/releve"
    other = vendre(awa, "riz", 500, telephone="77 500 00 02", nom="Coumba Sy")["client"]["id"]
    vendre(awa, "sucre", 500, telephone="77 500 00 02", nom="Coumba Sy")
    foreign = awa.get(f"/clients/{other}/releve", limite=1)["curseur"]
    mine = awa.get(path, limite=1)["curseur"]
    bad: list[tuple[str, dict[str, Any]]] = [
        ("du", {"du": "hier"}),
        ("au", {"au": "2026-02-30"}),
        ("au", {"du": "2026-11-02", "au": "2026-11-01"}),
        ("limite", {"limite": 0}),
        ("limite", {"limite": 101}),
        ("curseur", {"curseur": "x"}),
        ("curseur", {"curseur": foreign}),
        ("curseur", {"curseur": mine, "du": "2026-09-01"}),
        ("tri", {"tri": "date"}),
    ]
    for champ, query in bad:
        assert champs(awa.get(path, expect=422, **query)) == [champ], query


def test_nobody_s_statement_is_404(awa: Personne, fatou: Personne) -> None:
    client = a_history(awa)
    for who, id in ((awa, NOBODY), (fatou, client)):
        for query in ({}, {"du": "hier"}):
            refusal = who.get(f"/clients/{id}/releve", expect=404, **query)
            assert refusal["type"] == "introuvable"
