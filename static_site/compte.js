/**
 * What screens ask about règlements, versements and periods. Pure: today is passed in.
 */
import { daysBetween, endOfMonth, firstOfMonth, today } from "./format.js";
import { isGerant } from "./state.js";

// Periods

/** The named periods, `du` and `au` inclusive; « Tout » has neither. */
export function period(name, aujourdhui) {
  const year = aujourdhui.slice(0, 4);
  switch (name) {
    case "mois": return { du: firstOfMonth(aujourdhui), au: endOfMonth(aujourdhui) };
    case "mois-dernier": {
      const du = firstOfMonth(aujourdhui, -1);
      return { du, au: endOfMonth(du) };
    }
    case "annee": return { du: `${year}-01-01`, au: `${year}-12-31` };
    default: return {};
  }
}

// Règlements

/** How many days a règlement is late, 0 when it is not. `retard_des` is its first late day. */
export const daysLate = (reglement, aujourdhui) =>
  (reglement.retard_des && (reglement.reliquat ?? reglement.du) > 0
    ? Math.max(0, daysBetween(reglement.retard_des, aujourdhui) + 1) : 0);

/** Which badge a règlement bears: its état, with what people look for first. */
export function situation(reglement, aujourdhui) {
  if (reglement.attente) return "attente";
  if (reglement.etat === "annule") return "annule";
  if (reglement.etat === "complet") return reglement.abandonne > 0 ? "solde" : "complet";
  return daysLate(reglement, aujourdhui) ? "retard" : "incomplet";
}

/**
 * What a versement will pay: the named règlements first, in the order given, then the oldest
 * (domaine.md, Operations). A preview only; the API's answer is what counts.
 * @param {{id: string, reliquat: number, date: string}[]} reglements open ones, oldest first
 * @returns {{parts: {reglement: any, impute: number}[], libre: number}}
 */
export function payment(reglements, montant, nommes = []) {
  const byId = new Map(reglements.map((r) => [r.id, r]));
  const order = [...nommes.map((id) => byId.get(id)).filter(Boolean),
    ...reglements.filter((r) => !nommes.includes(r.id))];
  let libre = montant;
  const imputes = new Map(order.map((reglement) => {
    const impute = Math.min(libre, reglement.reliquat);
    libre -= impute;
    return [reglement.id, impute];
  }));
  return { parts: reglements.map((r) => ({ reglement: r, impute: imputes.get(r.id) })), libre };
}

/** Elements in runs of one day, newest first as they came. */
export function byDay(elements) {
  const days = [];
  for (const element of elements) {
    if (days.at(-1)?.date !== element.date) days.push({ date: element.date, elements: [] });
    days.at(-1).elements.push(element);
  }
  return days;
}

// Who may

/** (Modifier) is for the gérant, and for the vendeur on what he recorded himself today. */
export function mayEdit(state, thing, aujourdhui) {
  if (isGerant(state)) return true;
  const mine = thing.cree_par?.id === state.session?.utilisateur.id;
  return mine && today(new Date(thing.cree_le), state.session.boutique.fuseau) === aujourdhui;
}
