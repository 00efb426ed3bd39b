import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import {
  atProvider,
  begin,
  comeBack,
  comeIn,
  expectRefused,
  logoutToken,
  newSignOn,
  originOf,
  sendLogout,
  type SignOn,
} from "./sso-realm.ts";
import { ifMatch, ok, providersPath } from "./sso-world.ts";
import { newTenant, visitor, type Tenant } from "./world.ts";

/* What could be done with a provider's answer on its way back, and what may happen here in the meantime. */

let tenant: Tenant;
let signOn: SignOn;
beforeAll(async () => {
  tenant = await newTenant("answer");
  signOn = await newSignOn(tenant);
});

describe("an answer of a provider", () => {
  test("is worth nothing in another browser: nobody is signed in as the attacker", async () => {
    const attacker = await visitor(tenant.host);
    const address = await atProvider(await begin(attacker, signOn), { email: signOn.newAddress() });
    const victim = await visitor(tenant.host);
    const reply = await comeBack(victim, address);
    expect([reply.status, reply.json.code]).toEqual([400, "SSO_RESPONSE_INVALID"]);
    expect(reply.setCookies).toEqual([]);
    // Nor with a cookie of a sign-in that the victim has begun.
    await begin(victim, signOn);
    expect((await comeBack(victim, address)).status).toBe(400);
    ok(await comeBack(attacker, address), 302);
  });

  test("is worth nothing when its state was swapped for that of another sign-in of the same browser", async () => {
    const client = await visitor(tenant.host);
    const second = await newSignOn(tenant);
    const [mine, theirs] = [await begin(client, signOn), await begin(client, second)];
    const answered = new URL(await atProvider(theirs, { email: second.newAddress() }));
    answered.searchParams.set("state", new URL(mine).searchParams.get("state") ?? "");
    // At its own callback: the state belongs to another provider's sign-in.
    expect((await comeBack(client, answered.href)).json.code).toBe("SSO_RESPONSE_INVALID");
    // At the callback of the state's provider: the code was made by another one, for another client and challenge.
    answered.pathname = `/api/auth/sso/callback/${signOn.provider.id}`;
    const reply = await comeBack(client, answered.href);
    expect([reply.status, reply.json.reason]).toEqual([403, "wrong_response_issuer"]);
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("is worth nothing without a state, with two, or with one that was made up", async () => {
    const client = await visitor(tenant.host);
    const address = new URL(await atProvider(await begin(client, signOn), { email: signOn.newAddress() }));
    const state = address.searchParams.get("state") ?? "";
    const doubled = `${address.href}&state=${state}`;
    address.searchParams.delete("state");
    for (const bad of [address.href, `${address.href}&state=made-up`, doubled]) {
      expect((await comeBack(client, bad)).json.code, bad).toBe("SSO_RESPONSE_INVALID");
    }
  });

  test("works once, however many come back with it at the same time", async () => {
    const client = await visitor(tenant.host);
    const address = await atProvider(await begin(client, signOn), { email: signOn.newAddress() });
    const cookies = new Map(client.cookies);
    const same = () => {
      for (const [name, value] of cookies) client.cookies.set(name, value);
      return comeBack(client, address);
    };
    const replies = await Promise.all([same(), same(), same(), same()]);
    expect(replies.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([302, 410, 410, 410]);
    const later = await same();
    expect([later.status, later.json.code]).toEqual([410, "SSO_RESPONSE_USED"]);
  });

  test("has a code that works in no other sign-in, nor a second time", async () => {
    const client = await visitor(tenant.host);
    const address = new URL(await atProvider(await begin(client, signOn), { email: signOn.newAddress() }));
    const next = new URL(address);
    next.searchParams.set("state", new URL(await begin(client, signOn)).searchParams.get("state") ?? "");
    const reply = await comeBack(client, next.href);
    expect([reply.status, reply.json.reason]).toEqual([403, "code_refused"]);
  });

  test("is worth nothing on another host than the one it was meant for, or after ten minutes", async () => {
    const client = await visitor(tenant.host);
    const address = await atProvider(await begin(client, signOn), { email: signOn.newAddress() });
    const state = new URL(address).searchParams.get("state") ?? "";
    const meantFor = (host: string) =>
      asSuperuser(
        (sql) => sql`update sso_flows set host = ${host} where state_hash = encode(sha256(${state}::bytea), 'hex')`,
      );
    await meantFor("app.elsewhere.example");
    expect((await comeBack(client, address)).json.code).toBe("SSO_RESPONSE_INVALID");
    await meantFor(tenant.host);
    await asSuperuser(
      (sql) => sql`update sso_flows set expires_at = now() - interval '1 second'
                   where state_hash = encode(sha256(${state}::bytea), 'hex')`,
    );
    const reply = await comeBack(client, address);
    expect([reply.status, reply.json.code]).toEqual([410, "SSO_RESPONSE_USED"]);
  });
});

describe("a sign-in under way", () => {
  const underWay = async (by: SignOn, email = by.newAddress()) => {
    const client = await visitor(by.tenant.host);
    return { client, email, address: await atProvider(await begin(client, by), { email }) };
  };
  const change = async (by: SignOn, client: Client, body: object) => {
    const current = ok(await client.get(`${providersPath}/${by.provider.id}`)).json;
    return ok(await client.patch(`${providersPath}/${by.provider.id}`, body, ifMatch(current)));
  };

  test("ends when the provider is changed meanwhile", async () => {
    const changed = await newSignOn(tenant);
    const { client, address } = await underWay(changed);
    await change(changed, tenant.owner, { label: "Another" });
    const reply = await comeBack(client, address);
    await expectRefused({ client, reply }, "configuration_changed");
  });

  test("ends when the provider is switched off meanwhile", async () => {
    const off = await newSignOn(tenant);
    const { client, address } = await underWay(off);
    await change(off, tenant.owner, { enabled: false });
    await expectRefused({ client, reply: await comeBack(client, address) }, "provider_disabled");
    const again = await (await visitor(tenant.host)).post("/api/auth/sign-in/sso", { providerId: off.provider.id });
    expect([again.status, again.json.reason]).toEqual([403, "provider_disabled"]);
  });

  test("ends when the provider is deleted meanwhile", async () => {
    const gone = await newSignOn(tenant);
    const { client, address } = await underWay(gone);
    const current = ok(await tenant.owner.get(`${providersPath}/${gone.provider.id}`)).json;
    ok(await tenant.owner.delete(`${providersPath}/${gone.provider.id}`, ifMatch(current)), 204);
    expect((await comeBack(client, address)).status).toBe(404);
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("ends when everybody is signed out meanwhile", async () => {
    const owners = await newTenant("prey");
    const own = await newSignOn(owners);
    const { client, address } = await underWay(own);
    ok(await owners.owner.post("/api/org/sessions/revoke-all", {}));
    await expectRefused({ client, reply: await comeBack(client, address) }, "interrupted", 401);
    const log = await asSuperuser(
      (sql) => sql`select from users where organization_id = ${owners.id} and email like ${`%@${own.domain}`}`,
    );
    expect(log).toHaveLength(0);
  });

  test("ends when the provider signs the person out meanwhile, and a later one does not", async () => {
    const email = signOn.newAddress();
    const { me } = await comeIn(signOn, { email });
    const { client, address } = await underWay(signOn, email);
    const { subject } = await originOf(me);
    ok(await sendLogout(signOn, await logoutToken(signOn, { sub: subject })));
    await expectRefused({ client, reply: await comeBack(client, address) }, "interrupted", 401);
    await comeIn(signOn, { email });
  });
});
