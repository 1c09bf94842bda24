/** (Modifier) a compte client: only what changed is sent. */
import { call, get } from "../api.js";
import { go, state } from "../app.js";
import { Fusionner } from "../components/compte-actions.js";
import { ErrorSummary, Field, Submit, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { amountErrors, devise, Money } from "../components/money.js";
import { Page } from "../components/page.js";
import { amount, e164, isComplete, parseAmount, phone } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { isGerant } from "../state.js";
import { forgetClient, keep } from "../store.js";
import { html, useState } from "../vendor/preact.js";

const pays = () => state.value.session.boutique.pays;

const asTyped = (c) => ({ nom: c.nom, telephone: phone(c.telephone, pays()),
  telephone2: phone(c.telephone2, pays()), note: c.note, version: c.version, accuse: c.accuse,
  plafond: c.plafond ? amount(c.plafond, devise()) : "", consentement_sms: Boolean(c.consentement_sms) });

const phoneErrors = (values, name) => (values[name].trim() && !isComplete(values[name], pays())
  ? [{ champ: name, message: t.saisie.telephoneCourt }] : []);

const check = (values) => [
  ...(values.nom.trim() ? [] : [{ champ: "nom", message: t.saisie.nom }]),
  ...phoneErrors(values, "telephone"), ...phoneErrors(values, "telephone2"),
  ...(values.plafond.trim() ? amountErrors(values, "plafond", t.compte.saisiePlafond) : []),
];

/** The fields that differ from the client, as the API takes them. */
function changes(values, client) {
  const number = (typed) => (typed.trim() ? e164(typed, pays()) : null);
  const now = { nom: values.nom.trim(), telephone: number(values.telephone),
    telephone2: number(values.telephone2), note: values.note.trim(),
    consentement_sms: values.consentement_sms,
    plafond: parseAmount(values.plafond, devise()), accuse: values.accuse };
  const was = { ...client, consentement_sms: Boolean(client.consentement_sms) };
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== was[name]));
}

const Tick = ({ form, name, text }) => html`<div class="choix seule"><label>
  <input type="checkbox" checked=${form.values[name]} onChange=${(e) => form.set(name, e.target.checked)} />
  ${text}</label></div>`;

function Form({ client }) {
  const here = `/clients/${client.id}`;
  const [owner, setOwner] = useState(null);
  const [merging, setMerging] = useState(false);
  const leave = (title) => {
    forget();
    go(here, { replace: true, panel: { title } });
  };
  const form = useForm({ draft: `client ${client.id}`, initial: asTyped(client), check,
    async send(values, key) {
      setOwner(null);
      try {
        keep([await call("PATCH", here, { body: { ...changes(values, client), version: values.version }, key })])
          .catch(() => {});
      } catch (error) {
        if (error.type === "numero-pris") setOwner(await get(`/clients/${error.problem.client}`).catch(() => null));
        if (error.type === "version-perimee") {
          const { version } = await get(here);
          form.setValues((old) => ({ ...old, version }));
          error.detail = `${error.detail} ${t.reglement.relisez}`;
        }
        throw error;
      }
      leave(t.compte.modifie);
    } });
  return html`<form class="formulaire" onSubmit=${form.submit} novalidate>
    <${ErrorSummary} form=${form} />
    ${owner && html`<div class="puces"><a class="bouton" href=${`/clients/${owner.id}`}>${t.compte.voirCompte}</a>
      ${isGerant(state.value) && html`<button type="button" class="bouton" onClick=${() => setMerging(true)}>
        <${Icon} name="users" />${t.compte.fusionner}</button>`}</div>`}
    <${Field} form=${form} name="nom" label=${t.champs.nom} maxlength="100" autocomplete="off" />
    <div class="deux">
      <${Field} form=${form} name="telephone" label=${t.champs.telephone} type="tel" maxlength="30" autocomplete="off" />
      <${Field} form=${form} name="telephone2" label=${t.compte.telephone2} type="tel" maxlength="30" autocomplete="off" />
    </div>
    <${Field} form=${form} name="note" label=${t.versement.note} area=${true} rows="3" maxlength="1000" />
    <${Tick} form=${form} name="consentement_sms" text=${t.compte.accordCase} />
    ${isGerant(state.value) && html`
      <${Money} form=${form} name="plafond" label=${t.compte.plafond} big=${false} />
      <p class="discret petit">${t.compte.plafondAide}</p>
      <${Tick} form=${form} name="accuse" text=${t.compte.accuseCase} />`}
    <${Submit} form=${form} cancel=${state.value.large
    && html`<a class="lien" href=${here}>${t.annulerSaisie}</a>`} />
  </form>
  ${merging && html`<${Fusionner} client=${client} other=${owner} onClose=${() => setMerging(false)}
    done=${(title) => { forgetClient(owner.id).catch(() => {}); leave(title); }} />`}`;
}

export default function ModifierClient({ params }) {
  const resource = useResource(`/clients/${params.id}`);
  return html`<${Page} titre=${t.compte.modifierTitre} onglet="clients" option="lesComptes"
    retour=${`/clients/${params.id}`} formulaire=${true}>
    <${Failure} resource=${resource} />
    ${resource.fresh ? html`<${Form} client=${resource.data} />` : !resource.error && html`<${Loading} />`}
  <//>`;
}
