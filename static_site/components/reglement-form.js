/** The fields of a règlement, for adding one and for modifying it. */
import { money, parseAmount } from "../format.js";
import t from "../locales/fr.js";
import { recentProduits } from "../store.js";
import { html, useEffect, useState } from "../vendor/preact.js";
import { Chip, DateChips, localToday, PaidBy } from "./choices.js";
import { clientErrors, ClientPair } from "./client.js";
import { Field } from "./form.js";
import { Icon } from "./icon.js";
import { amountErrors, devise, InWords, Money, typedAmount } from "./money.js";

/** What an empty form holds. */
export const emptyReglement = () => ({ telephone: "", nom: "", client: null, produit: "", montant: "",
  acompte: "", mode: "especes", reference: "", date: localToday(), echeance: "", note: "" });

const dateErrors = ({ date }) => {
  if (!date) return [{ champ: "date", message: t.saisie.date }];
  return date > localToday() ? [{ champ: "date", message: t.saisie.dateFuture }] : [];
};

/** Every error of the form, in the order of its fields. */
export const reglementErrors = (values) => [
  ...clientErrors(values, true),
  ...(values.produit.trim() ? [] : [{ champ: "produit", message: t.reglement.saisieProduit }]),
  ...amountErrors(values, "montant", t.reglement.saisieMontant),
  ...(values.acompte.trim() ? amountErrors(values, "acompte", t.reglement.saisieAcompte) : []),
  ...dateErrors(values),
];

/** The fields of the body that add and modify share. */
export const sharedBody = (values) => ({
  produit: values.produit.trim(), montant: parseAmount(values.montant, devise()), date: values.date });

/** What was sold lately, null until it is known: the form waits for it, so that nothing moves. */
export function useProduits() {
  const [offered, setOffered] = useState(null);
  useEffect(() => { recentProduits().then(setOffered).catch(() => setOffered([])); }, []);
  return offered;
}

function Produits({ form, offered }) {
  return offered.length > 0 && html`<div class="puces">${offered.map((produit) => html`
    <${Chip} key=${produit} on=${form.values.produit === produit}
      onClick=${() => form.set("produit", produit)}>${produit}<//>`)}</div>`;
}

/** « Vingt-cinq mille francs. Awa Diop devra 47 500 F. » */
function Consequence({ form }) {
  const montant = typedAmount(form, "montant");
  const acompte = typedAmount(form, "acompte") ?? 0;
  const { client, nom } = form.values;
  const who = nom ? t.reglement.devra(nom) : t.reglement.clientDevra;
  const due = (client ? client.du - client.avoir : 0) + montant - acompte;
  return html`<${InWords} montant=${montant}>
    ${acompte > 0 && `${t.reglement.avecAcompte(money(acompte, devise()))} `}
    ${who} <b class="montant">${money(Math.max(0, due), devise())}</b>.
    ${client?.plafond && due > client.plafond && html`<br /><b>${t.reglement.depasse}</b>`}
  <//>`;
}

function summaryText({ values }) {
  const parts = [values.acompte && t.reglement.acompteDe(`${values.acompte} F`),
    values.date === localToday() ? t.dates.aujourdhui : values.date.split("-").reverse().join("/"),
    values.echeance ? `${t.reglement.echeance} ${values.echeance.split("-").reverse().join("/")}`
      : t.reglement.sansEcheance];
  return parts.filter(Boolean).join(", ");
}

function Folded({ form, children }) {
  return html`<details class="carte pleine" open=${Boolean(form.errors.length && form.values.acompte)}>
    <summary><${Icon} name="sliders-horizontal" />
      <span><b>${t.reglement.plus}</b><br /><span class="discret petit">${summaryText(form)}</span></span>
      <${Icon} name="chevron-down" /></summary>
    <div class="plis">${children}</div></details>`;
}

const When = ({ form }) => html`
  <${DateChips} form=${form} />
  <${DateChips} form=${form} name="echeance" label=${t.reglement.echeance} future=${true} />
  <${Field} form=${form} name="note" label=${t.reglement.note} area=${true} rows="3" maxlength="1000" />`;

/**
 * @param {{form: any, isNew: boolean, owed: any[], offered?: string[]}} props owed: open
 *   règlements of the client; offered: produits to choose
 */
export function ReglementFields({ form, isNew, owed, offered = [] }) {
  const { client } = form.values;
  return html`
    <div class="champ"><${ClientPair} form=${form} creates=${true}>
      ${isNew && client?.du > 0 && html`<p class="tete"><span class="discret">${t.client.dejaSur(owed.length)}</span>
        <span class="montant du">${money(client.du, devise())}</span></p>`}
      ${isNew && client?.avoir > 0 && html`<p class="tete"><span class="discret">${t.client.aUnAvoir}</span>
        <span class="montant avoir">${money(client.avoir, devise())}</span></p>`}
    <//></div>
    <div class="champ">
      <${Field} form=${form} name="produit" label=${t.reglement.produit} hint=${t.reglement.produitAide}
        maxlength="200" autocomplete="off" />
      ${isNew && html`<${Produits} form=${form} offered=${offered} />`}
    </div>
    <${Money} form=${form} name="montant" label=${t.reglement.montant} />
    ${isNew ? html`<${Consequence} form=${form} />
      <${Folded} form=${form}>
        <${Money} form=${form} name="acompte" label=${t.reglement.acompte} big=${false} />
        ${form.values.acompte.trim() && html`<${PaidBy} form=${form} />`}
        <${When} form=${form} /><//>`
    : html`<${When} form=${form} />`}`;
}
