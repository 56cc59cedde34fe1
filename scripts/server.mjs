// Starts the twoway binary for the browser tests, the screenshots and the benchmark: on a free
// port, with a database of its own, ready when it says so itself.
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
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
  const cluster = process.env.TWOWAY_TEST_POSTGRES_URL;
  if (!cluster) {
    throw new Error("TWOWAY_TEST_POSTGRES_URL is not set: run this through scripts/postgres.sh.");
  }
  const name = `twoway_${randomUUID().replaceAll("-", "")}`;
  const sql = (statement) =>
    execFileSync("psql", ["--no-psqlrc", "--quiet", "--command", statement, cluster], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  sql(`CREATE DATABASE ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => sql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/**
 * Fills a database with the sample data.
 *
 * @param {string} database its address
 * @param {{ profile?: string, scale?: number }} [options]
 * @returns {{ role: string, email: string, password: string }[]} one sign-in per role
 */
export function seed(database, { profile, scale } = {}) {
  const args = ["demo", "--seed-only", "--json", "--database-url", database];
  if (scale) {
    args.push("--scale", String(scale));
  }
  const printed = execFileSync(binary(profile), args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 << 20,
  });
  return printed
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
 * @param {{ profile?: string, env?: Record<string, string> }} [options]
 */
export async function serve(database, { profile, env = {} } = {}) {
  const port = await freePort();
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
