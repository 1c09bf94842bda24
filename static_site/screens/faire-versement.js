/** Faire un versement: the number gives the name; what the money will pay shows before it is kept. */
import { go, state } from "../app.js";
import { Chip, DateChips, localToday, PaidBy } from "../components/choices.js";
import {
  clientErrors, clientOf, ClientPair, compteOf, useCorrection, useOpenReglements, usePrefill,
} from "../components/client.js";
import { dropDraft, ErrorSummary, Field, Submit, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Bar } from "../components/list.js";
import { amountErrors, devise, InWords, Money, typedAmount } from "../components/money.js";
import { Page } from "../components/page.js";
import { payment } from "../compte.js";
import { amount, money, parseAmount, tableDate } from "../format.js";
import t from "../locales/fr.js";
import { submit } from "../outbox.js";
import { useResource } from "../resource.js";
import { html } from "../vendor/preact.js";

const empty = () => ({ telephone: "", nom: "", client: null, montant: "", mode: "especes",
  reference: "", date: localToday(), note: "", reglements: null });

const check = (values) => [
  ...clientErrors(values, false),
  ...amountErrors(values, "montant", t.versement.saisieMontant),
  ...(values.date ? [] : [{ champ: "date", message: t.saisie.date }]),
  ...(values.date > localToday() ? [{ champ: "date", message: t.saisie.dateFuture }] : []),
];

function body(values) {
  const { client, telephone } = clientOf(values);
  const reference = values.mode !== "especes" && values.reference.trim();
  return {
    ...(client ? { client } : { telephone }),
    montant: parseAmount(values.montant, devise()), mode: values.mode, date: values.date,
    ...(reference && { reference }), ...(values.note.trim() && { note: values.note.trim() }),
    ...(values.reglements?.length && { reglements: values.reglements }),
  };
}

/** What was typed, from a body that was refused. */
const typed = (sent) => ({ montant: amount(sent.montant, devise()), mode: sent.mode, date: sent.date,
  reference: sent.reference ?? "", note: sent.note ?? "", reglements: sent.reglements ?? null });

async function send(values, key, seq) {
  const sent = body(values);
  const { answer, waiting } = await submit({ path: "/versements", body: sent, key, seq,
    compte: compteOf(values),
    quoi: { type: "versement", nom: values.nom, telephone: values.telephone, montant: sent.montant,
      detail: t.modes[sent.mode] } });
  go("/versements", { replace: true, panel: waiting ? { waiting, cle: key, montant: sent.montant }
    : { id: answer.id, client: answer.client.id, numero: answer.numero, montant: answer.montant,
      date: answer.date, mode: answer.mode, warnings: answer.avertissements ?? [] } });
}

/** The client as it is now: what was typed keeps a copy that may be older. */
function useFresh(client) {
  const { data } = useResource(client ? `/clients/${client.id}` : null);
  return data ?? client;
}

/** (Tout : 47 500 F) and what the last sale left to pay. */
function Offered({ form, client, open }) {
  const last = open.at(-1)?.reliquat;
  const offered = [[client.du, t.versement.tout(money(client.du, devise()))],
    ...(last && last !== client.du ? [[last, money(last, devise())]] : [])];
  const montant = typedAmount(form, "montant");
  return html`<div class="puces">${offered.map(([value, text]) => html`
    <${Chip} key=${value} on=${montant === value}
      onClick=${() => form.set("montant", amount(value, devise()))}>${text}<//>`)}</div>`;
}

/** « Quinze mille francs. Il restera 32 500 F. » */
function Consequence({ form, client, children }) {
  const montant = typedAmount(form, "montant");
  const rest = client ? client.du - montant : 0;
  return html`<${InWords} montant=${montant} kind="verse" icon="circle-check">
    ${client && (rest > 0 ? html`${t.versement.restera} <b class="montant">${money(rest, devise())}</b>.`
    : t.versement.rienNeReste)}
    ${client && rest < 0 && html` <b>${t.versement.enAvoir(money(-rest, devise()))}</b>`}
    ${client?.du > 0 && rest > 0 && html`<br />${form.values.reglements
    ? t.versement.choisisDAbord : t.versement.ancienDAbord}`}
    ${children}
  <//>`;
}

const Choose = ({ form }) => html`<button type="button" class="lien souligne"
  onClick=${() => form.set("reglements", form.values.reglements ? null : [])}>
  ${form.values.reglements ? t.versement.neplusChoisir : t.versement.choisir}</button>`;

/** A règlement, what this versement pays of it, and a box when one may choose. */
function Part({ form, reglement: r, impute }) {
  const chosen = form.values.reglements;
  const left = r.reliquat - impute;
  const tick = () => form.set("reglements", chosen.includes(r.id)
    ? chosen.filter((id) => id !== r.id) : [...chosen, r.id]);
  return html`<li><${chosen ? "label" : "div"} class="rang haut">
    ${chosen && html`<input type="checkbox" checked=${chosen.includes(r.id)} onChange=${tick} />`}
    <span class="milieu"><b>${r.produit}</b><br /><span class="discret petit">${tableDate(r.date)}${
    left === 0 && ` · ${t.versement.devientComplet}`}</span></span>
    <span class="bout"><span class=${`montant ${impute ? "verse" : "discret"}`}>${money(impute, devise())}</span>
      <span class="discret petit">${t.versement.resteN(amount(left, devise()))}</span></span>
    <span class="toute verse"><${Bar} parts=${[["verse", impute]]} total=${r.reliquat} /></span>
  <//></li>`;
}

function Pays({ form, open, children }) {
  const { parts } = payment(open, typedAmount(form, "montant") ?? 0, form.values.reglements ?? []);
  return html`<section class="carte pleine" aria-labelledby="paie">
    <h2 id="paie">${t.versement.paie}</h2>
    <ul class="rangs">${parts.map(({ reglement, impute }) => html`
      <${Part} key=${reglement.id} form=${form} reglement=${reglement} impute=${impute} />`)}</ul>
    ${children}
  </section>`;
}

const Note = ({ form }) => html`<details class="carte pleine" open=${Boolean(form.values.note)}>
  <summary><${Icon} name="notebook-pen" /><span><b>${t.versement.ajouterNote}</b></span>
    <${Icon} name="chevron-down" /></summary>
  <div class="plis"><${Field} form=${form} name="note" label=${t.versement.note} area=${true} rows="3"
    maxlength="1000" /></div></details>`;

function Fields({ form, client, open, large }) {
  return html`
    <div class="champ"><${ClientPair} form=${form}>
      ${client?.du > 0 && html`<p class="tete"><span class="discret">${t.client.doitSur(open.length)}</span>
        <span class="montant du">${money(client.du, devise())}</span></p>`}
      ${client?.du === 0 && html`<p class="discret">${client.avoir > 0
    ? html`${t.client.aUnAvoir} <b class="montant avoir">${money(client.avoir, devise())}</b>` : t.client.rien}</p>`}
    <//></div>
    <div class="champ">
      <${Money} form=${form} name="montant" label=${t.versement.montant} />
      ${client?.du > 0 && html`<${Offered} form=${form} client=${client} open=${open} />`}
    </div>
    <${Consequence} form=${form} client=${client}>
      ${!large && open.length > 1 && html`<br /><${Choose} form=${form} />`}<//>
    ${!large && form.values.reglements && open.length > 0 && html`<${Pays} form=${form} open=${open} />`}
    <${PaidBy} form=${form} />
    <div class=${large ? "deux" : "pages"}><${DateChips} form=${form} /><${Note} form=${form} /></div>`;
}

export default function FaireVersement({ query }) {
  const draft = `versement ${query.client ?? query.attente ?? ""}`;
  const form = useForm({ draft, check, send: (values, key) => send(values, key, Number(query.attente) || undefined),
    initial: { ...empty(), telephone: query.telephone ?? "" } });
  usePrefill(form, query.client);
  useCorrection(form, query.attente, typed);
  const client = useFresh(form.values.client);
  const open = useOpenReglements(client);
  const { large } = state.value;
  const cancel = html`<a class="lien" href="/versements" onClick=${() => dropDraft(draft)}>${t.annulerSaisie}</a>
    <span class="discret petit"><kbd>${t.entree}</kbd> ${t.entreeValide}</span>`;
  return html`<${Page} titre=${t.versement.faire} onglet="clients" option="faireVersement"
    retour="/versements" formulaire=${true}>
    <div class=${large ? "colonnes" : "seul"}>
      <form class="formulaire" onSubmit=${form.submit} novalidate>
        <${ErrorSummary} form=${form} />
        <${Fields} form=${form} client=${client} open=${open} large=${large} />
        <${Submit} form=${form} kind="argent" cancel=${large && cancel} />
      </form>
      ${large && open.length > 0 && html`<${Pays} form=${form} open=${open}>
        ${open.length > 1 && html`<p class="jour"><${Choose} form=${form} /></p>`}<//>`}
    </div>
  <//>`;
}
