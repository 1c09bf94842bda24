/** Se connecter. */
import { call } from "../api.js";
import { state as live } from "../app.js";
import { emailError, ErrorSummary, Field, Password, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Public } from "../components/public.js";
import t from "../locales/fr-entree.js";
import { safePath } from "../state.js";
import { html } from "../vendor/preact.js";

const check = ({ email, mot_de_passe: secret }) => [...emailError(email),
  ...(secret ? [] : [{ champ: "mot_de_passe", message: t.saisie.motDePasse }])];

export default function Connexion({ query, state }) {
  const form = useForm({
    initial: { email: "", mot_de_passe: "" }, check,
    async send(values, key) {
      const session = await call("POST", "/session", {
        body: { ...values, email: values.email.trim() }, key }).catch((error) => {
        if (error.status === 401) error.detail = t.connexion.incorrect;
        throw error;
      });
      const { enter } = await import("../session.js");
      await enter(session, safePath(query.suite ?? null));
    },
  });
  return html`<${Public} titre=${t.connexion.titre}>
    ${state.panel && html`<p class="avis" role="status"><${Icon} name="info" /><span>${state.panel}</span></p>`}
    ${query.suite && !state.panel && html`<p class="avis" role="status"><${Icon} name="info" /><span>${t.connexion.finie}</span></p>`}
    <form class="pages" onSubmit=${form.submit} novalidate>
      <${ErrorSummary} form=${form} />
      <${Field} form=${form} name="email" label=${t.connexion.login} type="email" maxlength="254"
        autocomplete="username" autocapitalize="none" />
      <${Password} form=${form} autocomplete="current-password" />
      <button class="bouton action" aria-disabled=${form.busy ? "true" : undefined}>
        ${form.busy ? t.chargement : t.connexion.bouton}</button>
      <p><a class="lien" href="/mot-de-passe">${t.connexion.oubli}</a></p>
    </form>
    <section class="carte pages">
      <h2>${t.connexion.pasDeCompte}</h2>
      <a class="bouton" href="/inscription">${t.connexion.creer}</a>
    </section>
    ${!live.value.online && html`<div class="avis attente" role="status"><${Icon} name="wifi-off" />
      <p>${t.connexion.horsLigne}</p></div>`}
  <//>`;
}
