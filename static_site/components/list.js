/** Lists and tables: états, rows, bars, filter, loading, failure, empty, « Voir plus ». */
import { daysLate, situation } from "../compte.js";
import t from "../locales/fr.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { localToday } from "./choices.js";
import { Icon } from "./icon.js";

const ICONS = { incomplet: "circle-dashed", complet: "circle-check", solde: "circle-slash",
  retard: "clock-alert", attente: "cloud-upload", annule: "ban", archive: "archive", avoir: "wallet" };

/** Colour, icon and word of an état. @param {{kind: string, text?: string}} props */
export const Badge = ({ kind, text = t.etats[kind] }) => html`
  <span class=${`etat ${kind}`}><${Icon} name=${ICONS[kind]} />${text}</span>`;

/** The badge of a règlement, « 35 jours de retard » before « Incomplet ». */
export function Situation({ reglement }) {
  const now = localToday();
  const kind = situation(reglement, now);
  return html`<${Badge} kind=${kind}
    text=${kind === "retard" ? t.etats.retard(daysLate(reglement, now)) : undefined} />`;
}

/**
 * The two lines of a row: what it is and its amount, then what is said of both. Where two do not
 * fit beside each other, the second stands under the first, at the right.
 * @param {{titre: any, montant?: any, sous?: any, etat?: any}} props
 */
export const Lines = ({ titre, montant, sous, etat }) => html`<span class="milieu">
  <span class="paire"><b>${titre}</b>${montant}</span>
  <span class="paire"><span class="discret petit">${sous}</span>${etat}</span></span>`;

/**
 * A bar of shares, each `[kind, value]`, of `total`. For the eye only: the figures stand beside.
 * @param {{parts: [string, number][], total: number}} props
 */
export function Bar({ parts, total }) {
  let x = 0;
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
    ${parts.map(([kind, value]) => {
    const width = total > 0 ? Math.min(100 - x, (100 * value) / total) : 0;
    const rect = html`<rect class=${kind} x=${x} width=${width} height="1" />`;
    x += width;
    return rect;
  })}</svg>`;
}

/** How long typing pauses before the list is asked for, in ms. */
const PAUSE = 250;

/** The filter of a list; the address keeps what was typed. */
export function Filter({ label, value, onChange }) {
  const [typed, setTyped] = useState(value ?? "");
  const timer = useRef();
  useEffect(() => { setTyped(value ?? ""); return () => clearTimeout(timer.current); }, [value]);
  const type = (text) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text.trim()), PAUSE);
  };
  return html`<div class="saisie" role="search">
    <${Icon} name="search" />
    <input type="search" id="filtre" aria-label=${label} placeholder=${label} value=${typed}
      autocomplete="off" onInput=${(e) => type(e.target.value)} />
  </div>`;
}

/** Icon, sentence, action. */
export const Empty = ({ icon, title, text, children }) => html`
  <div class="vide">
    <span class="rond"><${Icon} name=${icon} /></span>
    <h2>${title}</h2>
    ${text && html`<p class="discret">${text}</p>`}
    ${children}
  </div>`;

/** Grey rows of the final height, while nothing is known yet. */
export const Loading = ({ rows = 4 }) => html`
  <div class="carte pleine rangs" role="status" aria-label=${t.chargement}>
    ${Array.from({ length: rows }, (_, i) => html`<div class="rang" key=${i}><span class="os"></span></div>`)}
  </div>`;

/** Why nothing, or nothing fresh, is shown. */
export function Failure({ resource }) {
  const { error, data, reload } = resource;
  if (!error) return null;
  const offline = error.status === 0;
  const text = offline ? (data ? t.copieLocale : t.rienIci) : error.detail || t.panne;
  return html`
    <div class=${`avis ${offline ? "attente" : "retard"}`} role="status">
      <${Icon} name=${offline ? "wifi-off" : "triangle-alert"} />
      <p>${text}</p>
      <button type="button" class="lien" onClick=${reload}>${t.reessayer}</button>
    </div>`;
}

/** How far below the window the next page is asked for, so that scrolling does not stop. */
const AHEAD = "600px";

/** The next page of a list: by itself as it comes near, or by its button. */
export function More({ resource }) {
  const { more } = resource;
  const button = useRef(null);
  const running = useRef(false);
  const [failed, setFailed] = useState(false);
  const next = async () => {
    if (running.current) return;
    running.current = true;
    setFailed(false);
    await more().catch(() => setFailed(true));
    running.current = false;
  };
  useEffect(() => {
    if (!more || failed) return undefined;
    const near = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) next(); },
      { rootMargin: AHEAD });
    near.observe(button.current);
    return () => near.disconnect();
  }, [resource.data, failed]);
  return more && html`
    <button type="button" class="bouton" ref=${button} onClick=${next}>
      ${failed ? t.reessayer : t.voirPlus}</button>`;
}
