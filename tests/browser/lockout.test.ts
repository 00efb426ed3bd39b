import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../../local/platform.ts";
import { Client } from "../client.ts";
import { forgetState, ownState } from "../own-state.ts";
import { password } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * What people see when somebody guesses: an owner at a desk whose account is locked, a member with a phone who notices
 * nothing. Tests follow each other. The platform is its own, because addresses are used up.
 */
const options = ownState("browser-lockout");
const host = "acme.app.localhost";
const ownerEmail = "owner@acme.test";
const memberEmail = "peter@acme.test";

let platform: Platform;
let owner: Awaited<ReturnType<typeof openBrowser>>;
let member: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];

beforeAll(async () => {
  platform = await startPlatform(options);
  const client = new Client(platform.port, host);
  await client.post("/api/auth/sign-in/email", { email: ownerEmail, password });
  const invited = await client.post("/api/org/invitations", { email: memberEmail, role: "member" });
  const accepted = await new Client(platform.port, host).post(`/api/invitations/accept/${invited.json.id}`, {
    name: "Peter Gibbons",
    password,
  });
  expect(accepted.status, accepted.text).toBe(200);
  owner = await openBrowser();
  member = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(owner.page), complaintsOf(member.page)];
});
afterAll(async () => {
  await owner.close();
  await member.close();
  await platform.stop();
  await forgetState(options);
});

const at = (path = "/") => `${platform.origin(host)}${path}`;

async function fill(page: Page, email: string, secret = password): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
}

async function guess(email: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const reply = await new Client(platform.port, host).post("/api/auth/sign-in/email", { email, password: "wrong" });
    expect(reply.status, reply.text).toBe(401);
  }
}

const countdown = /^Try again in \d+:\d\d$/;

test("who is locked out sees for how long, keeps what was typed, and may try again when it is over", async () => {
  const { page } = owner;
  await page.clock.install();
  await page.goto(at("/login"));
  await guess(ownerEmail, 10);
  await fill(page, ownerEmail);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Too many sign-ins to this account have failed").waitFor();
  const waiting = page.getByRole("button", { name: countdown });
  await waiting.waitFor();
  expect(await waiting.getAttribute("aria-disabled")).toBe("true");
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(ownerEmail);
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe(password);
  await screenshot(page, "32-locked-out");

  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await waiting.click({ force: true });
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await waiting.waitFor();
  expect(asked.filter((url) => url.includes("/sign-in/"))).toEqual([]);

  // The lock is one account's: whoever mistyped theirs need not wait.
  await page.getByLabel("E-mail address").fill("somebody@acme.test");
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await page.getByLabel("E-mail address").fill(ownerEmail);
  await waiting.waitFor();
  await page.clock.fastForward("15:01");
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
});

test("another person of the tenant signs in meanwhile, on the same network, and notices nothing", async () => {
  const { page } = member;
  await page.goto(at("/login"));
  await fill(page, memberEmail);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
});

test("a phone in the dark shows the wait as well", async () => {
  const { page } = await openBrowser({ width: 390, colorScheme: "dark" });
  try {
    await page.goto(at("/login"));
    await fill(page, ownerEmail);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: countdown }).waitFor();
    await screenshot(page, "33-locked-out-phone-dark");
  } finally {
    await page.context().close();
  }
});

test("whoever asks for too many reset links is told to use the newest, whether or not there is an account", async () => {
  const { page } = owner;
  for (const email of [memberEmail, "nobody@nowhere.test"]) {
    await page.goto(at("/forgot-password"));
    for (let number = 0; number < 10; number += 1) {
      const reply = await new Client(platform.port, host).post("/api/auth/request-password-reset", { email });
      expect(reply.status, reply.text).toBe(200);
    }
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("Use the newest one, or wait before you ask again.").waitFor();
    await page.getByRole("button", { name: countdown }).waitFor();
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(email);
  }
  await screenshot(page, "34-reset-links-used-up");
});

test("whoever tries links that do not exist is told to wait instead of seeing a page that never loads", async () => {
  const { page } = owner;
  const tried = "/api/invitations/inv_0000000000000000000000000000000000000000";
  const reply = () => page.evaluate((path) => fetch(path).then(({ status }) => status), tried);
  await page.goto(at("/login"));
  for (let number = 0; number < 100; number += 1) expect(await reply()).toBe(404);
  expect(await reply()).toBe(429);
  await page.goto(at("/accept-invite/inv_0000000000000000000000000000000000000000"));
  await page.getByText("Too many links that are not valid").waitFor();
  await page.getByRole("button", { name: countdown }).waitFor();
  await screenshot(page, "35-links-used-up");
});

test("an admin sees who was locked out, and makes the limits stricter", async () => {
  const client = new Client(platform.port, host);
  const reset = await client.post("/api/auth/sign-in/email", { email: ownerEmail, password });
  expect(reset.status).toBe(429);
  const { page } = await openBrowser();
  try {
    await unlock();
    await page.goto(at("/login"));
    await fill(page, ownerEmail, newPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
    await page.goto(at("/audit-log"));
    await page.getByText("failed to sign in too often and has to wait").first().waitFor();
    await page.goto(at("/settings"));
    await page.getByRole("heading", { name: "Security" }).waitFor();
    await page.getByRole("button", { name: /An account has to wait after/ }).click();
    await page.getByRole("option", { name: "5 failed sign-ins", exact: true }).click();
    await page.getByRole("button", { name: /Keep the audit log/ }).click();
    await page.getByRole("option", { name: "1 year", exact: true }).click();
    await page.getByText("cannot be brought back").waitFor();
    await screenshot(page, "36-security-settings");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The settings are saved.").waitFor();
  } finally {
    await page.context().close();
  }
  await guess(memberEmail, 5);
  const refused = await client.post("/api/auth/sign-in/email", { email: memberEmail, password });
  expect(refused.status).toBe(429);
});

test("no page broke its content security policy or threw", () => {
  expect(complaints.flat()).toEqual([]);
});

const newPassword = "another horse battery staple";

/** What the owner does who does not want to wait: resets the password, with the link from the mail. */
async function unlock(): Promise<void> {
  const client = new Client(platform.port, host);
  expect((await client.post("/api/auth/request-password-reset", { email: ownerEmail })).status).toBe(200);
  const inbox = new Client(platform.port, "mail.localhost");
  const tokenOf = async (): Promise<string | undefined> => {
    const mails = (await inbox.get(`/api/messages?to=${encodeURIComponent(ownerEmail)}`)).json as { text: string }[];
    return mails.flatMap(({ text }) => /reset-password\?token=([\w-]+)/.exec(text)?.[1] ?? []).at(0);
  };
  await expect.poll(tokenOf, { timeout: 20_000 }).toBeDefined();
  const reply = await client.post("/api/auth/reset-password", { token: await tokenOf(), newPassword });
  expect(reply.status, reply.text).toBe(200);
}
