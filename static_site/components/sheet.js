/** A sheet from below, a dialog on wide windows: focus goes in and comes back, Esc closes. */
import t from "../locales/fr.js";
import { html, useEffect, useRef } from "../vendor/preact.js";
import { Icon } from "./icon.js";

/** Shown while mounted. @param {{title: string, onClose: () => void, children: any}} props */
export function Sheet({ title, onClose, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    const element = dialog.current;
    const opener = /** @type {HTMLElement} */ (document.activeElement);
    element.showModal();
    return () => { element.close(); opener.focus(); };
  }, []);
  const outside = (event) => { if (event.target === dialog.current) onClose(); };
  return html`
    <dialog ref=${dialog} aria-labelledby="feuille" onCancel=${(e) => { e.preventDefault(); onClose(); }}
      onClick=${outside}>
      <div class="tete">
        <h2 id="feuille">${title}</h2>
        <button type="button" class="carre" aria-label=${t.fermer} onClick=${onClose}>
          <${Icon} name="x" /></button>
      </div>
      ${children}
    </dialog>`;
}

/** Asks before an effect; the button names it. */
export function Ask({ title, text, action, kind = "danger", busy, onYes, onClose, children }) {
  return html`
    <${Sheet} title=${title} onClose=${onClose}>
      ${text && html`<p>${text}</p>`}
      ${children}
      <button type="button" class=${`bouton ${kind}`} aria-disabled=${busy ? "true" : undefined}
        onClick=${onYes}>${action}</button>
    <//>`;
}
