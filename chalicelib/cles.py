"""Clés: how integrators call the API without a session (api.md, Rules).

A clé is shown once; its hash, in acces, says whose it is. It can do what its role allows, as long
as who made it is in the équipe, and no more than they could do themselves.
"""

from __future__ import annotations

from typing import Any

from chalicelib import journal, listes
from chalicelib.aws import acces, guard
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of, cle_key, read, utilisateur_key
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import EtatUtilisateur, Role, Utilisateur
from chalicelib.domaine.problems import Introuvable, NonConnecte, TropDeCles
from chalicelib.essais import conclure, ecrire
from chalicelib.sessions import Connexion
from chalicelib.vues import AuteurVue
from chalicelib.web import cursor
from chalicelib.web.champs import Corps, ListeQuery, Nom, Page, Vue

CLES_MAX = 20
PREFIX = "amneubor_"
"""By which a scanner knows a clé that somebody has published."""


class CleInput(Corps):
    """What a clé is for, and what it may do."""

    nom: Nom
    role: Role


class CleVue(Vue):
    """A clé, without what opens the door."""

    id: str
    nom: str
    role: Role
    cree_le: str
    cree_par: AuteurVue


class CleNouvelle(CleVue):
    """A clé that was just made: `cle` is shown this once, and null in a replay."""

    cle: str | None


def ouvrir(bearer: str) -> Connexion:
    """Who calls with an Authorization header. Raises NonConnecte. Costs two reads.

    The clé, its maker and both roles are read each time: what is revoked is out at once.
    """
    scheme, _, cle = bearer.strip().partition(" ")
    now = outside.now()
    found = acces.find(acces.key("cle", cle.strip()), int(now.timestamp()))
    if scheme.lower() != "bearer" or found is None:
        raise NonConnecte("Cette clé n'est pas, ou n'est plus, valable.")
    keys = [BOUTIQUE, cle_key(found.objet), utilisateur_key(found.utilisateur)]
    with guard.boutique(found.boutique):
        asked = [(found.boutique, key) for key in keys]
        rows = {row.cle: row for row in BoutiqueRow.batch_get(asked, consistent_read=True)}
    shop, row, maker = (rows.get(key) for key in keys)
    if shop is None or row is None or maker is None or not signs_in(maker):
        raise NonConnecte("Cette clé n'est pas, ou n'est plus, valable.")
    role = Role(row.role) if maker.role == Role.GERANT.value else Role.VENDEUR
    caller = Utilisateur(found.objet, row.nom, "", None, role)
    return Connexion(Context(boutique_of(shop), caller, now), prolongee=False, cle=True)


def signs_in(row: BoutiqueRow) -> bool:
    """Has this person of the équipe set a password?"""
    return bool(row.etat == EtatUtilisateur.ACTIF.value)


def lister(ctx: Context, query: ListeQuery) -> Page[CleVue]:
    """GET /cles, in the order in which they were made. One call."""
    asked, after = listes.start(ctx, "cles", query)
    rest = (row for row in rows_of(ctx.boutique_id) if row.cle > cle_key(after or ""))
    coupe = listes.coupe(rest, query.limite, lambda _: True)
    curseur = cursor.sign(ctx, asked, id_of(coupe.last)) if coupe.last else None
    return Page(elements=[CleVue(**shape(row)) for row in coupe.rows], curseur=curseur)


def rows_of(boutique_id: str) -> list[BoutiqueRow]:
    """The clés of a boutique, at most 20. One call."""
    found = BoutiqueRow.query(
        boutique_id, BoutiqueRow.cle.startswith(cle_key("")), consistent_read=True
    )
    return list(found)


def id_of(row: BoutiqueRow) -> str:
    """The clé's id."""
    return str(row.cle).removeprefix(cle_key(""))


def shape(row: BoutiqueRow) -> dict[str, Any]:
    """A clé as it is shown."""
    return {
        "id": id_of(row),
        "nom": row.nom,
        "role": Role(row.role),
        "cree_le": row.cree_le,
        "cree_par": AuteurVue(**row.cree_par),
    }


def find(ctx: Context, id: str) -> BoutiqueRow:
    """The row of a clé. Raises Introuvable."""
    row = read(ctx.boutique_id, cle_key(id))
    if row is None:
        raise Introuvable("Cette clé n'existe pas ou n'existe plus.")
    return row


def creer(ctx: Context, body: CleInput) -> CleNouvelle:
    """Make a clé, which is shown this once. Raises TropDeCles. Costs a read, one transaction."""
    cle, id, operation = f"{PREFIX}{outside.token()}", outside.new_id(), outside.new_id()
    maker = ctx.utilisateur
    row = BoutiqueRow(
        ctx.boutique_id,
        cle_key(id),
        nom=body.nom,
        role=body.role.value,
        empreinte=acces.key("cle", cle),
        cree_le=instant(ctx.now),
        cree_par={"id": maker.id, "nom": maker.nom},
    )
    door = AccesRow(row.empreinte, boutique=ctx.boutique_id, utilisateur=maker.id, objet=id)
    kept = CleNouvelle(**shape(row), cle=None)

    def tentative() -> None:
        others = [each for each in rows_of(ctx.boutique_id) if each.cle != row.cle]
        if len(others) >= CLES_MAX:
            raise TropDeCles(maximum=CLES_MAX)
        made = Transaction()
        made.put(row)
        made.put(door)
        role = {"role": body.role.value}
        line = journal.ligne(ctx, operation, "ajouter cle", objet=id, apres=role)
        conclure(made, ctx, kept, line)

    ecrire(tentative, lambda: None)
    return kept.model_copy(update={"cle": cle})


def retirer(ctx: Context, id: str) -> None:
    """Revoke a clé: its next request is refused. Raises Introuvable."""
    operation = outside.new_id()

    def tentative() -> None:
        row = read(ctx.boutique_id, cle_key(id))
        if row is None and journal.ecrite(ctx, operation):
            return
        row = find(ctx, id)
        made = Transaction()
        fermer(made, row)
        role = {"role": row.role}
        line = journal.ligne(ctx, operation, "retirer cle", objet=id, avant=role)
        conclure(made, ctx, None, line)

    ecrire(tentative, lambda: None, "cle")


def fermer(made: Transaction, row: BoutiqueRow) -> None:
    """A clé goes, with the door that it opens."""
    made.delete(row, BoutiqueRow.cle.exists(), "cle")
    made.delete(AccesRow(row.empreinte))


def retirer_de(made: Transaction, boutique_id: str, utilisateur: str) -> None:
    """The clés that somebody made go with them. One call."""
    for row in rows_of(boutique_id):
        if row.cree_par["id"] == utilisateur:
            fermer(made, row)
