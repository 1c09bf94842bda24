/** Messages envoyés: all of them, and one with the état of each of its recipients. */
import { get } from "../api.js";
import { dispatch, state } from "../app.js";
import { localToday } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Bar, Empty, Failure, Lines, Loading, More } from "../components/list.js";
import { canOpen, Page } from "../components/page.js";
import { useContacts } from "../components/sms-contacts.js";
import { byDay } from "../compte.js";
import { hour, listDate, phone, today, unbroken } from "../format.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { html, useEffect, useState } from "../vendor/preact.js";

const HERE = "/sms/envois";
const ENVOI = "/sms/envoi";
const texts = b.envois;

const boutique = () => state.value.session.boutique;
const localDay = (instant) => today(new Date(instant), boutique().fuseau);

/** Colour and icon of an état. */
const ETATS = {
  a_envoyer: ["archive", "send"], en_cours: ["archive", "send"], envoye: ["complet", "check"],
  echec: ["retard", "triangle-alert"], incertain: ["attente", "circle-question-mark"],
  refus: ["archive", "ban"], sans_consentement: ["archive", "circle-slash"],
};
/** What asks for something comes first. */
const ORDER = ["echec", "incertain", "refus", "sans_consentement", "a_envoyer", "en_cours", "envoye"];

function State({ etat }) {
  const [kind, icon] = ETATS[etat] ?? ETATS.a_envoyer;
  return html`<span class=${`etat ${kind}`}><${Icon} name=${icon} />${texts.resultats[etat] ?? etat}</span>`;
}

// All of them

const LINE = 60;

/** The beginning of a text, on a line. */
const shortened = (texte) => (texte.length > LINE ? `${texte.slice(0, LINE).trimEnd()}…` : texte);

const Line = ({ envoi }) => html`<li><a class="rang" href=${`${HERE}/${envoi.id}`}>
  <${Lines} titre=${shortened(envoi.texte)} montant=${html`<span class="montant">${t.sms(envoi.cout)}</span>`}
    sous=${`${hour(envoi.cree_le, boutique().fuseau)} · ${texts.personnes(envoi.destinataires)}`}
    etat=${envoi.etat === "en_cours" && html`<span class="etat attente"><${Icon} name="send" />${texts.enCours}</span>`} /></a></li>`;

const Write = () => canOpen(ENVOI) && html`<a class="bouton action" href=${ENVOI}><${Icon} name="send" />${texts.ecrire}</a>`;

function Envois() {
  const resource = useResource("/messages");
  const envois = resource.data?.elements;
  return html`<${Page} titre=${texts.titre} onglet="sms" option="envois" retour="/sms"
    dock=${envois?.length > 0 && html`<${Write} />`}>
    <${Failure} resource=${resource} />
    ${!envois && !resource.error && html`<${Loading} />`}
    ${envois?.length === 0 && html`<div class="carte pleine"><${Empty} icon="send" title=${texts.vide}>
      ${canOpen(ENVOI) ? html`<${Write} />` : html`<a class="bouton" href="/sms/repertoire">${b.repertoire.titre}</a>`}<//></div>`}
    ${envois?.length > 0 && html`<div class="carte pleine">
      ${byDay(envois.map((envoi) => ({ ...envoi, date: localDay(envoi.cree_le) }))).map(({ date, elements }) => html`
        <section key=${date}><h2 class="jour">${listDate(date, localToday())}</h2>
          <ul class="rangs">${elements.map((envoi) => html`<${Line} key=${envoi.id} envoi=${envoi} />`)}</ul></section>`)}</div>`}
    <${More} resource=${resource} />
  <//>`;
}

// One of them

/** How often an envoi on its way is asked, in ms: more rarely for each recipient, and after the network failed. */
const OFTEN = 1_000;
const EACH = 5;
const RARELY = 5_000;

/** What was given back counts again: the lists and the quota in view are read anew. */
function ended() {
  forget();
  get("/quota?limite=1").then(({ sms }) => dispatch({ quota: sms }), () => {});
}

/** An envoi as it goes on, until it ended. */
function useEnvoi(id) {
  const [found, setFound] = useState({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer;
    let left = false;
    const ask = async () => {
      let wait = OFTEN;
      try {
        const data = await get(`/messages/${id}`);
        if (left) return;
        setFound({ data });
        if (data.etat !== "en_cours") return ended();
        wait += EACH * data.resultats.length;
      } catch (error) {
        if (!left) setFound((old) => ({ ...old, error }));
        if (!error.passing) return;
        wait = RARELY;
      }
      if (!left) timer = setTimeout(ask, wait);
    };
    ask();
    return () => { left = true; clearTimeout(timer); };
  }, [id, turn]);
  return { ...found, reload: () => setTurn((n) => n + 1) };
}

/** So many pages of the répertoire are read to name the recipients, and so many are shown at once. */
const NAMED = 5;
const SHOWN = 100;

function Recipients({ resultats }) {
  const { contacts } = useContacts(NAMED);
  const [most, setMost] = useState(SHOWN);
  const names = new Map(contacts.map((c) => [c.telephone, c.nom]));
  const sorted = [...resultats].sort((one, other) => ORDER.indexOf(one.etat) - ORDER.indexOf(other.etat));
  const numberOf = (telephone) => unbroken(phone(telephone, boutique().pays));
  return html`<ul class="carte pleine rangs">${sorted.slice(0, most).map(({ telephone, etat }, i) => html`
      <li class="rang" key=${telephone || i}><${Lines} titre=${names.get(telephone) ?? (numberOf(telephone) || texts.numeroRetire)}
        montant=${html`<${State} etat=${etat} />`} sous=${names.has(telephone) && numberOf(telephone)} /></li>`)}</ul>
    ${sorted.length > most && html`<button type="button" class="bouton" onClick=${() => setMost(most + SHOWN)}>${t.voirPlus}</button>`}`;
}

const Text = ({ envoi }) => html`<section class="carte pages">
  <div><p class="petit gras discret">${envoi.emetteur}</p><p class="bulle note">${envoi.texte}</p></div>
  <p class="discret petit">${texts.par(envoi.cree_par.nom,
    `${listDate(localDay(envoi.cree_le), localToday())}, ${hour(envoi.cree_le, boutique().fuseau)}`)}</p></section>`;

function Progress({ envoi }) {
  const { resultats, etat } = envoi;
  const count = (name) => resultats.filter((r) => r.etat === name).length;
  const [done, asked] = [count("envoye"), envoi.destinataires];
  const going = etat === "en_cours";
  return html`<section class="carte pages"><div><div class="tete"><h2 id="avancement">${going ? texts.enCours : texts.termine}</h2>
      <span class="discret">${texts.avancement(done, asked)}</span></div>
    <progress class="cache" value=${done} max=${asked} aria-labelledby="avancement"></progress>
    <span class="verse"><${Bar} parts=${[["", done]]} total=${asked} /></span></div>
    <p class="tete"><span class="discret">${texts.personnes(envoi.destinataires)}</span><b class="montant">${t.sms(envoi.cout)}</b></p>
    ${going && html`<p class="discret petit">${texts.fermez}</p>`}
    ${!going && count("echec") > 0 && html`<p class="discret petit">${texts.rendus}</p>`}</section>`;
}

function Envoi({ id }) {
  const resource = useEnvoi(id);
  const { data } = resource;
  const text = data && html`<${Text} key="texte" envoi=${data} />`;
  const list = data && html`<div class="pages" key="liste"><${Progress} envoi=${data} /><${Recipients} resultats=${data.resultats} /></div>`;
  return html`<${Page} titre=${texts.un} onglet="sms" option="envois" retour=${HERE}>
    <${Failure} resource=${resource} />
    ${!data && !resource.error && html`<${Loading} />`}
    ${data && html`<div class="colonnes pages">${state.value.large ? [list, text] : [text, list]}</div>`}
  <//>`;
}

export default ({ params }) => (params.id ? html`<${Envoi} id=${params.id} />` : html`<${Envois} />`);
