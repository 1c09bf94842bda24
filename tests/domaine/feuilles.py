"""Workbooks for the tests, well-formed and forged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter

Valeur = str | int | float | bool | date


def classeur(*feuilles: Sequence[Sequence[Valeur]]) -> bytes:
    """An XLSX with a sheet for each table; dates and numbers are typed cells."""
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True, "strings_to_formulas": False}) as fichier:
        jour = fichier.add_format({"num_format": "dd/mm/yyyy"})
        for feuille in feuilles:
            page = fichier.add_worksheet()
            for r, rang in enumerate(feuille):
                for c, valeur in enumerate(rang):
                    if isinstance(valeur, date):
                        page.write_datetime(r, c, valeur, jour)
                    else:
                        page.write(r, c, valeur)
    return sortie.getvalue()


def forge(xlsx: bytes, pieces: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced."""
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx)) as source,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as copie,
    ):
        for nom in {*source.namelist(), *pieces}:
            copie.writestr(nom, pieces.get(nom) or source.read(nom))
    return sortie.getvalue()
