/** (Modifier) a règlement: the same form; only what changed is sent. */
import { call, get } from "../api.js";
import { back, state } from "../app.js";
import { clientOf } from "../components/client.js";
import { ErrorSummary, Submit, useForm } from "../components/form.js";
import { Failure, Loading } from "../components/list.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import {
  emptyReglement, ReglementFields, reglementErrors, sharedBody,
} from "../components/reglement-form.js";
import { amount, phone } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { html } from "../vendor/preact.js";

const asTyped = (r) => ({
  ...emptyReglement(), client: { ...r.client, du: 0, avoir: 0 }, nom: r.client.nom,
  telephone: phone(r.client.telephone, state.value.session.boutique.pays), produit: r.produit,
  montant: amount(r.montant, devise()), date: r.date, echeance: r.echeance ?? "", note: r.note ?? "",
  version: r.version,
});

/** The fields that differ from the règlement. */
function changes(values, reglement) {
  const typed = { ...sharedBody(values), echeance: values.echeance || null, note: values.note.trim() };
  const was = { ...reglement, note: reglement.note ?? "" };
  const changed = Object.entries(typed).filter(([name, value]) => value !== was[name]);
  const same = values.client?.id === reglement.client.id;
  const { client, telephone } = same ? { client: null, telephone: null } : clientOf(values);
  return { ...Object.fromEntries(changed), ...(client && { client }), ...(telephone && { telephone }) };
}

function Form({ reglement }) {
  const here = `/reglements/${reglement.id}`;
  const form = useForm({ initial: asTyped(reglement), check: reglementErrors,
    async send(values, key) {
      const body = { ...changes(values, reglement), version: values.version };
      try {
        await call("PATCH", here, { body, key });
      } catch (error) {
        if (error.type === "version-perimee") {
          const { version } = await get(here);
          form.setValues((old) => ({ ...old, version }));
          error.detail = `${error.detail} ${t.reglement.relisez}`;
        }
        throw error;
      }
      forget();
      back(here, { title: t.reglement.modifie });
    } });
  return html`<form class="formulaire" onSubmit=${form.submit} novalidate>
    <${ErrorSummary} form=${form} />
    <${ReglementFields} form=${form} isNew=${false} owed=${[]} />
    <${Submit} form=${form} cancel=${state.value.large
    && html`<a class="lien" href=${here}>${t.annulerSaisie}</a>`} />
  </form>`;
}

export default function ModifierReglement({ params }) {
  const resource = useResource(`/reglements/${params.id}`);
  return html`<${Page} titre=${t.reglement.modifierTitre} onglet="reglements"
    retour=${`/reglements/${params.id}`} formulaire=${true}>
    <${Failure} resource=${resource} />
    ${resource.fresh ? html`<${Form} reglement=${resource.data} />` : !resource.error && html`<${Loading} />`}
  <//>`;
}
