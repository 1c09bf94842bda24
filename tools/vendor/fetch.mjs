// Downloads the pinned npm packages into WORK/node_modules: node fetch.mjs VENDOR.json WORK [--pin]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const [, , vendorJson, work, mode] = process.argv;
const vendor = JSON.parse(readFileSync(vendorJson, "utf8"));

for (const [name, pin] of Object.entries(vendor.packages)) {
  const tarball = execFileSync(
    "npm", ["pack", "--silent", `${name}@${pin.version}`], { cwd: work, encoding: "utf8" },
  ).trim();
  const sha256 = createHash("sha256").update(readFileSync(`${work}/${tarball}`)).digest("hex");
  if (mode === "--pin") pin.sha256 = sha256;
  else if (pin.sha256 !== sha256) {
    console.error(`${name} ${pin.version}: SHA-256 is ${sha256}, ${pin.sha256} is pinned`);
    process.exit(1);
  }
  const folder = `${work}/node_modules/${name}`;
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["xzf", `${work}/${tarball}`, "-C", folder, "--strip-components=1"]);
}
if (mode === "--pin") writeFileSync(vendorJson, `${JSON.stringify(vendor, null, 2)}\n`);
