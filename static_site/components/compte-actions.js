/** What a gérant may do to an account: give an avoir back, merge it with another, take it away. */
import { call } from "../api.js";
import { state } from "../app.js";
import { amount, de, fold, money, parseAmount } from "../format.js";
import t from "../locales/fr.js";
import { isGerant } from "../state.js";
import { html, useState } from "../vendor/preact.js";
import { DateChips, localToday, Radios } from "./choices.js";
import { clientErrors, ClientPair } from "./client.js";
import { ErrorSummary, Field, useForm } from "./form.js";
import { Icon } from "./icon.js";
import { amountErrors, devise, InWords, Money, typedAmount } from "./money.js";
import { Sheet } from "./sheet.js";

const MODES = ["especes", "wave", "orange_money", "autre"];

const Send = ({ form, kind, icon, text }) => html`<button class=${`bouton ${kind}`}
  aria-disabled=${form.busy ? "true" : undefined}><${Icon} name=${icon} />${form.busy ? t.validation : text}</button>`;

/** Up to the avoir (domaine.md, rembourser). */
function refundErrors(values, avoir) {
  const errors = amountErrors(values, "montant", t.compte.saisieRendu);
  if (!errors.length && parseAmount(values.montant, devise()) > avoir) {
    errors.push({ champ: "montant", message: t.compte.tropRendu });
  }
  return values.date ? errors : [...errors, { champ: "date", message: t.saisie.date }];
}

function Rembourser({ client, done, onClose }) {
  const form = useForm({ initial: { montant: amount(client.avoir, devise()), mode: "especes", date: localToday(), motif: "" },
    check: (values) => refundErrors(values, client.avoir),
    send: ({ montant, mode, date, motif }, key) => {
      const sum = parseAmount(montant, devise());
      return call("POST", `/clients/${client.id}/remboursements`,
        { body: { montant: sum, mode, date, ...(motif.trim() && { motif: motif.trim() }) }, key })
        .then(() => done(t.compte.rembourse(money(sum, devise()))));
    } });
  return html`<${Sheet} title=${t.compte.rembourserQui(client.nom)} onClose=${onClose}>
    <p>${t.compte.rembourserAide(money(client.avoir, devise()))}</p>
    <form class="pages" onSubmit=${form.submit} novalidate><${ErrorSummary} form=${form} />
      <${Money} form=${form} name="montant" label=${t.compte.montantRendu} />
      <${InWords} montant=${typedAmount(form, "montant")} />
      <${Radios} form=${form} name="mode" label=${t.champs.mode} options=${MODES.map((m) => [m, t.modes[m]])} />
      <${DateChips} form=${form} />
      <${Field} form=${form} name="motif" label=${t.compte.motifOption} maxlength="200" autocomplete="off" />
      <${Send} form=${form} kind="action" icon="undo-2" text=${t.compte.rembourser} /></form><//>`;
}

/**
 * @param {{client: any, other?: any, done: (title: string, taken: string) => void, onClose: () => void}} props
 *   other: already chosen
 */
export function Fusionner({ client, other = null, done, onClose }) {
  const form = useForm({ initial: { telephone: "", nom: other?.nom ?? "", client: other },
    check: (values) => {
      if (values.client?.id === client.id) return [{ champ: "telephone", message: t.compte.memeClient }];
      return clientErrors({ ...values, inconnu: !values.client && Boolean(values.telephone.trim()) }, false);
    },
    send: ({ client: taken }, key) => call("POST", `/clients/${client.id}/fusion`, { body: { client: taken.id }, key })
      .then(() => done(t.compte.fusionne, taken.id)) });
  const { client: chosen } = form.values;
  return html`<${Sheet} title=${t.compte.fusionnerTitre} onClose=${onClose}>
    <form class="pages" onSubmit=${form.submit} novalidate><${ErrorSummary} form=${form} />
      ${!other && html`<p>${t.compte.fusionnerAide(de(client.nom))}</p><div class="champ"><${ClientPair} form=${form} /></div>`}
      ${chosen && chosen.id !== client.id && html`<p class="avis"><${Icon} name="info" />
        <span>${t.compte.fusionnerEffet(chosen.nom, client.nom)}</span></p>`}
      <${Send} form=${form} kind="danger" icon="users" text=${t.compte.fusionner} /></form><//>`;
}

function Supprimer({ client, done, onClose }) {
  const form = useForm({ initial: { nom: "" },
    check: ({ nom }) => (fold(nom.trim()) === fold(client.nom) ? [] : [{ champ: "nom", message: t.compte.saisieNomExact }]),
    send: ({ nom }, key) => call("DELETE", `/clients/${client.id}`, { body: { nom: nom.trim() }, key }).then(done) });
  return html`<${Sheet} title=${t.compte.supprimer} onClose=${onClose}>
    <p>${t.compte.supprimerAide}</p>
    <dl class="fiche"><div><dt>${t.compte.supprimerDu}</dt><dd class="du">${money(client.du, devise())}</dd></div>
      <div><dt>${t.compte.supprimerAvoir}</dt><dd class="avoir">${money(client.avoir, devise())}</dd></div></dl>
    <form class="pages" onSubmit=${form.submit} novalidate><${ErrorSummary} form=${form} />
      <${Field} form=${form} name="nom" label=${t.compte.supprimerNom(client.nom)} maxlength="100" autocomplete="off" />
      <${Send} form=${form} kind="danger" icon="trash-2" text=${t.compte.supprimer} /></form><//>`;
}

const SHEETS = { rembourser: Rembourser, fusionner: Fusionner, supprimer: Supprimer };

/**
 * The buttons, at the end of the fiche, and their sheets.
 * @param {{client: any, done: (title: string, taken?: string) => void, gone: () => void}} props
 */
export function CompteActions({ client, done, gone }) {
  const [open, setOpen] = useState("");
  if (!isGerant(state.value)) return null;
  const Opened = SHEETS[open];
  const close = () => setOpen("");
  const offered = [client.avoir > 0 && ["rembourser", "undo-2", t.compte.rembourser],
    ["fusionner", "users", t.compte.fusionner], ["supprimer", "trash-2", t.compte.supprimer]].filter(Boolean);
  return html`<ul>${offered.map(([name, icon, text]) => html`<li key=${name}>
      <button type="button" class="lien" onClick=${() => setOpen(name)}><${Icon} name=${icon} />${text}</button></li>`)}</ul>
    ${Opened && html`<${Opened} client=${client} onClose=${close}
      done=${open === "supprimer" ? gone : (title, taken) => { close(); done(title, taken); }} />`}`;
}
