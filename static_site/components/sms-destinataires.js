/** Destinataires: groups, ticks, numbers typed by hand; who cannot be reached, and why. */
import { state } from "../app.js";
import { e164, fold, isComplete, phone, unbroken } from "../format.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { html, useState } from "../vendor/preact.js";
import { Chip } from "./choices.js";
import { bound, FieldError } from "./form.js";
import { Icon } from "./icon.js";
import { pick, reachable, tests, tick } from "./sms-contacts.js";

const texts = b.envoi;
/** So many contacts are shown at first, and more at each tap; the field above finds the others. */
const FIRST = 10;
const MORE = 50;

const pays = () => state.value.session.boutique.pays;
const shown = (telephone) => unbroken(phone(telephone, pays()));

/** Contacts whose name has a word beginning as typed, or whose number holds the digits. */
function found(contacts, typed) {
  const digits = typed.replace(/\D/g, "");
  const sought = fold(typed.trim());
  return contacts.filter((c) => (digits.length >= 3 ? c.telephone.includes(digits)
    : ` ${fold(c.nom)}`.includes(` ${sought}`)));
}

/** What stands in the list: what is sought, else the chosen groups and ticks, else everybody. */
function listed(contacts, chosen, typed) {
  if (typed.trim()) return found(contacts, typed);
  const { isIn, isTicked } = tests(chosen);
  return chosen.tous || !chosen.groupes.length ? contacts : contacts.filter((c) => isIn(c) || isTicked(c));
}

function Contact({ contact: c, ticked, change }) {
  const may = reachable(c);
  const why = c.refus ? texts.refus : texts.sansAccord;
  return html`<li><label class="rang">
    <input type="checkbox" checked=${ticked} disabled=${!may} onChange=${change} />
    <span class="milieu"><b>${c.nom}</b><br /><span class="discret petit">${may ? shown(c.telephone) : why}</span></span>
    ${!may && html`<${Icon} name="circle-slash" />`}</label></li>`;
}

/** Tous 34 · Fidèles 3 · Quartier 21 */
const Groups = ({ groupes, total, chosen, choose }) => html`<div class="puces">
  <${Chip} on=${chosen.tous} onClick=${() => choose(pick(chosen, null))}>${texts.groupe(texts.tous, total)}<//>
  ${groupes.map(({ nom, contacts }) => html`<${Chip} key=${nom} on=${chosen.groupes.includes(nom)}
    onClick=${() => choose(pick(chosen, nom))}>${texts.groupe(nom, contacts)}<//>`)}</div>`;

function Search({ typed, setTyped }) {
  return html`<div class="saisie" role="search"><${Icon} name="search" />
    <input type="search" aria-label=${texts.chercher} placeholder=${texts.chercher} value=${typed} autocomplete="off"
      onInput=${(e) => setTyped(e.target.value)} onKeyDown=${(e) => { if (e.key === "Enter") e.preventDefault(); }} /></div>`;
}

function Repertoire({ repertoire, groupes, chosen, choose }) {
  const [typed, setTyped] = useState("");
  const [most, setMost] = useState(FIRST);
  const { contacts, all, error } = repertoire;
  if (all && !contacts.length) {
    return html`<div class="carte tete"><span class="discret">${texts.repertoireVide}</span>
      <a class="lien" href="/sms/repertoire"><${Icon} name="plus" />${b.repertoire.ajouter}</a></div>`;
  }
  const list = listed(contacts, chosen, typed);
  const { isTicked } = tests(chosen);
  return html`<${Groups} groupes=${groupes} total=${contacts.length} chosen=${chosen} choose=${choose} />
    ${contacts.length > FIRST && html`<${Search} typed=${typed} setTyped=${setTyped} />`}
    ${!all && !error && html`<p class="discret petit" role="status">${texts.lecture}</p>`}
    ${list.length > 0 && html`<ul class="carte pleine rangs">${list.slice(0, most).map((c) => html`
      <${Contact} key=${c.id} contact=${c} ticked=${isTicked(c)} change=${() => choose(tick(chosen, c))} />`)}</ul>`}
    ${all && !list.length && html`<p class="discret">${texts.aucunContact}</p>`}
    ${list.length > most && html`<button type="button" class="bouton" onClick=${() => setMost(most + MORE)}>${texts.lesAutres(list.length - most)}</button>`}`;
}

/** Numbers of nobody's répertoire: each a chip that takes it out again. */
function Numbers({ form, contacts }) {
  const { telephones, numero } = form.values;
  const set = (part) => form.setValues((old) => ({ ...old, ...part }));
  const add = () => {
    if (!isComplete(numero, pays())) return form.setErrors([{ champ: "telephones", message: t.saisie.telephoneCourt }]);
    const telephone = e164(numero, pays());
    const known = contacts.find((c) => c.telephone === telephone);
    if (known && !reachable(known)) {
      return form.setErrors([{ champ: "telephones",
        message: `${known.nom} ${known.refus ? texts.refus : texts.sansAccord}.` }]);
    }
    form.setErrors([]);
    if (known) return form.setValues((old) => ({ ...(tests(old).isTicked(known) ? old : tick(old, known)), numero: "" }));
    set({ numero: "", telephones: [...new Set([...telephones, telephone])] });
  };
  return html`<div class="champ"><label for="c-telephones">${texts.autreNumero}</label>
    <div class="saisie secret"><input ...${bound(form, "telephones", true)} type="tel" inputmode="tel" autocomplete="off"
        maxlength="30" placeholder="77 000 00 00" value=${numero} onInput=${(e) => set({ numero: e.target.value })}
        onKeyDown=${(e) => { if (e.key === "Enter" && numero.trim()) { e.preventDefault(); add(); } }} />
      <button type="button" class="lien" onClick=${add}><${Icon} name="plus" />${texts.ajouter}</button></div>
    <p class="discret petit" id="c-telephones-aide">${texts.accordAVous}</p>
    <${FieldError} form=${form} name="telephones" />
    ${telephones.length > 0 && html`<div class="puces">${telephones.map((one) => html`<button type="button" class="puce" key=${one}
      aria-label=${texts.oter(shown(one))} onClick=${() => set({ telephones: telephones.filter((other) => other !== one) })}>
      ${shown(one)}<${Icon} name="x" /></button>`)}</div>`}</div>`;
}

/** @param {{form: any, repertoire: any, groupes: {nom: string, contacts: number}[]}} props */
export function Destinataires({ form, repertoire, groupes }) {
  const choose = (chosen) => {
    form.setValues((old) => ({ ...old, ...chosen }));
    form.setErrors((old) => old.filter((e) => e.champ !== "contacts"));
  };
  return html`<fieldset class="champ"><legend id="c-contacts" tabindex="-1">${texts.destinataires}</legend>
      <${FieldError} form=${form} name="contacts" />
      <${Repertoire} repertoire=${repertoire} groupes=${groupes} chosen=${form.values} choose=${choose} /></fieldset>
    <${Numbers} form=${form} contacts=${repertoire.contacts} />`;
}
