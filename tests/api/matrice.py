"""What each call needs to succeed, and which ids it takes: the cases of the matrix.

A case is told for the person who calls (`own`, their things) and, where it takes an id, with a
thing of another boutique (`foreign`). A new call needs its case here (test_matrice.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chalicelib import envois, refus
from chalicelib.aws import guard, rappel_rows
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Role, Utilisateur
from chalicelib.domaine.rappel import EtatRappel
from tests.api.personne import Personne
from tests.api.ventes import RIZ, TODAY, vendre, verser

CAHIER = "date,client,produit,montant à payer\n01/02/2026,Awa,riz,500\n".encode()
CARNET = "nom,téléphone,groupe\nAïda Sarr,77 600 00 08,Voisins\n".encode()
FILL = (
    "reglement", "versement", "archivable", "autre", "contact", "voisin", "envoi", "second",
    "rappel", "planifie",
)  # fmt: skip
MESSAGE = {"emetteur": "Boutique", "texte": "Arrivage de riz", "telephones": ["77 700 00 01"]}
MOTIF = {"motif": "Erreur"}
RAPPEL = {"date": "2026-11-25", "texte": "Il reste {reliquat}"}
JSON = "application/json"


class Things:
    """Ids of somebody's things, each made when it is first asked for."""

    def __init__(self, who: Personne) -> None:
        self.who = who
        self._made: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._made:
            self._made[name] = MAKERS[name](self)
        return self._made[name]

    def client_of(self, *parts: object) -> str:
        """A client of its own, so that what one thing does changes no other."""
        nom = " ".join(str(part) for part in parts)
        made: str = self.who.post("/clients", nom=nom)["id"]
        return made

    def fill(self) -> None:
        """Two of everything that is listed."""
        for name in (*FILL, "membre", "cle"):
            if name in FILL or self.who.send("GET", "/equipe").status == 200:
                self[name]
        vendre(self.who, "mil", 700, client=self["client"])
        verser(self.who, 300, client=self["client"])
        if self.who.send("GET", "/equipe").status == 200:
            self.who.post("/cles", nom="Site", role="vendeur")


def _archivable(things: Things) -> str:
    client = things.client_of("Range")
    vendre(things.who, "mil", 1_000, client=client)
    made: str = verser(things.who, 1_000, client=client)["id"]
    return made


def _avoir(things: Things) -> str:
    client = things.client_of("Avance")
    verser(things.who, 5_000, client=client)
    return client


def _membre(things: Things) -> str:
    email = f"{things.who.boutique.lower()}@exemple.sn"
    made: str = things.who.post("/equipe", email=email, nom="Binta", role="vendeur")["id"]
    return made


def _import(things: Things) -> str:
    reply = things.who.send("POST", "/imports", CAHIER, {"Content-Type": "text/csv"})
    made: str = reply.json()["id"]
    return made


def _contact(things: Things, n: int = 1) -> str:
    body: Fields = {"nom": "Aïda Sarr", "telephone": f"77 600 00 {n:02d}", "groupe": f"Groupe {n}"}
    made: str = things.who.post("/contacts", **body)["id"]
    return made


def _refus(things: Things) -> str:
    boutique = things.who.boutique
    with guard.boutique(boutique):
        refus.ouvrir_liens(boutique, ["+221776000001"])
        return refus.jeton(boutique, "+221776000001")


def _envoi(things: Things) -> str:
    """In the name of a gérant: a vendeur may only look at it."""
    boutique = things.who.boutique
    gerante = Utilisateur(things.who.id, "Awa Ndiaye", "", None, Role.GERANT)
    with guard.boutique(boutique):
        shop = boutique_of(BoutiqueRow.get(boutique, BOUTIQUE))
        ctx = Context(shop, gerante, outside.now())
        body = envois.MessageInput.model_validate(MESSAGE, context={"pays": "SN"})
        return envois.envoyer(ctx, body).id


def _rappel(things: Things) -> str:
    """To the shop's own number: its client has none."""
    own = things.who.get("/boutique")["telephone"]
    reglement = vendre(things.who, "mil", 500, client=things["client"])["id"]
    body: Fields = {**RAPPEL, "destinataires": [own]}
    made: str = things.who.post(f"/reglements/{reglement}/rappels", **body)["id"]
    return made


def _incertain(things: Things) -> str:
    """A rappel of which nobody knows whether it arrived."""
    id, boutique = _rappel(things), things.who.boutique
    with guard.boutique(boutique):
        row = rappel_rows.un(boutique, id)
        assert row is not None
        rappel_rows.decider(row, EtatRappel.INCERTAIN)
        made = Transaction()
        rappel_rows.ecrire(made, row, None)
        made.commit()
    return id


def _jeton(things: Things) -> str:
    link = things.who.post(f"/clients/{things['client']}/releve/lien", du=None, au=TODAY)
    url: str = link["url"]
    return url.partition("#jeton=")[2]


MAKERS: dict[str, Callable[[Things], str]] = {
    "client": lambda things: things.client_of("Vieux Faye"),
    "autre": lambda things: things.client_of("Autre"),
    "reglement": lambda things: vendre(things.who, "riz", 9_000, client=things["client"])["id"],
    "versement": lambda things: verser(things.who, 2_000, client=things["client"])["id"],
    "archivable": _archivable,
    "avoir": _avoir,
    "membre": _membre,
    "cle": lambda things: things.who.post("/cles", nom="Caisse", role="vendeur")["id"],
    "import": _import,
    "export": lambda things: things.who.post("/exports", expect=202, format="csv")["id"],
    "jeton": _jeton,
    "contact": _contact,
    "voisin": lambda things: _contact(things, 2),
    "refus": _refus,
    "envoi": _envoi,
    "second": _envoi,
    "rappel": _rappel,
    "planifie": _rappel,
    "incertain": _incertain,
}

Fields = dict[str, Any]
Make = Callable[[Things], Fields]
Mixed = Callable[[Things, Things], Fields]


def nothing(_: Things) -> Fields:
    """No field at all."""
    return {}


@dataclass(frozen=True)
class Foreign:
    """A field that takes an id, with another boutique's: `fields` from one's own and theirs.

    `then`: 422 names the field, "refused" is a bulk answer's `ok: false`, "empty" an empty list.
    """

    champ: str
    fields: Mixed
    then: int | str = 422


@dataclass(frozen=True)
class Case:
    """What makes a call succeed, or, if it is public, end with `status`."""

    parts: dict[str, str] = field(default_factory=dict)
    body: Make = nothing
    query: Fields = field(default_factory=dict)
    foreign: tuple[Foreign, ...] = ()
    raw: tuple[str, bytes] | None = None
    status: int | None = None


def ids(champ: str, then: int | str = 422, **also: Any) -> Foreign:
    """A field that takes a list of ids of règlements or versements."""
    thing = champ.removesuffix("s")
    return Foreign(champ, lambda own, theirs: {**also, champ: [theirs[thing]]}, then)


def of_client(**also: Any) -> Foreign:
    """The field `client`."""
    return Foreign("client", lambda own, theirs: {**also, "client": theirs["client"]})


IN_CLIENT = {"id": "client"}
IN_CONTACT = {"id": "contact"}
IN_REGLEMENT = {"id": "reglement"}
IN_RAPPEL = {"id": "rappel"}
IN_VERSEMENT = {"id": "versement"}
FILTER = Foreign("client", lambda own, theirs: {"client": theirs["client"]}, "empty")
INSCRIPTION = {
    "boutique": "Chez Ibou",
    "nom": "Ibou Fall",
    "email": "ibou@exemple.sn",
    "telephone": "77 654 32 10",
    "mot_de_passe": "le riz de Richard Toll",
}
PASSWORD = {"jeton": "x", "mot_de_passe": "un tout nouveau mot"}


def fixed(**fields: Any) -> Make:
    """The same fields for everybody."""
    return lambda _: fields


PUBLIC: dict[str, Case] = {
    "GET /sante": Case(status=200),
    "GET /openapi.json": Case(status=200),
    "POST /inscription": Case(body=fixed(**INSCRIPTION), status=202),
    "POST /inscription/confirmation": Case(body=fixed(**PASSWORD), status=422),
    "POST /session": Case(body=fixed(email="x@exemple.sn", mot_de_passe="x"), status=401),
    "DELETE /session": Case(status=204),
    "POST /mot-de-passe/oubli": Case(body=fixed(email="x@exemple.sn"), status=202),
    "POST /mot-de-passe": Case(body=fixed(**PASSWORD), status=422),
    "GET /public/releves/{jeton}": Case(parts={"jeton": "jeton"}, status=200),
    "GET /public/exports/{jeton}": Case(parts={"jeton": "client"}, status=404),
    "GET /public/refus/{jeton}": Case(parts={"jeton": "refus"}, status=200),
    "POST /public/refus/{jeton}": Case(parts={"jeton": "refus"}, status=200),
}
"""Open to everybody, who get this status."""

BOTH: dict[str, Case] = {
    "GET /session": Case(),
    "GET /boutique": Case(),
    "POST /reglements": Case(body=fixed(**RIZ), foreign=(of_client(produit="riz", montant=500),)),
    "GET /reglements": Case(foreign=(FILTER,)),
    "GET /reglements/{id}": Case(IN_REGLEMENT),
    "PATCH /reglements/{id}": Case(IN_REGLEMENT, fixed(montant=500), foreign=(of_client(),)),
    "POST /versements": Case(
        body=lambda own: {"client": own["client"], "montant": 500},
        foreign=(
            of_client(montant=500),
            Foreign(
                "reglements",
                lambda own, theirs: {
                    "client": own["client"],
                    "montant": 500,
                    "reglements": [theirs["reglement"]],
                },
            ),
        ),
    ),
    "GET /versements": Case(foreign=(FILTER,)),
    "GET /versements/{id}": Case(IN_VERSEMENT),
    "PATCH /versements/{id}": Case(
        IN_VERSEMENT, fixed(montant=500), foreign=(of_client(), ids("reglements"))
    ),
    "GET /clients": Case(),
    "POST /clients": Case(body=fixed(nom="Nouveau")),
    "GET /clients/{id}": Case(IN_CLIENT),
    "PATCH /clients/{id}": Case(IN_CLIENT, fixed(nom="Vieux Sow")),
    "GET /clients/{id}/reglements": Case(IN_CLIENT),
    "GET /clients/{id}/versements": Case(IN_CLIENT),
    "GET /clients/{id}/releve": Case(IN_CLIENT),
    "POST /clients/{id}/releve/lien": Case(IN_CLIENT, fixed(du=None, au=TODAY)),
    "DELETE /clients/{id}/releve/lien": Case(IN_CLIENT),
    "POST /reglements/{id}/rappels": Case(
        IN_REGLEMENT,
        lambda own: {**RAPPEL, "destinataires": [own.who.get("/boutique")["telephone"]]},
    ),
    "GET /rappels": Case(),
    "GET /rappels/{id}": Case(IN_RAPPEL),
    "PATCH /rappels/{id}": Case(IN_RAPPEL, fixed(texte="Merci {nom}")),
    "DELETE /rappels/{id}": Case({"id": "planifie"}),
    "POST /rappels/{id}/renvoi": Case({"id": "incertain"}),
    "GET /contacts": Case(),
    "POST /contacts": Case(body=fixed(nom="Aïda Sarr", telephone="77 600 00 09")),
    "GET /contacts/{id}": Case(IN_CONTACT),
    "PATCH /contacts/{id}": Case(IN_CONTACT, fixed(nom="Aïda Ba")),
    "GET /groupes": Case(),
    "GET /messages": Case(),
    "GET /messages/{id}": Case({"id": "envoi"}),
    "POST /messages/apercu": Case(
        body=fixed(texte="Arrivage de riz"),
        foreign=(
            Foreign(
                "reglement", lambda own, theirs: {"texte": "Riz", "reglement": theirs["reglement"]}
            ),
        ),
    ),
    "GET /quota": Case(),
    "GET /tableau-de-bord": Case(),
    "GET /caisse": Case(),
}
"""Open to a vendeur, to a gérant and, but where NO_CLE says so, to a clé of either role."""

GERANT: dict[str, Case] = {
    "PATCH /boutique": Case(body=fixed(delai_jours=9)),
    "GET /equipe": Case(),
    "POST /equipe": Case(body=fixed(email="ndeye@exemple.sn", nom="Ndeye", role="vendeur")),
    "PATCH /equipe/{id}": Case({"id": "membre"}, fixed(nom="Binta Sow")),
    "DELETE /equipe/{id}": Case({"id": "membre"}),
    "GET /cles": Case(),
    "POST /cles": Case(body=fixed(nom="Site", role="vendeur")),
    "DELETE /cles/{id}": Case({"id": "cle"}),
    "GET /journal": Case(),
    "POST /reglements/{id}/annulation": Case(IN_REGLEMENT, fixed(**MOTIF)),
    "POST /reglements/{id}/solde": Case(IN_REGLEMENT),
    "DELETE /reglements/{id}/solde": Case(IN_REGLEMENT),
    "POST /soldes": Case(
        body=lambda own: {"reglements": [own["reglement"]], "solde": True},
        foreign=(ids("reglements", "refused", solde=True),),
    ),
    "POST /versements/archivage": Case(
        body=lambda own: {"versements": [own["archivable"]], "archive": True},
        foreign=(ids("versements", "refused", archive=True),),
    ),
    "POST /versements/{id}/annulation": Case(IN_VERSEMENT, fixed(**MOTIF)),
    "DELETE /clients/{id}": Case(IN_CLIENT, fixed(nom="Vieux Faye")),
    "DELETE /contacts/{id}": Case(IN_CONTACT),
    "POST /contacts/import": Case(raw=("text/csv", CARNET)),
    "POST /messages": Case(
        body=fixed(**MESSAGE),
        foreign=(
            Foreign("contacts", lambda own, theirs: {**MESSAGE, "contacts": [theirs["contact"]]}),
        ),
    ),
    "POST /clients/{id}/fusion": Case(
        IN_CLIENT, lambda own: {"client": own["autre"]}, foreign=(of_client(),)
    ),
    "POST /clients/{id}/remboursements": Case({"id": "avoir"}, fixed(montant=500)),
    "POST /imports": Case(raw=("text/csv", CAHIER)),
    "GET /imports/{id}": Case({"id": "import"}),
    "POST /exports": Case(body=fixed(format="csv")),
    "GET /exports/{id}": Case({"id": "export"}),
}
"""Open to a gérant alone (domaine.md, Roles) and, but for NO_CLE, to a clé of that role."""

NO_CLE = frozenset(
    {
        "GET /session",
        "PATCH /boutique",
        "GET /equipe",
        "POST /equipe",
        "PATCH /equipe/{id}",
        "DELETE /equipe/{id}",
        "GET /cles",
        "POST /cles",
        "DELETE /cles/{id}",
        "DELETE /clients/{id}",
        "DELETE /contacts/{id}",
    }
)
"""A clé never manages clés, équipe, boutique or deletion (api.md, Rules)."""

CASES = PUBLIC | BOTH | GERANT
