/** Réglements: by day on phones, a table on wide windows; the address keeps the filter. */
import { go, state } from "../app.js";
import { bounds, Chip, localToday, PeriodChips } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Bar, Empty, Failure, Filter, Lines, Loading, More, Situation } from "../components/list.js";
import { devise } from "../components/money.js";
import { addReglement, canOpen, Page, Tiles } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { asReglement } from "../components/reglements.js";
import { byDay } from "../compte.js";
import { amount, fold, listDate, money, phone, tableDate, unbroken } from "../format.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { html, useState } from "../vendor/preact.js";

const HERE = "/reglements";

/** What waits for the network and fits the filter. */
function waitingReglements({ q, etat, en_retard: late }) {
  if (late || (etat && etat !== "incomplet")) return [];
  const sought = fold(q ?? "");
  return state.value.waiting.filter((e) => e.quoi.type === "reglement").map(asReglement)
    .filter((r) => fold(`${r.client.nom} ${r.produit} ${r.numero}`).includes(sought)).reverse();
}

/** The amount that counts: what is due, or what was paid or let go. */
function Owed({ reglement: r }) {
  if (r.etat === "annule") return html`<span class="montant discret"><s>${money(r.montant, devise())}</s></span>`;
  if (r.reliquat > 0) return html`<span class="montant du">${money(r.reliquat, devise())}</span>`;
  return r.abandonne > 0 ? html`<span class="montant cede">${money(r.abandonne, devise())}</span>`
    : html`<span class="montant verse">${money(r.montant, devise())}</span>`;
}

/** A link to a règlement; one that waits has no page yet. */
const Row = ({ reglement: r, tinted, children }) => html`
  <${r.attente ? "div" : "a"} class=${`rang haut ${tinted ? "teinte" : ""}`}
    href=${r.attente ? undefined : `${HERE}/${r.id}`}>${children}<//>`;

function Line({ reglement: r, tinted }) {
  const partly = r.verse > 0 && r.reliquat > 0;
  return html`<li><${Row} reglement=${r} tinted=${tinted}>
    <${Lines} titre=${r.client.nom} montant=${html`<${Owed} reglement=${r} />`}
      sous=${r.produit} etat=${html`<${Situation} reglement=${r} />`} />
    ${partly && html`<span class="toute verse"><${Bar} parts=${[["verse", r.verse]]} total=${r.montant} />
      <span class="discret petit">${t.reglement.versesSur(amount(r.verse, devise()), money(r.montant, devise()))}</span></span>`}
  <//></li>`;
}

const Days = ({ elements, tinted }) => html`<div class="carte pleine">
  ${byDay(elements).map(({ date, elements: day }) => html`<section key=${date}>
    <h2 class="jour">${listDate(date, localToday())}</h2>
    <ul class="rangs">${day.map((r) => html`<${Line} key=${r.id} reglement=${r} tinted=${r.id === tinted} />`)}</ul>
  </section>`)}</div>`;

const Head = () => html`<thead><tr>
  <th scope="col" aria-sort="descending">${t.reglement.date}</th><th scope="col">${t.reglements.client}</th>
  <th scope="col">${t.reglement.produit}</th><th scope="col" class="n">${t.reglement.montant}</th>
  <th scope="col" class="n">${t.reglement.verse}</th><th scope="col" class="n">${t.reglement.reliquat}</th>
  <th scope="col">${t.reglement.echeance}</th><th scope="col">${t.reglements.etat}</th></tr></thead>`;

function TableRow({ reglement: r, tinted }) {
  const number = unbroken(r.numero ?? phone(r.client.telephone, state.value.session.boutique.pays));
  return html`<tr class=${tinted ? "teinte" : ""}><td>${tableDate(r.date)}</td>
    <td>${r.attente ? html`<b>${r.client.nom}</b>` : html`<a href=${`${HERE}/${r.id}`}>${r.client.nom}</a>`}<br />
      <span class="discret petit">${number}</span></td>
    <td>${r.produit}</td><td class="n">${amount(r.montant, devise())}</td>
    <td class="n verse">${amount(r.verse, devise())}</td>
    <td class="n gras">${r.abandonne > 0 && r.reliquat === 0
    ? html`<span class="cede">${amount(r.abandonne, devise())}</span>`
    : html`<span class=${r.reliquat > 0 ? "du" : ""}>${amount(r.reliquat, devise())}</span>`}</td>
    <td>${r.echeance ? tableDate(r.echeance) : "—"}</td><td><${Situation} reglement=${r} /></td></tr>`;
}

const sum = (elements, name) => elements.filter((r) => r.etat !== "annule")
  .reduce((total, r) => total + r[name], 0);

const Table = ({ elements, partial, tinted }) => html`<div class="table"><table><${Head} />
  <tbody>${elements.map((r) => html`<${TableRow} key=${r.id} reglement=${r} tinted=${r.id === tinted} />`)}</tbody>
  <tfoot><tr><th scope="row" colspan="3">${t.reglements.totaux(elements.length, partial)}</th>
    ${["montant", "verse", "reliquat"].map((name) => html`<td class="n gras" key=${name}>${amount(sum(elements, name), devise())}</td>`)}
    <td colspan="2"></td></tr></tfoot></table></div>`;

function Chips({ query, change }) {
  const [shown, setShown] = useState(Boolean(query.periode));
  /** @type {[string, {etat?: string, en_retard?: string}][]} */
  const states = [["tous", {}], ["incomplet", { etat: "incomplet" }], ["enRetard", { en_retard: "true" }],
    ["complet", { etat: "complet" }], ["annule", { etat: "annule" }]];
  const value = { periode: query.periode ?? "tout", du: query.du, au: query.au };
  return html`<div class="puces serre">
    ${states.map(([name, filter]) => html`<${Chip} key=${name}
      on=${filter.etat === query.etat && filter.en_retard === query.en_retard}
      onClick=${() => change({ etat: "", en_retard: "", ...filter })}>${t.reglements[name]}<//>`)}
    <button type="button" class="puce" aria-expanded=${String(shown)} onClick=${() => setShown(!shown)}>
      <${Icon} name="calendar-clock" />${t.periodes.titre}</button>
    ${shown && html`<${PeriodChips} value=${value}
      onChange=${({ periode, du = "", au = "" }) => change({ periode: periode === "tout" ? "" : periode, du, au })} />`}
  </div>`;
}

/** « Règlement de 25 000 F enregistré. Awa Diop doit 47 500 F. » */
function Done({ panel }) {
  const { data: client, fresh } = useResource(panel.client ? `/clients/${panel.client}` : null);
  const text = panel.waiting ? t.reglement.partira
    : fresh && t.reglement.doitMaintenant(client.nom, money(client.du, devise()));
  return html`<${Panel} kind="action" icon=${panel.waiting ? "cloud-upload" : "circle-check"}
    title=${(panel.waiting ? t.reglement.garde : t.reglement.enregistre)(money(panel.montant, devise()))}
    text=${text} warnings=${panel.warnings}>
    <a class="bouton" href="/reglements/nouveau"><${Icon} name="plus" />${t.reglement.encore}</a><//>`;
}

function Content({ resource, query, tinted }) {
  const elements = [...waitingReglements(query), ...resource.data.elements];
  const partial = Boolean(resource.data.curseur);
  if (!elements.length && !partial) {
    const filtered = query.q || query.etat || query.en_retard || query.periode;
    return filtered ? html`<div class="carte pleine"><${Empty} icon="search" title=${t.reglements.vide}>
        <a class="bouton" href=${HERE}>${t.toutVoir}</a><//></div>`
      : html`<div class="carte pleine"><${Empty} icon="notebook-pen" title=${t.tableau.vide} text=${t.tableau.videAide}>
        ${addReglement()}${canOpen("/import") && html`<a class="bouton" href="/import">
          <${Icon} name="download" />${t.options.importer}</a>`}<//></div>`;
  }
  if (state.value.large) return html`<${Table} elements=${elements} partial=${partial} tinted=${tinted} />`;
  return html`<p class="discret petit">${t.reglements.compte(elements.length, partial)} · ${t.reglements.resteDu}
      ${" "}<b class="montant du">${money(sum(elements, "reliquat"), devise())}</b></p>
    <${Days} elements=${elements} tinted=${tinted} />`;
}

export default function Reglements({ query, state: handed }) {
  const { large } = state.value;
  const { du, au } = bounds({ periode: query.periode ?? "tout", du: query.du, au: query.au });
  const resource = useResource(url(HERE, { etat: query.etat, en_retard: query.en_retard, q: query.q, du, au }));
  const change = (part) => go(url(HERE, { ...query, ...part }), { replace: true });
  const filter = html`<${Filter} label=${t.reglements.filtre} value=${query.q} onChange=${(q) => change({ q })} />`;
  const chips = html`<${Chips} query=${query} change=${change} />`;
  const content = resource.data ? html`<${Content} resource=${resource} query=${query} tinted=${handed.panel?.id} />`
    : !resource.error && html`<${Loading} />`;
  return html`<${Page} titre=${t.reglements.titre} onglet="reglements"
    option=${query.en_retard ? "enRetard" : "lesReglements"} dock=${addReglement()}>
    ${handed.panel && html`<${Done} panel=${handed.panel} />`}
    <${Tiles} onglet="reglements" names=${["rappels", "importer"]} />
    ${large ? html`<div class="carte pleine"><div class="tete outils">${chips}${filter}</div>${content}</div>`
    : html`${filter}${chips}${content}`}
    <${Failure} resource=${resource} />
    <${More} resource=${resource} />
  <//>`;
}
