/**
 * Address -> screen. Each screen is loaded when it is opened.
 *
 * A row is `[path, screen, options]`: `screens/<screen>.js`; `:name` in a path becomes
 * `params.name`. Options: `public` (opens without a session), `role: "gerant"` (others
 * read « Réservé au gérant. »).
 * The first row that fits counts, so `/reglements/nouveau` stands before `/reglements/:id`.
 */
const open = { public: true };
const gerant = { role: "gerant" };

/** @type {[string, string, {public?: boolean, role?: string}?][]} */
export const routes = [
  ["/", "tableau"],
  ["/connexion", "connexion", open],
  ["/inscription", "inscription", open],
  ["/confirmation", "confirmation", open],
  ["/mot-de-passe", "mot-de-passe", open],
  ["/r", "releve-public", open],
  ["/reglements", "reglements"],
  ["/reglements/nouveau", "ajouter-reglement"],
  ["/reglements/:id", "reglement"],
  ["/reglements/:id/modifier", "modifier-reglement"],
  ["/reglements/:id/rappel", "planifier"],
  ["/rappels", "rappels"],
  ["/versements", "versements"],
  ["/versements/nouveau", "faire-versement"],
  ["/versements/:id", "versement"],
  ["/versements/:id/modifier", "modifier-versement"],
  ["/clients", "clients"],
  ["/clients/:id", "client"],
  ["/clients/:id/modifier", "modifier-client"],
  ["/clients/:id/reglements", "client-reglements"],
  ["/clients/:id/releve", "releve"],
  ["/clients/:id/versements", "client-versements"],
  ["/solder", "solder", gerant],
  ["/archiver", "archiver", gerant],
  ["/import", "importer", gerant],
  ["/import/:id", "import", gerant],
  ["/parametres", "parametres", gerant],
  ["/equipe", "equipe", gerant],
  ["/journal", "journal", gerant],
  ["/export", "export", gerant],
  ["/caisse", "caisse"],
  ["/attente", "attente"],
  ["/aide", "aide"],
  ["/menu", "menu"],
  ["/sms", "sms"],
  ["/sms/repertoire", "repertoire"],
  ["/sms/repertoire/:id", "repertoire"],
  ["/sms/envoi", "envoi", gerant],
  ["/sms/envois", "envois"],
  ["/sms/envois/:id", "envois"],
  ["/sms/quota", "quota"],
  ["/refus/:jeton", "refus", open],
];
