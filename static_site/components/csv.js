/** Tables that people open in a spreadsheet: no cell may run as a formula there. */

/** A cell that begins like a formula is kept as text by an apostrophe (OWASP, CSV injection). */
const defused = (cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const quoted = (cell) => `"${defused(String(cell)).replaceAll('"', '""')}"`;

/** Rows as CSV with semicolons, as a French spreadsheet reads it. @param {any[][]} rows */
export const csv = (rows) => `\ufeff${rows.map((row) => row.map(quoted).join(";")).join("\r\n")}\r\n`;

/** Hands a file to the person. */
export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
