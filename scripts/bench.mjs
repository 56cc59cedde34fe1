// `make bench`: how fast each page is, on a database many times the size of the sample data.
//
//   node scripts/bench.mjs [--scale 200] [--seconds 5] [--clients 16] [--records 100000] [PATH…]
//
// Then lists, searches and the import are measured with as many decision records as said, on
// SQLite and, run through scripts/postgres.sh, on PostgreSQL; see scripts/bench-records.mjs.
//
// Requests a second mean little from one machine to another. So each page is also compared with
// a static response of the same size from the same process (/__bench/static, there only with
// TWOWAY_BENCH=1): "40×" says a page costs forty times what sending its bytes costs.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { parseArgs } from "node:util";
import { measureRecords } from "./bench-records.mjs";
import { freshDatabase, seed, serve } from "./server.mjs";
import { signIn } from "./session.mjs";

const PAGES = [
  "/",
  "/adrs",
  "/workloads",
  "/services",
  "/checklist",
  "/reviews",
  "/risk",
  "/inbox",
  "/audit",
];

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: "string", default: "200" },
    seconds: { type: "string", default: "5" },
    clients: { type: "string", default: "16" },
    records: { type: "string", default: "100000" },
  },
});
const pages = positionals.length > 0 ? positionals : PAGES;

/** Loads one address and returns requests a second, latencies in ms and failed requests. */
function load(address, cookie, seconds = given.seconds) {
  const printed = execFileSync(
    "wrk",
    [
      ...["--threads", "1", "--connections", given.clients, "--duration", `${seconds}s`],
      ...["--latency", "--header", `Cookie: ${cookie}`, address],
    ],
    { encoding: "utf8" },
  );
  const milliseconds = (percentile) => {
    const [, value, unit] = new RegExp(`${percentile}%\\s+([\\d.]+)(us|ms|s)`).exec(printed);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)[1]),
    p50: milliseconds(50),
    p99: milliseconds(99),
    failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(printed)?.[1] ?? 0),
  };
}

/** Resident memory in MB, now and at its highest; Linux only. */
function memory(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) / 1024);
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

async function main() {
  const database = freshDatabase("sqlite");
  let server;
  try {
    console.log(`bench: making sample data with ${given.scale} workloads`);
    const started = Date.now();
    const logins = await seed(database.url, { profile: "release", scale: Number(given.scale) });
    console.log(`bench: made in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    server = await serve(database.url, {
      profile: "release",
      env: { TWOWAY_BENCH: "1", TWOWAY_LOG: "warn" },
    });
    const reader = logins.find(({ role }) => role === "executive") ?? logins[0];
    const cookie = await signIn(server.url, reader);
    const idle = memory(server.pid);

    console.log(`bench: ${given.clients} clients, ${given.seconds} s a page, uncompressed\n`);
    console.log("page                       bytes   pages/s  static/s   cost   p50 ms   p99 ms");
    for (const page of pages) {
      const response = await fetch(server.url + page, {
        headers: { cookie, "accept-encoding": "identity" },
        redirect: "manual",
      });
      const bytes = (await response.arrayBuffer()).byteLength;
      if (response.status !== 200) {
        console.log(`${page.padEnd(24)} status ${response.status}: not measured`);
        continue;
      }
      // Once for nothing, so that caches and connections are what they are in a running server.
      load(server.url + page, cookie, 1);
      const measured = load(server.url + page, cookie);
      const still = load(`${server.url}/__bench/static?bytes=${bytes}`, cookie);
      const notes = [
        measured.failed ? `  ${measured.failed} failed` : "",
        still.failed ? "  no static response to compare with" : "",
      ].join("");
      const columns = [
        String(bytes).padStart(8),
        measured.rate.toFixed(1).padStart(9),
        still.rate.toFixed(0).padStart(9),
        `${(still.rate / measured.rate).toFixed(0)}×`.padStart(6),
        measured.p50.toFixed(2).padStart(8),
        measured.p99.toFixed(2).padStart(8),
      ];
      console.log(page.padEnd(24) + columns.join(" ") + notes);
    }
    const busy = memory(server.pid);
    console.log(
      `\nbench: memory ${idle.now} MB before the load, ${busy.now} MB after, ${busy.peak} MB at most`,
    );
  } finally {
    await server?.stop();
    database.drop();
  }
}

await main();
if (positionals.length === 0 && Number(given.records) > 0) {
  await measureRecords(Number(given.records));
}
