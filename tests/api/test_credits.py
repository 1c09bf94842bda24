"""The operator's `crediter`: SMS parts for a shop that has paid for them."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib import credits
from local.dynamodb import Engine, LostAnswer
from tests.api.personne import Personne

BIENVENUE = 11


def quota(who: Personne) -> Any:
    """The quota, which is the sum of its mouvements."""
    shown = who.get("/quota", limite=100)
    assert sum(m["parties"] for m in shown["mouvements"]) == shown["sms"]
    return shown


def test_the_operator_gives_a_shop_its_sms(
    awa: Personne, fatou: Personne, capsys: pytest.CaptureFixture[str]
) -> None:
    assert credits.main([awa.boutique, "500"]) == 0
    assert capsys.readouterr().out == "Chez Awa : 500 SMS crédités, quota : 511 SMS.\n"
    shown = quota(awa)
    assert shown["sms"] == BIENVENUE + 500
    newest = shown["mouvements"][0]
    assert (newest["motif"], newest["parties"], newest["solde"]) == ("credit", 500, 511)
    line = awa.get("/journal")["elements"][0]
    assert (line["action"], line["par"]["nom"]) == ("crediter sms", "Opérateur")
    assert (line["avant"], line["apres"]) == ({"sms": 11}, {"sms": 511})
    assert quota(fatou)["sms"] == BIENVENUE


def test_a_shop_is_found_by_its_gerants_email_and_by_no_vendeurs(
    awa: Personne, moussa: Personne, capsys: pytest.CaptureFixture[str]
) -> None:
    assert credits.main([" Awa@Exemple.sn", "1"]) == 0
    assert credits.main(["moussa@exemple.sn", "1"]) == 1
    assert "moussa@exemple.sn : aucun gérant" in capsys.readouterr().err
    assert quota(awa)["sms"] == BIENVENUE + 1


@pytest.mark.parametrize("engine", ["engine"], indirect=True)
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["awa@exemple.sn"],
        ["awa@exemple.sn", "1", "2"],
        ["", "1"],
        ["personne@exemple.sn", "1"],
        ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "1"],
        *(
            ["awa@exemple.sn", n]
            for n in ("", "0", "-5", "1.5", "1e3", "1000001", "١٢", "9" * 5000)
        ),
    ],
)
def test_a_bad_argument_is_one_line_and_nothing_is_given(
    awa: Personne, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert credits.main(arguments) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert quota(awa)["sms"] == BIENVENUE


@pytest.mark.parametrize("engine", ["engine"], indirect=True)
def test_a_lost_answer_gives_nothing_twice(awa: Personne, engine: Engine) -> None:
    lost = iter([LostAnswer()])
    engine.hook = lambda operation, _: (
        next(lost, None) if operation == "TransactWriteItems" else None
    )
    assert credits.crediter(awa.boutique, "7").sms == BIENVENUE + 7
    engine.hook = None
    assert quota(awa)["sms"] == BIENVENUE + 7


def test_without_a_stage_nothing_is_asked_of_aws(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("STAGE", raising=False)
    assert credits.in_the_cloud(["awa@exemple.sn", "1"]) == 1
    assert capsys.readouterr().err == "STAGE : l'étape est attendue, comme STAGE=prod.\n"
