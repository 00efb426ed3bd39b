import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setCloudflare, setFault, setRecord } from "../hostname-proof.ts";
import { afterLooks, hostnamesPath, newAskingTenant, primaryHostPath } from "../hostname-world.ts";
import { platform } from "../platform.ts";
import { ok } from "../sso-world.ts";
import { password, type Tenant } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";
import { enterByPassword } from "./sign-on.ts";

/*
 * A hostname of a tenant's own, from "add" to signed in there to removed, as an owner does it alone. The DNS and
 * Cloudflare are stood in for, by servers that speak the protocol. Tests follow each other.
 */
const hostname = "app.acme.localhost";
const target = "customers.localhost";
const domains = "/org/settings/domains";

let tenant: Tenant;
let olivia: Awaited<ReturnType<typeof openBrowser>>;
const complaints: string[][] = [];
/** Her page at the new host, beside the one at the host every organization has. */
let there: Page;

beforeAll(async () => {
  tenant = await newAskingTenant("domains");
  olivia = await openBrowser();
  complaints.push(complaintsOf(olivia.page));
});
afterAll(async () => {
  await olivia?.close();
  await afterLooks();
});

const at = (path: string, host = tenant.host) => `http://${host}:${platform().port}${path}`;
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const step = (page: Page, number: number) => page.getByRole("region", { name: new RegExp(`^Step ${number}: `) });
const enterAtEntrance = async (page: Page) => {
  await page.getByLabel("E-mail address").fill(tenant.ownerEmail);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
};
const copied = () => olivia.page.evaluate(() => navigator.clipboard.readText());
const document = async () => {
  const { items } = ok(await tenant.owner.get(hostnamesPath)).json;
  return items.find((one: { readonly hostname: string }) => one.hostname === hostname);
};

describe("adding a name", () => {
  test("the page says where the organization can be reached already, and what a name of one's own takes", async () => {
    const { page } = olivia;
    await enterByPassword(page, at(domains), tenant.ownerEmail);
    await heading(page, "Domains");
    await page.getByRole("link", { name: tenant.host }).waitFor();
    await page.getByText("It always works and cannot be removed.").waitFor();
    await page.getByText("Add a name of your own").waitFor();
    await screenshot(page, "160-domains-empty");
  });

  test("a name that cannot be one is refused with a reason, at once, and what was typed stays", async () => {
    const { page } = olivia;
    await press(page, "Add a hostname");
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("textbox", { name: "Hostname" });
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByText("Enter a name such as app.example.com.").waitFor();
    const told: readonly (readonly [string, string])[] = [
      ["*.acme.com", "A star does not work here."],
      ["192.0.2.1", "This is the address of a machine."],
      ["app", "Enter the whole name, with the domain"],
      ["co.uk", "Names like co.uk belong to a registry."],
      ["app_1.acme.com", "This is not the name of a host."],
      [`${"long-".repeat(14)}name.acme.com`, "This name is too long"],
      ["billing.app.localhost", "This name belongs to the service itself."],
      ["acme.localhost", "Use a name in it, such as app.acme.localhost."],
    ];
    for (const [name, sentence] of told) {
      await field.fill(name);
      await dialog.getByRole("button", { name: "Add" }).click();
      await dialog.getByText(sentence).waitFor();
      expect(await field.inputValue()).toBe(name);
      expect(await field.getAttribute("aria-invalid")).toBe("true");
    }
    await screenshot(page, "161-domains-refused");
  });

  test("a name in another script is shown as the DNS writes it, before it is added and after", async () => {
    const { page } = olivia;
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("textbox", { name: "Hostname" });
    await field.fill("Läden.Bücher.localhost");
    await dialog.getByText("xn--lden-loa.xn--bcher-kva.localhost").waitFor();
    await screenshot(page, "162-domains-other-script");
    await field.press("Enter");
    await heading(page, "läden.bücher.localhost");
    await page.getByText("In the DNS it is written").waitFor();
    await page.getByText("_gatehouse.xn--lden-loa.xn--bcher-kva.localhost", { exact: true }).waitFor();
    await press(page, "Remove this hostname…");
    await page.getByRole("alertdialog").getByText("It was never in use, so nobody notices.").waitFor();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await heading(page, "Domains");
    await page.getByText("läden.bücher.localhost is removed.").waitFor();
  });

  test("an address that was copied is understood, and the name's own page says what to do, for each DNS provider", async () => {
    const { page } = olivia;
    await press(page, "Add a hostname");
    const field = page.getByRole("dialog").getByRole("textbox", { name: "Hostname" });
    await field.fill(`https://App.ACME.localhost:${platform().port}/welcome`);
    await field.press("Enter");
    await heading(page, hostname);
    await page.getByText("Not proven yet", { exact: true }).waitFor();
    const { record } = await document();
    const proof = step(page, 1);
    await proof.getByText(record.name, { exact: true }).waitFor();
    await proof.getByText(record.value, { exact: true }).waitFor();
    await proof.getByText("stands behind the field already").waitFor();
    await step(page, 2).getByText(target, { exact: true }).waitFor();
    for (const [what, text] of [
      ["type", "TXT"],
      ["name", record.name],
      ["value", record.value],
    ]) {
      await olivia.context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await proof.getByRole("button", { name: `Copy the ${what} of the TXT record ${record.name}` }).click();
      await proof.getByText("Copied", { exact: true }).first().waitFor({ state: "attached" });
      await expect.poll(copied, { timeout: 20_000 }).toBe(text);
    }
    await screenshot(page, "163-domain-new");
    await page.getByRole("button", { name: /Where is the DNS of acme\.localhost managed\?/ }).click();
    await page.getByRole("option", { name: "Amazon Route 53" }).click();
    await proof.getByText("_gatehouse.app", { exact: true }).waitFor();
    await proof.getByText("Record name", { exact: true }).waitFor();
    await page.getByText("Hosted zones").waitFor();
    // Whoever manages the DNS may be sent the page's address.
    await page.reload();
    await proof.getByText("_gatehouse.app", { exact: true }).waitFor();
    await screenshot(page, "164-domain-route53");
    await press(page, "Copy for somebody else");
    await page.getByText("The message is copied.").waitFor();
    await expect.poll(copied, { timeout: 20_000 }).toContain(`Value: ${record.value}`);
  });
});

describe("on the way", () => {
  test("what is in the DNS is told beside what should be there", async () => {
    const { page } = olivia;
    const { record } = await document();
    const proof = step(page, 1);
    await press(page, "Check again");
    await page.getByText("We have just looked, and do not see the record as it should be yet.").waitFor();
    await proof.getByText(`We do not see a TXT record named ${record.name} yet.`).waitFor();
    await page.getByText("We looked just now.").waitFor();
    await screenshot(page, "165-domain-no-record");

    await setRecord(record.name, "TXT", `"${record.value}"`);
    await setRecord(hostname, "CNAME", "acme.elsewhere.example");
    await press(page, "Check again");
    await proof.getByText("Quotation marks are part of the value there.").waitFor();
    await proof.getByText("We see", { exact: true }).waitFor();
    await proof.getByText(`"${record.value}"`, { exact: true }).waitFor();
    await step(page, 2).getByText(`${hostname} leads somewhere else.`).waitFor();
    await step(page, 2).getByText("acme.elsewhere.example", { exact: true }).waitFor();
    await screenshot(page, "166-domain-wrong-records");

    await setFault({ name: record.name, resolver: "resolve", fault: "nxdomain" });
    await setRecord(record.name, "TXT", record.value);
    await press(page, "Check again");
    await proof.getByText("One of the two resolvers we ask sees the record").waitFor();
    await screenshot(page, "167-domain-spreading");

    await setFault({ name: record.name, resolver: "resolve", fault: "servfail" });
    await press(page, "Check again");
    await page.getByText("Nobody could find out just now").waitFor();
    await setFault({ name: record.name, resolver: "resolve", fault: null });
  });

  test("once the record is seen it is being set up, and what Cloudflare says is told", async () => {
    const { page } = olivia;
    await press(page, "Check again");
    await page.getByText("We see the record: the name is yours").waitFor();
    await page.getByText("Being set up", { exact: true }).waitFor();
    await step(page, 1).getByText("Done", { exact: true }).waitFor();
    await setCloudflare(hostname, { status: "pending", sslStatus: "pending_validation" });
    await press(page, "Check again");
    await step(page, 3).getByText("The certificate authority has not seen yet that the name leads here.").waitFor();
    await screenshot(page, "168-domain-pending");
  });

  test("who uses the name today gets records that close the gap, and can go back", async () => {
    const { page } = olivia;
    // From here on it is looked at as all are, so that Cloudflare's word is heard.
    await afterLooks();
    const certificate = step(page, 3);
    await certificate.getByText("Is the name in use today?").click();
    await certificate.getByRole("button", { name: "Validate by records, without a gap" }).click();
    await certificate.getByText("Add these records too.").waitFor();
    await step(page, 2).getByText("Later", { exact: true }).waitFor();
    const ownership = `Copy the name of the TXT record _cf-custom-hostname.${hostname}`;
    await certificate.getByRole("button", { name: ownership }).waitFor();
    await screenshot(page, "169-domain-by-records");
    await certificate.getByRole("button", { name: "Do without these records" }).click();
    await certificate.getByText("Is the name in use today?").waitFor();
    // By the end of this look Cloudflare has been told of both.
    await press(page, "Check again");
    await page.getByText("We have just looked").waitFor();
  });

  test("Cloudflare says that it is active, and the page turns active without being loaded again", async () => {
    const { page } = olivia;
    await setRecord(hostname, "CNAME", target);
    await setCloudflare(hostname, { status: "pending", sslStatus: "pending_deployment" });
    await press(page, "Check again");
    await step(page, 2).getByText("The name leads here. The record has to stay.").waitFor();
    await step(page, 3).getByText("on its way to Cloudflare’s servers").waitFor();
    await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }));
    const expiresOn = new Date(Date.now() + 89 * 86_400_000).toISOString();
    await setCloudflare(hostname, { status: "active", sslStatus: "active", expiresOn });
    await page.getByText("Active", { exact: true }).waitFor();
    await step(page, 4).getByText("People can open it and sign in there.").waitFor();
    expect(await page.evaluate(() => Object.hasOwn(window, "stillTheSamePage"))).toBe(true);
    await step(page, 3)
      .getByText(/This one expires in \d+ (days|months)/)
      .waitFor();
    await screenshot(page, "170-domain-active");
  });
});

describe("in service", () => {
  test("one signs in there by itself: two hosts, two cookies", async () => {
    const { page, context } = olivia;
    const opening = context.waitForEvent("page");
    await page.getByRole("link", { name: `Open ${hostname}` }).click();
    there = await opening;
    complaints.push(complaintsOf(there));
    await there.waitForURL(at("/login", hostname));
    await enterAtEntrance(there);
    await heading(there, /^Welcome/);
    expect(new URL(there.url()).hostname).toBe(hostname);
    const cookies = await context.cookies([at("/", hostname), at("/")]);
    const sessions = cookies.filter(({ httpOnly }) => httpOnly);
    expect(sessions.map(({ domain }) => domain).toSorted()).toEqual([hostname, tenant.host].toSorted());
    expect(new Set(sessions.map(({ value }) => value)).size).toBe(2);
    await screenshot(there, "171-signed-in-there");
  });

  test("it becomes the primary host, and the other hosts lead there", async () => {
    const { page } = olivia;
    await press(page, "Make it the primary host");
    await page.getByText(`${hostname} is the primary host.`).waitFor();
    await page.getByText("It is the primary host, which cannot be removed.").waitFor();
    expect(ok(await tenant.owner.get(primaryHostPath)).json).toMatchObject({ hostname, redirectOthers: false });
    await page.getByRole("link", { name: "Make another host the primary one" }).click();
    await heading(page, "Primary host");
    await page.getByRole("switch", { name: "Send people there from the other hosts" }).check();
    await press(page, "Save");
    await page.getByText("The primary host is saved.").waitFor();
    await screenshot(page, "172-domains-primary");
    const visitor = await openBrowser();
    // Nobody is signed in there, so that the page goes on to the entrance.
    const led = visitor.page.waitForResponse(at("/members?from=mail", hostname));
    await visitor.page.goto(at("/members?from=mail"));
    expect((await led).status()).toBe(200);
    await visitor.page.waitForURL((url) => url.hostname === hostname && url.pathname === "/login");
    await visitor.close();
  });

  test("nobody is locked out by that: who is signed in stays, and there is a way to sign in at the other hosts", async () => {
    const { page } = olivia;
    await page.goto(at(domains));
    await heading(page, "Domains");
    expect(new URL(page.url()).hostname).toBe(tenant.host);
    await page.getByText(`${tenant.host}:${platform().port}/login?here`).waitFor();
    const visitor = await openBrowser();
    await visitor.page.goto(at("/login?here"));
    await enterAtEntrance(visitor.page);
    await heading(visitor.page, /^Welcome/);
    expect(new URL(visitor.page.url()).hostname).toBe(tenant.host);
    await visitor.page.reload();
    await heading(visitor.page, /^Welcome/);
    expect(new URL(visitor.page.url()).hostname).toBe(tenant.host);
    await visitor.close();
  });

  test("what is removed while it is the primary host is refused, and another host can be chosen first", async () => {
    const { page } = olivia;
    const { id, version } = await document();
    const refused = await tenant.owner.delete(`${hostnamesPath}/${id}`, { headers: { "if-match": `"${version}"` } });
    expect([refused.status, refused.json.code]).toEqual([409, "HOSTNAME_IS_PRIMARY"]);
    await page.getByRole("button", { name: /^Primary host/ }).click();
    await page.getByRole("option", { name: tenant.host }).click();
    await page.getByRole("switch", { name: "Send people there from the other hosts" }).uncheck();
    await press(page, "Save");
    await page.getByText("The primary host is saved.").waitFor();
  });

  test("removed, it is over there at once, and the name stays reserved", async () => {
    const { page } = olivia;
    await there.goto(at("/members", hostname));
    await there.getByText("Olivia Owner").first().waitFor();
    await page.getByRole("link", { name: hostname }).click();
    await press(page, "Remove this hostname…");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText("everybody who is signed in there is signed out at once").waitFor();
    await dialog.getByText("The name stays reserved for this organization for 7 days").waitFor();
    await screenshot(page, "173-domain-remove", false);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText(`${hostname} is removed.`).waitFor();
    await heading(there, "There is no organization at this address");
    expect(await there.getByText("Olivia Owner").count()).toBe(0);
    await screenshot(there, "174-nobody-there");
    await press(page, "Show removed hostnames");
    await page.getByText("is free for others in 7 days").waitFor();
    await screenshot(page, "175-domains-removed");
    await page.getByRole("link", { name: hostname }).click();
    await page.getByText("This hostname was removed").waitFor();
    await screenshot(page, "176-domain-removed");
  });

  test("no page broke a script or the content security policy", () => {
    expect(complaints.flat()).toEqual([]);
  });
});
