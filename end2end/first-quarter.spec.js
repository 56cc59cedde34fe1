// A new installation from its first page to its first sealed ratio, by hand.
import { expect, signIn, test } from "./fixtures.js";
import { day, settle, sign } from "./steps.js";

test.use({ data: "empty" });

const password = "the way back is written down";
const people = {
  ada: { name: "Ada Brandt", email: "ada@example.com" },
  cleo: { name: "Cleo Marsh", email: "cleo@example.com", roles: ["Executive"] },
  ari: { name: "Ari Stone", email: "ari@example.com", roles: ["Architect"] },
  rhea: { name: "Rhea Lind", email: "rhea@example.com", roles: ["Reviewer"], team: true },
  theo: { name: "Theo Falk", email: "theo@example.com", roles: ["Reviewer"], team: true },
};
const workloads = [
  ["Routing", "250,000"],
  ["Answers", "1,000,000"],
  ["Scoring", "600,000"],
  ["Summaries", "40,000"],
];

test("a firm sets up, registers its workloads and seals its first ratio @journey", async ({
  browser,
  contextOptions,
  javaScriptEnabled,
  page,
  server,
  watch,
}) => {
  test.slow();
  // Setting up: an administrator, a team, people.
  await page.goto("/");
  await page.getByLabel("Setup token").fill(server.setupToken());
  await page.getByLabel("Your name").fill(people.ada.name);
  await page.getByLabel("E-mail").fill(people.ada.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByText("Start with your largest AI workload")).toBeVisible();

  await page.goto("/people");
  await page.getByLabel("New team").fill("Service Desk");
  await page.getByRole("button", { name: "Add team" }).click();
  await expect(page.getByText("Team Service Desk added.")).toBeVisible();
  for (const { name, email, roles, team } of Object.values(people).filter(({ roles }) => roles)) {
    await page.goto("/people/new");
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("First password").fill(password);
    for (const role of roles) {
      await page.getByRole("checkbox", { name: new RegExp(`^${role}`) }).check();
    }
    if (team) {
      await page.getByRole("checkbox", { name: "Service Desk" }).check();
    }
    await page.getByRole("button", { name: "Add person" }).click();
    await expect(page.getByText(`${name} may sign in now.`)).toBeVisible();
  }
  const contexts = [];
  const as = async ({ email }) => {
    const options = { ...contextOptions, javaScriptEnabled, baseURL: server.url };
    const context = await browser.newContext(options);
    contexts.push(context);
    watch(context);
    const own = await context.newPage();
    await signIn(own, email, password);
    return own;
  };

  // The architect registers four workloads, the largest with a service.
  const ari = await as(people.ari);
  for (const [name, spend] of workloads) {
    await ari.goto("/workloads/new");
    await ari.getByLabel("Name").fill(name);
    await ari.getByLabel("Owning team").selectOption("Service Desk");
    await ari.getByRole("radio", { name: /^Stable production inference/ }).check();
    await ari.getByLabel("Annual AI spend").fill(spend);
    await ari.getByRole("button", { name: "Register workload" }).click();
    await expect(ari.getByText(`${name} is registered.`)).toBeVisible();
  }
  await ari.goto("/workloads/answers/dependencies/new?service=stepfunctions");
  await ari.getByLabel("Inside the boundary").fill("20");
  await ari.getByRole("button", { name: "Attach service" }).click();
  await expect(ari.getByText("is attached to Answers.")).toBeVisible();

  // The CTO starts the review of the three largest.
  const cleo = await as(people.cleo);
  await cleo.goto("/reviews");
  for (const [name, chosen] of [
    ["Answers", true],
    ["Scoring", true],
    ["Routing", true],
    ["Summaries", false],
  ]) {
    const box = cleo.getByRole("checkbox", { name: new RegExp(`^${name}`) });
    await expect(box).toBeChecked({ checked: chosen });
  }
  await cleo.getByRole("button", { name: /^Start the review of/ }).click();
  await expect(cleo.getByText("Week 1 is due in 7 days.")).toBeVisible();
  const quarter = new URL(cleo.url()).pathname.split("/").at(-1);
  await expect(cleo.getByRole("row").filter({ hasText: "Summaries" })).toHaveCount(0);

  // The exit cost: what the registry proposes, and a line of the architect's own.
  await ari.goto(`/risk/answers/${quarter}`);
  await ari.getByRole("button", { name: "Begin with proposed lines" }).click();
  await ari.getByRole("link", { name: "Add a line" }).click();
  await ari.getByLabel("Component").selectOption({ label: "Operational retraining" });
  await ari.getByLabel("What costs something").fill("Teach the desk");
  await ari.getByLabel("Low").fill("9,000");
  await ari.getByLabel("Likely").fill("8,000");
  await ari.getByLabel("High").fill("20,000");
  await ari.getByRole("button", { name: "Add line" }).click();
  await expect(ari.locator("[aria-invalid=true]").first()).toBeVisible();
  await expect(ari.getByLabel("What costs something")).toHaveValue("Teach the desk");
  await ari.getByLabel("Low").fill("5,000");
  await ari.getByRole("button", { name: "Add line" }).click();
  await expect(ari.getByText("Teach the desk added.")).toBeVisible();

  // Two reviewers work through the weeks in turn.
  const reviewers = [
    [await as(people.rhea), people.rhea.name],
    [await as(people.theo), people.theo.name],
  ];
  for (const week of [1, 2, 3, 4]) {
    const [own, name] = reviewers[week % 2];
    await own.goto(`/reviews/${quarter}/answers/week/${week}`);
    await settle(own, name, day(60));
    await sign(own, name);
  }
  const last = reviewers[0][0];
  await expect(last.getByText(/the ratio of .* is sealed/)).toBeVisible();

  // One workload's ratio is the platform's until the next is sealed.
  await cleo.goto("/");
  await expect(cleo.locator(".hero .figure-value")).toHaveText(/^\d+\.\d%$/);
  const row = cleo.getByRole("row").filter({ hasText: "Answers" });
  await expect(row).toContainText("%");
  await expect(cleo.getByRole("row").filter({ hasText: "Scoring" })).toContainText("Not assessed");
  await Promise.all(contexts.map((context) => context.close()));
});
