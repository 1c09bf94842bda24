/**
 * The frame of a screen: top bar with its title (the only h1), tabs, options, dock.
 *
 * `titre` is the h1 (`titreLarge` another one for wide windows); `onglet` and `option` say where
 * we are; `retour` puts ← in place of the logo; `actions` stand at the right of the bar;
 * `dock` are the one or two main actions (hrefs of `OPTIONS`, or elements); `formulaire` leaves
 * the tabs away on phones; `fil` is a trail of `[text, href]` above the title on wide windows,
 * where `avant` stands before it and `sous` under it.
 *
 * To add a screen:
 *   1. `screens/<noun>.js`: a default component `({ params, query, state })` that returns
 *      `<${Page} titre=... onglet=... option=...>` (components/page.js) around its content;
 *   2. a row in routes.js, and in the tab's OPTIONS of components/page.js when it is an option;
 *   3. its texts in locales/fr.js (before sign-in: fr-entree.js), never in the screen;
 *   4. what it reads by `useResource("/path")` (resource.js), what it writes by `useForm`
 *      (components/form.js) with `call` (needs the network) or `submit` of outbox.js (may wait);
 *   5. its file in the list of sw.js; icons it needs in tools/vendor/icons.txt, then
 *      `tools/vendor.sh`.
 */
import { address, back, state } from "../app.js";
import t from "../locales/fr.js";
import { match, isGerant } from "../state.js";
import { routes } from "../routes.js";
import { html, useEffect } from "../vendor/preact.js";
import { Icon } from "./icon.js";
import { Notices, Toast } from "./panel.js";

const ONGLETS = [
  ["tableau", "/", "layout-dashboard"],
  ["reglements", "/reglements", "notebook-pen"],
  ["clients", "/clients", "users"],
  ["sms", "/sms", "message-square-text"],
];

const AJOUTER = ["ajouterReglement", "/reglements/nouveau", "notebook-pen"];
const VERSER = ["faireVersement", "/versements/nouveau", "hand-coins"];
const RAPPELS = ["rappels", "/rappels", "calendar-clock"];

/** The options of each tab: name, href, icon. Shown when the screen exists and the role may. */
const OPTIONS = {
  tableau: [["aujourdhui", "/", "layout-dashboard"], AJOUTER, VERSER,
    ["relances", "/relances", "clock-alert"], ["caisse", "/caisse", "wallet"],
    ["journal", "/journal", "list"]],
  reglements: [["lesReglements", "/reglements", "list"], AJOUTER,
    ["enRetard", "/reglements?en_retard=true", "clock-alert"], RAPPELS,
    ["importer", "/import", "download"]],
  clients: [VERSER, ["lesComptes", "/clients", "users"], ["lesVersements", "/versements", "receipt-text"],
    ["solder", "/solder", "circle-slash"], ["archiver", "/archiver", "archive"]],
  sms: [["envoi", "/sms/envoi", "send"], ["repertoire", "/sms/repertoire", "users"],
    ["envois", "/sms/envois", "list"], RAPPELS, ["quota", "/sms/quota", "wallet"]],
  menu: [["parametres", "/parametres", "sliders-horizontal"], ["equipe", "/equipe", "users"],
    ["journal", "/journal", "list"], ["attente", "/attente", "cloud-upload"],
    ["exporter", "/export", "download"], ["aide", "/aide", "circle-question-mark"]],
};

/** Whether there is such a screen, and the person signed in may open it. */
export function canOpen(href) {
  const found = match(routes, href.split("?")[0]);
  return Boolean(found) && (found.route[2]?.role !== "gerant" || isGerant(state.value));
}

export const openOptions = (onglet) => (OPTIONS[onglet] ?? []).filter(([, href]) => canOpen(href));

/** A main action of the dock: indigo sells on credit, green takes money in. */
const DockLink = ({ href, icon, text, kind }) => html`
  <a class=${`bouton ${kind}`} href=${href}><${Icon} name=${icon} />${text}</a>`;
export const addReglement = (href = AJOUTER[1]) => html`<${DockLink} href=${href} icon=${AJOUTER[2]}
  text=${t.options.ajouterReglement} kind="action" />`;
export const addVersement = (href = VERSER[1]) => html`<${DockLink} href=${href} icon=${VERSER[2]}
  text=${t.options.faireVersement} kind="argent" />`;

const Logo = () => html`<span class="logo"><${Icon} name="book-open" /></span>`;

function Tabs({ onglet }) {
  const { quota, large } = state.value;
  return html`<nav class="onglets" aria-label=${t.marque}>
    ${ONGLETS.map(([name, href, icon]) => html`
      <a key=${name} href=${href} aria-current=${onglet === name ? "page" : undefined}>
        <span class="picto"><${Icon} name=${icon} />
          ${name === "sms" && !large && quota !== null && t.sms(quota)}</span>
        ${t.onglets[name]}
        ${name === "sms" && large && quota !== null && html`<span class="quota">${t.sms(quota)}</span>`}
      </a>`)}
  </nav>`;
}

function Cloud() {
  const n = state.value.waiting.length;
  return n > 0 && html`<a class="etat attente" href="/attente" aria-label=${t.attenteN(n)}>
    <${Icon} name="cloud-upload" />${n}</a>`;
}

function Side({ onglet, option }) {
  const options = openOptions(onglet);
  const { quota } = state.value;
  return html`<aside class="cote" aria-label=${t.onglets[onglet]}>
    <nav aria-label=${t.onglets[onglet]}><p class="titre-champ">${t.onglets[onglet]}</p>
      ${options.map(([name, href, icon]) => html`
        <a key=${name} href=${href} aria-current=${option === name ? "page" : undefined}>
          <${Icon} name=${icon} />${t.options[name]}</a>`)}</nav>
    ${quota !== null && html`<div class="carte"><p class="discret petit">${t.votreQuota}</p>
      <p class="moyen gras">${t.sms(quota)}</p></div>`}
  </aside>`;
}

/** The options of a tab as tiles under the title, on phones. */
export function Tiles({ onglet, names }) {
  const options = openOptions(onglet).filter(([name]) => names.includes(name));
  return !state.value.large && options.length > 0 && html`
    <nav class="trois" aria-label=${t.onglets[onglet]}>${options.map(([name, href, icon]) => html`
      <a class="carte tuile" key=${name} href=${href}><${Icon} name=${icon} />${t.options[name]}</a>`)}</nav>`;
}

const Back = ({ retour }) => html`<a class="carre" href=${retour} aria-label=${t.retour} data-retour
  onClick=${(e) => { e.preventDefault(); e.stopPropagation(); back(retour); }}>
  <${Icon} name="arrow-left" /></a>`;

const Title = ({ children }) => {
  useEffect(() => { document.title = `${children} · ${t.marque}`; }, [children]);
  return html`<h1 tabindex="-1">${children}</h1>`;
};

function Phone({ titre, onglet, retour, actions, dock, formulaire, children }) {
  return html`<div class="app">
    <a class="evitement" href="#contenu">${t.aller}</a>
    <header class="barre">
      ${retour ? html`<${Back} retour=${retour} />` : html`<${Logo} />`}
      <${Title}>${titre}<//>
      <${Cloud} />
      ${actions}
      ${!retour && html`<a class="lien" href="/menu"><${Icon} name="menu" />${t.menu}</a>`}
    </header>
    <main id="contenu" key="main"><${Notices} path=${address.value.path} />${children}</main>
    ${!formulaire && html`<footer class="bas">
      ${dock && html`<div class="dock">${dock}</div>`}<${Tabs} onglet=${onglet} /></footer>`}
    <${Toast} />
  </div>`;
}

function Wide({ titre, titreLarge = titre, onglet, option, actions, dock, fil, avant, sous, children }) {
  return html`<div class="app bureau">
    <a class="evitement" href="#contenu">${t.aller}</a>
    <header class="barre">
      <${Logo} /><strong>${t.marque}</strong>
      <${Tabs} onglet=${onglet} />
      <${Cloud} />
      ${canOpen("/aide") && html`<a class="lien" href="/aide"><${Icon} name="circle-question-mark" />${t.options.aide}</a>`}
      <a class="lien" href="/menu"><${Icon} name="menu" />${state.value.session?.boutique.nom}</a>
    </header>
    <${Side} onglet=${onglet} option=${option} />
    <main id="contenu" key="main">
      <${Notices} path=${address.value.path} />
      ${fil && html`<p class="petit">${fil.map(([text, href]) => html`<a href=${href}>${text}</a> › `)}${titreLarge}</p>`}
      <div class="tete"><div class="enseigne">${avant}<div><${Title}>${titreLarge}<//>
        ${sous && html`<p class="discret">${sous}</p>`}</div></div><div class="dock">${actions}${dock}</div></div>
      ${children}
    </main>
    <${Toast} />
  </div>`;
}

export const Page = (props) => (state.value.large ? html`<${Wide} ...${props} />`
  : html`<${Phone} ...${props} />`);
