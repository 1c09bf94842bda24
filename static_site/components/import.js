/** What an import brings, for its preview and its progress. */
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { csv, download } from "./csv.js";
import { Icon } from "./icon.js";

/** How large a file may be, in bytes (api.md), and how long it may take on a slow line, in ms. */
export const LARGEST = 4_000_000;
export const PATIENCE = 180_000;

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What a file is, by its name. @param {{name: string}} file */
export function typeOf({ name }) {
  if (/\.xlsx$/i.test(name)) return XLSX;
  return /\.(vcf|vcard)$/i.test(name) ? "text/vcard" : "text/csv";
}

/** A label as the button: the input lies over it, unseen. */
export const Choose = ({ text, kind, accept, choose }) => html`<label class=${`bouton fichier ${kind}`}><${Icon} name="upload" />${text}
  <input type="file" accept=${accept} onChange=${(e) => {
    const [chosen] = e.target.files;
    e.target.value = "";
    if (chosen) choose(chosen);
  }} /></label>`;

/** So many refused lines are shown; the file to download holds them all. */
const SHOWN = 50;

const save = (refusees) => download(t.importer.fichierRefus,
  csv([t.importer.enTete, ...refusees.map(({ ligne, message }) => [ligne, message])]));

const sentence = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** 203 clients · 612 règlements · 194 versements */
export const Counts = ({ found }) => html`<div class="trois">${["clients", "reglements", "versements"].map((name) => html`
  <div class="carte" key=${name}><p class="moyen gras">${found[name].toLocaleString("fr-FR")}</p>
    <p class="discret petit">${t.importer[name](found[name])}</p></div>`)}</div>`;

export function Refused({ refusees }) {
  if (!refusees.length) return null;
  return html`<section class="carte pleine"><div class="tete"><h2>${t.importer.aCorriger(refusees.length)}</h2>
      <button type="button" class="lien souligne" onClick=${() => save(refusees)}>
        <${Icon} name="download" />${t.importer.telecharger}</button></div>
    <ul class="rangs">${refusees.slice(0, SHOWN).map(({ ligne, message }) => html`<li class="rang" key=${ligne}>
      <span class="etat retard"><${Icon} name="triangle-alert" />${t.importer.ligne(ligne)}</span>
      <span class="milieu">${sentence(message)}</span></li>`)}</ul></section>`;
}
