"""Two clients that are one (domaine.md, fusionner): one stays, the other is taken in."""

from __future__ import annotations

from collections import Counter

from chalicelib import clients, comptes, etapes, journal, vues
from chalicelib.aws import idempotence
from chalicelib.aws.tables import ClientRow, JournalRow, RechercheRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context
from chalicelib.domaine import nom as noms
from chalicelib.domaine.operations import Imputer
from chalicelib.domaine.problems import ChampsInvalides, TropDeNumeros
from chalicelib.programme import Absorber, Etape
from chalicelib.vues import ClientVue, Objet
from chalicelib.web.champs import Corps, Id

TOTALS = ("achats", "verse", "abandonne", "du", "avoir")


class FusionInput(Corps):
    """The client that is taken in; it is not found any more afterwards."""

    client: Id


def fusionner(ctx: Context, id: str, body: FusionInput) -> ClientVue:
    """Take a client in: its rows, its totals, its number. Nothing is lost, totals add up.

    Raises Introuvable, ChampsInvalides (the same client, or an unknown one), TropDeNumeros.
    """
    if body.client == id:
        clients.find(ctx, id)
        raise ChampsInvalides.of("client", "Choisissez un autre client.")

    def attempt(essai: comptes.Essai) -> ClientVue:
        reste = comptes.settled(ctx, lambda: clients.find(ctx, id))
        absorbe = comptes.settled(ctx, clients.du_corps(ctx, None, body.client))
        transaction = Transaction()
        old_entries = clients.entries(reste) | clients.entries(absorbe)
        locks = [(row, etapes.lock(row)) for row in (reste, absorbe)]
        programme = [Etape(id, Absorber(absorbe.cle, reste.rang)), Etape(id, Imputer())]
        avant = {name: getattr(reste, name) for name in TOTALS}
        take_in(reste, absorbe)
        move_index(transaction, reste, absorbe, old_entries)
        etapes.remember(transaction, ctx, essai.id, programme, Objet(vues.CLIENT, id), reste)
        transaction.put(reste, locks[0][1], "client")
        for pointer in (absorbe.cle, *(absorbe.absorbes or ())):
            condition = locks[1][1] if pointer == absorbe.cle else None
            row = ClientRow(ctx.boutique_id, pointer, client=id, maj=absorbe.maj)
            transaction.put(row, condition, "client" if condition is not None else "")
        apres = {name: getattr(reste, name) for name in TOTALS} | {"absorbe": absorbe.cle}
        line = journal.ligne(
            ctx, essai.id, "fusionner", objet=id, client=id, avant=avant, apres=apres
        )
        transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
        if souvenir := idempotence.pending(ctx, id):
            transaction.put(*souvenir, "demande")
        transaction.commit()
        return shown()

    def shown() -> ClientVue:
        return vues.client(clients.find(ctx, id))

    return comptes.persist(attempt, shown)


def take_in(reste: ClientRow, absorbe: ClientRow) -> None:
    """The totals, months, places and numbers of the one are the other's from now on.

    Raises TropDeNumeros.
    """
    for name in TOTALS:
        setattr(reste, name, getattr(reste, name) + getattr(absorbe, name))
    months = Counter(reste.mois or {})
    months.update(absorbe.mois or {})
    reste.mois = {month: value for month, value in months.items() if value}
    reste.rang += absorbe.rang
    reste.absorbes = [absorbe.cle, *(absorbe.absorbes or ()), *(reste.absorbes or ())]
    numbers = [*clients.numeros(reste), *clients.numeros(absorbe)]
    if len(numbers) > 2:
        raise TropDeNumeros
    reste.telephone, reste.telephone2 = (*numbers, None, None)[:2]
    reste.version += 1
    reste.par_nom = f"{noms.normaliser(reste.nom)}#{reste.cle}"
    reste.par_du = f"{reste.du:019d}#{reste.cle}" if reste.du else None


def move_index(
    transaction: Transaction, reste: ClientRow, absorbe: ClientRow, old_entries: set[str]
) -> None:
    """The absorbed client's numbers find the one that stays; its nom finds nobody."""
    for number in clients.numeros(absorbe):
        transaction.put(ClientRow(reste.boutique_id, f"tel#{number}", client=reste.cle))
    now = clients.entries(reste)
    for cle in sorted(old_entries - now):
        transaction.delete(RechercheRow(reste.boutique_id, cle))
    for cle in sorted(now - old_entries):
        transaction.put(RechercheRow(reste.boutique_id, cle))
