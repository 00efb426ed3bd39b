import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../../local/platform.ts";
import { Client, type Json } from "../client.ts";
import { forgetState, ownState } from "../own-state.ts";
import { password } from "../world.ts";
import { complaintsOf, openBrowser, screenshot } from "./browser.ts";

/*
 * How people come in through an identity provider, and what they see when they do not. The provider is a real one, with
 * its faults. Tests follow each other: the organization begins with passwords and ends without.
 */
const options = ownState("browser-entrance");
const host = "acme.app.localhost";
const ownerEmail = "owner@acme.test";

let platform: Platform;
let owner: Client;
let providerId: string;
let desk: Awaited<ReturnType<typeof openBrowser>>;
let complaints: readonly string[];

beforeAll(async () => {
  platform = await startPlatform(options);
  owner = visitor(host);
  await done(owner.post("/api/auth/sign-in/email", { email: ownerEmail, password }));
  const created = await done(
    owner.post("/api/sso-config/providers", {
      label: "Acme ID",
      issuer: `http://idp.localhost:${platform.port}/acme`,
      clientId: "gatehouse",
      clientSecret: "a secret of acme's",
      domains: ["acme.test"],
    }),
  );
  providerId = created.id;
  const { record } = created.domains[0];
  await done(visitor("dns.localhost").call("PUT", "/api/records", { body: record }));
  await done(owner.post(`/api/sso-config/providers/${providerId}/verify-domain`));
  desk = await openBrowser();
  complaints = complaintsOf(desk.page);
});
afterAll(async () => {
  await desk.close();
  await platform.stop();
  await forgetState(options);
});

const visitor = (name: string) => new Client(platform.port, name);
const at = (path = "/", name = host) => `${platform.origin(name)}${path}`;

async function done(reply: ReturnType<Client["get"]>): Promise<Json> {
  const { status, text, json } = await reply;
  expect(status, text).toBeLessThan(300);
  return json;
}

async function misbehave(behaviour: object): Promise<void> {
  await done(visitor("idp.localhost").call("PUT", "/_control/realms/acme", { body: behaviour }));
}

/** Somebody with another browser, who leaves nothing behind. */
async function asStranger(look: Parameters<typeof openBrowser>[0], act: (page: Page) => Promise<void>): Promise<void> {
  const { page, close } = await openBrowser(look);
  const said = complaintsOf(page);
  try {
    await act(page);
    expect(said).toEqual([]);
  } finally {
    await close();
  }
}

async function sayWhoYouAre(page: Page, email: string, name = "Max Power"): Promise<void> {
  await page.getByRole("heading", { name: "Sign in at acme" }).waitFor();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel(/^Name/).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const byButton = (page: Page) => page.getByRole("button", { name: "Continue with Acme ID" }).click();
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).waitFor();

async function mailTo(email: string, subject: RegExp): Promise<Json> {
  for (;;) {
    const found: Json[] = await done(visitor("mail.localhost").get(`/api/messages?to=${encodeURIComponent(email)}`));
    const mail = found.find((one) => subject.test(one.subject));
    if (mail !== undefined) return mail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("with an identity provider beside passwords", () => {
  test("a newcomer comes in by its button, to the page they wanted, and the session says how it began", async () => {
    const { page } = desk;
    await page.goto(at("/members"));
    await heading(page, "Sign in");
    await screenshot(page, "60-sign-in-with-provider");
    await byButton(page);
    await sayWhoYouAre(page, "max@acme.test");
    await heading(page, "Members");
    expect(page.url()).toBe(at("/members"));
    await page.goto(at("/sessions"));
    await page.getByText("Signed in with single sign-on").waitFor();
    await screenshot(page, "61-session-by-single-sign-on");
  });

  test("an address leads to its provider, and one that no provider has to a password", async () => {
    await asStranger({ width: 390, colorScheme: "dark" }, async (page) => {
      await page.goto(at("/login"));
      await page.getByLabel("E-mail address").fill("somebody@elsewhere.test");
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.getByLabel("Password", { exact: true }).waitFor();
      await screenshot(page, "62-no-provider-phone-dark");
      await page.goto(at("/login"));
      await page.getByLabel("E-mail address").fill("anna@acme.test");
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.getByRole("heading", { name: "Sign in at acme" }).waitFor();
      expect(await page.getByLabel("E-mail").inputValue()).toBe("anna@acme.test");
      await sayWhoYouAre(page, "anna@acme.test", "Anna Karenina");
      await heading(page, /^Welcome/);
    });
  });

  test("whoever has a password uses it, whatever their address", async () => {
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await page.getByLabel("E-mail address").fill(ownerEmail);
      await page.getByRole("button", { name: "Use a password instead" }).click();
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await heading(page, /^Welcome/);
    });
  });

  test.each(["//evil.test/", "https://evil.test/", "/\\evil.test", "/.//evil.test"])(
    "nothing in the address of the sign-in page leads to another site: %s",
    async (trap) => {
      await asStranger({}, async (page) => {
        await page.goto(at(`/login?redirect=${encodeURIComponent(trap)}`));
        await byButton(page);
        await sayWhoYouAre(page, "max@acme.test");
        await heading(page, /^Welcome/);
        expect(page.url()).toBe(at("/"));
      });
    },
  );

  test("without a network the page says so, and works again when there is one", async () => {
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await heading(page, "Sign in");
      await page.context().setOffline(true);
      await byButton(page);
      await page.getByText("The server could not be reached").waitFor();
      await page.context().setOffline(false);
      await byButton(page);
      await heading(page, "Sign in at acme");
    });
  });
});

describe("whom a provider does not bring in", () => {
  test.each([
    ["a foreign address", "foreign_domain", "stranger@elsewhere.test", {}, /not accepted here/],
    [
      "an unverified address",
      "email_unverified",
      "max@acme.test",
      { claims: { email_verified: false } },
      /not verified/,
    ],
    ["a forged answer", "wrong_signature", "max@acme.test", { fault: "bad-signature" }, /could not be trusted/],
  ])("is told why, what to ask for, and the request's id: %s", async (_, reason, email, behaviour, title) => {
    await misbehave(behaviour);
    await asStranger({ colorScheme: reason === "wrong_signature" ? "dark" : "light" }, async (page) => {
      await page.goto(at("/login"));
      await byButton(page);
      await sayWhoYouAre(page, email);
      await heading(page, title);
      await page.getByText(`Reason: ${reason}`).waitFor();
      await page.getByText(/Request: req_\w+/).waitFor();
      await page
        .getByText(/administrator/)
        .first()
        .waitFor();
      await screenshot(page, `63-refused-${reason}`);
      await misbehave({ fault: null });
      await page.getByRole("link", { name: "Try again" }).click();
      await heading(page, "Sign in");
    });
  });

  test("who cancels there is told that, on a phone", async () => {
    await asStranger({ width: 390 }, async (page) => {
      await page.goto(at("/login"));
      await byButton(page);
      await page.getByRole("link", { name: "Do not sign in" }).click();
      await heading(page, /did not let you in/);
      await screenshot(page, "64-refused-there-phone");
    });
  });

  test("a provider that does not answer is told apart from a mistake of one's own", async () => {
    await misbehave({ fault: "server-error" });
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await byButton(page);
      await page.getByText("Acme ID does not answer at the moment").waitFor();
      await screenshot(page, "65-provider-unreachable");
      await misbehave({ fault: null });
      await byButton(page);
      await heading(page, "Sign in at acme");
    });
  });

  test("a reason that somebody made up is neither believed nor repeated", async () => {
    const { page } = desk;
    await page.goto(at("/sso-failed?reason=Call+0900+1234&request=%3Cb%3Enow"));
    await heading(page, "You could not be signed in");
    expect(await page.getByText(/0900|now/).count()).toBe(0);
  });
});

describe("who has forgotten where their team is", () => {
  test("asks at the apex, and comes by the mail to its sign-in page with the address filled in", async () => {
    await asStranger({ width: 390, colorScheme: "dark" }, async (page) => {
      await page.goto(at("/", "app.localhost"));
      await page.getByRole("button", { name: "I don't know the address" }).click();
      await page.getByLabel("E-mail address").fill("max@acme.test");
      await page.getByRole("button", { name: "Mail me my teams" }).click();
      await page.getByText("Check your inbox").waitFor();
      await screenshot(page, "66-find-your-team-phone-dark");
      const mail = await mailTo("max@acme.test", /^Your team's address$/);
      await page.goto(/http\S+\/login\S+/.exec(mail.text)?.[0] ?? "");
      await heading(page, "Sign in");
      expect(new URL(page.url()).host).toBe(new URL(at()).host);
      expect(await page.getByLabel("E-mail address").inputValue()).toBe("max@acme.test");
    });
  });
});

describe("with single sign-on required", () => {
  let code: string;
  let early: Awaited<ReturnType<typeof openBrowser>>;
  afterAll(() => early.close());
  beforeAll(async () => {
    early = await openBrowser();
    await early.page.goto(at("/login?redirect=/members"));
    await early.page.getByRole("button", { name: "Use a password instead" }).click();
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await byButton(page);
      await sayWhoYouAre(page, ownerEmail, "Olivia Owner");
      await heading(page, /^Welcome/);
    });
    await done(owner.patch("/api/sso-config/enforcement", { enabled: true }));
    code = (await done(owner.post("/api/sso-config/recovery-codes"))).code;
  });

  test("a page from before, with a password in it, says so and offers what there is now, and the way back is kept", async () => {
    const { page } = early;
    await page.getByLabel("E-mail address").fill(ownerEmail);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Passwords are not used here any more.").waitFor();
    await page.getByLabel("Password", { exact: true }).waitFor({ state: "detached" });
    await screenshot(page, "70-single-sign-on-required-since");
    await byButton(page);
    await sayWhoYouAre(page, ownerEmail, "Olivia Owner");
    await heading(page, "Members");
  });

  test("there is no password to enter, to forget or to choose, and every page says what to do instead", async () => {
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await page.getByRole("button", { name: "Continue with Acme ID" }).waitFor();
      expect(await page.getByLabel("E-mail address").count()).toBe(0);
      await screenshot(page, "67-single-sign-on-required");
      for (const path of ["/forgot-password", "/reset-password?token=x"]) {
        await page.goto(at(path));
        await heading(page, "Passwords are not used here");
        await page.getByRole("button", { name: "Continue with Acme ID" }).waitFor();
      }
    });
  });

  test("an invitation is accepted through the provider", async () => {
    const invited = await done(owner.post("/api/org/invitations", { email: "ina@acme.test", role: "admin" }));
    await asStranger({ width: 390, colorScheme: "dark" }, async (page) => {
      await page.goto(at(`/accept-invite/${invited.id}`));
      await heading(page, /^Join /);
      expect(await page.getByLabel("Choose a password").count()).toBe(0);
      await screenshot(page, "68-invitation-single-sign-on-phone-dark");
      await byButton(page);
      await heading(page, "Sign in at acme");
      expect(await page.getByLabel("E-mail").inputValue()).toBe("ina@acme.test");
      await sayWhoYouAre(page, "ina@acme.test", "Ina Vited");
      await heading(page, /^Welcome/);
    });
    const { items } = await done(owner.get("/api/org/members"));
    expect(items.find((member: Json) => member.email === "ina@acme.test")).toMatchObject({ role: "admin" });
  });

  test("an owner comes in with a recovery code, once, and all owners are told", async () => {
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await page.getByRole("link", { name: "Use a recovery code" }).click();
      await heading(page, "Use a recovery code");
      await page.getByLabel("E-mail address").fill(ownerEmail);
      await page.getByLabel("Recovery code").fill("not the code");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("The e-mail address or the recovery code is wrong.").waitFor();
      await screenshot(page, "69-recovery-code-refused");
      await page.getByLabel("Recovery code").fill(code);
      await page.getByRole("button", { name: "Sign in" }).click();
      await heading(page, /^Welcome/);
      await page.goto(at("/sessions"));
      await page.getByText("Signed in with a recovery code").waitFor();
    });
    expect((await mailTo(ownerEmail, /recovery code was used/)).text).toContain(ownerEmail);
    const again = await visitor(host).post("/api/auth/sign-in/recovery", { email: ownerEmail, code });
    expect(again.json.code).toBe("RECOVERY_REFUSED");
  });

  test("signing out signs out at the provider as well, where that is wanted, and leads back", async () => {
    const path = `/api/sso-config/providers/${providerId}`;
    const { headers } = await owner.get(path);
    const match = { headers: { "if-match": headers.get("etag") ?? "" } };
    await done(owner.patch(path, { logoutAtProvider: true }, match));
    await asStranger({}, async (page) => {
      await page.goto(at("/login"));
      await byButton(page);
      await sayWhoYouAre(page, "max@acme.test");
      await heading(page, /^Welcome/);
      await page.getByRole("button", { name: /Max Power/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await heading(page, /Sign out of acme/);
      await page.getByRole("button", { name: "Sign out" }).click();
      await heading(page, "Sign in");
      expect(new URL(page.url()).origin).toBe(new URL(at()).origin);
    });
  });

  test("nothing of it displeased a browser's security policy", () => {
    expect(complaints).toEqual([]);
  });
});
