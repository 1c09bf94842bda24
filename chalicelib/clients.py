"""The clients of a boutique: found by number, made with the first sale, changed, searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pynamodb.exceptions import PynamoDBException

from chalicelib import essais, etapes, journal, vues
from chalicelib.aws import idempotence, lecture, rows
from chalicelib.aws.panne import passing
from chalicelib.aws.tables import ClientRow, JournalRow, RechercheRow
from chalicelib.aws.transaction import ConditionsRefusees, Perdue, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import nom as noms
from chalicelib.domaine.boutique import Role
from chalicelib.domaine.problems import (
    ChampsInvalides,
    Erreur,
    Introuvable,
    NumeroPris,
    ReserveAuGerant,
    VersionPerimee,
)
from chalicelib.vues import Avertissement, ClientVue
from chalicelib.web.champs import Corps, Id, Montant, Nom, Note, Telephone

GERANT_ONLY = ("plafond", "accuse")
FIGURES = ("plafond", "accuse", "consentement_sms")
INDEX_ITEMS = 44
"""A new client's number and its search entries at the most: 20 of its nom, 13 of its number."""


class ClientInput(Corps):
    """A new client; `plafond` only by a gérant."""

    nom: Nom
    telephone: Telephone | None = None
    note: Note = ""
    plafond: Montant | None = None


class ClientPatch(Corps):
    """What may be changed of a client."""

    nom: Nom | None = None
    telephone: Telephone | None = None
    telephone2: Telephone | None = None
    note: Note | None = None
    plafond: Montant | None = None
    accuse: bool | None = None
    consentement_sms: bool | None = None
    version: int | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        if "nom" in donne and donne["nom"] is None:
            return [Erreur("nom", "Écrivez le nom du client.")]
        return []


def find(ctx: Context, id: str) -> ClientRow:
    """A client as it is now, whatever was under way finished. Raises Introuvable."""
    client = lecture.client(ctx.boutique_id, id)
    if client is not None and client.tache:
        etapes.terminer(ctx.boutique_id, id)
        client = lecture.client(ctx.boutique_id, id)
    if client is None:
        raise Introuvable("Ce client n'existe pas ou n'existe plus.")
    return client


def lire(ctx: Context, id: str) -> ClientVue:
    """GET /clients/{id}."""
    return vues.client(find(ctx, id))


def du_corps(
    ctx: Context, telephone: str | None, client: str | None, nouveau: Nouveau | None = None
) -> Callable[[], ClientRow]:
    """What finds the client that a body names by number or id, or makes it.

    An unknown one is a bad field (422); with `nouveau`, an unknown number is a new client.
    """

    def trouver() -> ClientRow:
        id = client or lecture.client_du_numero(ctx.boutique_id, telephone or "")
        found = lecture.client(ctx.boutique_id, id) if id else None
        if found is not None:
            return found
        if client:
            raise ChampsInvalides.of("client", "Ce client n'existe pas.")
        if nouveau is None:
            raise ChampsInvalides.of("telephone", "Ce numéro n'est pas dans vos comptes client.")
        return nouveau.row(ctx)

    return trouver


class ClientNomme(Corps):
    """Who a body is about: by number or by id, and the nom that a new number needs."""

    telephone: Telephone | None = None
    client: Id | None = None
    nom: Nom | None = None


def inconnu(ctx: Context, donne: Mapping[str, Any], *, cree: bool) -> list[Erreur]:
    """The bad field of a body whose client is not there; with `cree`, a new number needs a nom."""
    try:
        nomme = ClientNomme.model_validate(
            {champ: donne.get(champ) for champ in ClientNomme.model_fields},
            context={"pays": ctx.boutique.pays},
        )
        if (nomme.telephone is None) != (nomme.client is None):
            nouveau = Nouveau(nomme.nom, nomme.telephone) if cree else None
            du_corps(ctx, nomme.telephone, nomme.client, nouveau)()
    except ValidationError:
        return []
    except ChampsInvalides as refusal:
        return list(refusal.erreurs)
    return []


class Nouveau:
    """A client that is made by what is recorded for it, if its number is not known by then."""

    def __init__(self, nom: str | None, telephone: str | None) -> None:
        self.id = outside.new_id()
        self.nom = nom
        self.telephone = telephone

    def row(self, ctx: Context) -> ClientRow:
        """The client as it would be. Raises ChampsInvalides when it has no nom."""
        if not self.nom:
            raise ChampsInvalides.of("nom", "Ce numéro est nouveau : écrivez le nom du client.")
        return new_row(ctx, self.id, self.nom, self.telephone)

    def inscrire(self, transaction: Transaction, client: ClientRow) -> None:
        """Its number and its search entries, when it is this one that is written."""
        if client.cle == self.id:
            write_index(transaction, client)


def new_row(ctx: Context, id: str, nom: str, telephone: str | None) -> ClientRow:
    """A client of nothing yet."""
    row = ClientRow(
        ctx.boutique_id,
        id,
        nom=nom,
        telephone=telephone,
        cree_le=rows.instant(ctx.now),
        version=1,
        mois={},
    )
    rows.client_keys(row, noms.cle(nom))
    return row


def write_index(transaction: Transaction, client: ClientRow) -> None:
    """A new client's number, which must be free, and its search entries."""
    if client.telephone:
        number = ClientRow(client.boutique_id, f"tel#{client.telephone}", client=client.cle)
        transaction.put(number, ClientRow.cle.does_not_exist(), "telephone")
    for cle in sorted(entries(client)):
        transaction.put(RechercheRow(client.boutique_id, cle))


def entries(client: ClientRow) -> set[str]:
    """The keys under which a search finds a client (tables.md, Search)."""
    found = set(noms.fragments(client.nom))
    for number in numeros(client):
        found |= noms.fragments_numero(number)
    return {f"c#{fragment}#{noms.cle(client.nom)}#{client.cle}" for fragment in found}


def numeros(client: ClientRow) -> Sequence[str]:
    """The client's numbers, E.164."""
    return [n for n in (client.telephone, client.telephone2) if n]


def ajouter(ctx: Context, body: ClientInput) -> ClientVue:
    """Add a client. Raises NumeroPris, ReserveAuGerant (plafond)."""
    refuse_vendeur(ctx, body.model_fields_set)
    client = new_row(ctx, outside.new_id(), body.nom, body.telephone)
    client.note, client.plafond = body.note or None, body.plafond
    first_lock = outside.new_id()
    for _ in essais.tries():
        transaction = Transaction()
        client.maj = first_lock
        transaction.put(client, ClientRow.cle.does_not_exist(), "client")
        write_index(transaction, client)
        apres = {"plafond": client.plafond}
        line = journal.ligne(
            ctx, client.cle, "ajouter client", objet=client.cle, client=client.cle, apres=apres
        )
        transaction.put(line)
        shown = vues.client(client)
        try:
            send(transaction, ctx, shown, client)
        except ConditionsRefusees as refused:
            if "client" in refused.noms:
                return vues.client(find(ctx, client.cle))
            refuse_taken(ctx, client.telephone)
        except Perdue:
            continue
        else:
            return shown
    raise AssertionError("tries() ends by raising")


def modifier(ctx: Context, id: str, body: ClientPatch) -> ClientVue:
    """Change a client. Raises Introuvable, ReserveAuGerant, VersionPerimee, NumeroPris."""
    refuse_vendeur(ctx, body.model_fields_set)
    essai = outside.new_id()
    for _ in essais.tries():
        client = find(ctx, id)
        if body.version not in (None, client.version):
            raise VersionPerimee
        try:
            shown = change(ctx, client, body, essai)
        except ConditionsRefusees as refused:
            if "journal" in refused.noms:
                return vues.client(find(ctx, id))
            if "telephone" in refused.noms:
                refuse_taken(ctx, body.telephone, but=id)
                refuse_taken(ctx, body.telephone2, but=id)
        except Perdue:
            continue
        except PynamoDBException as error:
            if not passing(error):
                raise
        else:
            return shown
    raise AssertionError("tries() ends by raising")


def change(ctx: Context, client: ClientRow, body: ClientPatch, essai: str) -> ClientVue:
    """Write what a body changes of a client, under the client's lock. Raises Perdue."""
    given = body.model_fields_set - {"version"}
    old_numbers, old_entries = set(numeros(client)), entries(client)
    was = {name: getattr(client, name) for name in given}
    for name in given:
        setattr(client, name, value_of(ctx, client, name, getattr(body, name)))
    now = {name: getattr(client, name) for name in given}
    changed = sorted(name for name in given if now[name] != was[name])
    transaction = Transaction()
    if changed:
        client.version += 1
        rows.client_keys(client, noms.cle(client.nom))
        transaction.put(client, etapes.lock(client), "client")
        move_index(transaction, client, old_numbers, old_entries)
        line = journal.ligne(
            ctx,
            essai,
            "modifier client",
            objet=client.cle,
            client=client.cle,
            avant={name: figure(name, was[name]) for name in changed if name in FIGURES},
            apres={name: figure(name, now[name]) for name in changed},
        )
        transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
    shown = vues.client(client)
    send(transaction, ctx, shown, client)
    return shown


def figure(name: str, value: Any) -> Any:
    """A field as the journal has it: what is no figure is only said to have changed."""
    if name == "plafond":
        return value
    return bool(value) if name in FIGURES else True


def value_of(ctx: Context, client: ClientRow, name: str, value: Any) -> Any:
    """A field as it is kept: consent with its date and source, an empty note as none."""
    if name == "consentement_sms" and value is not None:
        if bool(client.consentement_sms) == value:
            return client.consentement_sms
        return {"le": rows.instant(ctx.now), "source": "boutique"} if value else None
    return value or None if name == "note" else value


def move_index(
    transaction: Transaction, client: ClientRow, old_numbers: set[str], old_entries: set[str]
) -> None:
    """Numbers and search entries of a client whose nom or numbers have changed."""
    now = set(numeros(client))
    for number in sorted(old_numbers - now):
        transaction.delete(ClientRow(client.boutique_id, f"tel#{number}"))
    for number in sorted(now - old_numbers):
        row = ClientRow(client.boutique_id, f"tel#{number}", client=client.cle)
        transaction.put(row, ClientRow.cle.does_not_exist(), "telephone")
    for cle in sorted(old_entries - entries(client)):
        transaction.delete(RechercheRow(client.boutique_id, cle))
    for cle in sorted(entries(client) - old_entries):
        transaction.put(RechercheRow(client.boutique_id, cle))


def send(transaction: Transaction, ctx: Context, shown: ClientVue, client: ClientRow) -> None:
    """Commit with the idempotency record. Raises Jumelle, ConditionsRefusees, Perdue."""
    souvenir = idempotence.put(ctx, shown, client.cle)
    if souvenir:
        transaction.put(*souvenir, "demande")
    try:
        if len(transaction):
            transaction.commit()
    except ConditionsRefusees as refused:
        if "demande" in refused.noms:
            raise idempotence.Jumelle from refused
        raise


def refuse_vendeur(ctx: Context, given: set[str]) -> None:
    """Raise ReserveAuGerant when a vendeur sets what only a gérant may (domaine.md, Roles)."""
    if ctx.utilisateur.role is not Role.GERANT and given.intersection(GERANT_ONLY):
        raise ReserveAuGerant


def refuse_taken(ctx: Context, telephone: str | None, but: str = "") -> None:
    """Raise NumeroPris when a number is another client's."""
    id = lecture.client_du_numero(ctx.boutique_id, telephone) if telephone else None
    owner = lecture.client(ctx.boutique_id, id) if id and id != but else None
    if owner is not None:
        raise NumeroPris(client=owner.cle, nom=owner.nom)


def avertir_plafond(devise: str) -> Callable[[ClientRow], list[Avertissement]]:
    """What warns that a client owes more than its plafond: never a refusal."""

    def avertir(client: ClientRow) -> list[Avertissement]:
        plafond: int | None = client.plafond
        if plafond is None or client.du <= plafond:
            return []
        from chalicelib.domaine.montant import afficher

        trop = afficher(client.du - plafond, devise)
        message = f"Le plafond de ce client est dépassé de {trop}."
        return [Avertissement(code="plafond", message=message)]

    return avertir
