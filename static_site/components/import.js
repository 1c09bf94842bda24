/** What an import brings, for its preview and its progress. */
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { csv, download } from "./csv.js";
import { Icon } from "./icon.js";

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
