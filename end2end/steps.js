// What people do again and again in the journeys.
import { expect } from "./fixtures.js";

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
