/** The page of a message's refusal link: one button, and nothing happens before it is pressed. */
import { call, get } from "../api.js";
import { Icon } from "../components/icon.js";
import { useNoIndex } from "../components/no-index.js";
import { Public } from "../components/public.js";
import b from "../locales/fr-refus.js";
import t from "../locales/fr-entree.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";

/** Who wrote, whether they may still; what failed. */
function useRefus(jeton) {
  const [found, setFound] = useState({});
  const running = useRef(false);
  const ask = async (work) => {
    if (running.current) return;
    running.current = true;
    setFound((old) => ({ ...old, error: null, busy: true }));
    await work().then((data) => setFound({ data }), (error) => setFound((old) => ({ ...old, error, busy: false })));
    running.current = false;
  };
  const path = `/public/refus/${encodeURIComponent(jeton)}`;
  const read = () => ask(() => get(path));
  useEffect(() => { read(); }, [jeton]);
  return { ...found, read, refuse: () => ask(() => call("POST", path)) };
}

function Failure({ error, retry }) {
  const dead = error.status === 404;
  const text = dead ? b.mort : error.detail || (error.status === 0 ? t.pasDeReseau : t.panne);
  return html`<div class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${text}</span>
    ${!dead && html`<button type="button" class="lien" onClick=${retry}>${t.reessayer}</button>`}</div>`;
}

const Call = ({ boutique: { nom, telephone } }) => html`<a class="bouton" href=${`tel:${telephone}`}>
  <${Icon} name="phone" />${b.appeler(nom)}</a>`;

function Asked({ boutique, refuse, busy }) {
  return html`<p>${b.question(boutique.nom)}</p><p class="discret">${b.rappels}</p>
    <button type="button" class="bouton action" aria-disabled=${busy ? "true" : undefined} onClick=${refuse}>
      <${Icon} name="ban" />${busy ? t.validation : b.bouton}</button>`;
}

const Done = ({ boutique }) => html`
  <section class="panneau verse" role="status"><div><${Icon} name="circle-check" />
    <div><p class="gras">${b.fait}</p><p>${b.plusRien(boutique.nom)}</p></div></div></section>
  <p class="discret">${b.rappels}</p>
  <${Call} boutique=${boutique} />`;

export default function Refus({ params }) {
  useNoIndex();
  const { data, error, busy, read, refuse } = useRefus(params.jeton);
  return html`<${Public} titre=${b.titre}>
    ${error && html`<${Failure} error=${error} retry=${data ? refuse : read} />`}
    ${!data && !error && html`<p class="discret" role="status">${t.chargement}</p>`}
    ${data && (data.refus ? html`<${Done} boutique=${data.boutique} />`
    : html`<${Asked} boutique=${data.boutique} refuse=${refuse} busy=${busy} />`)}
  <//>`;
}
