/**
 * What a screen reads: the copy at once (of this page, then of the device), then the fresh
 * answer. With `more`, a list that goes on by its cursor.
 */
import { get } from "./api.js";
import { state } from "./app.js";
import { keep, read, write } from "./store.js";
import { useEffect, useState } from "./vendor/preact.js";

/** Answers of this page by path, so that Back paints at once. */
const seen = new Map();
/** Lists read beyond their first page: Back shows them whole, and does not read them again. */
const extended = new Set();

/** Forgets what was read: after a write, and when somebody signs out. */
export function forget() {
  seen.clear();
  extended.clear();
}

async function load(path) {
  const data = await get(path);
  seen.set(path, data);
  write("lectures", { path, data }).catch(() => {});
  keep(data.elements ?? [data]).catch(() => {});
  return data;
}

/**
 * @param {string | null} path below `/api`; null reads nothing
 * @param {string} [list] the name of what goes on by the cursor
 * @returns {{data: any, error: any, fresh: boolean, reload: () => void, more: (() => Promise<any>) | null}}
 */
export function useResource(path, list = "elements") {
  const [found, setFound] = useState({ path: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return undefined;
    let left = false;
    const show = (part) => {
      if (!left) setFound((old) => ({ ...(old.path === path ? old : {}), path, ...part }));
    };
    if (!seen.has(path)) {
      read("lectures", path).then((copy) => {
        if (copy && !seen.has(path)) show({ data: copy.data });
      }).catch(() => {});
    }
    if (extended.has(path) && turn === 0) return undefined;
    load(path).then((data) => show({ data, error: null, fresh: true }),
      (error) => show({ error }));
    return () => { left = true; };
  }, [path, turn, state.value.sent]);

  const here = found.path === path ? found : { path, data: seen.get(path) };
  const more = here.data?.curseur && here.data[list] ? async () => {
    const join = path.includes("?") ? "&" : "?";
    const page = await get(`${path}${join}curseur=${encodeURIComponent(here.data.curseur)}`);
    const data = { ...here.data, ...page, [list]: [...here.data[list], ...page[list]] };
    seen.set(path, data);
    extended.add(path);
    keep(page[list]).catch(() => {});
    setFound({ path, data, fresh: true });
    return data;
  } : null;
  return { data: here.data ?? seen.get(path), error: here.error, fresh: Boolean(here.fresh),
    reload: () => setTurn((n) => n + 1), more };
}
