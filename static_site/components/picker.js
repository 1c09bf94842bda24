/** A long list that one searches: countries, time zones. */
import { fold } from "../format.js";
import b from "../locales/fr-boutique.js";
import { html, useState } from "../vendor/preact.js";
import { Icon } from "./icon.js";
import { Sheet } from "./sheet.js";

/** So many are shown at once. */
const SHOWN = 20;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Codes with a name that are no country. */
const NONE = ["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"];

const names = new Intl.DisplayNames(["fr"], { type: "region", fallback: "none" });

/** « Sénégal » of SN. */
export const countryName = (code) => names.of(code) ?? code;

/** Every country, by name. @returns {[string, string][]} */
export const countries = () => LETTERS.flatMap((a) => LETTERS.map((z) => a + z))
  .filter((code) => !NONE.includes(code) && names.of(code))
  .map((code) => /** @type {[string, string]} */ ([code, countryName(code)]))
  .sort((one, other) => one[1].localeCompare(other[1], "fr"));

/** « Africa, Porto-Novo » of Africa/Porto-Novo. */
export const zoneName = (zone) => zone.replaceAll("_", " ").split("/").join(", ");

/** Every time zone. @returns {[string, string][]} */
export const zones = () => Intl.supportedValuesOf("timeZone").map((zone) => [zone, zoneName(zone)]);

/** @param {{title: string, options: [string, string][], value?: string, onChoose: (value: string) => void, onClose: () => void}} props */
export function Picker({ title, options, value, onChoose, onClose }) {
  const [typed, setTyped] = useState("");
  const found = options.filter(([, text]) => fold(text).includes(fold(typed.trim()))).slice(0, SHOWN);
  return html`<${Sheet} title=${title} onClose=${onClose}>
    <div class="saisie" role="search"><${Icon} name="search" />
      <input type="search" aria-label=${b.parametres.chercher} placeholder=${b.parametres.chercher} value=${typed}
        autocomplete="off" onInput=${(e) => setTyped(e.target.value)} /></div>
    <ul class="offres rangs">${found.map(([one, text]) => html`<li key=${one}>
      <button type="button" class="rang" aria-pressed=${String(one === value)} onClick=${() => onChoose(one)}>
        <b class="milieu">${text}</b>${one === value && html`<${Icon} name="check" />`}</button></li>`)}</ul>
  <//>`;
}
