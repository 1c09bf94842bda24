// Writes the sprite of the icons that icons.txt names: node sprite.mjs ICONS_DIR NAMES OUT
import { readFileSync, writeFileSync } from "node:fs";

const [, , icons, names, out] = process.argv;
const symbols = readFileSync(names, "utf8").trim().split("\n").map((name) => {
  const svg = readFileSync(`${icons}/${name}.svg`, "utf8");
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, "").replaceAll(" />", "/>")}</symbol>`;
});
writeFileSync(out,
  `<!-- Lucide, ISC licence, https://lucide.dev/license -->\n`
  + `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
