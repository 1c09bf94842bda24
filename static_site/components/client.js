/**
 * The pair that finds a client: number at the left, name at the right, either fills the other,
 * from the local copy first. The form holds `telephone`, `nom`, `client` (the one found, or
 * null) and `inconnu` (it is a whole number, and nobody's).
 */
import { get } from "../api.js";
import { state } from "../app.js";
import { e164, fold, isComplete, money, phone, unbroken } from "../format.js";
import t from "../locales/fr.js";
import { entryOf } from "../outbox.js";
import { url } from "../state.js";
import { clientById, clientByPhone, findClients, keep, openReglements } from "../store.js";
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { bound, FieldError } from "./form.js";
import { Icon } from "./icon.js";
import { Lines } from "./list.js";
import { devise } from "./money.js";

/** Longer names are cut in the field on phones, so they stand in full below. */
const LONG = 11;

const pays = () => state.value.session?.boutique.pays ?? "SN";

/** A client's number, unbroken, or that there is none. */
export const numberOf = ({ telephone }) => (telephone ? unbroken(phone(telephone, pays())) : t.client.sansNumero);

/** The client of a complete number: undefined while unknown (offline), null when there is none. */
async function lookUp(typed) {
  const local = await clientByPhone(e164(typed, pays())).catch(() => null);
  if (local) return local;
  try {
    const { elements } = await get(`/clients?telephone=${encodeURIComponent(typed)}`);
    keep(elements).catch(() => {});
    return elements[0] ?? null;
  } catch {
    return undefined;
  }
}

/** Clients whose name or number was typed: the copy at once, then the API's. */
async function search(typed, show) {
  const local = await findClients(typed).catch(() => []);
  show(local);
  const answer = await get(`/clients?q=${encodeURIComponent(typed)}&limite=8`).catch(() => null);
  if (!answer) return;
  keep(answer.elements).catch(() => {});
  const fresh = new Map(answer.elements.map((c) => [c.id, c]));
  show([...local.map((c) => fresh.get(c.id) ?? c),
    ...answer.elements.filter((c) => !local.some((l) => l.id === c.id))].slice(0, 8));
}

/** The name with the part that was typed marked. */
function Marked({ nom, typed }) {
  const sought = fold(typed).trim();
  const at = sought ? ` ${fold(nom)}`.indexOf(` ${sought}`) : -1;
  if (at < 0 || fold(nom).length !== nom.length) return nom;
  return html`${nom.slice(0, at)}<mark>${nom.slice(at, at + sought.length)}</mark>${
    nom.slice(at + sought.length)}`;
}

/** The lines of a client: name, number, what it owes and how late, « Rien à payer », or its avoir. */
export function ClientLines({ client, titre = client.nom, late = 0 }) {
  const [kind, word] = client.du > 0 ? ["du", t.client.doit] : ["avoir", t.client.avoir];
  return html`<${Lines} titre=${titre} sous=${numberOf(client)}
    montant=${client[kind] > 0 && html`<span class=${`montant ${kind}`}>${money(client[kind], devise())}</span>`}
    etat=${late && client.du > 0 ? html`<b class="petit retard">${t.etats.retard(late)}</b>`
    : html`<span class="discret petit">${client[kind] > 0 ? word : t.client.rien}</span>`} />`;
}

/** Offers under the pair, in the flow; « Nouveau client » last, where one may be added. */
function Offers({ found, typed, choose, addNew }) {
  return html`
    <p class="discret petit" role="status">${t.client.trouves(found.length)}</p>
    <ul class="offres rangs">
      ${found.map((client) => html`<li key=${client.id}>
        <button type="button" class="rang" onClick=${() => choose(client)}>
          <${ClientLines} client=${client} titre=${html`<${Marked} nom=${client.nom} typed=${typed} />`} />
        </button></li>`)}
      ${addNew && html`<li><button type="button" class="rang" onClick=${addNew}>
        <${Icon} name="user-round-plus" />
        <span class="milieu"><b>${t.client.nouveau}</b><br />
          <span class="discret petit">${t.client.nouveauAide}</span></span>
      </button></li>`}
    </ul>`;
}

/**
 * @param {{form: any, creates?: boolean, children?: any}} props `creates`: an unknown number is
 *   a new client; `children` stands under the pair once a client is found.
 */
export function ClientPair({ form, creates = false, children }) {
  const { telephone, nom, client, inconnu: unknown } = form.values;
  const [found, setFound] = useState(null);
  const turn = useRef(0);
  const phoneInput = useRef(null);
  const nameInput = useRef(null);

  const fill = (known, typed) => {
    turn.current += 1;
    setFound(null);
    form.setValues((old) => ({ ...old, client: known, nom: known.nom, inconnu: false,
      telephone: typed ?? phone(known.telephone, pays()) }));
    form.setErrors((old) => old.filter((e) => !["telephone", "nom", "client"].includes(e.champ)));
  };

  /** Another number or name was typed: the client found before is not meant any more. */
  const forgetClient = () => {
    turn.current += 1;
    form.set("inconnu", false);
    return turn.current;
  };

  const typePhone = async (typed) => {
    const mine = forgetClient();
    setFound(null);
    form.setValues((old) => ({ ...old, telephone: typed, client: null, nom: old.client ? "" : old.nom }));
    form.setErrors((old) => old.filter((e) => e.champ !== "telephone"));
    if (!isComplete(typed, pays())) return;
    const known = await lookUp(typed);
    if (mine !== turn.current) return;
    if (known) fill(known, typed);
    else form.set("inconnu", known === null);
  };

  const typeName = async (typed) => {
    const mine = forgetClient();
    form.setValues((old) => ({ ...old, nom: typed, client: null,
      telephone: old.client ? "" : old.telephone }));
    form.setErrors((old) => old.filter((e) => e.champ !== "nom"));
    const numbered = !client && isComplete(telephone, pays());
    if (typed.trim().length < 2 || numbered) return setFound(null);
    await search(typed, (clients) => { if (mine === turn.current) setFound(clients); });
  };

  const addNew = () => {
    setFound(null);
    (isComplete(telephone, pays()) ? nameInput : phoneInput).current.focus();
  };

  useEffect(() => { if (telephone && !client) typePhone(telephone); }, []);

  return html`
    <div class="deux">
      <div class="champ">
        <label for="c-telephone">${t.champs.telephone}</label>
        <input ...${bound(form, "telephone")} ref=${phoneInput} type="tel" inputmode="tel"
          autocomplete="off" maxlength="30" placeholder="77 000 00 00" value=${telephone}
          onInput=${(e) => typePhone(e.target.value)}
          onBlur=${() => isComplete(telephone, pays())
            && form.set("telephone", phone(e164(telephone, pays()), pays()))} />
      </div>
      <div class="champ">
        <label for="c-nom">${t.champs.nom}</label>
        <div class="saisie">
          ${client && html`<${Icon} name="user-round-check" />`}
          <input ...${bound(form, "nom")} ref=${nameInput} autocomplete="off" maxlength="100"
            placeholder=${unknown && !creates ? t.client.aucun : undefined}
            class=${client ? "gras" : ""} value=${nom} onInput=${(e) => typeName(e.target.value)} />
        </div>
      </div>
    </div>
    <${FieldError} form=${form} name="telephone" />
    <${FieldError} form=${form} name="nom" />
    ${found && html`<${Offers} found=${found} typed=${nom} choose=${fill}
      addNew=${creates ? addNew : null} />`}
    ${client && nom.length > LONG && !state.value.large && html`<p class="gras">${nom}</p>`}
    ${unknown && creates && !nom && html`<p class="avis" role="status">
      <${Icon} name="user-round-plus" /><span><b>${t.client.nouveau}.</b> ${t.saisie.nom}</span></p>`}
    ${unknown && !creates && html`${!form.error("telephone") && html`<p class="erreur" role="status">
        <${Icon} name="triangle-alert" />${t.client.inconnu}</p>`}
      <p><a class="bouton petit" href=${url("/reglements/nouveau", { telephone })}>
        <${Icon} name="plus" />${t.client.ajouterPour}</a></p>`}
    ${client ? children : null}`;
}

/** What a client owes, règlement by règlement, oldest first: the copy at once, then the API's. */
export function useOpenReglements(client) {
  const [open, setOpen] = useState([]);
  useEffect(() => {
    setOpen([]);
    if (!client) return undefined;
    let left = false;
    let fresh = false;
    openReglements(client.id).then((copy) => { if (!left && !fresh) setOpen(copy); }).catch(() => {});
    get(`/reglements?client=${client.id}&etat=incomplet&limite=100`).then(({ elements }) => {
      fresh = true;
      keep(elements).catch(() => {});
      if (!left) setOpen([...elements].reverse());
    }, () => {});
    return () => { left = true; };
  }, [client?.id]);
  return open;
}

/** The client named by the address (`?client=`), from the copy or the API. */
export function usePrefill(form, id) {
  useEffect(() => {
    if (!id) return;
    clientById(id).then((copy) => copy ?? get(`/clients/${id}`)).then((client) => {
      form.setValues((old) => ({ ...old, client, nom: client.nom,
        telephone: phone(client.telephone, pays()) }));
    }).catch(() => {});
  }, [id]);
}

/**
 * A refused entry of the outbox, to be corrected (`?attente=`): what it held, and why it was refused.
 * @param {any} form @param {string | undefined} seq @param {(body: any) => any} typed its other fields
 */
export function useCorrection(form, seq, typed) {
  useEffect(() => {
    if (!seq) return;
    entryOf(Number(seq)).then(async (entry) => {
      if (!entry) return;
      const { body, quoi, refus } = entry;
      const client = body.client ? await clientById(body.client) : null;
      form.setValues((old) => ({ ...old, client, nom: quoi.nom, telephone: quoi.telephone, ...typed(body) }));
      form.setErrors(refus?.erreurs ?? []);
    }).catch(() => {});
  }, [seq]);
}

/**
 * The part of a body that names the client.
 * @returns {{client?: string, telephone?: string, nom?: string}}
 */
export const clientOf = ({ client, telephone, nom }) => (client ? { client: client.id }
  : { telephone: telephone.trim(), ...(nom.trim() && { nom: nom.trim() }) });

/** The client's name in the outbox: what is about the same client bears the same. */
export const compteOf = ({ client, telephone }) => client?.telephone ?? client?.id
  ?? e164(telephone, pays());

/** What is missing to name a client. */
export function clientErrors({ client, telephone, nom, inconnu }, creates) {
  if (client) return [];
  if (inconnu && !creates) return [{ champ: "telephone", message: t.client.inconnu }];
  if (!telephone.trim()) return [{ champ: "telephone", message: t.saisie.telephone }];
  if (!isComplete(telephone, pays())) return [{ champ: "telephone", message: t.saisie.telephoneCourt }];
  return creates && !nom.trim() ? [{ champ: "nom", message: t.saisie.nom }] : [];
}
