"""The boutique and its staff: reading them for each request, changing the shop's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from chalicelib import fuseaux, journal, taches
from chalicelib.aws import guard
from chalicelib.aws.boutique_rows import (
    BOUTIQUE,
    boutique_of,
    boutique_row,
    utilisateur_key,
    utilisateur_of,
)
from chalicelib.aws.tables import BoutiqueRow, JournalRow, ReglementRow, VersementRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Boutique, EtatUtilisateur, Role, Utilisateur
from chalicelib.domaine.problems import ChampsInvalides, Erreur, VersionPerimee
from chalicelib.domaine.rappel import NOMS, inconnus
from chalicelib.essais import conclure, ecrire
from chalicelib.lieux import Devise, Fuseau, Pays
from chalicelib.web.champs import Corps, Emetteur, Nom, Telephone, Texte, Vue, refuser

MODELES = ("rappel", "relance", "accuse_reglement", "accuse_versement")
"""The messages whose words a shop may choose."""

MOTS = frozenset({"nom", "telephone", "modeles"})
"""What the journal shows only as changed."""

NULLABLES = frozenset({"emetteur", "version"})


class UtilisateurView(Vue):
    """A person of the staff."""

    id: str
    nom: str
    email: str
    telephone: str | None
    role: Role
    etat: EtatUtilisateur
    version: int


class BoutiqueView(Vue):
    """The shop and its settings."""

    id: str
    nom: str
    telephone: str
    devise: str
    fuseau: str
    pays: str
    pays_sms: list[str]
    emetteur: str | None
    accuse: bool
    delai_jours: int
    modeles: dict[str, str]
    version: int


def _sans_double(pays: list[str]) -> list[str]:
    return list(dict.fromkeys(pays))


def _modele(texte: str) -> str:
    if inconnus(texte):
        refuser(f"Entre accolades, écrivez seulement : {', '.join(sorted(NOMS))}.")
    return texte


def _nom_de_modele(nom: str) -> str:
    if nom not in MODELES:
        refuser(f"Ce message n'existe pas. Choisissez parmi : {', '.join(MODELES)}.")
    return nom


class BoutiquePatch(Corps):
    """The settings to change; what is not named stays. `pays` says how a number is read."""

    pays: Pays | None = None
    nom: Nom | None = None
    telephone: Telephone | None = None
    emetteur: Emetteur | None = None
    fuseau: Fuseau | None = None
    devise: Devise | None = None
    pays_sms: Annotated[list[Pays], AfterValidator(_sans_double), Field(max_length=250)] | None = (
        None
    )
    accuse: bool | None = None
    delai_jours: Annotated[int, Field(ge=0, le=3650)] | None = None
    modeles: (
        dict[
            Annotated[str, AfterValidator(_nom_de_modele)],
            Annotated[Texte, AfterValidator(_modele)],
        ]
        | None
    ) = None
    version: Annotated[int, Field(ge=1)] | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return [
            Erreur(champ, "Ce réglage ne peut pas être vide.")
            for champ in cls.model_fields
            if champ not in NULLABLES and champ in donne and donne[champ] is None
        ]

    def applied(self, boutique: Boutique) -> Boutique:
        """The shop with what is named changed."""
        changes = {nom: getattr(self, nom) for nom in self.model_fields_set - {"version"}}
        if "pays_sms" in changes:
            changes["pays_sms"] = tuple(changes["pays_sms"])
        return replace(boutique, **changes)


@dataclass(frozen=True)
class Staff:
    """A person in their shop; `mot_de_passe` is the argon2id hash, None while invited."""

    boutique: Boutique
    utilisateur: Utilisateur
    mot_de_passe: str | None


def find(boutique_id: str, utilisateur_id: str) -> Staff | None:
    """A person in their shop, or None when either is gone. One consistent read."""
    cles = (BOUTIQUE, utilisateur_key(utilisateur_id))
    with guard.boutique(boutique_id):
        rows = BoutiqueRow.batch_get([(boutique_id, cle) for cle in cles], consistent_read=True)
        by_cle = {row.cle: row for row in rows}
    if not all(cle in by_cle for cle in cles):
        return None
    boutique, utilisateur = (by_cle[cle] for cle in cles)
    return Staff(boutique_of(boutique), utilisateur_of(utilisateur), utilisateur.mot_de_passe)


def lire(ctx: Context) -> BoutiqueView:
    """The shop of who asks."""
    return boutique_view(ctx.boutique)


def modifier(ctx: Context, body: BoutiquePatch) -> BoutiqueView:
    """Change settings. One read, one transaction; what changes nothing raises no version.

    Raises VersionPerimee, and ChampsInvalides for another currency once something is recorded.
    """
    operation = outside.new_id()

    def tentative() -> BoutiqueView:
        row = BoutiqueRow.get(ctx.boutique_id, BOUTIQUE, consistent_read=True)
        before = boutique_of(row)
        if body.version is not None and body.version != before.version:
            raise VersionPerimee
        after = body.applied(before)
        if after.devise != before.devise:
            refuse_devise(ctx)
        made, line = Transaction(), None
        if after != before:
            after = replace(after, version=before.version + 1)
            put = boutique_row(after, row.cree_le)
            made.put(put, BoutiqueRow.version == before.version, "version")
            line = _ligne(ctx, before, after, operation)
            if after.fuseau != before.fuseau:
                fuseaux.demander(made, ctx, operation)
        shown = boutique_view(after)
        conclure(made, ctx, shown, line)
        return shown

    shown = ecrire(tentative, lambda: _relue(ctx), "version")
    if "fuseau" in body.model_fields_set:
        taches.wake()
    return shown


def refuse_devise(ctx: Context) -> None:
    """A shop's currency stays once it has a règlement or a versement. Raises ChampsInvalides."""
    for model in (ReglementRow, VersementRow):
        if any(model.query(ctx.boutique_id, limit=1, consistent_read=True)):
            raise ChampsInvalides.of(
                "devise", "La devise ne change plus après le premier règlement ou versement."
            )


def _ligne(ctx: Context, before: Boutique, after: Boutique, operation: str) -> JournalRow:
    """The journal's line: the settings that changed, words only as changed."""
    noms = [f.name for f in fields(Boutique) if getattr(before, f.name) != getattr(after, f.name)]
    return journal.ligne(
        ctx,
        operation,
        "modifier boutique",
        objet=ctx.boutique_id,
        avant={nom: getattr(before, nom) for nom in noms if nom not in MOTS},
        apres={nom: nom in MOTS or getattr(after, nom) for nom in noms},
    )


def _relue(ctx: Context) -> BoutiqueView:
    row = BoutiqueRow.get(ctx.boutique_id, BOUTIQUE, consistent_read=True)
    return boutique_view(boutique_of(row))


def boutique_view(boutique: Boutique) -> BoutiqueView:
    """The shop as it is shown."""
    return BoutiqueView.model_validate(boutique, from_attributes=True)


def utilisateur_view(utilisateur: Utilisateur) -> UtilisateurView:
    """A person as they are shown."""
    return UtilisateurView.model_validate(utilisateur, from_attributes=True)
