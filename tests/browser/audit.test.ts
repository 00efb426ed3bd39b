import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../../local/platform.ts";
import { Client } from "../client.ts";
import { forgetState, ownState } from "../own-state.ts";
import { password } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * What an owner at a desk, an admin with a phone and an operator see of the audit logs. Tests follow each other.
 */
const options = ownState("browser-audit");
const host = "acme.app.localhost";
const ownerEmail = "owner@acme.test";

let platform: Platform;
let owner: Awaited<ReturnType<typeof openBrowser>>;
let phone: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];
let api: Client;

beforeAll(async () => {
  platform = await startPlatform(options);
  api = await signedIn(ownerEmail);
  await join("Peter Gibbons", "peter@acme.test", "member");
  await join("Samir Nagheenanajar", "samir@acme.test", "admin");
  await fail("peter@acme.test");
  await fail("nobody.at.all@example.com");
  const root = new Client(platform.port, "admin.localhost");
  await root.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" });
  const [acme] = (await root.get("/api/admin/tenants?search=acme")).json.items;
  const revoked = await root.post(`/api/admin/tenants/${acme.id}/sessions/revoke-all`, { reason: "Stolen laptop" });
  expect(revoked.status, revoked.text).toBe(200);
  api = await signedIn(ownerEmail);
  owner = await openBrowser();
  phone = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(owner.page), complaintsOf(phone.page)];
});
afterAll(async () => {
  await owner.close();
  await phone.close();
  await platform.stop();
  await forgetState(options);
});

const at = (path = "/") => `${platform.origin(host)}${path}`;

async function signedIn(email: string): Promise<Client> {
  const client = new Client(platform.port, host);
  const reply = await client.post("/api/auth/sign-in/email", { email, password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

async function join(name: string, email: string, role: string): Promise<void> {
  const invited = await api.post("/api/org/invitations", { email, role });
  const path = `/api/invitations/accept/${invited.json.id}`;
  const accepted = await new Client(platform.port, host).post(path, { name, password });
  expect(accepted.status, accepted.text).toBe(200);
}

async function fail(email: string): Promise<void> {
  await new Client(platform.port, host).post("/api/auth/sign-in/email", { email, password: "wrong" });
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(at("/audit-log"));
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Audit log", exact: true }).waitFor();
}

const entries = (page: Page) =>
  page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Details: / }) });

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${field}`) }).click();
  await page.getByRole("option", { name: option }).click();
}

test("an owner reads who did what to whom, from where, and what an operator did under their name", async () => {
  const { page } = owner;
  await signIn(page, ownerEmail);
  await entries(page).filter({ hasText: "Service operator" }).filter({ hasText: "Stolen laptop" }).waitFor();
  const failed = entries(page).filter({ hasText: "peter@acme.test failed to sign in: the password was wrong" });
  await failed.getByText("Failed", { exact: true }).waitFor();
  await entries(page).filter({ hasText: "n***@e***.com failed to sign in: there is no such account" }).waitFor();
  await screenshot(page, "40-audit-log");
  await signIn(phone.page, "samir@acme.test");
  await entries(phone.page).first().waitFor();
  await screenshot(phone.page, "41-audit-log-phone-dark");
});

test("filters stand in the address, survive a reload, and can be taken away again", async () => {
  const { page } = owner;
  await choose(page, "What", "Signing in and out");
  await page.getByRole("button", { name: "Failures only" }).click();
  await expect.poll(() => entries(page).count()).toBe(2);
  expect(new URL(page.url()).search).toBe("?category=authentication&outcome=failure");
  await page.getByLabel("Search").fill("PETER@");
  await expect.poll(() => entries(page).count()).toBe(1);
  await screenshot(page, "42-audit-log-filtered");
  await page.reload();
  await expect.poll(() => entries(page).count()).toBe(1);
  expect(await page.getByLabel("Search").inputValue()).toBe("PETER@");
  await page.getByLabel("Search").fill("%");
  await page.getByText("Nothing fits").waitFor();
  await screenshot(page, "43-audit-log-nothing");
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect.poll(() => entries(page).count()).toBeGreaterThan(5);
  expect(new URL(page.url()).search).toBe("");
  expect(await page.getByLabel("Search").inputValue()).toBe("");
});

test("an entry tells everything it says, and leads to all that belongs to its request", async () => {
  const { page } = owner;
  await entries(page).filter({ hasText: "Peter Gibbons accepted the invitation" }).getByRole("button").click();
  const dialog = page.getByRole("dialog", { name: "Audit log entry" });
  await dialog.getByText("invitation.accepted").waitFor();
  expect(await dialog.getByText(/^req_[0-9a-z]{24}$/).count()).toBe(2);
  await screenshot(page, "44-audit-entry");
  await dialog.getByRole("button", { name: "All of this request" }).click();
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => entries(page).count()).toBe(2);
  await page.getByText("Set off by").waitFor();
  await page.getByRole("button", { name: /^Remove: Set off by/ }).click();
  await expect.poll(() => entries(page).count()).toBeGreaterThan(5);
  await entries(phone.page).filter({ hasText: "Stolen laptop" }).getByRole("button").click();
  await phone.page.getByRole("dialog").getByText("tenant.sessions_revoked").waitFor();
  await screenshot(phone.page, "45-audit-entry-phone-dark");
  await phone.page.keyboard.press("Escape");
});

test("new entries come by themselves at the top, wait for whoever reads further down, and come once", async () => {
  const { page } = owner;
  await fail("first@example.com");
  await entries(page).first().filter({ hasText: "f***@e***.com" }).waitFor();

  for (let more = 0; more < 12; more += 1)
    await api.post("/api/org/invitations", { email: `m${more}@x.test`, role: "member" });
  await entries(page).first().filter({ hasText: "m11@x.test" }).waitFor();
  await page.mouse.wheel(0, 900);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(300);
  const before = await entries(page).count();
  const seen = await page.evaluate(() => window.scrollY);
  await Promise.all(["a", "b", "c"].map((name) => fail(`${name}@late.test`)));
  const button = page.getByRole("button", { name: "3 new entries" });
  await button.waitFor();
  expect([await entries(page).count(), await page.evaluate(() => window.scrollY)]).toEqual([before, seen]);
  expect(await button.evaluate((one) => one.getBoundingClientRect().top)).toBeGreaterThan(0);
  await screenshot(page, "46-audit-new-entries", false);
  await button.click();
  await expect.poll(() => entries(page).count()).toBe(before + 3);
  const texts = await entries(page)
    .getByRole("button")
    .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  expect(texts.filter((text) => text?.includes("@l***.test"))).toHaveLength(3);

  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByRole("button", { name: "Pause" }).click();
  await fail("paused@example.com");
  await page.getByRole("button", { name: "1 new entry" }).waitFor();
  expect(await entries(page).count()).toBe(before + 3);
  await page.getByRole("button", { name: "Follow" }).click();
  await entries(page).first().filter({ hasText: "p***@e***.com" }).waitFor();
});

test("on a phone, what is new is in sight however far somebody has read", async () => {
  const { page } = phone;
  await page.mouse.wheel(0, 1_500);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(1_000);
  await fail("pocket@example.com");
  const button = page.getByRole("button", { name: "1 new entry" });
  await button.waitFor();
  const header = await page.getByRole("banner").first().boundingBox();
  const box = await button.boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual((header?.y ?? 0) + (header?.height ?? 0));
  expect(box?.y).toBeLessThan(300);
  await screenshot(page, "53-audit-new-entry-phone-dark", false);
});

test("with filters on, only what fits comes by itself; a burst is followed to its end", async () => {
  const { page } = owner;
  await page.goto(at("/audit-log?outcome=failure"));
  await entries(page).first().waitFor();
  const before = await entries(page).count();
  await api.post("/api/org/invitations", { email: "unseen@x.test", role: "member" });
  for (let burst = 0; burst < 6; burst += 1) await fail(`burst${burst}@burst.test`);
  await expect.poll(() => entries(page).count(), { timeout: 20_000 }).toBe(before + 6);
  expect(await page.getByText("unseen@x.test").count()).toBe(0);
});

test("what the filters leave can be taken along", async () => {
  const { page } = owner;
  await page.getByRole("button", { name: "Export" }).click();
  await screenshot(page, "47-audit-export");
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "CSV, for spreadsheets" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^audit-log-acme-[\d-]+\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  expect(
    text
      .split("\r\n")
      .slice(1, -1)
      .every((line) => line.includes(",failure,")),
  ).toBe(true);
  await page.goto(at("/audit-log"));
  await entries(page).first().filter({ hasText: "of the audit log" }).waitFor();
});

test("the log is verified to its end, and a change behind its back is said plainly", async () => {
  const { page } = owner;
  await page.getByRole("button", { name: "Verify now" }).click();
  await page.getByText(/^Verified through entry \d+\.$/).waitFor();
  await screenshot(page, "48-audit-verified");
  const sql = postgres(platform.postgres.url("postgres"), { max: 1 });
  try {
    await sql`alter table audit_logs disable trigger all`;
    await sql`update audit_logs set actor_name = 'Somebody Else' where event = 'invitation.accepted'`;
    await sql`alter table audit_logs enable trigger all`;
  } finally {
    await sql.end();
  }
  await page.getByRole("button", { name: "Verify now" }).click();
  await page.getByText(/This log is not as it was written: 2 findings\./).waitFor();
  await screenshot(page, "49-audit-broken");
  await phone.page.getByRole("button", { name: "Verify now" }).click();
  await phone.page.getByText(/2 findings/).waitFor();
  await screenshot(phone.page, "50-audit-broken-phone-dark");
});

test("an operator reads the platform's log the same way, and finds one tenant's in it", async () => {
  const { page } = owner;
  await page.goto(platform.origin("admin.localhost"));
  await page.getByRole("textbox").first().fill("ops@gatehouse.test");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.goto(`${platform.origin("admin.localhost")}/audit-log`);
  await page.getByText("Stolen laptop").waitFor();
  await page.getByRole("button", { name: "Verify now" }).click();
  await page.getByText(/Verified through entry \d+\./).waitFor();
  await screenshot(page, "51-console-audit-log");
  await choose(page, "What", "Ended sessions");
  await expect.poll(() => page.getByText("ended every session of").count()).toBe(1);
  expect(new URL(page.url()).search).toBe("?category=session");
  await expect.poll(() => page.getByRole("link", { name: "View the tenant" }).count()).toBe(1);
  await page.getByRole("link", { name: "View the tenant" }).click();
  await page.getByRole("link", { name: "Audit log of this tenant" }).click();
  await page.getByText("created the tenant").waitFor();
  expect(await page.getByText("Globex").count()).toBe(0);
  await screenshot(page, "52-console-audit-log-of-tenant");
});

test("nothing on the way was refused by the content security policy or broke", () => {
  expect(complaints).toEqual([[], []]);
});
