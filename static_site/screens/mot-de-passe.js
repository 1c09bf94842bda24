/** Mot de passe oublié; and, with the jeton of an e-mail, a new one (also for who was invited). */
import { call } from "../api.js";
import { address, go } from "../app.js";
import { emailError, ErrorSummary, Field, Password, Submit, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Public } from "../components/public.js";
import t from "../locales/fr-inscription.js";
import { html, useState } from "../vendor/preact.js";
import { jetonOf } from "./confirmation.js";
import { passwordError } from "./inscription.js";

function Oubli() {
  const [sent, setSent] = useState(false);
  const form = useForm({
    initial: { email: "" },
    check: ({ email }) => emailError(email),
    async send({ email }, key) {
      await call("POST", "/mot-de-passe/oubli", { body: { email: email.trim() }, key });
      setSent(true);
    },
  });
  return html`<${Public} titre=${t.motDePasse.titreOubli} retour="/connexion">
    ${sent ? html`
      <section class="carte vide" role="status">
        <span class="rond"><${Icon} name="mail" /></span>
        <h2>${t.motDePasse.envoye}</h2><p class="discret">${t.motDePasse.envoyeAide}</p>
      </section>
      <p class="avis"><${Icon} name="info" /><span>${t.inscription.indesirables}</span></p>` : html`
    <form onSubmit=${form.submit} novalidate>
      <${ErrorSummary} form=${form} />
      <p>${t.motDePasse.aideOubli}</p>
      <${Field} form=${form} name="email" label=${t.connexion.login} type="email" maxlength="254"
        autocomplete="username" />
      <${Submit} form=${form} icon="send" label=${t.motDePasse.envoyer} />
    </form>`}
  <//>`;
}

function Nouveau({ jeton }) {
  const form = useForm({
    initial: { mot_de_passe: "" },
    check: ({ mot_de_passe: secret }) => passwordError(secret),
    async send(values, key) {
      await call("POST", "/mot-de-passe", { body: { jeton, ...values }, key });
      go("/connexion", { replace: true, panel: t.connexion.changee });
    },
  });
  return html`<${Public} titre=${t.motDePasse.titreNouveau} retour="/connexion">
    <form onSubmit=${form.submit} novalidate>
      <${ErrorSummary} form=${form} />
      <${Password} form=${form} label=${t.motDePasse.nouveau} autocomplete="new-password"
        hint=${t.inscription.motDePasseAide} />
      <${Submit} form=${form} label=${t.motDePasse.changer} />
    </form>
  <//>`;
}

export default function MotDePasse() {
  const jeton = jetonOf(address.value.hash);
  return jeton ? html`<${Nouveau} jeton=${jeton} />` : html`<${Oubli} />`;
}
