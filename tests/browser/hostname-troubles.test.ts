import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../client.ts";
import { look, newHostname, newServedHostname, publishRecord, setCloudflare, setRecord } from "../hostname-proof.ts";
import { addHostname, hostnamesPath, uniqueHostname } from "../hostname-world.ts";
import { platform } from "../platform.ts";
import { ifMatch, ok } from "../sso-world.ts";
import { eventually, newMember, newTenant, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";
import { enterByPassword } from "./sign-on.ts";

/*
 * What goes wrong on the way to a hostname of one's own, as an admin with a phone sees it. Tests follow each other.
 */
const domains = "/org/settings/domains";

let tenant: Tenant;
let max: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[];

beforeAll(async () => {
  tenant = await newTenant("troubles");
  const { email } = await newMember(tenant, "admin");
  max = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = complaintsOf(max.page);
  await enterByPassword(max.page, at(domains), email);
  await heading(max.page, "Domains");
});
afterAll(() => max.close());

const at = (path: string) => `http://${tenant.host}:${platform().port}${path}`;
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const step = (page: Page, number: number) => page.getByRole("region", { name: new RegExp(`^Step ${number}: `) });

/** Goes to a hostname's page, which must not be wider than the phone. */
async function open({ id, hostname }: Json): Promise<void> {
  await max.page.goto(at(`${domains}/${id}`));
  await heading(max.page, hostname);
}

async function expectNoSideways(page: Page): Promise<void> {
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(widths[0]).toBe(widths[1]);
  const right = await page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll("main section, main section :is(p, dd, code, button)")].map(
        (one) => one.getBoundingClientRect().right,
      ),
    ),
  );
  expect(right).toBeLessThanOrEqual((widths[1] ?? 0) - 16);
}

async function pendingHostname(): Promise<Json> {
  const added = await newHostname(tenant.owner);
  await publishRecord(added);
  return look(tenant.owner, added);
}

/**
 * Has Cloudflare say something of a hostname, and waits until that is known: by its notification, or by a look when none
 * comes. A look at what has failed already is another try, after which Cloudflare has to say it again.
 */
async function becomes(hostname: Json, state: string, states: Readonly<Record<string, unknown>>): Promise<void> {
  const known = async () =>
    ok(await tenant.owner.get(`${hostnamesPath}/${hostname.id}`)).json.lifecycleStatus === state;
  for (;;) {
    await setCloudflare(hostname.hostname, states);
    if (await eventually(known, Boolean, 4_000).catch(() => false)) return;
    if ((await look(tenant.owner, hostname)).lifecycleStatus === state) return;
  }
}

async function remove(hostname: Json): Promise<void> {
  const current = ok(await tenant.owner.get(`${hostnamesPath}/${hostname.id}`)).json;
  ok(await tenant.owner.delete(`${hostnamesPath}/${hostname.id}`, ifMatch(current)));
}

describe("what is wrong with a hostname", () => {
  test("a CAA record that forbids the certificate is told with what to add beside it", async () => {
    const { page } = max;
    const added = await newHostname(tenant.owner);
    await setRecord(added.zone, "CAA", '0 issue "elsewhere.example"');
    await look(tenant.owner, added);
    await open(added);
    const certificate = step(page, 3);
    await certificate.getByText(`A CAA record at ${added.zone} forbids the certificate`).waitFor();
    await certificate.getByText('0 issue "elsewhere.example"', { exact: true }).waitFor();
    await certificate.getByRole("button", { name: "Copy the value of the CAA record for letsencrypt.org" }).waitFor();
    await expectNoSideways(page);
    await screenshot(page, "190-domain-caa-phone-dark");
    await setRecord(added.zone, "CAA");
    await press(page, "Check again");
    await certificate.getByText("forbids the certificate").waitFor({ state: "hidden" });
    await remove(added);
  });

  test("one that was given up on says so, and is tried again when asked", async () => {
    const { page } = max;
    const pending = await pendingHostname();
    await becomes(pending, "error", {
      status: "pending",
      sslStatus: "validation_timed_out",
      validationErrors: ["The authority could not reach the name."],
    });
    await open(pending);
    await page.getByText("Failed", { exact: true }).waitFor();
    await page.getByText("Nobody could see in time that the name leads here").waitFor();
    await page.getByText("The authority could not reach the name.").waitFor();
    await expectNoSideways(page);
    await screenshot(page, "191-domain-failed-phone-dark");
    await press(page, "Try again");
    await page.getByText("Being set up", { exact: true }).waitFor();
    await remove(pending);
  });

  test("one that leads elsewhere is out of service, and what to do is told", async () => {
    const { page } = max;
    const served = await newServedHostname(tenant.owner);
    await setRecord(served.hostname, "CNAME", "elsewhere.example");
    await becomes(served, "moved", { status: "moved", sslStatus: "active" });
    await open(served);
    await page.getByText("Moved away", { exact: true }).waitFor();
    await page.getByText("The name leads elsewhere now").waitFor();
    await step(page, 2).getByText("elsewhere.example", { exact: true }).waitFor();
    await expectNoSideways(page);
    await screenshot(page, "192-domain-moved-phone-dark");
    await remove(served);
  });

  test("one that Cloudflare does not accept is told with whom to ask", async () => {
    const { page } = max;
    const pending = await pendingHostname();
    await becomes(pending, "error", { status: "blocked", sslStatus: "pending_validation" });
    await open(pending);
    await page.getByText("lift the “zone hold”").waitFor();
    await remove(pending);
  });
});

describe("what is refused", () => {
  test("a name that somebody has already, here or elsewhere, is refused with what to do", async () => {
    const { page } = max;
    const other = await newTenant("others");
    const theirs = await newServedHostname(other.owner);
    const ours = await addHostname(tenant.owner, uniqueHostname());
    await page.goto(at(domains));
    await press(page, "Add a hostname");
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("textbox", { name: "Hostname" });
    for (const [name, sentence] of [
      [theirs.hostname, "Another organization has this name"],
      [ours.hostname, "You have added this name already"],
    ]) {
      await field.fill(name);
      await field.press("Enter");
      await dialog.getByText(sentence).waitFor();
    }
    await expectNoSideways(page);
    await screenshot(page, "193-domains-taken-phone-dark", false);
    await remove(ours);
  });

  test("more than ten on their way are refused, and the ten are there", async () => {
    const { page } = max;
    const added: Json[] = [];
    for (let count = 0; count < 10; count += 1) added.push(await addHostname(tenant.owner, uniqueHostname()));
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("textbox", { name: "Hostname" });
    await field.fill(uniqueHostname());
    await field.press("Enter");
    await dialog.getByText("Ten hostnames are not active yet").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    for (const { hostname } of added) await page.getByRole("link", { name: hostname }).waitFor();
    await expectNoSideways(page);
    await screenshot(page, "194-domains-many-phone-dark");
    for (const one of added) await remove(one);
  });

  test("a removal that the organization's sign-in hangs on is refused with what to do first", async () => {
    const { page, context } = max;
    const served = await newServedHostname(tenant.owner);
    await open(served);
    // What that takes is tried where single sign-on is; here, what is made of it.
    const needed = { title: "Needed.", status: 409, code: "HOSTNAME_NEEDED", requestId: "req_x" };
    await context.route(`**${hostnamesPath}/${served.id}`, (route) =>
      route.request().method() === "DELETE" ? route.fulfill(problem(needed)) : route.continue(),
    );
    await press(page, "Remove this hostname…");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await dialog.getByText("First sign in as an owner through the identity provider at another host").waitFor();
    await screenshot(page, "195-domain-needed-phone-dark", false);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await context.unroute(`**${hostnamesPath}/${served.id}`);
    await expectNoSideways(page);
    await screenshot(page, "196-domain-active-phone-dark");
  });
});

describe("on a bad day", () => {
  test("what cannot be read says so and can be tried again; who asks too often is told how long to wait", async () => {
    const { page, context } = max;
    const away = { title: "This is not available right now.", status: 503, code: "UNAVAILABLE", requestId: "req_x" };
    await context.route(`**${hostnamesPath}?*`, (route) => route.fulfill(problem(away)));
    await page.goto(at(domains));
    await page.getByText("This could not be loaded").waitFor();
    await screenshot(page, "197-domains-away-phone-dark");
    await context.unroute(`**${hostnamesPath}?*`);
    await press(page, "Try again");
    await page.getByRole("link", { name: /^portal\./ }).click();
    const often = { title: "Too many requests.", status: 429, code: "RATE_LIMITED", requestId: "req_x" };
    await context.route("**/verify", (route) => route.fulfill(problem(often, { "retry-after": "40" })));
    await press(page, "Check again");
    await page.getByText("That was a little too often.").waitFor();
    const waiting = page.getByRole("button", { name: /^Try again in 0:\d\d$/ });
    expect(await waiting.getAttribute("aria-disabled")).toBe("true");
    await screenshot(page, "198-domain-too-often-phone-dark");
    await context.unroute("**/verify");
  });

  test("a hostname that there is not, and an admin's page for a member, say so", async () => {
    const { page } = max;
    await page.goto(at(`${domains}/hst_none`));
    await page.getByText("There is no such hostname").waitFor();
    const { email } = await newMember(tenant, "member");
    const member = await openBrowser({ width: 390 });
    try {
      await enterByPassword(member.page, at(domains), email);
      await member.page.getByText("This page is for administrators").waitFor();
      await member.page.getByRole("navigation").getByRole("link", { name: "Sessions" }).waitFor();
      expect(await member.page.getByRole("link", { name: "Domains" }).count()).toBe(0);
      expect(await member.page.getByRole("button", { name: "Add a hostname" }).count()).toBe(0);
    } finally {
      await member.close();
    }
  });

  test("a name can be added without a mouse, and its page begins at its heading", async () => {
    const { page } = max;
    await page.goto(at(domains));
    await page.getByRole("button", { name: "Add a hostname" }).focus();
    await page.keyboard.press("Enter");
    const field = page.getByRole("dialog").getByRole("textbox", { name: "Hostname" });
    const isInField = () => field.evaluate((one) => one === document.activeElement);
    await expect.poll(isInField, { timeout: 20_000 }).toBe(true);
    const name = uniqueHostname();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await heading(page, name);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), { timeout: 20_000 }).toBe("H1");
    await expectNoSideways(page);
    await screenshot(page, "199-domain-new-phone-dark");
  });

  test("no page broke a script or the content security policy", () => {
    expect(complaints).toEqual([]);
  });
});

function problem(document: { readonly status: number }, headers: Readonly<Record<string, string>> = {}) {
  const { status } = document;
  return { status, contentType: "application/problem+json", headers, body: JSON.stringify(document) };
}
