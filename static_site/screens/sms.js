/** Envoyer sms: what is left of the quota, and the options of the tab. */
import { dispatch, state } from "../app.js";
import { Failure } from "../components/list.js";
import { Page, openOptions, Tiles } from "../components/page.js";
import t from "../locales/fr.js";
import { useResource } from "../resource.js";
import { html, useEffect } from "../vendor/preact.js";

export default function Sms() {
  const resource = useResource("/tableau-de-bord");
  const sms = resource.data?.quota.sms;
  useEffect(() => { if (sms !== undefined) dispatch({ quota: sms }); }, [sms]);
  const { quota } = state.value;
  return html`<${Page} titre=${t.smsEcran.titre} onglet="sms">
    <${Failure} resource=${resource} />
    <${Tiles} onglet="sms" names=${openOptions("sms").map(([name]) => name)} />
    ${quota !== null && html`<div class="carte"><p class="discret">${t.votreQuota}</p>
      <p class="grand montant">${t.sms(quota)}</p></div>`}
  <//>`;
}
