// The review of the quarter: four weeks for each of the largest workloads, signed one by one.
import { expect, test } from "./fixtures.js";
import { day, settle, sign } from "./steps.js";

/** Where the current review keeps the weeks of a workload. */
async function weeks(page, workload) {
  await page.goto("/reviews");
  const row = page.getByRole("row").filter({ hasText: workload }).first();
  const links = row.locator("a.week-cell");
  return links.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
}

test("colleagues sign what is left of a workload's four weeks, and its ratio is sealed @journey", async ({
  as,
}) => {
  const [lena, jonas] = [await as("lena"), await as("jonas")];
  const addresses = await weeks(lena, "Claims triage");
  expect(addresses).toHaveLength(4);

  const signers = [];
  for (const [index, address] of addresses.entries()) {
    // How many are signed already depends on the day of the quarter.
    const [page, name] =
      signers.at(-1) === "Lena Fischer" ? [jonas, "Jonas Weber"] : [lena, "Lena Fischer"];
    await page.goto(address);
    const signed = page.locator("#signatures li");
    if ((await signed.count()) > 0) {
      signers.push(await signed.first().locator("b").innerText());
      continue;
    }
    await settle(page, name, day(60));
    await expect(page.locator("#sign code")).toHaveText(/^[0-9a-f]{64}$/);
    await sign(page, name);
    signers.push(name);
    await expect(signed).toHaveCount(1);
    await expect(signed).toContainText(name);
    await expect(signed).toContainText("Valid");
    const facts = page.getByRole("complementary", { name: "Facts" });
    await expect(facts).toContainText(index < 3 ? "not sealed yet" : "sealed");
    // A signed week is closed: no task can be changed, it cannot be signed again.
    await expect(page.getByRole("button", { name: /^Sign week/ })).toHaveCount(0);
    await expect(page.locator("summary", { hasText: "Note an exception" })).toHaveCount(0);
  }
  expect(new Set(signers)).toEqual(new Set(["Lena Fischer", "Jonas Weber"]));

  // The quarter has its data point: sealed for ever, by both.
  const [, quarter] = /\/reviews\/([^/]+)\//.exec(addresses[0]);
  const cto = await as("executive");
  await cto.goto(`/risk/claims-triage/${quarter}`);
  await expect(cto.getByRole("main")).toContainText(/Sealed on .* by .*Lena Fischer/);
  await expect(cto.getByRole("main")).toContainText("Jonas Weber");
  await expect(cto.getByRole("link", { name: "Add a line" })).toHaveCount(0);
  // Week 4 of a sealed assessment stays as it is; the others may be reopened with a reason.
  await cto.goto(addresses[3]);
  await expect(cto.locator("summary", { hasText: "Reopen this week" })).toHaveCount(0);
  await cto.goto(addresses[0]);
  await cto.locator("summary", { hasText: "Reopen this week" }).click();
  await cto.getByLabel("Reason").fill("A service was forgotten.");
  await cto.getByRole("button", { name: "Reopen this week" }).click();
  await expect(cto.locator("#signatures li")).toContainText("Withdrawn");
  await expect(cto.locator("#signatures li")).toContainText("A service was forgotten.");
});

test("what was signed cannot be changed until the week is reopened @journey", async ({ as }) => {
  const page = await as("lena");
  const [inventory] = await weeks(page, "Claims triage");
  await page.goto(inventory);
  if ((await page.locator("#signatures li").count()) === 0) {
    await settle(page, "Lena Fischer", day(60));
    await sign(page, "Lena Fischer");
  }
  await page.goto("/workloads/claims-triage");
  await page.locator("#dependencies tbody a").first().click();
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await page.getByLabel("Runbook").fill("https://wiki.example.com/exit");
  const inside = page.getByLabel("Inside the boundary");
  const before = await inside.inputValue();
  await inside.fill("77");
  await page.getByRole("button", { name: "Save" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("signed week 1");
  await expect(alert).toContainText("Reopen the week with a reason");
  // Nothing is lost, and what the signature does not cover can be saved.
  await expect(inside).toHaveValue("77");
  await inside.fill(before);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("wiki.example.com/exit")).toBeVisible();

  const architect = await as("architect");
  await architect.goto(inventory);
  await architect.locator("summary", { hasText: "Reopen this week" }).click();
  await architect.getByLabel("Reason").fill("Calls were forgotten.");
  await architect.getByRole("button", { name: "Reopen this week" }).click();
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await inside.fill("77");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main")).toContainText("77");
});

test("somebody of another team cannot sign, and is told why @journey", async ({ as, server }) => {
  const page = await as("reviewer");
  const address = (await weeks(page, "Claims triage")).at(-1);
  await page.goto(address);
  await expect(page.locator("#sign")).toContainText(
    "Only a member of the team that owns the workload may sign.",
  );
  await expect(page.getByRole("button", { name: /^Sign week/ })).toHaveCount(0);
  // Whoever asks for it all the same is refused with a page that leads back.
  const refused = await page.request.post(`${address}/sign`, {
    form: { hash: "0".repeat(64), content: "{}" },
    headers: { origin: server.url },
  });
  expect(refused.status()).toBe(403);
  expect(await refused.text()).toContain("team that owns the workload");
});

test("of two who sign at the same time the second learns of the first @journey", async ({ as }) => {
  const [lena, jonas] = [await as("lena"), await as("jonas")];
  const address = (await weeks(lena, "Claims triage"))[2];
  await lena.goto(address);
  await settle(lena, "Lena Fischer", day(60));
  await jonas.goto(address);
  await expect(jonas.getByRole("button", { name: /^Sign week 3 as Jonas Weber$/ })).toBeVisible();
  await sign(lena, "Lena Fischer");

  const [answer] = await Promise.all([
    jonas.waitForResponse((response) => response.request().isNavigationRequest()),
    jonas.getByRole("button", { name: /^Sign week 3/ }).click(),
  ]);
  expect(answer.status()).toBe(409);
  await expect(jonas.getByRole("alert")).toContainText("Lena Fischer signed this week");
  await expect(jonas.locator("#signatures li")).toHaveCount(1);
});

test("a signature covers only what its signer saw", async ({ as }) => {
  const [lena, jonas] = [await as("lena"), await as("jonas")];
  const address = (await weeks(lena, "Claims triage"))[2];
  await lena.goto(address);
  await settle(lena, "Lena Fischer", day(60));
  await jonas.goto(address);
  // Meanwhile a colleague takes a confirmation back and gives another one.
  await lena.getByRole("button", { name: "Take back" }).first().click();
  const task = lena.locator("#tasks li").first();
  await task.locator("summary", { hasText: "Confirm" }).click();
  await task.getByLabel("What did you check?").fill("Looked again, with finance.");
  await task.getByRole("button", { name: "Confirm" }).click();
  await expect(lena.locator(".tasks").getByText("Looked again, with finance.")).toBeVisible();

  await jonas.getByRole("button", { name: /^Sign week 3/ }).click();
  await expect(jonas.getByRole("alert")).toContainText("the registry changed after you opened");
  await expect(jonas.getByRole("alert")).toContainText("Looked again, with finance.");
  await sign(jonas, "Jonas Weber");
});

test("a task that is refused keeps what was typed", async ({ as }) => {
  const lena = await as("lena");
  await lena.goto((await weeks(lena, "Claims triage"))[2]);
  const task = lena.locator("#tasks li").first();
  await task.locator("summary", { hasText: "Note an exception" }).click();
  await task.getByLabel("Why not this time?").fill("The committee meets in spring.");
  await task.getByLabel("Who answers for it?").fill("Jonas Weber");
  await task.getByLabel("Until when?").fill("2020-01-31");
  await task.getByRole("button", { name: "Note an exception" }).click();
  const until = lena.getByLabel("Until when?").filter({ visible: true });
  await expect(until).toHaveAttribute("aria-invalid", "true");
  await expect(until).toHaveValue("2020-01-31");
  await expect(lena.getByLabel("Why not this time?").filter({ visible: true })).toHaveValue(
    "The committee meets in spring.",
  );
});
