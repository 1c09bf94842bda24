"""What is too much, or not what it seems, has its clear answer from the running stack.

The most memory that its process ever held, and how long each answer took, are printed.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.domaine.fichier import XLSX
from tests.domaine.feuilles import classeur
from tests.local.boutique import sign_up
from tests.local.conftest import Answered
from tests.local.stacks import StackProcess

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read in /proc"),
]

ENTETE = "Date;Client;Téléphone;Produit / Service;Montant à payer;Versé;Échéance\n"
FORMULES = ["=1+1", "+221", "-5", "@SUM(A1)", '=HYPERLINK("http://mal.example")', "'=2"]
"""The last one as a file that was defused has it."""
GROWTH_MAX_MB = 100
"""An honest preview of 20,000 lines takes some 40."""


class Gerante:
    """Awa, signed in on a running stack whose memory is watched."""

    def __init__(self, stack: StackProcess) -> None:
        self.stack = stack
        self.cookie = sign_up(stack.browser)
        self.before = self.memory()
        self.minutes = 0

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answered:
        return self.stack.browser.ask(method, f"/api{path}", body, cookie=self.cookie, **headers)

    def bring(self, octets: bytes, media: str, apercu: str = "") -> Answered:
        """A file to be imported; how long it took is said."""
        since = time.perf_counter()
        answer = self.ask("POST", f"/imports{apercu}", octets, content_type=media)
        took = time.perf_counter() - since
        grown = self.memory() - self.before
        print(
            f"{len(octets):>9} bytes, {media}{apercu}: {answer.status} in {took:.2f} s,"
            f" the process has grown by {grown} MB at the most",
            file=sys.stderr,
        )
        assert grown < GROWTH_MAX_MB
        return answer

    def memory(self) -> int:
        """The most that the process has held so far, in MB."""
        status = Path(f"/proc/{self.stack.process.pid}/status").read_text("ascii")
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert peak is not None
        return int(peak[1]) // 1024

    def later(self) -> None:
        """A quarter of an hour later: what goes on by itself has ended."""
        self.minutes += 15
        there = (datetime.now(UTC) + timedelta(minutes=self.minutes)).isoformat()
        body = json.dumps({"maintenant": there.replace("+00:00", "Z")}).encode()
        assert self.stack.browser.ask("POST", "/local/horloge", body).status == 200


@pytest.fixture
def awa(tmp_path: Path) -> Iterator[Gerante]:
    stack = StackProcess(tmp_path / "donnees")
    try:
        yield Gerante(stack)
    finally:
        assert stack.stop() == 0
        assert "Traceback" not in stack.logged()


def cahier(lines: int) -> bytes:
    """A notebook of so many lines."""
    text = (
        f"24/11/2026;Client {n % 900};77{n % 900:07};Riz {n};{5 * n + 5};;\n" for n in range(lines)
    )
    return (ENTETE + "".join(text)).encode()


def tableur(lines: int) -> bytes:
    """The same in a workbook."""
    rows = csv.reader(io.StringIO(cahier(lines).decode()), delimiter=";")
    return classeur([*rows])


def bomb() -> bytes:
    """A megabyte that inflates to a gigabyte, where the sheet's cells should be."""
    sortie, chunk = io.BytesIO(classeur([["Date"]])), b" " * 2**20
    with (
        zipfile.ZipFile(sortie, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(1024):
            part.write(chunk)
    return sortie.getvalue()


def test_a_file_that_is_too_much_is_refused_for_little(awa: Gerante) -> None:
    for octets, media, status, words in (
        (bomb(), XLSX, 422, "Le classeur"),
        (cahier(20_001), "text/csv", 422, "Le fichier a plus de 20 000 lignes"),
        (tableur(20_001), XLSX, 422, "Le fichier a plus de 20 000 lignes"),
        (b"x" * (5 * 2**20), "text/csv", 413, ""),
        (b"x" * (5 * 2**20), XLSX, 413, ""),
    ):
        for apercu in ("", "?apercu=true"):
            answer = awa.bring(octets, media, apercu)
            assert answer.status == status, answer.body
            if words:
                [erreur] = answer.json["erreurs"]
                assert erreur["champ"] == "fichier"
                assert erreur["message"].startswith(words)
    for size in (5, 7):
        body = b'{"produit": "' + b"x" * (size * 2**20) + b'"}'
        answer = awa.ask("POST", "/reglements", body, content_type="application/json")
        assert (answer.status, answer.json["type"]) == (413, "trop-grand")
    for octets, media in ((cahier(20_000), "text/csv"), (tableur(20_000), XLSX)):
        answer = awa.bring(octets, media, "?apercu=true")
        assert (answer.status, answer.json["reglements"]) == (200, 20_000)


def test_formulas_come_in_as_texts_and_go_out_as_texts(awa: Gerante) -> None:
    lines = [["24/11/2026", f, f"77123450{n}", f, "5000", "", ""] for n, f in enumerate(FORMULES)]
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(lines)
    assert awa.bring((ENTETE + written.getvalue()).encode(), "text/csv").status == 202
    awa.later()
    shown = awa.ask("GET", "/reglements").json["elements"]
    meant = {f.removeprefix("'") for f in FORMULES}
    assert {r["produit"] for r in shown} == {r["client"]["nom"] for r in shown} == meant
    for format in ("csv", "xlsx"):
        body = json.dumps({"format": format}).encode()
        asked = awa.ask("POST", "/exports", body, content_type="application/json")
        awa.later()
        url = awa.ask("GET", f"/exports/{asked.json['id']}").json["url"]
        taken = awa.ask("GET", url.partition("/api")[2]).body
        with zipfile.ZipFile(io.BytesIO(taken)) as packed:
            files = {name: packed.read(name).decode() for name in packed.namelist()}
        if format == "xlsx":
            assert not [name for name, text in files.items() if "<f>" in text]
        else:
            rows = csv.reader(io.StringIO(files["reglements.csv"]), delimiter=";")
            cells = [cell for row in rows for cell in row]
            assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
            assert {f"'{f}" for f in meant} <= set(cells)
