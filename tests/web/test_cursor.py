"""A cursor is good for the boutique and the query that it came from, and for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.context import Context
from chalicelib.domaine.boutique import Boutique, Role, Utilisateur
from chalicelib.domaine.problems import ChampsInvalides
from chalicelib.web import cursor


def who(boutique: str) -> Context:
    awa = Utilisateur("u1", "Awa", "awa@exemple.sn", None, Role.GERANT)
    return Context(Boutique(boutique, "Chez Awa", "+221771234567"), awa, datetime.now(UTC))


AWA = who("awa")
PLACE = ["2026-11-24", "01ABC", 5000]


@given(st.recursive(st.integers() | st.text(st.characters(exclude_categories=["Cs"])), st.lists))
def test_a_place_comes_back_as_it_was(place: object) -> None:
    assert cursor.read(AWA, "clients?", cursor.sign(AWA, "clients?", place)) == place


def test_the_beginning_has_no_cursor() -> None:
    assert cursor.read(AWA, "clients?", None) is None


@pytest.mark.parametrize(("boutique", "query"), [("fatou", "clients?"), ("awa", "clients?q=a")])
def test_another_list_refuses_it(boutique: str, query: str) -> None:
    with pytest.raises(ChampsInvalides) as refusal:
        cursor.read(who(boutique), query, cursor.sign(AWA, "clients?", PLACE))
    assert [erreur.champ for erreur in refusal.value.erreurs] == ["curseur"]


@given(st.integers(0, 10_000), st.characters())
def test_a_changed_character_is_seen(at: int, character: str) -> None:
    signed = cursor.sign(AWA, "clients?", PLACE)
    at %= len(signed)
    changed = signed[:at] + character + signed[at + 1 :]
    if changed != signed:
        with pytest.raises(ChampsInvalides):
            cursor.read(AWA, "clients?", changed)


@given(st.text())
def test_nonsense_is_refused(curseur: str) -> None:
    with pytest.raises(ChampsInvalides):
        cursor.read(AWA, "clients?", curseur)
