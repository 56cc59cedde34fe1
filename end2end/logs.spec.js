// A log: where it comes from, what was imported, and a record that changed here and in its file.
import { expect, expectAccessible, test } from "./fixtures.js";
import { importFiles, saveRecord, textField } from "./steps.js";

const record = "# 1. Use SQS\n\n## Status\n\nAccepted\n\n## Context\n\nA queue.\n\n## Decision\n\nSQS.\n";

test("a repository is named, imported on demand, and a failure is told @journey", async ({
  as,
  javaScriptEnabled,
}) => {
  const admin = await as("administrator");
  await admin.goto("/adrs/logs/PLAT");
  await admin.getByRole("link", { name: "Name a repository" }).click();
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByLabel("Repository")).toHaveAccessibleDescription(/Name the repository/);
  await admin.getByLabel("Repository").fill("http://example.com/x");
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByLabel("Repository")).toHaveAccessibleDescription(/begins with https/);
  await expect(admin.getByLabel("Repository")).toHaveValue("http://example.com/x");
  await admin.getByLabel("Repository").fill("https://127.0.0.1:1/team/platform.git");
  await admin.getByLabel("Branch").fill("main");
  await admin.getByLabel("Folder").fill("docs/adr");
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("The source of this log is saved.")).toBeVisible();
  await expect(admin.getByText("Only when somebody asks")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Import now" })).toHaveCount(0);

  const page = await as("architect");
  await page.goto("/adrs/logs/PLAT");
  await page.getByRole("button", { name: "Import now" }).click();
  await expect(page.getByText("The import begins within seconds.")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("The import failed.")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole("row").filter({ hasText: "Failed:" })).toContainText("could not be fetched");
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
  }
  await page.goto("/inbox");
  await page.getByRole("link", { name: "The import into PLAT failed" }).first().click();
  await expect(page).toHaveURL(/\/adrs\/logs\/PLAT$/);
});

test("a record that changed here and in its file waits for somebody to choose @journey", async ({
  as,
  javaScriptEnabled,
}) => {
  const page = await as("architect");
  await importFiles(page, "OTTER", { "0001-use-sqs.md": record });
  await page.getByRole("link", { name: "OTTER-0001" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await textField(page).fill(record.replace("A queue.", "A long queue."));
  await saveRecord(page);
  await expect(page.getByRole("article")).toContainText("A long queue.");

  await importFiles(page, "OTTER", { "0001-use-sqs.md": record.replace("\nSQS.", "\nSQS FIFO.") });
  const row = page.getByRole("row").filter({ hasText: "0001-use-sqs.md" });
  await expect(row).toContainText("conflict");
  await row.getByRole("link", { name: "Compare and choose" }).click();
  await expect(page.locator("ins")).toContainText(["A queue.", "SQS FIFO."]);
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
  }
  await page.getByRole("button", { name: "Take both changes" }).click();
  await expect(page.getByText("OTTER-0001 has both changes now.")).toBeVisible();
  await expect(page.getByRole("article")).toContainText("A long queue.");
  await expect(page.getByRole("article")).toContainText("SQS FIFO.");
  await page.goto("/adrs/logs/OTTER");
  await expect(page.getByRole("table")).toContainText("1 in conflict");
  await expect(page.getByRole("link", { name: "OTTER.md" })).toBeVisible();
});

test("an upload shows how far it is and can be stopped @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/import");
  await page.getByLabel("Key of the log").fill("OTTER");
  const buffer = Buffer.alloc(4_000_000, "x");
  await page.getByLabel("Archive").setInputFiles({ name: "a.zip", mimeType: "application/zip", buffer });
  const slow = await page.context().newCDPSession(page);
  await slow.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: 1_000_000,
    uploadThroughput: 200_000,
  });
  await page.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  const stop = page.getByRole("button", { name: "Stop" });
  await expect(stop).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Stopped. Nothing was imported.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Import" })).toBeFocused();
  await page.goto("/adrs?log=OTTER");
  await expect(page.getByText("OTTER.zip")).toHaveCount(0);
});
