/** Texts of the page that a message's link opens on any phone: alone, so that it stays light. */
export default {
  titre: "Ne plus recevoir de messages",
  question: (boutique) => `${boutique} vous écrit ses promotions par SMS.`,
  bouton: "Ne plus recevoir",
  fait: "C'est fait.",
  plusRien: (boutique) => `${boutique} ne vous enverra plus de promotions.`,
  rappels: "Les rappels de vos achats à crédit continuent.",
  mort: "Ce lien n'est plus valable. Demandez à la boutique.",
  appeler: (boutique) => `Appeler ${boutique}`,
};
