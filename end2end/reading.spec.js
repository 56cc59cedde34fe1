// Decision records looked at together: what they cover, how they are related, their course over time.
import { expect, islandsReady, test } from "./fixtures.js";
import { decide, saveDraft, textField } from "./steps.js";

/** The faces of the decisions lead to each other. */
const faces = (page) => page.getByRole("navigation", { name: "Decisions as" });

test("a dependency without a record gets one from what the registry knows, and is covered once it is accepted @journey", async ({
  as,
  javaScriptEnabled,
}) => {
  const page = await as("architect");
  await page.goto("/");
  await page.getByRole("link", { name: "Coverage", exact: true }).click();
  await expect(page).toHaveURL(/\/adrs\/coverage$/);
  const missing = page.getByRole("table", { name: /^Dependencies without an accepted record/ });
  await expect(missing.getByRole("row").nth(1)).toBeVisible();
  const before = await page.getByRole("definition").filter({ hasText: /^\d+ of \d+$/ }).innerText();
  await page.getByLabel("Workload", { exact: true }).selectOption("Fraud signals");
  await page.getByLabel("Coupling category").selectOption("AWS-native but abstractable");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/workload=fraud-signals/);
  const row = missing.getByRole("row").filter({ hasText: "Kinesis Data Streams" });
  await expect(row).toContainText("Fraud signals");
  await row.getByRole("link", { name: "Write the record for Kinesis Data Streams of Fraud signals" }).click();

  // The right template, with the facts of the dependency under its context.
  await expect(page.getByLabel("Title")).toHaveValue("Use Kinesis Data Streams in Fraud signals behind an adapter");
  await expect(page.getByLabel("Decision log")).toHaveValue("PLAT");
  const field = textField(page);
  await expect(field).toHaveValue(/^# Use Kinesis Data Streams in Fraud signals behind an adapter$/m);
  await expect(field).toHaveValue(/\*\*Workload:\*\* Fraud signals[^]*\*\*Boundary:\*\* `risk\/stream\/\*\*`/);
  await expect(field).toHaveValue(/\*\*Exit option:\*\* Kafka/);
  await expect(field).toHaveValue(/## Considered Options/);
  if (javaScriptEnabled !== false) {
    await islandsReady(page);
  }
  const tie = page.getByRole("checkbox", { name: /^This record is about Kinesis Data Streams of Fraud signals/ });
  await expect(tie).toBeChecked();

  // What was typed and ticked survives a refusal.
  await page.getByLabel("Title").fill(" ");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");
  await expect(tie).toBeChecked();
  await expect(field).toHaveValue(/From the dependency registry:/);
  await page.getByLabel("Title").fill("Keep Kinesis behind the stream port");
  await saveDraft(page, "Keep Kinesis behind the stream port");
  await expect(page).toHaveURL(/\/adrs\/drafts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("region", { name: "Rests on this record" }).or(page.getByText("Rests on this record"))).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Facts" })).toContainText("Fraud signals");

  await page.goto("/adrs/coverage?workload=fraud-signals");
  await expect(row.getByText("Draft")).toBeVisible();
  await row.getByRole("link", { name: "Go on writing" }).click();
  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page).toHaveURL(/\/adrs\/PLAT\/25$/);

  const cto = await as("executive");
  await cto.goto("/adrs/coverage?service=kinesis");
  // Nothing is offered that would be refused.
  await expect(cto.getByRole("link", { name: /^Write the record/ })).toHaveCount(0);
  await cto.getByRole("link", { name: "Decide on it" }).click();
  await decide(cto, "Accept", "The port is small.");
  await cto.goto("/adrs/coverage");
  await expect(cto.getByRole("table", { name: /^Accepted records and what they cover/ })).toContainText(
    "Kinesis Data Streams of Fraud signals",
  );
  const after = await cto.getByRole("definition").filter({ hasText: /^\d+ of \d+$/ }).innerText();
  const covered = (text) => Number(text.split(" of ")[0]);
  expect(covered(after)).toBe(covered(before) + 1);

  // The tile of the overview counts the same points.
  const points = await cto.getByRole("definition").first().innerText();
  await cto.goto("/");
  const tile = cto.locator("section").filter({ has: cto.getByRole("heading", { name: "Decision coverage" }) });
  await expect(tile.locator(".figure-value")).toHaveText(points.match(/^[\d,]+/)[0].replace(",", ""));
});

test("a record is written about nothing when its box is unticked, and coverage comes as a file", async ({
  as,
  javaScriptEnabled,
}) => {
  const page = await as("architect");
  await page.goto("/adrs/coverage?service=rekognition");
  await page.getByRole("link", { name: /^Write the record/ }).click();
  if (javaScriptEnabled !== false) {
    await islandsReady(page);
  }
  await page.getByRole("checkbox", { name: /^This record is about Rekognition/ }).uncheck();
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page).toHaveURL(/\/adrs\/drafts\//);
  await expect(page.getByText("Rests on this record")).toHaveCount(0);
  await page.goto("/adrs/coverage?service=rekognition");
  await expect(page.getByRole("link", { name: /^Write the record/ })).toBeVisible();

  const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const lines = (await (await page.request.get(href)).text()).trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^workload,service,coupling_category,owner,points/);
  expect(lines[1]).toMatch(/^field-adjuster-vision,rekognition,aws-native-abstractable,.*,missing,/);
  await page.goto("/adrs/coverage?workload=nowhere");
  await expect(page.getByText("No dependency matches")).toBeVisible();
});

test("the graph leads from record to record, by keyboard too @journey", async ({ as }) => {
  const page = await as("auditor");
  await page.goto("/adrs");
  await faces(page).getByRole("link", { name: "Graph" }).click();
  await expect(page).toHaveURL(/\/adrs\/graph$/);
  await expect(faces(page).getByRole("link", { name: "Graph" })).toHaveAttribute("aria-current", "page");
  const drawn = page.getByRole("region", { name: "Relations, drawn" });
  const boxes = drawn.getByRole("link");
  expect(await boxes.count()).toBeGreaterThan(3);
  await expect(page.getByRole("list", { name: "Kinds of relations" })).toContainText("supersedes");

  // The table says each relation from both sides.
  const table = page.getByRole("table", { name: /from both sides/ });
  expect(await table.getByText(/^Supersedes /).count()).toBe(await table.getByText(/^Superseded by /).count());
  const rows = await table.getByRole("row").count();
  expect(rows).toBe((await boxes.count()) + 1);

  const first = boxes.first();
  const name = await first.getAttribute("aria-label");
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/adrs\/[A-Z]+\/\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name.replace(/^\S+ |, [a-z]+$/g, ""));

  await page.getByRole("link", { name: "Graph", exact: true }).click();
  await expect(page).toHaveURL(/\/adrs\/graph\?record=/);
  const here = drawn.locator("a[aria-current]");
  await expect(here).toHaveCount(1);
  await page.getByLabel("As far as").selectOption("1 relation");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/steps=1/);
  await expect(here).toHaveAttribute("aria-label", name);
  expect(await boxes.count()).toBeLessThan(rows);

  await page.goto("/adrs/graph?record=PLAT-4711");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/not|no/i);
});

test("on a phone the graph runs downwards and scrolls in its frame only", async ({ as }) => {
  const page = await as("viewer", { viewport: { width: 390, height: 844 } });
  await page.goto("/adrs/graph");
  const frame = page.getByRole("region", { name: "Relations, drawn" });
  await expect(frame).toBeVisible();
  const [svg] = await frame.locator("svg").all();
  await expect(svg).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test("the timeline leads from a quarter to its records @journey", async ({ as }) => {
  const page = await as("executive");
  await page.goto("/adrs/graph");
  await faces(page).getByRole("link", { name: "Timeline" }).click();
  await expect(page.locator("svg.drawing").first()).toHaveAttribute("aria-label", /records dated from \d{4} Q\d/);
  const table = page.getByRole("table", { name: "Records by quarter and status, the latest first" });
  const figure = table.getByRole("link", { name: / accepted in / }).first();
  const [, many, quarter] = /(\d+) accepted in (\d{4} Q\d)/.exec(await figure.textContent());
  await figure.click();
  await expect(page).toHaveURL(/quarter=\d{4}-Q\d&status=accepted#records$/);
  await expect(page.getByRole("heading", { name: `Records dated in ${quarter}, now accepted` })).toBeVisible();
  const records = page.getByRole("table", { name: /^Records of the quarter/ });
  await expect(records.getByRole("row")).toHaveCount(Number(many) + 1);

  await page.getByLabel("Quarters by").selectOption("day recorded here");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/by=recorded/);
  await expect(page.locator("svg.drawing").first()).toHaveAttribute("aria-label", /records recorded from/);
});
