// The list of decision records: filters, order, keys, saved views, feeds.
import { expect, expectAccessible, test } from "./fixtures.js";

const rows = (page) => page.getByRole("table").locator("tbody tr");

test("an auditor narrows the list until nothing is left, and is told what to loosen", async ({ as, javaScriptEnabled }) => {
  const page = await as("viewer");
  await page.goto("/adrs");
  await page.getByText("More filters").click();
  await page.getByLabel("Decided by").fill("lena");
  await page.getByLabel("Service").selectOption({ index: 1 });
  await page.locator(".rarer").getByRole("button", { name: "Search" }).click();
  const chips = page.getByRole("list", { name: "Filters" });
  await expect(chips.getByRole("link", { name: /Decided by: lena/ })).toBeVisible();
  await expect(page.getByText("More filters (2 set)")).toBeVisible();

  await page.goto("/adrs?q=bedrock&tag=no-such-tag");
  await expect(page.getByText("No record matches")).toBeVisible();
  const looser = page.getByRole("link", { name: /Without “Tag: no-such-tag”/ });
  await expect(looser).toBeVisible();
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
  }
  await looser.click();
  await expect(page).toHaveURL(/\/adrs\?q=bedrock$/);
  await expect(rows(page).first().locator("b mark")).toHaveText("Bedrock");

  await chips.getByRole("link", { name: /Search: bedrock/ }).click();
  await expect(page).toHaveURL(/\/adrs$/);
  await page.getByRole("link", { name: "Title", exact: true }).click();
  await expect(page).toHaveURL(/sort=title/);
  await expect(rows(page).first()).toContainText("Allow Temporal");
});

test("on a phone a record's page leads to its parts", async ({ as }) => {
  const page = await as("executive");
  await page.goto("/adrs/PLAT/23");
  const parts = page.getByRole("navigation", { name: "On this page" });
  await expect(parts).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  await parts.getByRole("link", { name: "Decide" }).click();
  await expect(page.getByLabel("What becomes of it")).toBeInViewport();
});

test("the list answers to keys without disturbing typing @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs");
  await page.keyboard.press("/");
  const search = page.locator(".narrow").getByLabel("Search");
  await expect(search).toBeFocused();
  await page.keyboard.type("j?k/");
  await expect(search).toHaveValue("j?k/");
  await search.fill("bedrock");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/adrs\?q=bedrock$/);

  await page.keyboard.press("j");
  await expect(rows(page).nth(0).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows(page).nth(1).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows(page).nth(0).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("k");
  const label = await rows(page).nth(0).getByRole("link").first().textContent();
  await rows(page).nth(0).getByRole("link").first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/adrs/PLAT/${Number(label.split("-")[1])}$`));
});

test("the keys of the list can be turned off, and stay off @js", async ({ as }) => {
  const page = await as("architect");
  await page.goto("/adrs");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByLabel("Answer to these keys").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const quiet = async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("/");
    await page.keyboard.press("?");
    await expect(page.locator(":focus")).toHaveCount(0);
    await expect(help).toBeHidden();
  };
  await quiet();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await expect(page.getByLabel("Answer to these keys")).not.toBeChecked();
  await page.getByLabel("Answer to these keys").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(rows(page).nth(0).getByRole("link").first()).toBeFocused();
});

test("a view is saved, shared, followed by a feed reader and deleted @journey", async ({ as, request, javaScriptEnabled }) => {
  const page = await as("architect");
  await page.goto("/adrs?status=proposed");
  await page.getByText("Save as a view").click();
  const saving = page.locator(".saving");
  await saving.getByLabel("Name").fill("Undecided");
  await saving.getByLabel("Share with everybody").check();
  await saving.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("“Undecided” saved as a view.")).toBeVisible();
  const views = page.getByRole("navigation", { name: "Saved views" });
  await expect(views.getByRole("link", { name: "Undecided", exact: true })).toHaveAttribute("aria-current", "page");
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
  }

  await page.goto("/adrs?status=accepted");
  await page.getByText("Save as a view").click();
  await saving.getByLabel("Name").fill("undecided");
  await saving.getByRole("button", { name: "Save" }).click();
  await expect(saving.getByLabel("Name")).toBeVisible();
  await expect(saving.getByLabel("Name")).toHaveAccessibleDescription(/You have a view of this name already\./);
  await expect(saving.getByLabel("Name")).toHaveValue("undecided");
  await expect(page.getByRole("alert").getByRole("link")).toHaveText(/You have a view of this name already\./);

  const auditor = await as("viewer");
  await auditor.goto("/adrs");
  await auditor.getByRole("link", { name: /^Undecided by/ }).click();
  await expect(auditor).toHaveURL(/status=proposed/);

  await page.goto("/account");
  await page.getByRole("button", { name: "Make feed addresses" }).click();
  await expect(page.getByRole("heading", { name: "Feed addresses" })).toBeVisible();
  const address = await page.locator("li", { hasText: "View “Undecided”" }).locator("code").textContent();
  const feed = await request.get(new URL(address).pathname + new URL(address).search);
  expect(feed.status()).toBe(200);
  expect(feed.headers()["content-type"]).toContain("application/atom+xml");
  const xml = await feed.text();
  expect(xml).toContain("PLAT-0022 proposed");
  expect((await request.get(new URL(address).pathname)).status()).toBe(404);
  await page.goto("/account");
  await page.locator("summary", { hasText: "End the addresses" }).click();
  await page.locator("form[action='/account/feeds/end']").getByRole("button").click();
  await expect(page.getByText("Your feed addresses have ended.")).toBeVisible();
  expect((await request.get(new URL(address).pathname + new URL(address).search)).status()).toBe(404);

  await page.goto("/adrs?status=proposed");
  await views.getByRole("link", { name: /Edit/ }).click();
  await page.getByLabel("Name").fill("Waiting");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("“Waiting” saved.")).toBeVisible();
  await views.getByRole("link", { name: /Edit/ }).click();
  await page.getByText("Delete this view").first().click();
  await page.locator("form[action$='/delete']").getByRole("button").click();
  await expect(page.getByText("The view “Waiting” is deleted.")).toBeVisible();
});
