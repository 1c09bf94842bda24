/** Choices that show what they offer: radios, chips for a day, chips for a period. */
import { now } from "../api.js";
import { state } from "../app.js";
import { addDays, endOfMonth, today } from "../format.js";
import { period } from "../compte.js";
import t from "../locales/fr.js";
import { html, useState } from "../vendor/preact.js";
import { bound, FieldError } from "./form.js";

/** The boutique's today. */
export const localToday = () => today(now(), state.value.session?.boutique.fuseau);

/**
 * Radios in boxes; each option is a value and its label.
 * @param {{form: any, name: string, label: string, options: [string, string][], group?: string}} props
 */
export function Radios({ form, name, label, options, group = name }) {
  return html`
    <fieldset>
      <legend>${label}</legend>
      <div class="choix">${options.map(([value, text], i) => html`
        <label key=${value}>
          <input type="radio" id=${i ? undefined : `c-${group}`} name=${group} value=${value}
            checked=${form.values[name] === value} onChange=${() => form.set(name, value)} />
          ${text}
        </label>`)}</div>
      <${FieldError} form=${form} name=${name} />
    </fieldset>`;
}

/** One chip of a row; it says by `aria-pressed` that it is the one. */
export const Chip = ({ on, onClick, children }) => html`
  <button type="button" class="puce" aria-pressed=${String(Boolean(on))} onClick=${onClick}>
    ${children}</button>`;

/** « Payé par »: four radios; « Autre » opens the others, and a reference unless cash. */
export function PaidBy({ form, prefix = "" }) {
  const [mode, reference] = [`${prefix}mode`, `${prefix}reference`];
  const main = ["especes", "wave", "orange_money"];
  const other = !main.includes(form.values[mode]);
  const shown = { ...form, values: { ...form.values, [mode]: other ? "plus" : form.values[mode] },
    set: (name, value) => form.set(name, value === "plus" ? "free_money" : value) };
  return html`
    <${Radios} form=${shown} name=${mode} label=${t.champs.mode}
      options=${[...main.map((m) => [m, t.modes[m]]), ["plus", t.modes.autre]]} />
    ${other && html`<${Radios} form=${form} name=${mode} group=${`${mode}-autre`} label=${t.champs.modeAutre}
      options=${["free_money", "virement", "cheque", "autre"].map((m) => [m,
    m === "autre" ? t.modes.autre_moyen : t.modes[m]])} />`}
    ${form.values[mode] !== "especes" && html`
      <div class="champ">
        <label for=${`c-${reference}`}>${t.champs.reference}</label>
        <input ...${bound(form, reference)} value=${form.values[reference]} maxlength="100"
          autocomplete="off" onInput=${(e) => form.set(reference, e.target.value)} />
        <${FieldError} form=${form} name=${reference} />
      </div>`}`;
}

/**
 * A day: Aujourd'hui, Hier, Autre jour; `future`: Aucune, Fin du mois, Autre jour.
 * The form holds `AAAA-MM-JJ`, or "" for none.
 */
export function DateChips({ form, name = "date", label = t.champs.date, future = false }) {
  const day = localToday();
  const value = form.values[name];
  const named = future
    ? [["", t.dates.aucune], [endOfMonth(day), t.dates.finDuMois]]
    : [[day, t.dates.aujourdhui], [addDays(day, -1), t.dates.hier]];
  const [opened, setFree] = useState(false);
  const free = opened || !named.some(([one]) => one === value);
  const choose = (chosen) => { setFree(false); form.set(name, chosen); };
  return html`
    <fieldset class="champ">
      <legend>${label}</legend>
      <div class="puces">
        ${named.map(([one, text]) => html`<${Chip} key=${text} on=${!free && value === one}
          onClick=${() => choose(one)}>${text}<//>`)}
        <${Chip} on=${free} onClick=${() => setFree(true)}>${t.dates.autre}<//>
      </div>
      ${free && html`<div class="champ">
        <label for=${`c-${name}`}>${t.champs.jour}</label>
        <input ...${bound(form, name)} type="date" value=${value} min=${future ? undefined : "2000-01-01"}
          max=${future ? undefined : day} onInput=${(e) => form.set(name, e.target.value)} />
      </div>`}
      <${FieldError} form=${form} name=${name} />
    </fieldset>`;
}

const PERIODES = ["mois", "mois-dernier", "annee", "tout"];

/**
 * Ce mois, Mois dernier, Cette année, Tout, Du… au….
 * @param {{value: {periode: string, du?: string, au?: string}, onChange: (v: any) => void}} props
 */
export function PeriodChips({ value, onChange }) {
  const free = value.periode === "libre";
  const edit = (part) => onChange({ ...value, ...part });
  return html`
    <div class="champ" role="group" aria-label=${t.periodes.titre}>
      <div class="puces">
        ${PERIODES.map((name) => html`<${Chip} key=${name} on=${value.periode === name}
          onClick=${() => onChange({ periode: name })}>${t.periodes[name]}<//>`)}
        <${Chip} on=${free} onClick=${() => onChange({ periode: "libre",
    ...period(value.periode === "tout" ? "mois" : value.periode, localToday()), ...(free && value) })}>
          ${t.periodes.libre}<//>
      </div>
      ${free && html`<div class="deux">
        ${["du", "au"].map((end) => html`<div class="champ" key=${end}>
          <label for=${`periode-${end}`}>${t.champs[end]}</label>
          <input id=${`periode-${end}`} type="date" value=${value[end] ?? ""}
            onInput=${(e) => edit({ [end]: e.target.value })} />
        </div>`)}
      </div>`}
    </div>`;
}

/** The `du` and `au` that the API is asked for. */
export const bounds = ({ periode, du, au }) =>
  (periode === "libre" ? { du, au } : period(periode, localToday()));
