"""Nothing is cut, broken inside a word or one upon another, whatever the font and the names.

A machine with but one wide font (DejaVu Sans) shows what a telephone's own font would hide.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.front.test_acces import PUBLIC, SIGNED_IN, SMALLEST, Visit, repertoire
from tests.screens.boutique import Boutique
from tests.screens.conftest import BUREAU, TELEPHONE, NewPage

pytestmark = pytest.mark.screen

UNREADABLE = (Path(__file__).parent / "mise_en_page.js").read_text("utf-8")
VENTES = [
    ("76 070 26 35", "ABDOULAYE CISSÉ", "Sucre 50 kg", 1_207_000, "2025-01-02", 250_000),
    ("76 484 92 85", "Alioune Thiam", "Tomate concentrée (carton)", 604_900, "2025-01-03", 0),
    ("70 521 87 72", "ÉLIMANE DIATTA", "Facture n° 2498", 12_345_675, "2025-01-04", 5),
    ("77 131 69 74", "Serigne Mouhamadou Lamine Bâ", "Matelas", 52_100, "2025-01-05", 52_100),
    ("77 809 05 72", "Ndeye Fatou N'Diaye-Diagne", "Gaz 12 kg", 82_500, "2025-01-06", 0),
    ("76 070 26 35", "ABDOULAYE CISSÉ", "Couture boubou", 1_500_000, "2025-01-07", 1_375_000),
]


@pytest.fixture
def ids(boutique: Boutique) -> dict[str, str]:
    """Wide names, old debts and amounts of eight digits; one of each thing that has a page."""
    sold = []
    for telephone, nom, produit, montant, date, paid in VENTES:
        more = {"acompte": {"montant": paid}} if paid else {}
        sold.append(boutique.vendre(telephone, nom, produit, montant, date=date, **more))
    paid = boutique.post("/versements", telephone=VENTES[0][0], montant=5, mode="orange_money")
    ids = {"id": sold[0]["id"], "client": sold[0]["client"]["id"], "versement": paid["id"]}
    return ids | repertoire(boutique, *dict.fromkeys(nom for _, nom, *_ in VENTES))


def test_everything_can_be_read(new_page: NewPage, boutique: Boutique, ids: dict[str, str]) -> None:
    signed_out, signed_in = Visit(new_page()), Visit(new_page(boutique))
    found = {}
    for visit, addresses in ((signed_out, PUBLIC), (signed_in, SIGNED_IN)):
        for address in addresses:
            visit.open(address.format(**ids))
            for width in visit.sizes(SMALLEST, TELEPHONE, BUREAU):
                found[address, width] = visit.page.evaluate(UNREADABLE)
    assert {place: some for place, some in found.items() if some} == {}
