/** Relancer a client: the text, to change if need be, and WhatsApp. */
import { state } from "../app.js";
import { money, plainMoney, whatsapp } from "../format.js";
import t from "../locales/fr.js";
import { html, useState } from "../vendor/preact.js";
import { Icon } from "./icon.js";
import { devise } from "./money.js";
import { Sheet } from "./sheet.js";

/** An amount is not broken over two lines on the screen; the text itself keeps plain spaces. */
const unbroken = (texte) => texte.replace(/(\d) (?=\d{3}|F\b)/g, "$1\u00a0");

/** The text and where it goes. @param {{client: {nom: string, telephone: string | null, du: number}}} props */
export function Relance({ client }) {
  const { nom } = state.value.session.boutique;
  const [texte, setTexte] = useState(t.tableau.message(client.nom, plainMoney(client.du, devise()), nom));
  const [changing, setChanging] = useState(false);
  return html`
    ${changing ? html`<div class="champ"><label for="texte">${t.tableau.texte}</label>
        <textarea id="texte" rows="4" maxlength="1000" value=${texte}
          onInput=${(e) => setTexte(e.target.value)}></textarea></div>`
    : html`<div><p class="bulle">${unbroken(texte)}</p>
      <button type="button" class="lien" onClick=${() => setChanging(true)}>
        <${Icon} name="pencil" />${t.tableau.changerTexte}</button></div>`}
    ${client.telephone ? html`<a class="bouton argent" href=${whatsapp(client.telephone, texte)}
        target="_blank" rel="noopener noreferrer"><${Icon} name="message-circle" />${t.tableau.whatsapp}</a>`
    : html`<p class="avis"><${Icon} name="info" /><span>${t.tableau.sansNumero}</span></p>`}`;
}

/** The same in a sheet. @param {{client: any, onClose: () => void}} props */
export const Relancer = ({ client, onClose }) => html`
  <${Sheet} title=${t.tableau.relancerQui(client.nom)} onClose=${onClose}>
    <p class="tete"><span class="discret">${t.tableau.reste}</span>
      <span class="moyen montant du">${money(client.du, devise())}</span></p>
    <${Relance} client=${client} />
  <//>`;
