"""A table is read from any file that holds one, and nothing worse than a message from others."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.fichier import (
    COLONNES_MAX,
    LIGNES_MAX,
    OCTETS_MAX,
    XLSX,
    Cellule,
    FichierIllisible,
    Table,
    lire,
)
from tests.domaine.feuilles import classeur, forge

FEUILLE = "xl/worksheets/sheet1.xml"
TEXTES = "xl/sharedStrings.xml"
PETIT = classeur([["A", "B"], ["riz", 5]])


def score(cellules: Sequence[Cellule]) -> int:
    return len({"A", "B"} & {str(c) for c in cellules})


def csv(texte: str | bytes) -> Table:
    octets = texte.encode() if isinstance(texte, str) else texte
    return lire(octets, "text/csv", score)


def lignes(table: Table) -> list[tuple[int, tuple[Cellule, ...]]]:
    return [(rang.numero, rang.cellules) for rang in table.rangs]


@pytest.mark.parametrize("delimiteur", [";", ",", "\t"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_whatever_saved_it(delimiteur: str, fin: str, encodage: str) -> None:
    texte = fin.join([f"A{delimiteur}B", f"café{delimiteur}5", ""])
    assert lignes(csv(texte.encode(encodage))) == [(2, ("café", "5"))]


def test_a_delimiter_in_quotes_delimits_nothing() -> None:
    assert lignes(csv('A,B\n"Pain; lait, ""sel""",5\n')) == [(2, ('Pain; lait, "sel"', "5"))]


def test_a_line_break_in_a_cell_counts_in_the_numbers_of_the_lines_below() -> None:
    assert lignes(csv('A;B\n"deux\nlignes";1\nriz;2\n')) == [
        (2, ("deux\nlignes", "1")),
        (4, ("riz", "2")),
    ]


def test_empty_lines_are_skipped_and_numbered() -> None:
    assert lignes(csv("A;B\n\n;\n ; \nriz;2\n")) == [(5, ("riz", "2"))]


def test_an_unclosed_quote_spoils_its_own_line_alone() -> None:
    table = csv('A;B\n"riz;1\nsel;2\n"sucre;3\n"mil";4\n')
    assert [(rang.numero, rang.defaut is None) for rang in table.rangs] == [
        (2, False),
        (3, True),
        (4, False),
        (5, True),
    ]


def test_a_record_over_two_lines_that_has_too_many_cells_is_two_lines() -> None:
    table = csv('A;B\n"riz;1\nsel";2;3\nmil;4\n')
    assert [(rang.numero, rang.defaut is None) for rang in table.rangs] == [
        (2, False),
        (3, True),
        (4, True),
    ]


def test_a_line_of_thousands_of_cells_spoils_itself_alone() -> None:
    table = csv(f"A;B\nriz{';1' * 5_000}\nsel;2\n")
    assert [rang.defaut is None for rang in table.rangs] == [False, True]


def test_the_empty_end_of_a_sheet_counts_for_nothing() -> None:
    assert lignes(csv("A;B\nriz;2\n" + ";\n" * 500_000)) == [(2, ("riz", "2"))]


def test_a_quote_within_a_word_is_a_sign_like_others() -> None:
    assert lignes(csv('A;B\nTV 32";65000\n')) == [(2, ('TV 32"', "65000"))]


def test_a_title_may_stand_above_the_headings() -> None:
    assert lignes(csv("sep=;\nMon cahier\n\nA;B\nriz;2\n")) == [(5, ("riz", "2"))]
    for titre in ["Mon cahier"], []:
        xlsx = classeur([titre, [], ["A", "B"], ["riz", 2]])
        assert lignes(lire(xlsx, XLSX, score)) == [(4, ("riz", 2))]


def test_a_workbook_gives_typed_cells_without_floats() -> None:
    xlsx = classeur([["A", "B"], [date(2026, 1, 2), 15000.0], [0.1 + 0.2, True], [771234567, "x"]])
    assert lignes(lire(xlsx, XLSX, score)) == [
        (2, (date(2026, 1, 2), 15_000)),
        (3, (Decimal("0.3"), "VRAI")),
        (4, (771_234_567, "x")),
    ]


def test_a_workbook_is_known_by_its_bytes_too() -> None:
    assert lignes(lire(PETIT, "text/csv", score)) == [(2, ("riz", 5))]


def test_the_sheet_that_has_the_headings_is_read_wherever_it_stands() -> None:
    assert lignes(lire(classeur([["Notes"]], [["A", "B"], ["riz", 5]]), XLSX, score)) == [
        (2, ("riz", 5))
    ]


def refus(octets: bytes, content_type: str = "text/csv") -> str:
    with pytest.raises(FichierIllisible) as erreur:
        lire(octets, content_type, score)
    assert [e.champ for e in erreur.value.erreurs] == ["fichier"]
    return erreur.value.detail


def test_two_sheets_with_the_headings_are_not_chosen_from() -> None:
    message = refus(classeur([["A", "B"], ["riz", 5]], [["A", "B"], ["sel", 5]]))
    assert message.startswith("Plusieurs feuilles ont un cahier (Sheet1, Sheet2)")


@pytest.mark.parametrize(
    ("octets", "debut"),
    [
        (b"", "Le fichier est vide"),
        (b" \r\n ", "Le fichier est vide"),
        (b"bonjour", "Ce fichier n'est pas un cahier"),
        (b"%PDF-1.7\0\x01", "Ce fichier n'est pas un tableau"),
        ("A;B\n1;2".encode("utf-16"), "Ce fichier n'est pas un tableau"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Enregistrez ce classeur"),
        (b"PK\x03\x04 tronque", "Ce classeur Excel est abîmé"),
        (PETIT[:-30], "Ce classeur Excel est abîmé"),
        (b"A;B\n" + b"x" * OCTETS_MAX, "Le fichier dépasse 4 Mo"),
        (b"A;B\n" + b"riz;5\n" * (LIGNES_MAX + 1), "Le fichier a plus de 20 000 lignes"),
        (b";".join([b"A"] * (COLONNES_MAX + 1)), "Le fichier a plus de 50 colonnes"),
    ],
)
def test_what_is_no_table_gets_one_clear_message(octets: bytes, debut: str) -> None:
    assert refus(octets).startswith(debut)


def test_a_csv_that_says_it_is_a_workbook_is_refused() -> None:
    assert refus(b"A;B\nriz;5", XLSX).startswith("Ce classeur Excel est abîmé")


def test_the_limits_themselves_are_within() -> None:
    assert len(csv(b"A;B\n" + b"riz;5\n" * LIGNES_MAX + b";\n" * 100).rangs) == LIGNES_MAX
    assert csv(";".join(["A"] * COLONNES_MAX)).rangs == ()


def feuille(cases: bytes) -> bytes:
    return b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>%b</sheetData></worksheet>' % (
        cases
    )


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param({"xl/gros.xml": b" " * (65 * 2**20)}, id="inflates to 65 MB"),
        pytest.param({"xl/image.bin": b" " * (65 * 2**20)}, id="so does what is not read"),
        pytest.param(
            {FEUILLE: feuille(b'<row><c r="XFD1048576"><v>1</v></c></row>')}, id="a far corner"
        ),
        pytest.param(
            {FEUILLE: feuille(b'<row r="1048576"><c q=" r=\'A1\'"><v>1</v></c></row>')},
            id="a far row whose cell says nothing",
        ),
        pytest.param(
            {
                TEXTES: b"<sst><si><t>%b</t></si></sst>" % (b"x" * 2**20),
                FEUILLE: feuille(
                    b"".join(b'<row><c r="A%d" t="s"><v>0</v></c></row>' % n for n in range(1, 999))
                ),
            },
            id="a long text a thousand times",
        ),
        pytest.param(
            {TEXTES: b'<sst uniqueCount="4294967296"><si><t>A</t></si></sst>'},
            id="a count that lies",
        ),
        pytest.param(
            {TEXTES: b'<!DOCTYPE sst [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>'},
            id="an entity",
        ),
    ],
)
def test_a_workbook_that_asks_for_more_than_it_weighs_is_refused(pieces: dict[str, bytes]) -> None:
    assert refus(forge(PETIT, pieces)).startswith(("Le classeur", "Ce classeur", "Ouvrez"))


def test_a_directory_that_lies_about_a_size_is_refused() -> None:
    honnete = forge(PETIT, {"xl/gros.xml": b" " * 100_000})
    taille = (100_000).to_bytes(4, "little")
    assert refus(honnete.replace(taille, (100).to_bytes(4, "little"))).startswith("Ce classeur")


@given(st.binary(max_size=300) | st.text(alphabet='AB;,\t"\n\r 5é').map(str.encode))
def test_no_bytes_give_anything_but_a_table_or_a_message(octets: bytes) -> None:
    for contenu in (octets, b"A;B\n" + octets):
        with suppress(FichierIllisible):
            csv(contenu)


@given(st.randoms(use_true_random=False))
def test_no_broken_workbook_gives_anything_but_a_table_or_a_message(rnd: random.Random) -> None:
    octets = bytearray(PETIT)
    for _ in range(rnd.randint(1, 4)):
        octets[rnd.randrange(4, len(octets))] = rnd.randrange(256)
    with suppress(FichierIllisible):
        lire(bytes(octets), XLSX, score)


@given(st.randoms(use_true_random=False))
def test_no_broken_sheet_gives_anything_but_a_table_or_a_message(rnd: random.Random) -> None:
    with zipfile.ZipFile(io.BytesIO(PETIT)) as source:
        nom = rnd.choice([FEUILLE, TEXTES, "xl/styles.xml", "xl/workbook.xml"])
        xml = bytearray(source.read(nom))
    debut = rnd.randrange(len(xml))
    xml[debut : debut + rnd.randint(0, 9)] = rnd.choice([b"", b"-1", b"99999", b"NaN", b'"', b"<"])
    with suppress(FichierIllisible):
        lire(forge(PETIT, {nom: bytes(xml)}), XLSX, score)
