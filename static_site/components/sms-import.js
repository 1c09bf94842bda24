/** Importer des contacts: a file chosen, sent by a button that names it, and what it brought. */
import { call, newKey } from "../api.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { html, useRef, useState } from "../vendor/preact.js";
import { Icon } from "./icon.js";
import { Choose, LARGEST, PATIENCE, Refused, typeOf } from "./import.js";
import { Sheet } from "./sheet.js";

const texts = b.importation;

/** The file, what it brought or why not; one write for any number of taps. */
function useImport(done) {
  const [file, setFile] = useState(null);
  const [found, setFound] = useState(null);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const choose = async (chosen) => {
    setFound(null);
    setFailure(chosen.size > LARGEST ? texts.tropGros : "");
    setFile(chosen.size > LARGEST ? null
      : { nom: chosen.name, type: typeOf(chosen), bytes: await chosen.arrayBuffer(), cle: newKey() });
  };
  const start = async () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure("");
    try {
      setFound(await call("POST", "/contacts/import",
        { body: file.bytes, type: file.type, key: file.cle, patience: PATIENCE }));
      setFile(null);
      done();
    } catch (error) {
      setFailure(error.detail || (error.status === 0 ? t.besoinReseau : t.panne));
    }
    running.current = false;
    setBusy(false);
  };
  return { file, found, failure, busy, choose, start };
}

const Help = () => html`<p>${texts.aide}</p>
  <p><span class="discret">${texts.colonnes}</span><br /><b>${texts.noms}</b></p>
  <p class="discret petit">${texts.accord}</p>`;

/** 12 ajoutés · 3 modifiés · 1 refusé, and the lines that stayed out. */
const Found = ({ found }) => {
  const counts = { crees: found.crees, modifies: found.modifies, refuses: found.refuses.length };
  return html`<div class="trois" role="status">${Object.entries(counts).map(([name, n]) => html`
      <div class="carte" key=${name}><p class="moyen gras">${n.toLocaleString("fr-FR")}</p>
        <p class="discret petit">${texts[name](n)}</p></div>`)}</div>
    <${Refused} refusees=${found.refuses} />`;
};

/** @param {{done: () => void, onClose: () => void}} props done: contacts came in */
export function ImportSheet({ done, onClose }) {
  const { file, found, failure, busy, choose, start } = useImport(done);
  return html`<${Sheet} title=${texts.titre} onClose=${onClose}>
    ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}
    ${found ? html`<${Found} found=${found} />` : html`<${Help} />`}
    <${Choose} choose=${choose} accept=".csv,.vcf,.xlsx,text/csv,text/vcard" text=${file || found ? texts.autre : texts.choisir} kind=${file || found ? "" : "action"} />
    ${file && html`<button type="button" class="bouton action" aria-disabled=${busy ? "true" : undefined} onClick=${start}>
      <${Icon} name="download" />${busy ? texts.enCours : texts.importer(file.nom)}</button>`}
  <//>`;
}
