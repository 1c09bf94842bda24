"""Rows to files that a spreadsheet opens: a zip of CSVs, or a workbook (XLSX).

    classeur = FORMATS["csv"](path, [VENTES], "XOF")
    classeur.ligne(VENTES, [date(2026, 11, 24), "Vieux Faye", 15_000])
    classeur.fermer()

CSVs are as Excel opens them in French: `;`, UTF-8 with its mark, dates 24/11/2026, amounts in the
currency's main unit without spaces (15000; 12,50), formulas defused (domaine/formules.py). In a
workbook texts are texts, numbers numbers and dates dates. Rows go to disk as they come: memory
does not grow with their number.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from chalicelib.domaine.formules import desarmer
from chalicelib.domaine.montant import exposant

LIGNES_MAX = 1_048_576
"""Rows of a worksheet, its headings counted; beyond, another one goes on."""

Cellule = str | int | Date | datetime | None
"""A datetime is the shop's own time, without a zone: spreadsheets know none."""


class Genre(Enum):
    """What a column holds; a MONTANT comes in minor units."""

    TEXTE = "texte"
    NOMBRE = "nombre"
    MONTANT = "montant"
    JOUR = "jour"
    INSTANT = "instant"


@dataclass(frozen=True)
class Colonne:
    """A column; `largeur` in characters."""

    titre: str
    genre: Genre = Genre.TEXTE
    largeur: int = 16


@dataclass(frozen=True)
class Feuille:
    """A table of a workbook, or a CSV of a zip, whose name is `fichier`."""

    titre: str
    fichier: str
    colonnes: tuple[Colonne, ...]


Ligne = tuple[Feuille, Sequence[Cellule]]
"""A row, and the table that it belongs to."""


def local(instant: datetime | str | None, zone: ZoneInfo) -> datetime | None:
    """An instant by the shop's clock, to the second, where there is one."""
    if instant is None:
        return None
    value = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return value.astimezone(zone).replace(tzinfo=None, microsecond=0)


class Classeur(Protocol):
    """A file in the making."""

    def __init__(self, chemin: Path, feuilles: Sequence[Feuille], devise: str) -> None: ...

    def ligne(self, feuille: Feuille, cellules: Sequence[Cellule]) -> None:
        """The next row of a table, a cell for each of its columns."""

    def fermer(self) -> None:
        """Write what is left; the file is whole then."""


class Csv:
    """A zip with a CSV for each table."""

    def __init__(self, chemin: Path, feuilles: Sequence[Feuille], devise: str) -> None:
        self._chemin = chemin
        self._devise = devise
        self._open = ExitStack()
        self._paths: list[Path] = []
        self._writers: dict[str, Any] = {}
        for feuille in feuilles:
            path = chemin.parent / f"{feuille.fichier}.csv"
            file = self._open.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow([colonne.titre for colonne in feuille.colonnes])
            self._paths.append(path)
            self._writers[feuille.fichier] = writer

    def ligne(self, feuille: Feuille, cellules: Sequence[Cellule]) -> None:
        """The next row of a table."""
        pairs = zip(feuille.colonnes, cellules, strict=True)
        self._writers[feuille.fichier].writerow(
            [texte(colonne.genre, valeur, self._devise) for colonne, valeur in pairs]
        )

    def fermer(self) -> None:
        """Pack the CSVs; they themselves go."""
        self._open.close()
        with zipfile.ZipFile(self._chemin, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in self._paths:
                packed.write(path, path.name)
                path.unlink()


def texte(genre: Genre, valeur: Cellule, devise: str) -> str:
    """A cell of a CSV; an empty one where there is nothing."""
    if valeur is None:
        return ""
    if isinstance(valeur, datetime):
        return f"{valeur:%d/%m}/{valeur.year:04} {valeur:%H:%M}"
    if isinstance(valeur, Date):
        return f"{valeur:%d/%m}/{valeur.year:04}"
    if isinstance(valeur, int):
        nombre = unites(valeur, devise) if genre is Genre.MONTANT else valeur
        return f"{nombre:f}".replace(".", ",") if isinstance(nombre, Decimal) else str(nombre)
    return desarmer(valeur)


def unites(montant: int, devise: str) -> int | Decimal:
    """An amount in the currency's main unit: what people write."""
    decimales = exposant(devise)
    return Decimal(montant).scaleb(-decimales) if decimales else montant


class Xlsx:
    """A workbook with a worksheet for each table."""

    def __init__(self, chemin: Path, feuilles: Sequence[Feuille], devise: str) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "tmpdir": str(chemin.parent),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self._devise = devise
        self._book = xlsxwriter.Workbook(str(chemin), options)
        decimales = exposant(devise)
        self._formats = {
            Genre.TEXTE: self._book.add_format({"num_format": "@", "valign": "top"}),
            Genre.NOMBRE: self._book.add_format({"num_format": "0"}),
            Genre.MONTANT: self._book.add_format(
                {"num_format": "#,##0" + (f".{'0' * decimales}" if decimales else "")}
            ),
            Genre.JOUR: self._book.add_format({"num_format": "dd/mm/yyyy"}),
            Genre.INSTANT: self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        self._heading = self._book.add_format({"bold": True, "bottom": 1})
        self._sheets: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        for feuille in feuilles:
            self._begin(feuille)

    def ligne(self, feuille: Feuille, cellules: Sequence[Cellule]) -> None:
        """The next row of a table."""
        if self._rows[feuille.fichier] == LIGNES_MAX:
            self._begin(feuille)
        sheet, row = self._sheets[feuille.fichier], self._rows[feuille.fichier]
        for place, (colonne, valeur) in enumerate(zip(feuille.colonnes, cellules, strict=True)):
            self._write(sheet, row, place, colonne.genre, valeur)
        self._rows[feuille.fichier] += 1

    def _write(self, sheet: Any, row: int, place: int, genre: Genre, valeur: Cellule) -> None:
        style = self._formats[genre]
        if isinstance(valeur, str):
            if valeur:
                sheet.write_string(row, place, valeur, style)
        elif isinstance(valeur, Date):
            sheet.write_datetime(row, place, valeur, style)
        elif valeur is not None:
            number = unites(valeur, self._devise) if genre is Genre.MONTANT else valeur
            sheet.write_number(row, place, number, style)

    def fermer(self) -> None:
        """Put the workbook together."""
        self._book.close()

    def _begin(self, feuille: Feuille) -> None:
        part = self._parts[feuille.fichier] = self._parts.get(feuille.fichier, 0) + 1
        name = feuille.titre if part == 1 else f"{feuille.titre} ({part})"
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, colonne in enumerate(feuille.colonnes):
            sheet.set_column(place, place, colonne.largeur)
            sheet.write_string(0, place, colonne.titre, self._heading)
        self._sheets[feuille.fichier] = sheet
        self._rows[feuille.fichier] = 1


FORMATS: Mapping[str, type[Classeur]] = {"csv": Csv, "xlsx": Xlsx}
