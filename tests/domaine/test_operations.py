"""What the other operations do to one account, and what they say of themselves to the shell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domaine import deplacements, releve
from chalicelib.domaine.besoins import Besoins
from chalicelib.domaine.compte import Abandon, Compte, Mode, Versement
from chalicelib.domaine.operations import (
    AjouterReglement,
    AnnulerReglement,
    AnnulerVersement,
    Archiver,
    Imputer,
    Liberer,
    ModifierReglement,
    ModifierVersement,
    Operation,
    PayerNommes,
    Rembourser,
    Resolder,
    Rouvrir,
    Solder,
    Verser,
    jouer,
)
from chalicelib.domaine.problems import Annule, ChampsInvalides, SuitEncore
from tests.domaine.builders import (
    AWA,
    ERREUR,
    abandons,
    account,
    ajouter,
    annuler_reglement,
    annuler_versement,
    archiver,
    avoir,
    libres,
    modification,
    modifier,
    modifier_versement,
    paid_by,
    reglement,
    reliquats,
    rembourser,
    solder,
    trail,
    versement,
    verser,
)

THREE = ("sucre 2026-03-01 5000", "riz 2026-03-02 8000", "huile 2026-03-03 7000")


def changed(v: Versement, **fields: Any) -> ModifierVersement:
    """The versement as it is to be, one version on."""
    same = {name: getattr(v, name) for name in ("montant", "date", "mode", "reference", "note")}
    return ModifierVersement(v.id, version=v.version + 1, **{**same, **fields})


# modifier un versement


def test_a_lower_versement_takes_its_libre_first() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 9000")
    after = modifier_versement(before, "wave", montant=6_000)
    assert paid_by(after, "wave") == {"sucre": 5_000}
    assert libres(after) == {"wave": 1_000}


def test_then_it_takes_its_imputations_back_from_the_latest_reglement() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 18000")
    assert paid_by(before, "wave") == {"sucre": 5_000, "riz": 8_000, "huile": 5_000}
    after = modifier_versement(before, "wave", montant=6_000)
    assert paid_by(after, "wave") == {"sucre": 5_000, "riz": 1_000}
    assert reliquats(after) == {"sucre": 0, "riz": 7_000, "huile": 7_000}


def test_of_one_day_the_reglement_recorded_last_is_freed_first() -> None:
    sold = account("mil 2026-03-01 4000", "cola 2026-03-01 4000")
    before = verser(sold, "wave 2026-03-05 8000", ["cola", "mil"])
    after = modifier_versement(before, "wave", montant=4_000)
    assert paid_by(after, "wave") == {"mil": 4_000}


def test_a_versement_lowered_to_what_it_pays_frees_nothing() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 9000")
    steps = list(trail(before, changed(before.versements["wave"], montant=5_000)))
    assert len(steps) == 1
    assert paid_by(steps[0], "wave") == {"sucre": 5_000}


def test_a_versement_may_be_lowered_by_a_single_franc() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 5000")
    after = modifier_versement(before, "wave", montant=4_999)
    assert paid_by(after, "wave") == {"sucre": 4_999}


def test_a_higher_versement_pays_the_oldest() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 3000")
    after = modifier_versement(before, "wave", montant=9_000)
    assert paid_by(after, "wave") == {"sucre": 5_000, "riz": 4_000}


def test_a_versement_is_lowered_to_what_was_given_back_of_it_and_no_further() -> None:
    before = verser(Compte(), "wave 2026-03-05 9000")
    before = rembourser(before, "b1 2026-03-06 4000")
    after = modifier_versement(before, "wave", montant=4_000)
    assert libres(after) == {"wave": 0}
    with pytest.raises(ChampsInvalides) as refused:
        modifier_versement(before, "wave", montant=3_999)
    (erreur,) = refused.value.erreurs
    assert erreur.champ == "montant"
    assert erreur.message == "Une partie a été remboursée : écrivez au moins ce montant."


def test_what_was_given_back_pays_nothing_after_a_change() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 9000")
    before = rembourser(before, "b1 2026-03-06 1000")
    after = modifier_versement(before, "wave", montant=4_000)
    assert paid_by(after, "wave") == {"sucre": 3_000}
    assert libres(after) == {"wave": 0}


def test_every_field_of_a_versement_can_be_changed() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 3000")
    fields: dict[str, Any] = {
        "montant": 2_000,
        "date": date(2026, 3, 4),
        "mode": Mode.CHEQUE,
        "reference": "CBAO 12",
        "note": "au nom de son frère",
    }
    after = jouer(before, changed(before.versements["wave"], **fields)).versements["wave"]
    assert {name: getattr(after, name) for name in fields} == fields
    assert (after.version, after.rang) == (2, before.versements["wave"].rang)


def test_named_anew_it_frees_all_takes_the_next_place_and_pays_what_is_named() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 6000")
    after = modifier_versement(before, "wave", nommes=["huile"])
    assert paid_by(after, "wave") == {"huile": 6_000}
    assert after.versements["wave"].rang == before.rang + 1 == after.rang


def test_an_empty_list_names_none_and_the_oldest_is_paid() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 6000", ["huile"])
    after = modifier_versement(before, "wave", nommes=[])
    assert paid_by(after, "wave") == {"sucre": 5_000, "riz": 1_000}
    assert after.versements["wave"].rang == before.rang + 1


def test_a_change_that_frees_much_is_recorded_last() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 20000")
    operation = changed(before.versements["wave"], nommes=("riz",))
    steps = list(operation.play(before))
    assert [step.versements["wave"].impute for step in steps] == [13_000, 5_000, 0, 0, 8_000]
    assert [operation.recorded(step) for step in steps] == [False, False, False, True, True]
    assert [operation.done(step) for step in steps] == [False, False, False, False, True]


def test_a_change_is_taken_up_where_it_was_cut() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 20000")
    operation = changed(before.versements["wave"], nommes=("riz", "huile"))
    whole = jouer(before, operation)
    for cut in operation.play(before):
        assert jouer(cut, operation) == whole


def test_a_void_versement_is_neither_changed_nor_put_away() -> None:
    before = annuler_versement(verser(Compte(), "wave 2026-03-05 9000"), "wave")
    for operation in (changed(before.versements["wave"], montant=1), Archiver("wave", True)):
        with pytest.raises(Annule) as refused:
            jouer(before, operation)
        assert refused.value.detail == Annule("versement").detail
        assert "versement" in refused.value.detail


def test_a_reglement_lowered_by_a_franc_takes_a_franc_back_in_one_step() -> None:
    paid = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 5000")
    let_go = solder(account("sucre 2026-03-01 5000"), "sucre")
    for before in (paid, let_go):
        steps = list(modification(before, "sucre", montant=4_999).play(before))
        sums = [(s.reglements["sucre"].verse + s.reglements["sucre"].abandonne) for s in steps]
        assert sums == [4_999, 4_999]
        unchanged = list(modification(before, "sucre", montant=5_000).play(before))
        assert [s.reglements["sucre"].version for s in unchanged] == [2]


def test_what_is_voided_is_another_version_and_is_refused_by_its_name() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 5000")
    after = annuler_versement(annuler_reglement(before, "sucre"), "wave")
    assert after.reglements["sucre"].version == 2
    assert after.versements["wave"].version == 2
    with pytest.raises(Annule) as refused:
        solder(after, "sucre")
    assert refused.value.detail == Annule("règlement").detail
    assert "règlement" in refused.value.detail


def test_a_reglement_that_cannot_be_named_is_refused_in_words() -> None:
    before = annuler_reglement(account(*THREE), "sucre")
    for nomme, message in (
        ("inconnu", "Ce règlement n'est pas à ce client."),
        ("sucre", "Ce règlement est annulé."),
    ):
        with pytest.raises(ChampsInvalides) as refused:
            verser(before, "wave 2026-03-05 5000", ["riz", nomme])
        (erreur,) = refused.value.erreurs
        assert (erreur.champ, erreur.message) == ("reglements", message)


def test_abandons_are_dropped_one_at_a_time() -> None:
    before = solder(account("sucre 2026-03-01 5000"), "sucre")
    for montant in (6_000, 7_000):
        before = solder(modifier(before, "sucre", montant=montant), "sucre")
    steps = list(Rouvrir("sucre").play(before))
    assert [abandons(step, "sucre") for step in steps] == [[5_000, 1_000], [5_000], []]


# archiver


def test_a_versement_that_pays_what_is_complete_can_be_put_away_and_taken_back() -> None:
    before = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 5000")
    away = archiver(before, "wave")
    assert away.versements["wave"].archive
    assert not archiver(away, "wave", archive=False).versements["wave"].archive
    assert list(Archiver("wave", True).play(away)) == []


@pytest.mark.parametrize("paid", ["wave 2026-03-05 4000", "wave 2026-03-05 6000"])
def test_a_versement_that_follows_an_open_reglement_or_is_free_stays(paid: str) -> None:
    before = verser(account("sucre 2026-03-01 5000"), paid)
    with pytest.raises(SuitEncore):
        archiver(before, "wave")
    taken_back = archiver(before, "wave", archive=False)
    assert taken_back == before


# what goes elsewhere


def test_a_reglement_that_leaves_frees_what_paid_it_and_nothing_else() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 9000")
    operation = Liberer(reglement="sucre")
    assert not operation.done(before)
    after = list(operation.play(before))[-1]
    assert operation.done(after)
    assert paid_by(after, "wave") == {"riz": 4_000}


def test_a_versement_that_leaves_frees_all_that_it_pays() -> None:
    before = verser(account(*THREE), "wave 2026-03-05 9000")
    before = verser(before, "om 2026-03-06 1000")
    operation = Liberer(versement="wave")
    assert not operation.done(before)
    after = list(operation.play(before))[-1]
    assert operation.done(after)
    assert paid_by(after, "wave") == {}
    assert paid_by(after, "om") == {"riz": 1_000}
    assert Liberer().done(before)


def test_abandons_are_taken_again_in_their_order_at_the_next_places() -> None:
    first = Abandon(7, date(2026, 3, 20), 1_000, AWA)
    second = Abandon(9, date(2026, 3, 10), 500, AWA)
    before = account("sucre 2026-03-01 5000")
    after = jouer(before, Resolder("sucre", (first, second)))
    assert after.reglements["sucre"].abandons == (replace(first, rang=2), replace(second, rang=3))
    assert after.rang == 3


def test_a_versement_that_arrived_pays_what_it_names_of_this_account() -> None:
    before = replace(account(*THREE), rang=10)
    before = before.updated(replace(versement("wave 2026-03-05 9000"), rang=10))
    operation = PayerNommes("wave", ("inconnu", "huile", "riz"))
    assert not operation.done(before)
    after = list(operation.play(before))[-1]
    assert operation.done(after)
    assert paid_by(after, "wave") == {"huile": 7_000, "riz": 2_000}
    assert PayerNommes("wave", ("inconnu",)).done(before)


def test_in_a_fusion_every_place_is_so_many_further() -> None:
    sold = solder(account("sucre 2026-03-01 5000"), "sucre").reglements["sucre"]
    moved = deplacements.decaler_reglement(sold, 40)
    assert (moved.rang, [a.rang for a in moved.abandons]) == (41, [42])
    assert [a.montant for a in moved.abandons] == [5_000]
    assert replace(moved, rang=1, abandons=sold.abandons) == sold
    paid = replace(versement("wave 2026-03-05 9000"), rang=3)
    assert deplacements.decaler(paid, 40) == replace(paid, rang=43)


# what an operation says of itself


@pytest.mark.parametrize(
    ("operation", "besoins"),
    [
        (AjouterReglement(reglement("riz 2026-03-01 1")), Besoins()),
        (Verser(versement("wave 2026-03-01 1"), ("riz",)), Besoins(("riz",), ["wave"])),
        (
            ModifierReglement("riz", 2, 1, date(2026, 3, 1), None, "riz", ""),
            Besoins(["riz"], payeurs_de="riz"),
        ),
        (Solder("riz", date(2026, 3, 1), AWA), Besoins(["riz"])),
        (Rouvrir("riz"), Besoins(["riz"])),
        (AnnulerReglement("riz", ERREUR), Besoins(["riz"], payeurs_de="riz", premiers=True)),
        (
            AnnulerVersement("wave", ERREUR),
            Besoins(versements=["wave"], payes_par="wave", premiers=True),
        ),
        (
            ModifierVersement("wave", 2, 1, date(2026, 3, 1), Mode.WAVE, "", ""),
            Besoins((), ["wave"], payes_par="wave"),
        ),
        (
            ModifierVersement("wave", 2, 1, date(2026, 3, 1), Mode.WAVE, "", "", ("riz",)),
            Besoins(("riz",), ["wave"], payes_par="wave"),
        ),
        (Archiver("wave", True), Besoins(versements=["wave"], payes_par="wave")),
        (Liberer(reglement="riz"), Besoins(["riz"], payeurs_de="riz", premiers=True)),
        (Liberer(versement="wave"), Besoins((), ["wave"], payes_par="wave", premiers=True)),
        (Liberer(), Besoins((), [], premiers=True)),
        (Resolder("riz", ()), Besoins(["riz"])),
        (PayerNommes("wave", ("riz",)), Besoins(("riz",), ["wave"])),
        (Imputer(), Besoins()),
    ],
)
def test_an_operation_reads_what_it_touches_and_no_more(
    operation: Operation, besoins: Besoins
) -> None:
    assert operation.besoins() == besoins


def test_a_remboursement_reads_itself_and_the_free_versements() -> None:
    compte = rembourser(verser(Compte(), "wave 2026-03-05 9000"), "b1 2026-03-06 1000")
    operation = Rembourser(compte.remboursements["b1"])
    assert operation.left(Compte()) == 1_000
    assert not operation.done(Compte())
    assert operation.besoins() == Besoins(remboursements=["b1"], libres=True)
    assert operation.left(compte) == 0
    assert operation.done(compte)


def test_a_payment_is_done_once_it_is_there_and_what_it_names_is_paid_or_it_is_spent() -> None:
    before = account(*THREE)
    operation = Verser(versement("wave 2026-03-05 9000"), ("riz", "huile"))
    assert not operation.done(before)
    steps = list(operation.play(before))
    assert [operation.done(step) for step in steps] == [False, False, True]
    rich = Verser(versement("wave 2026-03-05 30000"), ("riz",))
    recorded, paid = rich.play(before)
    assert (rich.done(recorded), rich.done(paid)) == (False, True)
    assert avoir(paid) == 22_000


REGLEMENT_FIELDS: dict[str, Any] = {
    "montant": 4_999,
    "date": date(2026, 2, 28),
    "echeance": date(2026, 4, 1),
    "produit": "sucre roux",
    "note": "livré",
}


@pytest.mark.parametrize("champ", REGLEMENT_FIELDS)
def test_a_change_of_any_field_of_a_reglement_is_a_change(champ: str) -> None:
    compte = account("sucre 2026-03-01 5000")
    same = modification(compte, "sucre")
    assert not same.changes(compte.reglements["sucre"])
    other = replace(same, **{champ: REGLEMENT_FIELDS[champ]})
    assert other.changes(compte.reglements["sucre"])
    assert getattr(jouer(compte, other).reglements["sucre"], champ) == REGLEMENT_FIELDS[champ]


VERSEMENT_FIELDS: dict[str, Any] = {
    "montant": 2_999,
    "date": date(2026, 3, 4),
    "mode": Mode.VIREMENT,
    "reference": "TX 9",
    "note": "en deux fois",
    "nommes": (),
}


@pytest.mark.parametrize("champ", VERSEMENT_FIELDS)
def test_a_change_of_any_field_of_a_versement_is_a_change(champ: str) -> None:
    paid = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 3000").versements["wave"]
    assert not changed(paid).changes(paid)
    assert changed(paid, **{champ: VERSEMENT_FIELDS[champ]}).changes(paid)


# the part of an account that is at hand


def test_what_is_learnt_is_added_to_what_is_known_and_changes_nothing_of_it() -> None:
    paid = replace(versement("wave 2026-03-05 9000"), impute=9_000, imputations={"riz": 4_000})
    assert paid.learning({"riz": 1, "mil": 5_000}) == replace(
        paid, imputations={"riz": 4_000, "mil": 5_000}
    )


def test_an_account_takes_over_the_rows_that_it_does_not_hold() -> None:
    mine = verser(account("sucre 2026-03-01 5000"), "wave 2026-03-05 2000")
    read = replace(mine.reglements["sucre"], verse=0)
    theirs = rembourser(verser(account("riz 2026-03-01 1"), "om 2026-03-05 9"), "b1 2026-03-06 3")
    both = mine.knowing(theirs.updated(read))
    assert both.rang == mine.rang
    assert both.reglements["sucre"] is mine.reglements["sucre"]
    assert both.reglements["riz"] is theirs.reglements["riz"]
    assert set(both.versements) == {"wave", "om"}
    assert both.versements["wave"] is mine.versements["wave"]
    assert set(both.remboursements) == {"b1"}
    given = replace(theirs.remboursements["b1"], montant=2)
    assert both.updated(given).knowing(theirs).remboursements["b1"] is given


def test_only_what_changed_is_written() -> None:
    before = account(*THREE)
    after = verser(before, "wave 2026-03-05 6000")
    after = rembourser(verser(after, "om 2026-03-06 30000"), "b1 2026-03-07 3")
    olds = before.reglements
    assert after.reglements_changed(before) == [
        (olds[id], after.reglements[id]) for id in ("sucre", "riz", "huile")
    ]
    assert after.reglements_changed(after) == []
    assert [(old, new.id) for old, new in after.versements_changed(before)] == [
        (None, "wave"),
        (None, "om"),
    ]
    assert after.versements_changed(after) == []
    assert [(old, new.id) for old, new in after.remboursements_changed(before)] == [(None, "b1")]
    assert after.remboursements_changed(after) == []


def test_rows_that_are_gone_are_named() -> None:
    before = rembourser(verser(account(*THREE), "wave 2026-03-05 30000"), "b1 2026-03-06 3")
    after = before.without("riz", "wave", "b1")
    assert [row.id for row in after.gone(before)] == ["riz", "wave", "b1"]
    assert before.gone(after) == []


def test_a_remboursement_says_how_it_was_given_back() -> None:
    compte = rembourser(verser(Compte(), "wave 2026-03-05 9000"), "b1 2026-03-06 1000")
    given = replace(compte.remboursements["b1"], mode=Mode.ORANGE_MONEY)
    paid, back = releve.lignes(compte.updated(given))
    assert back.libelle == "Remboursement, Orange Money"
    assert (back.debit, back.credit) == (1_000, 0)
    assert paid.libelle == releve.libelle_versement(Mode.ESPECES) == "Versement, espèces"


def test_an_acompte_stands_with_its_sale_in_one_step() -> None:
    steps = list(trail(account(*THREE), AjouterReglement(reglement("mil 2026-03-04 900"))))
    assert len(steps) == 1
    with_acompte = ajouter(Compte(), "mil 2026-03-04 900", "wave 2026-03-04 400")
    assert paid_by(with_acompte, "wave") == {"mil": 400}
