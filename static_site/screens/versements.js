/** Les versements: what was just recorded, with its receipt and its undo; the filter by name. */
import { call } from "../api.js";
import { go, state } from "../app.js";
import { Empty, Failure, Filter, Loading, More } from "../components/list.js";
import { devise } from "../components/money.js";
import { addVersement, canOpen, Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { Icon } from "../components/icon.js";
import { VersementRows, VersementTable, waitingVersements } from "../components/versements.js";
import { money, plainMoney, textDate, whatsapp } from "../format.js";
import t from "../locales/fr.js";
import { withdraw } from "../outbox.js";
import { forget, useResource } from "../resource.js";
import { isGerant, url } from "../state.js";
import { keep, refreshClient } from "../store.js";
import { html, useRef, useState } from "../vendor/preact.js";

const HERE = "/versements";

/** « Awa Diop doit encore 32 500 F. » */
function after({ nom, du, avoir }) {
  if (du > 0) return t.versement.doitEncore(nom, money(du, devise()));
  return avoir > 0 ? t.versement.aEnAvoir(nom, money(avoir, devise())) : t.versement.neDoitRien(nom);
}

/** The receipt, for WhatsApp. */
function receipt(panel, client) {
  const rest = client.du > 0 ? t.versement.resteRecu(plainMoney(client.du, devise())) : t.versement.rienRecu;
  return whatsapp(client.telephone, t.versement.texteRecu(client.nom, panel.numero,
    plainMoney(panel.montant, devise()), textDate(panel.date), t.modes[panel.mode], rest,
    state.value.session.boutique.nom));
}

/** Undoes once, however often it is tapped; says what came of it. */
function useUndo(panel, reload) {
  const [undone, setUndone] = useState(false);
  const [failure, setFailure] = useState("");
  const running = useRef(false);
  const undo = async () => {
    if (running.current) return;
    running.current = true;
    setFailure("");
    try {
      const waiting = panel.waiting && state.value.waiting.find((e) => e.cle === panel.cle);
      if (waiting) {
        if (!await withdraw(waiting.seq)) return setFailure(t.attente.partie);
      } else {
        const answer = await call("POST", `${HERE}/${panel.id}/annulation`,
          { body: { motif: t.reglement.motifErreur }, key: `annuler-${panel.id}` });
        keep([answer]).catch(() => {});
        refreshClient(answer.client.id).catch(() => {});
        forget();
      }
      setUndone(true);
      reload();
    } catch (error) {
      setFailure(error.detail || t.besoinReseau);
    } finally {
      running.current = false;
    }
    return undefined;
  };
  return { undone, failure, undo };
}

/** « Versement de 15 000 F enregistré » (Envoyer le reçu)(Annuler). */
function Done({ panel, reload }) {
  const { undone, failure, undo } = useUndo(panel, reload);
  const { data, fresh, reload: again } = useResource(panel.client ? `/clients/${panel.client}` : null);
  const client = fresh ? data : null;
  const montant = money(panel.montant, devise());
  const stillWaits = panel.waiting && state.value.waiting.some((e) => e.cle === panel.cle);
  const done = async () => { await undo(); again(); };
  if (undone) {
    return html`<${Panel} icon="undo-2" title=${(panel.waiting ? t.versement.retire : t.versement.annule)(montant)}
      text=${client && after(client)} />`;
  }
  const mayUndo = panel.waiting ? stillWaits : isGerant(state.value);
  const correct = `${HERE}/${panel.id}/modifier`;
  return html`<${Panel} icon=${stillWaits ? "cloud-upload" : "circle-check"} warnings=${panel.warnings}
    title=${(stillWaits ? t.versement.garde : t.versement.enregistre)(montant)}
    text=${failure || (stillWaits ? t.versement.partira : client && after(client))}>
    ${client?.telephone && panel.id && html`<a class="bouton" href=${receipt(panel, client)} target="_blank"
      rel="noopener noreferrer"><${Icon} name="message-circle" />${t.versement.recu}</a>`}
    ${mayUndo && html`<button type="button" class="bouton" onClick=${done}>
      <${Icon} name="undo-2" />${t.versement.annuler}</button>`}
    ${!mayUndo && panel.id && canOpen(correct) && html`<a class="bouton" href=${correct}>
      <${Icon} name="pencil" />${t.versement.corriger}</a>`}
  <//>`;
}

function Nothing({ q }) {
  return html`<div class="carte pleine">${q ? html`<${Empty} icon="search" title=${t.versements.videFiltre}>
      <a class="bouton" href=${HERE}>${t.toutVoir}</a><//>`
    : html`<${Empty} icon="hand-coins" title=${t.versements.vide}>${addVersement()}<//>`}</div>`;
}

/** What waits is shown even where nothing was ever read. */
function Content({ resource, q, tinted }) {
  const { data, error } = resource;
  if (!data && !error) return html`<${Loading} />`;
  const versements = [...waitingVersements({ q }), ...(data?.elements ?? [])];
  const partial = Boolean(data?.curseur);
  if (!versements.length && !partial) return data && html`<${Nothing} q=${q} />`;
  return state.value.large
    ? html`<${VersementTable} versements=${versements} partial=${partial} tinted=${tinted} />`
    : html`<${VersementRows} versements=${versements} tinted=${tinted} />`;
}

export default function Versements({ query, state: handed }) {
  const { large } = state.value;
  const resource = useResource(url(HERE, { q: query.q }));
  const change = (q) => go(url(HERE, { q }), { replace: true, panel: handed.panel });
  const filter = html`<${Filter} label=${t.versements.filtre} value=${query.q} onChange=${change} />`;
  const content = html`<${Content} resource=${resource} q=${query.q} tinted=${handed.panel?.id} />`;
  const { elements = [], curseur } = resource.data ?? {};
  return html`<${Page} titre=${t.versements.titre} onglet="clients" option="lesVersements"
    retour="/clients" dock=${addVersement()}>
    ${handed.panel && html`<${Done} key=${handed.panel.id ?? handed.panel.cle} panel=${handed.panel}
      reload=${resource.reload} />`}
    <${Failure} resource=${resource} />
    ${large ? html`<div class="carte pleine"><div class="tete outils">
        <span class="discret petit">${resource.data && t.versements.compte(elements.length, Boolean(curseur))}</span>
        ${filter}</div>${content}</div>`
    : html`${filter}${content}`}
    <${More} resource=${resource} />
  <//>`;
}
