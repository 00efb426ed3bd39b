import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { platform } from "../platform.ts";
import { newMember, newTenant, password, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * Two admins at the same settings, each in a browser of their own: an owner at a desk, an admin with a phone at night.
 * Tests follow each other.
 */
let tenant: Tenant;
let olivia: Awaited<ReturnType<typeof openBrowser>>;
let max: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];

beforeAll(async () => {
  tenant = await newTenant("editing");
  const admin = await newMember(tenant, "admin");
  olivia = await openBrowser();
  max = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(olivia.page), complaintsOf(max.page)];
  await Promise.all([enter(olivia.page, tenant.ownerEmail), enter(max.page, admin.email)]);
});
afterAll(async () => {
  await olivia.close();
  await max.close();
});

const at = (path: string) => `http://${tenant.host}:${platform().port}${path}`;

async function enter(page: Page, email: string): Promise<void> {
  await page.goto(at("/settings"));
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await page.getByLabel("App name").waitFor();
}

const appName = (page: Page) => page.getByLabel("App name");
const colour = (page: Page) => page.getByLabel("Colour", { exact: true });
/*
 * Not by the mouse, as news may move the button at any moment, nor by a key: a list that closes gives the focus back to
 * its field a moment later, and the key would open it again.
 */
const press = async (page: Page) => {
  const button = page.getByRole("button", { name: "Save", exact: true, disabled: false });
  await button.dispatchEvent("click");
};

/** Saves, and is answered so. */
async function saves(page: Page, status: 200 | 412): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === "PATCH");
  // What is thrown first is what is told.
  answered.catch(() => undefined);
  await press(page);
  expect((await answered).status()).toBe(status);
  if (status === 412) return;
  await Promise.all([
    // The answer is taken in, and not only here: an earlier toast may still be shown.
    page.getByRole("button", { name: "Discard changes" }).waitFor({ state: "hidden" }),
    // It goes away by itself: looked for at once, however long the other takes.
    page.getByText("The settings are saved.").first().waitFor(),
  ]);
}

const settings = async () => (await tenant.owner.get("/api/org/settings")).json;
const reading = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("name"));

test("who begins to edit is seen by the other, by name, and no more when they leave the form", async () => {
  await appName(olivia.page).focus();
  await max.page.getByText("Olivia Owner is editing this right now.").waitFor();
  await screenshot(max.page, "80-presence-phone-dark", false);
  await appName(max.page).focus();
  await olivia.page.getByText("Max admin is editing this right now.").waitFor();
  await screenshot(olivia.page, "81-presence");
  await olivia.page.getByRole("link", { name: "Members" }).first().click();
  await max.page.getByText("Olivia Owner is editing this right now.").waitFor({ state: "hidden" });
  await olivia.page.getByRole("link", { name: "Settings" }).first().click();
  await olivia.page.getByText("Max admin is editing this right now.").waitFor();
});

test("what the other saves appears in a form in which nothing was typed, with a word about it", async () => {
  await appName(max.page).fill("Renamed by Max");
  await saves(max.page, 200);
  await olivia.page.getByText("Now shown below: App name.").waitFor();
  await olivia.page.getByText("Max admin saved a change").waitFor();
  expect(await appName(olivia.page).inputValue()).toBe("Renamed by Max");
  await screenshot(olivia.page, "82-live-change");
  await olivia.page.getByRole("button", { name: "Got it" }).click();
  await olivia.page.getByText("Now shown below").waitFor({ state: "hidden" });
});

test("what was typed is merged with what the other saves, and where both changed the same one chooses", async () => {
  await appName(olivia.page).fill("Olivia's name");
  await colour(olivia.page).fill("#7a2e8e");
  // It moves what is below it: a list that is opened at that moment would miss the click.
  await max.page.getByText("Olivia Owner is editing this right now.").waitFor();
  await appName(max.page).fill("Max's name");
  await max.page.getByRole("button", { name: /Sign out in any case after/ }).click();
  await max.page.getByRole("option", { name: "14 days" }).click();
  await saves(max.page, 200);
  await olivia.page.getByText("App name: which one stays?").waitFor();
  await olivia.page.getByText("Taken over: Sign out in any case after.").waitFor();
  expect(await appName(olivia.page).inputValue()).toBe("Olivia's name");
  await press(olivia.page);
  await olivia.page.getByText("Choose one of the two.").waitFor();
  await screenshot(olivia.page, "83-conflict");
});

test("a page that is loaded again in the middle of it has lost nothing", async () => {
  await olivia.page.reload();
  await olivia.page.getByText(/Your unsaved changes from .* were restored\./).waitFor();
  expect(await appName(olivia.page).inputValue()).toBe("Olivia's name");
  expect(await colour(olivia.page).inputValue()).toBe("#7a2e8e");
  // Nor has she decided by it.
  await olivia.page.getByRole("radio", { name: /Theirs Max's name/ }).waitFor();
  await screenshot(olivia.page, "84-restored");
  // And what the other saves while the page is away is merged when it is back.
  await olivia.page.goto("about:blank");
  await appName(max.page).fill("Max's second name");
  await saves(max.page, 200);
  await olivia.page.goto(at("/settings"));
  await olivia.page.getByText("App name: which one stays?").waitFor();
  await screenshot(olivia.page, "85-restored-conflict");
  await olivia.page.getByRole("radio", { name: /Theirs Max's second name/ }).check();
  await saves(olivia.page, 200);
  expect(await settings()).toMatchObject({
    appName: "Max's second name",
    primaryColor: "#7a2e8e",
    sessionLifetimeHours: 14 * 24,
  });
  await max.page.getByText("Now shown below: Colour.").waitFor();
  await screenshot(max.page, "86-live-change-phone-dark", false);
  await olivia.page.reload();
  await appName(olivia.page).waitFor();
  expect(await olivia.page.getByText("were restored").count()).toBe(0);
});

test("saving on an older version, before the news of the newer one is there, loses nothing either", async () => {
  const { page } = max;
  // The news does not come until the route is lifted: only the refusal tells.
  await page.route("**/api/org/settings", (route) =>
    route.request().method() === "GET" ? undefined : route.continue(),
  );
  const etag = (await tenant.owner.get("/api/org/settings")).headers.get("etag");
  await appName(page).fill("Late");
  const first = await tenant.owner.patch("/api/org/settings", { appName: "Early" }, { headers: { "if-match": etag } });
  expect(first.status, first.text).toBe(200);
  await saves(page, 412);
  await page.getByText("App name: which one stays?").waitFor();
  await screenshot(page, "87-conflict-phone-dark", false);
  await page.unroute("**/api/org/settings");
  await page.getByRole("radio", { name: /Yours Late/ }).check();
  await saves(page, 200);
  expect((await settings()).appName).toBe("Late");
});

test("changes that are let go stay gone, and so does everything unsaved when somebody signs out", async () => {
  const { page } = max;
  await appName(page).fill("Not this one");
  await page.reload();
  await page.getByRole("button", { name: "Discard them" }).click();
  expect(await appName(page).inputValue()).toBe("Late");
  await page.reload();
  await appName(page).waitFor();
  expect(await appName(page).inputValue()).toBe("Late");
  await appName(page).fill("Nor this");
  const unsaved = () => page.evaluate(() => JSON.stringify(sessionStorage));
  expect(await unsaved()).toContain("Nor this");
  await page.getByRole("button", { name: /Max admin/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  expect(await unsaved()).not.toContain("Nor this");
  await olivia.page.getByText("Max admin is editing this right now.").waitFor({ state: "hidden" });
});

test("the form keeps the focus while news comes in", async () => {
  const { page } = olivia;
  await colour(page).focus();
  const etag = (await tenant.owner.get("/api/org/settings")).headers.get("etag");
  await tenant.owner.patch("/api/org/settings", { appName: "While you look" }, { headers: { "if-match": etag } });
  await page.getByText("Now shown below: App name.").waitFor();
  expect(await reading(page)).toBe("primaryColor");
  await colour(page).fill("#005f73");
  await screenshot(page, "88-news-and-typing");
});

test("no page broke a script or the content security policy", () => {
  expect(complaints.flat()).toEqual([]);
});
