"""The équipe: who is in it, with which role, and who leaves (api.md, Sign-up and session).

Somebody who is invited is in it for 7 days, or for good once the link has set a password. Who
takes a gérant away, or his role, checks in the same transaction that another one is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import boutiques, cles, journal, listes
from chalicelib.aws import acces
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import invitation_key, read, utilisateur_key, utilisateur_of
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import BoutiqueRow
from chalicelib.aws.transaction import Transaction
from chalicelib.boutiques import UtilisateurView
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import EtatUtilisateur, Role, Utilisateur
from chalicelib.domaine.problems import DernierGerant, Erreur, Introuvable, VersionPerimee
from chalicelib.essais import conclure, ecrire
from chalicelib.web import cursor
from chalicelib.web.champs import Corps, ListeQuery, Nom, Page, Telephone


class MembrePatch(Corps):
    """What may be changed of a person; what is not named stays."""

    nom: Nom | None = None
    role: Role | None = None
    telephone: Telephone | None = None
    version: Annotated[int, Field(ge=1)] | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return [
            Erreur(champ, message)
            for champ, message in (("nom", "Écrivez le nom."), ("role", "Choisissez le rôle."))
            if champ in donne and donne[champ] is None
        ]

    def applied(self, utilisateur: Utilisateur) -> Utilisateur:
        """The person with what is named changed, and then of the next version."""
        named = self.model_fields_set - {"version"}
        after = replace(utilisateur, **{nom: getattr(self, nom) for nom in named})
        return after if after == utilisateur else replace(after, version=after.version + 1)


class MembreVue(UtilisateurView):
    """A person of the équipe; `expire_le` is the end of an invitation, else null."""

    expire_le: str | None


def lister(ctx: Context, query: ListeQuery) -> Page[MembreVue]:
    """GET /equipe, in the order in which they came. One call."""
    asked, after = listes.start(ctx, "equipe", query)
    begin = utilisateur_key(after or "")
    found = BoutiqueRow.query(
        ctx.boutique_id,
        BoutiqueRow.cle.between(begin, utilisateur_key(listes.LAST)),
        consistent_read=True,
        page_size=query.limite + 2,
    )
    rest = (row for row in found if row.cle != begin)
    coupe = listes.coupe(rest, query.limite, lambda row: present(ctx, row))
    curseur = cursor.sign(ctx, asked, utilisateur_of(coupe.last).id) if coupe.last else None
    return Page(elements=[vue(row) for row in coupe.rows], curseur=curseur)


def present(ctx: Context, row: BoutiqueRow) -> bool:
    """Is this person in the équipe? An invitation counts for 7 days."""
    return not row.expire or row.expire > int(ctx.now.timestamp())


def vue(row: BoutiqueRow) -> MembreVue:
    """A person as they are shown."""
    expire = instant(datetime.fromtimestamp(row.expire, UTC)) if row.expire else None
    return MembreVue(**dict(boutiques.utilisateur_view(utilisateur_of(row))), expire_le=expire)


def chercher(ctx: Context, id: str) -> BoutiqueRow | None:
    """The row of a person of the équipe, or None. One call."""
    row = read(ctx.boutique_id, utilisateur_key(id))
    return row if row is not None and present(ctx, row) else None


def find(ctx: Context, id: str) -> BoutiqueRow:
    """The row of a person of the équipe. Raises Introuvable."""
    row = chercher(ctx, id)
    if row is None:
        raise Introuvable("Cette personne n'est pas, ou n'est plus, dans l'équipe.")
    return row


def etat(utilisateur: Utilisateur) -> dict[str, Any]:
    """What the journal says of a person: no name, no number, no address."""
    return {"role": utilisateur.role.value, "etat": utilisateur.etat.value}


def inchange(row: BoutiqueRow) -> Condition:
    """Nobody has changed this person since they were read, nor have they set a password."""
    same: Condition = (BoutiqueRow.version == row.version) & (BoutiqueRow.securite == row.securite)
    return same


def modifier(ctx: Context, id: str, body: MembrePatch) -> MembreVue:
    """Change a person's name, number or role; the role counts from their next request on.

    Raises Introuvable, VersionPerimee, DernierGerant. Costs 1 or 2 reads, one transaction.
    """
    operation = outside.new_id()

    def tentative() -> MembreVue:
        row = find(ctx, id)
        before = utilisateur_of(row)
        if body.version not in (None, before.version):
            raise VersionPerimee
        after = body.applied(before)
        made, line = Transaction(), None
        shown = MembreVue(**dict(boutiques.utilisateur_view(after)), expire_le=vue(row).expire_le)
        if after != before:
            made.update(row, changes(after), inchange(row), "membre")
            if after.role is not Role.GERANT:
                garder_un_gerant(made, row)
            words = ("nom", "telephone")
            changed = [nom for nom in words if getattr(before, nom) != getattr(after, nom)]
            line = journal.ligne(
                ctx,
                operation,
                "modifier utilisateur",
                objet=id,
                avant=etat(before),
                apres=etat(after) | dict.fromkeys(changed, True),
            )
        conclure(made, ctx, shown, line)
        return shown

    return ecrire(tentative, lambda: vue(find(ctx, id)), "membre", "gerant")


def changes(after: Utilisateur) -> list[Action]:
    """What a change writes; the password and its counter are not touched."""
    telephone = BoutiqueRow.telephone
    return [
        BoutiqueRow.nom.set(after.nom),
        BoutiqueRow.role.set(after.role.value),
        BoutiqueRow.version.set(after.version),
        telephone.set(after.telephone) if after.telephone else telephone.remove(),
    ]


def retirer(ctx: Context, id: str) -> None:
    """Take somebody out of the équipe: their sessions and clés end at once.

    Raises Introuvable, DernierGerant. Costs 3 reads, one transaction.
    """
    operation = outside.new_id()

    def tentative() -> None:
        row = chercher(ctx, id)
        if row is None and journal.ecrite(ctx, operation):
            return
        row = find(ctx, id)
        before = utilisateur_of(row)
        made = Transaction()
        made.delete(row, inchange(row), "membre")
        garder_un_gerant(made, row)
        if before.etat is EtatUtilisateur.ACTIF:
            made.delete(AccesRow(acces.mail(before.email)))
        else:
            made.delete(BoutiqueRow(ctx.boutique_id, invitation_key(before.email)))
        cles.retirer_de(made, ctx.boutique_id, id)
        line = journal.ligne(ctx, operation, "retirer utilisateur", objet=id, avant=etat(before))
        conclure(made, ctx, None, line)

    ecrire(tentative, lambda: None, "membre", "gerant", "cle")


def garder_un_gerant(made: Transaction, row: BoutiqueRow) -> None:
    """If this is a gérant who signs in: another one is there when this is written.

    Two gérants who take each other away at once so touch both rows, and one of them fails.
    Raises DernierGerant.
    """
    if not gerant(row):
        return
    staff = BoutiqueRow.query(
        row.boutique_id, BoutiqueRow.cle.startswith(utilisateur_key("")), consistent_read=True
    )
    other = next((each for each in staff if each.cle != row.cle and gerant(each)), None)
    if other is None:
        raise DernierGerant
    still = (BoutiqueRow.role == other.role) & (BoutiqueRow.etat == other.etat)
    made.check(other, still, "gerant")


def gerant(row: BoutiqueRow) -> bool:
    """Is this a gérant who signs in?"""
    return (row.role, row.etat) == (Role.GERANT.value, EtatUtilisateur.ACTIF.value)
