/** The form of a contact: adding one, « + Modifier contact », « +supprimer ». */
import { call, get } from "../api.js";
import { state } from "../app.js";
import { e164, isComplete, phone, tableDate, today } from "../format.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { isGerant } from "../state.js";
import { html, useState } from "../vendor/preact.js";
import { Chip } from "./choices.js";
import { ErrorSummary, Field, useForm } from "./form.js";
import { Icon } from "./icon.js";
import { Ask } from "./sheet.js";
import { groupKey } from "./sms-contacts.js";

const texts = b.repertoire;
const boutique = () => state.value.session.boutique;

const empty = { nom: "", telephone: "", groupe: "", consentement_sms: false };

const asTyped = (c) => ({ nom: c.nom, telephone: phone(c.telephone, boutique().pays), groupe: c.groupe ?? "",
  consentement_sms: Boolean(c.consentement_sms), version: c.version });

const check = ({ nom, telephone }) => [
  ...(nom.trim() ? [] : [{ champ: "nom", message: t.saisie.nom }]),
  ...(telephone.trim() ? [] : [{ champ: "telephone", message: t.saisie.telephone }]),
  ...(telephone.trim() && !isComplete(telephone, boutique().pays)
    ? [{ champ: "telephone", message: t.saisie.telephoneCourt }] : []),
];

const bodyOf = (values) => ({ nom: values.nom.trim(), telephone: e164(values.telephone, boutique().pays),
  groupe: values.groupe.trim() || null, consentement_sms: values.consentement_sms });

/** The fields that differ from the contact, as the API takes them. */
function changes(values, contact) {
  const was = { ...contact, consentement_sms: Boolean(contact.consentement_sms) };
  return Object.fromEntries(Object.entries(bodyOf(values)).filter(([name, value]) => value !== was[name]));
}

/** The groups there are, and another one; none is a choice too. */
function Groupe({ form, groupes }) {
  const { groupe } = form.values;
  const isThe = (nom) => groupKey(nom) === groupKey(groupe);
  const [other, setTyping] = useState(Boolean(groupe && !groupes.some(isThe)));
  const typing = other || !groupes.length;
  const choose = (nom) => { setTyping(false); form.set("groupe", isThe(nom) ? "" : nom); };
  return html`<fieldset><legend>${texts.groupe}</legend>
    ${groupes.length > 0 && html`<div class="puces">${groupes.map((nom) => html`
        <${Chip} key=${nom} on=${!typing && isThe(nom)} onClick=${() => choose(nom)}>${nom}<//>`)}
      <${Chip} on=${typing} onClick=${() => { setTyping(!typing); form.set("groupe", ""); }}>
        <${Icon} name="plus" />${texts.autreGroupe}<//></div>`}
    ${typing && html`<${Field} form=${form} name="groupe" label=${html`<span class="cache">${texts.nomGroupe}</span>`}
      hint=${texts.groupeAide} maxlength="50" autocomplete="off" />`}</fieldset>`;
}

/** ☐ accord, with its day; a refusal stands above it. */
function Accord({ form, contact }) {
  const given = contact?.consentement_sms;
  const hint = given ? texts.accordLe(tableDate(today(new Date(given.le), boutique().fuseau))) : texts.sansAccord;
  return html`${contact?.refus && html`<p class="avis retard"><${Icon} name="ban" /><span>${texts.refus}</span></p>`}
    <div class="choix seule"><label><input type="checkbox" id="c-consentement_sms" checked=${form.values.consentement_sms}
      onChange=${(e) => form.set("consentement_sms", e.target.checked)} />
      <span>${texts.accord}<br /><span class="discret petit">${hint}</span></span></label></div>`;
}

/** « +supprimer », which asks first. */
function Supprimer({ contact, left }) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState("");
  const remove = () => call("DELETE", `/contacts/${contact.id}`)
    .then(() => left(texts.supprime(contact.nom)), (error) => setFailure(error.detail || t.besoinReseau));
  return html`<button type="button" class="bouton danger" onClick=${() => setAsking(true)}>
      <${Icon} name="trash-2" />${texts.supprimer}</button>
    ${asking && html`<${Ask} title=${texts.supprimerTitre(contact.nom)} text=${texts.supprimerAide}
      action=${texts.supprimerOui(contact.nom)} onYes=${remove} onClose=${() => setAsking(false)}>
      ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}<//>`}`;
}

/** Writes the contact; a stale version is read again, so that the next tap counts. */
function useContactForm(contact, added, left) {
  const [taken, setTaken] = useState(null);
  const form = useForm({ draft: `contact ${contact?.id ?? ""}`, initial: contact ? asTyped(contact) : empty, check,
    async send(values, key) {
      const path = contact && `/contacts/${contact.id}`;
      setTaken(null);
      try {
        const { nom } = await (contact
          ? call("PATCH", path, { body: { ...changes(values, contact), version: values.version }, key })
          : call("POST", "/contacts", { body: bodyOf(values), key }));
        if (contact) return left(texts.modifie(nom));
        form.setValues({ ...empty, groupe: values.groupe.trim() });
        added(texts.enregistre(nom));
        document.getElementById("c-nom").focus();
      } catch (error) {
        if (error.type === "numero-pris") setTaken(error.problem.contact);
        if (error.type === "version-perimee") {
          const { version } = await get(path);
          form.setValues((old) => ({ ...old, version }));
          error.detail = `${error.detail} ${texts.relisez}`;
        }
        throw error;
      }
    } });
  return { form, taken };
}

/**
 * @param {{contact: any, groupes: string[], close: string, added: (said: string) => void,
 *   left: (said: string) => void}} props contact: null to add one; close: where « Fermer » leads
 */
export function ContactForm({ contact, groupes, close, added, left }) {
  const { form, taken } = useContactForm(contact, added, left);
  return html`<section class="carte" aria-labelledby="contact"><form class="pages" onSubmit=${form.submit} novalidate>
    <div class="tete"><h2 id="contact">${contact ? texts.modifierTitre : texts.ajouter}</h2>
      ${contact && html`<a class="lien" href=${close}><${Icon} name="x" />${t.fermer}</a>`}</div>
    <${ErrorSummary} form=${form} />
    ${taken && html`<p><a class="bouton" href=${`/sms/repertoire/${taken}`}>${texts.voirContact}</a></p>`}
    <div class="deux">
      <${Field} form=${form} name="nom" label=${t.champs.nom} maxlength="100" autocomplete="off" />
      <${Field} form=${form} name="telephone" label=${texts.telephone} type="tel" inputmode="tel" maxlength="30"
        autocomplete="off" placeholder="77 000 00 00" /></div>
    <${Groupe} form=${form} groupes=${groupes} />
    <${Accord} form=${form} contact=${contact} />
    <div class=${state.value.large ? "puces" : "deux"}><button class="bouton action" aria-disabled=${form.busy ? "true" : undefined}>
        <${Icon} name="check" />${form.busy ? t.validation : contact ? texts.modifier : t.valider}</button>
      ${contact && isGerant(state.value) && html`<${Supprimer} contact=${contact} left=${left} />`}</div>
  </form></section>`;
}
