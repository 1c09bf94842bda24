/** Importer un cahier: a file, what it would bring, then the import itself. */
import { call, newKey } from "../api.js";
import { go, state } from "../app.js";
import { Choose, Counts, LARGEST, PATIENCE, Refused, typeOf } from "../components/import.js";
import { Icon } from "../components/icon.js";
import { Page } from "../components/page.js";
import t from "../locales/fr.js";
import { html, useRef, useState } from "../vendor/preact.js";

/** The file's bytes, kept: the import sends the very bytes of the preview. */
const send = (file, query, key) => call("POST", `/imports${query}`,
  { body: file.bytes, type: file.type, key, patience: PATIENCE });

/** The file chosen, its preview, and the import that it becomes. */
function useImport() {
  const [file, setFile] = useState(null);
  const [preview, setPreview] = useState(null);
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const once = async (work) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    await work().catch((error) => setFailure({ text: error.detail || t.besoinReseau,
      running: error.type === "import-en-cours" && error.problem.id }));
    running.current = false;
    setBusy(false);
  };
  const choose = (chosen) => once(async () => {
    setPreview(null);
    setFile(null);
    if (chosen.size > LARGEST) return setFailure({ text: t.importer.tropGros });
    const read = { nom: chosen.name, type: typeOf(chosen), bytes: await chosen.arrayBuffer(), cle: newKey() };
    setFile(read);
    setPreview(await send(read, "?apercu=true", newKey()));
  });
  const start = () => once(async () => {
    const { id } = await send(file, "", file.cle);
    go(`/import/${id}`, { replace: true, panel: { nom: file.nom } });
  });
  return { file, preview, failure, busy, choose, start };
}

const Failed = ({ failure }) => html`<div class="erreurs" role="alert"><h2>${failure.text}</h2>
  ${failure.running && html`<a href=${`/import/${failure.running}`}>${t.importer.suivre}</a>`}</div>`;

const Help = () => html`<section class="carte pages"><p>${t.importer.aide}</p>
  <p><span class="discret">${t.importer.colonnes}</span><br /><b>${t.importer.noms}</b></p>
  <p class="discret petit">${t.importer.deuxFois}</p></section>`;

function Preview({ file, preview, start, busy }) {
  const { lignes, refusees, reglements, versements } = preview;
  const fresh = reglements + versements > 0;
  const button = html`<div class="pied"><button type="button" class="bouton action"
    aria-disabled=${busy ? "true" : undefined} onClick=${start}><${Icon} name="download" />
    ${busy ? t.validation : t.importer.bouton(lignes - refusees.length)}</button></div>`;
  return html`<section class="carte tete"><b>${file.nom}</b>
      <span class="discret">${t.importer.lues(lignes)}</span></section>
    <${Counts} found=${preview} />
    ${!fresh && html`<p class="avis"><${Icon} name="info" /><span>${t.importer.rien}</span></p>`}
    ${fresh && state.value.large && button}
    <${Refused} refusees=${refusees} />
    ${fresh && !state.value.large && button}`;
}

export default function Importer() {
  const { file, preview, failure, busy, choose, start } = useImport();
  return html`<${Page} titre=${t.importer.titre} onglet="reglements" option="importer" retour="/reglements"
    formulaire=${Boolean(preview) && !state.value.large}>
    ${failure && html`<${Failed} failure=${failure} />`}
    ${!preview && html`<${Help} />`}
    ${busy && !preview && html`<p class="avis" role="status"><${Icon} name="file-text" /><span>${t.importer.lecture}</span></p>`}
    <div class=${state.value.large ? "puces" : "pages"}><${Choose} choose=${choose} accept=".csv,.xlsx,text/csv"
      text=${preview ? t.importer.autre : t.importer.choisir} kind=${preview ? "" : "action"} /></div>
    ${preview && html`<${Preview} file=${file} preview=${preview} start=${start} busy=${busy} />`}
  <//>`;
}
