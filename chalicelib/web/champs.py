"""The kinds of fields that bodies and queries are made of, and how each is read.

Texts are trimmed, in Unicode's composed form (NFC) and without control characters; numbers are
JSON integers; dates are `AAAA-MM-JJ` and nothing else. What is read here is valid by itself;
whether it exists, or belongs to the boutique, the use case says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Generic, Literal, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from chalicelib.context import Context
from chalicelib.domaine import emetteur
from chalicelib.domaine.dates import ANNEE_MAX, ANNEE_MIN
from chalicelib.domaine.problems import Erreur

T = TypeVar("T")

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ENTIER = re.compile(r"-?[0-9]{1,18}")
EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z0-9-]{2,63}")
EMAIL_MAX = 254
TELEPHONE_MAX = 60
BLANKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Zero-width characters and marks that turn the direction of a text: they hide what is written.
INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class Corps(BaseModel):
    """A request's body: strict types, no unknown field."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        """What is wrong between fields (one of two is missing, ...), from the JSON as given.

        Asked whatever else is wrong, so that every bad field is named at once.
        """
        return []

    @classmethod
    def inconnus(cls, ctx: Context, donne: Mapping[str, Any]) -> list[Erreur]:
        """What the JSON names and the boutique does not have: asked when other fields are bad.

        Otherwise the use case finds it, and refuses it itself.
        """
        return []


class Requete(BaseModel):
    """A query string: every value is a text, unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Vue(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


def refuser(message: str) -> NoReturn:
    """Refuse the field that is being read, with a French sentence."""
    raise PydanticCustomError("message", "{phrase}", {"phrase": message})


def net(texte: str) -> str:
    """One line of text: NFC, without control characters, trimmed."""
    return _visible(BLANKS.sub(" ", unicodedata.normalize("NFC", texte)), keep="").strip()


def net_lignes(texte: str) -> str:
    """A text that keeps its line feeds: NFC, no other control character, trimmed."""
    texte = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", texte)).replace("\t", " ")
    return _visible(texte, keep="\n").strip()


def _visible(texte: str, keep: str) -> str:
    return "".join(
        c
        for c in texte
        if c in keep or (c not in INVISIBLE and unicodedata.category(c) not in ("Cc", "Cs"))
    )


def _net(value: object) -> object:
    return net(value) if isinstance(value, str) else value


def _net_lignes(value: object) -> object:
    return net_lignes(value) if isinstance(value, str) else value


def _jour(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not DATE.fullmatch(value):
        refuser("Écrivez la date comme 2026-11-24.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        refuser("Cette date n'existe pas dans le calendrier.")


def _annee_possible(value: date) -> date:
    if not ANNEE_MIN <= value.year <= ANNEE_MAX:
        refuser("Cette année est impossible : vérifiez la date.")
    return value


def _jour_passe(value: date, info: ValidationInfo) -> date:
    if value > _context(info)["today"]:
        refuser("Choisissez une date qui n'est pas dans le futur.")
    return value


def _telephone(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    from chalicelib.domaine.telephone import TelephoneInvalide, normaliser

    if len(value) > TELEPHONE_MAX:
        refuser("Le numéro est trop long.")
    pays = info.data.get("pays") or _context(info).get("pays") or "SN"
    try:
        return normaliser(net(value), pays)
    except TelephoneInvalide as error:
        refuser(str(error))


def _email(value: object) -> object:
    if not isinstance(value, str):
        return value
    email = net(value).lower()
    if len(email) > EMAIL_MAX or not EMAIL.fullmatch(email):
        refuser("Écrivez une adresse e-mail complète, comme awa@exemple.sn.")
    return email


def _emetteur(value: str) -> str:
    try:
        return emetteur.verifier(value)
    except emetteur.EmetteurInvalide as error:
        refuser(str(error))


def _entier(value: object) -> object:
    if isinstance(value, str) and not ENTIER.fullmatch(value):
        refuser("Écrivez un nombre entier.")
    return value


def _context(info: ValidationInfo) -> Mapping[str, Any]:
    context: Mapping[str, Any] = info.context or {}
    return context


_LIGNE = BeforeValidator(_net)
_LIGNES = BeforeValidator(_net_lignes)

Nom = Annotated[str, StringConstraints(min_length=1, max_length=100), _LIGNE]
Produit = Annotated[str, StringConstraints(min_length=1, max_length=200), _LIGNE]
Motif = Annotated[str, StringConstraints(min_length=1, max_length=200), _LIGNE]
Reference = Annotated[str, StringConstraints(max_length=100), _LIGNE]
Groupe = Annotated[str, StringConstraints(max_length=50), _LIGNE]
Note = Annotated[str, StringConstraints(max_length=1000), _LIGNES]
Texte = Annotated[str, StringConstraints(min_length=1, max_length=1000), _LIGNES]
Recherche = Annotated[str, StringConstraints(max_length=100), _LIGNE]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Jeton = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Montant = Annotated[int, Field(ge=1, le=10**12)]
Telephone = Annotated[
    str,
    BeforeValidator(
        _telephone,
        json_schema_input_type=Annotated[
            str, Field(max_length=TELEPHONE_MAX, examples=["77 123 45 67"])
        ],
    ),
]
Email = Annotated[
    str,
    BeforeValidator(
        _email,
        json_schema_input_type=Annotated[
            str, Field(max_length=EMAIL_MAX, json_schema_extra={"format": "email"})
        ],
    ),
]
Emetteur = Annotated[str, AfterValidator(_emetteur)]
JourQuelconque = Annotated[date, BeforeValidator(_jour, json_schema_input_type=date)]
Jour = Annotated[JourQuelconque, AfterValidator(_annee_possible)]
JourPasse = Annotated[Jour, AfterValidator(_jour_passe)]
Limite = Annotated[int, Field(ge=1, le=100), BeforeValidator(_entier)]
Vrai = Literal["true", "false"]


class ListeQuery(Requete):
    """What every list takes: how many, and where to go on."""

    limite: Limite = 50
    curseur: str | None = Field(default=None, max_length=2000)


def _au(value: date | None, info: ValidationInfo) -> date | None:
    du = info.data.get("du")
    if value and du and value < du:
        refuser("La fin de la période est avant son début.")
    return value


DernierJour = Annotated[JourQuelconque | None, AfterValidator(_au)]
"""The end of a period that begins on `du`."""


class Periode(Requete):
    """Both days included; either may be left open."""

    du: JourQuelconque | None = None
    au: DernierJour = None


class Page(Vue, Generic[T]):
    """A part of a list; `curseur` is null on the last."""

    elements: list[T]
    curseur: str | None = None
