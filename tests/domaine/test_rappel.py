"""A rappel's words, états and hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine import rappel, sms
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.compte import Abandon, Annulation, Auteur, Reglement
from chalicelib.domaine.rappel import EtatRappel, ensemble
from chalicelib.domaine.reponse import en_francais

AWA = Auteur("awa", "Awa Ndiaye")
JOUR = date(2026, 11, 25)
RIZ = Reglement(
    "riz", date(2026, 11, 1), 15_000, "Riz 25 kg", datetime(2026, 11, 1, tzinfo=UTC), AWA
)
CHEZ_AWA = Boutique("b", "Chez Awa", "+221771234567")


def le(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 25, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("etats", "whole"),
    [
        ("planifie", "planifie"),
        ("envoye planifie", "planifie"),
        ("planifie en_cours incertain", "en_cours"),
        ("envoye incertain echec", "incertain"),
        ("echec envoye", "envoye"),
        ("sans_objet echec", "sans_objet"),
        ("echec sans_objet", "echec"),
    ],
)
def test_one_uncertain_makes_it_uncertain_else_one_sent_makes_it_sent(
    etats: str, whole: str
) -> None:
    assert ensemble(EtatRappel(etat) for etat in etats.split()) == whole


@pytest.mark.parametrize(
    ("texte", "unknown"),
    [
        ("Bonjour {nom}, {reliquat}", []),
        ("Bonjour {prenom} {nom}", ["{prenom}"]),
        ("Bonjour {}", ["{}"]),
        ("Payez { vite", ["{ }"]),
        ("Payez } {du}", ["{ }"]),
        ("{Nom}", ["{Nom}"]),
        ("XX {nom} XX", []),
    ],
)
def test_what_nothing_fills_in_is_named(texte: str, unknown: list[str]) -> None:
    assert rappel.inconnus(texte) == unknown


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert rappel.remplir("{nom} doit {du}", {"nom": "{du}", "du": "5 F"}) == "{du} doit 5 F"


def test_amounts_are_written_with_plain_spaces_and_dates_in_french() -> None:
    r = replace(RIZ, verse=2_500, echeance=date(2026, 12, 5))
    told = rappel.valeurs(CHEZ_AWA, "Vieux Faye", 1_012_500, r)
    assert told == {
        "nom": "Vieux Faye",
        "boutique": "Chez Awa",
        "produit": "Riz 25 kg",
        "montant": "15 000 F",
        "verse": "2 500 F",
        "reliquat": "12 500 F",
        "du": "1 012 500 F",
        "echeance": "05/12/2026",
    }
    assert told.keys() == set(rappel.NOMS)
    assert sms.apercevoir("".join(told.values())).encodage == "gsm7"


def test_without_echeance_the_last_day_that_is_not_late_is_told() -> None:
    assert rappel.valeurs(CHEZ_AWA, "Vieux", 0, RIZ)["echeance"] == "01/12/2026"


def test_an_accuse_tells_what_is_left_now() -> None:
    told = rappel.valeurs_d_accuse(CHEZ_AWA, "Vieux", 12_000, {"montant": "5 000 F"})
    assert (told["montant"], told["du"], told["reliquat"]) == ("5 000 F", "12 000 F", "12 000 F")
    assert (told["nom"], told["boutique"], told["echeance"]) == ("Vieux", "Chez Awa", "")


@given(st.text(max_size=400), st.integers(1, 4))
def test_a_text_is_never_more_parts_than_it_may_be(texte: str, parties: int) -> None:
    cut = sms.couper(texte, parties)
    assert sms.parties(cut) <= parties
    if sms.parties(texte) <= parties:
        assert cut == texte


@given(st.text(max_size=900), st.integers(1, 4))
def test_dear_letters_go_only_where_they_cost_more_than_was_announced(
    texte: str, annonce: int
) -> None:
    held = rappel.tenir(texte, annonce)
    assert len(held.encode()) <= sms.OCTETS_MAX
    if sms.parties(texte) <= annonce and len(texte.encode()) <= sms.OCTETS_MAX:
        assert held == texte


@pytest.mark.parametrize(
    ("texte", "cut"),
    [
        ("a" * 161, "a" * 160),
        ("ê" * 71, "e" * 71),
        ("ê" * 161, "e" * 160),
        (" " + "a" * 158 + " b", " " + "a" * 158),
        ("é" * 160, "é" * 160),
        ("ê" + "é€" * 60, "e" + "é€" * 53),
    ],
)
def test_a_text_loses_its_dear_letters_before_its_end(texte: str, cut: str) -> None:
    assert sms.couper(texte, 1) == cut


@pytest.mark.parametrize(
    ("texte", "annonce", "held"),
    [
        ("ê" * 71, 1, "e" * 71),
        ("ê" * 71, 2, "ê" * 71),
        ("a" * 161, 1, "a" * 161),
        ("é" * 801, 9, "é" * 800),
        ("aa" + "€" * 533, 9, "aa" + "€" * 532),
    ],
)
def test_a_text_that_has_grown_is_held_to_what_was_announced(
    texte: str, annonce: int, held: str
) -> None:
    assert rappel.tenir(texte, annonce) == held


def test_a_character_of_the_first_plane_is_one_unit_and_none_beyond() -> None:
    assert sms.taille("\uffff", sms.Encodage.UCS2) == 1
    assert sms.taille("\U00010000", sms.Encodage.UCS2) == 2


@pytest.mark.parametrize(
    ("fuseau", "jour", "depart"),
    [
        ("Africa/Dakar", JOUR, "2026-11-25T08:00"),
        ("Asia/Kathmandu", JOUR, "2026-11-25T02:15"),
        ("Europe/Paris", date(2026, 3, 28), "2026-03-28T07:00"),
        ("Europe/Paris", date(2026, 3, 29), "2026-03-29T06:00"),
        ("Pacific/Kiritimati", JOUR, "2026-11-24T18:00"),
    ],
)
def test_8h_is_the_shop_s(fuseau: str, jour: date, depart: str) -> None:
    assert rappel.depart(jour, fuseau) == datetime.fromisoformat(f"{depart}:00+00:00")
    assert rappel.limite(jour, fuseau) == rappel.depart(jour, fuseau) + timedelta(hours=12)
    assert rappel.limite(jour, fuseau).tzinfo is rappel.depart(jour, fuseau).tzinfo is UTC


@pytest.mark.parametrize(
    ("prevu", "now", "late"),
    [
        (le(8), le(19, 59, 59), False),
        (le(8), le(20), False),
        (le(8), le(20, 0, 1), True),
        (le(19, 45), le(20, 0, 1), True),
        (le(19, 45, 1), le(20, 2), False),
        (le(19, 45, 1), le(20, 2, 1), True),
    ],
)
def test_after_20h_it_is_too_late_but_for_the_last_run(
    prevu: datetime, now: datetime, late: bool
) -> None:
    assert rappel.passe(JOUR, "Africa/Dakar", prevu, now) is late


@pytest.mark.parametrize(
    ("cree_le", "now", "late"),
    [
        (le(10), le(20), False),
        (le(10), le(20, 0, 1), True),
        (le(19, 30), le(20, 30), False),
        (le(21), le(22), False),
        (le(21), le(22, 0, 1), True),
    ],
)
def test_an_accuse_leaves_until_20h_or_within_the_hour(
    cree_le: datetime, now: datetime, late: bool
) -> None:
    assert rappel.accuse_passe(JOUR, "Africa/Dakar", cree_le, now) is late


def test_solder_and_annuler_take_rappels_away_and_a_payment_does_not() -> None:
    planned = replace(RIZ, rappele=True)
    let_go = replace(planned, abandons=(Abandon(2, JOUR, 15_000, AWA),))
    last = replace(planned, verse=14_999)
    last_let_go = replace(last, abandons=(Abandon(2, JOUR, 1, AWA),))
    assert rappel.abandonne(last, last_let_go)
    part = replace(planned, montant=20_000, abandons=let_go.abandons)
    void = replace(planned, annulation=Annulation(le(9), AWA, "Erreur"))
    paid = replace(planned, verse=15_000)
    both = replace(planned, verse=5_000, abandons=(Abandon(2, JOUR, 10_000, AWA),))
    takes = {
        (a, b)
        for (a, before), (b, after) in permutations(
            {"due": planned, "soldé": let_go, "due in part": part, "void": void,
             "paid": paid, "both": both}.items(),
            2,
        )
        if rappel.abandonne(before, after)
    }  # fmt: skip
    assert takes == {
        *((name, "void") for name in ("due", "soldé", "due in part", "paid", "both")),
        ("due", "soldé"),
        ("due", "both"),
    }
    assert not rappel.abandonne(None, let_go)
    assert not rappel.abandonne(RIZ, replace(let_go, rappele=False))


def test_the_network_is_told_in_french_where_we_know_its_words() -> None:
    assert en_francais("Phone has blocked SMS") == "Ce téléphone bloque les SMS."
    assert en_francais("Something new") == "Something new"
    assert en_francais(None) is None
