/** The règlements of one client: rows on phones, a table on wide windows. */
import { state } from "../app.js";
import { amount, listDate, money, tableDate } from "../format.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { localToday } from "./choices.js";
import { Lines, Situation } from "./list.js";
import { devise } from "./money.js";

/** A write that waits, as the règlement that it will be. */
export function asReglement({ seq, body, quoi, saisi_le: saisi }) {
  const verse = Math.min(body.acompte?.montant ?? 0, body.montant);
  return { id: `attente-${seq}`, attente: true, client: { nom: quoi.nom, telephone: null },
    numero: quoi.telephone, produit: body.produit, montant: body.montant, verse, abandonne: 0,
    reliquat: body.montant - verse, etat: "incomplet", date: body.date ?? saisi.slice(0, 10),
    echeance: body.echeance ?? null };
}

/** What waits for the network about one client. */
export const waitingReglementsOf = (client) => state.value.waiting
  .filter((e) => e.method === "POST" && e.path === "/reglements" && !e.refus && e.body.client === client)
  .map(asReglement).reverse();

/** What is due; let go, it is struck through; paid or void, its montant. */
export function Reliquat({ reglement: r, show = money }) {
  if (r.etat === "annule") return html`<s class="montant discret">${show(r.montant, devise())}</s>`;
  if (r.reliquat > 0) return html`<span class="montant du">${show(r.reliquat, devise())}</span>`;
  return r.abandonne > 0 ? html`<span class="montant cede">${show(r.abandonne, devise())}</span>`
    : html`<span class="montant verse">${show(r.reliquat || r.montant, devise())}</span>`;
}

const Row = ({ reglement: r }) => html`<li><${r.attente ? "div" : "a"} class="rang haut"
    href=${r.attente ? undefined : `/reglements/${r.id}`}>
  <${Lines} titre=${r.produit} montant=${html`<${Reliquat} reglement=${r} />`}
    sous=${listDate(r.date, localToday())} etat=${html`<${Situation} reglement=${r} />`} /><//></li>`;

export const ReglementRows = ({ reglements }) => html`<ul class="rangs">
  ${reglements.map((r) => html`<${Row} key=${r.id} reglement=${r} />`)}</ul>`;

const TableRow = ({ reglement: r, last }) => html`<tr>
  <td>${tableDate(r.date)}</td>
  <td>${r.attente ? html`<b>${r.produit}</b>` : html`<a href=${`/reglements/${r.id}`}>${r.produit}</a>`}</td>
  <td class="n">${amount(r.montant, devise())}</td><td class="n verse">${amount(r.verse, devise())}</td>
  <td class="n gras">${r.etat !== "annule" && r.reliquat === 0 && r.abandonne === 0
    ? amount(0, devise()) : html`<${Reliquat} reglement=${r} show=${amount} />`}</td>
  <td><${Situation} reglement=${r} /></td>${last && html`<td class="n">${last(r)}</td>`}</tr>`;

const sum = (reglements, name) => reglements.filter((r) => r.etat !== "annule")
  .reduce((total, r) => total + r[name], 0);

/**
 * @param {{reglements: any[], partial?: boolean, last?: (r: any) => any, lastTitle?: string, foot?: any, footEnd?: any}} props
 *   last: one more cell at the right; foot: what the foot says instead of the count
 */
export const ReglementTable = ({ reglements, partial = false, last, lastTitle, foot, footEnd }) => html`
  <div class="table"><table><thead><tr>
    <th scope="col">${t.reglement.date}</th><th scope="col">${t.reglement.produit}</th>
    <th scope="col" class="n">${t.releve.aPayer}</th><th scope="col" class="n">${t.reglement.verse}</th>
    <th scope="col" class="n">${t.reglement.reliquat}</th><th scope="col">${t.reglements.etat}</th>
    ${last && html`<th scope="col" class="n">${lastTitle}</th>`}</tr></thead>
  <tbody>${reglements.map((r) => html`<${TableRow} key=${r.id} reglement=${r} last=${last} />`)}</tbody>
  <tfoot><tr><th scope="row" colspan="2">${foot ?? t.reglements.totaux(reglements.length, partial)}</th>
    ${["montant", "verse", "reliquat"].map((name) => html`<td class="n gras" key=${name}>${
    amount(sum(reglements, name), devise())}</td>`)}<td colspan=${last ? 2 : 1}>${footEnd}</td></tr></tfoot></table></div>`;
