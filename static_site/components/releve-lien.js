/** The private link to a relevé: made for the period shown, copied or sent, taken back. */
import { call } from "../api.js";
import { dispatch } from "../app.js";
import { textDate, whatsapp } from "../format.js";
import b from "../locales/fr-boutique.js";
import t from "../locales/fr.js";
import { html, useRef, useState } from "../vendor/preact.js";
import { Icon } from "./icon.js";
import { Sheet } from "./sheet.js";

const texts = b.lien;

function Made({ lien, client, boutique, remove, onClose }) {
  const copy = () => navigator.clipboard.writeText(lien.url).then(() => dispatch({ toast: texts.copie }), () => {});
  return html`<${Sheet} title=${texts.titre} onClose=${onClose}>
    <div class="champ"><label for="lien">${texts.adresse}</label>
      <input id="lien" readonly value=${lien.url} onFocus=${(e) => e.target.select()} /></div>
    <p class="discret petit">${texts.jusquau(textDate(lien.expire_le.slice(0, 10)))}</p>
    ${client.telephone && html`<a class="bouton argent" target="_blank" rel="noopener noreferrer"
      href=${whatsapp(client.telephone, texts.message(client.nom, boutique, lien.url))}>
      <${Icon} name="message-circle" />${t.releve.whatsapp}</a>`}
    <button type="button" class="bouton action" onClick=${copy}><${Icon} name="link" />${texts.copier}</button>
    <button type="button" class="bouton danger" onClick=${remove}><${Icon} name="ban" />${texts.retirer}</button>
  <//>`;
}

/** (Lien). @param {{releve: any, client: any, boutique: string}} props */
export function Lien({ releve, client, boutique }) {
  const [lien, setLien] = useState(null);
  const running = useRef(false);
  const path = `/clients/${client.id}/releve/lien`;
  const once = async (write) => {
    if (running.current) return;
    running.current = true;
    await write().catch((error) => dispatch({ toast: error.detail || t.besoinReseau }));
    running.current = false;
  };
  const make = () => once(async () => setLien(await call("POST", path, { body: { du: releve.du, au: releve.au } })));
  const remove = () => once(async () => {
    await call("DELETE", path);
    setLien(null);
    dispatch({ toast: texts.retires });
  });
  return html`<button type="button" class="bouton" onClick=${make}><${Icon} name="link" />${texts.lien}</button>
    ${lien && html`<${Made} lien=${lien} client=${client} boutique=${boutique} remove=${remove}
      onClose=${() => setLien(null)} />`}`;
}
