"""A shop of two tills and three clients, whose every page the clerk keeps, too.

A client that was taken in by another, or deleted, makes room for a new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domaine.boutique import Role
from local.dynamodb import Engine
from tests.api.conftest import Clock, open_boutique, signed_in
from tests.api.personne import Personne, Reply
from tests.domaine import naive
from tests.domaine.naive import Naive, Refus
from tests.ledger.guichet import Guichet, Order, agrees, book_totals, boutique_totals

LATE_IN_FEBRUARY = datetime(2026, 2, 26, 10, tzinfo=UTC)
CLIENTS = 3
DEBITEURS = 5
SALE, PAYMENT = "another till sells", "another till cashes"


@dataclass(eq=False)
class Fiche:
    """A client: its numbers and name, the clerk's page, its id once the shop knows it.

    `absorbes` are the ids of those that it took in.
    """

    nom: str
    telephones: list[str]
    page: Naive = field(default_factory=Naive)
    id: str = ""
    absorbes: list[str] = field(default_factory=list)

    @property
    def telephone(self) -> str:
        return self.telephones[-1]


class Comptoir:
    """What people ask for there; the clerk does it too, and refuses what the API refused."""

    def __init__(self, engine: Engine, clock: Clock, hache: str) -> None:
        clock.set(LATE_IN_FEBRUARY)
        self.clock = clock
        shop = open_boutique("Chez Awa", "+221771234567")
        self.awa = signed_in(shop, "Awa Ndiaye", Role.GERANT, hache)
        self.moussa = signed_in(shop, "Moussa Diop", Role.VENDEUR, hache)
        self.guichet = Guichet(engine)
        self.delai_jours = 30
        self.seen = 0
        self.fiches = [self.newcomer() for _ in range(CLIENTS)]
        self.touched: set[int] = set()

    # Who is there

    def newcomer(self) -> Fiche:
        """Somebody whom the shop has not served yet."""
        self.seen += 1
        return Fiche(f"Client {self.seen}", [f"+22177500{self.seen:04}"])

    def known(self) -> list[Fiche]:
        return [fiche for fiche in self.fiches if fiche.id]

    def fiche(self, qui: int, having: str = "id") -> Fiche:
        """One of those who have some `id`, `ventes` or `paiements`; there must be one."""
        wanted = [f for f in self.fiches if f.id and (having == "id" or getattr(f.page, having))]
        return wanted[qui % len(wanted)]

    def other(self, fiche: Fiche, qui: int) -> Fiche:
        """Another one whom the shop knows; there must be one."""
        others = [other for other in self.known() if other is not fiche]
        return others[qui % len(others)]

    def vente(self, qui: int, n: int) -> tuple[Fiche, naive.Vente]:
        """A client's sale, counted from the one recorded last."""
        fiche = self.fiche(qui, "ventes")
        return fiche, fiche.page.ventes[-1 - n % len(fiche.page.ventes)]

    def paiement(self, qui: int, n: int) -> tuple[Fiche, naive.Paiement]:
        """A client's payment, counted from the one recorded last."""
        fiche = self.fiche(qui, "paiements")
        return fiche, fiche.page.paiements[-1 - n % len(fiche.page.paiements)]

    def named(self, fiche: Fiche, ns: Iterable[int]) -> list[str]:
        """The ids of some of a client's sales, each once."""
        sold = fiche.page.ventes
        return list(dict.fromkeys(sold[-1 - n % len(sold)].id for n in ns)) if sold else []

    def till(self, n: int) -> Personne:
        return (self.awa, self.moussa)[n]

    def day(self, ago: int) -> date:
        return self.clock.instant.date() - timedelta(ago)

    # What is asked

    def ask(
        self, method: str, path: str, body: dict[str, Any], fiche: Fiche, mishap: Any = ()
    ) -> Reply:
        """Awa's request, with what befalls it."""
        return self.guichet.ask(self.awa, method, path, body, self.orders(fiche, mishap))

    def orders(self, fiche: Fiche, mishap: Any) -> list[Order]:
        """The mishaps of a request; what another till does meanwhile is the same client's."""
        today = self.day(0)

        def sells() -> None:
            self.sale(self.moussa, fiche, today, 700, None, None)

        def cashes() -> None:
            if fiche.id:
                self.payment(self.moussa, fiche, today, 900, "especes", [])

        known: dict[Any, Order] = {SALE: sells, PAYMENT: cashes}
        return [known.get(order, order) for order in mishap]

    def sale(
        self,
        who: Personne,
        fiche: Fiche,
        jour: date,
        montant: int,
        echeance: date | None,
        acompte: int | None,
        mishap: Any = (),
    ) -> None:
        body: dict[str, Any] = {
            "telephone": fiche.telephone,
            "nom": fiche.nom,
            "produit": "riz",
            "montant": montant,
            "date": str(jour),
        }
        if echeance:
            body["echeance"] = str(echeance)
        if acompte:
            body["acompte"] = {"montant": acompte, "mode": "wave"}
        reply = self.guichet.ask(who, "POST", "/reglements", body, self.orders(fiche, mishap))
        assert reply.status == 201, reply.body
        sold = reply.json()
        assert fiche.id in ("", sold["client"]["id"])
        fiche.id = sold["client"]["id"]
        paid = (self.acompte_of(fiche), acompte, "wave", who.id) if acompte else None
        self.clerk(
            fiche,
            reply,
            lambda page: page.ajouter_reglement(sold["id"], jour, montant, "riz", echeance, paid),
        )

    def acompte_of(self, fiche: Fiche) -> str:
        """The versement that the clerk has not written yet."""
        listed = self.awa.get("/versements", client=fiche.id, limite=100)["elements"]
        known = {p.id for p in fiche.page.paiements}
        [new] = [v["id"] for v in listed if v["id"] not in known]
        return str(new)

    def payment(
        self,
        who: Personne,
        fiche: Fiche,
        jour: date,
        montant: int,
        mode: str,
        named: list[str],
        mishap: Any = (),
    ) -> None:
        body = {
            "telephone": fiche.telephone,
            "montant": montant,
            "date": str(jour),
            "mode": mode,
            "reglements": named,
        }
        reply = self.guichet.ask(who, "POST", "/versements", body, self.orders(fiche, mishap))
        id = reply.json().get("id", "")
        unique = list(dict.fromkeys(named))
        self.clerk(fiche, reply, lambda page: page.verser(id, jour, montant, mode, who.id, unique))

    def clerk(self, fiche: Fiche, reply: Reply, act: Callable[[Naive], None]) -> None:
        """The clerk does it too, and refuses what the API refused."""
        answered = None if reply.status < 300 else json.loads(reply.body)["type"]
        self.clerk_says(fiche, answered, act)

    def clerk_says(self, fiche: Fiche, answered: str | None, act: Callable[[Naive], None]) -> None:
        refusal = None
        try:
            act(fiche.page)
        except Refus as refus:
            refusal = refus.type
        assert refusal == answered
        self.touch(fiche)

    def clerk_each(
        self, fiches: dict[str, Fiche], reply: Reply, act: Callable[[str], Callable[[Naive], None]]
    ) -> None:
        """What was asked of many rows at once, by the ids of the rows, in their order."""
        assert reply.status == 200, reply.body
        elements = reply.json()["elements"]
        assert [done["id"] for done in elements] == list(fiches)
        for done in elements:
            assert done["ok"] == (done["type"] is None)
            self.clerk_says(fiches[done["id"]], done["type"], act(done["id"]))

    # Whole accounts

    def take_in(self, reste: Fiche, absorbe: Fiche) -> None:
        """One client is another from now on; a new one comes in its place."""
        naive.fusionner(reste.page, absorbe.page)
        reste.telephones += absorbe.telephones
        reste.absorbes += [absorbe.id, *absorbe.absorbes]
        self.awa.get(f"/clients/{absorbe.id}", expect=404)
        for telephone in reste.telephones:
            assert self.found(telephone) == [reste.id]
        self.leaves(absorbe)
        self.touch(reste)

    def gone(self, fiche: Fiche, again: Fiche | None) -> None:
        """Nothing of a client is found any more; its numbers are free, somebody else comes.

        With `again` it is somebody with the same number, who buys before anybody looks.
        """
        self.guichet.forget([fiche.id, *fiche.absorbes])
        self.leaves(fiche, again)
        if again:
            self.sale(self.moussa, again, self.day(0), 700, None, None)
        self.awa.get(f"/clients/{fiche.id}", expect=404)
        for v in fiche.page.ventes:
            self.awa.get(f"/reglements/{v.id}", expect=404)
        for p in fiche.page.paiements:
            self.awa.get(f"/versements/{p.id}", expect=404)
        for telephone in fiche.telephones:
            theirs = [again.id] if again and telephone in again.telephones else []
            assert self.found(telephone) == theirs

    def leaves(self, fiche: Fiche, next_one: Fiche | None = None) -> None:
        self.fiches[self.fiches.index(fiche)] = next_one or self.newcomer()

    def found(self, telephone: str) -> list[str]:
        """The ids of those who have a number."""
        return [c["id"] for c in self.awa.get("/clients", telephone=telephone)["elements"]]

    # What must hold

    def touch(self, *fiches: Fiche) -> None:
        """They are held against their pages when the step ends."""
        self.touched |= {self.fiches.index(fiche) for fiche in fiches}

    def check_touched(self) -> None:
        """What may have changed is as the clerk wrote it."""
        for fiche in [self.fiches[n] for n in sorted(self.touched)]:
            if fiche.id:
                agrees(self.awa, fiche.id, fiche.page)
        self.touched.clear()

    def check_shop(self) -> None:
        """The shop is the sum of its clients: every total, the months, who is how late."""
        pages = [fiche.page for fiche in self.fiches]
        seen = self.awa.get("/tableau-de-bord")
        assert boutique_totals(self.awa.boutique) == book_totals(pages)
        clients = [page.totaux() for page in pages]
        du, avoir = (sum(c["client", name] for c in clients) for name in ("du", "avoir"))
        assert (seen["du"], seen["avoir"]) == (du, avoir)
        late = naive.en_retard(pages, self.day(0), self.delai_jours)
        aged = [
            sum(n for days, n in late.items() if days > 0 and de <= days <= (a or days))
            for de, a in ((0, 30), (31, 60), (61, 90), (91, None))
        ]
        assert [t["montant"] for t in seen["en_retard"]["tranches"]] == aged
        assert seen["en_retard"]["montant"] == sum(aged)
        owing = sorted((c["client", "du"] for c in clients if c["client", "du"]), reverse=True)
        assert [d["du"] for d in seen["debiteurs"]] == owing[:DEBITEURS]
        self.check_months(seen["par_mois"], pages)

    def check_months(self, shown: list[dict[str, Any]], pages: list[Naive]) -> None:
        """What was sold, cashed and let go, month by month, the newest first."""
        sums = book_totals(pages)
        names = ("vendu", "encaisse", "cede")
        months = {item[5:] for item, name in sums if item.startswith("mois#") and name in names}
        assert shown == [
            {"mois": month} | {name: sums[f"mois#{month}", name] for name in names}
            for month in sorted(months, reverse=True)
        ]
