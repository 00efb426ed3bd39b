import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { platform } from "../platform.ts";
import { mailTo, password, tenantHost, uniqueSlug } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * What a person can do, from an empty console to a restored tenant: two people, two browsers. Tests follow each other.
 */
const slug = uniqueSlug("initech");
const ownerEmail = `bill@${slug}.test`;
const memberEmail = `peter@${slug}.test`;
const newPassword = "a much better passphrase";

const at = (host: string, path = "/") => `http://${host}:${platform().port}${path}`;
const tenant = (path = "/") => at(tenantHost(slug), path);

let operator: Awaited<ReturnType<typeof openBrowser>>;
let person: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];

beforeAll(async () => {
  operator = await openBrowser();
  person = await openBrowser();
  complaints = [complaintsOf(operator.page), complaintsOf(person.page)];
});
afterAll(async () => {
  await operator.close();
  await person.close();
});

async function signIn(page: Page, email: string, secret: string): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function linkIn(email: string, path: string): Promise<string> {
  const mail = await mailTo(email, (one) => one.text.includes(path));
  return new RegExp(`http://\\S+${path}\\S*`).exec(mail.text)?.[0] ?? "no link in the mail";
}

test("an operator comes in through Access and creates a tenant", async () => {
  const { page } = operator;
  await page.goto(at("admin.localhost"));
  await screenshot(page, "01-access");
  await page.getByRole("textbox").first().fill("ops@gatehouse.test");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await screenshot(page, "02-console");
  await page.getByRole("link", { name: "New tenant" }).first().click();
  await page.getByLabel("Organization name").fill("Initech");
  await page.getByLabel("Slug").fill(slug);
  await page.getByLabel("Primary admin's e-mail").fill(ownerEmail);
  await screenshot(page, "03-new-tenant");
  await page.getByRole("button", { name: "Create the tenant" }).click();
  await page
    .getByText(`http://${tenantHost(slug)}`)
    .first()
    .waitFor();
  await screenshot(page, "04-tenant-created");
});

test("the invited owner follows the mailed link, chooses a password and lands on the dashboard", async () => {
  const { page } = person;
  const link = await linkIn(ownerEmail, "/accept-invite/");
  expect(link.startsWith(tenant("/accept-invite/"))).toBe(true);
  await page.goto(link);
  await page.getByRole("heading", { name: "Join Initech" }).waitFor();
  await screenshot(page, "05-invitation");
  await page.getByLabel("Your name").fill("Bill Lumbergh");
  await page.getByLabel("Choose a password").fill(password);
  await page.getByRole("button", { name: "Accept and sign in" }).click();
  await page.getByRole("heading", { name: "Welcome, Bill Lumbergh" }).waitFor();
  expect(page.url()).toBe(tenant("/"));
  await page.getByText("accepted the invitation").waitFor();
  await screenshot(page, "06-dashboard");
});

test("the owner invites a member, who accepts in a browser of their own and appears in the list", async () => {
  const { page } = person;
  await page.getByRole("link", { name: "Members" }).first().click();
  await page.getByRole("button", { name: "Invite" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(memberEmail);
  await screenshot(page, "07-invite");
  await dialog.getByRole("button", { name: /invit/i }).click();
  await page.getByText(memberEmail).first().waitFor();

  const member = await openBrowser({ width: 390, colorScheme: "dark" });
  try {
    await member.page.goto(await linkIn(memberEmail, "/accept-invite/"));
    await member.page.getByLabel("Your name").fill("Peter Gibbons");
    await member.page.getByLabel("Choose a password").fill(password);
    await screenshot(member.page, "08-invitation-phone-dark");
    await member.page.getByRole("button", { name: "Accept and sign in" }).click();
    await member.page.getByRole("heading", { name: "Welcome, Peter Gibbons" }).waitFor();
    await screenshot(member.page, "09-dashboard-phone-dark");
  } finally {
    await member.close();
  }

  // Nobody reloads: the open page hears of it.
  await page.getByText("Peter Gibbons").first().waitFor();
  await screenshot(page, "10-members");
});

test("the owner signs out, resets the forgotten password and signs in with the new one", async () => {
  const { page } = person;
  await page.getByRole("button", { name: "Account of Bill Lumbergh" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page, ownerEmail, "not the password at all");
  await page.getByText("The e-mail address or the password is wrong.").waitFor();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(ownerEmail);
  await screenshot(page, "11-wrong-password");
  await page.getByRole("link", { name: /forgot/i }).click();
  await page.waitForURL(/forgot-password/);
  await page.getByRole("button", { name: "Send the link" }).waitFor();
  await page.getByLabel("E-mail address").fill(ownerEmail);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.goto(await linkIn(ownerEmail, "/reset-password"));
  await page.getByLabel("New password").fill(newPassword);
  expect(page.url()).not.toContain("token=");
  await screenshot(page, "12-new-password");
  await page
    .getByRole("button", { name: /password/i })
    .last()
    .click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page, ownerEmail, newPassword);
  await page.waitForURL(tenant("/"));
});

test("a suspension shows on the open dashboard at once, without a click, and the old credentials are dead", async () => {
  const { page } = person;
  await page.getByRole("heading", { name: "Welcome, Bill Lumbergh" }).waitFor();
  const token = await page.evaluate(
    async () => (await (await fetch("/api/auth/token")).json<{ token: string }>()).token,
  );

  const console = operator.page;
  await console.goto(at("admin.localhost", "/tenants"));
  await console.getByLabel("Search by name or slug").fill(slug);
  await console.waitForURL(/search=/);
  await console
    .getByRole("link", { name: /Initech/ })
    .first()
    .click();
  await console.getByRole("button", { name: "Suspend…" }).click();
  await console.getByLabel("Reason").fill("Unpaid invoices");
  await screenshot(console, "13-suspend");
  await console
    .getByRole("dialog")
    .getByRole("button", { name: /suspend/i })
    .click();

  await page.getByRole("heading", { name: /suspended/i }).waitFor();
  await screenshot(page, "14-suspended");
  const statuses = await page.evaluate(async (bearer) => {
    const byCookie = await fetch("/api/me");
    const byToken = await fetch("/api/me", { headers: { authorization: `Bearer ${bearer}` }, credentials: "omit" });
    return [byCookie.status, byToken.status];
  }, token);
  expect(statuses).toEqual([403, 403]);

  await console.getByRole("button", { name: "Restore…" }).click();
  await console
    .getByRole("alertdialog")
    .getByRole("button", { name: /restore/i })
    .click();
  await console.getByRole("button", { name: "Suspend…" }).waitFor();
  const after = await page.evaluate(async (bearer) => {
    const byCookie = await fetch("/api/me");
    const byToken = await fetch("/api/me", { headers: { authorization: `Bearer ${bearer}` }, credentials: "omit" });
    return [byCookie.status, byToken.status];
  }, token);
  expect(after).toEqual([401, 401]);
  await page.goto(tenant("/"));
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page, ownerEmail, newPassword);
  await page.getByRole("heading", { name: "Welcome, Bill Lumbergh" }).waitFor();
});

test("everything that happened is in both audit logs, with the operator named", async () => {
  await person.page.goto(tenant("/audit-log"));
  await person.page
    .getByText(/suspended/)
    .first()
    .waitFor();
  await person.page
    .getByText(/Unpaid invoices/)
    .first()
    .waitFor();
  await screenshot(person.page, "15-audit-log");
  await operator.page.goto(at("admin.localhost", "/audit-log"));
  await operator.page.getByText("tenant.suspended").first().waitFor();
  await screenshot(operator.page, "16-console-audit-log");
});

test("no page broke a script or the content security policy", () => {
  expect(complaints.flat()).toEqual([]);
});
