/** Relancer a client: the text, to change if need be; WhatsApp, an SMS, or one planned. */
import { state } from "../app.js";
import { money, plainMoney, whatsapp } from "../format.js";
import t from "../locales/fr.js";
import fr from "../locales/fr-rappels.js";
import { apercevoir } from "../sms.js";
import { html, useState } from "../vendor/preact.js";
import { localToday } from "./choices.js";
import { Icon } from "./icon.js";
import { devise } from "./money.js";
import { canOpen } from "./page.js";
import { firstDay, leavesNow, plan, Planned, unbrokenAmounts, useOnce } from "./rappel.js";
import { Sheet } from "./sheet.js";

/** « SMS dans le quart d'heure », past 20 h tomorrow's. */
function when(date) {
  if (leavesNow(date)) return fr.relancer.quart;
  return date === localToday() ? fr.relancer.vers8h : fr.relancer.demain;
}

/**
 * The SMS is a rappel on the oldest open règlement (domaine.md, Rappels). Words that nobody
 * changed are filled in when it leaves, so that tomorrow's amount is tomorrow's.
 */
function BySms({ client, texte, changed }) {
  const [planned, setPlanned] = useState(null);
  const { failure, once } = useOnce();
  const { quota } = state.value;
  const { parties } = apercevoir(texte);
  const date = firstDay();
  const send = () => once(async () => setPlanned(await plan(client.reglement,
    { date, texte: changed ? texte : fr.planifier.relance })));
  if (planned) return html`<${Planned} rappel=${planned} />`;
  const missing = quota !== null && quota < parties ? fr.relancer.manque(parties - quota) : "";
  return html`${(failure || missing) && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" />
      <span>${failure || missing}</span></p>`}
    <button type="button" class="bouton" disabled=${Boolean(missing)} onClick=${send}>
      <${Icon} name="message-square-text" /><span>${when(date)}${fr.relancer.cout(parties, quota)}</span></button>`;
}

function ToPlan({ reglement }) {
  const href = `/reglements/${reglement}/rappel`;
  return canOpen(href) && html`<a class="bouton" href=${href}>
    <${Icon} name="calendar-clock" />${t.reglement.planifier}</a>`;
}

/**
 * The text and where it goes; `reglement` is the id of its oldest open règlement.
 * @param {{client: {nom: string, telephone: string | null, du: number, reglement?: string | null}}} props
 */
export function Relance({ client }) {
  const { nom } = state.value.session.boutique;
  const whole = t.tableau.message(client.nom, plainMoney(client.du, devise()), nom);
  const [texte, setTexte] = useState(whole);
  const [changing, setChanging] = useState(false);
  return html`
    ${changing ? html`<div class="champ"><label for="texte">${t.tableau.texte}</label>
        <textarea id="texte" rows="4" maxlength="1000" value=${texte}
          onInput=${(e) => setTexte(e.target.value)}></textarea></div>`
    : html`<div><p class="bulle">${unbrokenAmounts(texte)}</p>
      <button type="button" class="lien" onClick=${() => setChanging(true)}>
        <${Icon} name="pencil" />${t.tableau.changerTexte}</button></div>`}
    ${client.telephone ? html`<a class="bouton argent" href=${whatsapp(client.telephone, texte)}
        target="_blank" rel="noopener noreferrer"><${Icon} name="message-circle" />${t.tableau.whatsapp}</a>
      ${client.reglement && html`<${BySms} client=${client} texte=${texte} changed=${texte !== whole} />`}`
    : html`<p class="avis"><${Icon} name="info" /><span>${t.tableau.sansNumero}</span></p>`}
    ${client.reglement && html`<${ToPlan} reglement=${client.reglement} />`}`;
}

/** The same in a sheet. @param {{client: any, onClose: () => void}} props */
export const Relancer = ({ client, onClose }) => html`
  <${Sheet} title=${t.tableau.relancerQui(client.nom)} onClose=${onClose}>
    <p class="tete"><span class="discret">${t.tableau.reste}</span>
      <span class="moyen montant du">${money(client.du, devise())}</span></p>
    <${Relance} client=${client} />
  <//>`;
