import { sql } from "drizzle-orm";
import type { ControlDb } from "../database/control-db.ts";
import type { Position } from "../http/page.ts";
import type { Role } from "../authorization/role.ts";

/*
 * What operators read across tenants: the named look-ups of migrations/0007_lookups.sql, and nothing else.
 */

export interface TenantRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: "active" | "suspended" | "deleted";
  readonly suspendedReason: string | null;
  readonly homeRegion: string;
  readonly createdAt: string;
  readonly members: number;
}

/** The tenants, newest first, `limit + 1` of them after a position; `search` is part of a slug or a name. */
export async function searchTenants(
  control: ControlDb,
  search: string | null,
  after: Position | null,
  limit: number,
): Promise<TenantRow[]> {
  const found = await control.db.execute<Omit<TenantRow, "members"> & { members: string }>(sql`
    select id, slug, name, status, suspended_reason as "suspendedReason", home_region as "homeRegion",
           created_at as "createdAt", members
    from lookup_tenants(${search}, ${after?.at ?? null}, ${after?.id ?? null}, ${limit + 1})`);
  return found.rows.map((row) => ({ ...row, members: Number(row.members) }));
}

export async function countTenants(control: ControlDb): Promise<Record<TenantRow["status"], number>> {
  const found = await control.db.execute<{ status: TenantRow["status"]; tenants: string }>(
    sql`select status, tenants from lookup_tenant_counts()`,
  );
  const counts = { active: 0, suspended: 0, deleted: 0 };
  for (const { status, tenants } of found.rows) counts[status] = Number(tenants);
  return counts;
}

export interface TenantUserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role | null;
  readonly createdAt: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly organizationName: string;
}

/** Every account with this address: one per tenant, because each has its own pool. Newest first, at most 200. */
export async function findUsersByEmail(control: ControlDb, email: string): Promise<TenantUserRow[]> {
  const found = await control.db.execute<TenantUserRow & Record<string, unknown>>(sql`
    select user_id as id, email, name, role, created_at as "createdAt", organization_id as "organizationId", slug,
           organization_name as "organizationName"
    from lookup_users_by_email(${email})`);
  return found.rows;
}
