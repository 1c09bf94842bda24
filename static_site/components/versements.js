/** Versements in lists: rows on phones, a table on wide windows; those that wait, too. */
import { state } from "../app.js";
import { amount, fold, hour, listDate, money, phone, tableDate, today, unbroken } from "../format.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { localToday } from "./choices.js";
import { Badge, Lines } from "./list.js";
import { devise } from "./money.js";

const HERE = "/versements";

/** A write that waits, as the versement that it will be. */
const asVersement = ({ seq, cle, body, quoi, saisi_le: saisi }) => ({
  id: `attente-${seq}`, cle, attente: true, client: { id: body.client, nom: quoi.nom, telephone: null },
  affiche: quoi.telephone, montant: body.montant, mode: body.mode, reference: body.reference ?? "",
  date: body.date, etat: "en_cours", cree_le: saisi });

/** The versements that wait for the network. @param {{q?: string, client?: string}} [filter] */
export function waitingVersements({ q, client } = {}) {
  const sought = fold(q ?? "");
  return state.value.waiting.filter((e) => e.method === "POST" && e.path === HERE && !e.refus)
    .filter((e) => fold(`${e.quoi.nom} ${e.quoi.telephone}`).includes(sought))
    .filter((e) => !client || e.body.client === client)
    .map(asVersement).reverse();
}

/** « 10 h 42 » when it was recorded today for today, else its day. */
function when({ date, cree_le: le }) {
  const now = localToday();
  const { fuseau } = state.value.session.boutique;
  return date === now && today(new Date(le), fuseau) === now ? hour(le, fuseau) : listDate(date, now);
}

/** « en cours » plainly; what is otherwise as a badge. */
function Etat({ versement: v, fresh }) {
  if (v.attente) return html`<${Badge} kind="attente" />`;
  if (v.etat !== "en_cours") return html`<${Badge} kind=${v.etat} />`;
  return fresh ? html`<b class="petit verse">${t.versements.enregistre}</b>`
    : html`<span class="discret petit">${t.etats.en_cours}</span>`;
}

const Sum = ({ versement: v }) => (v.etat === "annule"
  ? html`<s class="montant discret">${money(v.montant, devise())}</s>`
  : html`<span class="montant verse">${money(v.montant, devise())}</span>`);

/** @param {{versement: any, fresh?: boolean, named?: boolean}} props named: with its client */
export const VersementRow = ({ versement: v, fresh, named = true }) => html`
  <li><${v.attente ? "div" : "a"} class=${`rang ${fresh ? "teinte" : ""}`}
    href=${v.attente ? undefined : `${HERE}/${v.id}`}>
    <${Lines} titre=${named ? v.client.nom : listDate(v.date, localToday())} montant=${html`<${Sum} versement=${v} />`}
      sous=${html`${t.modes[v.mode]}${named ? ` · ${when(v)}` : v.reference && ` · ${v.reference}`}`}
      etat=${html`<${Etat} versement=${v} fresh=${fresh} />`} />
  <//></li>`;

export const VersementRows = ({ versements, tinted, named }) => html`<ul class="carte pleine rangs">
  ${versements.map((v) => html`<${VersementRow} key=${v.id} versement=${v} fresh=${v.id === tinted}
    named=${named} />`)}</ul>`;

function TableRow({ versement: v, tinted, named }) {
  const number = unbroken(v.affiche ?? phone(v.client.telephone, state.value.session.boutique.pays));
  const link = (text) => (v.attente ? html`<b>${text}</b>` : html`<a href=${`${HERE}/${v.id}`}>${text}</a>`);
  return html`<tr class=${tinted ? "teinte" : ""}>
    <td>${named ? tableDate(v.date) : link(tableDate(v.date))}</td>
    ${named && html`<td>${link(v.client.nom)}<br /><span class="discret petit">${number}</span></td>`}
    <td>${t.modes[v.mode]}</td><td>${v.reference || "—"}</td><td class="n">${v.numero ?? "—"}</td>
    <td class="n gras">${v.etat === "annule" ? html`<s class="discret">${amount(v.montant, devise())}</s>`
    : html`<span class="verse">${amount(v.montant, devise())}</span>`}</td>
    <td><${Etat} versement=${v} fresh=${tinted} /></td></tr>`;
}

const sum = (versements) => versements.filter((v) => v.etat !== "annule")
  .reduce((total, v) => total + v.montant, 0);

/** @param {{versements: any[], partial: boolean, tinted?: string, named?: boolean}} props */
export const VersementTable = ({ versements, partial, tinted, named = true }) => html`
  <div class="table"><table><thead><tr>
    <th scope="col">${t.champs.date} ↓</th>${named && html`<th scope="col">${t.versements.client}</th>`}
    <th scope="col">${t.versements.mode}</th><th scope="col">${t.champs.reference}</th>
    <th scope="col" class="n">${t.versement.numero}</th>
    <th scope="col" class="n">${t.versements.montant}</th><th scope="col">${t.versements.etat}</th></tr></thead>
  <tbody>${versements.map((v) => html`<${TableRow} key=${v.id} versement=${v} tinted=${v.id === tinted}
    named=${named} />`)}</tbody>
  <tfoot><tr><th scope="row" colspan=${named ? 5 : 4}>${t.versements.totaux(versements.length, partial)}</th>
    <td class="n gras">${amount(sum(versements), devise())}</td><td></td></tr></tfoot></table></div>`;
