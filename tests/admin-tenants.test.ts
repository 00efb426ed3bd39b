import { describe, expect, test } from "vitest";
import { createdTenant, newOperator, refusal } from "./admin-world.ts";
import { asSuperuser } from "./platform.ts";
import { accept, auditWith, eventually, mailTo, newMember, newTenant, operator, uniqueSlug } from "./world.ts";

describe("the list of tenants", () => {
  test("is newest first, comes in pages without a gap, and can be searched by slug and name", async () => {
    const ops = await operator();
    const prefix = uniqueSlug("list");
    const ids: string[] = [];
    for (const letter of ["a", "b", "c"]) {
      const body = { slug: `${prefix}${letter}`, name: `List ${prefix} ${letter}`, primaryAdminEmail: "a@list.test" };
      ids.unshift((await ops.post("/api/admin/tenants", body)).json.orgId);
    }
    const first = (await ops.get(`/api/admin/tenants?search=${prefix}&limit=2`)).json;
    const second = (await ops.get(`/api/admin/tenants?search=${prefix}&limit=2&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    const byName = (await ops.get(`/api/admin/tenants?search=${encodeURIComponent(`LIST ${prefix} B`)}`)).json;
    expect(byName.items).toEqual([
      {
        id: ids[1],
        slug: `${prefix}b`,
        name: `List ${prefix} b`,
        status: "active",
        suspendedReason: null,
        homeRegion: expect.any(String),
        hostedAt: expect.stringContaining(`${prefix}b.app.localhost`),
        members: 0,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });

  test.each(["limit=0", "limit=101", "limit=x", "cursor=!!", `cursor=${btoa('["2026-02-31 00:00:00+00","x"]')}`])(
    "%s is 400",
    async (query) => {
      expect(refusal(await (await operator()).get(`/api/admin/tenants?${query}`))).toEqual([400, "INVALID_REQUEST"]);
    },
  );

  test("the overview counts them by status", async () => {
    const ops = await operator();
    const before = (await ops.get("/api/admin/overview")).json.tenants;
    const tenant = await createdTenant(ops);
    await ops.post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "counted" });
    const after = (await ops.get("/api/admin/overview")).json.tenants;
    expect(after).toEqual({ ...before, suspended: before.suspended + 1 });
  });
});

describe("one tenant", () => {
  test("is shown with its people and who is still invited", async () => {
    const ops = await operator();
    const tenant = await newTenant("shown");
    const member = await newMember(tenant);
    await tenant.owner.post("/api/org/invitations", { email: `late@${tenant.slug}.test`, role: "admin" });
    const shown = (await ops.get(`/api/admin/tenants/${tenant.id}`)).json;
    expect(shown).toMatchObject({ id: tenant.id, slug: tenant.slug, status: "active", members: 2 });
    expect(shown.people.map((person: { email: string; role: string }) => [person.email, person.role])).toEqual([
      [tenant.ownerEmail, "owner"],
      [member.email, "member"],
    ]);
    expect(shown.invitations).toMatchObject([{ email: `late@${tenant.slug}.test`, role: "admin" }]);
  });

  test.each(["org_000000000000000000000000", "org_x", "acme", "%00", "..%2f..", "a".repeat(101)])(
    "%s is not there, whatever one wants of it",
    async (id) => {
      const ops = await operator();
      for (const reply of [
        await ops.get(`/api/admin/tenants/${id}`),
        await ops.delete(`/api/admin/tenants/${id}`),
        await ops.post(`/api/admin/tenants/${id}/suspend`, { reason: "x" }),
        await ops.post(`/api/admin/tenants/${id}/restore`),
        await ops.post(`/api/admin/tenants/${id}/invitations`, { email: "a@b.test", role: "member" }),
        await ops.post(`/api/admin/tenants/${id}/sessions/revoke-all`, { reason: "x" }),
      ]) {
        // What could not be an id at all may also be called a bad request.
        expect([400, 404]).toContain(reply.status);
      }
    },
  );
});

describe("acts on a tenant", () => {
  test("suspending and restoring answer with the tenant as it is then, and want the right state", async () => {
    const ops = await operator();
    const { id } = await createdTenant(ops);
    expect(refusal(await ops.post(`/api/admin/tenants/${id}/restore`))).toEqual([409, "WRONG_STATE"]);
    expect(refusal(await ops.post(`/api/admin/tenants/${id}/suspend`, {}))).toEqual([400, "INVALID_REQUEST"]);
    expect(refusal(await ops.post(`/api/admin/tenants/${id}/suspend`, { reason: "  " }))[0]).toBe(400);
    const suspended = await ops.post(`/api/admin/tenants/${id}/suspend`, { reason: "unpaid" });
    expect([suspended.status, suspended.json]).toMatchObject([
      200,
      { id, status: "suspended", suspendedReason: "unpaid" },
    ]);
    expect(refusal(await ops.post(`/api/admin/tenants/${id}/suspend`, { reason: "x" }))).toEqual([409, "WRONG_STATE"]);
    // Without a body and without a content type, as `curl -X POST` does it.
    const restored = await ops.call("POST", `/api/admin/tenants/${id}/restore`);
    expect([restored.status, restored.json]).toMatchObject([200, { status: "active", suspendedReason: null }]);
  });

  test("ending all sessions of a tenant signs everybody out, and the log says who did it and why", async () => {
    const ops = await operator();
    const tenant = await newTenant("revoke");
    const member = await newMember(tenant);
    const ended = await ops.post(`/api/admin/tenants/${tenant.id}/sessions/revoke-all`, { reason: "stolen laptop" });
    expect([ended.status, ended.json], ended.text).toEqual([200, { closed: 2 }]);
    for (const client of [tenant.owner, member.client]) expect((await client.get("/api/me")).status).toBe(401);
    // The rows travel with the revocation's effect.
    const rows = await eventually(
      () =>
        asSuperuser(
          (sql) => sql`
            select actor_type, data from audit_logs
            where organization_id = ${tenant.id} and event = 'tenant.sessions_revoked'
            union all
            select actor_type, data from platform_audit_logs
            where target_id = ${tenant.id} and event = 'tenant.sessions_revoked'`,
        ),
      (found) => found.length >= 2,
    );
    const entry = { actor_type: "operator", data: { note: "stolen laptop" } };
    expect(rows).toMatchObject([entry, entry]);
  });

  test("a deleted tenant stays visible, and nothing more can be done to it", async () => {
    const ops = await operator();
    const { id, slug } = await createdTenant(ops);
    expect((await ops.delete(`/api/admin/tenants/${id}`)).json.status).toBe("deleted");
    expect((await ops.get(`/api/admin/tenants/${id}`)).json).toMatchObject({ slug, status: "deleted" });
    for (const reply of [
      await ops.delete(`/api/admin/tenants/${id}`),
      await ops.post(`/api/admin/tenants/${id}/suspend`, { reason: "x" }),
      await ops.post(`/api/admin/tenants/${id}/restore`),
      await ops.post(`/api/admin/tenants/${id}/invitations`, { email: "a@b.test", role: "member" }),
    ]) {
      expect(refusal(reply), reply.text).toEqual([409, "WRONG_STATE"]);
    }
  });
});

describe("an operator's invitation", () => {
  test("is mailed, can be accepted, and names the operator in both logs", async () => {
    const ops = await operator();
    const tenant = await newTenant("invite");
    const email = `new@${tenant.slug}.test`;
    const reply = await ops.post(`/api/admin/tenants/${tenant.id}/invitations`, { email, role: "admin" });
    expect([reply.status, reply.json]).toEqual([201, { invitationId: expect.stringMatching(/^inv_/) }]);
    expect((await mailTo(email)).text).toContain(reply.json.invitationId);
    const client = await accept(tenant.host, reply.json.invitationId, "Nia New");
    expect((await client.get("/api/me")).json.role).toBe("admin");
    const log = await auditWith(tenant.owner, "invitation.created");
    expect(log.find((row) => row.event === "invitation.created" && row.target?.name === email)?.actor.type).toBe(
      "operator",
    );
  });

  test("to a member, or to somebody already invited, is 409", async () => {
    const ops = await operator();
    const tenant = await newTenant("again");
    const path = `/api/admin/tenants/${tenant.id}/invitations`;
    expect(refusal(await ops.post(path, { email: tenant.ownerEmail, role: "member" }))).toEqual([
      409,
      "ALREADY_MEMBER",
    ]);
    const email = `twice@${tenant.slug}.test`;
    const replies = await Promise.all([1, 2, 3].map(() => ops.post(path, { email, role: "member" })));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(refusal(await ops.post(path, { email: email.toUpperCase(), role: "member" }))).toEqual([
      409,
      "INVITATION_PENDING",
    ]);
  });

  test("can be repeated once the first one has run out", async () => {
    const ops = await operator();
    const tenant = await createdTenant(ops);
    await asSuperuser(
      (sql) => sql`update invitations set expires_at = now() - interval '1 minute' where id = ${tenant.invitationId}`,
    );
    const body = { email: tenant.primaryAdminEmail, role: "owner" };
    const reply = await ops.post(`/api/admin/tenants/${tenant.id}/invitations`, body);
    expect(reply.status, reply.text).toBe(201);
    expect((await ops.get(`/api/admin/tenants/${tenant.id}`)).json.invitations).toMatchObject([
      { id: reply.json.invitationId.slice(0, 20) },
    ]);
  });

  test.each([{ email: "x", role: "member" }, { email: "a@b.test", role: "super_admin" }, { email: "a@b.test" }])(
    "%j is 400",
    async (body) => {
      const { id } = await createdTenant();
      expect((await (await operator()).post(`/api/admin/tenants/${id}/invitations`, body)).status).toBe(400);
    },
  );
});

test("the accounts of an address are found in every tenant, and only by the whole address", async () => {
  const ops = (await newOperator("support")).client;
  const email = `${uniqueSlug("both")}@people.test`;
  const tenants = [await newTenant("one"), await newTenant("two")];
  for (const tenant of tenants) await newMember(tenant, "member", email);
  const found = (await ops.get(`/api/admin/users?email=${encodeURIComponent(email.toUpperCase())}`)).json.items;
  expect(found.map((user: { organization: { id: string } }) => user.organization.id).sort()).toEqual(
    tenants.map(({ id }) => id).sort(),
  );
  expect(found[0]).toEqual({
    id: expect.stringMatching(/^usr_/),
    email,
    name: "Max member",
    role: "member",
    createdAt: expect.any(String),
    organization: { id: expect.any(String), slug: expect.any(String), name: expect.any(String) },
  });
  expect((await ops.get("/api/admin/users?email=nobody@people.test")).json.items).toEqual([]);
  expect(refusal(await ops.get("/api/admin/users"))).toEqual([400, "INVALID_REQUEST"]);
  expect(refusal(await ops.get("/api/admin/users?email=%25"))).toEqual([400, "INVALID_REQUEST"]);
});
