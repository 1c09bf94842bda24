/** The link of the sign-up e-mail: the password once more, then the boutique opens. */
import { call } from "../api.js";
import { address } from "../app.js";
import { ErrorSummary, Password, Submit, useForm } from "../components/form.js";
import { Public } from "../components/public.js";
import t from "../locales/fr-inscription.js";
import { html } from "../vendor/preact.js";

/** The jeton of an e-mailed link, which ends in `#jeton=…`. */
export const jetonOf = (hash) => new URLSearchParams(hash).get("jeton") ?? "";

export default function Confirmation() {
  const jeton = jetonOf(address.value.hash);
  const form = useForm({
    initial: { mot_de_passe: "" },
    check: ({ mot_de_passe: secret }) => (secret ? []
      : [{ champ: "mot_de_passe", message: t.saisie.motDePasse }]),
    async send(values, key) {
      const session = await call("POST", "/inscription/confirmation",
        { body: { jeton, ...values }, key });
      const { enter } = await import("../session.js");
      await enter(session, "/");
    },
  });
  if (!jeton) {
    return html`<${Public} titre=${t.confirmation.titre} retour="/connexion">
      <p>${t.confirmation.sansLien}</p>
      <a class="bouton" href="/inscription">${t.confirmation.recommencer}</a><//>`;
  }
  return html`<${Public} titre=${t.confirmation.titre} retour="/connexion">
    <form onSubmit=${form.submit} novalidate>
      <${ErrorSummary} form=${form} />
      <p>${t.confirmation.aide}</p>
      <${Password} form=${form} autocomplete="current-password" />
      <${Submit} form=${form} label=${t.confirmation.bouton} />
    </form>
  <//>`;
}
