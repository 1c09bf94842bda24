"""The search of the logs finds what it is there to find, and nothing else."""

from __future__ import annotations

import importlib
import logging

import pytest

from tests.discretion import Discretion

SENT = (
    b'{"nom": "Coumba Sy", "boutique": "Coumba", "cle": "contacts", "jeton": "",'
    b' "mot_de_passe": "le riz de Richard Toll",'
    b' "reglements": [{"destinataires": ["78 600 00 02"]}]}'
)
COOKIE = ("cookie", "session=abcdefghijklmnopqrst-uvwxyz0")
ANSWER = b'{"url":"http://x/releve#jeton=ABCDEFGHIJKLMNOPQRST_UVWXYZ"}'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("task failed op 01KVQCBJ80WC5E4Z5T0000000A", ""),
        ("POST /api/session 200 1538 ms", ""),
        ("client Coumba Sy", "a name"),
        ("GET /api/contacts/{id} 200 7 ms", ""),
        ("contacts Coumba", "a name"),
        ("chez AWA", "a name"),
        ("le riz de Richard Toll refusé", "a name"),
        ("to +221786000002", "a telephone number"),
        ("to 78 600 00 02.", "a telephone number"),
        ("awa@exemple.sn", "an e-mail address"),
        ("session=abcdefghijklmnopqrst-uvwxyz0", "a secret"),
        ("GET /releve/ABCDEFGHIJKLMNOPQRST_UVWXYZ", "a secret"),
    ],
)
def test_a_line_that_tells_of_somebody_is_found(line: str, told: str) -> None:
    importlib.import_module("app")
    memory = Discretion()
    memory.sent(SENT, [COOKIE], ANSWER)
    memory.emit(logging.LogRecord("amneubor", logging.ERROR, __file__, 1, line, None, None))
    assert list(memory.indiscreet()) == ([f"amneubor: {told}"] if told else [])
