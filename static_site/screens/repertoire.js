/** +Répertoire: a contact's form above, all contacts below; a tap on one fills the form. */
import { dispatch, go, state } from "../app.js";
import { Chip } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Empty, Failure, Filter, Lines, Loading, More } from "../components/list.js";
import { Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { ContactForm } from "../components/sms-contact.js";
import { phone, unbroken } from "../format.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { isGerant, url } from "../state.js";
import { html, useState } from "../vendor/preact.js";

const HERE = "/sms/repertoire";
const texts = b.repertoire;

const numberOf = ({ telephone }) => unbroken(phone(telephone, state.value.session.boutique.pays));

/** Whether a message may go to a contact, in a word. */
function Consent({ contact: c }) {
  if (c.refus) return html`<b class="petit retard">${texts.refuse}</b>`;
  return html`<span class="discret petit">${c.consentement_sms ? texts.accepte : texts.pasAccord}</span>`;
}

const Rows = ({ contacts, current, to }) => html`<ul class="rangs">${contacts.map((c) => html`<li key=${c.id}>
  <a class="rang" href=${to(c.id)} aria-current=${c.id === current ? "true" : undefined}>
    <${Lines} titre=${c.nom} montant=${html`<span class="discret petit">${c.groupe}</span>`}
      sous=${numberOf(c)} etat=${html`<${Consent} contact=${c} />`} /></a></li>`)}</ul>`;

const Table = ({ contacts, current, to }) => html`<div class="table"><table><thead><tr>
  <th scope="col">${t.champs.nom}</th><th scope="col">${texts.telephone}</th>
  <th scope="col">${texts.groupe}</th><th scope="col">${texts.colonneSms}</th></tr></thead>
  <tbody>${contacts.map((c) => html`<tr key=${c.id}>
    <td><a href=${to(c.id)} aria-current=${c.id === current ? "true" : undefined}>${c.nom}</a></td>
    <td>${numberOf(c)}</td><td>${c.groupe}</td><td><${Consent} contact=${c} /></td></tr>`)}</tbody></table></div>`;

function Nothing({ filtered, importer }) {
  if (filtered) {
    return html`<${Empty} icon="search" title=${texts.videFiltre}>
      <a class="bouton" href=${HERE}>${t.toutVoir}</a><//>`;
  }
  return html`<${Empty} icon="users" title=${texts.vide} text=${texts.videAide}>
    ${importer || html`<button type="button" class="bouton" onClick=${() => document.getElementById("c-nom").focus()}>
      <${Icon} name="plus" />${texts.ajouter}</button>`}<//>`;
}

function Groups({ groupes, value, change }) {
  return groupes.length > 0 && html`<div class="puces" role="group" aria-label=${texts.groupe}>
    ${[["", texts.tous], ...groupes.map(({ nom }) => [nom, nom])].map(([nom, text]) => html`
      <${Chip} key=${nom} on=${(value ?? "") === nom} onClick=${() => change({ groupe: nom })}>${text}<//>`)}</div>`;
}

/** « 34 contacts », and what filters them: on phones behind « Filtrer ». */
function Head({ text, query, groupes, change }) {
  const { q, groupe } = query;
  const [open, setOpen] = useState(Boolean(q || groupe));
  const title = html`<h2 id="contacts">${text}</h2>`;
  const filter = html`<${Filter} label=${texts.filtre} value=${q} onChange=${(typed) => change({ q: typed })} />`;
  const groups = html`<${Groups} groupes=${groupes} value=${groupe} change=${change} />`;
  if (state.value.large) {
    return html`<div class="tete">${title}</div><div class="tete outils">${groups || html`<span />`}${filter}</div>`;
  }
  return html`<div class="tete">${title}<button type="button" class="lien" aria-expanded=${String(open)}
      onClick=${() => setOpen(!open)}><${Icon} name="search" />${t.champs.filtre}</button></div>
    ${open && html`<div class="plis">${filter}${groups}</div>`}`;
}

/** The contacts that the address asks for, the one in the form marked. */
function Contacts({ resource, groupes, query, current, importer }) {
  const { q, groupe } = query;
  const contacts = resource.data?.elements;
  const partial = Boolean(resource.data?.curseur);
  const here = current ? `${HERE}/${current}` : HERE;
  const change = (part) => go(url(here, { q, groupe, ...part }), { replace: true });
  const to = (id) => url(`${HERE}/${id}`, { q, groupe });
  const List = state.value.large ? Table : Rows;
  const none = contacts?.length === 0 && !partial;
  return html`<section class="carte pleine" aria-label=${texts.titre}>
    ${(!none || q || groupe) && html`<${Head} text=${texts.compte(contacts?.length ?? 0, partial)} query=${query}
      groupes=${groupes} change=${change} />`}
    ${none && html`<${Nothing} filtered=${Boolean(q || groupe)} importer=${importer} />`}
    ${!none && (contacts ? html`<${List} contacts=${contacts} current=${current} to=${to} />`
    : !resource.error && html`<${Loading} />`)}</section>`;
}

export default function Repertoire({ params, query, state: handed }) {
  const { id } = params;
  const list = useResource(url("/contacts", { q: query.q, groupe: query.groupe }));
  const groups = useResource("/groupes");
  const one = useResource(id ? `/contacts/${id}` : null);
  const [said, setSaid] = useState(handed.panel?.title ?? "");
  const [ImportSheet, setImportSheet] = useState(null);
  const groupes = groups.data?.elements ?? (groups.error ? [] : null);
  const ready = groupes && (!id || one.fresh);
  const changed = () => { forget(); list.reload(); groups.reload(); };
  const added = (title) => { setSaid(title); changed(); };
  const left = (title) => { forget(); go(url(HERE, query), { replace: true, panel: { title } }); };
  const openImport = () => import("../components/sms-import.js").then((module) => setImportSheet(() => module.ImportSheet),
    () => dispatch({ toast: t.besoinReseau }));
  const importer = (kind) => isGerant(state.value) && html`<button type="button" class=${kind} onClick=${openImport}>
    <${Icon} name="download" />${b.importation.bouton}</button>`;
  return html`<${Page} titre=${texts.titre} onglet="sms" option="repertoire" retour="/sms"
    actions=${importer(state.value.large ? "bouton" : "lien")}>
    ${said && html`<${Panel} title=${said} kind="action" />`}
    <${Failure} resource=${one} />
    ${ready ? html`<${ContactForm} contact=${id ? one.data : null} groupes=${groupes.map(({ nom }) => nom)}
      close=${url(HERE, query)} added=${added} left=${left} />` : !one.error && html`<${Loading} rows=${3} />`}
    <${Failure} resource=${list} />
    <${Contacts} resource=${list} groupes=${groupes ?? []} query=${query} current=${id} importer=${importer("bouton")} />
    <${More} resource=${list} />
    ${ImportSheet && html`<${ImportSheet} done=${changed} onClose=${() => setImportSheet(null)} />`}
  <//>`;
}
