"""A client's account that goes, with every personal datum of it (domaine.md, supprimer)."""

from __future__ import annotations

from chalicelib import clients, comptes, etapes, journal, taches, vues
from chalicelib.aws import idempotence
from chalicelib.aws.tables import ClientRow, JournalRow, RechercheRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context
from chalicelib.domaine import nom as noms
from chalicelib.domaine.problems import ChampsInvalides
from chalicelib.programme import Effacer, Etape
from chalicelib.vues import Objet
from chalicelib.web.champs import Corps, Nom

TOTALS = ("achats", "verse", "abandonne", "du", "avoir")


class SuppressionInput(Corps):
    """The client's name, typed again."""

    nom: Nom


def supprimer(ctx: Context, id: str, body: SuppressionInput) -> None:
    """Take a client's account away: from now on it is not found, its number is free.

    The rest follows by itself, whatever dies. Raises Introuvable, ChampsInvalides (nom).
    """

    def attempt(essai: comptes.Essai) -> None:
        client = comptes.settled(ctx, lambda: clients.find(ctx, id))
        if noms.normaliser(body.nom) != noms.normaliser(client.nom):
            raise ChampsInvalides.of("nom", "Ce n'est pas le nom de ce client.")
        transaction = Transaction()
        for number in clients.numeros(client):
            transaction.delete(ClientRow(ctx.boutique_id, f"tel#{number}"))
        for cle in sorted(clients.entries(client)):
            transaction.delete(RechercheRow(ctx.boutique_id, cle))
        condition = etapes.lock(client)
        hidden = hide(client)
        objet = Objet(vues.CLIENT, id)
        programme = [Etape(id, Effacer(numeros=tuple(clients.numeros(client))))]
        etapes.remember(transaction, ctx, essai.id, programme, objet, hidden)
        transaction.put(hidden, condition, "client")
        avant = {name: getattr(client, name) for name in TOTALS}
        line = journal.ligne(ctx, essai.id, "supprimer client", objet=id, client=id, avant=avant)
        transaction.put(line, JournalRow.cle.does_not_exist(), "journal")
        if souvenir := idempotence.put(ctx, None):
            transaction.put(*souvenir, "demande")
        transaction.commit()

    comptes.persist(attempt, lambda: None)
    taches.wake()


def hide(client: ClientRow) -> ClientRow:
    """What stays of a client while its rows go: its id, its sums, nothing of who it was."""
    return ClientRow(
        client.boutique_id,
        client.cle,
        supprime=True,
        maj=client.maj,
        rang=client.rang,
        mois=client.mois,
        absorbes=client.absorbes,
        **{name: getattr(client, name) for name in TOTALS},
    )
