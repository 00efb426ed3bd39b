import { describe, expect, test } from "vitest";
import { createdTenant, enroll, invitedOperator, newOperator, refusal, throughAccess } from "./admin-world.ts";
import { asSuperuser, platform } from "./platform.ts";
import { mailTo, operator, uniqueSlug, visitor } from "./world.ts";

describe("becoming an operator", () => {
  test("takes the mailed token, once, and coming in through Access with the invited address", async () => {
    const ops = await operator();
    const email = `${uniqueSlug("op")}@gatehouse.test`;
    const invited = await ops.post("/api/admin/global-admins", { email: email.toUpperCase(), role: "support" });
    expect(invited.status, invited.text).toBe(201);
    const { id, enrollmentToken } = invited.json;
    expect(invited.json).toEqual({
      id: expect.stringMatching(/^adm_[0-9a-z]{24}$/),
      enrollmentToken: expect.stringMatching(/^[\w-]{43}$/),
      enrollmentUrl: `http://admin.localhost:${platform().port}/enroll#token=${enrollmentToken}`,
      expiresAt: expect.any(String),
      mailed: true,
    });
    const days = (Date.parse(invited.json.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    expect((await mailTo(email)).text).toContain(invited.json.enrollmentUrl);

    const client = await throughAccess(email);
    expect(refusal(await client.get("/api/admin/me"))).toEqual([403, "ENROLLMENT_REQUIRED"]);
    expect(refusal(await client.get("/api/admin/tenants"))).toEqual([403, "ENROLLMENT_REQUIRED"]);
    const enrolled = await enroll(client, enrollmentToken);
    expect([enrolled.status, enrolled.json]).toMatchObject([200, { id, email, role: "support", name: null }]);
    expect((await client.get("/api/admin/me")).json.permissions).toContain("tenants:create");
  });

  test("a token is worth nothing in the hands of anybody else", async () => {
    const invited = await invitedOperator("super_admin");
    const thief = await throughAccess(`${uniqueSlug("thief")}@gatehouse.test`);
    expect(refusal(await enroll(thief, invited.token))).toEqual([403, "ENROLLMENT_REFUSED"]);
    expect(refusal(await enroll(thief, "x".repeat(43)))).toEqual([403, "ENROLLMENT_REFUSED"]);
    expect(refusal(await enroll(thief, ""))).toEqual([403, "ENROLLMENT_REFUSED"]);
    expect((await enroll(invited.client, invited.token)).status).toBe(200);
    const refused = await asSuperuser(
      (sql) => sql`select actor_type, actor_name, target_id, data from platform_audit_logs
                   where event = 'admin.enrollment_refused' and target_id = ${invited.id}`,
    );
    expect(refused).toMatchObject([{ actor_type: "anonymous", data: { reason: "wrong_address" } }]);
  });

  test("a token that was used, ran out or was replaced is refused", async () => {
    const used = await newOperator("support");
    const spent = await invitedOperator("support");
    await asSuperuser(
      (sql) => sql`update global_admins set enrollment_expires_at = now() - interval '1 second' where id = ${spent.id}`,
    );
    expect(refusal(await enroll(spent.client, spent.token))).toEqual([403, "ENROLLMENT_REFUSED"]);
    const ops = await operator();
    const again = await ops.post(`/api/admin/global-admins/${spent.id}/reissue-enrollment`);
    expect(again.status, again.text).toBe(200);
    expect(refusal(await enroll(spent.client, spent.token))).toEqual([403, "ENROLLMENT_REFUSED"]);
    expect((await enroll(spent.client, again.json.enrollmentToken)).status).toBe(200);
    expect(refusal(await ops.post(`/api/admin/global-admins/${used.id}/reissue-enrollment`))).toEqual([
      409,
      "WRONG_STATE",
    ]);
  });

  test("the token is kept as a hash, and gone once it was used", async () => {
    const invited = await invitedOperator("security");
    const row = () => asSuperuser((sql) => sql`select * from global_admins where id = ${invited.id}`);
    expect(JSON.stringify(await row())).not.toContain(invited.token);
    await enroll(invited.client, invited.token);
    expect(await row()).toMatchObject([{ enrollment_token_hash: null, status: "active" }]);
  });

  test("an address can be invited once; bad roles and addresses are 400", async () => {
    const ops = await operator();
    const { email } = await invitedOperator("support");
    const twice = await ops.post("/api/admin/global-admins", { email, role: "support" });
    expect(refusal(twice)).toEqual([409, "OPERATOR_EXISTS"]);
    for (const body of [{ email: "x", role: "support" }, { email: "a@b.test", role: "god" }, { email: "a@b.test" }]) {
      expect((await ops.post("/api/admin/global-admins", body)).status).toBe(400);
    }
  });
});

describe("a deactivation", () => {
  test("holds from the operator's next request on, and a reissued token brings them back", async () => {
    const ops = await operator();
    const gone = await newOperator("support");
    expect((await gone.client.get("/api/admin/tenants")).status).toBe(200);
    const deactivated = await ops.post(`/api/admin/global-admins/${gone.id}/deactivate`);
    expect([deactivated.status, deactivated.json]).toMatchObject([200, { id: gone.id, status: "deactivated" }]);
    for (const path of ["/api/admin/me", "/api/admin/tenants"]) {
      expect(refusal(await gone.client.get(path))).toEqual([403, "OPERATOR_DEACTIVATED"]);
    }
    const body = { slug: uniqueSlug("late"), name: "Late", primaryAdminEmail: "a@late.test" };
    expect(refusal(await gone.client.post("/api/admin/tenants", body))).toEqual([403, "OPERATOR_DEACTIVATED"]);
    expect(refusal(await ops.post(`/api/admin/global-admins/${gone.id}/deactivate`))).toEqual([409, "WRONG_STATE"]);

    const back = await ops.post(`/api/admin/global-admins/${gone.id}/reissue-enrollment`);
    expect(refusal(await gone.client.get("/api/admin/me"))).toEqual([403, "ENROLLMENT_REQUIRED"]);
    expect((await enroll(gone.client, back.json.enrollmentToken)).json.id).toBe(gone.id);
  });

  test("voids an invitation that was not taken up", async () => {
    const invited = await invitedOperator("support");
    await (await operator()).post(`/api/admin/global-admins/${invited.id}/deactivate`);
    expect(refusal(await enroll(invited.client, invited.token))).toEqual([403, "ENROLLMENT_REFUSED"]);
  });

  test("cannot hit oneself or nobody", async () => {
    const ops = await operator();
    const { id } = (await ops.get("/api/admin/me")).json;
    expect(refusal(await ops.post(`/api/admin/global-admins/${id}/deactivate`))).toEqual([409, "WRONG_STATE"]);
    expect((await ops.get("/api/admin/me")).status).toBe(200);
    for (const act of ["deactivate", "reissue-enrollment"]) {
      expect((await ops.post(`/api/admin/global-admins/adm_nobody/${act}`)).status).toBe(404);
    }
  });

  test("of super admins who deactivate each other at the same moment, one is left", async () => {
    // Only two may be left for it to matter: the others step aside.
    const ops = await operator();
    const pair = [await newOperator("super_admin"), await newOperator("super_admin")] as const;
    const others = await asSuperuser(
      (sql) => sql`update global_admins set role = 'support'
                   where role = 'super_admin' and id not in ${sql(pair.map(({ id }) => id))} returning id`,
    );
    try {
      const replies = await Promise.all(
        pair.map(({ client }, index) => client.post(`/api/admin/global-admins/${pair[1 - index]?.id}/deactivate`)),
      );
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      const lost = replies.find(({ status }) => status !== 200);
      expect([
        [409, "LAST_SUPER_ADMIN"],
        [403, "OPERATOR_DEACTIVATED"],
      ]).toContainEqual(lost && refusal(lost));
    } finally {
      await asSuperuser(
        (sql) => sql`update global_admins set role = 'super_admin' where id in ${sql(others.map(({ id }) => id))}`,
      );
    }
    expect((await ops.get("/api/admin/global-admins")).status).toBe(200);
  });
});

describe("what a role may not do is 403", () => {
  test("for support", async () => {
    const { client, id } = await newOperator("support");
    const tenant = await createdTenant(client);
    for (const reply of [
      await client.post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "x" }),
      await client.post(`/api/admin/tenants/${tenant.id}/restore`),
      await client.delete(`/api/admin/tenants/${tenant.id}`),
      await client.post(`/api/admin/tenants/${tenant.id}/sessions/revoke-all`, { reason: "x" }),
      await client.get("/api/admin/global-admins"),
      await client.post("/api/admin/global-admins", { email: "a@b.test", role: "super_admin" }),
      await client.post(`/api/admin/global-admins/${id}/reissue-enrollment`),
    ]) {
      expect(refusal(reply)).toEqual([403, "FORBIDDEN"]);
    }
    expect((await client.get(`/api/admin/tenants/${tenant.id}`)).json.status).toBe("active");
  });

  test("for security", async () => {
    const { client } = await newOperator("security");
    const tenant = await createdTenant();
    const body = { slug: uniqueSlug("sec"), name: "Sec", primaryAdminEmail: "a@sec.test" };
    for (const reply of [
      await client.post("/api/admin/tenants", body),
      await client.post(`/api/admin/tenants/${tenant.id}/invitations`, { email: "a@b.test", role: "owner" }),
      await client.delete(`/api/admin/tenants/${tenant.id}`),
      await client.post("/api/admin/global-admins", { email: "a@b.test", role: "super_admin" }),
    ]) {
      expect(refusal(reply)).toEqual([403, "FORBIDDEN"]);
    }
    expect((await client.post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "abuse" })).status).toBe(200);
    expect((await client.get("/api/admin/global-admins")).status).toBe(200);
  });
});

describe("the platform's audit log", () => {
  test("tells what concerns operators only to roles that may read it, and pages without a gap", async () => {
    const ops = await operator();
    await invitedOperator("support", ops);
    await createdTenant(ops);
    const events = async (email: string, role: string) => {
      const { client } = await newOperator(role);
      const items = (await client.get("/api/admin/audit-logs?limit=100")).json.items as { event: string }[];
      return { email, admin: items.some(({ event }) => event.startsWith("admin.")), any: items.length > 0 };
    };
    expect(await events("a", "support")).toMatchObject({ admin: false, any: true });
    expect(await events("b", "security")).toMatchObject({ admin: true, any: true });

    const whole = (await ops.get("/api/admin/audit-logs?limit=7")).json.items as { id: string }[];
    const paged: { id: string }[] = [];
    let cursor = "";
    while (paged.length < 6) {
      const page = (await ops.get(`/api/admin/audit-logs?limit=2${cursor}`)).json;
      paged.push(...page.items);
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(paged.map(({ id }) => id)).toEqual(whole.slice(0, 6).map(({ id }) => id));
    expect(whole[0]).toEqual({
      id: expect.stringMatching(/^aud_/),
      event: expect.any(String),
      category: expect.any(String),
      outcome: expect.any(String),
      severity: expect.any(String),
      actor: expect.objectContaining({ type: expect.any(String) }),
      target: expect.anything(),
      at: expect.any(String),
      requestId: expect.stringMatching(/^req_/),
      correlationId: expect.stringMatching(/^req_/),
      address: expect.any(String),
      userAgent: null,
      data: expect.any(Object),
    });
  });

  test("can be changed by nobody, the worker's own role included", async () => {
    for (const change of ["update platform_audit_logs set event = 'x'", "delete from platform_audit_logs"]) {
      await expect(asSuperuser((sql) => sql.unsafe(change))).rejects.toThrow(/append-only/);
    }
  });
});

test("the profile is the name tenants read, and changing it is in the log", async () => {
  const { client, email, id } = await newOperator("support");
  expect((await client.get("/api/admin/profile")).json).toEqual({ email, name: null });
  const changed = await client.patch("/api/admin/profile", { name: "Sue Support" });
  expect([changed.status, changed.json]).toEqual([200, { email, name: "Sue Support" }]);
  expect((await client.get("/api/admin/me")).json.name).toBe("Sue Support");
  for (const body of [{ name: "" }, { name: "x", role: "super_admin" }, { email: "a@b.test" }]) {
    expect((await client.patch("/api/admin/profile", body)).status).toBe(400);
  }
  const log = (await (await operator()).get("/api/admin/audit-logs?limit=100")).json.items;
  expect(log.find((row: { event: string }) => row.event === "admin.profile_updated")).toMatchObject({
    actor: { type: "operator", id },
    data: { to: "Sue Support" },
  });
});

test("the queues say what waits, by kind", async () => {
  const tenant = await createdTenant();
  await asSuperuser(
    (sql) => sql`insert into outbox (organization_id, kind, available_at, attempts)
                 values (${tenant.id}, 'test.kind', now() + interval '1 day', 3)`,
  );
  const queues = (await (await operator()).get("/api/admin/system/queues")).json;
  expect(queues.nextCursor).toBeNull();
  expect(queues.items.find((queue: { kind: string }) => queue.kind === "test.kind")).toEqual({
    kind: "test.kind",
    waiting: 1,
    failing: 1,
    oldest: expect.any(String),
  });
  await asSuperuser((sql) => sql`delete from outbox where kind = 'test.kind'`);
});

describe("what the operator API does not have", () => {
  test("is 404 and another method 405, as problems with the security headers", async () => {
    const ops = await operator();
    expect(refusal(await ops.get("/api/admin/nothing"))).toEqual([404, "NOT_FOUND"]);
    const refused = await ops.call("PUT", "/api/admin/tenants", { body: {} });
    expect(refusal(refused)).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(refused.headers.get("allow")).toBe("GET, POST");
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(refused.headers.get("x-content-type-options")).toBe("nosniff");
    expect(refused.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  test("neither is there on a tenant's host", async () => {
    const client = await visitor("acme.app.localhost");
    expect((await client.get("/api/admin/me")).status).toBe(404);
    expect((await client.post("/api/admin/tenants", {})).status).toBe(404);
  });
});
