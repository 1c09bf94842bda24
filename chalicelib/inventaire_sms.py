"""What a gérant takes away of the SMS: répertoire, rappels, messages, quota (inventaire.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Date
from zoneinfo import ZoneInfo

from chalicelib import intitules as i
from chalicelib import refus
from chalicelib.aws import envoi_rows
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.aws.envoi_rows import EnvoiRow
from chalicelib.aws.quota import QuotaRow
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.context import Context
from chalicelib.domaine.emetteur import EMETTEUR
from chalicelib.domaine.reponse import en_francais
from chalicelib.feuille import Ligne, local
from chalicelib.listes import chunks

LOT = 100


def lignes(ctx: Context) -> Iterator[Ligne]:
    """Every contact by nom, every rappel by day, every message and mouvement as they came."""
    zone = ZoneInfo(ctx.boutique.fuseau)
    yield from du_repertoire(ctx.boutique_id, zone)
    yield from des_rappels(ctx, zone)
    yield from des_messages(ctx.boutique_id, zone)
    yield from du_quota(ctx.boutique_id, zone)


def du_repertoire(boutique_id: str, zone: ZoneInfo) -> Iterator[Ligne]:
    """The contacts; whether they accept messages, since when, and who refused."""
    found = ContactRow.nom_index.query(boutique_id, consistent_read=True)
    for chunk in chunks(iter(found), LOT):
        refused = refus.refuses(boutique_id, [row.telephone for row in chunk])
        for row in chunk:
            accord = row.consentement_sms or {}
            yield (
                i.REPERTOIRE,
                (
                    row.nom,
                    row.telephone,
                    row.groupe,
                    local(accord.get("le"), zone),
                    accord.get("source"),
                    "oui" if row.telephone in refused else "non",
                ),
            )


def des_rappels(ctx: Context, zone: ZoneInfo) -> Iterator[Ligne]:
    """A row for each number; empty where it is the client's own."""
    for row in RappelRow.date_index.query(ctx.boutique_id, consistent_read=True):
        for d in row.destinataires:
            yield (
                i.RAPPELS,
                (
                    Date.fromisoformat(row.date),
                    row.type,
                    row.emetteur or ctx.boutique.emetteur or EMETTEUR,
                    row.texte,
                    d["telephone"],
                    d["etat"],
                    local(d.get("envoye_le"), zone),
                    en_francais(d.get("reponse")),
                    row.reglement,
                ),
            )


def des_messages(boutique_id: str, zone: ZoneInfo) -> Iterator[Ligne]:
    """A row for each recipient of each envoi."""
    for envoi in EnvoiRow.query(
        boutique_id, EnvoiRow.cle.startswith(envoi_rows.envoi_cle("")), consistent_read=True
    ):
        for d in envoi_rows.tous(boutique_id, envoi.cle.partition("#")[2]):
            yield (
                i.MESSAGES,
                (
                    local(envoi.cree_le, zone),
                    envoi.cree_par["nom"],
                    envoi.emetteur,
                    envoi.texte,
                    d.telephone,
                    d.etat,
                    en_francais(d.reponse),
                ),
            )


def du_quota(boutique_id: str, zone: ZoneInfo) -> Iterator[Ligne]:
    """Each movement, with what was left after it."""
    for row in QuotaRow.query(
        boutique_id, QuotaRow.cle.startswith("mouvement#"), consistent_read=True
    ):
        yield i.QUOTA, (local(row.le, zone), row.motif, row.parties, row.solde)
