/** +Archiver versement: those that follow no open règlement any more, ticked, put away, brought back. */
import { call, get } from "../api.js";
import { state } from "../app.js";
import { Failure, Lines, Loading, More } from "../components/list.js";
import { Icon } from "../components/icon.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { asked, Recherche } from "../components/recherche.js";
import { money, tableDate } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { url } from "../state.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";

const HERE = "/archiver";

/** The ids of all that a client still owes; null until they are known. */
function useOpenIds(client) {
  const [open, setOpen] = useState(null);
  useEffect(() => {
    let left = false;
    const follow = async () => {
      const ids = new Set();
      const path = `/reglements?client=${client}&etat=incomplet&limite=100`;
      let page = { curseur: "" };
      do {
        page = await get(page.curseur ? `${path}&curseur=${encodeURIComponent(page.curseur)}` : path);
        page.elements.forEach((r) => ids.add(r.id));
      } while (page.curseur && !left);
      if (!left) setOpen(ids);
    };
    follow().catch(() => {});
    return () => { left = true; };
  }, [client]);
  return open;
}

/** Why a versement may not be put away, "" when it may (domaine.md, archiver). */
function hindrance(versement, open) {
  if (versement.imputations.some(({ reglement }) => open.has(reglement))) return t.archiver.suit;
  return versement.libre > 0 ? t.archiver.avoir : "";
}

function Row({ versement: v, open, ticked, tick }) {
  const why = hindrance(v, open);
  return html`<li><${why ? "div" : "label"} class="rang">
    ${!why && html`<input type="checkbox" checked=${ticked} onChange=${tick}
      aria-label=${t.archiver.choisir(money(v.montant, devise()), tableDate(v.date))} />`}
    <${Lines} titre=${tableDate(v.date)} sous=${html`${t.modes[v.mode]}${v.reference && ` · ${v.reference}`}`}
      montant=${html`<span class="montant verse">${money(v.montant, devise())}</span>`}
      etat=${html`<span class="discret petit">${why || t.etats.en_cours}</span>`} /><//></li>`;
}

/** Puts away, or brings back, once for any number of taps. */
function useArchive(done) {
  const [said, setSaid] = useState(null);
  const [failure, setFailure] = useState("");
  const running = useRef(false);
  const keys = useRef({});
  const archive = async (ids, put) => {
    if (running.current) return;
    running.current = true;
    setFailure("");
    try {
      keys.current[`${put} ${ids}`] ??= crypto.randomUUID();
      const { elements } = await call("POST", "/versements/archivage",
        { body: { versements: ids, archive: put }, key: keys.current[`${put} ${ids}`] });
      const moved = elements.filter((e) => e.ok).map((e) => e.id);
      if (moved.length < ids.length) setFailure(t.archiver.refuses(ids.length - moved.length));
      keys.current = {};
      setSaid({ put, ids: moved });
      forget();
      done();
    } catch (error) {
      setFailure(error.detail || t.besoinReseau);
    }
    running.current = false;
  };
  return { said, failure, archive };
}

function Results({ resource, client }) {
  const open = useOpenIds(client);
  const [ticked, setTicked] = useState([]);
  const { said, failure, archive } = useArchive(() => { setTicked([]); resource.reload(); });
  const versements = resource.data.elements;
  const tick = (id) => setTicked((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id]));
  if (!open) return html`<${Loading} />`;
  const some = versements.some((v) => !hindrance(v, open));
  return html`
    ${said?.ids.length > 0 && html`<${Panel} icon="archive" kind="action"
      title=${(said.put ? t.archiver.fait : t.archiver.defait)(said.ids.length)}>
      ${said.put && html`<button type="button" class="bouton" onClick=${() => archive(said.ids, false)}>
        <${Icon} name="undo-2" />${t.versement.annuler}</button>`}<//>`}
    ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}
    ${versements.length === 0 ? html`<p class="discret">${t.archiver.rien}</p>`
    : html`<ul class="carte pleine rangs">${versements.map((v) => html`<${Row} key=${v.id} versement=${v} open=${open}
        ticked=${ticked.includes(v.id)} tick=${() => tick(v.id)} />`)}</ul>`}
    ${some && html`<div class="pied"><button type="button" class="bouton action" aria-disabled=${ticked.length ? undefined : "true"}
      onClick=${() => ticked.length && archive(ticked, true)}>
      <${Icon} name="archive" />${t.archiver.bouton(ticked.length)}</button></div>`}`;
}

export default function Archiver({ query }) {
  const wanted = asked(query);
  const path = wanted && url("/versements", { ...wanted, etat: "en_cours", limite: 100 });
  const resource = useResource(path);
  return html`<${Page} titre=${t.archiver.titre} onglet="clients" option="archiver" retour="/clients"
    formulaire=${Boolean(path) && !state.value.large}>
    <${Recherche} here=${HERE} query=${query} />
    ${!path && html`<p class="discret">${t.archiver.aide}</p>`}
    <${Failure} resource=${resource} />
    ${path && (resource.data ? html`<${Results} key=${path} resource=${resource} client=${wanted.client} />`
    : !resource.error && html`<${Loading} />`)}
    <${More} resource=${resource} />
  <//>`;
}
