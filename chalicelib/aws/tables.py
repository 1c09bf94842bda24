"""The tables as pynamodb models (tables.md; their schema is infra/donnees.json).

Partition key `boutique_id`, range key `cle`, everywhere but in `acces`, which is not here
(aws/acces.py). Index attributes are `par_<index>`.
"""

from __future__ import annotations

import os
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.constants import NUMBER
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex

from chalicelib.aws.attributs import Entier, Entiers, Json
from chalicelib.aws.dynamodb import REGION, Shared

STAGE = os.environ.get("STAGE", "local")
FILES = 16
"""How many partitions the indexes `a_faire` are spread over."""


class Row(Shared):
    """A row of a boutique: nobody else's call can reach it (guard.py)."""

    boutique_id = UnicodeAttribute(hash_key=True)
    cle = UnicodeAttribute(range_key=True)


class BoutiqueRow(Row):
    """`boutique`; `u#id` a person of the staff, who expires while only invited; `i#email`, the
    invitation's `utilisateur`; `k#id` a clé; `numero`, the receipts' counter.
    """

    class Meta:
        table_name = f"{STAGE}-boutiques"
        region = REGION

    nom = UnicodeAttribute(null=True)
    telephone = UnicodeAttribute(null=True)
    devise = UnicodeAttribute(null=True)
    fuseau = UnicodeAttribute(null=True)
    pays = UnicodeAttribute(null=True)
    pays_sms = Json(null=True)
    emetteur = UnicodeAttribute(null=True)
    accuse = BooleanAttribute(null=True)
    delai_jours = Entier(null=True)
    modeles = Json(null=True)
    version = Entier(null=True)
    cree_le = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    etat = UnicodeAttribute(null=True)
    securite = Entier(null=True)
    mot_de_passe = UnicodeAttribute(null=True)
    empreinte = UnicodeAttribute(null=True)
    dernier = Entier(null=True)
    expire = Entier(null=True)
    utilisateur = UnicodeAttribute(null=True)
    cree_par = Json(null=True)


class ParNom(LocalSecondaryIndex["ClientRow"]):
    """`nom#id`: clients in the order of their names."""

    class Meta:
        index_name = "nom"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_nom = UnicodeAttribute(range_key=True)


class ParDu(LocalSecondaryIndex["ClientRow"]):
    """`%019d#id` while something is due: by how much."""

    class Meta:
        index_name = "par_du"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_du = UnicodeAttribute(range_key=True)


class ClientRow(Row):
    """A client under its id, with its totals; or `tel#<E.164>`, which points to its `client`.

    `maj` is the one lock: who writes the ledger puts this item on condition that it is the
    one read. `mois` maps a month to its debits less its credits; `tache` is what is under way;
    `liens` counts how often the links to its relevé were taken back.
    """

    class Meta:
        table_name = f"{STAGE}-clients"
        region = REGION

    nom_index = ParNom()
    du_index = ParDu()
    client = UnicodeAttribute(null=True)
    par_nom = UnicodeAttribute(null=True)
    par_du = UnicodeAttribute(null=True)
    nom = UnicodeAttribute(null=True)
    telephone = UnicodeAttribute(null=True)
    telephone2 = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    achats = Entier(default=0)
    verse = Entier(default=0)
    abandonne = Entier(default=0)
    du = Entier(default=0)
    avoir = Entier(default=0)
    plafond = Entier(null=True)
    accuse = BooleanAttribute(null=True)
    consentement_sms = Json(null=True)
    cree_le = UnicodeAttribute(null=True)
    version = Entier(null=True)
    maj = UnicodeAttribute(null=True)
    rang = Entier(default=0)
    mois = Entiers(null=True)
    tache = UnicodeAttribute(null=True)
    absorbes = Json(null=True)
    supprime = BooleanAttribute(null=True)
    liens = Entier(null=True)

    @property
    def present(self) -> bool:
        """Is it a client that can be found: neither merged into another nor deleted?"""
        return not self.client and not self.supprime


class RechercheRow(Row):
    """`c#abc#nom#client`: three characters that begin a word of a name, or are in a number."""

    class Meta:
        table_name = f"{STAGE}-recherche"
        region = REGION


class ReglementsDuClient(LocalSecondaryIndex["ReglementRow"]):
    """`client#E#date#rang`, E an état: I, C or A."""

    class Meta:
        index_name = "client"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_client = UnicodeAttribute(range_key=True)


class ReglementsParEtat(LocalSecondaryIndex["ReglementRow"]):
    """`E#date#id`."""

    class Meta:
        index_name = "etat"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_etat = UnicodeAttribute(range_key=True)


class ReglementsDuReleve(LocalSecondaryIndex["ReglementRow"]):
    """`client#date#rang`, without what is void."""

    class Meta:
        index_name = "releve"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_releve = UnicodeAttribute(range_key=True)


class ReglementRow(Row):
    """A règlement under its id, and `id#a#rang`, an abandon of it."""

    class Meta:
        table_name = f"{STAGE}-reglements"
        region = REGION

    client_index = ReglementsDuClient()
    etat_index = ReglementsParEtat()
    releve_index = ReglementsDuReleve()
    type = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    par_client = UnicodeAttribute(null=True)
    par_etat = UnicodeAttribute(null=True)
    par_releve = UnicodeAttribute(null=True)
    rang = Entier()
    date = UnicodeAttribute()
    montant = Entier()
    produit = UnicodeAttribute(null=True)
    echeance = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    verse = Entier(null=True)
    abandons = Json(null=True)
    annulation = Json(null=True)
    cree_le = UnicodeAttribute(null=True)
    cree_par = Json(null=True)
    version = Entier(null=True)
    rappele = BooleanAttribute(null=True)
    reglement = UnicodeAttribute(null=True)
    libelle = UnicodeAttribute(null=True)


class VersementsDuClient(LocalSecondaryIndex["VersementRow"]):
    """`client#E#date#rang`, E an état: E, A or N."""

    class Meta:
        index_name = "client"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_client = UnicodeAttribute(range_key=True)


class VersementsParEtat(LocalSecondaryIndex["VersementRow"]):
    """`E#date#id`."""

    class Meta:
        index_name = "etat"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_etat = UnicodeAttribute(range_key=True)


class VersementsDuReleve(LocalSecondaryIndex["VersementRow"]):
    """`client#date#rang`, without what is void."""

    class Meta:
        index_name = "releve"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_releve = UnicodeAttribute(range_key=True)


class VersementsParLien(LocalSecondaryIndex["VersementRow"]):
    """`r#reglement#versement` an imputation; `l#client#date#rang` free money."""

    class Meta:
        index_name = "lien"
        projection = AllProjection()

    boutique_id = UnicodeAttribute(hash_key=True)
    par_lien = UnicodeAttribute(range_key=True)


class VersementRow(Row):
    """A versement under its id, and `id#reglement`, an imputation of it."""

    class Meta:
        table_name = f"{STAGE}-versements"
        region = REGION

    client_index = VersementsDuClient()
    etat_index = VersementsParEtat()
    releve_index = VersementsDuReleve()
    lien_index = VersementsParLien()
    type = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    par_client = UnicodeAttribute(null=True)
    par_etat = UnicodeAttribute(null=True)
    par_releve = UnicodeAttribute(null=True)
    par_lien = UnicodeAttribute(null=True)
    rang = Entier(null=True)
    date = UnicodeAttribute(null=True)
    montant = Entier()
    numero = Entier(null=True)
    mode = UnicodeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    rembourse = Entier(null=True)
    impute = Entier(null=True)
    imputations = Json(null=True)
    archive = BooleanAttribute(null=True)
    annulation = Json(null=True)
    cree_le = UnicodeAttribute(null=True)
    cree_par = Json(null=True)
    version = Entier(null=True)
    reglement = UnicodeAttribute(null=True)
    libelle = UnicodeAttribute(null=True)


class TotalRow(Row):
    """`mois#2026-11#s`, `jour#2026-11-24#user#s`: sums, of which a field may be missing (0).

    The fields are named by what they sum: vendu, encaisse, cede, a mode, `eNN` and `sNN`.
    """

    class Meta:
        table_name = f"{STAGE}-totaux"
        region = REGION

    sums: dict[str, int]

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> TotalRow:
        """A row as it was read, with whatever fields it has."""
        row = super().from_raw_data(data)
        row.sums = {
            name: int(value[NUMBER])
            for name, value in data.items()
            if NUMBER in value and name != "expire"
        }
        return row


class BaisseRow(Row):
    """`baisse#ulid`: a vendeur lowered a versement; the tableau de bord shows it for a month."""

    class Meta:
        table_name = f"{STAGE}-totaux"
        region = REGION

    le = UnicodeAttribute()
    par = Json()
    client = UnicodeAttribute()
    versement = UnicodeAttribute()
    avant = Entier()
    apres = Entier()
    expire = Entier()


class JournalRow(Row):
    """Under an operation's own id: who did what, with figures before and after."""

    class Meta:
        table_name = f"{STAGE}-journal"
        region = REGION

    le = UnicodeAttribute()
    par = Json()
    action = UnicodeAttribute()
    objet = UnicodeAttribute(null=True)
    client = UnicodeAttribute(null=True)
    avant = Json(null=True)
    apres = Json(null=True)


class AFaire(GlobalSecondaryIndex["TacheRow"]):
    """What is left to do, by when, for all boutiques."""

    class Meta:
        index_name = "a_faire"
        projection = AllProjection()

    file = Entier(hash_key=True)
    du_a = UnicodeAttribute(range_key=True)


class TacheRow(Row):
    """What goes on by itself: `op#`, `import#` with its marks and refused lines.

    While there is something left to do it stands in the index `a_faire`: `file` spreads it,
    `du_a` is `<UTC instant>#boutique#cle`.
    """

    class Meta:
        table_name = f"{STAGE}-taches"
        region = REGION

    a_faire_index = AFaire()
    file = Entier(null=True)
    du_a = UnicodeAttribute(null=True)
    client = UnicodeAttribute(null=True)
    autres = Json(null=True)
    operation = Json(null=True)
    objet = UnicodeAttribute(null=True)
    demande = Json(null=True)
    avertissements = Json(null=True)
    etat = UnicodeAttribute(null=True)
    par = Json(null=True)
    cree_le = UnicodeAttribute(null=True)
    format = UnicodeAttribute(null=True)
    octets = Entier(null=True)
    lignes = Entier(null=True)
    faites = Entier(null=True)
    place = Entier(null=True)
    depart = Entier(null=True)
    essais = Entier(null=True)
    jour = UnicodeAttribute(null=True)
    reglements = Entier(null=True)
    versements = Entier(null=True)
    clients = Entier(null=True)
    ligne = Entier(null=True)
    message = UnicodeAttribute(null=True)
