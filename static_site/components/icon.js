/** An icon of the Lucide sprite; the text beside it says what it means. */
import { html } from "../vendor/preact.js";

const SPRITE = new URL("../vendor/icons.svg", import.meta.url).pathname;

/** @param {{name: string}} props one of tools/vendor/icons.txt */
export const Icon = ({ name }) => html`
  <svg class="icone" aria-hidden="true"><use href=${`${SPRITE}#${name}`} /></svg>`;
