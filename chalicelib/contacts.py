"""The répertoire: whom a boutique may write to, in groupes, with or without their consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from chalicelib import essais, journal, listes, recherche, refus, transferts
from chalicelib.aws import contact_rows
from chalicelib.aws.contact_rows import Changement, ContactRow
from chalicelib.aws.rows import instant
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import nom as noms
from chalicelib.domaine.problems import Erreur, Introuvable, NumeroPris, VersionPerimee
from chalicelib.web import cursor
from chalicelib.web.champs import (
    Corps,
    Groupe,
    Limite,
    ListeQuery,
    Nom,
    Page,
    Recherche,
    Telephone,
    Vue,
)

JOIN = 100
"""Contacts read in one call."""
FILTERED_SIZE = 250
"""Contacts read in one call where a filter may leave most of them out."""
SOURCE = "boutique"
"""Where a consent comes from that a person of the staff notes."""
OBLIGATOIRES = {
    "nom": "Écrivez le nom du contact.",
    "telephone": "Écrivez le numéro du contact.",
}


class ContactInput(Corps):
    """A new contact; `consentement_sms`: does it agree to marketing?"""

    nom: Nom
    telephone: Telephone
    groupe: Groupe | None = None
    consentement_sms: bool = False


class ContactPatch(Corps):
    """What may be changed of a contact; what is not named stays."""

    nom: Nom | None = None
    telephone: Telephone | None = None
    groupe: Groupe | None = None
    consentement_sms: bool | None = None
    version: Annotated[int, Field(ge=1)] | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return [
            Erreur(champ, message)
            for champ, message in OBLIGATOIRES.items()
            if champ in donne and donne[champ] is None
        ]


class ContactsQuery(ListeQuery):
    """`q`: name or number, as in GET /clients; `groupe`: accents and case read over."""

    q: Recherche | None = None
    groupe: Recherche | None = None


class GroupesQuery(ListeQuery):
    """A boutique has few groupes: one page shows them."""

    limite: Limite = 100


class ConsentementVue(Vue):
    """Since when a contact agrees to marketing, and who says so."""

    le: str
    source: str


class ContactVue(Vue):
    """A contact; `refus`: this number wants no marketing from the boutique, whatever we noted."""

    id: str
    nom: str
    telephone: str
    groupe: str | None
    consentement_sms: ConsentementVue | None
    refus: bool
    version: int


class GroupeVue(Vue):
    """A groupe as it was last written, and how many contacts it has."""

    nom: str
    contacts: int


def connus(boutique_id: str, telephones: Iterable[str]) -> dict[str, ContactRow]:
    """The contacts that have these numbers (E.164), by number. Two calls for each hundred."""
    return contact_rows.par_numero(boutique_id, telephones)


def du_groupe(
    boutique_id: str, groupe: str, after: str | None = None, size: int = FILTERED_SIZE
) -> Iterator[ContactRow]:
    """The contacts of a groupe by nom, after a place, read `size` at a time; unknown: none."""
    cle = contact_rows.groupe_cle(groupe)
    # `$` follows `#`: whatever letter a nom begins with, it stands before.
    found = ContactRow.groupe_index.query(
        boutique_id,
        ContactRow.par_groupe.between(after or f"{cle}#", f"{cle}$"),
        consistent_read=True,
        page_size=size,
    )
    return (row for row in found if row.par_groupe != after)


def lister(ctx: Context, query: ContactsQuery) -> Page[ContactVue]:
    """GET /contacts, by nom. Costs 2 calls, or with `q` at most 22 for 1 000 examined."""
    asked, after = listes.start(ctx, "contacts", query)
    size = FILTERED_SIZE if query.q else query.limite + 2
    by_groupe = False
    if query.q and noms.fragment(query.q):
        rows = par_fragment(ctx, query.q, after)
    elif query.groupe:
        by_groupe = True
        rows = du_groupe(ctx.boutique_id, query.groupe, after, size)
    else:
        rows = par_nom(ctx, after, size)
    coupe = listes.coupe(rows, query.limite, lambda row: meant(query, row))
    curseur = None
    if coupe.last:
        place = coupe.last.par_groupe if by_groupe else coupe.last.par_nom
        curseur = cursor.sign(ctx, asked, place)
    return Page(elements=vues(ctx, coupe.rows), curseur=curseur)


def par_nom(ctx: Context, after: str | None, size: int) -> Iterator[ContactRow]:
    """All contacts by nom, after a place, read `size` at a time."""
    condition = ContactRow.par_nom > after if after else None
    return iter(
        ContactRow.nom_index.query(ctx.boutique_id, condition, consistent_read=True, page_size=size)
    )


def par_fragment(ctx: Context, q: str, after: str | None) -> Iterator[ContactRow]:
    """The contacts that stand under the query's three characters, by nom, after a place."""
    ids = recherche.ids_sous(ctx, f"k#{noms.fragment(q)}", after)
    for chunk in listes.chunks(ids, JOIN):
        found = contact_rows.rows(ctx.boutique_id, chunk)
        yield from (found[id] for id in chunk if id in found)


def meant(query: ContactsQuery, row: ContactRow) -> bool:
    """Is it this contact that is asked for?"""
    if query.groupe:
        cle = contact_rows.groupe_cle
        if not row.groupe or cle(row.groupe) != cle(query.groupe):
            return False
    return noms.correspond(query.q or "", row.nom, [row.telephone])


def groupes(ctx: Context, query: GroupesQuery) -> Page[GroupeVue]:
    """GET /groupes, by nom. One call."""
    asked, after = listes.start(ctx, "groupes", query)
    found = ContactRow.query(
        ctx.boutique_id,
        ContactRow.cle.between(after or "groupe#", "groupe$"),
        consistent_read=True,
        page_size=query.limite + 2,
    )
    rest = (row for row in found if row.cle != after)
    coupe = listes.coupe(rest, query.limite, lambda row: bool(row.contacts))
    curseur = cursor.sign(ctx, asked, coupe.last.cle) if coupe.last else None
    shown = [GroupeVue(nom=row.nom, contacts=row.contacts) for row in coupe.rows]
    return Page(elements=shown, curseur=curseur)


def find(ctx: Context, id: str) -> ContactRow:
    """A contact's row. One call. Raises Introuvable."""
    row = contact_rows.rows(ctx.boutique_id, [id]).get(id)
    if row is None:
        raise Introuvable("Ce contact n'existe pas ou n'existe plus.")
    return row


def lire(ctx: Context, id: str) -> ContactVue:
    """GET /contacts/{id}. Two calls. Raises Introuvable."""
    return vue(ctx, find(ctx, id))


def vue(ctx: Context, row: ContactRow) -> ContactVue:
    """A contact as it is shown. One call."""
    return vues(ctx, [row])[0]


def vues(ctx: Context, rows: list[ContactRow]) -> list[ContactVue]:
    """Contacts as they are shown; who refused is asked by one call a hundred."""
    refused = refus.refuses(ctx.boutique_id, [row.telephone for row in rows])
    return [
        ContactVue(
            id=row.cle,
            nom=row.nom,
            telephone=row.telephone,
            groupe=row.groupe,
            consentement_sms=row.consentement_sms,
            refus=row.telephone in refused,
            version=row.version,
        )
        for row in rows
    ]


def ajouter(ctx: Context, body: ContactInput) -> ContactVue:
    """Add a contact. Raises NumeroPris. Costs 2 reads, one transaction."""
    id, operation = outside.new_id(), outside.new_id()
    consent = consentement(ctx, None, body.consentement_sms)

    def tentative() -> ContactVue:
        refuse_taken(ctx, body.telephone, but=id)
        row = ContactRow(
            ctx.boutique_id,
            id,
            nom=body.nom,
            telephone=body.telephone,
            groupe=body.groupe or None,
            consentement_sms=consent,
            version=1,
        )
        apres = {"consentement_sms": bool(consent)}
        line = journal.ligne(ctx, operation, "ajouter contact", objet=id, apres=apres)
        shown = vue(ctx, row)
        essais.conclure(ecriture(Changement(None, row)), ctx, shown, line, id)
        return shown

    return essais.ecrire(tentative, lambda: lire(ctx, id), "contact", "telephone")


def modifier(ctx: Context, id: str, body: ContactPatch) -> ContactVue:
    """Change a contact. Raises Introuvable, VersionPerimee, NumeroPris.

    Costs 2 reads, with another number 3, and one transaction.
    """
    operation = outside.new_id()

    def tentative() -> ContactVue:
        avant = find(ctx, id)
        if body.version not in (None, avant.version):
            if journal.ecrite(ctx, operation):
                return vue(ctx, avant)
            raise VersionPerimee
        changes = changements(ctx, avant, body)
        if "telephone" in changes:
            refuse_taken(ctx, changes["telephone"], but=id)
        apres = contact_rows.changed(avant, **changes) if changes else avant
        shown = vue(ctx, apres)
        if not changes:
            essais.conclure(Transaction(), ctx, shown, None, id)
            return shown
        line = journal.ligne(
            ctx,
            operation,
            "modifier contact",
            objet=id,
            avant=figures(changes, avant),
            apres=dict.fromkeys(changes, True) | figures(changes, apres),
        )
        essais.conclure(ecriture(Changement(avant, apres)), ctx, shown, line, id)
        return shown

    return essais.ecrire(tentative, lambda: lire(ctx, id), "contact", "telephone")


def supprimer(ctx: Context, id: str) -> None:
    """Take a contact out of the répertoire, and out of what is remembered of it.

    A refusal of its number stays. Raises Introuvable.
    """
    operation = outside.new_id()

    def tentative() -> None:
        row = contact_rows.rows(ctx.boutique_id, [id]).get(id)
        if row is None and journal.ecrite(ctx, operation):
            return
        row = row or find(ctx, id)
        oublier(ctx, id)
        line = journal.ligne(ctx, operation, "supprimer contact", objet=id)
        essais.conclure(ecriture(Changement(row, None)), ctx, None, line)

    essais.ecrire(tentative, lambda: None, "contact")


def oublier(ctx: Context, id: str) -> None:
    """Empty name and number in the answers that are kept; a replay still makes nobody."""
    last = False
    while not last:
        made = Transaction()
        last = transferts.forget_answers_of(made, ctx.boutique_id, [id])
        if len(made):
            made.commit()


def ecriture(changement: Changement) -> Transaction:
    """The transaction of one change."""
    made = Transaction()
    changement.write(made)
    contact_rows.compter(made, [changement])
    return made


def changements(ctx: Context, row: ContactRow, body: ContactPatch) -> dict[str, Any]:
    """What a body changes of a contact, as it is kept."""
    given = {name: getattr(body, name) for name in body.model_fields_set - {"version"}}
    if "groupe" in given:
        given["groupe"] = given["groupe"] or None
    if "consentement_sms" in given:
        given["consentement_sms"] = consentement(ctx, row, bool(given["consentement_sms"]))
    return {name: given[name] for name in sorted(given) if given[name] != getattr(row, name)}


def consentement(
    ctx: Context, row: ContactRow | None, donne: bool, source: str = SOURCE
) -> dict[str, str] | None:
    """A consent as it is kept, with its date and source; one that was there keeps them."""
    kept: dict[str, str] | None = row.consentement_sms if row else None
    if not donne:
        return None
    return kept or {"le": instant(ctx.now), "source": source}


def figures(changes: Mapping[str, Any], row: ContactRow) -> dict[str, bool]:
    """What the journal says of a contact: no name, no number."""
    consent = {"consentement_sms": bool(row.consentement_sms)}
    return consent if "consentement_sms" in changes else {}


def refuse_taken(ctx: Context, telephone: str, but: str) -> None:
    """Raise NumeroPris when a number is another contact's; a client may have the same."""
    owner = connus(ctx.boutique_id, [telephone]).get(telephone)
    if owner is not None and owner.cle != but:
        raise NumeroPris(contact=owner.cle, nom=owner.nom)
