"""A demo boutique with a year of trade, so that whoever tries AmneuBor finds something in it.

Made once for each DATA_DIR, beside the requests, by the calls that a person would make: a
notebook is imported, then a week is lived. Each write has its key, so that what was cut short
is taken up at the next start and repeats nothing. Its e-mails lie in no mailbox.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from datetime import date
from pathlib import Path
from typing import Any

from chalice.app import Chalice

from local import demo_sms, durable
from local.caller import Caller, Refused
from local.clock import Clock, Jobs
from local.demo_cahier import csv_de, lignes
from local.demo_semaine import Semaine
from local.senders import Senders

FILE = "demo.json"
MOT_DE_PASSE = "jerejef la boutique"
EMAIL = "astou@demo.example"
BOUTIQUE = {
    "boutique": "Keur Astou",
    "nom": "Astou Diop",
    "email": EMAIL,
    "telephone": "77 555 01 01",
    "mot_de_passe": MOT_DE_PASSE,
}
VENDEUR = {"nom": "Modou Fall", "email": "modou@demo.example", "role": "vendeur"}
LINK = re.compile(r"#jeton=(\S+)$", re.MULTILINE)

log = logging.getLogger("local.demo")


class Stopped(Exception):
    """The stack is going down: the rest is for the next start."""


class Demo:
    """Makes the boutique in a thread of its own, and says on the terminal how to sign in."""

    def __init__(
        self, data: Path, app: Chalice, senders: Senders, clock: Clock, jobs: Jobs
    ) -> None:
        self._file = data / FILE
        self._app = app
        self._senders = senders
        self._clock = clock
        self._jobs = jobs
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo", daemon=True)

    def start(self) -> None:
        """Begin, or go on, in the background."""
        self._thread.start()

    def end(self) -> None:
        """Make no further call."""
        self.closing.set()

    def ended(self, patience_seconds: float) -> bool:
        """Wait for the call in hand; False when it has not ended in time."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join(patience_seconds)
        return not self._thread.is_alive()

    def make(self) -> None:
        """All of it, or what is missing of it. Raises Stopped, Refused."""
        kept: dict[str, Any] = json.loads(self._file.read_bytes()) if self._file.exists() else {}
        if not kept.get("faite"):
            today = date.fromisoformat(kept.get("jour", str(self._clock.now().date())))
            self._keep(today, done=False)
            with self._senders.aside() as mails:
                self._fill(today, mails, fresh=not kept)
            self._keep(today, done=True)
        else:
            show()

    def _run(self) -> None:
        try:
            self.make()
        except Stopped:
            return
        except Refused as refused:
            log.warning("la boutique de démonstration reste incomplète : %s", refused)
        except Exception:
            log.exception("la boutique de démonstration reste incomplète")

    def _keep(self, today: date, *, done: bool) -> None:
        durable.write(self._file, json.dumps({"jour": str(today), "faite": done}).encode())

    def _fill(self, today: date, mails: list[str], *, fresh: bool) -> None:
        astou, modou = self._person(), self._person()
        if fresh or not signed_in(astou, EMAIL):
            astou.post("/inscription", **BOUTIQUE)
            confirmation = {"jeton": jeton(mails), "mot_de_passe": MOT_DE_PASSE}
            astou.post("/inscription/confirmation", **confirmation)
        show()
        self._import(astou, csv_de(lignes(today)))
        if fresh or not signed_in(modou, VENDEUR["email"]):
            engage(astou, modou, mails)
        Semaine(astou, modou, today).vivre()
        demo_sms.ecrire(astou, today)

    def _person(self) -> Caller:
        return Attentive(self._app, self.closing)

    def _import(self, who: Caller, notebook: bytes) -> None:
        begun = who.call("POST", "/imports", notebook, "text/csv", key="demo-cahier")
        while who.get(f"/imports/{begun['id']}")["etat"] in ("recu", "en_cours"):
            self._jobs.run()


class Attentive(Caller):
    """Somebody who stops when the shop closes."""

    def __init__(self, app: Chalice, closing: threading.Event) -> None:
        super().__init__(app)
        self._closing = closing

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The call, unless the stack is going down. Raises Stopped, Refused."""
        if self._closing.is_set():
            raise Stopped
        return super().call(*args, **kwargs)


def signed_in(who: Caller, email: str) -> bool:
    """Sign somebody in, if there is such an account."""
    try:
        who.post("/session", email=email, mot_de_passe=MOT_DE_PASSE)
    except Refused:
        return False
    return True


def engage(gerante: Caller, vendeur: Caller, mails: list[str]) -> None:
    """Have a vendeur in the équipe, and sign him in; one who was invited before is sent a link."""
    mails.clear()
    gerante.post("/equipe", key="demo-vendeur", **VENDEUR)
    if not mails:
        vendeur.post("/mot-de-passe/oubli", email=VENDEUR["email"])
    vendeur.post("/mot-de-passe", jeton=jeton(mails), mot_de_passe=MOT_DE_PASSE)
    vendeur.post("/session", email=VENDEUR["email"], mot_de_passe=MOT_DE_PASSE)


def jeton(mails: list[str]) -> str:
    """The token of the newest link."""
    found = LINK.search(mails[-1])
    assert found is not None, "an e-mail of ours has its link"
    return found[1]


def show() -> None:
    """How to sign in, where `make run` was typed; whoever no longer reads misses nothing."""
    try:
        print(f"Boutique de démonstration : {EMAIL}, mot de passe : {MOT_DE_PASSE}", flush=True)
    except OSError:
        log.info("la boutique de démonstration est ouverte")
