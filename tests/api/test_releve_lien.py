"""The private link to a relevé: it shows the statement, to who holds it, for as long as it may."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib import liens_releve, limites
from chalicelib.aws import acces
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.idempotence import Souvenir
from local.dynamodb import Conflict, Engine, LostAnswer, Throttle
from local.dynamodb.faults import Fault
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import ORIGIN, Personne
from tests.api.ventes import VIEUX, champs, vendre, verser

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
WHOLE: dict[str, Any] = {"du": None, "au": None}


def an_account(who: Personne) -> str:
    """Vieux Faye's, with a note and a plafond that are nobody else's business; his id."""
    client = vendre(who, "Riz 25 kg", 15_000, date="2026-10-02")["client"]["id"]
    verser(who, 5_000, date="2026-11-03", mode="wave")
    who.patch(f"/clients/{client}", note="Paie mal", plafond=20_000, telephone2="77 500 00 09")
    return str(client)


def link(who: Personne, client: str, **body: Any) -> str:
    """The jeton of a new link."""
    made = who.post(f"/clients/{client}/releve/lien", **{**WHOLE, **body})
    return jeton_of(made)


def jeton_of(lien: Any) -> str:
    start = f"{ORIGIN}/r#jeton="
    assert lien["url"].startswith(start)
    return str(lien["url"].removeprefix(start))


def opened(jeton: str, expect: int = 200, **query: Any) -> Any:
    """What somebody without a session sees."""
    return Personne(address="203.0.113.9").get(f"/public/releves/{jeton}", expect, **query)


def test_who_holds_the_link_sees_the_statement_and_nothing_else(awa: Personne) -> None:
    client = an_account(awa)
    made = awa.post(f"/clients/{client}/releve/lien", du="2026-11-01", au="2026-11-30")
    assert made["expire_le"] == "2026-12-24T10:00:00.000Z"
    jeton = jeton_of(made)
    assert len(jeton) == 43
    mine = awa.get(f"/clients/{client}/releve", du="2026-11-01", au="2026-11-30")
    shown = opened(jeton)
    assert shown == {
        **mine,
        "client": {"id": client, "nom": "Vieux Faye", "telephone": "+221775000001"},
        "boutique": {
            "nom": "Chez Awa",
            "telephone": "+221771234567",
            "devise": "XOF",
            "pays": "SN",
        },
    }
    assert (shown["ouverture"], shown["cloture"]) == (15_000, 10_000)
    text = json.dumps(shown)
    for secret in ("Paie mal", "20000", "+221775000009", awa.boutique, "Awa Ndiaye"):
        assert secret not in text


def test_it_is_kept_from_search_engines_and_caches(awa: Personne) -> None:
    reply = Personne().send("GET", f"/public/releves/{link(awa, an_account(awa))}")
    assert reply.headers["x-robots-tag"] == "noindex"
    assert reply.headers["cache-control"] == "no-store"
    assert "set-cookie" not in reply.headers


def test_it_shows_what_is_true_when_it_is_opened(awa: Personne) -> None:
    client = an_account(awa)
    jeton = link(awa, client)
    assert opened(jeton)["cloture"] == 10_000
    verser(awa, 4_000)
    awa.patch(f"/clients/{client}", nom="Vieux Faye Sall")
    awa.patch("/boutique", nom="Chez Awa et fils")
    shown = opened(jeton)
    assert shown["cloture"] == 6_000
    assert shown["client"]["nom"] == "Vieux Faye Sall"
    assert shown["boutique"]["nom"] == "Chez Awa et fils"


def test_a_long_statement_comes_in_pages_of_the_link_s_own_period(awa: Personne) -> None:
    client = an_account(awa)
    for day in range(1, 6):
        vendre(awa, f"pain {day}", 100, date=f"2026-11-1{day}")
    jeton = link(awa, client, du="2026-11-01", au="2026-11-14")
    first = opened(jeton, limite=3)
    second = opened(jeton, limite=3, curseur=first["curseur"])
    assert [line["libelle"] for line in first["lignes"] + second["lignes"]] == [
        "Versement, Wave",
        "pain 1",
        "pain 2",
        "pain 3",
        "pain 4",
    ]
    other = link(awa, client, du="2026-11-02", au="2026-11-14")
    assert champs(opened(other, 422, curseur=first["curseur"])) == ["curseur"]
    assert champs(opened(jeton, 422, du="2020-01-01")) == ["du"]
    assert champs(opened(jeton, 422, limite=101, format="pdf")) == ["limite", "format"]


def test_a_link_lives_thirty_days(awa: Personne, clock: Clock) -> None:
    jeton = link(awa, an_account(awa))
    clock.advance(days=29, hours=23, minutes=59)
    opened(jeton)
    clock.advance(minutes=1)
    dead = opened(jeton, 404)
    assert dead["type"] == "introuvable"
    assert dead["detail"] == "Ce lien n'est plus valable. Demandez à la boutique."


def test_taking_links_back_ends_all_of_the_client_s_and_no_other(awa: Personne) -> None:
    client = an_account(awa)
    other = vendre(awa, "mil", 500, telephone="77 500 00 02", nom="Coumba Sy")["client"]["id"]
    first, second, hers = link(awa, client), link(awa, client), link(awa, other)
    awa.delete(f"/clients/{client}/releve/lien")
    for jeton in (first, second):
        opened(jeton, 404)
    opened(hers)
    again = link(awa, client)
    verser(awa, 1_000)
    opened(again)
    opened(first, 404)
    awa.delete(f"/clients/{client}/releve/lien")
    opened(again, 404)


def test_a_deleted_client_s_links_are_dead_at_once(awa: Personne) -> None:
    client = an_account(awa)
    jeton = link(awa, client)
    awa.delete(f"/clients/{client}", expect=202, nom="Vieux Faye")
    assert opened(jeton, 404)["detail"].startswith("Ce lien n'est plus valable")


@pytest.mark.parametrize("jeton", ["x" * 43, "x", "x" * 64, "x" * 65, "riz sucré", "../session"])
def test_an_unknown_jeton_is_404_whatever_is_asked(awa: Personne, jeton: str) -> None:
    for query in ({}, {"limite": 0}, {"inconnu": 1}):
        reply = Personne().send("GET", f"/public/releves/{jeton}", query=query)
        assert reply.status == 404, reply.body


def test_an_address_may_not_ask_without_end(awa: Personne, clock: Clock) -> None:
    jeton = link(awa, an_account(awa))
    for query in ({}, {"limite": 0}):
        clock.advance(minutes=1)
        for _ in range(limites.PUBLIC.maximum):
            Personne(address="203.0.113.8").get("/public/releves/x", 404, **query)
        reply = Personne(address="203.0.113.8").send("GET", f"/public/releves/{jeton}", query=query)
        assert reply.status == 429
        assert 0 < int(reply.headers["retry-after"]) <= 60
    opened(jeton)


def test_neither_the_link_nor_what_opens_it_is_kept_anywhere(awa: Personne) -> None:
    client = an_account(awa)
    made = awa.post(f"/clients/{client}/releve/lien", key="lien-1", **WHOLE)
    jeton = jeton_of(made)
    rows = [row.to_simple_dict() for row in AccesRow.scan()]
    assert acces.key("releve", jeton) in {row["cle"] for row in rows}
    kept = Souvenir._get_connection().connection.client.scan(TableName=Souvenir.Meta.table_name)
    assert jeton not in json.dumps(rows) + json.dumps(kept["Items"])


def test_the_same_request_again_is_answered_with_the_same_link(awa: Personne) -> None:
    client = an_account(awa)
    path = f"/clients/{client}/releve/lien"
    made = awa.post(path, key="lien-1", du="2026-11-01", au=None)
    assert awa.post(path, key="lien-1", au=None, du="2026-11-01") == made
    assert awa.post(path, key="lien-2", du="2026-11-01", au=None) != made
    other = awa.post(path, expect=422, key="lien-1", **WHOLE)
    assert other["type"] == "cle-reutilisee"
    awa.delete(path, key="lien-3")
    again = link(awa, client)
    awa.delete(path, key="lien-3")
    opened(again)
    opened(jeton_of(made), 404)


def test_what_is_asked_of_a_link_is_checked(awa: Personne, fatou: Personne) -> None:
    client = an_account(awa)
    path = f"/clients/{client}/releve/lien"
    bad: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["du", "au"]),
        ({"du": "hier", "au": "2026-02-30"}, ["du", "au"]),
        ({"du": "2026-11-02", "au": "2026-11-01"}, ["au"]),
        ({**WHOLE, "jours": 90}, ["jours"]),
    ]
    for body, fields in bad:
        assert champs(awa.post(path, expect=422, **body)) == fields
    for who, id in ((fatou, client), (awa, NOBODY)):
        for body in (WHOLE, {}):
            who.post(f"/clients/{id}/releve/lien", expect=404, **body)
        who.delete(f"/clients/{id}/releve/lien", expect=404)
    Personne().post(path, expect=401, **WHOLE)


def test_a_vendeur_may_send_a_link_and_take_it_back(awa: Personne, moussa: Personne) -> None:
    client = an_account(awa)
    jeton = link(moussa, client)
    opened(jeton)
    moussa.delete(f"/clients/{client}/releve/lien")
    opened(jeton, 404)


@exact_under_threads
def test_links_move_no_money_and_no_version(awa: Personne) -> None:
    client = an_account(awa)
    before = awa.get(f"/clients/{client}")
    link(awa, client)
    awa.delete(f"/clients/{client}/releve/lien")
    assert awa.get(f"/clients/{client}") == before
    assert awa.get("/clients", telephone=VIEUX)["elements"] == [before]


@exact_under_threads
@pytest.mark.parametrize("fault", [LostAnswer(), Conflict(), Throttle()], ids=str)
def test_what_goes_wrong_below_makes_no_second_link(
    awa: Personne, engine: Engine, fault: Fault
) -> None:
    client = an_account(awa)
    path = f"/clients/{client}/releve/lien"
    faults = iter([fault] * 4)
    engine.hook = lambda call, _: next(faults, None) if call == "TransactWriteItems" else None
    made = awa.post(path, key="lien-1", **WHOLE)
    assert next(faults, None) is None
    engine.hook = None
    assert awa.post(path, key="lien-1", **WHOLE) == made
    assert [row.cle for row in AccesRow.scan() if row.cle.startswith("releve#")] == [
        acces.key("releve", jeton_of(made))
    ]
    faults = iter([fault] * 4)
    engine.hook = lambda call, _: next(faults, None) if call == "TransactWriteItems" else None
    awa.delete(path)
    engine.hook = None
    opened(jeton_of(made), 404)


@exact_under_threads
def test_a_link_made_while_others_are_taken_back_opens(
    awa: Personne, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = an_account(awa)
    real, once = liens_releve.still, iter([True])

    def while_it_is_made(row: Any) -> Any:
        if next(once, False):
            awa.delete(f"/clients/{client}/releve/lien")
        return real(row)

    monkeypatch.setattr(liens_releve, "still", while_it_is_made)
    opened(link(awa, client))
