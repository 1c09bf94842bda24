"""The laws of money on an account, then cases that a shopkeeper would tell (domaine.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domaine.compte import (
    ABANDONS_MAX,
    Compte,
    EtatReglement,
    EtatVersement,
    MotifAbandon,
    imputer,
    last,
)
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    AnnulerVersement,
    ModifierReglement,
    Rouvrir,
    Solder,
    Verser,
    jouer,
)
from chalicelib.domaine.problems import Annule, ChampsInvalides, Rembourse, TropDAbandons
from tests.domaine.builders import (
    AWA,
    ERREUR,
    abandons,
    account,
    ajouter,
    annuler_reglement,
    annuler_versement,
    avoir,
    check_lawful,
    check_no_idle_money,
    du,
    libres,
    modification,
    modifier,
    paid_by,
    redater,
    reglement,
    reliquats,
    rembourser,
    rouvrir,
    solder,
    trail,
    versement,
    verser,
)

MARCH = date(2026, 3, 1)

montants = st.integers(1, 20) | st.integers(1, 30_000) | st.just(10**12)
jours = st.integers(-30, 20).map(lambda n: MARCH + timedelta(n))


@st.composite
def comptes(draw: st.DrawFn) -> Compte:
    """An account after up to a dozen sales, payments and abandons, some of them void."""
    compte = Compte()
    for n in range(draw(st.integers(0, 12))):
        jour, montant = draw(jours), draw(st.integers(1, 9_000))
        ids = sorted(compte.reglements)
        act = draw(st.sampled_from(["vendre", "vendre", "verser", "solder", "annuler", "rendre"]))
        if act == "verser":
            nommes = draw(st.lists(st.sampled_from(ids), max_size=2)) if ids else []
            nommes = [id for id in nommes if not compte.reglements[id].annulation]
            compte = verser(compte, f"v{n} {jour} {montant}", nommes)
        elif act == "vendre" or not ids:
            compte = ajouter(compte, f"r{n} {jour} {montant}")
        elif act == "annuler":
            compte = annuler_reglement(compte, draw(st.sampled_from(ids)))
        elif act == "solder":
            open_now = [r.id for r in compte.ouverts()]
            compte = solder(compte, draw(st.sampled_from(open_now))) if open_now else compte
        elif compte.versements:
            compte = annuler_versement(compte, draw(st.sampled_from(sorted(compte.versements))))
    return compte


@st.composite
def comptes_with_a_sale(draw: st.DrawFn) -> tuple[Compte, str]:
    """An account, and a règlement of it that is not void."""
    compte = draw(comptes())
    ids = sorted(r.id for r in compte.reglements.values() if not r.annulation)
    assume(ids)
    return compte, draw(st.sampled_from(ids))


def balance(compte: Compte) -> int:
    check_lawful(compte)
    check_no_idle_money(compte)
    return du(compte) - avoir(compte)


# The laws


@given(comptes(), jours, montants)
def test_a_versement_lowers_the_balance_by_its_montant(
    before: Compte, jour: date, montant: int
) -> None:
    after = verser(before, f"wave {jour} {montant}")
    assert balance(after) == balance(before) - montant


@given(comptes(), jours, montants, st.none() | montants)
def test_a_sale_raises_the_balance_by_what_its_acompte_does_not_pay(
    before: Compte, jour: date, montant: int, acompte: int | None
) -> None:
    paid = f"acompte {jour} {acompte}" if acompte else None
    after = ajouter(before, f"riz {jour} {montant}", paid)
    assert balance(after) == balance(before) + montant - (acompte or 0)


@given(comptes_with_a_sale(), st.data())
def test_named_reglements_take_all_they_can_in_the_order_given(
    case: tuple[Compte, str], data: st.DataObject
) -> None:
    before, _ = case
    ids = sorted(r.id for r in before.reglements.values() if not r.annulation)
    nommes = data.draw(st.lists(st.sampled_from(ids), unique=True))
    left = montant = data.draw(montants)
    after = verser(before, f"wave 2026-03-01 {montant}", nommes)
    for id in nommes:
        taken = min(left, before.reglements[id].reliquat)
        assert after.reglements[id].reliquat <= before.reglements[id].reliquat - taken
        left -= taken


@given(comptes_with_a_sale(), montants)
def test_a_new_montant_keeps_every_abandon_that_it_can(
    case: tuple[Compte, str], montant: int
) -> None:
    before, id = case
    after = modifier(before, id, montant=montant)
    old, new = before.reglements[id], after.reglements[id]
    dropped = min(old.abandonne, max(0, old.verse + old.abandonne - montant))
    assert new.abandonne == old.abandonne - dropped
    assert balance(after) == balance(before) + montant - old.montant + dropped


@given(comptes_with_a_sale(), jours)
def test_a_new_date_moves_no_money(case: tuple[Compte, str], jour: date) -> None:
    before, id = case
    after = jouer(before, modification(before, id, date=jour))
    assert reliquats(after) == reliquats(before)
    assert after.versements == before.versements


@given(comptes_with_a_sale())
def test_solder_then_rouvrir_comes_back_to_the_same_reliquat(case: tuple[Compte, str]) -> None:
    before, id = case
    assume(not before.reglements[id].abandons)
    after = solder(before, id)
    assert after.reglements[id].etat == EtatReglement.COMPLET
    assert balance(after) == balance(before) - before.reglements[id].reliquat
    assert reliquats(rouvrir(after, id)) == reliquats(before)


@given(comptes_with_a_sale())
def test_voiding_a_sale_takes_it_and_its_abandons_off_the_account(
    case: tuple[Compte, str],
) -> None:
    before, id = case
    after = annuler_reglement(before, id)
    gone = before.reglements[id]
    assert balance(after) == balance(before) - gone.montant + gone.abandonne
    assert after.reglements[id].etat == EtatReglement.ANNULE


@given(comptes(), st.data())
def test_voiding_a_payment_gives_its_montant_back_to_the_balance(
    before: Compte, data: st.DataObject
) -> None:
    ids = sorted(v.id for v in before.versements.values() if not v.annulation)
    assume(ids)
    id = data.draw(st.sampled_from(ids))
    after = annuler_versement(before, id)
    assert balance(after) == balance(before) + before.versements[id].montant
    assert after.versements[id].etat == EtatVersement.ANNULE
    assert abandoned(after) == abandoned(before)


def abandoned(compte: Compte) -> dict[str, int]:
    return {r.id: r.abandonne for r in compte.reglements.values()}


@given(comptes())
def test_imputer_has_nothing_left_to_do(compte: Compte) -> None:
    assert last(imputer(compte)) is compte


# Imputer: the oldest free money pays the oldest open sale


def test_money_pays_the_oldest_sale_first() -> None:
    before = account("riz 2026-03-02 8000", "sucre 2026-03-01 5000")
    after = verser(before, "wave 2026-03-05 9000")
    assert reliquats(after) == {"riz": 4_000, "sucre": 0}


def test_of_one_day_the_first_recorded_is_paid_first() -> None:
    before = account("zeste 2026-03-01 5000", "ananas 2026-03-01 5000")
    after = verser(before, "wave 2026-03-05 6000")
    assert reliquats(after) == {"zeste": 0, "ananas": 4_000}


def test_a_sale_written_down_late_is_the_oldest_all_the_same() -> None:
    before = verser(account("riz 2026-03-02 8000"), "wave 2026-03-03 2000")
    before = ajouter(before, "oubli 2025-12-24 1000")
    assert reliquats(before) == {"riz": 6_000, "oubli": 1_000}
    after = verser(before, "om 2026-03-04 1500")
    assert reliquats(after) == {"riz": 5_500, "oubli": 0}


def test_the_oldest_avoir_is_used_first() -> None:
    before = verser(verser(account(), "tard 2026-03-05 1000"), "tot 2026-03-01 1000")
    after = ajouter(before, "riz 2026-03-10 1500")
    assert libres(after) == {"tard": 500, "tot": 0}


def test_what_nothing_takes_is_the_client_s_avoir() -> None:
    after = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-02 7000")
    assert libres(after) == {"wave": 2_000}
    assert reliquats(ajouter(after, "riz 2026-03-03 8000"))["riz"] == 6_000


# Ajouter un règlement


def test_an_acompte_pays_its_sale_before_older_ones() -> None:
    after = ajouter(account("sucre 2026-03-01 5000"), "riz 2026-03-02 8000", "a 2026-03-02 3000")
    assert reliquats(after) == {"sucre": 5_000, "riz": 5_000}


def test_what_exceeds_an_acompte_s_sale_pays_the_oldest_other() -> None:
    after = ajouter(account("sucre 2026-03-01 5000"), "riz 2026-03-02 8000", "a 2026-03-02 9000")
    assert reliquats(after) == {"sucre": 4_000, "riz": 0}


def test_an_acompte_is_used_before_an_avoir() -> None:
    before = verser(account(), "avance 2026-03-01 6000")
    after = ajouter(before, "riz 2026-03-02 8000", "a 2026-03-02 5000")
    assert libres(after) == {"avance": 3_000, "a": 0}


def test_a_sale_takes_its_place_before_its_acompte() -> None:
    after = ajouter(account(), "riz 2026-03-02 8000", "a 2026-03-02 5000")
    assert (after.reglements["riz"].rang, after.versements["a"].rang, after.rang) == (1, 2, 2)


# Verser


def test_a_named_reglement_is_paid_first() -> None:
    before = account("sucre 2026-03-01 5000", "riz 2026-03-02 8000")
    after = verser(before, "wave 2026-03-05 9000", ["riz"])
    assert reliquats(after) == {"sucre": 4_000, "riz": 0}


def test_named_reglements_are_paid_in_the_order_given() -> None:
    before = account("sucre 2026-03-01 5000", "lait 2026-03-02 2000", "riz 2026-03-03 8000")
    after = verser(before, "wave 2026-03-05 9000", ["riz", "lait"])
    assert reliquats(after) == {"sucre": 5_000, "lait": 1_000, "riz": 0}


def test_a_complete_one_that_is_named_takes_nothing() -> None:
    before = verser(account("sucre 2026-03-01 500", "riz 2026-03-02 800"), "w 2026-03-03 500")
    after = verser(before, "wave 2026-03-05 300", ["sucre"])
    assert paid_by(after, "wave") == {"riz": 300}


def test_a_stranger_s_or_a_void_reglement_cannot_be_named() -> None:
    before = annuler_reglement(account("sucre 2026-03-01 500", "riz 2026-03-02 800"), "riz")
    for nommes in (["sucre", "tissu"], ["riz"]):
        with pytest.raises(ChampsInvalides) as refused:
            verser(before, "wave 2026-03-05 300", nommes)
        assert [erreur.champ for erreur in refused.value.erreurs] == ["reglements"]


def test_names_count_only_when_the_money_comes_in() -> None:
    before = account("sucre 2026-03-01 5000", "lait 2026-03-02 3000", "riz 2026-03-03 8000")
    before = verser(before, "wave 2026-03-05 6000", ["riz"])
    after = modifier(before, "riz", montant=4_000)
    assert reliquats(after) == {"sucre": 3_000, "lait": 3_000, "riz": 0}


# Modifier un règlement


def test_a_lower_montant_lowers_the_reliquat_first() -> None:
    before = verser(account("riz 2026-03-02 8000"), "wave 2026-03-03 3000")
    after = modifier(before, "riz", montant=4_000)
    assert (reliquats(after), paid_by(after, "wave")) == ({"riz": 1_000}, {"riz": 3_000})


def test_then_it_frees_the_latest_abandon() -> None:
    compte = solder(account("riz 2026-03-02 1000"), "riz", "2026-03-20")
    compte = solder(modifier(compte, "riz", montant=1_500), "riz", "2026-03-21")
    assert abandons(compte, "riz") == [1_000, 500]
    assert abandons(modifier(compte, "riz", montant=1_200), "riz") == [1_000, 200]
    assert abandons(modifier(compte, "riz", montant=300), "riz") == [300]


def test_then_it_takes_the_latest_payment_back() -> None:
    compte = verser(account("riz 2026-03-02 9000"), "jeudi 2026-03-05 2000")
    compte = verser(compte, "mardi 2026-03-03 2000")
    compte = verser(compte, "mercredi 2026-03-04 2000")
    after = modifier(solder(compte, "riz"), "riz", montant=3_000)
    assert abandons(after, "riz") == []
    assert libres(after) == {"jeudi": 2_000, "mardi": 0, "mercredi": 1_000}


def test_of_one_day_the_payment_recorded_last_is_taken_back_first() -> None:
    compte = verser(account("riz 2026-03-02 4000"), "zeste 2026-03-03 2000")
    compte = verser(compte, "ananas 2026-03-03 2000")
    assert libres(modifier(compte, "riz", montant=3_000)) == {"zeste": 0, "ananas": 1_000}


def test_a_higher_montant_reopens_a_complete_one_for_the_difference() -> None:
    before = solder(account("riz 2026-03-02 8000"), "riz")
    after = modifier(before, "riz", montant=9_000)
    assert (reliquats(after), abandons(after, "riz")) == ({"riz": 1_000}, [8_000])


def test_an_avoir_pays_the_difference() -> None:
    before = verser(account("riz 2026-03-02 8000"), "wave 2026-03-03 8500")
    after = modifier(before, "riz", montant=9_000)
    assert (reliquats(after), libres(after)) == ({"riz": 500}, {"wave": 0})


def test_a_new_date_counts_for_the_next_payment() -> None:
    before = account("sucre 2026-03-01 5000", "riz 2026-03-02 8000")
    after = verser(redater(before, "riz", "2026-02-01"), "wave 2026-03-05 1000")
    assert paid_by(after, "wave") == {"riz": 1_000}


def test_a_change_raises_the_version_and_a_payment_does_not() -> None:
    before = account("riz 2026-03-02 8000")
    assert verser(before, "wave 2026-03-03 500").reglements["riz"].version == 1
    assert modifier(before, "riz", montant=500).reglements["riz"].version == 2


# Solder, rouvrir


def test_what_is_let_go_is_neither_paid_nor_due() -> None:
    before = verser(account("riz 2026-03-02 8000"), "wave 2026-03-03 3000")
    riz = solder(before, "riz", motif=MotifAbandon.EPONGE).reglements["riz"]
    assert (riz.etat, riz.verse, riz.abandonne, riz.reliquat) == ("complet", 3_000, 5_000, 0)
    assert [(a.motif, a.date, a.par) for a in riz.abandons] == [
        (MotifAbandon.EPONGE, date(2026, 3, 20), AWA)
    ]


def test_rouvrir_drops_all_abandons_and_an_avoir_pays_at_once() -> None:
    compte = solder(account("riz 2026-03-02 1000"), "riz")
    compte = solder(modifier(compte, "riz", montant=1_500), "riz")
    compte = verser(compte, "wave 2026-03-25 400")
    after = rouvrir(compte, "riz")
    assert (abandons(after, "riz"), reliquats(after)) == ([], {"riz": 1_100})


def test_a_reglement_is_let_go_of_fifty_times_at_most() -> None:
    compte = account("riz 2026-03-02 100")
    for montant in range(101, 101 + ABANDONS_MAX):
        compte = modifier(solder(compte, "riz"), "riz", montant=montant)
    with pytest.raises(TropDAbandons):
        solder(compte, "riz")
    complete = verser(compte, "wave 2026-03-25 1")
    assert solder(complete, "riz") == complete
    assert abandons(solder(rouvrir(complete, "riz"), "riz"), "riz") == [149]


# Annuler


def test_the_money_of_a_void_sale_pays_the_oldest_other() -> None:
    before = account("sucre 2026-03-01 5000", "riz 2026-03-02 8000")
    before = verser(before, "wave 2026-03-05 4000", ["riz"])
    after = annuler_reglement(before, "riz")
    assert paid_by(after, "wave") == {"sucre": 4_000}
    assert reliquats(after) == {"sucre": 1_000, "riz": 0}


def test_a_void_payment_leaves_abandons_as_they_are() -> None:
    before = solder(verser(account("riz 2026-03-02 8000"), "w 2026-03-03 3000"), "riz")
    after = annuler_versement(before, "w")
    assert (reliquats(after), abandons(after, "riz")) == ({"riz": 3_000}, [5_000])
    assert (libres(after), paid_by(after, "w")) == ({"w": 0}, {})


def test_a_sale_paid_by_a_void_payment_takes_the_avoir_of_another() -> None:
    before = verser(account("riz 2026-03-02 8000"), "faux 2026-03-03 8000")
    before = verser(before, "vrai 2026-03-04 6000")
    assert paid_by(annuler_versement(before, "faux"), "vrai") == {"riz": 6_000}


def test_a_payment_of_which_something_was_given_back_is_not_voided() -> None:
    before = rembourser(verser(account(), "wave 2026-03-03 8000"), "b1 2026-03-04 1000")
    check_lawful(before)
    with pytest.raises(Rembourse):
        annuler_versement(before, "wave")


# What is void, what is repeated


def test_a_void_sale_is_neither_changed_nor_let_go_nor_reopened() -> None:
    void = annuler_reglement(account("riz 2026-03-02 8000"), "riz")
    change = modification(void, "riz", montant=1)
    for operation in (change, Solder("riz", MARCH, AWA), Rouvrir("riz")):
        with pytest.raises(Annule):
            jouer(void, operation)


def test_repeating_what_is_already_so_changes_nothing() -> None:
    compte = account("sucre 2026-03-01 5000", "riz 2026-03-02 8000", "lait 2026-03-03 900")
    compte = verser(verser(compte, "w 2026-03-04 500"), "faux 2026-03-04 100")
    compte = solder(annuler_versement(annuler_reglement(compte, "riz"), "faux"), "sucre")
    again = replace(ERREUR, motif="Encore")
    for operation in (
        AnnulerReglement("riz", again),
        AnnulerVersement("faux", again),
        Solder("sucre", MARCH, AWA),
        Rouvrir("lait"),
    ):
        assert jouer(compte, operation) == compte


# The trail: every stop on the way is lawful


def test_a_large_payment_is_a_trail_of_small_steps() -> None:
    ventes = [f"r{n} 2026-03-01 100" for n in range(60)]
    before = account(*ventes)
    steps = list(trail(before, Verser(versement("wave 2026-03-05 5950"), ("r59", "r7"))))
    assert len(steps) == 1 + 60
    for step in steps:
        check_lawful(step)
        assert jouer(step, Verser(versement("wave 2026-03-05 5950"), ("r59", "r7"))) == steps[-1]
    assert reliquats(steps[-1])["r58"] == 50


def test_a_long_history_is_voided_step_by_step_and_void_comes_last() -> None:
    before = account("riz 2026-03-01 5000")
    for n in range(20):
        before = verser(before, f"v{n} 2026-03-02 200")
    before = ajouter(solder(before, "riz"), "lait 2026-03-03 3000")
    steps = list(trail(before, AnnulerReglement("riz", ERREUR)))
    void = [step.reglements["riz"].annulation is not None for step in steps]
    assert void.index(True) == 20 + 1
    for step in steps:
        check_lawful(step)
        assert jouer(step, AnnulerReglement("riz", ERREUR)) == steps[-1]
    assert (du(steps[-1]), avoir(steps[-1])) == (0, 1_000)


def test_an_operation_applied_already_is_not_applied_twice() -> None:
    sale = AjouterReglement(reglement("riz 2026-03-01 500"), versement("a 2026-03-01 500"))
    once = jouer(account("sucre 2026-02-01 100"), sale)
    change = ModifierReglement("riz", 2, 300, MARCH, None, "riz", "")
    twice = jouer(once, sale)
    assert twice == once
    assert jouer(jouer(once, change), change) == jouer(once, change)
