/** Compte client: what is due, how late; what was bought, paid, let go; what one may do about it. */
import { go, state } from "../app.js";
import { numberOf } from "../components/client.js";
import { CompteActions } from "../components/compte-actions.js";
import { Icon } from "../components/icon.js";
import { mostLate } from "../components/late.js";
import { Badge, Bar, Failure, Loading } from "../components/list.js";
import { devise } from "../components/money.js";
import { addReglement, addVersement, canOpen, Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { ReglementRows, ReglementTable, waitingReglementsOf } from "../components/reglements.js";
import { Planned } from "../components/rappel.js";
import { Relance, Relancer } from "../components/relancer.js";
import { de, initials, money, phone, textDate } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { forgetClient, refreshClient } from "../store.js";
import { html, useState } from "../vendor/preact.js";

/** As the tableau de bord knows it: with its oldest open règlement, that an SMS is about. */
const asDebtor = (client, open) => ({ ...client, reglement: open.find((r) => !r.attente)?.id });

const pays = () => state.value.session.boutique.pays;

const Avatar = ({ client }) => html`<span class="rond" aria-hidden="true">${initials(client.nom)}</span>`;

const Who = ({ client }) => html`<p class="enseigne"><${Avatar} client=${client} />
  <span><b>${client.nom}</b><br /><span class="discret">${numberOf(client)}</span></span></p>`;

const Figure = ({ label, kind, value }) => html`<div><p class="discret petit">${label}</p>
  <p class=${`montant ${kind}`}>${money(value, devise())}</p></div>`;

function Totals({ client: c, late }) {
  const waits = waitingReglementsOf(c.id).length;
  return html`<section class="carte pages">
    <div><div class="tete"><span class="gras discret">${t.compte.dues}</span>
        ${late > 0 && html`<${Badge} kind="retard" text=${t.etats.retard(late)} />`}</div>
      <p class=${`grand montant ${c.du > 0 ? "du" : ""}`}>${money(c.du, devise())}</p>
      ${waits > 0 && html`<p class="petit">${t.avecAttente(waits)}</p>`}
      ${c.achats > 0 && html`<${Bar} parts=${[["verse", c.verse - c.avoir], ["solde", c.abandonne], ["du", c.du]]}
        total=${c.achats} />`}</div>
    <div class="trois">
      <${Figure} label=${t.compte.achats} kind="" value=${c.achats} />
      <${Figure} label=${t.compte.verses} kind="verse" value=${c.verse} />
      ${c.abandonne > 0 && html`<${Figure} label=${t.compte.cede} kind="cede" value=${c.abandonne} />`}
      ${c.avoir > 0 && html`<${Figure} label=${t.compte.avoir} kind="avoir" value=${c.avoir} />`}
    </div></section>`;
}

/** (Appeler)(Relancer), and the three tiles of the manual. */
function Tiles({ client, relancer }) {
  const here = `/clients/${client.id}`;
  return html`
    ${client.telephone && html`<div class="deux">
      <a class="bouton doux" href=${`tel:${client.telephone}`}><${Icon} name="phone" />${t.compte.appeler}</a>
      ${client.du > 0 && html`<button type="button" class="bouton doux" onClick=${relancer}>
        <${Icon} name="message-circle" />${t.compte.relancer}</button>`}</div>`}
    <nav class="trois" aria-label=${client.nom}>
      ${[["releve", "file-text", t.compte.releve], ["reglements", "notebook-pen", t.compte.afficherReglements],
    ["versements", "hand-coins", t.compte.afficherVersements]].map(([name, icon, text]) => html`
        <a class="carte tuile" key=${name} href=${`${here}/${name}`}><${Icon} name=${icon} />${text}</a>`)}</nav>`;
}

function Fiche({ client: c, done, gone }) {
  const accord = c.consentement_sms;
  const facts = [[t.compte.telephone2, c.telephone2 && phone(c.telephone2, pays())],
    [t.compte.plafond, c.plafond ? money(c.plafond, devise()) : t.compte.sansPlafond],
    [t.compte.depuis, textDate(c.cree_le.slice(0, 10))],
    [t.compte.accord, accord ? t.compte.accepte : t.compte.pasDemande],
    [t.compte.accuse, c.accuse ? t.compte.oui : t.compte.non], [t.versement.note, c.note]];
  return html`<section class="carte"><h2>${t.compte.fiche}</h2><dl class="fiche">
    ${facts.filter(([, value]) => value).map(([name, value]) => html`
      <div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <${CompteActions} client=${c} done=${done} gone=${gone} /></section>`;
}

function Open({ client, open }) {
  const { large } = state.value;
  const here = `/clients/${client.id}`;
  return html`<section class="carte pleine" aria-labelledby="incomplets">
    <div class="tete"><h2 id="incomplets">${t.compte.incomplets}</h2>
      ${large ? html`<span class="puces"><a class="puce" href=${`${here}/reglements`}>${t.compte.afficherReglements}</a>
          <a class="puce" href=${`${here}/versements`}>${t.compte.afficherVersements}</a></span>`
    : html`<span class="discret petit">${open.length || ""}</span>`}</div>
    ${open.length === 0 ? html`<p class="rang discret">${t.compte.aucunIncomplet}</p>`
    : large ? html`<${ReglementTable} reglements=${open} />` : html`<${ReglementRows} reglements=${open} />`}
  </section>`;
}

function Content({ client, open, relancer, done, gone }) {
  const late = mostLate(open);
  const totals = html`<${Totals} client=${client} late=${late} />`;
  const fiche = html`<${Fiche} client=${client} done=${done} gone=${gone} />`;
  const list = html`<${Open} client=${client} open=${open} />`;
  if (!state.value.large) {
    return html`<${Who} client=${client} />${totals}<${Tiles} client=${client} relancer=${relancer} />${list}${fiche}`;
  }
  return html`<div class="colonnes pages"><div class="pages">${totals}${list}</div>
    <div class="pages">${client.du > 0 && html`<section class="carte pages"><h2>${t.compte.relancerQui(client.nom)}</h2>
        <${Relance} key=${client.du} client=${asDebtor(client, open)} /></section>`}
      ${fiche}</div></div>`;
}

export default function Client({ params, state: handed }) {
  const here = `/clients/${params.id}`;
  const resource = useResource(here);
  const reglements = useResource(`/reglements?client=${params.id}&etat=incomplet&limite=100`);
  const [sheet, setSheet] = useState(false);
  const [said, setSaid] = useState(handed.panel?.title);
  const { large } = state.value;
  const { data: client } = resource;
  const open = [...(reglements.data?.elements ?? []), ...waitingReglementsOf(params.id)].reverse();
  /** Something was done to the account; `taken` is one that went into it. */
  const done = (title, taken) => {
    setSaid(title);
    if (taken) forgetClient(taken).catch(() => {});
    refreshClient(params.id).catch(() => {});
    forget();
    resource.reload();
    reglements.reload();
  };
  const gone = async () => {
    forget();
    await forgetClient(params.id).catch(() => {});
    go("/clients", { replace: true, panel: { title: t.compte.supprime(de(client.nom)) } });
  };
  const edit = client && html`<a class=${large ? "bouton" : "lien"} href=${`${here}/modifier`}>
    <${Icon} name="pencil" />${t.modifier}</a>`;
  const releve = large && client && canOpen(`${here}/releve`)
    && html`<a class="bouton" href=${`${here}/releve`}><${Icon} name="file-text" />${t.compte.releve}</a>`;
  return html`<${Page} titre=${t.compte.titre} titreLarge=${client?.nom ?? t.compte.titre} onglet="clients"
    option="lesComptes" retour="/clients" fil=${[[t.clients.titre, "/clients"]]} actions=${html`${edit}${releve}`}
    avant=${client && html`<${Avatar} client=${client} />`}
    sous=${client && numberOf(client)}
    dock=${client && html`${addReglement(`/reglements/nouveau?client=${client.id}`)}${
      addVersement(`/versements/nouveau?client=${client.id}`)}`}>
    ${said && html`<${Panel} title=${said} kind="action" />`}
    ${handed.panel?.rappel && html`<${Planned} rappel=${handed.panel.rappel} />`}
    <${Failure} resource=${resource} />
    ${client ? html`<${Content} client=${client} open=${open} done=${done} gone=${gone}
        relancer=${() => setSheet(true)} />`
    : !resource.error && html`<${Loading} />`}
    ${sheet && html`<${Relancer} client=${asDebtor(client, open)} onClose=${() => setSheet(false)} />`}
  <//>`;
}
