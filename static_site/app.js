/**
 * The one live state of the page: its value (a signal), its address, and how to move.
 */
import { signal } from "./vendor/preact.js";
import { initial, update } from "./state.js";

export const state = signal(initial);

/** @param {Partial<typeof initial>} message */
export const dispatch = (message) => { state.value = update(state.value, message); };

/** Where the page is; `state` is what the last screen hands to the next, such as a panel. */
const current = () => ({
  path: location.pathname,
  query: Object.fromEntries(new URLSearchParams(location.search)),
  hash: location.hash.slice(1),
  state: history.state ?? {},
});
export const address = signal(current());

/** Scroll positions by history entry, so that Back finds its place. */
const scrolls = new Map();
/** The history entry that is shown: what was typed and scrolled belongs to it. */
export const entry = () => history.state?.entry ?? "first";
let shown = entry();

function show() {
  if (carried) history.replaceState({ ...history.state, panel: carried }, "");
  carried = null;
  scrolls.set(shown, scrollY);
  shown = entry();
  address.value = current();
}

/** Where the entry that is shown was scrolled to when it was left. */
export const savedScroll = () => scrolls.get(entry()) ?? 0;

/**
 * Goes to an address. `replace` changes the address of the same screen (a filter);
 * `panel` is what the next screen says about what was just done.
 * @param {string} href @param {{replace?: boolean, panel?: any}} [options]
 */
export function go(href, { replace = false, panel } = {}) {
  const step = { entry: replace ? entry() : crypto.randomUUID(), depth: depth() + (replace ? 0 : 1) };
  history[replace ? "replaceState" : "pushState"](panel ? { ...step, panel } : step, "", href);
  show();
}

const depth = () => history.state?.depth ?? 0;

/** What the screen that Back leads to says about what was just done. */
let carried = null;

/** One screen back, or to `fallback` when the page was opened here. */
export function back(fallback, panel) {
  if (depth() === 0) return go(fallback, { replace: true, panel });
  carried = panel ?? null;
  history.back();
}

/** Follows Back, Forward and the links of the page. */
export function followAddress() {
  history.scrollRestoration = "manual";
  addEventListener("popstate", show);
  addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || /^\/(api|local)\//.test(link.pathname)) return;
    if (link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
