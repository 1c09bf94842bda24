"""The demo boutique's last week: sold and paid at the counter, by the gérante and her vendeur."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from local.caller import Caller
from local.demo_cahier import CLIENTS

TELEPHONES = {client.nom: client.telephone for client in CLIENTS}

VENTES: tuple[tuple[int, str, str, int, dict[str, Any]], ...] = (
    (6, "Awa Sarr", "Riz parfumé 50 kg", 26_000, {"acompte": {"montant": 10_000}}),
    (6, "Babacar Cissé", "Huile 20 L", 27_500, {}),
    (5, "Khady Mbaye", "Lait en poudre 2,5 kg", 11_750, {}),
    (5, "Ibrahima Sow", "Facture 2611-014", 84_250, {"note": "Livré au chantier de Keur Massar"}),
    (4, "Marème Kane", "Pagne wax 6 yards", 15_000, {"acompte": {"montant": 5_000}}),
    (4, "Lamine Coly", "Gaz 12,5 kg", 7_750, {}),
    (3, "Seynabou Gaye", "Couches, paquet de 60", 8_250, {}),
    (3, "Malick Touré", "Ciment, 10 sacs", 42_500, {"acompte": {"montant": 20_000}}),
    (2, "Rokhaya Gueye", "Sucre 5 kg", 3_250, {}),
    (1, "Adja Sy", "Bazin 5 m", 22_500, {"note": "Pour le baptême"}),
    (1, "Pape Samba Dieng", "Charbon, sac", 7_500, {}),
    (0, "Ndèye Coumba Faye", "Oignons 25 kg", 8_750, {"acompte": {"montant": 2_000}}),
    (0, "Sokhna Niang", "Thé, carton", 13_400, {}),
    (0, "Oumou Barry", "Riz brisé 25 kg", 10_500, {}),
)  # fmt: skip
"""Days ago, to whom, what, for how much, and what else was said."""

VERSEMENTS: tuple[tuple[int, str, int, str, str], ...] = (
    (5, "Moustapha Camara", 10_000, "orange_money", "OM.2611.0931"),
    (4, "Khady Mbaye", 15_000, "wave", ""),
    (3, "Aïssatou Diallo", 20_000, "especes", ""),
    (2, "Assane Ndour", 5_000, "especes", ""),
    (2, "Ibrahima Sow", 50_000, "cheque", "CBAO 0047712"),
    (1, "Serigne Modou Lo", 12_500, "wave", ""),
    (1, "Bineta Sané", 7_500, "free_money", ""),
    (0, "Yacine Mbodj", 10_000, "wave", "Promesse du mois tenue"),
    (0, "Babacar Cissé", 25_000, "especes", ""),
    (0, "Marème Kane", 6_000, "orange_money", ""),
    (0, "El Hadji Wade", 4_000, "especes", ""),
)
"""Days ago, by whom, how much, how, and the reference."""


class Semaine:
    """Seven days up to `today`; every write has a key of its own."""

    def __init__(self, gerante: Caller, vendeur: Caller, today: date) -> None:
        self._gerante = gerante
        self._vendeur = vendeur
        self._today = today
        self._writes = 0

    def vivre(self) -> None:
        """Live it. Raises Refused."""
        for place, (ago, nom, produit, montant, more) in enumerate(VENTES):
            self._vendre(self._at_the_till(place), ago, nom, produit, montant, more)
        for place, (ago, nom, montant, mode, reference) in enumerate(VERSEMENTS):
            paid = {"montant": montant, "mode": mode, "reference": reference}
            self._verser(self._at_the_till(place), ago, nom, paid)
        self._avances()
        self._dettes_laissees()
        self._erreurs()
        self._fiches()
        self._baisse()

    def _at_the_till(self, place: int) -> Caller:
        return self._vendeur if place % 3 == 1 else self._gerante

    def _post(self, who: Caller, path: str, **body: Any) -> Any:
        self._writes += 1
        return who.post(path, key=f"demo-{self._writes}", **body)

    def _day(self, ago: int) -> str:
        return str(self._today - timedelta(days=ago))

    def _vendre(
        self, who: Caller, ago: int, nom: str, produit: str, montant: int, more: dict[str, Any]
    ) -> Any:
        sale = {"telephone": TELEPHONES[nom], "produit": produit, "montant": montant, **more}
        return self._post(who, "/reglements", date=self._day(ago), **sale)

    def _verser(self, who: Caller, ago: int, nom: str, paid: dict[str, Any]) -> Any:
        named = {"telephone": TELEPHONES[nom], "date": self._day(ago)}
        return self._post(who, "/versements", **named, **paid)

    def _client(self, nom: str) -> str:
        found = self._gerante.get("/clients", telephone=TELEPHONES[nom])["elements"]
        return str(found[0]["id"])

    def _avances(self) -> None:
        """Two clients are ahead of what they owe; one of them gets a part of it back."""
        ahead = {"montant": 75_000, "mode": "wave", "note": "Avance pour le Magal"}
        self._verser(self._gerante, 4, "Cheikh Diagne", ahead)
        self._verser(self._gerante, 3, "Nafissatou Samb", {"montant": 60_000})
        back = {"montant": 10_000, "motif": "Rendu à sa demande", "date": self._day(1)}
        path = f"/clients/{self._client('Nafissatou Samb')}/remboursements"
        self._post(self._gerante, path, **back)

    def _dettes_laissees(self) -> None:
        """Two who left the neighbourhood: what they owe last is let go."""
        for nom, motif in (("Gora Diouf", "cede"), ("Samba Bâ", "eponge")):
            sales = self._gerante.get(f"/clients/{self._client(nom)}/reglements", limite=1)
            newest = sales["elements"][0]["id"]
            self._post(self._gerante, f"/reglements/{newest}/solde", motif=motif)

    def _erreurs(self) -> None:
        """A sale typed twice is voided, a payment typed too high as well."""
        twice = self._vendre(self._vendeur, 1, "Adja Sy", "Bazin 5 m", 22_500, {})
        motif = {"motif": "Noté deux fois"}
        self._post(self._gerante, f"/reglements/{twice['id']}/annulation", **motif)
        wrong = self._verser(self._vendeur, 2, "Fanta Traoré", {"montant": 50_000})
        motif = {"motif": "Erreur de client"}
        self._post(self._gerante, f"/versements/{wrong['id']}/annulation", **motif)

    def _fiches(self) -> None:
        """Old payments are put away; a client is told how far he may go."""
        path = f"/clients/{self._client('Daouda Mané')}/versements"
        old = self._gerante.get(path, au=self._day(60), limite=5)["elements"]
        ids = [versement["id"] for versement in old]
        self._post(self._gerante, "/versements/archivage", versements=ids, archive=True)
        sheet = {"plafond": 100_000, "note": "Boutique rue 10, paie après le 5 du mois"}
        self._writes += 1
        self._gerante.patch(
            f"/clients/{self._client('Yacine Mbodj')}", key=f"demo-{self._writes}", **sheet
        )

    def _baisse(self) -> None:
        """The vendeur corrects downwards what he has noted today: the gérante sees it."""
        paid = self._verser(self._vendeur, 0, "Adja Sy", {"montant": 12_000})
        self._writes += 1
        path = f"/versements/{paid['id']}"
        self._vendeur.patch(path, key=f"demo-{self._writes}", montant=10_000)
