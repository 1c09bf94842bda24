"""The relevé on paper: the same lines and balances, on pages that can be printed."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from chalicelib.aws import guard, rows
from chalicelib.aws.tables import ClientRow, ReglementRow
from chalicelib.context import outside
from chalicelib.domaine.compte import Auteur, Reglement
from tests.api.conftest import exact_under_threads
from tests.api.personne import Personne, Reply
from tests.api.ventes import TODAY, champs, vendre, verser

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def paper(who: Personne, client: str, **query: Any) -> Reply:
    """The relevé as a browser gets it, whatever it says it accepts."""
    return who.send(
        "GET",
        f"/clients/{client}/releve",
        headers={"Accept": "text/html"},
        query={"format": "pdf", **query},
    )


def pages(reply: Reply) -> list[str]:
    """What is written on each page, with plain spaces."""
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"] == "application/pdf"
    reader = PdfReader(BytesIO(reply.body))
    assert all(tuple(map(round, page.mediabox.upper_right)) == (595, 842) for page in reader.pages)
    return [re.sub(r"[\u202f\u00a0 ]+", " ", page.extract_text()) for page in reader.pages]


def test_the_paper_tells_the_account(awa: Personne) -> None:
    sale = vendre(awa, "Riz 25 kg", 15_000, date="2026-11-02", nom="Vieux N’Ŋóom Faye")
    verser(awa, 5_000, date="2026-11-03", mode="wave", reference="TX-88")
    awa.post(f"/reglements/{sale['id']}/solde", expect=200)
    vendre(awa, "Ndambé", 1_250)
    reply = paper(awa, sale["client"]["id"], du="2026-11-03")
    (page,) = pages(reply)
    for told in (
        "Chez Awa",
        "77 123 45 67",
        "Relevé de compte : Vieux N’Ŋóom Faye",
        "77 500 00 01",
        "Du 03/11/2026 au 24/11/2026",
        "Solde au 03/11/2026 15 000",
        "Versement, Wave (TX-88) 5 000 10 000",
        "Reliquat cédé 10 000 0",
        "Ndambé 1 250 1 250",
        "Reste à payer au 24/11/2026 1 250 F",
        "Sur la période : 1 250 F à payer, 5 000 F versé, 10 000 F cédé.",
        "page 1 sur 1",
    ):
        assert told in " ".join(page.split()), page
    assert "Débit" in page
    name = "releve-vieux-n-oom-faye-2026-11-03-2026-11-24.pdf"
    assert reply.headers["content-disposition"] == f'inline; filename="{name}"'


def test_an_avoir_and_an_empty_period_are_told_as_such(awa: Personne) -> None:
    client = vendre(awa, "Riz", 1_000, date="2026-11-02")["client"]["id"]
    verser(awa, 1_500, date="2026-11-03")
    (page,) = pages(paper(awa, client))
    assert "Avoir au 24/11/2026" in page
    assert "Jusqu’au 24/11/2026" in page
    (page,) = pages(paper(awa, client, au="2026-10-31"))
    assert "Rien à payer au 31/10/2026" in page
    assert "Rien sur cette période." in page
    (page,) = pages(paper(awa, client, du="2026-11-01", au="2027-11-01"))
    assert "Du 01/11/2026 au 24/11/2026" in page


def test_what_the_font_does_not_draw_is_shown_as_missing(awa: Personne) -> None:
    client = vendre(awa, "{nb} pagnes 😀 العربية ɓ", 1_000, nom="عائشة")["client"]["id"]
    reply = paper(awa, client)
    (page,) = pages(reply)
    assert "{nb} pagnes" in page
    assert "\ufffd ɓ" in page
    assert reply.headers["content-disposition"] == f'inline; filename="releve-{TODAY}.pdf"'


def test_a_long_name_takes_the_lines_it_needs(awa: Personne) -> None:
    produit = "Ciment et fer à béton " * 9
    client = vendre(awa, produit, 1_000, nom="Ndèye " * 16)["client"]["id"]
    vendre(awa, "W" * 200, 500)
    (page,) = pages(paper(awa, client))
    assert " ".join(page.split()).count("fer à béton") == 9
    assert page.count("W") == 200
    assert page.count("Ndèye") == 16


def test_every_page_has_the_headings_and_its_number(awa: Personne) -> None:
    client = many(awa, 90)
    told = pages(paper(awa, client))
    assert len(told) == 3
    for number, page in enumerate(told, 1):
        assert f"page {number} sur 3" in page
        assert all(name in page for name in ("Date", "Opération", "Débit", "Crédit", "Solde"))
        assert "Vieux Faye" in page
    assert sum(page.count("Riz n°") for page in told) == 90
    assert "Reste à payer" in told[-1]


@exact_under_threads
def test_an_account_of_more_than_3_000_lines_asks_for_a_shorter_period(awa: Personne) -> None:
    client = many(awa, 3_001)
    refusal = awa.get(f"/clients/{client}/releve", expect=422, format="pdf")
    assert champs(refusal) == ["du"]
    assert "3 000" in refusal["detail"]
    reply = paper(awa, client, du=str(outside.now().date() - timedelta(2_999)))
    told = pages(reply)
    assert sum(page.count("Riz n°") for page in told) == 3_000
    assert "Reste à payer au 24/11/2026" in told[-1]
    assert len(reply.body) < 1_000_000


@pytest.mark.parametrize(
    ("champ", "query"),
    [
        ("format", {"format": "doc"}),
        ("du", {"format": "pdf", "du": "hier"}),
        ("au", {"format": "pdf", "du": "2026-11-02", "au": "2026-11-01"}),
        ("papier", {"format": "pdf", "papier": "A5"}),
    ],
)
def test_a_bad_question_is_refused_by_name(awa: Personne, champ: str, query: Any) -> None:
    client = vendre(awa, "Riz", 1_000)["client"]["id"]
    assert champs(awa.get(f"/clients/{client}/releve", expect=422, **query)) == [champ]


def test_nobody_s_paper_is_404(awa: Personne, fatou: Personne) -> None:
    client = vendre(awa, "Riz", 1_000)["client"]["id"]
    for who, id in ((awa, NOBODY), (fatou, client)):
        refusal = who.get(f"/clients/{id}/releve", expect=404, format="pdf")
        assert refusal["type"] == "introuvable"


def test_a_vendeur_may_print(awa: Personne, moussa: Personne) -> None:
    client = vendre(awa, "Riz", 1_000)["client"]["id"]
    assert paper(moussa, client).status == 200


def many(who: Personne, count: int) -> str:
    """An account with so many sales, one a day until today; written as they are kept."""
    client = str(vendre(who, "Riz n°0", 5)["client"]["id"])
    now = outside.now()
    par = Auteur(who.id, "Awa Ndiaye")
    sales = [
        Reglement(
            outside.new_id(),
            now.date() - timedelta(back),
            5,
            f"Riz n°{back}",
            now,
            par,
            rang=back + 1,
        )
        for back in range(1, count)
    ]
    months: dict[str, int] = {}
    for sale in sales:
        months[str(sale.date)[:7]] = months.get(str(sale.date)[:7], 0) + 5
    with guard.boutique(who.boutique):
        with ReglementRow.batch_write() as batch:
            for sale in sales:
                batch.save(rows.reglement_row(who.boutique, client, sale))
        row = ClientRow.get(who.boutique, client)
        for month, amount in row.mois.items():
            months[month] = months.get(month, 0) + amount
        row.mois = months
        row.du = row.achats = 5 * count
        row.rang = count
        row.save()
    return client
