/** The search of Solder compte and +Archiver versement: a client and a period; the address keeps it. */
import { go, state } from "../app.js";
import t from "../locales/fr.js";
import { url } from "../state.js";
import { html, useState } from "../vendor/preact.js";
import { bounds, PeriodChips } from "./choices.js";
import { clientErrors, ClientPair, usePrefill } from "./client.js";
import { ErrorSummary, useForm } from "./form.js";
import { Icon } from "./icon.js";

/** What the address asks for: `{client, du, au}`, or null before (Valider). */
export const asked = (query) => (query.client ? { client: query.client,
  ...bounds({ periode: query.periode ?? "mois", du: query.du, au: query.au }) } : null);

/** @param {{here: string, query: any}} props */
export function Recherche({ here, query }) {
  const [value, setValue] = useState({ periode: query.periode ?? "mois", du: query.du, au: query.au });
  const form = useForm({ initial: { telephone: "", nom: "", client: null },
    check: (values) => (values.client ? [] : [...clientErrors(values, false),
      { champ: "telephone", message: t.client.inconnu }].slice(0, 1)),
    send: async ({ client }) => go(url(here, { client: client.id, ...value }), { replace: true }) });
  usePrefill(form, query.client);
  const valider = html`<button class="bouton action"><${Icon} name="search" />${t.valider}</button>`;
  return html`<div class=${state.value.large ? "carte" : ""}><form class="pages" onSubmit=${form.submit} novalidate>
    <${ErrorSummary} form=${form} />
    <div class="champ"><${ClientPair} form=${form} /></div>
    ${state.value.large ? html`<div class="tete"><${PeriodChips} value=${value} onChange=${setValue} />${valider}</div>`
    : html`<${PeriodChips} value=${value} onChange=${setValue} />${valider}`}
  </form></div>`;
}
