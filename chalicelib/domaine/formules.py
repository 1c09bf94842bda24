"""A spreadsheet runs what looks like a formula in a CSV: such a text is defused, and read again.

`=HYPERLINK(...)` typed as a produit must stay a text when the gérant opens the export. A cell that
begins with = + - @, a tab or a line end gets an apostrophe before it; so does one in which
apostrophes stand before such a sign already, so that the way back is the same for all: an
import takes one apostrophe off. A number in E.164 reads `'+221771234567`. Workbooks (XLSX) need
none of this: there a text is a text.
"""

from __future__ import annotations

import re

_FORMULE = re.compile(r"'*[=+\-@\t\r\n]")
_DESARMEE = re.compile(r"'+[=+\-@\t\r\n]")


def desarmer(texte: str) -> str:
    """The cell of a CSV that shows this text and runs nothing."""
    return f"'{texte}" if _FORMULE.match(texte) else texte


def rearmer(cellule: str) -> str:
    """The text that a cell of a CSV shows: the inverse of `desarmer`."""
    return cellule[1:] if _DESARMEE.match(cellule) else cellule
