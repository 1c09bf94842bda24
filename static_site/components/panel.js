/** What was just done, said in a panel that stays; and short words that go. */
import { dispatch, state } from "../app.js";
import t from "../locales/fr.js";
import { html, useEffect } from "../vendor/preact.js";
import { Icon } from "./icon.js";

/**
 * @param {{title: string, text?: string, kind?: "verse" | "action", icon?: string,
 *   warnings?: {message: string}[], children?: any}} props children: its buttons
 */
export const Panel = ({ title, text, kind = "verse", icon = "circle-check", warnings = [], children }) => html`
  <section class=${`panneau ${kind}`} role="status">
    <div><${Icon} name=${icon} />
      <div><p class="gras">${title}</p>${text && html`<p>${text}</p>`}
        ${warnings.map(({ message }) => html`<p>${message}</p>`)}</div></div>
    ${children && html`<div class="puces">${children}</div>`}
  </section>`;

/** How long a toast stays, in ms. */
const TOAST = 8_000;

export function Toast() {
  const { toast } = state.value;
  useEffect(() => {
    if (!toast) return undefined;
    const timer = setTimeout(() => dispatch({ toast: null }), TOAST);
    return () => clearTimeout(timer);
  }, [toast]);
  return html`<div role="status">${toast && html`<p class="toast">${toast}</p>`}</div>`;
}

/** No network, and what waits; a new release. */
export function Notices({ path }) {
  const { online, waiting, release } = state.value;
  const leaving = waiting.filter((entry) => !entry.refus).length;
  return html`
    ${!online && html`<div class="avis attente" role="status"><${Icon} name="wifi-off" />
      <p><b>${t.pasDeReseau}</b> ${t.horsLigne(leaving)}</p>
      ${waiting.length > 0 && path !== "/attente" && html`<a class="gras" href="/attente">${t.voir}</a>`}
    </div>`}
    ${release && html`<div class="avis" role="status"><${Icon} name="refresh-cw" /><p>${t.version}</p>
      <button type="button" class="lien" onClick=${release}>${t.recharger}</button></div>`}`;
}
