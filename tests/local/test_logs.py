"""A log line tells what broke and where, never for whom."""

from __future__ import annotations

import logging
import sys

from local.logs import OneLine


def test_an_error_is_one_line_without_its_words() -> None:
    try:
        raise ValueError("Awa\n77 123 45 67")
    except ValueError:
        record = logging.LogRecord(
            "local", logging.ERROR, __file__, 1, "une demande\na échoué", None, sys.exc_info()
        )
    line = OneLine().format(record)
    assert "\n" not in line
    assert "77" not in line.split(" ", 1)[1].replace("test_logs.py", "")
    assert "une demande a échoué [ValueError < test_logs.py:" in line
