// What holds for every page: readable by everybody, in light and dark, on a phone, by keyboard.
import { expect, expectAccessible, islandsReady, test } from "./fixtures.js";
import { importFiles } from "./steps.js";

/** The pages of the rail and the main pages of single things, by who reads them. */
const pages = {
  "the record": {
    who: "architect",
    at: [
      "/adrs",
      "/adrs?q=bedrock",
      "/adrs?q=nothing-like-it",
      "/adrs/new",
      "/adrs/new?template=madr",
      "/adrs/PLAT/7",
      "/adrs/PLAT/7/edit",
      "/adrs/import",
      "/adrs/logs/PLAT",
      "/adrs/templates",
      "/adrs/templates/new",
    ],
  },
  "records together": {
    who: "architect",
    at: [
      "/adrs/coverage",
      "/adrs/coverage?workload=fraud-signals",
      "/adrs/graph",
      "/adrs/graph?record=PLAT-7&steps=1",
      "/adrs/timeline?quarter=2026-Q1",
    ],
  },
  "workloads": {
    who: "architect",
    at: [
      "/workloads",
      "/workloads/new",
      "/workloads/fraud-signals",
      "/workloads/fraud-signals/edit",
      "/workloads/fraud-signals/assets/new",
      "/workloads/fraud-signals/models/new",
    ],
  },
  "services": {
    who: "architect",
    at: [
      // A filter shows the same page with fewer rows, each of which takes its time to check.
      "/services?q=bedrock",
      "/services/bedrock-runtime",
      "/services/new",
      "/integration-points?workload=fraud-signals",
      "/workloads/fraud-signals/dependencies/new",
      "/workloads/fraud-signals/dependencies/new?service=stepfunctions",
      "first:/workloads/fraud-signals/dependencies/",
      "first:/workloads/fraud-signals/assets/",
      "first:/workloads/fraud-signals/models/",
    ],
  },
  "the checklist and the review": {
    who: "lena",
    at: [
      "/inbox",
      "/checklist",
      "/checklist/claims-triage/D1",
      "/checklist/claims-triage/O2",
      "/reviews",
      "first:/reviews/",
      "week:1",
      "week:4",
    ],
  },
  "risk and proof": {
    who: "executive",
    at: ["/", "/risk", "/risk/claims-triage", "first:/risk/claims-triage/", "/audit?noun=assessment", "/account"],
  },
  "administration": {
    who: "admin",
    at: [
      "/people",
      "/people/new",
      "first:/people/0",
      "/settings",
      "/adrs/logs/PLAT/source",
      "/no-such-page",
    ],
  },
};

/** The address a name stands for: the first link that begins so, or a week of Claims triage. */
async function address(page, name) {
  const [, kind, rest] = /^(first|week):(.*)$/.exec(name) ?? [];
  if (!kind) {
    return name;
  }
  const [from, link] =
    kind === "week"
      ? ["/reviews", `/claims-triage/week/${rest}"`]
      : [rest.split("/").slice(0, 3).join("/").replace(/\/0?$/, ""), `"${rest}`];
  await page.goto(from);
  const html = await page.content();
  const found = [...html.matchAll(/href="([^"#?]+)"/g)]
    .map(([whole]) => whole.slice(5))
    .find((href) => href.includes(link) && !/\/(new|edit)"$|\.csv"$/.test(href) && href !== link + '"');
  expect(found, `a link to ${name} on ${from}`).toBeDefined();
  return found.slice(1, -1);
}

const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [what, { who, at }] of Object.entries(pages)) {
  test(`pages of ${what} are accessible in light and dark and fit a phone @js`, async ({ as }) => {
    test.slow();
    const page = await as(who);
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const name of at) {
      const path = await address(page, name);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(path);
      await islandsReady(page);
      await expectAccessible(page);
      expect.soft(await overflow(page), `${path} is too wide for 1440 pixels`).toBeLessThanOrEqual(0);
      await page.emulateMedia({ colorScheme: "dark" });
      await expectAccessible(page, { colours: true });
      await page.setViewportSize({ width: 390, height: 844 });
      expect.soft(await overflow(page), `${path} scrolls sideways on a phone`).toBeLessThanOrEqual(0);
    }
  });
}

test("lists of records fit every width between a phone and a desk @js", async ({ as }) => {
  const page = await as("architect");
  const record = (number, status, date) =>
    `# ${number}. Keep the long-lived reservation queue behind one port\n\nDate: ${date}\n\n## Status\n\n${status}\n\n## Context\n\nA queue.\n\n## Decision\n\nOne port.\n`;
  await importFiles(page, "OTTER", {
    "0001-keep-the-long-lived-reservation-queue-behind-one-port.md": record(1, "Accepted, after a long talk with everybody", "2nd of Feb 2024"),
    "0002-keep-the-long-lived-reservation-queue-behind-one-port.md": record(2, "Proposed", "some day"),
  });
  const fits = async (what) => {
    for (const width of [760, 820, 900, 1000]) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await overflow(page), `${what} scrolls sideways at ${width} pixels`).toBeLessThanOrEqual(0);
      const cut = await page.locator(".folds").first().evaluate((table) => table.scrollWidth - table.clientWidth);
      expect.soft(cut, `${what} is cut at ${width} pixels`).toBeLessThanOrEqual(0);
    }
  };
  await fits("the report");
  await page.goto("/adrs");
  await fits("the list");
});

test("the page before signing in is accessible and fits a phone @js", async ({ page }) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test("the keyboard alone leads to the content and to the main action", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/workloads");
  const focused = page.locator(":focus");
  await page.keyboard.press("Tab");
  await expect(focused).toHaveText("Skip to the content");
  await expect(focused).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();

  // Past the skip link the first stops are the page's own: its actions, then its filters.
  const stops = [];
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press("Tab");
    stops.push(await focused.evaluate((element) => element.textContent.trim() || element.name));
  }
  expect(stops.slice(0, 2)).toEqual(["CSV", "Register a workload"]);
  expect(stops).toContain("q");

  await page.goto("/workloads");
  await page.getByRole("link", { name: "Register a workload" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/workloads\/new$/);
});

test("the keyboard fills in and sends a form", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/workloads/new");
  await page.getByLabel("Name").focus();
  await page.keyboard.type("Typed by hand");
  await page.keyboard.press("Tab");
  await page.keyboard.type("No mouse needed.");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Risk");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /^Experimental model evaluation/ })).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.type("12,000");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/workloads\/typed-by-hand$/);
  await expect(page.getByRole("complementary", { name: "Facts" })).toContainText("Risk Engineering");
});

// Asked without a browser, so that once is enough.
test("every link within the site leads to a page, and no page carries inline styles @js", async ({
  as,
}) => {
  test.slow();
  const page = await as("executive");
  const waiting = ["/"];
  const seen = new Set(waiting);
  const wrong = [];
  let visited = 0;
  while (waiting.length > 0 && visited < 150) {
    const path = waiting.shift();
    visited += 1;
    const answer = await page.request.get(path, { maxRedirects: 0 });
    if (answer.status() !== 200) {
      wrong.push(`${path}: status ${answer.status()}`);
      continue;
    }
    if (!answer.headers()["content-type"].startsWith("text/html")) {
      continue;
    }
    const html = await answer.text();
    const styled = /<[a-z][^>]*\sstyle\s*=[^>]*>|<style/i.exec(html);
    if (styled) {
      wrong.push(`${path}: ${styled[0]}`);
    }
    const ids = html.match(/\sid="[^"]*"/g) ?? [];
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (twice.length > 0) {
      wrong.push(`${path}: used twice:${[...new Set(twice)].join("")}`);
    }
    for (const [, href] of html.matchAll(/<a\s[^>]*href="([^"]*)"/g)) {
      const to = href.replaceAll("&amp;", "&");
      const [place, anchor] = to.split("#");
      // What begins with a colon names words of the text, not an element.
      if (anchor && !anchor.startsWith(":~:") && place === "" && !html.includes(`id="${anchor}"`)) {
        wrong.push(`${path}: nothing is called #${anchor}`);
      }
      if (place.startsWith("/") && !place.startsWith("//") && !seen.has(place)) {
        seen.add(place);
        waiting.push(place);
      }
    }
  }
  expect(visited).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
