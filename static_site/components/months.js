/** Vendu and encaissé by month: bars for the eye, a table for who can't see them. */
import { amount, money, monthName } from "../format.js";
import t from "../locales/fr.js";
import { html, useState } from "../vendor/preact.js";
import { devise } from "./money.js";

const [WIDTH, HEIGHT, TOP, FOOT] = [600, 200, 20, 24];

function Bars({ months }) {
  const most = Math.max(1, ...months.flatMap((m) => [m.vendu, m.encaisse]));
  const step = WIDTH / months.length;
  const bar = Math.min(30, step * 0.32);
  const room = HEIGHT - TOP - FOOT;
  const column = (value, x, kind) => {
    const height = (room * value) / most;
    return html`<g class=${kind}><rect x=${x} y=${TOP + room - height} width=${bar} height=${height} rx="3" />
      <text x=${x + bar / 2} y=${TOP + room - height - 6}>${amount(Math.round(value / 1000))}</text></g>`;
  };
  return html`<svg class="mois" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
    ${months.map((m, i) => {
    const middle = step * (i + 0.5);
    return html`${column(m.vendu, middle - bar - 3, "action")}${column(m.encaisse, middle + 3, "verse")}
        <text x=${middle} y=${HEIGHT - 4}>${monthName(m.mois)}</text>`;
  })}
    <line x1="0" x2=${WIDTH} y1=${TOP + room} y2=${TOP + room} />
  </svg>`;
}

function Table({ months, hidden }) {
  return html`<div class=${hidden ? "cache" : "table"}><table>
    <thead><tr><th scope="col">${t.tableau.mois}</th><th scope="col" class="n">${t.tableau.venduCourt}</th>
      <th scope="col" class="n">${t.tableau.encaisseCourt}</th></tr></thead>
    <tbody>${months.map((m) => html`<tr key=${m.mois}><th scope="row">${monthName(m.mois)}</th>
      <td class="n">${money(m.vendu, devise())}</td><td class="n">${money(m.encaisse, devise())}</td></tr>`)}</tbody>
  </table></div>`;
}

/** @param {{months: {mois: string, vendu: number, encaisse: number}[]}} props newest or oldest first */
export function Months({ months }) {
  const [asTable, setAsTable] = useState(false);
  const ordered = [...months].sort((a, b) => (a.mois < b.mois ? -1 : 1)).slice(-6);
  if (!ordered.length) return null;
  return html`<section class="carte"><div class="tete"><h2>${t.tableau.parMois}</h2>
      ${!asTable && html`<span class="discret petit">${t.tableau.milliers}</span>`}</div>
    ${!asTable && html`<${Bars} months=${ordered} />`}
    <${Table} months=${ordered} hidden=${!asTable} />
    <p class="legende petit">${!asTable && html`<span class="action">${t.tableau.venduCourt}</span>
      <span class="verse">${t.tableau.encaisseCourt}</span>`}
      <button type="button" class="lien souligne" onClick=${() => setAsTable(!asTable)}>
        ${asTable ? t.tableau.enBarres : t.tableau.enTableau}</button></p>
  </section>`;
}
