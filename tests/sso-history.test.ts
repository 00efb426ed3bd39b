import { beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import type { Client, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { historyPath, ifMatch, newProvider, ok, providersPath, uniqueDomain, userIdOf, verify } from "./sso-world.ts";
import { auditWith, newMember, newTenant, type Tenant } from "./world.ts";

let tenant: Tenant;
let admin: Client;
beforeAll(async () => {
  tenant = await newTenant("sso");
  admin = (await newMember(tenant, "admin")).client;
});

const at = (provider: Json, act = "") => `${providersPath}/${provider.id}${act}`;
const versionsOf = async (provider: Json): Promise<Json[]> =>
  ok(await admin.get(`${historyPath}?providerId=${provider.id}`)).json.items;

describe("the history", () => {
  test("has every version with who made it, what it was and what it changed, newest first", async () => {
    const domain = uniqueDomain();
    const created = await newProvider(admin, { domains: [domain] });
    const renamed = ok(await tenant.owner.patch(at(created), { label: "Two", domains: [] }, ifMatch(created))).json;
    ok(await admin.delete(at(created), ifMatch(renamed)), 204);
    const items = await versionsOf(created);
    const one = { type: "user", id: await userIdOf(admin), name: "Max admin" };
    const other = { type: "user", id: await userIdOf(tenant.owner), name: "Olivia Owner" };
    const common = { subject: created.id, at: expect.stringMatching(/Z$/), keyChanged: false };
    expect(items).toMatchObject([
      { ...common, version: 3, act: "deleted", actor: one, changes: {}, document: { label: "Two", domains: [] } },
      {
        ...common,
        version: 2,
        act: "updated",
        actor: other,
        changes: { label: { from: "Acme login", to: "Two" }, domains: { from: [domain], to: [] } },
      },
      { ...common, version: 1, act: "created", actor: one, changes: {}, document: { label: "Acme login" } },
    ]);
    const { document } = items[2];
    for (const [name, value] of Object.entries(document)) {
      if (name !== "domains") expect(value, name).toEqual(created[name]);
    }
    expect(document.domains).toEqual([domain]);
  });

  test("is told page by page, of all subjects or of one, and nothing is missed between pages", async () => {
    const [one, two] = [await newProvider(admin), await newProvider(admin)];
    let document = one;
    for (const label of ["A", "B", "C", "D"])
      document = ok(await admin.patch(at(one), { label }, ifMatch(document))).json;
    const pagesOf = async (query: string): Promise<Json[]> => {
      const found: Json[] = [];
      for (let cursor = ""; ;) {
        const page = ok(await admin.get(`${historyPath}?limit=2${query}${cursor}`)).json;
        found.push(...page.items);
        if (page.nextCursor === null) return found;
        cursor = `&cursor=${page.nextCursor}`;
      }
    };
    expect((await pagesOf(`&providerId=${one.id}`)).map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
    const all = await pagesOf("");
    const names = all.map(({ subject, version }) => `${subject} ${version}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 6)).toEqual([
      ...[5, 4, 3, 2].map((version) => `${one.id} ${version}`),
      `${two.id} 1`,
      `${one.id} 1`,
    ]);
    expect((await admin.get(`${historyPath}?cursor=nonsense`)).status).toBe(400);
    expect(ok(await admin.get(`${historyPath}?providerId=sso_nobody`)).json).toEqual({ items: [], nextCursor: null });
  });
});

describe("an earlier version", () => {
  test("is restored as the next one", async () => {
    const created = await newProvider(admin, { acrValues: "urn:one", roleMappings: [{ value: "x", role: "admin" }] });
    const changes = { label: "Two", acrValues: null, roleMappings: [], provisioning: false };
    const changed = ok(await admin.patch(at(created), changes, ifMatch(created))).json;
    const restored = ok(await admin.post(at(created, "/restore"), { version: 1 }, ifMatch(changed)));
    expect(restored.json).toEqual({ ...created, version: 3, updatedAt: restored.json.updatedAt });
    expect(restored.headers.get("etag")).toBe('"3"');
    expect((await versionsOf(created))[0]).toMatchObject({
      version: 3,
      act: "restored",
      changes: { label: { from: "Two", to: "Acme login" }, provisioning: { from: false, to: true } },
    });
    const log = await auditWith(tenant.owner, "sso.provider_restored");
    expect(log.map(({ data }) => data)).toContainEqual({ version: 3, restored: 1 });
  });

  test("that there never was is not found", async () => {
    const created = await newProvider(admin);
    for (const version of [2, 999_999]) {
      expect((await admin.post(at(created, "/restore"), { version }, ifMatch(created))).status).toBe(404);
    }
    for (const version of [0, -1, 1.5, "1", null]) {
      expect((await admin.post(at(created, "/restore"), { version }, ifMatch(created))).status).toBe(400);
    }
  });

  test("of a provider that was deleted brings it back under its name, without its secret and its proofs", async () => {
    const domain = uniqueDomain();
    const created = await newProvider(admin, { domains: [domain], clientSecret: "hush" });
    await verify(admin, created);
    ok(await admin.delete(at(created), ifMatch(created)), 204);
    expect((await admin.get(at(created))).status).toBe(404);
    const stale = await admin.post(at(created, "/restore"), { version: 1 }, ifMatch(created));
    expect([stale.status, stale.json.current]).toMatchObject([412, { version: 2, act: "deleted" }]);
    const restored = ok(
      await admin.post(at(created, "/restore"), { version: 1 }, { headers: { "if-match": '"2"' } }),
    ).json;
    // Without its secret it cannot be used: an admin has to enter it again.
    expect(restored).toMatchObject({ id: created.id, version: 3, enabled: false, hasClientSecret: false });
    expect(restored.domains).toMatchObject([{ domain, verified: false }]);
    expect(restored.domains[0].record.value).not.toBe(created.domains[0].record.value);
    const enabled = await admin.patch(at(created), { enabled: true }, ifMatch(restored));
    expect([enabled.status, enabled.json.code]).toEqual([422, "CLIENT_SECRET_NEEDED"]);
    ok(await admin.patch(at(created), { enabled: true, clientSecret: "hush again" }, ifMatch(restored)));
  });

  test("whose domain has gone to another provider since is not restored", async () => {
    const domain = uniqueDomain();
    const created = await newProvider(admin, { domains: [domain] });
    const without = ok(await admin.patch(at(created), { domains: [] }, ifMatch(created))).json;
    await newProvider(admin, { domains: [domain] });
    const refused = await admin.post(at(created, "/restore"), { version: 1 }, ifMatch(without));
    expect([refused.status, refused.json.code]).toEqual([409, "DOMAIN_IN_USE"]);
  });
});

describe("a test sign-in", () => {
  test("is waiting, over, failed or passed, and says each check", async () => {
    const provider = await newProvider(admin);
    const tester = await userIdOf(tenant.owner);
    const checks = [{ check: "metadata", outcome: "passed" }];
    const claims = { sub: "248289761001", email: "olivia@acme.example" };
    const insert = (report: object | null, expires: string) =>
      asSuperuser(async (sql) => {
        const id = newIdentifier("flw");
        await sql`
          insert into sso_flows (organization_id, id, state_hash, browser_hash, provider_id, provider_version, purpose,
                                 host, secrets, as_of, return_path, user_id, expires_at, report)
          values (${tenant.id}, ${id}, ${id}, ${id}, ${provider.id}, 1, 'test', ${tenant.host}, 'x', 0, '/', ${tester},
                  now() + ${expires}::interval, ${report === null ? null : sql.json(report as never)})`;
        return ok(await admin.get(`/api/sso-config/tests/${id}`)).json;
      });
    const waiting = await insert(null, "1 minute");
    expect(waiting).toEqual({
      id: waiting.id,
      providerId: provider.id,
      providerVersion: 1,
      status: "waiting",
      startedAt: expect.stringMatching(/Z$/),
      startedBy: { id: tester, name: "Olivia Owner" },
      checks: [],
      claims: null,
    });
    expect(await insert(null, "-1 minute")).toMatchObject({ status: "expired" });
    const passed = await insert({ reason: null, checks, claims }, "-1 minute");
    expect(passed).toMatchObject({ status: "passed", checks, claims });
    const failed = await insert({ reason: "email_missing", checks, claims: null }, "1 minute");
    expect(failed).toMatchObject({ status: "failed", reason: "email_missing", checks, claims: null });
    expect((await admin.get("/api/sso-config/tests/flw_000000000000000000000000")).status).toBe(404);
  });
});
