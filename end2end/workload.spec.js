// Workloads and what they depend on.
import { expect, test } from "./fixtures.js";

test("an architect registers a workload and attaches a service; it counts as covered @journey", async ({
  as,
}) => {
  const page = await as("architect");
  await page.goto("/workloads");
  await page.getByRole("link", { name: "Register a workload" }).click();

  await page.getByLabel("Name").fill("Complaint answers");
  await page.getByLabel("Purpose").fill("Drafts answers to complaints.");
  await page.getByLabel("Owning team").selectOption("Document Services");
  await page.getByRole("radio", { name: /^Regulated data processing/ }).check();
  await page.getByLabel("Annual AI spend").fill("a lot");
  await page.getByRole("button", { name: "Register workload" }).click();

  // Both mistakes at once, each beside its field, and what was typed is still there.
  const spend = page.getByLabel("Annual AI spend");
  await expect(spend).toHaveAttribute("aria-invalid", "true");
  await expect(spend).toHaveValue("a lot");
  await expect(page.getByLabel("Regions")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  await expect(page.getByLabel("Name")).toHaveValue("Complaint answers");
  await expect(page.getByLabel("Purpose")).toHaveValue("Drafts answers to complaints.");
  await expect(page.getByLabel("Owning team")).toHaveValue("document-services");
  await expect(page.getByRole("radio", { name: /^Regulated data processing/ })).toBeChecked();
  // A problem in the summary leads to its field.
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(page).toHaveURL(/#spend$/);

  await spend.fill("780,000");
  await page.getByLabel("Regions").fill("eu-central-1");
  await page.getByRole("button", { name: "Register workload" }).click();
  await expect(page).toHaveURL(/\/workloads\/complaint-answers$/);
  await expect(page.getByText("Complaint answers is registered.")).toBeVisible();
  const facts = page.getByRole("complementary", { name: "Facts" });
  await expect(facts).toContainText("Document Services");
  await expect(facts).toContainText("$780,000");
  await expect(facts).toContainText("50 % of spend may be committed");

  await page.getByRole("link", { name: "Attach a service" }).first().click();
  await page.getByLabel("Service", { exact: true }).selectOption({ label: "Bedrock Runtime" });
  await page.getByRole("button", { name: "Continue" }).click();
  // The catalogue proposes a category; people decide.
  await expect(page.getByRole("radio", { name: /^AWS-native but abstractable/ })).toBeChecked();
  await page.getByRole("radio", { name: /^Deeply coupled by design/ }).check();
  await page.getByRole("textbox", { name: /^Boundary/ }).fill("complaints/adapters/**");
  await page.getByLabel("Inside the boundary").fill("nine");
  await page.getByLabel("Leaking").fill("3");
  const record = page.getByLabel("Decision record");
  const accepted = record.locator("optgroup[label=Accepted] option").first();
  await record.selectOption(await accepted.getAttribute("value"));
  await page.getByRole("button", { name: "Attach service" }).click();
  await expect(page.getByLabel("Inside the boundary")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Inside the boundary")).toHaveValue("nine");
  await expect(page.getByLabel("Leaking")).toHaveValue("3");
  await expect(page.getByRole("radio", { name: /^Deeply coupled by design/ })).toBeChecked();

  await page.getByLabel("Inside the boundary").fill("9");
  await page.getByRole("button", { name: "Attach service" }).click();
  await expect(page.getByText("is attached to Complaint answers.")).toBeVisible();
  await expect(facts).toContainText("12 of 12");

  // One of the counted calls is located.
  await page.getByRole("textbox", { name: "Place" }).fill("complaints/api/draft.py:31");
  await page.getByRole("textbox", { name: "Calls" }).fill("2");
  await page.getByRole("radio", { name: /^Leaking/ }).check();
  await page.getByLabel("Already counted").check();
  await page.getByRole("button", { name: "Add place" }).click();
  await expect(page.getByRole("row").filter({ hasText: "draft.py:31" })).toContainText("2");
  await expect(facts).toContainText("12 of 12");

  await page.goto("/workloads");
  const row = page.getByRole("row").filter({ hasText: "Complaint answers" });
  await expect(row).toContainText("12 of 12");
  await expect(row).toContainText("$780");
  await page.goto("/integration-points?workload=complaint-answers&side=leaking");
  await expect(page.getByRole("row").filter({ hasText: "draft.py:31" })).toBeVisible();
});

test("a use without an accepted record is not covered and says what is missing", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/workloads/model-evaluation-lab/dependencies/new?service=stepfunctions");
  await page.getByRole("radio", { name: /^Deeply coupled by design/ }).check();
  await page.getByLabel("Inside the boundary").fill("4");
  await page.getByRole("button", { name: "Attach service" }).click();
  await expect(page.getByText("no decision record says why")).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Facts" })).toContainText("0 of 4");
});

test("two people change one workload: the second sees both texts", async ({ as }) => {
  const [one, two] = [await as("architect"), await as("yuki")];
  for (const page of [one, two]) {
    await page.goto("/workloads/claims-triage/edit");
  }
  await one.getByLabel("Annual AI spend").fill("3,200,000");
  await one.getByRole("button", { name: "Save" }).click();
  await expect(one).toHaveURL(/\/workloads\/claims-triage$/);

  await two.getByLabel("Annual AI spend").fill("3,300,000");
  await two.getByRole("button", { name: "Save" }).click();
  const alert = two.getByRole("alert");
  await expect(alert).toContainText("Somebody else saved this workload");
  await expect(alert).toContainText("3200000");
  await expect(alert).toContainText("3,300,000");
  await expect(two.getByLabel("Annual AI spend")).toHaveValue("3,300,000");
  await two.getByRole("button", { name: "Save" }).click();
  await expect(two.getByRole("complementary", { name: "Facts" })).toContainText("$3,300,000");
});

test("a list is filtered by its address and is also there as CSV", async ({ as }) => {
  const page = await as("auditor");
  await page.goto("/workloads");
  await expect(page.getByRole("link", { name: "Register a workload" })).toHaveCount(0);
  await page.getByLabel("Durability class").selectOption({ label: "regulated data processing" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/class=regulated-data-processing/);
  await expect(page.locator("tbody tr")).toHaveCount(2);
  const address = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const csv = await page.request.get(address);
  expect(csv.headers()["content-type"]).toContain("text/csv");
  expect((await csv.text()).trim().split(/\r?\n/)).toHaveLength(3);
});
