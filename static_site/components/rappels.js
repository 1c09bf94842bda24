/** Rappels in lists: what became of each, and (Modifier)(Supprimer)(Renvoyer). */
import { call, get } from "../api.js";
import { state } from "../app.js";
import { de, hour, money, phone, shortDay, tableDate, today, unbroken, weekDay } from "../format.js";
import fr from "../locales/fr-rappels.js";
import { forget } from "../resource.js";
import { html, useState } from "../vendor/preact.js";
import { localToday } from "./choices.js";
import { Icon } from "./icon.js";
import { devise } from "./money.js";
import { Panel } from "./panel.js";
import { departure, plan, tomorrow, unbrokenAmounts, useOnce } from "./rappel.js";
import { Ask } from "./sheet.js";

const texts = fr.rappels;

/** Colour and icon of each état. */
const LOOKS = {
  planifie: ["action", "calendar-clock"], en_cours: ["action", "send"], envoye: ["complet", "check"],
  incertain: ["attente", "circle-question-mark"], echec: ["retard", "triangle-alert"],
  sans_objet: ["archive", "circle-slash"], quota_insuffisant: ["archive", "message-square-text"],
  annule: ["archive", "ban"], expire: ["archive", "clock-alert"],
};

/** What may still be changed: all of it is planned, and it is no accusé. */
const isPlanned = ({ type, destinataires }) => type === "rappel"
  && destinataires.every((d) => d.etat === "planifie");

/** What may be sent again by hand. */
const isUnsure = ({ type, destinataires }) => type === "rappel"
  && destinataires.some((d) => ["incertain", "echec"].includes(d.etat));

const readable = (telephone) => unbroken(phone(telephone, state.value.session.boutique.pays));

/** « Envoyé à 8 h 02 », on its own day; later « Envoyé le 29 nov. ». */
function word({ etat, envoye_le: le }, date) {
  if (etat !== "envoye" || !le) return fr.etats[etat];
  const { fuseau } = state.value.session.boutique;
  const day = today(new Date(le), fuseau);
  return day === date ? fr.etats.envoyeA(hour(le, fuseau)) : fr.etats.envoyeLe(shortDay(day));
}

/** Colour, icon and word of an état. @param {{etat: string, text?: string}} props */
export const Etat = ({ etat, text = fr.etats[etat] }) => html`
  <span class=${`etat ${LOOKS[etat][0]}`}><${Icon} name=${LOOKS[etat][1]} />${text}</span>`;

/** What became of it for one number; the number, where it is not simply the client's. */
function Fate({ rappel, destinataire: d }) {
  const plain = rappel.destinataires.length === 1 && d.telephone === rappel.client?.telephone;
  const said = [fr.phrases[d.etat], d.reponse && texts.operateur(d.reponse)].filter(Boolean).join(" ");
  return html`<li>${!plain && d.telephone && html`<span class="discret petit">${readable(d.telephone)}</span> `}
    <${Etat} etat=${d.etat} text=${word(d, rappel.date)} />
    ${said && html`<br /><span class="discret petit">${said}</span>`}</li>`;
}

const Fates = ({ rappel }) => html`<ul>${rappel.destinataires.map((d, i) => html`
  <${Fate} key=${i} rappel=${rappel} destinataire=${d} />`)}</ul>`;

const nameOf = (rappel) => rappel.client?.nom ?? texts.compteSupprime;

function Buttons({ rappel: r, remove, resend }) {
  const nom = nameOf(r);
  if (isPlanned(r)) {
    return html`<span class="puces"><a class="bouton doux" aria-label=${texts.modifierQui(de(nom))}
        href=${`/reglements/${r.reglement}/rappel?rappel=${r.id}`}><${Icon} name="pencil" />${texts.modifier}</a>
      <button type="button" class="bouton doux" aria-label=${texts.supprimerQui(de(nom))} onClick=${() => remove(r)}>
        <${Icon} name="trash-2" />${texts.supprimer}</button></span>`;
  }
  return isUnsure(r) && html`<button type="button" class="bouton doux" aria-label=${texts.renvoyerQui(nom)}
    onClick=${() => resend(r)}><${Icon} name="send" />${texts.renvoyer}</button>`;
}

/** Whom it is about, as a link to its règlement where it has one. */
const Who = ({ rappel: r, kind }) => (r.reglement
  ? html`<a class=${kind} href=${`/reglements/${r.reglement}`}>${nameOf(r)}</a>` : html`<b>${nameOf(r)}</b>`);

const about = ({ type, produit }) => [produit, type === "accuse" && texts.accuse].filter(Boolean).join(" · ");

function Row({ rappel, named, remove, resend }) {
  return html`<li class="rang haut"><div class="milieu champ">
    <div>${named ? html`<div class="tete"><${Who} rappel=${rappel} kind="nom" />
      ${rappel.reliquat > 0 && html`<span class="montant">${money(rappel.reliquat, devise())}</span>`}</div>
      <p class="discret petit">${about(rappel)}</p>`
    : html`<b>${dayTitle(rappel.date)}</b>`}</div>
    <div class="tete"><${Fates} rappel=${rappel} />
      <${Buttons} rappel=${rappel} remove=${remove} resend=${resend} /></div></div></li>`;
}

/** Asks, saying what it may do: the client would get it twice. */
const Resend = ({ rappel: r, busy, onYes, onClose }) => html`<${Ask} title=${texts.renvoyerTitre(nameOf(r))} kind="action"
  text=${r.destinataires.some((d) => d.etat === "incertain") ? texts.renvoyerIncertain : texts.renvoyerEchec}
  action=${texts.renvoyer} busy=${busy} onYes=${onYes} onClose=${onClose} />`;

/** « Rappel supprimé » (Remettre) */
function Removed({ rappel, reload }) {
  const [back, setBack] = useState(null);
  const { failure, once } = useOnce();
  const { date, texte, emetteur, destinataires, client, reglement } = rappel;
  const own = destinataires.length === 1 && destinataires[0].telephone === client?.telephone;
  const restore = () => once(async () => {
    setBack(await plan(reglement, { date, texte, emetteur,
      ...(!own && { destinataires: destinataires.map((d) => d.telephone) }) }, `remettre-${rappel.id}`));
    reload();
  });
  if (back) return html`<${Panel} kind="action" title=${fr.fait.remis(departure(back.date))} />`;
  return html`<${Panel} kind="action" icon="undo-2" title=${fr.fait.supprime} text=${failure}>
    <button type="button" class="bouton" onClick=${restore}><${Icon} name="undo-2" />${fr.fait.remettre}</button><//>`;
}

/** What a tap on a row does, and what is said of it above the list. */
export function useRappels(reload) {
  const [said, setSaid] = useState(null);
  const [asking, setAsking] = useState(null);
  const { failure, setFailure, once } = useOnce();
  const done = (what) => { setSaid(what); setAsking(null); forget(); reload(); };
  /** What is put back again is what it is now; the list may be a copy. */
  const remove = (rappel) => once(async () => {
    const path = `/rappels/${rappel.id}`;
    const removed = await get(path);
    await call("DELETE", path, { key: `supprimer-${rappel.id}` });
    done({ removed });
  });
  const resend = () => once(async () => {
    const key = `renvoyer-${asking.id}-${asking.version}`;
    done({ resent: await call("POST", `/rappels/${asking.id}/renvoi`, { key }) });
  });
  const ask = (rappel) => { setFailure(""); setAsking(rappel); };
  const notes = html`
    ${said?.removed && html`<${Removed} key=${said.removed.id} rappel=${said.removed} reload=${reload} />`}
    ${said?.resent && html`<${Panel} kind="action" icon="send" title=${fr.fait.renvoye(departure(said.resent.date))} />`}
    ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}
    ${asking && html`<${Resend} rappel=${asking} onYes=${resend} onClose=${() => setAsking(null)} />`}`;
  return { notes, actions: { remove, resend: ask } };
}

/** @param {{rappels: any[], actions: any, named?: boolean}} props named: with its client */
export const RappelRows = ({ rappels, actions, named = true }) => html`<ul class="rangs">${rappels.map((r) => html`
  <${Row} key=${r.id} rappel=${r} named=${named} ...${actions} />`)}</ul>`;

/** « Demain, dimanche 29 nov. · vers 8 h », « Aujourd'hui, 28 nov. » */
export function dayTitle(date) {
  const now = localToday();
  if (date === now) return texts.aujourdhui(shortDay(date));
  const named = weekDay(date);
  const day = date === tomorrow() ? texts.demain(named) : named[0].toUpperCase() + named.slice(1);
  return date > now ? texts.vers8h(day) : day;
}

/** The same in a table, for wide windows. */
export const RappelTable = ({ rappels, actions }) => html`<div class="table"><table><thead><tr>
    <th scope="col" aria-sort="descending">${texts.date}</th><th scope="col">${texts.client}</th>
    <th scope="col">${texts.message}</th><th scope="col">${texts.etat}</th>
    <th scope="col"><span class="cache">${texts.actions}</span></th></tr></thead>
  <tbody>${rappels.map((r) => html`<tr key=${r.id}><td>${tableDate(r.date)}</td>
    <td><${Who} rappel=${r} /><br /><span class="discret petit">${about(r)}</span></td>
    <td class="petit">${unbrokenAmounts(r.texte)}</td><td><${Fates} rappel=${r} /></td>
    <td><${Buttons} rappel=${r} ...${actions} /></td></tr>`)}</tbody></table></div>`;
