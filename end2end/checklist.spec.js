// The reversibility checklist: twelve decisions for each workload.
import { expect, test } from "./fixtures.js";

/** How many decisions of a layer are settled, as the checklist's page says. */
async function progress(page, layer) {
  await page.goto("/checklist");
  const bar = page.getByRole("img", { name: new RegExp(`^${layer}, settled: `) });
  const [, settled, all] = /(\d+) of (\d+)$/.exec(await bar.getAttribute("aria-label"));
  return { settled: Number(settled), all: Number(all) };
}

async function cell(page, workload, decision) {
  await page.goto("/checklist");
  const row = page.getByRole("row").filter({ hasText: workload });
  await row.getByRole("link", { name: new RegExp(`^${decision}\\b`) }).click();
  await expect(page).toHaveURL(new RegExp(`/checklist/[^/]+/${decision}$`, "i"));
}

test("an architect adopts a decision with evidence, and its layer moves on @journey", async ({
  as,
}) => {
  const page = await as("architect");
  const before = await progress(page, "Data");
  expect(before.all).toBe(18);

  await cell(page, "Model evaluation lab", "D2");
  const facts = page.getByRole("complementary", { name: "Facts" });
  await expect(facts).toContainText("In progress");
  await expect(facts.locator("dt", { hasText: /^Due$/ })).toBeVisible();
  await expect(facts.locator("time").first()).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\d/);

  // Adopted without anything to show for it is refused.
  await page.getByRole("radio", { name: /^Adopted/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("textbox", { name: /^Evidence/ })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("radio", { name: /^Adopted/ })).toBeChecked();

  await page.getByRole("textbox", { name: /^Evidence/ }).fill("https://wiki.demo.example/lab/telemetry");
  await page.getByLabel("Owner", { exact: true }).selectOption({ label: "Yuki Tanaka" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("D2 of Model evaluation lab: adopted.")).toBeVisible();
  await expect(facts.getByRole("link", { name: /lab\/telemetry/ })).toBeVisible();
  await expect(page.getByRole("table", { name: /Who moved it/ })).toContainText("Ines Okafor");

  expect(await progress(page, "Data")).toEqual({ settled: before.settled + 1, all: 18 });
  // And on the workload's own page.
  await page.goto("/workloads/model-evaluation-lab");
  await expect(page.locator("#checklist").getByRole("link", { name: /^D2.*adopted/i })).toBeVisible();
});

test("a deliberate coupling needs an accepted record @journey", async ({ as }) => {
  const page = await as("architect");
  const before = await progress(page, "Orchestration");
  await cell(page, "Model evaluation lab", "O1");
  await page.getByRole("radio", { name: /^Deliberate coupling/ }).check();
  await page.getByRole("textbox", { name: /^Reason/ }).fill("The lab is small.");
  await page.getByRole("button", { name: "Save" }).click();
  const record = page.getByLabel("Decision record");
  await expect(record).toHaveAttribute("aria-invalid", "true");
  await expect(record).toHaveAccessibleDescription(/accepted record/);
  await expect(page.getByRole("textbox", { name: /^Reason/ })).toHaveValue("The lab is small.");

  const choice = record.locator("option").filter({ hasText: /PLAT[- ]0*4\b/ });
  await record.selectOption(await choice.getAttribute("value"));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("O1 of Model evaluation lab: deliberate coupling.")).toBeVisible();
  await expect(
    page.getByRole("complementary", { name: "Facts" }).getByRole("link", { name: /PLAT[- ]0*4\b/ }),
  ).toBeVisible();
  const after = await progress(page, "Orchestration");
  expect(after.settled).toBe(before.settled + 1);
});

test("the registry judges computed decisions itself and says why @journey", async ({ as }) => {
  const page = await as("architect");
  // Fraud calls SageMaker from outside its boundary.
  await cell(page, "Fraud signals", "O2");
  const verdict = page.locator("section").filter({ hasText: "The registry’s verdict" });
  await expect(verdict).toContainText("Does not pass yet");
  await expect(verdict.getByRole("row").filter({ hasText: "payments/hooks/fraud.py:18" })).toBeVisible();
  // Nobody claims it adopted by hand.
  await expect(page.getByRole("radio", { name: /^Adopted/ })).toHaveCount(0);
});

test("what is overdue can be listed, and a reviewer of another team cannot move it", async ({
  as,
}) => {
  const page = await as("lena");
  await page.goto("/checklist");
  await page.getByLabel("Only overdue").check();
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/late=/);
  const late = page.getByRole("link", { name: /overdue/i });
  await expect(late.first()).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Claims triage" })).toHaveCount(0);
  await page.getByRole("row").filter({ hasText: "Fraud signals" }).getByRole("link", { name: /^C1/ }).click();
  await expect(page.getByRole("complementary", { name: "Facts" })).toContainText("overdue");
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
});
