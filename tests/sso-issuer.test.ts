import { beforeAll, describe, expect, test } from "vitest";
import { comeIn, logoutToken, newSignOn, originOf, Realm, sendLogout, tryToComeIn, type SignOn } from "./sso-realm.ts";
import { ifMatch, ok, providersPath } from "./sso-world.ts";
import { newMember, newTenant, type Tenant } from "./world.ts";

/* A provider keeps its id when it is pointed at another issuer; whatever the old one has said is not the new one's. */

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("issuer");
});

/** Points a provider at another realm, as an admin may. */
async function moved(signOn: SignOn, more: object = {}): Promise<SignOn> {
  const admin = await newMember(tenant, "admin");
  const realm = new Realm();
  const path = `${providersPath}/${signOn.provider.id}`;
  const elsewhere = { issuer: realm.issuer, clientSecret: "a secret of the client", ...more };
  const { json } = ok(await admin.client.patch(path, elsewhere, ifMatch(ok(await admin.client.get(path)).json)));
  return { ...signOn, realm, provider: json };
}

describe("sessions that began at the old issuer", () => {
  test("are not ended by the new one, by their subject or by their session, but still through an administrator", async () => {
    const signOn = await newSignOn(tenant);
    const { client, me } = await comeIn(signOn, { email: signOn.newAddress() });
    const { subject, sid } = await originOf(me);
    const now = await moved(signOn);
    ok(await sendLogout(now, await logoutToken(now, { sub: subject })));
    ok(await sendLogout(now, await logoutToken(now, { sid })));
    ok(await client.get("/api/me"));
    ok(await tenant.owner.post(`/api/org/members/${me.user.id}/sessions/revoke-all`, {}));
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("leave no ID token with the new one when their person signs out", async () => {
    const signOn = await newSignOn(tenant, { logoutAtProvider: true });
    const { client } = await comeIn(signOn, { email: signOn.newAddress() });
    const now = await moved(signOn);
    const { logoutUrl } = ok(await client.post("/api/auth/sign-out")).json;
    const asked = new URL(logoutUrl);
    expect(asked.href).toContain(now.realm.issuer);
    expect(asked.searchParams.get("id_token_hint")).toBeNull();
  });

  test("send no owner to where an admin has pointed the provider, not even without a hint", async () => {
    const signOn = await newSignOn(tenant, { logoutAtProvider: true });
    const owner = await newMember(tenant, "owner", signOn.newAddress("boss"));
    const { client } = await comeIn(signOn, { email: owner.email });
    await moved(signOn);
    expect(ok(await client.post("/api/auth/sign-out")).json).toEqual({ status: true });
  });
});

describe("somebody who was removed", () => {
  test("is not brought back by another provider of the same issuer, under another address", async () => {
    const realm = new Realm();
    const first = await newSignOn(tenant, {}, { realm });
    const second = await newSignOn(tenant, {}, { realm });
    const sub = "the-same-person";
    await realm.behaves({ claims: { sub } });
    const { me } = await comeIn(first, { email: first.newAddress() });
    ok(await tenant.owner.delete(`/api/org/members/${me.user.id}`), 204);
    const { client, reply } = await tryToComeIn(second, { email: second.newAddress() });
    expect([reply.status, reply.json?.reason], reply.text).toEqual([403, "former_member"]);
    expect((await client.get("/api/me")).status).toBe(401);
    // The same name at another issuer is somebody else.
    const elsewhere = await newSignOn(tenant);
    await elsewhere.realm.behaves({ claims: { sub } });
    await comeIn(elsewhere, { email: elsewhere.newAddress() });
  });
});
