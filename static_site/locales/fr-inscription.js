/** The texts of the ways into a boutique: inscription, its confirmation, a lost password. */
import entree from "./fr-entree.js";

export default {
  ...entree,

  inscription: {
    titre: "Créer ma boutique",
    boutique: "Nom de la boutique",
    nom: "Votre nom complet",
    emailAide: "Ce sera votre login.",
    motDePasseAide: "10 caractères au moins",
    saisieBoutique: "Écrivez le nom de la boutique.",
    lieu: ["Sénégal", "F CFA", "heure de Dakar"],
    changerLieu: "Changer",
    envoye: "Ouvrez l'e-mail envoyé",
    envoyeA: ["Il est parti à ", ". Son lien ouvre votre boutique."],
    renvoyer: "Renvoyer l'e-mail",
    renvoye: "L'e-mail est reparti.",
    changer: "Changer l'adresse",
    indesirables: "Rien reçu ? Regardez dans les indésirables.",
  },

  confirmation: {
    titre: "Ouvrir ma boutique",
    aide: "Écrivez encore une fois le mot de passe choisi.",
    bouton: "Ouvrir ma boutique",
    sansLien: "Ce lien n'est pas complet. Ouvrez-le depuis l'e-mail.",
    recommencer: "Recommencer l'inscription",
  },

  motDePasse: {
    titreOubli: "Mot de passe oublié",
    aideOubli: "Écrivez votre e-mail. Un lien y sera envoyé.",
    envoyer: "Envoyer le lien",
    envoye: "Ouvrez l'e-mail envoyé",
    envoyeAide: "Si cette adresse a un compte, un lien vient d'y partir.",
    titreNouveau: "Nouveau mot de passe",
    nouveau: "Nouveau mot de passe",
    changer: "Changer le mot de passe",
  },
};
