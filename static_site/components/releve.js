/** A relevé as lines on a narrow page, for the shop and for its client. */
import { amount, dayAndMonth, money, tableDate, textDate } from "../format.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";
import { localToday } from "./choices.js";

/** The last day that a relevé tells: today when the period goes on. */
const lastDay = ({ au }) => (au && au < localToday() ? au : localToday());

export function periodText(releve) {
  const au = textDate(lastDay(releve));
  return releve.du ? t.releve.duAu(textDate(releve.du), au) : t.releve.jusquAu(au);
}

/** ± what a line changes: a remboursement adds to what is due, as a règlement does. */
export const signed = ({ debit, credit }, show, devise) => `${debit ? "+" : "\u2212"} ${show(debit || credit, devise)}`;

export const closing = (releve) => (releve.cloture < 0
  ? t.releve.avoirAu(dayAndMonth(lastDay(releve))) : t.releve.resteAu(dayAndMonth(lastDay(releve))));

/** What a line is called: its libellé links to the thing that it tells of, for who may open it. */
export function Libelle({ ligne: l, linked = true }) {
  const href = linked && { reglement: "/reglements/", solde: "/reglements/", versement: "/versements/" }[l.type];
  return href ? html`<a class="sobre" href=${href + l.id}>${l.libelle}</a>` : l.libelle;
}

const KINDS = { reglement: "du", versement: "verse", solde: "cede", remboursement: "du" };

const NarrowLine = ({ ligne: l, devise, linked }) => html`<tr><td>${tableDate(l.date).slice(0, 5)}</td>
  <td><${Libelle} ligne=${l} linked=${linked} /><br /><span class=${`montant ${KINDS[l.type]}`}>${signed(l, money, devise)}</span>
    <span class="discret petit"> ${t.releve.mots[l.type]}</span></td>
  <td class="n gras">${amount(l.solde, devise)}</td></tr>`;

/** @param {{releve: any, whole: boolean, devise: string, linked?: boolean}} props whole: with its end */
export const Narrow = ({ releve, whole, devise, linked = true }) => html`<div class="carte pleine"><table class="cahier">
  <thead><tr><th scope="col">${t.releve.date}</th><th scope="col">${t.releve.operation}</th>
    <th scope="col" class="n">${t.releve.solde}</th></tr></thead>
  <tbody>${releve.du && html`<tr><td>${tableDate(releve.du).slice(0, 5)}</td>
      <td>${t.releve.soldeAu(dayAndMonth(releve.du))}</td><td class="n gras">${amount(releve.ouverture, devise)}</td></tr>`}
    ${releve.lignes.map((l) => html`<${NarrowLine} key=${l.type + l.id + l.solde} ligne=${l} devise=${devise}
      linked=${linked} />`)}</tbody>
  ${whole && html`<tfoot><tr><th scope="row" colspan="2">${closing(releve)}</th>
    <td class="n gras">${money(Math.abs(releve.cloture), devise)}</td></tr></tfoot>`}</table></div>`;
