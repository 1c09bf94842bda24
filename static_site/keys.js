/**
 * Keys of wide windows: `/` filter, `n` règlement, `v` versement, `g` then `t r c s`, `?` help;
 * Esc goes back everywhere. They can be turned off in Menu, and never act while somebody types.
 */
import { go } from "./app.js";

const OFF = "sans raccourcis";
const SINGLE = { n: "/reglements/nouveau", v: "/versements/nouveau", "?": "/aide" };
const AFTER_G = { t: "/", r: "/reglements", c: "/clients", s: "/sms" };

/** How long `g` waits for its second key, in ms. */
const PAUSE = 1_500;
let pressed = 0;

export const keysAreOn = () => localStorage.getItem(OFF) === null;
export function turnKeys(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

const isTyping = (target) => target instanceof Element
  && target.matches("input, textarea, select, [contenteditable]");

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    /** @type {HTMLElement | null} */
    const retour = document.querySelector("a[data-retour]");
    return retour?.click();
  }
  if (isTyping(event.target) || !keysAreOn()) return;
  const second = performance.now() - pressed < PAUSE && AFTER_G[event.key];
  pressed = event.key === "g" ? performance.now() : 0;
  const filter = event.key === "/" && document.getElementById("filtre");
  if (!second && !SINGLE[event.key] && !filter) return;
  event.preventDefault();
  if (filter) filter.focus();
  else go(second || SINGLE[event.key]);
}

export const followKeys = () => addEventListener("keydown", press);
