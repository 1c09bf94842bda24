"""A long account is deleted in steps, none of which is more than a transaction holds."""

from __future__ import annotations

from chalicelib import reprise
from chalicelib.domaine.compte import Auteur
from local.dynamodb import Engine
from tests.api.conftest import exact_under_threads
from tests.api.personne import Personne
from tests.api.taille import MONTANT, semer
from tests.api.ventes import verser


@exact_under_threads
def test_a_versement_that_does_not_fit_any_more_waits_for_the_next_step(
    engine: Engine, awa: Personne
) -> None:
    for small in range(36, 60, 2):
        par = Auteur(awa.id, "Awa Ndiaye")
        client = semer(engine, awa.boutique, par, [small])[0].id
        verser(awa, 10 * MONTANT, client=client)
        awa.delete(f"/clients/{client}", expect=202, nom="Vieux Faye")
        reprise.passer(lambda: 10**6)
        assert awa.get("/reglements")["elements"] == []
        assert awa.get("/versements")["elements"] == []
