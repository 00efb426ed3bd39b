import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { recordAudit } from "../src/audit/record.ts";
import { auditLogs } from "../src/audit/table.ts";
import { Connection } from "../src/database/connection.ts";
import { TenantDb } from "../src/database/tenant-db.ts";
import { tenantScope } from "../src/database/tenant-scope.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { newInvitations } from "../src/invitations/table.ts";
import { organizations } from "../src/organizations/table.ts";
import { platform } from "./platform.ts";
import { newTenant, type Tenant } from "./world.ts";

let a: Tenant;
let b: Tenant;
beforeAll(async () => {
  a = await newTenant("dba");
  b = await newTenant("dbb");
});

const open: Connection[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.close()));
});

const context = {
  actor: { type: "system", id: null, name: null },
  requestId: "req_x",
  address: null,
  userAgent: null,
} as const;

function event(id: string) {
  return [{ event: "tenant.restored", target: null } as const, context, id] as const;
}

describe.each([
  ["in one flight", true],
  ["statement by statement", false],
])("a tenant's database, %s", (_, pipeline) => {
  function databaseOf(tenant: Tenant): TenantDb {
    const connectionString = platform().databaseUrls["gatehouse_operator"] ?? "";
    const connection = new Connection({ connectionString, pipeline });
    open.push(connection);
    return new TenantDb(tenantScope(tenant.id), connection);
  }

  test("shows its own organization and no other, without being asked which", async () => {
    const rows = await databaseOf(a).db.select({ id: organizations.id }).from(organizations);
    expect(rows).toEqual([{ id: a.id }]);
    expect(
      await databaseOf(a).db.select({ id: organizations.id }).from(organizations).where(eq(organizations.id, b.id)),
    ).toEqual([]);
  });

  test("runs a batch in order, and gives each builder its own typed result", async () => {
    const id = newIdentifier("aud");
    const [before, written, after] = await databaseOf(a).batch((tx) => [
      tx.db.select({ id: auditLogs.id }).from(auditLogs).where(eq(auditLogs.id, id)),
      recordAudit(tx, ...event(id)).returning({ id: auditLogs.id }),
      tx.db.select({ id: auditLogs.id, at: auditLogs.at }).from(auditLogs).where(eq(auditLogs.id, id)),
    ]);
    expect(before).toEqual([]);
    expect(written).toEqual([{ id }]);
    expect(after).toEqual([{ id, at: expect.any(String) }]);
  });

  test("keeps nothing of a batch that fails, and works on afterwards", async () => {
    const database = databaseOf(a);
    const id = newIdentifier("aud");
    const batch = database.batch((tx) => [
      recordAudit(tx, ...event(id)),
      tx.db.insert(newInvitations).values({
        id: "not an identifier",
        organizationId: a.id,
        email: "x@y.test",
        role: "member",
        invitedByType: "user",
        invitedById: "x",
        invitedByName: "x",
        expiresAt: new Date().toISOString(),
      }),
    ]);
    await expect(batch).rejects.toThrow();
    expect(await database.db.select().from(auditLogs).where(eq(auditLogs.id, id))).toEqual([]);
  });

  test("refuses a row of another tenant", async () => {
    const row = { ...context, organizationId: b.id, id: newIdentifier("aud"), event: "x", actorType: "system" };
    const insert = databaseOf(a).db.insert(auditLogs).values(row);
    await expect(insert).rejects.toMatchObject({ cause: { message: expect.stringContaining("row-level security") } });
  });

  test("commits a transaction whole, or rolls it back whole", async () => {
    const database = databaseOf(a);
    const [kept, lost] = [newIdentifier("aud"), newIdentifier("aud")];
    await database.transaction(async (tx) => {
      await recordAudit(tx, ...event(kept));
    });
    await expect(
      database.transaction(async (tx) => {
        await recordAudit(tx, ...event(lost));
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    const rows = await database.db
      .select({ id: auditLogs.id })
      .from(auditLogs)
      .where(sql`${auditLogs.id} in (${kept}, ${lost})`);
    expect(rows).toEqual([{ id: kept }]);
  });

  test("does not call committed what the database rolled back", async () => {
    const swallowed = databaseOf(a).transaction(async (tx) => {
      await tx.db.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow("rolled back");
  });

  test("does not leak its tenant to what comes next on the connection", async () => {
    const connectionString = platform().databaseUrls["gatehouse_operator"] ?? "";
    const connection = new Connection({ connectionString, pipeline });
    open.push(connection);
    await new TenantDb(tenantScope(a.id), connection).db.select({ id: organizations.id }).from(organizations);
    const bare = await connection.query({ text: "select id from organizations" });
    expect(bare.rows).toEqual([]);
    expect(
      await new TenantDb(tenantScope(b.id), connection).db.select({ id: organizations.id }).from(organizations),
    ).toEqual([{ id: b.id }]);
  });
});
