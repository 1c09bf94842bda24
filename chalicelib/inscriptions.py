"""Signing up a shop: ask, then confirm from the e-mail's link (architecture.md, Sign-in)."""

from __future__ import annotations

from typing import Any

from chalicelib import courriels, journal, limites, mots_de_passe, sessions
from chalicelib.aws import acces, guard, quota
from chalicelib.aws.acces import AccesRow
from chalicelib.aws.boutique_rows import boutique_row, utilisateur_row
from chalicelib.aws.rows import instant
from chalicelib.aws.transaction import ConditionsRefusees, Transaction
from chalicelib.context import Context, outside
from chalicelib.domaine.boutique import Boutique, Role, Utilisateur
from chalicelib.domaine.problems import ChampsInvalides
from chalicelib.essais import essayer
from chalicelib.lieux import Devise, Fuseau, Pays, devise_de, fuseau_de
from chalicelib.mots_de_passe import MotDePasse, MotDePasseTape
from chalicelib.web.answer import Visitor
from chalicelib.web.champs import Corps, Email, Jeton, Nom, Telephone

LIEN_SECONDES = 24 * 3600
QUOTA_BIENVENUE = 11
"""SMS parts that a new shop is given."""


class InscriptionInput(Corps):
    """A shop and its first gérant. `pays` says how the number is read, and what is usual."""

    pays: Pays = "SN"
    boutique: Nom
    nom: Nom
    email: Email
    telephone: Telephone
    mot_de_passe: MotDePasse
    devise: Devise | None = None
    fuseau: Fuseau | None = None


class ConfirmationInput(Corps):
    """The link's token, and the password again: the mailbox's owner may not have asked."""

    jeton: Jeton
    mot_de_passe: MotDePasseTape


def demander(visitor: Visitor, body: InscriptionInput) -> None:
    """Keep the request for 24 hours and send its link.

    Nothing tells whether the e-mail has an account already, but the e-mail itself. Raises
    TropDeDemandes.
    """
    limites.compter(limites.INSCRIPTION_ADRESSE, visitor.address)
    limites.compter(limites.LIEN_COMPTE, "inscription", body.email, visitor.address)
    hache = mots_de_passe.hacher(body.mot_de_passe)
    jeton = outside.token()
    now = int(outside.now().timestamp())
    demande = body.model_dump(exclude={"mot_de_passe"}) | {"hache": hache}
    AccesRow(
        acces.key("inscription", jeton), expire=now + LIEN_SECONDES, inscription=demande
    ).save()
    if not limites.passe(limites.COURRIEL, body.email):
        return
    if acces.find(acces.mail(body.email), now) is None:
        courriels.confirmer(body.email, body.nom, jeton)
    else:
        courriels.deja_inscrit(body.email)


def confirmer(visitor: Visitor, body: ConfirmationInput) -> sessions.Ouverte:
    """Create the boutique, its gérant and its welcome quota, all or none, and sign in.

    Raises ChampsInvalides (a link that has served or expired, another password),
    TropDeDemandes.
    """
    cle = acces.key("inscription", body.jeton)
    row = acces.find(cle, int(outside.now().timestamp()))
    if row is None:
        raise _lien_perdu()
    limites.compter(limites.CONFIRMATION, cle)
    demande: dict[str, Any] = row.inscription
    if not mots_de_passe.verifier(body.mot_de_passe, demande["hache"]):
        raise ChampsInvalides.of(
            "mot_de_passe", "Ce n'est pas le mot de passe choisi à l'inscription."
        )
    boutique, gerant = _nouveaux(demande)
    with guard.boutique(boutique.id):
        try:
            essayer(lambda: _creation(cle, boutique, gerant, demande["hache"]).commit())
        except ConditionsRefusees as error:
            if "boutique" not in error.noms:
                raise _lien_perdu() from error
            # The boutique is there: a try whose answer was lost has made it.
    return sessions.nouvelle(boutique, gerant)


def _nouveaux(demande: dict[str, Any]) -> tuple[Boutique, Utilisateur]:
    boutique = Boutique(
        id=outside.new_id(),
        nom=demande["boutique"],
        telephone=demande["telephone"],
        devise=demande["devise"] or devise_de(demande["pays"]),
        fuseau=demande["fuseau"] or fuseau_de(demande["pays"]),
        pays=demande["pays"],
        pays_sms=(demande["pays"],),
    )
    gerant = Utilisateur(
        id=outside.new_id(),
        nom=demande["nom"],
        email=demande["email"],
        telephone=demande["telephone"],
        role=Role.GERANT,
    )
    return boutique, gerant


def _creation(cle: str, boutique: Boutique, gerant: Utilisateur, hache: str) -> Transaction:
    """One transaction: the link goes, the e-mail is taken, the shop is there."""
    now = outside.now()
    lien, mail = AccesRow(cle), AccesRow(acces.mail(gerant.email))
    mail.boutique, mail.utilisateur = boutique.id, gerant.id
    row = boutique_row(boutique, instant(now))
    made = Transaction()
    made.delete(lien, AccesRow.cle.exists(), "lien")
    made.put(mail, AccesRow.cle.does_not_exist(), "mail")
    made.put(row, type(row).cle.does_not_exist(), "boutique")
    made.put(utilisateur_row(boutique.id, gerant, hache, now))
    who = Context(boutique, gerant, now)
    made.put(journal.ligne(who, boutique.id, "ouvrir boutique", objet=boutique.id))
    for ligne in quota.ouverture(boutique.id, outside.new_id(), instant(now), QUOTA_BIENVENUE):
        made.put(ligne)
    return made


def _lien_perdu() -> ChampsInvalides:
    return ChampsInvalides.of(
        "jeton", "Ce lien a déjà servi ou n'est plus valable. Connectez-vous, ou recommencez."
    )
