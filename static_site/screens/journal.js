/** Journal: who did what, when; each change with what was before and is after. */
import { go, state } from "../app.js";
import { bounds, localToday, PeriodChips } from "../components/choices.js";
import { Empty, Failure, Loading, More } from "../components/list.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import { byDay } from "../compte.js";
import { listDate, money, tableDate, today } from "../format.js";
import b from "../locales/fr-boutique.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { html } from "../vendor/preact.js";

const HERE = "/journal";
const texts = b.journal;
const AMOUNTS = ["montant", "verse", "abandonne", "impute", "plafond", "du", "avoir", "achats"];

const fuseau = () => state.value.session.boutique.fuseau;

/** « 10:42 » */
const clock = (instant) => new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit",
  timeZone: fuseau() }).format(new Date(instant));

/** A value as people read it. */
function shown(name, value) {
  if (value === null || value === undefined || value === "") return texts.aucun;
  if (Array.isArray(value)) return value.join(", ") || texts.aucun;
  if (typeof value === "boolean") return value ? texts.oui : texts.non;
  if (AMOUNTS.includes(name)) return money(value, devise());
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return tableDate(value);
  return t.modes[value] ?? texts.valeurs[value] ?? String(value);
}

/** What differs: `[label, before, after]`; a name or a number only as changed. */
function changes({ avant, apres }) {
  if (!apres) return [];
  const before = avant ?? {};
  return Object.keys(apres).filter((name) => name in texts.champs).flatMap((name) => {
    if (apres[name] === true && !(name in before)) return [[texts.champs[name], null, texts.change]];
    if (!avant || String(before[name]) === String(apres[name])) return [];
    return [[texts.champs[name], shown(name, before[name]), shown(name, apres[name])]];
  });
}

/** « versement de 15 000 F » */
function what({ action, avant, apres }) {
  const text = texts.actions[action] ?? action;
  const montant = (apres ?? avant)?.montant;
  return montant ? texts.de(text, money(montant, devise())) : text;
}

const target = ({ action, client }) => (client && action !== "supprimer client" ? `/clients/${client}` : undefined);

const Line = ({ line }) => html`<li><${target(line) ? "a" : "div"} class="rang haut" href=${target(line)}>
  <span class="milieu"><span class="discret">${clock(line.le)} · ${line.par.nom}</span> · <b>${what(line)}</b>
    ${changes(line).map(([name, before, after]) => html`<br /><span class="petit" key=${name}>
      <span class="discret">${name} : ${before !== null && html`${before} → `}</span>${after}</span>`)}</span><//></li>`;

const Days = ({ lines }) => html`<div class="carte pleine">
  ${byDay(lines.map((line) => ({ ...line, date: today(new Date(line.le), fuseau()) }))).map(({ date, elements }) => html`
    <section key=${date}><h2 class="jour">${listDate(date, localToday())}</h2>
      <ul class="rangs">${elements.map((line) => html`<${Line} key=${line.id} line=${line} />`)}</ul></section>`)}</div>`;

export default function Journal({ query }) {
  const value = { periode: query.periode ?? "mois", du: query.du, au: query.au };
  const { du, au } = bounds(value);
  const resource = useResource(url(HERE, { du, au }));
  const lines = resource.data?.elements;
  return html`<${Page} titre=${texts.titre} onglet="menu" option="journal" retour="/menu">
    <${PeriodChips} value=${value} onChange=${(chosen) => go(url(HERE, chosen), { replace: true })} />
    <${Failure} resource=${resource} />
    ${lines?.length === 0 && html`<div class="carte pleine"><${Empty} icon="list" title=${texts.vide}>
      <a class="bouton" href=${url(HERE, { periode: "tout" })}>${t.toutVoir}</a><//></div>`}
    ${lines?.length > 0 && html`<p class="discret petit">${texts.compte(lines.length, resource.data.curseur)}</p>
      <${Days} lines=${lines} />`}
    ${!lines && !resource.error && html`<${Loading} />`}
    <${More} resource=${resource} />
  <//>`;
}
