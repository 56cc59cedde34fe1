// What every browser test stands on: a real server with a database of its own, people signed in
// to it, and the promise that no test passes over a console error or a server panic.
//
//   import { test, expect } from "./fixtures.js";
//
//   test("a CTO sees the ratio @journey", async ({ as }) => {
//     const page = await as("executive");
//     await page.goto("/");
//     …
//   });
//
// `test.use({ data: "empty" })` at the top of a file starts without sample data.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { copyDatabase, freshDatabase, serve } from "../scripts/server.mjs";
import { sample } from "./samples.js";

export { expect };

export const test = base.extend({
  /** "sqlite" or "postgres"; set by the project. */
  engine: ["sqlite", { option: true }],

  /** "demo" for the sample data, "empty" for a database without a user. */
  data: ["demo", { option: true }],

  /**
   * The server of this test: `url`, `log`, `setupToken()`, and `logins`, the sample data's
   * people as `{ role, name, email, password }`, and the address of its `database`.
   */
  server: async ({ engine, data }, use) => {
    const empty = data === "empty";
    const database = empty ? freshDatabase(engine) : copyDatabase(engine, sample(engine).url);
    try {
      const logins = empty ? [] : sample(engine).logins;
      const server = Object.assign(await serve(database.url), { logins, database: database.url });
      await use(server);
      await server.stop();
      // What went wrong after the last page, at shutdown say.
      expect(server.panic(), "a panic in the server's log").toBeUndefined();
    } finally {
      database.drop();
    }
  },

  baseURL: async ({ server }, use) => use(server.url),

  /** Watches the pages and the server; a test may call `watch(context)` for its own contexts. */
  watch: [
    async ({ context, server }, use, testInfo) => {
      const complaints = [];
      // A refused form or an unknown address is an answer to the reader, but Chromium reports
      // its status in the console.
      const refused = new Set();
      const watch = (watched) => {
        watched.on("response", (response) => {
          const status = response.status();
          if (response.request().isNavigationRequest() && status >= 400 && status < 500) {
            refused.add(response.url());
          }
        });
        watched.on("console", (message) => {
          if (message.type() === "error") {
            complaints.push({ text: message.text(), url: message.location().url });
          }
        });
        watched.on("weberror", (error) => {
          complaints.push({ text: String(error.error()), url: "" });
        });
      };
      watch(context);
      await use(watch);

      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach("server log", { body: server.log, contentType: "text/plain" });
      }
      const serious = complaints.filter(
        ({ text, url }) => !(text.startsWith("Failed to load resource") && refused.has(url)),
      );
      expect(
        serious.map(({ text, url }) => `${text} ${url}`),
        "errors in the browser's console",
      ).toEqual([]);
      expect(server.panic(), "a panic in the server's log").toBeUndefined();
    },
    { auto: true },
  ],

  /**
   * `await as("architect")`: a page in a browser of its own, signed in as somebody with that role;
   * `as("lena")` as the person with that e-mail address before the @.
   */
  as: async ({ browser, server, watch, contextOptions, javaScriptEnabled }, use) => {
    const contexts = [];
    await use(async (who, options = {}) => {
      const named = ({ email }) => email.startsWith(`${who}@`);
      const login = server.logins.find(named) ?? server.logins.find(({ role }) => role === who);
      if (!login) {
        const known = server.logins.map(({ role, email }) => `${role} (${email})`).join(", ");
        throw new Error(`the sample data has nobody called ${who}; it has ${known}`);
      }
      const context = await browser.newContext({
        ...contextOptions,
        javaScriptEnabled,
        baseURL: server.url,
        ...options,
      });
      contexts.push(context);
      watch(context);
      const page = await context.newPage();
      await signIn(page, login.email, login.password);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** Signs in through the form. */
export async function signIn(page, email, password) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Waits until the islands of the page answer; at once where there are none. */
export async function islandsReady(page) {
  if ((await page.locator("leptos-island").count()) > 0) {
    await expect(page.locator("html")).toHaveAttribute("data-islands", "ready");
  }
}

/**
 * Checks the page against WCAG 2.2 AA, as far as a program can. Needs JavaScript. With `colours`
 * it looks only at them, for the other scheme of a page that was checked in one.
 */
export async function expectAccessible(page, { colours = false } = {}) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (
    colours
      ? axe.withRules(["color-contrast", "link-in-text-block"])
      : axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
  ).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} – ${node.target.join(" ")} – ${node.failureSummary}`),
  );
  expect.soft(found, `accessibility of ${page.url()}`).toEqual([]);
}
