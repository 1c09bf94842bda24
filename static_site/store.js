/**
 * What this device keeps, in IndexedDB: what was read (answers by path, clients, open
 * règlements) and the outbox. Without IndexedDB (private windows) it keeps nothing and says so
 * by answering undefined.
 */
import { get } from "./api.js";
import { fold } from "./format.js";

const NAME = "amneubor";
const STORES = { lectures: "path", clients: "id", reglements: "id", attente: "seq", meta: "nom" };

/** How old the whole copy of the clients may get before it is read again, in ms. */
const COPY_AGE = 12 * 3_600_000;
const PAGE = 100;

let opening;

function open() {
  opening ??= new Promise((resolve) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) {
        request.result.createObjectStore(store, { keyPath, autoIncrement: keyPath === "seq" });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  }).catch(() => null);
  return opening;
}

/** Runs `work` on a store in one transaction; resolves, once it is durable, to its result. */
async function on(store, mode, work) {
  const db = await open();
  if (!db) return undefined;
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const read = (store, key) => on(store, "readonly", (s) => s.get(key));
export const readAll = (store) => on(store, "readonly", (s) => s.getAll());
/** Resolves to the key of what was written. */
export const write = (store, value) => on(store, "readwrite", (s) => s.put(value));
export const remove = (store, key) => on(store, "readwrite", (s) => s.delete(key));
const clear = (store) => on(store, "readwrite", (s) => s.clear());
const writeAll = (store, values) => on(store, "readwrite", (s) => {
  values.forEach((value) => s.put(value));
});

// Whose copy it is

/** Whoever signed in: what another person or boutique left here is wiped, outboxes apart. */
export async function belongTo(utilisateur) {
  const owner = (await read("meta", "personne"))?.id;
  if (owner && owner !== utilisateur.id) await wipeCopy();
  await write("meta", { nom: "personne", id: utilisateur.id });
}

async function wipeCopy() {
  index = null;
  await Promise.all(["lectures", "clients", "reglements", "meta"].map(clear));
}

/** Signed out: nothing of the boutique stays on the device; others' outboxes are theirs. */
export async function wipe(utilisateur) {
  const theirs = ((await readAll("attente")) ?? []).filter((e) => e.utilisateur !== utilisateur.id);
  await Promise.all([wipeCopy(), clear("attente")]);
  await writeAll("attente", theirs);
}

// Clients and open règlements

/** The clients by name with what is searched in them, made once; null: to be made anew. */
let index = null;

function indexed(client) {
  return { client, words: fold(client.nom).split(/\s+/), nom: fold(client.nom),
    digits: `${client.telephone ?? ""} ${client.telephone2 ?? ""}` };
}

async function clientIndex() {
  index ??= ((await readAll("clients")) ?? []).map(indexed)
    .sort((a, b) => (a.nom < b.nom ? -1 : 1));
  return index;
}

/**
 * Clients of the local copy whose name has words beginning with those typed, or whose number
 * holds the digits (three or more): the rule of `GET /clients?q=`.
 */
export async function findClients(typed, limit = 8) {
  const digits = typed.replace(/\D/g, "");
  const sought = fold(typed).split(/\s+/).filter(Boolean);
  const fits = ({ words, digits: number }) => (digits.length >= 3
    ? number.includes(digits) : sought.every((w) => words.some((word) => word.startsWith(w))));
  const found = [];
  for (const item of sought.length ? await clientIndex() : []) {
    if (fits(item)) found.push(item.client);
    if (found.length === limit) break;
  }
  return found;
}

/** The client of an exact number, from the local copy. @param {string} telephone E.164 */
export async function clientByPhone(telephone) {
  const item = (await clientIndex())
    .find(({ client }) => client.telephone === telephone || client.telephone2 === telephone);
  return item?.client ?? null;
}

export const clientById = (id) => read("clients", id);

/** Open règlements of a client from the local copy, oldest first. */
export async function openReglements(clientId) {
  const all = ((await readAll("reglements")) ?? []).filter((r) => r.client.id === clientId);
  return all.sort((a, b) => (a.date + a.cree_le < b.date + b.cree_le ? -1 : 1));
}

/** What was sold lately, to be offered again. */
export async function recentProduits(limit = 3) {
  const all = ((await readAll("reglements")) ?? []).sort((a, b) => (a.cree_le < b.cree_le ? 1 : -1));
  return [...new Set(all.map((r) => r.produit))].slice(0, limit);
}

/** Adds clients or règlements that came in an answer to the copy; closed règlements leave it. */
export async function keep(elements) {
  const clients = elements.filter((e) => "achats" in e);
  const reglements = elements.filter((e) => "reliquat" in e);
  if (clients.length) {
    await writeAll("clients", clients);
    index = null;
  }
  if (!reglements.length) return;
  await writeAll("reglements", reglements.filter((r) => r.etat === "incomplet"));
  const closed = reglements.filter((r) => r.etat !== "incomplet");
  await on("reglements", "readwrite", (s) => { closed.forEach((r) => s.delete(r.id)); });
}

/** Reads a client and what it owes again, after a write about it. */
export async function refreshClient(id) {
  const [client, open] = await Promise.all([get(`/clients/${id}`),
    get(`/reglements?client=${id}&etat=incomplet&limite=${PAGE}`)]);
  const gone = (await openReglements(id)).filter((r) => !open.elements.some((o) => o.id === r.id));
  await on("reglements", "readwrite", (s) => { gone.forEach((r) => s.delete(r.id)); });
  await keep([client, ...open.elements]);
}

/** A client that is no more: nothing of it stays on the device, nor what was read about it. */
export async function forgetClient(id) {
  const of = ((await readAll("reglements")) ?? []).filter((r) => r.client.id === id);
  await remove("clients", id);
  index = null;
  await on("reglements", "readwrite", (s) => { of.forEach((r) => s.delete(r.id)); });
  await clear("lectures");
}

async function everything(path) {
  const all = [];
  let curseur = "";
  do {
    const page = await get(`${path}limite=${PAGE}${curseur && `&curseur=${encodeURIComponent(curseur)}`}`);
    all.push(...page.elements);
    curseur = page.curseur;
  } while (curseur);
  return all;
}

/** Reads the whole copy again when it is old. @param {number} now ms */
export async function refreshCopy(now) {
  const last = await read("meta", "copie");
  if (last && now - last.le < COPY_AGE) return;
  const clients = await everything("/clients?");
  const reglements = await everything("/reglements?etat=incomplet&");
  await Promise.all([clear("clients"), clear("reglements")]);
  await keep([...clients, ...reglements]);
  await write("meta", { nom: "copie", le: now });
}
