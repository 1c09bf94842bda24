"""The journal: one line for every change, with figures before and after, and nobody's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import MOT_DE_PASSE, Clock, Courriels
from tests.api.personne import Personne
from tests.api.test_equipe import BINTA
from tests.api.test_inscription import signed_up
from tests.api.ventes import RIZ, champs, vendre, verser, whole


def lines(who: Personne, **query: Any) -> list[Any]:
    """The journal, oldest first."""
    return list(reversed(whole(who, "/journal", 100, **query)))


def last(who: Personne) -> Any:
    return who.get("/journal", limite=1)["elements"][0]


def test_a_line_says_who_did_what_with_the_figures_before_and_after(awa: Personne) -> None:
    sale = awa.post("/reglements", **RIZ)
    awa.patch(f"/reglements/{sale['id']}", montant=12_000, produit="Riz 50 kg")
    added, changed = lines(awa)
    assert changed == {
        "id": changed["id"],
        "le": "2026-11-24T10:00:00.000Z",
        "par": {"id": awa.id, "nom": "Awa Ndiaye"},
        "action": "modifier reglement",
        "objet": sale["id"],
        "client": sale["client"]["id"],
        "avant": {
            "montant": 15_000,
            "date": "2026-11-24",
            "etat": "incomplet",
            "verse": 0,
            "abandonne": 0,
            "echeance": None,
        },
        "apres": {**changed["avant"], "montant": 12_000},
    }
    assert (added["action"], added["avant"]) == ("ajouter reglement", None)
    assert added["apres"] == changed["avant"]


Act = Callable[[Personne, dict[str, str]], Any]

CHANGES: list[tuple[str, Act]] = [
    ("modifier boutique", lambda awa, ids: awa.patch("/boutique", delai_jours=9, nom="Secret")),
    ("ajouter client", lambda awa, ids: awa.post("/clients", nom="Secret", plafond=500)),
    (
        "modifier client",
        lambda awa, ids: awa.patch(f"/clients/{ids['client']}", nom="Secret", plafond=500),
    ),
    ("ajouter reglement", lambda awa, ids: vendre(awa, "Secret", 500)),
    (
        "modifier reglement",
        lambda awa, ids: awa.patch(f"/reglements/{ids['reglement']}", note="Secret"),
    ),
    (
        "deplacer reglement",
        lambda awa, ids: awa.patch(f"/reglements/{ids['reglement']}", client=ids["autre"]),
    ),
    (
        "annuler reglement",
        lambda awa, ids: awa.post(
            f"/reglements/{ids['reglement']}/annulation", expect=200, motif="Secret"
        ),
    ),
    (
        "solder",
        lambda awa, ids: awa.post(f"/reglements/{ids['reglement']}/solde", expect=200),
    ),
    (
        "rouvrir",
        lambda awa, ids: awa.delete(f"/reglements/{ids['solde']}/solde", expect=200),
    ),
    (
        "solder",
        lambda awa, ids: awa.post("/soldes", expect=200, reglements=[ids["reglement"]], solde=True),
    ),
    ("ajouter versement", lambda awa, ids: verser(awa, 500, note="Secret")),
    (
        "modifier versement",
        lambda awa, ids: awa.patch(f"/versements/{ids['versement']}", reference="Secret"),
    ),
    (
        "deplacer versement",
        lambda awa, ids: awa.patch(f"/versements/{ids['versement']}", client=ids["autre"]),
    ),
    (
        "annuler versement",
        lambda awa, ids: awa.post(
            f"/versements/{ids['versement']}/annulation", expect=200, motif="Secret"
        ),
    ),
    (
        "archiver",
        lambda awa, ids: awa.post(
            "/versements/archivage", expect=200, versements=[ids["archivable"]], archive=True
        ),
    ),
    (
        "rembourser",
        lambda awa, ids: awa.post(
            f"/clients/{ids['avoir']}/remboursements", montant=100, motif="Secret"
        ),
    ),
    (
        "fusionner",
        lambda awa, ids: awa.post(
            f"/clients/{ids['client']}/fusion", expect=200, client=ids["autre"]
        ),
    ),
    (
        "supprimer client",
        lambda awa, ids: awa.delete(f"/clients/{ids['autre']}", expect=202, nom="Autre"),
    ),
    (
        "partager releve",
        lambda awa, ids: awa.post(
            f"/clients/{ids['client']}/releve/lien", du=None, au="2026-11-24"
        ),
    ),
    ("retirer liens", lambda awa, ids: awa.delete(f"/clients/{ids['client']}/releve/lien")),
    ("inviter utilisateur", lambda awa, ids: awa.post("/equipe", **{**BINTA, "nom": "Secret"})),
    (
        "modifier utilisateur",
        lambda awa, ids: awa.patch(f"/equipe/{ids['membre']}", role="gerant", nom="Secret"),
    ),
    ("retirer utilisateur", lambda awa, ids: awa.delete(f"/equipe/{ids['membre']}")),
    ("ajouter cle", lambda awa, ids: awa.post("/cles", nom="Secret", role="vendeur")),
    ("retirer cle", lambda awa, ids: awa.delete(f"/cles/{ids['cle']}")),
]


@pytest.fixture
def things(awa: Personne, moussa: Personne) -> dict[str, str]:
    """One of everything that can be changed."""
    paid = vendre(awa, "mil", 1_000)
    verser(awa, 1_000)
    archivable = awa.get("/versements")["elements"][0]["id"]
    sold = vendre(awa, "sucre", 700)["id"]
    awa.post(f"/reglements/{sold}/solde", expect=200)
    sale = vendre(awa, "riz", 9_000)
    payment = verser(awa, 2_000)["id"]
    other = awa.post("/clients", nom="Autre")["id"]
    ahead = awa.post("/clients", nom="En avance")["id"]
    verser(awa, 5_000, client=ahead)
    return {
        "client": paid["client"]["id"],
        "archivable": archivable,
        "solde": sold,
        "reglement": sale["id"],
        "versement": payment,
        "autre": other,
        "avoir": ahead,
        "membre": moussa.id,
        "cle": awa.post("/cles", nom="Caisse", role="vendeur")["id"],
    }


@pytest.mark.usefixtures("courriels")
@pytest.mark.parametrize(("action", "act"), CHANGES, ids=[action for action, _ in CHANGES])
def test_each_change_is_one_line_without_a_name_or_a_text(
    awa: Personne, things: dict[str, str], action: str, act: Act
) -> None:
    before = len(lines(awa))
    act(awa, things)
    written = lines(awa)[before:]
    assert [line["action"] for line in written] == [action]
    assert "Secret" not in json.dumps(written)
    assert all(line.keys() == written[0].keys() for line in lines(awa))


def test_a_moved_reglement_is_told_with_both_clients_and_its_figures_at_the_end(
    awa: Personne, things: dict[str, str]
) -> None:
    awa.patch(f"/reglements/{things['reglement']}", client=things["avoir"], montant=4_000)
    line = last(awa)
    assert (line["avant"]["client"], line["apres"]["client"]) == (
        things["client"],
        things["avoir"],
    )
    assert (line["avant"]["montant"], line["avant"]["verse"]) == (9_000, 2_000)
    assert (line["apres"]["montant"], line["apres"]["verse"]) == (4_000, 4_000)


def test_what_is_done_in_steps_is_told_as_it_ends(awa: Personne) -> None:
    for _ in range(40):
        client = vendre(awa, "riz", 100)["client"]["id"]
    paid = verser(awa, 5_000)["id"]
    assert last(awa)["apres"]["impute"] == 4_000
    awa.post(f"/versements/{paid}/annulation", expect=200, motif="Erreur")
    line = last(awa)
    assert (line["action"], line["client"]) == ("annuler versement", client)
    assert (line["avant"]["etat"], line["avant"]["impute"]) == ("en_cours", 4_000)
    assert (line["apres"]["etat"], line["apres"]["impute"]) == ("annule", 0)


def test_many_soldes_are_one_line_with_each_one_s_figures(awa: Personne) -> None:
    sold = [vendre(awa, "riz", montant)["id"] for montant in (500, 700)]
    awa.post("/soldes", expect=200, reglements=sold, solde=True)
    line = last(awa)
    assert line["avant"]["elements"] == [
        {"id": id, "etat": "incomplet", "abandonne": 0} for id in sold
    ]
    assert line["apres"]["elements"] == [
        {"id": id, "etat": "complet", "abandonne": montant}
        for id, montant in zip(sold, (500, 700), strict=True)
    ]


def test_of_a_client_figures_are_told_and_words_only_as_changed(awa: Personne) -> None:
    client = awa.post("/clients", nom="Awa Diop", plafond=500)["id"]
    awa.patch(
        f"/clients/{client}", nom="Awa Fall", telephone="77 100 00 00", plafond=900, accuse=True
    )
    line = last(awa)
    assert line["avant"] == {"plafond": 500, "accuse": False}
    assert line["apres"] == {"nom": True, "telephone": True, "plafond": 900, "accuse": True}


def test_the_beginning_and_the_passwords_are_told(
    personne: Callable[[], Personne], courriels: Courriels
) -> None:
    ibou = signed_up(personne(), courriels)
    ibou.post("/equipe", **BINTA)
    jeton = courriels.jeton(BINTA["email"])
    personne().post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe=MOT_DE_PASSE)
    ibou.post("/mot-de-passe/oubli", expect=202, email="ibou@exemple.sn")
    jeton = courriels.jeton("ibou@exemple.sn")
    ibou.post("/mot-de-passe", expect=204, jeton=jeton, mot_de_passe="un tout nouveau mot")
    assert [(line["action"], line["par"]["nom"]) for line in lines(ibou)] == [
        ("ouvrir boutique", "Ibou Fall"),
        ("inviter utilisateur", "Ibou Fall"),
        ("accepter invitation", "Binta Sow"),
        ("changer mot de passe", "Ibou Fall"),
    ]


def test_an_import_is_one_line(awa: Personne, fichiers: None) -> None:
    csv = "date,client,téléphone,produit,montant à payer\n01/02/2026,Awa,771000000,riz,500\n"
    sent = {"Content-Type": "text/csv"}
    assert awa.send("POST", "/imports", csv.encode(), sent).status == 202
    line = last(awa)
    assert (line["action"], line["apres"]) == ("import", {"lignes": 1})


def test_nothing_changed_is_no_line(awa: Personne, things: dict[str, str]) -> None:
    before = len(lines(awa))
    awa.patch("/boutique", nom="Chez Awa")
    awa.patch(f"/clients/{things['autre']}", nom="Autre")
    awa.patch(f"/equipe/{things['membre']}", role="vendeur")
    awa.patch(f"/reglements/{things['reglement']}", montant=9_000)
    awa.post(f"/reglements/{things['solde']}/solde", expect=200)
    awa.patch("/boutique", expect=422, delai_jours=-1)
    assert len(lines(awa)) == before


def test_the_newest_line_comes_first_page_by_page(awa: Personne, clock: Clock) -> None:
    for n in range(1, 8):
        clock.advance(minutes=1)
        awa.patch("/boutique", delai_jours=n)
    told = [line["apres"]["delai_jours"] for line in whole(awa, "/journal", 3)]
    assert told == [7, 6, 5, 4, 3, 2, 1]


def test_a_day_is_the_boutique_s(awa: Personne, clock: Clock) -> None:
    awa.patch("/boutique", fuseau="Asia/Kathmandu")
    clock.set(datetime(2026, 11, 25, 18, 14, 59, tzinfo=UTC))
    awa.patch("/boutique", delai_jours=25)
    clock.set(datetime(2026, 11, 25, 18, 15, tzinfo=UTC))
    awa.patch("/boutique", delai_jours=26)

    def told(**query: str) -> list[int]:
        return [line["apres"]["delai_jours"] for line in lines(awa, **query)]

    assert told(du="2026-11-25", au="2026-11-25") == [25]
    assert told(du="2026-11-26") == [26]
    assert told(du="2026-11-25", au="2026-11-26") == [25, 26]
    assert told(du="2026-11-27", au="9999-12-31") == []
    assert lines(awa, au="0001-01-01") == []
    refusal = awa.get("/journal", expect=422, du="2026-11-27", au="2026-11-26")
    assert champs(refusal) == ["au"]


def test_the_journal_is_the_gerant_s(awa: Personne, moussa: Personne, fatou: Personne) -> None:
    awa.patch("/boutique", delai_jours=9)
    assert moussa.get("/journal", expect=403)["type"] == "reserve-au-gerant"
    assert fatou.get("/journal")["elements"] == []
