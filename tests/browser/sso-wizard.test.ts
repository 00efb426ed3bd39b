import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { platform } from "../platform.ts";
import { publish } from "../sso-world.ts";
import { newMember, newTenant, password, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";
import { enterByPassword, sayWhoYouAre } from "./sign-on.ts";

/*
 * Single sign-on as admins set it up alone: from an organization without any to one that signs in by nothing else. The
 * identity provider and the DNS are real ones. Tests follow each other.
 */
const secret = "a secret that nobody reads";

let tenant: Tenant;
let olivia: Awaited<ReturnType<typeof openBrowser>>;
let max: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[][];
let adminEmail: string;
let provider = "";
let passedTest = "";

beforeAll(async () => {
  tenant = await newTenant("wizard");
  adminEmail = (await newMember(tenant, "admin", `max@${tenant.slug}.test`)).email;
  olivia = await openBrowser();
  max = await openBrowser({ width: 390, colorScheme: "dark" });
  complaints = [complaintsOf(olivia.page), complaintsOf(max.page)];
});
afterAll(async () => {
  await olivia.close();
  await max.close();
});

const at = (path: string, host = tenant.host) => `http://${host}:${platform().port}${path}`;
const issuer = () => at(`/${tenant.slug}`, "idp.localhost");
const domain = () => `${tenant.slug}.test`;
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const stepOf = (page: Page) => new URL(page.url()).searchParams.get("step");

describe("setting up", () => {
  test("without single sign-on the page says what there is to gain, and what is missing before it can be required", async () => {
    const { page } = olivia;
    await enterByPassword(page, at("/sso"), tenant.ownerEmail);
    await heading(page, "Single sign-on");
    await page.getByText("No identity provider yet").waitFor();
    await page.getByText("First set up an identity provider.").waitFor();
    await page.getByText("No owner has a recovery code.").waitFor();
    await page.getByText("Nothing has happened yet").waitFor();
    await screenshot(page, "90-sso-empty");
  });

  test("a product is chosen, and its own console's words say what to click there", async () => {
    const { page } = olivia;
    await page.getByRole("link", { name: "Set up single sign-on" }).click();
    await press(page, "Continue");
    await page.getByText("Choose one to go on.").waitFor();
    for (const name of ["Okta", "Microsoft Entra ID", "Google Workspace", "Auth0", "Another provider"]) {
      await page.getByRole("radio", { name }).waitFor();
    }
    await page.getByRole("radio", { name: "Keycloak" }).check();
    await screenshot(page, "91-sso-product");
    await press(page, "Continue");
    await page.getByText("Client authentication", { exact: true }).waitFor();
    await screenshot(page, "92-sso-application");
    await press(page, "I have done this");
  });

  test("the issuer is asked whether it is one, and a mistake is told with advice", async () => {
    const { page } = olivia;
    await page.getByLabel("Issuer").fill(`${issuer()}/`);
    await press(page, "Check issuer");
    await page.getByText("The provider calls itself by another issuer than the one that was entered.").waitFor();
    await screenshot(page, "93-sso-wrong-issuer");
    await page.getByLabel("Issuer").fill(issuer());
    await press(page, "Check issuer");
    await page.getByText("The issuer answers as an OpenID provider should.").waitFor();
    await page.getByText("The metadata names exactly this issuer").waitFor();
  });

  test("what was typed survives a reload, but for the secret, which is asked for again", async () => {
    const { page } = olivia;
    await page.getByLabel("Client ID").fill("gatehouse");
    await page.getByLabel("Client secret").fill(secret);
    await page.getByLabel("Name", { exact: true }).fill("Acme ID");
    await page.reload();
    await page.getByText("What you typed before is here again.").waitFor();
    await page.getByText("enter Client secret again").waitFor();
    expect(stepOf(page)).toBe("credentials");
    expect(await page.getByLabel("Client ID").inputValue()).toBe("gatehouse");
    expect(await page.getByLabel("Client secret").inputValue()).toBe("");
    await press(page, "Save and continue");
    await page.getByText("Enter the client secret.").waitFor();
    await page.getByLabel("Client secret").fill(secret);
    await screenshot(page, "94-sso-credentials");
    await press(page, "Save and continue");
    await heading(page, "Enter these addresses there");
    provider = new URL(page.url()).searchParams.get("provider") ?? "";
    const made = await tenant.owner.get(`/api/sso-config/providers/${provider}`);
    expect(made.json).toMatchObject({ label: "Acme ID", preset: "keycloak", enabled: false, hasClientSecret: true });
    expect(made.text).not.toContain(secret);
  });

  test("the addresses to enter there are this host's, to copy", async () => {
    const { page } = olivia;
    await page.getByText(at(`/api/auth/sso/callback/${provider}`), { exact: true }).waitFor();
    await page.getByText(at(`/api/auth/sso/backchannel-logout/${provider}`), { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Copy the callback address of / }).waitFor();
    await screenshot(page, "95-sso-addresses");
    await press(page, "I have entered them");
    await heading(page, "Domains");
    // Whoever comes back another day, by the overview, goes on where this was left.
    await page.goto(at("/sso"));
    await page.getByText("Needs a domain").waitFor();
    await screenshot(page, "96-sso-unfinished");
    await page.getByRole("link", { name: "Continue the setup" }).click();
    await page.getByRole("heading", { name: /Enter these addresses there|Domains/ }).waitFor();
    await page.getByRole("button", { name: /Domains$/ }).click();
    await heading(page, "Domains");
  });

  test("a domain is proven by a record, and what is wrong with the record is told", async () => {
    const { page } = olivia;
    await page.getByLabel("Add a domain").fill(`https://${domain().toUpperCase()}/welcome`);
    await press(page, "Add");
    await page.getByText("Not verified").waitFor();
    await press(page, `Verify: ${domain()}`);
    await page.getByText(`There is no TXT record named _gatehouse.${domain()} yet.`).waitFor();
    await screenshot(page, "97-sso-no-record");
    const known = await tenant.owner.get(`/api/sso-config/providers/${provider}`);
    const { value } = known.json.domains[0].record;
    await publish(domain(), `"${value}"`);
    await press(page, `Verify: ${domain()}`);
    await page.getByText("Quotation marks are part of the value there.").waitFor();
    await screenshot(page, "98-sso-wrong-record");
    await publish(domain(), value);
    await press(page, `Verify: ${domain()}`);
    await page.getByText("Verified", { exact: true }).waitFor();
    await screenshot(page, "99-sso-verified");
    await press(page, "Continue");
  });

  test("a test that fails says which check failed, what was received and what to do", async () => {
    const { page } = olivia;
    await heading(page, "Try it yourself");
    await press(page, "Test the sign-in");
    await sayWhoYouAre(page, "somebody@elsewhere.test", "Somebody Else");
    await heading(page, "Test sign-in");
    await page.getByText("The address is in none of this provider's verified domains.").waitFor();
    await page.getByText("somebody@elsewhere.test").first().waitFor();
    await screenshot(page, "100-sso-test-failed");
    // The provider remembers who was there; whoever tests as somebody else signs out there first.
    await olivia.context.clearCookies({ domain: "idp.localhost" });
    await press(page, "Test again");
  });

  test("an owner's own sign-in passes every check, and proves that owners are not locked out", async () => {
    const { page } = olivia;
    await sayWhoYouAre(page, tenant.ownerEmail, "Olivia Owner");
    await heading(page, "Test sign-in");
    await page.getByText("It works: you could have signed in").waitFor();
    await page.getByText("You are an owner, so this proves").waitFor();
    await page.getByText("The ID token belongs to this sign-in").waitFor();
    passedTest = new URL(page.url()).pathname;
    await screenshot(page, "101-sso-test-passed");
    await page.getByRole("link", { name: "Continue the setup" }).click();
    await heading(page, "Who comes in?");
    await screenshot(page, "102-sso-switch-on");
    await press(page, "Switch it on");
    await heading(page, "Acme ID is switched on");
    await screenshot(page, "103-sso-done");
    await page.getByRole("link", { name: "To single sign-on" }).click();
    await page.getByText("In use").waitFor();
  });
});

describe("requiring it", () => {
  test("an owner makes a recovery code, which is shown once", async () => {
    const { page } = olivia;
    await press(page, "Make a code");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make the code" }).click();
    await dialog.getByText("This is the only time it is shown.").waitFor();
    const code = (await dialog.locator("code").textContent()) ?? "";
    expect(code.length).toBeGreaterThan(20);
    const downloading = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download" }).click();
    expect((await downloading).suggestedFilename()).toBe(`recovery-code-${tenant.host}.txt`);
    await dialog.getByRole("button", { name: "Print" }).click();
    const sheet = page.frameLocator("iframe[title='Recovery code']").locator("pre");
    expect(await sheet.textContent()).toContain(`${code}\n\nFor: ${tenant.ownerEmail}`);
    await screenshot(page, "104-sso-recovery-code");
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Ready", { exact: true }).waitFor();
    expect(await page.content()).not.toContain(code);
    expect(await page.locator("iframe").count()).toBe(0);
  });

  test("requiring it says what happens to whom, ends the sessions of passwords, and one comes back by the provider", async () => {
    const { page } = olivia;
    await press(page, "Require single sign-on…");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText("Acme ID: an owner came in by it").waitFor();
    await dialog.getByText("One owner has a recovery code").waitFor();
    await dialog.getByRole("switch", { name: "End all sessions that began with a password" }).check();
    await screenshot(page, "105-sso-require");
    await dialog.getByRole("button", { name: "Require single sign-on" }).click();
    // Her own began with a password.
    await heading(page, "Sign in");
    await screenshot(page, "106-sso-signed-out");
    const refused = await tenant.owner.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password });
    expect([refused.status, refused.json.code]).toEqual([403, "SSO_REQUIRED"]);
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    // The provider knows her already; she comes back to where she was.
    await heading(page, "Single sign-on");
    await page.getByText("Required", { exact: true }).waitFor();
    await page.getByText("required single sign-on").first().waitFor();
    await screenshot(page, "107-sso-required");
  });

  test("nothing that would lock everybody out is done, and it is said why", async () => {
    const { page } = olivia;
    await page.getByRole("link", { name: "Acme ID" }).click();
    await press(page, `Remove ${domain()}`);
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await dialog.getByText("nobody could sign in without this domain").waitFor();
    await screenshot(page, "108-sso-not-removed");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    // Version 1 was switched off, and had no domain yet.
    await press(page, "Restore version 1");
    await dialog.getByRole("button", { name: "Restore" }).click();
    await dialog.getByText("nobody could sign in with that version").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
  });
});

describe("who comes in", () => {
  test("an admin with a phone comes in by the provider and sees what there is", async () => {
    const { page } = max;
    await page.goto(at("/sso"));
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    await sayWhoYouAre(page, adminEmail, "Max admin");
    await heading(page, "Single sign-on");
    await page.getByText("In use").waitFor();
    await page.getByText("added Acme ID").waitFor();
    await screenshot(page, "110-sso-phone-dark");
    await page.goto(at(`/sso/${provider}`));
    await page.getByLabel("Name", { exact: true }).waitFor();
    await screenshot(page, "111-sso-provider-phone-dark");
  });

  test("on a phone no page is wider than the screen", async () => {
    const { page } = max;
    const paths = [
      "/sso/new",
      "/sso/new?preset=entra&step=application",
      "/sso/new?preset=okta&step=credentials",
      ...["addresses", "domains", "test", "enable"].map((step) => `/sso/new?provider=${provider}&step=${step}`),
      passedTest,
      `/sso/${provider}`,
    ];
    for (const [index, path] of paths.entries()) {
      await page.goto(at(path));
      await page.getByRole("main").getByRole("heading", { level: 2 }).first().waitFor();
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect([path, widths[0]]).toEqual([path, widths[1]]);
      const right = await page.evaluate(() =>
        Math.max(...[...document.querySelectorAll("main section")].map((one) => one.getBoundingClientRect().right)),
      );
      expect([path, right <= (widths[1] ?? 0) - 16]).toEqual([path, true]);
      await screenshot(page, `120-sso-phone-dark-${index}`, path !== passedTest);
    }
  });

  test("a wrong secret is told by the test, and the right one lets people in again", async () => {
    const { page } = olivia;
    const replaceSecret = async (typed: string) => {
      await press(page, "Replace the secret");
      await page.getByLabel("New client secret").fill(typed);
      await press(page, "Save");
      await page.getByText("The changes are saved.").first().waitFor();
    };
    await page.goto(at(`/sso/${provider}`));
    await replaceSecret("one with a typing mistake");
    await press(page, "Test the sign-in");
    await heading(page, "Test sign-in");
    await page.getByText("The provider does not accept the client id with this secret.").waitFor();
    await screenshot(page, "133-sso-wrong-secret");
    await page.getByRole("link", { name: "Settings of Acme ID" }).click();
    await replaceSecret(secret);
  });

  test("who may not set it up is told whom to ask", async () => {
    const { page, close } = await openBrowser({ width: 390 });
    try {
      await page.goto(at("/sso"));
      await page.getByRole("button", { name: "Continue with Acme ID" }).click();
      await sayWhoYouAre(page, `newcomer@${domain()}`, "Nora Newcomer");
      await page.getByText("This page is for administrators").waitFor();
      await screenshot(page, "134-sso-not-permitted-phone");
      await page.goto(at("/sso/new"));
      await page.getByText("This page is for administrators").waitFor();
    } finally {
      await close();
    }
  });
});

describe("on a bad day", () => {
  test("an issuer that cannot be called is refused with a reason, before anything is kept", async () => {
    const { page } = olivia;
    await page.goto(at("/sso/new?preset=generic&step=credentials"));
    const told: readonly (readonly [string, string])[] = [
      ["https://nobody.is.here.example", "There is no host of this name."],
      ["https://169.254.169.254/latest", "The host has an address that is not on the public internet."],
      ["http://login.example.com", "The address does not begin with https."],
      ["not an address", "The address is not a complete URL."],
    ];
    for (const [address, sentence] of told) {
      await page.getByLabel("Issuer").fill(address);
      await press(page, "Check issuer");
      await page.getByText(sentence).waitFor();
    }
    await screenshot(page, "140-sso-refused-issuer");
    // What the server refuses is told at the field, and what was typed stays.
    await page.getByLabel("Client ID").fill("x");
    await page.getByLabel("Client secret").fill("y");
    await page.getByLabel("Name", { exact: true }).fill("Nowhere");
    await press(page, "Save and continue");
    await page.locator("[name=issuer][aria-invalid=true]").waitFor();
    expect(await page.getByLabel("Issuer").inputValue()).toBe("not an address");
    await screenshot(page, "141-sso-refused-creation");
  });

  test("a setup can be done without a mouse", async () => {
    const { page } = olivia;
    await page.goto(at("/sso/new"));
    await page.getByRole("radio", { name: "Okta" }).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "Microsoft Entra ID" }).isChecked()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await heading(page, "Make an application in Microsoft Entra ID");
    // Whoever reads by ear begins at the page's heading again.
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  });

  test("what cannot be read says so and can be tried again; what can be is there", async () => {
    const { page, context } = olivia;
    const away = { status: 503, contentType: "application/problem+json", body: JSON.stringify(unavailable) };
    await context.route("**/api/sso-config/providers", (route) => route.fulfill(away));
    await page.goto(at("/sso"));
    await page.getByText("This could not be loaded").waitFor();
    await page.getByText("added Acme ID").waitFor();
    await screenshot(page, "142-sso-database-away");
    await context.unroute("**/api/sso-config/providers");
    await press(page, "Try again");
    await page.getByRole("link", { name: "Acme ID" }).waitFor();
  });
});

const unavailable = { title: "This is not available right now.", status: 503, code: "UNAVAILABLE", requestId: "req_x" };

test("no page broke a script or the content security policy", () => {
  expect(complaints.flat()).toEqual([]);
});
