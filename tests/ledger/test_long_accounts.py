"""A fusion and a deletion of clients of 2,000 règlements, killed after each transaction of theirs.

Every state that a death can leave is reached in turn: the process dies before its next
transaction, comes back, dies after it. On a copy of each, somebody else looks, at one thing
after the other: no wrong total is answered, and what was begun ends as if nobody had died.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.aws.tables import ReglementRow, VersementRow
from chalicelib.context import outside
from chalicelib.domaine.boutique import Role
from chalicelib.domaine.compte import Auteur
from local.dynamodb import Dead, DeadAfter, DeadBefore
from tests.api.conftest import Clock, open_boutique, signed_in
from tests.api.personne import Personne
from tests.api.taille import MONTANT, Seme, semer
from tests.api.ventes import figures, ids, vendre, verser, whole
from tests.ledger.guichet import boutique_totals, send
from tests.ledger.test_steps import TODAY, Shop

pytestmark = pytest.mark.long

TAILLE = 2_000
AVOIR = 50 * MONTANT
FATOU = {"telephone": "78 600 00 02", "nom": "Fatou Sow"}

Look = Callable[[], Any]


@dataclass
class Boutique:
    """Awa's shop in a file: `reste` and `absorbe` have long accounts, `fatou` a short one."""

    data: Path
    clock: Clock
    awa: Personne
    reste: Seme
    absorbe: Seme
    fatou: str

    @contextmanager
    def opened(self, path: Path | None = None) -> Iterator[Shop]:
        """The process, come back; nothing of the one before is left."""
        shop = Shop(path or self.data, self.clock)
        try:
            yield shop
        finally:
            shop.engine.close()

    @contextmanager
    def copied(self) -> Iterator[Shop]:
        """The same data elsewhere, to be looked at."""
        path = self.data.with_name("copie.sqlite")
        shutil.copy(self.data, path)
        with self.opened(path) as shop:
            yield shop
        path.unlink()

    def states(self, begin: Look, go_on: Look) -> Iterator[int]:
        """Each state that a death can leave, until nothing is left to do."""
        for n in count(1):
            for fault in (DeadBefore(), DeadAfter()):
                with self.opened() as shop:
                    shop.kill = (1, fault)
                    try:
                        (begin if n == 1 else go_on)()
                    except Dead:
                        continue
                    assert shop.count == 0
                    return
            yield n


@pytest.fixture
def boutique(tmp_path: Path, clock: Clock, hache: str, monkeypatch: pytest.MonkeyPatch) -> Boutique:
    """The one that stays has paid all and more; the other owes half of what it bought.

    Nobody's 20 s are over because the machine is busy: time stands still.
    """
    outside.monotonic = lambda: 0.0
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    clock.set(TODAY)
    shop = Shop(tmp_path / "boutique.sqlite", clock)
    awa = signed_in(open_boutique("Chez Awa", "+221771234567"), "Awa Ndiaye", Role.GERANT, hache)
    par = Auteur(awa.id, "Awa Ndiaye")
    reste, absorbe = semer(shop.engine, awa.boutique, par, [TAILLE, TAILLE])
    verser(awa, TAILLE // 2 * MONTANT + AVOIR, client=reste.id)
    fatou = vendre(awa, "Savon", 700, **FATOU)["client"]["id"]
    shop.engine.close()
    return Boutique(tmp_path / "boutique.sqlite", clock, awa, reste, absorbe, fatou)


def totals(awa: Personne) -> Counter[str]:
    """The shop's sums, whatever is under way: sold, cashed, what is due by day."""
    sums: Counter[str] = Counter()
    for (item, name), value in boutique_totals(awa.boutique).items():
        if item.startswith("mois#"):
            sums[name if name in ("vendu", "encaisse", "cede") else "du"] += value
    return +sums


def rows_add_up(shop: Shop, awa: Personne) -> Counter[str]:
    """The same, added up over the règlements and versements that are there."""
    sums: Counter[str] = Counter()
    for sale in items(shop, ReglementRow.Meta.table_name, awa.boutique):
        montant, verse = int(sale["montant"]["N"]), int(sale.get("verse", {"N": "0"})["N"])
        sums.update(vendu=montant, du=montant - verse)
    for paid in items(shop, VersementRow.Meta.table_name, awa.boutique):
        if paid["type"]["S"] == "versement":
            sums["encaisse"] += int(paid["montant"]["N"])
    return +sums


def items(shop: Shop, table: str, boutique: str) -> Iterator[dict[str, Any]]:
    """All that a table keeps of a shop, past botocore."""
    request = {
        "TableName": table,
        "KeyConditionExpression": "boutique_id = :b",
        "ExpressionAttributeValues": {":b": {"S": boutique}},
    }
    while True:
        page = shop.engine.call("Query", request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def looks(shop: Boutique, client: str, theirs: str) -> dict[str, Look]:
    """What somebody may look at: the shop, a client, a sale of `theirs`."""
    awa = shop.awa
    november: dict[str, Any] = {"du": "2026-11-01", "limite": 100}
    return {
        "client": lambda: awa.get(f"/clients/{client}"),
        "tableau": lambda: awa.get("/tableau-de-bord"),
        "releve": lambda: awa.get(f"/clients/{client}/releve", **november) | {"curseur": "any"},
        "debtors": lambda: awa.get("/clients", tri="du"),
        "sales": lambda: awa.get("/reglements", client=client, limite=100),
        "caisse": lambda: awa.get("/caisse", date="2026-11-10"),
        "sale": lambda: awa.get(f"/reglements/{theirs}"),
        "payments": lambda: awa.get("/versements", client=client, limite=100),
    }


def test_a_long_fusion_is_never_seen_half_done(boutique: Boutique) -> None:
    awa, stays, goes = boutique.awa, boutique.reste.id, boutique.absorbe.id
    whose = boutique.absorbe.ouverts[0]

    def merge(key: str = "fusion") -> Any:
        return send(awa, "POST", f"/clients/{stays}/fusion", {"client": goes}, key)

    views = looks(boutique, stays, whose)
    with boutique.copied() as shop:
        before, due = totals(awa), figures(awa, goes)[3]
        assert merge().status == 200
        steps, after = shop.count, {name: look() for name, look in views.items()}
        assert figures(awa, stays) == (
            2 * TAILLE * MONTANT, 3 * TAILLE // 2 * MONTANT + AVOIR, 0, due - AVOIR, 0
        )  # fmt: skip
        assert after["sale"]["client"]["id"] == stays
        assert len(whole(awa, "/reglements", 100, client=stays)) == 2 * TAILLE
        assert totals(awa) == before - Counter(du=AVOIR)
    assert steps > 3 * TAILLE / 2 / 90, "too few steps: this proves nothing"
    seen = 0
    for n in boutique.states(merge, views["client"]):
        with boutique.copied() as shop:
            assert rows_add_up(shop, awa) == totals(awa)
            name = list(views)[n % len(views)]
            assert views[name]() == after[name], (n, name)
            assert shop.count == steps - n, name
            awa.get(f"/clients/{goes}", expect=404)
            assert merge().json() == after["client"]
        seen = n
    assert seen == steps
    print(f"\n{steps} transactions, a death before and after each", file=sys.stderr)


def test_a_long_deletion_counts_what_is_not_deleted_yet(boutique: Boutique) -> None:
    awa, goes = boutique.awa, boutique.absorbe.id

    def delete() -> Any:
        return send(awa, "DELETE", f"/clients/{goes}", {"nom": "Autre Client 001"}, "adieu")

    others = looks(boutique, boutique.fatou, boutique.reste.payes[0])
    tableau = others.pop("tableau")
    caisse = others.pop("caisse")
    others["number"] = lambda: ids(awa.get("/clients", telephone="+221766000001"))
    with boutique.copied() as shop:
        assert delete().status == 202
        whole_shop, day = tableau(), caisse()
        steps = shop.count
        after = {name: look() for name, look in others.items()}
        assert whole_shop["du"] == 700
        assert whole_shop["avoir"] == AVOIR
        assert rows_add_up(shop, awa) == totals(awa)
    assert steps > 3 * TAILLE / 2 / 90, "too few steps: this proves nothing"
    seen = 0
    for n in boutique.states(delete, tableau):
        with boutique.copied() as shop:
            half_way(shop, awa)
            name = list(others)[n % len(others)]
            assert others[name]() == after[name], (n, name)
            awa.get(f"/clients/{goes}", expect=404)
            if n % 6 == 1:
                awa.get(f"/reglements/{boutique.absorbe.ouverts[n]}", expect=404)
                assert delete().status == 202
                assert (tableau(), caisse()) == (whole_shop, day)
        seen = n
    assert seen == steps
    print(f"\n{steps} transactions, a death before and after each", file=sys.stderr)


def half_way(shop: Shop, awa: Personne) -> None:
    """Whoever has no patience sees the sums of what is there at that moment."""
    ever_later = count(0, 30)
    patient, outside.monotonic = outside.monotonic, lambda: float(next(ever_later))
    seen = awa.get("/tableau-de-bord")
    outside.monotonic = patient
    assert shop.count <= 1
    there = rows_add_up(shop, awa)
    assert there == totals(awa)
    assert (seen["du"], seen["avoir"]) == (
        there["du"],
        there["du"] - there["vendu"] + there["encaisse"] + there["cede"],
    )
    assert sum(month["vendu"] for month in seen["par_mois"]) == there["vendu"]
    assert sum(month["encaisse"] for month in seen["par_mois"]) == there["encaisse"]
