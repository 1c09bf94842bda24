/** How late each client is, from the open règlements that this device keeps. */
import { state } from "../app.js";
import { daysLate } from "../compte.js";
import { readAll } from "../store.js";
import { useEffect, useState } from "../vendor/preact.js";
import { localToday } from "./choices.js";

/** The days of the latest of some règlements, 0 when none is late. */
export const mostLate = (reglements, today = localToday()) =>
  reglements.reduce((most, r) => Math.max(most, daysLate(r, today)), 0);

/** client id -> days, for those who are late. Read again when `fresh` changes. */
export function useLateness(fresh) {
  const [late, setLate] = useState(new Map());
  useEffect(() => {
    let left = false;
    readAll("reglements").then((kept) => {
      const found = new Map();
      const today = localToday();
      for (const r of kept ?? []) {
        const days = daysLate(r, today);
        if (days > (found.get(r.client.id) ?? 0)) found.set(r.client.id, days);
      }
      if (!left) setLate(found);
    }).catch(() => {});
    return () => { left = true; };
  }, [fresh, state.value.copied]);
  return late;
}
