/** The clés of integrators: made, shown once, revoked. */
import { call } from "../api.js";
import { state } from "../app.js";
import { tableDate, today } from "../format.js";
import b from "../locales/fr-boutique.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { html, useState } from "../vendor/preact.js";
import { Radios } from "./choices.js";
import { ErrorSummary, Field, useForm } from "./form.js";
import { Icon } from "./icon.js";
import { Failure } from "./list.js";
import { Ask, Sheet } from "./sheet.js";

const HERE = "/cles";
const texts = b.cles;

/** Asks for a name and a role, then shows the clé this once. */
function Create({ done, onClose }) {
  const [made, setMade] = useState("");
  const form = useForm({ initial: { nom: "", role: "vendeur" },
    check: ({ nom }) => (nom.trim() ? [] : [{ champ: "cle-nom", message: texts.nomManque }]),
    async send({ nom, role }, key) {
      setMade((await call("POST", HERE, { body: { nom: nom.trim(), role }, key })).cle);
      done();
    } });
  return html`<${Sheet} title=${texts.creer} onClose=${onClose}>
    ${made ? html`<div class="champ"><label for="cle">${texts.voici}</label>
        <input id="cle" readonly value=${made} onFocus=${(e) => e.target.select()} /></div><p>${texts.uneFois}</p>`
    : html`<form class="pages" onSubmit=${form.submit} novalidate><${ErrorSummary} form=${form} />
      <${Field} form=${{ ...form, values: { "cle-nom": form.values.nom }, set: (_, nom) => form.set("nom", nom) }}
        name="cle-nom" label=${texts.nom} maxlength="100" autocomplete="off" />
      <${Radios} form=${form} name="role" group="cle-role" label=${b.equipe.role} options=${Object.entries(b.equipe.roles)} />
      <button class="bouton action"><${Icon} name="plus" />${texts.creer}</button></form>`}<//>`;
}

export function Cles() {
  const resource = useResource(HERE);
  const [creating, setCreating] = useState(false);
  const [leaving, setLeaving] = useState(null);
  const [failure, setFailure] = useState("");
  const revoke = async () => {
    setLeaving(null);
    await call("DELETE", `${HERE}/${leaving.id}`).then(() => setFailure(""), (error) => setFailure(error.detail || t.besoinReseau));
    resource.reload();
  };
  const day = (instant) => tableDate(today(new Date(instant), state.value.session.boutique.fuseau));
  return html`<section class="carte pages" aria-labelledby="cles"><div class="tete"><h2 id="cles">${texts.titre}</h2>
      <button type="button" class="bouton" onClick=${() => setCreating(true)}><${Icon} name="plus" />${texts.creer}</button></div>
    <${Failure} resource=${resource} />${failure && html`<p class="erreur" role="alert">${failure}</p>`}
    ${resource.data?.elements.map((cle) => html`<div class="tete" key=${cle.id}><span><b>${cle.nom}</b><br />
        <span class="discret petit">${texts.creee(b.equipe.roles[cle.role], day(cle.cree_le))}</span></span>
      <button type="button" class="bouton danger" aria-label=${texts.revoquerQui(cle.nom)} onClick=${() => setLeaving(cle)}>
        <${Icon} name="ban" />${texts.revoquer}</button></div>`)}
    ${creating && html`<${Create} done=${resource.reload} onClose=${() => setCreating(false)} />`}
    ${leaving && html`<${Ask} title=${texts.revoquerQui(leaving.nom)} text=${texts.revoquerAide} action=${texts.revoquerQui(leaving.nom)}
      onYes=${revoke} onClose=${() => setLeaving(null)} />`}</section>`;
}
