/**
 * Starts the page: who is signed in, which screen the address names, what runs beside.
 * How to add a screen: components/page.js.
 */
import { get, listen } from "./api.js";
import { address, dispatch, followAddress, go, savedScroll, state } from "./app.js";
import t from "./locales/fr-entree.js";
import { routes } from "./routes.js";
import { isGerant, match, url } from "./state.js";
import { effect, html, render, useEffect, useLayoutEffect, useState } from "./vendor/preact.js";

/** Screens already loaded, by route path. */
const loaded = new Map();

/** « Page introuvable », « Réservé au gérant. ». */
const Message = ({ title, text }) => html`<main class="public">
  <h1 tabindex="-1">${title}</h1>${text && html`<p>${text}</p>`}
  <p><a class="bouton action" href="/">${t.accueil}</a></p></main>`;

const NotHere = () => html`<${Message} title=${t.pasDeReseau} text=${t.rienIci} />`;

/** The screen of a route; one that could not be loaded is tried again when the network is back. */
function useScreen(route) {
  const [failed, setFailed] = useState(null);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!route || loaded.has(route[0])) return;
    import(`./screens/${route[1]}.js`).then((module) => {
      loaded.set(route[0], module.default);
      redraw((n) => n + 1);
    }, () => setFailed(route));
  }, [route, state.value.online]);
  if (!route) return null;
  return loaded.get(route[0]) ?? (failed === route ? NotHere : undefined);
}

/** Focus goes to the new screen's title, and Back finds its place. */
function useArrival(path, ready) {
  useLayoutEffect(() => {
    if (!ready) return;
    if (!document.activeElement || !document.activeElement.hasAttribute("autofocus")) {
      document.querySelector("h1")?.focus({ preventScroll: true });
    }
    scrollTo(0, savedScroll());
  }, [path, ready]);
}

function App() {
  const { path, query, state: handed } = address.value;
  const { session } = state.value;
  const found = match(routes, path);
  const options = found?.route[2] ?? {};
  const known = options.public || session !== undefined;
  const allowed = options.public || Boolean(session);
  const Screen = useScreen(known && allowed ? found?.route : null);
  useArrival(path, Boolean(Screen) || !found);
  useEffect(() => {
    if (known && !allowed) go(url("/connexion", { suite: path === "/" ? "" : path }), { replace: true });
  }, [known, allowed, path]);

  if (!found) return html`<${Message} title=${t.introuvable} text=${t.introuvableAide} />`;
  if (!Screen || !known || !allowed) return null;
  if (options.role === "gerant" && !isGerant(state.value)) return html`<${Message} title=${t.reserve} />`;
  return html`<${Screen} key=${path} params=${found.params} query=${query} state=${handed} />`;
}

/** Session and quota stay on this device, for opening at once and without a network. */
const KEPT = "session";

function kept() {
  try { return JSON.parse(localStorage.getItem(KEPT) ?? "null"); } catch { return null; }
}
effect(() => {
  const { session, quota } = state.value;
  if (session) localStorage.setItem(KEPT, JSON.stringify({ session, quota }));
  else if (session === null) localStorage.removeItem(KEPT);
});

/** The session ended: what waits is kept for when the same person signs in again. */
const ended = () => dispatch({ session: null });

/** Signs in from the copy on this device at once, then from the API. */
async function findSession() {
  const copy = kept();
  if (copy) dispatch(copy);
  try {
    const session = await get("/session");
    dispatch({ session });
  } catch (error) {
    if (error.status === 401) ended();
    else if (!copy) dispatch({ session: null, online: error.status !== 0 });
  }
}

/** Once somebody is signed in: the outbox, the copy for offline work, the service worker. */
let started = false;
effect(() => {
  if (!state.value.session || started) return;
  started = true;
  import("./background.js").then((background) => background.start());
});

function followWindow() {
  const wide = matchMedia("(min-width: 64rem)");
  const tell = () => dispatch({ large: wide.matches });
  wide.addEventListener("change", tell);
  tell();
  addEventListener("offline", () => dispatch({ online: false }));
  addEventListener("online", () => dispatch({ online: true }));
  if (!navigator.onLine) dispatch({ online: false });
}

listen({
  signedOut: ended,
  network: (online) => { if (online !== state.value.online) dispatch({ online }); },
});
followAddress();
followWindow();
const isPublic = match(routes, location.pathname)?.route[2]?.public;
if (!isPublic) findSession();
render(html`<${App} />`, document.getElementById("app"));
