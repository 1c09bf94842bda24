"""All of a shop's data leaves it as it is: to the franc, as texts, for its gérant alone."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import python_calamine

from app import reprendre
from chalicelib import exports, inventaire, limites
from chalicelib.aws import s3
from local.clock import scheduled_event
from local.dynamodb import DeadAfter, Engine
from local.dynamodb.faults import Dead, Fault, Hook
from local.invocation import Invocation
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import ORIGIN, Personne, Reply
from tests.api.ventes import TODAY, figures, vendre, verser, whole

pytestmark = pytest.mark.usefixtures("fichiers")

Row = dict[str, Any]
NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
FORMULE = '=HYPERLINK("http://mal.example";"Riz")'


def passer(clock: Clock, minutes: int = 15) -> None:
    """The scheduled job comes by."""
    reprendre(scheduled_event("reprendre", clock.now()), Invocation(timedelta(minutes=minutes)))


def download(url: str, who: Personne | None = None) -> Reply:
    """What somebody gets who follows the address."""
    assert url.startswith(f"{ORIGIN}/api")
    return (who or Personne()).send("GET", url.removeprefix(f"{ORIGIN}/api"))


def exported(who: Personne, clock: Clock, format: str) -> bytes:
    """The file of a whole export."""
    id = who.post("/exports", expect=202, format=format)["id"]
    passer(clock)
    found = who.get(f"/exports/{id}")
    assert found["etat"] == "termine"
    reply = download(found["url"])
    assert reply.status == 200, reply.body
    return reply.body


def csvs(content: bytes) -> dict[str, list[Row]]:
    """Each CSV's rows under its headings, as they stand in the file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
            found[name] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return found


def sheets(content: bytes) -> dict[str, list[Row]]:
    """Each worksheet's rows under its headings."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    found = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        heads = [str(head) for head in rows[0]]
        found[name] = [dict(zip(heads, row, strict=True)) for row in rows[1:]]
    return found


def a_shop(who: Personne) -> str:
    """Everything that a shop can hold; Vieux Faye's id."""
    who.patch("/boutique", modeles={"rappel": "=Bonjour {nom}"})
    riz = vendre(who, FORMULE, 15_000, date="2026-10-02", echeance="2026-11-30", note="+ sac\nvide")
    mil = vendre(who, "Mil; 10 kg", 8_000, date="2026-10-05", acompte={"montant": 500})
    verser(who, 16_000, date="2026-11-03", mode="wave", reference="@TX-88")
    who.post(f"/reglements/{mil['id']}/solde", expect=200)
    void = vendre(who, "Thé", 9_000, date="2026-10-07")
    who.post(f"/reglements/{void['id']}/annulation", expect=200, motif="-Erreur")
    gone = verser(who, 700)
    who.post(f"/versements/{gone['id']}/annulation", expect=200, motif="Double")
    client = str(riz["client"]["id"])
    left = vendre(who, "Savon", 3_000)
    who.post(f"/reglements/{left['id']}/solde", expect=200, motif="eponge")
    verser(who, 20_000)
    who.post(f"/clients/{client}/remboursements", montant=5_000, mode="wave", motif="Rendu")
    who.patch(f"/clients/{client}", telephone2="77 500 00 09", plafond=50_000, note="=1+1")
    who.post("/clients", nom="@Coumba Sy")
    body: dict[str, Any] = {"date": "2026-11-25", "texte": "=Il reste {reliquat}"}
    who.post(f"/reglements/{riz['id']}/rappels", **body)
    who.post("/contacts", nom="+Aïda", telephone="77 600 00 02", consentement_sms=True)
    message: dict[str, Any] = {"emetteur": "ChezAwa", "texte": "@Riz"}
    who.post("/messages", expect=202, telephones=["77 600 00 02"], **message)
    return client


def test_the_csvs_hold_the_shop_as_the_api_shows_it(awa: Personne, clock: Clock) -> None:
    client = a_shop(awa)
    found = csvs(exported(awa, clock, "csv"))
    shown = {r["id"]: r for r in whole(awa, "/reglements", 100)}
    assert len(found["reglements.csv"]) + len(found["reglements-annules.csv"]) == len(shown)
    for row in found["reglements.csv"]:
        r = shown[row["Identifiant"]]
        assert r["etat"] == row["État"] != "annule"
        assert row["Date"] == f"{date.fromisoformat(r['date']):%d/%m/%Y}"
        assert row["Échéance"] == ((r["echeance"] and "30/11/2026") or "")
        sums = ("Montant à payer", "Versé", "Cédé", "Reliquat")
        assert [row[name] for name in sums] == [
            str(r[name]) for name in ("montant", "verse", "abandonne", "reliquat")
        ]
        assert row["Enregistré le"] == "24/11/2026 10:00"
        assert row["Par"] == "Awa Ndiaye"
    account = awa.get(f"/clients/{client}")
    row = next(row for row in found["comptes-client.csv"] if row["Identifiant"] == client)
    told = [row[name] for name in ("Achats", "Total versé", "Cédé", "Dû", "Avoir")]
    assert told == [str(account[n]) for n in ("achats", "verse", "abandonne", "du", "avoir")]
    assert row["Avoir"] != "0"
    assert total(found["reglements.csv"], "Montant à payer") == account["achats"]
    assert total(found["reglements.csv"], "Reliquat") == account["du"]
    assert total(found["abandons.csv"], "Somme cédée") == account["abandonne"]
    paid = total(found["versements.csv"], "Somme versée")
    assert paid - total(found["versements.csv"], "Rendu") == account["verse"]
    assert total(found["versements.csv"], "En avoir") == account["avoir"]
    assert total(found["imputations.csv"], "Somme imputée") == total(
        found["versements.csv"], "Imputé"
    )
    assert total(found["remboursements.csv"], "Somme rendue") == 5_000
    assert [row["Motif"] for row in found["versements-annules.csv"]] == ["Double"]
    assert {row["Motif"] for row in found["abandons.csv"]} == {"Reliquat cédé", "Dette épongée"}
    assert [row["Membre"] for row in found["equipe.csv"]] == ["Awa Ndiaye"]
    assert [row["Accord donné le"] for row in found["repertoire.csv"]] == ["24/11/2026 10:00"]
    assert [row["État"] for row in found["rappels.csv"]] == ["planifie"]
    assert [row["État"] for row in found["messages.csv"]] == ["a_envoyer"]
    assert total(found["quota.csv"], "SMS") == 10
    assert {"Réglage": "Devise", "Valeur": "XOF"} in found["boutique.csv"]
    assert "export" in {row["Action"] for row in found["journal.csv"]}


def total(rows: list[Row], name: str) -> int:
    return sum(int(row[name]) for row in rows)


def test_a_text_is_no_formula(awa: Personne, clock: Clock) -> None:
    a_shop(awa)
    content = exported(awa, clock, "csv")
    found = csvs(content)
    cells = [cell for rows in found.values() for row in rows for cell in row.values()]
    written = [cell for cell in cells if not cell.removeprefix("-").isdecimal()]
    assert not [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert {row["Téléphone"] for row in found["reglements.csv"]} == {"'+221775000001"}
    assert f"'{FORMULE}" in {row["Produit / Service"] for row in found["reglements.csv"]}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.read("reglements.csv").startswith(b"\xef\xbb\xbfDate;Client;T\xc3\xa9l")

    book = exported(awa, clock, "xlsx")
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        assert not [name for name in packed.namelist() if b"<f>" in packed.read(name)]
    found = sheets(book)
    assert {row["Téléphone"] for row in found["Règlements"]} == {"+221775000001"}
    assert FORMULE in {row["Produit / Service"] for row in found["Règlements"]}
    assert "+ sac\nvide" in {row["Note"] for row in found["Règlements"]}
    assert {row["Compte client"] for row in found["Comptes client"]} == {"Vieux Faye", "@Coumba Sy"}


def test_the_workbook_holds_what_the_csvs_hold(awa: Personne, clock: Clock) -> None:
    a_shop(awa)
    text, book = csvs(exported(awa, clock, "csv")), sheets(exported(awa, clock, "xlsx"))
    assert len(text) == len(book) == 15
    for (name, rows), told in zip(text.items(), book.values(), strict=True):
        if name == "journal.csv":
            told = [row for row in told if row["Action"] != "export"]
            rows = [row for row in rows if row["Action"] != "export"]
        assert [{k: written(v) for k, v in row.items()} for row in told] == rows, name


def written(cell: Any) -> str:
    """A cell of a workbook as the CSV has it."""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return f"'{cell}" if cell[:1] in tuple("=+-@") else str(cell)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_reglements_can_be_brought_into_another_shop(
    awa: Personne, fatou: Personne, clock: Clock, format: str
) -> None:
    a_shop(awa)
    content, media = exported(awa, clock, format), exports.TYPES["xlsx"][1]
    if format == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content, media = packed.read("reglements.csv"), "text/csv"
    reply = fatou.send("POST", "/imports", content, {"Content-Type": media})
    assert reply.status == 202, reply.body
    passer(clock)
    done = fatou.get(f"/imports/{reply.json()['id']}")
    assert (done["etat"], done["refusees"]) == ("termine", [])
    shape = ("produit", "montant", "date", "echeance")
    kept = [r for r in whole(awa, "/reglements", 100) if r["etat"] != "annule"]
    assert sorted([str(r[name]) for name in shape] for r in kept) == sorted(
        [str(r[name]) for name in shape] for r in whole(fatou, "/reglements", 100)
    )
    (client,) = fatou.get("/clients")["elements"]
    assert (client["telephone"], client["verse"]) == (
        "+221775000001",
        sum(r["verse"] for r in kept),
    )


def test_amounts_of_a_currency_with_cents_are_written_with_them(
    fatou: Personne, clock: Clock
) -> None:
    fatou.patch("/boutique", devise="EUR")
    vendre(fatou, "Tissu", 123_450)
    (row,) = csvs(exported(fatou, clock, "csv"))["reglements.csv"]
    assert (row["Montant à payer"], row["Versé"]) == ("1234,50", "0,00")
    (cells,) = sheets(exported(fatou, clock, "xlsx"))["Règlements"]
    assert cells["Montant à payer"] == 1234.5


@exact_under_threads
def test_a_versement_over_many_reglements_names_them_all(awa: Personne, clock: Clock) -> None:
    for n in range(103):
        vendre(awa, f"pain {n}", 100)
    verser(awa, 10_300)
    found = csvs(exported(awa, clock, "csv"))
    assert len(found["imputations.csv"]) == 103
    assert total(found["imputations.csv"], "Somme imputée") == 10_300


def test_an_export_is_followed_from_its_demand_to_its_file(awa: Personne, clock: Clock) -> None:
    vendre(awa, "Riz", 5_000)
    id = awa.post("/exports", expect=202, format="csv")["id"]
    assert awa.get(f"/exports/{id}") == {"id": id, "etat": "recu", "url": None}
    passer(clock)
    first, second = awa.get(f"/exports/{id}"), awa.get(f"/exports/{id}")
    assert first["etat"] == second["etat"] == "termine"
    assert first["url"] != second["url"]
    reply = download(first["url"])
    assert reply.headers["content-type"] == "application/zip"
    assert reply.headers["content-disposition"] == f'attachment; filename="amneubor-{TODAY}.zip"'
    assert reply.headers["cache-control"] == "no-store"
    assert "set-cookie" not in reply.headers
    assert download(second["url"]).body == reply.body
    head = Personne().send("HEAD", second["url"].removeprefix(f"{ORIGIN}/api"))
    assert (head.status, head.body) == (200, b"")


def test_an_address_lives_five_minutes_and_a_file_an_hour(awa: Personne, clock: Clock) -> None:
    id = awa.post("/exports", expect=202, format="xlsx")["id"]
    passer(clock)
    url = awa.get(f"/exports/{id}")["url"]
    clock.advance(minutes=4, seconds=59)
    assert download(url).status == 200
    clock.advance(seconds=1)
    assert download(url).status == 404
    clock.advance(minutes=54, seconds=59)
    late = awa.get(f"/exports/{id}")["url"]
    clock.advance(seconds=1)
    assert download(late).status == 404
    assert awa.get(f"/exports/{id}", expect=404)["type"] == "introuvable"
    passer(clock)
    assert s3.get(f"{awa.boutique}/exports/{id}.xlsx") is None
    awa.get(f"/exports/{id}", expect=404)


@pytest.mark.usefixtures("engine")
def test_an_unknown_address_is_404_and_is_not_tried_without_end(clock: Clock) -> None:
    for jeton in ("x" * 43, "x", "riz sucré", "x" * 65):
        for query in ("", "limite=1"):
            assert Personne().send("GET", f"/public/exports/{jeton}", query=query).status == 404
    clock.advance(minutes=1)
    for _ in range(limites.PUBLIC.maximum):
        Personne().get("/public/exports/x", 404)
    assert Personne().get("/public/exports/x", 429)["type"] == "trop-de-demandes"


def test_a_file_too_big_for_an_answer_is_fetched_from_s3(
    awa: Personne, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = awa.post("/exports", expect=202, format="csv")["id"]
    passer(clock)
    monkeypatch.setattr(s3, "ANSWER_MAX_BYTES", 100)
    reply = download(awa.get(f"/exports/{id}")["url"])
    assert (reply.status, reply.body) == (303, b"")
    there = urlsplit(reply.headers["location"])
    asked = parse_qs(there.query)
    assert there.path == f"/{awa.boutique}/exports/{id}.zip"
    assert there.hostname is not None
    assert there.hostname.startswith("fichiers.s3.")
    assert asked["response-content-disposition"] == [f'attachment; filename="amneubor-{TODAY}.zip"']
    assert {"X-Amz-Signature", "Signature"} & asked.keys()


def test_only_a_gerant_takes_data_away_and_only_his_own(
    awa: Personne, moussa: Personne, fatou: Personne, clock: Clock
) -> None:
    vendre(awa, "Riz", 5_000)
    id = awa.post("/exports", expect=202, format="csv")["id"]
    passer(clock)
    for who, expect in ((moussa, 403), (fatou, 404), (Personne(), 401)):
        who.get(f"/exports/{id}", expect=expect)
    moussa.post("/exports", expect=403, format="csv")
    Personne().post("/exports", expect=401, format="csv")
    awa.get(f"/exports/{NOBODY}", expect=404)
    hers = exported(fatou, clock, "csv")
    assert csvs(hers)["reglements.csv"] == []
    assert b"Vieux" not in b"".join(content(hers))


def test_no_export_opens_a_door(awa: Personne, clock: Clock) -> None:
    client = vendre(awa, "Riz", 5_000)["client"]["id"]
    made = awa.post(f"/clients/{client}/releve/lien", du=None, au=None)
    text = b"".join(content(exported(awa, clock, "csv"))).decode()
    for secret in ("argon2", *awa.cookies.values(), made["url"].partition("=")[2]):
        assert secret not in text


def content(packed: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        return [files.read(name) for name in files.namelist()]


def test_what_is_asked_is_checked(awa: Personne) -> None:
    for body, fields in (
        ({}, ["format"]),
        ({"format": "pdf"}, ["format"]),
        ({"format": "csv", "mois": 1}, ["mois"]),
    ):
        refusal = awa.post("/exports", expect=422, **body)
        assert [erreur["champ"] for erreur in refusal["erreurs"]] == fields


def test_the_same_request_again_begins_no_second_export(awa: Personne, clock: Clock) -> None:
    first = awa.post("/exports", expect=202, key="un", format="csv")
    assert awa.post("/exports", expect=202, key="un", format="csv") == first
    assert awa.post("/exports", expect=422, key="un", format="xlsx")["type"] == "cle-reutilisee"
    assert awa.post("/exports", expect=202, key="deux", format="csv") != first
    journal = csvs(exported(awa, clock, "csv"))["journal.csv"]
    assert [row["Action"] for row in journal].count("export") == 3


def test_an_export_that_time_does_not_suffice_for_is_begun_again(
    awa: Personne, clock: Clock
) -> None:
    vendre(awa, "Riz", 5_000)
    id = awa.post("/exports", expect=202, format="csv")["id"]
    job = Invocation(timedelta(minutes=15))
    asked = iter([900_000])
    job.get_remaining_time_in_millis = lambda: next(asked, 0)  # type: ignore[method-assign]
    reprendre(scheduled_event("reprendre", clock.now()), job)
    assert awa.get(f"/exports/{id}")["etat"] == "en_cours"
    passer(clock)
    assert awa.get(f"/exports/{id}")["etat"] == "termine"


def dead_after(calls: int) -> Hook:
    """The process dies on the answer of so many calls to DynamoDB."""
    left = iter(range(calls))

    def hook(_: str, __: Mapping[str, Any]) -> Fault | None:
        return DeadAfter() if next(left, None) == calls - 1 else None

    return hook


@exact_under_threads
def test_an_export_that_dies_is_finished_by_the_next_run(
    awa: Personne, engine: Engine, clock: Clock
) -> None:
    a_shop(awa)
    deaths = 0
    for call in count(17, 2):
        id = awa.post("/exports", expect=202, format="csv")["id"]
        engine.hook = dead_after(call)
        try:
            passer(clock)
        except Dead:
            deaths += 1
        else:
            break
        engine.hook = None
        assert awa.get(f"/exports/{id}")["etat"] in ("recu", "en_cours", "termine")
        passer(clock)
        reply = download(awa.get(f"/exports/{id}")["url"])
        assert len(csvs(reply.body)["reglements.csv"]) == 3
    assert deaths > 5


def test_an_export_that_never_ends_is_given_up(
    awa: Personne, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = awa.post("/exports", expect=202, format="csv")["id"]

    def broken(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(s3, "put", broken)
        for _ in range(exports.ESSAIS_MAX):
            passer(clock)
            assert awa.get(f"/exports/{id}")["etat"] == "en_cours"
        passer(clock)
    assert awa.get(f"/exports/{id}") == {"id": id, "etat": "echec", "url": None}
    clock.advance(hours=1)
    passer(clock)
    awa.get(f"/exports/{id}", expect=404)


@exact_under_threads
def test_an_account_that_moves_while_it_is_read_is_read_again(
    awa: Personne, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = a_shop(awa)
    real = inventaire.versements_of
    moved: list[Any] = []

    def while_reading(row: Any) -> Any:
        found = real(row)
        if not moved and row.cle == client:
            moved.append(verser(awa, 1_000))
        return found

    with monkeypatch.context() as patched:
        patched.setattr(inventaire, "versements_of", while_reading)
        found = csvs(exported(awa, clock, "csv"))
    row = next(row for row in found["comptes-client.csv"] if row["Identifiant"] == client)
    assert int(row["Avoir"]) == figures(awa, client)[4]
    assert total(found["versements.csv"], "En avoir") == int(row["Avoir"])


@pytest.mark.long
@exact_under_threads
def test_five_thousand_reglements_are_the_same_in_both_files(awa: Personne, clock: Clock) -> None:
    lines = [
        f"{1 + n % 28:02}/{1 + n % 10:02}/2026;Client {n % 400};+22177{n % 400:07};"
        f"Produit n°{n};{5 * (1 + n % 900)};{5 * (n % 7)};"
        for n in range(5_000)
    ]
    head = "Date;Client;Téléphone;Produit / Service;Montant à payer;Versé;Échéance"
    notebook = "\n".join([head, *lines]).encode()
    reply = awa.send("POST", "/imports", notebook, {"Content-Type": "text/csv"})
    assert reply.status == 202, reply.body
    passer(clock)
    shown = {r["id"]: r for r in whole(awa, "/reglements", 100)}
    assert len(shown) == 5_000
    print()
    for format in ("csv", "xlsx"):
        since = time.perf_counter()
        content = exported(awa, clock, format)
        took = time.perf_counter() - since
        tracemalloc.start()
        exported(awa, clock, format)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        print(f"{format}: {len(content)} bytes, {took:.1f} s, {peak:.1f} MB at the most")
        rows = csvs(content)["reglements.csv"] if format == "csv" else sheets(content)["Règlements"]
        cells = [{k: v if format == "csv" else written(v) for k, v in row.items()} for row in rows]
        told = {row["Identifiant"]: row for row in cells}
        assert told.keys() == shown.keys()
        for id, r in shown.items():
            assert [told[id][name] for name in list(cells[0])[:10]] == expected(r)


def expected(r: Any) -> list[str]:
    """A règlement's first ten cells in a CSV, from what the API shows of it."""
    return [
        f"{date.fromisoformat(r['date']):%d/%m/%Y}",
        r["client"]["nom"],
        f"'{r['client']['telephone']}",
        r["produit"],
        str(r["montant"]),
        str(r["verse"]),
        "",
        str(r["abandonne"]),
        str(r["reliquat"]),
        r["etat"],
    ]
