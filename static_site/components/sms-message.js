/** The message while it is typed: what it costs, which letters make it dear, how it will look. */
import b from "../locales/fr-sms.js";
import { apercevoir, nettoyer, simplifier } from "../sms.js";
import { html } from "../vendor/preact.js";
import { Field } from "./form.js";
import { Icon } from "./icon.js";

const texts = b.envoi;

/** The last line of a marketing message (chalicelib/refus.py): each link ends in 10 signs of its own. */
const PIED = `\nStop : ${location.origin}/refus/xxxxxxxxxx`;

/** What the message costs, its refusal link counted. @param {string} texte */
export const marketing = (texte) => apercevoir(nettoyer(texte) + PIED);

/** UTF-8 bytes that one SNS publish takes, its link counted. */
const OCTETS_MAX = 1600;
export const isTooLong = (texte) => new TextEncoder().encode(nettoyer(texte) + PIED).length > OCTETS_MAX;

/** So many dear letters are named. */
const NAMED = 5;

/** « ê », « ’ »…, and whether they are several. @returns {[string, boolean]} */
function letters(all) {
  const seen = all.filter((c) => !/[\p{Z}\p{C}\p{M}]/u.test(c)).map((c) => `« ${c} »`);
  const named = [...seen, ...(seen.length < all.length ? [texts.invisible] : [])];
  return [`${named.slice(0, NAMED).join(", ")}${named.length > NAMED ? "…" : ""}`, named.length > 1];
}

/** Which letters make it dear, and the same text without them. */
function Dear({ form, apercu }) {
  if (!apercu.caracteres_ucs2.length) return null;
  const plain = simplifier(form.values.texte);
  const cheap = marketing(plain).parties;
  const named = letters(apercu.caracteres_ucs2);
  return html`<div class="avis attente"><${Icon} name="info" /><span>${cheap < apercu.parties
    ? texts.coute(...named, apercu.parties, cheap) : texts.prend(...named)}<br />
    <button type="button" class="lien souligne" onClick=${() => form.set("texte", plain)}>
      ${texts.sansCesLettres}</button></span></div>`;
}

/** @param {{form: any, apercu: any}} props */
export function Message({ form, apercu }) {
  const [cost, rest] = texts.compteur(apercu.parties, apercu.restants);
  return html`<div class="champ">
    <${Field} form=${form} name="texte" label=${texts.message} area=${true} rows="5" maxlength="1000"
      hint=${html`<b>${cost}</b>${rest}`} />
    <${Dear} form=${form} apercu=${apercu} /></div>`;
}

/** « Sur leur téléphone » */
export const Preview = ({ emetteur, texte }) => html`<section class="carte pages" aria-labelledby="apercu">
  <h2 id="apercu">${texts.apercu}</h2>
  <div><p class="petit gras discret">${emetteur.trim() || "…"}</p>
    <p class="bulle note">${nettoyer(texte) || "…"}<br /><span class="petit">Stop : ${location.host}/refus/…</span></p></div>
  <p class="discret petit">${texts.lien}</p></section>`;
