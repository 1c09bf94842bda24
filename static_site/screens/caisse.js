/** Caisse du jour: what came in, how it was paid, who took it; remboursements are off. */
import { go, state } from "../app.js";
import { Chip, localToday } from "../components/choices.js";
import { Icon } from "../components/icon.js";
import { Bar, Empty, Failure, Loading } from "../components/list.js";
import { devise } from "../components/money.js";
import { addVersement, Page } from "../components/page.js";
import { addDays, money, shortDay, textDate } from "../format.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { url } from "../state.js";
import { html, useState } from "../vendor/preact.js";

const HERE = "/caisse";

/** Aujourd'hui, Hier, Autre jour; the address keeps which. */
function Days({ day }) {
  const today = localToday();
  const named = [[today, `${t.dates.aujourdhui}, ${shortDay(today)}`], [addDays(today, -1), t.dates.hier]];
  const [opened, setOpened] = useState(false);
  const free = opened || !named.some(([one]) => one === day);
  const show = (date) => date && date <= today
    && go(url(HERE, { date: date === today ? "" : date }), { replace: true });
  return html`<div class="pages"><div class="puces" role="group" aria-label=${t.champs.jour}>
      ${named.map(([one, text]) => html`<${Chip} key=${one} on=${!free && day === one}
        onClick=${() => { setOpened(false); show(one); }}>${text}<//>`)}
      <${Chip} on=${free} onClick=${() => setOpened(true)}>${t.dates.autre}<//></div>
    ${free && html`<div class="champ"><label for="jour">${t.champs.jour}</label>
      <input id="jour" type="date" value=${day} min="2000-01-01" max=${today} onInput=${(e) => show(e.target.value)} /></div>`}
  </div>`;
}

const Row = ({ name, montant, total }) => html`<li class="rang"><b>${name}</b>
  <span class="bout part"><span class="montant">${money(montant, devise())}</span>
    <${Bar} parts=${[["verse", Math.max(0, montant)]]} total=${total} /></span></li>`;

function Modes({ caisse: { modes, rembourse, total } }) {
  return html`<section class="carte pleine" aria-labelledby="modes"><h2 id="modes">${t.caisse.parMode}</h2>
    <ul class="rangs">${modes.map(({ mode, montant }) => html`<${Row} key=${mode} name=${t.modes[mode]}
        montant=${montant} total=${total} />`)}
      ${rembourse > 0 && html`<li class="rang"><span><b>${t.caisse.rembourse}</b><br />
          <span class="discret petit">${t.caisse.deduit}</span></span>
        <span class="montant du">${money(-rembourse, devise())}</span></li>`}
      <li class="rang total"><b>${t.caisse.total}</b><span class="montant verse">${money(total, devise())}</span></li></ul>
  </section>`;
}

const People = ({ caisse: { utilisateurs, total } }) => utilisateurs.length > 0 && html`
  <section class="carte pleine" aria-labelledby="personnes"><h2 id="personnes">${t.caisse.parPersonne}</h2>
    <ul class="rangs">${utilisateurs.map(({ id, nom, montant }) => html`<${Row} key=${id} name=${nom}
      montant=${montant} total=${total} />`)}</ul></section>`;

function Content({ caisse }) {
  const title = caisse.date === localToday() ? t.caisse.encaisseAujourdhui : t.caisse.encaisseLe(textDate(caisse.date));
  const waits = state.value.waiting.filter((e) => e.path === "/versements" && e.body.date === caisse.date).length;
  const head = html`<section class="carte"><p class="gras discret">${title}</p>
    <p class="grand montant verse">${money(caisse.total, devise())}</p>
    ${waits > 0 && html`<p class="petit">${t.avecAttente(waits)}</p>`}
    <p class="avis verse"><${Icon} name="wallet" /><span>${t.caisse.especes}</span>
      <span class="montant">${money(caisse.especes, devise())}</span></p></section>`;
  if (!caisse.modes.length && !caisse.rembourse) {
    return html`${head}<section class="carte pleine"><${Empty} icon="wallet" title=${t.caisse.vide}>
      ${addVersement()}<//></section>`;
  }
  return html`${head}<div class=${state.value.large ? "deux" : "pages"}><${Modes} caisse=${caisse} />
    <div><${People} caisse=${caisse} /></div></div>`;
}

export default function Caisse({ query }) {
  const day = query.date ?? localToday();
  const resource = useResource(url(HERE, { date: day }));
  const { large } = state.value;
  const paper = html`<button type="button" class=${large ? "bouton" : "lien"} onClick=${() => print()}>
    <${Icon} name="printer" />${t.caisse.imprimer}</button>`;
  return html`<${Page} titre=${t.caisse.titre} onglet="tableau" option="caisse" retour="/" actions=${paper}>
    <${Days} day=${day} />
    <${Failure} resource=${resource} />
    ${resource.data ? html`<${Content} caisse=${resource.data} />` : !resource.error && html`<${Loading} />`}
  <//>`;
}
