/** +Ajouter un règlement. */
import { go, state } from "../app.js";
import { localToday } from "../components/choices.js";
import { clientOf, compteOf, useCorrection, useOpenReglements, usePrefill } from "../components/client.js";
import { dropDraft, ErrorSummary, Submit, useForm } from "../components/form.js";
import { Bar, Lines, Situation } from "../components/list.js";
import { devise, typedAmount } from "../components/money.js";
import { Page } from "../components/page.js";
import {
  emptyReglement, ReglementFields, reglementErrors, sharedBody, useProduits,
} from "../components/reglement-form.js";
import { amount, money, parseAmount, tableDate } from "../format.js";
import t from "../locales/fr.js";
import { submit } from "../outbox.js";
import { html } from "../vendor/preact.js";

function body(values) {
  const acompte = parseAmount(values.acompte, devise());
  return {
    ...clientOf(values), ...sharedBody(values),
    ...(values.echeance && { echeance: values.echeance }),
    ...(values.note.trim() && { note: values.note.trim() }),
    ...(acompte && { acompte: { montant: acompte, mode: values.mode,
      ...(values.mode !== "especes" && values.reference.trim()
        && { reference: values.reference.trim() }) } }),
  };
}

/** What was typed, from a body that was refused. */
const typed = ({ produit, montant, acompte, date, echeance, note }) => ({ produit, date,
  montant: amount(montant, devise()), acompte: acompte ? amount(acompte.montant, devise()) : "",
  mode: acompte?.mode ?? "especes", reference: acompte?.reference ?? "", echeance: echeance ?? "", note: note ?? "" });

async function send(values, key, seq) {
  const sent = body(values);
  const { answer, waiting } = await submit({ path: "/reglements", body: sent, key, seq,
    compte: compteOf(values),
    quoi: { type: "reglement", nom: values.nom, telephone: values.telephone, montant: sent.montant,
      detail: sent.produit } });
  go("/reglements", { replace: true, panel: waiting ? { waiting, montant: sent.montant }
    : { id: answer.id, client: answer.client.id, montant: answer.montant,
      warnings: answer.avertissements ?? [] } });
}

/** What the client owes and will owe, beside the form on wide windows. */
function Beside({ form, owed }) {
  const { client, nom } = form.values;
  const montant = typedAmount(form, "montant") ?? 0;
  const acompte = typedAmount(form, "acompte") ?? 0;
  const due = Math.max(0, client.du - client.avoir + montant - acompte);
  return html`<aside class="carte pleine rangs" aria-label=${t.reglement.devra(nom)}>
    <div class="rang"><span><span class="discret petit">${t.reglement.devra(nom)}</span><br />
      <span class="moyen montant du">${money(due, devise())}</span>
      ${client.plafond && html`
        <${Bar} parts=${[["du", client.du], ["action", montant]]} total=${Math.max(client.plafond, due)} />
        <span class="tete petit"><span class="discret">${t.reglement.plafond}</span>
          <b>${money(client.plafond, devise())}</b></span>`}</span></div>
    ${montant > 0 && html`<div class="rang">
      <${Lines} titre=${t.reglement.ce} sous=${tableDate(form.values.date || localToday())}
        montant=${html`<span class="montant">+ ${money(montant, devise())}</span>`}
        etat=${html`<span class="discret petit">${t.reglement.aPayer}</span>`} /></div>`}
    ${owed.map((r) => html`<div class="rang" key=${r.id}>
      <${Lines} titre=${r.produit} montant=${html`<span class="montant du">${money(r.reliquat, devise())}</span>`}
        sous=${tableDate(r.date)} etat=${html`<${Situation} reglement=${r} />`} /></div>`)}
  </aside>`;
}

export default function AjouterReglement({ query }) {
  const draft = `reglement ${query.client ?? query.attente ?? query.telephone ?? ""}`;
  const form = useForm({ draft, check: reglementErrors,
    send: (values, key) => send(values, key, Number(query.attente) || undefined),
    initial: { ...emptyReglement(), telephone: query.telephone ?? "" } });
  usePrefill(form, query.client);
  useCorrection(form, query.attente, typed);
  const { client } = form.values;
  const owed = useOpenReglements(client);
  const offered = useProduits();
  const { large } = state.value;
  const cancel = html`<a class="lien" href="/reglements" onClick=${() => dropDraft(draft)}>${t.annulerSaisie}</a>
    <span class="discret petit"><kbd>${t.entree}</kbd> ${t.entreeValide}</span>`;
  return html`<${Page} titre=${t.reglement.ajouter} onglet="reglements" option="ajouterReglement"
    retour="/reglements" formulaire=${true}>
    ${offered && html`<div class=${large ? "colonnes" : "seul"}>
      <form class="formulaire" onSubmit=${form.submit} novalidate>
        <${ErrorSummary} form=${form} />
        <${ReglementFields} form=${form} isNew=${true} owed=${owed} offered=${offered} />
        <${Submit} form=${form} cancel=${large && cancel} />
      </form>
      ${large && client && html`<${Beside} form=${form} owed=${owed} />`}
    </div>`}
  <//>`;
}
