// Signing in and out.
import { expect, signIn, test } from "./fixtures.js";

test("a wrong password is refused beside its field, the right one leads where one was going @journey", async ({
  page,
  server,
}) => {
  const { name, email, password } = server.logins.find(({ role }) => role === "architect");
  await page.goto("/workloads?team=model-platform");
  await expect(page).toHaveURL(/\/sign-in\?/);

  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  const field = page.getByLabel("Password");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/E-mail or password is wrong/);
  await expect(field).toHaveValue("");
  await expect(page.getByLabel("E-mail")).toHaveValue(email);

  await field.fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/workloads\?team=model-platform$/);
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.getByRole("link", { name: "Model evaluation lab" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Claims triage" })).toHaveCount(0);
});

test("somebody who does not exist is answered like a wrong password", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("nobody@demo.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(
    /E-mail or password is wrong/,
  );
});

test("signing out ends the session @journey", async ({ as }) => {
  const page = await as("auditor");
  const session = await page.context().cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/risk");
  await expect(page).toHaveURL(/\/sign-in/);
  // The cookie of before is worth nothing any more.
  await page.context().addCookies(session);
  await page.goto("/risk");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("signing out everywhere ends the sessions on other devices @journey", async ({ as }) => {
  const [here, there, colleague] = [await as("lena"), await as("lena"), await as("jonas")];
  await here.goto("/account");
  await here.locator("summary", { hasText: "Sign out everywhere" }).click();
  await here.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(here).toHaveURL(/\/sign-in$/);
  await there.goto("/workloads");
  await expect(there).toHaveURL(/\/sign-in/);
  await colleague.goto("/workloads");
  await expect(colleague).toHaveURL(/\/workloads$/);
});

test("a new password replaces the old one", async ({ as, page, server }) => {
  const { email, password } = server.logins.find(({ role }) => role === "viewer");
  const auditor = await as("auditor");
  await auditor.goto("/account");
  await auditor.getByLabel("Current password").fill("not the password");
  await auditor.getByLabel("New password").fill("a door that opens both ways");
  await auditor.getByRole("button", { name: "Change password" }).click();
  await expect(auditor.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");

  await auditor.getByLabel("Current password").fill(password);
  await auditor.getByLabel("New password").fill("a door that opens both ways");
  await auditor.getByRole("button", { name: "Change password" }).click();
  await expect(auditor).toHaveURL(/\/sign-in$/);
  await signIn(page, email, "a door that opens both ways");
});

test("an administrator adds a person, who signs in with what they may see", async ({
  as,
  page,
}) => {
  const admin = await as("administrator");
  await admin.goto("/people");
  await admin.getByRole("link", { name: "Add a person" }).click();
  await admin.getByLabel("Name").fill("Noor Haddad");
  await admin.getByLabel("E-mail").fill("noor@demo.example");
  await admin.getByLabel("First password").fill("short");
  await admin.getByRole("checkbox", { name: /^Architect/ }).check();
  await admin.getByRole("checkbox", { name: "Field Technology" }).check();
  await admin.getByRole("button", { name: "Add person" }).click();
  await expect(admin.getByLabel("First password")).toHaveAttribute("aria-invalid", "true");
  await expect(admin.getByLabel("Name")).toHaveValue("Noor Haddad");
  await expect(admin.getByRole("checkbox", { name: "Field Technology" })).toBeChecked();

  await admin.getByLabel("First password").fill("the stairs go down again");
  await admin.getByRole("button", { name: "Add person" }).click();
  await expect(admin.getByText("Noor Haddad may sign in now.")).toBeVisible();

  await signIn(page, "noor@demo.example", "the stairs go down again");
  await page.goto("/workloads");
  await expect(page.getByRole("link", { name: "Register a workload" })).toBeVisible();
  // People are an administrator's business; refused is a page with a way back.
  const refused = await page.goto("/people/new");
  expect(refused.status()).toBe(403);
  await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
});
