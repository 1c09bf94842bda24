/** +Afficher les règlements of a client: the period first, then its règlements. */
import { go, state } from "../app.js";
import { bounds, PeriodChips } from "../components/choices.js";
import { Empty, Failure, Loading, More } from "../components/list.js";
import { addReglement, addVersement, Page } from "../components/page.js";
import { ReglementRows, ReglementTable, waitingReglementsOf } from "../components/reglements.js";
import { VersementRows, VersementTable, waitingVersements } from "../components/versements.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { html } from "../vendor/preact.js";

/** The two lists of an account: what it reads, what it is called, what adds to it. */
const LISTS = {
  reglements: { titre: t.compte.afficherReglements, vide: t.compte.aucunReglement, icon: "notebook-pen",
    add: (id) => addReglement(`/reglements/nouveau?client=${id}`) },
  versements: { titre: t.compte.afficherVersements, vide: t.compte.aucunVersement, icon: "hand-coins",
    add: (id) => addVersement(`/versements/nouveau?client=${id}`) },
};

function Rows({ what, elements, partial }) {
  const { large } = state.value;
  if (what === "versements") {
    return large ? html`<${VersementTable} versements=${elements} partial=${partial} named=${false} />`
      : html`<${VersementRows} versements=${elements} named=${false} />`;
  }
  return large ? html`<${ReglementTable} reglements=${elements} partial=${partial} />`
    : html`<div class="carte pleine"><${ReglementRows} reglements=${elements} /></div>`;
}

function Content({ what, id, resource, du, au }) {
  const { large } = state.value;
  const waiting = what === "versements" ? waitingVersements({ client: id }) : waitingReglementsOf(id);
  const elements = [...waiting.filter(({ date }) => (!du || du <= date) && (!au || date <= au)),
    ...resource.data.elements];
  if (elements.length || resource.data.curseur) {
    return html`<${Rows} what=${what} elements=${elements} partial=${Boolean(resource.data.curseur)} />`;
  }
  const { icon, vide, add } = LISTS[what];
  return html`<div class=${large ? "" : "carte pleine"}><${Empty} icon=${icon} title=${vide}>${add(id)}<//></div>`;
}

/** @param {{what: "reglements" | "versements", params: {id: string}, query: any}} props */
export function ClientList({ what, params: { id }, query }) {
  const { large } = state.value;
  const here = `/clients/${id}/${what}`;
  const value = { periode: query.periode ?? "mois", du: query.du, au: query.au };
  const { du, au } = bounds(value);
  const { data: client } = useResource(`/clients/${id}`);
  const resource = useResource(url(`/${what}`, { client: id, du, au }));
  const chips = html`<${PeriodChips} value=${value}
    onChange=${(chosen) => go(url(here, chosen), { replace: true })} />`;
  const content = resource.data ? html`<${Content} what=${what} id=${id} resource=${resource} du=${du} au=${au} />`
    : !resource.error && html`<${Loading} />`;
  return html`<${Page} titre=${LISTS[what].titre} onglet="clients" option="lesComptes" retour=${`/clients/${id}`}
    fil=${[[t.clients.titre, "/clients"], [client?.nom ?? t.compte.titre, `/clients/${id}`]]}
    dock=${LISTS[what].add(id)}>
    ${!large && client && html`<p class="gras">${client.nom}</p>`}
    <${Failure} resource=${resource} />
    ${large ? html`<div class="carte pleine"><div class="tete outils">${chips}</div>${content}</div>`
    : html`${chips}${content}`}
    <${More} resource=${resource} />
  <//>`;
}

export default (props) => html`<${ClientList} what="reglements" ...${props} />`;
