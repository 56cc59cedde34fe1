// Logs that lie in Git repositories on other machines, fetched as they are by https and by ssh. The
// other machine is this one: Git's own server program behind an https server with a certificate
// of its own authority, and an `ssh` that runs here what it is asked to run there.
import { execFile, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as https from "node:https";
import * as path from "node:path";
import { promisify } from "node:util";
import { binary } from "../scripts/server.mjs";
import { expect, test } from "./fixtures.js";

const run = promisify(execFile);

const RECORD = "# 3. Keep the kestrel cache behind a port\n\n## Status\n\nAccepted\n\n## Context\n\nIt is fast.\n";

/** A repository with one record on its branch, and another on `next`. */
function repository(folder) {
  const work = path.join(folder, "work");
  const git = (...args) => execFileSync("git", ["-C", work, ...args], { stdio: "pipe" });
  fs.mkdirSync(path.join(work, "docs/adr"), { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Ana Lima");
  git("config", "user.email", "ana@example.com");
  fs.writeFileSync(path.join(work, "docs/adr/0003-kestrel.md"), RECORD);
  git("add", ".");
  git("commit", "--quiet", "--message", "Decide");
  git("switch", "--quiet", "--create", "next");
  fs.writeFileSync(path.join(work, "docs/adr/0004-heron.md"), RECORD.replace("3. Keep the kestrel", "4. Keep the heron"));
  git("add", ".");
  git("commit", "--quiet", "--message", "Decide more");
  git("switch", "--quiet", "main");
  const bare = path.join(folder, "log.git");
  execFileSync("git", ["clone", "--quiet", "--bare", work, bare], { stdio: "pipe" });
  return bare;
}

/** A certificate for this machine: its key, itself, and the file with its authority. */
function certificate(folder) {
  const at = (name) => path.join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const make = (...args) => execFileSync("openssl", ["req", "-x509", ...key, ...args], { stdio: "pipe" });
  make("-subj", "/CN=test-authority", "-keyout", at("ca.key"), "-out", at("ca.pem"));
  const authority = ["-CA", at("ca.pem"), "-CAkey", at("ca.key")];
  const names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
  make("-subj", "/CN=127.0.0.1", ...authority, ...names, "-keyout", at("own.key"), "-out", at("own.pem"));
  return { key: fs.readFileSync(at("own.key")), cert: fs.readFileSync(at("own.pem")), authority: at("ca.pem") };
}

/** Serves the repositories of a folder as Git's smart protocol over https. */
async function serveOverHttps(folder, { key, cert }) {
  const server = https.createServer({ key, cert }, (request, response) => {
    const { pathname, search } = new URL(request.url, "https://127.0.0.1");
    const cgi = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
      },
    });
    request.pipe(cgi.stdin);
    const parts = [];
    cgi.stdout.on("data", (part) => parts.push(part));
    cgi.on("close", () => {
      const whole = Buffer.concat(parts);
      const end = whole.indexOf("\r\n\r\n");
      const headers = whole.subarray(0, end).toString().split("\r\n").map((line) => line.split(": "));
      const status = headers.find(([name]) => name === "Status");
      response.statusCode = status ? Number.parseInt(status[1], 10) : 200;
      for (const [name, value] of headers.filter(([name]) => name !== "Status")) {
        response.setHeader(name, value);
      }
      response.end(whole.subarray(end + 4));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

/** A folder with an `ssh` that does here what it is asked to do on the machine it names. */
function sshHere(folder) {
  const bin = path.join(folder, "bin");
  fs.mkdirSync(bin);
  const script = `#!/bin/sh
echo "$@" >> "$SSH_ASKED"
# Asked how it would connect, as every OpenSSH can be.
case " $* " in *" -G "*) exit 0 ;; esac
while [ "$1" = -o ]; do shift 2; done
shift
exec sh -c "$*"
`;
  fs.writeFileSync(path.join(bin, "ssh"), script, { mode: 0o755 });
  return bin;
}

test("a log is fetched by https and by ssh", async ({ as, server }, testInfo) => {
  const folder = testInfo.outputPath("repositories");
  fs.mkdirSync(folder, { recursive: true });
  const bare = repository(folder);
  const tls = certificate(folder);
  const asked = path.join(folder, "ssh-asked");
  const env = {
    ...process.env,
    SSL_CERT_FILE: tls.authority,
    SSH_ASKED: asked,
    PATH: `${sshHere(folder)}:${process.env.PATH}`,
  };
  const fetched = (from, log, ...more) =>
    run(binary(), ["adr", "import", from, "--log", log, "--database-url", server.database, ...more], { env });

  const https = await serveOverHttps(folder, tls);
  try {
    const address = `https://127.0.0.1:${https.address().port}`;
    await fetched(`${address}/log.git`, "BIRDS");
    await fetched(`${address}/log.git`, "BIRDS", "--branch", "next");
    await expect(fetched(`${address}/none.git`, "BIRDS")).rejects.toThrow(/none\.git/);
    const mistrusted = { ...env, SSL_CERT_FILE: path.join(folder, "own.pem") };
    const command = ["adr", "import", `${address}/log.git`, "--log", "X", "--database-url", server.database];
    await expect(run(binary(), command, { env: mistrusted })).rejects.toThrow(/certificate/i);
  } finally {
    https.close();
  }
  await fetched(`ssh://git@birds.example${bare}`, "NESTS");
  expect(fs.readFileSync(asked, "utf8")).toMatch(/BatchMode=yes.*git@birds\.example.*git-upload-pack/);

  const page = await as("architect");
  await page.goto("/adrs?log=BIRDS");
  await expect(page.getByRole("link", { name: "Keep the kestrel cache behind a port" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Keep the heron cache behind a port" })).toBeVisible();
  await page.goto("/adrs/NESTS/3");
  await expect(page.getByRole("heading", { name: "Keep the kestrel cache behind a port" })).toBeVisible();
});
