"""`make crediter` beside a stack that serves: another process on the same data."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from tests.local.boutique import post, sign_up
from tests.local.stacks import ROOT, StackProcess


def crediter(data: Path, boutique: str, n: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local.crediter"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data), "BOUTIQUE": boutique, "N": n},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_sms_are_credited_while_the_shop_sells(tmp_path: Path) -> None:
    data = tmp_path / "donnees"
    stack = StackProcess(data)
    try:
        cookie = sign_up(stack.browser)
        ended = threading.Event()
        statuses: list[int] = []

        def sell() -> None:
            body = {"telephone": "780000000", "nom": "Vieux", "produit": "riz", "montant": 100}
            while not ended.is_set():
                statuses.append(post(stack.browser, "/api/reglements", body, cookie=cookie).status)

        seller = threading.Thread(target=sell)
        seller.start()
        said = [crediter(data, "awa@exemple.sn", "40") for _ in range(2)]
        ended.set()
        seller.join()
        assert [each.stderr for each in said] == ["", ""]
        assert "Chez Awa : 40 SMS crédités" in said[0].stdout
        shown = stack.browser.ask("GET", "/api/quota", cookie=cookie).json
        assert f"quota : {shown['sms']} SMS." in said[1].stdout
        assert [m["motif"] for m in shown["mouvements"]] == ["credit", "credit", "bienvenue"]
        assert sum(m["parties"] for m in shown["mouvements"]) == shown["sms"]
        sold = stack.browser.ask("GET", "/api/tableau-de-bord", cookie=cookie).json["du"]
        assert statuses == [201] * (sold // 100)
    finally:
        assert stack.stop() == 0


def test_without_data_there_is_nothing_to_credit(tmp_path: Path) -> None:
    refused = crediter(tmp_path / "rien", "awa@exemple.sn", "40")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert not (tmp_path / "rien").exists()
