import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../../local/platform.ts";
import { Client } from "../client.ts";
import { forgetState, ownState } from "../own-state.ts";
import { password } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * What people and operators see of the platform's health: on a platform of its own, because its database is stopped.
 */
const options = ownState("health-pages");

let platform: Platform;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[];
beforeAll(async () => {
  platform = await startPlatform(options);
  browser = await openBrowser();
  complaints = complaintsOf(browser.page);
});
afterAll(async () => {
  await browser.close();
  await platform.stop();
  await forgetState(options);
});

test("the health page follows an outage and its end by itself, and is found from the front door", async () => {
  const { page } = browser;
  const heading = (name: string) => page.getByRole("heading", { level: 1, name });
  const patience = { timeout: 60_000 };
  await page.goto(platform.origin("app.localhost"));
  await page.getByRole("link", { name: "Is everything working?" }).click();
  await heading("Everything works").waitFor(patience);
  expect(new URL(page.url()).pathname).toBe("/health");
  await screenshot(page, "health-ok");

  await platform.postgres.stop();
  try {
    await heading("Something does not work right now").waitFor(patience);
    await page.getByText("Nobody can sign in, accept an invitation or reset a password for now.").waitFor();
    await page.getByText("People who are signed in are let in").waitFor();
    await screenshot(page, "health-degraded");
  } finally {
    await platform.postgres.start();
  }
  await heading("Everything works").waitFor(patience);
});

test("a tenant's address has no such page", async () => {
  const { page } = browser;
  await page.goto(`${platform.origin("acme.app.localhost")}/health`);
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
});

test("an operator sees what of the platform works, and why a tenant's requests were refused", async () => {
  const gone = new Client(platform.port, "acme.app.localhost");
  await gone.post("/api/auth/sign-in/email", { email: "owner@acme.test", password });
  const stolen = gone.at(gone.host);
  expect((await gone.post("/api/auth/sign-out")).status).toBe(200);
  expect((await stolen.get("/api/me")).status).toBe(401);

  const { page } = browser;
  await page.goto(platform.origin("admin.localhost"));
  await page.getByRole("textbox").first().fill("ops@gatehouse.test");
  await page.keyboard.press("Enter");
  const health = page.getByRole("region", { name: "Health" });
  await health.getByText("Gatekeepers").waitFor();
  expect(await health.getByText("Working").count()).toBe(4);

  await page.getByRole("link", { name: "Tenants" }).first().click();
  await page.getByRole("link", { name: "Acme" }).click();
  const gatekeeper = page.getByRole("region", { name: "Gatekeeper" });
  await gatekeeper.getByText("Reachable").waitFor();
  const refused = gatekeeper.getByRole("term").filter({ hasText: "Not signed in, or signed out" }).locator("xpath=..");
  expect(await refused.getByRole("definition").textContent()).toBe("1");
  await screenshot(page, "health-tenant");
  expect(complaints).toEqual([]);
});
