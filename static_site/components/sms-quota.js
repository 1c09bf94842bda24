/** What is left of the quota and what moved it, kept in view; whom to call for more. */
import { dispatch, state } from "../app.js";
import { phone, unbroken } from "../format.js";
import b from "../locales/fr-sms.js";
import { useResource } from "../resource.js";
import { html, useEffect } from "../vendor/preact.js";
import { Icon } from "./icon.js";

/** The quota's resource; the tabs show what it says. */
export function useQuota() {
  const resource = useResource("/quota", "mouvements");
  const sms = resource.data?.sms;
  useEffect(() => { if (sms !== undefined) dispatch({ quota: sms }); }, [resource.data]);
  return resource;
}

/** The operator's number, as a button. @param {{numero: string | null | undefined}} props */
export const Appeler = ({ numero }) => numero && html`<p>${b.quota.plus}</p>
  <a class="bouton doux" href=${`tel:${numero}`}><${Icon} name="phone" />
    ${unbroken(phone(numero, state.value.session.boutique.pays))}</a>`;
