/**
 * Writes that survive: each is kept on the device with its Idempotency-Key before it is sent,
 * and leaves in order, when the network is there, also after the page was closed.
 *
 * An entry: `{seq, cle, utilisateur, method, path, body, compte, quoi, saisi_le, refus?}`.
 * `compte` names the client it is about: a refused entry holds back only what follows for the
 * same one. `quoi` is what people are shown: `{type, nom, telephone, montant, detail}`.
 */
import { ApiError, call, now } from "./api.js";
import { dispatch, state } from "./app.js";
import { forget } from "./resource.js";
import { keep, read, readAll, refreshClient, remove, write } from "./store.js";

/** Waits between tries while the network fails, in ms; the last one repeats. */
const WAITS = [2_000, 10_000, 30_000, 60_000];

const channel = new BroadcastChannel("attente");
/** Who waits for an entry's answer in this page, by key. */
const watchers = new Map();
let failures = 0;
let timer;

const mine = (entry) => entry.utilisateur === state.value.session?.utilisateur.id;

/** Reads the outbox of who is signed in into the state. */
export async function refresh() {
  const all = (await readAll("attente")) ?? [];
  dispatch({ waiting: all.filter(mine) });
}

async function changed() {
  await refresh();
  channel.postMessage("changed");
}

/**
 * Keeps a write, then sends it. Resolves to `{answer}`, or to `{waiting: true}` when the
 * network is not there. Throws the ApiError of a refusal: the form is still open to correct it.
 * @param {{method?: string, path: string, body: any, compte: string, quoi: any, key: string,
 *   seq?: number}} w `seq`: takes the place of a refused entry, and stays one if refused again
 */
export async function submit({ method = "POST", path, body, compte, quoi, key, seq: place }) {
  const entry = { ...(place && { seq: place, corrige: true }), cle: key, utilisateur: state.value.session.utilisateur.id, method, path, body,
    compte, quoi, saisi_le: now().toISOString() };
  const answered = new Promise((resolve, reject) => { watchers.set(key, { resolve, reject }); });
  const seq = await write("attente", entry).catch(() => undefined);
  if (seq === undefined) {
    watchers.delete(key);
    return { answer: await call(method, path, { body, key }) };
  }
  await changed();
  drain();
  return answered;
}

const settle = (entry, how, value) => {
  const watcher = watchers.get(entry.cle);
  watchers.delete(entry.cle);
  watcher?.[how](value);
  return Boolean(watcher);
};

/** Sends one entry. @returns {Promise<boolean>} whether to go on with the next */
async function send(entry) {
  try {
    const answer = await call(entry.method, entry.path, { body: entry.body, key: entry.cle });
    await remove("attente", entry.seq);
    await keep([answer]).catch(() => {});
    forget();
    dispatch({ sent: state.value.sent + 1 });
    settle(entry, "resolve", { answer });
    if (answer?.client) refreshClient(answer.client.id).catch(() => {});
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.passing || error.status === 401) return false;
    if (settle(entry, "reject", error) && !entry.corrige) await remove("attente", entry.seq);
    else await write("attente", { ...entry, refus: error.problem });
    return true;
  }
}

/** The first entry that nothing refused before it holds back. */
function next(entries) {
  const held = new Set(entries.filter((e) => e.refus).map((e) => e.compte));
  return entries.find((e) => !e.refus && !held.has(e.compte));
}

async function sendAll() {
  while (state.value.session) {
    const entries = ((await readAll("attente")) ?? []).filter(mine);
    const entry = next(entries);
    if (!entry) return entries.forEach((held) => settle(held, "resolve", { waiting: true }));
    const goOn = await send(entry);
    await changed();
    if (!goOn) return later(entries);
    failures = 0;
  }
}

function later(entries) {
  entries.forEach((entry) => settle(entry, "resolve", { waiting: true }));
  clearTimeout(timer);
  timer = setTimeout(drain, WAITS[Math.min(failures, WAITS.length - 1)]);
  failures += 1;
}

/** Sends what waits, in one page at a time. */
const drain = () => navigator.locks.request("attente", sendAll);

/**
 * Takes an entry out, unless it is being sent and arrives: then it answers null.
 * @param {number} seq
 */
export async function withdraw(seq) {
  const entry = await navigator.locks.request("attente", async () => {
    const there = await read("attente", seq);
    if (there) await remove("attente", seq);
    return there ?? null;
  });
  await changed();
  drain();
  return entry;
}

/** Puts back an entry that was taken out, at its place. */
export async function restore(entry) {
  await write("attente", entry);
  await changed();
  drain();
}

/** The entry of a number, to correct it. @param {number} seq */
export const entryOf = (seq) => read("attente", seq);

/** Starts sending by itself: now, and each time the network or the page comes back. */
export async function start() {
  channel.onmessage = refresh;
  addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) drain(); });
  await refresh();
  return drain();
}
