import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newOperator } from "../admin-world.ts";
import type { Json } from "../client.ts";
import { publishRecord, setRecord } from "../hostname-proof.ts";
import {
  addHostname,
  afterLooks,
  choosePrimary,
  hostnamesPath,
  newAskingTenant,
  uniqueHostname,
} from "../hostname-world.ts";
import { newServedHostname } from "../hostname-proof.ts";
import { asSuperuser, platform } from "../platform.ts";
import { ifMatch, ok } from "../sso-world.ts";
import { operator, visitor, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * A tenant's hostnames as operators see them: a super admin at a desk, and support with a phone at night. Tests follow
 * each other.
 */
let tenant: Tenant;
let desk: Awaited<ReturnType<typeof openBrowser>>;
let phone: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];
let waiting: Json;
let served: Json;
let failed: Json;

beforeAll(async () => {
  // What it writes about its hostnames by hand is not to be written over by what a look finds.
  tenant = await newAskingTenant("console");
  const support = await newOperator("support");
  desk = await openBrowser();
  phone = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(desk.page), complaintsOf(phone.page)];
  await enter(desk.page, "ops@gatehouse.test");
  await enter(phone.page, support.email);
});
afterAll(async () => {
  await desk.close();
  await phone.close();
  await afterLooks();
});

const at = (path: string) => `http://admin.localhost:${platform().port}${path}`;
const panel = (page: Page) => page.getByRole("region", { name: "Hostnames" });
const item = (page: Page, { displayHostname }: Json) =>
  panel(page)
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: displayHostname }) });
const openTenant = (page: Page) => page.goto(at(`/tenants/${tenant.id}`));

/** Past Access, and into the console. */
async function enter(page: Page, email: string): Promise<void> {
  await page.goto(at("/"));
  await page.getByRole("textbox").first().fill(email);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Health" }).waitFor();
}

test("a tenant without hostnames of its own says so", async () => {
  await openTenant(desk.page);
  await panel(desk.page).getByText("No hostname of its own").waitFor();
  await screenshot(desk.page, "180-console-no-hostname");
});

test("each says how far it is, in whose words, and what is in its way", async () => {
  waiting = await addHostname(tenant.owner, uniqueHostname("bücher"));
  await setRecord(waiting.record.name, "TXT", "gatehouse-hostname=of-somebody-else");
  served = await newServedHostname(tenant.owner);
  await choosePrimary(tenant, served);
  failed = await newServedHostname(tenant.owner, { hostname: uniqueHostname("shop") });
  await asSuperuser((sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${tenant.id}, true)`;
      const registration = {
        id: "0d89c70d-ad9f-4843-b99f-6cc0252067e9",
        hostname: failed.hostname,
        status: "blocked",
        sslStatus: "pending_validation",
        method: "http",
        certificateExpiresAt: null,
        records: [],
        errors: ["The hostname is on a list of names that need a review."],
      };
      await tx`update hostnames set state = 'error', failure = 'blocked', cloudflare_id = ${registration.id},
        cloudflare_status = 'blocked', ssl_status = 'pending_validation', registration = ${tx.json(registration)},
        checked_at = now() where id = ${failed.id}`;
      await tx`update hostnames set cloudflare_status = 'active', ssl_status = 'active', checked_at = now(),
        certificate_expires_at = now() + interval '80 days' where id = ${served.id}`;
    }),
  );
  const { page } = desk;
  await openTenant(page);
  await item(page, waiting)
    .getByRole("button", { name: /^Check/ })
    .click();
  await item(page, waiting).getByText("gatehouse-hostname=of-somebody-else").first().waitFor();
  await item(page, waiting).getByText(waiting.hostname, { exact: true }).waitFor();
  await item(page, failed).getByText("Cloudflare blocks this hostname").waitFor();
  await item(page, failed).getByText("The hostname is on a list of names that need a review.").waitFor();
  await item(page, failed).getByText("pending_validation", { exact: true }).waitFor();
  await item(page, served).getByText("Primary").waitFor();
  await item(page, served).getByText("What is known of it").click();
  await item(page, served)
    .getByText(/^expires /)
    .waitFor();
  // What wants attention stands first.
  expect(await panel(page).getByRole("heading", { level: 3 }).last().textContent()).toContain(served.displayHostname);
  await screenshot(page, "181-console-hostnames");
});

test("having one looked at shows at once what that has brought", async () => {
  await publishRecord(waiting);
  const { page } = desk;
  await item(page, waiting)
    .getByRole("button", { name: `Check ${waiting.displayHostname} again` })
    .click();
  await item(page, waiting).getByText("Pending at Cloudflare").waitFor();
  await page.getByText(`${waiting.displayHostname}: Pending at Cloudflare.`).waitFor();
  // What was opened of another one stays open.
  expect(
    await item(page, served)
      .getByText(/^expires /)
      .isVisible(),
  ).toBe(true);
  await screenshot(page, "182-console-hostname-checked");
});

test("removing one says what will happen and wants a reason; where somebody was first, it says so and can be done again", async () => {
  const { page } = desk;
  let isStale = true;
  const before = ok(await (await operator()).get(`/api/admin/tenants/${tenant.id}/hostnames?removed=true`)).json;
  // The page knows nothing of the change until it is told with the refusal.
  await page.route(/\/hostnames\?/, (route) => (isStale ? route.fulfill({ json: before }) : route.continue()));
  page.on("request", (request) => {
    if (request.method() === "DELETE") isStale = false;
  });
  const path = `${hostnamesPath}/${waiting.id}`;
  const now = ok(await tenant.owner.get(path)).json;
  ok(await tenant.owner.patch(path, { validation: "txt" }, ifMatch(now)));

  await item(page, waiting)
    .getByRole("button", { name: /^Remove/ })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The tenant will not be served there.").waitFor();
  const remove = dialog.getByRole("button", { name: "Remove", exact: true });
  await remove.click();
  await dialog.getByText("Say why").waitFor();
  await dialog.getByLabel("Reason").fill("Asked for by the tenant");
  await remove.click();
  await dialog.getByText("Somebody else has changed this in the meantime.").waitFor();
  await screenshot(page, "183-console-hostname-changed", false);
  await remove.click();
  await dialog.waitFor({ state: "hidden" });
  await item(page, waiting).getByText("Removed", { exact: true }).waitFor();
  expect(await item(page, waiting).getByRole("button").count()).toBe(0);
});

test("removing the one that is in service says that sessions end, and what becomes of the primary host", async () => {
  const { page } = desk;
  await item(page, served)
    .getByRole("button", { name: /^Remove/ })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("the sessions that were begun there end").waitFor();
  await dialog.getByText("It is the primary host").waitFor();
  await dialog.getByLabel("Reason").fill("Reported as phishing");
  await screenshot(page, "184-console-remove-hostname", false);
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await item(page, served).getByText("Removed", { exact: true }).waitFor();
  const door = await visitor(served.hostname);
  expect((await door.get("/api/tenancy/current")).status).toBe(404);

  await page.goto(at(`/audit-log?tenant=${tenant.id}`));
  await page.getByText("Reported as phishing").waitFor();
  await page.getByText("changed the primary host to").waitFor();
  await screenshot(page, "185-console-hostname-audit-log");
});

test("support sees it all with a phone, may have one looked at, and removes none", async () => {
  const { page } = phone;
  await openTenant(page);
  await item(page, failed)
    .getByRole("button", { name: /^Check/ })
    .waitFor();
  expect(
    await panel(page)
      .getByRole("button", { name: /^Remove/ })
      .count(),
  ).toBe(0);
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(width[0]).toBe(width[1]);
  await screenshot(page, "186-console-hostnames-phone-dark");
});

test("hostnames that cannot be read are no end of the page, and can be asked for again", async () => {
  const { page } = phone;
  let isAway = true;
  await page.route(/\/hostnames\?/, (route) =>
    isAway
      ? route.fulfill({
          status: 500,
          json: { title: "Something went wrong on our side.", status: 500, code: "INTERNAL" },
        })
      : route.continue(),
  );
  await openTenant(page);
  await panel(page).getByText("Something went wrong on our side.").waitFor();
  await page.getByRole("region", { name: "Gatekeeper" }).getByText("Reachable").waitFor();
  await screenshot(page, "187-console-hostnames-failed-phone-dark");
  isAway = false;
  await panel(page).getByRole("button", { name: "Try again" }).click();
  await item(page, failed).waitFor();
  const expected = /status of (412|500)/;
  expect(complaints.map((all) => all.filter((one) => !expected.test(one)))).toEqual([[], []]);
});
