/** Paramètres: a card and a save for each subject; indigo only on the one that was changed. */
import { call } from "../api.js";
import { dispatch, state } from "../app.js";
import { Chip } from "../components/choices.js";
import { Cles } from "../components/cles.js";
import { ErrorSummary, Field, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { Page } from "../components/page.js";
import { countries, countryName, Picker, zoneName, zones } from "../components/picker.js";
import { e164, isComplete, phone } from "../format.js";
import b from "../locales/fr-boutique.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { html, useState } from "../vendor/preact.js";

const HERE = "/boutique";
const texts = b.parametres;
const DELAIS = [15, 30, 60];
const EMETTEUR_MAX = 11;

/** A form of some settings: what was changed is sent, with the version that was read. */
function useCard(boutique, saved, initial, check, body) {
  const [kept, setKept] = useState(initial);
  const form = useForm({ initial, check,
    async send(values, key) {
      const after = await call("PATCH", HERE, { body: { ...body(values), version: boutique.version }, key });
      setKept(values);
      saved(after);
    } });
  return { form, changed: JSON.stringify(form.values) !== JSON.stringify(kept) };
}

const Card = ({ name, card: { form, changed }, children }) => html`
  <section class="carte" aria-labelledby=${name}><form class="pages" onSubmit=${form.submit} novalidate>
    <h2 id=${name}>${texts[name]}</h2><${ErrorSummary} form=${form} />${children}
    <div class="puces"><button class=${`bouton ${changed ? "action" : ""}`} aria-disabled=${form.busy ? "true" : undefined}>
        <${Icon} name="check" />${form.busy ? t.validation : texts.enregistrer}</button>
      <span class="discret petit" role="status">${changed && texts.modifie}</span></div></form></section>`;

/** A setting chosen from a searched list. */
function Chosen({ form, name, options, show }) {
  const [open, setOpen] = useState(false);
  const choose = (value) => { form.set(name, value); setOpen(false); };
  return html`<div class="champ"><span class="titre-champ">${texts[name]}</span>
    <button type="button" id=${`c-${name}`} class="bouton" aria-label=${`${texts[name]} : ${show(form.values[name])}`}
      onClick=${() => setOpen(true)}>${show(form.values[name])}<${Icon} name="chevron-down" /></button>
    ${open && html`<${Picker} title=${texts[name]} options=${options()} value=${form.values[name]} onChoose=${choose}
      onClose=${() => setOpen(false)} />`}</div>`;
}

function Shop({ boutique, saved }) {
  const initial = { nom: boutique.nom, telephone: phone(boutique.telephone, boutique.pays),
    pays: boutique.pays, fuseau: boutique.fuseau };
  const card = useCard(boutique, saved, initial, ({ nom, telephone, pays }) => [
    ...(nom.trim() ? [] : [{ champ: "nom", message: b.equipe.nomManque }]),
    ...(isComplete(telephone, pays) ? [] : [{ champ: "telephone", message: t.saisie.telephoneCourt }]),
  ], (values) => ({ ...values, nom: values.nom.trim(), telephone: e164(values.telephone, values.pays) }));
  return html`<${Card} name="boutique" card=${card}>
    <${Field} form=${card.form} name="nom" label=${texts.nom} maxlength="100" autocomplete="off" />
    <${Field} form=${card.form} name="telephone" label=${t.champs.telephone} type="tel" maxlength="30" autocomplete="off" />
    <div class="deux"><${Chosen} form=${card.form} name="pays" options=${countries} show=${countryName} />
      <${Chosen} form=${card.form} name="fuseau" options=${zones} show=${zoneName} /></div><//>`;
}

function Credit({ boutique, saved }) {
  const card = useCard(boutique, saved, { delai_jours: String(boutique.delai_jours) },
    ({ delai_jours: jours }) => (/^\d+$/.test(jours.trim()) ? [] : [{ champ: "delai_jours", message: texts.delaiManque }]),
    ({ delai_jours: jours }) => ({ delai_jours: Number(jours) }));
  const { form } = card;
  return html`<${Card} name="credit" card=${card}>
    <${Field} form=${form} name="delai_jours" label=${texts.delai} inputmode="numeric" maxlength="4" autocomplete="off" />
    <div class="puces">${DELAIS.map((jours) => html`<${Chip} key=${jours} on=${form.values.delai_jours === String(jours)}
      onClick=${() => form.set("delai_jours", String(jours))}>${texts.jours(jours)}<//>`)}</div><//>`;
}

function Countries({ form }) {
  const [open, setOpen] = useState(false);
  const codes = form.values.pays_sms;
  const add = (code) => { form.set("pays_sms", [...new Set([...codes, code])]); setOpen(false); };
  return html`<fieldset class="champ"><legend>${texts.paysSms}</legend><div class="puces">
    ${codes.map((code) => html`<button type="button" class="puce" key=${code} aria-label=${texts.oter(countryName(code))}
      onClick=${() => form.set("pays_sms", codes.filter((one) => one !== code))}>${countryName(code)}<${Icon} name="x" /></button>`)}
    <button type="button" class="puce" onClick=${() => setOpen(true)}><${Icon} name="plus" />${texts.ajouterPays}</button></div>
    ${open && html`<${Picker} title=${texts.paysSms} options=${countries()} onChoose=${add} onClose=${() => setOpen(false)} />`}</fieldset>`;
}

function Sms({ boutique, saved }) {
  const initial = { emetteur: boutique.emetteur ?? "", accuse: boutique.accuse, pays_sms: boutique.pays_sms,
    rappel: boutique.modeles.rappel ?? "" };
  const card = useCard(boutique, saved, initial, () => [], ({ emetteur, accuse, pays_sms, rappel }) => {
    const { rappel: _, ...others } = boutique.modeles;
    return { emetteur: emetteur.trim() || null, accuse, pays_sms,
      modeles: rappel.trim() ? { ...others, rappel: rappel.trim() } : others };
  });
  const { form } = card;
  return html`<${Card} name="sms" card=${card}>
    <${Field} form=${form} name="emetteur" label=${texts.emetteur} maxlength=${EMETTEUR_MAX} autocomplete="off"
      hint=${texts.lettres(form.values.emetteur.length, EMETTEUR_MAX)} />
    <${Field} form=${form} name="rappel" label=${texts.rappel} area=${true} rows="3" maxlength="1000" hint=${texts.rappelAide} />
    <${Countries} form=${form} />
    <div class="choix seule"><label><input type="checkbox" checked=${form.values.accuse}
      onChange=${(e) => form.set("accuse", e.target.checked)} />
      <span>${texts.accuse}<br /><span class="discret petit">${texts.accuseAide}</span></span></label></div><//>`;
}

export default function Parametres() {
  const resource = useResource(HERE);
  const { data: boutique } = resource;
  const saved = (after) => {
    forget();
    const { session } = state.value;
    dispatch({ session: { ...session, boutique: { ...session.boutique, ...after } }, toast: texts.enregistre });
    resource.reload();
  };
  return html`<${Page} titre=${texts.titre} onglet="menu" option="parametres" retour="/menu">
    <${Failure} resource=${resource} />
    ${resource.fresh ? html`<div class="colonnes pages"><div class="pages">
        <${Shop} boutique=${boutique} saved=${saved} /><${Sms} boutique=${boutique} saved=${saved} /></div>
      <div class="pages"><${Credit} boutique=${boutique} saved=${saved} /><${Cles} /></div></div>`
    : !resource.error && html`<${Loading} />`}
  <//>`;
}
