/* What cannot be read on a page as it stands: cut, broken inside a word, or one upon another. */
() => {
  const bad = [];
  const width = document.documentElement.clientWidth;
  const name = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join(".")} « ${e.textContent.trim().slice(0, 40)} »`;
  const shown = (e) => e.checkVisibility() && !e.closest(".cache, .evitement, dialog:not([open])");
  const boxed = (e) => { const s = getComputedStyle(e); return s.overflowX !== "visible" || parseFloat(s.borderLeftWidth) > 0 || s.backgroundColor !== "rgba(0, 0, 0, 0)"; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const leaves = [];
  const range = document.createRange();
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    if (!n.data.trim() || !shown(n.parentElement) || n.parentElement.closest("svg, option")) continue;
    range.selectNodeContents(n);
    for (const r of range.getClientRects()) {
      if (r.width < 1) continue;
      leaves.push({ r, e: n.parentElement });
      if (r.left < -1 || r.right > width + 1) bad.push(`hors de l'écran : ${name(n.parentElement)}`);
      for (let e = n.parentElement; e !== document.body; e = e.parentElement) {
        if (getComputedStyle(e).display === "inline" || !boxed(e)) continue;
        const b = e.getBoundingClientRect();
        if (r.left < b.left - 1 || r.right > b.right + 1) bad.push(`coupé par ${e.className || e.tagName} : ${name(n.parentElement)}`);
      }
    }
    for (const m of n.data.matchAll(/\d\d \d{3} \d\d \d\d|[^ \n-]+/g)) {
      range.setStart(n, m.index); range.setEnd(n, m.index + m[0].length);
      const tops = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
      if (tops.size > 1 && !m[0].includes("@")) bad.push(`cassé : « ${m[0]} » dans ${name(n.parentElement)}`);
    }
  }
  for (const e of document.querySelectorAll("a, button, .etat, input, .rond, label")) {
    if (!shown(e) || e.closest(".fichier") || getComputedStyle(e).display === "inline") continue;
    const r = e.getBoundingClientRect();
    leaves.push({ r, e });
    if (r.left < -1 || r.right > width + 1) bad.push(`hors de l'écran : ${name(e)}`);
  }
  const layer = (e) => e.closest("dialog, .pied, .barre, .bas, .toast, main, aside");
  for (let i = 0; i < leaves.length; i += 1) {
    for (let j = i + 1; j < leaves.length; j += 1) {
      const [a, b] = [leaves[i], leaves[j]];
      if (a.e.contains(b.e) || b.e.contains(a.e) || layer(a.e) !== layer(b.e)) continue;
      if (a.e.closest(".saisie") && a.e.closest(".saisie") === b.e.closest(".saisie")) continue;
      const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const y = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      if (x > 1 && y > 3) bad.push(`l'un sur l'autre : ${name(a.e)} et ${name(b.e)}`);
    }
  }
  if (document.documentElement.scrollWidth > width) bad.push("la page défile de côté");
  return [...new Set(bad)];
}
