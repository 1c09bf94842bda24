/** Quota: how many SMS are left, whom to call for more, and each thing that moved it. */
import { state } from "../app.js";
import { localToday } from "../components/choices.js";
import { Empty, Failure, Lines, Loading, More } from "../components/list.js";
import { Page } from "../components/page.js";
import { Appeler, useQuota } from "../components/sms-quota.js";
import { byDay } from "../compte.js";
import { hour, listDate, today } from "../format.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";

const texts = b.quota;
const MOINS = "\u2212";

/** « −6 sms » */
const moved = (parties) => `${parties < 0 ? MOINS : "+"}${t.sms(Math.abs(parties))}`;

const Line = ({ line }) => html`<li class="rang"><${Lines} titre=${texts.motifs[line.motif] ?? line.motif}
  montant=${html`<span class=${`montant ${line.parties < 0 ? "" : "verse"}`}>${moved(line.parties)}</span>`}
  sous=${hour(line.le, state.value.session.boutique.fuseau)}
  etat=${html`<span class="discret petit">${texts.restait(line.solde)}</span>`} /></li>`;

function Mouvements({ lines }) {
  const { fuseau } = state.value.session.boutique;
  if (!lines.length) {
    return html`<div class="carte pleine"><${Empty} icon="wallet" title=${texts.vide}>
      <a class="bouton" href="/sms">${t.onglets.sms}</a><//></div>`;
  }
  const days = byDay(lines.map((line) => ({ ...line, date: today(new Date(line.le), fuseau) })));
  return html`<div class="carte pleine">${days.map(({ date, elements }) => html`
    <section key=${date}><h2 class="jour">${listDate(date, localToday())}</h2>
      <ul class="rangs">${elements.map((line) => html`<${Line} key=${line.id} line=${line} />`)}</ul></section>`)}</div>`;
}

const Left = ({ data }) => html`<section class="carte pages"><p class="discret">${texts.reste}</p>
  <p class="grand montant">${t.sms(data.sms)}</p><${Appeler} numero=${data.appeler} /></section>`;

export default function Quota() {
  const resource = useQuota();
  const { data } = resource;
  const left = data && html`<${Left} key="reste" data=${data} />`;
  const list = data && html`<${Mouvements} key="mouvements" lines=${data.mouvements} />`;
  return html`<${Page} titre=${texts.titre} onglet="sms" option="quota" retour="/sms">
    <${Failure} resource=${resource} />
    ${!data && !resource.error && html`<${Loading} />`}
    ${data && html`<div class="colonnes pages">${state.value.large ? [list, left] : [left, list]}</div>`}
    <${More} resource=${resource} />
  <//>`;
}
