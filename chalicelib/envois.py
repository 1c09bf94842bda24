"""Envois: one message to many recipients, paid from the quota before anything leaves.

What is accepted goes on by itself (diffusion.py). The recipients are written first, under a task
that only says so: no envoi shows them until one transaction takes the quota, makes the envoi and
sets the task going. One that is not accepted, or dies before, leaves nothing: its task has them
taken away.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, Field

from chalicelib import apercus, audience, diffusion, files, journal, limites, listes, refus, taches
from chalicelib.apercus import TexteLibre
from chalicelib.audience import Groupes, Telephones
from chalicelib.aws import envoi_rows, idempotence, quota
from chalicelib.aws.envoi_rows import DestinataireRow, EnvoiRow, EtatEnvoi, Sort
from chalicelib.aws.quota import Motif
from chalicelib.aws.rows import instant
from chalicelib.aws.sqs import File
from chalicelib.aws.tables import TacheRow
from chalicelib.aws.transaction import Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import sms
from chalicelib.domaine.problems import AucunDestinataire, Erreur, Introuvable, QuotaInsuffisant
from chalicelib.essais import conclure, ecrire
from chalicelib.imports import Etat
from chalicelib.vues import AuteurVue
from chalicelib.web import cursor
from chalicelib.web.champs import Corps, Emetteur, Id, ListeQuery, Page, Vue, refuser

PREPARATION = timedelta(hours=1)
"""After which an envoi that was never accepted is taken away."""
MONTRES_MAX = 2000
"""Recipients that a page of envois shows at most, unless one envoi alone has more."""


def _texte(texte: str) -> str:
    if why := apercus.trop_long(texte + apercus.pied()):
        refuser(why)
    return texte


class MessageInput(Corps):
    """A message, and to whom: contacts, groupes, numbers; who is named twice gets it once."""

    emetteur: Emetteur
    texte: Annotated[TexteLibre, AfterValidator(_texte)]
    contacts: Annotated[list[Id], Field(max_length=audience.MAX)] = []
    groupes: Groupes = []
    telephones: Telephones = []

    @classmethod
    def inconnus(cls, ctx: Context, donne: Mapping[str, Any]) -> list[Erreur]:
        return audience.inconnus(ctx, donne)


EtatMontre = Literal["a_envoyer", "envoye", "echec", "incertain", "refus", "sans_consentement"]


class ResultatVue(Vue):
    """What became of a recipient; the number is empty once its client was deleted."""

    telephone: str
    etat: EtatMontre


class EnvoiVue(Vue):
    """An envoi. `cout` = `parties` x `destinataires`: those it was to go to; `resultats` also
    shows those who were left out, and why."""

    id: str
    emetteur: str
    texte: str
    etat: EtatEnvoi
    parties: int
    destinataires: int
    cout: int
    resultats: list[ResultatVue]
    cree_le: str
    cree_par: AuteurVue


class EnvoiId(Vue):
    """What is remembered of an answer: the rest is in the rows."""

    id: str


def envoyer(ctx: Context, body: MessageInput) -> EnvoiVue:
    """POST /messages: take the quota for a message to all who may get it; it leaves by itself.

    Raises TropDeDemandes, ChampsInvalides (contacts, groupes, telephones), AucunDestinataire,
    QuotaInsuffisant. Costs 2 to 5 reads a hundred recipients, 2 writes each 25, 5 calls more.
    """
    limites.compter(limites.MESSAGE, ctx.boutique_id)
    chosen = audience.choisir(ctx, body.contacts, body.groupes, body.telephones)
    envoi = Envoi(ctx, body, chosen)
    if not envoi.row.destinataires:
        raise AucunDestinataire
    reste = quota.lire(ctx.boutique_id)
    if reste < envoi.row.cout:
        raise QuotaInsuffisant(cout=envoi.row.cout, reste=reste)
    envoi.preparer()
    try:
        shown = ecrire(envoi.tenter, lambda: envoi.vue, "quota")
    except (QuotaInsuffisant, idempotence.Jumelle):
        diffusion.abandonner(envoi.task)
        raise
    files.indiquer(File.MESSAGES, [(ctx.boutique_id, envoi.task.cle)])
    return shown


class Envoi:
    """One envoi as it is made, kept over its tries."""

    def __init__(self, ctx: Context, body: MessageInput, chosen: Mapping[str, Sort]) -> None:
        self.ctx = ctx
        self.id = outside.new_id()
        ordered = sorted(chosen.items(), key=lambda each: each[1] != Sort.A_ENVOYER)
        self.rows = [self.destinataire(n, *each) for n, each in enumerate(ordered)]
        combien = sum(sort is Sort.A_ENVOYER for sort in chosen.values())
        parties = sms.parties(body.texte + apercus.pied())
        par = {"id": ctx.utilisateur.id, "nom": ctx.utilisateur.nom}
        self.row = EnvoiRow(
            ctx.boutique_id,
            envoi_rows.envoi_cle(self.id),
            emetteur=body.emetteur,
            texte=body.texte,
            etat=EtatEnvoi.EN_COURS.value,
            parties=parties,
            destinataires=combien,
            tous=len(self.rows),
            cout=parties * combien,
            cree_le=instant(ctx.now),
            cree_par=par,
        )
        self.task = TacheRow(
            ctx.boutique_id,
            taches.ENVOI + self.id,
            etat=Etat.RECU.value,
            par=par,
            cree_le=instant(ctx.now),
            lignes=combien,
            place=0,
        )

    @cached_property
    def vue(self) -> EnvoiVue:
        """The answer."""
        return vue(self.row, self.rows)

    def destinataire(self, n: int, telephone: str, sort: Sort) -> DestinataireRow:
        """The n-th recipient."""
        cle = envoi_rows.destinataire_cle(self.id, n)
        return DestinataireRow(
            self.ctx.boutique_id,
            cle,
            telephone=telephone,
            par_tel=f"{telephone}#{cle}",
            etat=sort.value,
        )

    def preparer(self) -> None:
        """Write what no envoi shows yet: the task, the recipients, their links."""
        taches.inscrire(self.task, self.ctx.now + PREPARATION)
        self.task.save()
        with DestinataireRow.batch_write() as batch:
            for row in self.rows:
                batch.save(row)
        numbers = (row.telephone for row in self.rows if row.etat == Sort.A_ENVOYER)
        refus.ouvrir_liens(self.ctx.boutique_id, numbers)
        self.task.etat = Etat.EN_COURS.value
        taches.inscrire(self.task, self.ctx.now)

    def tenter(self) -> EnvoiVue:
        """Take the quota and set it going, once. Raises Perdue, QuotaInsuffisant."""
        boutique_id, cout = self.ctx.boutique_id, self.row.cout
        reste = quota.lire(boutique_id)
        if reste < cout:
            # It may be ourselves who took it, and the answer was lost.
            if journal.ecrite(self.ctx, self.id):
                return self.vue
            raise QuotaInsuffisant(cout=cout, reste=reste)
        made = Transaction()
        quota.mouvoir(
            made,
            boutique_id,
            reste,
            -cout,
            Motif.ENVOI,
            id=outside.new_id(),
            le=instant(self.ctx.now),
        )
        made.put(self.row, EnvoiRow.cle.does_not_exist(), "envoi")
        made.put(self.task, TacheRow.etat == Etat.RECU.value, "tache")
        figures = {name: getattr(self.row, name) for name in ("destinataires", "parties", "cout")}
        line = journal.ligne(self.ctx, self.id, "envoi", objet=self.id, apres=figures)
        conclure(made, self.ctx, EnvoiId(id=self.id), line)
        return self.vue


def lister(ctx: Context, query: ListeQuery) -> Page[EnvoiVue]:
    """GET /messages, newest first. Two calls, and one for each MB of recipients.

    A page ends early where it would show more than 2 000 recipients.
    """
    asked, after = listes.start(ctx, "messages", query)
    end = envoi_rows.envoi_cle(after or listes.LAST)
    found = EnvoiRow.query(
        ctx.boutique_id,
        EnvoiRow.cle.between(envoi_rows.envoi_cle(""), end),
        consistent_read=True,
        scan_index_forward=False,
        page_size=query.limite + 2,
    )
    kept: list[EnvoiRow] = []
    curseur = None
    for row in (row for row in found if row.cle != end):
        shown = sum(each.tous for each in kept)
        if kept and (len(kept) == query.limite or shown + row.tous > MONTRES_MAX):
            curseur = cursor.sign(ctx, asked, id_of(kept[-1]))
            break
        kept.append(row)
    by_envoi: dict[str, list[DestinataireRow]] = defaultdict(list)
    if kept:
        for recipient in envoi_rows.de(ctx.boutique_id, id_of(kept[-1]), id_of(kept[0])):
            by_envoi[recipient.cle.split("#")[1]].append(recipient)
    return Page(elements=[vue(row, by_envoi[id_of(row)]) for row in kept], curseur=curseur)


def lire(ctx: Context, id: str) -> EnvoiVue:
    """GET /messages/{id}. Raises Introuvable. Two calls, and one for each MB of recipients."""
    return vue(find(ctx, id), envoi_rows.tous(ctx.boutique_id, id))


def find(ctx: Context, id: str) -> EnvoiRow:
    """An envoi. Raises Introuvable. One call."""
    try:
        return EnvoiRow.get(ctx.boutique_id, envoi_rows.envoi_cle(id), consistent_read=True)
    except EnvoiRow.DoesNotExist:
        raise Introuvable("Cet envoi n'existe pas.") from None


def retrouver(ctx: Context, answer: str) -> EnvoiVue:
    """The answer that was given when the envoi was accepted, its numbers as far as they are left.

    `answer`: what is remembered of it, too long to be remembered whole.
    """
    id = json.loads(answer)["id"]
    row = find(ctx, id)
    row.etat = EtatEnvoi.EN_COURS.value
    recipients = list(envoi_rows.tous(ctx.boutique_id, id))
    for recipient in recipients:
        if recipient.prise:
            recipient.etat = Sort.A_ENVOYER.value
    return vue(row, recipients)


def vue(row: EnvoiRow, recipients: Iterable[DestinataireRow]) -> EnvoiVue:
    """An envoi as it is shown."""
    return EnvoiVue(
        id=id_of(row),
        emetteur=row.emetteur,
        texte=row.texte,
        etat=EtatEnvoi(row.etat),
        parties=row.parties,
        destinataires=row.destinataires,
        cout=row.cout,
        resultats=[
            ResultatVue(telephone=each.telephone or "", etat=montre(each)) for each in recipients
        ],
        cree_le=row.cree_le,
        cree_par=AuteurVue(**row.cree_par),
    )


def montre(row: DestinataireRow) -> EtatMontre:
    """What a sender has in hand is still to be sent, for who looks at it."""
    etat = Sort.A_ENVOYER.value if row.etat == Sort.EN_COURS else row.etat
    return cast(EtatMontre, etat)


def id_of(row: EnvoiRow) -> str:
    """An envoi's id."""
    return str(row.cle).removeprefix(envoi_rows.envoi_cle(""))
