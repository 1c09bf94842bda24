/** What runs beside the screens of who is signed in: outbox, offline copy, service worker. */
import { get } from "./api.js";
import { dispatch, state } from "./app.js";
import { followKeys } from "./keys.js";
import { start as startOutbox } from "./outbox.js";
import { read, refreshCopy } from "./store.js";

const BASE = new URL(".", import.meta.url).pathname;

/** Only our own worker may be started (trusted types). */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("amneubor", {
  createScriptURL(address) {
    if (new URL(address, location.origin).pathname !== "/sw.js") throw new TypeError(address);
    return address;
  },
});

/** Offers the release that waits; it is taken when somebody says so. */
function offer(worker) {
  dispatch({ release: () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    worker.postMessage("take");
  } });
}

async function startWorker() {
  if (!navigator.serviceWorker) return;
  const { version } = await get("/sante");
  const address = `/sw.js?base=${encodeURIComponent(BASE)}&version=${encodeURIComponent(version)}`;
  const registration = await navigator.serviceWorker.register(
    policy ? policy.createScriptURL(address) : address,
  );
  const waiting = () => {
    if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  };
  waiting();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", waiting);
  });
}

/** The quota is always in view: from the last tableau de bord that was read. */
async function showQuota() {
  const copy = await read("lectures", "/tableau-de-bord");
  const tableau = copy?.data ?? await get("/tableau-de-bord");
  if (state.value.quota === null) dispatch({ quota: tableau.quota.sms });
}

/** How often the service is tried while it is away though the device has a network, in ms. */
const TRY = 5_000;

/** Nothing else may ask while somebody only reads: the notice goes when the service answers. */
function watchNetwork() {
  const away = () => !state.value.online && navigator.onLine && !document.hidden;
  setInterval(() => { if (away()) get("/sante").catch(() => {}); }, TRY);
}

/** Each may fail for want of a network and is tried again at the next start. */
export async function start() {
  startOutbox().catch(() => {});
  showQuota().catch(() => {});
  watchNetwork();
  followKeys();
  await refreshCopy(Date.now()).catch(() => {});
  dispatch({ copied: true });
  await startWorker().catch(() => {});
}
