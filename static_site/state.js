/**
 * What the page knows, as a value: `update` turns state and message into new state, and the
 * rest answers questions about it. Pure: no page, no network, no clock.
 *
 * @typedef {{id: string, nom: string, email: string, role: "gerant" | "vendeur"}} Utilisateur
 * @typedef {{id: string, nom: string, devise: string, fuseau: string, pays: string}} Boutique
 * @typedef {{utilisateur: Utilisateur, boutique: Boutique}} Session
 */
export const initial = {
  /** undefined: not known yet; null: signed out. @type {Session | null | undefined} */
  session: undefined,
  online: true,
  /** The outbox, oldest first; see outbox.js. @type {any[]} */
  waiting: [],
  /** How many of them this page has sent: what is shown is then read again. */
  sent: 0,
  /** This device's copy of clients and open règlements was looked after since the page began. */
  copied: false,
  /** SMS left, null while unknown. @type {number | null} */
  quota: null,
  /** A short word such as « copié »; null when nothing is said. @type {string | null} */
  toast: null,
  /** Takes the new release that waits; null when none does. @type {(() => void) | null} */
  release: null,
  /** The window has room for the options at the left. */
  large: false,
};

/** @param {typeof initial} state @param {Partial<typeof initial>} message */
export function update(state, message) {
  const next = { ...state, ...message };
  return message.session === null ? { ...next, quota: null, waiting: [] } : next;
}

// Who may

/** Whether the person signed in is a gérant. */
export const isGerant = (state) => state.session?.utilisateur.role === "gerant";

// Addresses

/**
 * The route of a path, with the values of its `:names`.
 * @param {[string, ...any[]][]} routes @param {string} path
 */
export function match(routes, path) {
  for (const route of routes) {
    const names = [];
    const pattern = route[0].replace(/:(\w+)/g, (_, name) => (names.push(name), "([^/]+)"));
    const found = path.match(new RegExp(`^${pattern}/?$`));
    if (found) return { route, params: Object.fromEntries(names.map((n, i) => [n, found[i + 1]])) };
  }
  return null;
}

/** A path with its query, leaving out what is empty. @param {Record<string, any>} query */
export function url(path, query) {
  const kept = Object.entries(query).filter(([, v]) => v !== "" && v !== null && v !== undefined);
  const search = new URLSearchParams(kept.map(([k, v]) => [k, String(v)])).toString();
  return search ? `${path}?${search}` : path;
}

/** Only a path of our own is gone to after signing in. @param {string | null} suite */
export const safePath = (suite) => (suite && /^\/(?![/\\])/.test(suite) ? suite : "/");
