"""The demo boutique's notebook: a year of credit in a shop of Dakar, the same for the same day.

Nobody in it is real: the numbers hold 555, the names are common ones put together.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from enum import Enum

SEED = 221
DAYS = 365
LAST_DAYS = 7
"""The notebook stops a week before today: from then on the shop writes in the application."""

PRODUITS = (
    ("Riz brisé 25 kg", 10_500), ("Riz parfumé 50 kg", 26_000), ("Huile 5 L", 7_250),
    ("Huile 20 L", 27_500), ("Sucre 5 kg", 3_250), ("Lait en poudre 2,5 kg", 11_750),
    ("Gaz 6 kg", 3_600), ("Gaz 12,5 kg", 7_750), ("Café Touba 1 kg", 3_500),
    ("Savon, carton", 9_000), ("Oignons 25 kg", 8_750), ("Pommes de terre 25 kg", 9_500),
    ("Pagne wax 6 yards", 15_000), ("Pâtes, carton", 6_800), ("Couches, paquet de 60", 8_250),
    ("Mil 10 kg", 4_500), ("Niébé 5 kg", 4_125), ("Charbon, sac", 7_500),
    ("Bazin 5 m", 22_500), ("Tomate concentrée, carton", 12_300), ("Thé, carton", 13_400),
    ("Mayonnaise 5 L", 8_900), ("Cube bouillon, carton", 10_800), ("Eau 10 L, lot de 4", 3_800),
)  # fmt: skip


class Payeur(Enum):
    """How a client pays."""

    BON = "pays all at the month's end"
    PARTIEL = "brings something every other week"
    LENT = "pays little, and late"
    DISPARU = "came in spring, and no more"


@dataclass(frozen=True)
class Client:
    """One of the shop's clients."""

    nom: str
    telephone: str
    payeur: Payeur


NOMS = {
    Payeur.BON: "Awa Sarr, Cheikh Diagne, Mame Fatou Seck, Ousmane Thiam, Rokhaya Gueye, "
    "Abdou Karim Ba, Nafissatou Samb, Daouda Mané",
    Payeur.PARTIEL: "Ndèye Coumba Faye, Ibrahima Sow, Khady Mbaye, Serigne Modou Lo, "
    "Aïssatou Diallo, Babacar Cissé, Marème Kane, Pape Samba Dieng, Sokhna Niang, El Hadji Wade, "
    "Adja Sy, Moustapha Camara, Seynabou Gaye, Malick Touré",
    Payeur.LENT: "Alioune Badara Tall, Bineta Sané, Lamine Coly, Yacine Mbodj, Assane Ndour, "
    "Oumou Barry",
    Payeur.DISPARU: "Gora Diouf, Fanta Traoré, Samba Bâ",
}
JOURS = 26
"""Between two purchases of a client, more or less."""


def _clients() -> Iterator[Client]:
    number = 10
    for payeur, names in NOMS.items():
        for nom in names.split(", "):
            prefix = ("77", "78", "76", "70")[number % 4]
            yield Client(nom, f"{prefix} 555 {number} {(number * 37) % 90 + 10}", payeur)
            number += 1


CLIENTS = tuple(_clients())


@dataclass(frozen=True)
class Ligne:
    """A line as it is written: a sale with what was paid at once, or a payment alone."""

    date: Date
    client: Client
    produit: str = ""
    montant: int | None = None
    verse: int | None = None
    echeance: Date | None = None


def lignes(today: Date) -> list[Ligne]:
    """The year before `today`, oldest first."""
    chance = random.Random(SEED)
    found = [ligne for client in CLIENTS for ligne in _year(client, today, chance)]
    return sorted(found, key=lambda ligne: ligne.date)


def _year(client: Client, today: Date, chance: random.Random) -> Iterator[Ligne]:
    """What one client buys and pays; never more than he owes."""
    end = today - timedelta(days=LAST_DAYS)
    if client.payeur is Payeur.DISPARU:
        end = today - timedelta(days=200)
    day = today - timedelta(days=DAYS - chance.randrange(2 * JOURS))
    du, paid_on = 0, day
    while day <= end:
        produit, prix = chance.choice(PRODUITS)
        montant = prix * chance.choice((1, 1, 1, 2))
        acompte = _arrondi(montant // 3) if chance.random() < 0.2 else None
        echeance = day + timedelta(days=30) if chance.random() < 0.25 else None
        yield Ligne(day, client, produit, montant, acompte, echeance)
        du += montant - (acompte or 0)
        day += timedelta(days=chance.randint(JOURS // 2, JOURS * 3 // 2))
        part = _part(client.payeur, (day - paid_on).days, chance)
        paid = du if part == 1.0 else _arrondi(int(du * part))
        if paid and day <= end:
            yield Ligne(day, client, verse=paid)
            du, paid_on = du - paid, day


def _part(payeur: Payeur, days: int, chance: random.Random) -> float:
    """How much of his debt a client brings, so many days after the last time."""
    if payeur is Payeur.BON:
        return 1.0 if days > 25 else 0.0
    if payeur is Payeur.PARTIEL:
        return chance.choice((0, 0.4, 0.5, 0.7, 1)) if days > 12 else 0
    return chance.choice((0, 0, 0.2, 0.3))


def _arrondi(montant: int) -> int:
    """As money is brought: a multiple of 500 F where there is that much."""
    return montant // 500 * 500 or montant // 25 * 25


def csv_de(lines: list[Ligne]) -> bytes:
    """The notebook as the file that is imported."""
    text = io.StringIO()
    out = csv.writer(text, delimiter=";")
    titles = "Date;Client;Téléphone;Produit / Service;Montant à payer;Versé;Échéance"
    out.writerow(titles.split(";"))
    for ligne in lines:
        out.writerow([
            f"{ligne.date:%d/%m/%Y}", ligne.client.nom, ligne.client.telephone, ligne.produit,
            ligne.montant or "", ligne.verse or "",
            f"{ligne.echeance:%d/%m/%Y}" if ligne.echeance else "",
        ])  # fmt: skip
    return text.getvalue().encode("utf-8-sig")
