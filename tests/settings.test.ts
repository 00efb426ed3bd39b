import { beforeAll, describe, expect, test } from "vitest";
import { auditWith, newMember, newTenant, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("settings");
});

const path = "/api/org/settings";

describe("the settings document", () => {
  test("is read with its version as ETag and changed with If-Match", async () => {
    const read = await tenant.owner.get(path);
    const etag = read.headers.get("etag") ?? "";
    expect(etag).toBe(`"${read.json.version}"`);
    const changed = await tenant.owner.patch(
      path,
      { appName: "Acme Cloud", primaryColor: "#3B5BDB" },
      { headers: { "if-match": etag } },
    );
    expect(changed.status, changed.text).toBe(200);
    const { version, ...rest } = read.json;
    expect(changed.json).toEqual({ ...rest, version: version + 1, appName: "Acme Cloud", primaryColor: "#3b5bdb" });
    expect(changed.headers.get("etag")).toBe(`"${read.json.version + 1}"`);
    const current = await tenant.owner.get("/api/tenancy/current");
    expect(current.json.branding).toEqual({ appName: "Acme Cloud", primaryColor: "#3b5bdb" });
    await auditWith(tenant.owner, "settings.updated");
  });

  test("says how long sessions last: what is usual at first, then what an admin decides, with an entry of both", async () => {
    const read = await tenant.owner.get(path);
    expect(read.json).toMatchObject({ sessionIdleMinutes: 3 * 24 * 60, sessionLifetimeHours: 7 * 24 });
    const changed = await tenant.owner.patch(
      path,
      { sessionIdleMinutes: 45 },
      { headers: { "if-match": read.headers.get("etag") } },
    );
    expect(changed.status, changed.text).toBe(200);
    const { version, ...rest } = read.json;
    expect(changed.json).toEqual({ ...rest, version: version + 1, sessionIdleMinutes: 45 });
    const changes = { sessionIdleMinutes: { from: 4320, to: 45 } };
    const log = await auditWith(tenant.owner, "settings.updated");
    expect(log.map(({ data }) => data)).toContainEqual({ version: version + 1, changes });
    const bounds = { sessionIdleMinutes: 5, sessionLifetimeHours: 720 };
    const ifMatch = { headers: { "if-match": changed.headers.get("etag") } };
    expect((await tenant.owner.patch(path, bounds, ifMatch)).json).toMatchObject(bounds);
  });

  test("takes no other length of sessions than it allows, and says which", async () => {
    const before = await tenant.owner.get(path);
    const ifMatch = { headers: { "if-match": before.headers.get("etag") } };
    for (const [field, values] of [
      ["sessionIdleMinutes", [4, 0, -5, 43_201, 15.5, "15", null, 1e300]],
      ["sessionLifetimeHours", [0, -1, 721, 1.5, "8", null, true]],
    ] as const) {
      for (const value of values) {
        const reply = await tenant.owner.patch(path, { [field]: value }, ifMatch);
        expect([reply.status, reply.json.code], `${field} ${value}`).toEqual([400, "INVALID_REQUEST"]);
        expect(reply.json.errors[0]).toMatchObject({ path: field, message: expect.stringMatching(/from \d+ to \d+$/) });
      }
    }
    expect((await tenant.owner.get(path)).json).toEqual(before.json);
  });

  test("starts at the platform's ceilings for failed sign-ins and keeps its log for ever; an admin may tighten both", async () => {
    const ceilings = {
      accountFailureLimit: 10,
      addressFailureLimit: 100,
      lockoutMinutes: 15,
      auditRetentionDays: null,
    };
    const read = await tenant.owner.get(path);
    expect(read.json).toMatchObject(ceilings);
    const tightest = { accountFailureLimit: 3, addressFailureLimit: 10, lockoutMinutes: 1440, auditRetentionDays: 30 };
    const ifMatch = { headers: { "if-match": read.headers.get("etag") } };
    const changed = await tenant.owner.patch(path, tightest, ifMatch);
    expect(changed.json).toEqual({ ...read.json, ...tightest, version: read.json.version + 1 });
    const log = await auditWith(tenant.owner, "settings.updated");
    const changes = { lockoutMinutes: { from: 15, to: 1440 }, auditRetentionDays: { from: null, to: 30 } };
    expect(log[0].data).toMatchObject({ changes });
    const back = { headers: { "if-match": changed.headers.get("etag") } };
    expect((await tenant.owner.patch(path, ceilings, back)).json).toMatchObject(ceilings);
  });

  test("loosens no limit beyond the platform's, and says which it would not", async () => {
    const before = await tenant.owner.get(path);
    const ifMatch = { headers: { "if-match": before.headers.get("etag") } };
    for (const [field, values] of [
      ["accountFailureLimit", [2, 11, 0, -1, 1e9, 3.5, "5", null]],
      ["addressFailureLimit", [9, 101, 0, 1e9, null]],
      ["lockoutMinutes", [14, 0, 1441, -15, null]],
      ["auditRetentionDays", [29, 0, -1, 3651, 90.5, "90"]],
    ] as const) {
      for (const value of values) {
        const reply = await tenant.owner.patch(path, { [field]: value }, ifMatch);
        expect([reply.status, reply.json.code], `${field} ${value}`).toEqual([400, "INVALID_REQUEST"]);
        expect(reply.json.errors[0]).toMatchObject({ path: field, message: expect.stringMatching(/from \d+ to \d+$/) });
      }
    }
    expect((await tenant.owner.get(path)).json).toEqual(before.json);
  });

  test("without If-Match is 428, with a stale one 412 and the current document", async () => {
    const stale = (await tenant.owner.get(path)).headers.get("etag") ?? "";
    expect((await tenant.owner.patch(path, { appName: "X" })).status).toBe(428);
    expect((await tenant.owner.patch(path, { appName: "Mine" }, { headers: { "if-match": stale } })).status).toBe(200);
    const refused = await tenant.owner.patch(path, { appName: "Theirs" }, { headers: { "if-match": stale } });
    expect([refused.status, refused.json.code]).toEqual([412, "PRECONDITION_FAILED"]);
    expect(refused.json.current.appName).toBe("Mine");
    expect(refused.headers.get("etag")).toBe(`"${refused.json.current.version}"`);
    expect((await tenant.owner.get(path)).json.appName).toBe("Mine");
  });

  test("changed by twenty admins at once from one version is changed by one", async () => {
    const etag = (await tenant.owner.get(path)).headers.get("etag") ?? "";
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tenant.owner.patch(path, { appName: `Edit ${index}` }, { headers: { "if-match": etag } }),
      ),
    );
    const accepted = replies.filter((reply) => reply.status === 200);
    expect(accepted).toHaveLength(1);
    expect(replies.filter((reply) => reply.status === 412)).toHaveLength(19);
    expect((await tenant.owner.get(path)).json.appName).toBe(accepted[0]?.json.appName);
  });

  test("is readable by members and changed by admins only; nonsense is refused", async () => {
    const member = await newMember(tenant);
    const etag = (await member.client.get(path)).headers.get("etag") ?? "";
    const ifMatch = { headers: { "if-match": etag } };
    expect((await member.client.patch(path, { appName: "X" }, ifMatch)).status).toBe(403);
    for (const body of [
      {},
      { appName: "" },
      { primaryColor: "red" },
      { primaryColor: "#fff;}" },
      { enforceSSO: true },
    ]) {
      expect((await tenant.owner.patch(path, body, ifMatch)).status).toBe(400);
    }
    expect((await tenant.owner.patch(path, { appName: "X" }, { headers: { "if-match": "*" } })).status).toBe(400);
  });
});
