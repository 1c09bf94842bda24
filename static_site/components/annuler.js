/** Voiding what was entered by mistake: it asks for its motif, and the button names the effect. */
import { call } from "../api.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { ErrorSummary, Field, useForm } from "./form.js";
import { Icon } from "./icon.js";
import { Sheet } from "./sheet.js";

/** @param {{path: string, title: string, text: string, done: (after: any) => void, onClose: () => void}} props */
export function Annuler({ path, title, text, done, onClose }) {
  const form = useForm({ initial: { motif: t.reglement.motifErreur },
    check: ({ motif }) => (motif.trim() ? [] : [{ champ: "motif", message: t.saisie.motif }]),
    send: ({ motif }, key) => call("POST", `${path}/annulation`, { body: { motif: motif.trim() }, key }).then(done) });
  return html`<${Sheet} title=${title} onClose=${onClose}>
    <p>${text}</p>
    <form class="pages" onSubmit=${form.submit} novalidate><${ErrorSummary} form=${form} />
      <${Field} form=${form} name="motif" label=${t.reglement.motif} maxlength="200" />
      <button class="bouton danger" aria-disabled=${form.busy ? "true" : undefined}>
        <${Icon} name="ban" />${title}</button></form><//>`;
}
