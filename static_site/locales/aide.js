/** The help: the manual's tasks, one after the other. Each is a title, its steps, where it is done. */
export default {
  titre: "Aide",
  cherchez: "Touchez une question.",
  ouvrir: "Y aller",
  taches: [
    { icone: "notebook-pen", titre: "Ajouter un règlement", href: "/reglements/nouveau", etapes: [
      "Un règlement est une vente à crédit.",
      "Onglet « Réglements », puis « +Ajouter un règlement ».",
      "Écrivez le numéro : le nom s'affiche à droite. Client nouveau : écrivez aussi son nom complet.",
      "Produit/service : le nom du produit, du service, ou le numéro d'une facture.",
      "Écrivez le montant à payer, puis « Valider ».",
    ] },
    { icone: "list", titre: "Voir ou corriger un règlement", href: "/reglements", etapes: [
      "Onglet « Réglements » : touchez le règlement.",
      "Vous voyez ce qui est payé et ce qui reste.",
      "« Modifier » corrige une erreur. Le gérant peut aussi annuler, avec un motif.",
    ] },
    { icone: "hand-coins", titre: "Faire un versement", href: "/versements/nouveau", etapes: [
      "Un versement est l'argent que le client vous donne.",
      "Onglet « Comptes Client », puis « Faire un versement ».",
      "Écrivez le numéro du client, ou son nom. Ce qu'il doit s'affiche.",
      "Écrivez le montant versé. Lisez-le en lettres, puis « Valider ».",
      "Le plus ancien règlement est payé d'abord. « Choisir les règlements » change cet ordre.",
      "Le trop-payé reste en avoir : il paiera le prochain règlement.",
    ] },
    { icone: "receipt-text", titre: "Voir les versements d'un client", href: "/versements", etapes: [
      "Onglet « Comptes Client », puis « Les versements ».",
      "Écrivez le nom du client dans le filtre.",
      "Touchez un versement pour voir ce qu'il a payé, ou pour l'annuler.",
    ] },
    { icone: "users", titre: "Voir le compte d'un client", href: "/clients", etapes: [
      "Onglet « Comptes Client », « Les comptes client » : touchez le client.",
      "Vous voyez le total de ses achats, le total versé et le total dû.",
      "« +Afficher les règlements » et « +Afficher les versements » : choisissez la période.",
    ] },
    { icone: "file-text", titre: "Donner un relevé", href: "/clients", etapes: [
      "Ouvrez le compte du client, puis « Relevé ».",
      "Choisissez la période.",
      "« WhatsApp » l'envoie au client, « Imprimer » le met sur papier.",
    ] },
    { icone: "circle-slash", titre: "Solder un compte", href: "/solder", gerant: true, etapes: [
      "Solder, c'est laisser au client ce qui reste à payer.",
      "Onglet « Comptes Client », puis « Solder compte ».",
      "Écrivez le numéro, choisissez la période, puis « Valider ».",
      "Cochez « changer situation » : le règlement devient Complet. Décochez pour revenir.",
    ] },
    { icone: "archive", titre: "Archiver des versements", href: "/archiver", gerant: true, etapes: [
      "On archive un versement qui ne suit plus aucun règlement. Il reste visible.",
      "Onglet « Comptes Client », puis « +Archiver versement ».",
      "Cherchez le client, cochez les versements, puis « Archiver ».",
    ] },
    { icone: "download", titre: "Importer votre cahier", href: "/import", gerant: true, etapes: [
      "Préparez un tableau Excel ou CSV : une ligne par vente.",
      "Colonnes : date, client, téléphone, produit/service, montant à payer, versé, échéance.",
      "Choisissez le fichier. Rien n'est écrit avant « Importer ».",
      "Les lignes refusées sont montrées avec leur raison. Corrigez-les et importez de nouveau : rien ne compte deux fois.",
    ] },
    { icone: "calendar-clock", titre: "Planifier un rappel SMS", href: "/rappels", etapes: [
      "Ouvrez le règlement, puis « +Planifier l'envoi du sms ».",
      "Choisissez le jour, les destinataires et le texte.",
      "« Enregistrer planning » : le SMS part ce jour-là vers 8 h.",
    ] },
    { icone: "users", titre: "Ajouter ou modifier un contact du répertoire", href: "/sms/repertoire", etapes: [
      "Onglet « Envoyer sms », puis « +Répertoire ».",
      "Écrivez le nom, le téléphone, le groupe, cochez son accord, puis « Valider ».",
      "Touchez un contact de la liste : le formulaire devient « + Modifier contact ».",
      "Corrigez, puis « Modifier ». Le gérant peut aussi « +supprimer ».",
    ] },
    { icone: "send", titre: "Envoyer un message SMS à vos contacts", href: "/sms/envoi", gerant: true, etapes: [
      "Onglet « Envoyer sms », puis « +Envoi de message ».",
      "Écrivez l'émetteur, choisissez les destinataires, écrivez le message.",
      "Le prix est dit avant « Envoyer » : un long message compte plusieurs sms.",
      "Votre quota est toujours visible dans l'onglet « Envoyer sms ».",
    ] },
    { icone: "wifi-off", titre: "Travailler sans réseau", href: "/attente", etapes: [
      "Continuez : vos règlements et vos versements sont gardés dans le téléphone.",
      "Ils partent tout seuls quand le réseau revient, même après fermeture.",
      "Le nuage en haut dit combien attendent. Touchez-le pour corriger ou retirer.",
    ] },
  ],
  touches: "Les touches du clavier",
  raccourcis: [
    ["/", "filtrer la liste"], ["n", "ajouter un règlement"], ["v", "faire un versement"],
    ["g puis t", "tableau de bord"], ["g puis r", "réglements"], ["g puis c", "comptes client"],
    ["g puis s", "envoyer sms"], ["?", "cette aide"], ["Échap", "retour"],
  ],
  autre: "Besoin d'autres informations ?",
  support: "Le support technique vous répond.",
  email: "support@zake.pro",
  site: "www.zake.pro/contact",
};
