/** Équipe: who is in it, with which role; who is invited; who leaves. */
import { call } from "../api.js";
import { state } from "../app.js";
import { localToday, Radios } from "../components/choices.js";
import { emailError, ErrorSummary, Field, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Failure, Lines, Loading, More } from "../components/list.js";
import { Page } from "../components/page.js";
import { Panel } from "../components/panel.js";
import { Ask } from "../components/sheet.js";
import { daysBetween, initials, today } from "../format.js";
import b from "../locales/fr-boutique.js";
import t from "../locales/fr.js";
import { forget, useResource } from "../resource.js";
import { html, useRef, useState } from "../vendor/preact.js";

const HERE = "/equipe";
const texts = b.equipe;
const ROLES = Object.entries(texts.roles);

const State = ({ membre, self }) => {
  if (self) return html`<span class="etat avoir"><${Icon} name="user-round-check" />${texts.vous}</span>`;
  return membre.etat === "invite" ? html`<span class="etat attente"><${Icon} name="mail" />${texts.invite}</span>`
    : html`<span class="etat complet"><${Icon} name="check" />${texts.actif}</span>`;
};

/** How long the link still works, and (Renvoyer l'e-mail). */
function Invited({ membre, again }) {
  const until = today(new Date(membre.expire_le), state.value.session.boutique.fuseau);
  return html`<span class="toute tete petit"><span>${texts.lien(daysBetween(localToday(), until))}</span>
    <button type="button" class="lien souligne" onClick=${again}>${texts.renvoyer}</button></span>`;
}

function Member({ membre, self, alone, change, remove, again }) {
  const form = { values: { role: membre.role }, set: (_, role) => change(role), error: () => undefined };
  return html`<li class="rang haut">
    <span class="rond" aria-hidden="true">${initials(membre.nom)}</span>
    <${Lines} titre=${membre.nom} sous=${membre.email} etat=${html`<${State} membre=${membre} self=${self} />`} />
    ${self ? html`<span class="toute discret petit">${texts.roles[membre.role]} · ${
    alone ? texts.dernier : texts.autreGerant}</span>`
    : html`<div class="toute pages"><${Radios} form=${form} name="role" group=${`role-${membre.id}`}
        label=${html`${texts.role}<span class="cache"> : ${membre.nom}</span>`} options=${ROLES} />
      <button type="button" class="bouton danger" aria-label=${texts.retirerQui(membre.nom)} onClick=${remove}>
        <${Icon} name="trash-2" />${texts.retirer}</button></div>`}
    ${membre.expire_le && html`<${Invited} membre=${membre} again=${again} />`}</li>`;
}

const check = ({ nom, email }) => [
  ...(nom.trim() ? [] : [{ champ: "nom", message: texts.nomManque }]), ...emailError(email)];

function Invite({ done }) {
  const empty = { nom: "", email: "", role: "vendeur" };
  const form = useForm({ draft: "equipe", initial: empty, check,
    async send({ nom, email, role }, key) {
      await call("POST", HERE, { body: { nom: nom.trim(), email: email.trim(), role }, key });
      form.setValues(empty);
      done(texts.invitation(nom.trim()));
    } });
  const options = [...ROLES].reverse().map(([role, text]) => [role, html`<span>${text}<br />
    <span class="discret petit">${texts.aides[role]}</span></span>`]);
  return html`<section class="carte" aria-labelledby="inviter"><form class="pages" onSubmit=${form.submit} novalidate>
    <h2 id="inviter">${texts.inviter}</h2><${ErrorSummary} form=${form} />
    <${Field} form=${form} name="nom" label=${t.champs.nom} maxlength="100" autocomplete="off" />
    <${Field} form=${form} name="email" label=${t.champs.email} type="email" maxlength="254" autocomplete="off" />
    <${Radios} form=${form} name="role" label=${texts.role} options=${options} />
    <button class="bouton action" aria-disabled=${form.busy ? "true" : undefined}>
      <${Icon} name="send" />${form.busy ? t.validation : texts.envoyer}</button></form></section>`;
}

/** One write at a time; what it did or why not is said above the list. */
function useChanges(reload) {
  const [said, setSaid] = useState("");
  const [failure, setFailure] = useState("");
  const running = useRef(false);
  const say = (text) => {
    forget();
    setFailure("");
    setSaid(text);
    reload();
  };
  const write = async (method, path, body, text) => {
    if (running.current) return;
    running.current = true;
    setSaid("");
    setFailure("");
    try {
      await call(method, path, { body });
      say(text);
    } catch (error) {
      setFailure(error.detail || t.besoinReseau);
    } finally {
      running.current = false;
    }
  };
  return { said, failure, say, write };
}

/** Asks before somebody becomes gérant or leaves. */
function Question({ asked: { membre, role }, give, take, onClose }) {
  return role ? html`<${Ask} title=${texts.gerantTitre(membre.nom)} text=${texts.gerantAide} kind="action"
      action=${texts.gerantOui} onYes=${give} onClose=${onClose} />`
    : html`<${Ask} title=${texts.retirerTitre(membre.nom)} text=${texts.retirerAide}
      action=${texts.retirerQui(membre.nom)} onYes=${take} onClose=${onClose} />`;
}

export default function Equipe() {
  const resource = useResource(HERE);
  const { said, failure, say, write } = useChanges(resource.reload);
  const [asked, setAsked] = useState(null);
  const membres = resource.data?.elements ?? [];
  const alone = membres.filter((m) => m.role === "gerant" && m.etat === "actif").length < 2;
  const give = (membre, role) => {
    setAsked(null);
    write("PATCH", `${HERE}/${membre.id}`, { role, version: membre.version },
      texts.change(membre.nom, texts.roles[role].toLowerCase()));
  };
  const take = ({ id, nom }) => {
    setAsked(null);
    write("DELETE", `${HERE}/${id}`, undefined, texts.retire(nom));
  };
  return html`<${Page} titre=${texts.titre} onglet="menu" option="equipe" retour="/menu">
    ${said && html`<${Panel} title=${said} kind="action" />`}
    ${failure && html`<p class="avis retard" role="alert"><${Icon} name="triangle-alert" /><span>${failure}</span></p>`}
    <${Failure} resource=${resource} />
    <div class="colonnes pages"><div class="pages">
      ${resource.data ? html`<ul class="carte pleine rangs">${membres.map((m) => html`
        <${Member} key=${m.id} membre=${m} alone=${alone} self=${m.id === state.value.session.utilisateur.id}
          change=${(role) => (role === "gerant" ? setAsked({ membre: m, role }) : give(m, role))}
          remove=${() => setAsked({ membre: m })}
          again=${() => write("POST", HERE, { email: m.email, nom: m.nom, role: m.role }, texts.invitation(m.nom))} />`)}</ul>`
    : !resource.error && html`<${Loading} />`}<${More} resource=${resource} /></div>
      <${Invite} done=${say} /></div>
    ${asked && html`<${Question} asked=${asked} give=${() => give(asked.membre, asked.role)}
      take=${() => take(asked.membre)} onClose=${() => setAsked(null)} />`}
  <//>`;
}
