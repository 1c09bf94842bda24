"""Every error that a caller can be given, on one page (RFC 9457; api.md, Rules).

Numbers and names go in, the shopkeeper's sentence comes out. `type` is the slug that a
program compares, `detail` is French and made to be read, `erreurs` names every bad field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Erreur:
    """One bad field of a request: its name as in the JSON, and what to do about it."""

    champ: str
    message: str


class Problem(Exception):
    """The root of all answers that are not 2xx."""

    type: ClassVar[str] = "erreur"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "La demande n'a pas pu aboutir"

    def __init__(self, detail: str, erreurs: Sequence[Erreur] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.erreurs = tuple(erreurs)
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The `application/problem+json` document."""
        return {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "erreurs": [{"champ": e.champ, "message": e.message} for e in self.erreurs],
            **self.extra,
        }


class NonConnecte(Problem):
    """No session, an ended one, or a bad key (401)."""

    type, status, title = "non-connecte", 401, "Connexion nécessaire"

    def __init__(self, detail: str = "Connectez-vous pour continuer.") -> None:
        super().__init__(detail)


class IdentifiantsIncorrects(Problem):
    """The e-mail or the password of a sign-in is wrong (401); which of them is not said."""

    type, status, title = "identifiants-incorrects", 401, "Connexion refusée"

    def __init__(self) -> None:
        super().__init__("Login ou mot de passe incorrect.")


class ReserveAuGerant(Problem):
    """The role does not allow this (403; domaine.md, Roles)."""

    type, status, title = "reserve-au-gerant", 403, "Droit insuffisant"

    def __init__(self, detail: str = "Réservé au gérant.") -> None:
        super().__init__(detail)


class InterditAuxCles(Problem):
    """A clé manages no clés, équipe, boutique or deletion (403)."""

    type, status, title = "interdit-aux-cles", 403, "Interdit à une clé"

    def __init__(self) -> None:
        super().__init__("Une clé ne peut pas faire cela : connectez-vous.")


class OrigineRefusee(Problem):
    """A request that changes something and comes from another site (403)."""

    type, status, title = "origine-refusee", 403, "Origine refusée"

    def __init__(self) -> None:
        super().__init__("Cette demande ne vient pas d'AmneuBor.")


class Introuvable(Problem):
    """Not there, or another boutique's: the two are not told apart (404)."""

    type, status, title = "introuvable", 404, "Introuvable"

    def __init__(self, detail: str = "Cet élément n'existe pas ou n'existe plus.") -> None:
        super().__init__(detail)


class MethodeRefusee(Problem):
    """The path exists, not with this method (405)."""

    type, status, title = "methode-refusee", 405, "Méthode refusée"

    def __init__(self) -> None:
        super().__init__("Cette adresse ne prend pas cette méthode.")


class CorpsTropGrand(Problem):
    """The body exceeds what the call takes (413)."""

    type, status, title = "trop-grand", 413, "Envoi trop grand"

    def __init__(self, detail: str = "L'envoi est trop grand.") -> None:
        super().__init__(detail)


class TypeRefuse(Problem):
    """The Content-Type is not one that the call takes (415)."""

    type, status, title = "type-refuse", 415, "Format refusé"

    def __init__(self, detail: str = "Le corps doit être du JSON (application/json).") -> None:
        super().__init__(detail)


class PasDuJson(Problem):
    """The body is not a JSON document in UTF-8 (400)."""

    type, status, title = "json-illisible", 400, "JSON illisible"

    def __init__(self) -> None:
        super().__init__("Le corps de la demande n'est pas du JSON lisible.")


class ChampsInvalides(Problem):
    """One or more fields are wrong: all of them are named (422)."""

    type, status, title = "champs-invalides", 422, "Des champs sont à corriger"

    def __init__(self, erreurs: Sequence[Erreur], detail: str = "") -> None:
        super().__init__(detail or " ".join(e.message for e in erreurs), erreurs)

    @classmethod
    def of(cls, champ: str, message: str) -> ChampsInvalides:
        """The commonest case: a single bad field."""
        return cls([Erreur(champ, message)])


class CleReutilisee(Problem):
    """An Idempotency-Key that has served another request (422)."""

    type, status, title = "cle-reutilisee", 422, "Clé déjà utilisée"

    def __init__(self) -> None:
        super().__init__("Cette clé d'idempotence a déjà servi à une autre demande.")


class Annule(Problem):
    """An operation on a règlement or versement that is void (409; domaine.md, Operations)."""

    type, status, title = "annule", 409, "Déjà annulé"

    def __init__(self, quoi: str) -> None:
        super().__init__(f"Ce {quoi} est annulé : on ne peut plus le changer.")


class Rembourse(Problem):
    """A versement of which something was given back is neither voided nor moved (409)."""

    type, status, title = "rembourse", 409, "Versement remboursé"

    def __init__(self) -> None:
        super().__init__("Une partie de ce versement a été remboursée : il ne peut plus changer.")


class SuitEncore(Problem):
    """A versement that is free in part, or pays an open règlement, is not put away (409)."""

    type, status, title = "suit-encore", 409, "Suit encore un règlement"

    def __init__(self) -> None:
        super().__init__("Ce versement suit encore un règlement : il ne peut pas être archivé.")


class DejaPlanifie(Problem):
    """A rappel of the same règlement, day and number is there already (409)."""

    type, status, title = "deja-planifie", 409, "Déjà planifié"

    def __init__(self) -> None:
        super().__init__("Un rappel part déjà ce jour-là à ce numéro pour ce règlement.")


class DejaParti(Problem):
    """A rappel that is not planned any more can't change; one that went is not sent again (409)."""

    type, status, title = "deja-parti", 409, "Déjà parti"

    def __init__(self) -> None:
        super().__init__("Ce rappel n'est plus à faire : il est parti, ou il ne partira pas.")


class QuotaInsuffisant(Problem):
    """The envoi costs more SMS parts than are left (409; domaine.md, SMS)."""

    type, status, title = "quota-insuffisant", 409, "Quota insuffisant"

    def __init__(self, *, cout: int, reste: int) -> None:
        manque = cout - reste
        super().__init__(
            f"Il manque {manque} SMS : cet envoi en coûte {cout}, il en reste {reste}.",
            manque=manque,
            cout=cout,
            sms=reste,
        )


class AucunDestinataire(Problem):
    """Nobody is left to whom an envoi could go (422)."""

    type, status, title = "aucun-destinataire", 422, "Aucun destinataire"

    def __init__(self) -> None:
        super().__init__(
            "Personne à qui envoyer : choisissez au moins un numéro qui n'a pas refusé les "
            "messages, avec accord, dans un pays de la boutique."
        )


class TropDAbandons(Problem):
    """A règlement holds at most 50 abandons (409)."""

    type, status, title = "trop-d-abandons", 409, "Soldé trop de fois"

    def __init__(self) -> None:
        super().__init__("Ce règlement a déjà été soldé 50 fois. Rouvrez-le d'abord.")


class VersionPerimee(Problem):
    """Somebody has edited the resource since it was read (409)."""

    type, status, title = "version-perimee", 409, "Déjà modifié"

    def __init__(self, par: str = "Quelqu'un") -> None:
        super().__init__(f"{par} vient de le changer. Relisez-le, puis recommencez.")


class NumeroPris(Problem):
    """The number belongs to another client, or to another contact, named by id (409)."""

    type, status, title = "numero-pris", 409, "Numéro déjà pris"

    def __init__(self, *, nom: str, **qui: str) -> None:
        super().__init__(f"Ce numéro est à {nom}.", (), **qui)


class TropDeNumeros(Problem):
    """A client has two numbers at most: these two have more together (409)."""

    type, status, title = "trop-de-numeros", 409, "Trop de numéros"

    def __init__(self) -> None:
        super().__init__("Un client a deux numéros au plus. Retirez-en un, puis recommencez.")


class DernierGerant(Problem):
    """A boutique never loses its last gérant (409; domaine.md, Roles)."""

    type, status, title = "dernier-gerant", 409, "Dernier gérant"

    def __init__(self) -> None:
        super().__init__("C'est le seul gérant de la boutique. Nommez d'abord un autre gérant.")


class TropDeCles(Problem):
    """A boutique has at most so many clés (409)."""

    type, status, title = "trop-de-cles", 409, "Trop de clés"

    def __init__(self, *, maximum: int) -> None:
        super().__init__(f"Une boutique a {maximum} clés au plus. Retirez-en une d'abord.")


class ImportEnCours(Problem):
    """A boutique runs one import at a time (409)."""

    type, status, title = "import-en-cours", 409, "Import en cours"

    def __init__(self, id: str) -> None:
        super().__init__("Un import est déjà en cours. Attendez qu'il se termine.", id=id)


class TropDeDemandes(Problem):
    """A rate limit stands: try again after so many seconds (429, Retry-After)."""

    type, status, title = "trop-de-demandes", 429, "Trop de demandes"

    def __init__(self, secondes: int) -> None:
        super().__init__("Trop de tentatives. Réessayez un peu plus tard.")
        self.secondes = secondes


class Indisponible(Problem):
    """Nothing was written: what lies below did not answer in time (503)."""

    type, status, title = "indisponible", 503, "Service momentanément indisponible"

    def __init__(self) -> None:
        super().__init__("Le service ne répond pas. Réessayez dans un instant.")
