/**
 * The texts of signing in, in French, and what every screen says; fr.js holds these and all
 * others. Those of the ways into a boutique are in fr-inscription.js.
 */
export default {
  marque: "AmneuBor",
  devise: "Le cahier de crédit de votre boutique",
  retour: "Retour",
  valider: "Valider",
  validation: "Enregistrement…",
  chargement: "Chargement…",
  reessayer: "Réessayer",
  erreurs: (n) => (n > 1 ? `Il y a ${n} erreurs` : "Il y a 1 erreur"),
  reserve: "Réservé au gérant.",
  introuvable: "Page introuvable",
  introuvableAide: "Cette adresse ne mène à rien.",
  accueil: "Aller au tableau de bord",
  panne: "Le service ne répond pas. Réessayez.",
  pasDeReseau: "Pas de réseau.",
  besoinReseau: "Pas de réseau. Cette action a besoin d'internet.",
  rienIci: "Pas de réseau, et pas encore de copie ici.",

  champs: {
    telephone: "Numéro de téléphone",
    email: "E-mail",
    motDePasse: "Mot de passe",
    afficher: "Afficher",
    masquer: "Masquer",
  },
  saisie: {
    telephone: "Écrivez le numéro de téléphone.",
    nom: "Écrivez le nom complet.",
    email: "Écrivez votre e-mail, par exemple awa@exemple.sn.",
    motDePasse: "Écrivez votre mot de passe.",
    motDePasseCourt: "10 caractères au moins.",
  },

  connexion: {
    titre: "Se connecter",
    login: "Login (votre e-mail)",
    bouton: "Se connecter",
    oubli: "Mot de passe oublié ?",
    pasDeCompte: "Pas encore de compte ?",
    creer: "Créer ma boutique",
    incorrect: "Login ou mot de passe incorrect.",
    horsLigne: "Pas de réseau. La connexion a besoin d'internet une fois, puis le cahier marche sans réseau.",
    finie: "Votre session est finie. Connectez-vous, rien n'est perdu.",
    changee: "Mot de passe changé. Connectez-vous.",
  },
};
