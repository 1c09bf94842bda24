/** The frame of the screens before sign-in: ← and title, or the brand and title. */
import { back } from "../app.js";
import t from "../locales/fr-entree.js";
import { html, useEffect } from "../vendor/preact.js";
import { Icon } from "./icon.js";

/** @param {{titre: string, retour?: string, children: any}} props */
export function Public({ titre, retour, children }) {
  useEffect(() => { document.title = `${titre} · ${t.marque}`; }, [titre]);
  const title = html`<h1 tabindex="-1" class=${retour ? "" : "moyen"}>${titre}</h1>`;
  return html`<div class="app">
    ${retour && html`<header class="barre">
      <a class="carre" href=${retour} aria-label=${t.retour}
        onClick=${(e) => { e.preventDefault(); e.stopPropagation(); back(retour); }}>
        <${Icon} name="arrow-left" /></a>
      ${title}
    </header>`}
    <main id="contenu" class=${retour ? "" : "public"}>
      ${!retour && html`<p class="enseigne"><span class="logo"><${Icon} name="book-open" /></span>
        <span><strong class="moyen">${t.marque}</strong><br />
          <span class="discret petit">${t.devise}</span></span></p>${title}`}
      ${children}
    </main>
  </div>`;
}
