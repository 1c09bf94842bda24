"""The répertoire over HTTP: added, changed, found, taken out; its groupes counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import contacts, refus
from chalicelib.aws import guard
from chalicelib.aws.contact_rows import ContactRow
from chalicelib.aws.idempotence import Souvenir
from chalicelib.aws.tables import RechercheRow
from local.dynamodb import Conflict, Engine, LostAnswer, Throttle
from local.dynamodb.faults import Fault
from tests.api.conftest import Clock, exact_under_threads
from tests.api.personne import Personne
from tests.api.test_pannes import strike
from tests.api.ventes import VIEUX, champs, whole

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
AIDA: dict[str, Any] = {"nom": "Aïda Sarr", "telephone": "77 500 00 11"}


def add(who: Personne, nom: str, n: int, groupe: str | None = None, **more: Any) -> Any:
    """A contact of the n-th number."""
    telephone = f"77 500 {n // 100:02d} {n % 100:02d}"
    return who.post("/contacts", nom=nom, telephone=telephone, groupe=groupe, **more)


def noms(page: Any) -> list[str]:
    return [contact["nom"] for contact in page["elements"]]


def groupes(who: Personne) -> dict[str, int]:
    return {each["nom"]: each["contacts"] for each in who.get("/groupes")["elements"]}


def found(who: Personne, **query: Any) -> list[str]:
    """The names of all pages, two at a time."""
    elements: list[Any] = []
    curseur: dict[str, Any] = {}
    for _ in range(10):
        page = who.get("/contacts", limite=2, **curseur, **query)
        elements += page["elements"]
        if not page["curseur"]:
            return noms({"elements": elements})
        curseur = {"curseur": page["curseur"]}
    raise AssertionError("pages without end")


def test_a_contact_is_answered_in_its_whole_shape(awa: Personne) -> None:
    contact = awa.post(
        "/contacts", nom=" Aïda  Sarr", telephone=AIDA["telephone"], groupe="Fidèles",
        consentement_sms=True,
    )  # fmt: skip
    assert contact == {
        "id": contact["id"],
        "nom": "Aïda  Sarr",
        "telephone": "+221775000011",
        "groupe": "Fidèles",
        "consentement_sms": {"le": "2026-11-24T10:00:00.000Z", "source": "boutique"},
        "refus": False,
        "version": 1,
    }
    assert awa.get(f"/contacts/{contact['id']}") == contact
    assert awa.get("/contacts") == {"elements": [contact], "curseur": None}


@exact_under_threads
def test_a_contact_needs_no_groupe_and_agrees_to_nothing_by_itself(awa: Personne) -> None:
    for n, groupe in enumerate([None, "", "  "]):
        contact = add(awa, "Aïda", n, groupe)
        assert (contact["groupe"], contact["consentement_sms"]) == (None, None)
    assert groupes(awa) == {}


def test_a_number_is_one_contact_s_and_may_be_a_client_s_too(
    awa: Personne, fatou: Personne
) -> None:
    vieux = awa.post("/clients", nom="Vieux Faye", telephone=VIEUX)
    aida = awa.post("/contacts", nom="Aïda", telephone=VIEUX)
    coumba = add(awa, "Coumba", 2)
    for refusal in (
        awa.post("/contacts", expect=409, nom="Autre", telephone="+221 77 500 00 01"),
        awa.patch(f"/contacts/{coumba['id']}", expect=409, telephone=VIEUX),
    ):
        assert (refusal["type"], refusal["contact"]) == ("numero-pris", aida["id"])
        assert refusal["detail"] == "Ce numéro est à Aïda."
    assert fatou.post("/contacts", nom="Aussi", telephone=VIEUX)["id"] != aida["id"]
    awa.delete(f"/contacts/{aida['id']}")
    assert awa.patch(f"/contacts/{coumba['id']}", telephone=VIEUX)["telephone"] == "+221775000001"
    assert awa.get(f"/clients/{vieux['id']}") == vieux


@exact_under_threads
@pytest.mark.parametrize(
    ("champ", "values"),
    [
        ("nom", ["", "x" * 101, 5, None]),
        ("telephone", ["12", 775000001, "", None]),
        ("groupe", ["x" * 51, 5]),
        ("consentement_sms", ["oui", 1, {"le": "hier"}]),
        ("refus", [True]),
    ],
)
def test_a_bad_field_is_refused_by_name(awa: Personne, champ: str, values: list[object]) -> None:
    contact = add(awa, "Coumba", 2)
    for value in values:
        bad: dict[str, Any] = {champ: value}
        refusal = awa.post("/contacts", expect=422, **(AIDA | bad))
        assert champs(refusal) == [champ], value
        refusal = awa.patch(f"/contacts/{contact['id']}", expect=422, **bad)
        assert champs(refusal) == [champ], value
    assert champs(awa.post("/contacts", expect=422)) == ["nom", "telephone"]
    assert awa.get("/contacts")["elements"] == [contact]


def test_what_is_changed_raises_the_version_and_a_stale_one_is_refused(awa: Personne) -> None:
    contact = awa.post("/contacts", **AIDA)
    path = f"/contacts/{contact['id']}"
    changed = awa.patch(
        path, nom="Aïda Ba", telephone="78 500 00 01", groupe="VIP", consentement_sms=True,
        version=1,
    )  # fmt: skip
    assert changed == {
        **contact,
        "nom": "Aïda Ba",
        "telephone": "+221785000001",
        "groupe": "VIP",
        "consentement_sms": {"le": "2026-11-24T10:00:00.000Z", "source": "boutique"},
        "version": 2,
    }
    assert awa.patch(path) == awa.patch(path, nom="Aïda Ba", version=2) == changed
    stale = awa.patch(path, expect=409, nom="Autre", version=1)
    assert stale["type"] == "version-perimee"
    cleared = awa.patch(path, groupe=None, consentement_sms=False)
    assert cleared == {**changed, "groupe": None, "consentement_sms": None, "version": 3}
    assert awa.get(path) == cleared


@exact_under_threads
def test_a_consent_keeps_its_date_until_it_is_taken_back(awa: Personne, clock: Clock) -> None:
    contact = awa.post("/contacts", **AIDA, consentement_sms=True)
    path = f"/contacts/{contact['id']}"
    clock.advance(days=3)
    again = awa.patch(path, consentement_sms=True)
    assert again == contact
    awa.patch(path, consentement_sms=False)
    given = awa.patch(path, consentement_sms=True)["consentement_sms"]
    assert given == {"le": "2026-11-27T10:00:00.000Z", "source": "boutique"}


def test_a_contact_is_found_by_words_and_digits_as_long_as_it_is_there(awa: Personne) -> None:
    aida = awa.post("/contacts", **AIDA)
    add(awa, "Coumba Sy", 2)
    queries = ["aida", "SARR", "sar aï", "5000011", "77 500 00 11", "0011"]
    for q in queries:
        assert noms(awa.get("/contacts", q=q)) == ["Aïda Sarr"], q
    assert noms(awa.get("/contacts", q="a")) == ["Aïda Sarr"]
    assert noms(awa.get("/contacts", q="77500")) == ["Aïda Sarr", "Coumba Sy"]
    assert awa.get("/contacts", q="ïda")["elements"] == []
    awa.patch(f"/contacts/{aida['id']}", nom="Bineta Fall", telephone="76 999 88 77")
    assert [noms(awa.get("/contacts", q=q)) for q in ("sarr", "0011")] == [[], []]
    assert noms(awa.get("/contacts", q="fall")) == noms(awa.get("/contacts", q="9988"))
    awa.delete(f"/contacts/{aida['id']}")
    assert awa.get("/contacts", q="fall")["elements"] == []
    for contact in awa.get("/contacts")["elements"]:
        awa.delete(f"/contacts/{contact['id']}")
    with guard.boutique(awa.boutique):
        assert list(RechercheRow.query(awa.boutique)) == []
        left = [row.cle for row in ContactRow.query(awa.boutique)]
    assert left == []


def test_pages_follow_the_names_whatever_is_asked(awa: Personne) -> None:
    for n, nom in enumerate(["Éva Sow", "Ada Sow", "bob Sow", "Zoé Ba", "Ŋaar Sow"]):
        add(awa, nom, n, "Fidèles" if n != 2 else "Gros")
    by_name = ["Ada Sow", "bob Sow", "Éva Sow", "Zoé Ba", "Ŋaar Sow"]
    assert found(awa) == by_name
    assert found(awa, q="sow") == [nom for nom in by_name if nom != "Zoé Ba"]
    assert found(awa, q="s") == found(awa, q="sow")
    fideles = [nom for nom in by_name if nom != "bob Sow"]
    assert found(awa, groupe="Fidèles") == found(awa, groupe=" FIDELES") == fideles
    assert found(awa, groupe="Fidèles", q="sow") == ["Ada Sow", "Éva Sow", "Ŋaar Sow"]
    assert found(awa, groupe="Fidèles", q="z") == ["Zoé Ba"]
    assert found(awa, groupe="Fid") == found(awa, groupe="Nobody") == []


@exact_under_threads
def test_a_cursor_serves_its_own_query_alone(awa: Personne) -> None:
    for n in range(3):
        add(awa, f"Aïda {n}", n, "VIP")
    curseur = awa.get("/contacts", limite=1)["curseur"]
    for query in ({"groupe": "VIP"}, {"q": "aida"}, {"limite": 0}, {"tri": "nom"}):
        awa.get("/contacts", 422, curseur=curseur, **query)


def test_a_groupe_counts_its_contacts_under_the_name_last_written(awa: Personne) -> None:
    first = add(awa, "Aïda", 1, "fideles")
    second = add(awa, "Coumba", 2, "Fidèles")
    add(awa, "Bineta", 3, "Marché # 2")
    assert awa.get("/groupes") == {
        "elements": [{"nom": "Fidèles", "contacts": 2}, {"nom": "Marché # 2", "contacts": 1}],
        "curseur": None,
    }
    awa.patch(f"/contacts/{first['id']}", groupe="Marché # 2")
    assert groupes(awa) == {"Fidèles": 1, "Marché # 2": 2}
    assert noms(awa.get("/contacts", groupe="marche # 2")) == ["Aïda", "Bineta"]
    awa.patch(f"/contacts/{first['id']}", groupe="MARCHÉ #2", nom="Aïda Ba")
    assert groupes(awa) == {"Fidèles": 1, "MARCHÉ #2": 2}
    awa.delete(f"/contacts/{second['id']}")
    awa.patch(f"/contacts/{first['id']}", groupe="")
    assert groupes(awa) == {"MARCHÉ #2": 1}


def test_groupes_come_in_pages_and_one_begins_where_another_does_not(awa: Personne) -> None:
    for n, groupe in enumerate(["a", "a b", "a#b", "ŋ", "b"]):
        add(awa, f"Aïda {n}", n, groupe)
    assert [noms(awa.get("/contacts", groupe=g)) for g in ("a", "a b")] == [
        ["Aïda 0"],
        ["Aïda 1", "Aïda 2"],
    ]
    first = awa.get("/groupes", limite=3)
    second = awa.get("/groupes", limite=3, curseur=first["curseur"])
    elements = first["elements"] + second["elements"]
    assert [each["nom"] for each in elements] == ["a", "a#b", "b", "ŋ"]


def test_the_longest_names_still_make_a_key(awa: Personne) -> None:
    longest: dict[str, Any] = {"nom": "ﷺ" * 100, "groupe": "ﷺ" * 50}
    contact = awa.post("/contacts", telephone=VIEUX, **longest)
    assert awa.get("/contacts", groupe=longest["groupe"])["elements"] == [contact]
    assert awa.get("/contacts", q="ﷺ")["elements"] == [contact]


def test_a_contact_tells_that_its_number_refused(awa: Personne) -> None:
    contact = add(awa, "Aïda", 11, consentement_sms=True)
    other = add(awa, "Coumba", 2)
    with guard.boutique(awa.boutique):
        refus.ouvrir_liens(awa.boutique, [contact["telephone"]])
    jeton = refus.jeton(awa.boutique, contact["telephone"])
    Personne().post(f"/public/refus/{jeton}", expect=200)
    refused = awa.get(f"/contacts/{contact['id']}")
    assert refused == {**contact, "refus": True}
    assert awa.get("/contacts")["elements"] == [refused, other]
    assert awa.patch(f"/contacts/{contact['id']}", nom="Aïda Ba")["refus"]
    moved = awa.patch(f"/contacts/{contact['id']}", telephone="78 500 00 01")
    assert not moved["refus"]
    assert awa.patch(f"/contacts/{other['id']}", telephone=contact["telephone"])["refus"]


@exact_under_threads
def test_nothing_is_remembered_of_a_contact_that_is_taken_out(
    awa: Personne, engine: Engine
) -> None:
    contact = awa.post("/contacts", key="k1", **AIDA)
    path = f"/contacts/{contact['id']}"
    for n in range(95):
        awa.patch(path, key=f"p{n}", nom=f"Aïda {n}", telephone=f"77 500 01 {n:02d}")
    awa.delete(path, key="k2")
    rows = str([(row.cle, row.reponse) for row in Souvenir.scan()])
    rows += str([row.attribute_values for row in ContactRow.scan()])
    assert ("Aïda" in rows, "7750001" in rows, "77500011" in rows) == (False, False, False)
    again = awa.post("/contacts", key="k1", **AIDA)
    assert again == {**contact, "nom": "", "telephone": ""}
    assert awa.get("/contacts")["elements"] == []


@exact_under_threads
def test_the_journal_tells_changes_without_a_name_or_a_number(awa: Personne) -> None:
    contact = awa.post("/contacts", **AIDA, groupe="Voisins", consentement_sms=True)
    path = f"/contacts/{contact['id']}"
    awa.patch(path, nom="Bineta", telephone="78 500 00 01", consentement_sms=False)
    awa.patch(path, nom="Bineta")
    awa.delete(path)
    told = [
        {k: line[k] for k in ("action", "objet", "avant", "apres")}
        for line in whole(awa, "/journal", 100)
    ]
    id = contact["id"]
    consent, none = {"consentement_sms": True}, {"consentement_sms": False}
    assert told == [
        {"action": "supprimer contact", "objet": id, "avant": None, "apres": None},
        {
            "action": "modifier contact",
            "objet": id,
            "avant": consent,
            "apres": none | {"nom": True, "telephone": True},
        },
        {"action": "ajouter contact", "objet": id, "avant": None, "apres": consent},
    ]


@exact_under_threads
def test_only_a_gerant_takes_a_contact_out_and_nobody_another_boutique_s(
    awa: Personne, moussa: Personne, fatou: Personne
) -> None:
    contact = add(moussa, "Aïda", 1)
    path = f"/contacts/{contact['id']}"
    assert moussa.patch(path, nom="Aïda Ba")["version"] == 2
    assert moussa.delete(path, expect=403)["type"] == "reserve-au-gerant"
    for who, id in ((fatou, contact["id"]), (awa, NOBODY)):
        who.get(f"/contacts/{id}", 404)
        who.patch(f"/contacts/{id}", expect=404, nom="")
        who.delete(f"/contacts/{id}", expect=404)
    assert fatou.get("/contacts", groupe="VIP")["elements"] == []
    awa.delete(path)
    awa.delete(path, expect=404)
    awa.get(path, 404)


def test_whoever_sends_finds_contacts_by_number_and_by_groupe(
    awa: Personne, fatou: Personne
) -> None:
    for n in range(1, 121):
        with guard.boutique(awa.boutique):
            tel = f"+2217750{n:05d}"
            row = ContactRow(awa.boutique, f"id{n}", nom="Aïda", telephone=tel, version=1)
            row.save()
            ContactRow(awa.boutique, f"tel#{tel}", contact=f"id{n}").save()
    numbers = [f"+2217750{n:05d}" for n in range(1, 131)]
    with guard.boutique(awa.boutique):
        known = contacts.connus(awa.boutique, numbers + numbers)
        assert contacts.connus(awa.boutique, []) == {}
        assert list(contacts.du_groupe(awa.boutique, "VIP")) == []
    assert {number: row.cle for number, row in known.items()} == {
        f"+2217750{n:05d}": f"id{n}" for n in range(1, 121)
    }
    with guard.boutique(fatou.boutique):
        assert contacts.connus(fatou.boutique, numbers) == {}


@exact_under_threads
@pytest.mark.parametrize("key", ["k1", None])
@pytest.mark.parametrize("fault", [LostAnswer(), Conflict(1), Throttle()], ids=repr)
def test_a_change_is_made_once_whatever_happens_to_its_transaction(
    awa: Personne, engine: Engine, fault: Fault, key: str | None
) -> None:
    strike(engine, "TransactWriteItems", fault, times=4)
    contact = awa.post("/contacts", key=key, **AIDA, groupe="VIP")
    path = f"/contacts/{contact['id']}"
    strike(engine, "TransactWriteItems", fault, times=4)
    changed = awa.patch(path, key=key and "k2", groupe="Gros", telephone=VIEUX, version=1)
    assert (changed["version"], groupes(awa)) == (2, {"Gros": 1})
    assert awa.get("/contacts")["elements"] == [changed]
    strike(engine, "TransactWriteItems", fault, times=4)
    awa.delete(path, key=key and "k3")
    if key:
        awa.delete(path, key="k3")
        assert awa.post("/contacts", key=key, **AIDA, groupe="VIP")["id"] == contact["id"]
    assert (awa.get("/contacts")["elements"], groupes(awa)) == ([], {})
    assert len(whole(awa, "/journal", 100)) == 3


@exact_under_threads
def test_a_number_taken_meanwhile_is_refused_and_no_change_is_lost(
    awa: Personne, engine: Engine
) -> None:
    def meanwhile(act: Callable[[], Any]) -> None:
        """Have this done by somebody else just before the next transaction."""

        def hook(call: str, _: object) -> None:
            if call == "TransactWriteItems":
                engine.hook = None
                act()

        engine.hook = hook

    meanwhile(lambda: add(awa, "Aïda", 1, "VIP"))
    refusal = awa.post("/contacts", expect=409, nom="Coumba", telephone=VIEUX)
    assert refusal["type"] == "numero-pris"
    (contact,) = awa.get("/contacts")["elements"]
    path = f"/contacts/{contact['id']}"
    meanwhile(lambda: awa.patch(path, nom="Aïda Ba", groupe="Gros"))
    changed = awa.patch(path, groupe="Marché")
    assert (changed["nom"], changed["groupe"], changed["version"]) == ("Aïda Ba", "Marché", 3)
    assert groupes(awa) == {"Marché": 1}
    meanwhile(lambda: awa.patch(path, nom="Aïda"))
    assert awa.patch(path, expect=409, version=3, nom="Autre")["type"] == "version-perimee"
    meanwhile(lambda: awa.delete(path))
    awa.patch(path, expect=404, nom="Autre")
    assert (awa.get("/contacts")["elements"], groupes(awa)) == ([], {})
