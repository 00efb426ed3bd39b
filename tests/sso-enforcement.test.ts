import { describe, expect, test } from "vitest";
import type { Json } from "./client.ts";
import { asSuperuser, platform } from "./platform.ts";
import {
  enforcementPath,
  historyPath,
  ifMatch,
  newUsableProvider,
  ok,
  prove,
  providersPath,
  userIdOf,
} from "./sso-world.ts";
import { auditWith, eventually, newMember, newTenant, type Tenant } from "./world.ts";

const at = (provider: Json) => `${providersPath}/${provider.id}`;

/** A tenant with a usable provider, by which its owner has come in. */
async function provenTenant(): Promise<{ tenant: Tenant; provider: Json }> {
  const tenant = await newTenant("sso");
  const provider = await newUsableProvider(tenant.owner);
  await prove(tenant, provider, await userIdOf(tenant.owner));
  return { tenant, provider };
}

describe("single sign-on for everybody", () => {
  test("is required only once an owner has come in by a provider as it is now", async () => {
    const tenant = await newTenant("sso");
    const read = ok(await tenant.owner.get(enforcementPath));
    expect(read.headers.get("etag")).toBe('"0"');
    expect(read.json).toEqual({
      enabled: false,
      version: 0,
      possible: false,
      recoveryCodes: 0,
      updatedAt: null,
      updatedBy: { id: null, name: null },
    });
    const enforce = () => tenant.owner.patch(enforcementPath, { enabled: true });
    const refused = async () => {
      const reply = await enforce();
      expect([reply.status, reply.json.code]).toEqual([409, "SSO_NOT_PROVEN"]);
      expect(ok(await tenant.owner.get(enforcementPath)).json.possible).toBe(false);
    };
    await refused();
    const provider = await newUsableProvider(tenant.owner);
    await refused();
    const admin = await newMember(tenant, "admin");
    await prove(tenant, provider, admin.id);
    await refused();
    await asSuperuser((sql) => sql`delete from sso_proofs where organization_id = ${tenant.id}`);
    await prove(tenant, provider, await userIdOf(tenant.owner));
    expect(ok(await tenant.owner.get(enforcementPath)).json.possible).toBe(true);
    expect(ok(await tenant.owner.get(at(provider))).json.proven).toEqual({ at: expect.stringMatching(/Z$/) });
    const moved = ok(await tenant.owner.patch(at(provider), { clientId: "another" }, ifMatch(provider))).json;
    expect(moved.proven).toBeNull();
    await refused();
    const back = ok(await tenant.owner.patch(at(provider), { clientId: provider.clientId }, ifMatch(moved))).json;
    ok(await tenant.owner.patch(at(provider), { enabled: false }, ifMatch(back)));
    await refused();
  });

  test("is not required by an admin's provider, and none of an owner's sessions ends by an admin", async () => {
    const { tenant, provider } = await provenTenant();
    const { client: admin } = await newMember(tenant, "admin");
    const edited = ok(await admin.patch(at(provider), { provisioning: false }, ifMatch(provider))).json;
    expect(ok(await admin.get(enforcementPath)).json.possible).toBe(false);
    const refused = await admin.patch(enforcementPath, { enabled: true });
    expect([refused.status, refused.json.code]).toEqual([409, "SSO_NOT_PROVEN"]);
    ok(await tenant.owner.post(`${at(provider)}/confirm`, {}, ifMatch(edited)));
    expect(ok(await admin.get(enforcementPath)).json.possible).toBe(true);
    const ending = await admin.patch(enforcementPath, { enabled: true, endPasswordSessions: true });
    expect([ending.status, ending.json.code]).toEqual([403, "FORBIDDEN"]);
    expect(ok(await tenant.owner.get(enforcementPath)).json.enabled).toBe(false);
    ok(await admin.patch(enforcementPath, { enabled: true }));
    // Nor does an admin shut the only door there is.
    const { json: held } = await admin.get(at(provider));
    for (const fields of [{ clientSecret: "wrong" }, { acrValues: "nobody-has-this" }, { enabled: false }]) {
      const shut = await admin.patch(at(provider), fields, ifMatch(held));
      expect([shut.status, shut.json.code]).toEqual([409, "SSO_ENFORCED"]);
    }
  });

  test("is no provider that could be restored by its name", async () => {
    const { tenant } = await provenTenant();
    const enforced = ok(await tenant.owner.patch(enforcementPath, { enabled: true })).json;
    const restored = await tenant.owner.post(`${providersPath}/enforcement/restore`, { version: 1 }, ifMatch(enforced));
    expect([restored.status, restored.json.code]).toEqual([400, "INVALID_REQUEST"]);
  });

  test("is turned on and off by whoever names the version, or none", async () => {
    const { tenant } = await provenTenant();
    const first = ok(await tenant.owner.patch(enforcementPath, { enabled: true }, { headers: { "if-match": '"0"' } }));
    expect(first.headers.get("etag")).toBe('"1"');
    expect(first.json).toMatchObject({
      enabled: true,
      version: 1,
      possible: true,
      updatedBy: { id: await userIdOf(tenant.owner), name: "Olivia Owner" },
    });
    expect((await tenant.owner.get("/api/tenancy/current")).json.enforceSSO).toBe(true);
    const stale = await tenant.owner.patch(enforcementPath, { enabled: false }, { headers: { "if-match": '"0"' } });
    expect([stale.status, stale.json.current, stale.headers.get("etag")]).toEqual([412, first.json, '"1"']);
    for (const nonsense of ["*", 'W/"1"', "1"]) {
      const headers = { "if-match": nonsense };
      expect((await tenant.owner.patch(enforcementPath, { enabled: false }, { headers })).status).toBe(400);
    }
    expect((await tenant.owner.patch(enforcementPath, { enabled: "no" })).status).toBe(400);
    const lifted = ok(await tenant.owner.patch(enforcementPath, { enabled: false })).json;
    expect(lifted).toMatchObject({ enabled: false, version: 2 });
    expect((await tenant.owner.get("/api/tenancy/current")).json.enforceSSO).toBe(false);
    const { items } = ok(await tenant.owner.get(`${historyPath}?providerId=enforcement`)).json;
    expect(items).toMatchObject([
      { version: 2, act: "lifted", document: { enabled: false }, changes: { enabled: { from: true, to: false } } },
      { version: 1, act: "enforced", document: { enabled: true } },
    ]);
    await auditWith(tenant.owner, "sso.enforced");
    await auditWith(tenant.owner, "sso.enforcement_lifted");
  });

  test("keeps the provider that everybody comes in by", async () => {
    const { tenant, provider } = await provenTenant();
    ok(await tenant.owner.patch(enforcementPath, { enabled: true }));
    const { owner } = tenant;
    for (const refused of [
      await owner.delete(at(provider), ifMatch(provider)),
      await owner.patch(at(provider), { enabled: false }, ifMatch(provider)),
      await owner.patch(at(provider), { domains: [] }, ifMatch(provider)),
      await owner.patch(at(provider), { issuer: "https://login.elsewhere.example" }, ifMatch(provider)),
    ]) {
      expect([refused.status, refused.json.code]).toEqual([409, "SSO_ENFORCED"]);
    }
    ok(await owner.patch(at(provider), { label: "Still there" }, ifMatch(provider)));
    ok(await owner.patch(enforcementPath, { enabled: false }));
    ok(await owner.delete(at(provider), { headers: { "if-match": '"2"' } }), 204);
  });

  test("ends the sessions that began with a password, the actor's too, when that is wanted", async () => {
    const { tenant } = await provenTenant();
    const { client: member } = await newMember(tenant);
    ok(await tenant.owner.patch(enforcementPath, { enabled: true, endPasswordSessions: true }));
    expect((await member.get("/api/me")).status).toBe(401);
    expect((await tenant.owner.get("/api/me")).status).toBe(401);
    const records = async () =>
      asSuperuser((sql) => sql`select revoked_reason from sessions where organization_id = ${tenant.id}`);
    const recorded = await eventually(records, (rows) => rows.every(({ revoked_reason: reason }) => reason !== null));
    expect(recorded.map(({ revoked_reason: reason }) => reason)).toEqual(["sso_enforced", "sso_enforced"]);
  });

  test("leaves sessions alone otherwise", async () => {
    const { tenant } = await provenTenant();
    const { client: member } = await newMember(tenant);
    ok(await tenant.owner.patch(enforcementPath, { enabled: true }));
    ok(await member.get("/api/me"));
    ok(await tenant.owner.patch(enforcementPath, { enabled: false, endPasswordSessions: true }));
    ok(await member.get("/api/me"));
  });
});

describe("recovery codes", () => {
  const path = "/api/sso-config/recovery-codes";

  test("are listed by whose they are, and never themselves", async () => {
    const tenant = await newTenant("sso");
    const [ownerId, admin, other] = [
      await userIdOf(tenant.owner),
      await newMember(tenant, "admin"),
      await newMember(tenant, "owner"),
    ];
    expect(ok(await admin.client.get(path)).json).toEqual({ items: [], nextCursor: null });
    await asSuperuser(
      (sql) => sql`
        insert into recovery_codes (organization_id, user_id, code_hash, created_at, used_at)
        values (${tenant.id}, ${ownerId}, 'hash-one', now() - interval '1 minute', null),
               (${tenant.id}, ${other.id}, 'hash-two', now(), now())`,
    );
    const listed = ok(await admin.client.get(path));
    expect(listed.json.items).toEqual([
      { userId: ownerId, name: "Olivia Owner", email: tenant.ownerEmail, createdAt: expect.any(String), usedAt: null },
      {
        userId: other.id,
        name: "Max owner",
        email: other.email,
        createdAt: expect.any(String),
        usedAt: expect.any(String),
      },
    ]);
    expect(listed.text).not.toMatch(/hash-/);
    const first = ok(await admin.client.get(`${path}?limit=1`)).json;
    const second = ok(await admin.client.get(`${path}?limit=1&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items]).toEqual(listed.json.items);
    expect(ok(await admin.client.get(enforcementPath)).json.recoveryCodes).toBe(1);

    expect((await admin.client.delete(`${path}/${ownerId}`)).status).toBe(403);
    ok(await tenant.owner.delete(`${path}/${ownerId}`), 204);
    expect((await tenant.owner.delete(`${path}/${ownerId}`)).status).toBe(404);
    await auditWith(tenant.owner, "recovery.code_deleted");
    expect(ok(await admin.client.get(enforcementPath)).json.recoveryCodes).toBe(0);
  });
});

describe("an issuer", () => {
  const path = "/api/sso-config/discover";

  test("is asked where it is to be reached, and an admin is told what was wrong", async () => {
    const { owner } = await newTenant("sso");
    const issuer = `http://idp.localhost:${platform().port}/staff`;
    const found = ok(await owner.post(path, { issuer })).json;
    expect(found.endpoints).toMatchObject({ authorization: expect.stringContaining(issuer) });
    expect(found.checks).not.toEqual([]);
    const nowhere = ok(await owner.post(path, { issuer: "https://127.0.0.1" })).json;
    expect([nowhere.endpoints, nowhere.reason]).toEqual([null, "refused_address"]);
    expect((await owner.post(path, {})).status).toBe(400);
  });

  test("and the DNS are asked sixty times an hour by one member, and no more", async () => {
    const tenant = await newTenant("sso");
    const { client: admin } = await newMember(tenant, "admin");
    const issuer = "https://127.0.0.1";
    const replies = await Promise.all(Array.from({ length: 70 }, () => admin.post(path, { issuer })));
    const limited = replies.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(10);
    expect(limited[0]?.headers.get("retry-after")).toMatch(/^\d+$/);
    ok(await tenant.owner.post(path, { issuer }));
  });
});

test("the page before sign-in is told of providers that can be used, and of no others", async () => {
  const tenant = await newTenant("sso");
  const shown = async () => (await tenant.owner.get("/api/tenancy/current")).json.providers;
  const provider = await newUsableProvider(tenant.owner, { label: "Staff" });
  await newUsableProvider(tenant.owner, { label: "Off", enabled: false });
  const listed = [{ providerId: provider.id, label: "Staff" }];
  expect(await eventually(shown, (providers) => providers.length > 0)).toEqual(listed);
  ok(await tenant.owner.patch(at(provider), { enabled: false }, ifMatch(provider)));
  expect(await shown()).toEqual([]);
});
