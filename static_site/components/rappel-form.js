/** The fields of a rappel: its day, to whom, its words, and how they will be read. */
import { call } from "../api.js";
import { state } from "../app.js";
import { e164, isComplete, phone, unbroken } from "../format.js";
import t from "../locales/fr.js";
import fr from "../locales/fr-rappels.js";
import { apercevoir, simplifier } from "../sms.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { Chip, localToday } from "./choices.js";
import { bound, FieldError } from "./form.js";
import { Icon } from "./icon.js";
import { departure, firstDay, tomorrow, unbrokenAmounts } from "./rappel.js";

const texts = fr.planifier;

/** What the server fills in (domaine.md, Rappels). */
const NOMS = ["nom", "boutique", "produit", "montant", "verse", "reliquat", "du", "echeance"];
/** So many numbers get one rappel. */
const DESTINATAIRES_MAX = 5;
/** How long typing pauses before the preview is asked for, in ms. */
const PAUSE = 400;
/** So many dear letters are named. */
const LETTERS_NAMED = 5;

const pays = () => state.value.session.boutique.pays;
const readable = (telephone) => unbroken(phone(telephone, pays()));

/** The number of who is signed in, else the boutique's. */
const mine = () => state.value.session.utilisateur.telephone ?? state.value.session.boutique.telephone;

/** « Moi » is no choice where it is the client's own number. */
const offersMe = (client) => Boolean(mine()) && mine() !== client.telephone;

/** What an empty form holds, or that of a rappel to modify. */
export function typedRappel({ client }, rappel) {
  if (!rappel) {
    return { date: tomorrow(), texte: state.value.session.boutique.modeles?.rappel ?? texts.defaut,
      client: Boolean(client.telephone), moi: false, autre: false, numeros: [""] };
  }
  const numbers = rappel.destinataires.map((d) => d.telephone);
  const others = numbers.filter((n) => n && n !== client.telephone && !(offersMe(client) && n === mine()));
  return { date: rappel.date, texte: rappel.texte, version: rappel.version,
    client: numbers.includes(client.telephone), moi: offersMe(client) && numbers.includes(mine()),
    autre: others.length > 0, numeros: others.length ? others.map((n) => phone(n, pays())) : [""] };
}

const others = (values) => (values.autre ? values.numeros.filter((n) => n.trim()) : []);

/** How many get it. */
const recipients = (values) => Number(values.client) + Number(values.moi) + others(values).length;

/** Every error of the form, in the order of its fields. */
export function rappelErrors(values) {
  const errors = [];
  if (!values.date) errors.push({ champ: "date", message: texts.saisieDate });
  else if (values.date < localToday()) errors.push({ champ: "date", message: texts.datePassee });
  else if (values.date < firstDay()) errors.push({ champ: "date", message: texts.tropTard });
  if (!recipients(values)) errors.push({ champ: "destinataires", message: texts.saisieDestinataire });
  if (values.autre) {
    values.numeros.forEach((numero, i) => {
      if (numero.trim() && !isComplete(numero, pays())) errors.push({ champ: `numero-${i}`, message: t.saisie.telephoneCourt });
    });
  }
  if (!values.texte.trim()) errors.push({ champ: "texte", message: texts.saisieTexte });
  return errors;
}

/** The body of a rappel; to the client alone, it goes to the number that is the client's that day. */
export function rappelBody(values, { client }) {
  const more = [...(values.moi ? [mine()] : []), ...others(values).map((n) => e164(n, pays()))];
  return { date: values.date, texte: values.texte.trim(),
    destinataires: more.length ? [...(values.client ? [client.telephone] : []), ...more] : null };
}

function Days({ form }) {
  const { date } = form.values;
  const named = [...(firstDay() === localToday() ? [[localToday(), t.dates.aujourdhui]] : []), [tomorrow(), texts.demain]];
  const [opened, setFree] = useState(false);
  const free = opened || !named.some(([one]) => one === date);
  return html`<fieldset class="champ">
    <legend>${texts.date}</legend>
    <div class="puces">
      ${named.map(([one, text]) => html`<${Chip} key=${text} on=${!free && date === one}
        onClick=${() => { setFree(false); form.set("date", one); }}>${text}<//>`)}
      <${Chip} on=${free} onClick=${() => setFree(true)}>${t.dates.autre}<//>
    </div>
    ${free && html`<div class="champ"><label for="c-date">${t.champs.jour}</label>
      <input ...${bound(form, "date")} type="date" value=${date} min=${firstDay()}
        onInput=${(e) => form.set("date", e.target.value)} /></div>`}
    ${date >= firstDay() && html`<p class="discret petit">${texts.part(departure(date))}</p>`}
    <${FieldError} form=${form} name="date" />
  </fieldset>`;
}

function Box({ form, name, id, children }) {
  const tick = (e) => {
    form.set(name, e.target.checked);
    form.setErrors((old) => old.filter(({ champ }) => champ !== "destinataires"));
  };
  return html`<label><input type="checkbox" id=${id} checked=${form.values[name]} onChange=${tick} />
    <span>${children}</span></label>`;
}

/** Numbers of the équipe or the répertoire, one field each. */
function Others({ form }) {
  const { numeros } = form.values;
  const room = DESTINATAIRES_MAX - Number(form.values.client) - Number(form.values.moi);
  const change = (i, numero) => {
    form.set("numeros", numeros.map((old, j) => (j === i ? numero : old)));
    form.setErrors((old) => old.filter((e) => e.champ !== `numero-${i}`));
  };
  return html`${numeros.map((numero, i) => html`<div class="champ" key=${i}>
      <label for=${`c-numero-${i}`}>${numeros.length > 1 ? texts.autreN(i + 1) : texts.autre}</label>
      <div class="saisie"><input ...${bound(form, `numero-${i}`, i === 0)} type="tel" maxlength="30" autocomplete="off"
          value=${numero} onInput=${(e) => change(i, e.target.value)} />
        ${numeros.length > 1 && html`<button type="button" class="lien" aria-label=${texts.oterN(i + 1)}
          onClick=${() => form.set("numeros", numeros.filter((_, j) => j !== i))}><${Icon} name="x" />${texts.oter}</button>`}</div>
      ${i === 0 && html`<p class="discret petit" id="c-numero-0-aide">${texts.autreAide}</p>`}
      <${FieldError} form=${form} name=${`numero-${i}`} /></div>`)}
    ${numeros.length < room && html`<button type="button" class="lien" onClick=${() => form.set("numeros", [...numeros, ""])}>
      <${Icon} name="plus" />${texts.ajouter}</button>`}`;
}

function Recipients({ form, client }) {
  return html`<fieldset class="champ">
    <legend>${texts.destinataires}</legend>
    <div class="choix seule">
      ${client.telephone && html`<${Box} form=${form} name="client" id="c-destinataires">${client.nom}, ${readable(client.telephone)}<//>`}
      ${offersMe(client) && html`<${Box} form=${form} name="moi" id=${client.telephone ? undefined : "c-destinataires"}>
        ${texts.moi(readable(mine()))}<//>`}
      <${Box} form=${form} name="autre">${texts.autre}<//>
    </div>
    ${!client.telephone && html`<p class="avis"><${Icon} name="info" /><span>${texts.sansNumero}</span></p>`}
    ${form.values.autre && html`<${Others} form=${form} />`}
    <${FieldError} form=${form} name="destinataires" />
  </fieldset>`;
}

/** The words, and what may stand in them: a tap writes it at the caret. */
function Words({ form }) {
  const area = useRef(null);
  const insert = (nom) => {
    const field = area.current;
    field.setRangeText(`{${nom}}`, field.selectionStart, field.selectionEnd, "end");
    form.set("texte", field.value);
    field.focus();
  };
  return html`<div class="champ">
    <label for="c-texte">${texts.message}</label>
    <textarea ...${bound(form, "texte")} ref=${area} rows="4" maxlength="1000" value=${form.values.texte}
      onInput=${(e) => form.set("texte", e.target.value)}></textarea>
    <div class="puces serre" role="group" aria-label=${texts.inserer}>${NOMS.map((nom) => html`
      <button type="button" class="puce" key=${nom} onClick=${() => insert(nom)}>${`{${nom}}`}</button>`)}</div>
    <${FieldError} form=${form} name="texte" />
  </div>`;
}

/** What the text is when it is filled in, and what it costs, after each pause of typing. */
function useApercu(reglement, texte) {
  const [found, setFound] = useState(null);
  const turn = useRef(0);
  useEffect(() => {
    turn.current += 1;
    const asked = turn.current;
    if (!texte.trim()) return setFound({});
    const timer = setTimeout(async () => {
      try {
        const apercu = await call("POST", "/messages/apercu", { body: { texte, reglement } });
        if (asked === turn.current) setFound({ apercu });
      } catch (error) {
        if (asked === turn.current) setFound({ refus: error.erreurs?.[0]?.message });
      }
    }, found ? PAUSE : 0);
    return () => clearTimeout(timer);
  }, [texte, state.value.online]);
  return found ?? {};
}

/** Which letters make it dear, and the same text without them. */
function Dear({ form, apercu }) {
  const letters = apercu.caracteres_ucs2.filter((c) => !/[\p{Z}\p{C}\p{M}]/u.test(c)).slice(0, LETTERS_NAMED);
  const cheap = apercevoir(apercu.texte_gsm7).parties;
  const plain = simplifier(form.values.texte);
  if (cheap === apercu.parties || !letters.length) return null;
  return html`<div class="avis attente"><${Icon} name="info" /><span>${texts.chers(letters, apercu.parties, cheap)}
    ${plain !== form.values.texte && html`<br /><button type="button" class="lien souligne"
      onClick=${() => form.set("texte", plain)}>${texts.sansLettres}</button>`}</span></div>`;
}

/** « 1 sms · il reste 76 caractères », and the text as it will be read. */
function Apercu({ form, reglement }) {
  const { apercu, refus } = useApercu(reglement.id, form.values.texte);
  const total = apercu ? apercu.parties * recipients(form.values) : 0;
  return html`<div class="champ">
    <p class=${refus ? "erreur" : "petit"} role="status">${apercu ? html`<b>${texts.sms(apercu.parties)}</b> · ${texts.restants(apercu.restants)}${
    total > 0 && html`<br />${texts.enTout(total, state.value.quota)}`}` : refus || (!state.value.online && t.besoinReseau)}</p>
    ${apercu && html`<${Dear} form=${form} apercu=${apercu} />
      <div role="group" aria-label=${texts.apercu}><p class="bulle">${unbrokenAmounts(apercu.texte)}</p></div>`}
  </div>`;
}

/** @param {{form: any, reglement: any}} props */
export const RappelFields = ({ form, reglement }) => html`
  <${Days} form=${form} /><${Recipients} form=${form} client=${reglement.client} />
  <${Words} form=${form} /><${Apercu} form=${form} reglement=${reglement} />`;
