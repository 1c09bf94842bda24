"""What pydantic finds wrong, as sentences that say what to do (api.md, Rules)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chalicelib.domaine.problems import Erreur

A_ECRIRE: Mapping[str, str] = {
    "boutique": "Écrivez le nom de la boutique.",
    "client": "Choisissez le client.",
    "date": "Choisissez la date.",
    "email": "Écrivez l'adresse e-mail.",
    "jeton": "Ouvrez le lien reçu par e-mail.",
    "montant": "Écrivez le montant.",
    "mot_de_passe": "Écrivez le mot de passe.",
    "motif": "Écrivez le motif.",
    "nom": "Écrivez le nom.",
    "role": "Choisissez le rôle : gerant ou vendeur.",
    "produit": "Écrivez le produit ou le service.",
    "reglements": "Choisissez au moins un règlement.",
    "telephone": "Écrivez le numéro de téléphone.",
    "versements": "Choisissez au moins un versement.",
}

SENTENCES: Mapping[str, str] = {
    "extra_forbidden": "Ce champ n'existe pas.",
    "string_type": "Écrivez un texte.",
    "string_too_long": "Écrivez {max_length} caractères au plus.",
    "string_too_short": "Écrivez au moins {min_length} caractères.",
    "int_type": "Écrivez un nombre entier, sans virgule.",
    "int_from_float": "Écrivez un nombre entier, sans virgule.",
    "int_parsing": "Écrivez un nombre entier, sans virgule.",
    "int_parsing_size": "Écrivez un nombre plus petit.",
    "greater_than_equal": "Écrivez un nombre d'au moins {ge}.",
    "less_than_equal": "Écrivez un nombre d'au plus {le}.",
    "greater_than": "Écrivez un nombre supérieur à {gt}.",
    "less_than": "Écrivez un nombre inférieur à {lt}.",
    "bool_type": "Écrivez true ou false.",
    "bool_parsing": "Écrivez true ou false.",
    "enum": "Choisissez parmi : {expected}.",
    "literal_error": "Choisissez parmi : {expected}.",
    "date_type": "Écrivez la date comme 2026-11-24.",
    "list_type": "Envoyez une liste.",
    "tuple_type": "Envoyez une liste.",
    "dict_type": "Envoyez un objet.",
    "model_type": "Envoyez un objet.",
    "model_attributes_type": "Envoyez un objet.",
    "too_long": "{max_length} éléments au plus.",
    "too_short": "Il en faut au moins {min_length}.",
}


def erreurs(error: ValidationError) -> list[Erreur]:
    """Every bad field of a body or a query, once each, in the order of the contract."""
    found: dict[str, Erreur] = {}
    for detail in error.errors(include_url=False, include_input=False):
        erreur = Erreur(champ(detail), sentence(detail))
        found.setdefault(erreur.champ, erreur)
    return list(found.values())


def champ(detail: ErrorDetails) -> str:
    """The path of a field in the JSON: `acompte.montant`, `reglements.0`."""
    return path(detail["loc"])


def path(loc: Sequence[int | str]) -> str:
    """A place in a JSON document, dotted; a dictionary's key is `[key]` to pydantic."""
    return ".".join(str(part) for part in loc if part != "[key]")


def sentence(detail: ErrorDetails) -> str:
    """What to do about one bad field."""
    if detail["type"] == "message":
        return detail["msg"]
    if detail["type"] == "missing" or (empty(detail) and detail["loc"]):
        return A_ECRIRE.get(str(detail["loc"][-1]), "Remplissez ce champ.")
    context: dict[str, Any] = detail.get("ctx", {})
    if "expected" in context:
        context = {**context, "expected": expected(context["expected"])}
    return SENTENCES.get(detail["type"], "Cette valeur n'est pas acceptée.").format(**context)


def empty(detail: ErrorDetails) -> bool:
    """A text that is there but says nothing counts as not written."""
    return detail["type"] == "string_too_short" and detail.get("ctx", {}).get("min_length") == 1


def expected(choices: str) -> str:
    """pydantic's `'a', 'b' or 'c'` without its quotes and its English."""
    return choices.replace("'", "").replace(" or ", ", ")
