"""The tables of an export, and their columns (inventaire.py fills them).

The headings of `Règlements` are those of an import, which reads that table again; no heading of
another one is, or the workbook would hold two notebooks.
"""

from __future__ import annotations

from chalicelib.feuille import Colonne, Feuille, Genre


def _texte(titre: str, largeur: int = 16) -> Colonne:
    return Colonne(titre, Genre.TEXTE, largeur)


def _nombre(titre: str) -> Colonne:
    return Colonne(titre, Genre.NOMBRE, 9)


def _montant(titre: str) -> Colonne:
    return Colonne(titre, Genre.MONTANT, 15)


def _jour(titre: str) -> Colonne:
    return Colonne(titre, Genre.JOUR, 11)


def _instant(titre: str) -> Colonne:
    return Colonne(titre, Genre.INSTANT, 16)


CLIENT = (_texte("Compte client", 24), _texte("Numéro"))
SAISIE = (
    _texte("Note", 30),
    _instant("Enregistré le"),
    _texte("Par"),
    _texte("Identifiant", 28),
)
ANNULATION = (_instant("Annulé le"), _texte("Annulé par"), _texte("Motif", 30))
RECU = (_nombre("Reçu n°"), _texte("Mode"), _texte("Référence"))

REGLEMENTS = Feuille(
    "Règlements",
    "reglements",
    (
        _jour("Date"),
        _texte("Client", 24),
        _texte("Téléphone"),
        _texte("Produit / Service", 30),
        _montant("Montant à payer"),
        _montant("Versé"),
        _jour("Échéance"),
        _montant("Cédé"),
        _montant("Reliquat"),
        _texte("État"),
        *SAISIE,
    ),
)
REGLEMENTS_ANNULES = Feuille(
    "Règlements annulés",
    "reglements-annules",
    (
        _jour("Vendu le"),
        *CLIENT,
        _texte("Vente", 30),
        _montant("Montant annulé"),
        *ANNULATION,
        *SAISIE,
    ),
)
ABANDONS = Feuille(
    "Abandons",
    "abandons",
    (
        _jour("Cédé le"),
        *CLIENT,
        _montant("Somme cédée"),
        _texte("Motif"),
        _texte("Par"),
        _texte("Identifiant du règlement", 28),
    ),
)
VERSEMENTS = Feuille(
    "Versements",
    "versements",
    (
        _jour("Versé le"),
        *CLIENT,
        *RECU,
        _montant("Somme versée"),
        _montant("Imputé"),
        _montant("Rendu"),
        _montant("En avoir"),
        _texte("État"),
        *SAISIE,
    ),
)
VERSEMENTS_ANNULES = Feuille(
    "Versements annulés",
    "versements-annules",
    (_jour("Versé le"), *CLIENT, *RECU, _montant("Montant annulé"), *ANNULATION, *SAISIE),
)
IMPUTATIONS = Feuille(
    "Imputations",
    "imputations",
    (
        *CLIENT,
        _nombre("Reçu n°"),
        _montant("Somme imputée"),
        _texte("Identifiant du versement", 28),
        _texte("Identifiant du règlement", 28),
    ),
)
REMBOURSEMENTS = Feuille(
    "Remboursements",
    "remboursements",
    (
        _jour("Rendu le"),
        *CLIENT,
        _montant("Somme rendue"),
        _texte("Mode"),
        _texte("Motif", 30),
        _texte("Par"),
    ),
)
CLIENTS = Feuille(
    "Comptes client",
    "comptes-client",
    (
        *CLIENT,
        _texte("Second numéro"),
        _montant("Achats"),
        _montant("Total versé"),
        _montant("Cédé"),
        _montant("Dû"),
        _montant("Avoir"),
        _montant("Plafond"),
        _texte("Note", 30),
        _instant("Créé le"),
        _texte("Identifiant", 28),
    ),
)
EQUIPE = Feuille(
    "Équipe",
    "equipe",
    (_texte("Membre", 24), _texte("E-mail", 28), _texte("Numéro"), _texte("Rôle"), _texte("État")),
)
REPERTOIRE = Feuille(
    "Répertoire",
    "repertoire",
    (
        _texte("Contact", 24),
        _texte("Numéro"),
        _texte("Groupe"),
        _instant("Accord donné le"),
        _texte("Accord par"),
        _texte("A refusé"),
    ),
)
RAPPELS = Feuille(
    "Rappels",
    "rappels",
    (
        _jour("Prévu le"),
        _texte("Genre"),
        _texte("Émetteur"),
        _texte("Message", 40),
        _texte("Numéro"),
        _texte("État"),
        _instant("Envoyé le"),
        _texte("Réponse du réseau", 30),
        _texte("Identifiant du règlement", 28),
    ),
)
MESSAGES = Feuille(
    "Messages",
    "messages",
    (
        _instant("Demandé le"),
        _texte("Par"),
        _texte("Émetteur"),
        _texte("Message", 40),
        _texte("Numéro"),
        _texte("État"),
        _texte("Réponse du réseau", 30),
    ),
)
QUOTA = Feuille(
    "Quota",
    "quota",
    (_instant("Le"), _texte("Motif"), _nombre("SMS"), _nombre("Reste")),
)
BOUTIQUE = Feuille("Boutique", "boutique", (_texte("Réglage", 28), _texte("Valeur", 40)))
JOURNAL = Feuille(
    "Journal",
    "journal",
    (
        _instant("Le"),
        _texte("Par"),
        _texte("Action", 24),
        _texte("Objet", 28),
        _texte("Identifiant du client", 28),
        _texte("Avant", 40),
        _texte("Après", 40),
    ),
)

FEUILLES = (
    REGLEMENTS,
    VERSEMENTS,
    CLIENTS,
    ABANDONS,
    IMPUTATIONS,
    REMBOURSEMENTS,
    REGLEMENTS_ANNULES,
    VERSEMENTS_ANNULES,
    REPERTOIRE,
    RAPPELS,
    MESSAGES,
    QUOTA,
    EQUIPE,
    BOUTIQUE,
    JOURNAL,
)
