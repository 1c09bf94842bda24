"""What the tests send, and what is logged meanwhile: the second must tell nothing of the first.

Whoever sends a request has it remembered: names, numbers, e-mails, passwords, cookies, links'
tokens, clés. Each log record of the run, and each line that a local stack wrote, is kept. At the
end no line may hold a remembered value, a telephone number or an e-mail address at all.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.web.route import endpoints
from local.logs import OneLine

PERSONAL = frozenset(
    {"boutique", "cle", "destinataires", "email", "jeton", "mot_de_passe", "nom", "telephone",
     "telephone2", "telephones"}
)  # fmt: skip
PEOPLE = {"awa", "ndiaye", "moussa", "diop", "fatou", "sarr", "vieux", "faye", "mariama"}
SECRET = re.compile(rb'"(?:cle|jeton|url)":"(?:[^"]*[/=])?([\w-]{16,})"')
COOKIE = re.compile(r"session=([\w-]{16,})")
BEARER = re.compile(r"^Bearer ([\w-]{16,})$")
NUMBER = re.compile(r"(?<![\w.])(?:\+|00)?(?:221[ .-]?)?7[05678](?:[ .-]?\d){7}(?!\w|\.\d)")
EMAIL = re.compile(r"[\w.-]+@[\w-]+\.\w+")
WORD = re.compile(r"[^\W_]+")
TOKEN = re.compile(r"[\w-]{16,}")
LETTERS_MIN = 4
"""A shorter word, as random names are, stands in any line."""
WORDS_MAX = 6
RECORDS_MAX = 100_000
OWN = ("amneubor", "chalice", "hypercorn", "local")
TOY = "jouet"
"""The application of tests/local, which raises what ours never lets out."""


class Discretion(logging.Handler):
    """Keeps both, and finds the loggers that were indiscreet."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[tuple[str, ...]] = set()
        self.secrets: set[str] = set()
        self.lines: set[tuple[str, str]] = set()
        self.plain, self.ours = logging.Formatter(), OneLine()

    def sent(
        self, body: bytes | str | None, headers: Iterable[tuple[str, str]], answer: bytes = b""
    ) -> None:
        """Remember a request, and what its answer gave away."""
        raw = body.encode() if isinstance(body, str) else body or b""
        if raw[:1] == b"{":
            with suppress(ValueError, RecursionError):
                self.remember(json.loads(raw))
        for _, value in headers:
            self.secrets.update(COOKIE.findall(value) + BEARER.findall(value))
        self.secrets.update(found.decode() for found in SECRET.findall(answer))

    def remember(self, value: Any, name: str = "") -> None:
        """The personal values of a body, however deep they lie."""
        if isinstance(value, dict):
            for key, part in value.items():
                self.remember(part, key)
        elif isinstance(value, list):
            for part in value:
                self.remember(part, name)
        elif isinstance(value, str) and name in PERSONAL:
            words = tuple(WORD.findall(value))[:WORDS_MAX]
            if sum(c.isalpha() for word in words for c in word) >= LETTERS_MIN:
                self.words.add(words)
            self.secrets.update(TOKEN.findall(value))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as its own handler writes it."""
        if len(self.lines) >= RECORDS_MAX or record.name == TOY:
            return
        if record.name.startswith("local"):
            line = self.ours.format(record)
        else:
            handlers = logging.getLogger(record.name).handlers
            own = next((h.formatter for h in handlers if h is not self and h.formatter), None)
            line = (own or self.plain).format(record)
        self.lines.add((record.name, line))

    def read(self, folder: Path) -> None:
        """Keep what local stacks wrote into this folder.

        On the terminal only what is logged: a demo's sign-in is meant for who sits there.
        """
        for path in folder.rglob("*.log"):
            text = path.read_text(encoding="utf-8", errors="replace")
            logged = (i for i in text.splitlines() if path.suffixes[:1] != [".out"] or i[:1] == "{")
            self.lines |= {(f"the stack's {path.name}", line) for line in logged}

    def indiscreet(self) -> Iterator[str]:
        """The loggers that told of somebody, and what sort of thing: never the thing itself."""
        for logger, line in self.lines:
            if sort := self.told(line):
                yield f"{logger}: {sort}"

    def told(self, line: str) -> str:
        """What sort of thing a line tells, if it tells any."""
        if EMAIL.search(line):
            return "an e-mail address"
        if NUMBER.search(line):
            return "a telephone number"
        if any(token in self.secrets for token in TOKEN.findall(line)):
            return "a secret"
        words = tuple(WORD.findall(line))
        if PEOPLE & {word.lower() for word in words}:
            return "a name"
        routes = vocabulary(len(endpoints))
        for length in range(1, WORDS_MAX + 1):
            for start in range(len(words) - length + 1):
                part = words[start : start + length]
                if part in self.words and not routes.issuperset(part):
                    return "a name"
        return ""


@cache
def vocabulary(_routes: int) -> frozenset[str]:
    """The words of the routes that there are by now, as they stand in each line.

    Hypothesis draws words from the source, so that somebody may well be called « contacts ».
    """
    patterns = (f"{endpoint.method} {endpoint.path}" for endpoint in endpoints)
    return frozenset(WORD.findall(" api ".join(patterns)))


memory = Discretion()
"""This process's own."""


def listen() -> None:
    """Hear every logger; those that keep their records to themselves, too."""
    for name in ("", *OWN):
        logging.getLogger(name).addHandler(memory)
