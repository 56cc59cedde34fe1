// `make dev`: serves the sample data, and on a change rebuilds what the change concerns and
// restarts the server. With TWOWAY_DEV=1 the server reloads open pages when it is back.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { binary, ROOT } from "./server.mjs";

const WATCHED = ["style", "public", "app", "registry", "server", "migrations", "Cargo.toml"];
/** An editor saves several files at once: wait for it to be done. */
const SETTLE_MS = 150;

const isSite = (file) => /^(style|public|app\/js)\//.test(file);
const isRust = (file) => /\.(rs|toml|sql)$/.test(file);
/** The islands are compiled from these; the server and the migrations aren't in them. */
const isIsland = (file) => /^(app|registry)\/.*\.(rs|toml)$/.test(file);

let server;
let busy = false;
const changed = new Set();
let timer;

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit" });
    child.once("error", (error) => {
      console.error(`dev: ${command}: ${error.message}`);
      resolve(false);
    });
    child.once("exit", (code) => resolve(code === 0));
  });
}

const site = (...flags) => run(process.execPath, ["scripts/site.mjs", ...flags]);
const build = () => run("cargo", ["build", "-p", "server"]);

function stop() {
  const running = server;
  server = undefined;
  if (!running || running.exitCode !== null || running.signalCode !== null) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    running.once("exit", resolve);
    running.kill("SIGTERM");
    setTimeout(() => running.kill("SIGKILL"), 3000).unref();
  });
}

async function start() {
  await stop();
  const child = spawn(binary(), ["demo"], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, TWOWAY_DEV: "1" },
  });
  server = child;
  child.once("error", (error) => console.error(`dev: the server: ${error.message}`));
  child.once("exit", (code) => {
    if (server === child && code !== 0) {
      console.error("dev: the server ended; it starts again with the next change");
    }
  });
}

/** Works through what changed until nothing is left. */
async function work() {
  if (busy) {
    return;
  }
  busy = true;
  while (changed.size > 0) {
    const files = [...changed];
    changed.clear();
    console.log(`dev: ${files.slice(0, 3).join(", ")}${files.length > 3 ? " …" : ""} changed`);
    let good = true;
    if (files.some(isSite)) {
      good = await site("--no-wasm");
    }
    if (good && files.some(isRust)) {
      good = await build();
    }
    if (good) {
      await start();
    }
    // Last, because it is slow and most changes do not alter an island.
    if (good && files.some(isIsland)) {
      const before = manifest();
      if ((await site()) && manifest() !== before) {
        await start();
      }
    }
  }
  busy = false;
}

function manifest() {
  return fs.readFileSync(path.join(ROOT, "site/manifest.json"), "utf8");
}

function watch(name) {
  const whole = path.join(ROOT, name);
  if (!fs.existsSync(whole)) {
    return;
  }
  const directory = fs.statSync(whole).isDirectory();
  fs.watch(whole, { recursive: directory }, (_, file) => {
    const where = directory ? path.join(name, file ?? "") : name;
    if (isSite(where) || isRust(where)) {
      changed.add(where);
      clearTimeout(timer);
      timer = setTimeout(work, SETTLE_MS);
    }
  });
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await stop();
    process.exit(0);
  });
}

WATCHED.forEach(watch);
if ((await site()) && (await build())) {
  await start();
}
console.log("dev: watching for changes; Ctrl-C ends it");
