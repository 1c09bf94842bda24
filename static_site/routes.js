/**
 * Address -> screen. Each screen is loaded when it is opened.
 *
 * A row is `[path, import, options]`; `:name` in a path becomes `params.name`. Options:
 * `public` (opens without a session), `role: "gerant"` (others read « Réservé au gérant. »).
 * The first row that fits counts, so `/reglements/nouveau` stands before `/reglements/:id`.
 */
const open = { public: true };
const gerant = { role: "gerant" };

/** @type {[string, () => Promise<{default: any}>, {public?: boolean, role?: string}?][]} */
export const routes = [
  ["/", () => import("./screens/tableau.js")],
  ["/connexion", () => import("./screens/connexion.js"), open],
  ["/inscription", () => import("./screens/inscription.js"), open],
  ["/confirmation", () => import("./screens/confirmation.js"), open],
  ["/mot-de-passe", () => import("./screens/mot-de-passe.js"), open],
  ["/r", () => import("./screens/releve-public.js"), open],
  ["/reglements", () => import("./screens/reglements.js")],
  ["/reglements/nouveau", () => import("./screens/ajouter-reglement.js")],
  ["/reglements/:id", () => import("./screens/reglement.js")],
  ["/reglements/:id/modifier", () => import("./screens/modifier-reglement.js")],
  ["/versements", () => import("./screens/versements.js")],
  ["/versements/nouveau", () => import("./screens/faire-versement.js")],
  ["/versements/:id", () => import("./screens/versement.js")],
  ["/versements/:id/modifier", () => import("./screens/modifier-versement.js")],
  ["/clients", () => import("./screens/clients.js")],
  ["/clients/:id", () => import("./screens/client.js")],
  ["/clients/:id/modifier", () => import("./screens/modifier-client.js")],
  ["/clients/:id/reglements", () => import("./screens/client-reglements.js")],
  ["/clients/:id/releve", () => import("./screens/releve.js")],
  ["/clients/:id/versements", () => import("./screens/client-versements.js")],
  ["/solder", () => import("./screens/solder.js"), gerant],
  ["/archiver", () => import("./screens/archiver.js"), gerant],
  ["/import", () => import("./screens/importer.js"), gerant],
  ["/import/:id", () => import("./screens/import.js"), gerant],
  ["/parametres", () => import("./screens/parametres.js"), gerant],
  ["/equipe", () => import("./screens/equipe.js"), gerant],
  ["/journal", () => import("./screens/journal.js"), gerant],
  ["/export", () => import("./screens/export.js"), gerant],
  ["/caisse", () => import("./screens/caisse.js")],
  ["/attente", () => import("./screens/attente.js")],
  ["/aide", () => import("./screens/aide.js")],
  ["/menu", () => import("./screens/menu.js")],
  ["/sms", () => import("./screens/sms.js")],
];
