import { beforeAll, describe, expect, test } from "vitest";
import { idpVisitor } from "../local/idp-visitor.ts";
import { serverRoutes } from "../src/server/routes.ts";
import { platform } from "./platform.ts";
import { comeIn, logoutToken, newSignOn, originOf, Realm, sendLogout, type SignOn } from "./sso-realm.ts";
import { ifMatch, ok, providersPath } from "./sso-world.ts";
import { auditWith, newTenant, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let signOn: SignOn;
beforeAll(async () => {
  tenant = await newTenant("bye");
  signOn = await newSignOn(tenant);
});

describe("a logout of the provider", () => {
  test("ends every session that the person has through it, at once, and says so in the log", async () => {
    const email = signOn.newAddress();
    const [first, second] = [await comeIn(signOn, { email }), await comeIn(signOn, { email })];
    const neighbour = await comeIn(signOn, { email: signOn.newAddress() });
    const { subject } = await originOf(first.me);
    ok(await sendLogout(signOn, await logoutToken(signOn, { sub: subject })));
    for (const { client } of [first, second]) {
      expect((await client.get("/api/me")).status).toBe(401);
    }
    expect((await neighbour.client.get("/api/me")).status).toBe(200);
    const log = await auditWith(tenant.owner, "session.revoked");
    expect(log.find(({ data }) => data?.reason === "provider_logout")).toBeDefined();
  });

  test("that names a session of its own ends that one alone", async () => {
    const email = signOn.newAddress();
    const [first, second] = [await comeIn(signOn, { email }), await comeIn(signOn, { email })];
    const [one, other] = [await originOf(first.me), await originOf(second.me)];
    expect(one.sid).not.toBe(other.sid);
    ok(await sendLogout(signOn, await logoutToken(signOn, { sub: one.subject, sid: one.sid })));
    expect((await first.client.get("/api/me")).status).toBe(401);
    expect((await second.client.get("/api/me")).status).toBe(200);
    ok(await sendLogout(signOn, await logoutToken(signOn, { sid: other.sid })));
    expect((await second.client.get("/api/me")).status).toBe(401);
  });

  test("comes from a real provider when somebody signs out there", async () => {
    const email = signOn.newAddress();
    const { client } = await comeIn(signOn, { email });
    const deliveries = await signOn.realm.logout(email);
    expect(deliveries.map(({ status }) => status)).toEqual([200]);
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("works while the provider is switched off here: it only takes access away", async () => {
    const off = await newSignOn(tenant);
    const { client, me } = await comeIn(off, { email: off.newAddress() });
    const current = ok(await tenant.owner.get(`${providersPath}/${off.provider.id}`)).json;
    ok(await tenant.owner.patch(`${providersPath}/${off.provider.id}`, { enabled: false }, ifMatch(current)));
    ok(await sendLogout(off, await logoutToken(off, { sub: (await originOf(me)).subject })));
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ["of another issuer", { iss: "https://evil.example" }, {}],
    ["for another client", { aud: "somebody-else" }, {}],
    ["that has expired", { exp: 1 }, {}],
    ["from long ago", { iat: 1 }, {}],
    ["without an id", { jti: null }, {}],
    ["without the event", { events: {} }, {}],
    ["with a nonce, which is an ID token", { nonce: "x" }, {}],
    ["of another type", {}, { typ: "at+jwt" }],
    ["for nobody", { sub: null }, {}],
  ])("%s ends nothing", async (_, claims, header) => {
    const { client, me } = await comeIn(signOn, { email: signOn.newAddress() });
    const { subject } = await originOf(me);
    const reply = await sendLogout(signOn, await logoutToken(signOn, { sub: subject, ...claims }, header));
    expect([reply.status, reply.json.code]).toEqual([400, "LOGOUT_TOKEN_INVALID"]);
    expect((await client.get("/api/me")).status).toBe(200);
  });

  test("signed by another provider ends nothing", async () => {
    const { client, me } = await comeIn(signOn, { email: signOn.newAddress() });
    const { subject } = await originOf(me);
    const forged = await logoutToken({ ...signOn, realm: new Realm() }, { iss: signOn.realm.issuer, sub: subject });
    expect((await sendLogout(signOn, forged)).status).toBe(400);
    expect((await client.get("/api/me")).status).toBe(200);
  });

  test("is not lost when the provider's keys cannot be read: it may be sent again", async () => {
    const unsteady = await newSignOn(tenant);
    const { client, me } = await comeIn(unsteady, { email: unsteady.newAddress() });
    const token = await logoutToken(unsteady, { sub: (await originOf(me)).subject });
    await unsteady.realm.behaves({ fault: "server-error", endpoints: ["jwks"] });
    expect((await sendLogout(unsteady, token)).status).toBe(503);
    expect((await client.get("/api/me")).status).toBe(200);
    await unsteady.realm.behaves({});
    ok(await sendLogout(unsteady, token));
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("works once: nobody ends a later session with it", async () => {
    const email = signOn.newAddress();
    const { me } = await comeIn(signOn, { email });
    const token = await logoutToken(signOn, { sub: (await originOf(me)).subject });
    ok(await sendLogout(signOn, token));
    const { client } = await comeIn(signOn, { email });
    const replayed = await sendLogout(signOn, token);
    expect([replayed.status, replayed.json.code]).toEqual([400, "LOGOUT_TOKEN_INVALID"]);
    expect((await client.get("/api/me")).status).toBe(200);
  });

  test("of one tenant's provider is worth nothing at another's, and unknown where the provider is not", async () => {
    const other = await newTenant("bye");
    const theirs = await newSignOn(other, { clientId: signOn.provider.clientId }, { realm: signOn.realm });
    const { client, me } = await comeIn(signOn, { email: signOn.newAddress() });
    const { subject } = await originOf(me);
    // The very same client of the very same issuer: a token that is good at both ends what is of its own tenant.
    ok(await sendLogout(theirs, await logoutToken(signOn, { sub: subject })));
    expect((await client.get("/api/me")).status).toBe(200);
    const astray = { tenant: other, provider: signOn.provider };
    expect((await sendLogout(astray, await logoutToken(signOn, { sub: subject }))).status).toBe(404);
  });

  test("is taken as a form from anybody, and in no other way", async () => {
    const { client, me } = await comeIn(signOn, { email: signOn.newAddress() });
    const token = await logoutToken(signOn, { sub: (await originOf(me)).subject });
    const asJson = await sendLogout(signOn, token, { "content-type": "application/json" });
    expect(asJson.status).toBe(415);
    const server = await visitor(tenant.host);
    const twice = await server.call("POST", `/api/auth/sso/backchannel-logout/${signOn.provider.id}`, {
      raw: `logout_token=${token}&logout_token=${token}`,
      headers: { origin: null, "content-type": "application/x-www-form-urlencoded" },
    });
    expect(twice.status).toBe(400);
    expect((await client.get("/api/me")).status).toBe(200);
    // A page's form is as good as anybody's, and the cookie that comes with it is read by nobody.
    const { cookies } = client;
    const page = await visitor(tenant.host);
    for (const [name, value] of cookies) page.cookies.set(name, value);
    const forged = await page.call("POST", `/api/auth/sso/backchannel-logout/${signOn.provider.id}`, {
      raw: "logout_token=x",
      headers: { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
    });
    expect([forged.status, forged.setCookies]).toEqual([400, []]);
    expect((await client.get("/api/me")).status).toBe(200);
    const reply = ok(await sendLogout(signOn, token));
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect(reply.text).toBe("");
  });
});

test("no other route is called by servers, or takes a form", () => {
  const exempt = serverRoutes.filter(
    (route) => route.bodyType === "form" || (route.audience !== "member" && route.isCalledByServers === true),
  );
  const paths = exempt.map(({ path }) => path);
  expect(paths).toEqual(["/api/auth/sso/backchannel-logout/{id}", "/api/webhooks/cloudflare"]);
});

describe("signing out", () => {
  test("tells where to sign out at the provider, with what it knows the person by, and ends there", async () => {
    const both = await newSignOn(tenant, { logoutAtProvider: true });
    const { client } = await comeIn(both, { email: both.newAddress() });
    const reply = ok(await client.post("/api/auth/sign-out"));
    expect(reply.json).toEqual({ status: true, logoutUrl: expect.stringContaining(both.realm.issuer) });
    const asked = new URL(reply.json.logoutUrl).searchParams;
    expect(asked.get("post_logout_redirect_uri")).toBe(both.provider.postLogoutUrls[0]);
    expect(asked.get("id_token_hint")?.split(".")).toHaveLength(3);
    const end = await idpVisitor(platform().port).signOut(reply.json.logoutUrl);
    expect(end).toContain(both.provider.postLogoutUrls[0]);
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("stays here where the provider is not to be signed out of, and when it does not answer", async () => {
    const { client } = await comeIn(signOn, { email: signOn.newAddress() });
    expect(ok(await client.post("/api/auth/sign-out")).json).toEqual({ status: true });
    const both = await newSignOn(tenant, { logoutAtProvider: true });
    const later = await comeIn(both, { email: both.newAddress() });
    await both.realm.behaves({ fault: "server-error" });
    expect(ok(await later.client.post("/api/auth/sign-out")).json).toEqual({ status: true });
    expect((await later.client.get("/api/me")).status).toBe(401);
  });
});
