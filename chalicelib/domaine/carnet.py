"""A phone's address book, or a list typed into a spreadsheet: its contacts, read or refused.

    for fiche in lire(octets, pays): ...   # Fiche | Refus, in the file's order

A contact is its number. The same number twice in a file is one contact, the first that is
written; one that says something else than the first is told. What a file does not say of a
contact (no such column, an empty cell) it leaves as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from chalicelib.domaine import cahier, fichier, nom, telephone, vcard
from chalicelib.domaine.cahier import Refus
from chalicelib.domaine.fichier import Cellule, FichierIllisible, Rang
from chalicelib.domaine.telephone import TelephoneInvalide
from chalicelib.domaine.vcard import Carte, Numero

CONTACTS_MAX = 2_000
NOM_MAX = 100
GROUPE_MAX = 50

INTITULES = {
    "nom": "nom nomcomplet nometprenom prenometnom prenomnom nomprenom contact nomducontact "
    "client nomclient nomduclient name fullname displayname",
    "prenom": "prenom prenoms firstname givenname",
    "famille": "nomdefamille lastname familyname surname",
    "telephone": f"{cahier.INTITULES['telephone']} numero numeros telephone1 telephonemobile "
    "telmobile gsm whatsapp phone phonenumber mobilephone cellphone phone1value primaryphone",
    "groupe": "groupe groupes categorie categories group groups groupmembership labels label",
    "accord": "accord accordsms consentement consentementsms smsaccepte accepte accepteles"
    "sms optin consent",
}
"""What each column may be called, best first: no accents, case, spaces nor signs."""

OUI = frozenset(["oui", "o", "yes", "y", "x", "1", "vrai", "true", "ok", "accord", "✓", "✔"])
NON = frozenset(["non", "n", "no", "0", "faux", "false"])
AUCUN_GROUPE = frozenset({"mycontacts", "starred"})
"""What Google puts everybody into: no groupe of the shop's."""
SANS_SMS = frozenset({"FAX", "PAGER"})


@dataclass(frozen=True)
class Fiche:
    """A contact of a file; `groupe` is None, and `accord` false, where it says nothing of it."""

    ligne: int
    nom: str
    telephone: str
    groupe: str | None
    accord: bool


def lire(octets: bytes, pays: str) -> Iterator[Fiche | Refus]:
    """The contacts of a vCard file, a CSV (as a notebook may be) or a workbook.

    `pays` is where a number without country code is dialled. Raises FichierIllisible: no such
    file, or more than 2 000 contacts in it.
    """
    if vcard.reconnaitre(octets):
        if len(octets) > fichier.OCTETS_MAX:
            raise FichierIllisible("Le fichier dépasse 4 Mo.")
        cartes = list(islice(vcard.lire(octets), CONTACTS_MAX + 1))
        _compter(cartes)
        return _uniques(_de_carte(carte, pays) for carte in cartes)
    return _uniques(_du_tableau(octets, pays))


def _compter(contacts: Sequence[object]) -> None:
    if len(contacts) > CONTACTS_MAX:
        raise FichierIllisible("Le fichier a plus de 2 000 contacts : coupez-le en plusieurs.")


def _uniques(fiches: Iterable[Fiche | Refus]) -> Iterator[Fiche | Refus]:
    """Each number once: a second line is left out, and told where it says something else."""
    premieres: dict[str, Fiche] = {}
    for fiche in fiches:
        if isinstance(fiche, Refus):
            yield fiche
            continue
        premiere = premieres.setdefault(fiche.telephone, fiche)
        if premiere is fiche:
            yield fiche
        elif _dit(premiere) != _dit(fiche):
            yield Refus(fiche.ligne, (f"Ce numéro est déjà à la ligne {premiere.ligne}.",))


def _dit(fiche: Fiche) -> tuple[str, str, bool]:
    return nom.normaliser(fiche.nom), nom.normaliser(fiche.groupe or ""), fiche.accord


def _fiche(ligne: int, lus: _Lus, pays: str, numeros: Sequence[Numero]) -> Fiche | Refus:
    """A contact out of what was read of it, or all that is wrong with it."""
    messages = list(lus.messages)
    if not lus.nom:
        messages.append("Il manque le nom.")
    messages += fichier.libre(lus.nom, "Le nom", NOM_MAX)
    messages += fichier.libre(lus.groupe, "Le groupe", GROUPE_MAX)
    try:
        numero = _numero(numeros, pays)
    except TelephoneInvalide as erreur:
        messages.append(str(erreur))
        numero = ""
    if messages:
        return Refus(ligne, tuple(messages))
    return Fiche(ligne, lus.nom, numero, lus.groupe or None, lus.accord)


@dataclass(frozen=True)
class _Lus:
    """The texts of one contact; `messages`: what could not be read."""

    nom: str
    groupe: str
    accord: bool = False
    messages: tuple[str, ...] = ()


def _numero(numeros: Sequence[Numero], pays: str) -> str:
    """The number that an SMS goes to: the first mobile one, else the first that is a number.

    Raises TelephoneInvalide, which says what is wrong with the first.
    """
    ecrits = [n for n in numeros if n.texte not in fichier.RIEN]
    ecrits = [n for n in ecrits if not n.types & SANS_SMS] or ecrits
    if not ecrits:
        raise TelephoneInvalide("Il manque le numéro.")
    lus: list[str] = []
    erreurs: list[TelephoneInvalide] = []
    for numero in ecrits:
        try:
            lus.append(telephone.normaliser(numero.texte, pays))
        except TelephoneInvalide as erreur:
            erreurs.append(erreur)
    if not lus:
        raise erreurs[0]
    return next((n for n in lus if telephone.mobile(n)), lus[0])


def _groupe(noms_de_groupe: Iterable[str]) -> str:
    """The first that is a groupe of the shop's own; `* ` marks those of Google's."""
    propres = (_visible(nom_de_groupe).removeprefix("* ") for nom_de_groupe in noms_de_groupe)
    return next((g for g in propres if g and nom.normaliser(g) not in AUCUN_GROUPE), "")


def _visible(texte: str) -> str:
    """A text without the marks of direction that phones put round names and numbers."""
    joints = "\u200c\u200d"
    return "".join(c for c in texte if c in joints or unicodedata.category(c) != "Cf").strip()


def _de_carte(carte: Carte, pays: str) -> Fiche | Refus:
    """A card of an address book; it never says that somebody agreed to marketing."""
    texte = unicodedata.normalize("NFC", _visible(carte.nom))
    groupe = unicodedata.normalize("NFC", _groupe(carte.categories))
    return _fiche(carte.ligne, _Lus(texte, groupe), pays, carte.numeros)


def _du_tableau(octets: bytes, pays: str) -> Iterator[Fiche | Refus]:
    """The lines of a CSV or a workbook. Raises FichierIllisible at once."""
    table = fichier.lire(octets, "", lambda c: len(_colonnes(c)), "une liste de contacts")
    places = _colonnes(table.entete.cellules)
    manquent = [] if "telephone" in places else ["téléphone"]
    manquent += [] if places.keys() & {"nom", "prenom", "famille"} else ["nom"]
    if manquent:
        raise FichierIllisible(f"Il manque des colonnes au fichier : {', '.join(manquent)}.")
    connus = [r for r in table.rangs if r.defaut or any(_cellules(r, places).values())]
    _compter(connus)
    return (_de_rang(rang, places, pays) for rang in connus)


def _colonnes(cellules: Sequence[Cellule]) -> dict[str, int]:
    return fichier.colonnes(cellules, INTITULES)


def _cellules(rang: Rang, places: Mapping[str, int]) -> dict[str, str]:
    """What stands in each known column of a row; a dash is nothing."""
    lues = {c: _visible(fichier.texte(rang.cellule(place))) for c, place in places.items()}
    return {c: "" if texte in fichier.RIEN else texte for c, texte in lues.items()}


def _de_rang(rang: Rang, places: Mapping[str, int], pays: str) -> Fiche | Refus:
    """A row of a table."""
    if rang.defaut:
        return Refus(rang.numero, (rang.defaut,))
    cellules = _cellules(rang, places)
    accord = nom.normaliser(cellules.get("accord", ""))
    lus = _Lus(
        _nom_entier(lambda champ: cellules.get(champ, "")),
        _groupe(cellules.get("groupe", "").split(" ::: ")),
        accord in OUI,
        () if not accord or accord in OUI | NON else ("L'accord s'écrit oui ou non.",),
    )
    numeros = cellules.get("telephone", "").split(" ::: ")
    return _fiche(rang.numero, lus, pays, [Numero(n, frozenset()) for n in numeros])


def _nom_entier(cellule: Callable[[str], str]) -> str:
    """The name, which may stand in two columns: « Prénom » and « Nom », or a whole one as well."""
    entier, prenom, famille = cellule("nom"), cellule("prenom"), cellule("famille")
    if famille or not entier:
        return entier or f"{prenom} {famille}".strip()
    if nom.normaliser(prenom) in nom.normaliser(entier):
        return entier
    return f"{prenom} {entier}"
