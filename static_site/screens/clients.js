/** Les comptes client: by name or by what they owe, found while typing, page after page. */
import { go, state } from "../app.js";
import { Chip } from "../components/choices.js";
import { ClientLines, numberOf } from "../components/client.js";
import { Icon } from "../components/icon.js";
import { useLateness } from "../components/late.js";
import { Badge, Empty, Failure, Filter, Loading, More } from "../components/list.js";
import { devise } from "../components/money.js";
import { addReglement, addVersement, canOpen, Page, Tiles } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { amount, initials, money } from "../format.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { findClients } from "../store.js";
import { html, useEffect, useState } from "../vendor/preact.js";

const HERE = "/clients";
/** So many of the local copy are shown before the API has answered. */
const LOCAL = 50;

const Avatar = ({ nom }) => html`<span class="rond" aria-hidden="true">${initials(nom)}</span>`;

const Rows = ({ clients, late }) => html`<ul class="carte pleine rangs">${clients.map((client) => html`
  <li key=${client.id}><a class="rang" href=${`${HERE}/${client.id}`}>
    <${Avatar} nom=${client.nom} />
    <${ClientLines} client=${client} late=${late.get(client.id)} /></a></li>`)}</ul>`;

function Situation({ client, late }) {
  if (late && client.du > 0) return html`<${Badge} kind="retard" text=${t.etats.retard(late)} />`;
  if (client.du > 0) return html`<${Badge} kind="incomplet" />`;
  return client.avoir > 0 ? html`<${Badge} kind="avoir" text=${t.clients.avoir(money(client.avoir, devise()))} />`
    : html`<span class="discret">${t.client.rien}</span>`;
}

const TableRow = ({ client: c, late }) => html`<tr>
  <td><a class="enseigne" href=${`${HERE}/${c.id}`}><${Avatar} nom=${c.nom} />${c.nom}</a></td>
  <td>${numberOf(c)}</td><td class="n">${amount(c.achats, devise())}</td>
  <td class="n verse">${amount(c.verse, devise())}</td>
  <td class="n"><span class=${c.abandonne ? "cede" : "discret"}>${amount(c.abandonne, devise())}</span></td>
  <td class="n gras"><span class=${c.du ? "du" : "discret"}>${amount(c.du, devise())}</span></td>
  <td><${Situation} client=${c} late=${late.get(c.id)} /></td></tr>`;

const FIGURES = ["achats", "verse", "abandonne", "du"];
const sum = (clients, name) => clients.reduce((total, client) => total + client[name], 0);

const Table = ({ clients, late, partial, byDu }) => html`<div class="table"><table><thead><tr>
  <th scope="col">${t.clients.client}${!byDu && " ↓"}</th><th scope="col">${t.clients.telephone}</th>
  <th scope="col" class="n">${t.clients.achats}</th><th scope="col" class="n">${t.clients.verses}</th>
  <th scope="col" class="n">${t.clients.cede}</th><th scope="col" class="n">${t.clients.doit}${byDu && " ↓"}</th>
  <th scope="col">${t.clients.situation}</th></tr></thead>
  <tbody>${clients.map((client) => html`<${TableRow} key=${client.id} client=${client} late=${late} />`)}</tbody>
  <tfoot><tr><th scope="row" colspan="2">${t.clients.totaux(clients.length, partial)}</th>
    ${FIGURES.map((name) => html`<td class="n gras" key=${name}><span class=${name === "abandonne"
    && sum(clients, name) ? "cede" : ""}>${amount(sum(clients, name), devise())}</span></td>`)}<td></td></tr></tfoot>
  </table></div>`;

function Nothing({ query }) {
  if (query.q) {
    return html`<${Empty} icon="search" title=${t.clients.videFiltre}>
      <a class="bouton" href=${HERE}>${t.toutVoir}</a><//>`;
  }
  if (query.tri) {
    return html`<${Empty} icon="circle-check" title=${t.clients.personneNeDoit}>
      <a class="bouton" href=${HERE}>${t.toutVoir}</a><//>`;
  }
  return html`<${Empty} icon="users" title=${t.clients.vide} text=${t.clients.videAide}>
    ${addReglement()}${canOpen("/import") && html`<a class="bouton" href="/import">
      <${Icon} name="download" />${t.options.importer}</a>`}<//>`;
}

/** The copy's clients that fit what was typed, while the API has not answered. */
function useLocal(q, wanted) {
  const [found, setFound] = useState({ q: null, clients: [] });
  useEffect(() => {
    if (!wanted || !q) return undefined;
    let left = false;
    findClients(q, LOCAL).then((clients) => { if (!left) setFound({ q, clients }); }).catch(() => {});
    return () => { left = true; };
  }, [q, wanted]);
  return wanted && found.q === q && found.clients.length > 0 ? found.clients : null;
}

function Order({ query, change }) {
  return [["du", t.clients.parDu], ["", t.clients.parNom]].map(([tri, text]) => html`
    <${Chip} key=${tri} on=${(query.tri ?? "") === tri} onClick=${() => change({ tri })}>${text}<//>`);
}

export default function Clients({ query, state: handed }) {
  const { large } = state.value;
  const { q, tri } = query;
  const resource = useResource(url(HERE, { q, tri }));
  const local = useLocal(q, !resource.data);
  const late = useLateness(resource.fresh);
  const change = (part) => go(url(HERE, { q, tri, ...part }), { replace: true });
  const clients = resource.data?.elements ?? local;
  const partial = Boolean(resource.data?.curseur);
  const head = html`<div class="puces"><${Order} query=${query} change=${change} />
    <span class="discret petit fin">${clients && t.clients.compte(clients.length, partial)}</span></div>`;
  const filter = html`<${Filter} label=${t.clients.filtre} value=${q} onChange=${(typed) => change({ q: typed })} />`;
  const nothing = clients?.length === 0 && !partial;
  const list = clients && (large ? html`<${Table} clients=${clients} late=${late} partial=${partial} byDu=${tri === "du"} />`
    : html`<${Rows} clients=${clients} late=${late} />`);
  const content = nothing ? html`<${Nothing} query=${query} />` : list ?? (!resource.error && html`<${Loading} />`);
  return html`<${Page} titre=${t.onglets.clients} titreLarge=${t.clients.titre} onglet="clients" option="lesComptes"
    dock=${html`${large && addReglement()}${addVersement()}`}>
    ${handed.panel && html`<${Panel} title=${handed.panel.title} kind="action" />`}
    <${Tiles} onglet="clients" names=${["lesVersements", "solder", "archiver"]} />
    <${Failure} resource=${resource} />
    ${large ? html`<div class="carte pleine"><div class="tete outils">${head}${filter}</div>${content}</div>`
    : html`${filter}${head}${nothing ? html`<div class="carte pleine">${content}</div>` : content}`}
    <${More} resource=${resource} />
  <//>`;
}
