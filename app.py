"""The map of the whole surface: what is called, by whom, and which use case answers."""

from __future__ import annotations

from typing import Any

from chalice.app import CloudWatchEvent, Cron, SQSEvent

from chalicelib import (
    apercus,
    boutiques,
    cles,
    clients,
    contacts,
    contacts_import,
    diffusion,
    envois,
    equipe,
    expedition,
    exports,
    fiche,
    files,
    fusions,
    imports,
    inscriptions,
    invitations,
    journal,
    liens,
    liens_releve,
    livraisons,
    quotas,
    rappels,
    recherche,
    refus,
    registre,
    reglements,
    releve,
    releve_pdf,
    remboursements,
    reprise,
    sessions,
    suppressions,
    tableau,
    tournee,
    versements,
)
from chalicelib.apercus import ApercuInput, ApercuVue
from chalicelib.boutiques import BoutiquePatch, BoutiqueView
from chalicelib.cles import CleInput, CleNouvelle, CleVue
from chalicelib.clients import ClientInput, ClientPatch
from chalicelib.contacts import (
    ContactInput,
    ContactPatch,
    ContactsQuery,
    ContactVue,
    GroupesQuery,
    GroupeVue,
)
from chalicelib.contacts_import import ImportContactsVue
from chalicelib.context import Context
from chalicelib.ensemble import Resultats
from chalicelib.envois import EnvoiVue, MessageInput
from chalicelib.equipe import MembrePatch, MembreVue
from chalicelib.exports import ExportId, ExportInput, ExportVue
from chalicelib.fiche import ReglementDetail
from chalicelib.fusions import FusionInput
from chalicelib.imports import ImportId, ImportQuery, ImportVue
from chalicelib.inscriptions import ConfirmationInput, InscriptionInput
from chalicelib.invitations import MembreInput
from chalicelib.journal import JournalQuery, LigneVue
from chalicelib.liens import MotDePasseInput, OubliInput
from chalicelib.liens_releve import LienInput, LienVue, RelevePublic
from chalicelib.quotas import QuotaVue
from chalicelib.rappels import RappelInput, RappelPatch, RappelsQuery
from chalicelib.recherche import ClientsQuery
from chalicelib.refus import RefusVue
from chalicelib.registre import (
    ReglementsDuClient,
    ReglementsQuery,
    VersementsDuClient,
    VersementsQuery,
)
from chalicelib.reglements import (
    AnnulationInput,
    ReglementInput,
    ReglementPatch,
    SoldeInput,
    SoldesInput,
)
from chalicelib.releve import ReleveQuery, ReleveVue
from chalicelib.remboursements import RemboursementInput
from chalicelib.sessions import SessionInput, SessionView
from chalicelib.suppressions import SuppressionInput
from chalicelib.tableau import CaisseQuery, CaisseVue, TableauVue
from chalicelib.versements import ArchivageInput, VersementInput, VersementPatch
from chalicelib.vues import ClientVue, ReglementVue, RemboursementVue, VersementVue
from chalicelib.vues_rappel import RappelVue
from chalicelib.web import openapi
from chalicelib.web.answer import Answer, Visitor
from chalicelib.web.application import PDF, XLSX, ZIP, app, time_left
from chalicelib.web.champs import ListeQuery, Page
from chalicelib.web.route import CARNETS, GERANT, IMPORTS, VENDEUR, route
from chalicelib.web.signed import signed_in, signed_out

__all__ = ["app"]


@route("GET", "/sante", public=True)
def sante() -> dict[str, str]:
    """Which version serves."""
    return {"version": openapi.VERSION}


@route("GET", "/openapi.json", public=True)
def openapi_json() -> dict[str, object]:
    """This API in OpenAPI 3.1."""
    return openapi.description()


@route("POST", "/inscription", public=True, status=202)
def s_inscrire(visitor: Visitor, body: InscriptionInput) -> None:
    """Ask for a shop; a link comes by e-mail."""
    inscriptions.demander(visitor, body)


@route("POST", "/inscription/confirmation", public=True)
def confirmer_inscription(visitor: Visitor, body: ConfirmationInput) -> Answer[SessionView]:
    """Open the shop by the e-mail's link, and sign in."""
    return signed_in(inscriptions.confirmer(visitor, body))


@route("POST", "/session", public=True)
def se_connecter(visitor: Visitor, body: SessionInput) -> Answer[SessionView]:
    """Sign in."""
    return signed_in(sessions.connecter(visitor, body))


@route("GET", "/session", role=VENDEUR, cles=False)
def lire_session(ctx: Context) -> SessionView:
    """Who is signed in."""
    return sessions.view(ctx.boutique, ctx.utilisateur)


@route("DELETE", "/session", public=True, status=204)
def se_deconnecter(visitor: Visitor) -> Answer[None]:
    """Sign out."""
    sessions.fermer(visitor)
    return signed_out()


@route("POST", "/mot-de-passe/oubli", public=True, status=202)
def oublier_mot_de_passe(visitor: Visitor, body: OubliInput) -> None:
    """Ask for the link that sets another password."""
    liens.oublier(visitor, body)


@route("POST", "/mot-de-passe", public=True, status=204)
def changer_mot_de_passe(visitor: Visitor, body: MotDePasseInput) -> None:
    """Set the password by a link; every other session ends."""
    liens.changer(visitor, body)


@route("GET", "/boutique", role=VENDEUR)
def lire_boutique(ctx: Context) -> BoutiqueView:
    """The shop and its settings."""
    return boutiques.lire(ctx)


@route("PATCH", "/boutique", role=GERANT, cles=False)
def modifier_boutique(ctx: Context, body: BoutiquePatch) -> BoutiqueView:
    """Change the shop's settings."""
    return boutiques.modifier(ctx, body)


@route("GET", "/equipe", role=GERANT, cles=False)
def lister_equipe(ctx: Context, query: ListeQuery) -> Page[MembreVue]:
    """Who is in the shop's staff, or invited."""
    return equipe.lister(ctx, query)


@route("POST", "/equipe", role=GERANT, cles=False, status=201)
def inviter(ctx: Context, body: MembreInput) -> MembreVue:
    """Invite somebody into the staff, or send the link again."""
    return invitations.inviter(ctx, body)


@route("PATCH", "/equipe/{id}", role=GERANT, cles=False, found=equipe.find)
def modifier_membre(ctx: Context, id: str, body: MembrePatch) -> MembreVue:
    """Change a person's name, number or role."""
    return equipe.modifier(ctx, id, body)


@route("DELETE", "/equipe/{id}", role=GERANT, cles=False, status=204, found=equipe.find)
def retirer_membre(ctx: Context, id: str) -> None:
    """Take somebody out of the staff; they are signed out at once."""
    equipe.retirer(ctx, id)


@route("GET", "/cles", role=GERANT, cles=False)
def lister_cles(ctx: Context, query: ListeQuery) -> Page[CleVue]:
    """The clés of integrators."""
    return cles.lister(ctx, query)


@route("POST", "/cles", role=GERANT, cles=False, status=201)
def creer_cle(ctx: Context, body: CleInput) -> CleNouvelle:
    """Make a clé; it is shown this once."""
    return cles.creer(ctx, body)


@route("DELETE", "/cles/{id}", role=GERANT, cles=False, status=204, found=cles.find)
def retirer_cle(ctx: Context, id: str) -> None:
    """Revoke a clé at once."""
    cles.retirer(ctx, id)


@route("GET", "/journal", role=GERANT)
def lire_journal(ctx: Context, query: JournalQuery) -> Page[LigneVue]:
    """Who did what, newest first."""
    return journal.lister(ctx, query)


@route("POST", "/reglements", role=VENDEUR, status=201)
def ajouter_reglement(ctx: Context, body: ReglementInput) -> ReglementVue:
    """Record a credit sale."""
    return reglements.ajouter(ctx, body)


@route("GET", "/reglements", role=VENDEUR)
def lister_reglements(ctx: Context, query: ReglementsQuery) -> Page[ReglementVue]:
    """The credit sales, newest first."""
    return registre.reglements(ctx, query)


@route("GET", "/reglements/{id}", role=VENDEUR)
def lire_reglement(ctx: Context, id: str) -> ReglementDetail:
    """A credit sale, with what paid it."""
    return fiche.lire(ctx, id)


@route("PATCH", "/reglements/{id}", role=VENDEUR, found=reglements.exists)
def modifier_reglement(ctx: Context, id: str, body: ReglementPatch) -> ReglementVue:
    """Change a credit sale."""
    return reglements.modifier(ctx, id, body)


@route("POST", "/reglements/{id}/annulation", role=GERANT, found=reglements.exists)
def annuler_reglement(ctx: Context, id: str, body: AnnulationInput) -> ReglementVue:
    """Void a credit sale."""
    return reglements.annuler(ctx, id, body)


@route("POST", "/reglements/{id}/solde", role=GERANT, found=reglements.exists)
def solder_reglement(ctx: Context, id: str, body: SoldeInput) -> ReglementVue:
    """Let go of what remains due."""
    return reglements.solder(ctx, id, body)


@route("DELETE", "/reglements/{id}/solde", role=GERANT, found=reglements.exists)
def rouvrir_reglement(ctx: Context, id: str) -> ReglementVue:
    """Make what was let go due again."""
    return reglements.rouvrir(ctx, id)


@route("POST", "/reglements/{id}/rappels", role=VENDEUR, status=201, found=reglements.exists)
def planifier_rappel(ctx: Context, id: str, body: RappelInput) -> RappelVue:
    """Plan a reminder on a règlement."""
    return rappels.planifier(ctx, id, body)


@route("GET", "/rappels", role=VENDEUR)
def lister_rappels(ctx: Context, query: RappelsQuery) -> Page[RappelVue]:
    """The shop's reminders, the latest day first."""
    return rappels.lister(ctx, query)


@route("GET", "/rappels/{id}", role=VENDEUR)
def lire_rappel(ctx: Context, id: str) -> RappelVue:
    """A reminder, and what became of it."""
    return rappels.lire(ctx, id)


@route("PATCH", "/rappels/{id}", role=VENDEUR, found=rappels.find)
def modifier_rappel(ctx: Context, id: str, body: RappelPatch) -> RappelVue:
    """Change a reminder that is still planned."""
    return rappels.modifier(ctx, id, body)


@route("DELETE", "/rappels/{id}", role=VENDEUR, status=204, found=rappels.find)
def supprimer_rappel(ctx: Context, id: str) -> None:
    """Take a reminder away that is still planned."""
    rappels.supprimer(ctx, id)


@route("POST", "/rappels/{id}/renvoi", role=VENDEUR, found=rappels.find)
def renvoyer_rappel(ctx: Context, id: str) -> RappelVue:
    """Send a reminder again that may not have arrived."""
    return rappels.renvoyer(ctx, id)


@route("POST", "/soldes", role=GERANT)
def solder_ensemble(ctx: Context, body: SoldesInput) -> Resultats:
    """Let go of many règlements, or open them again."""
    return reglements.solder_ensemble(ctx, body)


@route("POST", "/versements", role=VENDEUR, status=201)
def ajouter_versement(ctx: Context, body: VersementInput) -> VersementVue:
    """Record a payment."""
    return versements.ajouter(ctx, body)


@route("GET", "/versements", role=VENDEUR)
def lister_versements(ctx: Context, query: VersementsQuery) -> Page[VersementVue]:
    """The payments, newest first."""
    return registre.versements(ctx, query)


@route("GET", "/versements/{id}", role=VENDEUR)
def lire_versement(ctx: Context, id: str) -> VersementVue:
    """A payment, with all that it paid."""
    return versements.lire(ctx, id)


@route("PATCH", "/versements/{id}", role=VENDEUR, found=versements.exists)
def modifier_versement(ctx: Context, id: str, body: VersementPatch) -> VersementVue:
    """Change a payment."""
    return versements.modifier(ctx, id, body)


@route("POST", "/versements/archivage", role=GERANT)
def archiver_versements(ctx: Context, body: ArchivageInput) -> Resultats:
    """Put payments away, or take them back."""
    return versements.archiver(ctx, body)


@route("POST", "/versements/{id}/annulation", role=GERANT, found=versements.exists)
def annuler_versement(ctx: Context, id: str, body: AnnulationInput) -> VersementVue:
    """Void a payment."""
    return versements.annuler(ctx, id, body)


@route("GET", "/clients", role=VENDEUR)
def lister_clients(ctx: Context, query: ClientsQuery) -> Page[ClientVue]:
    """The clients, by nom or by what they owe."""
    return recherche.chercher(ctx, query)


@route("POST", "/clients", role=VENDEUR, status=201)
def ajouter_client(ctx: Context, body: ClientInput) -> ClientVue:
    """Add a client."""
    return clients.ajouter(ctx, body)


@route("GET", "/clients/{id}", role=VENDEUR)
def lire_client(ctx: Context, id: str) -> ClientVue:
    """A client with its totals."""
    return clients.lire(ctx, id)


@route("PATCH", "/clients/{id}", role=VENDEUR, found=clients.find)
def modifier_client(ctx: Context, id: str, body: ClientPatch) -> ClientVue:
    """Change a client."""
    return clients.modifier(ctx, id, body)


@route("DELETE", "/clients/{id}", role=GERANT, cles=False, status=202, found=clients.find)
def supprimer_client(ctx: Context, id: str, body: SuppressionInput) -> None:
    """Take a client's account away, for good."""
    suppressions.supprimer(ctx, id, body)


@route("POST", "/clients/{id}/fusion", role=GERANT, found=clients.find)
def fusionner_clients(ctx: Context, id: str, body: FusionInput) -> ClientVue:
    """Make one client of two."""
    return fusions.fusionner(ctx, id, body)


@route("POST", "/clients/{id}/remboursements", role=GERANT, status=201, found=clients.find)
def rembourser(ctx: Context, id: str, body: RemboursementInput) -> RemboursementVue:
    """Give an avoir back."""
    return remboursements.ajouter(ctx, id, body)


@route("GET", "/clients/{id}/reglements", role=VENDEUR, found=clients.find)
def lister_reglements_du_client(
    ctx: Context, id: str, query: ReglementsDuClient
) -> Page[ReglementVue]:
    """A client's credit sales over a period."""
    return registre.reglements_du_client(ctx, id, query)


@route("GET", "/clients/{id}/versements", role=VENDEUR, found=clients.find)
def lister_versements_du_client(
    ctx: Context, id: str, query: VersementsDuClient
) -> Page[VersementVue]:
    """A client's payments over a period."""
    return registre.versements_du_client(ctx, id, query)


@route("GET", "/clients/{id}/releve", role=VENDEUR, found=clients.find, files=(PDF,))
def lire_releve(ctx: Context, id: str, query: ReleveQuery) -> ReleveVue | Answer[bytes]:
    """A client's statement over a period, in pages or on paper."""
    if query.format == "pdf":
        return releve_pdf.lire(ctx, id, query)
    return releve.lire(ctx, id, query)


@route(
    "POST",
    "/clients/{id}/releve/lien",
    role=VENDEUR,
    status=201,
    found=clients.find,
    recall=liens_releve.retrouver,
)
def creer_lien_releve(ctx: Context, id: str, body: LienInput) -> LienVue:
    """Make a private link to a client's statement, for 30 days."""
    return liens_releve.creer(ctx, id, body)


@route("DELETE", "/clients/{id}/releve/lien", role=VENDEUR, status=204, found=clients.find)
def retirer_liens_releve(ctx: Context, id: str) -> None:
    """End every link to a client's statement."""
    liens_releve.revoquer(ctx, id)


@route("GET", "/public/releves/{jeton}", public=True, found=liens_releve.ouvrir)
def lire_releve_public(visitor: Visitor, jeton: str, query: ListeQuery) -> Answer[RelevePublic]:
    """The statement that a private link shows."""
    return liens_releve.lire(visitor, jeton, query)


@route("GET", "/contacts", role=VENDEUR)
def lister_contacts(ctx: Context, query: ContactsQuery) -> Page[ContactVue]:
    """The répertoire, by nom."""
    return contacts.lister(ctx, query)


@route("POST", "/contacts", role=VENDEUR, status=201)
def ajouter_contact(ctx: Context, body: ContactInput) -> ContactVue:
    """Add a contact."""
    return contacts.ajouter(ctx, body)


@route("POST", "/contacts/import", role=GERANT, content_types=CARNETS)
def importer_contacts(ctx: Context, body: bytes) -> ImportContactsVue:
    """Bring an address book into the répertoire."""
    return contacts_import.importer(ctx, body)


@route("GET", "/contacts/{id}", role=VENDEUR)
def lire_contact(ctx: Context, id: str) -> ContactVue:
    """A contact."""
    return contacts.lire(ctx, id)


@route("PATCH", "/contacts/{id}", role=VENDEUR, found=contacts.find)
def modifier_contact(ctx: Context, id: str, body: ContactPatch) -> ContactVue:
    """Change a contact."""
    return contacts.modifier(ctx, id, body)


@route("DELETE", "/contacts/{id}", role=GERANT, cles=False, status=204, found=contacts.find)
def supprimer_contact(ctx: Context, id: str) -> None:
    """Take a contact out of the répertoire."""
    contacts.supprimer(ctx, id)


@route("GET", "/groupes", role=VENDEUR)
def lister_groupes(ctx: Context, query: GroupesQuery) -> Page[GroupeVue]:
    """The groupes of the répertoire."""
    return contacts.groupes(ctx, query)


@route("POST", "/messages", role=GERANT, status=202, recall=envois.retrouver)
def envoyer_message(ctx: Context, body: MessageInput) -> EnvoiVue:
    """Send one message to many; it leaves by itself."""
    return envois.envoyer(ctx, body)


@route("GET", "/messages", role=VENDEUR)
def lister_envois(ctx: Context, query: ListeQuery) -> Page[EnvoiVue]:
    """The envois, newest first."""
    return envois.lister(ctx, query)


@route("GET", "/messages/{id}", role=VENDEUR)
def lire_envoi(ctx: Context, id: str) -> EnvoiVue:
    """An envoi, with what became of each recipient."""
    return envois.lire(ctx, id)


@route("POST", "/messages/apercu", role=VENDEUR)
def apercevoir_message(ctx: Context, body: ApercuInput) -> ApercuVue:
    """What a message costs, and the same for less."""
    return apercus.apercevoir(ctx, body)


@route("GET", "/quota", role=VENDEUR)
def lire_quota(ctx: Context, query: ListeQuery) -> QuotaVue:
    """The SMS parts left, and each time that some came or went."""
    return quotas.lire(ctx, query)


@route("GET", "/public/refus/{jeton}", public=True, found=refus.ouvrir)
def lire_refus(visitor: Visitor, jeton: str) -> Answer[RefusVue]:
    """Whose messages a link refuses, and whether it did."""
    return refus.lire(visitor, jeton)


@route("POST", "/public/refus/{jeton}", public=True, found=refus.ouvrir)
def refuser_messages(visitor: Visitor, jeton: str) -> Answer[RefusVue]:
    """Refuse a boutique's messages."""
    return refus.enregistrer(visitor, jeton)


@route("POST", "/imports", role=GERANT, status=202, also=(200,), content_types=IMPORTS)
def importer(ctx: Context, body: bytes, query: ImportQuery) -> ImportId | Answer[ImportVue]:
    """Bring the paper notebook in, or preview what that would bring."""
    if query.apercu == "true":
        return Answer(imports.apercevoir(ctx, body), status=200)
    return imports.commencer(ctx, body)


@route("GET", "/imports/{id}", role=GERANT)
def lire_import(ctx: Context, id: str) -> ImportVue:
    """How far an import is, and which lines stay out."""
    return imports.lire(ctx, id)


@route("POST", "/exports", role=GERANT, status=202)
def exporter(ctx: Context, body: ExportInput) -> ExportId:
    """Ask for a file with all of the shop's data."""
    return exports.commencer(ctx, body)


@route("GET", "/exports/{id}", role=GERANT)
def lire_export(ctx: Context, id: str) -> ExportVue:
    """How far an export is, and where to fetch it."""
    return exports.lire(ctx, id)


@route(
    "GET",
    "/public/exports/{jeton}",
    public=True,
    also=(303,),
    found=exports.ouvrir,
    files=(ZIP, XLSX),
)
def telecharger_export(visitor: Visitor, jeton: str) -> Answer[bytes | None]:
    """The file of an export."""
    return exports.telecharger(visitor, jeton)


@route("GET", "/tableau-de-bord", role=VENDEUR)
def lire_tableau(ctx: Context) -> TableauVue:
    """What the shop is owed, what came in, who is late."""
    return tableau.lire(ctx)


@route("GET", "/caisse", role=VENDEUR)
def lire_caisse(ctx: Context, query: CaisseQuery) -> CaisseVue:
    """A day's money, by how it was paid and by who took it."""
    return tableau.caisse(ctx, query)


@app.schedule(Cron("0/15", "*", "*", "*", "?", "*"))
def reprendre(event: CloudWatchEvent) -> None:
    """Each quarter of an hour: carry on what goes on by itself."""
    reprise.passer(time_left(event))


@app.schedule(Cron("0/15", "*", "*", "*", "?", "*"), name="rappels")
def distribuer_rappels(event: CloudWatchEvent) -> None:
    """Each quarter of an hour: tell the senders what is due."""
    tournee.distribuer(time_left(event))


@app.on_sqs_message(queue="rappels", batch_size=10, maximum_concurrency=6)
def envoyer_rappels(event: SQSEvent) -> dict[str, Any]:
    """Send rappels and accusés; what fails comes back."""
    return files.traiter(event.to_dict(), expedition.envoyer)


@app.on_sqs_message(queue="messages", batch_size=10, maximum_concurrency=3)
def envoyer_messages(event: SQSEvent) -> dict[str, Any]:
    """Send a slice of each envoi; what fails comes back."""
    return files.traiter(event.to_dict(), diffusion.envoyer)


@app.lambda_function(name="livraisons")
def noter_livraisons(event: dict[str, Any], context: object) -> None:
    """What became of messages: SNS's delivery log, by CloudWatch Logs."""
    livraisons.recevoir(event)
