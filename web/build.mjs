// Builds the report page's script and style into the Python package, with the licences of what they contain.
// Reads nothing but this folder; the same lock file gives the same bytes.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "crosscurrent", "reports", "assets");
const LARGEST = 900_000;

const result = await build({
  absWorkingDir: here,
  entryPoints: { report: "src/main.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: { report: "src/report.css" },
  outdir: out,
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});

const bundled = Object.values(result.metafile.outputs)[0].inputs;
const packages = new Set();
for (const [path, { bytesInOutput }] of Object.entries(bundled)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found && bytesInOutput > 0) packages.add(found[1]);
}
const licences = [...packages].sort().map(licenceOf);
writeFileSync(
  join(out, "LICENSES.txt"),
  "report.js contains code of the packages below, each under its own licence.\n\n" + licences.join("\n"),
);
// A test compares these digests with the sources, so that a change that was not built is noticed without Node.
const sources = ["build.mjs", "package-lock.json", "tsconfig.json", ...readdirSync(join(here, "src")).sort().map((file) => `src/${file}`)];
const digests = sources.map((file) => `${createHash("sha256").update(readFileSync(join(here, file))).digest("hex")}  web/${file}`);
writeFileSync(join(out, "SOURCES.txt"), digests.join("\n") + "\n");
const size = readFileSync(join(out, "report.js")).length;
console.log(`report.js ${size} bytes, contains ${[...packages].sort().join(", ")}`);
if (size > LARGEST) throw new Error(`report.js is larger than ${LARGEST} bytes`);

function licenceOf(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)(\.|$)/i.test(file)).sort();
  if (!license || files.length === 0) throw new Error(`${name} states no licence or holds no licence text`);
  const bundledParts = join(folder, "licenses");
  if (existsSync(bundledParts)) files.push(...readdirSync(bundledParts).sort().map((file) => join("licenses", file)));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").replace(/\r\n/g, "\n").trim());
  const line = "=".repeat(78);
  return `${line}\n${name} ${version} (${license})\n${line}\n\n${texts.join("\n\n")}\n`;
}
