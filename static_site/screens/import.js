/** An import on its way: how far, what it brought, which lines stay out; found again by its address. */
import { get } from "../api.js";
import { Icon } from "../components/icon.js";
import { Counts, Refused } from "../components/import.js";
import { Bar, Failure, Loading } from "../components/list.js";
import { Page } from "../components/page.js";
import t from "../locales/fr.js";
import { forget } from "../resource.js";
import { refreshCopy, remove } from "../store.js";
import { html, useEffect, useState } from "../vendor/preact.js";

/** How often a running import is asked, in ms; longer after the network failed. */
const OFTEN = 1_000;
const RARELY = 5_000;

const goesOn = ({ etat }) => etat === "recu" || etat === "en_cours";

/** The device's copy is older than what came in. */
function copyAgain() {
  forget();
  remove("meta", "copie").then(() => refreshCopy(Date.now())).catch(() => {});
}

/** The import as it goes on, until it ended. */
function useProgress(id) {
  const [found, setFound] = useState({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer;
    let left = false;
    const ask = async () => {
      let wait = OFTEN;
      try {
        const data = await get(`/imports/${id}`);
        if (left) return;
        setFound({ data });
        if (!goesOn(data)) return copyAgain();
      } catch (error) {
        if (!left) setFound((old) => ({ ...old, error }));
        if (!error.passing) return;
        wait = RARELY;
      }
      if (!left) timer = setTimeout(ask, wait);
    };
    ask();
    return () => { left = true; clearTimeout(timer); };
  }, [id, turn]);
  return { ...found, reload: () => setTurn((n) => n + 1) };
}

const TITLES = { termine: t.importer.termine, echec: t.importer.echec };

function Progress({ data, nom }) {
  const { etat, faites, lignes } = data;
  return html`<section class="carte pages" aria-labelledby="avancement">
    <div class="tete"><h2 id="avancement">${TITLES[etat] ?? nom ?? t.importer.titre}</h2>
      <span class="discret">${t.importer.sur(faites, lignes)}</span></div>
    <progress class="cache" value=${faites} max=${lignes} aria-labelledby="avancement"></progress>
    <span class=${etat === "echec" ? "retard" : "verse"}><${Bar} parts=${[["", faites]]} total=${lignes} /></span>
    ${goesOn(data) && html`<p class="discret">${t.importer.continue}</p>`}</section>`;
}

export default function Import({ params, state: handed }) {
  const resource = useProgress(params.id);
  const { data } = resource;
  const ended = data && !goesOn(data);
  return html`<${Page} titre=${t.importer.titre} onglet="reglements" option="importer" retour="/import">
    <${Failure} resource=${resource} />
    ${!data && !resource.error && html`<${Loading} />`}
    ${data && html`<${Progress} data=${data} nom=${handed.panel?.nom} /><${Counts} found=${data} />
      <div class="puces" role="status">${ended && html`<a class="bouton action" href="/clients">
          <${Icon} name="users" />${t.importer.voirClients}</a>
        <a class="bouton" href="/import">${t.importer.encore}</a>`}</div>
      <${Refused} refusees=${data.refusees} />`}
  <//>`;
}
