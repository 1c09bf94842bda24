"""The paper notebook, typed into a spreadsheet: its lines, read or refused (domaine.md, Import).

    cahier = lire(octets, content_type)
    for ligne in cahier.lignes(regles, connu): ...   # Ligne | Refus, in the file's order

A line is known by its `cle`: the HMAC of its normalised content, and its rank among the
equal lines of the file. Content is what the line *means* (day, client, produit, amounts),
not how it is written: a file that Excel saved again has the same clés, and so has the
XLSX of a CSV; the second of two equal lines is a second sale.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from decimal import Decimal

from chalicelib.domaine import dates, fichier, montant, nom, telephone
from chalicelib.domaine.fichier import Cellule, FichierIllisible, Rang

NOM_MAX = 100
PRODUIT_MAX = 200
DIVERS = "Divers"

INTITULES = {
    "date": "date datevente datedevente datedelavente dateachat jour",
    "client": "client nomclient nomduclient nomcomplet nom clients nometprenom prenometnom "
    "prenomnom nomprenom nomsclients",
    "telephone": "telephone tel telclient telephoneclient telephoneduclient numerotelephone "
    "numerodetelephone numtelephone numtel ntelephone notelephone ndetelephone nodetelephone "
    "ntel portable mobile",
    "produit": "produitservice produitouservice produitsservices produitetservice produit "
    "produits service designation article articles libelle",
    "montant": "montantapayer apayer montant montanttotal prix prixtotal",
    "verse": "verse montantverse versement versements acompte avance paye montantpaye",
    "echeance": "echeance datedecheance dateecheance",
}
"""What each column may be called, best first: no accents, case, spaces nor signs."""

_LIBELLES = {"date": "date", "client": "client ou téléphone", "montant": "montant à payer ou versé"}


@dataclass(frozen=True)
class Regles:
    """How a boutique reads: country, currency, its today, and the key that hides the clés.

    `secret` must stay the same from one import to the next, or lines come in twice.
    """

    pays: str
    devise: str
    aujourdhui: Date
    secret: bytes


@dataclass(frozen=True)
class Ligne:
    """A line that goes in; at least one of montant and verse is there.

    With a montant it is a règlement of `produit`, with verse its acompte; without, a
    versement alone. `nom` is empty only when `telephone` is that of a known client.
    """

    numero: int
    cle: str
    date: Date
    nom: str
    telephone: str | None
    produit: str
    montant: int | None
    verse: int | None
    echeance: Date | None

    @property
    def client(self) -> str:
        """Who it is: the number, or the normalised name of a client without one."""
        return self.telephone or nom.normaliser(self.nom)


@dataclass(frozen=True)
class Refus:
    """A line that stays out, its number in the file and every reason."""

    numero: int
    messages: tuple[str, ...]

    @property
    def message(self) -> str:
        """The reasons as they follow « Ligne 14 : »."""
        texte = " ".join(self.messages)
        return texte[:1].lower() + texte[1:]


@dataclass(frozen=True)
class Comptes:
    """What an import brings (POST /imports?apercu=true); amounts in minor units."""

    lignes: int
    clients: int
    reglements: int
    versements: int
    achats: int
    verse: int
    refusees: tuple[Refus, ...]


@dataclass(frozen=True)
class Cahier:
    """The file as a table: where each known column stands, and the rows with something in."""

    colonnes: Mapping[str, int]
    largeur: int
    rangs: tuple[Rang, ...]

    def lignes(
        self, regles: Regles, connu: Callable[[str], bool] = lambda _numero: False
    ) -> Iterator[Ligne | Refus]:
        """Each line, read or refused, in the file's order.

        `connu` says whether the boutique has a client with that number (E.164); it is asked
        only for a line without a name whose number no earlier line has brought.
        """
        egales: Counter[str] = Counter()
        apportes: set[str] = set()
        for rang in self.rangs:
            ligne = self._interpreter(rang, regles)
            if isinstance(ligne, Ligne):
                egales[ligne.cle] += 1
                ligne = _avec_rang(ligne, egales[ligne.cle])
                numero = ligne.telephone
                if not ligne.nom and numero not in apportes and not connu(numero or ""):
                    ligne = Refus(rang.numero, ("Il manque le nom du client.",))
                elif numero:
                    apportes.add(numero)
            yield ligne

    @staticmethod
    def comptes(lignes: Iterable[Ligne | Refus]) -> Comptes:
        """The totals of lines that go into an empty book."""
        toutes = list(lignes)
        lues = [ligne for ligne in toutes if isinstance(ligne, Ligne)]
        return Comptes(
            lignes=len(toutes),
            clients=len({ligne.client for ligne in lues}),
            reglements=sum(ligne.montant is not None for ligne in lues),
            versements=sum(ligne.verse is not None for ligne in lues),
            achats=sum(ligne.montant or 0 for ligne in lues),
            verse=sum(ligne.verse or 0 for ligne in lues),
            refusees=tuple(ligne for ligne in toutes if isinstance(ligne, Refus)),
        )

    def _interpreter(self, rang: Rang, regles: Regles) -> Ligne | Refus:
        """A row by itself: what it says, its clé without a rank, or all that is wrong."""
        if rang.defaut:
            return Refus(rang.numero, (rang.defaut,))
        lecture = _Lecture({c: rang.cellule(place) for c, place in self.colonnes.items()}, regles)
        if any(fichier.texte(c) for c in rang.cellules[self.largeur :]):
            lecture.messages.append("Il y a plus de cases que de colonnes.")
        jour = lecture.jour()
        client = lecture.nom()
        numero = lecture.telephone()
        produit = lecture.produit()
        a_payer = lecture.montant("montant", 1, "Le montant à payer")
        verse = lecture.montant("verse", 0, "Le montant versé") or None
        echeance = lecture.date("echeance", "L'échéance")
        if not client and not lecture.rempli("telephone"):
            lecture.messages.append("Il manque le client.")
        if a_payer is None and verse is None and not lecture.messages:
            lecture.messages.append("Il manque le montant à payer ou le montant versé.")
        if lecture.messages or jour is None:
            return Refus(rang.numero, tuple(lecture.messages))
        if a_payer is not None:
            produit = produit or DIVERS
        ligne = Ligne(rang.numero, "", jour, client, numero, produit, a_payer, verse, echeance)
        return _avec_cle(ligne, regles.secret)


def lire(octets: bytes, content_type: str) -> Cahier:
    """A debt notebook, CSV (`;` `,` or tab; UTF-8 or Windows-1252) or XLSX.

    Needs a date, a client or a téléphone, a montant à payer or a versé; other columns of
    INTITULES are read, in any order, and the rest is left alone. Rows in which no known
    column is filled are skipped. Raises FichierIllisible.
    """
    table = fichier.lire(octets, content_type, lambda cellules: len(_colonnes(cellules)))
    colonnes = _colonnes(table.entete.cellules)
    manquent = [
        libelle
        for champ, libelle in _LIBELLES.items()
        if not colonnes.keys() & {champ, {"client": "telephone", "montant": "verse"}.get(champ)}
    ]
    if manquent:
        raise FichierIllisible(f"Il manque des colonnes au fichier : {', '.join(manquent)}.")
    largeur = len(table.entete.cellules)
    connus = [
        rang
        for rang in table.rangs
        if rang.defaut
        or any(fichier.texte(rang.cellule(place)) for place in colonnes.values())
        or any(fichier.texte(c) for c in rang.cellules[largeur:])
    ]
    return Cahier(colonnes, largeur, tuple(connus))


def _colonnes(cellules: Sequence[Cellule]) -> dict[str, int]:
    return fichier.colonnes(cellules, INTITULES)


class _Lecture:
    """The cells of one line, and what is wrong with them so far."""

    def __init__(self, cellules: Mapping[str, Cellule], regles: Regles) -> None:
        self.cellules = cellules
        self.regles = regles
        self.messages: list[str] = []

    def texte(self, champ: str) -> str:
        return fichier.texte(self.cellules.get(champ, ""))

    def rempli(self, champ: str) -> bool:
        return self.texte(champ) not in fichier.RIEN

    def libre(self, champ: str, sujet: str, maximum: int) -> str:
        texte = self.texte(champ)
        self.messages += fichier.libre(texte, sujet, maximum)
        return texte

    def nom(self) -> str:
        return self.libre("client", "Le nom", NOM_MAX)

    def produit(self) -> str:
        return self.libre("produit", "Le produit", PRODUIT_MAX)

    def telephone(self) -> str | None:
        if not self.rempli("telephone"):
            return None
        try:
            return telephone.normaliser(self.texte("telephone"), self.regles.pays)
        except telephone.TelephoneInvalide as erreur:
            self.messages.append(str(erreur))
            return None

    def date(self, champ: str, sujet: str) -> Date | None:
        cellule = self.cellules.get(champ, "")
        if isinstance(cellule, Date):
            return cellule
        if not self.rempli(champ):
            return None
        try:
            return dates.lire(self.texte(champ), sujet=sujet)
        except dates.DateInvalide as erreur:
            self.messages.append(str(erreur))
            return None

    def jour(self) -> Date | None:
        jour = self.date("date", "La date")
        if not self.rempli("date"):
            self.messages.append("Il manque la date.")
        elif jour and jour > self.regles.aujourdhui:
            self.messages.append(f"La date {dates.afficher(jour)} n'est pas encore venue.")
        return jour

    def montant(self, champ: str, minimum: int, sujet: str) -> int | None:
        cellule = self.cellules.get(champ, "")
        if not self.rempli(champ):
            return None
        try:
            if isinstance(cellule, int | Decimal):
                devise = self.regles.devise
                return montant.exact(cellule, devise, minimum=minimum, sujet=sujet)
            return montant.lire(self.texte(champ), self.regles.devise, minimum=minimum, sujet=sujet)
        except montant.MontantInvalide as erreur:
            self.messages.append(str(erreur))
            return None


def _avec_cle(ligne: Ligne, secret: bytes) -> Ligne:
    contenu = [
        ligne.date.isoformat(),
        ligne.client,
        nom.normaliser(ligne.produit),
        ligne.montant,
        ligne.verse,
        ligne.echeance.isoformat() if ligne.echeance else None,
    ]
    empreinte = hmac.new(secret, json.dumps(contenu).encode(), hashlib.sha256)
    return replace(ligne, cle=empreinte.hexdigest())


def _avec_rang(ligne: Ligne, rang: int) -> Ligne:
    return replace(ligne, cle=f"{ligne.cle}#{rang}")
