import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../client.ts";
import { platform } from "../platform.ts";
import { ifMatch, newProvider, providersPath } from "../sso-world.ts";
import { newMember, newTenant, password, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * Two admins at the same identity provider, each in a browser of their own. Tests follow each other.
 */
let tenant: Tenant;
let provider: Json;
let olivia: Awaited<ReturnType<typeof openBrowser>>;
let max: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];

beforeAll(async () => {
  tenant = await newTenant("ssoedit");
  const admin = await newMember(tenant, "owner");
  provider = await newProvider(tenant.owner, { clientSecret: "the first secret" });
  olivia = await openBrowser();
  max = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(olivia.page), complaintsOf(max.page)];
  await Promise.all([enter(olivia.page, tenant.ownerEmail), enter(max.page, admin.email)]);
});
afterAll(async () => {
  await olivia.close();
  await max.close();
});

async function enter(page: Page, email: string): Promise<void> {
  await page.goto(`http://${tenant.host}:${platform().port}/sso/${provider.id}`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await name(page).waitFor();
}

const name = (page: Page) => page.getByLabel("Name", { exact: true });
const clientId = (page: Page) => page.getByLabel("Client ID");
const secret = (page: Page) => page.getByLabel("New client secret", { exact: true });
const current = async (): Promise<Json> => (await tenant.owner.get(`${providersPath}/${provider.id}`)).json;

async function saves(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === "PATCH");
  // By the keyboard: news may move the button at any moment.
  await page.getByRole("button", { name: "Save", exact: true }).press("Enter");
  expect((await answered).status()).toBe(200);
}

/** What a program changes in Olivia's name. */
async function changes(body: object): Promise<void> {
  const answer = await tenant.owner.patch(`${providersPath}/${provider.id}`, body, ifMatch(await current()));
  expect(answer.status, answer.text).toBe(200);
}

test("two admins at one provider see each other, and what one saves the other has", async () => {
  await name(olivia.page).focus();
  await max.page.getByText("Olivia Owner is editing this right now.").waitFor();
  await clientId(max.page).fill("gatehouse-2");
  await olivia.page.getByText("Max owner is editing this right now.").waitFor();
  await saves(max.page);
  await olivia.page.getByText("Now shown below: Client ID.").waitFor();
  expect(await clientId(olivia.page).inputValue()).toBe("gatehouse-2");
  await screenshot(olivia.page, "90-sso-live-change");
});

test("where both changed the same, one chooses, and what only one changed is kept", async () => {
  await name(olivia.page).fill("Olivia's login");
  await name(max.page).fill("Max's login");
  await clientId(max.page).fill("gatehouse-3");
  await saves(max.page);
  await olivia.page.getByText("Name: which one stays?").waitFor();
  await screenshot(olivia.page, "91-sso-conflict");
  await olivia.page.getByRole("radio", { name: /Yours Olivia's login/ }).check();
  await saves(olivia.page);
  expect(await current()).toMatchObject({ label: "Olivia's login", clientId: "gatehouse-3" });
});

test("two who replace the secret have to choose, although nobody is shown either", async () => {
  const { page } = olivia;
  await page.getByRole("button", { name: "Replace the secret" }).click();
  await secret(page).fill("what Olivia typed");
  await changes({ clientSecret: "what the other set" });
  await page.getByText("Client secret: which one stays?").waitFor();
  await page.getByText("You saved a change on another page").waitFor();
  await screenshot(page, "92-sso-secret-conflict");
  const shown = await page.locator("main").textContent();
  expect(shown).not.toContain("what Olivia typed");
  expect(shown).not.toContain("what the other set");
});

test("a secret that was typed is nowhere after the page was loaded again, and the person is told so", async () => {
  const { page } = olivia;
  await name(page).fill("Reloaded login");
  const kept = await page.evaluate(() => JSON.stringify(sessionStorage));
  expect(kept).toContain("Reloaded login");
  expect(kept).not.toContain("what Olivia typed");
  await page.reload();
  await page.getByText("Secrets are not kept: enter Client secret again.").waitFor();
  expect(await name(page).inputValue()).toBe("Reloaded login");
  await screenshot(page, "93-sso-restored");
  await page.getByRole("button", { name: "Discard them" }).click();
  expect(await name(page).inputValue()).toBe("Olivia's login");
});

test("no page broke a script or the content security policy", () => {
  expect(complaints.flat()).toEqual([]);
});
