/** What rappels share: when one leaves, how it is planned, said and undone. */
import { call, now } from "../api.js";
import { state } from "../app.js";
import { addDays, weekDay } from "../format.js";
import t from "../locales/fr.js";
import texts from "../locales/fr-rappels.js";
import { forget } from "../resource.js";
import { html, useRef, useState } from "../vendor/preact.js";
import { localToday } from "./choices.js";
import { Icon } from "./icon.js";
import { Panel } from "./panel.js";

/** SMS leave from 8 h to 20 h of the boutique (domaine.md, Rappels). */
const [HUIT_HEURES, VINGT_HEURES] = [8, 20];

const localHour = () => Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23",
  timeZone: state.value.session.boutique.fuseau }).format(now()));

export const tomorrow = () => addDays(localToday(), 1);

/** The first day that a rappel may be planned for: today, past 20 h tomorrow. */
export const firstDay = () => (localHour() < VINGT_HEURES ? localToday() : tomorrow());

/** Whether a rappel of that day leaves at the next run, within the quarter of an hour. */
export const leavesNow = (date) => date === localToday() && localHour() >= HUIT_HEURES;

/** « lundi 30 nov. vers 8 h », « dans le quart d'heure ». */
export function departure(date) {
  if (leavesNow(date)) return texts.planifier.quart;
  return texts.planifier.vers8h(date === localToday() ? texts.planifier.aujourdhui : weekDay(date));
}

/** An amount is not broken over two lines on the screen; the text itself keeps plain spaces. */
export const unbrokenAmounts = (texte) => texte.replace(/(\d) (?=\d{3}|F\b)/g, "$1\u00a0");

/** Plans a rappel again or anew. @returns {Promise<any>} the rappel */
export const plan = (reglement, body, key) => call("POST", `/reglements/${reglement}/rappels`, { body, key })
  .then((rappel) => { forget(); return rappel; });

/** Does something once, however often it is tapped; says why it failed. */
export function useOnce() {
  const [failure, setFailure] = useState("");
  const running = useRef(false);
  const once = async (work) => {
    if (running.current) return;
    running.current = true;
    setFailure("");
    try { await work(); } catch (error) {
      const fields = (error.erreurs ?? []).map(({ message }) => message).join(" ");
      setFailure(fields || error.detail || (error.status === 0 ? t.besoinReseau : t.panne));
    }
    running.current = false;
  };
  return { failure, setFailure, once };
}

/**
 * « Planning enregistré : lundi 30 nov. vers 8 h. » (Annuler)
 * @param {{rappel: {id: string, date: string, modifie?: boolean}, undone?: () => void}} props
 */
export function Planned({ rappel, undone = () => {} }) {
  const [gone, setGone] = useState(false);
  const { failure, once } = useOnce();
  const undo = () => once(async () => {
    await call("DELETE", `/rappels/${rappel.id}`, { key: `annuler-${rappel.id}` });
    forget();
    setGone(true);
    undone();
  });
  if (gone) return html`<${Panel} kind="action" icon="undo-2" title=${texts.fait.annule} />`;
  const said = rappel.modifie ? texts.fait.modifie : texts.fait.enregistre;
  return html`<${Panel} kind="action" title=${said(departure(rappel.date))} text=${failure}>
    ${!rappel.modifie && html`<button type="button" class="bouton" onClick=${undo}>
      <${Icon} name="undo-2" />${texts.fait.annuler}</button>`}<//>`;
}
