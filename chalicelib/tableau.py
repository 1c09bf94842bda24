"""The tableau de bord and the caisse: sums that every operation keeps (tables.md, Totals)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date as Date
from datetime import timedelta

from chalicelib import etapes, listes, vues, vues_rappel
from chalicelib.aws import quota, rows
from chalicelib.aws.boutique_rows import cle_key, utilisateur_key
from chalicelib.aws.rappel_rows import RappelRow
from chalicelib.aws.tables import (
    BaisseRow,
    BoutiqueRow,
    ClientRow,
    ReglementRow,
    TotalRow,
)
from chalicelib.context import Context
from chalicelib.domaine import totaux
from chalicelib.domaine.compte import Mode, Reglement
from chalicelib.vues import AuteurVue
from chalicelib.vues_rappel import RappelVue
from chalicelib.web.champs import JourPasse, Requete, Vue

DEBITEURS = 5
BAISSES = 20
RAPPELS = 50
OLDEST = 300
"""Open règlements looked at, oldest first, to say who is late."""

TRANCHES = ((0, 30), (31, 60), (61, 90), (91, None))
"""Days of lateness, both included."""


class TrancheVue(Vue):
    """What is late by so many days: `a` is null in the last one."""

    de: int
    a: int | None
    montant: int


class RetardVue(Vue):
    """What is late; `clients` counts those among the oldest debts, all unless `au_moins`."""

    montant: int
    clients: int
    au_moins: bool
    tranches: list[TrancheVue]


class MoisVue(Vue):
    """A month, as `2026-11`."""

    mois: str
    vendu: int
    encaisse: int
    cede: int


class DebiteurVue(Vue):
    """Who owes: `reglement` is his oldest open one, late from `retard_des` on."""

    id: str
    nom: str
    telephone: str | None
    du: int
    retard_des: Date | None
    reglement: str | None


class QuotaVue(Vue):
    """SMS parts left."""

    sms: int


class BaisseVue(Vue):
    """A vendeur lowered a versement, from `avant` to `apres`."""

    le: str
    par: AuteurVue
    client: str
    versement: str
    avant: int
    apres: int


class TableauVue(Vue):
    """GET /tableau-de-bord."""

    du: int
    avoir: int
    en_retard: RetardVue
    mois: MoisVue
    par_mois: list[MoisVue]
    debiteurs: list[DebiteurVue]
    rappels: list[RappelVue]
    quota: QuotaVue
    versements_baisses: list[BaisseVue]


class CaisseQuery(Requete):
    """The day: today when it is not said."""

    date: JourPasse | None = None


class ModeVue(Vue):
    """What was paid in one way."""

    mode: Mode
    montant: int


class CaissierVue(Vue):
    """What one person took."""

    id: str
    nom: str
    montant: int


class CaisseVue(Vue):
    """A day's money, remboursements off."""

    date: Date
    total: int
    especes: int
    rembourse: int
    modes: list[ModeVue]
    utilisateurs: list[CaissierVue]


def lire(ctx: Context) -> TableauVue:
    """The shop at a glance, whatever its size: 7 calls, 2 more on a day with rappels.

    What is under way is finished first.
    """
    etapes.terminer_tout(ctx.boutique_id)
    months = sums(ctx.boutique_id, "mois#")
    seen = (month_view(name, months[name]) for name in sorted(months, reverse=True))
    shown = [month for month in seen if month.vendu or month.encaisse or month.cede]
    today = ctx.today()
    late = lateness(months, today, ctx.boutique.delai_jours)
    oldest = oldest_open(ctx.boutique_id)
    overdue = {
        client for client, r in oldest if (day := vues.retard_des(ctx.boutique, r)) and day <= today
    }
    du = sum(due_of(month) for month in months.values())
    current = totaux.mois(today)
    return TableauVue(
        du=du,
        avoir=du - sum(m.vendu - m.encaisse - m.cede for m in shown),
        en_retard=RetardVue(
            montant=sum(tranche.montant for tranche in late),
            clients=len(overdue),
            au_moins=len(oldest) == OLDEST,
            tranches=late,
        ),
        mois=month_view(current, months.get(current, {})),
        par_mois=shown,
        debiteurs=debtors(ctx, oldest),
        rappels=rappels(ctx, today),
        quota=QuotaVue(sms=quota.lire(ctx.boutique_id)),
        versements_baisses=lowered(ctx),
    )


def rappels(ctx: Context, day: Date) -> list[RappelVue]:
    """The first 50 rappels and accusés of a day."""
    found = RappelRow.date_index.query(
        ctx.boutique_id,
        RappelRow.par_date.startswith(f"{day}#"),
        consistent_read=True,
        limit=RAPPELS,
    )
    return vues_rappel.rappels(ctx, list(found))


def lowered(ctx: Context) -> list[BaisseVue]:
    """The versements that a vendeur lowered in the last 31 days, the newest 20. One call."""
    found = BaisseRow.query(
        ctx.boutique_id,
        BaisseRow.cle.startswith("baisse#"),
        consistent_read=True,
        scan_index_forward=False,
        limit=BAISSES,
    )
    now = int(ctx.now.timestamp())
    return [
        BaisseVue(
            le=row.le,
            par=AuteurVue(**row.par),
            client=row.client,
            versement=row.versement,
            avant=row.avant,
            apres=row.apres,
        )
        for row in found
        if row.expire > now
    ]


def sums(boutique_id: str, prefix: str) -> dict[str, dict[str, int]]:
    """The sums of each item, its parts added up: name (without the prefix) -> field -> sum."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in TotalRow.query(boutique_id, TotalRow.cle.startswith(prefix), consistent_read=True):
        name = row.cle.removeprefix(prefix).rsplit("#", 1)[0]
        for field, value in row.sums.items():
            found[name][field] += value
    return found


def due_of(month: dict[str, int]) -> int:
    """What is due under the days of one month."""
    return sum(value for field, value in month.items() if is_day(field))


def is_day(field: str) -> bool:
    """`e24` and `s24`: reliquats by their échéance, or by their date without one."""
    return len(field) == 3 and field[0] in "es" and field[1:].isdecimal()


def month_view(name: str, month: dict[str, int]) -> MoisVue:
    """A month's trade."""
    return MoisVue(
        mois=name,
        vendu=month.get("vendu", 0),
        encaisse=month.get("encaisse", 0),
        cede=month.get("cede", 0),
    )


def lateness(months: dict[str, dict[str, int]], today: Date, delai_jours: int) -> list[TrancheVue]:
    """What is late, by age in days: after its échéance, or `delai_jours` from its date."""
    by_tranche = dict.fromkeys(TRANCHES, 0)
    for name, month in months.items():
        for field, value in month.items():
            if is_day(field):
                last = Date.fromisoformat(f"{name}-{field[1:]}")
                last += timedelta(days=delai_jours if field[0] == "s" else 0)
                age = (today - last).days
                for de, a in TRANCHES:
                    if age > 0 and de <= age and (a is None or age <= a):
                        by_tranche[de, a] += value
    return [TrancheVue(de=de, a=a, montant=montant) for (de, a), montant in by_tranche.items()]


def oldest_open(boutique_id: str) -> list[tuple[str, Reglement]]:
    """(client, règlement) of the oldest open règlements of the shop. One call."""
    found = ReglementRow.etat_index.query(
        boutique_id, ReglementRow.par_etat.startswith("I#"), consistent_read=True, limit=OLDEST
    )
    return [(row.client, rows.reglement(row)) for row in found]


def debtors(ctx: Context, oldest: Iterable[tuple[str, Reglement]]) -> list[DebiteurVue]:
    """Who owes most, with his oldest open règlement where it is among those at hand."""
    first: dict[str, Reglement] = {}
    for client, reglement in oldest:
        first.setdefault(client, reglement)
    found = ClientRow.du_index.query(
        ctx.boutique_id, consistent_read=True, scan_index_forward=False, limit=DEBITEURS
    )
    return [debtor(ctx, row, first.get(row.cle)) for row in found]


def debtor(ctx: Context, row: ClientRow, oldest: Reglement | None) -> DebiteurVue:
    """A client who owes."""
    return DebiteurVue(
        id=row.cle,
        nom=row.nom,
        telephone=row.telephone,
        du=row.du,
        retard_des=vues.retard_des(ctx.boutique, oldest) if oldest else None,
        reglement=oldest.id if oldest else None,
    )


def caisse(ctx: Context, query: CaisseQuery) -> CaisseVue:
    """A day's money by mode and by person, remboursements off. Costs 3 calls."""
    etapes.terminer_tout(ctx.boutique_id)
    day = query.date or ctx.today()
    by_person = sums(ctx.boutique_id, f"jour#{day}#")
    by_mode: dict[Mode, int] = defaultdict(int)
    for person in by_person.values():
        for mode in Mode:
            by_mode[mode] += person.get(mode.value, 0)
    rembourse = sum(person.get("rembourse", 0) for person in by_person.values())
    names = staff(ctx.boutique_id)
    return CaisseVue(
        date=day,
        total=sum(by_mode.values()),
        especes=by_mode[Mode.ESPECES],
        rembourse=rembourse,
        modes=[ModeVue(mode=mode, montant=n) for mode, n in by_mode.items() if n],
        utilisateurs=[
            CaissierVue(
                id=id,
                nom=names.get(id, "Ancien membre de l'équipe"),
                montant=sum(person.get(mode.value, 0) for mode in Mode),
            )
            for id, person in sorted(by_person.items())
        ],
    )


def staff(boutique_id: str) -> dict[str, str]:
    """id -> nom of the équipe and of the clés. One call."""
    first, last = cle_key(""), utilisateur_key(listes.LAST)
    found = BoutiqueRow.query(
        boutique_id, BoutiqueRow.cle.between(first, last), consistent_read=True
    )
    return {row.cle.partition("#")[2]: row.nom for row in found if "#" in row.cle}
