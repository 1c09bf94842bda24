/**
 * The shell without a network. Started as `/sw.js?base=…&version=…`: another release has
 * another address, is put beside the old one, and takes over when somebody says so.
 */
const asked = new URL(self.location.href).searchParams;
const BASE = asked.get("base") ?? "/";
const CACHE = `amneubor ${BASE} ${asked.get("version")}`;
/** What serves without a network; what is of no use without one is loaded when it is opened. */
const FILES = [
  "api.js", "app.js", "background.js", "compte.js", "format.js", "icon.svg", "keys.js",
  "locales/aide.js", "locales/fr-boutique.js", "locales/fr-comptes.js", "locales/fr-entree.js",
  "locales/fr-rappels.js", "locales/fr-sms.js", "locales/fr.js", "main.js", "outbox.js", "print.css", "resource.js",
  "routes.js", "session.js", "sms.js", "state.js", "store.js", "style.css", "vendor/icons.svg",
  "vendor/preact.js",
  "components/annuler.js", "components/choices.js", "components/client.js",
  "components/compte-actions.js", "components/form.js", "components/icon.js", "components/late.js",
  "components/list.js", "components/money.js", "components/months.js", "components/page.js",
  "components/panel.js", "components/public.js", "components/rappel.js", "components/rappels.js",
  "components/recherche.js",
  "components/reglement-form.js", "components/reglements.js", "components/relancer.js",
  "components/releve-lien.js", "components/releve.js", "components/sheet.js",
  "components/sms-contact.js", "components/sms-contacts.js", "components/sms-quota.js",
  "components/versement-form.js", "components/versements.js",
  "screens/aide.js", "screens/ajouter-reglement.js", "screens/archiver.js", "screens/attente.js",
  "screens/caisse.js", "screens/client-reglements.js", "screens/client-versements.js",
  "screens/client.js", "screens/clients.js", "screens/connexion.js", "screens/envois.js",
  "screens/faire-versement.js", "screens/journal.js", "screens/menu.js",
  "screens/modifier-client.js", "screens/modifier-reglement.js", "screens/modifier-versement.js",
  "screens/quota.js", "screens/rappels.js", "screens/reglement.js", "screens/reglements.js", "screens/releve.js",
  "screens/repertoire.js", "screens/sms.js", "screens/tableau.js",
  "screens/versement.js", "screens/versements.js",
].map((file) => BASE + file);
const PAGE = "/";

self.addEventListener("install", (event) => {
  const fresh = [PAGE, ...FILES].map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("amneubor ") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => { if (event.data === "take") self.skipWaiting(); });

/** The page for any of our addresses; files as they were precached; `/api` never. */
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (/^\/(api|local)\//.test(pathname)) return;
  const page = event.request.mode === "navigate" && !pathname.includes(".");
  if (!page && !FILES.includes(pathname)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(page ? PAGE : pathname)) ?? fetch(event.request);
  })());
});
