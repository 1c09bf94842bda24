/** Rappels: those to come first, then what became of each; the address keeps the filter. */
import { go, state } from "../app.js";
import { bounds, Chip, PeriodChips } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Empty, Failure, Loading, More } from "../components/list.js";
import { Page } from "../components/page.js";
import { Planned } from "../components/rappel.js";
import { dayTitle, RappelRows, RappelTable, useRappels } from "../components/rappels.js";
import { byDay } from "../compte.js";
import fr from "../locales/fr-rappels.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { html, useState } from "../vendor/preact.js";

const HERE = "/rappels";
const texts = fr.rappels;

/** The états that one looks for, and those that are folded away. */
const FIRST = ["planifie", "envoye", "incertain", "echec"];
const FOLDED = ["sans_objet", "quota_insuffisant", "expire", "annule"];

function Filters({ query, change }) {
  const [shown, setShown] = useState(Boolean(query.periode) || FOLDED.includes(query.etat));
  const chip = (etat) => html`<${Chip} key=${etat} on=${(query.etat ?? "") === etat}
    onClick=${() => change({ etat })}>${etat ? fr.etats[etat] : texts.tous}<//>`;
  const value = { periode: query.periode ?? "tout", du: query.du, au: query.au };
  return html`<div class="champ"><div class="puces serre">${["", ...FIRST].map(chip)}
      <button type="button" class="puce" aria-expanded=${String(shown)} onClick=${() => setShown(!shown)}>
        <${Icon} name="calendar-clock" />${texts.plus}</button>
      ${shown && FOLDED.map(chip)}</div>
    ${shown && html`<${PeriodChips} value=${value}
      onChange=${({ periode, du = "", au = "" }) => change({ periode: periode === "tout" ? "" : periode, du, au })} />`}
  </div>`;
}

/** « 2 rappels à vérifier. Renvoyez-les si le client n'a rien reçu. » */
function ToCheck({ rappels }) {
  const n = rappels.filter((r) => r.etat === "incertain").length;
  return n > 0 && html`<div class="avis attente"><${Icon} name="circle-question-mark" />
    <p><b>${texts.aVerifier(n)}.</b> ${texts.renvoyezLes}</p></div>`;
}

const Nothing = ({ filtered }) => html`<div class="carte pleine">${filtered
  ? html`<${Empty} icon="search" title=${texts.videFiltre}><a class="bouton" href=${HERE}>${t.toutVoir}</a><//>`
  : html`<${Empty} icon="calendar-clock" title=${texts.vide} text=${texts.videAide}>
      <a class="bouton action" href="/reglements">${texts.voirReglements}</a><//>`}</div>`;

const Days = ({ rappels, actions }) => html`<div class="carte pleine rangs">${byDay(rappels).map(({ date, elements }) => html`
  <section key=${date}><h2 class="jour">${dayTitle(date)}</h2>
    <${RappelRows} rappels=${elements} actions=${actions} /></section>`)}</div>`;

function Content({ resource, query, actions }) {
  const { elements: rappels, curseur } = resource.data;
  if (!rappels.length && !curseur) return html`<${Nothing} filtered=${query.etat || query.periode} />`;
  return state.value.large ? html`<${RappelTable} rappels=${rappels} actions=${actions} />`
    : html`<${Days} rappels=${rappels} actions=${actions} />`;
}

export default function Rappels({ query, state: handed }) {
  const { large } = state.value;
  const { du, au } = bounds({ periode: query.periode ?? "tout", du: query.du, au: query.au });
  const resource = useResource(url(HERE, { etat: query.etat, du, au }));
  const { notes, actions } = useRappels(resource.reload);
  const change = (part) => go(url(HERE, { ...query, ...part }), { replace: true });
  const filters = html`<${Filters} query=${query} change=${change} />`;
  const content = resource.data ? html`<${Content} resource=${resource} query=${query} actions=${actions} />`
    : !resource.error && html`<${Loading} />`;
  return html`<${Page} titre=${texts.titre} onglet="reglements" option="rappels" retour="/reglements">
    ${handed.panel?.rappel && html`<${Planned} rappel=${handed.panel.rappel} undone=${resource.reload} />`}
    ${notes}
    ${resource.data && html`<${ToCheck} rappels=${resource.data.elements} />`}
    ${large ? html`<div class="carte pleine"><div class="tete outils">${filters}</div>${content}</div>`
    : html`${filters}${content}`}
    <${Failure} resource=${resource} />
    <${More} resource=${resource} />
  <//>`;
}
