"""What the network says of a message, in French.

Its answers: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
"""

from __future__ import annotations

PHRASES = {
    "Message has been accepted by phone": "Arrivé sur le téléphone.",
    "Message has been accepted by phone carrier": "Accepté par l'opérateur.",
    "Blocked as spam by phone carrier": "Bloqué par l'opérateur comme indésirable.",
    "Destination is on a blocked list": "Ce numéro est sur une liste bloquée.",
    "Invalid phone number": "Ce numéro n'existe pas.",
    "Message body is invalid": "L'opérateur refuse ce texte.",
    "No quota left for account": "Le service d'envoi a atteint sa limite.",
    "Phone carrier has blocked this message": "L'opérateur a bloqué ce message.",
    "Phone carrier is currently unreachable/unavailable": "L'opérateur ne répond pas.",
    "Phone has blocked SMS": "Ce téléphone bloque les SMS.",
    "Phone is on a blocked list": "Ce numéro est sur une liste bloquée.",
    "Phone is currently unreachable/unavailable": "Téléphone éteint ou hors réseau.",
    "Phone number is opted out": "Ce numéro ne veut plus de SMS.",
    "This delivery would exceed max price": "Ce SMS coûterait trop cher.",
    "Unknown error attempting to reach phone": "Téléphone injoignable.",
}


def en_francais(reponse: str | None) -> str | None:
    """A sentence for the shopkeeper; what is not known, as the network said it."""
    return PHRASES.get(reponse, reponse) if reponse else None
