/** Menu: the boutique's options, and the way out. */
import { state } from "../app.js";
import { Icon } from "../components/icon.js";
import { openOptions, Page } from "../components/page.js";
import { Ask } from "../components/sheet.js";
import { keysAreOn, turnKeys } from "../keys.js";
import t from "../locales/fr.js";
import { leave } from "../session.js";
import { html, useState } from "../vendor/preact.js";

export default function Menu() {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState("");
  const { session, waiting } = state.value;
  const quit = () => {
    setAsking(false);
    leave().catch((error) => setFailure(error.detail || t.besoinReseau));
  };
  return html`<${Page} titre=${t.menuEcran.titre} onglet="menu" retour="/">
    ${failure && html`<p class="avis attente" role="alert"><${Icon} name="wifi-off" /><span>${failure}</span></p>`}
    <div class="carte"><p class="gras">${session.boutique.nom}</p>
      <p class="discret">${session.utilisateur.nom} · ${session.utilisateur.email}</p></div>
    <nav class="carte pleine rangs" aria-label=${session.boutique.nom}>
      ${openOptions("menu").map(([name, href, icon]) => html`
        <a class="rang" key=${name} href=${href}><${Icon} name=${icon} />
          <b class="milieu">${t.options[name]}</b><${Icon} name="chevron-right" /></a>`)}
      <button type="button" class="rang" onClick=${() => (waiting.length ? setAsking(true) : quit())}>
        <${Icon} name="log-out" /><b class="milieu">${t.options.deconnexion}</b></button>
    </nav>
    ${state.value.large && html`<div class="carte"><div class="choix"><label>
      <input type="checkbox" checked=${keysAreOn()} onChange=${(e) => turnKeys(e.target.checked)} />
      <span>${t.menuEcran.raccourcis}<br /><span class="discret petit">${t.menuEcran.raccourcisAide}</span></span>
    </label></div></div>`}
    ${asking && html`<${Ask} title=${t.menuEcran.quitter} text=${t.menuEcran.perdra(waiting.length)}
      action=${t.menuEcran.quitterQuandMeme} onYes=${quit} onClose=${() => setAsking(false)} />`}
  <//>`;
}
