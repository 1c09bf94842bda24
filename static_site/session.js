/** Signing in and out, as this device knows it. */
import { call } from "./api.js";
import { dispatch, go, state } from "./app.js";
import { forget } from "./resource.js";
import { belongTo, wipe } from "./store.js";

/** Somebody signed in: keeps the session and goes to `href`. */
export async function enter(session, href) {
  forget();
  await belongTo(session.utilisateur).catch(() => {});
  dispatch({ session });
  go(href, { replace: true });
}

/** Signs out here and there; nothing of the boutique stays on the device. Needs the network. */
export async function leave() {
  await call("DELETE", "/session").catch((error) => { if (error.status !== 401) throw error; });
  forget();
  await wipe(state.value.session.utilisateur);
  dispatch({ session: null });
  go("/connexion", { replace: true });
}
