/** Tableau de bord: who owes, how much, how late; the two main actions one tap away. */
import { dispatch, state } from "../app.js";
import { localToday } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Badge, Bar, Empty, Failure, Loading } from "../components/list.js";
import { devise } from "../components/money.js";
import { Months } from "../components/months.js";
import { addReglement, addVersement, canOpen, Page } from "../components/page.js";
import { Planned } from "../components/rappel.js";
import { Relancer } from "../components/relancer.js";
import { daysLate } from "../compte.js";
import { money } from "../format.js";
import fr from "../locales/fr-rappels.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { html, useEffect, useState } from "../vendor/preact.js";

const EN_RETARD = "/reglements?en_retard=true";

const Figure = ({ label, kind = "", children }) => html`
  <div class="carte"><p class="discret petit">${label}</p>
    <p class=${`moyen montant ${kind}`}>${children}</p></div>`;

function Debtor({ debtor, relancer }) {
  const late = daysLate(debtor, localToday());
  return html`<li class="rang">
    <span class="milieu"><span class="paire"><a class="nom" href=${`/clients/${debtor.id}`}>${debtor.nom}</a>
      <span class="montant du">${money(debtor.du, devise())}</span></span>
      <span class="paire">${late > 0 ? html`<${Badge} kind="retard" text=${t.etats.retard(late)} />` : html`<span />`}
      <button type="button" class="bouton doux" aria-label=${t.tableau.relancerQui(debtor.nom)}
        onClick=${() => relancer(debtor)}><${Icon} name="message-circle" />${t.tableau.relancer}</button></span>
    </span>
  </li>`;
}

function Debtors({ debiteurs }) {
  const [chosen, setChosen] = useState(null);
  return html`<section class="carte pleine" aria-labelledby="relancer">
    <div class="tete"><h2 id="relancer">${t.tableau.quiRelancer}</h2>
      <a class="lien souligne" href=${canOpen("/relances") ? "/relances" : EN_RETARD}>${t.toutVoir}</a></div>
    ${debiteurs.length === 0 ? html`<p class="rang discret">${t.tableau.personne}</p>`
    : html`<ul class="rangs debiteurs">${debiteurs.map((debtor) => html`
        <${Debtor} key=${debtor.id} debtor=${debtor} relancer=${setChosen} />`)}</ul>`}
    ${chosen && html`<${Relancer} client=${chosen} onClose=${() => setChosen(null)} />`}
  </section>`;
}

function Ages({ tranches }) {
  const most = Math.max(1, ...tranches.map((tranche) => tranche.montant));
  return html`<section class="carte"><h2>${t.tableau.anciennete}</h2>
    <table class="ages"><tbody>${tranches.map(({ de, a, montant }) => html`
      <tr key=${de}><th scope="row">${t.tableau.tranche(de, a)}</th>
        <td class="retard"><${Bar} parts=${[["retard", montant]]} total=${most} /></td>
        <td class="n gras">${money(montant, devise())}</td></tr>`)}</tbody></table>
  </section>`;
}

/** « 3 sms partis. 2 sms à venir. 1 à vérifier. » */
function DuJour({ rappels }) {
  const texts = fr.rappels;
  const fates = rappels.flatMap((r) => r.destinataires.map((d) => d.etat));
  const count = (...etats) => fates.filter((etat) => etats.includes(etat)).length;
  const said = [[texts.partis, count("envoye")], [texts.aVenir, count("planifie", "en_cours")],
    [texts.verifier, count("incertain")], [texts.nonPartis, count("echec", "quota_insuffisant", "expire")]]
    .filter(([, n]) => n > 0).map(([text, n]) => text(n));
  return html`<section class="carte"><div class="tete"><h2>${texts.duJour}</h2>
      <a class="lien souligne" href="/rappels">${texts.voir}</a></div>
    <p>${said.length ? said.join(" ") : texts.aucunDuJour}</p></section>`;
}

function Late({ late }) {
  return html`<a class="avis retard" href=${EN_RETARD}><${Icon} name="clock-alert" />
    <span>${t.tableau.enRetard(money(late.montant, devise()), late.clients)}</span>
    <${Icon} name="chevron-right" /></a>`;
}

function Top({ data }) {
  const { en_retard: late, mois } = data;
  const waiting = state.value.waiting.length;
  const due = html`<p class="gras discret">${t.tableau.onVousDoit}</p>
    <p class="grand montant du">${money(data.du, devise())}</p>
    ${waiting > 0 && html`<p class="petit">${t.avecAttente(waiting)}</p>`}`;
  const month = html`
    <${Figure} label=${t.tableau.encaisse} kind="verse">${money(mois.encaisse, devise())}<//>
    <${Figure} label=${t.tableau.vendu}>${money(mois.vendu, devise())}<//>`;
  if (state.value.large) {
    return html`<div class="quatre"><div class="carte">${due}</div>
      <a class="carte sobre" href=${EN_RETARD}><p class="discret petit">${t.tableau.enRetardN(late.clients)}</p>
        <p class="moyen montant retard">${money(late.montant, devise())}</p></a>
      ${month}</div>`;
  }
  return html`<div class="carte">${due}${late.montant > 0 && html`<${Late} late=${late} />`}</div>
    <div class="deux">${month}</div>`;
}

function Vide({ data }) {
  const links = [["/equipe", "users", t.tableau.inviter], ["/aide", "circle-question-mark", t.tableau.aide]]
    .filter(([href]) => canOpen(href));
  return html`
    <section class="carte pleine"><${Empty} icon="notebook-pen" title=${t.tableau.vide} text=${t.tableau.videAide}>
      ${addReglement()}
      ${canOpen("/import") && html`<a class="bouton" href="/import"><${Icon} name="download" />${t.options.importer}</a>`}
    <//></section>
    <div class="deux">
      <${Figure} label=${t.tableau.onVousDoit}>${money(0, devise())}<//>
      <${Figure} label=${t.tableau.rappels}>${t.sms(data.quota.sms)}<//>
    </div>
    ${links.length > 0 && html`<nav class="carte pleine rangs" aria-label=${t.tableau.vide}>
      ${links.map(([href, icon, text]) => html`<a class="rang" key=${href} href=${href}><${Icon} name=${icon} />
        <b class="milieu">${text}</b><${Icon} name="chevron-right" /></a>`)}</nav>`}`;
}

/** A boutique in which nothing was ever sold or paid. */
const isEmpty = (data) => data.du === 0 && data.avoir === 0 && state.value.waiting.length === 0
  && data.par_mois.every((mois) => mois.vendu === 0 && mois.encaisse === 0);

function Content({ data }) {
  const { large } = state.value;
  const debtors = html`<${Debtors} key="debtors" debiteurs=${data.debiteurs} />`;
  const months = html`<${Months} key="months" months=${data.par_mois} />`;
  const ages = html`<${Ages} key="ages" tranches=${data.en_retard.tranches} />`;
  const today = html`<${DuJour} key="rappels" rappels=${data.rappels} />`;
  return html`<${Top} data=${data} />
    <div class="colonnes pages">
      <div class="pages">${large ? [months, debtors] : [debtors, ages, today, months]}</div>
      ${large && html`<div class="pages">${ages}${today}</div>`}
    </div>`;
}

export default function Tableau({ state: handed }) {
  const resource = useResource("/tableau-de-bord");
  const { data } = resource;
  const { session } = state.value;
  useEffect(() => { if (data) dispatch({ quota: data.quota.sms }); }, [data]);
  const empty = data && isEmpty(data);
  return html`<${Page} titre=${session.boutique.nom} onglet="tableau" option="aujourdhui"
    titreLarge=${t.tableau.bonjour(session.utilisateur.nom.split(" ")[0])}
    dock=${!empty && html`${addReglement()}${addVersement()}`}>
    ${handed.panel?.rappel && html`<${Planned} rappel=${handed.panel.rappel} undone=${resource.reload} />`}
    <${Failure} resource=${resource} />
    ${!data && !resource.error && html`<${Loading} />`}
    ${data && (empty ? html`<${Vide} data=${data} />` : html`<${Content} data=${data} />`)}
  <//>`;
}
