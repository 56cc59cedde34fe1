// Starts the twoway binary for the browser tests, the screenshots and the benchmark: on a free
// port, with a database of its own, ready when it says so itself.
import { execFile, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const run = promisify(execFile);
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR || "target");

/** The binary of a profile, "debug" or "release"; TWOWAY_BINARY names another one. */
export function binary(profile = "debug") {
  return process.env.TWOWAY_BINARY || path.join(TARGET, profile, "twoway");
}

/**
 * A fresh, empty database.
 *
 * @param {"sqlite" | "postgres"} engine PostgreSQL needs TWOWAY_TEST_POSTGRES_URL, which
 *   scripts/postgres.sh sets
 * @returns {{ url: string, drop: () => void }}
 */
export function freshDatabase(engine) {
  if (engine === "sqlite") {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "twoway-"));
    return {
      url: `sqlite://${path.join(dir, "twoway.db")}`,
      drop: () => fs.rmSync(dir, { recursive: true, force: true }),
    };
  }
  const name = `twoway_${randomUUID().replaceAll("-", "")}`;
  sql(`CREATE DATABASE ${name}`);
  return postgres(name);
}

/** The database of that name in the cluster of scripts/postgres.sh. */
function postgres(name) {
  const url = new URL(cluster());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => sql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function cluster() {
  const url = process.env.TWOWAY_TEST_POSTGRES_URL;
  if (!url) {
    throw new Error("TWOWAY_TEST_POSTGRES_URL is not set: run this through scripts/postgres.sh.");
  }
  return url;
}

function sql(statement) {
  execFileSync("psql", ["--no-psqlrc", "--quiet", "--command", statement, cluster()], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/**
 * A copy of a database that no server has open.
 *
 * @param {"sqlite" | "postgres"} engine
 * @param {string} original its address
 * @returns {{ url: string, drop: () => void }}
 */
export function copyDatabase(engine, original) {
  if (engine === "sqlite") {
    const copy = freshDatabase(engine);
    const file = (url) => url.slice("sqlite://".length);
    // With the log beside it, should there be one.
    for (const suffix of ["", "-wal"]) {
      if (fs.existsSync(file(original) + suffix)) {
        fs.copyFileSync(file(original) + suffix, file(copy.url) + suffix);
      }
    }
    return copy;
  }
  const name = `twoway_${randomUUID().replaceAll("-", "")}`;
  sql(`CREATE DATABASE ${name} TEMPLATE ${new URL(original).pathname.slice(1)}`);
  return postgres(name);
}

/**
 * Fills a database with the sample data.
 *
 * @param {string} database its address
 * @param {{ profile?: string, scale?: number, records?: number }} [options]
 * @returns {Promise<{ role: string, name: string, email: string, password: string }[]>}
 *   everybody's sign-in, the first five one a role
 */
export async function seed(database, { profile, scale, records } = {}) {
  const args = ["demo", "--seed-only", "--json", "--database-url", database];
  if (scale) {
    args.push("--scale", String(scale));
  }
  if (records) {
    args.push("--records", String(records));
  }
  const { stdout } = await run(binary(profile), args, { cwd: ROOT, maxBuffer: 64 << 20 });
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.email && entry.password);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Runs `twoway serve` until `stop` is called.
 *
 * @param {string} database the database's address
 * @param {{ profile?: string, env?: Record<string, string>, port?: number }} [options]
 */
export async function serve(database, { profile, env = {}, port: wanted } = {}) {
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary(profile), ["serve"], {
    cwd: ROOT,
    env: {
      ...process.env,
      TWOWAY_DATABASE_URL: database,
      TWOWAY_LISTEN: `127.0.0.1:${port}`,
      TWOWAY_BASE_URL: url,
      NO_COLOR: "1",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = {
    url,
    pid: child.pid,
    /** All that it printed. */
    log: "",
    /** The first line of the log that reports a panic. */
    panic() {
      return server.log.split("\n").find((line) => line.includes("panicked"));
    },
    /** The token that the first page of an empty database asks for. */
    setupToken() {
      return /token\S*\s+([A-Za-z0-9_-]{16,})/i.exec(server.log)?.[1];
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
        await ended;
        clearTimeout(late);
      }
    },
  };
  let failure;
  child.once("error", (error) => {
    failure = error;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      server.log += text;
    });
  }
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (failure || child.exitCode !== null || Date.now() > deadline) {
      await server.stop();
      const why = failure?.message ?? (child.exitCode === null ? "not ready in 30 s" : "it ended");
      throw new Error(`the server did not start: ${why}\n${server.log}`);
    }
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) {
      return server;
    }
    await sleep(50);
  }
}
