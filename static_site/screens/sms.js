/** Envoyer sms: what is left of the quota, and the options of the tab. */
import { Icon } from "../components/icon.js";
import { Failure, Loading } from "../components/list.js";
import { canOpen, Page, Tiles } from "../components/page.js";
import { Appeler, useQuota } from "../components/sms-quota.js";
import b from "../locales/fr-sms.js";
import t from "../locales/fr.js";
import { html } from "../vendor/preact.js";

const ENVOI = "/sms/envoi";

const Write = () => html`<a class="bouton action" href=${ENVOI}><${Icon} name="send" />${b.envoi.titre}</a>`;

const Left = ({ data }) => html`<section class="carte pages">
  <div class="tete"><p class="discret">${t.votreQuota}</p>
    ${canOpen("/sms/quota") && html`<a class="lien souligne" href="/sms/quota">${b.quota.voir}</a>`}</div>
  <p class="grand montant">${t.sms(data.sms)}</p><${Appeler} numero=${data.appeler} /></section>`;

export default function Sms() {
  const resource = useQuota();
  return html`<${Page} titre=${t.smsEcran.titre} onglet="sms" dock=${canOpen(ENVOI) && html`<${Write} />`}>
    <${Failure} resource=${resource} />
    <${Tiles} onglet="sms" names=${["repertoire", "envois", "quota"]} />
    ${resource.data ? html`<${Left} data=${resource.data} />` : !resource.error && html`<${Loading} rows=${1} />`}
  <//>`;
}
