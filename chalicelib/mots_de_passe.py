"""Passwords: which are good enough, and how they are kept (argon2id).

The commonest ones stand in `mots_de_passe_courants.txt`: those of ten characters and more from
the lists of Django (Royce Williams) and zxcvbn (Dropbox), and what people here would add.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, StringConstraints

from chalicelib.web.champs import refuser

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB = 46 * 1024
"""46 MiB, one pass, one lane: of OWASP's equal choices the one with the fewest passes."""

COURANTS = Path(__file__).with_name("mots_de_passe_courants.txt")


@cache
def courants() -> frozenset[str]:
    """The commonest passwords, in lower case."""
    return frozenset(COURANTS.read_text(encoding="utf-8").split("\n"))


def hacher(mot_de_passe: str) -> str:
    """The argon2id hash to keep."""
    return _hasher().hash(_compose(mot_de_passe))


def verifier(mot_de_passe: str, hache: str | None) -> bool:
    """Is it the one? Takes as long for nobody's account (None) as for somebody's."""
    from argon2.exceptions import VerifyMismatchError

    try:
        _hasher().verify(hache or _leurre(), _compose(mot_de_passe))
    except VerifyMismatchError:
        return False
    return hache is not None


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _leurre() -> str:
    """A hash that nobody's password has."""
    import secrets

    return hacher(secrets.token_urlsafe(32))


def _compose(mot_de_passe: str) -> str:
    """One form for what two keyboards write in two ways (NFC)."""
    return unicodedata.normalize("NFC", mot_de_passe)


def _fort(mot_de_passe: str) -> str:
    if len(mot_de_passe) < 10:
        refuser("Choisissez un mot de passe d'au moins 10 caractères.")
    if len(set(mot_de_passe)) < 4 or mot_de_passe.strip().lower() in courants():
        refuser("Ce mot de passe est trop courant : choisissez-en un autre.")
    return mot_de_passe


MotDePasse = Annotated[
    str,
    StringConstraints(max_length=128),
    AfterValidator(_fort),
    Field(json_schema_extra={"format": "password", "minLength": 10}),
]
"""A password being chosen."""

MotDePasseTape = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128),
    Field(json_schema_extra={"format": "password"}),
]
"""A password being typed: whether it was allowed once is not asked."""
