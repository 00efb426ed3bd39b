import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { platform } from "../platform.ts";
import { newProvider, uniqueDomain, verify } from "../sso-world.ts";
import { newMember, newTenant, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";
import { enterByPassword } from "./sign-on.ts";

/*
 * Two admins at one identity provider, each in a browser of their own: an owner at a desk, an admin with a phone at
 * night. Tests follow each other.
 */
let tenant: Tenant;
let provider: string;
let olivia: Awaited<ReturnType<typeof openBrowser>>;
let max: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];

beforeAll(async () => {
  tenant = await newTenant("together");
  const admin = await newMember(tenant, "admin");
  const made = await newProvider(tenant.owner, {
    label: "Acme ID",
    preset: "keycloak",
    clientSecret: "the first secret",
    logoutAtProvider: true,
    domains: [domain],
  });
  await verify(tenant.owner, made);
  provider = made.id;
  olivia = await openBrowser();
  max = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(olivia.page), complaintsOf(max.page)];
  await enterByPassword(olivia.page, at(`/sso/${provider}`), tenant.ownerEmail);
  await enterByPassword(max.page, at(`/sso/${provider}`), admin.email);
  for (const { page } of [olivia, max]) await page.getByLabel("Name", { exact: true }).waitFor();
});
afterAll(async () => {
  await olivia.close();
  await max.close();
});

const at = (path: string) => `http://${tenant.host}:${platform().port}${path}`;
/* Not the people's own: they come in with passwords. */
const domain = uniqueDomain();
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const document = async () => (await tenant.owner.get(`/api/sso-config/providers/${provider}`)).json;

test("both see each other edit, and both changes are kept where they touch different things", async () => {
  await olivia.page.getByLabel("Name", { exact: true }).focus();
  await max.page.getByText("Olivia Owner is editing this right now.").waitFor();
  await max.page.getByLabel("Name", { exact: true }).fill("Max's login");
  await olivia.page.getByText("Max admin is editing this right now.").waitFor();
  await olivia.page.getByLabel("Name", { exact: true }).fill("Olivia's login");
  await olivia.page.getByRole("switch", { name: /^New people get an account/ }).uncheck();
  await max.page.getByRole("button", { name: /^Role of new people/ }).scrollIntoViewIfNeeded();
  await max.page.getByText("Signing out", { exact: true }).click();
  await max.page.getByRole("switch", { name: /^Signing out here signs out/ }).uncheck();
  await press(max.page, "Save");
  await max.page.getByText("The changes are saved.").waitFor();
  await olivia.page.getByText("Name: which one stays?").waitFor();
  await olivia.page.getByText("Taken over: Sign-out at the provider.").waitFor();
  await press(olivia.page, "Save");
  await olivia.page.getByText("Choose one of the two.").waitFor();
  await screenshot(olivia.page, "112-sso-conflict");
});

test("a reload in the middle of it loses nothing, and the merge has what each of them wanted", async () => {
  const { page } = olivia;
  await page.reload();
  await page.getByText("were restored").waitFor();
  await page.getByRole("radio", { name: /^Yours/ }).check();
  await press(page, "Save");
  await page.getByText("The changes are saved.").waitFor();
  expect(await document()).toMatchObject({ label: "Olivia's login", provisioning: false, logoutAtProvider: false });
  await max.page.getByText("Now shown below: Name and New people.").waitFor();
  await screenshot(max.page, "113-sso-live-change-phone-dark", false);
});

test("two who replace the secret are told of each other, though nobody sees either", async () => {
  for (const { page } of [olivia, max]) {
    await press(page, "Replace the secret");
    await page.getByLabel("New client secret").fill(page === max.page ? "Max's secret" : "Olivia's secret");
  }
  await press(max.page, "Save");
  await max.page.getByText("The changes are saved.").first().waitFor();
  await olivia.page.getByText("Client secret: which one stays?").waitFor();
  await screenshot(olivia.page, "114-sso-secret-conflict");
  expect(await olivia.page.content()).not.toContain("Max's secret");
  await olivia.page.getByRole("radio", { name: /^Theirs/ }).check();
  // Hers is let go: nothing is left to save, and Max's secret is what is kept.
  await olivia.page.getByText("One is kept, and nobody can read it again.").waitFor();
  expect(await olivia.page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  const { clientSecretVersion, version } = await document();
  expect(clientSecretVersion).toBe(version);
});

test("what an admin has changed of what it is trusted by needs an owner, who sees all of it and confirms it", async () => {
  const { page } = olivia;
  // A name and a switch lower nothing: it began when Max replaced the secret.
  const since = (of: Page) => of.getByRole("list", { name: "What has changed since" });
  await since(page).getByText("Max admin").waitFor();
  await since(page).getByText("Replaced", { exact: true }).waitFor();
  expect(await since(page).getByRole("listitem").count()).toBe(1);
  await screenshot(page, "115-sso-confirm");
  // Who waits for an owner sees the same, and nothing to press.
  await since(max.page).getByText("Replaced", { exact: true }).waitFor();
  await max.page.getByText("An owner has to read what has changed").waitFor();
  expect(await max.page.getByRole("button", { name: "Confirm" }).count()).toBe(0);
  await screenshot(max.page, "118-sso-waiting-for-owner-phone-dark");
  // Whatever comes on top of it is listed with it.
  const edited = { clientId: "another-client", label: "Olivia's login" };
  const held = await document();
  const change = await tenant.owner.patch(`/api/sso-config/providers/${provider}`, edited, {
    headers: { "if-match": `"${held.version}"` },
  });
  expect([change.status, change.json.authority]).toEqual([200, "admin"]);
  await since(page).getByText("another-client").waitFor();
  expect(await since(page).getByRole("listitem").count()).toBe(2);
  await screenshot(page, "119-sso-confirm-all");
  await press(page, "Confirm");
  await page.getByText("Owners cannot sign in through it").waitFor({ state: "hidden" });
  await page.getByText("confirmed Olivia's login").waitFor();
});

test("the history says who, when and what, and an earlier version is one click away", async () => {
  const { page } = olivia;
  await press(page, "Restore version 1");
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText("The client secret stays the one that is kept now").waitFor();
  await screenshot(page, "116-sso-restore");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await page.getByText("Version 1 is restored.").waitFor();
  await heading(page, "Acme ID");
  expect(await document()).toMatchObject({
    label: "Acme ID",
    enabled: true,
    provisioning: true,
    logoutAtProvider: true,
  });
  expect((await document()).domains).toMatchObject([{ domain: domain, verified: true }]);
  const row = page.getByRole("listitem").filter({ hasText: "Max admin" }).filter({ hasText: "Client secret" });
  await row.first().getByText("Replaced", { exact: true }).waitFor();
  await screenshot(page, "117-sso-history");
});

test("roles by claim are set with what the product calls it, and what is half entered is told before it is sent", async () => {
  const { page } = olivia;
  await page.getByRole("switch", { name: "The provider decides on roles" }).check();
  expect(await page.getByLabel("Role claim", { exact: true }).inputValue()).toBe("groups");
  await press(page, "Add a value");
  await press(page, "Save");
  await page.getByText("Enter a value for each role.").waitFor();
  await page.getByLabel("Value 1", { exact: true }).fill("it-admins");
  await page.getByRole("button", { name: /^Role 1/ }).click();
  await page.getByRole("option", { name: "Admin" }).click();
  await screenshot(page, "118-sso-roles");
  await press(page, "Save");
  await page.getByText("it-admins → Admin").waitFor();
  expect(await document()).toMatchObject({
    roleClaim: "groups",
    roleMappings: [{ value: "it-admins", role: "admin" }],
  });
});

test("a new issuer asks for its secret: the one that is kept is sent nowhere else", async () => {
  const { page } = olivia;
  await page.getByLabel("Issuer").fill("https://new.acme.example");
  await page.getByText("The one that is kept was meant for another address").waitFor();
  await press(page, "Save");
  await page.getByText("Enter the secret that belongs to the new address.").waitFor();
  await screenshot(page, "119-sso-new-issuer");
  await page.getByLabel("New client secret").fill("the new one's");
  await press(page, "Save");
  await page.locator("ins").filter({ hasText: "https://new.acme.example" }).waitFor();
  expect(await document()).toMatchObject({ issuer: "https://new.acme.example", hasClientSecret: true });
});

test("it is deleted with a word on what that means, and can be brought back from the history", async () => {
  const { page } = olivia;
  const made = await newProvider(tenant.owner, { label: "Old login", clientSecret: "its own" });
  await page.goto(at(`/sso/${made.id}`));
  await press(page, "Delete this provider…");
  const dialog = page.getByRole("alertdialog");
  await screenshot(page, "130-sso-delete", false);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Old login is deleted.").waitFor();
  await heading(page, "Single sign-on");
  await page.getByText("deleted Old login").waitFor();
  await press(page, "Bring the provider back");
  await screenshot(page, "131-sso-bring-back", false);
  await page.getByRole("alertdialog").getByRole("button", { name: "Bring it back" }).click();
  await page.getByText("Old login is back.").waitFor();
  await page.getByRole("link", { name: "Old login" }).click();
  await page.getByLabel("Client secret", { exact: true }).waitFor();
  await page.goto(at("/sso/sso_000000000000000000000000"));
  await page.getByText("There is no such provider").waitFor();
  await screenshot(page, "132-sso-no-such-provider");
});

test("no page broke a script or the content security policy", () => {
  expect(complaints.flat()).toEqual([]);
});
