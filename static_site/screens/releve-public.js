/** The relevé that a client opens by a private link: read only, nothing kept on the device. */
import { get } from "../api.js";
import { address } from "../app.js";
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { useNoIndex } from "../components/no-index.js";
import { Public } from "../components/public.js";
import { Narrow, periodText } from "../components/releve.js";
import { de, initials, money, phone, unbroken, whatsapp } from "../format.js";
import b from "../locales/fr-boutique.js";
import t from "../locales/fr.js";
import { html, useEffect, useState } from "../vendor/preact.js";
import { jetonOf } from "./confirmation.js";

const texts = b.public;

/** The whole relevé, page after page. */
async function read(jeton, left) {
  const path = `/public/releves/${encodeURIComponent(jeton)}?limite=100`;
  let releve = await get(path);
  while (releve.curseur && !left()) {
    const page = await get(`${path}&curseur=${encodeURIComponent(releve.curseur)}`);
    releve = { ...page, lignes: [...releve.lignes, ...page.lignes] };
  }
  return releve;
}

function useReleve(jeton) {
  const [found, setFound] = useState({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let left = false;
    const show = (part) => { if (!left) setFound(part); };
    read(jeton, () => left).then((data) => show({ data }), (error) => show({ error }));
    return () => { left = true; };
  }, [jeton, turn]);
  return { ...found, reload: () => setTurn((n) => n + 1) };
}

const Owed = ({ releve: { cloture, boutique } }) => (cloture < 0
  ? html`<p class="gras discret">${texts.avoir}</p><p class="grand montant avoir">${money(-cloture, boutique.devise)}</p>`
  : html`<p class="gras discret">${texts.reste}</p><p class=${`grand montant ${cloture > 0 ? "du" : ""}`}>${
    money(cloture, boutique.devise)}</p>`);

function Paper({ releve }) {
  const { boutique, client } = releve;
  const title = t.releve.titre(de(client.nom));
  useEffect(() => { document.title = `${title} · ${boutique.nom}`; }, [title]);
  return html`<div class="app">
    <header class="barre"><span class="rond" aria-hidden="true">${initials(boutique.nom)}</span>
      <span class="milieu"><b>${boutique.nom}</b><br />
        <span class="discret petit">${unbroken(phone(boutique.telephone, boutique.pays))}</span></span>
      <button type="button" class="lien" onClick=${() => print()}><${Icon} name="printer" />${t.releve.imprimer}</button>
    </header>
    <main id="contenu"><section class="carte"><h1 tabindex="-1">${title}</h1>
        <p class="discret petit">${periodText(releve)}</p><br /><${Owed} releve=${releve} /></section>
      ${releve.lignes.length ? html`<${Narrow} releve=${releve} whole=${true} devise=${boutique.devise} linked=${false} />`
    : html`<p class="carte discret">${t.releve.vide}</p>`}</main>
    <footer class="bas"><div class="dock"><a class="bouton doux" target="_blank" rel="noopener noreferrer"
        href=${whatsapp(boutique.telephone, texts.message(client.nom))}><${Icon} name="message-circle" />${t.releve.whatsapp}</a>
      <a class="bouton action" href=${`tel:${boutique.telephone}`}><${Icon} name="phone" />${t.compte.appeler}</a></div></footer>
  </div>`;
}

export default function RelevePublic() {
  useNoIndex();
  const resource = useReleve(jetonOf(address.value.hash));
  const { data, error } = resource;
  if (data) return html`<${Paper} releve=${data} />`;
  return html`<${Public} titre=${t.releve.court}>
    ${error?.status === 404 ? html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" />
        <span>${error.detail}</span></p>` : html`<${Failure} resource=${resource} />`}
    ${!error && html`<${Loading} rows=${2} />`}<//>`;
}
