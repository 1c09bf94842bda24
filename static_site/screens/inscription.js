/** Créer ma boutique: the form, then « Ouvrez l'e-mail envoyé ». */
import { call, newKey } from "../api.js";
import { emailError, ErrorSummary, Field, Password, Submit, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Public } from "../components/public.js";
import t from "../locales/fr-inscription.js";
import { html, useState } from "../vendor/preact.js";

/** The shortest password (api.md). */
export const MOT_DE_PASSE_MIN = 10;

export const passwordError = (secret) => (secret.length >= MOT_DE_PASSE_MIN ? []
  : [{ champ: "mot_de_passe", message: t.saisie.motDePasseCourt }]);

const filled = (values, champ, message) => (values[champ].trim() ? [] : [{ champ, message }]);

const check = (values) => [
  ...filled(values, "boutique", t.inscription.saisieBoutique),
  ...filled(values, "nom", t.saisie.nom),
  ...filled(values, "telephone", t.saisie.telephone),
  ...emailError(values.email),
  ...passwordError(values.mot_de_passe),
];

const body = ({ lieu: _, ...values }) => ({ ...Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, value.trim()])),
  mot_de_passe: values.mot_de_passe });

/** « Sénégal · F CFA · heure de Dakar », and the list to change it, loaded when it is asked for. */
function Place({ form }) {
  const [picker, setPicker] = useState(null);
  const [open, setOpen] = useState(false);
  const { lieu, pays } = form.values;
  const change = () => import("../components/country.js").then((loaded) => {
    setPicker(loaded);
    setOpen(true);
  });
  const choose = (place) => {
    form.setValues((old) => ({ ...old, ...place, lieu: picker.placeOf(place.pays) }));
    setOpen(false);
  };
  return html`<div class="tete petit lieu">
    <span><b>${lieu[0]}</b> · ${lieu.slice(1).join(" · ")}</span>
    <button type="button" class="lien souligne" onClick=${change}>${t.inscription.changerLieu}</button>
    ${open && html`<${picker.Country} pays=${pays} onChoose=${choose} onClose=${() => setOpen(false)} />`}
  </div>`;
}

function Sent({ values, change }) {
  const [said, setSaid] = useState("");
  const resend = () => call("POST", "/inscription", { body: body(values), key: newKey() })
    .then(() => setSaid(t.inscription.renvoye), (error) => setSaid(error.detail || t.panne));
  return html`
    <section class="carte vide" role="status">
      <span class="rond"><${Icon} name="mail" /></span>
      <h2>${t.inscription.envoye}</h2>
      <p class="discret">${t.inscription.envoyeA[0]}<b>${values.email}</b>${t.inscription.envoyeA[1]}</p>
      <button class="bouton" onClick=${resend}><${Icon} name="send" />${t.inscription.renvoyer}</button>
      ${said && html`<p>${said}</p>`}
      <button class="lien" onClick=${change}>${t.inscription.changer}</button>
    </section>
    <p class="avis"><${Icon} name="info" /><span>${t.inscription.indesirables}</span></p>`;
}

export default function Inscription() {
  const [sent, setSent] = useState(false);
  const form = useForm({
    initial: { boutique: "", nom: "", telephone: "", email: "", mot_de_passe: "", pays: "SN",
      devise: "XOF", fuseau: "Africa/Dakar", lieu: t.inscription.lieu },
    check,
    async send(values, key) {
      await call("POST", "/inscription", { body: body(values), key });
      setSent(true);
    },
  });
  return html`<${Public} titre=${t.inscription.titre} retour="/connexion">
    ${sent ? html`<${Sent} values=${form.values} change=${() => setSent(false)} />` : html`
    <form onSubmit=${form.submit} novalidate>
      <${ErrorSummary} form=${form} />
      <${Field} form=${form} name="boutique" label=${t.inscription.boutique} maxlength="100"
        autocomplete="organization" />
      <${Field} form=${form} name="nom" label=${t.inscription.nom} maxlength="100" autocomplete="name" />
      <${Field} form=${form} name="telephone" label=${t.champs.telephone} type="tel" inputmode="tel"
        maxlength="30" autocomplete="tel" />
      <${Field} form=${form} name="email" label=${t.champs.email} type="email" maxlength="254"
        autocomplete="username" hint=${t.inscription.emailAide} />
      <${Password} form=${form} autocomplete="new-password" hint=${t.inscription.motDePasseAide} />
      <${Place} form=${form} />
      <${Submit} form=${form} label=${t.inscription.titre} />
    </form>`}
  <//>`;
}
