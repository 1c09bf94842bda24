"""Each call of the API as it is counted: what is asked, and whether it may grow.

A case prepares what it needs (not counted) and says what is then asked (counted). Lists are
asked two at a time: what both sizes have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chalicelib import refus, reprise
from chalicelib.aws import guard, rappel_rows
from chalicelib.aws.transaction import Transaction
from chalicelib.domaine.rappel import EtatRappel
from tests.api.conftest import MOT_DE_PASSE, Courriels
from tests.api.messages import crediter, numeros
from tests.api.personne import Personne
from tests.api.taille import MONTANT, Seme

JUIN: dict[str, Any] = {"du": "2026-06-01", "au": "2026-06-30"}
DEUX: dict[str, Any] = {"limite": 2}
CAHIER = (
    "Date;Client;Téléphone;Produit;Montant à payer;Versé\n"
    "02/03/2026;Ancienne Cliente {n};70 555 77 {n:02d};Riz;5000;1000\n"
    "03/03/2026;Ancienne Cliente {n};70 555 77 {n:02d};Huile;7000;\n"
)


@dataclass
class Scene:
    """Awa, the client as sown, and what the cases have made."""

    awa: Personne
    seme: Seme
    courriels: Courriels
    kept: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    def neuf(self) -> int:
        """A number that no case has had before."""
        self.made += 1
        return self.made

    def vendre(self, client: str = "", montant: int = MONTANT) -> str:
        """A new règlement of Vieux Faye, or of another client; its id."""
        client = client or self.seme.id
        sold = self.awa.post("/reglements", client=client, produit="Savon", montant=montant)
        return str(sold["id"])

    def verser(self, client: str = "", montant: int = MONTANT, **more: Any) -> str:
        """A new versement; its id."""
        paid = self.awa.post("/versements", client=client or self.seme.id, montant=montant, **more)
        return str(paid["id"])

    def client(self) -> str:
        """A new client; its id."""
        n = self.neuf()
        return str(
            self.awa.post("/clients", nom=f"Client Neuf {n}", telephone=f"70 555 {n:02d} 00")["id"]
        )


@dataclass(frozen=True)
class Asked:
    """A request; `who` is Awa unless it is somebody who is not signed in.

    The method JOB is the scheduled job's run, SENDER a sender's with the hint at `path`.
    """

    method: str
    path: str
    body: dict[str, Any] | None = None
    query: dict[str, Any] | None = None
    who: Personne | None = None
    fichier: bytes = b""


JOB = Asked("JOB", "")
SENDER = "SENDER"
Preparer = Callable[[Scene], Asked]


@dataclass(frozen=True)
class Cas:
    """A call: its route, what sets it apart, at most how many DynamoDB calls (the session's two
    left out), and why it grows where it does."""

    route: str
    preparer: Preparer
    most: int
    quoi: str = ""
    grandit: str = ""


def get(path: str, **query: Any) -> Preparer:
    """A read of the shop's."""
    return lambda scene: Asked("GET", path, query=query)


def of_client(path: str, method: str = "GET", **query: Any) -> Preparer:
    """A read of Vieux Faye's."""
    return lambda scene: Asked(method, path.format(id=scene.seme.id), query=query)


def post(path: str, **body: Any) -> Preparer:
    """A write about Vieux Faye."""
    return lambda scene: Asked("POST", path, {"client": scene.seme.id, **body})


PAGE = "to 1,000 rows examined a page"
ENTREES = "with the entries of three characters, to 1,000 examined a page"
CLIENTS = "with the clients that it names"
JOUR = "with a day of the client's, which is sorted"
OUVERTS = "to a page of 48 open règlements"
ETAPES = "with the rows it changes, in steps"

LECTURES = [
    Cas("GET /session", get("/session"), 0),
    Cas("GET /boutique", get("/boutique"), 0),
    Cas("GET /tableau-de-bord", get("/tableau-de-bord"), 7,
        grandit="with the months of trade (4 items each), to 300 of the oldest open règlements"),
    Cas("GET /caisse", get("/caisse"), 3),
    Cas("GET /clients", get("/clients", **DEUX), 1),
    Cas("GET /clients", get("/clients", tri="du", **DEUX), 2, "the largest dû first"),
    Cas("GET /clients", get("/clients", q="vieux fa"), 2, "by name"),
    Cas("GET /clients", get("/clients", q="5000001"), 2, "by a part of the number", ENTREES),
    Cas("GET /clients", get("/clients", telephone="775000001"), 2, "by number"),
    Cas("GET /clients/{id}", of_client("/clients/{id}"), 1),
    Cas("GET /clients/{id}/reglements", of_client("/clients/{id}/reglements", **DEUX), 5),
    Cas("GET /clients/{id}/versements", of_client("/clients/{id}/versements", **DEUX), 5),
    Cas("GET /clients/{id}/releve", of_client("/clients/{id}/releve", **JUIN), 5,
        "of a month, 8 lines"),
    Cas("GET /clients/{id}/releve",
        of_client("/clients/{id}/releve", du="2026-06-03", au="2026-06-30"), 5,
        "from within a month, 4 lines"),
    Cas("GET /clients/{id}/releve", of_client("/clients/{id}/releve", format="pdf", **JUIN), 5,
        "on paper"),
    Cas("GET /reglements", get("/reglements", **DEUX), 5, grandit=CLIENTS),
    Cas("GET /reglements", get("/reglements", etat="incomplet", **DEUX), 5, "of one état",
        CLIENTS),
    Cas("GET /reglements",
        lambda s: Asked("GET", "/reglements", query={"client": s.seme.id, **DEUX}), 5,
        "of a client"),
    Cas("GET /reglements", get("/reglements", en_retard="true", **DEUX), 5, "late", PAGE),
    Cas("GET /reglements", get("/reglements", q="vieux fa", **DEUX), 25, "by name", JOUR),
    Cas("GET /reglements", get("/reglements", q="riz", **DEUX), 25, "by produit", PAGE),
    Cas("GET /reglements/{id}",
        lambda s: Asked("GET", f"/reglements/{s.seme.payes[0]}"), 5),
    Cas("GET /versements", get("/versements", **DEUX), 5, grandit=CLIENTS),
    Cas("GET /versements",
        lambda s: Asked("GET", "/versements", query={"client": s.seme.id, **DEUX}), 5,
        "of a client"),
    Cas("GET /versements", get("/versements", q="vieux fa", **DEUX), 25, "by name", JOUR),
    Cas("GET /versements/{id}",
        lambda s: Asked("GET", f"/versements/{s.seme.versements[0]}"), 5),
]  # fmt: skip


def nouveau_client(scene: Scene) -> Asked:
    sale = {
        "telephone": "76 555 99 99",
        "nom": "Nouvelle Cliente",
        "produit": "Riz",
        "montant": 5000,
    }
    return Asked("POST", "/reglements", sale)


def avec_acompte(scene: Scene) -> Asked:
    sale = {"client": scene.client(), "produit": "Riz", "montant": MONTANT}
    return Asked("POST", "/reglements", {**sale, "acompte": {"montant": 1_000}})


def avec_avoir(scene: Scene) -> Asked:
    client = scene.client()
    scene.verser(client, 2_000)
    return Asked("POST", "/reglements", {"client": client, "produit": "Riz", "montant": MONTANT})


def couvrir(scene: Scene, combien: int, *, nommes: bool = False) -> Asked:
    sold = [scene.vendre() for _ in range(combien)]
    body: dict[str, Any] = {"client": scene.seme.id, "montant": combien * MONTANT}
    return Asked("POST", "/versements", body | ({"reglements": sold} if nommes else {}))


def reglement(scene: Scene, method: str, path: str, **body: Any) -> Asked:
    return Asked(method, path.format(id=scene.vendre()), body or None)


def solde(scene: Scene, method: str) -> Asked:
    id = scene.vendre()
    if method == "DELETE":
        scene.awa.post(f"/reglements/{id}/solde", expect=200)
    return Asked(method, f"/reglements/{id}/solde", {} if method == "POST" else None)


def deplacer(scene: Scene, what: str) -> Asked:
    id = scene.vendre() if what == "reglements" else scene.verser()
    return Asked("PATCH", f"/{what}/{id}", {"client": scene.client()})


def ensemble(scene: Scene, path: str, combien: int) -> Asked:
    ids = [scene.vendre() for _ in range(combien)]
    if path == "/soldes":
        return Asked("POST", path, {"reglements": ids, "solde": True})
    paid = [scene.verser(reglements=[id]) for id in ids]
    return Asked("POST", path, {"versements": paid, "archive": True})


def paye(scene: Scene, method: str, path: str, **body: Any) -> Asked:
    """A change of a versement that pays one règlement."""
    id = scene.verser(reglements=[scene.vendre()])
    return Asked(method, path.format(id=id), body)


def rembourser(scene: Scene) -> Asked:
    client = scene.client()
    scene.verser(client, 2_000)
    return Asked("POST", f"/clients/{client}/remboursements", {"montant": 500})


def lien(scene: Scene) -> Asked:
    made = scene.awa.post(f"/clients/{scene.seme.id}/releve/lien", **JUIN)
    jeton = made["url"].rsplit("#jeton=", 1)[-1].rsplit("/", 1)[-1]
    return Asked("GET", f"/public/releves/{jeton}", who=Personne())


def fusion(scene: Scene, *, of_all: bool) -> Asked:
    """Takes a client of one règlement in, or Vieux Faye with all of his."""
    kept = taken = scene.client()
    if of_all:
        taken = scene.seme.id
    else:
        scene.vendre(taken)
        kept = scene.client()
    scene.kept["fusion"] = kept
    return Asked("POST", f"/clients/{kept}/fusion", {"client": taken})


def supprimer(scene: Scene) -> Asked:
    id = scene.kept["fusion"]
    nom = scene.awa.get(f"/clients/{id}")["nom"]
    return Asked("DELETE", f"/clients/{id}", {"nom": nom})


def changer(champ: str, value: Any) -> Preparer:
    return lambda scene: Asked("PATCH", f"/clients/{scene.seme.id}", {champ: value})


def cahier(scene: Scene, **query: Any) -> Asked:
    """A notebook of two lines of a new client, one with an acompte."""
    content = CAHIER.format(n=scene.neuf()).encode()
    return Asked("POST", "/imports", query=query, fichier=content)


def importer(scene: Scene) -> Asked:
    asked = cahier(scene)
    reprise.passer(lambda: 10**6)
    headers = {"content-type": "text/csv"}
    begun = scene.awa.send("POST", asked.path, asked.fichier, headers)
    scene.kept["import"] = begun.json()["id"]
    return JOB


def export(scene: Scene) -> Asked:
    """The job that makes the file."""
    reprise.passer(lambda: 10**6)
    scene.kept["export"] = scene.awa.post("/exports", expect=202, format="csv")["id"]
    return JOB


def export_fini(scene: Scene, *, fetch: bool) -> Asked:
    path = f"/exports/{scene.kept['export']}"
    if not fetch:
        return Asked("GET", path)
    jeton = scene.awa.get(path)["url"].rsplit("/", 1)[-1]
    return Asked("GET", f"/public/exports/{jeton}", who=Personne())


def contact(scene: Scene) -> str:
    """A new contact of a groupe; its id."""
    n = scene.neuf()
    body: dict[str, Any] = {
        "nom": f"Contact Neuf {n}",
        "telephone": f"70 666 {n:02d} 00",
        "groupe": "Voisins",
    }
    return str(scene.awa.post("/contacts", **body)["id"])


def nouveau_contact(scene: Scene) -> Asked:
    body = {"nom": "Contact Seul", "telephone": "70 666 99 99", "groupe": "Voisins"}
    return Asked("POST", "/contacts", body)


def refuser(scene: Scene, method: str) -> Asked:
    numero = f"+2217066600{scene.neuf():02d}"
    with guard.boutique(scene.awa.boutique):
        refus.ouvrir_liens(scene.awa.boutique, [numero])
    jeton = refus.jeton(scene.awa.boutique, numero)
    return Asked(method, f"/public/refus/{jeton}", who=Personne())


def carnet(scene: Scene) -> Asked:
    """An address book of 10 new contacts, in two transactions."""
    n = scene.neuf()
    rangs = [f"Voisine Importée;70 666 {n:02d} {i:02d};Voisins" for i in range(10)]
    content = "\n".join(["nom;téléphone;groupe", *rangs]).encode()
    return Asked("POST", "/contacts/import", fichier=content)


REPERTOIRE = [
    Cas("POST /contacts", nouveau_contact, 4),
    Cas("PATCH /contacts/{id}",
        lambda s: Asked("PATCH", f"/contacts/{contact(s)}", {"groupe": "Marché"}), 5, "groupe"),
    Cas("PATCH /contacts/{id}",
        lambda s: Asked("PATCH", f"/contacts/{contact(s)}", {"telephone": "70 666 88 88"}), 6,
        "number"),
    Cas("DELETE /contacts/{id}", lambda s: Asked("DELETE", f"/contacts/{contact(s)}"), 4),
    Cas("POST /contacts/import", carnet, 6, "of 10 contacts"),
    Cas("GET /contacts/{id}", lambda s: Asked("GET", f"/contacts/{contact(s)}"), 2),
    Cas("GET /contacts", get("/contacts", **DEUX), 2),
    Cas("GET /contacts", get("/contacts", groupe="voisins", **DEUX), 2, "of a groupe"),
    Cas("GET /contacts", get("/contacts", q="contact ne", **DEUX), 3, "by name"),
    Cas("GET /groupes", get("/groupes"), 1),
    Cas("GET /public/refus/{jeton}", partial(refuser, method="GET"), 4),
    Cas("POST /public/refus/{jeton}", partial(refuser, method="POST"), 4),
]  # fmt: skip
"""The répertoire, and who wants nothing more."""


def rappel(scene: Scene, jour: str = "2026-11-25") -> str:
    """A rappel on a new règlement of Vieux Faye; its id."""
    body: dict[str, Any] = {"date": jour, "texte": "Il reste {reliquat}"}
    scene.kept["rappele"] = scene.vendre()
    return str(scene.awa.post(f"/reglements/{scene.kept['rappele']}/rappels", **body)["id"])


def rappele(scene: Scene, method: str, path: str) -> Asked:
    """About a règlement on which a rappel is planned."""
    rappel(scene)
    return Asked(method, path.format(id=scene.kept["rappele"]))


def incertain(scene: Scene) -> Asked:
    """A rappel of which nobody knows whether it arrived, sent again."""
    id = rappel(scene)
    with guard.boutique(scene.awa.boutique):
        row = rappel_rows.un(scene.awa.boutique, id)
        assert row is not None
        rappel_rows.decider(row, EtatRappel.INCERTAIN)
        made = Transaction()
        rappel_rows.ecrire(made, row, None)
        made.commit()
    return Asked("POST", f"/rappels/{id}/renvoi")


RAPPELS = [
    Cas("POST /reglements/{id}/rappels",
        lambda s: Asked("POST", f"/reglements/{s.vendre()}/rappels",
                        {"date": "2026-11-25", "texte": "Il reste {reliquat}"}), 8),
    Cas("GET /rappels/{id}", lambda s: Asked("GET", f"/rappels/{rappel(s)}"), 4),
    Cas("GET /rappels", get("/rappels", **DEUX), 3),
    Cas("GET /rappels", get("/rappels", etat="planifie", **DEUX), 3, "of one état"),
    Cas("PATCH /rappels/{id}",
        lambda s: Asked("PATCH", f"/rappels/{rappel(s)}", {"texte": "Merci {nom}"}), 10),
    Cas("DELETE /rappels/{id}", lambda s: Asked("DELETE", f"/rappels/{rappel(s)}"), 5),
    Cas("POST /rappels/{id}/renvoi", incertain, 10),
    Cas("sender", lambda s: Asked(SENDER, rappel(s, "2026-11-24")), 10, "of a rappel"),
    Cas("GET /reglements/{id}", partial(rappele, method="GET", path="/reglements/{id}"), 6,
        "with a rappel"),
    Cas("POST /reglements/{id}/solde",
        partial(rappele, method="POST", path="/reglements/{id}/solde"), 8, "with a rappel"),
]  # fmt: skip
"""Reminders."""

MESSAGE: dict[str, Any] = {"emetteur": "Boutique", "texte": "Arrivage de riz"}


def message(scene: Scene, combien: int) -> Asked:
    """An envoi to so many numbers that nobody knows."""
    crediter(scene.awa, combien)
    debut = 100 * scene.neuf()
    return Asked("POST", "/messages", {**MESSAGE, "telephones": numeros(combien, debut)})


def au_groupe(scene: Scene) -> Asked:
    """An envoi to a contact of a groupe."""
    groupe = f"Envoi {scene.neuf()}"
    body: Any = {"telephone": f"70 667 {scene.neuf():02d} 00", "consentement_sms": True}
    scene.awa.post("/contacts", nom="Contact", groupe=groupe, **body)
    crediter(scene.awa, 1)
    return Asked("POST", "/messages", {**MESSAGE, "groupes": [groupe]})


def envoi(scene: Scene, combien: int) -> str:
    """An envoi that was accepted; its id."""
    asked = message(scene, combien)
    made: str = scene.awa.post(asked.path, expect=202, **(asked.body or {}))["id"]
    return made


def apercu(scene: Scene) -> Asked:
    body = {"texte": "Il reste {reliquat}", "reglement": scene.vendre(scene.client())}
    return Asked("POST", "/messages/apercu", body)


MESSAGES = [
    Cas("POST /messages/apercu",
        lambda s: Asked("POST", "/messages/apercu", {"texte": "Riz", "marketing": True}), 1),
    Cas("POST /messages/apercu", apercu, 3, "filled in"),
    Cas("POST /messages", partial(message, combien=1), 13, "to 1"),
    Cas("POST /messages", partial(message, combien=30), 15, "to 30"),
    Cas("POST /messages", au_groupe, 15, "to a groupe of 1"),
    Cas("GET /messages/{id}", lambda s: Asked("GET", f"/messages/{envoi(s, 2)}"), 2, "to 2"),
    Cas("GET /messages", get("/messages", **DEUX), 2),
    Cas("GET /quota", get("/quota", **DEUX), 2),
    Cas("sender", lambda s: Asked(SENDER, f"envoi#{envoi(s, 1)}"), 12, "of an envoi to 1"),
    Cas("sender", lambda s: Asked(SENDER, f"envoi#{envoi(s, 20)}"), 107, "of an envoi to 20"),
]  # fmt: skip
"""What is sent to many."""

ECRITURES = [
    Cas("POST /reglements", post("/reglements", produit="Riz", montant=MONTANT), 4),
    Cas("POST /reglements", nouveau_client, 4, "of a new client"),
    Cas("POST /reglements", avec_acompte, 4, "with an acompte"),
    Cas("POST /reglements", avec_avoir, 5, "of a client with an avoir"),
    Cas("POST /versements", partial(couvrir, combien=1), 5, "over 1 règlement", OUVERTS),
    Cas("POST /versements", partial(couvrir, combien=10), 5, "over 10", OUVERTS),
    Cas("POST /versements", partial(couvrir, combien=10, nommes=True), 5, "over 10 named"),
    Cas("PATCH /reglements/{id}",
        partial(reglement, method="PATCH", path="/reglements/{id}", note="Livré"), 10, "note"),
    Cas("PATCH /reglements/{id}",
        partial(reglement, method="PATCH", path="/reglements/{id}", montant=4_000), 10, "montant"),
    Cas("PATCH /reglements/{id}", partial(deplacer, what="reglements"), 60, "to another client"),
    Cas("POST /reglements/{id}/solde", partial(solde, method="POST"), 8),
    Cas("DELETE /reglements/{id}/solde", partial(solde, method="DELETE"), 8),
    Cas("POST /reglements/{id}/annulation",
        partial(reglement, method="POST", path="/reglements/{id}/annulation", motif="Erreur"), 10),
    Cas("POST /soldes", partial(ensemble, path="/soldes", combien=2), 10, "of 2"),
    Cas("PATCH /versements/{id}",
        partial(paye, method="PATCH", path="/versements/{id}", montant=4_000), 12, "montant"),
    Cas("PATCH /versements/{id}", partial(deplacer, what="versements"), 60, "to another client"),
    Cas("POST /versements/{id}/annulation",
        partial(paye, method="POST", path="/versements/{id}/annulation", motif="Erreur"), 12),
    Cas("POST /versements/archivage",
        partial(ensemble, path="/versements/archivage", combien=2), 12, "of 2"),
    Cas("POST /clients",
        lambda s: Asked("POST", "/clients", {"nom": "Cliente Seule", "telephone": "705559999"}), 3),
    Cas("PATCH /clients/{id}", changer("note", "Rue 10"), 4, "note"),
    Cas("PATCH /clients/{id}",
        lambda s: Asked("PATCH", f"/clients/{s.client()}", {"telephone2": "70 555 88 88"}), 4,
        "second number"),
    Cas("POST /clients/{id}/remboursements", rembourser, 6),
    Cas("POST /clients/{id}/releve/lien",
        lambda s: Asked("POST", f"/clients/{s.seme.id}/releve/lien", JUIN), 4),
    Cas("GET /public/releves/{jeton}", lien, 8),
    Cas("DELETE /clients/{id}/releve/lien", of_client("/clients/{id}/releve/lien", "DELETE"), 4),
    Cas("POST /imports", partial(cahier, apercu="true"), 6, "a preview of 2 lines"),
    Cas("scheduled job", importer, 40, "an import of 2 lines"),
    Cas("GET /imports/{id}", lambda s: Asked("GET", f"/imports/{s.kept['import']}"), 2),
    Cas("POST /imports", cahier, 3, "2 lines, taken in"),
    Cas("scheduled job", export, 80, "an export", "with all that there is"),
    Cas("GET /exports/{id}", partial(export_fini, fetch=False), 3),
    Cas("GET /public/exports/{jeton}", partial(export_fini, fetch=True), 4),
    Cas("POST /clients/{id}/fusion", partial(fusion, of_all=False), 40, "of 1 règlement"),
    Cas("POST /clients/{id}/fusion", partial(fusion, of_all=True), 40, "of Vieux Faye", ETAPES),
    Cas("DELETE /clients/{id}", supprimer, 3, "accepted"),
    Cas("scheduled job", lambda s: JOB, 80, "which deletes that client", ETAPES),
]  # fmt: skip


def inscription(scene: Scene) -> Asked:
    scene.kept["email"] = f"neuf-{scene.awa.id}@exemple.sn".lower()
    body = {
        "boutique": "Chez Neuf", "nom": "Neuf", "email": scene.kept["email"],
        "telephone": "77 555 00 00", "mot_de_passe": MOT_DE_PASSE,
    }  # fmt: skip
    return Asked("POST", "/inscription", body, who=Personne())


def par_lien(scene: Scene, path: str) -> Asked:
    """What the newest e-mail's link opens."""
    jeton = scene.courriels.jeton(scene.kept["email"])
    body = {"jeton": jeton, "mot_de_passe": MOT_DE_PASSE}
    return Asked("POST", path, body, who=Personne())


def identite(scene: Scene) -> Asked:
    body = {"email": scene.kept["email"], "mot_de_passe": MOT_DE_PASSE}
    return Asked("POST", "/session", body, who=Personne())


def sortie(scene: Scene) -> Asked:
    who = Personne()
    who.post("/session", expect=200, email=scene.kept["email"], mot_de_passe=MOT_DE_PASSE)
    return Asked("DELETE", "/session", who=who)


def oubli(scene: Scene) -> Asked:
    return Asked("POST", "/mot-de-passe/oubli", {"email": scene.kept["email"]}, who=Personne())


def invitation(scene: Scene) -> Asked:
    """Somebody new in the équipe."""
    email = f"invite-{scene.neuf()}-{scene.awa.id}@exemple.sn".lower()
    return Asked("POST", "/equipe", {"nom": "Invité", "email": email, "role": "vendeur"})


def membre(scene: Scene, method: str, **body: Any) -> Asked:
    asked = invitation(scene)
    made = scene.awa.post(asked.path, **(asked.body or {}))
    return Asked(method, f"/equipe/{made['id']}", body or None)


def cle_retiree(scene: Scene) -> Asked:
    made = scene.awa.post("/cles", nom="Caisse", role="vendeur")
    return Asked("DELETE", f"/cles/{made['id']}")


ACCES = [
    Cas("GET /sante", lambda s: Asked("GET", "/sante", who=Personne()), 0),
    Cas("GET /openapi.json", lambda s: Asked("GET", "/openapi.json", who=Personne()), 0),
    Cas("POST /inscription", inscription, 5),
    Cas("POST /inscription/confirmation", partial(par_lien, path="/inscription/confirmation"), 4),
    Cas("POST /session", identite, 7),
    Cas("DELETE /session", sortie, 1),
    Cas("POST /mot-de-passe/oubli", oubli, 6),
    Cas("POST /mot-de-passe", partial(par_lien, path="/mot-de-passe"), 3),
    Cas("PATCH /boutique", lambda s: Asked("PATCH", "/boutique", {"delai_jours": 31}), 3),
    Cas("GET /equipe", get("/equipe"), 2),
    Cas("POST /equipe", invitation, 8),
    Cas("PATCH /equipe/{id}", partial(membre, method="PATCH", nom="Invitée"), 6),
    Cas("DELETE /equipe/{id}", partial(membre, method="DELETE"), 8),
    Cas("GET /cles", get("/cles"), 2),
    Cas("POST /cles", lambda s: Asked("POST", "/cles", {"nom": "Site", "role": "vendeur"}), 5),
    Cas("DELETE /cles/{id}", cle_retiree, 5),
    Cas("GET /journal", get("/journal", **DEUX), 2),
    Cas("POST /exports", lambda s: Asked("POST", "/exports", {"format": "csv"}), 3),
]
"""What opens the door, and the shop's settings."""
