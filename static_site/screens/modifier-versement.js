/** (Modifier) a versement, (Corriger) for a vendeur: the same form; only what changed is sent. */
import { call, get } from "../api.js";
import { go, state } from "../app.js";
import { useOpenReglements } from "../components/client.js";
import { ErrorSummary, Submit, useForm } from "../components/form.js";
import { Failure, Loading } from "../components/list.js";
import { Page } from "../components/page.js";
import {
  Choose, Pays, sharedBody, typedVersement, VersementFields, versementErrors,
} from "../components/versement-form.js";
import { phone } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { isGerant } from "../state.js";
import { keep, refreshClient } from "../store.js";
import { html, useEffect, useState } from "../vendor/preact.js";

/** So many of the règlements that it pays can be ticked anew. */
const PAID = 30;

/** The account as it would be without this versement. */
const without = (client, versement) => ({ ...client,
  du: Math.max(0, client.du - client.avoir + versement.montant - versement.rembourse), avoir: 0 });

/** What the client owes, and what this versement pays of it now, oldest first. */
function usePayable(client, versement) {
  const open = useOpenReglements(client);
  const [paid, setPaid] = useState([]);
  useEffect(() => {
    let left = false;
    Promise.all(versement.imputations.slice(0, PAID).map(({ reglement }) => get(`/reglements/${reglement}`)))
      .then((found) => { if (!left) setPaid(found); }, () => {});
    return () => { left = true; };
  }, [versement.id]);
  if (client?.id !== versement.client.id) return open;
  const imputed = new Map(versement.imputations.map((i) => [i.reglement, i.montant]));
  const all = new Map([...paid, ...open].map((r) => [r.id, r]));
  return [...all.values()].sort((a, b) => (a.date + a.cree_le < b.date + b.cree_le ? -1 : 1))
    .map((r) => ({ ...r, reliquat: r.reliquat + (imputed.get(r.id) ?? 0) }));
}

/** The fields that differ from the versement. */
function changes(values, versement) {
  const changed = Object.entries(sharedBody(values)).filter(([name, value]) => value !== versement[name]);
  const moved = values.client.id !== versement.client.id && { client: values.client.id };
  return { ...Object.fromEntries(changed), ...moved, ...(values.reglements && { reglements: values.reglements }) };
}

function useModify(versement) {
  const here = `/versements/${versement.id}`;
  const form = useForm({ draft: `versement ${versement.id}`,
    initial: { ...typedVersement({ ...versement, reglements: null }), client: versement.client,
      nom: versement.client.nom, telephone: phone(versement.client.telephone, state.value.session.boutique.pays),
      version: versement.version },
    check: (values) => versementErrors({ ...values, inconnu: !values.client && Boolean(values.telephone.trim()) }),
    async send(values, key) {
      try {
        keep([await call("PATCH", here, { body: { ...changes(values, versement), version: values.version }, key })])
          .catch(() => {});
      } catch (error) {
        if (error.type === "version-perimee") {
          const { version } = await get(here);
          form.setValues((old) => ({ ...old, version }));
          error.detail = `${error.detail} ${t.reglement.relisez}`;
        }
        throw error;
      }
      new Set([versement.client.id, values.client.id])
        .forEach((id) => refreshClient(id).catch(() => {}));
      forget();
      go(here, { replace: true, panel: { title: t.versement.modifie } });
    } });
  return form;
}

function Form({ versement }) {
  const { large } = state.value;
  const form = useModify(versement);
  const { client: chosen } = form.values;
  const { data: account } = useResource(chosen ? `/clients/${chosen.id}` : null);
  const open = usePayable(chosen, versement);
  const client = account && (account.id === versement.client.id ? without(account, versement) : account);
  return html`<div class=${large ? "colonnes" : "seul"}>
    <form class="formulaire" onSubmit=${form.submit} novalidate>
      <${ErrorSummary} form=${form} />
      <${VersementFields} form=${form} client=${client} open=${open} large=${large} isNew=${false} />
      <${Submit} form=${form} kind="argent" cancel=${large
      && html`<a class="lien" href=${`/versements/${versement.id}`}>${t.annulerSaisie}</a>`} />
    </form>
    ${large && open.length > 1 && (form.values.reglements ? html`<${Pays} form=${form} open=${open}>
        <p class="jour"><${Choose} form=${form} /></p><//>`
    : html`<p class="carte"><${Choose} form=${form} /></p>`)}
  </div>`;
}

export default function ModifierVersement({ params }) {
  const resource = useResource(`/versements/${params.id}`);
  return html`<${Page} titre=${isGerant(state.value) ? t.versement.modifierTitre : t.versement.corrigerTitre}
    onglet="clients" option="lesVersements" retour=${`/versements/${params.id}`} formulaire=${true}>
    <${Failure} resource=${resource} />
    ${resource.fresh ? html`<${Form} versement=${resource.data} />` : !resource.error && html`<${Loading} />`}
  <//>`;
}
