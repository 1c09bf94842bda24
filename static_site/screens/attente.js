/** Attente: what waits for the network; first what was refused, to be corrected or taken out. */
import { state } from "../app.js";
import { Icon } from "../components/icon.js";
import { Empty } from "../components/list.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { hour, money } from "../format.js";
import t from "../locales/fr.js";
import { restore, withdraw } from "../outbox.js";
import { html, useRef, useState } from "../vendor/preact.js";

const FORMS = { reglement: "/reglements/nouveau", versement: "/versements/nouveau" };
const KIND = { reglement: "du", versement: "verse" };

const at = (entry) => hour(entry.saisi_le, state.value.session.boutique.fuseau);
const Sum = ({ entry: { quoi } }) => html`<span class=${`montant ${KIND[quoi.type]}`}>${money(quoi.montant, devise())}</span>`;

/** Why it was refused: what is wrong with each field, or the refusal itself. */
const reasons = ({ refus }) => (refus.erreurs?.length ? refus.erreurs.map((e) => e.message) : [refus.detail || t.panne]);

const Refused = ({ entry, remove }) => html`<section class="erreurs pages">
  <div class="tete"><h2 class="puces retard"><${Icon} name="triangle-alert" />${t.attente.corriger}</h2>
    <span class="discret petit">${t.attente.saisieA(at(entry))}</span></div>
  <div><p class="tete"><b>${entry.quoi.nom || entry.quoi.telephone}</b><${Sum} entry=${entry} /></p>
    <p class="tete discret petit"><span>${t.attente.types[entry.quoi.type]}, ${entry.quoi.detail}</span>
      <span>${entry.quoi.nom && entry.quoi.telephone}</span></p></div>
  ${reasons(entry).map((message) => html`<p class="erreur" key=${message}>${message}</p>`)}
  <div class="deux"><a class="bouton action" href=${`${FORMS[entry.quoi.type]}?attente=${entry.seq}`}
      aria-label=${t.attente.corrigerQui(entry.quoi.nom)}><${Icon} name="pencil" />${t.attente.boutonCorriger}</a>
    <button type="button" class="bouton" aria-label=${t.attente.retirerQui(entry.quoi.nom)}
      onClick=${remove}><${Icon} name="x" />${t.attente.retirer}</button></div>
</section>`;

const Queued = ({ entry, number, held, remove }) => html`<li class="rang haut">
  <span class="rond attente">${number}</span>
  <span class="milieu"><b>${entry.quoi.nom}</b><br />
    <span class="discret petit">${t.attente.types[entry.quoi.type]}, ${at(entry)}<br />${entry.quoi.detail}
      ${held && html`<br /><b class="retard">${t.attente.apres}</b>`}</span></span>
  <span class="bout"><${Sum} entry=${entry} />
    <button type="button" class="lien" aria-label=${t.attente.retirerQui(entry.quoi.nom)}
      onClick=${remove}><${Icon} name="x" />${t.attente.retirer}</button></span></li>`;

/** Takes out at once, and can put back. */
function useRemoval() {
  const [taken, setTaken] = useState(null);
  const [gone, setGone] = useState(false);
  const running = useRef(false);
  const remove = async (entry) => {
    if (running.current) return;
    running.current = true;
    const there = await withdraw(entry.seq).catch(() => null);
    setTaken(there);
    setGone(!there);
    running.current = false;
  };
  const putBack = () => restore(taken).then(() => setTaken(null), () => {});
  return { taken, gone, remove, putBack };
}

export default function Attente() {
  const { waiting } = state.value;
  const { taken, gone, remove, putBack } = useRemoval();
  const refused = waiting.filter((e) => e.refus);
  const queue = waiting.filter((e) => !e.refus);
  const held = new Set(refused.map((e) => e.compte));
  return html`<${Page} titre=${t.attente.titre} onglet="menu" option="attente" retour="/menu">
    ${taken && html`<${Panel} kind="action" icon="undo-2" title=${t.attente.retire}
      text=${`${taken.quoi.nom} · ${money(taken.quoi.montant, devise())}`}>
      <button type="button" class="bouton" onClick=${putBack}><${Icon} name="undo-2" />${t.attente.remettre}</button><//>`}
    ${gone && html`<p class="avis" role="status"><${Icon} name="info" /><span>${t.attente.partie}</span></p>`}
    ${refused.map((entry) => html`<${Refused} key=${entry.seq} entry=${entry} remove=${() => remove(entry)} />`)}
    ${queue.length > 0 && html`<section class="carte pleine"><h2>${t.attente.ordre(queue.length)}</h2>
      <ol class="rangs">${queue.map((entry, i) => html`<${Queued} key=${entry.seq} entry=${entry} number=${i + 1}
        held=${held.has(entry.compte)} remove=${() => remove(entry)} />`)}</ol></section>`}
    ${waiting.length > 0 ? html`<p class="discret">${t.attente.perdu}</p>`
    : html`<section class="carte pleine"><${Empty} icon="circle-check" title=${t.attente.vide}
        text=${t.attente.videAide}><a class="bouton" href="/">${t.accueil}</a><//></section>`}
  <//>`;
}
