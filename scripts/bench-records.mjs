// How fast lists, searches and single records are with very many decision records, and how fast
// those are imported. Part of `make bench`; alone:
//
//   scripts/postgres.sh node scripts/bench-records.mjs [--records 100000] [--requests 200]
//
// Requests are made one after another by one client, each for something else. Given are the time the
// server took to make the page, as it says itself, and what the client waited for its last byte.
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { binary, freshDatabase, seed, serve } from "./server.mjs";
import { signIn } from "./session.mjs";

// The words of server/src/demo/records.rs: the lower its rank, the more records have a word.
const SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo zu cha ple tri sto gru".split(" ");
const word = (rank) =>
  [rank, Math.floor(rank / 20), Math.floor(rank / 400)].map((at) => SYLLABLES[at % 20]).join("");

const PEOPLE = ["Ana Lima", "Bo Chen", "Carla Weiss", "Dev Patel", "Edda Holm", "Finn Roy"];
const STATUSES = ["accepted", "proposed", "rejected", "superseded"];
const SORTS = ["", "-changed", "title", "-decided", "number"];
const pick = (list, at) => list[at % list.length];
const adrs = (fields) => {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  return `/adrs?${query}`;
};

/** What is asked for, by what it is called; each a function of the number of the request. */
const groups = (logs) => ({
  "list, a page of all": (n) => adrs({ sort: pick(SORTS, n), from: 50 * (n % 7) || "" }),
  "list of a log": (n) => adrs({ log: pick(logs, n), sort: pick(SORTS, n >> 2) }),
  "list by status": (n) => adrs({ status: pick(STATUSES, n), sort: pick(SORTS, n >> 2) }),
  "list by tag": (n) => adrs({ tag: word(n % 240), sort: pick(SORTS, n) }),
  "list by tag, decider, log": (n) =>
    adrs({ tag: word(n % 40), decider: pick(PEOPLE, n), log: pick(logs, n >> 1) }),
  "list by decider": (n) => adrs({ decider: pick(PEOPLE, n), status: pick(STATUSES, n >> 1) }),
  "search, rare word": (n) => adrs({ q: word(1000 + 7 * n) }),
  "search, middling word": (n) => adrs({ q: word(60 + 3 * n) }),
  "search, common word": (n) => adrs({ q: word(n % 50) }),
  "search, two words": (n) => adrs({ q: `${word(n % 30)} ${word(40 + 5 * n)}` }),
  "search in a status": (n) => adrs({ q: word(n % 50), status: pick(STATUSES, n) }),
  "search in a log": (n) => adrs({ q: word(n % 50), log: pick(logs, n) }),
  "search and filters": (n) =>
    adrs({ q: word(n), status: pick(STATUSES, n), tag: word(n % 40), sort: pick(SORTS, n) }),
  "record": (n) => `/adrs/${pick(logs, n)}/${1 + ((n * 37) % 4000)}`,
});

/** Files of one import at most; a folder may hold 100,000 entries, its folders among them. */
const MOST = 50_000;

/** Imports a folder by the command line: seconds, and the most memory the process took, in MB. */
async function imported(database, folder) {
  const command = ["adr", "import", folder, "--log", "AGAIN", "--database-url", database];
  const begun = performance.now();
  const child = spawn(binary("release"), command, { stdio: ["ignore", "ignore", "inherit"] });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended, or this machine has no /proc.
    }
  }, 20);
  const code = await new Promise((done) => child.on("close", done));
  clearInterval(watch);
  if (code !== 0) {
    throw new Error(`${command.join(" ")} ended with ${code}`);
  }
  return { seconds: (performance.now() - begun) / 1000, peak };
}

/** How fast one import of many files is: of new ones, of the same again, of each changed. */
async function measureImports(database, logs) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "twoway-bench-"));
  try {
    const files = [];
    for (const [nth, log] of logs.slice(0, MOST / 5000).entries()) {
      const into = path.join(folder, log);
      const command = ["adr", "export", "--log", log, into, "--database-url", database];
      execFileSync(binary("release"), command, { stdio: "ignore" });
      for (const name of fs.readdirSync(into)) {
        // As in a log of its own, each has a number that no other has.
        const own = name.replace(/^\d+/, (number) => `${5000 * nth + Number(number)}`.padStart(4, "0"));
        fs.renameSync(path.join(into, name), path.join(into, own));
        files.push(path.join(into, own));
      }
    }
    console.log("\none import of                 files   seconds  a second   peak MB");
    for (const what of ["new files", "the same files again", "each file changed"]) {
      if (what === "each file changed") {
        for (const file of files) {
          fs.appendFileSync(file, "\nOne more line.\n");
        }
      }
      const { seconds, peak } = await imported(database, folder);
      const columns = [files.length, seconds.toFixed(1), (files.length / seconds).toFixed(0), peak.toFixed(0)];
      console.log(what.padEnd(28) + columns.map((it) => String(it).padStart(8)).join("  "));
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function timed(url, cookie) {
  const begun = performance.now();
  const response = await fetch(url, { headers: { cookie, "accept-encoding": "identity" } });
  await response.arrayBuffer();
  const waited = performance.now() - begun;
  if (response.status !== 200) {
    throw new Error(`${url} was answered with status ${response.status}`);
  }
  const said = /^page;dur=([\d.]+)$/.exec(response.headers.get("server-timing") ?? "");
  if (!said) {
    throw new Error(`${url} does not say how long the server took`);
  }
  return { server: Number(said[1]), waited };
}

/** The middle, the 99th of a hundred and the slowest of these times, in columns. */
function shares(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return [at(0.5), at(0.99), sorted.at(-1)].map((ms) => ms.toFixed(1).padStart(8)).join(" ");
}

async function measure(engine, records, requests) {
  const database = freshDatabase(engine);
  let server;
  try {
    const logins = await seed(database.url, { profile: "release" });
    const begun = Date.now();
    const command = ["demo", "--seed-only", "--records", String(records), "--database-url"];
    execFileSync(binary("release"), [...command, database.url], {
      stdio: ["ignore", "ignore", process.env.VERBOSE ? "inherit" : "ignore"],
    });
    const seconds = (Date.now() - begun) / 1000;
    console.log(
      `\nrecords on ${engine}: ${records} imported in ${seconds.toFixed(1)} s, ` +
        `${(records / seconds).toFixed(0)} files a second\n`,
    );
    const logs = Array.from({ length: Math.max(1, Math.floor(records / 5000)) }, (_, n) => `GEN-${n + 1}`);
    server = await serve(database.url, { profile: "release", env: { TWOWAY_LOG: "warn" } });
    const cookie = await signIn(server.url, logins.find(({ role }) => role === "architect"));
    console.log("in ms                        server p50      p99      max   client p50      p99      max");
    for (const [name, address] of Object.entries(groups(logs))) {
      const took = [];
      for (let n = -10; n < requests; n++) {
        const one = await timed(server.url + address(Math.abs(n)), cookie);
        if (n >= 0) {
          took.push(one);
        }
      }
      const [server, client] = ["server", "waited"].map((of) => shares(took.map((one) => one[of])));
      console.log(`${name.padEnd(28)}   ${server}     ${client}`);
    }
    await server.stop();
    server = undefined;
    // Last: these add half as many records again, and the lists are to be of so many as asked for.
    await measureImports(database.url, logs);
  } finally {
    await server?.stop();
    database.drop();
  }
}

/** Measures on SQLite, and on PostgreSQL where there is one. */
export async function measureRecords(records, requests = 200, engines = ["sqlite", "postgres"]) {
  for (const engine of engines) {
    if (engine === "postgres" && !process.env.TWOWAY_TEST_POSTGRES_URL) {
      console.log("\nrecords on postgres: not measured; run this through scripts/postgres.sh");
      continue;
    }
    await measure(engine, records, requests);
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      records: { type: "string", default: "100000" },
      requests: { type: "string", default: "200" },
      engine: { type: "string", multiple: true, default: ["sqlite", "postgres"] },
    },
  });
  await measureRecords(Number(values.records), Number(values.requests), values.engine);
}
