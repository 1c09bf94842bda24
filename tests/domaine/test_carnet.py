"""An address book goes in as phones and spreadsheets write it, each contact once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domaine import vcard
from chalicelib.domaine.cahier import Refus
from chalicelib.domaine.carnet import CONTACTS_MAX, Fiche, lire
from chalicelib.domaine.fichier import OCTETS_MAX, FichierIllisible
from tests.domaine.feuilles import classeur

AIDA = "+221775000011"
COUMBA = "+221765000012"


def lus(texte: str | bytes, codec: str = "utf-8") -> list[Fiche | Refus]:
    return list(lire(texte if isinstance(texte, bytes) else texte.encode(codec), "SN"))


def dit(texte: str | bytes, codec: str = "utf-8") -> list[Any]:
    """What was read, in short: (nom, telephone, groupe, accord), or the line and the refusal."""
    return [
        (lu.numero, lu.message)
        if isinstance(lu, Refus)
        else (lu.nom, lu.telephone, lu.groupe, lu.accord)
        for lu in lus(texte, codec)
    ]


def csv(*rangs: str, entete: str = "Nom;Téléphone;Groupe;Accord") -> str:
    return "\n".join([entete, *rangs])


def card(*lignes: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lignes, "END:VCARD", ""])


def une(*lignes: str, version: str = "3.0") -> Any:
    (found,) = dit(card(*lignes, version=version))
    return found


def test_a_list_of_contacts_is_read() -> None:
    assert dit(csv("Aïda Sarr;77 500 00 11;Fidèles;oui", "Coumba Sy;+221765000012;;")) == [
        ("Aïda Sarr", AIDA, "Fidèles", True),
        ("Coumba Sy", COUMBA, None, False),
    ]


@pytest.mark.parametrize("delimiteur", [";", ",", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiters_and_encodings_are_found_out(delimiteur: str, codec: str) -> None:
    texte = csv("Aïda Sarr;77 500 00 11;Fidèles;x").replace(";", delimiteur)
    assert dit(texte, codec) == [("Aïda Sarr", AIDA, "Fidèles", True)]


def test_a_workbook_is_read_too() -> None:
    octets = classeur([["Nom", "Numéro", "Accord"], ["Aïda Sarr", 775000011, True]])
    assert dit(octets) == [("Aïda Sarr", AIDA, None, True)]


@pytest.mark.parametrize(
    ("entete", "rang", "attendu"),
    [
        ("TELEPHONE,NOM", "775000011,Aïda", ("Aïda", AIDA, None, False)),
        ("Prénom;Nom;Portable", "Aïda;Sarr;775000011", ("Aïda Sarr", AIDA, None, False)),
        ("Prénom;Nom;Tél", "Aïda;Aïda Sarr;775000011", ("Aïda Sarr", AIDA, None, False)),
        ("Prénom;Tél", "Aïda;775000011", ("Aïda", AIDA, None, False)),
        (
            "Name,Given Name,Family Name,Group Membership,Phone 1 - Value",
            "Aïda Sarr,Aïda,Sarr,* myContacts ::: Marché,77 500 00 11 ::: 33 800 00 00",
            ("Aïda Sarr", AIDA, "Marché", False),
        ),
        (
            "First Name,Last Name,Labels,Phone 1 - Value",
            "Aïda,Sarr,* myContacts,+221 77 500 00 11",
            ("Aïda Sarr", AIDA, None, False),
        ),
        ("Ville;Nom;GSM;Consentement SMS", "Thiès;Aïda;775000011;OUI", ("Aïda", AIDA, None, True)),
        ("Nom;Numéro", "Aïda;'+221 77 500 00 11", ("Aïda", AIDA, None, False)),
        ("Nom;Numéro", "\u202aAïda\u202c;\u202a775000011\u202c", ("Aïda", AIDA, None, False)),
    ],
)
def test_columns_are_known_by_what_people_and_phones_call_them(
    entete: str, rang: str, attendu: object
) -> None:
    assert dit(csv(rang, entete=entete)) == [attendu]


def test_a_bad_line_is_refused_whole_with_its_number_and_every_reason() -> None:
    assert dit(
        csv(
            ";77 500 00 11;;",
            "Aïda;12;;",
            "Aïda;;;",
            f"{'x' * 101};77;{'y' * 51};peut-être",
            ";;;",
            "Coumba;76 500 00 12;VIP;non",
        )
    ) == [
        (2, "il manque le nom."),
        (3, "le numéro est trop court."),
        (4, "il manque le numéro."),
        (
            5,
            (
                "l'accord s'écrit oui ou non. Le nom dépasse 100 caractères. "
                "Le groupe dépasse 50 caractères. Le numéro est trop court."
            ),
        ),
        ("Coumba", COUMBA, "VIP", False),
    ]


def test_a_number_counts_once_in_a_file_and_another_story_of_it_is_told() -> None:
    assert dit(
        csv(
            "Aïda;77 500 00 11;;",
            "AIDA;+221775000011;;",
            "Autre;77.500.00.11;;",
            "Aïda;775000011;V;",
        )
    ) == [
        ("Aïda", AIDA, None, False),
        (4, "ce numéro est déjà à la ligne 2."),
        (5, "ce numéro est déjà à la ligne 2."),
    ]


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "Le fichier est vide."),
        (b"\x00\x01", "n'est pas un tableau"),
        (b"riz;sucre\n1;2", "n'est pas une liste de contacts"),
        (b"nom;ville\nAida;Dakar", "Il manque des colonnes au fichier : téléphone."),
        (b"tel;ville\n775000011;Dakar", "Il manque des colonnes au fichier : nom."),
        (b"x" * (OCTETS_MAX + 1), "Le fichier dépasse 4 Mo."),
        (b"BEGIN:VCARD\n" + b"x" * OCTETS_MAX, "Le fichier dépasse 4 Mo."),
        (b"nom;tel\n" + b"a;1\n" * (CONTACTS_MAX + 1), "Le fichier a plus de 2 000 contacts"),
        (b"BEGIN:VCARD\n" * (CONTACTS_MAX + 1), "Le fichier a plus de 2 000 contacts"),
    ],
)
def test_a_file_that_is_no_list_of_contacts_is_refused_before_it_is_read(
    octets: bytes, phrase: str
) -> None:
    with pytest.raises(FichierIllisible, match=re.escape(phrase)):
        lire(octets, "SN")


@pytest.mark.parametrize("fin", ["\r\n", "\n", "\r"])
def test_an_address_book_is_read_card_by_card(fin: str) -> None:
    livre = card("FN:Aïda Sarr", "TEL;TYPE=CELL:77 500 00 11") + card("FN:Coumba", "TEL:12")
    assert dit(livre.replace("\r\n", fin)) == [
        ("Aïda Sarr", AIDA, None, False),
        (6, "le numéro est trop court."),
    ]


@pytest.mark.parametrize(
    "lignes",
    [
        ("FN:Aïda Sarr",),
        ("N:Sarr;Aïda;;;",),
        ("FN:", "N:Sarr;Aïda"),
        ("n;charset=utf-8:Sarr;Aïda",),
        ("item1.FN;LANGUAGE=fr:Aïda Sarr",),
        ("NICKNAME:Aïda Sarr",),
        ("ORG:Aïda Sarr;Vente",),
        ("FN:Aïda \\Sarr",),
        ("FN:Aï\r\n da Sarr",),
        ('FN;X-NOTE="a:b;c":Aïda Sarr',),
        ("FN: Aïda  Sarr ", "FN:Autre", "N:Autre;;"),
    ],
)
def test_a_name_is_found_where_a_card_has_it(lignes: tuple[str, ...]) -> None:
    assert une(*lignes, "TEL:775000011") == ("Aïda Sarr", AIDA, None, False)


@pytest.mark.parametrize(
    "ligne",
    [
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:A=C3=AFda Sarr",
        "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:A=EFda Sarr",
        "FN;QUOTED-PRINTABLE:A=EFda=20Sarr",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:A=C3=\r\n=AFda=\r\n Sarr",
        "FN:Aïda\r\n Sarr",
    ],
)
def test_an_old_phone_s_way_of_writing_accents_is_read(ligne: str) -> None:
    found = une(ligne, "TEL;CELL;PREF:775000011", version="2.1")
    assert found == ("Aïda Sarr", AIDA, None, False)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_bytes_of_an_address_book_may_be_of_any_kind(codec: str) -> None:
    assert dit(card("FN:Aïda Sarr", "TEL:775000011"), codec) == [("Aïda Sarr", AIDA, None, False)]


@pytest.mark.parametrize(
    ("lignes", "numero"),
    [
        (("TEL;TYPE=HOME:33 821 00 00", "TEL;TYPE=CELL:77 500 00 11"), AIDA),
        (("TEL;TYPE=HOME:33 821 00 00", "TEL;TYPE=HOME:77 500 00 11"), AIDA),
        (("TEL:12", "TEL;TYPE=CELL,VOICE:77 500 00 11", "TEL:76 500 00 12"), AIDA),
        (("TEL;TYPE=FAX:76 500 00 12", "TEL:77 500 00 11"), AIDA),
        (('TEL;VALUE=uri;TYPE="cell,voice":tel:+221-77-500-00-11;ext=5',), AIDA),
        (("TEL;CELL:\u202a+221 77 500 00 11\u202c",), AIDA),
        (("TEL;TYPE=WORK,FAX:33 821 00 00",), "+221338210000"),
    ],
)
def test_of_several_numbers_the_first_mobile_one_is_taken(
    lignes: tuple[str, ...], numero: str
) -> None:
    assert une("FN:Aïda", *lignes)[1] == numero


def test_a_category_is_a_groupe_but_those_of_google() -> None:
    tel = "TEL:775000011"
    assert une("FN:Aïda", tel, "CATEGORIES:myContacts,Marché\\, Thiès,VIP")[2] == "Marché, Thiès"
    assert une("FN:Aïda", tel, "CATEGORIES:* myContacts")[2] is None


def test_what_is_not_a_contact_s_is_passed_over() -> None:
    photo = ["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", " TEL:76 500 00 12", " abc="]
    note = "NOTE:BEGIN:VCARD"
    assert une("FN:Aïda", *photo, note, "TEL:775000011", "ADR:;;Rue 10;Dakar") == (
        "Aïda",
        AIDA,
        None,
        False,
    )


def test_a_card_that_is_not_closed_spoils_no_other() -> None:
    cards = ["FN:Aïda\nTEL:775000011", "FN:Sans", "FN:Coumba\nTEL:765000012"]
    livre = "".join(f"BEGIN:VCARD\n{card}\n" for card in cards)
    assert dit(livre) == [
        ("Aïda", AIDA, None, False),
        (4, "il manque le numéro."),
        ("Coumba", COUMBA, None, False),
    ]


MORCEAUX = st.sampled_from(
    [
        "BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "FN", ":", ";", "=", "\\", '"', "\n", "\r\n ",
        "\n\t", "TEL", "TYPE=CELL", "ENCODING=QUOTED-PRINTABLE", "=C3", "775000011", "é", "\x00",
        "N", "CATEGORIES", ",", "tel:", "+221", "😀",
    ]
)  # fmt: skip


@given(st.lists(MORCEAUX, max_size=60).map("".join), st.sampled_from(["utf-8", "utf-16"]))
@settings(max_examples=200, deadline=None)
def test_whatever_the_bytes_are_cards_come_out_and_no_error(texte: str, codec: str) -> None:
    octets = ("BEGIN:VCARD\n" + texte).encode(codec)
    cartes = list(vcard.lire(octets))
    assert len(cartes) == len(list(lire(octets, "SN"))) or len(cartes) > 1
    for carte in cartes:
        assert "\n" not in carte.nom


def test_an_enormous_line_is_read_in_a_moment() -> None:
    for octets in (
        b"BEGIN:VCARD\nFN" + b'"' * 300_001 + b":x",
        b"BEGIN:VCARD\nFN:" + b"\\" * 300_000,
        b"BEGIN:VCARD\n" + b"TEL:775000011\n" * 20_000,
        b"BEGIN:VCARD\nFN;QUOTED-PRINTABLE:" + b"=\n" * 150_000,
    ):
        assert len(lus(octets)) == 1
