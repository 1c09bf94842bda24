"""A morning: shops, what is planned there, the run, and what must be true after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any

from chalicelib import clients, rappels, reglements
from chalicelib.aws import guard, quota
from chalicelib.aws.quota import QuotaRow
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.sns import PlusTard
from chalicelib.clients import ClientInput
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Role, Utilisateur
from chalicelib.domaine.problems import Indisponible
from chalicelib.rappels import RappelInput
from chalicelib.reglements import ReglementInput
from local.dynamodb import Engine
from local.dynamodb.faults import Conflict, Dead, DeadAfter, DeadBefore, LostAnswer, Throttle
from local.faults import THROTTLED, Failed, Twice
from local.queues import Queues
from local.senders import Senders
from tests.api.conftest import Clock, open_boutique
from tests.api.tournee import passer

GERANT = Utilisateur("u", "Awa Ndiaye", "awa@exemple.sn", None, Role.GERANT)
JOUR = date(2026, 11, 25)
TEXTE = "Bonjour {nom}, il reste {reliquat}."
DERNIERS = {"envoye", "incertain", "echec", "sans_objet", "quota_insuffisant", "annule", "expire"}
RETRIES = 3
"""So many times botocore tries one call of DynamoDB."""


class Panne:
    """One thing that goes wrong at the n-th call of AWS, whichever service it asks."""

    def __init__(self, n: int, quoi: str) -> None:
        self.n = n
        self.quoi = quoi

    def of(self, n: int, operation: str) -> Any:
        """The fault of this call, if it is to have one."""
        if self.quoi == "ralenti" and self.n <= n < self.n + RETRIES:
            return fault(self.quoi, operation)
        return fault(self.quoi, operation) if n == self.n else None

    def __repr__(self) -> str:
        return f"{self.quoi} à l'appel {self.n}"


QUOI = ("meurt avant", "meurt après", "réponse perdue", "ralenti", "conflit", "deux fois")

PARTOUT = {
    "meurt avant": DeadBefore(),
    "meurt après": DeadAfter(),
    "réponse perdue": LostAnswer(),
}


def fault(quoi: str, operation: str) -> Any:
    """What a fault is called where it happens; None where it can't."""
    if quoi in PARTOUT:
        return PARTOUT[quoi]
    if operation == "Publish":
        return THROTTLED if quoi == "ralenti" else None
    if operation == "SendMessageBatch":
        return {"ralenti": Failed(400, "RequestThrottled"), "deux fois": Twice()}.get(quoi)
    return {"ralenti": Throttle(), "conflit": Conflict()}.get(quoi)


class Matin:
    """Everything of one morning. `calls`: AWS calls since the last count began."""

    def __init__(self, engine: Engine, sms: Senders, files: Queues, clock: Clock) -> None:
        self.engine = engine
        self.sms = sms
        self.files = files
        self.clock = clock
        self.calls = 0
        self.happened = 0
        self.sent_before = 0
        self.pannes: list[Panne] = []
        self.encore: Callable[[], None] | None = None
        # Who waits for its turn lets time pass.
        outside.sleep = lambda seconds: clock.advance(seconds=seconds)
        engine.hook = self.hook
        sms.faults.hook = self.hook
        files.faults.hook = self.hook

    def hook(self, operation: str, _: Mapping[str, Any]) -> Any:
        """Asked before each call of AWS."""
        self.calls += 1
        n = self.calls
        for panne in self.pannes:
            if panne.quoi == "deux fois" and panne.n == n and self.encore:
                again, self.encore = self.encore, None
                calls, pannes, self.pannes = self.calls, self.pannes, []
                again()
                self.calls, self.pannes = calls, pannes
                self.happened += 1
            if (found := panne.of(n, operation)) is not None:
                self.happened += 1
                return found
        return None

    @contextmanager
    def avec(self, *pannes: Panne, encore: Callable[[], None] | None = None) -> Iterator[None]:
        """Within the block these go wrong; a death there ends the block."""
        self.calls, self.happened, self.pannes, self.encore = 0, 0, list(pannes), encore
        with suppress(Dead, Indisponible, PlusTard):
            yield
        self.pannes, self.encore = [], None

    def boutique(self, nom: str, telephone: str, fuseau: str = "Africa/Dakar") -> Context:
        """A shop in a time zone, and its gérante."""
        shop = open_boutique(nom, telephone, fuseau=fuseau)
        return Context(shop, GERANT, outside.now())

    def rappel(
        self, ctx: Context, nom: str, telephone: str, *autres: str, jour: date = JOUR
    ) -> str:
        """A debt of 5 000 F and a rappel on it, to the client and to others of the shop."""
        with guard.boutique(ctx.boutique_id):
            client = clients.ajouter(ctx, ClientInput(nom=nom, telephone=telephone))
            sold = reglements.ajouter(
                ctx, ReglementInput(client=client.id, produit="Riz", montant=5_000)
            )
            body = RappelInput(
                date=jour, texte=TEXTE, destinataires=[telephone, *autres] if autres else None
            )
            return rappels.planifier(ctx, sold.id, body).id

    def relever(self, quarts: int = 3) -> None:
        """The runs that follow, with nothing going wrong any more."""
        for _ in range(quarts):
            self.clock.advance(minutes=15)
            passer(self.files)

    def destinataires(self, *boutiques: Context) -> list[tuple[str, dict[str, Any]]]:
        """Each number of every rappel, and what is kept of it."""
        found = []
        for ctx in boutiques:
            with guard.boutique(ctx.boutique_id):
                for row in RappelRow.query(ctx.boutique_id, consistent_read=True):
                    found += [(d["telephone"] or row.cle, d) for d in row.destinataires]
        return found

    def nouveaux(self) -> list[dict[str, Any]]:
        """The messages accepted since `commencer`."""
        return self.sms.published()[self.sent_before :]

    def commencer(self) -> None:
        """A new scene: what was accepted before is not its own."""
        self.sent_before = len(self.sms.published())

    def verifier(self, *boutiques: Context) -> None:
        """Nobody got it twice, nobody was forgotten in silence, and the quota is its movements."""
        sent = self.nouveaux()
        accepted = Counter(m["destinataire"] for m in sent)
        assert not accepted or max(accepted.values()) == 1, accepted
        each = [d["etat"] for _, d in self.destinataires(*boutiques)]
        assert set(each) <= DERNIERS, each
        count = Counter(each)
        assert count["envoye"] <= len(sent) <= count["envoye"] + count["incertain"], (count, sent)
        for ctx in boutiques:
            self.verifier_quota(ctx)

    def verifier_quota(self, ctx: Context) -> None:
        """What is left is what came less what went, and each message that may have gone is paid."""
        with guard.boutique(ctx.boutique_id):
            rows = QuotaRow.query(
                ctx.boutique_id, QuotaRow.cle.startswith("mouvement#"), consistent_read=True
            )
            mouvements = [row.parties for row in rows]
            left = quota.lire(ctx.boutique_id)
            paid = sum(
                d["parties"]
                for _, d in self.destinataires(ctx)
                if d["etat"] in ("envoye", "incertain")
            )
        assert sum(mouvements) == left == 11 - paid


def a_huit_heures(jour: date = JOUR) -> datetime:
    """In Dakar."""
    return datetime(jour.year, jour.month, jour.day, 8, tzinfo=UTC)
