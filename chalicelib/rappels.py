"""Rappels: reminders planned on a règlement, for a date (domaine.md, Rappels)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from chalicelib import audience, destinataires, etapes, journal, listes, reglements, vues_rappel
from chalicelib.aws import lecture, rappel_rows, rows
from chalicelib.aws.boutique_rows import BOUTIQUE, boutique_of
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.rows import instant
from chalicelib.aws.tables import BoutiqueRow, ClientRow, ReglementRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import rappel as core
from chalicelib.domaine import sms
from chalicelib.domaine.boutique import Boutique
from chalicelib.domaine.compte import Reglement
from chalicelib.domaine.problems import (
    Annule,
    ChampsInvalides,
    DejaParti,
    DejaPlanifie,
    Erreur,
    Introuvable,
    VersionPerimee,
)
from chalicelib.domaine.rappel import EtatRappel, TypeRappel
from chalicelib.essais import conclure, ecrire
from chalicelib.vues_rappel import RappelVue
from chalicelib.web import cursor
from chalicelib.web.champs import (
    Corps,
    Emetteur,
    Jour,
    ListeQuery,
    Page,
    Periode,
    net_lignes,
    refuser,
)

PARTIS = frozenset(
    {EtatRappel.PLANIFIE, EtatRappel.EN_COURS, EtatRappel.ENVOYE, EtatRappel.INCERTAIN}
)
"""Of which no second one of the same day goes to the same number."""
RENVOYABLES = frozenset({EtatRappel.INCERTAIN, EtatRappel.ECHEC})
CHANGEANTS = ("client", "rappel", "fuseau")


def _texte(value: str) -> str:
    texte = net_lignes(value)
    if not texte:
        refuser("Écrivez le message.")
    if len(texte.encode()) > sms.OCTETS_MAX:
        refuser("Ce message est trop long.")
    if unknown := core.inconnus(texte):
        noms = ", ".join(f"{{{nom}}}" for nom in core.NOMS)
        refuser(f"On ne sait pas remplir {', '.join(unknown)}. Choisissez parmi : {noms}.")
    return texte


Texte = Annotated[str, AfterValidator(_texte)]
Destinataires = Annotated[
    list[str],
    Field(min_length=1, max_length=core.DESTINATAIRES_MAX),
    BeforeValidator(audience.numeros_tapes),
]


class RappelInput(Corps):
    """A reminder: its day, its words, and whom it goes to (the client, when nobody is named)."""

    date: Jour
    texte: Texte
    emetteur: Emetteur | None = None
    destinataires: Destinataires | None = None


class RappelPatch(Corps):
    """What may be changed while it is planned; what is not named stays."""

    date: Jour | None = None
    texte: Texte | None = None
    emetteur: Emetteur | None = None
    destinataires: Destinataires | None = None
    version: int | None = None

    @classmethod
    def ensemble(cls, donne: Mapping[str, Any]) -> list[Erreur]:
        return reglements.requis(donne, date="la date", texte="le message")


class RappelsQuery(ListeQuery, Periode):
    """Filters of GET /rappels; the period is that of the days planned for."""

    etat: EtatRappel | None = None


def planifier(ctx: Context, reglement: str, body: RappelInput) -> RappelVue:
    """Plan a reminder on a règlement, under its client's lock. 4 reads, one transaction.

    Raises Introuvable, Annule, ChampsInvalides (date, texte, destinataires), DejaPlanifie.
    """
    id = outside.new_id()
    trouver = reglements.client_of(ctx, reglement)

    def tentative() -> RappelVue:
        prevu = Prevu.of(ctx, trouver(), reglement)
        others = rappel_rows.du_reglement(ctx.boutique_id, reglement)
        written = next((row for row in others if row.cle == id), None)
        if written is not None:
            return prevu.vue(written)
        row = RappelRow(
            ctx.boutique_id,
            id,
            type=TypeRappel.RAPPEL.value,
            reglement=reglement,
            version=1,
            maj=id,
            cree_le=instant(ctx.now),
            cree_par={"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom},
        )
        prevu.remplir(row, body.date, body.texte, body.emetteur, body.destinataires)
        refuse_double(row, prevu.client, others)
        made = prevu.verrou()
        row.etat = EtatRappel.PLANIFIE.value
        rappel_rows.index(row, prevu.depart(body.date))
        made.put(row, RappelRow.cle.does_not_exist(), "rappel")
        if not prevu.reglement.rappele:
            flagged = ReglementRow(ctx.boutique_id, reglement)
            made.update(flagged, [ReglementRow.rappele.set(True)])
        shown = prevu.vue(row)
        conclure(made, ctx, shown, ligne(ctx, id, "planifier rappel", row, prevu.client))
        return shown

    return ecrire(tentative, lambda: lire(ctx, id), *CHANGEANTS)


class Prevu:
    """What a rappel is planned from: the shop, the client and the règlement as they are now."""

    def __init__(
        self, ctx: Context, boutique: Boutique, client: ClientRow, reglement: Reglement
    ) -> None:
        self.ctx = ctx
        self.boutique = boutique
        self.client = client
        self.reglement = reglement

    @classmethod
    def of(cls, ctx: Context, client: ClientRow, reglement: str) -> Prevu:
        """Read them. Raises Introuvable, Annule; Perdue while an operation is under way."""
        client = etapes.calme(client)
        boutique = BoutiqueRow.get(ctx.boutique_id, BOUTIQUE, consistent_read=True)
        row = lecture.reglement_row(ctx.boutique_id, reglement)
        if row is None:
            raise Introuvable("Ce règlement n'existe pas ou n'existe plus.")
        if row.annulation:
            raise Annule("règlement")
        return cls(ctx, boutique_of(boutique), client, rows.reglement(row))

    def remplir(
        self,
        row: RappelRow,
        date: Date,
        texte: str,
        emetteur: str | None,
        numeros: list[str] | None,
    ) -> None:
        """Set what a person chose. Raises ChampsInvalides, which names every bad field."""
        filled = core.remplir(
            texte, core.valeurs(self.boutique, self.client.nom, self.client.du, self.reglement)
        )
        erreurs = self.date_impossible(date)
        if len(filled.encode()) > sms.OCTETS_MAX:
            erreurs.append(Erreur("texte", "Ce message est trop long."))
        chosen, bad = destinataires.choisir(self.ctx, self.boutique, self.client, numeros)
        if erreurs or bad:
            raise ChampsInvalides([*erreurs, *bad])
        row.date, row.texte, row.emetteur = str(date), texte, emetteur
        row.destinataires = chosen
        row.parties = sms.parties(filled)

    def date_impossible(self, date: Date) -> list[Erreur]:
        """A day that is past, or whose hours for sending are."""
        if date < self.boutique.today(self.ctx.now):
            return [Erreur("date", "Choisissez aujourd'hui ou un jour à venir.")]
        fuseau = self.boutique.fuseau
        if core.passe(date, fuseau, core.depart(date, fuseau), self.ctx.now):
            return [Erreur("date", "Il est plus de 20 h : choisissez demain.")]
        return []

    def depart(self, date: Date) -> datetime:
        """From when on it may leave: 8h of its day; one for today from now on."""
        return max(core.depart(date, self.boutique.fuseau), self.ctx.now)

    def verrou(self) -> Transaction:
        """A transaction that holds only while client and time zone are the ones read."""
        made = Transaction()
        made.put(self.client, etapes.lock(self.client), "client")
        zone = BoutiqueRow.fuseau == self.boutique.fuseau
        made.check(BoutiqueRow(self.ctx.boutique_id, BOUTIQUE), zone, "fuseau")
        return made

    def vue(self, row: RappelRow) -> RappelVue:
        """The rappel as it is shown."""
        return vues_rappel.rappel(self.ctx, row, self.client, self.reglement)


def refuse_double(row: RappelRow, client: ClientRow, others: Iterable[RappelRow]) -> None:
    """Raise DejaPlanifie for a day and number that a rappel of this règlement has already.

    Raises ChampsInvalides where 20 are planned.
    """
    others = [other for other in others if other.cle != row.cle]
    planned = [other for other in others if other.etat == EtatRappel.PLANIFIE]
    taken = {
        d["telephone"] or client.telephone
        for other in others
        if other.date == row.date
        for d in other.destinataires
        if d["etat"] in PARTIS
    }
    if taken & {d["telephone"] or client.telephone for d in row.destinataires}:
        raise DejaPlanifie
    if len(planned) >= core.PLANIFIES_MAX:
        raise ChampsInvalides.of(
            "date", f"Ce règlement a déjà {core.PLANIFIES_MAX} rappels planifiés."
        )


def ligne(
    ctx: Context, operation: str, action: str, row: RappelRow, client: ClientRow | None
) -> Any:
    """The journal's line: the day and how many it goes to, no word and no number of it."""
    return journal.ligne(
        ctx,
        operation,
        action,
        objet=row.cle,
        client=client.cle if client else None,
        apres={"date": row.date, "destinataires": len(row.destinataires), "etat": row.etat},
    )


def find(ctx: Context, id: str) -> RappelRow:
    """A rappel. Raises Introuvable."""
    row = rappel_rows.un(ctx.boutique_id, id)
    if row is None:
        raise Introuvable("Ce rappel n'existe pas ou n'existe plus.")
    return row


def planifie(ctx: Context, id: str) -> RappelRow:
    """A rappel of which nothing has left yet. Raises Introuvable, DejaParti."""
    row = find(ctx, id)
    if row.type != TypeRappel.RAPPEL or any(
        d["etat"] != EtatRappel.PLANIFIE for d in row.destinataires
    ):
        raise DejaParti
    return row


def lire(ctx: Context, id: str) -> RappelVue:
    """GET /rappels/{id}. Raises Introuvable. Costs 3 calls."""
    return vues_rappel.rappels(ctx, [find(ctx, id)])[0]


def lister(ctx: Context, query: RappelsQuery) -> Page[RappelVue]:
    """GET /rappels, the latest day first. Costs 3 calls."""
    asked, after = listes.start(ctx, "rappels", query)
    prefix = f"{query.etat}#" if query.etat else ""
    index: Any = RappelRow.etat_index if query.etat else RappelRow.date_index
    key = RappelRow.par_etat if query.etat else RappelRow.par_date
    end = after or f"{query.au or listes.LAST}#{listes.LAST}"
    found = index.query(
        ctx.boutique_id,
        key.between(f"{prefix}{query.du or '0'}", prefix + end),
        consistent_read=True,
        scan_index_forward=False,
        page_size=query.limite + 2,
    )
    rest = (row for row in found if row.par_date != after)
    coupe = listes.coupe(rest, query.limite, lambda _: True)
    curseur = cursor.sign(ctx, asked, coupe.last.par_date) if coupe.last else None
    return Page(elements=vues_rappel.rappels(ctx, coupe.rows), curseur=curseur)


def modifier(ctx: Context, id: str, body: RappelPatch) -> RappelVue:
    """Change a rappel that is planned still; what is not named stays.

    Raises Introuvable, DejaParti, VersionPerimee, Annule, ChampsInvalides, DejaPlanifie.
    """
    operation = outside.new_id()

    def tentative() -> RappelVue:
        row = planifie(ctx, id)
        if body.version not in (None, row.version):
            raise VersionPerimee
        given = body.model_fields_set
        prevu = Prevu.of(ctx, reglements.client_of(ctx, row.reglement)(), row.reglement)
        was = vues_rappel.rappel(ctx, row, prevu.client, None)
        date = body.date or Date.fromisoformat(row.date)
        prevu.remplir(
            row,
            date,
            body.texte or row.texte,
            body.emetteur if "emetteur" in given else row.emetteur,
            body.destinataires if "destinataires" in given else numeros(row, prevu.client),
        )
        if vues_rappel.rappel(ctx, row, prevu.client, None) == was:
            conclure(Transaction(), ctx, shown := prevu.vue(row), None)
            return shown
        refuse_double(row, prevu.client, rappel_rows.du_reglement(ctx.boutique_id, row.reglement))
        row.version += 1
        made = prevu.verrou()
        rappel_rows.ecrire(made, row, prevu.depart(date))
        shown = prevu.vue(row)
        conclure(made, ctx, shown, ligne(ctx, operation, "modifier rappel", row, prevu.client))
        return shown

    return ecrire(tentative, lambda: lire(ctx, id), *CHANGEANTS)


def numeros(row: RappelRow, client: ClientRow) -> list[str] | None:
    """Whom a rappel goes to, as its body would name them; None: the client."""
    named = [d["telephone"] or client.telephone for d in row.destinataires]
    return None if named == [client.telephone] else [numero for numero in named if numero]


def supprimer(ctx: Context, id: str) -> None:
    """Take a rappel away that is planned still. Raises Introuvable, DejaParti."""
    operation = outside.new_id()

    def tentative() -> None:
        if rappel_rows.un(ctx.boutique_id, id) is None and journal.ecrite(ctx, operation):
            return
        row = planifie(ctx, id)
        made = Transaction()
        made.delete(row, RappelRow.maj == row.maj, "rappel")
        conclure(made, ctx, None, ligne(ctx, operation, "supprimer rappel", row, None))

    ecrire(tentative, lambda: None, *CHANGEANTS)


def renvoyer(ctx: Context, id: str) -> RappelVue:
    """Send again, by hand, to those whom it may not have reached: today, or tomorrow past 20h.

    Raises Introuvable, DejaParti, Annule, DejaPlanifie.
    """
    operation = outside.new_id()

    def tentative() -> RappelVue:
        row = find(ctx, id)
        if row.type != TypeRappel.RAPPEL or not any(
            d["etat"] in RENVOYABLES for d in row.destinataires
        ):
            raise DejaParti
        prevu = Prevu.of(ctx, reglements.client_of(ctx, row.reglement)(), row.reglement)
        jour = prevu.boutique.today(ctx.now)
        if prevu.date_impossible(jour):
            jour += timedelta(days=1)
        others = rappel_rows.du_reglement(ctx.boutique_id, row.reglement)
        again = [d for d in row.destinataires if d["etat"] in RENVOYABLES]
        row.date = str(jour)
        asked = RappelRow(ctx.boutique_id, id, date=row.date, destinataires=again)
        refuse_double(asked, prevu.client, others)
        row.destinataires = [
            destinataires.planifie(d["telephone"]) if d["etat"] in RENVOYABLES else d
            for d in row.destinataires
        ]
        row.version += 1
        made = prevu.verrou()
        rappel_rows.ecrire(made, row, prevu.depart(jour))
        shown = prevu.vue(row)
        conclure(made, ctx, shown, ligne(ctx, operation, "renvoyer rappel", row, prevu.client))
        return shown

    return ecrire(tentative, lambda: lire(ctx, id), *CHANGEANTS)
