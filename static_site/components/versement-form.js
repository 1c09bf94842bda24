/** The fields of a versement, for taking one and for modifying it; what it pays, before it is kept. */
import { payment } from "../compte.js";
import { amount, money, parseAmount, tableDate } from "../format.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { Chip, DateChips, localToday, PaidBy } from "./choices.js";
import { clientErrors, ClientPair } from "./client.js";
import { Field } from "./form.js";
import { Icon } from "./icon.js";
import { Bar, Lines } from "./list.js";
import { amountErrors, devise, InWords, Money, typedAmount } from "./money.js";

/** What an empty form holds; `reglements`: the ids ticked, null while the oldest is paid first. */
export const emptyVersement = () => ({ telephone: "", nom: "", client: null, montant: "", mode: "especes",
  reference: "", date: localToday(), note: "", reglements: null });

/** Every error of the form, in the order of its fields. */
export const versementErrors = (values) => [
  ...clientErrors(values, false),
  ...amountErrors(values, "montant", t.versement.saisieMontant),
  ...(values.date ? [] : [{ champ: "date", message: t.saisie.date }]),
  ...(values.date > localToday() ? [{ champ: "date", message: t.saisie.dateFuture }] : []),
];

/** The fields of the body that taking and modifying share. */
export const sharedBody = (values) => ({
  montant: parseAmount(values.montant, devise()), mode: values.mode, date: values.date,
  reference: values.mode === "especes" ? "" : values.reference.trim(), note: values.note.trim() });

/** What was typed, from a body or a versement. */
export const typedVersement = (sent) => ({ montant: amount(sent.montant, devise()), mode: sent.mode, date: sent.date,
  reference: sent.reference ?? "", note: sent.note ?? "", reglements: sent.reglements ?? null });

/** (Tout : 47 500 F) and what the last sale left to pay. */
function Offered({ form, client, open }) {
  const last = open.at(-1)?.reliquat;
  const offered = [[client.du, t.versement.tout(money(client.du, devise()))],
    ...(last && last !== client.du ? [[last, money(last, devise())]] : [])];
  const montant = typedAmount(form, "montant");
  return html`<div class="puces">${offered.map(([value, text]) => html`
    <${Chip} key=${value} on=${montant === value}
      onClick=${() => form.set("montant", amount(value, devise()))}>${text}<//>`)}</div>`;
}

/** « Quinze mille francs. Il restera 32 500 F. » */
function Consequence({ form, client, isNew, children }) {
  const montant = typedAmount(form, "montant");
  const rest = client ? client.du - montant : 0;
  return html`<${InWords} montant=${montant} kind="verse" icon="circle-check">
    ${client && (rest > 0 ? html`${t.versement.restera} <b class="montant">${money(rest, devise())}</b>.`
    : t.versement.rienNeReste)}
    ${client && rest < 0 && html` <b>${t.versement.enAvoir(money(-rest, devise()))}</b>`}
    ${client?.du > 0 && rest > 0 && (isNew || form.values.reglements) && html`<br />${form.values.reglements
    ? t.versement.choisisDAbord : t.versement.ancienDAbord}`}
    ${children}
  <//>`;
}

/** Ticks instead of the oldest first, and back. */
export const Choose = ({ form }) => html`<button type="button" class="lien souligne"
  onClick=${() => form.set("reglements", form.values.reglements ? null : [])}>
  ${form.values.reglements ? t.versement.neplusChoisir : t.versement.choisir}</button>`;

/** A règlement, what this versement pays of it, and a box when one may choose. */
function Part({ form, reglement: r, impute }) {
  const chosen = form.values.reglements;
  const left = r.reliquat - impute;
  const tick = () => form.set("reglements", chosen.includes(r.id)
    ? chosen.filter((id) => id !== r.id) : [...chosen, r.id]);
  return html`<li><${chosen ? "label" : "div"} class="rang haut">
    ${chosen && html`<input type="checkbox" checked=${chosen.includes(r.id)} onChange=${tick} />`}
    <${Lines} titre=${r.produit} sous=${html`${tableDate(r.date)}${left === 0 && ` · ${t.versement.devientComplet}`}`}
      montant=${html`<span class=${`montant ${impute ? "verse" : "discret"}`}>${money(impute, devise())}</span>`}
      etat=${html`<span class="discret petit">${t.versement.resteN(amount(left, devise()))}</span>`} />
    <span class="toute verse"><${Bar} parts=${[["verse", impute]]} total=${r.reliquat} /></span>
  <//></li>`;
}

/** « Ce que ce versement paie », oldest first. */
export function Pays({ form, open, children }) {
  const { parts } = payment(open, typedAmount(form, "montant") ?? 0, form.values.reglements ?? []);
  return html`<section class="carte pleine" aria-labelledby="paie">
    <h2 id="paie">${t.versement.paie}</h2>
    <ul class="rangs">${parts.map(({ reglement, impute }) => html`
      <${Part} key=${reglement.id} form=${form} reglement=${reglement} impute=${impute} />`)}</ul>
    ${children}
  </section>`;
}

const Note = ({ form }) => html`<details class="carte pleine" open=${Boolean(form.values.note)}>
  <summary><${Icon} name="notebook-pen" /><span><b>${t.versement.ajouterNote}</b></span>
    <${Icon} name="chevron-down" /></summary>
  <div class="plis"><${Field} form=${form} name="note" label=${t.versement.note} area=${true} rows="3"
    maxlength="1000" /></div></details>`;

/**
 * @param {{form: any, client: any, open: any[], large: boolean, isNew?: boolean}} props
 *   client: as it is without this versement; open: what it has to pay then, oldest first
 */
export function VersementFields({ form, client, open, large, isNew = true }) {
  return html`
    <div class="champ"><${ClientPair} form=${form}>
      ${client?.du > 0 && html`<p class="tete"><span class="discret">${t.client.doitSur(open.length)}</span>
        <span class="montant du">${money(client.du, devise())}</span></p>`}
      ${client?.du === 0 && html`<p class="discret">${client.avoir > 0
    ? html`${t.client.aUnAvoir} <b class="montant avoir">${money(client.avoir, devise())}</b>` : t.client.rien}</p>`}
    <//></div>
    <div class="champ">
      <${Money} form=${form} name="montant" label=${t.versement.montant} />
      ${client?.du > 0 && html`<${Offered} form=${form} client=${client} open=${open} />`}
    </div>
    <${Consequence} form=${form} client=${client} isNew=${isNew}>
      ${!large && open.length > 1 && html`<br /><${Choose} form=${form} />`}<//>
    ${!large && form.values.reglements && open.length > 0 && html`<${Pays} form=${form} open=${open} />`}
    <${PaidBy} form=${form} />
    <div class=${large ? "deux" : "pages"}><${DateChips} form=${form} /><${Note} form=${form} /></div>`;
}
