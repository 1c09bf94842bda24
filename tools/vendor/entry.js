// What the web UI uses of Preact, htm and signals, as one module.
import { h, render, Fragment } from "preact";
import htm from "htm";

export { h, render, Fragment };
export const html = htm.bind(h);
export {
  useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState,
} from "preact/hooks";
export { batch, computed, effect, signal, useSignal } from "@preact/signals";
