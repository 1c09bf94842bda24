/** +Afficher les versements of a client. */
import { html } from "../vendor/preact.js";
import { ClientList } from "./client-reglements.js";

export default (props) => html`<${ClientList} what="versements" ...${props} />`;
