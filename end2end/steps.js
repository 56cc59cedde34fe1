// What people do again and again in the journeys.
import { Buffer } from "node:buffer";
import { expect, islandsReady } from "./fixtures.js";

/** Settles every open task of the week the page shows: confirms it, or excepts it. */
export async function settle(page, owner, until) {
  const tasks = page.locator("#tasks li");
  for (let open = await tasks.count(); open > 0; open -= 1) {
    const task = tasks.first();
    const confirm = task.locator("details").filter({ hasText: "What did you check?" });
    if ((await confirm.count()) > 0) {
      await confirm.locator("summary").click();
      await confirm.getByLabel("What did you check?").fill("Compared with the bill.");
      await confirm.getByRole("button", { name: "Confirm" }).click();
    } else {
      const except = task.locator("details").filter({ hasText: "Why not this time?" });
      await except.locator("summary").click();
      await except.getByLabel("Why not this time?").fill("Planned for next quarter.");
      await except.getByLabel("Who answers for it?").fill(owner);
      await except.getByLabel("Until when?").fill(until);
      await except.getByRole("button", { name: "Note an exception" }).click();
    }
    await expect(tasks).toHaveCount(open - 1);
  }
}

/** Signs the week the page shows. */
export async function sign(page, name) {
  await page.getByRole("button", { name: new RegExp(`^Sign week \\d as ${name}$`) }).click();
  await expect(page.getByText(/^(Week \d is signed|Signed\. All four weeks)/)).toBeVisible();
}

/** The field the text of a record is typed into. */
export const textField = (page) => page.getByLabel("Text", { exact: true });

/** Saves the new record the editor shows; its page has this title. */
export async function saveDraft(page, title) {
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

/** Writes a record; `script`: the browser runs JavaScript. */
export async function writeDraft(page, title, text, script) {
  await page.goto("/adrs/new?template=nygard");
  if (script) {
    await islandsReady(page);
  }
  await page.getByLabel("Title", { exact: true }).fill(title);
  await textField(page).fill(`# ${title}\n\n${text}`);
  await saveDraft(page, title);
}

/** Says what becomes of the proposed record the page shows, and why. */
export async function decide(page, what, why) {
  await page.getByLabel("What becomes of it").selectOption(what);
  await page.getByLabel("Why", { exact: true }).fill(why);
  await page.getByRole("button", { name: "Record the decision" }).click();
}

/** Imports files, their texts by name, into a log. */
export async function importFiles(page, log, files) {
  await page.goto("/adrs/import");
  await page.getByLabel("Key of the log").fill(log);
  await page.getByText("Or choose single files").click();
  const chosen = Object.entries(files).map(([name, text]) => ({
    name,
    mimeType: "text/markdown",
    buffer: Buffer.from(text),
  }));
  await page.getByLabel("Files").setInputFiles(chosen);
  await page.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Imported into ${log}`);
}

/** Says why the text of a decided record changes, where the editor asks. */
export async function reason(page) {
  const why = page.getByLabel("Why the text changes");
  if ((await why.count()) > 0) {
    await why.fill("The otters asked for it.");
  }
}

/** Saves the record the editor shows. */
export async function saveRecord(page) {
  await reason(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

/** A day so many days from now, as a date field takes it. */
export function day(ahead) {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}
