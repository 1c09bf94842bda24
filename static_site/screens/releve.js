/** Relevé: an account over a period, line by line, with the red margin of the notebook. */
import { get } from "../api.js";
import { go, state } from "../app.js";
import { bounds, PeriodChips } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import { Lien } from "../components/releve-lien.js";
import { closing, Libelle, Narrow, periodText, signed } from "../components/releve.js";
import { amount, dayAndMonth, de, money, phone, plainMoney, tableDate, whatsapp } from "../format.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { html, useEffect, useState } from "../vendor/preact.js";

/** A WhatsApp message says so many lines at the most; those before are counted. */
const LINES = 15;

/** The relevé as a message. */
function message(releve, client) {
  const { nom } = state.value.session.boutique;
  const rest = releve.lignes.length - LINES;
  const lines = releve.lignes.slice(-LINES).map((l) => `${tableDate(l.date).slice(0, 5)} ${l.libelle} ${
    signed(l, plainMoney, devise())}`);
  const end = releve.cloture > 0 ? t.releve.fin(plainMoney(releve.cloture, devise()))
    : releve.cloture < 0 ? t.releve.finAvoir(plainMoney(-releve.cloture, devise())) : t.releve.finRien;
  return [t.releve.message(client.nom, nom, periodText(releve)), ...(rest > 0 ? [t.releve.etN(rest)] : []),
    ...lines, end].join("\n");
}

/** Which column a line's amount stands in on wide windows. */
const column = { reglement: "debit", remboursement: "debit", versement: "credit", solde: "cede" };
const COLUMNS = [["debit", ""], ["credit", "verse"], ["cede", "cede"]];

const WideLine = ({ ligne: l }) => html`<tr><td>${tableDate(l.date)}</td><td><${Libelle} ligne=${l} /></td>
  ${COLUMNS.map(([name, kind]) => html`<td key=${name} class="n"><span class=${kind}>${
    column[l.type] === name && amount(l.debit || l.credit, devise())}</span></td>`)}
  <td class="n gras">${amount(l.solde, devise())}</td></tr>`;

const sum = (lignes, name) => lignes.filter((l) => column[l.type] === name)
  .reduce((total, l) => total + (l.debit || l.credit), 0);

const Wide = ({ releve, whole }) => html`<div class="table"><table class="cahier"><thead><tr>
  <th scope="col">${t.releve.date}</th><th scope="col">${t.releve.operation}</th>
  <th scope="col" class="n">${t.releve.aPayer}</th><th scope="col" class="n">${t.releve.verse}</th>
  <th scope="col" class="n">${t.releve.cede}</th><th scope="col" class="n">${t.releve.solde}</th></tr></thead>
  <tbody>${releve.du && html`<tr><td>${tableDate(releve.du)}</td>
      <td class="discret" colspan="4">${t.releve.soldeAu(dayAndMonth(releve.du))}</td>
      <td class="n gras">${amount(releve.ouverture, devise())}</td></tr>`}
    ${releve.lignes.map((l) => html`<${WideLine} key=${l.type + l.id + l.solde} ligne=${l} />`)}</tbody>
  ${whole && html`<tfoot><tr><th scope="row" colspan="2">${closing(releve)}</th>
    ${COLUMNS.map(([name, kind]) => html`<td class="n gras" key=${name}><span class=${sum(releve.lignes, name) ? kind : ""}>${
    amount(sum(releve.lignes, name), devise())}</span></td>`)}
    <td class="n gras">${money(Math.abs(releve.cloture), devise())}</td></tr></tfoot>`}</table></div>`;

/** A whole relevé: its first page at once, then the pages after it; the paper holds them all. */
function useWhole(path, resource) {
  const [found, setFound] = useState({});
  const { data } = resource;
  useEffect(() => {
    let left = false;
    const show = (part) => { if (!left) setFound({ path, ...part }); };
    const follow = async () => {
      let releve = data;
      while (releve.curseur && !left) {
        const page = await get(`${path}&curseur=${encodeURIComponent(releve.curseur)}`);
        releve = { ...page, lignes: [...releve.lignes, ...page.lignes] };
      }
      show({ releve });
    };
    if (data) follow().catch((error) => show({ releve: data, error }));
    return () => { left = true; };
  }, [path, data]);
  return found.path === path ? found : { releve: data };
}

/** The API makes no longer PDF (api.md, releve). */
const PDF_LINES = 3_000;

const Pdf = ({ releve, kind }) => releve.lignes.length <= PDF_LINES && html`<a class=${kind} download
  href=${url(`/api/clients/${releve.client.id}/releve`, { format: "pdf", du: releve.du, au: releve.au })}>
  <${Icon} name="download" />${t.releve.pdf}</a>`;

/** WhatsApp with the relevé as text, and the paper. */
function dockOf(whole, client) {
  const send = client.telephone && html`<a class="bouton argent" target="_blank"
    rel="noopener noreferrer" href=${whatsapp(client.telephone, message(whole, client))}>
    <${Icon} name="message-circle" />${t.releve.whatsapp}</a>`;
  const paper = html`<button type="button" class="bouton" onClick=${() => print()}>
    <${Icon} name="printer" />${t.releve.imprimer}</button>`;
  return state.value.large ? html`${paper}<${Pdf} releve=${whole} kind="bouton" /><${Lien} releve=${whole}
    client=${client} boutique=${state.value.session.boutique.nom} />${send}` : html`${send}${paper}`;
}

export default function Releve({ params, query }) {
  const { large, session } = state.value;
  const account = `/clients/${params.id}`;
  const value = { periode: query.periode ?? "mois", du: query.du, au: query.au };
  const { du, au } = bounds(value);
  const path = url(`${account}/releve`, { limite: 100, du, au });
  const resource = useResource(path);
  const { data: known } = useResource(account);
  const client = resource.data?.client ?? known;
  const { releve, error } = useWhole(path, resource);
  const whole = Boolean(releve) && !releve.curseur;
  const chips = html`<${PeriodChips} value=${value}
    onChange=${(chosen) => go(url(`${account}/releve`, chosen), { replace: true })} />`;
  const empty = releve?.lignes.length === 0 && html`<p class="rang discret">${t.releve.vide}</p>`;
  const table = releve && (large ? html`<${Wide} releve=${releve} whole=${whole} />`
    : html`<${Narrow} releve=${releve} whole=${whole} devise=${devise()} />`);
  const head = releve && html`<div><p class="gras">${session.boutique.nom}</p>
    <p class="discret petit">${client.nom}${client.telephone
    && ` · ${phone(client.telephone, session.boutique.pays)}`} · ${periodText(releve)}</p></div>`;
  return html`<${Page} titre=${client ? t.releve.titre(de(client.nom)) : t.releve.court} onglet="clients"
    option="lesComptes" retour=${account} dock=${whole && client && dockOf(releve, client)}
    fil=${[[t.clients.titre, "/clients"], [client?.nom ?? t.compte.titre, account]]}>
    <${Failure} resource=${error ? { ...resource, error } : resource} />
    ${large ? html`<div class="carte pleine"><div class="tete outils">${chips}${head}</div>${table}${empty}</div>`
    : html`${chips}${head}${table}${empty}${whole && html`<div class="deux">
      <${Lien} releve=${releve} client=${client} boutique=${session.boutique.nom} />
      <${Pdf} releve=${releve} kind="bouton" /></div>`}`}
    ${!releve && !resource.error && html`<${Loading} />`}
  <//>`;
}
