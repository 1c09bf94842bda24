"""What exceeds one transaction goes in steps; killed after any of them, nothing wrong is shown.

Each operation is first done undisturbed and held against the clerk's book. Then it is done again
on a copy of the data and killed before, or right after, each of its transactions. Whoever reads
next sees what was before, if nothing was written, else the end; the same key gives the same
answer; and all that the API shows is as if nothing had happened.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.aws import dynamodb
from chalicelib.domaine.boutique import Role
from local.dynamodb import Dead, DeadAfter, DeadBefore, Engine
from local.dynamodb.faults import Fault
from tests.api.conftest import DONNEES, STAGE, Clock, open_boutique, signed_in
from tests.api.personne import Personne, Reply
from tests.api.ventes import RIZ, VIEUX, codes, vendre, verser, whole
from tests.domaine.naive import Naive, deplacer_vente, fusionner
from tests.ledger.guichet import agrees, book_totals, boutique_totals, send

COUMBA = {"telephone": "78 600 00 02", "nom": "Coumba Sy"}
TODAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


class Shop:
    """Awa's data in a file, opened anew as after a death; `count` counts transactions."""

    def __init__(self, path: Path, clock: Clock) -> None:
        dynamodb.client.cache_clear()
        self.engine = Engine(path, clock.now)
        self.engine.create_tables(DONNEES, STAGE)
        self.engine.attach(dynamodb.client())
        self.count = 0
        self.kill: tuple[int, Fault] | None = None
        self.engine.hook = self.hook

    def hook(self, operation: str, _: Mapping[str, Any]) -> Fault | None:
        if operation != "TransactWriteItems":
            return None
        self.count += 1
        if self.kill and self.kill[0] == self.count:
            return self.kill[1]
        return None


@dataclass(frozen=True)
class Operation:
    """One request, past one transaction, and what the clerk does for it (with the new id).

    `also` are the books of other clients that are there after it.
    """

    method: str
    path: str
    body: dict[str, Any]
    clerk: Callable[[Naive, str], None]
    also: tuple[Naive, ...] = ()


Setup = Callable[[Personne, Clock, Naive, int], Operation]


def sold(awa: Personne, book: Naive, montant: int, **other: Any) -> str:
    """A sale, in both books."""
    sale = vendre(awa, "riz", montant, **other)
    jour = datetime.fromisoformat(sale["date"]).date()
    book.ajouter_reglement(sale["id"], jour, montant, "riz", None, None)
    return str(sale["id"])


def cashed(awa: Personne, book: Naive, montant: int) -> str:
    """A payment, in both books."""
    paid = verser(awa, montant)
    jour = datetime.fromisoformat(paid["date"]).date()
    book.verser(paid["id"], jour, montant, "especes", awa.id, [])
    return str(paid["id"])


def pay_many(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """A versement over n open règlements, a franc too much: with a warning."""
    for _ in range(n):
        sold(awa, book, 100)
    montant = 100 * n + 1
    return Operation(
        "POST",
        "/versements",
        {"telephone": VIEUX, "montant": montant},
        lambda book, id: book.verser(id, clock.instant.date(), montant, "especes", awa.id, []),
    )


def pay_named(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """A versement that names n règlements, the latest first, and then pays the oldest."""
    for _ in range(20):
        sold(awa, book, 100)
    named = [sold(awa, book, 100) for _ in range(n)][::-1]
    montant = 100 * n + 1_000
    return Operation(
        "POST",
        "/versements",
        {"telephone": VIEUX, "montant": montant, "reglements": named},
        lambda book, id: book.verser(id, clock.instant.date(), montant, "especes", awa.id, named),
    )


def void_payment(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """The annulation of a versement that pays n règlements, with an older avoir beside."""
    for _ in range(n):
        sold(awa, book, 100)
    paid = cashed(awa, book, 100 * n + 50)
    cashed(awa, book, 3_000)
    return Operation(
        "POST",
        f"/versements/{paid}/annulation",
        {"motif": "Faux billet"},
        lambda book, _: book.annuler_versement(paid),
    )


def paid_by_many(awa: Personne, book: Naive, n: int) -> str:
    """A règlement paid by n versements, and one that is not paid."""
    sale = sold(awa, book, 100 * n, date="2026-11-01")
    for _ in range(n):
        cashed(awa, book, 100)
    sold(awa, book, 2_050)
    return sale


def void_sale(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """The annulation of a règlement paid by n versements."""
    sale = paid_by_many(awa, book, n)
    return Operation(
        "POST",
        f"/reglements/{sale}/annulation",
        {"motif": "Saisi deux fois"},
        lambda book, _: book.annuler_reglement(sale),
    )


def lower_sale(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """A lower montant of a règlement paid by n versements: the latest come back first."""
    sale = paid_by_many(awa, book, n)
    jour = book.vente(sale).date
    return Operation(
        "PATCH",
        f"/reglements/{sale}",
        {"montant": 152, "version": 1},
        lambda book, _: book.modifier(sale, 152, jour, "riz", None),
    )


def reopen(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """A règlement let go n times in n months, opened again with an avoir."""
    clock.set(datetime(2022, 1, 10, 10, tzinfo=UTC))
    awa.get("/session")
    sale = sold(awa, book, 100)
    path = f"/reglements/{sale}"
    jour = book.vente(sale).date
    for i in range(n):
        awa.post(f"{path}/solde", expect=200)
        book.solder(sale, clock.instant.date(), "cede")
        awa.patch(path, montant=200 + 100 * i)
        book.modifier(sale, 200 + 100 * i, jour, "riz", None)
        for _ in range(2):
            clock.advance(days=15)
            awa.get("/session")
    if n == 50:
        assert awa.post(f"{path}/solde", expect=409)["type"] == "trop-d-abandons"
    awa.patch(path, montant=100 * n)
    book.modifier(sale, 100 * n, jour, "riz", None)
    cashed(awa, book, 1_230)
    return Operation("DELETE", f"{path}/solde", {}, lambda book, _: book.rouvrir(sale))


def merge(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """A client with n sales, some of them paid, is taken in by one who has an avoir."""
    absorbed = Naive()
    for i in range(n):
        sold(awa, absorbed, 100, **COUMBA, date=f"2026-11-{1 + i % 20:02}")
    paid = verser(awa, 450, telephone=COUMBA["telephone"])
    absorbed.verser(paid["id"], clock.instant.date(), 450, "especes", awa.id, [])
    sold(awa, book, 100)
    cashed(awa, book, 3_000)
    body = {"client": paid["client"]["id"]}
    stays = awa.get("/clients", telephone=VIEUX)["elements"][0]["id"]
    return Operation(
        "POST", f"/clients/{stays}/fusion", body, lambda book, _: fusionner(book, absorbed)
    )


def move_sale(awa: Personne, clock: Clock, book: Naive, n: int) -> Operation:
    """A règlement paid by n versements goes to another client, who has an avoir."""
    sale = paid_by_many(awa, book, n)
    v = book.vente(sale)
    other = Naive()
    sold(awa, other, 100, **COUMBA)
    paid = verser(awa, 800, telephone=COUMBA["telephone"])
    other.verser(paid["id"], clock.instant.date(), 800, "especes", awa.id, [])
    return Operation(
        "PATCH",
        f"/reglements/{sale}",
        {"telephone": COUMBA["telephone"], "version": 1},
        lambda book, _: deplacer_vente(book, other, sale, v.montant, v.date, "riz", None),
        (other,),
    )


CASES: list[tuple[Setup, int, int]] = [
    (pay_many, 70, 300),
    (pay_named, 60, 200),
    (void_payment, 60, 300),
    (void_sale, 60, 150),
    (lower_sale, 60, 150),
    (reopen, 50, 50),
    (merge, 60, 150),
    (move_sale, 60, 150),
]
SCENES = [
    pytest.param((setup, n), marks=marks, id=f"{setup.__name__}-{n}")
    for setup, small, large in CASES
    for n, marks in {small: (), large: pytest.mark.long if large != small else ()}.items()
]

Views = dict[str, Any]
VIEWS = ["client", "debtors", "sales", "payments", "releve", "tableau", "first sale"]


def view(awa: Personne, client: str, name: str) -> Any:
    """One thing that people look at."""
    if name == "client":
        return awa.get(f"/clients/{client}")
    if name == "debtors":
        return awa.get("/clients", tri="du")
    if name == "sales":
        return whole(awa, "/reglements", 100, client=client)
    if name == "payments":
        return whole(awa, "/versements", 100, client=client)
    if name == "tableau":
        return awa.get("/tableau-de-bord")
    if name == "first sale":
        return awa.get(f"/reglements/{whole(awa, '/reglements', 100, client=client)[-1]['id']}")
    pages = [awa.get(f"/clients/{client}/releve", limite=100)]
    while curseur := pages[-1].pop("curseur"):
        pages.append(awa.get(f"/clients/{client}/releve", limite=100, curseur=curseur))
    return pages


def plain(shown: Any, new: str) -> Any:
    """Without what may differ: the new thing's id, and receipt numbers, which may have gaps."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: without(v) for k, v in value.items() if k != "numero"}
        return [without(v) for v in value] if isinstance(value, list) else value

    text = json.dumps(without(shown))
    return json.loads(text.replace(new, "nouveau") if new else text)


@dataclass
class Scene:
    """The data before an operation; every view before and after it, undisturbed."""

    data: Path
    clock: Clock
    awa: Personne
    client: str
    operation: Operation
    before: Views
    after: Views
    answer: Any
    transactions: int

    def stand(self, name: str) -> Shop:
        """The shop as it was before, on a copy of its data."""
        path = self.data.with_name(f"{name}.sqlite")
        shutil.copy(self.data, path)
        return Shop(path, self.clock)

    def ask(self) -> Reply:
        op = self.operation
        return send(self.awa, op.method, op.path, op.body, "la-cle")

    def die(self, shop: Shop, place: int, fault: Fault) -> None:
        shop.kill = (place, fault)
        with pytest.raises(Dead):
            self.ask()
        shop.kill = None

    def new_id(self, answer: Any) -> str:
        return str(answer["id"]) if self.operation.path == "/versements" else ""

    def see(self, name: str, new: str = "") -> Any:
        return plain(view(self.awa, self.client, name), new)


@pytest.fixture
def scene(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clock: Clock,
    hache: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Scene:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    setup, n = request.param
    clock.set(TODAY)
    built = Shop(tmp_path / "built.sqlite", clock)
    awa = signed_in(open_boutique("Chez Awa", "+221771234567"), "Awa Ndiaye", Role.GERANT, hache)
    client = awa.post("/clients", nom=RIZ["nom"], telephone=VIEUX)["id"]
    book = Naive()
    operation = setup(awa, clock, book, n)
    agrees(awa, client, book)
    before = {name: plain(view(awa, client, name), "") for name in VIEWS}
    built.engine.close()
    scene = Scene(tmp_path / "built.sqlite", clock, awa, client, operation, before, {}, None, 0)
    control = scene.stand("control")
    reply = scene.ask()
    scene.transactions = control.count
    assert reply.status in (200, 201), reply.body
    new = scene.new_id(reply.json())
    operation.clerk(book, new)
    agrees(awa, client, book)
    assert boutique_totals(awa.boutique) == book_totals([book, *operation.also])
    scene.after = {name: scene.see(name, new) for name in VIEWS}
    scene.answer = plain(reply.json(), new)
    control.engine.close()
    return scene


@pytest.mark.parametrize("scene", SCENES, indirect=True)
def test_killed_at_any_step_it_ends_as_if_nothing_had_happened(scene: Scene) -> None:
    assert scene.transactions > 2, "this fits one transaction: it proves nothing"
    kills = [
        (place, fault)
        for place in range(1, scene.transactions + 1)
        for fault in (DeadBefore(), DeadAfter())
    ]
    for turn, (place, fault) in enumerate(kills):
        shop = scene.stand(f"killed-{turn}")
        scene.die(shop, place, fault)
        reader = VIEWS[turn % len(VIEWS)]
        seen = view(scene.awa, scene.client, reader)
        reply = scene.ask()
        new = scene.new_id(reply.json())
        begun = place > 1 or fault == DeadAfter()
        expected = scene.after if begun else scene.before
        assert plain(seen, new) == expected[reader], (place, fault, reader)
        assert plain(reply.json(), new) == scene.answer, (place, fault)
        again = scene.ask()
        assert (again.status, again.body) == (reply.status, reply.body)
        for name in VIEWS:
            assert scene.see(name, new) == scene.after[name], (place, fault, name)
        shop.engine.close()


@pytest.mark.parametrize("scene", [(pay_many, 70)], indirect=True, ids=["pay_many"])
def test_a_warning_outlives_the_steps(scene: Scene) -> None:
    shop = scene.stand("warned")
    scene.die(shop, 2, DeadAfter())
    for _ in range(2):
        assert codes(scene.ask().json()) == ["montant-multiple"]
    shop.engine.close()


@pytest.mark.parametrize("scene", [(void_payment, 60)], indirect=True, ids=["void_payment"])
def test_several_who_find_it_half_done_finish_it_once(scene: Scene) -> None:
    for place in range(1, scene.transactions):
        shop = scene.stand(f"found-{place}")
        scene.die(shop, place, DeadAfter())

        def look(name: str) -> Any:
            awa = replace(scene.awa)
            return plain(view(awa, scene.client, name), "")

        with ThreadPoolExecutor(len(VIEWS)) as pool:
            seen = dict(zip(VIEWS, pool.map(look, VIEWS), strict=True))
        assert seen == scene.after, place
        assert plain(scene.ask().json(), "") == scene.answer
        shop.engine.close()
