"""The demo boutique's répertoire, and reminders that it has planned; no message leaves at once."""

from __future__ import annotations

from datetime import date, timedelta

from local.caller import Caller
from local.demo_semaine import TELEPHONES

EMETTEUR = "KeurAstou"
CONTACTS: tuple[tuple[str, str, str, bool], ...] = (
    ("Dieynaba Ly", "77 555 03 01", "Fidèles", True),
    ("Mame Diarra Seck", "76 555 03 02", "Fidèles", True),
    ("Abdou Karim Sène", "70 555 03 03", "Fidèles", True),
    ("Tante Ramatoulaye", "77 555 03 04", "Quartier", True),
    ("Restaurant Chez Katy", "78 555 03 05", "Quartier", True),
    ("Ousseynou, le taxi", "77 555 03 06", "Quartier", False),
    ("Couture Binta Mode", "76 555 03 07", "Quartier", True),
)
"""Who, at which number, of which groupe, and whether messages are welcome."""

RAPPELS: tuple[tuple[str, int], ...] = (
    ("Ibrahima Sow", 11),
    ("Malick Touré", 11),
    ("Adja Sy", 13),
)
"""Of whom the oldest debt is to be reminded, in how many days."""

TEXTE = "Bonjour {nom}, il vous reste {reliquat} a payer chez {boutique}. Merci."


def ecrire(gerante: Caller, today: date) -> None:
    """Write it all; every write has a key of its own. Raises Refused."""
    gerante.patch("/boutique", key="demo-emetteur", emetteur=EMETTEUR)
    for place, (nom, telephone, groupe, accord) in enumerate(CONTACTS):
        gerante.post(
            "/contacts",
            key=f"demo-contact-{place}",
            nom=nom,
            telephone=telephone,
            groupe=groupe,
            consentement_sms=accord,
        )
    for place, (nom, days) in enumerate(RAPPELS):
        [client] = gerante.get("/clients", telephone=TELEPHONES[nom])["elements"]
        debts = gerante.get(f"/clients/{client['id']}/reglements", etat="incomplet", limite=100)
        gerante.post(
            f"/reglements/{debts['elements'][-1]['id']}/rappels",
            key=f"demo-rappel-{place}",
            date=str(today + timedelta(days=days)),
            texte=TEXTE,
        )
