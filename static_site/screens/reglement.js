/** Règlement: what remains, who paid what, what was let go; Modifier, Solder, Rouvrir, Annuler. */
import { call } from "../api.js";
import { state } from "../app.js";
import { Annuler } from "../components/annuler.js";
import { localToday, Radios } from "../components/choices.js";
import { ErrorSummary, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Bar, Failure, Loading, Situation } from "../components/list.js";
import { devise } from "../components/money.js";
import { addVersement, canOpen, Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { Planned } from "../components/rappel.js";
import { RappelRows, useRappels } from "../components/rappels.js";
import { Sheet } from "../components/sheet.js";
import { daysLate, mayEdit } from "../compte.js";
import { money, textDate } from "../format.js";
import fr from "../locales/fr-rappels.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { isGerant } from "../state.js";
import { keep, refreshClient } from "../store.js";
import { html, useState } from "../vendor/preact.js";

function Head({ reglement: r }) {
  const let_go = r.abandonne > 0 && r.reliquat === 0;
  const tone = r.reliquat === 0 ? "verse" : daysLate(r, localToday()) ? "retard" : "du";
  return html`<section class="carte">
    <div class="tete"><a class="gras" href=${`/clients/${r.client.id}`}>${r.client.nom}</a>
      <${Situation} reglement=${r} /></div>
    <p class="gras">${r.produit}</p>
    <p class="discret petit">${let_go ? t.reglement.cede : t.reglement.reliquat}</p>
    <p class=${`grand montant ${let_go ? "cede" : tone}`}>${money(let_go ? r.abandonne : r.reliquat, devise())}</p>
    <${Bar} parts=${[["verse", r.verse], ["solde", r.abandonne]]} total=${r.montant} />
    <p class="tete petit"><b class="verse">${t.reglement.verseDe(money(r.verse, devise()))}</b>
      <span class="discret">${t.reglement.aPayerDe(money(r.montant, devise()))}</span></p>
    ${r.annulation && html`<p class="avis">${t.reglement.annuleMotif(
    textDate(r.annulation.le.slice(0, 10)), r.annulation.motif)}</p>`}
  </section>`;
}

const Facts = ({ reglement: r }) => html`<dl class="carte fiche">
  ${[[t.reglement.date, textDate(r.date)], [t.reglement.echeance, r.echeance && textDate(r.echeance)],
    [t.reglement.par, r.cree_par?.nom], [t.reglement.note, r.note]].filter(([, value]) => value)
    .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

function Versements({ versements }) {
  return html`<section class="carte pleine"><h2>${t.reglement.versements}</h2>
    ${versements.length === 0 ? html`<p class="rang discret">${t.reglement.aucunVersement}</p>`
    : html`<ul class="rangs">${versements.map((v) => html`<li key=${v.id}><a class="rang" href=${`/versements/${v.id}`}>
        <b>${textDate(v.date)}</b><span class="montant verse">${money(v.impute, devise())}</span></a></li>`)}</ul>`}
  </section>`;
}

const Abandons = ({ abandons }) => abandons.length > 0 && html`<section class="carte pleine">
  <h2>${t.reglement.abandons}</h2>
  <ul class="rangs">${abandons.map((a) => html`<li class="rang" key=${a.date + a.montant}>
    <span><b>${t.reglement.motifs[a.motif]}</b><br />
      <span class="discret petit">${textDate(a.date)}${a.par?.nom && ` · ${a.par.nom}`}</span></span>
    <span class="montant cede">${money(a.montant, devise())}</span></li>`)}</ul></section>`;

/** Solder asks its motif; the button names what it does. */
function SolderSheet({ reglement: r, done, onClose }) {
  const form = useForm({ initial: { motif: "cede" }, check: () => [],
    send: (body, key) => call("POST", `/reglements/${r.id}/solde`, { body, key })
      .then((after) => done(after, t.reglement.solde)) });
  return html`<${Sheet} title=${t.reglement.solderQui} onClose=${onClose}>
    <p>${t.reglement.solderAide(money(r.reliquat, devise()))}</p>
    <form class="pages" onSubmit=${form.submit}><${ErrorSummary} form=${form} />
      <${Radios} form=${form} name="motif" label=${t.reglement.motif}
        options=${Object.entries(t.reglement.motifs)} />
      <button class="bouton action"><${Icon} name="circle-slash" />${t.reglement.solder}</button></form><//>`;
}

/** What a gérant may do to it. */
function Actions({ reglement: r, done }) {
  const [open, setOpen] = useState("");
  const [failure, setFailure] = useState("");
  const close = () => setOpen("");
  const finish = (after, title) => { close(); setFailure(""); done(after, title); };
  const rouvrir = () => call("DELETE", `/reglements/${r.id}/solde`)
    .then((after) => finish(after, t.reglement.rouvert), (error) => setFailure(error.detail || t.besoinReseau));
  if (!isGerant(state.value) || r.etat === "annule") return null;
  return html`
    ${failure && html`<p class="avis retard" role="alert">${failure}</p>`}
    <div class="puces">
      ${r.reliquat > 0 && html`<button type="button" class="bouton" onClick=${() => setOpen("solder")}>
        <${Icon} name="circle-slash" />${t.reglement.solder}</button>`}
      ${r.abandonne > 0 && html`<button type="button" class="bouton" onClick=${rouvrir}>
        <${Icon} name="undo-2" />${t.reglement.rouvrir}</button>`}
      <button type="button" class="bouton danger" onClick=${() => setOpen("annuler")}>
        <${Icon} name="ban" />${t.reglement.annuler}</button>
    </div>
    ${open === "solder" && html`<${SolderSheet} reglement=${r} done=${finish} onClose=${close} />`}
    ${open === "annuler" && html`<${Annuler} path=${`/reglements/${r.id}`} title=${t.reglement.annuler}
      text=${t.reglement.annulerAide} done=${(after) => finish(after, t.reglement.annule)} onClose=${close} />`}`;
}

/** Its rappels, and what may be done about each. */
function Rappels({ rappels, reload }) {
  const { notes, actions } = useRappels(reload);
  return html`${notes}${rappels.length > 0 && html`<section class="carte pleine"><h2>${fr.rappels.duReglement}</h2>
    <${RappelRows} rappels=${rappels} actions=${actions} named=${false} /></section>`}`;
}

function Content({ reglement: r, done, reload }) {
  const planifier = `/reglements/${r.id}/rappel`;
  const { large } = state.value;
  const facts = html`<${Facts} reglement=${r} />`;
  return html`<div class="colonnes pages">
    <div class="pages"><${Head} reglement=${r} />
      ${r.reliquat > 0 && canOpen(planifier) && html`<a class="bouton" href=${planifier}>
        <${Icon} name="calendar-clock" />${t.reglement.planifier}</a>`}
      ${!large && facts}
      <${Versements} versements=${r.versements ?? []} /><${Rappels} rappels=${r.rappels ?? []} reload=${reload} />
      <${Abandons} abandons=${r.abandons} /></div>
    <div class="pages">${large && facts}<${Actions} reglement=${r} done=${done} /></div>
  </div>`;
}

export default function Reglement({ params, state: handed }) {
  const resource = useResource(`/reglements/${params.id}`);
  const [said, setSaid] = useState(handed.panel?.title);
  const [warnings, setWarnings] = useState(handed.panel?.warnings);
  const { data: r } = resource;
  const done = (after, title) => {
    setSaid(title);
    setWarnings(after.avertissements);
    keep([after]).catch(() => {});
    refreshClient(after.client.id).catch(() => {});
    forget();
    resource.reload();
  };
  const edit = r && r.etat !== "annule" && mayEdit(state.value, r, localToday())
    && html`<a class="lien" href=${`/reglements/${r.id}/modifier`}><${Icon} name="pencil" />${t.modifier}</a>`;
  return html`<${Page} titre=${t.reglement.titre} onglet="reglements" option="lesReglements"
    retour="/reglements" actions=${edit} fil=${[[t.options.lesReglements, "/reglements"]]}
    dock=${r?.reliquat > 0 && addVersement(`/versements/nouveau?client=${r.client.id}`)}>
    ${said && html`<${Panel} title=${said} warnings=${warnings} />`}
    ${handed.panel?.rappel && html`<${Planned} rappel=${handed.panel.rappel} undone=${resource.reload} />`}
    <${Failure} resource=${resource} />
    ${r ? html`<${Content} reglement=${r} done=${done} reload=${resource.reload} />` : !resource.error && html`<${Loading} />`}
  <//>`;
}
