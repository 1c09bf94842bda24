/** Exporter mes données: a file is prepared; its address finds it again. */
import { call, get } from "../api.js";
import { go } from "../app.js";
import { Radios } from "../components/choices.js";
import { ErrorSummary, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { Page } from "../components/page.js";
import b from "../locales/fr-boutique.js";
import { html, useEffect, useState } from "../vendor/preact.js";

const HERE = "/export";
const texts = b.exporter;

/** How often an export is asked for while it is prepared, in ms; and before its link ends. */
const OFTEN = 1_000;
const RENEW = 240_000;

/** The export as it goes on; its link is asked for again before it ends. */
function useProgress(id) {
  const [found, setFound] = useState({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer;
    let left = false;
    const ask = async () => {
      try {
        const data = await get(`/exports/${id}`);
        if (left) return;
        setFound({ data });
        if (data.etat !== "echec") timer = setTimeout(ask, data.url ? RENEW : OFTEN);
      } catch (error) {
        if (!left) setFound((old) => ({ ...old, error }));
      }
    };
    ask();
    return () => { left = true; clearTimeout(timer); };
  }, [id, turn]);
  return { ...found, reload: () => setTurn((n) => n + 1) };
}

function Prepared({ id }) {
  const resource = useProgress(id);
  const { data } = resource;
  return html`<${Failure} resource=${resource} />
    ${!data && !resource.error && html`<${Loading} rows=${1} />`}
    ${data?.etat === "echec" && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" />
      <span>${texts.echec}</span></p>`}
    ${data && data.etat !== "echec" && html`<section class="carte pages" role="status">
      <p class="gras">${data.url ? texts.pret : texts.prepare}</p>
      ${data.url ? html`<a class="bouton action" href=${data.url} download><${Icon} name="download" />${texts.telecharger}</a>`
    : null}<p class="discret petit">${data.url ? texts.cinq : texts.continue}</p></section>`}`;
}

export default function Export({ query }) {
  const form = useForm({ initial: { format: "xlsx" }, check: () => [],
    async send({ format }, key) {
      const { id } = await call("POST", "/exports", { body: { format }, key });
      go(`${HERE}?id=${id}`);
    } });
  return html`<${Page} titre=${texts.titre} onglet="menu" option="exporter" retour="/menu">
    <p>${texts.aide}</p>
    ${query.id && html`<${Prepared} key=${query.id} id=${query.id} />`}
    <form class="pages" onSubmit=${form.submit} novalidate><${ErrorSummary} form=${form} />
      <${Radios} form=${form} name="format" label=${texts.format} options=${Object.entries(texts.formats)} />
      <button class=${`bouton ${query.id ? "" : "action"}`} aria-disabled=${form.busy ? "true" : undefined}>
        <${Icon} name="download" />${texts.preparer}</button></form>
  <//>`;
}
