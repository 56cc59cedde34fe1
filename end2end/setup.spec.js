// The first minutes of an installation: an empty database, a token, an administrator.
import { expect, expectAccessible, signIn, test } from "./fixtures.js";

test.use({ data: "empty" });

const admin = { name: "Ada Brandt", email: "ada@example.com", password: "a long way home 1843" };

test("the first person sets Twoway up with the token and signs in @journey", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup$/);
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
  }
  const fill = async (token) => {
    await page.getByLabel("Setup token").fill(token);
    await page.getByLabel("Your name").fill(admin.name);
    await page.getByLabel("E-mail").fill(admin.email);
    await page.getByLabel("Password").fill(admin.password);
    await page.getByRole("button", { name: "Create administrator" }).click();
  };

  await fill("not-the-token");
  await expect(page.getByLabel("Setup token")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Your name")).toHaveValue(admin.name);

  await fill(server.setupToken());
  await expect(page).not.toHaveURL(/\/setup/);

  await page.context().clearCookies();
  await signIn(page, admin.email, admin.password);
  // Nobody can do it again.
  await page.goto("/setup");
  await expect(page.getByLabel("Setup token")).toHaveCount(0);
});
