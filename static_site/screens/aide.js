/** Aide: the manual by task, on the device; the keys; whom to ask. */
import { state } from "../app.js";
import { Icon } from "../components/icon.js";
import { canOpen, Page } from "../components/page.js";
import t from "../locales/aide.js";
import { isGerant } from "../state.js";
import { html } from "../vendor/preact.js";

const Task = ({ icone, titre, etapes, href }) => html`<details class="carte pleine">
  <summary><${Icon} name=${icone} /><span><b>${titre}</b></span><${Icon} name="chevron-down" /></summary>
  <div class="plis"><ol class="etapes">${etapes.map((text) => html`<li key=${text}>${text}</li>`)}</ol>
    ${canOpen(href) && html`<a class="bouton doux" href=${href}>${t.ouvrir}<${Icon} name="chevron-right" /></a>`}</div>
</details>`;

const Keys = () => html`<section class="carte"><h2>${t.touches}</h2><dl class="fiche">
  ${t.raccourcis.map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl></section>`;

const Support = () => html`<section class="carte"><h2>${t.autre}</h2><p>${t.support}</p>
  <a class="lien" href=${`mailto:${t.email}`}><${Icon} name="mail" />${t.email}</a><br />
  <a class="lien" href=${`https://${t.site}`} target="_blank" rel="noopener noreferrer"><${Icon} name="link" />${t.site}</a>
</section>`;

export default function Aide() {
  const { large } = state.value;
  const tasks = t.taches.filter((task) => !task.gerant || isGerant(state.value));
  return html`<${Page} titre=${t.titre} onglet="menu" option="aide" retour="/menu">
    <div class="colonnes pages">
      <div class="pages"><p class="discret">${t.cherchez}</p>
        ${tasks.map((task) => html`<${Task} key=${task.titre} ...${task} />`)}</div>
      <div class="pages"><${Support} />${large && html`<${Keys} />`}</div>
    </div>
  <//>`;
}
