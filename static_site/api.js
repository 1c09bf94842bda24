/**
 * The only place that calls the network (`/api`, see api.md). Answers JSON, or throws an
 * ApiError that a screen can show as it is.
 */

/** A refusal (RFC 9457), or `status` 0 when the network did not answer. */
export class ApiError extends Error {
  /** @param {{status: number, type?: string, detail?: string, erreurs?: any[]}} problem */
  constructor(problem) {
    super(problem.detail ?? "");
    this.status = problem.status;
    this.type = problem.type ?? "";
    this.detail = problem.detail ?? "";
    this.erreurs = problem.erreurs ?? [];
    this.problem = problem;
  }

  /** The network, the server or a rate limit failed, not what was asked: worth another try. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** An Idempotency-Key: made at the tap, kept over retries. */
export const newKey = () => crypto.randomUUID();

/** How long a call may hang before it counts as no network, in ms. */
const PATIENCE = 25_000;

/** By how many ms the service's clock is ahead of this device's, when they are far apart. */
let skew = 0;
const SKEW_MIN = 120_000;

function compareClocks(response) {
  const ahead = Date.parse(response.headers.get("date") ?? "") - Date.now();
  if (!Number.isNaN(ahead)) skew = Math.abs(ahead) > SKEW_MIN ? ahead : 0;
}

/** Now, by the service's clock: a phone's is often wrong. */
export const now = () => new Date(Date.now() + skew);

let onSignedOut = () => {};
let onNetwork = (_online) => {};

/** Says whom to tell when a session ended, and whether the network answers. */
export function listen({ signedOut, network }) {
  [onSignedOut, onNetwork] = [signedOut, network];
}

async function problemOf(response) {
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const problem = isJson ? await response.json().catch(() => ({})) : {};
  return { ...problem, status: response.status,
    retryAfter: Number(response.headers.get("retry-after")) || 0 };
}

/**
 * @param {string} method @param {string} path below `/api`
 * @param {{body?: any, type?: string, key?: string, patience?: number}} [options]
 *   `type`: send `body` as it is; `patience` in ms, for what is large
 * @returns {Promise<any>} the parsed answer; null for an empty one
 */
export async function call(method, path, { body, type, key, patience = PATIENCE } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = type ?? "application/json";
  if (method !== "GET") headers["Idempotency-Key"] = key ?? newKey();
  let response;
  try {
    response = await fetch(`/api${path}`, {
      method, headers, credentials: "same-origin", signal: AbortSignal.timeout(patience),
      body: body === undefined || type ? body : JSON.stringify(body),
    });
  } catch {
    onNetwork(false);
    throw new ApiError({ status: 0 });
  }
  onNetwork(true);
  compareClocks(response);
  if (response.ok) return response.status === 204 ? null : response.json().catch(() => null);
  const problem = await problemOf(response);
  if (response.status === 401 && !path.startsWith("/session")) onSignedOut();
  throw new ApiError(problem);
}

export const get = (path) => call("GET", path);
