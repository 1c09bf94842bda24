"""What people of the ledger's tests sell and pay, in one line each."""

from __future__ import annotations

from typing import Any

from tests.api.personne import Personne

TODAY = "2026-11-24"
VIEUX = "77 500 00 01"
RIZ: dict[str, Any] = {
    "telephone": VIEUX,
    "nom": "Vieux Faye",
    "produit": "Riz 25 kg",
    "montant": 15_000,
}


def vendre(who: Personne, produit: str, montant: int, **other: Any) -> Any:
    """A credit sale to Vieux Faye, unless `telephone` or `client` says to whom."""
    named = {} if "client" in other else {"telephone": VIEUX, "nom": "Vieux Faye"}
    return who.post("/reglements", **{**named, "produit": produit, "montant": montant, **other})


def verser(who: Personne, montant: int, **other: Any) -> Any:
    """A payment by Vieux Faye, unless `telephone` or `client` says by whom."""
    named = {} if "client" in other else {"telephone": VIEUX}
    return who.post("/versements", **{**named, "montant": montant, **other})


def champs(refusal: Any) -> list[str]:
    """The fields that a refusal names; it must be about fields."""
    assert refusal["type"] == "champs-invalides", refusal
    return [erreur["champ"] for erreur in refusal["erreurs"]]


def codes(answer: Any) -> list[str]:
    """The warnings that came with an answer."""
    return [avertissement["code"] for avertissement in answer["avertissements"]]


def ids(page: Any) -> list[str]:
    """The ids of a page, in its order."""
    return [element["id"] for element in page["elements"]]


def figures(who: Personne, client: str) -> tuple[int, int, int, int, int]:
    """A client's achats, versé, abandonné, dû and avoir, which obey both laws."""
    c = who.get(f"/clients/{client}")
    assert c["achats"] - c["verse"] - c["abandonne"] == c["du"] - c["avoir"], c
    assert c["du"] == 0 or c["avoir"] == 0, c
    return c["achats"], c["verse"], c["abandonne"], c["du"], c["avoir"]


def dates(page: Any) -> list[str]:
    """The dates of a page, in its order."""
    return [element["date"] for element in page["elements"]]


def whole(who: Personne, path: str, limite: int, **query: Any) -> list[Any]:
    """All pages of a list, one after the other; no page is longer than asked."""
    found: list[Any] = []
    page = who.get(path, limite=limite, **query)
    while True:
        assert len(page["elements"]) <= limite
        found += page["elements"]
        if page["curseur"] is None:
            return found
        page = who.get(path, limite=limite, curseur=page["curseur"], **query)
