import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { eventually, newMember, newTenant, operator, password, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let root: Client;
beforeAll(async () => {
  tenant = await newTenant("atomic");
  root = await operator();
});

describe("a change and its audit row", () => {
  const broken: string[] = [];
  afterEach(async () => {
    await asSuperuser(async (sql) => {
      for (const table of broken.splice(0)) await sql.unsafe(`drop trigger if exists broken on ${table}`);
      await sql`drop function if exists break_it()`;
    });
  });

  /** From now on Postgres refuses the writes that satisfy a condition. */
  async function breakWrites(table: string, on: "insert" | "update" | "delete", condition: string): Promise<void> {
    broken.push(table);
    await asSuperuser(async (sql) => {
      await sql.unsafe(`create function break_it() returns trigger language plpgsql as
        $$ begin raise exception 'broken for a test' using errcode = 'XX001'; end $$`);
      await sql.unsafe(
        `create trigger broken before ${on} on ${table} for each row when (${condition}) execute function break_it()`,
      );
    });
  }

  async function mend(): Promise<void> {
    await asSuperuser(async (sql) => {
      for (const table of broken.splice(0)) await sql.unsafe(`drop trigger broken on ${table}`);
      await sql`drop function break_it()`;
    });
  }

  const rowsOf = (table: string, where = "") =>
    asSuperuser(
      async (sql) =>
        (await sql.unsafe(`select * from ${table} where organization_id = '${tenant.id}' ${where}`)).length,
    );

  test("of a batch: without the row there is no invitation and no mail", async () => {
    await breakWrites("audit_logs", "insert", `new.organization_id = '${tenant.id}'`);
    const before = [await rowsOf("invitations"), await rowsOf("outbox")];
    expect(
      (await tenant.owner.post("/api/org/invitations", { email: "lost@people.test", role: "member" })).status,
    ).toBe(500);
    expect([await rowsOf("invitations"), await rowsOf("outbox")]).toEqual(before);
  });

  test("of an interactive transaction: without the row the invitation stays open", async () => {
    const email = `stays-${Date.now()}@people.test`;
    const invited = await tenant.owner.post("/api/org/invitations", { email, role: "member" });
    await breakWrites("audit_logs", "insert", `new.organization_id = '${tenant.id}'`);
    expect((await tenant.owner.delete(`/api/org/invitations/${invited.json.id}`)).status).toBe(500);
    expect(await rowsOf("invitations", `and email = '${email}' and status = 'pending'`)).toBe(1);
  });

  test("of a ceremony: without the row nobody is signed in", async () => {
    await breakWrites("audit_logs", "insert", `new.organization_id = '${tenant.id}'`);
    const before = await rowsOf("sessions");
    const door = await visitor(tenant.host);
    const reply = await door.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password });
    expect(reply.status).toBe(500);
    expect([door.cookies.size, await rowsOf("sessions")]).toEqual([0, before]);
  });

  test("of a gatekeeper's change: without the row the settings are as they were", async () => {
    const settings = await tenant.owner.get("/api/org/settings");
    await breakWrites("audit_logs", "insert", `new.organization_id = '${tenant.id}'`);
    const options = { headers: { "if-match": settings.headers.get("etag") } };
    expect((await tenant.owner.patch("/api/org/settings", { appName: "Never" }, options)).status).toBe(503);
    expect((await tenant.owner.get("/api/org/settings")).json).toEqual(settings.json);
  });

  test("of a gatekeeper's change: without the change there is no row", async () => {
    const member = await newMember(tenant);
    await breakWrites("users", "delete", `old.id = '${member.id}'`);
    const reply = await tenant.owner.delete(`/api/org/members/${member.id}`);
    expect(reply.status).toBe(503);
    const requestId = reply.headers.get("x-request-id");
    expect((await tenant.owner.get(`/api/org/audit-logs?requestId=${requestId}`)).json.items).toEqual([]);
    await mend();
  });

  test("of an operator's act: without the platform's row there is neither the tenant's nor the change", async () => {
    await breakWrites("platform_audit_logs", "insert", `new.data ->> 'organizationId' = '${tenant.id}'`);
    const before = await rowsOf("audit_logs");
    const email = "never@people.test";
    const reply = await root.post(`/api/admin/tenants/${tenant.id}/invitations`, { email, role: "member" });
    expect(reply.status).toBe(500);
    expect([await rowsOf("invitations", `and email = '${email}'`), await rowsOf("audit_logs")]).toEqual([0, before]);
  });

  test("of operators: without the row nobody is invited", async () => {
    const email = `never-${Date.now()}@gatehouse.test`;
    await breakWrites("platform_audit_logs", "insert", `new.target_name = '${email}'`);
    expect((await root.post("/api/admin/global-admins", { email, role: "support" })).status).toBe(500);
    const found = await asSuperuser((sql) => sql`select 1 from global_admins where email = ${email}`);
    expect(found).toHaveLength(0);
  });

  test("of a revocation: it holds at once, and its row follows with the effect it travels in", async () => {
    const member = await newMember(tenant);
    await breakWrites("audit_logs", "insert", `new.organization_id = '${tenant.id}'`);
    const reply = await tenant.owner.post(`/api/org/members/${member.id}/sessions/revoke-all`);
    expect(reply.json).toEqual({ closed: 1 });
    expect((await member.client.get("/api/me")).status).toBe(401);
    const open = `and user_id = '${member.id}' and revoked_at is null`;
    expect(await rowsOf("sessions", open)).toBe(1);
    await mend();
    const requestId = reply.headers.get("x-request-id");
    const path = `/api/org/audit-logs?requestId=${requestId}`;
    await eventually(
      async () => (await tenant.owner.get(path)).json.items as Json[],
      (items) => items.length === 1,
      60_000,
    );
    expect(await rowsOf("sessions", open)).toBe(0);
  });
});
