// Builds the directory `site/`: everything a browser loads from Twoway, ready to be embedded
// into the binary.
//
//   node scripts/site.mjs             everything
//   node scripts/site.mjs --no-wasm   keeps the WebAssembly of the last full build (seconds)
//
//   site/manifest.json   logical name → file name with its content's hash, e.g.
//                        { "main.css": "main.5f3a9c01d2.css", … }
//   site/assets/         those files, served under /assets/ for ever; beside each that shrinks
//                        stands its Brotli form, NAME.br
//   site/public/         files served from the root under their own name: favicon.svg, robots.txt
//   site/server/         scripts the server runs itself: echarts.js, which defines `drawChart`
//
// A file is written only when its content changed, so nothing rebuilds without need.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants as zlib } from "node:zlib";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const SITE = path.join(ROOT, "site");
const MODULES = path.join(ROOT, "node_modules");
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR || "target");

/** The islands together; a page with an island waits for this much on a slow line. */
const WASM_BUDGET = 400_000;
const OPTIMISE = ["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"];
const BROWSERS = ["chrome123", "firefox120", "safari17.5"];
const FONTS = {
  "inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  "source-serif-4.woff2":
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
};

class Failure extends Error {}

const { build } = await import("esbuild").catch(() => {
  console.error("site: the npm packages are missing; run scripts/setup.sh first.");
  process.exit(1);
});

const sha = (content) => createHash("sha256").update(content).digest("hex").slice(0, 10);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const brotli = (content) =>
  brotliCompressSync(content, {
    params: {
      [zlib.BROTLI_PARAM_QUALITY]: 11,
      [zlib.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });

/** Collects what the site consists of; `finish` brings the directory in line with it. */
class Site {
  files = new Map();
  manifest = {};

  /** Adds a browser's file under its hashed name and returns that name. */
  asset(name, content) {
    const { name: stem, ext } = path.parse(name);
    const hashed = `${stem}.${sha(content)}${ext}`;
    this.manifest[name] = hashed;
    this.files.set(`assets/${hashed}`, Buffer.from(content));
    return hashed;
  }

  file(name, content) {
    this.files.set(name, Buffer.from(content));
  }

  /** Takes over a file of the previous build; says whether it was there. */
  keep(previous, name) {
    const hashed = previous[name];
    const file = hashed && path.join(SITE, "assets", hashed);
    if (!file || !fs.existsSync(file)) {
      return false;
    }
    this.asset(name, fs.readFileSync(file));
    return true;
  }

  finish() {
    for (const [name, content] of [...this.files]) {
      if (name.startsWith("assets/") && !name.endsWith(".woff2")) {
        const made = path.join(SITE, `${name}.br`);
        // The name holds the hash: what is there under it is right.
        const small = fs.existsSync(made) ? fs.readFileSync(made) : brotli(content);
        if (small.length < content.length) {
          this.files.set(`${name}.br`, small);
        }
      }
    }
    const sorted = Object.fromEntries(Object.entries(this.manifest).sort());
    this.file("manifest.json", `${JSON.stringify(sorted, null, 2)}\n`);

    let changed = 0;
    for (const [name, content] of this.files) {
      const file = path.join(SITE, name);
      if (!fs.existsSync(file) || !fs.readFileSync(file).equals(content)) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, content);
        changed += 1;
      }
    }
    for (const entry of fs.readdirSync(SITE, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && !this.files.has(path.relative(SITE, file))) {
        fs.rmSync(file);
        changed += 1;
      }
    }
    return changed;
  }
}

function fonts(site) {
  for (const [name, file] of Object.entries(FONTS)) {
    site.asset(name, fs.readFileSync(path.join(MODULES, file)));
  }
}

/** Bundles the style sheet. A font is named in it by its logical name: `url("inter.woff2")`. */
async function css(site) {
  const entry = path.join(ROOT, "style/main.css");
  if (!fs.existsSync(entry)) {
    console.warn("site: style/main.css is not there; the site has no style sheet.");
    return;
  }
  const hashedFonts = {
    name: "hashed-fonts",
    setup(builder) {
      builder.onResolve({ filter: /\.woff2$/ }, ({ path: wanted }) => {
        const [name] =
          Object.entries(FONTS).find(([logical, file]) =>
            [logical, path.basename(file)].includes(path.basename(wanted)),
          ) ?? [];
        return name
          ? { path: `./${site.manifest[name]}`, external: true }
          : { errors: [{ text: `${wanted} is not among the fonts of scripts/site.mjs` }] };
      });
    },
  };
  const text = await bundle({ entryPoints: [entry], plugins: [hashedFonts] });
  site.asset("main.css", text);
}

async function scripts(site) {
  const production = { "process.env.NODE_ENV": '"production"' };
  const charts = site.asset(
    "charts.js",
    await bundle({
      entryPoints: [path.join(ROOT, "app/js/charts.js")],
      format: "esm",
      define: production,
    }),
  );
  site.asset(
    "interactive.js",
    await bundle({
      entryPoints: [path.join(ROOT, "app/js/interactive.js")],
      format: "esm",
      define: { CHARTS_URL: JSON.stringify(`/assets/${charts}`) },
    }),
  );
  for (const name of ["times.js", "list-keys.js", "passages.js", "upload.js", "diagrams.js", "editor.js"]) {
    site.asset(name, await bundle({ entryPoints: [path.join(ROOT, "app/js", name)], format: "esm" }));
  }
  await diagramFrame(site, production);
  site.file(
    "server/echarts.js",
    await bundle({
      entryPoints: [path.join(ROOT, "app/js/draw-chart.js")],
      format: "iife",
      platform: "neutral",
      target: "es2020",
      mainFields: ["module", "main"],
      define: production,
    }),
  );
}

/**
 * Mermaid, in parts: a reader loads those that the diagram at hand needs. Left out are the ELK
 * layout and KaTeX, which are larger than all the rest together.
 */
async function diagramFrame(site, define) {
  const nothing = path.join(ROOT, "app/js/nothing.js");
  const { outputFiles } = await output({
    entryPoints: [path.join(ROOT, "app/js/diagram-frame.js")],
    format: "esm",
    splitting: true,
    entryNames: "[name].[hash]",
    chunkNames: "mermaid.[hash]",
    alias: { "elkjs/lib/elk.bundled.js": nothing, katex: nothing },
    define,
  });
  for (const { path: file, contents } of outputFiles) {
    const name = path.basename(file);
    if (name.startsWith("diagram-frame.")) {
      site.manifest["diagram-frame.js"] = name;
    }
    site.files.set(`assets/${name}`, Buffer.from(contents));
  }
}

/** The islands: compiled by cargo, bound by wasm-bindgen, shrunk by wasm-opt, then measured. */
async function wasm(site) {
  step("compiling the islands to WebAssembly");
  run("cargo", [
    ..."rustc -p app --lib --crate-type cdylib --features hydrate".split(" "),
    ..."--target wasm32-unknown-unknown --profile wasm".split(" "),
  ]);
  const compiled = path.join(TARGET, "wasm32-unknown-unknown/wasm/app.wasm");
  const glued = bind(compiled);

  const module = fs.readFileSync(path.join(glued, "twoway_bg.wasm"));
  const sizes = `${kB(module.length)} raw, ${kB(brotli(module).length)} with Brotli`;
  if (module.length > WASM_BUDGET) {
    throw new Failure(
      `the WebAssembly is ${sizes}, and at most ${kB(WASM_BUDGET)} raw is allowed. ` +
        "Look for what an island pulled in: serde types, formatting, regular expressions.",
    );
  }
  step(`the WebAssembly is ${sizes} (at most ${kB(WASM_BUDGET)} raw)`);

  const name = site.asset("twoway.wasm", module);
  site.asset(
    "twoway.js",
    await bundle({
      entryPoints: [path.join(ROOT, "app/js/islands.js")],
      format: "esm",
      alias: { "twoway-glue": path.join(glued, "twoway.js") },
      define: { WASM_URL: JSON.stringify(`/assets/${name}`) },
    }),
  );
}

/**
 * Runs wasm-bindgen and wasm-opt and returns the directory of their output. It is named by the
 * content it was made from, so the slow wasm-opt runs only for a module it has not seen.
 */
function bind(compiled) {
  const bindgen = findBindgen();
  const optimiser = path.join(MODULES, "binaryen/bin/wasm-opt");
  const optimiserVersion = JSON.parse(
    fs.readFileSync(path.join(MODULES, "binaryen/package.json"), "utf8"),
  ).version;
  const key = sha(
    [sha(fs.readFileSync(compiled)), bindgen.version, optimiserVersion, ...OPTIMISE].join(" "),
  );
  const cache = path.join(TARGET, "site");
  const out = path.join(cache, key);
  if (!fs.existsSync(path.join(out, "done"))) {
    fs.rmSync(out, { recursive: true, force: true });
    step("binding it with wasm-bindgen");
    run(bindgen.file, [
      ..."--target web --out-name twoway --no-typescript --out-dir".split(" "),
      out,
      compiled,
    ]);
    step("shrinking it with wasm-opt");
    const module = path.join(out, "twoway_bg.wasm");
    run(process.execPath, [optimiser, ...OPTIMISE, module, "-o", module]);
    fs.writeFileSync(path.join(out, "done"), "");
    forgetOld(cache);
  }
  return out;
}

function forgetOld(cache) {
  fs.readdirSync(cache)
    .map((name) => path.join(cache, name))
    .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)
    .slice(8)
    .forEach((old) => fs.rmSync(old, { recursive: true, force: true }));
}

/** wasm-bindgen and the crate of that name must be of the same version, to the patch. */
function findBindgen() {
  const lock = fs.readFileSync(path.join(ROOT, "Cargo.lock"), "utf8");
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1];
  const home = process.env.CARGO_HOME || path.join(process.env.HOME ?? "", ".cargo");
  for (const file of ["wasm-bindgen", path.join(home, "bin/wasm-bindgen")]) {
    try {
      const said = execFileSync(file, ["--version"], { encoding: "utf8" });
      if (said.trim().endsWith(` ${version}`)) {
        return { file, version };
      }
    } catch {
      // Not at this place.
    }
  }
  throw new Failure(`wasm-bindgen ${version} is not installed; run scripts/setup.sh first.`);
}

async function bundle(options) {
  const { outputFiles } = await output(options);
  return outputFiles[0].contents;
}

async function output(options) {
  return build({
    bundle: true,
    minify: true,
    write: false,
    outdir: SITE,
    target: BROWSERS,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  }).catch(() => {
    throw new Failure(`${path.relative(ROOT, options.entryPoints[0])} could not be bundled.`);
  });
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: ROOT, stdio: "inherit" });
  } catch (error) {
    throw new Failure(
      error.code === "ENOENT"
        ? `${command} is not installed; run scripts/setup.sh first.`
        : `${path.basename(command)} failed; its message stands above.`,
    );
  }
}

function step(text) {
  console.log(`site: ${text}`);
}

function previousManifest() {
  try {
    return JSON.parse(fs.readFileSync(path.join(SITE, "manifest.json"), "utf8"));
  } catch {
    return {};
  }
}

async function main() {
  const started = Date.now();
  const site = new Site();
  const previous = previousManifest();
  fs.mkdirSync(SITE, { recursive: true });
  fonts(site);
  await css(site);
  await scripts(site);
  const publicDir = path.join(ROOT, "public");
  for (const name of fs.existsSync(publicDir) ? fs.readdirSync(publicDir) : []) {
    site.file(`public/${name}`, fs.readFileSync(path.join(publicDir, name)));
  }
  if (!process.argv.includes("--no-wasm")) {
    await wasm(site);
  } else if (!site.keep(previous, "twoway.wasm") || !site.keep(previous, "twoway.js")) {
    step("no WebAssembly has been built yet: islands stay asleep until a full build");
  }
  const changed = site.finish();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  step(`${site.files.size} files in site/, ${changed} changed, ${seconds} s`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) {
    throw error;
  }
  console.error(`site: ${error.message}`);
  process.exitCode = 1;
}
