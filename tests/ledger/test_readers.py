"""Who reads while others write sees one moment: no answer is made of two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from local.dynamodb import Engine
from tests.api.personne import Personne
from tests.api.ventes import VIEUX, vendre, verser, whole

ROUNDS = 25


def test_every_answer_is_of_one_moment(engine: Engine, awa: Personne) -> None:
    sale = vendre(awa, "riz", 100_000)
    client = sale["client"]["id"]
    path = f"/reglements/{sale['id']}"

    def write(n: int) -> None:
        who = replace(awa)
        for _ in range(ROUNDS):
            paid = verser(who, 1_000 + n)["id"]
            vendre(who, "sucre", 300)
            who.post(f"/versements/{paid}/annulation", expect=200, motif="Erreur")

    def read(writing: list[bool]) -> int:
        who, answers = replace(awa), 0
        while writing:
            detail = who.get(path)
            assert sum(v["impute"] for v in detail["versements"]) == detail["verse"], detail
            account = who.get(f"/clients/{client}")
            assert account["achats"] - account["verse"] == account["du"] - account["avoir"]
            releve = who.get(f"/clients/{client}/releve", limite=100, du="2026-11-02")
            assert releve["client"]["du"] - releve["client"]["avoir"] == releve["cloture"]
            sales = whole(who, "/reglements", 100, client=client)
            assert len({r["id"] for r in sales}) == len(sales)
            paid = whole(who, "/versements", 100, q=VIEUX)
            assert len({v["id"] for v in paid}) == len(paid)
            answers += 1
        return answers

    with ThreadPoolExecutor(4) as pool:
        writing = [True]
        readers = [pool.submit(read, writing) for _ in range(2)]
        for writer in [pool.submit(write, n) for n in range(2)]:
            writer.result()
        writing.clear()
        assert all(reader.result() > 0 for reader in readers)
