"""The e-mails of sign-up and sign-in: plain text, the link on a line of its own."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from chalicelib.aws import ses
from chalicelib.context import outside

logger = Logger(service="amneubor")


def confirmer(email: str, nom: str, jeton: str) -> None:
    """The link that opens a new shop."""
    _envoyer(
        email,
        "Confirmez votre inscription à AmneuBor",
        f"Bonjour {nom},\n\n"
        "Ouvrez ce lien dans les 24 heures pour ouvrir votre boutique :\n\n"
        f"{_lien('confirmation', jeton)}\n\n"
        "Si vous n'avez rien demandé, ne faites rien : aucun compte ne sera ouvert.\n",
    )


def deja_inscrit(email: str) -> None:
    """Somebody signs up with an address that has an account: only its owner is told."""
    _envoyer(
        email,
        "Vous avez déjà un compte AmneuBor",
        "Bonjour,\n\n"
        "Une inscription vient d'être demandée avec cette adresse, qui a déjà un compte.\n"
        "Pour vous connecter :\n\n"
        f"{outside.base_url}/connexion\n\n"
        "Mot de passe oublié ? La même page permet d'en choisir un autre.\n"
        "Si ce n'était pas vous, ne faites rien : rien n'a changé.\n",
    )


def inviter(email: str, nom: str, boutique: str, jeton: str) -> None:
    """The link with which somebody who is invited chooses a password."""
    _envoyer(
        email,
        f"{boutique} vous invite sur AmneuBor",
        f"Bonjour {nom},\n\n"
        f"La boutique {boutique} vous invite dans son équipe, sur AmneuBor.\n"
        "Ouvrez ce lien dans les 7 jours pour choisir votre mot de passe :\n\n"
        f"{_lien('mot-de-passe', jeton)}\n\n"
        "Si vous ne connaissez pas cette boutique, ne faites rien.\n",
    )


def invite_ailleurs(email: str, boutique: str) -> None:
    """Somebody is invited whose address has an account: only they are told why it won't do."""
    _envoyer(
        email,
        f"{boutique} vous invite sur AmneuBor",
        "Bonjour,\n\n"
        f"La boutique {boutique} vous invite dans son équipe, mais cette adresse a déjà un\n"
        "compte AmneuBor, et une adresse ne sert qu'à une boutique.\n"
        "Donnez une autre adresse à la boutique, ou quittez d'abord l'équipe où vous êtes.\n",
    )


def nouveau_mot_de_passe(email: str, jeton: str) -> None:
    """The link that sets another password."""
    _envoyer(
        email,
        "Choisissez un nouveau mot de passe AmneuBor",
        "Bonjour,\n\n"
        "Ouvrez ce lien dans l'heure pour choisir un nouveau mot de passe :\n\n"
        f"{_lien('mot-de-passe', jeton)}\n\n"
        "Si vous n'avez rien demandé, ne faites rien : votre mot de passe reste le même.\n",
    )


def _lien(page: str, jeton: str) -> str:
    """A fragment is sent to no server and stands in no log."""
    return f"{outside.base_url}/{page}#jeton={jeton}"


def _envoyer(email: str, sujet: str, texte: str) -> None:
    """Send. What can't be sent is logged, not told: the answer must be the same for all."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        ses.send(email, sujet, texte)
    except ClientError as error:
        logger.error("email refused", code=error.response["Error"]["Code"])
    except BotoCoreError as error:
        logger.error("email not sent", error=type(error).__name__)
