"""Whom an envoi goes to: each number once, and why it goes not to some (domaine.md, SMS).

A number that refused, or is known without consent (to the répertoire or to the clients: either's
consent is enough), gets nothing; one typed by hand and unknown is sent to, the sender answering
for its consent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from chalicelib import contacts, listes, refus
from chalicelib.aws import contact_rows
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.aws.envoi_rows import Sort
from chalicelib.aws.tables import ClientRow
from chalicelib.context import Context
from chalicelib.domaine.problems import ChampsInvalides, Erreur
from chalicelib.domaine.telephone import pays_de
from chalicelib.web.champs import Corps, Groupe, Telephone

MAX = 500
"""Ids, names or numbers in one body (api.md)."""
DESTINATAIRES_MAX = 10_000
PAGE = 1000
"""Contacts of a groupe read in one call, as far as 1 MB holds them."""
NOMMES = 3
"""So many of what is wrong are named in one sentence."""
ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Saisie(Corps):
    """A number as somebody typed it."""

    telephone: Telephone


def numeros_tapes(value: object, info: ValidationInfo) -> object:
    """A list of numbers in any usual form, each in E.164; the bad ones are refused together."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return value
    numbers, bad = [], []
    for typed in value:
        try:
            read = Saisie.model_validate({"telephone": typed}, context=info.context)
            numbers.append(read.telephone)
        except ValidationError as error:
            bad.append(f"{typed[:30]} : {error.errors()[0]['msg']}")
    if bad:
        raise PydanticCustomError("message", "{phrase}", {"phrase": ensemble(bad)})
    return numbers


Telephones = Annotated[list[str], Field(max_length=MAX), BeforeValidator(numeros_tapes)]
"""Numbers typed by hand, in any usual form; those that are bad are named together."""
Groupes = Annotated[list[Groupe], Field(max_length=MAX)]


def ensemble(phrases: Sequence[str]) -> str:
    """Several sentences as one, the first of them at least."""
    rest = len(phrases) - NOMMES
    return " ".join(phrases[:NOMMES]) + (f" Et {rest} de plus." if rest > 0 else "")


def choisir(
    ctx: Context, ids: Sequence[str], groupes: Sequence[str], telephones: Sequence[str]
) -> dict[str, Sort]:
    """Each number (E.164) that is meant, and what becomes of it: most are `a_envoyer`.

    Raises ChampsInvalides for what the boutique does not have, an undeclared country of a typed
    number, more than 10 000. Costs a read of each groupe, 3 a hundred numbers, and 2 more
    for those that no contact named here has.
    """
    found = contact_rows.rows(ctx.boutique_id, ids)
    members, erreurs = membres(ctx, groupes)
    erreurs += [*absents(ids, found), *hors_pays(ctx, telephones)]
    if erreurs:
        raise ChampsInvalides(erreurs)
    here = {row.telephone: row for row in chain(found.values(), members)}
    numbers = list(dict.fromkeys((*here, *telephones)))
    if len(numbers) > DESTINATAIRES_MAX:
        raise ChampsInvalides.of("groupes", "Un envoi va à 10 000 destinataires au plus.")
    refused = refus.refuses(ctx.boutique_id, numbers)
    agreed = accords(ctx, numbers, here)
    return {number: sort(ctx, number, refused, agreed) for number in numbers}


def sort(ctx: Context, number: str, refused: set[str], agreed: Mapping[str, bool]) -> Sort:
    """What becomes of a number: refused, not to be reached, without consent, or to be sent to."""
    if number in refused:
        return Sort.REFUS
    if pays_de(number) not in ctx.boutique.pays_sms:
        return Sort.ECHEC
    return Sort.A_ENVOYER if agreed.get(number, True) else Sort.SANS_CONSENTEMENT


def accords(
    ctx: Context, numbers: Sequence[str], here: Mapping[str, ContactRow]
) -> dict[str, bool]:
    """Of each number that is known: did its contact, or its client, agree to marketing?

    `here`: the contacts that were read already.
    """
    keys = [(ctx.boutique_id, f"tel#{number}") for number in numbers]
    owners = ClientRow.batch_get(keys, consistent_read=True) if keys else ()
    of_client = {row.cle.removeprefix("tel#"): row.client for row in owners}
    clients = listes.clients_of(ctx, of_client.values())
    known: dict[str, bool] = {
        number: bool(clients[id].consentement_sms)
        for number, id in of_client.items()
        if id in clients and clients[id].present
    }
    others = [number for number in numbers if number not in here]
    for number, contact in {**here, **contacts.connus(ctx.boutique_id, others)}.items():
        known[number] = known.get(number, False) or bool(contact.consentement_sms)
    return known


def membres(ctx: Context, groupes: Iterable[str]) -> tuple[list[ContactRow], list[Erreur]]:
    """The contacts of groupes, up to one more than an envoi takes, and which have nobody."""
    members: list[ContactRow] = []
    unknown: list[str] = []
    for groupe in dict.fromkeys(groupes):
        rows = contacts.du_groupe(ctx.boutique_id, groupe, size=PAGE)
        found = list(islice(rows, DESTINATAIRES_MAX + 1))
        members += found
        if not found:
            unknown.append(f"Le groupe « {groupe} » n'existe pas.")
    return members, [Erreur("groupes", ensemble(unknown))] if unknown else []


def absents(ids: Iterable[str], found: Mapping[str, ContactRow]) -> list[Erreur]:
    """Contacts that the boutique does not have."""
    if all(id in found for id in ids):
        return []
    return [Erreur("contacts", "Un de ces contacts n'existe pas ou n'existe plus.")]


def hors_pays(ctx: Context, telephones: Iterable[str]) -> list[Erreur]:
    """Typed numbers of countries to which the boutique sends nothing."""
    strange = [number for number in telephones if pays_de(number) not in ctx.boutique.pays_sms]
    phrases = [f"{n} : votre boutique n'envoie pas de SMS dans ce pays." for n in strange]
    return [Erreur("telephones", ensemble(phrases))] if phrases else []


def inconnus(ctx: Context, donne: Mapping[str, Any]) -> list[Erreur]:
    """What a body names and the boutique does not have, though other fields are bad."""
    ids = [id for id in textes(donne, "contacts") if ID.fullmatch(id)][:MAX]
    erreurs = absents(ids, contact_rows.rows(ctx.boutique_id, ids))
    erreurs += membres(ctx, textes(donne, "groupes")[:MAX])[1]
    try:
        typed = NUMEROS.validate_python(
            textes(donne, "telephones"), context={"pays": ctx.boutique.pays}
        )
    except ValidationError:
        return erreurs
    return [*erreurs, *hors_pays(ctx, typed)]


NUMEROS: TypeAdapter[list[str]] = TypeAdapter(Telephones)


def textes(donne: Mapping[str, Any], champ: str) -> list[str]:
    """The texts of a list, if it is one."""
    given = donne.get(champ)
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
