/** The field of an amount, and the amount in words that shows an added zero. */
import { amount, amountInWords, parseAmount, sign } from "../format.js";
import { state } from "../app.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { bound, FieldError } from "./form.js";
import { Icon } from "./icon.js";

/** The largest montant (domaine.md, Money). */
const MONTANT_MAX = 1e12;

/** The boutique's currency. */
export const devise = () => state.value.session?.boutique.devise ?? "XOF";

/** The amount a field of the form holds, null when it holds none. */
export const typedAmount = (form, name) => parseAmount(form.values[name] ?? "", devise());

/** What is wrong with an amount that was typed. */
export function amountErrors(values, name, message) {
  const montant = parseAmount(values[name] ?? "", devise());
  if (!montant) return [{ champ: name, message }];
  return montant > MONTANT_MAX ? [{ champ: name, message: t.saisie.montantMax }] : [];
}

/** Digits only on phones, grouped when it is left; big where it is the screen's subject. */
export function Money({ form, name, label, big = true }) {
  const montant = typedAmount(form, name);
  const group = () => { if (montant !== null) form.set(name, amount(montant, devise())); };
  const odd = devise() === "XOF" && montant && montant % 5;
  return html`
    <div class="champ">
      <label for=${`c-${name}`}>${label}</label>
      <div class=${`saisie argent ${big ? "gros" : ""}`}>
        <input ...${bound(form, name)} type="text" inputmode="numeric" autocomplete="off"
          maxlength="24" value=${form.values[name]} onBlur=${group}
          onInput=${(e) => form.set(name, e.target.value)} />
        <span aria-hidden="true">${sign(devise())}</span>
      </div>
      <${FieldError} form=${form} name=${name} />
      ${odd ? html`<p class="petit du" role="status">${t.saisie.piece}</p>` : null}
    </div>`;
}

/** « Quinze mille francs. » and what follows from it. */
export const InWords = ({ montant, kind = "", icon = "info", children }) => montant > 0 && html`
  <div class=${`avis ${kind}`} role="status">
    <${Icon} name=${icon} />
    <p><b>${amountInWords(montant, devise())}</b> ${children}</p>
  </div>`;
