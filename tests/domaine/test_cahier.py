"""The notebook goes in, to the franc, and the same notebook again brings nothing new."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domaine.cahier import Cahier, Ligne, Refus, Regles, lire
from chalicelib.domaine.fichier import XLSX, FichierIllisible
from tests.domaine.feuilles import Valeur, classeur

DONNEES = Path(__file__).parent.parent / "data"
REGLES = Regles("SN", "XOF", date(2026, 11, 24), b"secret")
ENTETE = "Date;Client;Téléphone;Produit / Service;Montant à payer;Versé;Échéance"
AWA = "+221771234567"


def lues(*rangs: str, entete: str = ENTETE, regles: Regles = REGLES) -> list[Ligne | Refus]:
    return list(lire("\n".join([entete, *rangs]).encode(), "text/csv").lignes(regles))


def une(rang: str, entete: str = ENTETE) -> Ligne:
    (ligne,) = lues(rang, entete=entete)
    assert isinstance(ligne, Ligne), ligne
    return ligne


def refus(rang: str) -> str:
    (ligne,) = lues(rang)
    assert isinstance(ligne, Refus), ligne
    return ligne.message


def cles(lignes: Sequence[Ligne | Refus]) -> list[str]:
    return [ligne.cle for ligne in lignes if isinstance(ligne, Ligne)]


@pytest.mark.parametrize("nom", ["cahier", "cahier-difficile"])
def test_a_real_notebook_gives_its_totals_exactly(nom: str) -> None:
    octets = (DONNEES / f"{nom}.csv").read_bytes()
    comptes = Cahier.comptes(lire(octets, "text/csv").lignes(REGLES))
    assert {
        "clients": comptes.clients,
        "reglements": comptes.reglements,
        "versements": comptes.versements,
        "achats": comptes.achats,
        "verse": comptes.verse,
        "refusees": [refus.numero for refus in comptes.refusees],
    } == json.loads((DONNEES / f"{nom}.totaux.json").read_text())


def test_a_line_says_who_bought_what_for_how_much_and_until_when() -> None:
    rang = "02/01/2026; Awa  Diop ;77 123 45 67;Riz 25 kg;15 000 F;5.000;1/2/26"
    assert replace(une(rang), cle="") == Ligne(
        2, "", date(2026, 1, 2), "Awa Diop", AWA, "Riz 25 kg", 15_000, 5_000, date(2026, 2, 1)
    )


def test_a_line_with_verse_and_no_montant_is_a_versement_alone() -> None:
    ligne = une("02/01/2026;Awa;771234567;;;5000;")
    assert (ligne.montant, ligne.verse, ligne.produit) == (None, 5_000, "")


@pytest.mark.parametrize("rien", ["", "0", "0 F", "-", " -   "])
def test_a_verse_of_nothing_is_no_acompte(rien: str) -> None:
    assert une(f"02/01/2026;Awa;771234567;Riz;5000;{rien};").verse is None


def test_a_line_without_produit_is_divers() -> None:
    assert une("02/01/2026;Awa;771234567;;500;;").produit == "Divers"


def test_a_line_break_in_a_cell_is_a_space() -> None:
    assert une('02/01/2026;"Awa\nDiop";771234567;"Riz\r\n25 kg";500;;').produit == "Riz 25 kg"


def test_accents_are_kept_composed() -> None:
    assert une("02/01/2026;Aïssatou Ba\u0301;771234567;Riz;500;;").nom == "Aïssatou B\xe1"


def test_a_line_without_number_goes_to_the_client_of_exactly_that_name() -> None:
    lignes = lues("02/01/2026;Vieux Fayé;;Pain;500;;", "03/01/2026;VIEUX  FAYE;;;;100;")
    assert {ligne.client for ligne in lignes if isinstance(ligne, Ligne)} == {"vieux faye"}


@pytest.mark.parametrize(
    ("rang", "message"),
    [
        (";Awa;771234567;Riz;500;;", "il manque la date."),
        ("01/01/2099;Awa;771234567;Riz;500;;", "la date 01/01/2099 n'est pas encore venue."),
        ("02/01/2026;;;Riz;500;;", "il manque le client."),
        ("02/01/2026;;771234567;Riz;500;;", "il manque le nom du client."),
        ("02/01/2026;Awa;7712;Riz;500;;", "le numéro est trop court."),
        ("02/01/2026;Awa;771234567;Riz;;;", "il manque le montant à payer ou le montant versé."),
        ("02/01/2026;Awa;771234567;Riz;;0 F;", "il manque le montant à payer ou le montant versé."),
        (
            "02/01/2026;Awa;771234567;Riz;0;500;",
            "le montant à payer doit être plus grand que zéro.",
        ),
        ("02/01/2026;Awa;771234567;Riz;500;-5;", "le montant versé ne peut pas être négatif."),
        ("02/01/2026;Awa;771234567;Riz;500;;31/02/2026", "l'échéance « 31/02/2026 » n'existe pas."),
        (f"02/01/2026;{'é' * 101};771234567;Riz;500;;", "le nom dépasse 100 caractères."),
        (f"02/01/2026;Awa;771234567;{'é' * 201};500;;", "le produit dépasse 200 caractères."),
        ("02/01/2026;A\x07wa;771234567;Riz;500;;", "le nom a un caractère illisible."),
        ("02/01/2026;Awa;771234567;Riz;1;500;;0", "il y a plus de cases que de colonnes."),
        ('02/01/2026;"Awa;771234567;Riz;500;;', "un guillemet n'est pas refermé."),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(rang: str, message: str) -> None:
    assert refus(rang) == message


def test_all_that_is_wrong_with_a_line_is_said_at_once() -> None:
    assert refus("30/02/2026;;7712;Riz;douze;;") == (
        "la date « 30/02/2026 » n'existe pas. Le numéro est trop court. "
        "Le montant à payer « douze » n'est pas un nombre."
    )


def test_a_bad_line_takes_no_other_with_it() -> None:
    lignes = lues("x;Awa;771234567;Riz;500;;", "", "02/01/2026;Awa;771234567;Riz;500;;")
    assert [(type(ligne), ligne.numero) for ligne in lignes] == [(Refus, 2), (Ligne, 4)]


def test_today_is_not_the_future() -> None:
    assert une("24/11/2026;Awa;771234567;Riz;500;;").date == REGLES.aujourdhui


def test_a_known_number_needs_no_name() -> None:
    sans_nom = "03/01/2026;;77.123.45.67;Riz;500;;"
    assert isinstance(lues("02/01/2026;Awa;771234567;Riz;500;;", sans_nom)[1], Ligne)
    cahier = lire(f"{ENTETE}\n{sans_nom}".encode(), "text/csv")
    assert isinstance(next(cahier.lignes(REGLES, {AWA}.__contains__)), Ligne)


@pytest.mark.parametrize(
    "entete",
    [
        "DATE;CLIENT;TELEPHONE;PRODUIT/SERVICE;MONTANT A PAYER;VERSE;ECHEANCE",
        " date ;Nom;Tél.;Produit;Montant (F CFA);Versement;Date d’échéance",
        "Date;Nom du client;N° de téléphone;Désignation;Montant à payer FCFA;Acompte;Échéance",
    ],
)
def test_headings_are_known_by_their_usual_names(entete: str) -> None:
    rang = "02/01/2026;Awa;771234567;Riz;500;100;01/02/2026"
    assert une(rang, entete) == une(rang)


def test_columns_stand_in_any_order_and_unknown_ones_are_left_alone() -> None:
    entete = "Prénom;Versé;Montant à payer;Client;Montant;Date;Téléphone"
    ligne = une("x;100;500;Awa;999;02/01/2026;771234567", entete)
    assert (ligne.nom, ligne.montant, ligne.verse) == ("Awa", 500, 100)


def test_a_line_with_nothing_but_a_remark_is_empty() -> None:
    assert lues(";;;;;;;voir page 12", entete=ENTETE + ";Observations") == []


@pytest.mark.parametrize(
    ("entete", "manque"),
    [
        ("Client;Montant", "date"),
        ("Date;Montant", "client ou téléphone"),
        ("Date;Client;Produit", "montant à payer ou versé"),
        ("Date", "client ou téléphone, montant à payer ou versé"),
    ],
)
def test_a_file_without_the_needed_columns_says_which(entete: str, manque: str) -> None:
    with pytest.raises(FichierIllisible) as erreur:
        lues("1;2;3", entete=entete)
    assert erreur.value.detail == f"Il manque des colonnes au fichier : {manque}."


# What a line is known by


def test_the_second_equal_line_is_a_second_sale() -> None:
    rang = "02/01/2026;Awa;771234567;Riz;500;;"
    premiere, seconde = cles(lues(rang, rang))
    assert premiere != seconde
    assert cles(lues(rang)) == [premiere]


def test_a_line_is_known_by_what_it_means_not_by_how_it_is_written() -> None:
    lignes = [
        "02/01/2026;Awa Diop;77 123 45 67;Riz 25 kg;15000;;1/2/2026",
        "2026-01-02; AWA DIOP;+221771234567;riz  25 KG;15 000 F CFA;0;01-02-26",
        "02-01-26;Awa;00221771234567;Riz 25 kg;15.000,00;-;2026-02-01",
    ]
    assert len({une(ligne).cle for ligne in lignes}) == 1


@pytest.mark.parametrize(
    "autre",
    [
        "03/01/2026;Awa;771234567;Riz;500;100;01/02/2026",
        "02/01/2026;Awa;771234568;Riz;500;100;01/02/2026",
        "02/01/2026;Awa;;Riz;500;100;01/02/2026",
        "02/01/2026;Awa;771234567;Mil;500;100;01/02/2026",
        "02/01/2026;Awa;771234567;Riz;505;100;01/02/2026",
        "02/01/2026;Awa;771234567;Riz;500;105;01/02/2026",
        "02/01/2026;Awa;771234567;Riz;500;100;02/02/2026",
        "02/01/2026;Awa;771234567;Riz;500;100;",
        "02/01/2026;Awa;771234567;Riz;;500;01/02/2026",
    ],
)
def test_a_line_that_means_something_else_is_another(autre: str) -> None:
    assert une(autre).cle != une("02/01/2026;Awa;771234567;Riz;500;100;01/02/2026").cle


def test_a_cle_tells_nothing_to_who_does_not_know_the_secret() -> None:
    rang = "02/01/2026;Awa;771234567;Riz;500;;"
    assert cles(lues(rang)) != cles(lues(rang, regles=replace(REGLES, secret=b"autre")))


def test_a_notebook_that_has_grown_keeps_the_cles_that_it_had() -> None:
    octets = (DONNEES / "cahier.csv").read_bytes()
    avant = cles(list(lire(octets, "text/csv").lignes(REGLES)))
    premiere = octets.split(b"\r\n")[1] + b"\r\n"
    apres = cles(list(lire(octets + premiere * 2, "text/csv").lignes(REGLES)))
    assert len(set(avant)) == len(avant)
    assert apres[: len(avant)] == avant
    assert len(set(apres)) == len(avant) + 2


def typee(texte: str) -> Valeur:
    """A cell as Excel makes it when such a text is typed in."""
    if texte.isdecimal() and not texte.startswith("0"):
        return int(texte)
    if len(texte) == 10 and texte[2::3] == "//":
        jour, mois, annee = map(int, texte.split("/"))
        return date(annee, mois, jour) if mois != 2 or jour < 29 else texte
    return texte


@pytest.mark.parametrize("nom", ["cahier", "cahier-difficile"])
def test_the_same_notebook_as_a_workbook_gives_the_same_lines(nom: str) -> None:
    octets = (DONNEES / f"{nom}.csv").read_bytes()
    cahier = lire(octets, "text/csv")
    entete = sorted(cahier.colonnes, key=lambda champ: cahier.colonnes[champ])
    table: list[list[Valeur]] = [list(entete)]
    table += [
        [typee(str(rang.cellules[cahier.colonnes[champ]])) for champ in entete]
        for rang in cahier.rangs
    ]
    en_csv = list(cahier.lignes(REGLES))
    en_xlsx = list(lire(classeur(table), XLSX).lignes(REGLES))
    assert cles(en_xlsx) == cles(en_csv)
    assert [type(ligne) for ligne in en_xlsx] == [type(ligne) for ligne in en_csv]
    assert sum(isinstance(case, date | int) for rang in table for case in rang) > 10


@given(st.lists(st.text(alphabet="Awa ;,\"'=@0123456789/-+é\x00\u202f"), max_size=7))
def test_no_cells_give_anything_but_a_line_or_a_refusal(cellules: list[str]) -> None:
    rang = ";".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in cellules).replace("\0", "\x01")
    for ligne in lues(rang):
        if isinstance(ligne, Ligne):
            assert ligne.montant or ligne.verse
            assert ligne.nom or ligne.telephone
        else:
            assert ligne.message.endswith(".")
