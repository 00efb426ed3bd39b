import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createdTenant, newOperator, refusal } from "./admin-world.ts";
import type { CallOptions, Client, Json } from "./client.ts";
import { look, newServedHostname, publishRecord, setCloudflare } from "./hostname-proof.ts";
import {
  addHostname,
  afterLooks,
  choosePrimary,
  expectSignedOut,
  hostnamesPath,
  newAskingTenant,
  uniqueHostname,
} from "./hostname-world.ts";
import { asSuperuser } from "./platform.ts";
import { ifMatch, ok } from "./sso-world.ts";
import { auditWith, eventually, newTenant, operator, signIn, type Tenant } from "./world.ts";

let root: Client;
let support: Client;
let security: Client;
beforeAll(async () => {
  root = await operator();
  [support, security] = [(await newOperator("support")).client, (await newOperator("security")).client];
});
afterAll(afterLooks);

const listPath = ({ id }: Pick<Tenant, "id">) => `/api/admin/tenants/${id}/hostnames`;
const at = (tenant: Pick<Tenant, "id">, { id }: Json) => `${listPath(tenant)}/${id}`;
const listed = async (tenant: Tenant, query = ""): Promise<Json[]> =>
  ok(await support.get(`${listPath(tenant)}${query}`)).json.items;
const because = (reason: unknown, hostname?: Json): CallOptions => ({
  body: { reason },
  ...(hostname === undefined ? {} : ifMatch(hostname)),
});
const remove = (tenant: Tenant, hostname: Json, reason: unknown = "Reported as phishing", by = security) =>
  by.delete(at(tenant, hostname), because(reason, hostname));

/** What the tenant's log and the platform's say of a hostname, oldest first. */
async function logsOf({ id }: Json): Promise<[Json[], Json[]]> {
  const rows = (table: string) =>
    asSuperuser(async (sql) =>
      (
        await sql`
            select event, actor_type, request_id, data->>'reason' as reason from ${sql(table)}
            where target_id = ${id} order by at, id`
      ).map((row) => ({ ...row })),
    );
  return [await rows("audit_logs"), await rows("platform_audit_logs")];
}

describe("operators see", () => {
  test("a tenant's hostnames as its admins do, with what they look into them by", async () => {
    const tenant = await newAskingTenant("seen");
    const waiting = await addHostname(tenant.owner, uniqueHostname("bücher"));
    const active = await newServedHostname(tenant.owner);
    const theirs = async ({ id }: Json): Promise<Json> => ok(await tenant.owner.get(`${hostnamesPath}/${id}`)).json;
    await look(tenant.owner, waiting);
    const [first, second] = await listed(tenant);
    const [own, ownActive] = [await theirs(waiting), await theirs(active)];
    const instant = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(first).toEqual({ ...own, cloudflareId: null, provenAt: null, checkedAt: instant });
    expect(second).toEqual({
      ...ownActive,
      cloudflareId: expect.any(String),
      provenAt: instant,
      checkedAt: instant,
    });
    expect(waiting.displayHostname).toMatch(/^bücher\./);
  });

  test("those that were removed when they ask for them, and pages of many", async () => {
    const tenant = await newTenant("pages");
    const hostnames: Json[] = [];
    for (const label of ["a", "b", "c"])
      hostnames.push(await newServedHostname(tenant.owner, { hostname: uniqueHostname(label) }));
    const [gone, ...kept] = hostnames;
    ok(await remove(tenant, gone));
    expect((await listed(tenant)).map(({ id }) => id)).toEqual(kept.map(({ id }) => id));
    const first = ok(await support.get(`${listPath(tenant)}?removed=true&limit=2`)).json;
    const second = ok(
      await support.get(`${listPath(tenant)}?removed=true&limit=2&cursor=${encodeURIComponent(first.nextCursor)}`),
    ).json;
    expect([...first.items, ...second.items].map(({ id }: Json) => id)).toEqual(hostnames.map(({ id }) => id));
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({ lifecycleStatus: "deleted", reservedUntil: expect.stringMatching(/Z$/) });
  });

  test("nothing of a tenant that is not there", async () => {
    const nobody = { id: "org_000000000000000000000000" };
    expect(refusal(await support.get(listPath(nobody)))).toEqual([404, "NOT_FOUND"]);
    expect(refusal(await root.post(`${at(nobody, { id: "hst_0" })}/check`))).toEqual([404, "NOT_FOUND"]);
    expect(refusal(await root.delete(at(nobody, { id: "hst_0" }), because("x", { version: 1 })))).toEqual([
      404,
      "NOT_FOUND",
    ]);
  });
});

describe("an operator who has a hostname looked at", () => {
  test("brings it on its way as its admins could", async () => {
    const tenant = await newAskingTenant("looked");
    const added = await addHostname(tenant.owner, uniqueHostname());
    const check = async (): Promise<Json> => {
      const reply = ok(await support.post(`${at(tenant, added)}/check`));
      expect(reply.headers.get("etag")).toBe(`"${reply.json.version}"`);
      return reply.json;
    };
    expect(await check()).toMatchObject({ lifecycleStatus: "awaiting_txt", errors: [{ code: "txt_missing" }] });
    await publishRecord(added);
    expect(await check()).toMatchObject({
      lifecycleStatus: "pending_cloudflare",
      cloudflareId: expect.stringMatching(/./),
      provenAt: expect.stringMatching(/Z$/),
      checkedAt: expect.stringMatching(/Z$/),
    });
    await setCloudflare(added.hostname, { status: "active", sslStatus: "active" });
    expect(await check()).toMatchObject({ lifecycleStatus: "active", cloudflare: { sslStatus: "active" }, errors: [] });
    // Both logs have the same of what they have done.
    const [theirs, ours] = await logsOf(added);
    expect(ours.map(({ event }) => event)).toEqual(["hostname.proven", "hostname.activated"]);
    expect(ours).toEqual(theirs.filter(({ actor_type }) => actor_type === "operator"));
  });

  test("has one that failed tried again, which stands in both logs under their name, by the same request", async () => {
    const tenant = await newAskingTenant("tried");
    const hostname = await newServedHostname(tenant.owner);
    await setCloudflare(hostname.hostname, { status: "blocked" });
    expect(await look(tenant.owner, hostname)).toMatchObject({ lifecycleStatus: "error" });
    const reply = ok(await support.post(`${at(tenant, hostname)}/check`));
    expect(reply.json).toMatchObject({ lifecycleStatus: "pending_cloudflare" });
    const [theirs, ours] = await logsOf(hostname);
    const requestId = reply.headers.get("x-request-id");
    const tried = { event: "hostname.retried", actor_type: "operator", request_id: requestId, reason: null };
    expect(theirs).toContainEqual(tried);
    expect(ours).toContainEqual(tried);
  });
});

describe("an operator who removes a hostname", () => {
  test("ends the sessions that were begun there, and both logs say who and why, by the same request", async () => {
    const tenant = await newTenant("taken");
    const hostname = await newServedHostname(tenant.owner);
    const there = await signIn(hostname.hostname, tenant.ownerEmail);
    const reply = ok(await remove(tenant, hostname));
    expect(reply.json).toMatchObject({ id: hostname.id, lifecycleStatus: "deleted", version: hostname.version + 1 });
    expect(reply.headers.get("etag")).toBe(`"${hostname.version + 1}"`);
    expect((await there.get("/api/me")).status).toBe(404);
    // The other hosts go on.
    ok(await tenant.owner.get("/api/me"));
    const by = { actor_type: "operator", request_id: reply.headers.get("x-request-id") };
    const entries = [
      { event: "hostname.removed", ...by, reason: "Reported as phishing" },
      { event: "tenant.sessions_revoked", ...by, reason: "host_removed" },
    ];
    // The sessions end at once; that they have is written down with what else follows.
    const logs = await eventually(
      async () => {
        const [theirs, ours] = await logsOf(hostname);
        return [theirs.filter(({ actor_type }) => actor_type === "operator"), ours] as const;
      },
      ([theirs, ours]) => theirs.length >= 2 && ours.length >= 2,
    );
    expect(logs).toEqual([entries, entries]);
  });

  test("has nobody signed in when the name comes back", async () => {
    const tenant = await newTenant("back");
    const hostname = await newServedHostname(tenant.owner);
    const there = await signIn(hostname.hostname, tenant.ownerEmail);
    ok(await remove(tenant, hostname));
    await asSuperuser((sql) => sql`update hostnames set state = 'released' where id = ${hostname.id}`);
    await newServedHostname(tenant.owner, { hostname: hostname.hostname });
    await expectSignedOut(there);
  });

  test("may take the primary one, and the host that every tenant has is the primary one again", async () => {
    const tenant = await newTenant("primary");
    const hostname = await newServedHostname(tenant.owner);
    await choosePrimary(tenant, hostname, true);
    // Who asks for the tenant is held back by that.
    const { owner } = tenant;
    expect(refusal(await owner.delete(`${hostnamesPath}/${hostname.id}`, ifMatch(hostname)))).toEqual([
      409,
      "HOSTNAME_IS_PRIMARY",
    ]);
    expect((await listed(tenant)).map(({ isPrimary }) => isPrimary)).toEqual([true]);
    expect(ok(await remove(tenant, hostname)).json.isPrimary).toBe(false);
    expect(ok(await owner.get("/api/tenancy/primary-host")).json).toMatchObject({
      hostnameId: null,
      hostname: tenant.host,
      redirectOthers: false,
    });
    const log = await auditWith(owner, "hostname.primary_changed");
    expect(log[0]).toMatchObject({
      actor: { type: "operator" },
      data: { changes: { primaryHost: { from: hostname.hostname, to: tenant.host } } },
    });
  });

  test("says which version they have seen, and why they do it", async () => {
    const tenant = await newTenant("versions");
    const hostname = await addHostname(tenant.owner, uniqueHostname());
    const path = at(tenant, hostname);
    expect(refusal(await security.delete(path, because("x")))).toEqual([428, "PRECONDITION_REQUIRED"]);
    expect(refusal(await remove(tenant, hostname, " "))).toEqual([400, "INVALID_REQUEST"]);
    expect(refusal(await security.delete(path, ifMatch(hostname)))).toEqual([400, "INVALID_REQUEST"]);
    const changed = ok(
      await tenant.owner.patch(`${hostnamesPath}/${hostname.id}`, { validation: "txt" }, ifMatch(hostname)),
    ).json;
    const stale = await remove(tenant, hostname);
    expect(refusal(stale)).toEqual([412, "PRECONDITION_FAILED"]);
    expect(stale.json.current).toMatchObject({ id: hostname.id, version: changed.version, validation: "txt" });
    expect(stale.headers.get("etag")).toBe(`"${changed.version}"`);
    expect(ok(await remove(tenant, changed)).json.lifecycleStatus).toBe("released");
  });
});

describe("who may do it", () => {
  test("support looks and has it looked at, security looks and takes away", async () => {
    const tenant = await newTenant("roles");
    const hostname = await addHostname(tenant.owner, uniqueHostname());
    for (const client of [root, support, security]) ok(await client.get(listPath(tenant)));
    expect(refusal(await remove(tenant, hostname, "x", support))).toEqual([403, "FORBIDDEN"]);
    expect(refusal(await security.post(`${at(tenant, hostname)}/check`))).toEqual([403, "FORBIDDEN"]);
  });

  test("a hostname of another tenant is not found by this one's id", async () => {
    const [tenant, other] = [await newTenant("mine"), await createdTenant(root)];
    const hostname = await addHostname(tenant.owner, uniqueHostname());
    const wrong = at(other, hostname);
    expect(refusal(await security.delete(wrong, because("x", hostname)))).toEqual([404, "NOT_FOUND"]);
    expect(refusal(await support.post(`${wrong}/check`))).toEqual([404, "NOT_FOUND"]);
    expect((await listed(tenant)).map(({ id, version }) => [id, version])).toEqual([[hostname.id, 1]]);
  });
});
