// Styles, scripts and icons → static/vendor/ with hashed names, and manifest.json from logical to hashed name.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const STATIC = join(ROOT, "static");
const OUT = join(STATIC, "vendor");
const MODULES = join(ROOT, "node_modules");
const TARGET = ["chrome100", "firefox100", "safari15.4"];
const SHARED = ["base", "components", "layouts"]; // these make app.js; every other folder is a feature with page scripts

const read = (path) => readFileSync(path, "utf8");
const digest = (data, length = 10) => createHash("sha256").update(data).digest("hex").slice(0, length);
const logical = (path) => relative(STATIC, path).split(sep).join("/");

function files(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return path === OUT ? [] : files(path, ending);
      return entry.name.endsWith(ending) ? [path] : [];
    })
    .sort();
}

const templates = files(join(ROOT, "templates"), ".html");
const python = files(join(ROOT, "matchmaker"), ".py");
const scripts = files(STATIC, ".js");
const sheets = files(STATIC, ".css");

// -- styles -------------------------------------------------------------------------------------

// Bootstrap without the rules whose classes appear in no template, script or module.
function pruned(css, words) {
  const isUsed = (selector) => [...selector.matchAll(/\.((?:\\.|[\w-])+)/g)].every(([, name]) => words.has(name.replace("\\", "")));
  const kept = (prelude) =>
    prelude.split(/,(?![^(]*\))/).filter((part) => isUsed(part) && !part.includes("data-bs-theme=dark")).join(",");
  let result = "";
  for (const [prelude, body] of blocks(css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/@charset[^;]*;/, ""))) {
    if (prelude.startsWith("@media")) {
      const inner = pruned(body, words);
      if (inner) result += `${prelude}{${inner}}\n`;
    } else if (prelude.startsWith("@")) {
      if (words.has(prelude.split(" ")[1])) result += `${prelude}{${body}}\n`; // @keyframes
    } else if (kept(prelude)) {
      result += `${kept(prelude)}{${body}}\n`;
    }
  }
  return result;
}

function* blocks(css) {
  let start = 0;
  for (let open = css.indexOf("{"); open >= 0; open = css.indexOf("{", start)) {
    let depth = 1;
    let end = open + 1;
    for (; depth; end++) depth += css[end] === "{" ? 1 : css[end] === "}" ? -1 : 0;
    yield [css.slice(start, open).trim(), css.slice(open + 1, end - 1)];
    start = end;
  }
}

function styleSheet() {
  const words = new Set([...templates, ...python, ...scripts].flatMap((path) => read(path).match(/[A-Za-z][\w-]*/g) ?? []));
  const order = (path) => {
    const [folder, name] = logical(path).split("/");
    const last = name === "print.css" || name === "adaptation.css";
    return [last ? 9 : name === "tokens.css" ? 0 : folder === "base" ? 1 : folder === "components" ? 2 : folder === "layouts" ? 3 : 4, path];
  };
  const sorted = sheets.map((path) => [...order(path)]).sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
  const percent = Array.from({ length: 101 }, (_, n) => `.pc-${n}{--pc:${n}%}`).join("");
  return pruned(read(join(MODULES, "bootstrap/dist/css/bootstrap.css")), words) + percent + sorted.map(([, path]) => read(path)).join("\n");
}

// -- scripts ------------------------------------------------------------------------------------

async function bundle(entry) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: TARGET,
    nodePaths: [MODULES],
    legalComments: "none",
    logOverride: { "direct-eval": "silent" }, // htmx has one; allowEval is false and the CSP forbids it
  });
  return result.outputFiles[0].text;
}

// -- icons --------------------------------------------------------------------------------------

// Every quoted word of a template or module that names an icon; `icon('…')` with an unknown name fails the build.
function sprite() {
  const source = (name) => join(MODULES, "bootstrap-icons/icons", `${name}.svg`);
  const texts = [...templates, ...python.filter((path) => /icon/.test(read(path)))].map((path) => [path, read(path)]);
  const names = new Set();
  for (const [path, text] of texts) {
    for (const [, name] of text.matchAll(/["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']/g)) if (existsSync(source(name))) names.add(name);
    for (const [, name] of text.matchAll(/\bicon\(\s*["']([^"']*)["']\s*[,)]/g))
      if (!existsSync(source(name))) throw new Error(`${relative(ROOT, path)}: bootstrap-icons has no “${name}”`);
  }
  const symbols = [...names].sort().map((name) => {
    const [, box, inner] = read(source(name)).match(/viewBox="([^"]*)"[^>]*>([\s\S]*)<\/svg>/);
    return `<symbol id="${name}" viewBox="${box}">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

// -- output -------------------------------------------------------------------------------------

function inputsDigest() {
  const inputs = [join(ROOT, "build.mjs"), join(ROOT, "package-lock.json"), ...templates, ...python, ...scripts, ...sheets];
  return digest(inputs.map((path) => `${path}\n${read(path)}`).join("\0"), 64);
}

function write(manifest, name, content) {
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot).replaceAll("/", "-")}.${digest(content)}${name.slice(dot)}`;
  writeFileSync(join(OUT, hashed), content);
  manifest[name] = hashed;
}

async function main() {
  const stamp = inputsDigest();
  const manifestPath = join(OUT, "manifest.json");
  if (existsSync(manifestPath) && JSON.parse(read(manifestPath)).inputs === stamp) return;
  mkdirSync(OUT, { recursive: true });
  const manifest = {};
  const css = await transform(styleSheet(), { loader: "css", minify: true, target: TARGET });
  write(manifest, "app.css", css.code);
  write(manifest, "app.js", await bundle(join(STATIC, "base", "app.js")));
  const pages = scripts.filter((path) => !SHARED.includes(logical(path).split("/")[0]));
  const bundles = await Promise.all(pages.map(async (path) => [logical(path), await bundle(path)]));
  for (const [name, text] of bundles) write(manifest, name, text);
  write(manifest, "icons.svg", sprite());
  for (const image of files(STATIC, ".svg")) write(manifest, logical(image), read(image));
  writeFileSync(`${manifestPath}.new`, JSON.stringify({ ...manifest, inputs: stamp }, null, 1));
  renameSync(`${manifestPath}.new`, manifestPath);
  const current = new Set([...Object.values(manifest), "manifest.json"]);
  for (const name of readdirSync(OUT)) if (!current.has(name)) rmSync(join(OUT, name), { recursive: true, force: true });
}

await main();
