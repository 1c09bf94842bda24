/** Versement: what was paid, how, for which règlements; Annuler. */
import { call, get } from "../api.js";
import { state } from "../app.js";
import { Annuler } from "../components/annuler.js";
import { localToday } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Badge, Failure, Lines, Loading, Situation } from "../components/list.js";
import { devise } from "../components/money.js";
import { addVersement, Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { mayEdit } from "../compte.js";
import { money, textDate } from "../format.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { isGerant } from "../state.js";
import { keep, refreshClient } from "../store.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";

/** So many of the règlements that it paid are read at once. */
const PART = 10;

function Head({ versement: v }) {
  const sum = money(v.montant, devise());
  return html`<section class="carte">
    <div class="tete"><a class="nom" href=${`/clients/${v.client.id}`}>${v.client.nom}</a>
      ${v.etat === "en_cours" ? html`<span class="discret petit">${t.etats.en_cours}</span>`
    : html`<${Badge} kind=${v.etat} />`}</div>
    <p class="discret petit">${t.versement.montant}</p>
    <p class=${`grand montant ${v.etat === "annule" ? "discret" : "verse"}`}>${v.etat === "annule"
    ? html`<s>${sum}</s>` : sum}</p>
    ${v.annulation && html`<p class="avis">${t.reglement.annuleMotif(
    textDate(v.annulation.le.slice(0, 10)), v.annulation.motif)}</p>`}
  </section>`;
}

const Facts = ({ versement: v }) => html`<dl class="carte fiche">
  ${[[t.versement.numero, v.numero], [t.champs.date, textDate(v.date)], [t.champs.mode, t.modes[v.mode]],
    [t.champs.reference, v.reference], [t.versement.rembourse, v.rembourse && money(v.rembourse, devise())],
    [t.versement.avoir, v.libre && money(v.libre, devise())],
    [t.reglement.par, v.cree_par?.nom], [t.versement.note, v.note]].filter(([, value]) => value)
    .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** The règlements that it paid, by their ids, a part at a time. */
function usePaid(imputations) {
  const [shown, setShown] = useState(PART);
  const [known, setKnown] = useState({});
  const ids = imputations.slice(0, shown).map((i) => i.reglement);
  useEffect(() => {
    ids.filter((id) => !known[id]).forEach((id) => get(`/reglements/${id}`)
      .then((r) => setKnown((old) => ({ ...old, [id]: r })), () => {}));
  }, [ids.join()]);
  return { known, shown, more: shown < imputations.length && (() => setShown(shown + PART)) };
}

function Paid({ versement: v }) {
  const { known, shown, more } = usePaid(v.imputations);
  return html`<section class="carte pleine"><h2>${t.versement.aPaye}</h2>
    ${v.imputations.length === 0 ? html`<p class="rang discret">${t.versement.rienPaye}</p>`
    : html`<ul class="rangs">${v.imputations.slice(0, shown).map(({ reglement: id, montant }) => html`
      <li key=${id}><a class="rang" href=${`/reglements/${id}`}>
        <${Lines} titre=${known[id]?.produit ?? t.reglement.titre} sous=${known[id] && textDate(known[id].date)}
          montant=${html`<span class="montant verse">${money(montant, devise())}</span>`}
          etat=${known[id] && html`<${Situation} reglement=${known[id]} />`} /></a></li>`)}</ul>`}
    ${more && html`<button type="button" class="bouton" onClick=${more}>${t.voirPlus}</button>`}
  </section>`;
}

/** (Archiver), or back; the answer says by itself whether it may. */
function useArchive(v, done) {
  const [failure, setFailure] = useState("");
  const running = useRef(false);
  const archive = async () => {
    if (running.current) return;
    running.current = true;
    setFailure("");
    const put = v.etat !== "archive";
    try {
      const { elements: [result] } = await call("POST", "/versements/archivage",
        { body: { versements: [v.id], archive: put } });
      if (result.ok) done(v, put ? t.versement.archive : t.versement.desarchive);
      else setFailure(v.libre > 0 ? t.archiver.avoir : t.archiver.suit);
    } catch (error) {
      setFailure(error.detail || t.besoinReseau);
    }
    running.current = false;
  };
  return { failure, archive };
}

function Actions({ versement: v, done }) {
  const [open, setOpen] = useState(false);
  const { failure, archive } = useArchive(v, done);
  const close = () => setOpen(false);
  if (!isGerant(state.value) || v.etat === "annule") return null;
  const isPut = v.etat === "archive";
  return html`
    ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}
    <div class="puces"><button type="button" class="bouton" onClick=${archive}>
        <${Icon} name=${isPut ? "undo-2" : "archive"} />${isPut ? t.versement.desarchiver : t.versement.archiver}</button>
      <button type="button" class="bouton danger" onClick=${() => setOpen(true)}>
        <${Icon} name="ban" />${t.versement.annulerVersement}</button></div>
    ${open && html`<${Annuler} path=${`/versements/${v.id}`} title=${t.versement.annulerVersement}
      text=${t.versement.annulerAide} onClose=${close}
      done=${(after) => { close(); done(after, t.versement.annule(money(after.montant, devise()))); }} />`}`;
}

export default function Versement({ params, state: handed }) {
  const resource = useResource(`/versements/${params.id}`);
  const [said, setSaid] = useState(handed.panel?.title);
  const { data: v } = resource;
  const done = (after, title) => {
    setSaid(title);
    keep([after]).catch(() => {});
    refreshClient(after.client.id).catch(() => {});
    forget();
    resource.reload();
  };
  const edit = v && v.etat !== "annule" && mayEdit(state.value, v, localToday())
    && html`<a class=${state.value.large ? "bouton" : "lien"} href=${`/versements/${v.id}/modifier`}>
      <${Icon} name="pencil" />${t.modifier}</a>`;
  return html`<${Page} titre=${t.versement.titre} onglet="clients" option="lesVersements"
    retour="/versements" actions=${edit} fil=${[[t.versements.titre, "/versements"]]}
    dock=${v && addVersement(`/versements/nouveau?client=${v.client.id}`)}>
    ${said && html`<${Panel} title=${said} />`}
    <${Failure} resource=${resource} />
    ${v ? html`<div class="colonnes pages">
        <div class="pages"><${Head} versement=${v} /><${Paid} versement=${v} /></div>
        <div class="pages"><${Facts} versement=${v} /><${Actions} versement=${v} done=${done} /></div></div>`
    : !resource.error && html`<${Loading} />`}
  <//>`;
}
