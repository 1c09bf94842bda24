/**
 * Forms: what was typed, its errors (all at once, the summary first), one write for any number
 * of taps. Field ids are `c-` and the field's name as the API calls it.
 */
import { newKey } from "../api.js";
import { entry } from "../app.js";
import t from "../locales/fr-entree.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { Icon } from "./icon.js";

/** A draft is of one visit of the form: a reload finds it, the next sale begins empty. */
const place = (draft) => `saisie ${draft} ${entry()}`;

const stored = (draft) => {
  try { return JSON.parse(sessionStorage.getItem(place(draft)) ?? "null"); } catch { return null; }
};

/** Forgets what was typed in a form, as after « Annuler la saisie ». */
export const dropDraft = (draft) => sessionStorage.removeItem(place(draft));

/**
 * @param {{initial: any, draft?: string, check: (v: any) => {champ: string, message: string}[],
 *   send: (v: any, key: string) => Promise<any>, messages?: Record<string, string>}} options
 *   `draft` names what a reload brings back; `check` returns every error; `send` gets the
 *   Idempotency-Key of the tap, the same one until what was typed changes or was accepted.
 */
export function useForm({ initial, draft, check, send }) {
  const [values, setValues] = useState(() => ({ ...initial, ...(draft && stored(draft)) }));
  const [errors, setErrors] = useState([]);
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const running = useRef(false);
  const tap = useRef({ typed: "", key: "" });
  const summary = useRef(null);

  useLayoutEffect(() => {
    if (draft) sessionStorage.setItem(place(draft), JSON.stringify(values));
  }, [draft, values]);
  useEffect(() => { if (refusals) summary.current?.focus(); }, [refusals]);

  const refuse = (found, text) => {
    setErrors(found);
    setFailure(text);
    setRefusals((n) => n + 1);
  };
  const set = (name, value) => {
    setValues((old) => ({ ...old, [name]: value }));
    setErrors((old) => old.filter((e) => e.champ !== name));
  };
  const submit = async (event) => {
    event?.preventDefault();
    if (running.current) return;
    const found = check(values);
    if (found.length) return refuse(found, null);
    const typed = JSON.stringify(values);
    if (tap.current.typed !== typed) tap.current = { typed, key: newKey() };
    running.current = true;
    setBusy(true);
    setErrors([]);
    setFailure(null);
    const typedHere = draft && place(draft);
    try {
      await send(values, tap.current.key);
      if (draft) sessionStorage.removeItem(typedHere);
    } catch (error) {
      const text = error.detail || (error.status === 0 ? t.besoinReseau : t.panne);
      refuse(error.erreurs ?? [], error.erreurs?.length ? null : text);
      if (error.status === undefined) throw error;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { values, set, setValues, errors, setErrors, failure, busy, submit, summary,
    error: (name) => errors.find((e) => e.champ === name)?.message };
}

const focusField = (event, champ) => {
  event.preventDefault();
  const field = document.getElementById(`c-${champ}`);
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
};

/** « Il y a 2 erreurs », each a link to its field; or what the API said, with a new try. */
export function ErrorSummary({ form }) {
  const { errors, failure, summary, submit } = form;
  if (!errors.length && !failure) return null;
  return html`
    <div class="erreurs" role="alert" tabindex="-1" ref=${summary}>
      <h2>${failure ?? t.erreurs(errors.length)}</h2>
      ${failure && html`<button type="button" class="lien" onClick=${submit}>
        <${Icon} name="refresh-cw" />${t.reessayer}</button>`}
      <ul>${errors.map(({ champ, message }) => html`<li><a href=${`#c-${champ}`}
        onClick=${(event) => focusField(event, champ)}>${message}</a></li>`)}</ul>
    </div>`;
}

/** Attributes that bind an input to its hint and error. */
export const bound = (form, name, hint) => ({
  id: `c-${name}`, name,
  "aria-invalid": form.error(name) ? "true" : undefined,
  "aria-describedby": [form.error(name) && `c-${name}-erreur`, hint && `c-${name}-aide`]
    .filter(Boolean).join(" ") || undefined,
});

export const FieldError = ({ form, name }) => form.error(name) && html`
  <p class="erreur" id=${`c-${name}-erreur`}><${Icon} name="triangle-alert" />${form.error(name)}</p>`;

/** A labelled input. Further props go to the input. */
export function Field({ form, name, label, hint, area, onInput, ...input }) {
  const Tag = area ? "textarea" : "input";
  return html`
    <div class="champ">
      <label for=${`c-${name}`}>${label}</label>
      <${Tag} ...${bound(form, name, hint)} value=${form.values[name]} ...${input}
        onInput=${(e) => { form.set(name, e.target.value); onInput?.(e.target.value); }} />
      ${hint && html`<p class="discret petit" id=${`c-${name}-aide`}>${hint}</p>`}
      <${FieldError} form=${form} name=${name} />
    </div>`;
}

/** A password with « Afficher ». */
export function Password({ form, name = "mot_de_passe", label = t.champs.motDePasse, hint, ...input }) {
  const [shown, setShown] = useState(false);
  return html`
    <div class="champ">
      <label for=${`c-${name}`}>${label}</label>
      <div class="saisie secret">
        <input ...${bound(form, name, hint)} type=${shown ? "text" : "password"} maxlength="128"
          value=${form.values[name]} ...${input} onInput=${(e) => form.set(name, e.target.value)} />
        <button type="button" class="lien" aria-pressed=${String(shown)} aria-controls=${`c-${name}`}
          onClick=${() => setShown(!shown)}>
          <${Icon} name=${shown ? "eye-off" : "eye"} />${shown ? t.champs.masquer : t.champs.afficher}
        </button>
      </div>
      ${hint && html`<p class="discret petit" id=${`c-${name}-aide`}>${hint}</p>`}
      <${FieldError} form=${form} name=${name} />
    </div>`;
}

/** The form's main button, and on wide windows the way out. `cancel` undoes what was typed. */
export function Submit({ form, label = t.valider, icon = "check", kind = "action", cancel }) {
  return html`
    <div class="pied">
      <button class=${`bouton ${kind}`} aria-disabled=${form.busy ? "true" : undefined}>
        ${icon && html`<${Icon} name=${icon} />`}${form.busy ? t.validation : label}</button>
      ${cancel}
    </div>`;
}

/** An e-mail that is worth sending; the API says whether it is good. */
export const emailError = (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? []
  : [{ champ: "email", message: t.saisie.email }]);
