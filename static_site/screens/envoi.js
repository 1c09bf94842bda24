/** +Envoi de message: to whom, what, at which price; it asks before it sends. */
import { call } from "../api.js";
import { dispatch, go, state } from "../app.js";
import { ErrorSummary, Field, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { Page } from "../components/page.js";
import { Ask } from "../components/sheet.js";
import { BODY, bodyOf, nobody, recipients, useContacts } from "../components/sms-contacts.js";
import { Destinataires } from "../components/sms-destinataires.js";
import { isTooLong, marketing, Message, Preview } from "../components/sms-message.js";
import { useQuota } from "../components/sms-quota.js";
import { isComplete } from "../format.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { nettoyer } from "../sms.js";
import { html, useState } from "../vendor/preact.js";

const texts = b.envoi;
const EMETTEUR_MAX = 11;
/** What may stand for the sender (domaine.md, émetteur). */
const EMETTEUR = /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/;
/** A large envoi takes its time to be accepted, in ms. */
const PATIENCE = 120_000;

const boutique = () => state.value.session.boutique;

/** Every error of the form, in the order of its fields. */
function errors(values, contacts) {
  const { emetteur, numero, texte } = values;
  const { pays } = boutique();
  const found = recipients(values, contacts, pays);
  const wrong = (champ, message, bad) => (bad ? [{ champ, message }] : []);
  return [
    ...wrong("emetteur", texts.emetteurRegle, !EMETTEUR.test(emetteur.trim())),
    ...wrong("contacts", texts.personne, !found.contacts.length && !found.telephones.length && !numero.trim()),
    ...wrong("contacts", texts.tropDeContacts(BODY), bodyOf(values, contacts, pays).contacts.length > BODY),
    ...wrong("telephones", t.saisie.telephoneCourt, numero.trim() && !isComplete(numero, pays)),
    ...wrong("texte", texts.texteManque, !texte.trim()),
    ...wrong("texte", texts.texteLong, isTooLong(texte)),
  ];
}

/** The form, and what it would cost now. */
function useEnvoi(repertoire, quota) {
  const { contacts } = repertoire;
  const form = useForm({ draft: "envoi", check: (values) => errors(values, contacts),
    initial: { emetteur: boutique().emetteur ?? "", texte: "", ...nobody },
    async send(values, key) {
      const { contacts: ids, groupes, telephones } = bodyOf(values, contacts, boutique().pays);
      const envoi = await call("POST", "/messages", { key, patience: PATIENCE, body: { emetteur: values.emetteur.trim(),
        texte: nettoyer(values.texte), contacts: ids, groupes, telephones } });
      forget();
      dispatch({ quota: quota - envoi.cout });
      go(`/sms/envois/${envoi.id}`, { replace: true });
    } });
  const apercu = marketing(form.values.texte);
  const found = recipients(form.values, contacts, boutique().pays);
  const people = found.contacts.length + found.telephones.length;
  return { form, apercu, people, cout: apercu.parties * people, quota };
}

/** « 2 sms × 3 = 6 sms · il restera 5 », or what is missing. */
function Cost({ envoi: { apercu, people, cout, quota } }) {
  if (!people) return html`<p class="discret">${texts.personne}</p>`;
  const [word, rest] = texts.restera(quota - cout);
  return html`<p class="paire"><b>${texts.cout(apercu.parties, people)}</b>
    ${cout > quota ? html`<a class="retard gras" href="/sms/quota">${texts.manque(cout - quota)}</a>`
    : html`<span class="discret">${word}<b>${rest}</b></span>`}</p>`;
}

const Button = ({ busy }) => html`<button class="bouton action" aria-disabled=${busy || !state.value.online ? "true" : undefined}>
  <${Icon} name="send" />${busy ? t.validation : texts.envoyer}</button>`;

/** The price and the button: stuck below on phones, a card and a button on wide windows. */
function Send({ envoi }) {
  const price = html`<${Cost} envoi=${envoi} />
    ${!state.value.online && html`<p class="discret petit" role="status">${texts.horsLigne}</p>`}`;
  const button = html`<${Button} busy=${envoi.form.busy} />`;
  return state.value.large ? html`<section class="carte pages">${price}</section>${button}`
    : html`<div class="pied pages">${price}${button}</div>`;
}

/** Asks before it sends, at the price that the service counts. */
function Sure({ envoi: { form, people, quota }, parties, close }) {
  const cout = parties * people;
  return html`<${Ask} title=${texts.demande(people)} text=${texts.demandeAide(cout, quota, quota - cout)}
    action=${texts.oui(cout)} kind="action" onClose=${close} onYes=${() => { close(); form.submit(); }}>
    <p class="bulle note">${nettoyer(form.values.texte)}</p><//>`;
}

/** The service's count of the parts; the one of this page where it does not answer. */
const counted = (texte, here) => call("POST", "/messages/apercu", { body: { texte, marketing: true } })
  .then(({ parties }) => parties, () => here);

function Form({ repertoire, groupes, quota }) {
  const envoi = useEnvoi(repertoire, quota);
  const { form, apercu, people, cout } = envoi;
  const [asked, setAsked] = useState(0);
  const { emetteur, texte } = form.values;
  const ask = async (event) => {
    event.preventDefault();
    if (form.busy || !state.value.online) return;
    const ready = !errors(form.values, repertoire.contacts).length && people && cout <= quota;
    if (ready) setAsked(await counted(texte, apercu.parties));
    else form.submit();
  };
  const { large } = state.value;
  return html`<form class=${large ? "colonnes" : ""} onSubmit=${ask} novalidate>
    <div class=${`pages ${large ? "carte" : ""}`}>
      <${ErrorSummary} form=${form} />
      <${Field} form=${form} name="emetteur" label=${texts.emetteur} maxlength=${EMETTEUR_MAX} autocomplete="off"
        autocapitalize="off" spellcheck="false" hint=${texts.lettres(emetteur.length, EMETTEUR_MAX)} />
      <${Destinataires} form=${form} repertoire=${repertoire} groupes=${groupes} />
      <${Message} form=${form} apercu=${apercu} /></div>
    <${large ? "div" : "span"} class="pages"><${Preview} emetteur=${emetteur} texte=${texte} />
      ${large && html`<${Send} envoi=${envoi} />`}<//>
    ${!large && html`<${Send} envoi=${envoi} />`}
    ${asked > 0 && html`<${Sure} envoi=${envoi} parties=${asked} close=${() => setAsked(0)} />`}</form>`;
}

export default function Envoi() {
  const quota = useQuota();
  const groups = useResource("/groupes");
  const repertoire = useContacts();
  const { contacts, all } = repertoire;
  const groupes = groups.data?.elements;
  const ready = quota.data && groupes && (contacts.length || all);
  const failed = [quota, groups, { ...repertoire, data: contacts.length ? contacts : undefined }].find((one) => one.error);
  return html`<${Page} titre=${texts.titre} onglet="sms" option="envoi" retour="/sms" formulaire=${true}
    actions=${!state.value.large && quota.data && html`<span class="puce">${t.sms(quota.data.sms)}</span>`}>
    ${failed && html`<${Failure} resource=${failed} />`}
    ${ready ? html`<${Form} repertoire=${repertoire} groupes=${groupes} quota=${quota.data.sms} />`
    : !failed && html`<${Loading} />`}
  <//>`;
}
