// A record from its first words to its retirement: written, reviewed by people and teams,
// accepted with a quorum, replaced by another, compared with what it was, taken out as a file.
import * as fs from "node:fs";
import { execFileSync } from "node:child_process";
import { expect, islandsReady, test } from "./fixtures.js";
import { day, decide, textField, writeDraft } from "./steps.js";

const text = (about) => `## Status

Draft

## Context

The ${about} is called from nine places. Nobody knows which of them still need it.

## Decision

One port in front of the ${about}; everything else goes through it.

## Consequences

Calls are counted in one place.
`;

async function propose(page) {
  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page.getByText(/^Proposed as PLAT-/)).toBeVisible();
  return new URL(page.url()).pathname;
}

async function say(page, verdict, why) {
  await page.getByRole("radio", { name: new RegExp(`^${verdict}`) }).check();
  await page.getByLabel("In your words").fill(why);
  await page.getByRole("button", { name: /^(Give my opinion|Change my opinion)$/ }).click();
}

test("write, review, accept, supersede, compare, export @journey", async ({ as, javaScriptEnabled }, testInfo) => {
  test.setTimeout(180_000);
  const script = javaScriptEnabled !== false;
  const architect = await as("architect");
  await writeDraft(architect, "Put a port before the lynx queue", text("lynx queue"), script);
  const record = await propose(architect);
  const number = Number(record.split("/").pop());
  await expect(architect.getByText("its sign-off takes other people")).toBeVisible();

  // What would reverse it, with a mistake first: what was typed stays.
  await architect.locator("#terms").getByRole("link", { name: "Change" }).click();
  await architect.getByLabel("What would reverse it").fill("Call the queue from the nine places again.");
  await architect.getByLabel("What that would cost").fill("a lot");
  await architect.getByLabel("Reverse it when").fill("The queue is retired\nPrice above 0.10");
  await architect.getByLabel("Look again by").fill(day(20));
  await architect.getByRole("button", { name: "Save" }).click();
  await expect(architect.getByLabel("What would reverse it")).toHaveValue(/nine places again/);
  await expect(architect.getByLabel("Reverse it when")).toHaveValue(/Price above/);
  await architect.getByLabel("What that would cost").fill("12000");
  await architect.getByRole("button", { name: "Save" }).click();
  await expect(architect.locator("#terms")).toContainText("$12,000.00");
  await expect(architect.locator("#terms")).toContainText("The queue is retired");

  // Somebody is asked by name and finds it in their inbox.
  const ask = architect.locator("details.ask");
  await expect(ask).toHaveAttribute("open");
  await ask.getByRole("button", { name: "Ask them" }).click();
  await expect(architect.getByText("Choose at least one person or team.").first()).toBeVisible();
  await architect.getByRole("group", { name: "People" }).getByRole("checkbox").first().check();
  await architect.getByRole("checkbox", { name: "Risk Engineering" }).check();
  await architect.locator("details.ask").getByRole("button", { name: "Ask them" }).click();
  await expect(architect.locator(".signers li")).toHaveCount(2);

  const reviewer = await as("reviewer");
  await reviewer.goto("/inbox");
  await reviewer.getByRole("link", { name: /Say what you think of .*lynx queue/ }).click();
  await expect(reviewer).toHaveURL(new RegExp(`${record}#sign-off$`));
  await say(reviewer, "Request changes", "");
  await expect(reviewer.locator(".field.wrong")).toContainText("Fill this in.");
  await say(reviewer, "Request changes", "Say who owns the **port**.");
  await expect(reviewer.locator("#sign-off strong")).toHaveText("port");
  await expect(reviewer.locator("#sign-off")).toContainText("changes asked for by");

  // A comment on a passage: copied, or picked with the mouse.
  const passage = "called from nine places";
  if (script) {
    await reviewer.locator(".reading .prose").getByText(passage).evaluate((paragraph, words) => {
      const node = paragraph.firstChild;
      const from = node.textContent.indexOf(words);
      getSelection().setBaseAndExtent(node, from, node, from + words.length);
    }, passage);
    await reviewer.getByRole("button", { name: "Comment on this" }).click();
    await expect(reviewer.getByLabel("About this passage")).toHaveValue(passage);
    await expect(reviewer.getByLabel("Comment", { exact: true })).toBeFocused();
  } else {
    await reviewer.getByLabel("About this passage").fill("words that are not there");
    await reviewer.getByLabel("Comment", { exact: true }).fill("Which nine?");
    await reviewer.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(reviewer.getByText("These words are not in the text of the record.").first()).toBeVisible();
    await expect(reviewer.getByLabel("Comment", { exact: true })).toHaveValue("Which nine?");
    await reviewer.getByLabel("About this passage").fill(passage);
  }
  await reviewer.getByLabel("Comment", { exact: true }).fill("Which nine?");
  await reviewer.getByRole("button", { name: "Comment", exact: true }).click();
  const thread = reviewer.locator(".thread");
  await expect(thread.locator("blockquote")).toHaveText(passage);

  // It cannot be accepted over the objection.
  const cto = await as("executive");
  await cto.goto(record);
  await decide(cto, "Accept", "Counted in one place.");
  await expect(cto.getByText(/asked for changes\. They take it back/).first()).toBeVisible();
  await expect(cto.getByLabel("Why", { exact: true })).toHaveValue("Counted in one place.");

  // The author answers, changes the text and closes the thread.
  await architect.goto(record);
  await architect.locator(".thread summary").filter({ hasText: "Answer" }).click();
  await architect.getByLabel("Your answer").fill("They are listed in the registry.");
  await architect.locator(".thread").getByRole("button", { name: "Answer" }).click();
  await expect(architect.locator(".thread .comment")).toHaveCount(2);
  await architect.locator(".thread").getByRole("button", { name: "Resolve" }).click();
  await expect(architect.locator("details.thread")).toContainText("Which nine?");
  await architect.getByRole("link", { name: "Edit", exact: true }).click();
  if (script) {
    await islandsReady(architect);
  }
  const field = textField(architect);
  const before = await field.inputValue();
  await field.fill(before.replace("One port in front", "One port, owned by the platform team, in front"));
  await architect.getByRole("button", { name: "Save", exact: true }).click();
  await expect(architect.getByRole("article")).toContainText("owned by the platform team");

  await reviewer.goto(record);
  await say(reviewer, "Approve", "Now it says so.");
  await expect(reviewer.locator(".signers")).toContainText("Approved");
  await cto.goto(record);
  await cto.getByLabel("Decided on").fill(day(2));
  await decide(cto, "Accept", "Counted in one place.");
  await expect(cto.getByText("A decision cannot be taken on a day still to come.").first()).toBeVisible();
  await cto.getByLabel("Decided on").fill(day(-1));
  await decide(cto, "Accept", "Counted in one place.");
  await expect(cto.getByText(/is accepted now\./)).toBeVisible();
  await expect(cto.locator("#sign-off .signers")).toContainText("Approved");
  // What remains to be decided of it is a rarer step now.
  await expect(cto.getByLabel("What becomes of it")).toBeHidden();
  await cto.getByText("Retire or supersede it").click();
  await expect(cto.getByLabel("What becomes of it")).toBeVisible();

  // It is due within the month: the executive says that it still holds.
  await cto.goto("/inbox");
  await cto.getByRole("link", { name: /Say whether .* still holds: .*lynx queue/ }).click();
  await cto.getByLabel("Reason it still holds").fill("The queue is as it was.");
  await cto.getByRole("button", { name: "It still holds" }).click();
  await expect(cto.locator("#history")).toContainText("re-affirmed by");

  // A successor says what it replaces, and retires it only when it is accepted.
  await writeDraft(architect, "Do without the lynx queue", text("lynx stream"), script);
  const successor = await propose(architect);
  await architect.locator("#replacement summary").click();
  await architect.getByLabel("Record", { exact: true }).fill("4711");
  await architect.getByRole("button", { name: "Note it" }).click();
  await expect(architect.getByText("There is no other record with this number").first()).toBeVisible();
  await architect.getByLabel("Record", { exact: true }).fill(String(number));
  await architect.getByRole("button", { name: "Note it" }).click();
  await expect(architect.locator("#replacement")).toContainText("Once accepted, in place of");
  await cto.goto(record);
  await expect(cto.getByRole("heading", { level: 1 }).locator("..")).toContainText("Accepted");
  await cto.goto(successor);
  await decide(cto, "Accept", "Simpler.");
  await cto.goto(record);
  await expect(cto.getByRole("heading", { level: 1 }).locator("..")).toContainText("Superseded");
  await expect(cto.locator("#replacement").getByRole("link", { name: /Do without the lynx queue/ })).toBeVisible();
  await expect(cto.locator(".stack > .notice").first()).toHaveText(/Superseded by\s+PLAT-\d+ Do without the lynx queue\./);

  // A former text is read in its frame, and compared with the present one from there.
  await cto.locator("#history").getByRole("link", { name: /^Text, version/ }).last().click();
  await expect(cto.getByText(/, as it read from .* to /)).toBeVisible();
  await expect(cto.getByRole("article")).not.toContainText("owned by the platform team");
  await cto.getByRole("link", { name: "Compare with now" }).click();
  await expect(cto.getByRole("heading", { name: "What changed" })).toBeVisible();
  await cto.goto(record);

  // What changed between two versions, word by word.
  await cto.locator("#history").getByRole("link", { name: "Compare versions" }).click();
  await cto.getByLabel("From").selectOption({ index: (await cto.getByLabel("From").locator("option").count()) - 1 });
  await cto.getByRole("button", { name: "Compare" }).click();
  await expect(cto.locator(".diff .added").filter({ hasText: "owned by the platform team" })).toBeVisible();
  await expect(cto.locator(".diff .added").filter({ hasText: /Superseded by ADR-/ })).toBeVisible();

  // And out again, with the status line as it now stands.
  await cto.goto("/adrs?log=PLAT");
  const [download] = await Promise.all([
    cto.waitForEvent("download"),
    cto.getByRole("link", { name: /PLAT\.tar\.gz/ }).first().click(),
  ]);
  const archive = testInfo.outputPath("plat.tar.gz");
  await download.saveAs(archive);
  const name = `${String(number).padStart(4, "0")}-put-a-port-before-the-lynx-queue.md`;
  const listed = execFileSync("tar", ["tzf", archive], { encoding: "utf8" }).split("\n");
  const inside = listed.find((entry) => entry.endsWith(name));
  expect(inside).toBeTruthy();
  const taken = execFileSync("tar", ["xzOf", archive, inside], { encoding: "utf8" });
  expect(taken).toContain("One port, owned by the platform team, in front of the lynx queue");
  expect(taken).toMatch(/Superseded by ADR-\d{4}/);
  fs.rmSync(archive);
});

test("the boxes to tick stand in columns within their form @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/22");
  await page.getByText("Ask people to review it").click();
  const form = await page.locator("details.ask form").boundingBox();
  const boxes = page.getByRole("group", { name: "People" }).getByRole("checkbox");
  const lefts = new Set();
  for (const box of await boxes.all()) {
    const { x, width } = await box.boundingBox();
    expect(x).toBeGreaterThanOrEqual(form.x);
    expect(x + width).toBeLessThanOrEqual(form.x + form.width);
    lefts.add(Math.round(x));
  }
  expect(lefts.size).toBeGreaterThan(1);
});

test("on paper a record is its text and what was said of it, and a list says what narrowed it", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs/PLAT/22");
  await expect(page.getByText("The commitment does not cover a second provider.")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("The commitment does not cover a second provider.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Comment", exact: true })).toBeHidden();
  await expect(page.getByText("Ask people to review it")).toBeHidden();
  await expect(page.getByLabel("What becomes of it")).toBeHidden();
  await page.goto("/adrs?log=PLAT&status=accepted");
  await expect(page.getByText("Status: Accepted")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Decisions by status" })).toBeHidden();
});

test("a viewer reads the sign-off and says that they have read it", async ({ as }) => {
  const auditor = await as("auditor");
  await auditor.goto("/adrs?status=proposed");
  await auditor.locator("table tbody a").first().click();
  const signOff = auditor.locator("#sign-off");
  await expect(signOff).toBeVisible();
  await expect(auditor.getByRole("button", { name: "Give my opinion" })).toHaveCount(0);
  await expect(auditor.getByRole("button", { name: "Comment", exact: true })).toHaveCount(0);
  await signOff.getByRole("button", { name: "I have read it" }).click();
  await expect(signOff.getByRole("button", { name: "I have read it" })).toHaveCount(0);
  await expect(signOff.locator(".readers li")).not.toHaveCount(0);
});
