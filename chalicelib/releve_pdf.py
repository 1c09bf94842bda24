"""The relevé on paper: A4, legible in black and white, with the red margin of the notebook.

Rows are set by hand: fpdf2's tables lay a whole table out before they write it. The font is our
own (chalicelib/fonts): those that every PDF reader has know neither U+202F nor ’ nor Ŋ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib import releve
from chalicelib.context import Context
from chalicelib.domaine import dates
from chalicelib.domaine import nom as noms
from chalicelib.domaine.montant import afficher, chiffres
from chalicelib.domaine.problems import ChampsInvalides
from chalicelib.domaine.releve import TypeLigne
from chalicelib.releve import LigneVue, ReleveQuery, ReleveVue
from chalicelib.web.answer import Answer

if TYPE_CHECKING:
    from fpdf import FPDF

LIGNES_MAX = 3_000
FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
PAGES = "\ue000" * 4
"""Stands for the number of pages until it is known; no text of ours or others holds it."""

# Millimetres.
LEFT, TOP, RIGHT, BOTTOM = 15.0, 14.0, 195.0, 279.0
COLUMNS = (("Date", 23.0), ("Opération", 79.0), ("Débit", 25.0), ("Crédit", 25.0), ("Solde", 28.0))
ROW, LEADING = 6.0, 4.4
MARGIN_AT = LEFT + COLUMNS[0][1] - 2

BLACK, GREY, RED = (0, 0, 0), (90, 90, 90), (200, 60, 60)
RULE = (200, 200, 200)

TOTALS = {
    TypeLigne.REGLEMENT: "à payer",
    TypeLigne.VERSEMENT: "versé",
    TypeLigne.SOLDE: "cédé",
    TypeLigne.REMBOURSEMENT: "rendu",
}
"""What the lines of each type come to over the period, in words."""


def lire(ctx: Context, id: str, query: ReleveQuery) -> Answer[bytes]:
    """GET /clients/{id}/releve?format=pdf: the whole period, whatever `limite` and `curseur` say.

    Raises Introuvable, and ChampsInvalides on `du` past 3 000 lines.
    """
    found = releve.lire(
        ctx, id, query.model_copy(update={"limite": LIGNES_MAX, "curseur": None, "format": None})
    )
    if found.curseur:
        raise ChampsInvalides.of(
            "du", "Ce relevé dépasse 3 000 lignes : choisissez une période plus courte."
        )
    disposition = f'inline; filename="{file_name(found, last_day(ctx, found))}"'
    return Answer(
        Papier(ctx, found).octets(),
        headers={"Content-Disposition": disposition},
        content_type="application/pdf",
    )


def last_day(ctx: Context, shown: ReleveVue) -> Date:
    """The day whose balance the paper gives: today where the period is open or goes further."""
    return min(shown.au or ctx.today(), ctx.today())


def file_name(shown: ReleveVue, au: Date) -> str:
    """`releve-awa-diop-2026-10-01-2026-11-28.pdf`; a nom of another script is left out."""
    nom = re.sub(r"[^a-z0-9]+", "-", noms.normaliser(shown.client.nom)).strip("-")
    days = [str(shown.du)] if shown.du else []
    return "-".join(["releve", *([nom] if nom else []), *days, str(au)]) + ".pdf"


class Papier:
    """One relevé, laid out page by page."""

    def __init__(self, ctx: Context, shown: ReleveVue) -> None:
        self.ctx = ctx
        self.shown = shown
        self.devise = ctx.boutique.devise
        self.au = last_day(ctx, shown)
        self.pdf = document(ctx, shown)
        self.known = drawn(self.pdf)
        self.table_top = TOP

    def octets(self) -> bytes:
        """The file."""
        self.pdf.add_page()
        self.heading()
        self.columns()
        if self.shown.du:
            self.row(self.shown.du, f"Solde au {jour(self.shown.du)}", None, self.shown.ouverture)
        for ligne in self.shown.lignes:
            self.row(ligne.date, ligne.libelle, ligne, ligne.solde)
        self.closing()
        self.end_page()
        return bytes(self.pdf.output())

    def heading(self) -> None:
        """Whose shop, whose account, which period: on the first page."""
        boutique, client = self.ctx.boutique, self.shown.client
        self.text(boutique.nom, 14, 8, bold=True)
        self.text(self.telephone(boutique.telephone), 10, 10, colour=GREY)
        self.text(f"Relevé de compte : {client.nom}", 12, 6, bold=True)
        if client.telephone:
            self.text(self.telephone(client.telephone), 10, 5, colour=GREY)
        self.text(self.period(), 10, 8, colour=GREY)

    def period(self) -> str:
        """« Du 1er octobre au 28 novembre 2026 », in figures."""
        au = jour(self.au)
        return f"Du {jour(self.shown.du)} au {au}" if self.shown.du else f"Jusqu’au {au}"

    def telephone(self, numero: str) -> str:
        """A number as it is dialled from the shop."""
        from chalicelib.domaine.telephone import afficher as dialled

        return dialled(numero, self.ctx.boutique.pays)

    def columns(self) -> None:
        """The headings of the table, at the top of each page."""
        pdf = self.pdf
        self.table_top = pdf.get_y()
        self.font(9, bold=True)
        for place, (name, width) in enumerate(COLUMNS):
            pdf.cell(width, ROW + 1, name, align="R" if place > 1 else "L")
        pdf.ln(ROW + 1)
        self.rule(BLACK)

    def row(self, date: Date, libelle: str, ligne: LigneVue | None, solde: int) -> None:
        """A line of the account; a long libellé takes several lines of text."""
        self.font(9)
        texts = self.wrapped(libelle, COLUMNS[1][1] - 2)
        height = ROW + LEADING * (len(texts) - 1)
        self.room(height)
        pdf, top = self.pdf, self.pdf.get_y()
        self.font(9)
        pdf.cell(COLUMNS[0][1], ROW, jour(date))
        for place, text in enumerate(texts):
            pdf.set_xy(LEFT + COLUMNS[0][1], top + LEADING * place)
            pdf.cell(COLUMNS[1][1], ROW, text)
        pdf.set_xy(LEFT + COLUMNS[0][1] + COLUMNS[1][1], top)
        for amount, (_, width) in zip(amounts(ligne), COLUMNS[2:4], strict=True):
            self.amount(amount, width, struck=ligne is not None and ligne.type is TypeLigne.SOLDE)
        self.font(9, bold=True)
        pdf.cell(COLUMNS[4][1], ROW, chiffres(solde, self.devise), align="R")
        pdf.set_xy(LEFT, top + height)
        self.rule(RULE)

    def amount(self, montant: int, width: float, struck: bool) -> None:
        """A débit or a crédit, nothing where it is 0; what was let go is struck through."""
        if not montant:
            self.pdf.set_x(self.pdf.get_x() + width)
            return
        text = chiffres(montant, self.devise)
        self.pdf.cell(width, ROW, text, align="R")
        if struck:
            x, y = self.pdf.get_x(), self.pdf.get_y() + ROW / 2 + 0.1
            self.pdf.set_draw_color(*BLACK)
            self.pdf.line(x - self.pdf.get_string_width(text), y, x, y)

    def closing(self) -> None:
        """The balance of the last day, and what the period comes to, never paid with let go."""
        cloture = self.shown.cloture
        self.room(ROW + 2 + LEADING)
        name = "Reste à payer" if cloture > 0 else "Avoir" if cloture else "Rien à payer"
        self.rule(BLACK)
        self.font(10, bold=True)
        width = sum(width for _, width in COLUMNS)
        top = self.pdf.get_y()
        self.pdf.set_x(LEFT + COLUMNS[0][1])
        self.pdf.cell(COLUMNS[1][1], ROW + 2, f"{name} au {jour(self.au)}")
        self.pdf.set_xy(LEFT, top)
        shown = afficher(abs(cloture), self.devise)
        self.pdf.cell(width, ROW + 2, self.written(shown), align="R")
        self.pdf.ln(ROW + 2)
        self.margin()
        self.pdf.ln(2)
        if recap := self.recap():
            self.text(recap, 9, LEADING + 2, colour=GREY)

    def recap(self) -> str:
        """« Sur la période : 40 000 F à payer, 17 500 F versé, 3 000 F cédé »."""
        sums = dict.fromkeys(TypeLigne, 0)
        for ligne in self.shown.lignes:
            sums[ligne.type] += ligne.debit + ligne.credit
        parts = [f"{afficher(n, self.devise)} {TOTALS[type]}" for type, n in sums.items() if n]
        return f"Sur la période : {', '.join(parts)}." if parts else "Rien sur cette période."

    def room(self, height: float) -> None:
        """Go on at the next page, under its headings, where this one has no room left."""
        if self.pdf.get_y() + height <= BOTTOM:
            return
        self.margin()
        self.end_page()
        self.pdf.add_page()
        self.text(f"{self.shown.client.nom} · {self.period()}", 9, 7, colour=GREY)
        self.columns()

    def margin(self) -> None:
        """The notebook's red line, along the rows of this page."""
        self.pdf.set_draw_color(*RED)
        self.pdf.set_line_width(0.4)
        self.pdf.line(MARGIN_AT, self.table_top, MARGIN_AT, self.pdf.get_y())
        self.pdf.set_line_width(0.1)

    def end_page(self) -> None:
        """« page 2 sur 3 », and when it was printed."""
        pdf = self.pdf
        pdf.set_xy(LEFT, BOTTOM + 4)
        self.font(8, colour=GREY)
        now = self.ctx.now.astimezone(ZoneInfo(self.ctx.boutique.fuseau))
        pdf.cell(90, 5, self.written(f"{self.ctx.boutique.nom} · le {now:%d/%m/%Y à %H:%M}"))
        pdf.cell(RIGHT - LEFT - 90, 5, f"page {pdf.page_no()} sur {PAGES}", align="R")

    def text(
        self,
        text: str,
        size: int,
        height: float,
        *,
        bold: bool = False,
        colour: Sequence[int] = BLACK,
    ) -> None:
        """A paragraph of its own."""
        self.font(size, bold=bold, colour=colour)
        for line in self.wrapped(text, RIGHT - LEFT):
            self.pdf.cell(RIGHT - LEFT, size * 0.45, line)
            self.pdf.ln(size * 0.45)
        self.pdf.ln(height - size * 0.45)

    def font(self, size: int, *, bold: bool = False, colour: Sequence[int] = BLACK) -> None:
        """What the next cells are written in."""
        self.pdf.set_font(FONT, "B" if bold else "", size)
        self.pdf.set_text_color(*colour)

    def rule(self, colour: Sequence[int]) -> None:
        """A line across the table."""
        self.pdf.set_draw_color(*colour)
        self.pdf.line(LEFT, self.pdf.get_y(), RIGHT, self.pdf.get_y())

    def wrapped(self, text: str, width: float) -> list[str]:
        """The text in lines of that width, in the font that is set."""
        text = self.written(text)
        if self.pdf.get_string_width(text) <= width:
            return [text]
        lines = self.pdf.multi_cell(width, text=text, align="L", dry_run=True, output="LINES")
        assert isinstance(lines, list), "LINES alone gives a list"
        return [str(line) for line in lines]

    def written(self, text: str) -> str:
        """The text with a sign in the place of each character that our font does not draw."""
        return "".join(c if ord(c) in self.known else "\ufffd" for c in text)


def document(ctx: Context, shown: ReleveVue) -> FPDF:
    """An empty A4 document, with our font."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margins(LEFT, TOP)
    pdf.set_auto_page_break(False)
    pdf.alias_nb_pages(PAGES)
    pdf.add_font(FONT, "", FONTS / "DejaVuSansCondensed.ttf")
    pdf.add_font(FONT, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
    pdf.c_margin = 0
    pdf.set_line_width(0.1)
    pdf.set_title(f"Relevé de {shown.client.nom}")
    pdf.set_author(ctx.boutique.nom)
    pdf.set_lang("fr")
    pdf.set_creation_date(ctx.now)
    return pdf


def drawn(pdf: FPDF) -> frozenset[int]:
    """The characters that our font draws."""
    from fpdf.fonts import TTFFont

    font = pdf.fonts[FONT.lower()]
    assert isinstance(font, TTFFont), "ours is a file"
    return frozenset(font.cmap)


def jour(date: Date | None) -> str:
    """28/11/2026."""
    return dates.afficher(date) if date else ""


def amounts(ligne: LigneVue | None) -> tuple[int, int]:
    """The débit and the crédit of a line; the opening has none."""
    return (ligne.debit, ligne.credit) if ligne else (0, 0)
