/**
 * Money, dates, numbers and names as people read and type them. Pure: no page, no clock
 * but the instant that is passed in.
 *
 * Amounts are integers in the currency's minor unit, days are `AAAA-MM-JJ`.
 */

const ESPACE_FINE = "\u202f";
const ESPACE = "\u00a0";
const MOINS = "\u2212";

/** Decimals and sign of a currency; the CFA francs have no minor unit and are « F ». */
const DEVISES = { XOF: [0, "F"], XAF: [0, "F"], GNF: [0, "FG"], GMD: [2, "D"], MRU: [2, "UM"], EUR: [2, "€"], USD: [2, "$"] };

/** @returns {[number, string]} decimals, sign */
const unit = (devise) => DEVISES[devise] ?? [2, devise];

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ESPACE_FINE);

/** « 15 000 », with U+2212 when negative. @param {number} montant */
export function amount(montant, devise = "XOF") {
  const [decimals] = unit(devise);
  const digits = String(Math.abs(montant)).padStart(decimals + 1, "0");
  const whole = grouped(digits.slice(0, digits.length - decimals));
  const rest = decimals ? `,${digits.slice(-decimals)}` : "";
  return `${montant < 0 ? MOINS : ""}${whole}${rest}`;
}

/** « 15 000 F ». @param {number} montant */
export const money = (montant, devise = "XOF") => amount(montant, devise) + ESPACE + unit(devise)[1];

/** « 15 000 F » with plain spaces, for an SMS or WhatsApp. @param {number} montant */
export const plainMoney = (montant, devise = "XOF") => money(montant, devise).replace(/\s/g, " ");

/** The sign beside a money field. */
export const sign = (devise = "XOF") => unit(devise)[1];

/**
 * The amount that was typed, or null when it is none: « 15 000 », « 15.000 F », « 15000 CFA ».
 * A dot, comma or space before exactly three digits separates thousands.
 * @param {string} text
 */
export function parseAmount(text, devise = "XOF") {
  const [decimals] = unit(devise);
  let typed = text.trim().replace(/\s*(F|FCFA|CFA|F CFA|€|\$)$/i, "").replace(/\s/g, " ");
  const fraction = decimals && typed.match(new RegExp(`[.,](\\d{1,${decimals}})$`));
  if (fraction) typed = typed.slice(0, -fraction[0].length);
  if (!/^\d{1,3}([ .,]\d{3})*$|^\d+$/.test(typed)) return null;
  const minor = fraction ? fraction[1].padEnd(decimals, "0") : "0".repeat(decimals);
  const montant = Number(typed.replace(/\D/g, "") + minor);
  return Number.isSafeInteger(montant) ? montant : null;
}

const UNITES = ("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
  + "quinze seize dix-sept dix-huit dix-neuf").split(" ");
const DIZAINES = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante",
  "quatre-vingt", "quatre-vingt"];

function hundred(n) {
  if (n < 20) return UNITES[n];
  const ten = Math.floor(n / 10);
  const base = ten === 7 || ten === 9 ? ten - 1 : ten;
  const rest = n - base * 10;
  if (rest === 0) return n === 80 ? "quatre-vingts" : DIZAINES[ten];
  const and = (rest === 1 || rest === 11) && base !== 8 ? " et " : "-";
  return DIZAINES[ten] + and + UNITES[rest];
}

function thousand(n, last) {
  const [cents, rest] = [Math.floor(n / 100), n % 100];
  const tail = rest ? (last ? hundred(rest) : hundred(rest).replace(/vingts$/, "vingt")) : "";
  if (!cents) return tail;
  const head = cents === 1 ? "cent" : `${UNITES[cents]} cent${rest || !last ? "" : "s"}`;
  return rest ? `${head} ${tail}` : head;
}

/** @type {[number, string][]} */
const MILLIONS = [[1e12, "billion"], [1e9, "milliard"], [1e6, "million"]];

/** A whole number in French words: « quinze mille », « deux millions cinq cents ». */
export function words(n) {
  if (n === 0) return UNITES[0];
  const parts = [];
  for (const [size, name] of MILLIONS) {
    const count = Math.floor(n / size);
    if (count) parts.push(`${thousand(count % 1000, true)} ${name}${count > 1 ? "s" : ""}`);
    n %= size;
  }
  const mille = Math.floor(n / 1000);
  if (mille) parts.push(mille === 1 ? "mille" : `${thousand(mille, false)} mille`);
  if (n % 1000) parts.push(thousand(n % 1000, true));
  return parts.join(" ");
}

/** « Quinze mille francs. » for the eye to check an added zero; "" outside the CFA francs. */
export function amountInWords(montant, devise = "XOF") {
  if (unit(devise)[1] !== "F" || !montant) return "";
  const text = words(montant);
  const de = /(million|milliard|billion)s?$/.test(text) ? " de" : "";
  return `${text[0].toUpperCase()}${text.slice(1)}${de} franc${montant > 1 ? "s" : ""}.`;
}

// Days

/** The day it is at an instant in a time zone. @param {Date} now */
export const today = (now, fuseau = "Africa/Dakar") =>
  new Intl.DateTimeFormat("en-CA", { timeZone: fuseau }).format(now);

const utc = (jour) => new Date(`${jour}T00:00:00Z`);
/** The number of a day, from 1970. */
const dayNumber = (jour) => utc(jour).getTime() / 86_400_000;

/** @param {string} jour @param {number} n */
export function addDays(jour, n) {
  const date = utc(jour);
  date.setUTCDate(date.getUTCDate() + n);
  return date.toISOString().slice(0, 10);
}

/** How many days `b` is after `a`. */
export const daysBetween = (a, b) => dayNumber(b) - dayNumber(a);

/** The first day of the month `n` months after that of `jour`. */
export function firstOfMonth(jour, n = 0) {
  const [year, month] = jour.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + n, 1)).toISOString().slice(0, 10);
}

export const endOfMonth = (jour) => addDays(firstOfMonth(jour, 1), -1);

/** « 28/11/2026 », for tables. */
export const tableDate = (jour) => jour.split("-").reverse().join("/");

/** « Aujourd'hui », « Hier », « 28/11 », and the year when it is another one: for lists. */
export function listDate(jour, aujourdhui) {
  const age = daysBetween(jour, aujourdhui);
  if (age === 0) return "Aujourd'hui";
  if (age === 1) return "Hier";
  const date = tableDate(jour);
  return jour.slice(0, 4) === aujourdhui.slice(0, 4) ? date.slice(0, 5) : date;
}

const inText = (options) => (jour) => new Intl.DateTimeFormat(
  "fr-FR", { ...options, timeZone: "UTC" },
).format(utc(jour)).replace(/^1 /, "1er ").replace(/ 1 /, " 1er ");

/** « 1er oct. 2026 ». */
export const textDate = inText({ day: "numeric", month: "short", year: "numeric" });
/** « 1er octobre ». */
export const dayAndMonth = inText({ day: "numeric", month: "long" });
/** « lundi 30 nov. ». */
export const weekDay = inText({ weekday: "long", day: "numeric", month: "short" });
/** « 28 nov. ». */
export const shortDay = inText({ day: "numeric", month: "short" });
/** « Nov. », for a month `AAAA-MM`. */
export const monthName = (mois) => {
  const name = new Intl.DateTimeFormat("fr-FR", { month: "short", timeZone: "UTC" })
    .format(utc(`${mois}-01`));
  return name[0].toUpperCase() + name.slice(1);
};
/** « 10 h 42 », of an instant. */
export const hour = (instant, fuseau = "Africa/Dakar") => new Intl.DateTimeFormat(
  "fr-FR", { hour: "numeric", minute: "2-digit", timeZone: fuseau },
).format(new Date(instant)).replace(":", " h ");

// Phone numbers

/** Calling code and the groups in which a country's numbers are read. */
const PAYS = {
  SN: ["221", [2, 3, 2, 2]], ML: ["223", [2, 2, 2, 2]], CI: ["225", [2, 2, 2, 2, 2]],
  GN: ["224", [3, 2, 2, 2]], GM: ["220", [3, 4]], GW: ["245", [3, 3, 3]],
  MR: ["222", [2, 2, 2, 2]], BF: ["226", [2, 2, 2, 2]], NE: ["227", [2, 2, 2, 2]],
  TG: ["228", [2, 2, 2, 2]], BJ: ["229", [2, 2, 2, 2, 2]], CM: ["237", [1, 2, 2, 2, 2]],
  FR: ["33", [1, 2, 2, 2, 2]],
};

function inGroups(digits, sizes) {
  const parts = [];
  for (let i = 0, g = 0; i < digits.length; g += 1) {
    const size = sizes[g] ?? 2;
    parts.push(digits.slice(i, i + size));
    i += size;
  }
  return parts.join(" ");
}

/**
 * What was typed as E.164, to compare and to look into the local copy; bare digits in a country
 * that is not listed. The API alone says whether it is valid.
 */
export function e164(typed, pays = "SN") {
  const text = typed.trim().replace(/^00/, "+");
  const digits = text.replace(/\D/g, "");
  if (!digits) return "";
  if (text.startsWith("+")) return `+${digits}`;
  if (!PAYS[pays]) return digits;
  const [code, sizes] = PAYS[pays];
  const length = sizes.reduce((a, b) => a + b, 0);
  if (digits.startsWith(code) && digits.length === code.length + length) return `+${digits}`;
  return `+${code}${pays === "FR" ? digits.replace(/^0/, "") : digits}`;
}

/** Whether as many digits were typed as a number of that country has. */
export function isComplete(typed, pays = "SN") {
  const number = e164(typed, pays);
  const [code, sizes] = PAYS[pays] ?? ["", []];
  const length = sizes.reduce((a, b) => a + b, 0);
  if (code && number.startsWith(`+${code}`)) return number.length === 1 + code.length + length;
  return number.length >= 7;
}

/** « 77 123 45 67 » at home, « +33 6 12 34 56 78 » abroad. @param {string | null} telephone */
export function phone(telephone, pays = "SN") {
  if (!telephone) return "";
  for (const [name, [code, sizes]] of Object.entries(PAYS)) {
    if (!telephone.startsWith(`+${code}`)) continue;
    const local = inGroups(telephone.slice(code.length + 1), sizes);
    return name === pays ? local : `+${code} ${local}`;
  }
  return telephone;
}

/** What must stand on one line, such as a number. */
export const unbroken = (text) => text.replaceAll(" ", ESPACE);

/** `https://wa.me/…` for a number and a text. */
export const whatsapp = (telephone, texte) =>
  `https://wa.me/${telephone.replace(/\D/g, "")}?text=${encodeURIComponent(texte)}`;

// Names

/** Without accents and case, for searching. */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** « AD » for Awa Diop. */
export const initials = (nom) => nom.split(/\s+/).filter(Boolean).map((mot) => mot[0])
  .filter((_, i, all) => i === 0 || i === all.length - 1).join("").toUpperCase();

/** « d'Awa Diop », « de Moussa ». */
export const de = (nom) => (/^[aeiouyh]/.test(fold(nom)) ? `d'${nom}` : `de ${nom}`);
