/** Where the boutique is: country, currency and time zone in one tap. */
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { Icon } from "./icon.js";
import { Sheet } from "./sheet.js";

/** ISO 3166 code, currency, time zone; the names are in the locale, in this order. */
const COUNTRIES = [
  ["SN", "XOF", "Africa/Dakar"], ["BJ", "XOF", "Africa/Porto-Novo"],
  ["BF", "XOF", "Africa/Ouagadougou"], ["CM", "XAF", "Africa/Douala"],
  ["CI", "XOF", "Africa/Abidjan"], ["FR", "EUR", "Europe/Paris"], ["GM", "GMD", "Africa/Banjul"],
  ["GN", "GNF", "Africa/Conakry"], ["GW", "XOF", "Africa/Bissau"], ["ML", "XOF", "Africa/Bamako"],
  ["MR", "MRU", "Africa/Nouakchott"], ["NE", "XOF", "Africa/Niamey"], ["TG", "XOF", "Africa/Lome"],
];

/** Name, currency and time zone of a country, as people say them. */
export const placeOf = (pays) => t.inscription.lieux[pays];

/** @param {{pays: string, onChoose: (place: {pays: string, devise: string, fuseau: string}) => void, onClose: () => void}} props */
export function Country({ pays, onChoose, onClose }) {
  return html`<${Sheet} title=${t.inscription.pays} onClose=${onClose}>
    <ul class="offres rangs">${COUNTRIES.map(([code, devise, fuseau]) => html`<li key=${code}>
      <button type="button" class="rang" aria-pressed=${String(code === pays)}
        onClick=${() => onChoose({ pays: code, devise, fuseau })}>
        <span class="milieu"><b>${t.inscription.lieux[code][0]}</b><br />
          <span class="discret petit">${t.inscription.lieux[code].slice(1).join(" · ")}</span></span>
        ${code === pays && html`<${Icon} name="check" />`}
      </button></li>`)}</ul>
  <//>`;
}
