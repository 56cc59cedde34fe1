// Decision records: written, previewed, proposed, decided, found, imported.
import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, islandsReady, test } from "./fixtures.js";
import { decide, saveDraft, saveRecord, textField } from "./steps.js";

const title = "Keep the walrus prompts in our own repository";
const text = `# ${title}

## Context

The **walrus prompts** live in a console today. See [[PLAT-7]] & [the adapter](0007-x.md).

| place | prompts |
|---|---:|
| console | 41 |

<script>window.stolen = document.cookie</script>

<b onclick="window.stolen = 1">Bold claim</b>, [a trap](javascript:window.stolen=2), <iframe src="/"></iframe>
and </textarea><script>window.stolen = 3</script> in running text.

\`\`\`
generate(prompt) -> </textarea>
\`\`\`

## Decision

1. Prompts are versioned with the code.
2. A console only reads them.
`;

/** What rendered Markdown must show, and what must be gone from it. */
async function expectRendered(prose) {
  await expect(prose.getByRole("heading", { name: "Context" })).toBeVisible();
  await expect(prose.locator("strong")).toHaveText(["walrus prompts"]);
  await expect(prose.getByRole("cell", { name: "41" })).toBeVisible();
  await expect(prose.getByRole("listitem")).toHaveCount(2);
  await expect(prose.locator("code")).toHaveText(["generate(prompt) -> </textarea>"]);
  await expect(prose.getByText("a trap")).toBeVisible();
  await expect(prose.locator("script, iframe, [onclick], [href^='javascript:']")).toHaveCount(0);
}

test("an architect writes a record, proposes it, a colleague accepts it, everybody finds it @journey", async ({
  as,
  javaScriptEnabled,
}) => {
  const script = javaScriptEnabled !== false;
  const page = await as("architect");
  await page.goto("/adrs");
  await page.getByRole("link", { name: "Write a record" }).click();
  await page.getByRole("link", { name: "Adopt a model abstraction layer" }).click();

  // The template stands in the field and, rendered, beside it.
  const field = textField(page);
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(field).toHaveValue(/## Context/);
  await expect(preview.getByRole("heading", { name: "Context" })).toBeVisible();

  if (script) {
    await islandsReady(page);
  }
  await page.getByLabel("Title").fill(title);
  await page.getByRole("radio", { name: /^two-way/i }).check();
  await field.fill(text);
  if (!script) {
    await expect(preview.getByText("Bold claim")).toHaveCount(0);
    await page.getByRole("button", { name: "Preview" }).click();
    await expect(page.getByLabel("Title")).toHaveValue(title);
    await expect(page.getByRole("radio", { name: /^two-way/i })).toBeChecked();
    await expect(field).toHaveValue(text);
  }
  await expectRendered(preview.locator(".prose"));
  const previewed = await preview.locator(".prose").innerHTML();

  await saveDraft(page, title);
  await expect(page).toHaveURL(/\/adrs\/drafts\/[0-9a-f-]{36}$/);
  const saved = page.getByRole("article").locator(".prose");
  await expectRendered(saved);
  expect(await saved.innerHTML()).toBe(previewed);

  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page).toHaveURL(/\/adrs\/PLAT\/25$/);
  await expect(page.getByText(/Proposed as PLAT-0*25\./)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 }).locator("..")).toContainText("Proposed");
  // Whoever wrote it does not accept it.
  await expect(page.getByText("somebody else has to accept it")).toBeVisible();
  await expect(page.getByRole("option", { name: "Accept" })).toHaveCount(0);

  const cto = await as("executive");
  await cto.goto("/inbox");
  await cto.getByRole("link", { name: new RegExp(title) }).click();
  await expect(cto).toHaveURL(/\/adrs\/PLAT\/25$/);
  await decide(cto, "Accept", "Prompts are ours.");
  await expect(cto.getByText(/PLAT-0*25 is accepted now\./)).toBeVisible();
  await expect(cto.getByRole("heading", { level: 1 }).locator("..")).toContainText("Accepted");
  await expect(cto.getByText("Prompts are ours.", { exact: true })).toBeVisible();
  await expectRendered(cto.getByRole("article").locator(".prose"));
  // [[PLAT-7]] and the file's name lead to the same record.
  const links = cto.getByRole("article").locator("a[href='/adrs/PLAT/7']");
  await expect(links).toHaveText([/PLAT-0*7/, "the adapter"]);
  if (script) {
    expect(await cto.evaluate(() => window.stolen)).toBeUndefined();
  }

  const auditor = await as("auditor");
  await auditor.goto("/");
  const search = auditor.getByRole("searchbox", { name: "Search decisions" });
  await search.fill("walrus console");
  await search.press("Enter");
  const row = auditor.getByRole("row").filter({ hasText: title });
  await expect(row.getByText("Accepted", { exact: true })).toBeVisible();
  await expect(row.locator("mark").first()).toHaveText(/walrus|console/i);
  await row.getByRole("link", { name: title }).click();
  await expect(auditor).toHaveURL(/\/adrs\/PLAT\/25$/);
  // An auditor reads; nothing is offered that would be refused.
  await expect(auditor.getByRole("link", { name: "Edit" })).toHaveCount(0);
  await expect(auditor.getByLabel("What becomes of it")).toHaveCount(0);

  await auditor.goto("/adrs?q=aardvark");
  await expect(auditor.getByText("No record matches")).toBeVisible();
});

test("the preview follows while one types @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/new?template=nygard");
  await islandsReady(page);
  const field = textField(page);
  const preview = page.getByRole("region", { name: "Preview" });
  await field.fill("");
  await field.pressSequentially("## One door\n\nOut and *back*.", { delay: 5 });
  await expect(preview.getByRole("heading", { name: "One door" })).toBeVisible();
  await expect(preview.locator("em")).toHaveText("back");
  await field.press("Control+Home");
  await field.pressSequentially("Before it.\n\n");
  await expect(preview.getByText("Before it.")).toBeVisible();
});

test("what changed between two versions is shown line by line and word by word @journey", async ({
  as,
}) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/7/edit");
  const field = textField(page);
  const stored = await field.inputValue();
  const line = stored.split("\n").find((line) => /^[A-Z].* the .*/.test(line));
  await field.fill(`${stored.replace(line, line.replace(" the ", " the very same "))}\nA last word.\n`);
  await saveRecord(page);
  await page.getByRole("link", { name: "Compare versions" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History of PLAT-0007");
  const changes = page.getByRole("region", { name: "Changed lines" });
  await expect(changes.locator("ins mark").first()).toContainText("very same");
  await expect(changes.locator("ins").last()).toHaveText("A last word.");
  await expect(page.getByText(/lines? added, 1 line removed/)).toBeVisible();

  await page.getByLabel("From").selectOption({ index: 0 });
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByText("Both versions have the same text.")).toBeVisible();

  // Whoever reads the record sees that it is not the text that was decided on.
  await page.getByRole("link", { name: "To the record" }).click();
  const later = page.getByText("The text was changed after the record was accepted.");
  await expect(later).toBeVisible();
  await expect(page.getByText(/Ines Okafor, .*: The otters asked for it/).first()).toBeVisible();
});

test("two people edit one record: apart it is brought together, on one line both are shown", async ({
  as,
}) => {
  const [one, two] = [await as("architect"), await as("yuki")];
  const open = async () => {
    for (const page of [one, two]) {
      await page.goto("/adrs/PLAT/7/edit");
    }
    return textField(one).inputValue();
  };
  const save = async (page, typed) => {
    await textField(page).fill(typed);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().isNavigationRequest()),
      saveRecord(page),
    ]);
    return answer.status();
  };
  const stored = await open();
  await one.getByLabel("Title").fill("An adapter before every model");
  const last = stored.lastIndexOf("\n## ");
  expect(await save(one, `${stored}\nA line of the first.\n`)).toBe(303);
  expect(await save(two, `${stored.slice(0, last)}\nA line of the second.\n${stored.slice(last)}`)).toBe(409);
  await expect(two.getByRole("alert")).toContainText("holds both changes");
  await expect(two.getByRole("main").locator("pre")).toContainText("A line of the first.");
  await expect(textField(two)).toHaveValue(/A line of the second[^]*A line of the first/);
  // A title the second did not touch is the first one's.
  await expect(two.getByLabel("Title")).toHaveValue("An adapter before every model");
  await saveRecord(two);
  await expect(two.getByRole("heading", { level: 1 })).toHaveText("An adapter before every model");
  await expect(two.getByRole("article")).toContainText("A line of the first.");
  await expect(two.getByRole("article")).toContainText("A line of the second.");

  const again = await open();
  expect(await save(one, again.replace("A line of the first.", "The first wins."))).toBe(303);
  expect(await save(two, again.replace("A line of the first.", "The second wins."))).toBe(409);
  await expect(two.getByRole("alert")).toContainText("You both changed the same lines");
  await expect(two.getByRole("main").locator("pre")).toContainText("The first wins.");
  const differ = two.getByRole("region", { name: "Changed lines" });
  await expect(differ.locator("del")).toHaveText("The first wins.");
  await expect(differ.locator("ins")).toHaveText("The second wins.");
  await expect(textField(two)).toHaveValue(/The second wins/);
  // Having seen it, the second may replace it.
  await saveRecord(two);
  await expect(two.getByRole("article")).toContainText("The second wins.");
});

test("a folder of Markdown is imported, and each file says what it became @journey", async ({
  as,
}, testInfo) => {
  const folder = testInfo.outputPath("decisions");
  const files = {
    "0001-use-sqs.md": "# 1. Use SQS\n\nDate: 2025-03-04\n\n## Status\n\nAccepted\n\n## Context\n\nA queue.\n",
    "archive/0002-use-kafka.md":
      '---\nstatus: "superseded by ADR-0001"\ndate: 2024-11-02\n---\n\n# Use Kafka\n\n## Context and Problem Statement\n\nA log of penguins.\n',
    "0003-odd.md": "# Odd one\n\n## Status\n\nPerhaps, one day\n\n## Decision\n\nWe will see.\n",
    "README.md": "# Decisions\n\n* [Use SQS](0001-use-sqs.md)\n",
  };
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  const page = await as("architect");
  await page.goto("/adrs");
  await page.getByRole("link", { name: "Import" }).click();
  await page.getByLabel("Key of the log").fill("QUEUE");
  await page.getByLabel("Name of the log").fill("Queue decisions");
  await page.getByLabel("Folder").setInputFiles(folder);
  await page.getByRole("button", { name: "Import" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Imported into QUEUE");
  const row = (name) => page.getByRole("row").filter({ hasText: name });
  await expect(page.locator("tbody tr")).toHaveCount(4);
  await expect(row("0001-use-sqs.md")).toContainText("Accepted");
  await expect(row("archive/0002-use-kafka.md")).toContainText("Superseded");
  await expect(row("0003-odd.md")).toContainText("Perhaps, one day");
  await expect(row("README.md")).toContainText(/index|list|not/i);
  await expect(page.getByRole("status")).toContainText("The log now holds 3 records");

  await row("archive/0002-use-kafka.md").getByRole("link").click();
  await expect(page.getByRole("article")).toContainText("A log of penguins.");
  // What is stored is the file, byte for byte.
  const stored = await page.request.get(`${new URL(page.url()).pathname}.md`);
  expect(await stored.text()).toBe(files["archive/0002-use-kafka.md"]);

  await page.goto("/adrs?q=penguins");
  await expect(row("Use Kafka")).toBeVisible();
});

test("importing without a file says so beside the field", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/import");
  await page.getByLabel("Key of the log").fill("QUEUE");
  await page.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose a folder, or some files.");
  await expect(page.getByLabel("Key of the log")).toHaveValue("QUEUE");
});

/** A tar archive, the names in it taken as they are. */
function tar(files) {
  const blocks = [];
  for (const [name, content] of Object.entries(files)) {
    const body = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(body.length.toString(8).padStart(11, "0"), 124);
    header.write("00000000000\0", 136);
    header.write("        0", 148);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

test("an archive is imported whole or refused beside its field, and downloaded again @journey", async ({
  as,
}) => {
  const record = "# 1. Use SQS\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\nA queue of otters.\r\n";
  const page = await as("architect");
  await page.goto("/adrs/import");
  const choose = async (name, buffer) => {
    await page.getByLabel("Archive").setInputFiles({ name, mimeType: "application/gzip", buffer });
    await page.getByRole("button", { name: "Import" }).click();
  };
  await page.getByLabel("Key of the log").fill("OTTER");
  await page.getByLabel("Name of the log").fill("Otter decisions");
  await choose("out.tar.gz", gzipSync(tar({ "repo/0001-use-sqs.md": record, "repo/../../2.md": record })));
  await expect(page.getByRole("alert")).toContainText("is not a path within the archive");
  await expect(page.getByLabel("Archive")).toHaveAccessibleDescription(/is not a path within/);
  await expect(page.getByLabel("Key of the log")).toHaveValue("OTTER");
  await expect(page.getByLabel("Name of the log")).toHaveValue("Otter decisions");
  await choose("notes.zip", Buffer.from("no archive"));
  await expect(page.getByRole("alert")).toContainText("neither a .zip nor a .tar.gz");

  await choose("repo.tar.gz", gzipSync(tar({ "repo/0001-use-sqs.md": record, "repo/README.md": "# All\n" })));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Imported into OTTER");
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await page.getByRole("link", { name: "See the log" }).click();
  await expect(page.getByText("Drafts without a number are left out.")).toBeVisible();
  const link = page.getByRole("link", { name: "OTTER.tar.gz" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("OTTER.tar.gz");
  const unpacked = gunzipSync(fs.readFileSync(await download.path()));
  expect(unpacked.toString("latin1", 0, 21)).toBe("OTTER/0001-use-sqs.md");
  expect(unpacked.toString("utf8", 512, 512 + record.length)).toBe(record);
});
