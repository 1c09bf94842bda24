/**
 * What a text costs as an SMS, counted while it is typed; `chalicelib/domaine/sms.py` in the
 * browser, and the same to the character. Pure.
 *
 * GSM 03.38 (3GPP TS 23.038, 6.2.1) holds 160 septets alone or 153 a part; a character of its
 * extension table is two septets. Any other character makes the whole text UCS-2: 70 code units
 * alone or 67 a part. Neither an extension character nor a surrogate pair is cut.
 */
const BASE = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
  + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENSION = new Set("\f^{}\\[~]|€");

/** What stands for a sign that GSM 03.38 has not; letters with accents lose them. */
const SUBSTITUTS = {
  "’": "'", "‘": "'", "‚": "'", "′": "'", "`": "'", "´": "'",
  "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
  "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "•": "-", "·": "-",
  "…": "...", "œ": "oe", "Œ": "OE", "ŋ": "ng", "Ŋ": "NG", "Đ": "D", "đ": "d",
  "ł": "l", "Ł": "L", "°": "o", "º": "o", "ª": "a", "×": "x", "÷": "/", "ẞ": "SS",
  "©": "(c)", "®": "(r)", "™": "(tm)", "₣": "F", "½": "1/2", "¼": "1/4", "¾": "3/4",
  "\t": " ",
};

/** How much an SMS holds alone, and how much each of several parts. */
const LONGUEURS = { gsm7: [160, 153], ucs2: [70, 67] };

const isGsm = (c) => BASE.has(c) || EXTENSION.has(c);

/** Septets, or UTF-16 code units. */
const size = (c, encodage) => (encodage === "ucs2" ? c.length : EXTENSION.has(c) ? 2 : 1);

/** Parts and what is left in the last one. */
function measure(sizes, alone, part) {
  const total = sizes.reduce((sum, n) => sum + n, 0);
  if (total <= alone) return [1, alone - total];
  let [parts, used] = [1, 0];
  for (const n of sizes) {
    if (used + n > part) [parts, used] = [parts + 1, 0];
    used += n;
  }
  return [parts, part - used];
}

/** The nearest text that GSM 03.38 can carry; a sign without likeness goes. @param {string} texte */
export const simplifier = (texte) => [...texte].flatMap((c) => (isGsm(c) ? c
  : [...(SUBSTITUTS[c] ?? c.normalize("NFKD"))].filter(isGsm))).join("");

/** What people typed as the API takes it: composed, no sign that is not seen, trimmed. */
export const nettoyer = (texte) => texte.normalize("NFC").replace(/\r\n|[\r\v\f\x85\u2028\u2029]/g, "\n")
  .replaceAll("\t", " ").replace(/(?!\n)\p{Cc}|\p{Cs}|[\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu, "")
  .trim();

/**
 * What a text costs, which characters make it dear, and the same text without them.
 * @param {string} texte
 * @returns {{encodage: "gsm7" | "ucs2", parties: number, restants: number,
 *   caracteres_ucs2: string[], texte_gsm7: string}} `restants`: characters before one part more
 */
export function apercevoir(texte) {
  const all = [...texte];
  const dear = [...new Set(all.filter((c) => !isGsm(c)))];
  const encodage = dear.length ? "ucs2" : "gsm7";
  const [alone, part] = LONGUEURS[encodage];
  const [parties, restants] = measure(all.map((c) => size(c, encodage)), alone, part);
  return { encodage, parties, restants, caracteres_ucs2: dear, texte_gsm7: simplifier(texte) };
}
