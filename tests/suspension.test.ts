import { describe, expect, test } from "vitest";
import { auditWith, newMember, newTenant, operator, password, signIn, tokenOf, visitor } from "./world.ts";

describe("a suspension", () => {
  test("ends every session and token at once; a restoration lets people sign in but revives nothing", async () => {
    const tenant = await newTenant("susp");
    const member = await newMember(tenant);
    const token = await tokenOf(tenant.owner);
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    const anyone = await visitor(tenant.host);
    const ops = await operator();
    const stolen = tenant.owner.at(tenant.host);

    const suspended = await ops.post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "unpaid" });
    expect(suspended.status, suspended.text).toBeLessThan(300);
    for (const client of [tenant.owner, member.client]) {
      const reply = await client.get("/api/me");
      expect([reply.status, reply.json.code]).toEqual([403, "TENANT_SUSPENDED"]);
    }
    expect((await anyone.get("/api/me", bearer)).status).toBe(403);
    const attempt = await anyone.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password });
    expect([attempt.status, attempt.json.code]).toEqual([403, "TENANT_SUSPENDED"]);
    expect((await anyone.get("/api/tenancy/current")).status).toBe(403);

    const restored = await ops.post(`/api/admin/tenants/${tenant.id}/restore`);
    expect(restored.status, restored.text).toBeLessThan(300);
    expect((await stolen.get("/api/me")).status).toBe(401);
    expect((await anyone.get("/api/me", bearer)).status).toBe(401);
    const owner = await signIn(tenant.host, tenant.ownerEmail);
    expect((await owner.get("/api/me")).status).toBe(200);

    const log = await auditWith(owner, "tenant.restored");
    const entry = log.find((one) => one.event === "tenant.suspended");
    expect(entry.actor).toMatchObject({ type: "operator", id: expect.stringMatching(/^adm_/) });
    expect(JSON.stringify(entry.data)).toContain("unpaid");
    const platformLog = (await ops.get("/api/admin/audit-logs?limit=100")).json.items;
    expect(
      platformLog.some(
        (one: { event: string; target: { id: string } | null }) =>
          one.event === "tenant.suspended" && one.target?.id === tenant.id,
      ),
    ).toBe(true);
  });

  test("needs a reason, and cannot be done twice", async () => {
    const tenant = await newTenant("susp");
    const ops = await operator();
    const path = `/api/admin/tenants/${tenant.id}/suspend`;
    expect((await ops.post(path, {})).status).toBe(400);
    expect((await ops.post(path, { reason: "x" })).status).toBeLessThan(300);
    expect((await ops.post(path, { reason: "x" })).status).toBe(409);
  });
});

test("a deleted tenant is gone for everyone, and its slug is never issued again", async () => {
  const tenant = await newTenant("gone");
  const ops = await operator();
  const deleted = await ops.delete(`/api/admin/tenants/${tenant.id}`);
  expect(deleted.status, deleted.text).toBeLessThan(300);
  expect((await tenant.owner.get("/api/me")).status).toBe(404);
  expect((await (await visitor(tenant.host)).get("/api/tenancy/current")).status).toBe(404);
  const again = await ops.post("/api/admin/tenants", {
    slug: tenant.slug,
    name: "Again",
    primaryAdminEmail: "x@y.test",
  });
  expect([again.status, again.json.code]).toEqual([409, "SLUG_TAKEN"]);
});
