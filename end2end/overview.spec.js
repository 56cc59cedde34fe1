// The overview: what a CTO sees first, and that every figure leads somewhere.
import { expect, test } from "./fixtures.js";

test("a CTO sees where the platform stands, and every tile leads to its list @journey", async ({
  as,
}) => {
  const page = await as("executive");
  await page.goto("/");
  const main = page.getByRole("main");
  const section = (title) =>
    main.locator("section").filter({ has: page.getByRole("heading", { name: title }) });

  // The ratio with its zone, and the sentence it comes down to.
  const hero = main.locator(".hero");
  await expect(hero.locator(".figure-value")).toHaveText(/^2\d\.\d%$/);
  await expect(hero.getByText("Watch", { exact: true })).toBeVisible();
  await expect(hero.locator(".say")).not.toBeEmpty();

  // The trend, drawn on the server; the same figures as a table below it.
  const chart = hero.getByRole("img", { name: /quarter/i }).locator("svg");
  await expect(chart).toBeVisible();
  const box = await chart.boundingBox();
  expect(box.width).toBeGreaterThan(300);
  await hero.locator("summary", { hasText: "Figures as a table" }).click();
  const quarters = hero.getByRole("table").getByRole("row");
  await expect(quarters).toHaveCount(10);
  await expect(quarters.nth(1).getByRole("cell").first()).toHaveText(/^3\d\.\d %$/);
  await expect(quarters.last().getByRole("cell").first()).toHaveText(/^2\d\.\d %$/);

  // The five components.
  const made = section("What the exit cost is made of");
  for (const component of [
    "Adapter rewrite",
    "Data movement",
    "Operational retraining",
    "Fine-tuning reproduction",
    "Contract constraints",
  ]) {
    await expect(made.getByRole("link", { name: component })).toBeVisible();
  }

  // The three largest workloads with their review weeks.
  const largest = section(/^Largest workloads/);
  for (const workload of ["Claims triage", "Fraud signals", "Adviser assistant"]) {
    const row = largest.getByRole("row").filter({ hasText: workload });
    await expect(row.getByRole("link", { name: workload })).toBeVisible();
    await expect(row.getByRole("list", { name: `Review weeks of ${workload}` })).toBeVisible();
  }

  const checklist = section("Reversibility checklist");
  for (const layer of ["Data", "Compute", "Orchestration", "Governance"]) {
    await expect(checklist.getByRole("link", { name: layer })).toBeVisible();
  }
  await expect(section("Decision coverage").locator(".figure")).toContainText(
    /of \d+ integration points/,
  );
  await expect(section(/^Needs/).getByRole("listitem").first()).toBeVisible();
  await expect(section("Lately decided").getByRole("listitem").first()).toContainText(/PLAT-\d+/);

  const addresses = await main
    .locator("a[href]")
    .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute("href")))]);
  expect(addresses.length).toBeGreaterThan(20);
  for (const address of addresses.filter((address) => address.startsWith("/"))) {
    const answer = await page.request.get(address);
    expect(answer.status(), address).toBe(200);
    // A tile that points into a page points at something there.
    const anchor = address.split("#")[1];
    if (anchor) {
      expect(await answer.text(), address).toContain(`id="${anchor}"`);
    }
  }
});

test("which points lack a record, and which leak, are the ones the overview counted", async ({
  as,
}) => {
  const page = await as("executive");
  for (const [link, words] of [
    ["Which ones", /(\d+) have no accepted record/],
    ["Where", /(\d+) calls leak/i],
  ]) {
    await page.goto("/");
    const line = page.getByRole("main").locator("p").filter({ hasText: words });
    const [, counted] = words.exec(await line.innerText());
    await line.getByRole("link", { name: link }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Integration points");
    const calls = await page.locator("td[data-label=Calls]").allInnerTexts();
    const sum = calls.reduce((sum, text) => sum + Number(text), 0);
    expect(sum, link).toBe(Number(counted));
  }
});

test("each role finds its own things to do in the inbox @journey", async ({ as }) => {
  // Weeks of the workloads of her team wait for a reviewer.
  const lena = await as("lena");
  await lena.goto("/inbox");
  const mine = lena.locator("section").filter({ hasText: "Waits for you" });
  const week = mine.getByRole("link", { name: /Claims triage/ }).first();
  await week.click();
  await expect(lena).toHaveURL(/\/reviews\/[^/]+\/claims-triage\/week\/\d$/);
});

test("a phone shows the overview without scrolling sideways", async ({ as }) => {
  const page = await as("executive", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.goto("/");
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide).toBeLessThanOrEqual(0);
  // The entries are behind the menu, which needs no script.
  await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  await page.locator("summary", { hasText: "Menu" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Reviews" }).click();
  await expect(page).toHaveURL(/\/reviews$/);
});
