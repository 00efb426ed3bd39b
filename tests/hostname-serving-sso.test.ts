import { beforeAll, describe, expect, test } from "vitest";
import { idpVisitor } from "../local/idp-visitor.ts";
import { sessionCookieName } from "../src/sessions/cookie.ts";
import type { Client, Json } from "./client.ts";
import { choosePrimary, expectSignedOut, hostnamesPath } from "./hostname-world.ts";
import { serve } from "./hostname-service.ts";
import { asSuperuser, platform } from "./platform.ts";
import {
  atProvider,
  begin,
  comeBack,
  comeIn,
  logoutToken,
  newSignOn,
  originOf,
  sendLogout,
  type SignOn,
} from "./sso-realm.ts";
import { enforcementPath, ifMatch, ok, providersPath } from "./sso-world.ts";
import { newTenant, visitor, type Tenant } from "./world.ts";

/*
 * Single sign-on at a tenant's own hostname: every address that the provider is given is one of the host in use.
 */
const origin = (host: string) => `http://${host}:${platform().port}`;

async function newStage(): Promise<{ tenant: Tenant; portal: Json; signOn: SignOn }> {
  const tenant = await newTenant("onhost");
  const portal = await serve(tenant);
  const signOn = await newSignOn(tenant, { domains: [`${tenant.slug}.test`], logoutAtProvider: true });
  return { tenant, portal, signOn };
}

/** A whole sign-in at a host. */
async function comeInAt(host: string, signOn: SignOn, email: string): Promise<Client> {
  const client = await visitor(host);
  ok(await comeBack(client, await atProvider(await begin(client, signOn), { email })), 302);
  return client;
}

describe("at a hostname of a tenant's own", () => {
  let tenant: Tenant;
  let portal: Json;
  let signOn: SignOn;
  beforeAll(async () => {
    ({ tenant, portal, signOn } = await newStage());
  });

  test("people sign in at their provider and come back to where they were, and to nowhere else", async () => {
    const client = await visitor(portal.hostname);
    const url = await begin(client, signOn, { callbackURL: `${origin(portal.hostname)}/members?x=1` });
    const redirect = `${origin(portal.hostname)}/api/auth/sso/callback/${signOn.provider.id}`;
    expect(new URL(url).searchParams.get("redirect_uri")).toBe(redirect);
    const back = await atProvider(url, { email: signOn.newAddress() });
    expect(back.startsWith(`${redirect}?`)).toBe(true);
    const reply = ok(await comeBack(client, back), 302);
    expect(reply.headers.get("location")).toBe("/members?x=1");
    const { user } = ok(await client.get("/api/me")).json;
    expect(user.email).toContain(tenant.slug);
    await expectSignedOut(client.at(tenant.host));
    const elsewhere = await (
      await visitor(portal.hostname)
    ).post("/api/auth/sign-in/sso", {
      providerId: signOn.provider.id,
      callbackURL: `${origin(tenant.host)}/`,
    });
    expect(elsewhere.status).toBe(400);
  });

  test("an answer is worth nothing at another host of the same tenant, even in the same browser", async () => {
    for (const [from, to] of [
      [portal.hostname, tenant.host],
      [tenant.host, portal.hostname],
    ]) {
      const client = await visitor(from);
      const back = await atProvider(await begin(client, signOn), { email: signOn.newAddress() });
      const carried = client.at(to);
      const reply = await comeBack(carried, back);
      expect([reply.status, reply.json.code]).toEqual([400, "SSO_RESPONSE_INVALID"]);
      expect(carried.cookies.has(sessionCookieName)).toBe(false);
      // It was not used up by that.
      ok(await comeBack(client, back), 302);
    }
  });

  test("a sign-out at the provider comes back to the host that people left", async () => {
    const client = await comeInAt(portal.hostname, signOn, signOn.newAddress());
    const { logoutUrl } = ok(await client.post("/api/auth/sign-out")).json;
    const returnTo = new URL(logoutUrl).searchParams.get("post_logout_redirect_uri");
    expect(returnTo).toBe(`${origin(portal.hostname)}/login`);
    expect(await idpVisitor(platform().port).signOut(logoutUrl)).toContain(returnTo);
    await expectSignedOut(client);
  });

  test("the provider's own logout ends a session wherever it began, at whichever host it is told", async () => {
    const email = signOn.newAddress();
    const clients = [await comeInAt(portal.hostname, signOn, email), await comeInAt(tenant.host, signOn, email)];
    const { subject } = await originOf(ok((await clients[0]?.get("/api/me")) ?? expect.fail()).json);
    const at = { tenant: { ...tenant, host: portal.hostname }, provider: signOn.provider };
    ok(await sendLogout(at, await logoutToken(signOn, { sub: subject })));
    for (const client of clients) await expectSignedOut(client);
  });

  test("all its addresses are named for the provider, those of the primary host first", async () => {
    const addresses = async () => ok(await tenant.owner.get(`${providersPath}/${signOn.provider.id}`)).json;
    const of = (host: string) => `${origin(host)}/api/auth/sso/callback/${signOn.provider.id}`;
    expect((await addresses()).callbackUrls).toEqual([of(tenant.host), of(portal.hostname)]);
    await choosePrimary(tenant, portal);
    const { callbackUrls, backchannelLogoutUrls, postLogoutUrls } = await addresses();
    expect(callbackUrls).toEqual([of(portal.hostname), of(tenant.host)]);
    expect(backchannelLogoutUrls[0]).toBe(of(portal.hostname).replace("callback", "backchannel-logout"));
    expect(postLogoutUrls).toEqual([`${origin(portal.hostname)}/login`, `${origin(tenant.host)}/login`]);
    await choosePrimary(tenant, null);
  });
});

describe("where an owner has come in", () => {
  const provenAt = async ({ provider }: SignOn): Promise<string[]> => {
    const [row] = await asSuperuser((sql) => sql`select hosts from sso_proofs where provider_id = ${provider.id}`);
    return row?.["hosts"] ?? [];
  };

  test("adds up host by host, and begins anew with another configuration of the provider", async () => {
    const { tenant, portal, signOn } = await newStage();
    expect(await provenAt(signOn)).toEqual([]);
    await comeIn(signOn, { email: tenant.ownerEmail });
    expect(await provenAt(signOn)).toEqual([tenant.host]);
    await comeInAt(portal.hostname, signOn, tenant.ownerEmail);
    await comeInAt(portal.hostname, signOn, tenant.ownerEmail);
    expect(await provenAt(signOn)).toEqual([tenant.host, portal.hostname]);
    // Who is no owner proves nothing.
    const other = await serve(tenant);
    await comeInAt(other.hostname, signOn, signOn.newAddress());
    expect(await provenAt(signOn)).toEqual([tenant.host, portal.hostname]);
    const path = `${providersPath}/${signOn.provider.id}`;
    const body = { clientId: "another-client", clientSecret: "another secret" };
    ok(await tenant.owner.patch(path, body, ifMatch(ok(await tenant.owner.get(path)).json)));
    await comeInAt(portal.hostname, signOn, tenant.ownerEmail);
    expect(await provenAt(signOn)).toEqual([portal.hostname]);
  });

  test("decides which hostname may go while nobody signs in by anything else", async () => {
    const { tenant, portal, signOn } = await newStage();
    const owner = await comeInAt(portal.hostname, signOn, tenant.ownerEmail);
    ok(await owner.patch(enforcementPath, { enabled: true }));
    const remove = async (by: Client) => {
      const current = ok(await by.get(`${hostnamesPath}/${portal.id}`)).json;
      return by.delete(`${hostnamesPath}/${portal.id}`, ifMatch(current));
    };
    const refused = await remove(owner);
    expect([refused.status, refused.json.code]).toEqual([409, "HOSTNAME_NEEDED"]);
    ok(await owner.get("/api/me"));
    // The way to do it: an owner comes in at a host that will remain.
    const elsewhere = await comeInAt(tenant.host, signOn, tenant.ownerEmail);
    ok(await remove(elsewhere));
    expect((await owner.get("/api/me")).status).toBe(404);
    ok(await elsewhere.get("/api/me"));
  });

  test("a sign-in that began at a hostname before it was taken away ends nowhere, also when the name comes back", async () => {
    const { tenant, portal, signOn } = await newStage();
    const client = await visitor(portal.hostname);
    const back = await atProvider(await begin(client, signOn), { email: signOn.newAddress() });
    ok(await tenant.owner.delete(`${hostnamesPath}/${portal.id}`, ifMatch(portal)));
    expect((await comeBack(client, back)).status).toBe(404);
    await serve(tenant, portal.hostname);
    await comeBack(client, back);
    await expectSignedOut(client);
  });
});
