/** Faire un versement: the number gives the name; what the money will pay shows before it is kept. */
import { go, state } from "../app.js";
import { clientOf, compteOf, useCorrection, useOpenReglements, usePrefill } from "../components/client.js";
import { dropDraft, ErrorSummary, Submit, useForm } from "../components/form.js";
import { Page } from "../components/page.js";
import {
  Choose, emptyVersement, Pays, sharedBody, typedVersement, VersementFields, versementErrors,
} from "../components/versement-form.js";
import t from "../locales/fr.js";
import { submit } from "../outbox.js";
import { useResource } from "../resource.js";
import { html } from "../vendor/preact.js";

function body(values) {
  const { client, telephone } = clientOf(values);
  const { reference, note, ...shared } = sharedBody(values);
  return {
    ...(client ? { client } : { telephone }), ...shared, ...(reference && { reference }), ...(note && { note }),
    ...(values.reglements?.length && { reglements: values.reglements }),
  };
}

async function send(values, key, seq) {
  const sent = body(values);
  const { answer, waiting } = await submit({ path: "/versements", body: sent, key, seq,
    compte: compteOf(values),
    quoi: { type: "versement", nom: values.nom, telephone: values.telephone, montant: sent.montant,
      detail: t.modes[sent.mode] } });
  go("/versements", { replace: true, panel: waiting ? { waiting, cle: key, montant: sent.montant }
    : { id: answer.id, client: answer.client.id, numero: answer.numero, montant: answer.montant,
      date: answer.date, mode: answer.mode, warnings: answer.avertissements ?? [] } });
}

/** The client as it is now: what was typed keeps a copy that may be older. */
function useFresh(client) {
  const { data } = useResource(client ? `/clients/${client.id}` : null);
  return data ?? client;
}

export default function FaireVersement({ query }) {
  const draft = `versement ${query.client ?? query.attente ?? ""}`;
  const form = useForm({ draft, check: versementErrors,
    send: (values, key) => send(values, key, Number(query.attente) || undefined),
    initial: { ...emptyVersement(), telephone: query.telephone ?? "" } });
  usePrefill(form, query.client);
  useCorrection(form, query.attente, typedVersement);
  const client = useFresh(form.values.client);
  const open = useOpenReglements(client);
  const { large } = state.value;
  const cancel = html`<a class="lien" href="/versements" onClick=${() => dropDraft(draft)}>${t.annulerSaisie}</a>
    <span class="discret petit"><kbd>${t.entree}</kbd> ${t.entreeValide}</span>`;
  return html`<${Page} titre=${t.versement.faire} onglet="clients" option="faireVersement"
    retour="/versements" formulaire=${true}>
    <div class=${large ? "colonnes" : "seul"}>
      <form class="formulaire" onSubmit=${form.submit} novalidate>
        <${ErrorSummary} form=${form} />
        <${VersementFields} form=${form} client=${client} open=${open} large=${large} />
        <${Submit} form=${form} kind="argent" cancel=${large && cancel} />
      </form>
      ${large && open.length > 0 && html`<${Pays} form=${form} open=${open}>
        ${open.length > 1 && html`<p class="jour"><${Choose} form=${form} /></p>`}<//>`}
    </div>
  <//>`;
}
