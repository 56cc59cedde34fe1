// The editor: fields and text in step, toolbar and shortcuts, pictures, diagrams, what was typed
// and never saved, the organisation's own templates.
import { Buffer } from "node:buffer";
import { serve } from "../scripts/server.mjs";
import { expect, expectAccessible, islandsReady, signIn, test } from "./fixtures.js";
import { reason, saveDraft, saveRecord, textField } from "./steps.js";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const ready = async (page) => {
  await islandsReady(page);
  await expect(page.locator("form.editor")).toHaveAttribute("data-tools", "ready");
};

test("fields beside the text are written into it @journey", async ({ as, javaScriptEnabled }) => {
  const page = await as("architect");
  await page.goto("/adrs/new?template=madr");
  await page.getByLabel("Title").fill("Weigh the otters");
  await page.getByLabel("Date").fill("2025-01-31");
  await page.getByLabel("Deciders").fill("Ann Lee, @bo");
  await page.getByLabel("Tags").fill("otters, scales");
  if (javaScriptEnabled !== false) {
    await ready(page);
    await page.getByLabel("Tags").blur();
    await expect(textField(page)).toHaveValue(/\ntags: \[otters, scales\]\n---/);
    // And back: a line changed in the text is a field changed.
    await textField(page).fill((await textField(page).inputValue()).replace("[otters, scales]", "[weights]"));
    await expect(page.getByLabel("Tags")).toHaveValue("weights");
    await page.getByLabel("Tags").fill("otters, scales");
  }
  await saveDraft(page, "Weigh the otters");
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(textField(page)).toHaveValue(/date: 2025-01-31\n[^]*decision-makers: "Ann Lee, @bo"\n[^]*tags: \[otters, scales\]\n---/);
  await expect(page.getByLabel("Deciders")).toHaveValue("Ann Lee, @bo");

  await page.getByLabel("Date").fill("some day");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Date")).toHaveAccessibleDescription(/Write a day, such as 2024-07-15/);
  await expect(page.getByLabel("Date")).toHaveValue("some day");
});

test("the toolbar and its shortcuts change the text, and undo takes it back @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  await ready(page);
  const field = textField(page);
  await field.fill("one two");
  await field.press("Control+a");
  await page.getByRole("button", { name: "Bold" }).click();
  await expect(field).toHaveValue("**one two**");
  await field.press("Control+b");
  await expect(field).toHaveValue("one two");
  await field.press("Control+i");
  await expect(field).toHaveValue("*one two*");
  await field.press("Control+z");
  await expect(field).toHaveValue("one two");
  await field.press("Control+a");
  await field.press("Control+k");
  await page.keyboard.type("https://example.org");
  await expect(field).toHaveValue("[one two](https://example.org)");

  // The toolbar is one stop, with arrows within.
  const tools = page.getByRole("toolbar", { name: "Format the text" });
  await tools.getByRole("button", { name: "Bold" }).focus();
  await page.keyboard.press("End");
  await expect(tools.getByRole("button", { name: "Link to a record" })).toBeFocused();
  await field.press("Control+End");
  await tools.getByRole("button", { name: "Table" }).click();
  await page.keyboard.type("Otters");
  await expect(page.getByRole("region", { name: "Preview" }).getByRole("cell", { name: "Otters" })).toBeVisible();
  await tools.getByRole("button", { name: "Heading" }).click();
  await field.press("Control+End");
  await tools.getByRole("button", { name: "Link to a record" }).click();
  await page.keyboard.type("7");
  await expect(page.getByRole("region", { name: "Preview" }).getByRole("link", { name: "PLAT-0007" })).toBeVisible();
  await expectAccessible(page);
  await reason(page);
  await field.press("Control+s");
  await expect(page.getByText("PLAT-0007 saved.")).toBeVisible();
});

test("a diagram is drawn from its source, in the preview and on the page @js", async ({ as }) => {
  const page = await as("architect");
  const policy = (await page.goto("/adrs/PLAT/7")).headers()["content-security-policy"];
  expect(policy).not.toContain("frame-src");
  await expect(page.locator("iframe")).toHaveCount(0);
  await page.goto("/adrs/PLAT/7/edit");
  await ready(page);
  const stored = await textField(page).inputValue();
  const blocks = [
    "```mermaid\nflowchart LR\n  A[Otters] --> B[River]\n```",
    "```mermaid\nsequenceDiagram\n  Ann->>Bo: Hello\n```",
    "```mermaid\nflowchart LR\n  A[broken\n```",
  ];
  await textField(page).fill(`${stored}\n\n${blocks.join("\n\n")}\n`);
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.locator("figure.diagram img")).toHaveCount(2, { timeout: 30_000 });
  await saveRecord(page);

  const drawn = page.getByRole("article").locator("figure.diagram img");
  await expect(drawn).toHaveCount(2, { timeout: 30_000 });
  for (const picture of await drawn.all()) {
    expect(await picture.evaluate((it) => it.complete && it.naturalWidth > 60)).toBe(true);
  }
  const light = await drawn.first().getAttribute("src");
  expect(decodeURIComponent(light)).toContain("Otters");
  await expect(page.getByText(/This diagram could not be drawn: /)).toBeVisible();
  await expect(page.getByText("A[broken")).toBeVisible();
  await expect(page.getByText("A[Otters] --> B[River]")).toBeHidden();
  await page.getByText("Source of the diagram").first().click();
  await expect(page.getByText("A[Otters] --> B[River]")).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => drawn.first().getAttribute("src")).not.toBe(light);
  await expectAccessible(page);
});

test("without JavaScript a diagram's source is read, and code is coloured", async ({ as, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled !== false, "the other test draws it");
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  await textField(page).fill("# T\n\n```mermaid\nflowchart LR\n  A[Otters] --> B\n```\n\n```js\nconst otters = 7;\n```\n");
  await saveRecord(page);
  await expect(page.getByRole("article").getByText("A[Otters] --> B")).toBeVisible();
  await expect(page.getByRole("article").locator(".hl-k")).toHaveText("const");
});

test("a picture is attached, shown, and refused when it is none @journey", async ({ as, javaScriptEnabled }) => {
  const script = javaScriptEnabled !== false;
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  if (script) {
    await ready(page);
  }
  const choose = async (name, mimeType, buffer) => {
    await page.getByLabel("Picture").setInputFiles({ name, mimeType, buffer });
    if (!script) {
      await page.getByRole("button", { name: "Attach" }).click();
    }
  };
  if (!script) {
    await choose("otter.png", "image/png", Buffer.from("<script>alert(1)</script>"));
    await expect(page.getByLabel("Picture")).toHaveAccessibleDescription(/This is no PNG/);
  }
  await choose("An otter.png", "image/png", PIXEL);
  await expect(textField(page)).toHaveValue(/!\[An-otter\]\(attachments\/[0-9a-f-]{36}\/An-otter\.png\)/);
  await saveRecord(page);
  const picture = page.getByRole("article").getByRole("img", { name: "An-otter" });
  await expect(picture).toBeVisible();
  const answer = await page.request.get(await picture.getAttribute("src"));
  expect(await answer.body()).toEqual(PIXEL);
  expect(answer.headers()).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=31536000, immutable",
  });
  expect(answer.headers()["content-security-policy"]).toMatch(/^default-src 'none';.*sandbox$/);
});

test("a pasted and a dropped picture stand where the cursor is @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  await ready(page);
  await textField(page).fill("before after");
  await textField(page).evaluate((field) => field.setSelectionRange(7, 7));
  for (const kind of ["paste", "drop"]) {
    await textField(page).evaluate(
      (field, [kind, data]) => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], `${kind}.png`, { type: "image/png" }));
        const init = { bubbles: true, cancelable: true };
        field.dispatchEvent(
          kind === "paste"
            ? new ClipboardEvent("paste", { ...init, clipboardData: transfer })
            : new DragEvent("drop", { ...init, dataTransfer: transfer }),
        );
      },
      [kind, PIXEL.toString("base64")],
    );
    await expect(page.getByText(`${kind}.png is in the text.`)).toBeVisible();
  }
  await expect(textField(page)).toHaveValue(/^before !\[paste\]\(.*\)!\[drop\]\(.*\)after$/);
});

test("what was typed survives a killed page, and is offered @js @journey", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  await ready(page);
  const stored = await textField(page).inputValue();
  await textField(page).fill(`${stored}\nA thought about otters.\n`);
  await expect(page.getByText(/^Kept at .*, not saved yet$/)).toBeVisible();
  const context = page.context();
  // A crash, without a word of farewell.
  const session = await context.newCDPSession(page);
  session.send("Page.crash").catch(() => {});
  await page.waitForEvent("crash");
  await page.close();

  const again = await context.newPage();
  await again.goto("/adrs/PLAT/7/edit");
  await expect(textField(again)).toHaveValue(stored);
  await expect(again.getByText("You typed something that was never saved")).toBeVisible();
  await again.getByRole("link", { name: "Take it up" }).click();
  await expect(textField(again)).toHaveValue(/A thought about otters\.\n$/);
  await saveRecord(again);
  await expect(again.getByRole("article")).toContainText("A thought about otters.");
  await again.goto("/adrs/PLAT/7/edit");
  await expect(again.getByText("never saved")).toHaveCount(0);

  await ready(again);
  await textField(again).fill("# Nothing\n");
  await expect(again.getByText(/^Kept at/)).toBeVisible();
  await again.goto("/adrs/PLAT/7/edit");
  await again.getByRole("button", { name: "Discard it" }).click();
  await expect(again.getByText("What you had typed is discarded.")).toBeVisible();
  await expect(textField(again)).toHaveValue(/A thought about otters/);
});

test("what is offered stays while something else is typed, and each form keeps its own @js", async ({ as }) => {
  const page = await as("architect");
  const context = page.context();
  await page.goto("/adrs/PLAT/9/edit");
  await ready(page);
  const stored = await textField(page).inputValue();
  await textField(page).fill(`${stored}\nFirst thought.\n`);
  await expect(page.getByText(/^Kept at/)).toBeVisible();
  await page.goto("/adrs/PLAT/9/edit");
  await ready(page);
  await expect(page.getByText("never saved")).toBeVisible();
  await textField(page).fill(`${stored}\nSecond thought.\n`);
  await expect(page.getByText(/^Kept at/)).toBeVisible();
  await page.goto("/adrs/PLAT/9/edit");
  await expect(page.getByRole("link", { name: "Take it up" })).toHaveCount(2);
  await page.getByRole("link", { name: "Take it up" }).last().click();
  await expect(textField(page)).toHaveValue(/First thought\.\n$/);

  // Two new records at once.
  const other = await context.newPage();
  const titles = ["Weigh the otters", "Feed the otters"];
  for (const [tab, title] of [[page, titles[0]], [other, titles[1]]]) {
    await tab.goto("/adrs/new?template=nygard");
    await ready(tab);
    await tab.getByLabel("Title").fill(title);
    await expect(tab.getByText(/^Kept at/)).toBeVisible();
  }
  await saveDraft(page, titles[0]);
  await page.goto("/adrs/new");
  await expect(page.getByText(titles[0])).toHaveCount(0);
  await page.getByRole("link", { name: `Take it up “${titles[1]}”` }).click();
  await expect(page.getByLabel("Title")).toHaveValue(titles[1]);
  await page.goto("/adrs/new");
  await expectAccessible(page);
  await page.getByRole("button", { name: `Discard it “${titles[1]}”` }).click();
  await expect(page.getByText("never saved")).toHaveCount(0);
});

test("Enter in a field saves", async ({ as, javaScriptEnabled }) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  if (javaScriptEnabled !== false) {
    await ready(page);
  }
  await reason(page);
  await page.getByLabel("Title").fill("Otters first");
  await page.getByLabel("Title").press("Enter");
  await expect(page.getByText("PLAT-0007 saved.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Otters first");
});

test("who is signed out is told so, and what they type is kept in the browser @js", async ({ as }) => {
  const page = await as("architect");
  const context = page.context();
  await page.goto("/adrs/new?template=nygard");
  await ready(page);
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.getByLabel("Title").fill("Otters in the dark");
  await expect(page.getByText(/^You are signed out: sign in in another tab.*kept in this browser/)).toBeVisible();
  await context.addCookies(cookies);
  await page.goto("/adrs/new?template=nygard");
  await ready(page);
  await expect(page.getByText("You typed “Otters in the dark”")).toBeVisible();
  await page.getByRole("button", { name: "Take it up" }).click();
  await expect(page.getByLabel("Title")).toHaveValue("Otters in the dark");
  await saveDraft(page, "Otters in the dark");
  // What was sent is still in the browser; the server says that it has it.
  await page.goto("/adrs/new?template=madr");
  await ready(page);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).length)).toBe(0);
  await expect(page.getByText("never got")).toHaveCount(0);
});

test("a field that cannot be written says so at once, the preview follows the log chosen @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/new?template=madr");
  await ready(page);
  await page.getByLabel("Date").fill("some day");
  await page.getByLabel("Date").blur();
  await expect(page.getByRole("alert")).toHaveText("Error: Write a day, such as 2024-07-15.");
  await expect(page.getByLabel("Date")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Date").fill("2025-01-31");
  await page.getByLabel("Date").blur();
  await expect(page.getByLabel("Date")).not.toHaveAttribute("aria-invalid");
  await expect(page.getByRole("alert")).toHaveCount(0);

  // A second log, whose records the preview then leads to.
  await page.getByLabel("Title").fill("Otters");
  await page.getByText("Or begin a new log").click();
  await page.locator("#new_log").fill("OTR");
  await page.locator("#log_name").fill("Otters");
  await saveDraft(page, "Otters");
  await page.getByRole("button", { name: "Propose" }).click();
  await page.goto("/adrs/new?template=madr");
  await ready(page);
  const preview = page.getByRole("region", { name: "Preview" });
  for (const key of ["OTR", "PLAT"]) {
    await page.getByLabel("Decision log").selectOption(key);
    await textField(page).fill("# T\n\n[[1]]\n");
    await expect(preview.getByRole("link", { name: `${key}-0001` })).toBeVisible();
    await page.getByRole("button", { name: "Link to a record" }).click();
    await expect(textField(page)).toHaveValue(new RegExp(`\\[\\[${key}-1\\]\\]`));
  }
});

test.describe("while the server is down", () => {
  test("what was typed is kept in the browser, and offered when it is back @js", async ({ browser, server, contextOptions }) => {
    // A server of its own on the same database, which this test ends and starts again.
    const database = server.database;
    const login = server.logins.find(({ role }) => role === "architect");
    const first = await serve(database);
    const context = await browser.newContext({ ...contextOptions, baseURL: first.url });
    const page = await context.newPage();
    await signIn(page, login.email, login.password);
    await page.goto("/adrs/PLAT/7/edit");
    await ready(page);
    await expect(page.getByRole("button", { name: "Preview" })).toBeHidden();
    await first.stop();
    await textField(page).fill("# T\n\nTyped in the dark.\n");
    // The preview cannot follow, so the button that renders it is there.
    await expect(page.getByRole("button", { name: "Preview" })).toBeVisible();
    await expect(page.getByText(/out of reach; kept in this browser/)).toBeVisible();
    const second = await serve(database, { port: Number(new URL(first.url).port) });
    try {
      await page.reload();
      await expect(page.getByText("that the server never got")).toBeVisible();
      await page.getByRole("button", { name: "Take it up" }).click();
      await expect(textField(page)).toHaveValue("# T\n\nTyped in the dark.\n");
      await saveRecord(page);
      await expect(page.getByRole("article")).toContainText("Typed in the dark.");
      await page.goto("/adrs/PLAT/7/edit");
      await ready(page);
      await expect(page.getByText("never got")).toHaveCount(0);
    } finally {
      await context.close();
      await second.stop();
    }
  });
});

test("an organisation adds, changes and retires a template @journey", async ({ as, javaScriptEnabled }) => {
  const page = await as("architect");
  await page.goto("/adrs/new");
  await page.getByRole("link", { name: "Your templates" }).click();
  await page.getByRole("link", { name: "Add a template" }).click();
  await page.getByLabel("Name").fill("Otter choice");
  await page.getByLabel("When to choose it").fill("An otter is hired.");
  await page.getByLabel("What a record starts with").fill("# Which otter\n\n## Context\n\nOtters.\n");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("“Otter choice” is offered now.")).toBeVisible();
  await page.goto("/adrs/new");
  await page.getByRole("link", { name: "Otter choice" }).click();
  await expect(textField(page)).toHaveValue("# Which otter\n\n## Context\n\nOtters.\n");
  await page.goto("/adrs/templates");
  await page.getByRole("button", { name: "Retire" }).click();
  await expect(page.getByText("is no longer offered.")).toBeVisible();
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
  }
  await page.goto("/adrs/new");
  await expect(page.getByRole("link", { name: "Otter choice" })).toHaveCount(0);
});
