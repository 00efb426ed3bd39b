import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../../local/platform.ts";
import { Client } from "../client.ts";
import { forgetState, ownState } from "../own-state.ts";
import { password } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * What people see and do with sessions: an owner at a desk, a member with a phone. Tests follow each other. The platform
 * is its own, because time passes in its gatekeeper.
 */
const options = ownState("browser-sessions");
const host = "acme.app.localhost";
const ownerEmail = "owner@acme.test";
const memberEmail = "peter@acme.test";

let platform: Platform;
let owner: Awaited<ReturnType<typeof openBrowser>>;
let member: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];

beforeAll(async () => {
  platform = await startPlatform(options);
  const client = await signedIn(ownerEmail);
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

/** A program that is signed in: another admin, or another device. */
async function signedIn(email: string): Promise<Client> {
  const client = new Client(platform.port, host);
  const reply = await client.post("/api/auth/sign-in/email", { email, password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

async function signIn(page: Page, email: string, arrival: string | RegExp = /^Welcome/): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: arrival, exact: true }).waitFor();
}

test("a person sees where they are signed in, this session first, and when each ends", async () => {
  await owner.page.goto(at());
  await signIn(owner.page, ownerEmail);
  await member.page.goto(at());
  await signIn(member.page, memberEmail);
  for (const { page } of [owner, member]) {
    await page.goto(at("/sessions"));
    const first = page.getByRole("listitem").filter({ hasText: "Signed in" }).first();
    await first.getByText("This session").waitFor();
    expect(await first.textContent()).toMatch(/Expires in 3 days if unused, in 7 days at the latest\./);
    expect(await first.getByRole("button").count()).toBe(0);
  }
  await screenshot(owner.page, "20-own-sessions");
  await screenshot(member.page, "21-own-sessions-phone-dark");
});

test("an owner sees a member's sessions and ends one: its page says so at once, and the list follows", async () => {
  const { page } = owner;
  await page.goto(at("/members"));
  await page.getByRole("button", { name: "Actions for Peter Gibbons" }).click();
  await screenshot(page, "22-member-menu");
  await page.getByRole("menuitem", { name: "Sessions…" }).click();
  const dialog = page.getByRole("dialog", { name: "Sessions of Peter Gibbons" });
  await dialog.getByRole("button", { name: "End all 2" }).waitFor();
  await screenshot(page, "23-member-sessions");
  await dialog.getByRole("button", { name: "End the session in Chrome on Linux" }).click();
  await dialog.getByRole("button", { name: "End the session", exact: true }).waitFor();
  await member.page.getByText("This session was ended. Sign in again to continue.").waitFor();
  await screenshot(member.page, "24-session-ended-phone-dark");
});

test("and ends all of them; somebody who is signed in nowhere has an empty list", async () => {
  // Back to where the session had ended.
  await signIn(member.page, memberEmail, "Sessions");
  const dialog = owner.page.getByRole("dialog", { name: "Sessions of Peter Gibbons" });
  // Nobody reloads: the open list asks again by itself.
  await dialog.getByRole("button", { name: "End all 2" }).click();
  await dialog.getByText("Not signed in anywhere").waitFor();
  await screenshot(owner.page, "25-member-signed-out");
  await member.page.getByText("You were signed out on this device.").waitFor();
  await owner.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

test("an admin decides how long sessions last; another's change of the same is merged, not overwritten", async () => {
  const { page } = owner;
  await page.goto(at("/settings"));
  await page.getByRole("button", { name: /Sign out when unused for/ }).click();
  await screenshot(page, "26-session-limit-choices");
  await page.getByRole("option", { name: "1 hour", exact: true }).click();

  const other = await signedIn(ownerEmail);
  const etag = (await other.get("/api/org/settings")).headers.get("etag");
  const theirs = await other.patch(
    "/api/org/settings",
    { sessionIdleMinutes: 45, sessionLifetimeHours: 8 },
    { headers: { "if-match": etag } },
  );
  expect(theirs.status, theirs.text).toBe(200);
  await page.getByText("Sign out when unused for: which one stays?").waitFor();
  await screenshot(page, "27-session-limit-merge");
  await page.getByRole("radio", { name: /Theirs/ }).check();
  await page.getByRole("button", { name: /Sign out when unused for\s*45 minutes/ }).waitFor();
  await page.getByRole("radio", { name: /Yours/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved.").waitFor();
  expect((await other.get("/api/org/settings")).json).toMatchObject({
    sessionIdleMinutes: 60,
    sessionLifetimeHours: 8,
  });
  await page.goto(at("/audit-log"));
  await page.getByText("had sessions end when unused for 45 minutes and limited sessions to 8 hours").waitFor();
  await page.getByText("had sessions end when unused for 1 hour").waitFor();
});

test("what was typed survives a busy moment, and so does the page: both go on when it has passed", async () => {
  const { page } = owner;
  await page.goto(at("/settings"));
  await page.getByLabel("App name").fill("Acme Cloud");
  const busy = (pattern: string) =>
    page.route(pattern, (route) =>
      route.fulfill({
        status: 503,
        headers: { "retry-after": "1", "content-type": "application/problem+json" },
        json: {
          title: "This organization gets more requests than it can answer. Please try again in a moment.",
          code: "OVERLOADED",
        },
      }),
    );
  await busy("**/api/**");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("more requests than it can answer").first().waitFor();
  expect(await page.getByLabel("App name").inputValue()).toBe("Acme Cloud");
  await screenshot(page, "28-busy-save");
  await page.getByRole("link", { name: "Members" }).first().click();
  await page.getByText("This could not be loaded").first().waitFor();
  await screenshot(page, "29-busy-page");
  await page.unroute("**/api/**");
  await page.getByText("Peter Gibbons").first().waitFor();

  await busy("**/api/**");
  await page.goto(at("/settings"));
  await page.getByRole("heading", { name: "Very busy right now" }).waitFor();
  await screenshot(page, "30-busy");
  await page.unroute("**/api/**");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
});

test("a session that was not used for too long ends at the sign-in page, which says why and leads back", async () => {
  const { page } = member;
  await signIn(page, memberEmail, "Sessions");
  await page.goto(at("/members"));
  await page.getByRole("heading", { name: "Members" }).waitFor();
  // Longer ago than the hour that was decided above.
  const { organizationId } = (await new Client(platform.port, host).get("/api/tenancy/current")).json;
  const evicted = () =>
    platform.evictCoordinator(organizationId, "hibernate").then(
      () => true,
      () => false,
    );
  await expect.poll(evicted, { timeout: 60_000 }).toBe(true);
  await platform.coordinatorSql(organizationId, "update sessions set last_seen_at = last_seen_at - 3700000");
  await expect.poll(evicted, { timeout: 60_000 }).toBe(true);
  await page.getByRole("link", { name: "Sessions" }).first().click();
  await page.getByText("this session was not used for too long").waitFor();
  expect(new URL(page.url()).searchParams.get("reason")).toBe("idle");
  await screenshot(page, "31-idle-phone-dark");
  await signIn(page, memberEmail, "Sessions");
});

test("no page broke a script or the content security policy", () => {
  expect(complaints.flat()).toEqual([]);
});
