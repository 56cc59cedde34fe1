// Captures pages of Twoway at three widths, in light and dark.
//
//   node end2end/screenshots.mjs --out DIR [--role ROLE] [--url URL --email E --password P] PATH…
//
// Without --url it starts a server of its own with the sample data and signs in as ROLE (default
// executive). Each picture is named PATH-WIDTH-SCHEME.png, e.g. adrs-1440-dark.png.
// --only 1440 or --scheme light narrows the set, --fold captures one screen instead of the page.
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import config from "../playwright.config.js";
import { freshDatabase, seed, serve } from "../scripts/server.mjs";

const SCREENS = [
  { width: 1440, height: 900 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
];

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string" },
    url: { type: "string" },
    email: { type: "string" },
    password: { type: "string" },
    role: { type: "string", default: "executive" },
    only: { type: "string", multiple: true },
    scheme: { type: "string", multiple: true, default: ["light", "dark"] },
    fold: { type: "boolean", default: false },
  },
});
if (!given.out) {
  console.error("screenshots: say where to put them: --out DIR");
  process.exit(2);
}
const paths = positionals.length > 0 ? positionals : ["/"];
const screens = SCREENS.filter(({ width }) => !given.only || given.only.includes(String(width)));

const name = (address) => address.replace(/^\/|\/$/g, "").replace(/[^\w.-]+/g, "-") || "overview";

/** The server to look at: the one given, or one started for the purpose. */
async function site() {
  if (given.url) {
    return { url: given.url, email: given.email, password: given.password, end: async () => {} };
  }
  const database = freshDatabase("sqlite");
  const login = (await seed(database.url)).find(({ role }) => role === given.role);
  const server = await serve(database.url);
  const end = async () => {
    await server.stop();
    database.drop();
  };
  return { url: server.url, ...login, end };
}

async function signIn(page, { email, password }) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

const { url, email, password, end } = await site();
const browser = await chromium.launch(config.use.launchOptions);
let storageState;
try {
  fs.mkdirSync(given.out, { recursive: true });
  if (email) {
    const context = await browser.newContext({ baseURL: url });
    await signIn(await context.newPage(), { email, password });
    storageState = await context.storageState();
    await context.close();
  }
  for (const viewport of screens) {
    for (const colorScheme of given.scheme) {
      const { locale, timezoneId } = config.use;
      const context = await browser.newContext({
        baseURL: url,
        viewport,
        colorScheme,
        storageState,
        locale,
        timezoneId,
        deviceScaleFactor: viewport.width < 500 ? 2 : 1,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error") {
          console.error(`screenshots: console error on ${page.url()}: ${message.text()}`);
        }
      });
      for (const address of paths) {
        const response = await page.goto(address, { waitUntil: "networkidle" });
        await page.evaluate(() => document.fonts.ready);
        const file = path.join(given.out, `${name(address)}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: !given.fold });
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        const notes = [
          response?.ok() ? "" : ` (status ${response?.status()})`,
          wide > 0 ? ` (scrolls sideways by ${wide} pixels)` : "",
        ].join("");
        console.log(`${file}${notes}`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await end();
}
