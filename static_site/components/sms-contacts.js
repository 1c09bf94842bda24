/** The whole répertoire, and who of it an envoi reaches: groups, ticks, typed numbers. */
import { get } from "../api.js";
import { e164, fold, isComplete } from "../format.js";
import { useEffect, useState } from "../vendor/preact.js";

const PAGE = 100;

/** What a group is known by: accents, case and spaces read over. */
export const groupKey = (groupe) => fold(groupe ?? "").replaceAll("#", " ").split(/\s+/).filter(Boolean).join(" ");

/**
 * Every contact, page after page, with the key of its group as `cle`. `most`: pages that are enough.
 * @returns {{contacts: any[], all: boolean, error: any, reload: () => void}} all: none is missing
 */
export function useContacts(most = Infinity) {
  const [found, setFound] = useState({ contacts: [], all: false, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let left = false;
    const read = async () => {
      let contacts = [];
      let curseur = "";
      for (let page = 0; page < most && curseur !== null && !left; page += 1) {
        const answer = await get(`/contacts?limite=${PAGE}${curseur && `&curseur=${encodeURIComponent(curseur)}`}`);
        contacts = [...contacts, ...answer.elements.map((c) => ({ ...c, cle: groupKey(c.groupe) }))];
        ({ curseur } = answer);
        if (!left) setFound({ contacts, all: curseur === null, error: null });
      }
    };
    read().catch((error) => { if (!left) setFound((old) => ({ ...old, error })); });
    return () => { left = true; };
  }, [turn]);
  return { ...found, reload: () => setTurn((n) => n + 1) };
}

/** Whether a message may go to a contact (domaine.md, SMS). */
export const reachable = (contact) => Boolean(contact.consentement_sms) && !contact.refus;

/** What an envoi without recipients holds. `sans`: contacts taken out of a chosen group. */
export const nobody = { tous: false, groupes: [], contacts: [], sans: [], telephones: [], numero: "" };

/** Tests of contacts: in a chosen group; ticked. @returns {{isIn: (c: any) => boolean, isTicked: (c: any) => boolean}} */
export function tests(chosen) {
  const [groups, ids, out] = [new Set(chosen.groupes.map(groupKey)), new Set(chosen.contacts), new Set(chosen.sans)];
  const isIn = (c) => chosen.tous || Boolean(c.cle && groups.has(c.cle));
  return { isIn, isTicked: (c) => reachable(c) && (ids.has(c.id) || (isIn(c) && !out.has(c.id))) };
}

const without = (list, one) => list.filter((other) => other !== one);

/** A contact ticked, or no longer. */
export function tick(chosen, contact) {
  const { id } = contact;
  const { isIn, isTicked } = tests(chosen);
  if (isTicked(contact)) {
    return { ...chosen, contacts: without(chosen.contacts, id), sans: isIn(contact) ? [...chosen.sans, id] : chosen.sans };
  }
  return isIn(contact) ? { ...chosen, sans: without(chosen.sans, id) } : { ...chosen, contacts: [...chosen.contacts, id] };
}

/** A group chosen whole, or no longer; null is the whole répertoire. */
export function pick(chosen, groupe) {
  if (groupe === null) return { ...chosen, tous: !chosen.tous, groupes: [], contacts: [], sans: [] };
  const there = chosen.groupes.includes(groupe);
  return { ...chosen, tous: false, sans: [], groupes: there ? without(chosen.groupes, groupe) : [...chosen.groupes, groupe] };
}

/** The typed numbers, with the one that still stands in its field. */
const typedNumbers = ({ telephones, numero }, pays) => [...new Set([...telephones,
  ...(numero.trim() && isComplete(numero, pays) ? [e164(numero, pays)] : [])])];

/**
 * Who gets the message, each once: contacts, and numbers that are no contact's.
 * @returns {{contacts: any[], telephones: string[]}}
 */
export function recipients(chosen, contacts, pays) {
  const telephones = typedNumbers(chosen, pays);
  const known = new Set(telephones.length ? contacts.map((c) => c.telephone) : []);
  return { contacts: contacts.filter(tests(chosen).isTicked), telephones: telephones.filter((one) => !known.has(one)) };
}

/** So many ids go in one body (api.md). */
export const BODY = 500;

/**
 * The recipients as the API takes them: by id, and where they are too many whole groups by name.
 * @returns {{contacts: string[], groupes: string[], telephones: string[]}}
 */
export function bodyOf(chosen, contacts, pays) {
  const { contacts: reached, telephones } = recipients(chosen, contacts, pays);
  if (reached.length <= BODY) return { contacts: reached.map((c) => c.id), groupes: [], telephones };
  const { isIn } = tests(chosen);
  const names = new Map(contacts.filter((c) => c.cle && isIn(c)).map((c) => [c.cle, c.groupe]));
  contacts.filter((c) => chosen.sans.includes(c.id)).forEach((c) => names.delete(c.cle));
  return { contacts: reached.filter((c) => !names.has(c.cle)).map((c) => c.id), groupes: [...names.values()], telephones };
}
