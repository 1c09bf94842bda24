"""A table that somebody uploads, CSV or XLSX: bytes -> numbered rows of cells.

Everything here expects a hostile or a broken file: what is no table is FichierIllisible,
a row that cannot be read says so and takes no other with it, and nothing is inflated or
laid out in memory before its size is known.
"""

from __future__ import annotations

import csv
import io
import math
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, pairwise
from typing import NamedTuple

from chalicelib.domaine import dates, nom
from chalicelib.domaine.formules import rearmer
from chalicelib.domaine.problems import ChampsInvalides, Erreur

OCTETS_MAX = 4 * 1024 * 1024
GONFLE_MAX = 64 * 1024 * 1024
LIGNES_MAX = 20_000
COLONNES_MAX = 50
ENTETE_MAX = 10
"""The headings are among the first rows: a title may stand above them."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_LIGNES_PAR_CELLULE = 30
_LIGNES_DE_TEXTE_MAX = 5 * LIGNES_MAX
_CELLULES_MAX = 1_000
_CASES_MAX = 2_000_000
_TEXTES_MAX = 256 * 1024 * 1024
_FEUILLES_MAX = 24
_TROP_DE_LIGNES = "Le fichier a plus de 20 000 lignes : coupez-le en plusieurs."
_TROP_GRAND = "Le classeur est trop grand : supprimez ce qui est en dehors du cahier."

_ZIP_ABIME = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""What `zipfile` raises on a broken archive: the first by its manual, the rest as seen."""

Cellule = str | int | Decimal | date
Score = Callable[[Sequence[Cellule]], int]
"""How much a row looks like the headings; 0: not at all."""
RIEN = frozenset({"", "-", "–", "—"})
"""What stands in a cell of which nothing is known."""
_INTITULE_MAX = 100


class FichierIllisible(ChampsInvalides):
    """The file as a whole cannot be taken in (422 on `fichier`)."""

    def __init__(self, message: str) -> None:
        super().__init__([Erreur("fichier", message)])


@dataclass(frozen=True)
class Rang:
    """A row: the number of its first line in the file, its cells, why it cannot be read."""

    numero: int
    cellules: tuple[Cellule, ...]
    defaut: str | None = None

    @property
    def vide(self) -> bool:
        """Nothing is written in it."""
        return not self.defaut and all(isinstance(c, str) and not c.strip() for c in self.cellules)

    def cellule(self, place: int) -> Cellule:
        """The cell of a column; empty where the row ends before it."""
        return self.cellules[place] if place < len(self.cellules) else ""


@dataclass(frozen=True)
class Table:
    """The row of headings, and the rows below it that are not empty, in order."""

    entete: Rang
    rangs: tuple[Rang, ...]


def lire(octets: bytes, content_type: str, score: Score, quoi: str = "un cahier") -> Table:
    """The table in a file: XLSX if its type or its bytes say so, else CSV.

    In a CSV a row's number is that of its first *line* of text, so one whose cell holds a
    line break pushes those below on by two; in a workbook it is the row's. The row for
    which `score` is highest, of the first ten, is the headings. `quoi`: what the file should
    be, as it is told to who sent another. Raises FichierIllisible.
    """
    if len(octets) > OCTETS_MAX:
        raise FichierIllisible("Le fichier dépasse 4 Mo.")
    if not octets.strip():
        raise FichierIllisible("Le fichier est vide.")
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        raise FichierIllisible("Enregistrez ce classeur au format Excel .xlsx ou CSV.")
    if octets.startswith(b"PK\x03\x04") or content_type.split(";")[0].strip() == XLSX:
        return _classeur(octets, score, quoi)
    lignes = _lignes(_decode(octets))
    tables = [_table(_csv(lignes, delimiteur), score) for delimiteur in ";,\t"]
    return _la_meilleure([t for t in tables if t], score, quoi)


def colonnes(cellules: Sequence[Cellule], intitules: Mapping[str, str]) -> dict[str, int]:
    """Where each column stands: of several that could be it, the one named best.

    `intitules` says what each may be called, best first, without accents, case, spaces, signs.
    """
    ecrits = [_intitule(texte(c)) for c in cellules]
    places = {}
    for champ, variantes in intitules.items():
        trouve = next((v for v in variantes.split() if v in ecrits), None)
        if trouve:
            places[champ] = ecrits.index(trouve)
    return places


def _intitule(texte: str) -> str:
    """A heading without accents, case, spaces, signs, nor what stands in brackets."""
    return re.sub(r"\(.*?\)|\bf?\s?cfa\b|[\W_]", "", nom.normaliser(texte[:_INTITULE_MAX]))


def texte(cellule: Cellule) -> str:
    """A cell as it is written: composed accents, single spaces, line breaks as spaces."""
    if isinstance(cellule, date):
        return dates.afficher(cellule)
    return " ".join(unicodedata.normalize("NFC", str(cellule)).split())


def libre(cellule: str, sujet: str, maximum: int) -> Iterator[str]:
    """What is wrong with a cell that holds a text."""
    if len(cellule) > maximum:
        yield f"{sujet} dépasse {maximum} caractères."
    if any(unicodedata.category(c) in {"Cc", "Cs"} or c == "\ufffd" for c in cellule):
        yield f"{sujet} a un caractère illisible."


def _la_meilleure(tables: Sequence[Table], score: Score, quoi: str) -> Table:
    """The reading whose headings are best understood; then its limits."""
    if not tables:
        raise FichierIllisible(
            f"Ce fichier n'est pas {quoi} : sa première ligne doit nommer les colonnes."
        )
    table = max(tables, key=lambda t: score(t.entete.cellules))
    if sum(c != "" for c in table.entete.cellules) > COLONNES_MAX:
        raise FichierIllisible("Le fichier a plus de 50 colonnes.")
    if len(table.rangs) > LIGNES_MAX:
        raise FichierIllisible(_TROP_DE_LIGNES)
    return table


def _table(rangs: Iterator[Rang], score: Score) -> Table | None:
    """The rows below the best headings; stops one past the most that may be read."""
    premiers = list(islice(rangs, ENTETE_MAX))
    scores = [0 if rang.defaut else score(rang.cellules) for rang in premiers]
    if not any(scores):
        return None
    tete = scores.index(max(scores))
    suite = premiers[tete + 1 :]
    pleins = [rang for rang in suite if not rang.vide]
    pleins += islice((rang for rang in rangs if not rang.vide), LIGNES_MAX + 1)
    return Table(premiers[tete], tuple(pleins))


# CSV


def _decode(octets: bytes) -> str:
    if b"\0" in octets:
        raise FichierIllisible(
            "Ce fichier n'est pas un tableau : enregistrez-le en CSV ou en .xlsx."
        )
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _lignes(texte: str) -> list[str]:
    """The lines of text, without the empty ones that spreadsheets leave at the end."""
    lignes = io.StringIO(texte, newline="").readlines()
    while lignes and not lignes[-1].strip(" ;,\t\r\n"):
        lignes.pop()
    if len(lignes) > _LIGNES_DE_TEXTE_MAX:
        raise FichierIllisible(_TROP_DE_LIGNES)
    return lignes


def _csv(lignes: list[str], delimiteur: str) -> Iterator[Rang]:
    """The records; an unclosed quote spoils its own line and no other."""
    largeur, place = 0, 0
    while place < len(lignes):
        rang, prises = _enregistrement(lignes, place, delimiteur)
        if prises > 1 and largeur and len(rang.cellules) > largeur:
            rang, prises = _sans_fin(place), 1
        largeur = max(largeur, len(rang.cellules))
        yield rang
        place += prises


def _enregistrement(lignes: list[str], place: int, delimiteur: str) -> tuple[Rang, int]:
    """The record that begins at a line, and how many lines it takes."""
    ligne = lignes[place]
    if ligne.count(delimiteur) > _CELLULES_MAX:
        return Rang(place + 1, (), "Il y a plus de cases que de colonnes."), 1
    if '"' not in ligne:
        return Rang(place + 1, tuple(map(rearmer, ligne.rstrip("\r\n").split(delimiteur)))), 1
    suite = islice(lignes, place, place + _LIGNES_PAR_CELLULE)
    lecteur = csv.reader(suite, delimiter=delimiteur, strict=True)
    try:
        return Rang(place + 1, tuple(map(rearmer, next(lecteur)))), lecteur.line_num
    except csv.Error:
        return _sans_fin(place), 1


def _sans_fin(place: int) -> Rang:
    return Rang(place + 1, (), "Un guillemet n'est pas refermé.")


# XLSX


def _classeur(octets: bytes, score: Score, quoi: str) -> Table:
    """The one sheet of the workbook that has the headings."""
    import python_calamine as calamine

    montree = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
    try:
        sain, cases = _degonfle(octets)
        classeur = calamine.load_workbook(io.BytesIO(sain))
        noms = [f.name for f in classeur.sheets_metadata if (f.typ, f.visible) == montree]
        if len(noms) > _FEUILLES_MAX or cases * len(noms) > _CASES_MAX:
            raise FichierIllisible(_TROP_GRAND)
        tables = {}
        for nom in noms:
            feuille = classeur.get_sheet_by_name(nom)
            table = _table(_rangs(feuille.to_python(skip_empty_area=False)), score)
            if table:
                tables[nom] = table
    except (calamine.CalamineError, *_ZIP_ABIME):
        raise FichierIllisible("Ce classeur Excel est abîmé ou protégé.") from None
    if len(tables) > 1:
        raise FichierIllisible(
            f"Plusieurs feuilles ont {quoi} ({', '.join(tables)[:100]}) : "
            "enregistrez chacune dans son propre fichier."
        )
    return _la_meilleure(list(tables.values()), score, quoi)


def _rangs(lignes: Sequence[Sequence[object]]) -> Iterator[Rang]:
    for numero, ligne in enumerate(lignes, 1):
        yield Rang(numero, tuple(_cellule(valeur) for valeur in ligne))


def _cellule(valeur: object) -> Cellule:
    """A typed cell without the spreadsheet's floats: 15 digits are all that it keeps."""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, float) and math.isfinite(valeur):
        exact = Decimal(f"{valeur:.15g}")
        return int(exact) if exact == exact.to_integral_value() else exact
    if isinstance(valeur, datetime):
        return valeur.date()
    return valeur if isinstance(valeur, str | int | date) else str(valeur)


def _degonfle(octets: bytes) -> tuple[bytes, int]:
    """The workbook's XML, inflated within bounds and packed again without compression.

    What is read afterwards is thus exactly what was measured, whatever a forged directory
    says. With it, the cells of the largest sheet. Raises FichierIllisible, BadZipFile.
    """
    sain = io.BytesIO()
    reste = GONFLE_MAX
    mesures = [_Mesure(0, 0, 0)]
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(sain, "w") as copie:
        for piece in source.infolist():
            chiffree = piece.flag_bits & 1
            if chiffree or piece.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise zipfile.BadZipFile
            xml = _inflate(source, piece, reste)
            reste -= len(xml)
            if piece.filename.endswith((".xml", ".rels")):
                mesures.append(_mesure(xml))
                copie.writestr(piece.filename, xml)
    copies = sum(m.partages for m in mesures) * max(m.longueur for m in mesures)
    if copies > _TEXTES_MAX:
        raise FichierIllisible(_TROP_GRAND)
    return sain.getvalue(), max(m.cases for m in mesures)


def _inflate(source: zipfile.ZipFile, piece: zipfile.ZipInfo, reste: int) -> bytes:
    morceaux: list[bytes] = []
    with source.open(piece) as entree:
        while morceau := entree.read(65536):
            reste -= len(morceau)
            if reste < 0:
                raise FichierIllisible("Le classeur dépasse 64 Mo une fois ouvert.")
            morceaux.append(morceau)
    return b"".join(morceaux)


_CASE = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)")
_ATTRIBUT = re.compile(rb"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_TEXTE = re.compile(rb"<(?:\w+:)?si[\s/>]")
_DEMESURE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|[cC]ount\s*=\s*[\"']\d{8}|formatCode\s*=\s*[\"'][^\"']{1000}"
)
"""What makes the reader take memory or time that the file does not pay for."""


class _Mesure(NamedTuple):
    """What the reader will lay out: cells of the rectangle, cells that hold a shared text,
    bytes of the longest one."""

    cases: int
    partages: int
    longueur: int


def _mesure(xml: bytes) -> _Mesure:
    """Measured on the bytes, before the reader sees them.

    The reader lays out the whole rectangle and copies a shared text into each cell: a file
    of 400 KB can ask for gigabytes, and failing to get them ends the process.
    """
    if _DEMESURE.search(xml):
        raise zipfile.BadZipFile
    colonnes = lignes = partages = 0
    for case in _CASE.finditer(xml):
        attributs = {nom: un or deux for nom, un, deux in _ATTRIBUT.findall(case[1])}
        reference = _REFERENCE.fullmatch(attributs.get(b"r", b""))
        if not reference:
            raise FichierIllisible("Ouvrez ce classeur dans Excel et enregistrez-le de nouveau.")
        colonnes = max(colonnes, _colonne(reference[1]))
        lignes = max(lignes, int(reference[2]))
        partages += attributs.get(b"t") == b"s"
    bornes = [trouve.start() for trouve in _TEXTE.finditer(xml)] + [len(xml)]
    longueur = max((b - a for a, b in pairwise(bornes)), default=0)
    return _Mesure(colonnes * lignes, partages, longueur)


def _colonne(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres.upper():
        rang = rang * 26 + lettre - 64
    return rang
