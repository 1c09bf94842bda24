/** Solder compte: a tick lets go of what is due at once, an untick makes it due again. */
import { call } from "../api.js";
import { state } from "../app.js";
import { Radios } from "../components/choices.js";
import { Failure, Lines, Loading, More, Situation } from "../components/list.js";
import { Icon } from "../components/icon.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import { asked, Recherche } from "../components/recherche.js";
import { Reliquat, ReglementTable } from "../components/reglements.js";
import { Ask } from "../components/sheet.js";
import { money, amount, tableDate } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { url } from "../state.js";
import { keep, refreshClient } from "../store.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";

const HERE = "/solder";
/** So many règlements go in one body (api.md, POST /soldes). */
const BODY = 500;

const sum = (reglements, name) => reglements.reduce((total, r) => total + r[name], 0);
/** What else it did: « 1 rappel annulé. » */
const warned = ({ avertissements }) => (avertissements ?? []).map(({ message }) => message);
const isLetGo = (r) => r.reliquat === 0 && r.abandonne > 0;

/** The règlements found, as each answer changes them; what was done last, and what failed. */
function useSituations(resource, client) {
  const [changed, setChanged] = useState({});
  const [said, setSaid] = useState("");
  const [failure, setFailure] = useState("");
  const running = useRef(new Set());
  const keys = useRef({});
  useEffect(() => setChanged({}), [resource.data]);
  const settle = () => { forget(); refreshClient(client).catch(() => {}); };
  const fail = (error) => setFailure(error.detail || t.besoinReseau);

  const tick = async (r, motif) => {
    if (running.current.has(r.id)) return;
    running.current.add(r.id);
    const solde = !isLetGo(r);
    setFailure("");
    try {
      const after = await call(solde ? "POST" : "DELETE", `/reglements/${r.id}/solde`, solde ? { body: { motif } } : {});
      setChanged((old) => ({ ...old, [r.id]: after }));
      setSaid([(solde ? t.solder.fait : t.solder.rouvert)(r.produit), ...warned(after)].join(". "));
      keep([after]).catch(() => {});
      settle();
    } catch (error) { fail(error); }
    running.current.delete(r.id);
  };

  const all = async (reglements, motif) => {
    if (running.current.has("all")) return;
    running.current.add("all");
    setFailure("");
    const ids = reglements.map((r) => r.id);
    try {
      const elements = [];
      for (let i = 0; i < ids.length; i += BODY) {
        const part = ids.slice(i, i + BODY);
        const name = `${motif} ${part.join()}`;
        keys.current[name] ??= crypto.randomUUID();
        const answer = await call("POST", "/soldes",
          { body: { reglements: part, solde: true, motif }, key: keys.current[name] });
        elements.push(...answer.elements);
      }
      const refused = elements.filter((e) => !e.ok).length;
      setSaid(t.solder.soldes(elements.length - refused));
      if (refused) setFailure(t.solder.refuses(refused));
      settle();
      resource.reload();
    } catch (error) { fail(error); }
    running.current.delete("all");
  };
  const found = (resource.data?.elements ?? []).filter((r) => r.etat !== "annule")
    .map((r) => changed[r.id] ?? r).filter((r) => r.reliquat > 0 || r.abandonne > 0);
  const reglements = resource.data?.curseur ? found : found.reverse();
  return { reglements, said, failure, tick, all };
}

const Box = ({ reglement: r, tick }) => html`<input type="checkbox" checked=${isLetGo(r)}
  aria-label=${`${t.solder.changer} : ${r.produit}`} onChange=${() => tick(r)} />`;

const Rows = ({ reglements, tick }) => html`<ul class="carte pleine rangs">${reglements.map((r) => html`
  <li key=${r.id}><label class="rang haut">
    <${Lines} titre=${r.produit} montant=${html`<${Reliquat} reglement=${r} />`}
      sous=${tableDate(r.date)} etat=${html`<span class="discret petit">${t.solder.reliquat}</span>`} />
    <span class="toute tete"><${Situation} reglement=${r} />
      <span class="puces"><b class="petit">${t.solder.changer}</b><${Box} reglement=${r} tick=${tick} /></span></span>
  </label></li>`)}</ul>`;

/** « 1 règlement soldé · 8 000 F cédés » */
function Foot({ reglements }) {
  const done = reglements.filter(isLetGo);
  return html`${t.solder.bilan(done.length)} · <span class=${done.length ? "cede" : ""}>${amount(sum(done, "abandonne"), devise())}</span>
    ${" F "}${t.solder.cedes}`;
}

function Results({ resource, client }) {
  const { large } = state.value;
  const [motif, setMotif] = useState("cede");
  const [asking, setAsking] = useState(false);
  const { reglements, said, failure, tick, all } = useSituations(resource, client);
  const open = reglements.filter((r) => r.reliquat > 0);
  const due = money(sum(open, "reliquat"), devise());
  const choice = { values: { motif }, set: (_, value) => setMotif(value), error: () => undefined };
  const change = (r) => tick(r, motif);
  const everything = open.length > 1 && html`<button type="button" class="puce" onClick=${() => setAsking(true)}>
    <${Icon} name="circle-slash" />${t.solder.tout(due)}</button>`;
  const head = html`<div class="tete"><h2>${t.solder.resultats}</h2>${large && everything}</div>`;
  const motifs = html`<${Radios} form=${choice} name="motif" label=${t.solder.motif} options=${Object.entries(t.reglement.motifs)} />`;
  const told = html`<div role="status">${said && html`<p class="avis"><${Icon} name="circle-slash" /><span>${said}</span></p>`}</div>
    ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}`;
  const list = large ? html`<${ReglementTable} reglements=${reglements} lastTitle=${t.solder.changer}
      footEnd=${t.solder.reste}
      foot=${html`<${Foot} reglements=${reglements} />`} last=${(r) => html`<label class="case"><${Box} reglement=${r} tick=${change} /></label>`} />`
    : html`<${Rows} reglements=${reglements} tick=${change} />`;
  const nothing = html`<p class="rang discret">${t.solder.rien}</p>`;
  return html`
    ${large ? html`${told}<section class="carte pleine">${head}
        ${reglements.length ? html`<div class="plis">${motifs}</div>${list}` : nothing}</section>`
    : html`${head}${told}${reglements.length ? html`${motifs}${list}${everything}` : nothing}`}
    ${asking && html`<${Ask} title=${t.solder.toutTitre} text=${t.solder.toutAide(open.length, due)} kind="action"
      action=${t.solder.tout(due)} onClose=${() => setAsking(false)}
      onYes=${() => { setAsking(false); all(open, motif); }} />`}`;
}

export default function Solder({ query }) {
  const wanted = asked(query);
  const path = wanted && url("/reglements", { ...wanted, limite: 100 });
  const resource = useResource(path);
  return html`<${Page} titre=${t.solder.titre} onglet="clients" option="solder" retour="/clients">
    <${Recherche} here=${HERE} query=${query} />
    ${!path && html`<p class="discret">${t.solder.aide}</p>`}
    <${Failure} resource=${resource} />
    ${path && (resource.data ? html`<${Results} key=${path} resource=${resource} client=${wanted.client} />`
    : !resource.error && html`<${Loading} />`)}
    <${More} resource=${resource} />
  <//>`;
}
