"""The statement of an account (domaine.md, Relevé)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domaine.compte import Compte, Mode, MotifAbandon
from chalicelib.domaine.releve import (
    Ligne,
    TypeLigne,
    courir,
    libelle_versement,
    lignes,
    ouverture,
    solde,
)
from chalicelib.domaine.totaux import CLIENT_MOIS, moved
from tests.domaine.builders import (
    account,
    ajouter,
    annuler_reglement,
    annuler_versement,
    rouvrir,
    solder,
    verser,
)


def written(compte: Compte) -> list[str]:
    """The relevé since ever, as a shopkeeper would write it: date, libellé, + or -, solde."""
    return [
        f"{ligne.date:%d/%m} {ligne.libelle} {ligne.debit - ligne.credit:+} {courant}"
        for ligne, courant in courir(0, lignes(compte))
    ]


def par_mois(compte: Compte) -> dict[str, int]:
    """Debits less credits of each month, as the client's totals keep them."""
    totaux = moved(Compte(), compte)
    return {month: montant for (item, month), montant in totaux.items() if item == CLIENT_MOIS}


def awa_s_account() -> Compte:
    compte = account("sucre 2026-10-02 7500", "lait 2026-10-17 15000")
    compte = verser(compte, "wave 2026-10-12 17500")
    compte = solder(compte, "lait", "2026-10-20")
    return ajouter(compte, "riz 2026-11-28 25000")


def test_a_releve_tells_what_was_bought_paid_and_let_go() -> None:
    assert written(awa_s_account()) == [
        "02/10 sucre +7500 7500",
        "12/10 Versement, espèces -17500 -10000",
        "17/10 lait +15000 5000",
        "20/10 Reliquat cédé -5000 0",
        "28/11 riz +25000 25000",
    ]


def test_a_page_goes_on_from_the_balance_of_the_one_before() -> None:
    every = lignes(awa_s_account())
    whole = list(courir(0, every))
    page, rest = every[:2], every[2:]
    (*_, (_, carried)) = courir(0, page)
    assert [*courir(0, page), *courir(carried, rest)] == whole


def test_the_opening_is_the_months_before_and_the_days_of_its_own_month() -> None:
    compte = awa_s_account()
    october = [ligne for ligne in lignes(compte) if ligne.date.month == 10]
    assert ouverture(par_mois(compte), october, date(2026, 10, 1)) == 0
    assert ouverture(par_mois(compte), october, date(2026, 10, 17)) == -10_000
    assert ouverture(par_mois(compte), [], date(2026, 11, 1)) == 0
    assert ouverture(par_mois(compte), [], date(2027, 1, 1)) == 25_000


def test_the_closing_of_a_period_is_the_opening_of_the_next() -> None:
    compte = awa_s_account()
    every = lignes(compte)
    middle = date(2026, 10, 17)
    opening = ouverture(par_mois(compte), every, date(2026, 10, 5))
    period = [ligne for ligne in every if date(2026, 10, 5) <= ligne.date < middle]
    assert opening + solde(period) == ouverture(par_mois(compte), every, middle)


def test_lines_of_a_day_come_in_the_order_in_which_they_were_recorded() -> None:
    compte = account("zeste 2026-03-01 500", "ananas 2026-03-01 700")
    compte = verser(compte, "wave 2026-03-01 200")
    compte = ajouter(compte, "veille 2026-02-28 100")
    assert [ligne.id for ligne in lignes(compte)] == ["veille", "zeste", "ananas", "wave"]


def test_void_things_and_dropped_abandons_do_not_appear() -> None:
    compte = account("sucre 2026-03-01 5000", "riz 2026-03-02 8000")
    compte = solder(verser(compte, "wave 2026-03-03 1000"), "riz")
    compte = annuler_versement(annuler_reglement(compte, "riz"), "wave")
    assert written(compte) == ["01/03 sucre +5000 5000"]
    assert written(rouvrir(solder(compte, "sucre"), "sucre")) == ["01/03 sucre +5000 5000"]


def test_an_abandon_bears_its_reglement_and_says_why() -> None:
    compte = solder(account("riz 2026-03-02 8000"), "riz", "2026-03-20", MotifAbandon.EPONGE)
    assert lignes(compte)[-1] == Ligne(
        date(2026, 3, 20), 2, TypeLigne.SOLDE, "riz", "Dette épongée", debit=0, credit=8_000
    )


def test_a_remboursement_is_a_debit() -> None:
    back = Ligne.of(
        TypeLigne.REMBOURSEMENT, "01J", date(2026, 3, 4), 7, 2_000, "Remboursement, Wave"
    )
    assert (back.debit, back.credit) == (2_000, 0)


@pytest.mark.parametrize(
    ("mode", "reference", "libelle"),
    [
        (Mode.ESPECES, "", "Versement, espèces"),
        (Mode.ORANGE_MONEY, "TX-88", "Versement, Orange Money (TX-88)"),
        (Mode.CHEQUE, "0012345", "Versement, chèque (0012345)"),
        (Mode.AUTRE, "", "Versement, autre"),
    ],
)
def test_a_versement_says_how_it_was_paid(mode: Mode, reference: str, libelle: str) -> None:
    assert libelle_versement(mode, reference) == libelle


def test_the_line_of_a_versement_says_its_mode_and_reference() -> None:
    compte = verser(account(), "v1 2026-03-02 500")
    paid = replace(compte.versements["v1"], mode=Mode.WAVE, reference="TX-1")
    assert [ligne.libelle for ligne in lignes(compte.updated(paid))] == ["Versement, Wave (TX-1)"]
