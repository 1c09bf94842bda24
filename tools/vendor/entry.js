// What the web UI uses of Preact, htm and signals, as one module.
import { h, render } from "preact";
import htm from "htm";

export { h, render };
export const html = htm.bind(h);
export { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
export { effect, signal } from "@preact/signals";
