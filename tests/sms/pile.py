"""A running stack on data that were sown before, its clock set, killed and started again."""

from __future__ import annotations

import http.client
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.clock import Clock
from tests.local.stacks import StackProcess

PATIENCE = 1800.0
"""Seconds: a set clock answers when everything due has been sent."""
ATTENTE = 0.05
"""Between one look at what was accepted and the next."""

Messages = list[dict[str, Any]]


class Pile:
    """`python -m local.run` on a DATA_DIR; `debout` while it runs."""

    def __init__(self, data: Path, maintenant: datetime) -> None:
        self.data = data
        self._stack: StackProcess | None = None
        data.mkdir(exist_ok=True)
        self.eteinte(maintenant)

    def eteinte(self, jusqu_a: datetime) -> None:
        """It is off until then."""
        Clock(self.data / "horloge.json").set(jusqu_a)

    def demarrer(self) -> Pile:
        """Start it. What is due then begins to leave by itself."""
        self._stack = StackProcess(self.data)
        assert self._stack.browser.port, self._stack.logged()
        return self

    def arreter(self) -> None:
        """Ask it to end."""
        assert self._stack is not None
        assert self._stack.stop() == 0

    def tuer(self) -> None:
        """kill -9."""
        assert self._stack is not None
        assert self._stack.stop(signal.SIGKILL) == -signal.SIGKILL

    def achever(self) -> None:
        """Leave nothing running, whatever the test came to."""
        if self._stack is not None and self._stack.process.poll() is None:
            self.tuer()

    def maintenant(self) -> datetime:
        """What its clock says."""
        return Clock(self.data / "horloge.json").now()

    def regler(self, instant: datetime) -> None:
        """Set its clock; everything due by then has been sent when this returns."""
        asked = {"maintenant": instant.astimezone(UTC).isoformat()}
        answer = self.demander("POST", "/local/horloge", asked)
        assert "maintenant" in answer, answer

    @contextmanager
    def reglee(self, instant: datetime) -> Iterator[None]:
        """Set its clock, and do the block while it sends; it may be killed there."""

        def regler() -> None:
            with suppress(OSError, http.client.HTTPException):
                self.regler(instant)

        setting = threading.Thread(target=regler)
        setting.start()
        try:
            yield
        finally:
            setting.join(PATIENCE)

    def sms(self) -> Messages:
        """The SMS accepted, oldest first."""
        elements = self.demander("GET", "/local/messages")["elements"]
        return [each for each in reversed(elements) if each["type"] == "sms"]

    def attendre_sms(self, combien: int) -> None:
        """Wait until so many have been accepted."""
        self.attendre(lambda sms: sms[combien - 1 :])

    def attendre(self, cherche: Callable[[Messages], Messages]) -> Messages:
        """Wait until there are some of the SMS that are looked for."""
        until = time.monotonic() + PATIENCE
        while not (found := cherche(self.sms())):
            assert time.monotonic() < until
            threading.Event().wait(ATTENTE)
        return found

    def demander(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """The JSON that it answers."""
        assert self._stack is not None
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._stack.browser.port, timeout=PATIENCE
        )
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Cookie"] = f"session={token}"
        try:
            raw = None if body is None else json.dumps(body).encode()
            connection.request(method, path, raw, headers)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


def recu(message: dict[str, Any]) -> datetime:
    """When the network accepted a message."""
    return datetime.fromisoformat(message["accepte_le"])
