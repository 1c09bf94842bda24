"""An address book comes into the répertoire, at once: contacts by the lot, one transaction each.

A contact is its number, so the same file again brings nothing new and completes what was left
half-way. `origine` says which import wrote a contact last: a try whose answer was lost, or the
twin of a request, so counts what it finds done as its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib import contacts, essais, journal, listes
from chalicelib.aws import contact_rows
from chalicelib.aws.contact_rows import Changement, ContactRow
from chalicelib.aws.transaction import ITEMS_MAX, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine import carnet
from chalicelib.domaine.cahier import Refus
from chalicelib.domaine.carnet import Fiche
from chalicelib.imports import RefusVue, refus_vue
from chalicelib.web.champs import Vue

CHUNK = 100
SECONDES = 20.0
"""How long a request may take: a gateway waits 29 s. What is left is told, and comes in with the
same file again."""
SOURCE = "import"
PAS_FINI = "Le temps a manqué : envoyez de nouveau ce fichier."


class ImportContactsVue(Vue):
    """What an import brought; a contact that was so already is in none of these."""

    crees: int
    modifies: int
    refuses: list[RefusVue]


def importer(ctx: Context, octets: bytes) -> ImportContactsVue:
    """POST /contacts/import. Raises FichierIllisible.

    Costs 2 reads a hundred contacts, and a transaction for about seven new ones.
    """
    until = outside.monotonic() + SECONDES
    lus = list(carnet.lire(octets, ctx.boutique.pays))
    refuses = [lu for lu in lus if isinstance(lu, Refus)]
    arrivee = Arrivee(ctx)
    for chunk in listes.chunks((lu for lu in lus if isinstance(lu, Fiche)), CHUNK):
        if outside.monotonic() > until:
            refuses += [Refus(fiche.ligne, (PAS_FINI,)) for fiche in chunk]
        else:
            arrivee.prendre(chunk)
    shown = ImportContactsVue(
        crees=len(arrivee.crees),
        modifies=len(arrivee.modifies),
        refuses=[refus_vue(refus) for refus in sorted(refuses, key=lambda r: r.numero)],
    )

    def retenir() -> ImportContactsVue:
        essais.conclure(Transaction(), ctx, shown, None)
        return shown

    return essais.ecrire(retenir, lambda: shown)


class Arrivee:
    """One import on its way in: whom it made and whom it changed, by number."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.operation = outside.new_id()
        asked = ctx.demande
        self.origine = f"{asked.cle}#{asked.empreinte[:16]}" if asked else self.operation
        self.crees: set[str] = set()
        self.modifies: set[str] = set()

    def prendre(self, fiches: Sequence[Fiche]) -> None:
        """Bring in at most a hundred contacts; what somebody else wrote meanwhile is read again."""

        def tentative() -> None:
            known = contacts.connus(self.ctx.boutique_id, [f.telephone for f in fiches])
            found = [self.changement(f, known.get(f.telephone)) for f in fiches]
            for lot in lots([changement for changement in found if changement]):
                self.ecrire(lot)

        essais.essayer(tentative, "contact", "telephone")

    def changement(self, fiche: Fiche, avant: ContactRow | None) -> Changement | None:
        """What a contact of the file changes; None, and counted, where this import did it."""
        consent = contacts.consentement(self.ctx, avant, fiche.accord, SOURCE)
        if avant is None:
            apres = ContactRow(
                self.ctx.boutique_id,
                outside.new_id(),
                nom=fiche.nom,
                telephone=fiche.telephone,
                groupe=fiche.groupe,
                consentement_sms=consent,
                version=1,
                origine=self.origine,
            )
            return Changement(None, apres)
        changes = {
            "nom": fiche.nom,
            "groupe": fiche.groupe or avant.groupe,
            "consentement_sms": consent or avant.consentement_sms,
        }
        if any(getattr(avant, name) != value for name, value in changes.items()):
            return Changement(avant, contact_rows.changed(avant, **changes, origine=self.origine))
        if avant.origine == self.origine:
            self.compter(avant)
        return None

    def compter(self, row: ContactRow) -> None:
        """A contact that this import wrote: of the first version if it made it."""
        (self.crees if row.version == 1 else self.modifies).add(row.telephone)

    def ecrire(self, lot: Sequence[Changement]) -> None:
        """Write some contacts, all or none, with how far the import is in its journal's line."""
        rows = [changement.apres for changement in lot if changement.apres]
        crees = self.crees | {row.telephone for row in rows if row.version == 1}
        modifies = self.modifies | {row.telephone for row in rows if row.version > 1}
        made = Transaction()
        for changement in lot:
            changement.write(made)
        contact_rows.compter(made, lot)
        apres = {"crees": len(crees), "modifies": len(modifies)}
        id = self.operation
        made.put(journal.ligne(self.ctx, id, "import contacts", objet=id, apres=apres))
        made.commit()
        self.crees, self.modifies = crees, modifies


def lots(changements: Sequence[Changement]) -> Iterator[list[Changement]]:
    """The changes, as many at a time as one transaction holds beside the journal's line."""
    lot: list[Changement] = []
    items, groupes = 1, set[str]()
    for changement in changements:
        if lot and items + changement.items + len(groupes | changement.groupes) > ITEMS_MAX:
            yield lot
            lot, items, groupes = [], 1, set()
        lot.append(changement)
        items += changement.items
        groupes |= changement.groupes
    if lot:
        yield lot
