"""The quota: what is left, and why it came and went."""

from __future__ import annotations

import pytest

from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import exact_under_threads
from tests.api.messages import BIENVENUE, comptes, crediter, diffuser, envoyer, numeros
from tests.api.personne import Personne


def test_a_new_shop_has_its_welcome(awa: Personne) -> None:
    shown = awa.get("/quota")
    assert (shown["sms"], shown["curseur"], shown["appeler"]) == (BIENVENUE, None, None)
    (mouvement,) = shown["mouvements"]
    assert {**mouvement, "id": ""} == {
        "id": "", "le": "2026-11-24T10:00:00.000Z", "parties": BIENVENUE,
        "motif": "bienvenue", "solde": BIENVENUE,
    }  # fmt: skip


def test_each_time_that_parts_come_or_go_is_told_newest_first(
    awa: Personne, moussa: Personne, files: Queues, sms: Senders
) -> None:
    crediter(awa, 100)
    envoyer(awa, *numeros(3))
    shown = moussa.get("/quota")
    assert [(m["motif"], m["parties"], m["solde"]) for m in shown["mouvements"]] == [
        ("envoi", -3, 108), ("credit", 100, 111), ("bienvenue", 11, 11),
    ]  # fmt: skip
    diffuser(files)
    assert (comptes(awa), moussa.get("/quota")) == (108, shown)


@exact_under_threads
def test_mouvements_come_in_pages_whose_cursor_is_the_boutique_s_own(
    awa: Personne, fatou: Personne
) -> None:
    for n in range(1, 4):
        crediter(awa, n)
    whole = awa.get("/quota")["mouvements"]
    page = awa.get("/quota", limite=3)
    assert page["mouvements"] == whole[:3]
    rest = awa.get("/quota", limite=3, curseur=page["curseur"])
    assert (rest["mouvements"], rest["curseur"], rest["sms"]) == (whole[3:], None, 17)
    assert awa.get("/quota", limite=4)["curseur"] is None
    crediter(fatou, 1)
    fatou.get("/quota", expect=422, limite=3, curseur=page["curseur"])
    awa.get("/quota", expect=422, limite=0)


@exact_under_threads
def test_the_screen_says_whom_to_call(awa: Personne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATEUR_TELEPHONE", "+221338000000")
    assert awa.get("/quota")["appeler"] == "+221338000000"
