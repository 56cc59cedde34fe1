// Browser tests, in the system's Chromium, each test against a server and a database of its own.
//
//   npx playwright test                       everything (PostgreSQL: through scripts/postgres.sh)
//   npx playwright test --project sqlite      with JavaScript, on SQLite
//   npx playwright test journey --headed      one file, to look at
//
// Tags in a test's title: @journey runs on PostgreSQL too; @js needs JavaScript and is left out
// where that is off.
import { defineConfig, devices } from "@playwright/test";

const browser = {
  ...devices["Desktop Chrome"],
  viewport: { width: 1440, height: 900 },
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
    args: [
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      // Nothing but the server under test is to be talked to.
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

export default defineConfig({
  testDir: "end2end",
  globalSetup: "./end2end/samples.js",
  fullyParallel: true,
  outputDir: "end2end/results",
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["html", { outputFolder: "end2end/report", open: "never" }]],
  // `--trace on` records a test to step through; always on, it would double the time.
  use: { ...browser, screenshot: "only-on-failure", actionTimeout: 10_000 },
  projects: [
    { name: "sqlite", use: { engine: "sqlite" } },
    {
      name: "sqlite-nojs",
      grepInvert: /@js\b/,
      use: { engine: "sqlite", javaScriptEnabled: false },
    },
    { name: "postgres", grep: /@journey\b/, use: { engine: "postgres" } },
  ],
});
