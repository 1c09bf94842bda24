/**
 * « +Planifier l'envoi du sms » of a règlement: a screen on phones, a dialog over the règlement on
 * wide windows. `?rappel=ID` modifies one that is planned.
 */
import { call, get } from "../api.js";
import { back, state } from "../app.js";
import { localToday } from "../components/choices.js";
import { ErrorSummary, Submit, useForm } from "../components/form.js";
import { Failure, Loading } from "../components/list.js";
import { devise } from "../components/money.js";
import { Page } from "../components/page.js";
import { plan } from "../components/rappel.js";
import { RappelFields, rappelBody, rappelErrors, typedRappel } from "../components/rappel-form.js";
import { Sheet } from "../components/sheet.js";
import { daysLate } from "../compte.js";
import { money } from "../format.js";
import t from "../locales/fr.js";
import fr from "../locales/fr-rappels.js";
import { forget, useResource } from "../resource.js";
import { html } from "../vendor/preact.js";
import Reglement from "./reglement.js";

const texts = fr.planifier;

/** Errors name the field that they stand at: one number of many, its fieldset. */
function atFields(error) {
  error.erreurs = error.erreurs?.map(({ champ, message }) => ({ champ: champ.split(".")[0], message }));
  return error;
}

/** Sends what changed about a planned one, with the version that was read. */
async function modify(rappel, body, form, key) {
  const here = `/rappels/${rappel.id}`;
  try {
    return await call("PATCH", here, { body: { ...body, version: form.values.version }, key });
  } catch (error) {
    if (error.type === "version-perimee") {
      const { version } = await get(here);
      form.setValues((old) => ({ ...old, version }));
      error.detail = `${error.detail} ${t.reglement.relisez}`;
    }
    throw error;
  }
}

function Form({ reglement, rappel }) {
  const here = `/reglements/${reglement.id}`;
  const form = useForm({ initial: typedRappel(reglement, rappel), check: rappelErrors,
    draft: `rappel ${rappel?.id ?? reglement.id}`,
    async send(values, key) {
      const body = rappelBody(values, reglement);
      const sent = rappel ? modify(rappel, body, form, key)
        : plan(reglement.id, body.destinataires ? body : { ...body, destinataires: undefined }, key);
      const { id, date } = await sent.catch((error) => { throw atFields(error); });
      forget();
      back(here, { rappel: { id, date, modifie: Boolean(rappel) } });
    } });
  return html`<form class="formulaire" onSubmit=${form.submit} novalidate>
    <${ErrorSummary} form=${form} />
    <p class="tete"><span><b>${reglement.client.nom}</b><br /><span class="discret petit">${reglement.produit}</span></span>
      <span class=${`moyen montant ${daysLate(reglement, localToday()) ? "retard" : "du"}`}>${money(reglement.reliquat, devise())}</span></p>
    <${RappelFields} form=${form} reglement=${reglement} />
    <${Submit} form=${form} label=${texts.enregistrer} />
  </form>`;
}

export default function Planifier({ params, query }) {
  const here = `/reglements/${params.id}`;
  const reglement = useResource(here);
  const rappel = useResource(query.rappel ? `/rappels/${query.rappel}` : null);
  const ready = reglement.data && (!query.rappel || rappel.fresh);
  const titre = query.rappel ? texts.titreModifier : texts.titre;
  const content = html`<${Failure} resource=${reglement} /><${Failure} resource=${rappel} />
    ${ready ? html`<${Form} reglement=${reglement.data} rappel=${rappel.data} />`
    : !reglement.error && !rappel.error && html`<${Loading} />`}`;
  if (!state.value.large) {
    return html`<${Page} titre=${titre} onglet="reglements" retour=${here} formulaire=${true}>${content}<//>`;
  }
  return html`<${Reglement} params=${params} state=${{}} />
    <${Sheet} title=${titre} onClose=${() => back(here)}>${content}<//>`;
}
