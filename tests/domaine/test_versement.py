"""What people do to a payment, to free money, and to what is another client's."""

from __future__ import annotations

from datetime import date

import pytest

from chalicelib.domaine.compte import Compte, Mode, last
from chalicelib.domaine.deplacements import deplacer_versement
from chalicelib.domaine.operations import ModifierVersement, PayerNommes, Rembourser, jouer
from chalicelib.domaine.problems import Annule, ChampsInvalides, SuitEncore
from chalicelib.domaine.releve import lignes
from tests.domaine.builders import (
    account,
    annuler_versement,
    archiver,
    avoir,
    check_lawful,
    libres,
    modifier,
    modifier_versement,
    paid_by,
    reliquats,
    rembourser,
    solder,
    trail,
    verser,
)

MARCH = date(2026, 3, 9)


def two_sales_paid(paiement: str = "wave 2026-03-05 9000") -> Compte:
    return verser(account("sucre 2026-03-01 5000", "riz 2026-03-02 8000"), paiement)


def test_a_higher_payment_pays_the_oldest_open_sale() -> None:
    after = modifier_versement(two_sales_paid(), "wave", montant=10_500)
    assert paid_by(after, "wave") == {"sucre": 5_000, "riz": 5_500}


def test_a_lower_payment_gives_up_what_is_free_first() -> None:
    after = modifier_versement(two_sales_paid("wave 2026-03-05 14000"), "wave", montant=13_000)
    assert (libres(after), reliquats(after)) == ({"wave": 0}, {"sucre": 0, "riz": 0})


def test_a_lower_payment_lets_the_latest_sale_go_first() -> None:
    after = modifier_versement(two_sales_paid(), "wave", montant=4_500)
    assert paid_by(after, "wave") == {"sucre": 4_500}
    assert reliquats(after) == {"sucre": 500, "riz": 8_000}


def test_another_payment_takes_over_what_a_lower_one_leaves() -> None:
    before = verser(two_sales_paid("wave 2026-03-05 13000"), "cash 2026-03-06 2000")
    after = modifier_versement(before, "wave", montant=12_000)
    assert paid_by(after, "cash") == {"riz": 1_000}
    assert libres(after) == {"wave": 0, "cash": 1_000}


def test_a_new_date_or_mode_moves_no_money() -> None:
    after = modifier_versement(two_sales_paid(), "wave", jour="2026-02-01", mode=Mode.CHEQUE)
    wave = after.versements["wave"]
    assert (wave.date, wave.mode, wave.rang) == (date(2026, 2, 1), "cheque", 3)
    assert paid_by(after, "wave") == {"sucre": 5_000, "riz": 4_000}


def test_with_named_sales_it_is_recorded_anew_and_keeps_its_mark() -> None:
    before = archiver(two_sales_paid("wave 2026-03-05 5000"), "wave")
    after = modifier_versement(before, "wave", nommes=["riz"])
    assert paid_by(after, "wave") == {"riz": 5_000}
    wave = after.versements["wave"]
    assert (wave.rang, wave.archive) == (4, True)


def test_an_empty_list_names_none_and_the_oldest_is_paid() -> None:
    before = verser(
        account("sucre 2026-03-01 5000", "riz 2026-03-02 8000"), "w 2026-03-05 900", ["riz"]
    )
    assert paid_by(modifier_versement(before, "w", nommes=[]), "w") == {"sucre": 900}


def test_it_is_not_lowered_below_what_was_given_back_of_it() -> None:
    before = rembourser(verser(account(), "wave 2026-03-03 8000"), "b1 2026-03-04 3000")
    assert libres(modifier_versement(before, "wave", montant=3_000)) == {"wave": 0}
    with pytest.raises(ChampsInvalides) as refused:
        modifier_versement(before, "wave", montant=2_999)
    assert [erreur.champ for erreur in refused.value.erreurs] == ["montant"]


def test_only_the_clients_own_sale_is_named() -> None:
    with pytest.raises(ChampsInvalides) as refused:
        modifier_versement(two_sales_paid(), "wave", nommes=["riz", "inconnu"])
    assert [erreur.champ for erreur in refused.value.erreurs] == ["reglements"]


def test_a_void_payment_is_neither_changed_nor_put_away() -> None:
    void = annuler_versement(two_sales_paid(), "wave")
    with pytest.raises(Annule):
        modifier_versement(void, "wave", montant=1)
    with pytest.raises(Annule):
        archiver(void, "wave")


def test_a_payment_is_put_away_once_it_follows_no_open_sale() -> None:
    with pytest.raises(SuitEncore):
        archiver(two_sales_paid(), "wave")
    with pytest.raises(SuitEncore):
        archiver(two_sales_paid("wave 2026-03-05 13001"), "wave")
    away = archiver(solder(two_sales_paid(), "riz"), "wave")
    assert away.versements["wave"].etat == "archive"


def test_what_was_put_away_stays_away_and_can_be_taken_back() -> None:
    away = archiver(two_sales_paid("wave 2026-03-05 13000"), "wave")
    follows = modifier(away, "riz", montant=9_000)
    assert archiver(follows, "wave") == follows
    assert archiver(follows, "wave", archive=False).versements["wave"].etat == "en_cours"


def test_an_avoir_is_given_back_from_the_latest_payment() -> None:
    before = verser(verser(account(), "a 2026-03-03 1000"), "z 2026-03-04 700")
    after = rembourser(before, "b1 2026-03-09 900")
    assert (libres(after), avoir(after)) == ({"a": 800, "z": 0}, 800)
    back = lignes(after)[-1]
    assert (back.id, back.date, back.debit) == ("b1", MARCH, 900)


def test_giving_back_can_be_taken_up_again_and_gives_once() -> None:
    before = account()
    for n in range(5):
        before = verser(before, f"v{n} 2026-03-0{n + 1} 100")
    given = rembourser(before, "b1 2026-03-09 450")
    operation = Rembourser(given.remboursements["b1"])
    for step in trail(before, operation):
        check_lawful(step)
        assert jouer(step, operation) == given
    assert jouer(given, operation) == given


def test_a_payment_goes_to_another_client_and_pays_what_is_named_there() -> None:
    there = account("lait 2026-01-01 400", "thé 2026-01-02 600")
    here, there = deplacer_versement(verser(account(), "w 2026-03-03 500"), there, "w")
    paid = last(PayerNommes("w", ("thé",)).play(there))
    assert (dict(here.versements), paid.versements["w"].rang) == ({}, 3)
    assert paid_by(paid, "w") == {"thé": 500}


def test_a_change_knows_whether_it_changes_anything() -> None:
    v = two_sales_paid().versements["wave"]
    same = ModifierVersement("wave", 2, v.montant, v.date, v.mode, v.reference, v.note)
    named = ModifierVersement("wave", 2, v.montant, v.date, v.mode, v.reference, v.note, ())
    lower = ModifierVersement("wave", 2, 1, v.date, v.mode, v.reference, v.note)
    assert [o.changes(v) for o in (same, named, lower)] == [False, True, True]
